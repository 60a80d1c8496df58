"""EDF, EDF+ and BDF recordings: lazily scaled signals in groups of one sampling frequency."""

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import numpy as np
import xarray as xr
from xarray.core.indexing import LazilyIndexedArray

from explorer.io.channel_units import (
    ChannelTable,
    Scale,
    channel_scales,
    deduplicate_labels,
    typical_amplitude,
)
from explorer.io.edf_annotations import read_annotations
from explorer.io.edf_header import Header, read_header
from explorer.io.edf_records import RecordArray
from explorer.io.hypnogram_edf import sort_annotations
from explorer.io.recording import Recording
from explorer.io.scoring_file import LONGEST
from explorer.night.schema import make_signals, rate_name
from explorer.vocabulary.counts import pluralize

SIMULATED = "simulated"
"""Word in the recording field of a night that comes from a model."""
_A_SAMPLE = 1e-3  # s by which records may miss each other before it is a gap, with `_HALF` below
_HALF = 0.5  # of a sample
_TINY = 1e-6  # s, or of a sample: what decimals are in binary
_MOST_DECIMALS = 6  # with which onsets are written
_MOST_WITH_GAPS = 100_000_000  # samples of a channel, gaps included: 400 MB, 108 h at 256 Hz


def read_edf(path: str | Path, units: Mapping[str, str] | None = None) -> Recording:
    """Open an EDF, EDF+, BDF or BDF+ recording without reading its samples.

    Parameters
    ----------
    path : str or Path
        The file.
    units : mapping of str to str, optional
        Units by hand, as of `explorer.io.channel_units.channel_scales`.

    Returns
    -------
    Recording
        One group a sampling frequency, values in uV where an electrode measures; the time between
        the runs of a discontinuous recording (EDF+D) is NaN.

    Raises
    ------
    ValueError
        If the file is no such recording, its records cannot be laid on one axis of time, or a unit
        by hand is none, or of no channel of it.
    FileChangedError
        If the file is written to meanwhile.
    OSError
        If it cannot be read.

    Notes
    -----
    ``value = (digital - digital minimum) * gain + physical minimum``, with the gain that maps the
    digital range onto the physical one (EDF specification).
    """
    header = read_header(path)
    notes = list(header.notes)
    annotations, onsets = read_annotations(header)
    if header.annotation_rows and "+" not in header.reserved:
        notes.append("annotations were read though the file isn't marked EDF+")
    first = float(onsets[0]) if np.isfinite(onsets[0]) else 0.0
    places = _record_onsets(header, onsets - first, notes)
    signals = _signals(header, places, notes, units)
    start = header.start
    if start is not None and 0 <= first < 24 * 3600:
        start += timedelta(seconds=first)
    return Recording(
        signals,
        sort_annotations(path, annotations, first),
        start,
        {"simulated": SIMULATED in header.recording.lower(), **_person(header)},
        notes,
    )


def _record_onsets(header: Header, onsets: np.ndarray, notes: list[str]) -> np.ndarray | None:
    """Onset of each record in s; None where they follow each other without a gap."""
    if not header.discontinuous or not header.signal_rows:
        return None
    if not np.isfinite(onsets).all():
        raise ValueError(
            f"{header.path}: marked discontinuous, but {int((~np.isfinite(onsets)).sum())} records "
            "do not say when they begin; export it as contiguous EDF+C"
        )
    fastest = int(max(header.samples[header.signal_rows]))
    shortest = header.record_duration / fastest
    # How far each record begins behind the latest end of those before it.
    late = onsets - np.arange(header.records) * header.record_duration
    overlap = np.maximum.accumulate(late) - late
    slack = max(_A_SAMPLE, _HALF * shortest)
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
    rounding = _rounding(onsets, header.record_duration)
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


def _rounding(onsets: np.ndarray, record_duration: float) -> float:
    """How far onsets may be from the truth by the decimals with which they are written, in s."""
    for decimals in range(_MOST_DECIMALS + 1):
        scaled = np.append(onsets, record_duration) * 10**decimals
        apart = abs(scaled - np.rint(scaled))
        if (apart[:-1] < _TINY * 10**decimals).all():
            # Contiguous records that can be written exactly leave no room for rounding.
            return 0.0 if apart[-1] < _TINY * 10**decimals else 10.0**-decimals
    return 0.0


