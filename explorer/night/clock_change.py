"""Nights in which the clock is put forward or back: when, and what it says after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from explorer.vocabulary.stages import Stage

_SUNDAY = 6
_EUROPEAN_MONTHS = (3, 10)
_EUROPEAN_HOUR = 1  # of UTC
_USUAL_HOUR = 2  # by the clock that is put forward or back
RULE = (
    "at 01:00 UTC on the last Sunday of March and October, as in Europe, else at 02:00 by the "
    "clock before"
)
"""When clocks move, where a file has their offsets before and after alone."""


@dataclass(frozen=True)
class ClockChange:
    """One move of a night's clock."""

    at: float = 0.0
    """s that had passed since the start of the recording, or of the hypnogram."""
    by: float = 0.0
    """s, above 0 where it was put forward; 0 where it did not move."""

    def added(self, seconds: float) -> float:
        """Return what the clock shows more, in s, after so much time has passed.

        Examples
        --------
        >>> ClockChange(7200.0, 3600.0).added(7200.0), ClockChange().added(7200.0)
        (3600.0, 0.0)
        """
        return self.by if seconds >= self.at else 0.0

    def passed(self, shown: float) -> float | None:
        """Return after how long the clock shows what it would have shown so long after the start.

        Parameters
        ----------
        shown : float
            s from the start, as if the clock had not moved.

        Returns
        -------
        float or None
            s; the first time of what it showed twice, None for what it left out.

        Examples
        --------
        >>> spring, autumn = ClockChange(7200.0, 3600.0), ClockChange(7200.0, -3600.0)
        >>> [spring.passed(shown) for shown in (3600.0, 9000.0, 10_800.0)]
        [3600.0, None, 7200.0]
        >>> autumn.passed(5400.0), autumn.passed(7200.0)
        (5400.0, 10800.0)
        """
        if shown < self.at:
            return shown
        return shown - self.by if shown - self.by >= self.at else None


NO_CHANGE = ClockChange()


def change_of(attrs: Mapping[str, Any]) -> ClockChange:
    """Read the change from a night's attributes, which may say nothing of it.

    Examples
    --------
    >>> change_of({"clock_moved_at": 7200, "clock_moved_by": 3600}), change_of({}) == NO_CHANGE
    (ClockChange(at=7200.0, by=3600.0), True)
    """
    return ClockChange(*(float(attrs.get(f"clock_moved_{word}", 0.0)) for word in ("at", "by")))


def change_between(start: datetime, end: datetime | None) -> ClockChange:
    """Say when the clock moved in a night whose ends have different offsets from UTC.

    Parameters
    ----------
    start : datetime
    end : datetime or None
        Neither need have an offset: then it did not move.

    Returns
    -------
    ClockChange
        By `RULE`; where that is not within the night, at the nearer of its ends.

    Examples
    --------
    >>> bed, rise = "2026-03-28T23:00+01:00", "2026-03-29T08:00+02:00"
    >>> change_between(datetime.fromisoformat(bed), datetime.fromisoformat(rise))
    ClockChange(at=10800.0, by=3600.0)
    """
    if end is None or start.utcoffset() is None or end.utcoffset() is None:
        return NO_CHANGE
    by = (_offset(end) - _offset(start)).total_seconds()
    if not by:
        return NO_CHANGE
    lasting = (end - start).total_seconds()
    day = end.astimezone(UTC)
    if day.weekday() == _SUNDAY and day.month in _EUROPEAN_MONTHS and day.day > 31 - 7:
        moved = day.replace(hour=_EUROPEAN_HOUR, minute=0, second=0, microsecond=0)
    else:
        moved = start.replace(hour=_USUAL_HOUR, minute=0, second=0, microsecond=0)
        moved += timedelta(days=1) if moved < start else timedelta()
    return ClockChange(min(max((moved - start).total_seconds(), 0.0), lasting), by)


def by_the_clock(
    codes: np.ndarray, epoch_length: float, first_onset: float, change: ClockChange
) -> np.ndarray:
    """Lay stages on the clock's own hours.

    Parameters
    ----------
    codes : array of int8, shape (epochs,)
        One after the other as time passed.
    epoch_length, first_onset : float
        s; the latter of the first epoch.
    change : ClockChange

    Returns
    -------
    array of int8, shape (epochs by the clock,)
        What the clock left out is unscored; of what it showed twice the second is
        taken.

    Examples
    --------
    >>> by_the_clock(np.array([2, 2, 3], np.int8), 3600.0, 0.0, ClockChange(3600.0, 3600.0))
    array([ 2, -2,  2,  3], dtype=int8)
    """
    if not change.by or not codes.size:
        return codes
    places = np.arange(codes.size)
    after = first_onset + places * epoch_length >= change.at
    places = places + np.where(after, round(change.by / epoch_length), 0)
    laid = np.full(int(places.max()) + 1, Stage.UNSCORED, codes.dtype)
    kept = places >= 0
    laid[places[kept]] = codes[kept]
    return laid


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()
