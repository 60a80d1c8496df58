"""Where many nights come from: devices' exports, a folder of them, a table of nights, a model."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import numpy as np

from explorer.io.devices.device_sleep import DeviceExport, DeviceSleep
from explorer.io.devices.device_sleeps import ESTIMATED, sort_sleeps
from explorer.io.devices.exports import is_device_table, read_export
from explorer.io.scorer_file import ScorerFile
from explorer.io.scoring_file import codes_on_grid
from explorer.night.hypnogram import DEFAULT_EPOCH_LENGTH, make_hypnogram
from explorer.night.night import Night
from explorer.storage.allowed_folders import allowed_file
from explorer.study.cohort import problems
from explorer.study.comparison_nights import ComparisonNights, Progress, read_comparison_nights
from explorer.study.many_nights import MAIN, NAP, OTHER, ClockNight, ManyNights, sort_out_days
from explorer.vocabulary.counts import pluralize

MOST_FILES = 4000
"""Files of one folder that are looked at."""
_SUFFIXES = frozenset([".json", ".csv", ".xml", ".zip", ".txt"])
_TABLES = frozenset([".csv", ".tsv", ".xlsx", ".xls", ".ods"])
_NAMED = 3
SIMULATED_NIGHTS = 30
SIMULATED_CONDITIONS = ("condition A (simulated)", "condition B (simulated)")
_FIRST_EVENING = datetime(2026, 1, 5, 23, 0)
_BLOCK = 5  # nights under one condition, one after the other
_NAP_EVERY = 6  # days


def read_many_nights(path: Path, progress: Progress, *, fenced: bool = True) -> ManyNights:
    """Read the nights of an export, of a folder of exports, or of a table of nights.

    Parameters
    ----------
    path : Path
        A device's file; a folder, with such files or laid out as BIDS; or a table as for
        `explorer.study.cohort.cohort`.
    progress : callable of (int, int) -> bool
        Told how many nights or files of how many are read; False stops the reading.
    fenced : bool
        Whether files that a table names must lie in the folders that a page may open.

    Returns
    -------
    ManyNights

    Raises
    ------
    ValueError
        If nothing in it can be read, or the reading was stopped; in one sentence.
    OSError
        If the file cannot be read.
    """
    if path.is_dir():
        if any(path.glob("sub-*/**/*_events.tsv")):
            return nights_of_comparison(read_comparison_nights(path, progress, fenced=fenced))
        return _of_folder(path, progress, fenced=fenced)
    if path.suffix.lower() in _TABLES and not _is_export_table(path):
        return nights_of_comparison(read_comparison_nights(path, progress, fenced=fenced))
    return nights_of_exports([(path, read_export(path))], path.name)


def _is_export_table(path: Path) -> bool:
    try:
        return is_device_table(ScorerFile(path))
    except ValueError:  # a spreadsheet is no text
        return False


def _of_folder(folder: Path, progress: Progress, *, fenced: bool) -> ManyNights:
    """Read every export in a folder; what is none is named."""
    files = sorted(
        file for file in folder.iterdir() if file.is_file() and file.suffix.lower() in _SUFFIXES
    )
    exports: list[tuple[Path, DeviceExport]] = []
    refused: list[str] = []
    for done, file in enumerate(files[:MOST_FILES], 1):
        try:
            if fenced:
                allowed_file(str(file))  # a link may lead out of the folder
            exports.append((file, read_export(file)))
        except (ValueError, OSError) as error:
            refused.append(str(error))
        if not progress(done, min(len(files), MOST_FILES)):
            raise ValueError(f"Stopped after {done} of {pluralize(len(files), 'file')}.")
    if not exports:
        why = f" {refused[0]}" if refused else ""
        raise ValueError(
            f"{folder}: none of its {pluralize(len(files), 'file')} of JSON, CSV, XML or ZIP is an "
            f"export of a device.{why}"
        )
    found = nights_of_exports(exports, folder.name)
    said = list(found.notes)
    if refused:
        more = f"; and {len(refused) - _NAMED} more" if len(refused) > _NAMED else ""
        said.append(
            f"{pluralize(len(refused), 'file')} of the folder not read: "
            f"{'; '.join(refused[:_NAMED])}{more}."
        )
    if len(files) > MOST_FILES:
        said.append(f"{len(files) - MOST_FILES} files beyond the first {MOST_FILES} not read.")
    return replace(found, notes=tuple(said))


def nights_of_exports(exports: Sequence[tuple[Path, DeviceExport]], title: str) -> ManyNights:
    """Lay the sleeps of devices' exports out by the clock.

    Parameters
    ----------
    exports : sequence of (Path, DeviceExport)
        One person's.
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
    for path, export in exports:
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
        notes += [f"{path.name}: {said}" for said in (*found.notes, *export.notes)]
    if not nights:
        raise ValueError(empty[0] if empty else f"{title}: no export of a device")
    return ManyNights(title, sort_out_days(nights), (*_once(notes, exports), *empty))


