"""Any file to a night: the formats in sight, the hypnogram that goes with it, and the notes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from math import isnan
from pathlib import Path
from types import MappingProxyType

from explorer.io.alignment import align
from explorer.io.bids_channels import describe_channels, read_bids_channels
from explorer.io.edf import read_edf
from explorer.io.reading import Reading, UnclearError, parse_units, read_meanings
from explorer.io.recording import Recording
from explorer.io.scoring_file import Scoring
from explorer.io.scorings import read_scoring
from explorer.io.several_scorers import beside, read_scorings
from explorer.io.sidecar import find_sidecars
from explorer.night.account import FILE, AccountEntry, write_account
from explorer.night.night import Night
from explorer.night.schema import ROOT_ATTRS, make_events
from explorer.vocabulary.stages import Stage


def read_scoring_alone(path: str | Path, reading: Reading) -> Recording:
    """Read a scorer's file, and those of others beside it, as a recording without signals."""
    scoring = read_scorings([path, *beside(path)], reading)
    start = datetime.fromisoformat(scoring.start) if scoring.start else None
    return Recording({}, scoring, start)


def read_through_mne(path: str | Path, reading: Reading) -> Recording:
    """Read any recording that MNE can read; imported only when it is needed."""
    from explorer.io.mne_recording import read_other

    return read_other(path, reading)


FORMATS: MappingProxyType[str, Callable[[str | Path, Reading], Recording]] = MappingProxyType(
    {
        ".edf": read_edf,
        ".bdf": read_edf,
        ".rec": read_edf,
        ".txt": read_scoring_alone,
        ".tsv": read_scoring_alone,
        ".csv": read_scoring_alone,
        ".json": read_scoring_alone,
        ".xml": read_scoring_alone,
    }
)
"""By suffix; everything else goes through MNE."""


