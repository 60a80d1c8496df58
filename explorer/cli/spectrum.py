"""Spectrum of one channel, stage by stage, with its bands and its slope."""

import argparse
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from explorer.night.night import Night

_WHOLE = "all"
_SLOWEST = 20.0  # Hz: delta and theta with room to spare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("file", type=Path, help="a recording")
    parser.add_argument("--channel", required=True, help="its name, as `info` prints it")
    parser.add_argument("--hypnogram", type=Path, help="the scorer's file, if not found by name")
    parser.add_argument("--json", action="store_true", help="the spectra too, for programs")


def run(options: argparse.Namespace) -> int:
    """Print the spectrum."""
    from explorer.io.open import open_night

    facts = describe_spectrum(open_night(options.file, options.hypnogram), options.channel)
    print(json.dumps(facts, indent=2, ensure_ascii=False) if options.json else _table(facts))
    return 0


def describe_spectrum(night: Night, channel: str) -> dict[str, Any]:
    """Mean spectrum of each stage's epochs, as plain values.

    Parameters
    ----------
    night : Night
        With or without a hypnogram.
    channel : str
        One in uV.

    Returns
    -------
    dict
        ``channel``, ``sampling_frequency`` (Hz), ``units`` ("uV^2/Hz"), ``frequency`` (Hz), and by
        stage, "all" among them: ``epochs`` (how many), ``density``, ``band_power`` (uV^2, by band),
        ``exponent`` (of the aperiodic part, 1-20 Hz) and ``sigma_peak`` (Hz). ``notes``.

    Raises
    ------
    ValueError
        If there is no such channel, it is not in uV, or it is sampled too slowly.

    Notes
    -----
    Welch's method, Hann windows of 4 s, within epochs; epochs that an artefact touches are left
    out.
    """
    from explorer.detectors.artefacts import detect_artefacts, samples_without
    from explorer.dsp.chunked_samples import Work, chunked
    from explorer.dsp.spectra import welch_work
    from explorer.night.chunked_channel import in_parts

    signal = night.signal(channel)
    frequency = float(signal.coords["sampling_frequency"])
    if frequency < _SLOWEST:
        raise ValueError(
            f"{channel!r} is sampled at {frequency:g} Hz, a spectrum of sleep needs "
            f"{_SLOWEST:g} Hz or more"
        )
    samples = in_parts(night, channel)
    clean = samples_without(samples, detect_artefacts(signal, samples=samples), frequency)
    length = float(night.hypnogram.epoch_length)
    first = round(max(night.first_onset, 0.0) * frequency)
    work, found = welch_work(clean.size, frequency, first=first, epoch_length=length)
    epoch = round(length * frequency)
    edges = first + chunked(len(found.density) * epoch, epoch)
    touched = np.zeros(len(edges), bool)

    def look(k: int, part: npt.NDArray) -> None:
        touched[k] = np.isnan(part).any()

    clean.through([work, Work(edges, look)])
    stages = night.hypnogram.values[: len(found.density)]
    usable = ~touched & np.isfinite(found.density).all(axis=1)
    groups = {_WHOLE: usable}
    notes = ["epochs that an artefact touches are left out"]
    if night.is_scored:
        groups |= _by_stage(stages, usable)
    else:
        notes.append("no hypnogram: every epoch that is not an artefact")
    described = {
        name: _describe(found.density[picked], found.frequency, frequency)
        for name, picked in groups.items()
        if picked.any()
    }
    return {
        "channel": channel,
        "sampling_frequency": frequency,
        "units": "uV^2/Hz",
        "frequency": found.frequency.tolist(),
        "stages": described,
        "notes": notes,
    }


def _by_stage(
    stages: npt.NDArray, usable: npt.NDArray[np.bool_]
) -> dict[str, npt.NDArray[np.bool_]]:
    from explorer.vocabulary.stages import SCORED

    padded = np.full(usable.size, -2, np.int64)  # epochs after the hypnogram's end are unscored
    padded[: stages.size] = stages
    return {stage.name: usable & (padded == stage.value) for stage in SCORED}


def _describe(density: npt.NDArray, grid: npt.NDArray, sampling_frequency: float) -> dict[str, Any]:
    from explorer.detectors.spindles import individual_sigma_peak
    from explorer.dsp.aperiodic import fit_aperiodic
    from explorer.dsp.power import band_power, cumulative_power
    from explorer.vocabulary.bands import BANDS

    mean = density.mean(axis=0, dtype=np.float64)
    cumulative = cumulative_power(mean, grid)
    powers = {
        band.name: float(band_power(cumulative, grid, band.low, band.high))
        for band in BANDS
        if band.high <= grid[-1]
    }
    try:
        exponent = float(fit_aperiodic(mean, grid, sampling_frequency).exponent)
    except ValueError:
        exponent = math.nan
    return {
        "epochs": len(density),
        "density": mean.tolist(),
        "band_power": powers,
        "exponent": _number(exponent),
        "sigma_peak": _number(individual_sigma_peak(mean, grid)),
    }


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _table(facts: dict[str, Any]) -> str:
    """Bands by stage as lines for a person."""
    stages = facts["stages"]
    if not stages:
        return "no epoch without an artefact"
    bands = list(next(iter(stages.values()))["band_power"])
    width = max(map(len, bands))
    lines = [f"{facts['channel']}, uV^2", f"{'':<{width}}" + "".join(f"{s:>10}" for s in stages)]
    lines += [
        f"{band:<{width}}" + "".join(f"{s['band_power'][band]:>10.4g}" for s in stages.values())
        for band in bands
    ]
    lines.append(f"{'epochs':<{width}}" + "".join(f"{s['epochs']:>10}" for s in stages.values()))
    return "\n".join([*lines, *(f"note: {note}" for note in facts["notes"])])
