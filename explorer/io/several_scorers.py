"""Several scorers of one night, each with a file of their own, as one scoring."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import xarray as xr

from explorer.io.alignment import seconds_from_start, shifted
from explorer.io.common_grid import on_common_grid
from explorer.io.reading_choices import Reading
from explorer.io.scorer_names import names_of_files
from explorer.io.scorer_reading import read_scoring
from explorer.io.scoring_content import Scoring
from explorer.night.hypnogram import make_hypnogram
from explorer.vocabulary.counts import pluralize

# Folders of one scorer each that hold files of the same name, as the Dreem open datasets have them.
_SCORERS_FOLDER = re.compile(r"(scorer|rater|expert)[ _-]?\w{1,12}", re.IGNORECASE)


def beside(path: str | Path) -> list[Path]:
    """Files of the same name in the folders of other scorers.

    Parameters
    ----------
    path : str or Path
        A scorer's file, such as ``scorer_1/night.json``.

    Returns
    -------
    list of Path
        Such as ``scorer_2/night.json``; empty unless the folder is called after a scorer.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     for name in ("scorer_1", "scorer_2", "notes"):
    ...         (Path(folder) / name).mkdir()
    ...         (Path(folder) / name / "night.json").touch()
    ...     [file.parent.name for file in beside(Path(folder) / "scorer_1" / "night.json")]
    ['scorer_2']
    """
    path = Path(path).resolve()
    if not _SCORERS_FOLDER.fullmatch(path.parent.name):
        return []
    folders = sorted(path.parent.parent.iterdir())
    return [
        folder / path.name
        for folder in folders
        if folder != path.parent
        and _SCORERS_FOLDER.fullmatch(folder.name)
        and (folder / path.name).is_file()
    ]


def read_scorings(paths: Sequence[str | Path], reading: Reading | None = None) -> Scoring:
    """Read the files of several scorers of one night.

    Parameters
    ----------
    paths : sequence of str or Path
        One file a scorer; the first one's lights and start count.
    reading : Reading, optional
        What is said of them.

    Returns
    -------
    Scoring
        A hypnogram for each, called after its file or, where those are called alike, its folder;
        and everybody's events, by the same names.

    Raises
    ------
    ValueError
        If there is no file, or one has no stages, or epochs that the others' do not divide.
    OSError
        If a file cannot be read.
    """
    if not paths:
        raise ValueError("at least one scorer's file is needed, none was given")
    files = [Path(path) for path in paths]
    if len(files) == 1:
        return read_scoring(files[0], reading)
    found = [read_scoring(file, reading) for file in files]
    names = names_of_files(files)
    hypnograms: dict[str, xr.DataArray] = {}
    events: list[dict[str, object]] = []
    notes: list[str] = []
    start = next((one.start for one in found if one.start), "")
    if reading is not None and reading.start is not None:
        found = [
            _on_recordings_time(one, name, reading) for one, name in zip(found, names, strict=True)
        ]
        start = reading.start.isoformat()
    for name, file, scoring in zip(names, files, found, strict=True):
        several = len(scoring.hypnograms) > 1
        for scorer, hypnogram in scoring.hypnograms.items():
            key = f"{name}, {scorer}" if several else name
            hypnograms[key] = _from_start(hypnogram, scoring.start, start)
        if not scoring.hypnograms:
            raise ValueError(f"{file}: no stage was found in it")
        later = _seconds_later(scoring.start, start)
        for event in scoring.events:
            source = f"{name}, {event['source']}" if several else name
            onset = float(str(event["onset"])) + later
            events.append({**event, "onset": onset, "source": source})
        notes += [note for note in scoring.notes if note not in notes]
    hypnograms, more = on_common_grid(files[0], hypnograms)
    notes += more
    probabilities = {
        name: belief
        for name, scoring in zip(names, found, strict=True)
        for belief in scoring.probabilities.values()
        if len(scoring.hypnograms) == 1
    }
    notes.append(f"{pluralize(len(hypnograms), 'scorer')}: {', '.join(hypnograms)}")
    return replace(
        found[0],
        hypnograms=hypnograms,
        probabilities={
            name: belief
            for name, belief in probabilities.items()
            if belief.sizes["epoch"] == hypnograms[name].sizes["epoch"]
        },
        events=events,
        start=start,
        notes=notes,
        account=[entry for scoring in found for entry in scoring.account],
    )


def _on_recordings_time(scoring: Scoring, name: str, reading: Reading) -> Scoring:
    """Count all that a scorer's file says from the start of the recording.

    A file without a clock counts from there already, whatever the clock of another scorer's is.
    """
    said: list[str] = []
    shift = seconds_from_start(scoring.start, reading.start, reading.duration, said)
    notes = [*scoring.notes, *(f"{name}: {note}" for note in said)]
    return replace(shifted(scoring, shift), start="", notes=notes)


def _from_start(hypnogram: xr.DataArray, own: str, start: str) -> xr.DataArray:
    """Count a hypnogram's onsets from the clock time that all are counted from."""
    shift = _seconds_later(own, start)
    if not shift:
        return hypnogram
    first = float(hypnogram.onset[0]) + shift
    return make_hypnogram(hypnogram.values, float(hypnogram.epoch_length), first_onset=first)


def _seconds_later(own: str, start: str) -> float:
    if not own or own == start:
        return 0.0
    return (datetime.fromisoformat(own) - datetime.fromisoformat(start)).total_seconds()
