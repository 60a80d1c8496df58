"""Samples as the page takes them: int16, and no more of them than it has pixels for."""

from typing import Any

import numpy as np

MISSING = np.int16(-32768)
"""Code of a sample in a gap."""

_LARGEST_CODE = 32000

TraceRow = dict[str, Any]
"""One trace: ``codes`` (int16), ``scale``, ``offset``, ``start`` (s), ``rate`` (points/s)."""


def extremes(samples: np.ndarray, per_bin: int) -> np.ndarray:
    """Smallest and largest sample of each bin, in the order in which they occur.

    Parameters
    ----------
    samples : array of float, shape (time,)
        NaN in gaps.
    per_bin : int
        Samples a bin; the last bin may be filled with its last sample.

    Returns
    -------
    array of float32, shape (2 * bins,)

    Examples
    --------
    >>> extremes(np.array([0.0, 3.0, 1.0, 5.0, 2.0, 4.0]), 3).tolist()
    [0.0, 3.0, 5.0, 2.0]
    """
    bins = -(-samples.size // per_bin)
    if not bins:
        return np.zeros(0, np.float32)
    padded = np.pad(samples, (0, bins * per_bin - samples.size), mode="edge")
    table = padded.reshape(bins, per_bin)
    lowest, highest = np.argmin(table, axis=1), np.argmax(table, axis=1)
    order = np.sort(np.stack([lowest, highest]), axis=0)
    kept: np.ndarray = table[np.arange(bins), order].T.ravel().astype(np.float32)
    return kept


def thinned(
    samples: np.ndarray, start: float, rate: float, points: float
) -> tuple[np.ndarray, float, float]:
    """Reduce samples to extremes where that at least halves them.

    Parameters
    ----------
    samples : array of float32, shape (time,)
    start : float
        Time of the first, s.
    rate : float
        Samples a second.
    points : float
        Most points a second that can be used.

    Returns
    -------
    (array of float32, float, float)
        Points, time of the first in s, and points a second.
    """
    per_bin = int(rate / points * 2)
    if per_bin < 4:
        return samples, start, rate
    return extremes(samples, per_bin), start, 2 * rate / per_bin


def encode(samples: np.ndarray, start: float, rate: float) -> TraceRow:
    """Turn samples into int16 with the scale and offset that give them back.

    The step is 1/64000 of the range: finer than the 16-bit files that the samples come from.

    Parameters
    ----------
    samples : array of float, shape (time,)
        NaN in gaps.
    start : float
        Time of the first, s.
    rate : float
        Samples a second.

    Returns
    -------
    dict
        ``codes``, ``scale``, ``offset``, ``start``, ``rate``.

    Examples
    --------
    >>> row = encode(np.array([-1.0, 0.0, 1.0]), 0.0, 100.0)
    >>> (row["codes"] * row["scale"] + row["offset"]).round(4).tolist()
    [-1.0, 0.0, 1.0]
    """
    finite = np.isfinite(samples)
    whole = bool(finite.all())
    present = samples if whole else samples[finite]
    low, high = (float(present.min()), float(present.max())) if present.size else (0.0, 0.0)
    offset = (low + high) / 2
    scale = (high - low) / 2 / _LARGEST_CODE or 1.0
    codes = np.rint(
        (samples if whole else np.where(finite, samples, offset)) * np.float32(1 / scale)
        - np.float32(offset / scale)
    )
    codes = codes.astype(np.int16)
    if not whole:
        codes[~finite] = MISSING
    return {"codes": codes, "scale": scale, "offset": offset, "start": start, "rate": rate}


def encode_finely(samples: np.ndarray, start: float, rate: float) -> tuple[TraceRow, np.ndarray]:
    """Turn samples into codes of 16 bits as `encode` does, and 8 bits more of what those leave.

    For the page to filter: a step of the codes alone, in a recording with artefacts of millivolts,
    is wider than what two pictures of one band may differ by.

    Parameters
    ----------
    samples : array of float, shape (time,)
        NaN in gaps.
    start : float
        Time of the first, s.
    rate : float
        Samples a second.

    Returns
    -------
    (dict, array of int8)
        As `encode` gives it; and what is to be added to each code, in 1/256 of its step.

    Examples
    --------
    >>> row, fine = encode_finely(np.array([-1e4, 0.123456, 1e4]), 0.0, 100.0)
    >>> ((row["codes"] + fine / 256) * row["scale"] + row["offset"]).round(3).tolist()
    [-10000.0, 0.123, 10000.0]
    """
    row = encode(samples, start, rate)
    with np.errstate(invalid="ignore"):
        exact = (np.asarray(samples, np.float64) - row["offset"]) / row["scale"]
        left = np.rint((exact - row["codes"]) * 256)
    fine = np.clip(np.nan_to_num(left, posinf=0.0, neginf=0.0), -128, 127).astype(np.int8)
    return row, fine
