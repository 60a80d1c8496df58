"""Spindles by the rule A7: four measures at once, two of them against the half minute around.

After Lacourse et al. 2019, J Neurosci Methods 316:3, with the thresholds of the paper; what it
leaves open (which windows make the baseline, how windows become steps of 0.1 s, how a spindle
reaches beyond the windows where all four agree) is as its authors describe their open detector.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from explorer.detectors.a7_windows import (
    STEP,
    WINDOW,
    WINDOWS_A_CHUNK,
    A7Background,
    Values,
    band_bins,
    band_sums,
)
from explorer.dsp.filters import NARROWEST_TRANSITION, Taps, design_band
from explorer.dsp.gaps import FloatArray
from explorer.dsp.threads import in_chunks
from explorer.intervals import Spans, contains, dilate, runs

_OVERLAP = 3  # windows that cover a step
_BROAD = (0.3, 30.0)
_EDGE_SHARE = 0.2  # of an edge: transition whose gain is within 0.021 of the paper's Butterworth's
_WIDEST_EDGE = 0.9  # of the band, so that a narrow one keeps something between its edges
_REACH = 5.0  # s beyond where spindles are looked for: twice the longest that counts
_NYQUIST_ROOM = 1.0  # Hz left above the broad band where sampling is too slow for 30 Hz


@dataclass(frozen=True)
class A7SpindleRule:
    """The rule A7 of Lacourse et al. 2019, with its published thresholds.

    Parameters
    ----------
    name, source : str
        What it is called, and who published it.
    band : (float, float)
        Of the spindles, Hz. The paper's is 11-16 Hz. In another band the thresholds stay: two of
        the four ask how far a window stands out of its own half minute, and one is a correlation;
        windows of 0.3 s cannot tell bands apart that are nearer than some 3 Hz.
    absolute_power : float
        Least log10 of the sigma band's mean square (uV^2).
    relative_power : float
        Least log10 of the share of 11-16 Hz in 4.5-30 Hz, in standard deviations of its baseline.
    covariance : float
        Least log10 of one plus the covariance of the sigma and the broad band, likewise.
    correlation : float
        Least correlation of the sigma with the broad band.
    duration : (float, float)
        s.
    slow_ratio : float
        Least log10 of one plus 0.5-8 Hz over 16-30 Hz in the half minute around: sleep without REM.
        Asked of spindles only where no hypnogram says it.
    """

    name: str = "a7"
    source: str = "Lacourse et al. 2019, J Neurosci Methods 316:3"
    band: tuple[float, float] = (11.0, 16.0)
    absolute_power: float = 1.25
    relative_power: float = 1.6
    covariance: float = 1.3
    correlation: float = 0.69
    duration: tuple[float, float] = (0.3, 2.5)
    slow_ratio: float = 0.9

    def taps(self, frequency: float) -> tuple[Taps, Taps]:
        """Design the filters of the sigma and of the broad band.

        The paper's filters are Butterworth, of order 20, run both ways: half gain at 11 and 16 Hz.
        Ours have it at the same frequencies, and fall off as theirs do.
        """
        low, high = self.band
        most = _WIDEST_EDGE * (high - low)
        below, above = min(_EDGE_SHARE * low, most), min(_EDGE_SHARE * high, most)
        above = min(above, max(frequency - 2 * high, NARROWEST_TRANSITION))
        sigma = design_band(
            low + below / 2,
            high - above / 2,
            frequency,
            low_transition=below,
            high_transition=above,
        )
        return sigma, design_band(
            _BROAD[0], min(_BROAD[1], frequency / 2 - _NYQUIST_ROOM), frequency
        )


def a7_spindles(
    sigma: FloatArray,
    background: A7Background,
    allowed: Spans,
    baseline: Spans,
    rule: A7SpindleRule,
    *,
    check_context: bool,
) -> Spans:
    """Find spindles in a filtered channel.

    Parameters
    ----------
    sigma : array of float32, shape (n,)
        Filtered, uV; NaN in gaps.
    background : A7Background
        Of the same channel at the same rate.
    allowed, baseline : array, shape (k, 2)
        Stretches in which spindles are looked for, and those that make the baseline: N2 as a rule.
    rule : A7SpindleRule
        Thresholds.
    check_context : bool
        Whether the spectrum around must be that of sleep without REM.

    Returns
    -------
    array of int64, shape (spindles, 2)
        First and last sample of each.
    """
    from explorer.detectors.a7_kernels import covarying_steps

    frequency, begin = background.frequency, background.begin
    if not begin.size:
        return np.zeros((0, 2), np.int64)
    length = round(WINDOW * frequency)
    wanted = _windows_within(begin, length, reach(allowed, baseline, frequency, sigma.size))
    power, covariance, correlation = _moments(sigma, background, wanted)
    valid = _windows_within(begin, length, baseline) & np.isfinite(power)
    covariance = np.log10(np.maximum(covariance, 0) + 1)
    lengthened, correlated = np.empty((2, begin.size + _OVERLAP - 1), bool)
    baselines = background.memory.baseline(covariance, valid, STEP)
    least = (10**rule.absolute_power, rule.covariance, rule.correlation)
    covarying_steps(
        power,
        covariance,
        correlation,
        *(baselines.sums, baselines.span, baselines.first),
        _OVERLAP,
        least,
        lengthened,
        correlated,
    )
    agreeing = _relatively_strong(background, valid, np.flatnonzero(correlated), rule)
    steps = np.round(np.arange(begin.size + _OVERLAP) * STEP * frequency).astype(np.int64)
    first, last = runs(lengthened).T
    core = np.searchsorted(agreeing, last) > np.searchsorted(agreeing, first)
    if check_context:
        calm = _in_context(background, valid, rule.slow_ratio)
        calm = np.concatenate(([0], np.cumsum(calm)))
        core &= calm[last] > calm[first]
    first, last = first[core], last[core]
    events = np.stack([steps[first], np.minimum(steps[last], sigma.size) - 1], axis=1)
    duration = (events[:, 1] + 1 - events[:, 0]) / frequency
    tolerance = 1 / frequency  # steps fall between samples at some rates
    kept = (duration >= rule.duration[0] - tolerance) & (duration <= rule.duration[1] + tolerance)
    events = events[kept]
    out: Spans = events[contains(allowed, events.sum(axis=1) // 2)]
    return out


def reach(allowed: Spans, baseline: Spans, frequency: float, samples: int) -> Spans:
    """Find what of a channel the rule looks at: no spindle further away counts, or is told apart.

    Parameters
    ----------
    allowed, baseline : array, shape (k, 2)
        As `a7_spindles` takes them.
    frequency : float
        Hz.
    samples : int
        Length of the channel.

    Returns
    -------
    array of int64, shape (k, 2)
    """
    return dilate(np.concatenate([allowed, baseline]), round(_REACH * frequency), samples)


def _moments(
    sigma: FloatArray, background: A7Background, wanted: npt.NDArray[np.bool_]
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Mean square, covariance and correlation of the windows that are wanted; NaN in others."""
    from explorer.detectors.a7_kernels import sigma_windows

    found = np.empty((3, wanted.size), np.float32)
    begin, length = background.begin, round(WINDOW * background.frequency)

    def job(first: int, last: int) -> None:
        part = slice(first, last)
        sigma_windows(
            sigma,
            background.broad,
            begin[part],
            length,
            wanted[part],
            background.mean[part],
            background.deviation[part],
            *found[:, part],
        )

    in_chunks(job, wanted.size, WINDOWS_A_CHUNK)
    return found[0], found[1], found[2]


