"""The rule A7 once more, slowly and in the order of its description, for ours to be held against.

Butterworth filters of order 20 run both ways, a padded Fourier transform and a correlation of every
window, a sorted baseline for each: none of our shortcuts (FIR taps, main axes, running sums).
"""

import numpy as np
import scipy.signal

WINDOW, STEP, BASELINE, PADDED = 0.3, 0.1, 30.0, 2.0  # s
SIGMA, TOTAL, BROAD = (11.0, 16.0), (4.5, 30.0), (0.3, 30.0)  # Hz
TRIM = (10, 90)  # percentiles
ABSOLUTE, RELATIVE, COVARIANCE, CORRELATION = 1.25, 1.6, 1.3, 0.69
DURATION = (0.3, 2.5)  # s


def both_ways(samples, order, edge, kind, frequency):
    sections = scipy.signal.butter(order, edge, kind, fs=frequency, output="sos")
    return scipy.signal.sosfiltfilt(sections, samples)


def scores(values, valid):
    """Distance of each from the mean of its trimmed baseline, in standard deviations."""
    usable = values[valid]
    low, high = np.percentile(usable, TRIM)
    span = round(BASELINE / STEP)
    around = np.lib.stride_tricks.sliding_window_view(usable, span)
    kept = np.where((around >= low) & (around <= high), around, np.nan)
    mean, spread = np.nanmean(kept, axis=1), np.nanstd(kept, axis=1, ddof=1)
    place = np.clip(np.cumsum(valid) - valid - span // 2, 0, len(around) - 1)
    return (values - mean[place]) / spread[place]


def over_steps(values):
    """Mean of the windows that cover each step."""
    covering = np.full((3, values.size + 2), np.nan)
    for shift in range(3):
        covering[shift, shift : shift + values.size] = values
    return np.nanmean(covering, axis=0)


def a7_as_written(samples, frequency, in_baseline):
    """Onsets and durations, in s, of the spindles of a recording without gaps.

    `in_baseline` says of each sample whether it is N2.
    """
    broad = both_ways(samples, 4, BROAD[0], "highpass", frequency)
    broad = both_ways(broad, 20, BROAD[1], "lowpass", frequency)
    sigma = both_ways(broad, 20, SIGMA[0], "highpass", frequency)
    sigma = both_ways(sigma, 20, SIGMA[1], "lowpass", frequency)
    length = round(WINDOW * frequency)
    count = int(np.floor((samples.size - length) / (STEP * frequency) + 1e-9)) + 1
    begin = np.round(np.arange(count) * STEP * frequency).astype(int)
    rows = begin[:, None] + np.arange(length)
    one, two = sigma[rows], broad[rows]
    valid = in_baseline[rows].all(axis=1)
    centred = two - two.mean(axis=1, keepdims=True)
    bins = np.fft.rfftfreq(round(PADDED * frequency), 1 / frequency)
    power = np.abs(np.fft.rfft(centred * np.hanning(length), round(PADDED * frequency))) ** 2
    part, whole = (
        power[:, (bins >= low) & (bins <= high)].sum(axis=1) for low, high in (SIGMA, TOTAL)
    )
    deviations = one - one.mean(axis=1, keepdims=True)
    covariance = (deviations * centred).sum(axis=1) / (length - 1)
    correlation = (deviations * centred).sum(axis=1) / np.sqrt(
        (deviations**2).sum(axis=1) * (centred**2).sum(axis=1)
    )
    large = np.log10(over_steps((one**2).mean(axis=1))) > ABSOLUTE
    covary = over_steps(scores(np.log10(np.maximum(covariance, 0) + 1), valid)) > COVARIANCE
    every = (
        large
        & covary
        & (over_steps(scores(np.log10(part / whole), valid)) > RELATIVE)
        & (over_steps(correlation) > CORRELATION)
    )
    edges = np.flatnonzero(np.diff(np.concatenate(([0], large & covary, [0]))))
    first, last = edges[::2], edges[1::2]
    found = [every[a:b].any() for a, b in zip(first, last, strict=True)]
    onset, duration = first[found] * STEP, (last - first)[found] * STEP
    kept = (duration > DURATION[0] - STEP / 2) & (duration < DURATION[1] + STEP / 2)
    return onset[kept], duration[kept]
