"""Slow waves: a negative half-wave and the positive one after it, by four published rules."""

from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.detectors.inputs import (
    check,
    event_table,
    included_stretches,
    read_samples,
    read_sampling_frequency,
)
from explorer.detectors.search_coverage import NOT_SEARCHED, why_not_searched
from explorer.detectors.slow_wave_rules import DEFAULT_RULE as DEFAULT_RULE
from explorer.detectors.slow_wave_rules import RULES as RULES
from explorer.detectors.slow_wave_rules import SlowWaveRule as SlowWaveRule
from explorer.dsp.blocks import BlockSpectra
from explorer.dsp.filters import filter_whole
from explorer.dsp.gaps import FloatArray, finite_runs
from explorer.intervals import Spans, contains, dilate
from explorer.vocabulary.stages import DEEPER_NREM, Stage

KIND = "slow_wave"
DEFAULT_STAGES = DEEPER_NREM


def detect_slow_waves(
    signal: xr.DataArray,
    *,
    hypnogram: xr.DataArray | None = None,
    stages: tuple[Stage, ...] = DEFAULT_STAGES,
    rule: SlowWaveRule = DEFAULT_RULE,
    spectra: BlockSpectra | None = None,
) -> xr.Dataset:
    """Find slow waves in one channel.

    Parameters
    ----------
    signal : xr.DataArray, dims (time), in uV
        As `explorer.night.night.Night.signal` gives it; NaN where there is a gap.
    hypnogram : xr.DataArray of Stage, dims (epoch), optional
        Without one, or where nobody scored, the whole recording is searched.
    stages : tuple of Stage
        Those in which troughs are looked for.
    rule : SlowWaveRule
        One of `RULES`, or one's own.
    spectra : BlockSpectra, optional
        Of this very signal. The signal is then not read, and waves are looked for at the lowest
        rate that holds the band: in a hundredth of the time, some tenths of a per cent of the waves
        differing at the limits.

    Returns
    -------
    xr.Dataset along ``event``
        ``onset``, ``duration`` (s; from the zero crossing before the trough to that after the
        crest), ``kind``, ``channel``, ``source``, ``stage``, ``negative_peak``, ``middle`` and
        ``positive_peak`` (s from the start of the recording), ``trough``, ``crest``,
        ``peak_to_peak`` (uV), ``slope_down`` and ``slope_up`` (uV/s, from zero to the trough and
        from the trough to zero), ``frequency`` (Hz, one over the duration).

    Raises
    ------
    ValueError
        If the signal is not one channel in uV, or the spectra do not hold the rule's band.

    Notes
    -----
    Fixed amplitudes mix amplitude into density: with age, or on another derivation, fewer waves
    reach them. The rule "riedner" has none; `percentile` takes a share of the night's own waves.
    At the full rate the rule "yasa" gives YASA's events.

    Examples
    --------
    >>> from explorer.night.schema import make_signals
    >>> time = np.arange(3000) / 100
    >>> wave = make_signals([-80 * np.sin(2 * np.pi * 0.8 * time)], 100.0, ["Fz"], ["EEG"], ["uV"])
    >>> found = detect_slow_waves(wave["signal"][0])
    >>> found.sizes["event"], float(found.peak_to_peak.median().round())
    (22, 160.0)
    """
    check(signal)
    frequency = read_sampling_frequency(signal)
    try:
        taps = rule.taps(frequency)
    except ValueError as error:
        raise ValueError(f"slow waves by the rule {rule.name!r}: {error}") from None
    samples = signal.sizes["time"]
    allowed = included_stretches(hypnogram, stages, samples, frequency)
    if spectra is None:
        filtered, divisor = filter_whole(read_samples(signal).samples, taps), 1
    else:
        divisor = min(spectra.rate_divisor(taps), _coarsest_rate(rule, frequency))
        within = dilate(allowed, round(_REACH * frequency), samples)
        filtered = spectra.filtered(taps, rate_divisor=divisor, within=within)
    waves = [
        _waves_of_run(filtered[first:last], first, divisor, frequency, allowed, rule)
        for first, last in finite_runs(filtered)
    ]
    columns = {
        name: np.concatenate([wave[name] for wave in waves]) if waves else np.zeros(0)
        for name in _COLUMNS
    }
    if rule.percentile and columns["onset"].size:
        least = np.percentile(columns["peak_to_peak"], rule.percentile)
        kept = columns["peak_to_peak"] >= least
        columns = {name: values[kept] for name, values in columns.items()}
    table = event_table(KIND, signal, rule.name, hypnogram, columns)
    why = ""
    if not table.sizes["event"]:
        searched = included_stretches(hypnogram, stages, filtered.size, frequency / divisor)
        why = why_not_searched(filtered, searched, frequency / divisor, hypnogram, stages)
    return table.assign_attrs({NOT_SEARCHED: why})


_COLUMNS = (
    *("onset", "duration", "negative_peak", "middle", "positive_peak"),
    *("trough", "crest", "peak_to_peak", "slope_down", "slope_up", "frequency"),
)
_REACH = 30.0  # s beyond where troughs are looked for: three cycles of the slowest rule's band
_SAMPLES_A_CYCLE = 16  # of the band's upper edge: parabolas then find turns to a fraction of a uV


def _coarsest_rate(rule: SlowWaveRule, frequency: float) -> int:
    """Largest power of two that leaves enough samples in a cycle of the band's upper edge."""
    room = frequency / (_SAMPLES_A_CYCLE * rule.band[1])
    return 1 << max(int(np.log2(room)) if room >= 1 else 0, 0)


