"""Moments in words, as the clock of a night shows them: one way for page, reports and tables."""

import math

from explorer.night.night import Night

_DAY, _HOUR, _MINUTE = 86_400, 3_600, 60  # s
_NOISE = 1e-6  # s: of sums of floats, lest 23:30 be said as 23:29:59


def clock_words(seconds: float, *, wraps: bool = True, always: bool = False) -> str:
    """Say a time of day, or how long after a start.

    Parameters
    ----------
    seconds : float
        After midnight, or after the start.
    wraps : bool
        Whether a day ends at 24:00; else hours count on.
    always : bool
        Whether seconds are said even if there are none. What is cut to the minute would stand
        beside minutes that do not follow from it.

    Examples
    --------
    >>> clock_words(24 * 3600 + 900), clock_words(25.5, always=True), clock_words(25.5)
    ('00:15', '00:00:25', '00:00:25')
    >>> clock_words(24 * 3600, wraps=False), clock_words(-5, wraps=False)
    ('24:00', '-00:00:05')
    """
    whole = math.floor(seconds + _NOISE)
    if wraps:
        whole %= _DAY
    sign, whole = "-" * (whole < 0), abs(whole)
    minutes, rest = f"{whole // _HOUR:02d}:{whole // _MINUTE % 60:02d}", whole % _MINUTE
    return f"{sign}{minutes}:{rest:02d}" if rest or always else f"{sign}{minutes}"


def time_of_day(hours: float) -> str:
    """Say a middle or a mean of clock times, in h after midnight, to the nearest minute.

    Examples
    --------
    >>> time_of_day(3.25), time_of_day(23.9999)
    ('03:15', '00:00')
    """
    return clock_words(round(hours * _HOUR / _MINUTE) * _MINUTE)


def clock_start(night: Night) -> tuple[float, bool]:
    """Start of the recording in s after midnight, and whether the file says so."""
    start = night.start
    if start is None:
        return 0.0, False
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    return (start - midnight).total_seconds(), True


def moment_words(night: Night, seconds: float, *, always: bool = False) -> str:
    """Say a moment of a night: by the clock as it then was, else how long after the start.

    Parameters
    ----------
    night : Night
        Of whose clock, put forward or back in it or not.
    seconds : float
        From the start of the recording.
    always : bool
        As for `clock_words`.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> stages = {"a": make_hypnogram(["W"] * 960)}
    >>> spring = {"clock_moved_at": 7200.0, "clock_moved_by": 3600.0}
    >>> night = Night.make({}, stages, start="2026-03-29T00:00:00", **spring)
    >>> moment_words(night, 3600.0), moment_words(night, 7200.0)
    ('01:00', '03:00')
    >>> moment_words(Night.make({}, stages), 3600.0, always=True)
    '01:00:00'
    """
    start, has_clock = clock_start(night)
    shown = start + seconds + night.clock_change.added(seconds)
    return clock_words(shown, wraps=has_clock, always=always)
