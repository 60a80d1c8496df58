"""One code a fixed time: Elan's ``.hyp``, EDF with one signal of codes, NumPy's ``.npy``."""

import io
import math
import re
from dataclasses import replace

import numpy as np
import xarray as xr

from explorer.io.codings import RK
from explorer.io.edf_header import read_header
from explorer.io.formats.staged_rows import Row, scoring_of_stages, started
from explorer.io.reading_choices import Reading
from explorer.io.scorer_file import ScorerFile
from explorer.io.scoring_content import SCORER, Scoring, believed_epoch_length, believed_epochs
from explorer.io.stage_probabilities import likeliest
from explorer.io.table_limits import MOST_EPOCHS, SCORING
from explorer.night.hypnogram import DEFAULT_EPOCH_LENGTH, make_hypnogram
from explorer.night.reading_account import FILE, ROWS, AccountEntry

_ELAN = "Elan hypnogram (.hyp)"
_EDF = "EDF with one signal of codes"
_NUMPY = "NumPy array (.npy)"
_TIME_BASE = re.compile(r"^\s*time_base\s+(\d+(?:\.\d+)?)\s*$", re.MULTILINE)
_LIST = re.compile(r"^[ \t]*epoch_list", re.MULTILINE)
_HYPNOGRAM_LABEL = re.compile(r"(hypno\w*|sleep ?stages?|stages?|staging)", re.IGNORECASE)
_HEADER_BYTES = 272  # an EDF header, and the label of the first signal
_MOST_CODES = 2_000_000  # of a second each: three weeks
_STAGE_NAMES = ("W", "N1", "N2", "N3", "REM")


def is_elan(file: ScorerFile) -> bool:
    """Whether a file has Elan's header."""
    return file.head.lstrip().startswith("time_base") and bool(_LIST.search(file.head))


def read_elan(file: ScorerFile, reading: Reading) -> Scoring:
    """Read Elan's ``.hyp``, which Visbrain writes too: one code a time base, as R&K counts them.

    Raises
    ------
    ValueError
        If it has no time base, or a line is no stage.
    """
    found = _TIME_BASE.search(file.head)
    length = believed_epoch_length(file.path, float(found[1]) if found else float("nan"))
    lines = [line.strip() for line in file.lines]
    top = next(number for number, line in enumerate(lines) if line.startswith("epoch_list"))
    words = [line for line in lines[top + 1 :] if line]
    rows = _runs(words, length)
    return scoring_of_stages(file.path, _ELAN, rows, reading, coding=RK)


def _runs(words: list[str], length: float) -> list[Row]:
    """Stretches of the same word, each of which lasts `length` s."""
    rows: list[Row] = []
    begin = 0
    for place in range(1, len(words) + 1):
        if place == len(words) or words[place] != words[begin]:
            rows.append(Row(begin * length, (place - begin) * length, words[begin]))
            begin = place
    return rows


def is_edf_codes(file: ScorerFile) -> bool:
    """Whether a file is EDF with one signal, which is a hypnogram by its label."""
    raw = file.beginning
    if not raw.startswith(b"0       ") or len(raw) < _HEADER_BYTES or raw[252:256].strip() != b"1":
        return False
    label = raw[256:_HEADER_BYTES].decode("latin-1").strip()
    return _HYPNOGRAM_LABEL.fullmatch(label) is not None


def read_edf_codes(file: ScorerFile, reading: Reading) -> Scoring:
    """Read EDF whose one signal is a code an epoch, as Sleep-EDF's older ``.hyp`` files are.

    Raises
    ------
    ValueError
        If a value is no stage.
    """
    header = read_header(file.path)
    count = int(header.samples[0])
    epochs = header.records * count
    if epochs > _MOST_CODES or header.size + epochs * 2 > len(file.raw):
        raise ValueError(f"{file.path}: {epochs:,} codes of stages in {len(file.raw):,} bytes")
    length = believed_epoch_length(file.path, float(header.record_duration) / max(count, 1))
    codes = np.frombuffer(file.raw, "<i2", epochs, header.size)
    rows = _runs([str(code) for code in codes.tolist()], length)
    spaced = None if length < 2 else length
    scoring = scoring_of_stages(file.path, _EDF, rows, reading, coding=RK, epoch_length=spaced)
    return started(replace(scoring, notes=[*header.notes, *scoring.notes]), header.start)


