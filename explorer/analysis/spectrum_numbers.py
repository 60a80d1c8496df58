"""Spectrum of one channel, stage by stage, with its bands and its slope: as plain values."""

import math
from typing import Any

import numpy as np

from explorer.analysis.power_by_stage import ALL, epochs_within, power_by_stage
from explorer.analysis.spectral_analysis import SpectralAnalysis, analyse_channel
from explorer.analysis.stage_spectra import mean_spectrum, stage_spectra
from explorer.detectors.epoch_masking import MOST_ARTEFACT
from explorer.detectors.spindles import individual_sigma_peak
from explorer.dsp.aperiodic import AperiodicFit
from explorer.night.night import Night
from explorer.vocabulary.bands import BANDS, Band
from explorer.vocabulary.units import MICROVOLT

_SLOWEST = 20.0  # Hz: delta and theta with room to spare


def describe_spectrum(night: Night, channel: str) -> dict[str, Any]:
    """Mean spectrum of each stage's epochs in bed, as plain values.

    Parameters
    ----------
    night : Night
        With or without a hypnogram.
    channel : str
        One in uV.

    Returns
    -------
    dict
        ``channel``, ``sampling_frequency`` (Hz), ``units`` ("uV^2/Hz"), ``part`` ("in bed" where
        lights-off or lights-on is known, else "night"), ``frequency`` (Hz), ``bands`` (the edges in
        Hz of what the channel holds of each, by name), and by stage, "all"
        among them: ``epochs`` (how many), ``density``, ``band_power`` (uV^2, by band, as the page
        has it), ``exponent`` (of the aperiodic part, 1-20 Hz) and ``sigma_peak`` (Hz). ``notes``.

    Raises
    ------
    ValueError
        If there is no such channel, it is not in uV, or it is sampled too slowly.

    Notes
    -----
    Welch's method, Hann windows of 4 s, within epochs; epochs of which artefacts take a tenth or
    more are left out, as everywhere.
    """
    night.signal(channel)  # says which channels there are
    known = night.channels[channel]
    if known.units != MICROVOLT:
        raise ValueError(
            f"{channel!r} is in {known.units or 'no unit'}, a spectrum of sleep needs a channel in "
            f"{MICROVOLT}"
        )
    if known.sampling_frequency < _SLOWEST:
        raise ValueError(
            f"{channel!r} is sampled at {known.sampling_frequency:g} Hz, a spectrum of sleep needs "
            f"{_SLOWEST:g} Hz or more"
        )
    analysis = analyse_channel(night, channel, spectrogram=False, events=False)
    lights = (float(night.attrs["lights_off"]), float(night.attrs["lights_on"]))
    in_bed = bool(np.isfinite(lights).any())
    inside = epochs_within(night.hypnogram, *lights)
    notes = [f"epochs of which artefacts take {MOST_ARTEFACT:.0%} or more are left out"]
    if in_bed:
        notes.append("epochs between lights-off and lights-on")
    if not night.is_scored:
        notes.append("no hypnogram: every epoch that is not an artefact")
    held = {band: analysis.held(band) for band in BANDS if band.low < analysis.usable}
    notes += [
        f"{band.name} is cut at {high:g} Hz, the most that the channel holds: {low:g}-{high:g} Hz, "
        f"not {band.low:g}-{band.high:g} Hz"
        for band, (low, high) in held.items()
        if high < band.high
    ]
    return {
        "channel": channel,
        "sampling_frequency": known.sampling_frequency,
        "units": "uV^2/Hz",
        "part": "in bed" if in_bed else "night",
        "frequency": analysis.frequencies.tolist(),
        "bands": {band.name: list(edges) for band, edges in held.items()},
        "stages": _by_stage(night, analysis, inside, list(held)),
        "notes": notes,
    }


def _by_stage(
    night: Night, analysis: SpectralAnalysis, inside: np.ndarray, held: list[Band]
) -> dict[str, Any]:
    """Describe all epochs together, then each stage that has any."""
    hypnogram, frequencies = night.hypnogram, analysis.frequencies
    usable = inside & np.isfinite(analysis.density).all(axis=1)
    if not usable.any():
        return {}
    rate = night.channels[analysis.channel].sampling_frequency
    power = {band.name: power_by_stage(analysis, band, hypnogram, inside) for band in held}

    def described(
        name: str, mean: np.ndarray, epochs: int, fit: AperiodicFit | None, peak: float
    ) -> dict[str, Any]:
        return {
            "epochs": epochs,
            "density": mean.tolist(),
            "band_power": {band: of[name] for band, of in power.items()},
            "exponent": _number(math.nan if fit is None else float(fit.exponent)),
            "sigma_peak": _number(peak),
        }

    mean, epochs, fit = mean_spectrum(analysis.density[usable], frequencies, rate)
    found = {ALL: described(ALL, mean, epochs, fit, individual_sigma_peak(mean, frequencies))}
    for one in stage_spectra(analysis.density, frequencies, hypnogram, inside, rate, fewest=1):
        peak = individual_sigma_peak(one.density, frequencies)
        found[one.stage.name] = described(
            one.stage.name, one.density, one.epochs, one.aperiodic, peak
        )
    return found


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
