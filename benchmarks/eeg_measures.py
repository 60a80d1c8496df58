"""What an EEG of sleep is measured by, stage by stage: alike in people and in simulations."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import xarray as xr
from scipy.signal import welch

from benchmarks.experts import FREQUENCIES, read_excerpt
from explorer.detectors.slow_waves import RULES as SLOW_WAVE_RULES
from explorer.detectors.slow_waves import detect_slow_waves
from explorer.detectors.spindles import detect_spindles
from explorer.night.schema import make_signals
from explorer.vocabulary.stages import SCORED, Stage

BANDS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "delta": (0.5, 4.0),
        "theta": (4.0, 8.0),
        "alpha": (8.0, 12.0),
        "sigma": (11.0, 16.0),
        "beta": (16.0, 30.0),
        "30-45 Hz": (30.0, 45.0),
    }
)
WITHOUT_SIGMA = ("delta", "theta", "alpha", "beta", "30-45 Hz")
"""The five bands that are kept of the twenty nights of Sleep-EDF, of each of two derivations."""
SEGMENT = 10.0
"""s: as long as the stages of the short real excerpts let a spectrum be."""
_LEAST_SEGMENTS, _LEAST_MINUTES, _LEAST_WAVES, _LEAST_EPOCHS = 6, 3.0, 4, 20
_NREM = (Stage.N1, Stage.N2, Stage.N3)

Measures = dict[tuple[str, str], float]
"""A number for each stage's name and measure."""