def is_numpy(file: ScorerFile) -> bool:
    """Whether a file is an array that NumPy saved."""
    return file.beginning.startswith(b"\x93NUMPY")


def read_numpy(file: ScorerFile, reading: Reading) -> Scoring:
    """Read an array of one code or word an epoch of 30 s, or of five probabilities.

    Parameters
    ----------
    file : ScorerFile
        Of shape (epochs,), (epochs, 1) or (epochs, 5), as U-Sleep saves them; never pickled.
    reading : Reading
        What was said of it.

    Raises
    ------
    ValueError
        If it is another array.
    """
    SCORING.check_size(file.path, file.path.stat().st_size)
    values = _array(file)
    notes = [f"epochs of a {_NUMPY} were taken to last {reading.epoch_length or 30:g} s"]
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    beliefs = values.ndim == 2 and values.shape[1] == len(_STAGE_NAMES)
    if beliefs and values.dtype.kind == "f" and values.size:
        return _likeliest(file, values, notes)
    if values.ndim != 1 or values.dtype.kind not in "iufU" or not values.size:
        raise ValueError(
            f"{file.path}: an array of {values.dtype} of the shape {values.shape}; expected one "
            "stage an epoch, or an epoch's five probabilities"
        )
    believed_epochs(file.path, values.size, DEFAULT_EPOCH_LENGTH)
    length = reading.epoch_length or DEFAULT_EPOCH_LENGTH
    words = [f"{one:g}" if values.dtype.kind == "f" else str(one) for one in values.tolist()]
    rows = [Row(number * length, length, word) for number, word in enumerate(words)]
    scoring = scoring_of_stages(file.path, _NUMPY, rows, reading, epoch_length=length)
    return replace(scoring, notes=[*notes, *scoring.notes])


def _array(file: ScorerFile) -> np.ndarray:
    stream = io.BytesIO(file.raw)
    form = np.lib.format
    try:
        version = form.read_magic(stream)
        reader = form.read_array_header_1_0 if version == (1, 0) else form.read_array_header_2_0
        shape, by_column, kind = reader(stream)
    except Exception as error:  # whatever its parsing meets
        raise ValueError(
            f"{file.path}: no {_NUMPY} that can be read ({type(error).__name__})"
        ) from None
    count = math.prod(shape)
    room = len(file.raw) - stream.tell()
    if kind.hasobject or kind.itemsize == 0 or not 0 <= count * kind.itemsize <= room:
        raise ValueError(
            f"{file.path}: a {_NUMPY} of the shape {shape} of {kind}, which its "
            f"{len(file.raw):,} bytes do not hold as plain values"
        )
    if count > MOST_EPOCHS * len(_STAGE_NAMES):
        raise SCORING.refusal(file.path, count, "values", MOST_EPOCHS * len(_STAGE_NAMES))
    flat = np.frombuffer(file.raw, kind, count, stream.tell())
    return flat.reshape(shape, order="F" if by_column else "C")


def _likeliest(file: ScorerFile, values: np.ndarray, notes: list[str]) -> Scoring:
    if not ((values >= 0) & (values <= 1)).all():
        raise ValueError(f"{file.path}: five values an epoch that are no probabilities from 0 to 1")
    believed_epochs(file.path, len(values), DEFAULT_EPOCH_LENGTH)
    belief = xr.DataArray(
        values.astype(float),
        dims=("epoch", "stage_name"),
        coords={"stage_name": list(_STAGE_NAMES)},
    )
    notes.append("the stage of an epoch is the likeliest of its five probabilities: W, N1-N3, REM")
    account = [AccountEntry(FILE, _NUMPY, "probabilities"), AccountEntry(ROWS, "epochs", "epochs")]
    return Scoring(
        {SCORER: make_hypnogram(likeliest(belief))},
        notes=notes,
        probabilities={SCORER: belief},
        account=account,
    )