def _once(notes: Iterable[str], exports: Sequence[tuple[Path, DeviceExport]]) -> list[str]:
    """Say what holds of several files alike once."""
    files: dict[str, list[str]] = {}
    for note in notes:
        name, _, said = note.partition(": ")
        files.setdefault(said, []).append(name)
    return [
        f"{names[0] if len(names) == 1 else pluralize(len(names), 'file')}: {said}."
        if len(exports) > 1
        else f"{said[:1].upper()}{said[1:]}."
        for said, names in files.items()
    ]


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
    codes, length, first, _ = codes_on_grid(
        path, sleep.onsets, sleep.durations, sleep.stages, sleep.epoch_length
    )
    start = sleep.start.replace(tzinfo=None)
    whose = f"{device}, {sleep.source}" if sleep.source else device

    def alone(**_said: object) -> Night:
        return Night.make(
            {},
            {f"{whose}, {ESTIMATED}": make_hypnogram(codes, length, first_onset=first)},
            start=start.isoformat(),
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
        first_onset=first,
        device=whose,
        zone=sleep.start.strftime("%z"),
        called=called,
        kind=NAP if sleep.is_nap else MAIN,
    )


# ---- a comparison's nights ---------------------------------------------------------------------


def nights_of_comparison(material: ComparisonNights) -> ManyNights:
    """Lay the nights of a comparison out by the clock, as far as their files tell it.

    Examples
    --------
    >>> from explorer.study.simulated_trial import simulated_trial
    >>> found = nights_of_comparison(simulated_trial(people=3, hours=2))
    >>> len(found.nights), found.conditions, found.nights[0].start
    (6, ('placebo (simulated)', 'MgT 2 g (simulated)'), None)
    """
    nights, moved = [], 0
    coords = material.nights
    for place, row in enumerate(material.rows):
        hypnogram = material.hypnograms.get(place)
        if str(coords.status.values[place]) != "done":
            continue
        start, called, device = None, date.fromisoformat(row.date) if row.date else None, ""
        if hypnogram is None:
            hypnogram = make_hypnogram(np.zeros(0, np.int8))
        elif text := str(hypnogram.attrs.get("start", "")):
            start, was_moved = _dated(datetime.fromisoformat(text).replace(tzinfo=None), called)
            moved += was_moved
        scorer = str(hypnogram.attrs.get("scored_by", ""))
        if scorer.endswith(ESTIMATED):
            device = scorer.removesuffix(ESTIMATED).rstrip(", ")
        names = (row.subject, row.condition, row.night or row.date)
        nights.append(
            ClockNight(
                " ".join(filter(None, names)),
                hypnogram.values,
                float(hypnogram.epoch_length),
                start,
                material.openers.get(place, _no_stages),
                first_onset=float(hypnogram.onset[0]) if hypnogram.size else 0.0,
                subject=row.subject,
                condition=row.condition,
                device=device or row.device,
                called=called,
                simulated=bool(coords.simulated.values[place]),
                place=place,
            )
        )
    said = [_sentence(one) for one in problems(material.nights)]
    if moved:
        said.append(
            f"{pluralize(moved, 'night')} dated otherwise in the table than in the file: the "
            "table's day is taken as that on which the night began."
        )
    if not nights:
        first = said[0] if said else "it has no rows that can be used"
        raise ValueError(f"{material.title}: no night could be read. {first}")
    return ManyNights(material.title, sort_out_days(nights), tuple(said), material.nights)


