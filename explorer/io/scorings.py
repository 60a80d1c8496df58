"""Any scorer's file: says by its beginning which format it is, and reads it."""

from datetime import datetime
from pathlib import Path
from types import MappingProxyType

import xarray as xr

from explorer.io.hypnogram_codes import read_codes, read_json
from explorer.io.hypnogram_edf import read_edf_hypnogram
from explorer.io.hypnogram_tables import is_table, read_table, split_table
from explorer.io.hypnogram_xml import read_xml
from explorer.io.scoring_file import Scoring
from explorer.io.table_limits import SCORING, check_nested
from explorer.storage.open_files import read_file

_LARGEST = SCORING.size  # bytes of text: scorers' files are well under 1 MB
_BEGINNING = 512

_EDF = (b"0       ", b"\xffBIOSEMI")
_POINTERS = MappingProxyType(
    {
        b"version https://git-lfs": "git-lfs pointer, fetch the file with git lfs pull",
        b"annex/objects": "git-annex pointer, fetch the file with git annex get",
    }
)


def read_hypnogram(path: str | Path, *, start: datetime | None = None) -> xr.Dataset:
    r"""Read the hypnogram of any scorer's file that we know.

    Parameters
    ----------
    path : str or Path
        EDF+ or BDF+ annotations; BIDS events or another table with onset, duration and stage
        (tab, comma or semicolon; Noxturnal's too); one stage a line as number or name; a JSON list;
        Compumedics Profusion or NSRR XML. The beginning of the file says which it is.
    start : datetime, optional
        When the recording began: clock times count from it.

    Returns
    -------
    xr.Dataset
        ``stage`` (scorer, epoch) as `explorer.night.schema.make_hypnograms` has it, with the attrs
        ``notes`` (list of str: what was assumed), ``lights_off`` and ``lights_on`` (s, NaN where
        not given), ``start`` (ISO 8601 or empty) and ``source`` (the file's name).

    Raises
    ------
    ValueError
        If the file has no sleep stages that we can read.
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "night.txt"
    ...     _ = file.write_text("W\nN1\nN2\n")
    ...     read_hypnogram(file).stage.values.tolist()
    [[0, 1, 2]]
    """
    return read_scoring(path, start=start).to_dataset(Path(path).name)


def read_scoring(path: str | Path, *, start: datetime | None = None) -> Scoring:
    """Read a scorer's file whole: hypnograms, events, lights and notes.

    Parameters
    ----------
    path : str or Path
        As for `read_hypnogram`.
    start : datetime, optional
        When the recording began.

    Returns
    -------
    Scoring

    Raises
    ------
    ValueError
        If the file has no sleep stages that we can read.
    OSError
        If the file cannot be read.
    """
    path = Path(path)
    beginning = read_file(path, _BEGINNING)
    if not beginning:
        raise ValueError(f"{path}: the file is empty; fetch or export it again")
    for mark, advice in _POINTERS.items():
        if mark in beginning:
            raise ValueError(f"{path}: this is a {advice}")
    if beginning.startswith(_EDF):
        return read_edf_hypnogram(path)
    if path.stat().st_size > _LARGEST:
        raise ValueError(
            f"{path}: {path.stat().st_size / 2**20:.0f} MB of text is no hypnogram; expected less "
            f"than {_LARGEST // 2**20} MB"
        )
    text = _decode(path, read_file(path))
    if text.lstrip().startswith("<"):
        check_nested(path, text)
        return read_xml(path)
    if path.suffix.lower() == ".json":
        check_nested(path, text)
        return read_json(path, text)
    SCORING.check_text(path, text)
    if is_table(split_table(text[:_BEGINNING])):
        return read_table(path, text, start=start)
    return read_codes(path, text)


def _decode(path: Path, raw: bytes) -> str:
    """Text in UTF-8, UTF-16 (by its mark) or Latin-1."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\x00" in raw[:_BEGINNING]:
        raise ValueError(
            f"{path}: no scorer's file that we know, it begins with {raw[:8]!r}; expected EDF+, "
            "a table, one stage a line, JSON or XML"
        )
    else:
        encoding = "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return raw.decode("latin-1")
