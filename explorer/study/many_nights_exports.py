"""Nights of devices' exports by the clock: sleeps with stages, and totals that have none."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import xarray as xr

from explorer.io.devices.device_sleep import DeviceExport, DeviceSleep
from explorer.io.devices.device_sleeps import ESTIMATED, sleep_notes, sort_sleeps
from explorer.io.devices.night_totals import (
    MEANINGS,
    NightTotals,
    TotalsExport,
)
from explorer.io.devices.read_fields import unread_sentence
from explorer.io.scoring_content import codes_on_grid
from explorer.night.hypnogram import DEFAULT_EPOCH_LENGTH, make_hypnogram
from explorer.night.night import Night
from explorer.night.reading_account import COLUMN, FIELD
from explorer.study.many_nights import (
    MAIN,
    NAP,
    OTHER,
    SECOND,
    ClockNight,
    ManyNights,
    sort_out_days,
)
from explorer.vocabulary.counts import pluralize

_FIELDS = (FIELD, COLUMN)
_NO_STAGES = "totals a night and no stages: the metric beside each is what there is"


def nights_of_exports(
    exports: Sequence[tuple[Path, DeviceExport | TotalsExport]], title: str
) -> ManyNights:
    """Lay the sleeps of devices' exports out by the clock.

    Parameters
    ----------
    exports : sequence of (Path, DeviceExport or TotalsExport)
        One person's; of totals there are numbers beside the nights, and nothing to draw.
    title : str
        What they are called together.

    Raises
    ------
    ValueError
        If none has a sleep with stages.
    """
    nights: list[ClockNight] = []
    notes: list[str] = []
    empty: list[str] = []
    totals: list[NightTotals] = []
    for path, export in exports:
        if isinstance(export, TotalsExport):
            for name, one in export.named().items():
                place = len(totals)
                nights.append(_of_totals(path, export.device, name, one, place))
                totals.append(one)
            others = unread_sentence(export.entries, _FIELDS)
            notes += [f"{path.name}: {said}" for said in (_NO_STAGES, *export.notes, *others)]
            continue
        try:
            found = sort_sleeps(path, export)
        except ValueError as error:
            empty.append(str(error))
            continue
        for name, sleep in zip(found.names, found.sleeps, strict=True):
            opening = partial(_opened, path, name)
            nights.append(_of_sleep(path, export.device, name, sleep, opening))
        for sleep in found.left_out:
            other = _of_sleep(path, export.device, f"{sleep.wake_day} (left out)", sleep, None)
            nights.append(replace(other, kind=OTHER))
        others = unread_sentence(export.entries, _FIELDS)
        notes += [f"{path.name}: {said}" for said in (*found.notes, *export.notes, *others)]
    if not nights:
        raise ValueError(empty[0] if empty else f"{title}: no export of a device")
    said = (*_once(notes, len(exports)), *empty)
    return ManyNights(title, sort_out_days(nights), said, _measured(totals))


def _once(notes: Iterable[str], files_read: int) -> list[str]:
    """Say what holds of several files alike once."""
    files: dict[str, list[str]] = {}
    for note in notes:
        name, _, said = note.partition(": ")
        files.setdefault(said, []).append(name)
    return [
        f"{names[0] if len(names) == 1 else pluralize(len(names), 'file')}: {said}."
        if files_read > 1
        else f"{said[:1].upper()}{said[1:]}."
        for said, names in files.items()
    ]


def _of_totals(path: Path, device: str, name: str, one: NightTotals, place: int) -> ClockNight:
    return ClockNight(
        name,
        np.zeros(0, np.int8),
        DEFAULT_EPOCH_LENGTH,
        None,
        no_stages,
        device=device,
        called=one.day,
        kind=NAP if one.is_nap else MAIN if name == one.day.isoformat() else SECOND,
        file=path,
        place=place,
    )


def _measured(totals: Sequence[NightTotals]) -> xr.Dataset | None:
    """Lay out what devices counted, dims (recording); None where there is nothing."""
    names = [name for name in MEANINGS if any(name in one.values for one in totals)]
    if not names:
        return None
    found = {}
    for name in names:
        symbol, title, units = MEANINGS[name]
        values = np.array([one.values.get(name, np.nan) for one in totals])
        attrs = {"symbol": symbol, "long_name": f"{title}, counted by the device", "units": units}
        found[name] = xr.DataArray(values, dims="recording", attrs=attrs)
    return xr.Dataset(found)


def _opened(path: Path, name: str, **said: object) -> Night:
    from explorer.io import open_night

    return open_night(path, **{"night": name, **said})  # type: ignore[arg-type]


def _of_sleep(
    path: Path,
    device: str,
    name: str,
    sleep: DeviceSleep,
    opening: Callable[..., Night] | None,
) -> ClockNight:
    codes, length, first, noted = codes_on_grid(
        path, sleep.onsets, sleep.durations, sleep.stages, sleep.epoch_length
    )
    start = sleep.start.replace(tzinfo=None)
    whose = f"{device}, {sleep.source}" if sleep.source else device

    def alone(**_said: object) -> Night:
        return Night.make(
            {},
            {f"{whose}, {ESTIMATED}": make_hypnogram(codes, length, first_onset=first)},
            start=start.isoformat(),
            clock_moved_at=sleep.change.at,
            clock_moved_by=sleep.change.by,
            night=name,
            source=path.name,
            reader_notes=["another account of a sleep that is in the export already"],
        )

    try:
        called: date | None = date.fromisoformat(sleep.day)
    except ValueError:
        called = None
    return ClockNight(
        name,
        codes,
        length,
        start,
        opening or alone,
        change=sleep.change,
        first_onset=first,
        device=whose,
        zone=sleep.start.strftime("%z"),
        called=called,
        kind=NAP if sleep.is_nap else MAIN,
        notes=tuple(sleep_notes(sleep, codes, length, noted)),
        file=path,
    )


def no_stages(**_said: object) -> Night:
    """Refuse to open a night of which there are totals alone."""
    raise ValueError("There are numbers of this night alone, and no stages to open.")
