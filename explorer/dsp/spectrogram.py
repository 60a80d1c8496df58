"""A spectrogram: power over time and frequency, however it was estimated."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from explorer.dsp.gaps import FloatArray

DEFAULT_MAXIMUM_FREQUENCY = 40.0  # Hz

SAMPLES_A_CHUNK = 1 << 18
"""What stays in a core's cache while it is transformed."""


@dataclass(frozen=True, eq=False)
class Spectrogram:
    """Power over time and frequency.

    Parameters
    ----------
    density : array of float32, shape (times, frequencies)
        One-sided power spectral density, in the samples' unit squared per Hz; NaN where a window
        holds a gap.
    onset : array of float64, shape (times,)
        Where each window begins, in s from the first sample.
    frequency : array of float64, shape (frequencies,)
        Hz.
    window_length : float
        s.
    """

    density: FloatArray
    onset: npt.NDArray[np.floating]
    frequency: npt.NDArray[np.floating]
    window_length: float


def bins_up_to(length: int, frequency: float, maximum: float) -> int:
    """Say how many bins of a Fourier transform lie at or below a frequency.

    Parameters
    ----------
    length : int
        Samples that are transformed.
    frequency, maximum : float
        Sampling frequency and the highest that is wanted, Hz; the lower of this and the Nyquist
        frequency is the last.

    Examples
    --------
    >>> bins_up_to(400, 100.0, 40.0)
    161
    """
    return int(np.floor(min(maximum, frequency / 2) * length / frequency + 1e-9)) + 1