def open_night(
    path: str | Path,
    hypnogram: str | Path | Sequence[str | Path] | None = None,
    *,
    stages: Mapping[str, str | int | Stage] | None = None,
    units: str | Mapping[str, str] | None = None,
    **attrs: object,
) -> Night:
    r"""Open one night: a recording with its hypnogram, or a hypnogram alone.

    Parameters
    ----------
    path : str or Path
        EDF, EDF+, BDF or BDF+; any other recording that MNE reads (BrainVision, EEGLAB, FIF, GDF);
        or a scorer's file, as for `explorer.io.scorings.read_hypnogram`.
        The same file in the folders of other scorers (``scorer_2/night.json`` beside
        ``scorer_1/night.json``) is opened with it.
    hypnogram : str or Path, or a sequence of them, optional
        The scorer's file, or one file a scorer. Without it: stages inside the recording, else the
        file beside it that databases would name so (see `find_sidecars`).
    stages : mapping of str to str, optional
        What words and codes of the scorer's file mean, such as ``{"WK": "W", "5": "UNSCORED"}``.
    units : str or mapping of str to str, optional
        Units of channels where the file's are missing or wrong, such as ``{"C3": "mV"}``; "mV" is
        that of each channel of an electrode, "C3=mV,C4=mV" as a command takes them.
    **attrs
        Some of `explorer.night.schema.ROOT_ATTRS`, in place of what the file says. ``subject`` and
        ``night`` also choose, where a file has several of them.

    Returns
    -------
    Night
        Samples are read when they are asked for. ``reader_notes`` says what was found and assumed,
        ``account`` what was used of the files and what was not, ``hypnogram_source`` which file
        the stages are from.

    Raises
    ------
    ValueError
        If an attr is unknown, a unit is none or of no channel of the recording, or a file is not
        what it claims to be.
    UnclearError
        If a scorer's file has words that nobody knows, or several people or nights.
    OSError
        If a file cannot be read.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "hypnogram.csv"
    ...     _ = file.write_text("onset,duration,stage\n0,60,W\n60,30,N1\n")
    ...     night = open_night(file, subject="S1")
    >>> night.hypnogram.values.tolist(), night.title
    ([0, 0, 1], 'S1')
    """
    unknown = sorted(set(attrs) - set(ROOT_ATTRS))
    if unknown:
        raise ValueError(f"unknown attributes {unknown}, expected some of {list(ROOT_ATTRS)}")
    path = Path(path)
    if path.is_dir():
        raise ValueError(f"{path}: a folder; expected one file, or one file a scorer")
    reading = Reading(
        stages=read_meanings(stages or {}),
        subject=str(attrs.get("subject", "")),
        night=str(attrs.get("night", "")),
        units=parse_units(units) if isinstance(units, str) else dict(units or {}),
        channels=read_bids_channels(path),
    )
    recording = FORMATS.get(path.suffix.lower(), read_through_mne)(path, reading)
    recording = describe_channels(recording, reading.channels)
    if reading.units and not recording.signals:
        raise ValueError(f"{path}: units are given, but a scorer's file has no channels")
    notes = list(recording.notes)
    if recording.signals:
        reading = replace(reading, start=recording.start, duration=recording.duration)
    scoring, source = _scoring_for(path, hypnogram, recording, reading, notes)
    if recording.signals and scoring.hypnograms:
        scoring = align(scoring, recording.duration, recording.start)
    elif not recording.signals and not scoring.hypnograms:
        raise ValueError(
            f"{path}: neither signals nor sleep stages in it; open the recording itself"
        )
    notes += [note for note in scoring.notes if note not in notes]
    start = recording.start.isoformat() if recording.start else scoring.start
    found = {
        **recording.attrs,
        "start": start,
        "source": path.name,
        "hypnogram_source": source,
        "lights_off": scoring.lights_off,
        "lights_on": scoring.lights_on,
        "reader_notes": notes,
        "account": write_account([*recording.account, *scoring.account]),
    }
    events = make_events(scoring.events)
    said = {**found, **attrs}
    beliefs = scoring.probabilities
    return Night.make(recording.signals, scoring.hypnograms, events, beliefs, **said)


def _scoring_for(
    path: Path,
    hypnogram: str | Path | Sequence[str | Path] | None,
    recording: Recording,
    reading: Reading,
    notes: list[str],
) -> tuple[Scoring, str]:
    """Find the scoring to use, and say whose it is; events inside the recording stay with it."""
    inside = recording.scoring
    if hypnogram is not None:
        files = [hypnogram] if isinstance(hypnogram, str | Path) else list(hypnogram)
        given = read_scorings(files, reading)
        names = ", ".join(dict.fromkeys(Path(file).name for file in files))
        if inside.hypnograms:
            notes.append(f"stages inside {path.name} were set aside for {names}")
        return _joined(given, inside), names
    if inside.hypnograms:
        return inside, path.name
    for companion in find_sidecars(path):
        try:
            found = read_scoring(companion, reading)
        except (ValueError, OSError) as error:
            notes.append(f"{companion.name} lies beside the recording, but: {error}")
            asked = error.entries if isinstance(error, UnclearError) else ()
            inside = replace(
                inside,
                account=[*inside.account, AccountEntry(FILE, companion.name), *asked],
            )
            continue
        notes.append(f"the hypnogram is from {companion.name}, found by its name")
        return _joined(found, inside), companion.name
    notes.append("no hypnogram was found inside the file or beside it")
    return inside, ""


def _joined(given: Scoring, inside: Scoring) -> Scoring:
    """One scoring of a scorer's file and of the events and lights inside the recording."""
    return replace(
        given,
        events=[*given.events, *inside.events],
        lights_off=inside.lights_off if isnan(given.lights_off) else given.lights_off,
        lights_on=inside.lights_on if isnan(given.lights_on) else given.lights_on,
        notes=[*given.notes, *inside.notes],
        account=[*given.account, *inside.account],
    )
