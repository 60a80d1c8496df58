"""Samples of a page without a kernel: at a rate that is chosen, in 16 bits; and their size."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import scipy.fft

from explorer.analysis.channel_samples import each_filtered
from explorer.app.frozen_page.choice import FLAT, PageChoice
from explorer.bridge.packed_arrays import ArrayStore
from explorer.bridge.trace_samples import MISSING
from explorer.night.channel_spread import measure_spread
from explorer.night.montage import samples_in
from explorer.night.night import Night
from explorer.vocabulary.bands import Band

_LARGEST_CODE = 32_000
_STEPS_A_SPREAD = 64  # 0.3 uV in an EEG of 20 uV: a band of it is right to 0.04 uV
_BLOCK = 600.0  # s read at a time
_CONTEXT = 4.0  # s read on each side of a block
_CUT_OFF = 0.98  # of half the slower rate, where the spectrum has faded that is flat to `FLAT`
_LONGEST_RATIO = 4096
_SNIPPETS, _SNIPPET = 24, 20.0  # that an estimate is made from, s each

Told = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class SampleRow:
    """One channel's samples: value = code * scale + offset."""

    codes: npt.NDArray[np.int16]
    scale: float
    offset: float
    start: float
    """Time of the first, s."""
    rate: float
    """Hz"""


def reduced(
    night: Night, channel: str, choice: PageChoice, montage: str, through: Band | None = None
) -> SampleRow:
    """Read a channel at the rate of a page.

    Parameters
    ----------
    night : Night
    channel : str
    choice : PageChoice
    montage : str
    through : Band or None, optional
        Filter that its kind is looked at through; None for as recorded.

    Returns
    -------
    SampleRow
        Gaps stay gaps: where a sample was missing there is none.
    """
    steps = _ratio(night, channel, choice.rate)
    frequency = night.channels[channel].sampling_frequency
    parts = list(_blocks(night, channel, *choice.part, steps, montage, through))
    values = np.concatenate(parts) if parts else np.zeros(0, np.float32)
    start = round(choice.part[0] * frequency) / frequency
    if through is not None:  # a filter takes the middle away, about which the lane is drawn
        _, (middle, _) = next(measure_spread(night, (channel,), montage))
        values = values + np.float32(middle)
    return _encode(values, start, frequency * float(steps))


def _ratio(night: Night, channel: str, rate: float) -> Fraction:
    frequency = night.channels[channel].sampling_frequency
    if frequency <= rate:
        return Fraction(1)
    return Fraction(rate / frequency).limit_denominator(_LONGEST_RATIO)


def _blocks(
    night: Night,
    channel: str,
    start: float,
    stop: float,
    steps: Fraction,
    montage: str,
    through: Band | None = None,
) -> Iterator[npt.NDArray[np.float32]]:
    frequency = night.channels[channel].sampling_frequency
    up, down = steps.numerator, steps.denominator
    first, last = round(start * frequency), round(stop * frequency)
    total = round(night.duration * frequency)
    block = max(round(_BLOCK * frequency) // down, 1) * down
    context = -(-round(_CONTEXT * frequency) // down) * down if steps != 1 else 0
    for begin in range(first, last, block):
        end = min(begin + block, last)
        around = ((begin - context) / frequency, (end + context) / frequency)
        found = each_filtered(night, (channel,), *around, montage=montage, band=through)
        read = next(samples for _, samples, _ in found)
        lacking = max(context - begin, 0), max(end + context - total, 0)
        values = _slower(np.pad(read, lacking, mode="edge"), steps)
        yield values[context * up // down :][: -(-(end - begin) * up // down)]


def _slower(values: npt.NDArray[np.float32], steps: Fraction) -> npt.NDArray[np.float32]:
    """Leave samples out, without what the slower rate cannot hold; what is missing stays so."""
    if steps == 1:
        return values
    up, down = steps.numerator, steps.denominator
    missing = ~np.isfinite(values)
    places = np.arange(values.size)
    whole = values
    if missing.all():
        whole = np.zeros(values.size, np.float32)
    elif missing.any():
        whole = np.interp(places, places[~missing], values[~missing]).astype(np.float32)
    whole = np.pad(whole, (0, -values.size % down), mode="edge")
    count = whole.size // down * up
    spectrum = scipy.fft.rfft(whole)[: count // 2 + 1]
    share = np.arange(spectrum.size) / (count / 2)
    fade = np.clip((share - FLAT) / (_CUT_OFF - FLAT), 0.0, 1.0)
    gain = (0.5 + 0.5 * np.cos(np.pi * fade)).astype(np.float32)
    slower = scipy.fft.irfft(spectrum * gain, count) * np.float32(up / down)
    if missing.any():
        slower[missing[np.minimum(np.arange(count) * down // up, values.size - 1)]] = np.nan
    return np.asarray(slower, np.float32)


def _encode(values: npt.NDArray[np.float32], start: float, rate: float) -> SampleRow:
    finite = np.isfinite(values)
    present = values[finite]
    if not present.size:
        codes = np.full(values.size, MISSING)
        return SampleRow(codes, 1.0, 0.0, start, rate)
    low, high = float(present.min()), float(present.max())
    middle = float(np.median(present))
    spread = 1.4826 * float(np.median(np.abs(present - middle)))
    scale = max((high - low) / 2 / _LARGEST_CODE, spread / _STEPS_A_SPREAD) or 1.0
    offset = (low + high) / 2
    codes = np.full(values.size, MISSING)
    codes[finite] = np.rint((present - offset) / scale).astype(np.int16)
    return SampleRow(codes, scale, offset, start, rate)


def estimated_bytes(
    night: Night, choice: PageChoice, montage: str, told: Told = lambda _share: None
) -> float:
    """Estimate how many bytes the samples take, gzipped, from snippets across the part.

    Returns
    -------
    float
        Of the samples alone.
    """
    start, stop = choice.part
    total = 0.0
    places = np.linspace(start, max(start, stop - _SNIPPET), _SNIPPETS)
    for done, channel in enumerate(choice.channels):
        told(done / len(choice.channels))
        frequency = night.channels[channel].sampling_frequency
        steps = _ratio(night, channel, choice.rate)
        snippets = []
        for place in places:
            read, _ = samples_in(night, channel, place, min(place + _SNIPPET, stop), montage)
            snippets.append(_slower(read, steps))
        row = _encode(np.concatenate(snippets), start, frequency * float(steps))
        store = ArrayStore()
        store.add_samples(row.codes)
        size = len(zlib.compress(store.whole(), 6))
        total += size / max(row.codes.size, 1) * (stop - start) * row.rate
    return total
