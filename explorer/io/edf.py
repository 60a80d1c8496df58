"""EDF, EDF+ and BDF recordings: lazily scaled signals in groups of one sampling frequency."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import xarray as xr
from xarray.core.indexing import LazilyIndexedArray

from explorer.io.annotation_sorting import sort_annotations
from explorer.io.channel_labels import deduplicate_labels
from explorer.io.channel_units import (
    ChannelTable,
    Scale,
    channel_scales,
    typical_amplitude,
)
from explorer.io.edf_discontinuous import onset_rounding, record_onsets, record_places
from explorer.io.edf_far_annotations import read_all_annotations
from explorer.io.edf_header import Header, read_header
from explorer.io.edf_records import RecordArray
from explorer.io.reading_choices import Reading
from explorer.io.recording import Recording
from explorer.io.scoring_content import SCORER
from explorer.io.unit_account import account_of_units
from explorer.night.reading_account import GAP, AccountEntry
from explorer.night.schema import make_signals, rate_name
from explorer.vocabulary.simulated_subjects import SIMULATION

_NO_GAP = 1e-6  # s, what onsets written in decimals are wrong by
SIMULATED = "simulated"
"""Word in the recording field of a night that comes from a model."""
SIMULATED_BY = "simulation"
"""Word for its technician where the stages are the model's own too, and nobody's scoring of it."""


def read_edf(path: str | Path, reading: Reading | None = None) -> Recording:
    """Open an EDF, EDF+, BDF or BDF+ recording without reading its samples.

    Parameters
    ----------
    path : str or Path
        The file.
    reading : Reading, optional
        What is said of it.

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
    annotations, onsets = read_all_annotations(header, notes)
    if header.annotation_rows and "+" not in header.reserved:
        notes.append("annotations were read though the file isn't marked EDF+")
    first = float(onsets[0]) if np.isfinite(onsets[0]) else 0.0
    places = record_onsets(header, onsets - first, notes)
    signals, account = _signals(header, places, notes, reading or Reading())
    if places is not None:
        gaps = np.diff(places) - header.record_duration
        gaps = gaps[gaps > _NO_GAP]
        minutes = float(gaps.sum()) / 60
        account.append(AccountEntry(GAP, "time between records", "NaN", gaps.size, minutes))
    start = header.start
    if start is not None and 0 <= first < 24 * 3600:
        start += timedelta(seconds=first)
    scoring = sort_annotations(path, annotations, first, reading, refusing=False)
    if SIMULATED_BY in header.recording.split() and SCORER in scoring.hypnograms:
        scoring = replace(scoring, hypnograms={SIMULATION: scoring.hypnograms[SCORER]})
    return Recording(
        signals,
        scoring,
        start,
        {"simulated": SIMULATED in header.recording.lower(), **_person(header)},
        notes,
        account,
    )


def _signals(
    header: Header,
    onsets: np.ndarray | None,
    notes: list[str],
    reading: Reading,
) -> tuple[dict[str, xr.Dataset], list[AccountEntry]]:
    rows = header.signal_rows
    labels, more = deduplicate_labels([header.labels[row] for row in rows])
    notes += more
    names = dict(zip(rows, labels, strict=True))
    gains, zeros, flat = _scaling(header)
    if bad := [names[row] for row in rows if row in flat]:
        notes.append(f"no range is given, digital values are shown as they are: {', '.join(bad)}")
    digital = header.digital_minimum > header.digital_maximum
    physical = header.physical_minimum > header.physical_maximum
    for what, turned in (("digital", digital & ~physical), ("physical", physical & ~digital)):
        if upturned := [names[row] for row in rows if turned[row]]:
            notes.append(
                f"the {what} minimum is above the maximum, which turns the values' sign as the "
                f"header says: {', '.join(upturned)}"
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
            record_duration=header.record_duration,
            firsts=None
            if onsets is None
            else record_places(
                onsets, frequency, samples, onset_rounding(onsets, header.record_duration)
            ),
        )

    def amplitude(place: int) -> float:
        array = records_of([rows[place]], np.ones(1))
        frequency = array.samples / header.record_duration

        def read(first: int, last: int) -> np.ndarray:
            values: np.ndarray = array.read([0], first, last)[0]
            return values

        return typical_amplitude(read, array.shape[1], frequency)

    table = ChannelTable(
        labels,
        units,
        [spans[row] for row in rows],
        [reading.channels.kind(label) for label in labels],
        [reading.channels.unit(label) for label in labels],
        amplitude,
        [header.units[row] if row in flat else "" for row in rows],
    )
    scales, more = channel_scales(table, reading.units)
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
    return signals, account_of_units(table, scales)


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
