"""How large an oscillation is from moment to moment: its envelope."""

import numpy as np
import numpy.typing as npt
import scipy.fft

from explorer.dsp.gaps import FloatArray, as_rows, finite_runs

ComplexArray = npt.NDArray[np.complex64]


def analytic_signal(samples: npt.ArrayLike) -> ComplexArray:
    """Add to a band-passed signal its own quarter turn, as the imaginary part.

    Parameters
    ----------
    samples : array, shape (..., n)
        Band-passed; NaN where there is a gap. Each stretch between gaps is taken apart.

    Returns
    -------
    array of complex64, of the samples' shape and unit
        The modulus is the envelope, the angle the phase (0 at a peak). NaN in gaps.

    Notes
    -----
    By one Fourier transform, as ``scipy.signal.hilbert``, of a length that transforms quickly:
    zeros follow the end. On a whole night `explorer.dsp.blocks.BlockSpectra.analytic` is quicker.

    Examples
    --------
    >>> time = np.arange(1000) / 100
    >>> wave = analytic_signal(3 * np.cos(2 * np.pi * 5 * time))
    >>> bool(abs(abs(wave[500]) - 3) < 0.01)
    True
    """
    values = np.asarray(samples, np.float32)
    if np.isfinite(values.sum()):
        return _quarter_turned(values)
    rows = as_rows(values)
    out = np.full(rows.shape, np.nan, np.complex64)
    for row, analytic in zip(rows, out, strict=True):
        for first, last in finite_runs(row):
            analytic[first:last] = _quarter_turned(row[first:last])
    return out.reshape(values.shape)


def _quarter_turned(runs: FloatArray) -> ComplexArray:
    """Analytic signal of runs without a gap."""
    n = runs.shape[-1]
    length = scipy.fft.next_fast_len(n, real=True)
    spectra = scipy.fft.rfft(runs, length, axis=-1)
    spectra *= np.complex64(-1j)
    spectra[..., 0] = 0
    if length % 2 == 0:
        spectra[..., -1] = 0
    out = np.empty(runs.shape, np.complex64)
    out.real = runs
    out.imag = scipy.fft.irfft(spectra, length, axis=-1, overwrite_x=True)[..., :n]
    return out


def envelope(samples: npt.ArrayLike) -> FloatArray:
    """Trace the amplitude of a band-passed signal.

    Parameters
    ----------
    samples : array, shape (..., n)
        Band-passed; NaN where there is a gap.

    Returns
    -------
    array of float32, of the samples' shape and unit
        NaN in gaps.

    Examples
    --------
    >>> time = np.arange(1000) / 100
    >>> float(envelope(3 * np.cos(2 * np.pi * 5 * time))[300:700].mean().round(2))
    3.0
    """
    return np.abs(analytic_signal(samples))
