"""Artefacts of one channel: flat, clipped, out of range, and muscle."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.detectors.inputs import check, event_table, read_sampling_frequency, samples_in_parts
from explorer.detectors.search_coverage import NOT_SEARCHED
from explorer.dsp.blocks import BlockSpectra
from explorer.dsp.chunked_samples import Samples, Work, chunked
from explorer.dsp.filters import design_band, filter_parts
from explorer.dsp.gaps import FloatArray
from explorer.intervals import NO_SPANS, Spans, merge, runs, widen

KIND = "artefact"

_FLAT_STEP = 0.5  # s; a stretch is looked at in steps of this length
_MUSCLE_BAND = (26.25, 32.0)  # Hz, Brunner et al. 1996
_MUSCLE_STEP = 4.0  # s, likewise
_MUSCLE_AROUND = 180.0  # s of the night around, likewise
_MUSCLE_LEAST = 1e-12  # uV^2
_LEVEL_LENGTH = 30.0  # s of a level
_SAMPLES_A_LEVEL = 512  # looked at
_SAMPLES_A_CHUNK = 1 << 18
_MEDIANS_AT_ONCE = 1 << 14


@dataclass(frozen=True)
class ArtefactRule:
    """What counts as an artefact.

    Parameters
    ----------
    name, source : str
        What it is called, and where its limits are from.
    flat : float
        A step of 0.5 s whose values span less than this is flat, uV.
    flat_duration : float
        Least duration of a flat stretch, s.
    clipped_duration : float
        Least time at the recording's own highest or lowest value in one go, s.
    highest : float
        Values further than this from the signal's level are out of range, uV. The level is the
        median of half a minute, between such by a line: the offset of an amplifier that keeps one
        is no artefact.
    margin : float
        Added on both sides of what is clipped or out of range, s.
    muscle : float
        Power of 26.25-32 Hz in 4 s, as a multiple of the median of the 3 minutes around.
    """

    name: str = "limits"
    source: str = "muscle: Brunner et al. 1996, Sleep 19:6; the other limits are ours"
    flat: float = 0.5
    flat_duration: float = 5.0
    clipped_duration: float = 0.02
    highest: float = 500.0
    margin: float = 0.5
    muscle: float = 4.0


DEFAULT_RULE = ArtefactRule()
_NO_SIGNAL = "there is no signal in the channel, only gaps"


def detect_artefacts(
    signal: xr.DataArray,
    *,
    hypnogram: xr.DataArray | None = None,
    rule: ArtefactRule = DEFAULT_RULE,
    spectra: BlockSpectra | None = None,
    samples: Samples | None = None,
) -> xr.Dataset:
    """Find what a channel recorded that no brain made.

    Parameters
    ----------
    signal : xr.DataArray, dims (time), in uV
        NaN where there is a gap; a gap is not an artefact.
    hypnogram : xr.DataArray of Stage, dims (epoch), optional
        Gives each event its stage; the whole recording is searched.
    rule : ArtefactRule
        Limits.
    spectra : BlockSpectra, optional
        Of this very signal: muscle is then looked for at a reduced rate.
    samples : Samples, optional
        What to look at in place of the signal's own samples, which are then not read.

    Returns
    -------
    xr.Dataset along ``event``
        ``onset``, ``duration`` (s), ``kind``, ``channel``, ``source``, ``stage`` and ``reason``:
        "flat", "clipped", "out of range" or "muscle". Events of different reasons may overlap.

    Raises
    ------
    ValueError
        If the signal is not one channel in uV.

    Notes
    -----
    Muscle is looked for only where the recording reaches 32 Hz with room for the filter.

    Examples
    --------
    >>> from explorer.night.schema import make_signals
    >>> samples = 20 * np.sin(2 * np.pi * 3 * np.arange(3000) / 50)
    >>> samples[500:1000], samples[1500] = 0, 900
    >>> eeg = make_signals([samples], 50.0, ["Cz"], ["EEG"], ["uV"])["signal"][0]
    >>> found = detect_artefacts(eeg)
    >>> found.reason.values.tolist(), found.onset.values.tolist()
    (['flat', 'out of range'], [10.0, 29.5])
    """
    check(signal)
    frequency = read_sampling_frequency(signal)
    samples = samples_in_parts(signal) if samples is None else samples
    margin = round(rule.margin * frequency)
    flat, clipped, beyond = _by_amplitude(samples, frequency, rule)
    found = {
        "flat": flat,
        "clipped": widen(clipped, margin, samples.size),
        "out of range": widen(beyond, margin, samples.size),
        "muscle": _muscle(samples, frequency, rule, spectra),
    }
    spans = np.concatenate(list(found.values()))
    reasons = np.repeat(list(found), [len(part) for part in found.values()])
    columns = {
        "onset": spans[:, 0] / frequency,
        "duration": (spans[:, 1] - spans[:, 0]) / frequency,
        "reason": reasons.astype("U12"),
    }
    table = event_table(KIND, signal, rule.name, hypnogram, columns)
    why = "" if samples.size and samples.extremes[0] <= samples.extremes[1] else _NO_SIGNAL
    return table.assign_attrs({NOT_SEARCHED: why})


def _by_amplitude(
    samples: Samples, frequency: float, rule: ArtefactRule
) -> tuple[Spans, Spans, Spans]:
    """Find what is flat, clipped and out of range, in one pass."""
    step = max(round(_FLAT_STEP * frequency), 2)
    flat = np.zeros(samples.size // step, bool)
    chunks = chunked(-(-samples.size // step), max(_SAMPLES_A_CHUNK // step, 1)) * step
    spans = np.minimum(chunks, samples.size)
    least = max(int(np.ceil(rule.clipped_duration * frequency)), 3)
    low, high = samples.extremes
    can_clip = high - low >= rule.flat  # also False where nothing was recorded
    near = max(2 * round(rule.margin * frequency) - 1, 0)  # further apart, margins do not meet
    clipped, beyond = ([NO_SPANS] * len(spans) for _ in range(2))

    def job(k: int, part: FloatArray) -> None:
        first = spans[k, 0]
        steps = part.size // step
        rows = part[: steps * step].reshape(steps, step)
        # False where NaN is.
        flat[first // step : first // step + steps] = (
            rows.max(axis=1) - rows.min(axis=1)
        ) < rule.flat
        if can_clip:
            # At the highest or lowest value, longer than any wave stays at its turn.
            held = runs((part == high) | (part == low))
            at_an_end = (held[:, 0] == 0) | (held[:, 1] == part.size)  # its other part may be long
            clipped[k] = held[at_an_end | (held[:, 1] - held[:, 0] >= least)] + first
        beyond[k] = merge(runs(_far(part, frequency, rule.highest)), near) + first

    samples.through([Work(spans, job)])
    of_flat = runs(flat) * step
    at_limits = merge(np.concatenate([NO_SPANS, *clipped]))
    return (
        of_flat[of_flat[:, 1] - of_flat[:, 0] >= rule.flat_duration * frequency],
        at_limits[at_limits[:, 1] - at_limits[:, 0] >= least],
        merge(np.concatenate([NO_SPANS, *beyond]), near),
    )


def _far(part: FloatArray, frequency: float, highest: float) -> npt.NDArray[np.bool_]:
    """Whether each sample is further from the level of its time than the limit."""
    count = max(round(part.size / (_LEVEL_LENGTH * frequency)), 1)
    edges = np.linspace(0, part.size, count + 1).astype(np.int64)
    step = max(part.size // count // _SAMPLES_A_LEVEL, 1)
    level = np.array([_median(part[a:b:step]) for a, b in pairwise(edges.tolist())])
    known = np.isfinite(level)
    if not known.any():
        return np.zeros(part.size, bool)
    low, high = float(level[known].min()), float(level[known].max())
    if not ((part > low + highest) | (part < high - highest)).any():
        return np.zeros(part.size, bool)
    middle = (edges[:-1] + edges[1:]) / 2
    away = part - np.interp(np.arange(part.size), middle[known], level[known])
    return np.asarray(np.abs(away) > highest)


def _median(values: FloatArray) -> float:
    finite = values[np.isfinite(values)]
    return float(np.median(finite)) if finite.size else float("nan")


def _muscle(
    samples: Samples, frequency: float, rule: ArtefactRule, spectra: BlockSpectra | None
) -> Spans:
    try:
        taps = design_band(*_MUSCLE_BAND, frequency)
    except ValueError:
        return NO_SPANS
    step = round(_MUSCLE_STEP * frequency)
    steps = samples.size // step
    if not steps:
        return NO_SPANS
    if spectra is not None and spectra.covers(taps):
        divisor = spectra.rate_divisor(taps)
        while step % divisor:
            divisor //= 2
        power = _powers(spectra.filtered(taps, rate_divisor=divisor), step, divisor)
    else:
        power = np.concatenate(
            [_powers(part, step, 1) for part in filter_parts(samples, taps, step)]
        )
    usual = _moving_median(power, round(_MUSCLE_AROUND / _MUSCLE_STEP))
    return runs(power > rule.muscle * np.maximum(usual, _MUSCLE_LEAST)) * step


def _powers(fast: FloatArray, step: int, divisor: int) -> npt.NDArray[np.float64]:
    """Mean square of each whole step of a signal at a reduced rate; NaN by a gap."""
    steps = fast.size // (step // divisor)
    rows = fast[: steps * step // divisor].reshape(steps, step // divisor)
    out: npt.NDArray[np.float64] = np.einsum("ij,ij->i", rows, rows, dtype=np.float64) * (
        divisor / step
    )
    return out


def _moving_median(values: npt.NDArray[np.float64], window: int) -> npt.NDArray[np.float64]:
    """Median of the values around each, passing over NaN; shorter at the ends."""
    half = window // 2
    padded = np.pad(values, half, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1)
    out = np.empty(len(windows))
    for first, last in chunked(len(windows), _MEDIANS_AT_ONCE):  # days of them are 100 MB a copy
        rows = np.sort(windows[first:last], axis=1)
        known = np.isfinite(rows).sum(axis=1)
        at = np.arange(len(rows))
        pair = rows[at, np.maximum(known - 1, 0) // 2], rows[at, known // 2 - (known == 0)]
        out[first:last] = np.where(known > 0, (pair[0] + pair[1]) / 2, np.nan)
    return out
