"""Clock times of many nights: midsleep, its mean and spread, and social jet lag."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.night.clock_change import NO_CHANGE, ClockChange
from explorer.vocabulary.stages import is_sleep

DAY = 24 * 3600.0
"""s"""
MIDSLEEP_FORMULA = "the clock's middle between sleep onset and the end of the last sleep"
MIDSLEEP_SOURCE = "Roenneberg et al. 2003, J Biol Rhythms 18:80"
SOCIAL_JET_LAG_FORMULA = "mean midsleep on free days - mean midsleep on workdays"
SOCIAL_JET_LAG_SOURCE = "Wittmann et al. 2006, Chronobiol Int 23:497, who give it without its sign"
WEEKEND = (5, 6)
"""Saturday and Sunday, as `date.weekday` counts."""


def midsleep(hypnogram: xr.DataArray, start: datetime, change: ClockChange = NO_CHANGE) -> float:
    """Midsleep: the clock time of the middle between sleep onset and the end of the last sleep.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (epoch)
        Its stages may be coarse; ``onset`` counts from `start`.
    start : datetime
        When the recording began, by the clock where it was slept.
    change : ClockChange
        When the clock moved, if it did: the middle of the time that passed is told by the clock at
        that moment.

    Returns
    -------
    float
        h after midnight, from 0 to 24; NaN for a night without sleep.

    Notes
    -----
    Wake between the two counts, as in Roenneberg et al. [1]_: it is the middle of the sleep period,
    not of the sleep.

    References
    ----------
    .. [1] Roenneberg T, Wirz-Justice A, Merrow M. 2003, J Biol Rhythms 18:80.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> night = make_hypnogram(["W", "N2", "W", "REM", "W"], 3600)
    >>> midsleep(night, datetime(2026, 3, 1, 23))
    1.5
    """
    asleep = np.flatnonzero(is_sleep(hypnogram.values))
    if not asleep.size:
        return float("nan")
    onset = hypnogram.onset.values
    ends = float(onset[asleep[-1]]) + float(hypnogram.epoch_length)
    middle = (float(onset[asleep[0]]) + ends) / 2
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    return ((start - midnight).total_seconds() + middle + change.added(middle)) % DAY / 3600


def mean_clock_time(hours: npt.ArrayLike) -> tuple[float, float]:
    """Mean and standard deviation of clock times, wherever midnight lies.

    Parameters
    ----------
    hours : array of float, shape (nights,)
        h after midnight; NaN is left out.

    Returns
    -------
    float
        Mean, from 0 to 24 h; NaN without any.
    float
        Standard deviation (of a sample), in h; NaN with fewer than two.

    Notes
    -----
    Each is taken as its distance from their direction's mean on the clock's circle, in -12 to 12 h;
    mean and spread are those of the distances. For times within half a day of each other they are
    those of plain numbers counted from noon.

    Examples
    --------
    >>> mean_clock_time([23.0, 1.0])[0], round(mean_clock_time([2, 3, 4])[1], 6)
    (0.0, 1.0)
    """
    known = np.asarray(hours, np.float64)
    known = known[np.isfinite(known)]
    if not known.size:
        return float("nan"), float("nan")
    angles = known * (2 * np.pi / 24)
    centre = float(np.angle(np.exp(1j * angles).mean())) * 24 / (2 * np.pi)
    away = (known - centre + 12) % 24 - 12
    spread = float(away.std(ddof=1)) if known.size > 1 else float("nan")
    return round((centre + float(away.mean())) % 24, 9) % 24, spread


def is_free_day(woke_on: date | None, weekdays: Collection[int] = WEEKEND) -> bool:
    """Whether no work waits on the day on which a night ends.

    Parameters
    ----------
    woke_on : date or None
    weekdays : collection of int
        Days of the week that are free, Monday is 0; Saturday and Sunday if not given.

    Examples
    --------
    >>> is_free_day(date(2026, 3, 1)), is_free_day(date(2026, 3, 2))  # a Sunday, a Monday
    (True, False)
    >>> is_free_day(date(2026, 3, 2), weekdays=[0])
    True
    """
    return woke_on is not None and woke_on.weekday() in weekdays


def social_jet_lag(
    midsleeps: xr.DataArray, free: xr.DataArray | Sequence[bool] | npt.NDArray[np.bool_]
) -> xr.DataArray:
    """Social jet lag: how much later midsleep is on free days than on workdays.

    Parameters
    ----------
    midsleeps : xr.DataArray, dims (night)
        h after midnight; NaN is left out.
    free : array of bool, shape (night,)
        Whether each night ended on a free day, see `is_free_day`.

    Returns
    -------
    xr.DataArray, no dims, units "h"
        Above 0 where free days are later; NaN without a night of either kind.

    Raises
    ------
    ValueError
        If there is not one word for each night.

    Notes
    -----
    Wittmann et al. [1]_ give the distance without its sign. Their free days were said in a
    questionnaire; by weekdays, shift workers and holidays are told wrongly. No correction for sleep
    made up for on free days is in it (Jankowski's is another number).

    References
    ----------
    .. [1] Wittmann M, Dinich J, Merrow M, Roenneberg T. 2006, Chronobiol Int 23:497.

    Examples
    --------
    >>> times = xr.DataArray([3.0, 3.0, 4.5], dims="night")
    >>> social_jet_lag(times, [False, False, True]).item()
    1.5
    """
    is_free = np.asarray(free, bool)
    times = np.asarray(midsleeps.values, np.float64)
    if times.shape != is_free.shape or times.ndim != 1:
        raise ValueError(
            f"one word a night is needed, got {is_free.shape} for nights of shape {times.shape}"
        )
    later = mean_clock_time(times[is_free])[0] - mean_clock_time(times[~is_free])[0]
    return xr.DataArray(
        (later + 12) % 24 - 12,
        name="social_jet_lag",
        attrs={
            "units": "h",
            "long_name": "social jet lag",
            "formula": SOCIAL_JET_LAG_FORMULA,
            "source": SOCIAL_JET_LAG_SOURCE,
        },
    )


def local_seconds(moment: datetime) -> float:
    """Seconds of a moment by its own clock, whatever its zone: 24 h later is the same clock time.

    Examples
    --------
    >>> local_seconds(datetime(1970, 1, 2, 1))
    90000.0
    """
    return (moment.replace(tzinfo=None) - datetime(1970, 1, 1)) / timedelta(seconds=1)
