"""What is measured of each spindle: amplitude, power, frequency, oscillations, symmetry."""

import numpy as np
import numpy.typing as npt

from explorer.dsp.envelope import analytic_signal
from explorer.dsp.gaps import FloatArray
from explorer.intervals import Spans

_CONTEXT = 1.0  # s on each side of a spindle, for its envelope
_MEASURED_APART = 4  # groups of events of about one length
_COLUMNS = (
    *("onset", "duration", "peak", "amplitude", "rms", "absolute_power"),
    *("relative_power", "frequency", "oscillations", "symmetry"),
)


def measure_spindles(
    events: Spans, sigma: FloatArray, broad: FloatArray, rate: float
) -> dict[str, npt.NDArray[np.float64]]:
    """Measure every event at once, in rows as long as the longest with some context.

    Parameters
    ----------
    events : array of int64, shape (k, 2)
        First and last sample of each.
    sigma, broad : array of float32, shape (samples,), uV
        The channel in the sigma band and in the broad one.
    rate : float
        Hz.

    Returns
    -------
    dict of str to array of float64, shape (k,)
        The columns that `explorer.detectors.spindles.detect_spindles` describes.
    """
    if not len(events):
        return dict.fromkeys(_COLUMNS, np.zeros(0))
    context = round(_CONTEXT * rate)
    lengths = events[:, 1] - events[:, 0] + 1
    span = int(lengths.max())
    rows = events[:, :1] + np.arange(-context, span + context)
    reachable = (rows >= 0) & (rows < sigma.size)
    rows = np.clip(rows, 0, sigma.size - 1)
    waves = np.where(reachable, np.nan_to_num(sigma[rows]), 0)
    analytic = analytic_signal(waves)[:, context : context + span]
    broad_own = broad[rows[:, context : context + span]]
    waves = waves[:, context - 1 : context + span + 1]
    found = np.empty((len(_COLUMNS), len(events)))
    # Sorted by length: beside the few longest, most of every row would be none of its event.
    for part in np.array_split(np.argsort(lengths, kind="stable"), _MEASURED_APART):
        if part.size:
            longest = int(lengths[part[-1]])
            found[:, part] = _measure_alike(
                events[part, 0],
                lengths[part],
                waves[part, : longest + 2],
                analytic[part, :longest],
                broad_own[part, :longest],
                rate,
            )
    return dict(zip(_COLUMNS, found, strict=True))


def _measure_alike(
    first: npt.NDArray[np.int64],
    lengths: npt.NDArray[np.int64],
    waves: FloatArray,
    analytic: npt.NDArray[np.complex64],
    broad: FloatArray,
    rate: float,
) -> tuple[npt.NDArray[np.float64], ...]:
    """Measure events in rows as long as the longest; `waves` have a sample more on each side."""
    own = np.arange(broad.shape[1]) < lengths[:, None]
    power = analytic.real**2 + analytic.imag**2
    turns = np.angle(analytic[:, 1:] * analytic[:, :-1].conj()) * rate / (2 * np.pi)
    flat = _without_trend(broad.astype(np.float64), own)
    peak = np.argmax(np.where(own, power, -1), axis=1)
    sigma_own = np.where(own, waves[:, 1:-1], 0)
    variance = (flat**2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_power = np.log10(_row_medians(power, own))
        share = (sigma_own.astype(np.float64) ** 2).sum(axis=1) / variance
    crests = (waves[:, 1:-1] > waves[:, :-2]) & (waves[:, 1:-1] >= waves[:, 2:])
    crests &= sigma_own > 0
    return (
        first / rate,
        lengths / rate,
        (first + peak) / rate,
        flat.max(axis=1, where=own, initial=-np.inf) - flat.min(axis=1, where=own, initial=np.inf),
        np.sqrt(variance / lengths),
        log_power,
        share,
        _row_medians(turns, own[:, 1:] & (turns > 0)),
        crests.sum(axis=1).astype(np.float64),
        peak / lengths,
    )


def _without_trend(
    rows: npt.NDArray[np.float64], own: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """Take a line off the own part of each row; 0 elsewhere."""
    count = own.sum(axis=1, keepdims=True)
    rows = np.where(own, rows, 0)
    time = np.where(own, np.arange(rows.shape[1]) - (count - 1) / 2, 0)
    slope = (time * rows).sum(axis=1, keepdims=True) / np.maximum(
        (time**2).sum(axis=1, keepdims=True), 1
    )
    return np.where(own, rows - rows.sum(axis=1, keepdims=True) / count - slope * time, 0)


def _row_medians(
    rows: npt.NDArray[np.floating], own: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """Median of the own part of each row."""
    ordered = np.sort(np.where(own, rows, np.inf), axis=1)
    count = own.sum(axis=1)
    index = np.arange(len(rows))
    low, high = (np.maximum(count - 1, 0) // 2, count // 2)
    pair = ordered[index, low], ordered[index, np.minimum(high, rows.shape[1] - 1)]
    return np.where(count > 0, (pair[0] + pair[1]) / 2, np.nan)
