"""Regularity over many nights: sleep regularity index (SRI), midsleep, and social jet lag.

What they are computed from is a course of sleep and wake by the clock, days long, or one clock time
a night: a hypnogram alone has neither, so these are no rows of the catalogue.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.metrics.clock_times import DAY

_WHOLE = 1e-6
LONGEST_YEARS = 40
"""Of one person's nights, so that a wrong date does not fill the memory."""
FEW_DAYS = 7
"""Days below which an index says little: Phillips et al. asked for a week."""

SRI_FORMULA = (
    "200 x the share of times at which a person was in the same state, asleep or awake, as 24 h "
    "later, - 100: 100 for days alike, 0 where one day says nothing of the next"
)
SRI_SOURCE = (
    "Phillips et al. 2017, Sci Rep 7:3216; over days with gaps as Windred et al. 2021, Sleep Adv "
    "2:zpab012"
)


def day_agreement(asleep: xr.DataArray) -> xr.Dataset:
    """Compare each day of a course of sleep and wake with the day after it.

    Parameters
    ----------
    asleep : xr.DataArray, dims (..., time)
        1 asleep, 0 awake, NaN where nobody knows; one value every ``epoch_length`` s, a scalar
        coordinate of which 24 h are a whole number.

    Returns
    -------
    xr.Dataset, dims (..., day)
        ``agreeing`` and ``pairs``: of the epochs known on a day and on the next, how many are in
        the same state, and how many there are. The last day need not be whole.

    Raises
    ------
    ValueError
        If ``time`` or ``epoch_length`` is missing, or 24 h are no whole number of epochs.

    Examples
    --------
    >>> hours = xr.DataArray(([1] * 8 + [0] * 16) * 3, dims="time", coords={"epoch_length": 3600})
    >>> day_agreement(hours).agreeing.values.tolist()
    [24, 24]
    """
    if "time" not in asleep.dims or "epoch_length" not in asleep.coords:
        raise ValueError(
            f"a course of sleep needs a dimension 'time' and the coordinate 'epoch_length', has "
            f"{asleep.dims} and {list(asleep.coords)}"
        )
    each = DAY / float(asleep.epoch_length)
    epochs = round(each)
    if epochs < 1 or abs(each - epochs) > _WHOLE:
        raise ValueError(
            f"24 h are no whole number of epochs of {float(asleep.epoch_length):g} s; 30 s or 60 s "
            "would do"
        )
    values = asleep.transpose(..., "time").values.astype(np.float64)
    first, second = values[..., :-epochs], values[..., epochs:]
    known = ~(np.isnan(first) | np.isnan(second))
    length = first.shape[-1]
    days = -(-length // epochs)
    filling = [(0, 0)] * (first.ndim - 1) + [(0, days * epochs - length)]
    shape = (*first.shape[:-1], days, epochs)

    def by_day(one: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        found: npt.NDArray[np.int64] = np.pad(one, filling).reshape(shape).sum(axis=-1)
        return found

    dims = (*asleep.transpose(..., "time").dims[:-1], "day")
    return xr.Dataset(
        {"agreeing": (dims, by_day(known & (first == second))), "pairs": (dims, by_day(known))}
    )


def sleep_regularity_index(asleep: xr.DataArray) -> xr.DataArray:
    """Sleep regularity index (SRI): how alike sleep and wake are 24 h apart.

    Parameters
    ----------
    asleep : xr.DataArray, dims (..., time)
        As for `day_agreement`: naps, and wake out of bed, are part of it.

    Returns
    -------
    xr.DataArray, dims (...), units "1"
        From -100 to 100: 100 for days that are alike, 0 where one day says nothing of the next,
        below 0 where sleep and wake tend to change places. NaN where no time is known together
        with the same time on the next day.

    Raises
    ------
    ValueError
        As `day_agreement` does.

    Notes
    -----
    With s(i, j) the state at epoch i of day j, of M epochs a day and N days, Phillips et al. [1]_
    give -100 + 200 / (M (N - 1)) sum over i, j of [s(i, j) = s(i, j + 1)]. Epochs of which one of
    the two is not known are in neither the sum nor its number, as Windred et al. [2]_ have it of
    days with gaps; nothing is filled in. Unlike some of the programs for actigraphy, an epoch is
    compared with that of the next day alone, not with every other day's.

    References
    ----------
    .. [1] Phillips AJK et al. 2017, Sci Rep 7:3216.
    .. [2] Windred DP et al. 2021, Sleep Adv 2:zpab012.

    Examples
    --------
    Eight hours of sleep that move by an hour differ for two of 24 hours: 200 x 22 / 24 - 100.

    >>> two_days = [1] * 8 + [0] * 16 + [0] + [1] * 8 + [0] * 15
    >>> course = xr.DataArray(two_days, dims="time", coords={"epoch_length": 3600.0})
    >>> round(sleep_regularity_index(course).item(), 2)
    83.33
    """
    found = day_agreement(asleep).sum("day")
    pairs = found.pairs.where(found.pairs > 0)
    index: xr.DataArray = (200 * found.agreeing / pairs - 100).rename("SRI")
    return index.assign_attrs(
        units="1", long_name="sleep regularity index", formula=SRI_FORMULA, source=SRI_SOURCE
    )


def sleep_wake_course(
    begins: npt.ArrayLike,
    codes: Sequence[npt.NDArray[np.int8]],
    epoch_lengths: npt.ArrayLike,
    *,
    longest_gap: float = DAY,
    epoch_length: float = 60.0,
) -> xr.DataArray:
    """Lay sleeps on one course of sleep and wake, wake between those that follow each other.

    Parameters
    ----------
    begins : array of float, shape (sleeps,)
        Bed time of each, in s by the local clock, in order of time.
    codes : sequence of array of int8, shape (epochs,)
        Stages of each, coarse ones too; ``UNSCORED`` and ``ARTEFACT`` are not known.
    epoch_lengths : array of float, shape (sleeps,)
        s, of each.
    longest_gap : float
        s from the end of one to the beginning of the next, within which a person was awake; of a
        longer one, in which a night is missing, nothing is known.
    epoch_length : float
        s, of the course.

    Returns
    -------
    xr.DataArray, dims (time)
        As `sleep_regularity_index` takes it; its attr ``unknown`` is the time, in h, that nobody
        knows. Where sleeps overlap, the later one is believed.

    Raises
    ------
    ValueError
        If the sleeps reach over more than `LONGEST_YEARS` years: a date among them is wrong.

    Examples
    --------
    >>> stages = np.array([0, 2, 2, 0], np.int8)
    >>> course = sleep_wake_course([0.0, 24 * 3600.0], [stages] * 2, [3600.0] * 2,
    ...                            epoch_length=3600.0)
    >>> sleep_regularity_index(course).item(), float(course.sum())
    (100.0, 4.0)
    """
    starts = np.asarray(begins, np.float64)
    lengths = np.asarray(epoch_lengths, np.float64)
    ends = starts + lengths * np.array([one.size for one in codes], np.float64)
    if starts.size and ends.max() - starts.min() > LONGEST_YEARS * 366 * DAY:
        years = (ends.max() - starts.min()) / (365.25 * DAY)
        raise ValueError(
            f"the sleeps reach over {years:.0f} years, more than the {LONGEST_YEARS} that are "
            "believed: a date among them is wrong"
        )
    first = np.floor(starts.min() / epoch_length) if starts.size else 0.0
    total = int(np.ceil(ends.max() / epoch_length) - first) if starts.size else 0
    course = np.full(total, np.nan, np.float32)
    reached = -np.inf

    def place(moment: float) -> int:
        """First epoch of the course whose middle is not before a moment."""
        return int(np.ceil(moment / epoch_length - first - 0.5 - _WHOLE))

    for start, end, stages, each in zip(starts, ends, codes, lengths, strict=True):
        if 0 < start - reached <= longest_gap:
            course[place(reached) : place(start)] = 0
        low, high = place(start), place(end)
        inside = (first + np.arange(low, high) + 0.5) * epoch_length - start
        found = stages[np.clip((inside // each).astype(int), 0, stages.size - 1)]
        course[low:high] = np.where(found < 0, np.nan, found > 0)
        reached = max(reached, end)
    unknown = float(np.isnan(course).sum()) * epoch_length / 3600
    return xr.DataArray(
        course,
        dims="time",
        coords={"epoch_length": ((), float(epoch_length), {"units": "s"})},
        name="asleep",
        attrs={"units": "1", "unknown": unknown},
    )
