"""Any scorer's file: says by its beginning which format it is, and reads it."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

import xarray as xr

from explorer.io.believed_lights import believed_lights
from explorer.io.bracketed_events import refuse_as_hypnogram
from explorer.io.far_opening import fetched_scoring
from explorer.io.hypnogram_codes import is_stage_a_line
from explorer.io.reading_choices import Reading, read_meanings
from explorer.io.scorer_file import ScorerFile, ScorerFormat
from explorer.io.scorer_formats import ANY_TEXT, SCORER_FORMATS, text_format
from explorer.io.scoring_content import Scoring
from explorer.io.table_limits import SCORING
from explorer.vocabulary.stages import Stage

_LARGEST = SCORING.size  # bytes of text: scorers' files are well under 1 MB

# As `explorer.scoring.export_formats` says of a simulated night: a remark, a column, an element.
_SAYS_SIMULATED = re.compile(
    r"^# simulated night$|^onset,[a-z,]+,simulated\n[^\n]*,yes$|<Simulated>yes</Simulated>", re.M
)
_POINTERS = MappingProxyType(
    {
        b"version https://git-lfs": "git-lfs pointer, fetch the file with git lfs pull",
        b"annex/objects": "git-annex pointer, fetch the file with git annex get",
    }
)


def read_hypnogram(
    path: str | Path,
    *,
    start: datetime | None = None,
    stages: Mapping[str, str | int | Stage] | None = None,
    subject: str = "",
    night: str = "",
) -> xr.Dataset:
    r"""Read the hypnogram of any scorer's file that we know.

    Parameters
    ----------
    path : str or Path
        Or an address, from which the file is fetched.
        EDF+ or BDF+ annotations; BIDS events or another table with onset, duration and stage
        (tab, comma or semicolon; Noxturnal's too); one stage a line as number or name; a JSON list;
        Compumedics Profusion or NSRR XML; and the rest of
        `explorer.io.scorer_formats.SCORER_FORMATS`. The beginning of the file says which it is.
    start : datetime, optional
        When the recording began: clock times count from it.
    stages : mapping of str to str, optional
        What words and codes of the file mean, such as ``{"WK": "W", "5": "UNSCORED"}``.
    subject, night : str
        Whose rows, and of which night, of a file with several.

    Returns
    -------
    xr.Dataset
        ``stage`` (scorer, epoch) as `explorer.night.schema.make_hypnograms` has it, with the attrs
        ``notes`` (list of str: what was assumed), ``account`` (what was used and what was not, see
        `explorer.night.reading_account`), ``lights_off`` and ``lights_on`` (s, NaN where not
        given), ``start`` (ISO 8601 or empty) and ``source`` (the file's name).

    Raises
    ------
    ValueError
        If the file has no sleep stages that we can read.
    UnclearError
        If it has words or codes that nobody knows, or several people or nights to choose from; the
        sentence says how.
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
    path = fetched_scoring(path)
    reading = Reading(start, stages=read_meanings(stages or {}), subject=subject, night=night)
    return read_scoring(path, reading).to_dataset(Path(path).name)


def read_scoring(path: str | Path, reading: Reading | None = None) -> Scoring:
    """Read a scorer's file whole: hypnograms, events, lights, notes and the account.

    Parameters
    ----------
    path : str or Path
        As for `read_hypnogram`.
    reading : Reading, optional
        What is said of it.

    Returns
    -------
    Scoring

    Raises
    ------
    ValueError
        If the file has no sleep stages that we can read.
    UnclearError
        If something must be said first.
    OSError
        If the file cannot be read.
    """
    file = ScorerFile(Path(path))
    if not file.beginning:
        raise ValueError(f"{path}: the file is empty; fetch or export it again")
    for mark, advice in _POINTERS.items():
        if mark in file.beginning:
            raise ValueError(f"{path}: this is a {advice}")
    kind = recognised_format(file) or ANY_TEXT
    if not kind.is_binary:
        refuse_as_hypnogram(file.path, file.text)
    scoring = kind.read(file, reading or Reading())
    notes = list(scoring.notes)
    off, on = believed_lights(scoring.lights_off, scoring.lights_on, notes)
    scoring = replace(scoring, lights_off=off, lights_on=on, notes=notes)
    if not kind.is_binary and _SAYS_SIMULATED.search(file.head):
        return replace(scoring, simulated=True)
    return scoring


def recognised_format(file: ScorerFile) -> ScorerFormat | None:
    """Say which of the formats a file is of, by its beginning and its name.

    Returns
    -------
    ScorerFormat or None
        None for a text that only its lines can tell.

    Raises
    ------
    ValueError
        If it is too large for a scorer's, or no text and of no binary format.
    """
    for kind in SCORER_FORMATS:
        if kind.is_binary and kind.recognises(file):
            return kind
    if (size := file.path.stat().st_size) > _LARGEST:
        raise ValueError(
            f"{file.path}: {size / 2**20:.0f} MB of text is no hypnogram; expected less than "
            f"{_LARGEST // 2**20} MB"
        )
    return text_format(file)


def is_scorers(path: Path) -> bool:
    """Whether a file of whatever name is a scorer's, by what is in it."""
    file = ScorerFile(path)
    try:
        return recognised_format(file) is not None or is_stage_a_line(file.head)
    except (ValueError, OSError):
        return False