def _sentence(said: str) -> str:
    return said if said.endswith((".", "…")) else f"{said}."


def _dated(start: datetime, day: date | None) -> tuple[datetime, bool]:
    """Put a recording on the day of its table, where the file's is more than a day off."""
    if day is None or abs((start.date() - day).days) <= 1:
        return start, False
    on = day if start.hour >= 12 else day + timedelta(days=1)
    return datetime.combine(on, start.time()), True


def _no_stages(**_said: object) -> Night:
    raise ValueError("The table has numbers of this night alone, and no stages to open.")


# ---- simulated ---------------------------------------------------------------------------------


def simulated_nights(*, seed: int = 1, nights: int = SIMULATED_NIGHTS) -> ManyNights:
    """Draw nights of one simulated person, with naps and later weekends, by condition.

    Parameters
    ----------
    seed : int
    nights : int
        How many, naps not counted.

    Returns
    -------
    ManyNights
        Both conditions follow one law: a difference between them is chance.

    Examples
    --------
    >>> drawn = simulated_nights(nights=12)
    >>> len(drawn.mains), drawn.simulated, len(drawn.conditions)
    (12, True, 2)
    """
    from explorer.models.simulated_hypnogram import simulate_hypnograms

    rng = np.random.default_rng(seed)
    stages = simulate_hypnograms(nights, rng=rng, hours=9, persons=1).drop_vars("person")
    short = simulate_hypnograms(max(1, nights // _NAP_EVERY), rng=rng, hours=0.75)
    drawn: list[ClockNight] = []
    for place in range(nights):
        evening = _FIRST_EVENING + timedelta(days=place)
        later = 75.0 if evening.weekday() in (4, 5) else 0.0
        start = evening + timedelta(minutes=round(rng.normal(later, 25)))
        epochs = int(rng.normal(480 + later / 2, 20) * 2)
        condition = SIMULATED_CONDITIONS[place // _BLOCK % 2]
        drawn.append(
            _simulated(
                stages.values[place, :epochs],
                start,
                condition,
                MAIN,
            )
        )
        if place % _NAP_EVERY == _NAP_EVERY - 1:
            noon = evening + timedelta(hours=15.5, minutes=round(rng.normal(0, 30)))
            nap = short.values[place // _NAP_EVERY]
            drawn.append(_simulated(nap, noon, condition, NAP))
    note = (
        f"Simulated: {nights} nights of one person who does not exist, drawn from a model of sleep "
        f"architecture (seed {seed}). Both conditions follow one law, so that any difference "
        "between them is chance; that weekends are later was put in."
    )
    return ManyNights("simulated nights", sort_out_days(drawn), (note,))


def _simulated(codes: np.ndarray, start: datetime, condition: str, kind: str) -> ClockNight:
    def opening(**_said: object) -> Night:
        return Night.make(
            {},
            {"simulated": make_hypnogram(codes)},
            start=start.isoformat(),
            condition=condition,
            simulated=True,
            reader_notes=["Drawn from a model of sleep architecture: stages only, no signals."],
        )

    name = f"{(start + timedelta(hours=9)).date()}{f' {NAP}' * (kind == NAP)}"
    return ClockNight(
        name,
        codes,
        DEFAULT_EPOCH_LENGTH,
        start,
        opening,
        condition=condition,
        kind=kind,
        simulated=True,
    )
