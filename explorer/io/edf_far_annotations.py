"""Annotations of a far EDF+ or BDF+ recording: as far as they are had without reading all of it."""

import numpy as np

from explorer.io.edf_annotations import (
    Annotation,
    annotation_lists,
    read_annotations,
    take_list,
)
from explorer.io.edf_discontinuous import contradicts_contiguity, is_mostly_off
from explorer.io.edf_header import Header
from explorer.storage.far.urls import Address
from explorer.vocabulary.counts import pluralize

_READ_WHOLE = 2 * 2**20  # bytes of records that are read for their annotations
_FIRST_BYTES = 128 * 2**10  # of the records of a longer recording
_MOST_PROBES = 600  # records that are asked when they begin
_TINY = 1e-6  # s: what decimals are in binary


def read_all_annotations(header: Header, notes: list[str]) -> tuple[list[Annotation], np.ndarray]:
    """Read annotations, and when records begin, as `read_annotations`; of a far file what is near.

    Parameters
    ----------
    header : Header
    notes : list of str
        Gets what was left unread.

    Returns
    -------
    annotations : list of Annotation
        Of a long far recording those in its first records alone.
    onsets : array of float, shape (records,)
        As `read_annotations` gives them. In a far recording that has gaps, records between
        two that lie as far apart as there are records between them follow each other without a gap.

    Raises
    ------
    ValueError
        If a far recording has so many gaps that it must be read whole.
    """
    far = isinstance(header.path, Address)
    if not far or not header.signal_rows or not header.annotation_rows:
        return read_annotations(header)
    if header.records * header.record_bytes <= _READ_WHOLE:
        return read_annotations(header)
    onsets = np.full(header.records, np.nan)
    found: list[Annotation] = []
    first = min(max(_FIRST_BYTES // header.record_bytes, 1), header.records)
    _read(header, list(range(first)), found, onsets)
    size = (header.size + header.records * header.record_bytes) / 1e6
    notes.append(
        f"annotations inside the far recording were read in the first "
        f"{pluralize(first, 'record')} of {header.records}; fetch=True or --fetch fetches all "
        f"{size:,.1f} MB and reads the others"
    )
    if header.discontinuous:
        _find_onsets(header, onsets, found)
        return found, onsets
    ends = onsets.copy()
    _read(header, [header.records - 1], [], ends)  # a gap anywhere before it shows in its time
    if contradicts_contiguity(header, ends) and not is_mostly_off(header, onsets):
        try:
            _find_onsets(header, onsets, found)
        except ValueError:
            notes.append(
                f"marked contiguous ({header.reserved}), which was believed, though its records' "
                "own times have gaps, too many to be found from afar; fetch=True or --fetch reads "
                "them"
            )
    return found, onsets


def _read(header: Header, records: list[int], found: list[Annotation], onsets: np.ndarray) -> None:
    """Read the lists of some records, in requests that run side by side."""
    runs: list[tuple[int, int]] = []
    for record in records:
        if runs and runs[-1][1] == record:
            runs[-1] = (runs[-1][0], record + 1)
        else:
            runs.append((record, record + 1))
    for number, lists in enumerate(annotation_lists(header, runs)):
        for row, record in enumerate(records):
            take_list(lists[row], record, number == 0, found, onsets)


def _find_onsets(header: Header, onsets: np.ndarray, found: list[Annotation]) -> None:
    """Find when every record begins, by halving whatever holds a gap."""
    asked = 0
    spans = [(int(np.isfinite(onsets).nonzero()[0].max(initial=0)), header.records - 1)]
    _read(header, [spans[0][1]], found, onsets)
    while spans:
        open_spans = []
        for low, high in spans:
            contiguous = onsets[low] + (high - low) * header.record_duration
            if not abs(onsets[high] - contiguous) > _TINY:
                steps = np.arange(high - low + 1)
                onsets[low : high + 1] = onsets[low] + steps * header.record_duration
            elif high - low > 1:
                open_spans.append((low, high))
        middles = [(low + high) // 2 for low, high in open_spans]
        asked += len(middles)
        if asked > _MOST_PROBES:
            raise ValueError(
                f"{header.path}: it is discontinuous with so many gaps that when its records begin "
                "is only known once all of them are read; fetch=True fetches the file whole"
            )
        if middles:
            _read(header, middles, found, onsets)
        spans = [
            half
            for (low, high), middle in zip(open_spans, middles, strict=True)
            for half in ((low, middle), (middle, high))
        ]
