"""Heart rate variability: RMSSD, SDNN, pNN50, LF, HF and LF/HF, by stage and part of the night.

As YASA 0.8.1's ``hrv_stage``: periods of one stage of 2 min or more; intervals between beats
outside 400 to 2000 ms are artefacts, and are filled by lines over up to ten in a row. The value of
a stage, a cycle, a third or a position is the mean over the periods whose middle lies in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from explorer.intervals import runs
from explorer.metrics.event_indices import Part, epoch_of, part_epochs
from explorer.metrics.hypnogram_rows import Hypnograms
from explorer.vocabulary.stages import Stage

SHORTEST_PERIOD = 120.0
"""s of one stage that a period needs: LF is of waves of up to 25 s (Task Force 1996, Circulation
93:1043)."""
_LIMITS = (400.0, 2000.0)  # ms
_MOST_FILLED = 10  # intervals in a row
_SLOWEST = 30.0  # beats a minute: fewer were missed
_ECTOPIC = 0.2  # Malik et al. 1989, Eur Heart J 10:1060: a fifth from the interval before
_FIFTY = 50 + 1e-6  # ms: times in s are no whole ms to the last digit
_LF, _HF = (0.04, 0.15), (0.15, 0.40)  # Hz
_RATE, _SEGMENT = 4.0, 120.0  # Hz of the evenly sampled intervals, and s of Welch's segments
_KEPT = 4096  # periods that were measured: a stage edit leaves most of them as they were
_Array = npt.NDArray[np.float64]
MEASURES = ("HR", "RMSSD", "SDNN", "pNN50", "LF", "HF", "LFHF", "RMSSD_Malik", "corrected")


@dataclass(frozen=True)
class StagePeriod:
    """A period of one stage, with what was measured in it by the names of `MEASURES`."""

    stage: int
    start: float
    """s"""
    duration: float
    """s"""
    values: Mapping[str, float]


def stage_periods(hypnograms: Hypnograms, row: int) -> list[StagePeriod]:
    """Measure every period of one stage that is long enough.

    Parameters
    ----------
    hypnograms : Hypnograms
        With heart beats observed.
    row : int
        Which night.

    Returns
    -------
    list of StagePeriod
        In order; those in which too few beats were found are left out, as YASA does.
    """
    observed = hypnograms.observed
    if observed is None or observed.beats is None:
        return []
    codes = hypnograms.scored_codes[row]
    found = []
    for stage in np.unique(codes[codes >= Stage.W]).tolist():
        for begin, end in runs(codes == stage).tolist():
            start = float(hypnograms.onset[begin])
            lasts = (end - begin) * hypnograms.epoch_length
            if lasts < SHORTEST_PERIOD:
                continue
            first, last = np.searchsorted(observed.beats, (start, start + lasts))
            values = measured_once(observed.beats[first:last], lasts)
            if values:
                found.append(StagePeriod(int(stage), start, lasts, values))
    return sorted(found, key=lambda period: period.start)


def measured_once(beats: _Array, duration: float) -> Mapping[str, float]:
    """`measure_beats`, once while the beats of a period stay the same."""
    return _kept(np.ascontiguousarray(beats, np.float64).tobytes(), duration)


@lru_cache(_KEPT)
def _kept(beats: bytes, duration: float) -> Mapping[str, float]:
    return MappingProxyType(measure_beats(np.frombuffer(beats), duration))


def measure_beats(beats: _Array, duration: float) -> dict[str, float]:
    """Measure the variability of the beats of one period.

    Parameters
    ----------
    beats : array of float64, shape (beats,)
        s, rising.
    duration : float
        Of the period, s.

    Returns
    -------
    dict of str to float
        By the names of `MEASURES`: ``HR`` (1/min), ``RMSSD``, ``SDNN``, ``RMSSD_Malik`` (ms),
        ``pNN50``, ``corrected`` (%), ``LF``, ``HF`` (ms^2), ``LFHF``. Empty where fewer than 30
        beats a minute were found, or a gap of them is too long to fill.

    Examples
    --------
    >>> steady = measure_beats(np.arange(0, 120, 0.8), 120.0)
    >>> round(steady["HR"], 6), round(steady["RMSSD"], 6), steady["corrected"]
    (75.0, 0.0, 0.0)
    """
    if beats.size < 3 or 60 * beats.size / duration < _SLOWEST:
        return {}
    raw = 1000 * np.diff(beats)
    artefact = (raw < _LIMITS[0]) | (raw > _LIMITS[1])
    intervals = _filled(raw, artefact)
    if intervals is None:
        return {}
    ectopic = np.zeros(raw.size, bool)
    ectopic[1:] = np.abs(np.diff(intervals)) > _ECTOPIC * intervals[:-1]
    normal = _filled(intervals, ectopic)
    steps = np.diff(intervals)
    low, high = _powers(beats[1:], intervals)
    return {
        "HR": float((60000 / intervals).mean()),
        "RMSSD": float(np.sqrt((steps**2).mean())),
        "SDNN": float(intervals.std(ddof=1)),
        "pNN50": float(100 * (np.abs(steps) > _FIFTY).mean()),
        "LF": low,
        "HF": high,
        "LFHF": low / high if high > 0 else np.nan,
        "RMSSD_Malik": np.nan if normal is None else float(np.sqrt((np.diff(normal) ** 2).mean())),
        "corrected": float(100 * artefact.mean()),
    }


def _filled(values: _Array, missing: npt.NDArray[np.bool_]) -> _Array | None:
    """Values with lines over what is missing, and the nearest at the edges; None if too long.

    As pandas' ``interpolate(limit_direction="both", limit=10)``: ten from either side, so that a
    gap inside may be of twenty.
    """
    if not missing.any():
        return values
    if missing.all():
        return None
    for begin, end in runs(missing).tolist():
        inside = begin > 0 and end < values.size
        if end - begin > _MOST_FILLED * (2 if inside else 1):
            return None
    at = np.arange(values.size)
    return np.interp(at, at[~missing], values[~missing])


def _powers(times: _Array, intervals: _Array) -> tuple[float, float]:
    """Power of LF and HF, ms^2, by Welch's method on evenly sampled intervals."""
    from scipy.interpolate import CubicSpline
    from scipy.signal import welch

    if times[-1] - times[0] < 0.9 * SHORTEST_PERIOD:
        return np.nan, np.nan
    even = np.arange(times[0], times[-1], 1 / _RATE)
    sampled = CubicSpline(times, intervals)(even)
    segment = min(int(_SEGMENT * _RATE), even.size)
    frequencies, density = welch(
        sampled, _RATE, "hann", nperseg=segment, detrend="linear", scaling="density"
    )
    width = float(frequencies[1])
    low, high = (
        float(density[(frequencies >= band[0]) & (frequencies < band[1])].sum() * width)
        for band in (_LF, _HF)
    )
    return low, high


