"""Mean spectra by stage, their aperiodic part and their sigma peak: of page, command and report."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.detectors.spindles import individual_sigma_peak
from explorer.dsp.aperiodic import AperiodicFit, fit_aperiodic
from explorer.vocabulary.stages import DEEPER_NREM, Stage, stages_told

_FEWEST_EPOCHS = 4  # of a stage, before its spectrum is shown


@dataclass(frozen=True, eq=False)
class StageSpectrum:
    """Mean spectrum of one stage's epochs without artefacts."""

    stage: Stage
    density: npt.NDArray[np.float64]
    epochs: int
    aperiodic: AperiodicFit | None


def stage_spectra(
    density: npt.NDArray[np.floating],
    frequencies: npt.NDArray[np.float64],
    hypnogram: xr.DataArray,
    inside: npt.NDArray[np.bool_],
    frequency: float,
    *,
    fewest: int = _FEWEST_EPOCHS,
) -> tuple[StageSpectrum, ...]:
    """Average the spectra of each stage's epochs without artefacts.

    Parameters
    ----------
    density : array, shape (epoch, frequency)
        uV^2/Hz; NaN in epochs with artefacts.
    frequencies : array of float64, shape (frequency,)
        Hz.
    hypnogram : xr.DataArray of Stage, dims (epoch)
    inside : array of bool, shape (epoch,)
        Epochs that count.
    frequency : float
        Of the samples, Hz.
    fewest : int
        Epochs of a stage below which it is left out.

    Returns
    -------
    tuple of StageSpectrum
    """
    known = inside & np.isfinite(density).all(axis=1)
    found = []
    for stage in stages_told(hypnogram.values):
        epochs = known & (hypnogram.values == stage)
        if np.count_nonzero(epochs) >= max(fewest, 1):
            found.append(
                StageSpectrum(stage, *mean_spectrum(density[epochs], frequencies, frequency))
            )
    return tuple(found)


def mean_spectrum(
    density: npt.NDArray[np.floating], frequencies: npt.NDArray[np.float64], frequency: float
) -> tuple[npt.NDArray[np.float64], int, AperiodicFit | None]:
    """Average epochs without a gap, and fit what of it is aperiodic.

    Parameters
    ----------
    density : array, shape (epoch, frequency)
        At least one epoch; finite.
    frequencies, frequency
        As of `stage_spectra`.

    Returns
    -------
    (array of float64, int, AperiodicFit or None)
        Mean, of how many epochs, and the fit; None where there can be none.
    """
    mean = density.mean(axis=0, dtype=np.float64)
    try:
        fit = fit_aperiodic(mean, frequencies, frequency)
    except ValueError:
        fit = None
    return mean, len(density), fit


def sigma_peak(spectra: tuple[StageSpectrum, ...], frequencies: npt.NDArray[np.float64]) -> float:
    """Find the peak of sigma in N2 and N3 (or coarse NREM), Hz; NaN where none stands out."""
    asleep = [one.density for one in spectra if one.stage in DEEPER_NREM]
    return individual_sigma_peak(np.mean(asleep, axis=0), frequencies) if asleep else float("nan")
