"""BIDS sidecars of a recording's channels: ``_channels.tsv`` and ``_eeg.json``."""

import csv
import io
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from explorer.io.recording import Recording
from explorer.night.reading_account import FILE, AccountEntry
from explorer.storage.changed_files import read_file
from explorer.storage.private_folders import is_private
from explorer.vocabulary.channels import KINDS_IN_VOLTS, Kind, channel_kind

_MOST = 4 * 2**20  # bytes of a sidecar
_NOT_SAID = ("", "n/a")
_RECORDING = re.compile(r"(?P<entities>sub-.+)_(?P<suffix>eeg|ieeg|emg|psg|nirs)", re.IGNORECASE)
# Folders within a data set, above which no sidecar of one recording lies but those of its root.
_WITHIN = re.compile(r"(eeg|ieeg|emg|psg|ses-\w+|sub-\w+)", re.IGNORECASE)
_DATASET = "dataset_description.json"
_KINDS: MappingProxyType[str, Kind] = MappingProxyType(
    {
        **dict.fromkeys(("EEG", "REF"), Kind.EEG),
        **dict.fromkeys(("EOG", "HEOG", "VEOG"), Kind.EOG),
        **dict.fromkeys(("EMG",), Kind.EMG),
        **dict.fromkeys(("ECG",), Kind.ECG),
        **dict.fromkeys(("RESP",), Kind.RESPIRATION),
        **dict.fromkeys(("PPG", "SPO2"), Kind.OXIMETRY),
        **dict.fromkeys(("ACCEL", "GYRO", "POS"), Kind.POSITION),
        **dict.fromkeys(("TRIG", "AUDIO", "TEMP", "GSR"), Kind.OTHER),
    }
)


@dataclass(frozen=True)
class ChannelSidecar:
    """What the files beside a recording say of its channels."""

    units: Mapping[str, str] = field(default_factory=dict)
    """By channel, as the file spells them."""
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    references: Mapping[str, str] = field(default_factory=dict)
    bad: Mapping[str, str] = field(default_factory=dict)
    """Channels marked bad, with why, where that is said."""
    names: Sequence[str] = ()
    """Of every row of the table of channels."""
    reference: str = ""
    """Of the recording as a whole."""
    line_frequency: float = float("nan")
    """Of the mains, Hz."""
    files: Sequence[str] = ()
    notes: Sequence[str] = ()

    def unit(self, label: str) -> str:
        """Return the unit of a channel; "" where none is said."""
        return self.units.get(_fold(label), "")

    def kind(self, label: str) -> Kind | None:
        """Return the kind of a channel, where more is said than its label does.

        A channel typed EEG, as is done of all in many data sets, is what its label says.
        """
        said, by_label = self.kinds.get(_fold(label)), channel_kind(label)
        return None if said == Kind.EEG and by_label in KINDS_IN_VOLTS else said


def read_bids_channels(path: str | Path) -> ChannelSidecar:
    """Read what lies beside a recording of a BIDS data set.

    Parameters
    ----------
    path : str or Path
        The recording.

    Returns
    -------
    ChannelSidecar
        Empty where nothing lies there. A file that can't be read is a note. By the standard's
        principle of inheritance files of the folders above hold too, what is nearest first.

    Notes
    -----
    https://bids-specification.readthedocs.io, "Electroencephalography" and "inheritance".
    """
    path = Path(path)
    stem = path.name[: -len(path.suffix)] if path.suffix else path.name
    found = _RECORDING.fullmatch(stem)
    if not found or not path.is_file():
        return ChannelSidecar()
    entities = frozenset(found["entities"].lower().split("_"))
    sidecar = ChannelSidecar()
    notes: list[str] = []
    for file in _named(path, entities, ("_channels.tsv",))[:1]:
        try:
            sidecar = _read_channels(file)
        except (ValueError, OSError) as error:
            notes.append(f"{file.name} lies beside the recording, but: {error}")
    facts: dict[str, Any] = {}
    for file in _named(path, entities, (f"_{found['suffix'].lower()}.json",)):
        try:
            said = json.loads(read_file(file, _MOST).decode("utf-8-sig"))
            if not isinstance(said, dict):
                raise ValueError("it is no JSON object")
        except (ValueError, OSError, RecursionError) as error:
            notes.append(f"{file.name} lies beside the recording, but: {error}")
            continue
        facts = {**said, **facts}
        sidecar = replace(sidecar, files=[*sidecar.files, file.name])
    return replace(
        sidecar,
        reference=_word(facts.get("EEGReference") or facts.get("iEEGReference")),
        line_frequency=_hertz(facts.get("PowerLineFrequency")),
        notes=notes,
    )


