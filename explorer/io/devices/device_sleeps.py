"""Sleeps as a device's export has them: many in a file, of which one is read as a hypnogram."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from explorer.io.devices.device_fields import seconds_between
from explorer.io.devices.device_sleep import DeviceExport, DeviceSleep
from explorer.io.devices.joined_sleeps import join_at_midnight, keep_one_source, mark_naps
from explorer.io.reading_choices import ChoiceNeededError, Reading
from explorer.io.scoring_content import LONGEST, Scoring, on_grid
from explorer.io.table_choice import choice_question, find_choice
from explorer.night.clock_change import RULE
from explorer.night.reading_account import FILE, NIGHT, AccountEntry
from explorer.vocabulary.counts import first_few, pluralize
from explorer.vocabulary.shown_numbers import shown_number
from explorer.vocabulary.stages import Stage, is_sleep

ESTIMATED = "estimated by a device"
"""The badge of what no person scored and no EEG was recorded for; scorers' names end in it."""
_NAP = "nap"
_ROUNDED = 60.0
"""s that a summary in whole minutes may be off."""
_NAMED = 6
_STAGE_TOTALS = (Stage.W, Stage.LIGHT, Stage.DEEP, Stage.REM, Stage.SLEEP)


@dataclass(frozen=True)
class SortedSleeps:
    """The sleeps of an export, one account of each, whole and called by their days."""

    sleeps: tuple[DeviceSleep, ...]
    """Nights in order of time, then naps."""
    names: tuple[str, ...]
    """What each is called: its date, the date and "nap", the date and "sleep 2"."""
    notes: tuple[str, ...]
    """What was left out or joined."""
    left_out: tuple[DeviceSleep, ...] = ()
    """Other accounts of the same sleeps."""


def sort_sleeps(path: object, export: DeviceExport) -> SortedSleeps:
    """Bring the sleeps of an export in order: of several accounts of one sleep one is kept.

    Raises
    ------
    ValueError
        If there is no sleep with stages.
    """
    usable = [sleep for sleep in export.sleeps if 0 < sleep.lasting <= LONGEST]
    if not usable:
        raise ValueError(
            f"{path}: no sleep with stages was found in this export of {export.device}; a night "
            "that the device has staged would do"
        )
    kept, said = keep_one_source(usable)
    held = set(map(id, kept))
    nights, joined = join_at_midnight(kept)
    if not export.tells_naps:
        nights = mark_naps(nights)
    names = _names(nights)
    order = sorted(range(len(nights)), key=lambda one: (nights[one].is_nap, nights[one].begins))
    return SortedSleeps(
        tuple(nights[one] for one in order),
        tuple(names[one] for one in order),
        (*said, *joined),
        tuple(sleep for sleep in usable if id(sleep) not in held),
    )


def read_sleeps(path: object, export: DeviceExport, reading: Reading) -> Scoring:
    """Read one of a device's sleeps: the only night, or the one that was asked for.

    Parameters
    ----------
    path : object
        Where they come from, for errors.
    export : DeviceExport
        All of them.
    reading : Reading
        Which night is asked for: its date, the date and "nap", or its number from 1.

    Returns
    -------
    Scoring
        Its scorer is the device; lights-off and lights-on are where it begins and ends.

    Raises
    ------
    ValueError
        If there is no sleep with stages.
    ChoiceNeededError
        If there are several nights, and nothing says which.
    """
    device = export.device
    found = sort_sleeps(path, export)
    nights, names = found.sleeps, found.names
    at, listed = _choice(path, nights, names, reading)
    chosen = nights[at]
    gaps: list[AccountEntry] = []
    hypnogram, more = on_grid(
        path,
        chosen.onsets,
        chosen.durations,
        chosen.stages,
        epoch_length=chosen.epoch_length,
        account=gaps,
    )
    said = [
        f"stages {ESTIMATED} ({device}), not scored from an EEG: its light sleep is N1 or N2, and "
        "its deep sleep is not N3",
        *_of_the_choice(nights, names, at),
        *found.notes,
        *_of_the_days(nights),
        *_of_the_clock(nights, chosen),
        *sleep_notes(chosen, hypnogram.values, float(hypnogram.epoch_length), more),
        *export.notes,
    ]
    return Scoring(
        {f"{device}, {ESTIMATED}": hypnogram},
        lights_off=0.0,
        lights_on=float(hypnogram.sizes["epoch"] * hypnogram.epoch_length),
        start=chosen.start.replace(tzinfo=None).isoformat(),
        clock_change=chosen.change,
        notes=said,
        account=[
            AccountEntry(FILE, f"export of {device}", "stages", why=ESTIMATED),
            *listed,
            *chosen.entries,
            *export.entries,
            *gaps,
        ],
    )


def sleep_notes(
    sleep: DeviceSleep, codes: np.ndarray, epoch_length: float, of_the_grid: Sequence[str]
) -> list[str]:
    """Return what is to be said of one sleep alone.

    Parameters
    ----------
    sleep : DeviceSleep
    codes : array of int8, shape (epochs,)
        As it was laid on a grid.
    epoch_length : float
        s
    of_the_grid : sequence of str
        What was noted there.
    """
    return [*sleep.notes, *of_the_grid, *_of_the_totals(sleep, codes, epoch_length)]