def has_beats(hypnograms: Hypnograms) -> npt.NDArray[np.bool_]:
    """Whether heart beats were found, the same for every row."""
    observed = hypnograms.observed
    there = observed is not None and observed.beats is not None and observed.beats.size > 0
    return np.full(hypnograms.nights, there)


def in_wake(hypnograms: Hypnograms, measure: str) -> _Array:
    """Mean of a measure over the periods of wake; NaN where there is none, shape (nights,)."""
    return hypnograms.once(_means, None)[:, MEASURES.index(measure)]


def by_part(hypnograms: Hypnograms, measure: str, part: Part) -> _Array:
    """Mean of a measure over the periods of a part of sleep.

    Parameters
    ----------
    hypnograms : Hypnograms
    measure : str
        One of `MEASURES`.
    part : Part
        Periods whose middle lies in it count whole.

    Returns
    -------
    array of float64, shape (nights,)
        NaN where there is none.
    """
    return hypnograms.once(_means, part)[:, MEASURES.index(measure)]


def _means(hypnograms: Hypnograms, part: Part | None) -> _Array:
    """Means of all measures, shape (nights, measures); of wake where no part is given."""
    inside = hypnograms.once(part_epochs, part) if part else hypnograms.codes == Stage.W
    found = np.full((hypnograms.nights, len(MEASURES)), np.nan)
    for row, (epochs, values) in enumerate(hypnograms.once(_measured)):
        chosen = values[inside[row, epochs]]
        known = np.isfinite(chosen)
        total, count = np.where(known, chosen, 0.0).sum(axis=0), known.sum(axis=0)
        np.divide(total, count, out=found[row], where=count > 0)
    return found


def _measured(hypnograms: Hypnograms) -> list[tuple[npt.NDArray[np.int64], _Array]]:
    """Of each row's periods the epoch in the middle, and every measure."""
    laid = []
    for row in range(hypnograms.nights):
        periods = stage_periods(hypnograms, row)
        middles = [period.start + period.duration / 2 for period in periods]
        values = [[period.values[name] for name in MEASURES] for period in periods]
        table = np.array(values, np.float64).reshape(len(periods), len(MEASURES))
        laid.append((epoch_of(hypnograms, middles), table))
    return laid
