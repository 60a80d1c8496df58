"""What many nights leave to be said: dates that can't be, two devices, travel, days without."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from explorer.io.devices.device_sleeps import ESTIMATED
from explorer.night.clock_change import RULE
from explorer.study.cohort_remarks import without_sleep
from explorer.study.many_nights import MAIN, NAP, OTHER, SECOND, ClockNight, ManyNights
from explorer.study.notes_of_nights import notes_of_nights
from explorer.vocabulary.counts import first_few, pluralize
from explorer.vocabulary.stages import is_sleep

EARLIEST_DEVICE = date(2005, 1, 1)
"""Before it no device of those that are read was sold: its clock had not been set."""
_NAMED = 4
_DAYS_OFF = 1


def with_remarks(many: ManyNights, *, today: date | None = None) -> ManyNights:
    """Mark nights whose dates can't be believed, and say in a sentence each what is to be known.

    Parameters
    ----------
    many : ManyNights
    today : date, optional
        The day after which a night lies in the future; that of the machine if not given.

    Returns
    -------
    ManyNights
        With every night; `ClockNight.dated` and the notes are new.
    """
    now = today or date.today()
    nights = tuple(replace(one, dated=not _undated(one, now)) for one in many.nights)
    marked = replace(many, nights=nights)
    said = [
        *_of_dates(nights, now),
        *_of_days(nights),
        *_of_devices(nights),
        *_of_sleeps(nights),
        *_of_the_sleepless(marked),
        *_of_zones(nights),
        *_of_changes(nights),
        *_of_clocks(nights),
        *_of_conditions(marked),
        *notes_of_nights(nights),
    ]
    return replace(marked, notes=(*said, *many.notes))


def counts(many: ManyNights) -> str:
    """Say in one sentence what there is.

    Examples
    --------
    >>> from explorer.study.many_nights_simulated import simulated_nights
    >>> counts(simulated_nights(nights=12))
    '12 nights and 2 naps from 2026-01-06 to 2026-01-17, under 2 conditions.'
    """
    nights = many.nights
    tally = Counter(one.kind for one in nights)
    parts = [pluralize(tally[MAIN], "night")]
    parts += [pluralize(tally[kind], kind) for kind in (SECOND, NAP) if tally[kind]]
    words = " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]
    days = sorted(day for one in nights if one.dated and (day := one.woke_on) is not None)
    over = f" from {days[0]} to {days[-1]}" if days and days[0] < days[-1] else ""
    people = f" of {pluralize(len(many.subjects), 'person')}" if len(many.subjects) > 1 else ""
    people = people.replace("persons", "people")
    under = f", under {pluralize(len(many.conditions), 'condition')}" if many.conditions else ""
    staged = dict.fromkeys(one.device for one in nights if one.device and one.codes.size)
    by = f", stages {ESTIMATED}: {', '.join(staged)}" if staged else ""
    bare = [one for one in many.mains if one.device and not one.codes.size]
    if bare:
        whose = ", ".join(dict.fromkeys(one.device for one in bare))
        by += f"; {pluralize(len(bare), 'night')} without stages, totals alone: {whose}"
    return f"{words}{people}{over}{under}{by}."


def _undated(night: ClockNight, now: date) -> bool:
    day = night.woke_on
    if night.start is None or day is None:
        return False
    return day > now + timedelta(days=1) or (bool(night.device) and day < EARLIEST_DEVICE)


def _named(nights: Sequence[ClockNight]) -> str:
    return first_few((one.name for one in nights), _NAMED)


def _of_dates(nights: Sequence[ClockNight], now: date) -> list[str]:
    wrong = [one for one in nights if not one.dated]
    said = []
    for which, why in (
        ([one for one in wrong if one.woke_on and one.woke_on > now], "in the future"),
        (
            [one for one in wrong if one.woke_on and one.woke_on <= now],
            f"before {EARLIEST_DEVICE.year}, when no such device was sold",
        ),
    ):
        if which:
            said.append(
                f"{pluralize(len(which), 'sleep')} dated {why} ({_named(which)}): the device's "
                "clock was wrong; drawn by that date, and left out of regularity and midsleep."
            )
    off = [
        one
        for one in nights
        if one.device
        and one.start
        and one.called
        and one.woke_on
        and abs((one.woke_on - one.called).days) > _DAYS_OFF
    ]
    if off:
        said.append(
            f"{pluralize(len(off), 'sleep')} called by a day other than that on which it ended "
            f"({_named(off)}): the clock times are believed."
        )
    return said


def _of_days(nights: Sequence[ClockNight]) -> list[str]:
    if len({one.subject for one in nights}) > 1:
        return []
    days = sorted(
        {
            one.woke_on
            for one in nights
            if one.kind == MAIN and one.dated and one.start and one.woke_on
        }
    )
    missing = sum((after - before).days - 1 for before, after in pairwise(days))
    if not missing:
        return []
    verb = "has" if missing == 1 else "have"
    return [
        f"{pluralize(missing, 'day')} from {days[0]} to {days[-1]} {verb} no night: what was not "
        "recorded is left out of the index, neither sleep nor wake."
    ]


def _of_devices(nights: Sequence[ClockNight]) -> list[str]:
    others = [one for one in nights if one.kind == OTHER]
    if not others:
        return []
    by_device = Counter(one.device for one in others)
    whose = ", ".join(f"{count} of {name or 'no device'}" for name, count in by_device.items())
    return [
        f"{pluralize(len(others), 'sleep')} recorded twice ({whose}): each is drawn below the "
        "other account, and that of the device with more nights counts."
    ]


def _of_sleeps(nights: Sequence[ClockNight]) -> list[str]:
    second = [one for one in nights if one.kind == SECOND]
    if not second:
        return []
    return [
        f"{pluralize(len(second), 'day')} with more than one sleep that its device calls no nap "
        f"({_named(second)}): the longest is the night, and all of them are sleep in the index."
    ]


def _of_the_sleepless(many: ManyNights) -> list[str]:
    measured = many.measured
    if measured is not None and "status" in measured.coords:
        return []  # a table's nights: said with its other problems
    counted = {} if measured is None or "TST" not in measured else dict(enumerate(measured.TST))
    none = [
        one
        for one in many.nights
        if one.kind != OTHER
        and (
            not is_sleep(one.codes).any()
            if one.codes.size
            else one.place in counted and float(counted[one.place]) == 0
        )
    ]
    return [without_sleep([one.name for one in none])] if none else []


def _of_zones(nights: Sequence[ClockNight]) -> list[str]:
    zones = list(dict.fromkeys(one.zone for one in nights if one.zone))
    if len(zones) < 2:
        return []
    shown = ", ".join(f"{zone[:3]}:{zone[3:5]}" for zone in zones[:_NAMED])
    return [
        f"{pluralize(len(zones), 'offset')} from UTC (summer time, or travel: {shown}): each night "
        "is drawn by the clock where it was slept, and a day of travel is not 24 h long."
    ]


def _of_changes(nights: Sequence[ClockNight]) -> list[str]:
    moved = [one for one in nights if one.change.by and one.kind != OTHER]
    if not moved:
        return []
    listed = first_few((f"{one.name} {one.change.by / 3600:+g} h" for one in moved), _NAMED)
    return [
        f"The clock moved during {pluralize(len(moved), 'sleep')} ({listed}; {RULE}, where the "
        "file does not show when): rise time is by the new clock, midsleep is the middle of the "
        "time that passed by the clock at that moment, and lengths count the time that passed."
    ]


def _of_clocks(nights: Sequence[ClockNight]) -> list[str]:
    lost = [one for one in nights if one.start is None]
    if not lost:
        return []
    if not any(one.codes.size for one in nights):
        return [
            "There are numbers of these nights and no stages, so nothing is drawn of the nights "
            "themselves and nothing is said of regularity, whether or not the file has bed times; "
            "the metric stands beside."
        ]
    if len(lost) == len(nights):
        return [
            "No night has a clock time in its file or table, so they are drawn from sleep onset, "
            "and nothing is said of regularity."
        ]
    return [
        f"{pluralize(len(lost), 'night')} without a clock time ({_named(lost)}): drawn last, and "
        "where all are aligned by sleep onset; no index rests on them."
    ]


def _of_conditions(many: ManyNights) -> list[str]:
    held: dict[tuple[str, str], int] = {}
    for one in many.mains:
        if one.condition:
            held[one.subject, one.condition] = held.get((one.subject, one.condition), 0) + 1
    once = [condition for (_, condition), count in held.items() if count == 1]
    if not once or len(many.subjects) > 1:
        return []
    which = first_few(once, _NAMED)
    if len(once) == len(held) and len(held) > 1:
        return [
            f"No condition comes twice ({which}): what differs between them cannot be told from "
            "what differs between two nights."
        ]
    verb = "comes" if len(once) == 1 else "come"
    return [
        f"{which} {verb} once only: its difference from the others cannot be told from that "
        "between two nights."
    ]
