"""Loops of the detectors, compiled when first called; imported only where they are needed."""

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def turning_points(x, divisor, trough, trough_value, crest, crest_value, crossing):
    """Troughs below 0, crests above 0 and zero crossings of a run, in samples of the full rate.

    At the full rate (`divisor` 1) a turn is its sample (a plateau's middle), a crossing the sample
    before it. At a reduced rate a turn is the vertex of the parabola through three samples, and a
    crossing where the line between two samples meets zero, both taken to the full rate.
    """
    n, troughs, crests, crossings = x.size, 0, 0, 0
    for i in range(1, n):
        if (x[i] > 0) != (x[i - 1] > 0):
            share = 0.0 if divisor == 1 else x[i - 1] / (x[i - 1] - x[i])
            crossing[crossings] = np.int64(np.floor((i - 1 + share) * divisor))
            crossings += 1
        if i == n - 1 or x[i] == x[i - 1]:
            continue
        j = i + 1
        while j < n - 1 and x[j] == x[i]:
            j += 1
        rise, fall = x[i] - x[i - 1], x[i] - x[j]
        if (rise > 0 and fall > 0 and x[i] > 0) or (rise < 0 and fall < 0 and x[i] < 0):
            place, value = np.float64((i + j - 1) // 2), np.float64(x[i])
            if divisor > 1 and j == i + 1:
                bend = np.float64(x[i - 1]) - 2 * value + np.float64(x[j])
                shift = 0.5 * (np.float64(x[i - 1]) - np.float64(x[j])) / bend
                value -= 0.25 * (np.float64(x[i - 1]) - np.float64(x[j])) * shift
                place += shift
            if value < 0:
                trough[troughs] = np.int64(np.rint(place * divisor))
                trough_value[troughs] = value
                troughs += 1
            else:
                crest[crests] = np.int64(np.rint(place * divisor))
                crest_value[crests] = value
                crests += 1
    return troughs, crests, crossings


@njit(cache=True, nogil=True)
def deepest_between(edges, trough, trough_value, crest, crest_value, out, out_value):
    """Deepest trough, or highest crest, of each half-wave between crossings; -1 where none is."""
    a, b = 0, 0
    for k in range(edges.size - 1):
        out[k], out_value[k] = -1, 0.0
        while a < trough.size and trough[a] <= edges[k + 1]:
            if trough[a] > edges[k] and trough_value[a] < out_value[k]:
                out[k], out_value[k] = trough[a], trough_value[a]
            a += 1
        while b < crest.size and crest[b] <= edges[k + 1]:
            if crest[b] > edges[k] and crest_value[b] > out_value[k]:
                out[k], out_value[k] = crest[b], crest_value[b]
            b += 1


# Sums may be taken in any order, but NaN stays NaN: it marks gaps.
_ANY_ORDER = {"reassoc", "contract"}


@njit(cache=True, nogil=True, fastmath=_ANY_ORDER)
def window_moments(x, y, begin, end, power, covariance, correlation):
    """Mean square of x, and how x and y go together, in windows ``begin <= sample < end``."""
    for k in range(begin.size):
        n = end[k] - begin[k]
        if n < 2:
            power[k] = covariance[k] = correlation[k] = np.nan
            continue
        sx, sy, sxx, syy, sxy = 0.0, 0.0, 0.0, 0.0, 0.0
        for i in range(begin[k], end[k]):
            u, v = np.float64(x[i]), np.float64(y[i])
            sx += u
            sy += v
            sxx += u * u
            syy += v * v
            sxy += u * v
        power[k] = sxx / n
        covariance[k] = (sxy - sx * sy / n) / (n - 1)
        spread = np.sqrt(max(sxx - sx * sx / n, 0.0) * max(syy - sy * sy / n, 0.0))
        correlation[k] = (sxy - sx * sy / n) / spread if spread > 0 else np.nan


@njit(cache=True, nogil=True, fastmath=_ANY_ORDER)
def window_energies(x, begin, axes, ends, out):
    """Sum the squared products of windows with groups of axes, each group up to its end.

    Not BLAS: its threads would spin beside ours.
    """
    length = axes.shape[1]
    for k in range(begin.size):
        window = x[begin[k] : begin[k] + length]
        axis = 0
        for group in range(ends.size):
            total = 0.0
            while axis < ends[group]:
                product = np.float32(0.0)
                for i in range(length):
                    product += window[i] * axes[axis, i]
                total += np.float64(product) * product
                axis += 1
            out[k, group] = total


@njit(cache=True, nogil=True)
def band_shares(spectra, part_first, part_last, whole_first, whole_last, out):
    """Share of the power of some bins in that of others, for each spectrum."""
    for row in range(spectra.shape[0]):
        part, whole = 0.0, 0.0
        for j in range(whole_first, whole_last):
            z = spectra[row, j]
            whole += z.real * z.real + z.imag * z.imag
        for j in range(part_first, part_last):
            z = spectra[row, j]
            part += z.real * z.real + z.imag * z.imag
        out[row] = part / whole if whole > 0 else np.nan


@njit(cache=True, nogil=True)
def interpolate(twice_at, values, out):
    """Draw lines between values at half-samples; 0 before the first and after the last."""
    n, last = out.size, twice_at.size - 1
    i = 0
    while i < n and 2 * i < twice_at[0]:
        out[i] = 0
        i += 1
    for k in range(last):
        a, b = twice_at[k], twice_at[k + 1]
        if b == a:
            continue
        slope = (values[k + 1] - values[k]) / (b - a)
        start = values[k] - slope * a
        for i in range((a + 1) // 2, min((b + 1) // 2, n)):
            out[i] = start + slope * 2 * i
    i = (twice_at[last] + 1) // 2
    if 2 * i == twice_at[last] and i < n:
        out[i] = values[last]
        i += 1
    while i < n:
        out[i] = 0
        i += 1


@njit(cache=True, nogil=True)
def mean_and_trimmed_spread(x, bits, stretches, cut):
    """Mean, and standard deviation without a share of the least and most, over some stretches.

    Values are not negative, so their bits (`bits`, the same memory) are in the order of their
    values: two histograms of 16 bits each find the order statistics without sorting. NaN is passed
    over.
    """
    counts = np.zeros(65536, np.int64)
    n, total = 0, 0.0
    for k in range(stretches.shape[0]):
        for i in range(stretches[k, 0], stretches[k, 1]):
            if x[i] == x[i]:
                counts[bits[i] >> 16] += 1
                n += 1
                total += x[i]
    low = np.int64(cut * n)
    high = n - low
    if high - low < 2:
        return np.nan, np.nan
    ranks = (low, high - 1)
    found, below, blocks = np.zeros(2, np.uint32), np.zeros(2, np.int64), np.zeros(2, np.int64)
    for side in range(2):
        while below[side] + counts[blocks[side]] <= ranks[side]:
            below[side] += counts[blocks[side]]
            blocks[side] += 1
    fine = np.zeros((2, 65536), np.int64)
    first, second = blocks[0], blocks[1]
    for k in range(stretches.shape[0]):
        for i in range(stretches[k, 0], stretches[k, 1]):
            block = bits[i] >> 16
            if block == first and x[i] == x[i]:
                fine[0, bits[i] & 65535] += 1
            if block == second and x[i] == x[i]:
                fine[1, bits[i] & 65535] += 1
    for side in range(2):
        place = 0
        while below[side] + fine[side, place] <= ranks[side]:
            below[side] += fine[side, place]
            place += 1
        found[side] = (blocks[side] << 16) | place
    limits = found.view(np.float32)
    least, most = limits[0], limits[1]
    if least == most:
        return total / n, 0.0
    middle = (np.float64(least) + np.float64(most)) / 2
    kept, s1, s2 = 0, 0.0, 0.0
    for k in range(stretches.shape[0]):
        for i in range(stretches[k, 0], stretches[k, 1]):
            if least < x[i] < most:
                z = np.float64(x[i]) - middle
                s1 += z
                s2 += z * z
                kept += 1
    at_most = high - below[1]
    at_least = high - low - kept - at_most
    for count, edge in ((at_least, least), (at_most, most)):
        z = np.float64(edge) - middle
        s1 += count * z
        s2 += count * z * z
    return total / n, np.sqrt((s2 - s1 * s1 / (high - low)) / (high - low - 1))


@njit(cache=True, nogil=True)
def count_agreeing(rms, correlation, twice_at, share, hop, least, out):
    """Count which of RMS, correlation and share reach their `least` at each sample."""
    n = out.size
    least_rms, least_correlation, least_share = least
    for i in range(n):
        out[i] = rms[i] >= least_rms
    for k in range(twice_at.size - 1):
        a, b, y0, y1 = twice_at[k], twice_at[k + 1], correlation[k], correlation[k + 1]
        if b == a or not (y0 >= least_correlation or y1 >= least_correlation):
            continue
        slope = (y1 - y0) / (b - a)
        start = y0 - slope * a
        for i in range((a + 1) // 2, min((b + 1) // 2, n)):
            out[i] += start + slope * 2 * i >= least_correlation
    for k in range(share.size - 1):
        y0, y1 = share[k], share[k + 1]
        if not (y0 >= least_share or y1 >= least_share):
            continue
        slope = (y1 - y0) / hop
        for i in range(k * hop, min((k + 1) * hop, n)):
            out[i] += y0 + slope * (i - k * hop) >= least_share


@njit(cache=True, nogil=True)
def smoothed_runs(flags, window, need, gap, out):
    """Find runs where a window's sum of flags exceeds `need`; nearer than `gap`, they are one."""
    n, found, inside = flags.size, 0, False
    ahead = (window - 1) // 2
    behind = window - 1 - ahead
    total = 0
    for i in range(min(ahead, n)):
        total += flags[i]
    for i in range(n):
        if i + ahead < n:
            total += flags[i + ahead]
        if i - behind - 1 >= 0:
            total -= flags[i - behind - 1]
        if total > need:
            if not inside and not (found and i - out[found - 1, 1] < gap):
                out[found, 0] = i
                found += 1
            out[found - 1, 1] = i
            inside = True
        else:
            inside = False
    return found
