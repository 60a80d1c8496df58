"""One channel's night in averages: its waves, spectra by stage, SWA by cycle, coupling."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.analysis.channel_night import ChannelNight
from explorer.analysis.event_averages import (
    AverageWave,
    average_around,
    broad_night,
    nearest_troughs,
)
from explorer.analysis.event_search import NAMES, DetectionRule, find_events
from explorer.analysis.infraslow_sigma import Infraslow, infraslow_sigma
from explorer.analysis.search_scope import SEARCH_STAGES
from explorer.analysis.slow_wave_course import (
    Course,
    WaveNumbers,
    clearance_proxy,
    finite_mean,
    swa_course,
    wave_numbers,
)
from explorer.analysis.stage_spectra import StageSpectrum, sigma_peak, stage_spectra
from explorer.analysis.wave_coupling import (
    NO_BAND,
    Coupled,
    couple_waves,
    oscillations_for,
    rules_for,
)
from explorer.detectors.a7_spindles import A7SpindleRule
from explorer.detectors.inputs import read_sampling_frequency
from explorer.detectors.yasa_spindles import YasaSpindleRule
from explorer.dsp.power import band_power, cumulative_power
from explorer.metrics.slow_wave_activity import Decay, fit_decay, swa_by_cycle, swa_by_epoch
from explorer.vocabulary.bands import SLOW_WAVE_ACTIVITY, Band
from explorer.vocabulary.stages import Stage

_AROUND_WAVE = (1.0, 1.5)  # s
_AROUND_SPINDLE = (1.0, 1.0)  # s
_SEED = 1


@dataclass(frozen=True, eq=False)
class SignalSummary:
    """What the Signal page shows of one channel.

    Parameters
    ----------
    slow_wave, spindle : AverageWave or None
        Locked to the negative peak, and to the sigma trough nearest the envelope's peak.
    spectra : tuple of StageSpectrum
        Of the part that is brushed, or of the night.
    frequencies : array of float64, shape (frequencies,)
        Hz.
    sigma_peak : float
        Hz, of N2 and N3; NaN where nothing stands out.
    swa : xr.Dataset, dims (cycle)
        As `explorer.metrics.slow_wave_activity.swa_by_cycle` gives it, of the whole night.
    course : Course
        The same by third too, and relative; of the whole night.
    decays : tuple of Decay or str
        By both conventions; a sentence where the night refuses.
    coupling : Coupled or None
        Of slow waves with a spindle nearby; None where either is missing.
    amplitudes : array of float64, shape (waves,)
        Of the slow waves, uV peak to peak.
    numbers : WaveNumbers or None
        None where there is no slow wave.
    clearance : float
        Mean of `explorer.analysis.slow_wave_course.clearance_proxy`.
    infraslow : Infraslow or None
        None where the channel is too slow for sigma.
    words : (str, str)
        By whose rule the slow waves and the spindles are.
    edges : (str, str)
        In which band each is looked for: counts of two bands are two numbers.
    masked : int
        Epochs left out for artefacts.
    notes : tuple of str
        What could not be had.
    """

    slow_wave: AverageWave | None
    spindle: AverageWave | None
    spectra: tuple[StageSpectrum, ...]
    frequencies: npt.NDArray[np.float64]
    sigma_peak: float
    swa: xr.Dataset
    course: Course
    decays: tuple[Decay | str, ...]
    coupling: Coupled | None
    amplitudes: npt.NDArray[np.float64]
    numbers: WaveNumbers | None
    clearance: float
    infraslow: Infraslow | None
    words: tuple[str, str]
    edges: tuple[str, str]
    masked: int
    notes: tuple[str, ...]


def summarise(
    channel: ChannelNight,
    density: npt.NDArray[np.floating],
    frequencies: npt.NDArray[np.float64],
    hypnogram: xr.DataArray,
    *,
    searched: tuple[Stage, ...] = SEARCH_STAGES,
    selection: tuple[float, ...] = (),
    rules: tuple[DetectionRule, DetectionRule] | None = None,
    swa_band: Band = SLOW_WAVE_ACTIVITY,
) -> SignalSummary:
    """Average one channel's night, or a selected part of it.

    Parameters
    ----------
    channel : ChannelNight
        Where events are found.
    density : array, shape (epoch, frequency)
        Spectrum of each epoch, uV^2/Hz; NaN in those with artefacts.
    frequencies : array of float64, shape (frequency,)
        Hz.
    hypnogram : xr.DataArray of Stage, dims (epoch)
    searched : tuple of Stage
        Those in which events are looked for.
    selection : tuple of float
        Start and stop of the selection, s; empty for the night. SWA by cycle and third is always
        the night's.
    rules : (DetectionRule, DetectionRule), optional
        Of slow waves and spindles, as `rules_for` gives them; the defaults if not given.
    swa_band : Band
        Of slow-wave activity.

    Returns
    -------
    SignalSummary
    """
    start, stop = selection or (-np.inf, np.inf)
    notes: list[str] = []
    broad, rate = broad_night(channel)
    of_waves, of_spindles = rules or rules_for(NO_BAND)
    waves = _events(channel, hypnogram, of_waves, searched, start, stop, notes)
    found = _events(channel, hypnogram, of_spindles, searched, start, stop, notes)
    of_coupled, coupled = oscillations_for(of_waves), waves
    if of_coupled is not of_waves:
        coupled = _events(channel, hypnogram, of_coupled, searched, start, stop, notes)
    middle = hypnogram.onset.values + float(hypnogram.epoch_length) / 2
    inside = (middle >= start) & (middle < stop)
    slow_wave = numbers = None
    if waves is not None and waves.sizes["event"]:
        before, after = _AROUND_WAVE
        anchors = waves.negative_peak.values
        slow_wave = average_around(broad, rate, anchors, before=before, after=after)
        numbers = wave_numbers(channel, waves, hypnogram, inside)
    frequency = read_sampling_frequency(channel.signal)
    spectra = stage_spectra(density, frequencies, hypnogram, inside, frequency)
    cycles, decays = _course(density, frequencies, hypnogram, swa_band)
    return SignalSummary(
        slow_wave,
        _average_spindle(channel, broad, rate, found, of_spindles),
        spectra,
        frequencies,
        sigma_peak(spectra, frequencies),
        cycles,
        swa_course(density, frequencies, hypnogram, swa_band),
        decays,
        couple_waves(channel, (of_coupled, coupled), (of_spindles, found), notes),
        np.zeros(0) if waves is None else waves.peak_to_peak.values,
        numbers,
        finite_mean(clearance_proxy(density, frequencies, hypnogram)[inside]),
        follow_infraslow(channel, hypnogram, channel.masked | ~inside),
        (of_waves.words, of_spindles.words),
        (of_waves.edges, of_spindles.edges),
        int((channel.masked & inside).sum()),
        tuple(dict.fromkeys(notes)),
    )


def _average_spindle(
    channel: ChannelNight,
    broad: npt.NDArray[np.float32],
    rate: float,
    found: xr.Dataset | None,
    detection: DetectionRule,
) -> AverageWave | None:
    if found is None or not found.sizes["event"]:
        return None
    frequency = read_sampling_frequency(channel.signal)
    assert isinstance(detection.rule, A7SpindleRule | YasaSpindleRule)
    taps, _ = detection.rule.taps(frequency)
    sigma = channel.spectra.filtered(taps, rate_divisor=round(frequency / rate))
    anchors = nearest_troughs(sigma, rate, found.peak.values)
    before, after = _AROUND_SPINDLE
    return average_around(broad, rate, anchors, before=before, after=after)


def follow_infraslow(
    channel: ChannelNight, hypnogram: xr.DataArray, masked: npt.NDArray[np.bool_]
) -> Infraslow | None:
    """Follow sigma power through the night; None where the recording is too slow for it."""
    try:
        return infraslow_sigma(channel.spectra, hypnogram, masked, rng=np.random.default_rng(_SEED))
    except ValueError:  # the spindles have said so
        return None


def _events(
    channel: ChannelNight,
    hypnogram: xr.DataArray,
    detection: DetectionRule,
    searched: tuple[Stage, ...],
    start: float,
    stop: float,
    notes: list[str],
) -> xr.Dataset | None:
    try:
        found = find_events(channel, hypnogram, detection, searched)
    except ValueError as error:  # too slow a recording for this kind: the rest is shown
        notes.append(str(error))
        return None
    if found.not_searched:
        name = NAMES[detection.kind]
        notes.append(f"{name}: nothing was searched, {found.not_searched}")
        return None
    events = found.events
    onset = events.onset.values
    return events.isel(event=np.flatnonzero((onset >= start) & (onset < stop)))


def _course(
    density: npt.NDArray[np.floating],
    frequencies: npt.NDArray[np.float64],
    hypnogram: xr.DataArray,
    band: Band,
) -> tuple[xr.Dataset, tuple[Decay | str, ...]]:
    cumulative = cumulative_power(density, frequencies)
    power = band_power(cumulative, frequencies, band.low, min(band.high, frequencies[-1]))
    by_cycle = swa_by_cycle(swa_by_epoch(power, hypnogram), hypnogram)
    decays: list[Decay | str] = []
    for convention in ("asymptote fixed at 0", "asymptote free"):
        try:
            decays.append(
                fit_decay(by_cycle.midpoint.values, by_cycle.swa.values, convention=convention)
            )
        except ValueError as error:
            decays.append(str(error))
    return by_cycle, tuple(decays)
