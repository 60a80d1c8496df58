"""Columns of dates and clock times as s from the first of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import numpy as np

from explorer.io.clock import NO_DATE, is_ambiguous_date, parse_elapsed, parse_instants
from explorer.io.half_day_clock import spans_of_half_days, unwrapped_half_days
from explorer.io.set_clocks import past_a_set_clock
from explorer.night.clock_change import NO_CHANGE, ClockChange
from explorer.night.reading_account import TIME, AccountEntry

_DAY = 86400.0
_ONE_NIGHT = 24 * 3600.0  # s: what dates span, if one order of day and month makes one night
_SHORTEST = 2.0  # s from row to row: of epochs that somebody scores
_REPEATED = 0.3  # share of steps without time in them, from which times have no seconds
_NOON = 12 * 3600.0  # s
DATE_STAYS = "the date stays after midnight; times go on after it"
_APART = 8 * 3600.0  # s without a row: no night of one person has such a hole


@dataclass
class Clock:
    """Clock times as s from the earliest of them."""

    times: np.ndarray
    """s"""
    first: datetime | None
    """The earliest, as the clock on the wall had it; in the year `NO_DATE` for a time of day, and
    None for s that are not counted from any moment."""
    notes: list[str] = field(default_factory=list)
    entries: list[AccountEntry] = field(default_factory=list)
    is_utc: bool = False
    change: ClockChange = NO_CHANGE
    """Whether the file says that they are in UTC."""


def read_elapsed(
    cells: Sequence[str], *, named_clock: bool, duration: float | None = None
) -> Clock | None:
    """Read cells as hours, minutes and seconds from the start; None where they are a clock's.

    A clock that goes on to 25 and 28 h after midnight is one all the same: from noon on, unless the
    recording, of `duration` s, is as long.
    """
    spans = [parse_elapsed(cell) for cell in cells]
    if any(span is None for span in spans):
        return None
    times = np.array(spans, np.float64)
    steps = np.diff(times)
    # Two of one second, epoch after epoch, are hours and minutes; so are steps that in s would be
    # of epochs shorter than anybody scores.
    in_minutes = all(cell.count(":") == 1 for cell in cells) and bool(
        times.size > 1
        and (steps >= 0).all()
        and ((steps == 0).mean() >= _REPEATED or np.median(steps) < _SHORTEST)
    )
    times = times * (60.0 if in_minutes else 1.0)
    beyond = bool(times.max() >= _DAY) or any("day" in cell for cell in cells)
    begins = times[0] == 0 and not named_clock and bool((np.diff(times) >= 0).all())
    if not beyond and not begins:
        return None
    if _goes_past_midnight(times, cells, duration):
        first = datetime(NO_DATE, 1, 1) + timedelta(seconds=float(times.min()))
        note = "hours past 24 are those after midnight, of a clock that is counted on"
        return Clock(times - times.min(), first, [note])
    parts = "hours and minutes" if in_minutes else "hours, minutes and seconds"
    note = f"onsets of {parts} were counted from the start, as they begin at 0"
    return Clock(times, None, [note])


def _goes_past_midnight(times: np.ndarray, cells: Sequence[str], duration: float | None) -> bool:
    """Whether hours, minutes and seconds are a clock's from the evening on, and beyond 24 h."""
    if any("day" in cell for cell in cells) or (duration is not None and times.max() < duration):
        return False
    return bool(_NOON <= times.min() < _DAY <= times.max() < _DAY + _NOON)


def read_clock(
    path: object,
    name: str,
    cells: Sequence[str],
    day_first: bool | None = None,
    start: datetime | None = None,
    staged: Sequence[bool] = (),
) -> Clock:
    """Read cells as clock times.

    Parameters
    ----------
    path : object
        Where they come from, for errors.
    name : str
        The column's.
    cells : sequence of str
        Dates with times, or times of day, in the order of the rows.
    day_first : bool, optional
        Whether 3/5 is the third of May; otherwise the order that makes one night is taken.
    start : datetime, optional
        When the recording began.
    staged : sequence of bool, optional
        Which rows are stages.

    Returns
    -------
    Clock

    Raises
    ------
    ValueError
        If a cell is no clock time.
    """
    notes: list[str] = []
    moments = _in_one_order(path, name, cells, day_first, start, notes)
    entries: list[AccountEntry] = []
    zoned = [moment.tzinfo is not None for moment in moments]
    if any(zoned):
        zones = list(dict.fromkeys(str(one.tzinfo) for one in moments if one.tzinfo is not None))
        why = "times were counted as instants"
        if not all(zoned):
            why = "those without a zone were taken to be of the one before them"
            moments = _with_zones(moments)
            notes.append(f"clock times with a zone and without: {why}")
        entries.append(AccountEntry(TIME, "time zone " + ", ".join(zones), "zone", why=why))
        if len(zones) > 1:
            notes.append(f"the clock changes from {' to '.join(zones)}: {why}")
        utc = [moment.astimezone(UTC) for moment in moments]
        times = np.array([(one - utc[0]).total_seconds() for one in utc])
        is_utc = all(moment.utcoffset() == timedelta(0) for moment in moments)
        change = _change(times, moments)
        first = moments[0].replace(tzinfo=None)
        return _from_the_earliest(Clock(times, first, notes, entries, is_utc, change))
    if (half := unwrapped_half_days(cells, moments, start, notes)) is not None:
        entries.append(AccountEntry(TIME, "a clock of 12 hours", "without AM and PM"))
        return _from_the_earliest(Clock(*half, notes, entries))
    times = np.array([(moment - moments[0]).total_seconds() for moment in moments])
    if all(moment.year == NO_DATE for moment in moments):
        times = past_midnight(times, notes)
    elif len({moment.date() for moment in moments}) == 1:
        times = _past_a_date_that_stays(times, notes)
    times, change = past_a_set_clock(times, moments[0], start, notes, entries, staged)
    return _from_the_earliest(Clock(times, moments[0], notes, entries, change=change))


