"""How slow-wave sleep runs through one channel's night: SWA in parts, and its waves."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.analysis.channel_night import ChannelNight, epochs_at_times
from explorer.detectors.inputs import read_sampling_frequency
from explorer.detectors.slow_waves import RULES, detect_slow_waves
from explorer.dsp.power import band_power, cumulative_power
from explorer.metrics.slow_wave_activity import (
    slow_wave_energy,
    swa_by_cycle,
    swa_by_epoch,
    swa_by_third,
)
from explorer.vocabulary.bands import Band
from explorer.vocabulary.stages import DEEPER_NREM, Stage

NREM_OF_SWA = (Stage.N2, Stage.N3)
MATCHED_AMPLITUDE = 100.0
"""uV peak to peak, at which slopes are compared; ours."""

TOTAL = Band("total", 0.5, 30.0)
DELTA, BETA = Band("delta", 0.5, 4.0), Band("beta", 15.0, 30.0)
_AROUND_MATCHED = 25.0  # uV on each side, of the waves that a line is laid through
_FEWEST_WAVES = 20
_LEAST_MULTI_PEAK = 75.0  # uV: of smaller waves the peaks are other rhythms'


@dataclass(frozen=True, eq=False)
class Course:
    """SWA in the parts of a night.

    Parameters
    ----------
    band : Band
        Of SWA.
    names : tuple of str
        "cycle 1" ..., "third 1" to "third 3", "night".
    absolute, relative, of_night : array of float64, shape (parts,)
        Mean SWA in uV^2; its share of the power of `TOTAL`, %; and in % of this night's mean.
    energy : float
        Slow-wave energy of the night, uV^2 s.
    """

    band: Band
    names: tuple[str, ...]
    absolute: npt.NDArray[np.float64]
    relative: npt.NDArray[np.float64]
    of_night: npt.NDArray[np.float64]
    energy: float

    @property
    def mean(self) -> float:
        """Mean SWA of the night's N2 and N3, uV^2: what another night is divided by."""
        return float(self.absolute[-1])


@dataclass(frozen=True)
class WaveNumbers:
    """Slow waves of N2 and N3 in numbers.

    Parameters
    ----------
    density : (float, float)
        Waves a minute of N2 and of N3.
    amplitude : float
        Mean, uV peak to peak.
    slope_down, slope_up : float
        At `MATCHED_AMPLITUDE`, uV/s; NaN where too few waves are near it.
    matched : int
        How many waves that rests on.
    multi_peak : float
        % of waves of 0.5-4 Hz and 75 uV or more with two or more negative peaks.
    """

    density: tuple[float, float]
    amplitude: float
    slope_down: float
    slope_up: float
    matched: int
    multi_peak: float