def _names(sleeps: Sequence[DeviceSleep]) -> list[str]:
    """Call each by its day: the longest by the date alone, others and naps with a number."""
    names = [""] * len(sleeps)
    days: dict[tuple[str, bool], list[int]] = {}
    for place, sleep in enumerate(sleeps):
        days.setdefault((sleep.day or sleep.wake_day.isoformat(), sleep.is_nap), []).append(place)
    for (day, is_nap), places in days.items():
        longest_first = sorted(places, key=lambda place: -sleeps[place].lasting)
        for number, place in enumerate(places if is_nap else longest_first, 1):
            word = f" {_NAP}" if is_nap else " sleep" * (number > 1)
            names[place] = f"{day}{word}{f' {number}' * (number > 1)}"
    return names


def _choice(
    path: object, nights: Sequence[DeviceSleep], names: Sequence[str], reading: Reading
) -> tuple[int, list[AccountEntry]]:
    """Which is read: what is said, or the only night beside its naps."""
    listed = [
        AccountEntry(NIGHT, name, "", minutes=sleep.lasting / 60)
        for name, sleep in zip(names, nights, strict=True)
    ]
    at = find_choice(reading.night, names, NIGHT)
    alone = len(nights) == 1 or sum(not sleep.is_nap for sleep in nights) == 1
    if at is None and alone and not reading.night:
        at = 0
    if at is None:
        raise ChoiceNeededError(choice_question(path, NIGHT, names, reading.night), listed)
    used = "as it was said" if reading.night else "the only one"
    listed[at] = replace(listed[at], used_as=used)
    return at, listed


def _of_the_choice(nights: Sequence[DeviceSleep], names: Sequence[str], at: int) -> list[str]:
    naps = sum(sleep.is_nap for sleep in nights)
    if len(nights) == 1:
        return []
    others = f"night {names[at]!r} of {len(nights) - naps} in the file was read"
    if not naps:
        return [others]
    called = next(name for name, sleep in zip(names, nights, strict=True) if sleep.is_nap)
    return [f"{others}, and of {pluralize(naps, 'nap')} none with it: {called!r} is one by itself"]


def _of_the_days(nights: Sequence[DeviceSleep]) -> list[str]:
    """Say on which days between the first and the last there is no night."""
    held = sorted({_day(sleep) for sleep in nights if not sleep.is_nap})
    missing = [
        before + timedelta(days=one)
        for before, after in pairwise(held)
        for one in range(1, (after - before).days)
    ]
    if not missing:
        return []
    listed = first_few((day.isoformat() for day in missing), _NAMED)
    verb = "has" if len(missing) == 1 else "have"
    return [
        f"{pluralize(len(missing), 'day')} from {held[0]} to {held[-1]} {verb} no night: {listed}"
    ]


def _day(sleep: DeviceSleep) -> date:
    try:
        return date.fromisoformat(sleep.day)
    except ValueError:
        return sleep.wake_day


def _of_the_clock(nights: Sequence[DeviceSleep], chosen: DeviceSleep) -> list[str]:
    """Say where clocks or the traveller changed."""
    said = []
    if moved := chosen.change.by:
        when = "" if chosen.clock_change else f", {RULE}"
        said.append(
            f"the clock moved by {shown_number(moved / 3600, '+g')} h during this night{when}: "
            "onsets count the time that passed, and clock times after it are those of the new clock"
        )
    zones = [sleep.start.strftime("%z") for sleep in nights if sleep.start.tzinfo]
    if len(set(zones)) > 1:
        count = pluralize(len(set(zones)), "offset")
        said.append(
            f"nights of {count} from UTC ({', '.join(sorted(set(zones)))}): each is told by the "
            "clock where it was slept"
        )
    elif not zones:
        said.append("clock times without an offset from UTC, taken as those where it was slept")
    return said


def _of_the_totals(sleep: DeviceSleep, codes: np.ndarray, length: float) -> list[str]:
    """Say where the stages do not sum to the device's own summary."""
    off = [
        f"{stage.name} {seconds / 60:g} min by its summary, {summed / 60:g} by its stages"
        for stage in _STAGE_TOTALS
        if (seconds := sleep.totals.get(stage, -1.0)) >= 0
        and abs((summed := float((codes == stage).sum()) * length) - seconds)
        > max(length, _ROUNDED)
    ]
    asleep = sleep.asleep
    slept = float(is_sleep(codes).sum()) * length
    if asleep == asleep and abs(slept - asleep) > max(length, _ROUNDED):
        off.append(f"asleep {asleep / 60:g} min by its summary, {slept / 60:g} by its stages")
    said = [f"the device's own totals differ from its stages: {'; '.join(off)}"] * bool(off)
    if sleep.end is not None:
        apart = (seconds_between(sleep.start, sleep.end) - sleep.lasting) / 60
        if abs(apart) * 60 > max(length, _ROUNDED):
            side = "before" if apart > 0 else "after"
            said.append(
                f"its stages end {abs(apart):.3g} min {side} the end that the device gives "
                f"({sleep.end:%H:%M})"
            )
    return said