def _named(path: Path, entities: frozenset[str], endings: Sequence[str]) -> list[Path]:
    """Files of the data set that hold for a recording by their names, the nearest first."""
    found = []
    folder = path.absolute().parent
    while True:
        here = []
        for file in folder.iterdir():
            name = file.name.lower()
            ending = next((one for one in endings if f"_{name}".endswith(one)), None)
            if ending is None or (file.is_symlink() and is_private(file)) or not file.is_file():
                continue
            own = frozenset(filter(None, f"_{name}".removesuffix(ending).split("_")))
            if own <= entities:
                here.append((-len(own), file.name, file))
        found += [file for _, _, file in sorted(here)]
        above = folder.parent
        if not _WITHIN.fullmatch(folder.name) or above == folder or (folder / _DATASET).exists():
            return found
        folder = above


def _read_channels(path: Path) -> ChannelSidecar:
    text = read_file(path, _MOST).decode("utf-8-sig", "replace")
    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or "name" not in (rows[0] or {}):
        raise ValueError("it has no column name, as the channels of a BIDS recording have")

    def column(name: str) -> dict[str, str]:
        values = {_fold(row["name"] or ""): _word(row.get(name)) for row in rows}
        return {key: value for key, value in values.items() if value}

    types = {key: word.upper() for key, word in column("type").items()}
    why = column("status_description")
    status = column("status")
    references = column("reference") or column("software_reference")
    return ChannelSidecar(
        units=column("units"),
        kinds={key: _KINDS[word] for key, word in types.items() if word in _KINDS},
        references=references,
        bad={key: why.get(key, "") for key, word in status.items() if word.lower() == "bad"},
        names=[(row["name"] or "").strip() for row in rows],
        files=[path.name],
    )


def describe_channels(recording: Recording, sidecar: ChannelSidecar) -> Recording:
    """Add what the sidecars say to a recording that was read with their units and kinds.

    Parameters
    ----------
    recording : Recording
    sidecar : ChannelSidecar

    Returns
    -------
    Recording
        Its channels have the coordinates ``status`` ("good" or "bad") and ``reference``.
    """
    if not sidecar.files and not sidecar.notes:
        return recording
    labels = [str(name) for one in recording.signals.values() for name in one.channel.values]
    signals = {
        rate: one.assign_coords(
            status=("channel", [_status(name, sidecar) for name in one.channel.values]),
            reference=(
                "channel",
                [sidecar.references.get(_fold(str(name)), "") for name in one.channel.values],
            ),
        )
        for rate, one in recording.signals.items()
    }
    notes = list(sidecar.notes)
    bad = [name for name in labels if _fold(name) in sidecar.bad]
    if bad:
        named = [name + (f" ({why})" if (why := sidecar.bad[_fold(name)]) else "") for name in bad]
        notes.append(
            "marked bad beside the recording, and measured only if chosen: " + ", ".join(named)
        )
    known = {_fold(label) for label in labels}
    strange = [name for name in sidecar.names if _fold(name) not in known]
    if strange:
        notes.append(f"described beside the recording but not in it: {', '.join(strange[:12])}")
    if math.isfinite(sidecar.line_frequency):
        notes.append(f"the mains had {sidecar.line_frequency:g} Hz, as is said beside it")
    if sidecar.reference:
        notes.append(f"reference, as is said beside it: {sidecar.reference}")
    used = "units, kinds, status, reference"
    account = [
        AccountEntry(FILE, name, used if name.lower().endswith(".tsv") else "reference, mains")
        for name in sidecar.files
    ]
    return replace(
        recording,
        signals=signals,
        attrs={
            **recording.attrs,
            "reference": sidecar.reference,
            "line_frequency": sidecar.line_frequency,
        },
        notes=[*recording.notes, *notes],
        account=[*recording.account, *account],
    )


def _status(name: object, sidecar: ChannelSidecar) -> str:
    return "bad" if _fold(str(name)) in sidecar.bad else "good"


def _fold(label: str) -> str:
    return " ".join(label.split()).lower()


def _word(value: object) -> str:
    text = value.strip() if isinstance(value, str) else ""
    return "" if text.lower() in _NOT_SAID else text


def _hertz(value: object) -> float:
    """Return the frequency of the mains; NaN where it is "n/a" or none that there is."""
    try:
        frequency = float(str(value))
    except ValueError:
        return float("nan")
    return frequency if 10 <= frequency <= 100 else float("nan")
