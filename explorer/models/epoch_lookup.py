"""Which epoch a moment lies in, and moments drawn within one stage."""

import numpy as np
import xarray as xr


def epochs_at(hypnogram: xr.DataArray, times: np.ndarray) -> np.ndarray:
    """Index of the epoch of each moment, clamped to the hypnogram."""
    index = ((times - float(hypnogram.onset[0])) // float(hypnogram.epoch_length)).astype(int)
    out: np.ndarray = np.clip(index, 0, hypnogram.sizes["epoch"] - 1)
    return out


def stages_at(hypnogram: xr.DataArray, times: np.ndarray) -> np.ndarray:
    """Stage code at each moment."""
    out: np.ndarray = hypnogram.values[epochs_at(hypnogram, times)]
    return out


def times_in(
    hypnogram: xr.DataArray,
    epochs: np.ndarray,
    gap: tuple[float, float],
    rng: np.random.Generator,
) -> np.ndarray:
    """Moments in some epochs, `gap[0]` s apart at least and `gap[1]` s more on average.

    Parameters
    ----------
    hypnogram : xr.DataArray, dims (epoch)
        For the onset and length of its epochs.
    epochs : array of bool, shape (epochs,)
        Which epochs.
    gap : tuple of float
        s, between neighbours, the time outside these epochs left out.
    rng : np.random.Generator
        Where chance comes from.

    Returns
    -------
    array
        s from the start of the recording, rising.
    """
    length = float(hypnogram.epoch_length)
    onsets = hypnogram.onset.values[epochs]
    available = onsets.size * length
    n_likely = int(available / sum(gap) * 1.2) + 20
    passed = np.cumsum(gap[0] + rng.exponential(gap[1], n_likely))
    passed = passed[passed < available]
    out: np.ndarray = onsets[(passed // length).astype(int)] + passed % length
    return out
