"""Band power stage by stage: the numbers that stand beside a night, and in its report."""

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.analysis.spectral_analysis import SpectralAnalysis
from explorer.vocabulary.bands import Band
from explorer.vocabulary.stages import stages_told

ALL = "all"
"""Name of every epoch together, scored or not."""


def epochs_within(hypnogram: xr.DataArray, start: float, stop: float) -> npt.NDArray[np.bool_]:
    """Tell which epochs have their middle between two times in s; NaN bounds nothing.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> epochs_within(make_hypnogram(["W", "N2", "N2"]), 30, float("nan")).tolist()
    [False, True, True]
    """
    middle = hypnogram.onset.values + float(hypnogram.epoch_length) / 2
    return np.asarray(~(middle < start) & ~(middle >= stop))


def power_by_stage(
    analysis: SpectralAnalysis, band: Band, hypnogram: xr.DataArray, inside: npt.NDArray[np.bool_]
) -> dict[str, float]:
    """Average the power of a band over the epochs of each stage.

    Parameters
    ----------
    analysis : SpectralAnalysis
        Of one channel.
    band : Band
        Cut at the highest frequency that the channel holds.
    hypnogram : xr.DataArray of Stage, dims (epoch)
        Whose stages count.
    inside : array of bool, shape (epoch,)
        Epochs that count.

    Returns
    -------
    dict of str to float
        By stage name, and `ALL`: mean power, in the channel's units squared. Epochs with artefacts
        or a gap are left out; NaN where none is left.

    Raises
    ------
    ValueError
        If the channel holds nothing of the band.
    """
    power = analysis.band_power(band)
    stages = hypnogram.values
    parts = {stage.name: inside & (stages == stage) for stage in stages_told(stages)} | {
        ALL: inside
    }
    return {name: _mean(power[mask]) for name, mask in parts.items()}


def _mean(values: npt.NDArray[np.floating]) -> float:
    finite = values[np.isfinite(values)]
    return float(finite.mean()) if finite.size else float("nan")
