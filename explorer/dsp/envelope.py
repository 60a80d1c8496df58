"""How large an oscillation is from moment to moment: its envelope, or its moving RMS."""

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


def envelope_window(samples_with_context: npt.ArrayLike, context: int) -> FloatArray:
    """Trace the amplitude within a window whose surroundings are known.

    Parameters
    ----------
    samples_with_context : array, shape (..., n + 2 * context)
        Band-passed, with so many samples of the recording on each side; NaN where it has none.
    context : int
        Samples to take off at each end. 2 s bring a sigma envelope to within a per cent of that of
        the whole night.

    Returns
    -------
    array of float32, shape (..., n)

    Raises
    ------
    ValueError
        If there is nothing between the contexts.

    Examples
    --------
    >>> time = np.arange(1000) / 100
    >>> envelope_window(np.cos(2 * np.pi * 5 * time), 200).shape
    (600,)
    """
    values = np.asarray(samples_with_context, np.float32)
    if values.shape[-1] <= 2 * context:
        raise ValueError(
            f"a window needs more than {2 * context} samples, its context, has {values.shape[-1]}"
        )
    return envelope(values)[..., context : values.shape[-1] - context]


def moving_rms(samples: npt.ArrayLike, window: int) -> FloatArray:
    """Root of the mean square within a window about each sample.

    Parameters
    ----------
    samples : array, shape (..., n)
        NaN where there is a gap.
    window : int
        Length of the window in samples. It is cut short at the ends and beside gaps.

    Returns
    -------
    array of float32, of the samples' shape and unit
        NaN in gaps.

    Raises
    ------
    ValueError
        If the window is empty.

    Examples
    --------
    >>> moving_rms([3.0, 3.0, 3.0, float("nan"), 4.0], 3).tolist()
    [3.0, 3.0, 3.0, nan, 4.0]
    """
    if window < 1:
        raise ValueError(f"window must be at least 1 sample, is {window}")
    values = np.asarray(samples)
    rows = as_rows(values)
    out = np.full(rows.shape, np.nan, np.float32)
    for row, moving in zip(rows, out, strict=True):
        for first, last in finite_runs(row):
            squares = np.zeros(last - first + 1)
            np.cumsum(np.square(row[first:last], dtype=np.float64), out=squares[1:])
            middle = np.arange(last - first)
            begin = np.maximum(middle - (window - 1) // 2, 0)
            end = np.minimum(middle + window // 2 + 1, last - first)
            moving[first:last] = np.sqrt((squares[end] - squares[begin]) / (end - begin))
    return out.reshape(values.shape)
