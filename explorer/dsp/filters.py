"""Zero-phase FIR filters: one window exactly, and whole nights; designed in `filter_design`."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import scipy.fft

from explorer.dsp.chunked_samples import Samples
from explorer.dsp.filter_design import (
    LOWEST_EDGE,
    NARROWEST_TRANSITION,
    Taps,
    combine,
    design_band,
    design_notch,
    frequency_response,
    needed_context,
    zero_phase_gain,
)
from explorer.dsp.gaps import FloatArray, as_rows, extend, finite_runs
from explorer.dsp.threads import DEFAULT_THREADS, in_chunks

__all__ = [
    "Taps",
    "LOWEST_EDGE",
    "NARROWEST_TRANSITION",
    "combine",
    "design_band",
    "design_notch",
    "filter_parts",
    "filter_whole",
    "filter_window",
    "frequency_response",
    "needed_context",
    "with_context",
]

_SHORTEST_BLOCK = 8192
_BLOCKS_A_CHUNK = 16


def filter_window(samples_with_context: npt.ArrayLike, taps: Taps) -> FloatArray:
    """Filter what is on screen: as exact as the whole night's filter, at the price of a window.

    Parameters
    ----------
    samples_with_context : array, shape (channels, n + 2 * half) or (n + 2 * half,)
        The window with `needed_context` samples of the recording on each side. NaN where the
        recording has a gap, or has not begun or has ended: see `with_context`.
    taps : array, shape (2 * half + 1,)
        As `design_band` gives them.

    Returns
    -------
    array of float32, shape (channels, n) or (n,), in the unit of the samples
        NaN where the samples are.

    Raises
    ------
    ValueError
        If there is nothing between the contexts.

    Examples
    --------
    >>> taps = design_band(1, 30, 100)
    >>> night = np.random.default_rng(1).standard_normal((2, 6000)).astype("f4")
    >>> window = filter_window(with_context(night, 3000, 3300, needed_context(taps)), taps)
    >>> bool(np.allclose(window, filter_whole(night, taps)[:, 3000:3300], atol=1e-5))
    True
    """
    half = needed_context(taps)
    samples = np.asarray(samples_with_context, np.float32)
    wanted = samples.shape[-1] - 2 * half
    if wanted < 1:
        raise ValueError(
            f"a window needs more than {2 * half} samples, its context, has {samples.shape[-1]}"
        )
    rows = np.atleast_2d(samples)
    length = scipy.fft.next_fast_len(rows.shape[-1], real=True)
    response = zero_phase_gain(taps, length)
    offsets = rows[:, half : half + 1]
    if np.isfinite(rows.sum()):
        spectra = scipy.fft.rfft(rows - offsets, length, axis=-1)
        spectra *= response
        out = scipy.fft.irfft(spectra, length, axis=-1, overwrite_x=True)[:, half : half + wanted]
        out += offsets * np.float32(taps.sum())
    else:
        out = np.full((len(rows), wanted), np.nan, np.float32)
        for row, filtered in zip(rows, out, strict=True):
            for first, last in finite_runs(row):
                a, b = max(first, half), min(last, half + wanted)
                if a < b:
                    run = _filter_run(row[first:last], taps, 1)
                    filtered[a - half : b - half] = run[a - first : b - first]
    found: FloatArray = out.reshape(*samples.shape[:-1], wanted)
    return found


def with_context(samples: npt.ArrayLike, start: int, stop: int, context: int) -> FloatArray:
    """Cut a window with context on each side; NaN beyond the recording's ends.

    Parameters
    ----------
    samples : array, shape (..., n)
    start, stop : int
        The window's first sample, and the one past its last.
    context : int
        Samples to add on each side, see `needed_context`.

    Returns
    -------
    array of float32, shape (..., stop - start + 2 * context)

    Examples
    --------
    >>> with_context([1.0, 2.0, 3.0], 1, 2, 2).tolist()
    [nan, 1.0, 2.0, 3.0, nan]
    """
    values = np.asarray(samples)
    first, last = max(start - context, 0), min(stop + context, values.shape[-1])
    out = np.full((*values.shape[:-1], stop - start + 2 * context), np.nan, np.float32)
    if first < last:
        shift = context - start
        out[..., first + shift : last + shift] = values[..., first:last]
    return out


def filter_whole(
    samples: npt.ArrayLike, taps: Taps, *, threads: int = DEFAULT_THREADS
) -> FloatArray:
    """Filter whole recordings; each stretch between gaps apart.

    Parameters
    ----------
    samples : array, shape (channels, n) or (n,)
        NaN where there is a gap.
    taps : array, shape (2 * half + 1,)
        As `design_band` gives them.
    threads : int
        How many work at a time. The result does not depend on it.

    Returns
    -------
    array of float32, of the samples' shape and unit
        NaN where the samples are.

    Notes
    -----
    Overlap-save in float32. The ends, and both sides of a gap, are prolonged by odd reflection as
    MNE does (``reflect_limited``); nothing is carried across a gap.

    Examples
    --------
    >>> night = np.array([1, 1, np.nan, 3, 3], "f4")
    >>> filter_whole(night, np.array([0.25, 0.5, 0.25])).tolist()
    [1.0, 1.0, nan, 3.0, 3.0]
    """
    values = np.asarray(samples)
    rows = as_rows(values)
    out = np.empty(rows.shape, np.float32)  # not filled: a whole night takes memory once written
    for row, filtered in zip(rows, out, strict=True):
        reached = 0
        for first, last in finite_runs(row):
            filtered[reached:first] = np.nan
            filtered[first:last] = _filter_run(row[first:last], taps, threads)
            reached = last
        filtered[reached:] = np.nan
    return out.reshape(values.shape)


def filter_parts(samples: Samples, taps: Taps, multiple: int = 1) -> Iterator[FloatArray]:
    """Filter a channel of any length, a part at a time.

    Parameters
    ----------
    samples : Samples
        NaN where there is a gap.
    taps : array, shape (2 * half + 1,)
        As `design_band` gives them.
    multiple : int
        Each part but the last is a multiple of so many samples.

    Yields
    ------
    array of float32
        Laid end to end they are what `filter_whole` gives, to the rounding of float32.

    Examples
    --------
    >>> from explorer.dsp.chunked_samples import held
    >>> (part,) = filter_parts(held(np.array([1, 1, 3, 3], "f4")), np.array([0.25, 0.5, 0.25]))
    >>> part.round(4).tolist()
    [1.0, 1.5, 2.5, 3.0]
    """
    half = needed_context(taps)
    for first, last in samples.parts(multiple):
        if samples.held is not None:
            yield filter_whole(samples.held, taps)
            continue
        begin, end = max(first - half, 0), min(last + half, samples.size)
        missing = (begin - first + half, last + half - end)
        around = np.pad(samples.read(begin, end), missing, constant_values=np.nan)
        yield filter_window(around, taps)


def _filter_run(run: npt.NDArray[np.floating], taps: Taps, threads: int) -> FloatArray:
    """Overlap-save over one run without a gap."""
    half, n = needed_context(taps), run.size
    shortest = min(max(8 * taps.size, _SHORTEST_BLOCK), n + 2 * half)
    length = scipy.fft.next_fast_len(shortest, real=True)
    step = length - 2 * half
    blocks = -(-n // step)
    # Where the reflection is used up, zeros follow: those must lie at 0, not at the offset.
    offset = float(run[0]) if n > half else 0.0
    padded = extend(run, half, half + blocks * step - n, offset)
    windows = np.lib.stride_tricks.sliding_window_view(padded, length)[::step]
    response = zero_phase_gain(taps, length)
    out = np.empty((blocks, step), np.float32)

    def job(first: int, last: int) -> None:
        spectra = scipy.fft.rfft(windows[first:last], axis=-1)
        spectra *= response
        filtered = scipy.fft.irfft(spectra, length, axis=-1, overwrite_x=True)
        out[first:last] = filtered[:, half : half + step]

    in_chunks(job, blocks, _BLOCKS_A_CHUNK, threads=threads)
    filtered = out.reshape(-1)[:n]
    level = np.float32(offset * taps.sum())
    if level:
        filtered += level
    return filtered
