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
from explorer.io.formats.sampled_codes import is_edf_codes
from explorer.io.openbci import is_openbci, read_openbci
from explorer.io.reading import Reading, UnclearError, parse_units, read_meanings
from explorer.io.recording import Recording
from explorer.io.scorer_file import ScorerFile
from explorer.io.scorer_reading import is_scorers, read_scoring
from explorer.io.scoring_file import Scoring
from explorer.io.several_scorers import beside, read_scorings
from explorer.io.sidecar import find_sidecars
from explorer.night.account import FILE, AccountEntry, write_account
from explorer.night.hypnogram import DEFAULT_EPOCH_LENGTH
from explorer.night.night import Night
from explorer.night.schema import ROOT_ATTRS, make_events
from explorer.storage.allowed_folders import RECORDINGS, SCORINGS
from explorer.storage.unread_files import by_beginning, what_would_do
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
        **dict.fromkeys((".edf", ".bdf", ".rec"), read_edf),
        **dict.fromkeys(sorted(RECORDINGS - {".edf", ".bdf", ".rec"}), read_through_mne),
        **dict.fromkeys(sorted(SCORINGS), read_scoring_alone),
    }
)
"""By suffix; of any other, the beginning of the file says what it is."""


def _reader(path: Path) -> Callable[[str | Path, Reading], Recording]:
    """Say how a file is read: by its name, and by its beginning where that says more.

    Raises
    ------
    ValueError
        If it is of a kind that is not read; the sentence says what would do.
    """
    suffix = path.suffix.lower()
    known = FORMATS.get(suffix)
    if not path.is_file():
        return known or read_through_mne
    file = ScorerFile(path)
    if what := what_would_do(path, file.beginning):
        raise ValueError(f"{path}: this is {what}")
    if is_edf_codes(file):
        return read_scoring_alone
    if is_openbci(file):
        return read_openbci
    if file.is_edf and known in (None, read_scoring_alone):
        return read_edf
    if known is None and is_scorers(path):
        return read_scoring_alone
    if known is None and (what := by_beginning(file.beginning)):
        raise ValueError(f"{path}: this is {what}")
    return known or read_through_mne


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
        or a scorer's file, as for `explorer.io.scorer_reading.read_hypnogram`.
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
    recording = _reader(path)(path, reading)
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
    if recording.signals and not scoring.hypnograms and recording.duration < DEFAULT_EPOCH_LENGTH:
        notes.append(
            f"the recording lasts {recording.duration:g} s, less than one epoch of "
            f"{DEFAULT_EPOCH_LENGTH:g} s: there is nothing to stage in it"
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
