"""Loops over samples and bins, compiled when first called; imported only where they are needed."""

import numpy as np
from numba import njit

# fastmath is left off: it would let the compiler assume that nothing is NaN, and NaN marks gaps.


@njit(cache=True, nogil=True)
def accumulate_sine_tapers(spectra, tapers, scale, even, out):
    """One-sided mean power of sine tapers from FFTs of twice the window's length."""
    rows, bins = out.shape
    full = spectra.shape[1] - 1  # the bin of the Nyquist frequency
    turn = np.pi / (2 * full)  # half a sample, in the doubled transform's frequency
    for row in range(rows):
        for j in range(bins):
            out[row, j] = 0
        for k in range(1, tapers + 1):
            c, s = np.float32(np.cos(turn * k)), np.float32(np.sin(turn * k))
            for j in range(bins):
                low, high = 2 * j - k, 2 * j + k
                a = spectra[row, low] if low >= 0 else np.conj(spectra[row, -low])
                b = spectra[row, high] if high <= full else np.conj(spectra[row, 2 * full - high])
                # exp(i turn k) a - exp(-i turn k) b
                real = c * (a.real - b.real) - s * (a.imag + b.imag)
                imag = c * (a.imag - b.imag) + s * (a.real + b.real)
                out[row, j] += real * real + imag * imag
        for j in range(bins):
            out[row, j] *= scale
        out[row, 0] /= 2
        if even and 2 * (bins - 1) == full:
            out[row, bins - 1] /= 2


@njit(cache=True, nogil=True)
def segment_means(power, out):
    """Mean over an epoch's segments, without those that hold a gap (NaN in their first bin)."""
    epochs, segments, bins = power.shape
    for epoch in range(epochs):
        kept = 0
        for j in range(bins):
            out[epoch, j] = 0
        for segment in range(segments):
            if np.isnan(power[epoch, segment, 0]):
                continue
            kept += 1
            for j in range(bins):
                out[epoch, j] += power[epoch, segment, j]
        for j in range(bins):
            out[epoch, j] = out[epoch, j] / kept if kept else np.nan


@njit(cache=True, nogil=True)
def segment_medians(power, biases, out):
    """Median over an epoch's segments, without those that hold a gap, corrected for its bias."""
    epochs, segments, bins = power.shape
    sorted_rows = np.empty((segments, bins), np.float32)
    for epoch in range(epochs):
        kept = 0
        for segment in range(segments):
            if not np.isnan(power[epoch, segment, 0]):
                for j in range(bins):
                    sorted_rows[kept, j] = power[epoch, segment, j]
                kept += 1
        if kept == 0:
            for j in range(bins):
                out[epoch, j] = np.nan
            continue
        # Odd-even transposition sorts all bins at once, row against row.
        for turn in range(kept):
            for row in range(turn & 1, kept - 1, 2):
                for j in range(bins):
                    a, b = sorted_rows[row, j], sorted_rows[row + 1, j]
                    sorted_rows[row, j], sorted_rows[row + 1, j] = min(a, b), max(a, b)
        middle = kept // 2
        bias = np.float32(biases[kept])
        for j in range(bins):
            if kept & 1:
                out[epoch, j] = sorted_rows[middle, j] / bias
            else:
                between = sorted_rows[middle - 1, j] + sorted_rows[middle, j]
                out[epoch, j] = np.float32(0.5) * between / bias
