"""Loops of the rule A7, compiled when first called; imported only where they are needed."""

import numpy as np
from numba import njit

# Sums may be taken in any order, but NaN stays NaN: it marks gaps.
_ANY_ORDER = {"reassoc", "contract"}


@njit(cache=True, nogil=True, fastmath=_ANY_ORDER)
def broad_windows(y, begin, length, mean, deviation):
    """Mean of each window, and the sum of its squared distances from that."""
    for k in range(begin.size):
        window = y[begin[k] : begin[k] + length]
        total, squares = np.float32(0.0), np.float32(0.0)
        for i in range(length):
            total += window[i]
        middle = total / np.float32(length)
        for i in range(length):
            squares += (window[i] - middle) * (window[i] - middle)
        mean[k], deviation[k] = middle, squares


@njit(cache=True, nogil=True, fastmath=_ANY_ORDER)
def sigma_windows(x, y, begin, length, wanted, mean, deviation, power, covariance, correlation):
    """Mean square of x, and how x and y go together, in the windows that are wanted; NaN in others.

    `mean` and `deviation` are those that `broad_windows` finds of y: with its mean off y, single
    precision is enough, and x needs no mean of its own for the covariance.
    """
    for k in range(begin.size):
        if not wanted[k]:
            power[k] = covariance[k] = correlation[k] = np.nan
            continue
        one, two = x[begin[k] : begin[k] + length], y[begin[k] : begin[k] + length]
        middle = mean[k]
        total, squares, products = np.float32(0.0), np.float32(0.0), np.float32(0.0)
        for i in range(length):
            total += one[i]
            squares += one[i] * one[i]
            products += one[i] * (two[i] - middle)
        power[k] = squares / length
        covariance[k] = products / (length - 1)
        own = np.float64(squares) - np.float64(total) * total / length
        spread = np.sqrt(max(own, 0.0) * deviation[k])
        correlation[k] = products / spread if spread > 0 else np.nan


@njit(cache=True, nogil=True)
def trimmed_sums(usable, low, high, sums):
    """Keep running count, sum and sum of squares of the values between `low` and `high`."""
    sums[0] = 0.0
    for i in range(usable.size):
        kept = low <= usable[i] <= high
        value = usable[i] if kept else 0.0
        sums[i + 1, 0] = sums[i, 0] + kept
        sums[i + 1, 1] = sums[i, 1] + value
        sums[i + 1, 2] = sums[i, 2] + value * value


@njit(cache=True, nogil=True)
def _mean_over(values, step, overlap):
    """Mean of the windows that cover a step, of those that are finite."""
    total, count = 0.0, 0
    for k in range(max(step - overlap + 1, 0), min(step + 1, values.size)):
        if np.isfinite(values[k]):
            total += values[k]
            count += 1
    return total / count if count else np.nan


@njit(cache=True, nogil=True)
def _mean_score(values, sums, span, first, step, overlap):
    """Likewise, each in standard deviations from the mean of its baseline.

    The baseline of window k are those of `span` usable windows from ``first[k]`` on that
    `trimmed_sums` kept.
    """
    total, count = 0.0, 0
    for k in range(max(step - overlap + 1, 0), min(step + 1, values.size)):
        a, b = first[k], first[k] + span
        n = sums[b, 0] - sums[a, 0]
        if n <= 1:
            continue
        whole = sums[b, 1] - sums[a, 1]
        spread = (sums[b, 2] - sums[a, 2] - whole * whole / n) / (n - 1)
        if spread > 0 and np.isfinite(values[k]):
            total += (values[k] - whole / n) / np.sqrt(spread)
            count += 1
    return total / count if count else np.nan


@njit(cache=True, nogil=True)
def covarying_steps(
    power, covariance, correlation, sums, span, first, overlap, least, lengthened, correlated
):
    """Find steps of large power and covariance, and which of those correlate.

    `least` are the power (uV^2), the covariance in standard deviations, and the correlation.
    """
    for step in range(lengthened.size):
        lengthened[step] = (
            _mean_over(power, step, overlap) > least[0]
            and _mean_score(covariance, sums, span, first, step, overlap) > least[1]
        )
        correlated[step] = lengthened[step] and _mean_over(correlation, step, overlap) > least[2]


@njit(cache=True, nogil=True)
def scores_of_steps(values, sums, span, first, overlap, steps, out):
    """Score some steps against their baselines."""
    for i in range(steps.size):
        out[i] = _mean_score(values, sums, span, first, steps[i], overlap)
