"""What MNE does not check of a file before it is read: its parts, its length, its neighbours."""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from explorer.io.scoring_content import LONGEST
from explorer.storage.changed_files import open_file, read_file
from explorer.storage.regular_files import special_files

_MOST_HEADER = 2**20  # bytes
_TAG = np.dtype([("kind", ">i4"), ("type", ">i4"), ("size", ">i4"), ("next", ">i4")])
_LAST = -1  # in place of the next tag
_MOST_TAGS = 10_000_000
_MOST_CHANNELS = 4096
_LONGEST_NAME = 255  # bytes: no file system here holds a longer one
_VHDR_PARTS = re.compile(r"^(DataFile|MarkerFile)\s*=\s*(.+?)\s*$", re.IGNORECASE | re.MULTILINE)
_VHDR_CHANNEL = re.compile(r"^Ch(\d{1,6})\s*=([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_VHDR_NUMBER = r"^{}\s*=\s*(\d+)\s*$"
_SAMPLE_BYTES = {"INT_16": 2, "INT_32": 4, "IEEE_FLOAT_32": 4, "IEEE_FLOAT_64": 8}


def check_before(path: Path) -> list[str]:
    """Check a file before MNE opens it.

    Parameters
    ----------
    path : Path
        Of any format; FIF and BrainVision are looked into.

    Returns
    -------
    list of str
        Notes.

    Raises
    ------
    ValueError
        If its header leads out of its folder, or the file is cut short or leads round in a circle.
    """
    parts = [str(part.relative_to(path.parent)) for part in companion_parts(path)[1:]]
    for name, what in special_files(path.parent) + special_files(path.parent, parts):
        raise ValueError(
            f"{path}: {name} beside it is {what}, which a reader might wait for without end; move "
            "it away and open the recording again"
        )
    if path.suffix.lower() == ".fif":
        check_fif_parts(path)
    if path.suffix.lower() == ".vhdr":
        return _check_brainvision(path)
    return []


def companion_parts(path: Path) -> list[Path]:
    """Files that a recording says it consists of, itself the first; not whether they are there.

    Parameters
    ----------
    path : Path
        Of any format; a BrainVision header names its data and its markers.
    """
    if path.suffix.lower() not in (".vhdr", ".ahdr"):
        return [path]
    text = read_file(path, _MOST_HEADER).decode("utf-8", "replace")
    named = _named_parts(path, text)
    _check_beside(path, named.values())
    return [path, *(path.parent / name for name in named.values())]


def _named_parts(path: Path, text: str) -> dict[str, str]:
    parts = {key.lower(): name for key, name in _VHDR_PARTS.findall(text)}
    return {key: name.replace("$b", path.stem) for key, name in parts.items()}


def brainvision_channels(path: Path) -> dict[int, tuple[str, float]]:
    """Read the unit of each channel of a BrainVision header, and what its values can span.

    Parameters
    ----------
    path : Path
        The header.

    Returns
    -------
    dict of int to (str, float)
        By the channel's number, from 1; the span in that unit, NaN where they are floats.
    """
    raw = read_file(path, _MOST_HEADER)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    width = {"INT_16": 2**16, "INT_32": 2**32}.get(
        _word(text, "BinaryFormat").upper(), float("nan")
    )
    found = {}
    for number, fields in _channel_lines(text):
        resolution, unit = [*fields.split(","), "", "", ""][2:4]
        try:
            step = float(resolution or 1)
        except ValueError:
            step = float("nan")
        found[int(number)] = (unit.strip(), step * width)
    return found


def check_after(path: Path, raw: Any) -> None:
    """Check what MNE has opened: all its files lie together, and the last sample can be read.

    Parameters
    ----------
    path : Path
        What was opened.
    raw : mne.io.BaseRaw
        Not preloaded.

    Raises
    ------
    ValueError
        If a file lies elsewhere, or the recording ends before its header says so.
    """
    _check_beside(path, (str(name) for name in raw.filenames if name is not None))
    frequency = float(raw.info["sfreq"])
    if not (0 < frequency < float("inf") and 0 < raw.n_times / frequency <= LONGEST):
        raise ValueError(
            f"{path}: {raw.n_times} samples at {frequency:g} Hz are no recording of up to "
            f"{LONGEST / 3600:.0f} h; its header must be wrong, so export it again"
        )
    try:
        raw.get_channel_types()
    except ValueError as error:
        raise ValueError(f"{path}: {error}; its header must be wrong, so export it again") from None
    try:
        raw.get_data(start=raw.n_times - 1, stop=raw.n_times, verbose="error")
    except Exception as error:  # MNE's readers raise whatever their parsing meets
        raise ValueError(
            f"{path}: the last of its {raw.n_times} samples cannot be read "
            f"({' '.join(str(error).split())[:120]}); the file is cut short, so fetch it again"
        ) from None


def _check_beside(path: Path, names: Iterable[str]) -> None:
    """Refuse a header that names files outside its own folder: it could show any file."""
    folder = os.path.abspath(path.parent)  # noqa: PTH100 as written: links beside it are its own
    for name in names:
        found = os.path.abspath(os.path.join(folder, name))  # noqa: PTH100, PTH118
        if not Path(found).is_relative_to(folder):
            raise ValueError(
                f"{path}: its header leads to {name[:80]!r}, outside its own folder; put that file "
                "beside it and name it so"
            )
        if len(name.encode()) > _LONGEST_NAME:
            raise ValueError(
                f"{path}: its header names a file by {len(name)} letters, more than any file's "
                "name has; export it again"
            )


def _check_brainvision(path: Path) -> list[str]:
    text = read_file(path, _MOST_HEADER).decode("utf-8", "replace")
    parts = _named_parts(path, text)
    _check_beside(path, parts.values())
    data = path.parent / parts.get("datafile", "")
    channels = _number(text, "NumberOfChannels")
    if channels > _MOST_CHANNELS:
        raise ValueError(
            f"{path}: {channels} channels are claimed, more than the {_MOST_CHANNELS} that are "
            "believed; export it again"
        )
    _check_resolutions(path, text)
    width = _SAMPLE_BYTES.get(_word(text, "BinaryFormat").upper(), 0)
    if not (channels and width and data.is_file()):
        return []
    frames, rest = divmod(data.stat().st_size, channels * width)
    claimed = _number(text, "DataPoints")
    notes = []
    if claimed > frames:
        notes.append(
            f"the file is cut short: {frames} of {claimed} samples are there, and these were read"
        )
    elif rest:
        notes.append(
            f"{data.name} ends within a sample: it may have been cut short, and {rest} bytes at "
            "its end were left out"
        )
    return notes


def _channel_lines(text: str) -> list[tuple[str, str]]:
    """Return number and fields of each channel of a BrainVision header."""
    section = text.partition("[Channel Infos]")[2].partition("\n[")[0]
    return _VHDR_CHANNEL.findall(section)


def _check_resolutions(path: Path, text: str) -> None:
    """Refuse numbers of a BrainVision header that cannot be read, as those with a decimal comma.

    The comma parts the fields of a channel: 0,5 would be a resolution of 0 in the unit "5".
    """
    interval = _word(text, "SamplingInterval")
    if "," in interval:
        raise ValueError(
            f"{path}: SamplingInterval is written {interval[:20]!r} with a decimal comma; write "
            f"{interval[:20].replace(',', '.')} in the header"
        )
    for number, fields in _channel_lines(text):
        name, _, resolution, unit, *_ = [*(one.strip() for one in fields.split(",")), "", "", ""]
        called = f"{path}: the resolution of Ch{number} ({name})"
        if resolution.isdecimal() and unit.isdecimal():
            raise ValueError(
                f"{called} is written {resolution},{unit} with a decimal comma, which parts the "
                f"fields of this format; write {resolution}.{unit} in the header"
            )
        try:
            step = float(resolution or 1)
        except ValueError:
            step = 0.0
        if not 0 < abs(step) < float("inf"):
            raise ValueError(
                f"{called} is {resolution[:20]!r}, expected what one step of its values is, such "
                "as 0.5; correct it in the header"
            )


def _number(text: str, key: str) -> int:
    found = re.search(_VHDR_NUMBER.format(key), text, re.IGNORECASE | re.MULTILINE)
    return int(found[1][:18]) if found else 0


def _word(text: str, key: str) -> str:
    found = re.search(rf"^{key}\s*=\s*(\S+)", text, re.IGNORECASE | re.MULTILINE)
    return found[1] if found else ""


def check_fif_parts(path: Path) -> None:
    """Follow the tags of a FIF file from its first to its last.

    Raises
    ------
    ValueError
        If one is damaged, or the file ends before the last.
    """
    length = path.stat().st_size
    at = 0
    with open_file(path) as file:
        for _ in range(_MOST_TAGS):
            file.seek(at)
            head = file.read(_TAG.itemsize)
            if len(head) < _TAG.itemsize:
                break
            tag = np.frombuffer(head, _TAG)[0]
            end = at + _TAG.itemsize + int(tag["size"])
            if tag["size"] < 0 or tag["next"] < _LAST or 0 < tag["next"] <= at:
                raise ValueError(
                    f"{path}: the part at byte {at} is damaged; fetch or export the file again"
                )
            if end > length:
                break
            if tag["next"] == _LAST:
                return
            at = int(tag["next"]) or end
    raise ValueError(f"{path}: the file is cut short at {length} bytes; fetch it again")