def swa_course(
    density: npt.NDArray[np.floating],
    frequencies: npt.NDArray[np.float64],
    hypnogram: xr.DataArray,
    band: Band,
) -> Course:
    """Mean SWA by cycle, by third and of the night.

    Parameters
    ----------
    density : array, shape (epoch, frequency)
        Spectrum of each epoch, uV^2/Hz; NaN in those with artefacts.
    frequencies : array of float64, shape (frequency,)
        Hz.
    hypnogram : xr.DataArray of Stage, dims (epoch)
    band : Band
        0.75-4.5 Hz (Zurich) or 0.5-4 Hz (Riedner et al. 2007).

    Returns
    -------
    Course

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> grid = np.arange(0, 40.25, 0.25)
    >>> flat = np.ones((90, grid.size)) * np.repeat([3, 2, 1], 30)[:, None]
    >>> found = swa_course(flat, grid, make_hypnogram(["N2"] * 90), Band("SWA", 0.5, 4.0))
    >>> found.absolute[-4:].tolist(), found.of_night[-4:].round().tolist()
    ([10.5, 7.0, 3.5, 7.0], [150.0, 100.0, 50.0, 100.0])
    """
    cumulative = cumulative_power(density, frequencies)
    top = float(frequencies[-1])
    power, total = (
        band_power(cumulative, frequencies, one.low, min(one.high, top)) for one in (band, TOTAL)
    )
    swa, whole = (swa_by_epoch(values, hypnogram) for values in (power, total))
    by_cycle = [swa_by_cycle(values, hypnogram) for values in (swa, whole)]
    parts = [
        np.concatenate(
            [cycles.swa.values, swa_by_third(values, hypnogram), [finite_mean(values.values)]]
        )
        for cycles, values in zip(by_cycle, (swa, whole), strict=True)
    ]
    names = (
        *(f"cycle {cycle}" for cycle in by_cycle[0].cycle.values),
        *("third 1", "third 2", "third 3", "night"),
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        relative, of_night = 100 * parts[0] / parts[1], 100 * parts[0] / parts[0][-1]
    energy = slow_wave_energy(swa).values
    return Course(
        band, names, parts[0], relative, of_night, float(energy[-1]) if energy.size else 0.0
    )


def wave_numbers(
    channel: ChannelNight,
    waves: xr.Dataset,
    hypnogram: xr.DataArray,
    inside: npt.NDArray[np.bool_],
) -> WaveNumbers:
    """Density, amplitude, slope and peaks of the slow waves.

    Parameters
    ----------
    channel : ChannelNight
        Whose waves they are.
    waves : xr.Dataset
        As `explorer.detectors.slow_waves.detect_slow_waves` gives them; of `inside` only.
    hypnogram : xr.DataArray of Stage, dims (epoch)
    inside : array of bool, shape (epoch,)
        Epochs that count.

    Returns
    -------
    WaveNumbers

    Notes
    -----
    Slope goes with amplitude, so a night of larger waves has steeper ones. A line through slope
    against amplitude, over waves within 25 uV of 100 uV, says how steep a wave of 100 uV is.
    Multi-peak waves: negative half-waves with two or more negative peaks (Riedner et al. 2007,
    Sleep 30:1643).
    """
    minutes = (float(hypnogram.epoch_length) - channel.artefact_time) / 60
    found = []
    for stage in NREM_OF_SWA:
        time = float(minutes[inside & (hypnogram.values == stage)].sum())
        count = int((waves.stage.values == stage.name).sum())
        found.append(count / time if time > 0 else float("nan"))
    height = waves.peak_to_peak.values
    near = np.abs(height - MATCHED_AMPLITUDE) <= _AROUND_MATCHED
    slopes = [
        _at_matched(height[near], waves[name].values[near]) for name in ("slope_down", "slope_up")
    ]
    return WaveNumbers(
        (found[0], found[1]),
        finite_mean(height),
        slopes[0],
        slopes[1],
        int(near.sum()),
        multi_peak_share(channel, hypnogram, inside),
    )


def multi_peak_share(
    channel: ChannelNight, hypnogram: xr.DataArray, inside: npt.NDArray[np.bool_]
) -> float:
    """Share of the larger waves of 0.5-4 Hz with two or more negative peaks, %."""
    rule = replace(RULES["riedner"], peak_to_peak=(_LEAST_MULTI_PEAK, np.inf))
    found = detect_slow_waves(
        channel.signal, hypnogram=hypnogram, rule=rule, spectra=channel.spectra
    )
    epoch = epochs_at_times(found.onset.values, hypnogram)
    kept = (
        (epoch >= 0) & inside[np.maximum(epoch, 0)] if inside.size else np.zeros(epoch.size, bool)
    )
    if not kept.any():
        return float("nan")
    taps = rule.taps(read_sampling_frequency(channel.signal))
    divisor = channel.spectra.rate_divisor(taps)
    samples = channel.spectra.filtered(taps, rate_divisor=divisor)
    rate = read_sampling_frequency(channel.signal) / divisor
    lower = (samples[1:-1] < samples[:-2]) & (samples[1:-1] <= samples[2:]) & (samples[1:-1] < 0)
    peaks = (np.flatnonzero(lower) + 1) / rate
    number = np.searchsorted(peaks, found.middle.values) - np.searchsorted(
        peaks, found.onset.values
    )
    return float(100 * (number[kept] > 1).mean())


def clearance_proxy(
    density: npt.NDArray[np.floating],
    frequencies: npt.NDArray[np.float64],
    hypnogram: xr.DataArray,
) -> npt.NDArray[np.float64]:
    """log10 of delta (0.5-4 Hz) over beta (15-30 Hz) power in N2 and N3; a proxy and no more.

    Of coarse stages light, deep and NREM sleep count, as in SWA.

    Parameters
    ----------
    density : array, shape (epoch, frequency)
        Spectrum of each epoch, uV^2/Hz; NaN in those with artefacts.
    frequencies : array of float64, shape (frequency,)
        Hz. Where they end below 30 Hz beta ends there too, and no other recording compares.
    hypnogram : xr.DataArray of Stage, dims (epoch)

    Returns
    -------
    array of float64, shape (epoch,)
        NaN in other stages, in artefacts, and where no beta was recorded. Its mean is that of the
        logarithms.

    Notes
    -----
    In mice under anaesthesia CSF influx rose with delta and fell with beta power (Hablitz et al.
    2019); that clearance rises in sleep at all is contested (Miao et al. 2024).
    """
    cumulative, top = cumulative_power(density, frequencies), float(frequencies[-1])
    if top <= BETA.low:
        return np.full(hypnogram.sizes["epoch"], np.nan)
    delta, beta = (
        band_power(cumulative, frequencies, band.low, min(band.high, top)) for band in (DELTA, BETA)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log10(delta / beta)
    ratio[~(np.isin(hypnogram.values, DEEPER_NREM) & np.isfinite(ratio))] = np.nan
    return ratio


def _at_matched(height: npt.NDArray[np.float64], slope: npt.NDArray[np.float64]) -> float:
    known = np.isfinite(slope)
    if known.sum() < _FEWEST_WAVES:
        return float("nan")
    return float(np.polyval(np.polyfit(height[known], slope[known], 1), MATCHED_AMPLITUDE))


def finite_mean(values: npt.NDArray[np.floating]) -> float:
    """Mean of what is known; NaN where nothing is."""
    finite = values[np.isfinite(values)]
    return float(finite.mean()) if finite.size else float("nan")