def _waves_of_run(
    filtered: FloatArray,
    first: int,
    divisor: int,
    frequency: float,
    allowed: Spans,
    rule: SlowWaveRule,
) -> dict[str, npt.NDArray[np.float64]]:
    """Slow waves of one run without a gap; `first` is its first sample at the reduced rate."""
    from explorer.detectors.detection_loops import turning_points

    room = filtered.size // 2 + 2
    trough, crest, crossing = (np.empty(room, np.int64) for _ in range(3))
    trough_value, crest_value = (np.empty(room) for _ in range(2))
    crossing = np.empty(filtered.size, np.int64)
    counts = turning_points(filtered, divisor, trough, trough_value, crest, crest_value, crossing)
    origin = first * divisor
    trough, trough_value = trough[: counts[0]] + origin, trough_value[: counts[0]]
    crest, crest_value = crest[: counts[1]] + origin, crest_value[: counts[1]]
    crossing = crossing[: counts[2]] + origin
    if crossing.size < len(("start", "middle", "end")):
        return dict.fromkeys(_COLUMNS, np.zeros(0))
    pair = _next_crests if rule.nearest_crest else _next_half_waves
    edges, turns, heights = pair(
        crossing, trough, trough_value, crest, crest_value, allowed, rule, frequency
    )
    start, middle, end = edges / frequency
    negative, positive = turns / frequency
    duration, depth = end - start, -heights[0]
    with np.errstate(divide="ignore"):  # a trough on a crossing has no slope to speak of
        down, up = depth / (negative - start), depth / (middle - negative)
    columns = (
        *(start, duration, negative, middle, positive, heights[0], heights[1], depth + heights[1]),
        *(down, up, 1 / duration),
    )
    return dict(zip(_COLUMNS, columns, strict=True))


def _next_crests(
    crossing: Spans,
    trough: Spans,
    trough_value: npt.NDArray[np.float64],
    crest: Spans,
    crest_value: npt.NDArray[np.float64],
    allowed: Spans,
    rule: SlowWaveRule,
    frequency: float,
) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
    """Pair each trough with the next crest, both of the rule's size; YASA's way.

    The crossing after the trough must be the one before the crest. Where two waves claim the same
    beginning or end, neither counts.
    """
    good = _within(-trough_value, rule.trough) & contains(allowed, trough)
    trough, trough_value = trough[good], trough_value[good]
    good = _within(crest_value, rule.crest) & contains(allowed, crest)
    crest, crest_value = crest[good], crest_value[good]
    paired = np.searchsorted(crest, trough)
    has_crest = paired < crest.size
    paired, trough, trough_value = paired[has_crest], trough[has_crest], trough_value[has_crest]
    crest, crest_value = crest[paired], crest_value[paired]
    height = crest_value - trough_value
    a, b = np.searchsorted(crossing, trough), np.searchsorted(crossing, crest)
    good = (height > rule.peak_to_peak[0]) & (height < rule.peak_to_peak[1])
    good &= (a > 0) & (b == a + 1) & (b < crossing.size)
    a, trough, crest = a[good], trough[good], crest[good]
    trough_value, crest_value = trough_value[good], crest_value[good]
    edges = crossing[np.stack([a - 1, a, a + 1])]
    negative, positive = np.diff(edges, axis=0) / frequency
    good = (trough < edges[1]) & (crest < edges[2]) & (edges[1] < crest)
    for duration, (least, most) in (
        (negative, rule.negative_duration),
        (positive, rule.positive_duration),
    ):
        good &= (duration > least) & (duration < most)
    for edge in (edges[0], edges[2]):
        _, place, count = np.unique(edge[good], return_inverse=True, return_counts=True)
        good[np.flatnonzero(good)[count[place] > 1]] = False
    return (
        edges[:, good],
        np.stack([trough, crest])[:, good],
        np.stack([trough_value, crest_value])[:, good],
    )


def _next_half_waves(
    crossing: Spans,
    trough: Spans,
    trough_value: npt.NDArray[np.float64],
    crest: Spans,
    crest_value: npt.NDArray[np.float64],
    allowed: Spans,
    rule: SlowWaveRule,
    frequency: float,
) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
    """Take each negative half-wave with the positive one that follows."""
    from explorer.detectors.detection_loops import deepest_between

    turn, value = np.empty(crossing.size - 1, np.int64), np.empty(crossing.size - 1)
    deepest_between(crossing, trough, trough_value, crest, crest_value, turn, value)
    first = np.flatnonzero((value[:-1] < 0) & (value[1:] > 0))
    edges = crossing[np.stack([first, first + 1, first + 2])]
    turns, heights = (np.stack([rows[first], rows[first + 1]]) for rows in (turn, value))
    negative, positive = np.diff(edges, axis=0) / frequency
    good = contains(allowed, turns[0])
    for measured, limits in (
        (negative, rule.negative_duration),
        (positive, rule.positive_duration),
        (-heights[0], rule.trough),
        (heights[1], rule.crest),
        (heights[1] - heights[0], rule.peak_to_peak),
    ):
        good &= _within(measured, limits)
    return edges[:, good], turns[:, good], heights[:, good]


def _within(values: npt.NDArray[np.float64], limits: tuple[float, float]) -> npt.NDArray[np.bool_]:
    return (values >= limits[0]) & (values <= limits[1])
