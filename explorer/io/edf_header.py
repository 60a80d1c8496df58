"""The header of an EDF or BDF file, read as real files write it; what was odd becomes a note."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from explorer.io.edf_start import recording_start
from explorer.io.scoring_content import LONGEST
from explorer.storage.changed_files import check_same, open_file
from explorer.storage.far.urls import Address
from explorer.storage.file_identity import Identity, settled_identity
from explorer.storage.unread_files import shown_beginning

# Widths in bytes of a signal's fields, in their order (edfplus.info/specs/edf.html).
_FIELDS = {
    "label": 16,
    "transducer": 80,
    "units": 8,
    "physical_minimum": 8,
    "physical_maximum": 8,
    "digital_minimum": 8,
    "digital_maximum": 8,
    "prefilter": 80,
    "samples": 8,
    "reserved": 32,
}
_FIXED = 256  # bytes of the header before its signals, and of each signal
_FASTEST = 1e6  # Hz: no electrode of a sleep laboratory is sampled nearly so often
ANNOTATIONS = ("EDF Annotations", "BDF Annotations")


@dataclass(frozen=True)
class Header:
    """What the header of an EDF or BDF file says, corrected where the file itself shows better."""

    path: str
    sample_bytes: int
    """2 for EDF, 3 for BDF."""
    reserved: str
    """``EDF+C``, ``EDF+D``, ``BDF+C``, ``BDF+D`` or else."""
    patient: str
    recording: str
    start: datetime | None
    size: int
    """Bytes of header before the first record."""
    records: int
    """Whole records that the file holds."""
    record_duration: float
    """s"""
    labels: tuple[str, ...]
    units: tuple[str, ...]
    prefilters: tuple[str, ...]
    physical_minimum: np.ndarray
    physical_maximum: np.ndarray
    digital_minimum: np.ndarray
    digital_maximum: np.ndarray
    samples: np.ndarray
    """Samples of each signal in one record."""
    notes: tuple[str, ...]
    written: Identity
    """Of the file that this was read from, before and after."""

    @property
    def record_bytes(self) -> int:
        """Length of one record in bytes."""
        return int(self.samples.sum()) * self.sample_bytes

    @property
    def discontinuous(self) -> bool:
        """Whether the file is marked EDF+D or BDF+D."""
        return self.reserved[3:5] == "+D"

    @property
    def annotation_rows(self) -> list[int]:
        """Places of the signals that hold annotations."""
        return [row for row, label in enumerate(self.labels) if label in ANNOTATIONS]

    @property
    def signal_rows(self) -> list[int]:
        """Places of the signals that hold samples."""
        annotations = set(self.annotation_rows)
        return [
            row for row in range(len(self.labels)) if row not in annotations and self.samples[row]
        ]


def read_header(path: str | Path) -> Header:
    """Read the header of an EDF, EDF+, BDF or BDF+ file.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    Header
        With a note for everything that was not as the standard wants it.

    Raises
    ------
    ValueError
        If it is no EDF or BDF file, or nothing can be read from it safely.
    FileChangedError
        If the file is written to meanwhile.
    OSError
        If it cannot be read.

    Notes
    -----
    Fields as in the EDF and EDF+ specifications, https://www.edfplus.info.
    """
    path = path if isinstance(path, Address) else Path(path)
    with open_file(path) as file:
        written = settled_identity(file)
        length = written.size
        fixed = file.read(_FIXED)
        sample_bytes = _check_beginning(path, fixed, length)
        notes: list[str] = []
        signals = _count_signals(path, fixed, length)
        block = file.read(_FIXED * signals)
        check_same(path, file, written)
    size = _FIXED * (signals + 1)
    text = _split(block, signals)
    samples = _whole_numbers(path, text["samples"], "samples in a record")
    record_duration = _number(path, _decode(fixed[244:252]), "the duration of a record", notes)
    only_annotations = all(label in ANNOTATIONS for label in text["label"])
    if not (np.isfinite(record_duration) and record_duration >= 0) or (
        record_duration == 0 and not only_annotations
    ):
        raise ValueError(
            f"{path}: the duration of a record is {record_duration:g} s, so no sampling frequency "
            "follows; a positive duration is needed"
        )
    ranges = {
        name: np.array(
            [
                _number(path, value, f"{name.replace('_', ' ')} of {label!r}", notes)
                if label not in ANNOTATIONS
                else 0.0
                for value, label in zip(text[name], text["label"], strict=True)
            ]
        )
        for name in list(_FIELDS)[3:7]
    }
    records = _count_records(
        path, _decode(fixed[236:244]), length - size, int(samples.sum()) * sample_bytes, notes
    )
    if not only_annotations and records * record_duration > LONGEST:
        raise ValueError(
            f"{path}: {records} records of {record_duration:g} s last longer than the "
            f"{LONGEST / 3600:.0f} h that are believed; the duration of a record must be wrong"
        )
    if not only_annotations and samples.max() > _FASTEST * record_duration:
        raise ValueError(
            f"{path}: {samples.max()} samples in a record of {record_duration:g} s would be more "
            f"than {_FASTEST:g} Hz; the duration of a record must be wrong, so export it again"
        )
    reserved = _decode(fixed[192:236])[:5]
    if sample_bytes == 3 and reserved.startswith("EDF"):
        notes.append(f"the file is BDF by its first byte though it is marked {reserved}")
    silent = [text["label"][row] for row in np.flatnonzero(samples == 0)]
    if silent:
        notes.append(f"channels without samples were left out: {', '.join(silent)}")
    recording = _decode(fixed[88:168])
    return Header(
        path=path if isinstance(path, Address) else str(path),
        sample_bytes=sample_bytes,
        reserved=reserved,
        patient=_decode(fixed[8:88]),
        recording=recording,
        start=recording_start(_decode(fixed[168:176]), _decode(fixed[176:184]), recording, notes),
        size=size,
        records=records,
        record_duration=record_duration,
        labels=tuple(text["label"]),
        units=tuple(text["units"]),
        prefilters=tuple(text["prefilter"]),
        samples=samples,
        notes=tuple(dict.fromkeys(notes)),
        written=written,
        **ranges,
    )


def _check_beginning(path: Path | Address, fixed: bytes, length: int) -> int:
    """Bytes a sample, once the first bytes are those of EDF or BDF."""
    if not length:
        raise ValueError(f"{path}: the file is empty; fetch or export it again")
    if fixed.startswith(b"version https://git-lfs"):
        raise ValueError(f"{path}: this is a git-lfs pointer, fetch the file with git lfs pull")
    if b"annex/objects" in fixed:
        raise ValueError(f"{path}: this is a git-annex pointer, fetch the file with git annex get")
    if fixed[:1] == b"\xff" and fixed[1:8] == b"BIOSEMI":
        sample_bytes = 3
    elif fixed[:8].strip() == b"0":
        sample_bytes = 2
    else:
        is_markup = fixed.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
        hint = "; that is XML, as scorers' files are: is its name right?" if is_markup else ""
        raise ValueError(
            f"{path}: no EDF or BDF file, it begins with {shown_beginning(fixed)} where '0' or "
            f"BIOSEMI stands{hint}"
        )
    if len(fixed) < _FIXED:
        raise ValueError(
            f"{path}: the file ends after {length} bytes, within its header; fetch it again"
        )
    return sample_bytes


def _count_signals(path: Path | Address, fixed: bytes, length: int) -> int:
    claimed, room = _decode(fixed[252:256]), _decode(fixed[184:192])
    if not claimed.isdecimal() or not int(claimed):
        raise ValueError(f"{path}: the number of signals is {claimed!r}, expected 1 or more")
    signals = int(claimed)
    if room.isdecimal() and int(room) != _FIXED * (signals + 1):
        raise ValueError(
            f"{path}: the header claims {signals} signals, but its {room} bytes have room for "
            f"{int(room) // _FIXED - 1}; one of the two is wrong, so export the file again"
        )
    if length < _FIXED * (signals + 1):
        raise ValueError(
            f"{path}: the file ends after {length} bytes, within the header of its {signals} "
            "signals; fetch it again"
        )
    return signals


def _count_records(
    path: Path | Address, claimed: str, data_bytes: int, record_bytes: int, notes: list[str]
) -> int:
    """Whole records in the file, with a note wherever the header says otherwise."""
    if not record_bytes:
        raise ValueError(f"{path}: no signal has a sample")
    present = data_bytes // record_bytes
    if not present:
        raise ValueError(
            f"{path}: there is no whole data record, the header is followed by {data_bytes} bytes "
            f"where one record takes {record_bytes}; fetch or export the file again"
        )
    try:
        records = int(claimed)
    except ValueError:
        records = -1
    if records <= 0:
        notes.append(
            f"the header gives {claimed!r} as the number of records; the file's length says "
            f"{present}"
        )
        records = present
    if records > present:
        notes.append(
            f"the file is cut short: {present} of {records} records are there, and these were read"
        )
        return present
    unread = data_bytes - records * record_bytes
    if unread:
        notes.append(f"{unread} bytes after the last of {records} records were left out")
    return records


def _split(block: bytes, signals: int) -> dict[str, list[str]]:
    """Text of each field of each signal."""
    # By the standard the header is ASCII: then it is decoded once, not field by field.
    plain = block.decode("ascii") if block.isascii() and b"\x00" not in block else None
    columns, offset = {}, 0
    for name, width in _FIELDS.items():
        begins = range(offset, offset + width * signals, width)
        if plain is None:
            columns[name] = [_decode(block[begin : begin + width]) for begin in begins]
        else:
            columns[name] = [plain[begin : begin + width].strip() for begin in begins]
        offset += width * signals
    return columns


def _decode(raw: bytes) -> str:
    """Text of a field: ASCII by the standard, in truth UTF-8 or Latin-1."""
    raw = raw.split(b"\x00", 1)[0]
    try:
        return raw.decode("utf-8").strip()
    except UnicodeDecodeError as error:
        # A multi-byte letter that the field's width cut in two is still UTF-8, if others are there.
        if error.reason == "unexpected end of data" and raw[: error.start].strip():
            return raw[: error.start].decode("utf-8").strip()
        return raw.decode("latin-1").strip()


def _number(path: Path | Address, text: str, what: str, notes: list[str]) -> float:
    try:
        return float(text)
    except ValueError:
        pass
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        raise ValueError(f"{path}: {what} is {text!r}, expected a number") from None
    notes.append(f"{what} is written {text!r}; the comma was read as a decimal point")
    return value


def _whole_numbers(path: Path | Address, texts: list[str], what: str) -> np.ndarray:
    wrong = [text for text in texts if not text.isdecimal()]
    if wrong:
        raise ValueError(f"{path}: {what}: {wrong[0]!r}, expected a whole number")
    return np.array([int(text) for text in texts], np.int64)
