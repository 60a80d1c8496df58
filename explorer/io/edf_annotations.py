"""Annotations inside EDF+ and BDF+ records: time-stamped lists, read tolerantly."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explorer.io.edf_discontinuous import contradicts_contiguity
from explorer.io.edf_header import Header
from explorer.io.edf_record_reader import RecordReader
from explorer.io.table_limits import MOST_EVENTS, SCORING
from explorer.storage.changed_files import reading_again
from explorer.storage.far.far_file import FarFile
from explorer.vocabulary.encodings import decode_text

_END, _FIELD, _DURATION = b"\x00", b"\x14", b"\x15"  # EDF+ specification, 2.2.2


_decoded = lru_cache(4096)(decode_text)  # the same few texts come over and over


@dataclass(frozen=True)
class Annotation:
    """One annotation, its times in s from the header's start."""

    onset: float
    duration: float
    """NaN where the file gives none."""
    text: str


def read_annotations(header: Header) -> tuple[list[Annotation], np.ndarray]:
    """Read every annotation, and when each record begins.

    Parameters
    ----------
    header : Header
        Of an EDF+ or BDF+ file.

    Returns
    -------
    annotations : list of Annotation
        In the file's order.
    onsets : array of float, shape (records,)
        When each record begins, in s from the header's start; NaN where the record does not say,
        or was passed over because it says nothing else and the recording is contiguous, as the
        first, the middle and the last record say.

    Raises
    ------
    FileChangedError
        If the file is no longer the one whose header this is.

    Notes
    -----
    The lists are as in the EDF+ specification, 2.2.2 and 2.2.4. A list that is no such list is
    passed over.
    """
    onsets = np.full(header.records, np.nan)
    found: list[Annotation] = []
    if not header.annotation_rows:
        return found, onsets
    for number, lists in enumerate(annotation_lists(header, [(0, header.records)])):
        telling = np.ones(header.records, bool)
        if not header.discontinuous:
            telling = _telling(lists)
            # A gap anywhere before the last record shows in when that begins.
            telling[[0, header.records // 2, -1]] = True
        for record in np.flatnonzero(telling).tolist():
            take_list(lists[record], record, number == 0, found, onsets)
            if len(found) > MOST_EVENTS:
                raise SCORING.refusal(header.path, len(found), "annotations", MOST_EVENTS)
        if number == 0 and contradicts_contiguity(header, onsets):
            for record in np.flatnonzero(~telling).tolist():
                take_list(lists[record], record, True, found, onsets)
    return found, onsets


def annotation_lists(header: Header, runs: Sequence[tuple[int, int]]) -> list[np.ndarray]:
    """Read the bytes of every signal of annotations in runs of records.

    Parameters
    ----------
    header : Header
    runs : sequence of (int, int)
        From one record to before another.

    Returns
    -------
    list of array of uint8, shape (records of all runs, bytes)
    """
    widths = header.samples * header.sample_bytes
    begins = np.cumsum(widths) - widths
    stretches = [(int(begins[row]), int(widths[row])) for row in header.annotation_rows]
    count = sum(last - first for first, last in runs)
    found = [np.empty((count, width), np.uint8) for _, width in stretches]
    with reading_again(header.path, header.written) as file:
        if isinstance(file, FarFile):
            at = [
                (header.size + first * header.record_bytes, header.record_bytes * (last - first))
                for first, last in runs
            ]
            file.gather([(begin, begin + length) for begin, length in at])
        done = 0
        for low, high in runs:
            reader = RecordReader(file, header.size, header.record_bytes, stretches)
            for first, last, parts in reader.blocks(low, high, high - low):
                for lists, part in zip(found, parts, strict=True):
                    lists[done : done + last - first] = part
                done += last - first
    return found


def take_list(
    lists: np.ndarray, record: int, timekeeping: bool, found: list[Annotation], onsets: np.ndarray
) -> None:
    """Add what one signal's list of one record says to what was found."""
    raw = lists.tobytes().rstrip(_END)
    for position, entry in enumerate(raw.split(_END)):
        _take(entry, record, timekeeping and position == 0, found, onsets)


def _telling(lists: np.ndarray) -> np.ndarray:
    """Say of each record whether its list says more than when it begins."""
    fields = lists == _FIELD[0]
    first = fields.argmax(axis=1)
    following = np.minimum(first + 1, lists.shape[1] - 1)
    adjacent = fields[np.arange(len(lists)), following]
    plain = (fields.sum(axis=1) == 2) & adjacent  # "+30", field, field
    plain |= ~lists.any(axis=1)
    telling: np.ndarray = ~plain
    return telling


def _take(
    entry: bytes, record: int, timekeeping: bool, found: list[Annotation], onsets: np.ndarray
) -> None:
    """Add one time-stamped list to what was found."""
    stamp, *texts = entry.split(_FIELD)
    if not texts:
        return
    onset_text, _, duration_text = stamp.partition(_DURATION)
    try:
        onset = float(onset_text)
        duration = float(duration_text) if duration_text else float("nan")
    except ValueError:
        return
    if timekeeping and not texts[0]:
        onsets[record] = onset
        texts = texts[1:]
    for text in texts:
        if text:
            found.append(Annotation(onset, duration, _decoded(text).strip()))
