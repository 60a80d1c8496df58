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
    shortest = header.record_duration / max(header.samples[header.signal_rows])
    slack = max(_A_SAMPLE, _HALF * shortest)
    missing = np.diff(onsets) - header.record_duration
    if (missing < -slack).any():
        record = int(np.argmax(missing < -slack)) + 1
        raise ValueError(
            f"{header.path}: record {record + 1} begins at {onsets[record]:g} s, before the one "
            "before it ends; records in the order of time are needed"
        )
    if onsets[-1] > LONGEST:
        raise ValueError(
            f"{header.path}: the last record begins at {onsets[-1] / 3600:.0f} h, more than the "
            f"{LONGEST / 3600:.0f} h that are believed"
        )
    gaps = missing[missing > slack]
    if not gaps.size:
        notes.append("marked discontinuous, but no time is missing between its records")
        return None
    samples = onsets[-1] / shortest
    if samples > max(_MOST_WITH_GAPS, header.records * max(header.samples[header.signal_rows])):
        raise ValueError(
            f"{header.path}: with its gaps a channel would take {samples:.3g} samples, more than "
            f"the {_MOST_WITH_GAPS:g} that are laid out; export its parts as files of their own"
        )
    notes.append(
        f"{pluralize(gaps.size, 'gap')} in the recording, {gaps.sum():g} s in all: values there "
        "are NaN"
    )
    return onsets


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
            firsts=None if onsets is None else _places(onsets, frequency, samples),
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


def _places(onsets: np.ndarray, frequency: float, samples: int) -> np.ndarray:
    """Sample at which each record begins; never before the end of the one before it."""
    places = np.rint(onsets * frequency).astype(np.int64)
    steps = np.maximum(np.diff(places), samples)
    # A record that follows without a gap may round to one sample late.
    steps[np.diff(onsets) * frequency - samples < 1] = samples
    return np.concatenate([[0], np.cumsum(steps)])


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
