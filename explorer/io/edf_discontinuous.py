"""Discontinuous EDF+ and BDF+: where each record lies in time, and the gaps between them."""

import numpy as np

from explorer.io.edf_header import Header
from explorer.io.scoring_content import LONGEST
from explorer.vocabulary.counts import pluralize

_A_SAMPLE = 1e-3  # s by which records may miss each other before it is a gap, with `_HALF` below
_HALF = 0.5  # of a sample
_TINY = 1e-6  # s, or of a sample: what decimals are in binary
_MOST_DECIMALS = 6  # with which onsets are written
_MOST_WITH_GAPS = 100_000_000  # samples of a channel, gaps included: 400 MB, 108 h at 256 Hz


def record_onsets(header: Header, onsets: np.ndarray, notes: list[str]) -> np.ndarray | None:
    """Check when records begin, and say which gaps lie between them.

    Parameters
    ----------
    header : Header
    onsets : array of float, shape (records,)
        s from the first.
    notes : list of str
        Gets what was found.

    Returns
    -------
    array of float, or None
        The onsets; None where records follow each other without a gap, or are marked so and their
        times cannot be followed.

    Raises
    ------
    ValueError
        If records cannot be laid on one axis of time.
    """
    if not header.signal_rows:
        return None
    if not header.discontinuous:
        return _onsets_of_contiguous(header, onsets, notes)
    if not np.isfinite(onsets).all():
        raise ValueError(
            f"{header.path}: marked discontinuous, but {int((~np.isfinite(onsets)).sum())} records "
            "do not say when they begin; export it as contiguous EDF+C"
        )
    return _checked_onsets(header, onsets, notes)


def contradicts_contiguity(header: Header, onsets: np.ndarray) -> bool:
    """Say whether records of a file that is marked contiguous begin when they should not.

    Parameters
    ----------
    header : Header
    onsets : array of float, shape (records,)
        s, NaN where it is not known.
    """
    known = np.flatnonzero(np.isfinite(onsets))
    if known.size < 2 or not header.signal_rows:
        return False
    late = onsets[known] - known * header.record_duration
    return bool((abs(late - late[0]) > _slack(header)).any())


def is_mostly_off(header: Header, onsets: np.ndarray) -> bool:
    """Say whether most records do not follow the one before: no gaps, but times that say nothing.

    So it is where a record's duration is written wrong, or every record has the same time.

    Parameters
    ----------
    header : Header
    onsets : array of float, shape (records,)
        s, NaN where it is not known.
    """
    steps = np.diff(onsets)
    steps = steps[np.isfinite(steps)]
    slack = _slack(header) + onset_rounding(onsets[np.isfinite(onsets)], header.record_duration)
    off = abs(steps - header.record_duration) > slack
    return bool(2 * np.count_nonzero(off) > off.size)


def _slack(header: Header) -> float:
    """S by which a record may miss the end of the one before it."""
    fastest = int(max(header.samples[header.signal_rows]))
    return max(_A_SAMPLE, _HALF * header.record_duration / fastest)


def _onsets_of_contiguous(
    header: Header, onsets: np.ndarray, notes: list[str]
) -> np.ndarray | None:
    """Follow the records' own times where they show gaps, though the file is marked contiguous."""
    if not np.isfinite(onsets).all() or not contradicts_contiguity(header, onsets):
        return None
    if is_mostly_off(header, onsets):
        return None
    found: list[str] = []
    try:
        places = _checked_onsets(header, onsets, found)
    except ValueError as error:
        why = str(error).removeprefix(f"{header.path}: ")
        notes.append(
            f"marked contiguous ({header.reserved}), which was believed, though by its records' "
            f"own times it is not: {why}"
        )
        return None
    notes.append(
        f"marked contiguous ({header.reserved}), but its records' own times have gaps; the times "
        "were followed"
    )
    notes += found
    return places


def _checked_onsets(header: Header, onsets: np.ndarray, notes: list[str]) -> np.ndarray | None:
    fastest = int(max(header.samples[header.signal_rows]))
    shortest = header.record_duration / fastest
    # How far each record begins behind the latest end of those before it.
    late = onsets - np.arange(header.records) * header.record_duration
    overlap = np.maximum.accumulate(late) - late
    slack = _slack(header)
    if (overlap > slack).any():
        record = int(np.argmax(overlap > slack))
        raise ValueError(
            f"{header.path}: record {record + 1} begins at {onsets[record]:g} s, before the one "
            "before it ends; records in the order of time are needed"
        )
    if onsets[-1] > LONGEST:
        raise ValueError(
            f"{header.path}: the last record begins at {onsets[-1] / 3600:.0f} h, more than the "
            f"{LONGEST / 3600:.0f} h that are believed"
        )
    samples = onsets[-1] / shortest
    if samples > max(_MOST_WITH_GAPS, header.records * max(header.samples[header.signal_rows])):
        raise ValueError(
            f"{header.path}: with its gaps a channel would take {samples:.3g} samples, more than "
            f"the {_MOST_WITH_GAPS:g} that are laid out; export its parts as files of their own"
        )
    rounding = onset_rounding(onsets, header.record_duration)
    steps = np.diff(record_places(onsets, 1 / shortest, fastest, rounding)) - fastest
    filled = steps[steps > 0]
    if not filled.size:
        notes.append("marked discontinuous, but no time is missing between its records")
        return None
    unfilled = int((np.diff(late) > rounding + _TINY).sum()) - filled.size
    notes.append(
        f"{pluralize(filled.size, 'gap')} in the recording, {filled.sum() * shortest:g} s in all: "
        "values there are NaN"
        + (
            f"; {unfilled} more are shorter than a sample, and what follows keeps its time to half "
            "a sample"
            if unfilled > 0
            else ""
        )
    )
    return onsets


def onset_rounding(onsets: np.ndarray, record_duration: float) -> float:
    """Say how far onsets may be from the truth, in s, by the decimals that they have."""
    for decimals in range(_MOST_DECIMALS + 1):
        scaled = np.append(onsets, record_duration) * 10**decimals
        apart = abs(scaled - np.rint(scaled))
        if (apart[:-1] < _TINY * 10**decimals).all():
            # Contiguous records that can be written exactly leave no room for rounding.
            return 0.0 if apart[-1] < _TINY * 10**decimals else 10.0**-decimals
    return 0.0


def record_places(
    onsets: np.ndarray, frequency: float, samples: int, rounding: float
) -> np.ndarray:
    """Sample at which each record begins, as near to its onset as samples allow.

    Parameters
    ----------
    onsets : array of float, shape (records,)
        s from the first.
    frequency : float
        Of the channel, Hz.
    samples : int
        In a record.
    rounding : float
        By how much onsets may be wrong, s.

    Returns
    -------
    array of int64, shape (records,)
        Small gaps add up: no record lies further from its onset than half a sample, or than
        `rounding`; none begins before the one before it ends.

    Examples
    --------
    >>> record_places(np.array([0, 1.004, 2.008, 3.012]), 100.0, 100, 0.0).tolist()
    [0, 100, 201, 301]
    """
    slack = max(_HALF, rounding * frequency) + _TINY
    places, end = [], 0
    for wanted in (onsets * frequency).tolist():
        place = round(wanted) if wanted - end > slack else end
        places.append(place)
        end = place + samples
    return np.array(places, np.int64)