def band_powers(samples: npt.NDArray[np.floating], frequency: float, length: float) -> np.ndarray:
    """Mean density in uV^2/Hz of each band, NaN beyond Nyquist, shape (segments, bands)."""
    each = round(length * frequency)
    segments = samples[: samples.size // each * each].reshape(-1, each)
    hertz, density = welch(segments, frequency, nperseg=round(4 * frequency))
    columns = []
    for low, high in BANDS.values():
        inside = (hertz >= low) & (hertz < high)
        whole = high <= frequency / 2
        columns.append(density[:, inside].mean(axis=1) if whole else np.full(len(segments), np.nan))
    return np.stack(columns, axis=1)


def pure_segments(hypnogram: xr.DataArray, length: float) -> np.ndarray:
    """Stage of each segment that has one stage throughout, else -1."""
    step = float(hypnogram.epoch_length)
    if step >= length:
        return np.repeat(hypnogram.values, round(step / length))
    each = round(length / step)
    stages = hypnogram.values[: hypnogram.size // each * each].reshape(-1, each)
    same: np.ndarray = np.where((stages == stages[:, :1]).all(axis=1), stages[:, 0], -1)
    return same


def measure_eeg(signal: xr.DataArray, hypnogram: xr.DataArray) -> Measures:
    """Spectra, spindles and slow waves of one central EEG by stage.

    Parameters
    ----------
    signal : xr.DataArray, dims (time), in uV
    hypnogram : xr.DataArray of Stage, dims (epoch)
        From the signal's beginning on.

    Returns
    -------
    dict of (stage, measure) to float
        Without those of which there is too little.
    """
    found: Measures = {}
    powers = band_powers(signal.values, float(signal.sampling_frequency), SEGMENT)
    stages = pure_segments(hypnogram, SEGMENT)[: len(powers)]
    for stage in SCORED:
        picked = powers[: stages.size][stages == stage]
        if len(picked) >= _LEAST_SEGMENTS:
            for name, value in zip(BANDS, np.median(picked, axis=0), strict=True):
                found[stage.name, f"{name}, uV²/Hz"] = float(value)
    spindles = detect_spindles(signal, hypnogram=hypnogram, stages=_NREM)
    waves = detect_slow_waves(
        signal, hypnogram=hypnogram, stages=_NREM, rule=SLOW_WAVE_RULES["carrier"]
    )
    half_waves = (waves.middle - waves.onset).values
    for stage in (Stage.N2, Stage.N3):
        minutes = float((hypnogram == stage).sum() * hypnogram.epoch_length / 60)
        if minutes < _LEAST_MINUTES:
            continue
        own = spindles.stage.values == stage.name
        found[stage.name, "spindles a minute"] = own.sum() / minutes
        if own.sum() >= _LEAST_WAVES:
            for title, column in (("amplitude, uV", "amplitude"), ("frequency, Hz", "frequency")):
                found[stage.name, f"spindle {title}"] = float(
                    np.median(spindles[column].values[own])
                )
            found[stage.name, "spindle duration, s"] = float(np.median(spindles.duration[own]))
        slow = waves.stage.values == stage.name
        found[stage.name, "slow waves a minute"] = slow.sum() / minutes
        if slow.sum() >= _LEAST_WAVES:
            found[stage.name, "negative half-wave, s"] = float(np.median(half_waves[slow]))
            found[stage.name, "slow wave, uV"] = float(np.median(waves.peak_to_peak[slow]))
    if {("N2", "spindles a minute"), ("N3", "spindles a minute")} <= set(found):
        found["N3", "spindles, share of N2's"] = (
            found["N3", "spindles a minute"] / found["N2", "spindles a minute"]
        )
    return found


def measure_people(folder: Path) -> list[Measures]:
    """Measure the excerpts of the DREAMS database that are sampled at 100 Hz and more."""
    found = []
    for number, frequency in FREQUENCIES.items():
        if frequency >= 100:
            samples, hypnogram, _ = read_excerpt(folder, number)
            made = make_signals([samples], float(frequency), ["C3-A1"], ["EEG"], ["uV"])
            found.append(measure_eeg(made["signal"].isel(channel=0), hypnogram))
    return found


def night_variability(powers: np.ndarray, stages: np.ndarray) -> Measures:
    """SD of the logarithm of each band's power over the epochs of a stage; power beside N2's."""
    found: Measures = {}
    middle = {}
    for stage in SCORED:
        picked = powers[stages == stage]
        if len(picked) < _LEAST_EPOCHS:
            continue
        log = np.log(np.maximum(picked, 1e-9))
        middle[stage] = np.median(log, axis=0)
        for name, value in zip(WITHOUT_SIGMA, log.std(axis=0), strict=True):
            found[stage.name, f"{name}, SD of ln"] = float(value)
    for stage, level in middle.items():
        if stage != Stage.N2 and Stage.N2 in middle:
            for name, value in zip(WITHOUT_SIGMA, np.exp(level - middle[Stage.N2]), strict=True):
                found[stage.name, f"{name}, times N2's"] = float(value)
    return found


def variability_of_people(file: Path) -> list[Measures]:
    """Measure the twenty nights of Sleep-EDF on Fpz-Cz, wake within half an hour of sleep only."""
    kept = np.load(file)
    found = []
    for key in kept:
        if not key.endswith("_stage"):
            continue
        stages = kept[key].astype(int)
        asleep = np.flatnonzero(stages > 0)
        bed = slice(max(asleep[0] - 60, 0), asleep[-1] + 60)
        powers = kept[key.replace("_stage", "_power_uV2perHz")][:, : len(WITHOUT_SIGMA)]
        found.append(night_variability(powers[bed], stages[bed]))
    return found


def human_confusion(folder: Path) -> tuple[np.ndarray, list[float]]:
    """Each of five scorers against the majority of the other four, over the nights of DODH.

    Returns
    -------
    confusion : array of int, shape (consensus' stage, scorer's stage)
    kappas : list of float
        One a scorer, over all nights.
    """
    nights = sorted(path.name for path in (folder / "scorer_1").glob("*.json"))
    scorers = sorted(folder.glob("scorer_*"))
    codes = []
    for night in nights:
        own = [np.array(json.loads((scorer / night).read_text())) for scorer in scorers]
        shortest = min(one.size for one in own)
        codes.append(np.stack([one[:shortest] for one in own]))
    whole = np.concatenate(codes, axis=1)
    total = np.zeros((len(SCORED), len(SCORED)), int)
    kappas = []
    for scorer in range(len(scorers)):
        others = np.delete(whole, scorer, axis=0)
        votes = np.stack([(others == stage).sum(axis=0) for stage in SCORED])
        most = votes.max(axis=0)
        clear = ((votes == most).sum(axis=0) == 1) & (whole[scorer] >= 0)
        own = confusion(votes.argmax(axis=0)[clear], whole[scorer][clear])
        total += own
        kappas.append(kappa(own))
    return total, kappas


def confusion(truth: np.ndarray, called: np.ndarray) -> np.ndarray:
    """Epochs by true stage (rows) and by what they were called (columns)."""
    table = np.zeros((len(SCORED), len(SCORED)), int)
    np.add.at(table, (truth, called), 1)
    return table


def kappa(table: np.ndarray) -> float:
    """Cohen's kappa of a confusion matrix.

    Examples
    --------
    >>> kappa(np.array([[2, 0], [0, 2]]))
    1.0
    """
    total = table.sum()
    chance = (table.sum(axis=0) * table.sum(axis=1)).sum() / total**2
    return float((np.trace(table) / total - chance) / (1 - chance))