def _from_the_earliest(clock: Clock) -> Clock:
    """Count from the earliest row, where the first of the table is not it."""
    low = float(clock.times.min())
    if low >= 0 or clock.first is None:
        return clock
    first = clock.first + timedelta(seconds=low)
    if clock.first.year == NO_DATE:  # of a time of day the day before is none
        first = datetime.combine(clock.first.date(), first.time())
    change = clock.change
    if change.by:
        change = replace(change, at=change.at - low)
    return replace(clock, times=clock.times - low, first=first, change=change)


def clock_spans(
    path: object,
    name: str,
    starts: Sequence[str],
    stops: Sequence[str],
    day_first: bool | None = None,
) -> np.ndarray:
    """Return how long it is from each clock time to another, in s.

    Raises
    ------
    ValueError
        If a cell is no clock time.
    """
    spans = np.empty(0)
    for order in (True, False) if day_first is None else (day_first,):
        begins = parse_instants(starts, day_first=order)
        ends = parse_instants(stops, day_first=order)
        if isinstance(begins, str) or isinstance(ends, str):
            continue
        alike = [
            (end, begin)
            if (end.tzinfo is None) == (begin.tzinfo is None)
            else (_naive(end), _naive(begin))
            for begin, end in zip(begins, ends, strict=True)
        ]
        spans = np.array([(end - begin).total_seconds() for end, begin in alike], np.float64)
        if any(end.year == NO_DATE for end in ends):
            spans = spans_of_half_days(begins, ends, spans % _DAY, cells=(*starts, *stops))
        if ((spans >= 0) & (spans < _DAY)).all():
            return spans
    if not spans.size:
        raise ValueError(f"{path}: {name} is {stops[0][:40]!r}, expected a clock time")
    return spans


def _in_one_order(
    path: object,
    name: str,
    cells: Sequence[str],
    day_first: bool | None,
    start: datetime | None,
    notes: list[str],
) -> list[datetime]:
    """Moments with the day or the month first, whichever makes one night."""
    if day_first is not None or not any(map(is_ambiguous_date, cells)):
        found = parse_instants(cells, day_first=day_first is not False)
        if isinstance(found, list):
            return found
        if day_first is None:
            other = parse_instants(cells, day_first=False)
            if isinstance(other, list):
                return other
        raise ValueError(f"{path}: {name} is {found[:40]!r}, expected s or a clock time")
    orders: dict[bool, list[datetime]] = {}
    bad = ""
    for order in (True, False):
        found = parse_instants(cells, day_first=order)
        if isinstance(found, list):
            orders[order] = found
        else:
            bad = found
    if not orders:
        raise ValueError(f"{path}: {name} is {bad[:40]!r}, expected s or a clock time")
    spans = {order: _span(moments) for order, moments in orders.items()}
    why = "as only so they make one night"
    order = min(spans, key=lambda one: (spans[one], not one))
    if len(spans) > 1 and spans[True] == spans[False]:
        order, why = True, "which makes no difference but to the date"
        if start is not None:
            far = {one: abs(_naive(orders[one][0]) - start) for one in orders}
            order = min(far, key=lambda one: (far[one], not one))
            why = "as the recording's date is nearer so"
    elif spans[order] > _ONE_NIGHT:
        why = "as they span the least time so"
    first = "day" if order else "month"
    notes.append(f"dates such as {cells[0].split()[0]} were read with the {first} first, {why}")
    return orders[order]


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def _span(moments: Sequence[datetime]) -> float:
    naive = [_naive(moment) for moment in moments]
    return (max(naive) - min(naive)).total_seconds()


def _with_zones(moments: Sequence[datetime]) -> list[datetime]:
    zone = next(moment.tzinfo for moment in moments if moment.tzinfo is not None)
    found = []
    for moment in moments:
        zone = moment.tzinfo or zone
        found.append(moment.replace(tzinfo=zone))
    return found


def past_midnight(times: np.ndarray, notes: list[str]) -> np.ndarray:
    """Return times of day that go on after midnight."""
    steps = np.diff(times)
    days = np.concatenate([[0.0], np.cumsum(steps < -_DAY / 2)])
    if times.size > 2 and not days.any():
        order = np.sort(times)
        gaps = np.diff(order)
        # Sorted by the time of day, the evening comes last; round the clock the night is whole.
        if gaps.max() > _APART and order[0] + _DAY - order[-1] < gaps.max() / 2:
            evening = times > order[gaps.argmax()]
            notes.append(
                "rows before midnight stand behind those after it; they were put before them"
            )
            return np.where(evening, times - _DAY, times)
    shifted: np.ndarray = times + days * _DAY
    return shifted


def _past_a_date_that_stays(times: np.ndarray, notes: list[str]) -> np.ndarray:
    """Return times after midnight as such where every row has the date of the evening."""
    wraps = np.cumsum(np.diff(times) < -_DAY / 2)
    if not wraps.size or not wraps[-1]:
        return times
    notes.append(DATE_STAYS)
    gone_on: np.ndarray = times + np.concatenate([[0], wraps]) * _DAY
    return gone_on


def _change(times: np.ndarray, moments: Sequence[datetime]) -> ClockChange:
    """When and by how much the zone of some moments changes, from the first of them."""
    offsets = np.array([(one.utcoffset() or timedelta()).total_seconds() for one in moments])
    moved = np.flatnonzero(offsets != offsets[0])
    if not moved.size:
        return NO_CHANGE
    return ClockChange(float(times[moved].min()), float(offsets[moved[-1]] - offsets[0]))