def _relatively_strong(
    background: A7Background,
    valid: npt.NDArray[np.bool_],
    steps: npt.NDArray[np.int64],
    rule: A7SpindleRule,
) -> npt.NDArray[np.int64]:
    """Those of some steps in which the share of sigma stands out of its baseline.

    Only their windows and those of the baselines are measured, and none twice for bands that hold
    the same bins.
    """
    from explorer.detectors.a7_kernels import scores_of_steps

    asked = valid.copy()
    for back in range(_OVERLAP):
        covering = steps - back
        asked[covering[(covering >= 0) & (covering < asked.size)]] = True
    frequency = background.frequency
    shares = background.memory.shares_of(band_bins(frequency, rule.band), asked.size)
    at = np.flatnonzero(asked & ~shares.measured)
    own = band_sums(background.broad, background.begin[at], frequency, (rule.band,))
    with np.errstate(divide="ignore", invalid="ignore"):  # a flat channel has no share
        shares.share[at] = np.log10(own[:, 0] / background.sums[at, 0])
    shares.measured[at] = True
    around = shares.baseline(valid, background.memory, STEP)
    scores = np.empty(steps.size)
    scores_of_steps(
        *(shares.share, around.sums, around.span, around.first, _OVERLAP), steps, scores
    )
    return steps[scores > rule.relative_power]


def _in_context(
    background: A7Background, valid: npt.NDArray[np.bool_], least: float
) -> npt.NDArray[np.bool_]:
    """Whether the half minute around each step has the spectrum of sleep without REM."""
    sums: Values = background.sums[:, 1:]
    known = valid & np.isfinite(sums).all(axis=1)
    if not known.any():
        return np.zeros(known.size + _OVERLAP - 1, bool)
    span, first = background.memory.around(known, STEP)
    slow, fast = (np.concatenate(([0.0], np.cumsum(sums[known, column]))) for column in (0, 1))
    with np.errstate(divide="ignore", invalid="ignore"):  # a flat channel has neither
        ratio = (slow[first + span] - slow[first]) / (fast[first + span] - fast[first])
        calm = np.log10(ratio + 1) > least
    return np.convolve(calm, np.ones(_OVERLAP)) > 0


def _windows_within(
    begin: npt.NDArray[np.int64], length: int, stretches: Spans
) -> npt.NDArray[np.bool_]:
    """Whether each window lies in one of the stretches, whole."""
    within = np.zeros(begin.size, bool)
    first = np.searchsorted(begin, stretches[:, 0])
    last = np.searchsorted(begin, stretches[:, 1] - length, side="right")
    for a, b in zip(first, last, strict=True):
        within[a:b] = True
    return within
