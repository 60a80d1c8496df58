"""A night to EDF+: signals at their own frequencies, stages and events as annotations."""

import math
import unicodedata
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from explorer.io.edf import SIMULATED, SIMULATED_BY
from explorer.night.night import Night
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.simulated_subjects import SIMULATION
from explorer.vocabulary.stage_annotations import STAGE_TEXTS
from explorer.vocabulary.stages import Stage

_LABEL, _NUMBER = 16, 8  # bytes of a header's fields
_FINEST = 10**6  # denominators of sampling frequencies up to here are taken as exact


def write_edf(night: Night, path: str | Path, *, scorer: str | None = None) -> Path:
    """Write a night as EDF+.

    Parameters
    ----------
    night : Night
        With at least one signal, without gaps.
    path : str or Path
        A file ending in ``.edf``; one of that name is replaced.
    scorer : str, optional
        Whose stages to write; the first scorer's if not given.

    Returns
    -------
    Path
        The file. A simulated night says "simulated" in its recording field, and "simulation" where
        the stages are its own. Each epoch is one annotation, lights are "Lights off" and "Lights
        on", an event on a channel is "kind@@channel". Values are in 16 bits over each channel's own
        range.

    Raises
    ------
    ValueError
        If the night has no signal, a signal has gaps, there is no such scorer, or no length of
        record holds whole samples of every channel.

    Notes
    -----
    EDF+ specification, https://www.edfplus.info/specs/edfplus.html. Labels are cut to 16 letters of
    ASCII, as it asks.
    """
    path = Path(path)
    if path.suffix.lower() != ".edf":
        raise ValueError(f"{path}: EDF+ is written to a file ending in .edf")
    if not night.signals:
        raise ValueError(f"{night.title}: a night without signals; nothing to write as EDF+")
    annotations = list(_annotations(night, scorer))
    whose = scorer or str(night.hypnograms.scorer.values[0]) if night.is_scored else ""
    import edfio

    duration = _record_duration(night)
    signals = [_signal(night, name, label) for name, label in _labels(night).items()]
    start = night.start
    recording = edfio.Recording(
        startdate=start.date() if start else None,
        investigator_technician_code=SIMULATED_BY if whose == SIMULATION else "X",
        equipment_code=SIMULATED if night.simulated else "X",
    )
    edf = edfio.Edf(
        signals,
        patient=patient_field(night),
        recording=recording,
        starttime=start.time() if start else None,
        data_record_duration=duration,
        annotations=[edfio.EdfAnnotation(*annotation) for annotation in annotations],
    )
    edf.write(path)
    return path


def _signal(night: Night, name: str, label: str) -> Any:
    """One channel as edfio wants it, over a range that the header can say exactly."""
    import edfio

    channel = night.channels[name]
    values = night.signal(name).values.astype(np.float64)
    missing = int((~np.isfinite(values)).sum())
    if missing:
        raise ValueError(
            f"{night.title}: {name} has {pluralize(missing, 'sample')} without a value, which EDF+ "
            "cannot hold; write a part of the night without gaps"
        )
    low, high = _outward(float(values.min()), down=True), _outward(float(values.max()), down=False)
    if low == high:
        high = _outward(low + 1, down=False)  # a flat channel is all digital minimum: exact
    return edfio.EdfSignal(
        values,
        channel.sampling_frequency,
        label=label,
        physical_dimension=_ascii(channel.units)[:_NUMBER],
        physical_range=(low, high),
    )


def _outward(value: float, *, down: bool) -> float:
    """Nearest number that takes at most eight letters and is not inside of the value."""
    if not value:
        return 0.0
    turn = math.floor if down else math.ceil
    magnitude = math.floor(math.log10(abs(value)))
    for digits in range(_NUMBER, 0, -1):
        power = digits - 1 - magnitude
        rounded = float(f"{turn(value * 10.0**power) * 10.0**-power:.{digits}g}")
        text = str(int(rounded)) if rounded.is_integer() else str(rounded)
        if len(text) <= _NUMBER:
            return rounded
    raise ValueError(f"{value:g} is too large for the header of EDF; scale the channel")


def _record_duration(night: Night) -> float:
    """Shortest s, at least 1 where it can be, in which every channel has whole samples."""
    frequencies = [
        Fraction(float(signals["sampling_frequency"])).limit_denominator(_FINEST)
        for signals in night.signals.values()
    ]
    lengths = {
        Fraction(signals.sizes["time"]) / frequency
        for signals, frequency in zip(night.signals.values(), frequencies, strict=True)
    }
    if len(lengths) > 1:
        found = sorted(f"{float(length):g} s" for length in lengths)
        raise ValueError(f"{night.title}: channels of different lengths ({', '.join(found)})")
    (length,) = lengths
    step = math.lcm(*(frequency.denominator for frequency in frequencies))
    # Any duration that divides the length and holds whole samples of all is a multiple of this.
    shortest = Fraction(1, math.gcd(*(int(frequency * step) for frequency in frequencies))) * step
    units = length / shortest
    if units.denominator != 1:
        raise ValueError(
            f"{night.title}: {float(length):g} s hold no whole number of records of "
            f"{float(shortest):g} s; cut the night to a multiple of it"
        )
    for count in range(min(int(1 / shortest), int(units)), 0, -1):
        if units % count == 0 and len(f"{float(count * shortest):.12g}") <= _NUMBER:
            return float(count * shortest)
    return float(shortest)


def _annotations(night: Night, scorer: str | None) -> Iterator[tuple[float, float | None, str]]:
    """Onset, duration and text of everything that is said of a time."""
    hypnograms = night.hypnograms
    names = [str(name) for name in hypnograms.scorer.values]
    if scorer is not None and scorer not in names:
        raise ValueError(f"no scorer {scorer!r}, expected one of {names}")
    if night.is_scored:
        stages = hypnograms.isel(scorer=names.index(scorer) if scorer else 0)
        length = float(stages.epoch_length)
        for onset, stage in zip(stages.onset.values, stages.values, strict=True):
            yield float(onset), length, STAGE_TEXTS[Stage(int(stage))]
    for key, text in (("lights_off", "Lights off"), ("lights_on", "Lights on")):
        if not math.isnan(night.attrs[key]):
            yield float(night.attrs[key]), None, text
    events = night.events
    columns = (events[name].values for name in ("onset", "duration", "kind", "channel"))
    for onset, duration, kind, channel in zip(*columns, strict=True):
        text = f"{kind}@@{channel}" if channel else str(kind)
        yield float(onset), float(duration), text


def _labels(night: Night) -> dict[str, str]:
    """ASCII labels of at most 16 letters, one of its own for every channel."""
    labels: dict[str, str] = {}
    for place, name in enumerate(night.channels, start=1):
        label = _ascii(name)[:_LABEL].strip() or f"channel {place}"
        if label in labels.values():
            tail = f" {place}"
            label = label[: _LABEL - len(tail)] + tail
        labels[name] = label
    return labels


def patient_field(night: Night) -> Any:
    """Return the patient field of EDF+ as edfio wants it: the subject's code and sex."""
    import edfio

    code = _ascii(str(night.attrs["subject"])).replace(" ", "_") or "X"
    sex = str(night.attrs["sex"])[:1].upper()
    return edfio.Patient(code=code, sex="F" if sex == "F" else "M" if sex == "M" else "X")


def _ascii(text: str) -> str:
    """Letters without their accents; what has no like in ASCII is left out."""
    text = text.replace("\u00b0", "deg").replace("\u2013", "-")
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().strip()
