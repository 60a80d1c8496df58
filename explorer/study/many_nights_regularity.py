"""Regularity of many nights: SRI with its interval, midsleep and its spread, social jet lag."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from explorer.metrics.clock_times import mean_clock_time, social_jet_lag
from explorer.metrics.regularity import day_agreement, sleep_regularity_index, sleep_wake_course
from explorer.study.many_nights import MAIN, OTHER, ClockNight, ManyNights

_BLOCK = 7
"""Days that are drawn together: what follows one another within a week goes along."""
_DRAWN = 2000
_SEED = 1
FEWEST = 14
"""Days from which an interval is given: two weeks, two blocks."""
INTERVAL = (
    "95 % interval by drawing weeks of neighbouring days anew (moving blocks of 7 days, 2,000 "
    "times): how far the index would move with other weeks of the same person"
)


@dataclass(frozen=True)
class PersonRegularity:
    """What one person's nights say together; NaN where it is not estimable."""

    subject: str
    nights: int
    sri: float
    low: float
    """Of a 95 % interval; NaN with fewer than `FEWEST` days."""
    high: float
    days: int
    """Pairs of days, one after the other, that the index rests on."""
    unknown: float
    """h between the first and the last sleep of which nobody knows, left out."""
    midsleep: float
    """Mean, h after midnight."""
    spread: float
    """Standard deviation of midsleep, h."""
    jet_lag: float
    """h; above 0 where free days are later."""
    free: int
    work: int


def regularity_of(many: ManyNights) -> tuple[PersonRegularity, ...]:
    """Say how regular each person's nights are, from those with a clock that can be believed.

    Parameters
    ----------
    many : ManyNights

    Returns
    -------
    tuple of PersonRegularity
        In the order of `ManyNights.subjects`. Naps and second sleeps are sleep in the index;
        midsleep is that of nights alone.

    Examples
    --------
    >>> from explorer.study.many_nights_simulated import simulated_nights
    >>> found = regularity_of(simulated_nights(nights=20))[0]
    >>> found.nights, found.free + found.work, 50 < found.sri < 100, found.jet_lag > 0
    (20, 20, True, True)
    """
    return tuple(
        _of_person(many, subject, [one for one in many.nights if one.subject == subject])
        for subject in many.subjects
    )


def _of_person(many: ManyNights, subject: str, nights: Sequence[ClockNight]) -> PersonRegularity:
    known = [
        one
        for one in nights
        if one.start is not None and one.codes.size and one.kind != OTHER and one.dated
    ]
    mains = [one for one in known if one.kind == MAIN]
    course = sleep_wake_course(
        [one.begins for one in known],
        [one.clock_codes for one in known],
        [one.epoch_length for one in known],
    )
    by_day = day_agreement(course)
    pairs = by_day.pairs.values
    low, high = _interval(by_day.agreeing.values, pairs)
    times = xr.DataArray([one.midsleep for one in mains], dims="night")
    slept = np.isfinite(times.values)
    free = np.array([many.is_free(one) for one in mains], bool)
    mean, spread = mean_clock_time(times)
    return PersonRegularity(
        subject,
        nights=sum(one.kind == MAIN for one in nights),
        sri=float(sleep_regularity_index(course)),
        low=low,
        high=high,
        days=int((pairs > 0).sum()),
        unknown=float(course.attrs["unknown"]),
        midsleep=mean,
        spread=spread,
        jet_lag=float(social_jet_lag(times, free)),
        free=int((free & slept).sum()),
        work=int((~free & slept).sum()),
    )


def _interval(agreeing: np.ndarray, pairs: np.ndarray) -> tuple[float, float]:
    """Draw blocks of days, in a circle, and count the index of each drawing."""
    days = agreeing.size
    if (pairs > 0).sum() < FEWEST:
        return float("nan"), float("nan")
    rng = np.random.default_rng(_SEED)
    blocks = -(-days // _BLOCK)
    # Sums over a block that begins at each day, so that a drawing adds blocks rather than days.
    ring = (np.arange(days)[:, None] + np.arange(_BLOCK)) % days
    sums = np.stack([agreeing[ring].sum(axis=1), pairs[ring].sum(axis=1)])
    drawn = sums[:, rng.integers(days, size=(_DRAWN, blocks))].sum(axis=-1)
    index = 200 * drawn[0] / np.where(drawn[1] > 0, drawn[1], np.nan) - 100
    low, high = np.nanpercentile(index, [2.5, 97.5])
    return float(low), float(high)