def _signals(
    header: Header,
    onsets: np.ndarray | None,
    notes: list[str],
    given: Mapping[str, str] | None,
) -> dict[str, xr.Dataset]:
    rows = header.signal_rows
    labels, more = deduplicate_labels([header.labels[row] for row in rows])
    notes += more
    names = dict(zip(rows, labels, strict=True))
    gains, zeros, flat = _scaling(header)
    if bad := [names[row] for row in rows if row in flat]:
        notes.append(f"no range is given, digital values are shown as they are: {', '.join(bad)}")
    upturned = [
        names[row] for row in rows if header.digital_minimum[row] > header.digital_maximum[row]
    ]
    if upturned:
        notes.append(
            "the digital minimum is above the maximum, which turns the values' sign as the header "
            f"says: {', '.join(upturned)}"
        )
    units = ["" if row in flat else header.units[row] for row in rows]
    spans = header.physical_maximum - header.physical_minimum
    starts = np.concatenate([[0], np.cumsum(header.samples)]) * header.sample_bytes

    def records_of(members: list[int], factors: np.ndarray) -> RecordArray:
        samples = int(header.samples[members[0]])
        frequency = samples / header.record_duration
        return RecordArray(
            header.path,
            header_bytes=header.size,
            record_bytes=header.record_bytes,
            sample_bytes=header.sample_bytes,
            offsets=[int(starts[row]) for row in members],
            samples=samples,
            gains=gains[members] * factors,
            zeros=zeros[members] * factors,
            records=header.records,
            written=header.written,
            firsts=None
            if onsets is None
            else record_places(
                onsets, frequency, samples, _rounding(onsets, header.record_duration)
            ),
        )

    def amplitude(place: int) -> float:
        array = records_of([rows[place]], np.ones(1))
        frequency = array.samples / header.record_duration

        def read(first: int, last: int) -> np.ndarray:
            values: np.ndarray = array.read([0], first, last)[0]
            return values

        return typical_amplitude(read, array.shape[1], frequency)

    table = ChannelTable(labels, units, [spans[row] for row in rows], amplitude=amplitude)
    scales, more = channel_scales(table, given)
    notes += more
    scale_of = dict(zip(rows, scales, strict=True))
    groups: dict[int, list[int]] = {}
    for row in rows:
        groups.setdefault(int(header.samples[row]), []).append(row)
    signals = {}
    for samples, members in groups.items():
        frequency = samples / header.record_duration
        factors = np.array([scale_of[row].factor for row in members])
        array = records_of(members, factors)
        variable = xr.Variable(("channel", "time"), LazilyIndexedArray(array))
        chosen: list[Scale] = [scale_of[row] for row in members]
        signals[rate_name(frequency)] = make_signals(
            variable,
            frequency,
            [names[row] for row in members],
            [scale.kind for scale in chosen],
            [scale.units for scale in chosen],
        )
    return signals


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


def _scaling(header: Header) -> tuple[np.ndarray, np.ndarray, set[int]]:
    """Gain and zero of every signal; and those whose ranges say nothing, left as digital values."""
    digital = header.digital_maximum - header.digital_minimum
    physical = header.physical_maximum - header.physical_minimum
    said = (digital != 0) & (physical != 0) & np.isfinite(digital) & np.isfinite(physical)
    gains = np.where(said, physical / np.where(said, digital, 1.0), 1.0)
    zeros = np.where(said, header.physical_minimum - header.digital_minimum * gains, 0.0)
    return gains, zeros, set(np.flatnonzero(~said).tolist())


def _person(header: Header) -> dict[str, object]:
    """Code and sex of the person, from the fields of EDF+ alone; never the name."""
    if "+" not in header.reserved:
        return {}
    words = header.patient.split(" ")
    found: dict[str, object] = {}
    if words and re.fullmatch(r"[\w-]{2,}", words[0]):
        found["subject"] = words[0]
    if len(words) > 1 and words[1] in ("F", "M"):
        found["sex"] = words[1]
    return found
