"""Spectra of overlapping blocks, made once a channel: a new band costs a product and an inverse."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.fft

from explorer.dsp.block_runs import GRID, BlockRun, blocks_within, join_blocks
from explorer.dsp.chunked_samples import Samples, Work, as_samples, chunked
from explorer.dsp.filter_design import Taps, needed_context, zero_phase_gain
from explorer.dsp.gaps import FloatArray, extend, reflected_from
from explorer.dsp.threads import DEFAULT_THREADS, in_chunks

ComplexArray = npt.NDArray[np.complex64]

DEFAULT_CONTEXT = 16.75
"""s. Half the length of the longest filter in use: 0.1 Hz of transition (waves from 0.1 Hz up)."""
DEFAULT_MAXIMUM_FREQUENCY = 48.0
"""Hz. A filter up to 35 Hz has its stopband from 43.75 Hz; mains are left out."""

_BLOCK_PER_CONTEXT = 7  # a block at least this many contexts long keeps most of its samples
_BLOCKS_A_CHUNK = 16
_NEGLIGIBLE_GAIN = 0.004  # a Hamming window's stopband lies at 0.0022
_NO_GAIN = 1e-9  # a band-pass has no more at 0 Hz, by rounding
_ROOM = 1.4  # so far above its passband even a stopband's ripple carries little of an EEG


@dataclass(frozen=True, eq=False)
class BlockSpectra:
    """Spectra of one channel's overlapping blocks, from which any band of the night follows.

    Parameters
    ----------
    spectra : array of complex64, shape (blocks, bins)
        Real FFTs of blocks of `length` samples, up to `maximum_frequency`.
    runs : tuple
        The stretches between gaps.
    samples : int
        Length of the channel.
    sampling_frequency : float
        Hz.
    length, context : int
        Samples in a block, and those at each of its ends that its neighbours share.
    maximum_frequency : float
        Hz. What lies above was not kept.

    Examples
    --------
    >>> from explorer.dsp.filters import design_band, filter_whole
    >>> night = np.random.default_rng(1).standard_normal(60_000).astype("f4")
    >>> spectra = build_block_spectra(night, 100)
    >>> taps = design_band(0.5, 4, 100)
    >>> bool(np.abs(spectra.filtered(taps) - filter_whole(night, taps)).max() < 0.005)
    True
    >>> spectra.filtered(taps, rate_divisor=4).shape
    (15000,)
    """

    spectra: ComplexArray
    runs: tuple[BlockRun, ...]
    samples: int
    sampling_frequency: float
    length: int
    context: int
    maximum_frequency: float

    @property
    def nbytes(self) -> int:
        """Memory in bytes."""
        return int(self.spectra.nbytes)

    def covers(self, taps: Taps) -> bool:
        """Whether these spectra hold what a filter needs: its context, and its passband."""
        return not self._obstacle(taps)

    def rate_divisor(self, taps: Taps) -> int:
        """Find the lowest rate at which a filter's output loses no more than 0.005 uV.

        Parameters
        ----------
        taps : array, shape (2 * half + 1,)
            As `explorer.dsp.filters.design_band` gives them.

        Returns
        -------
        int
            A power of two up to 64: every so many samples are enough.
        """
        nyquist = self.sampling_frequency / 2
        passed = np.flatnonzero(np.abs(self._gain(taps)) > _NEGLIGIBLE_GAIN)
        highest = passed.max(initial=0) * (self.sampling_frequency / self.length)
        divisor = 1
        while divisor < GRID and _ROOM * highest < nyquist / (2 * divisor):
            divisor *= 2
        return divisor

    def filtered(
        self,
        taps: Taps,
        *,
        rate_divisor: int = 1,
        within: npt.NDArray[np.int64] | None = None,
        threads: int = DEFAULT_THREADS,
    ) -> FloatArray:
        """Filter the whole night at a reduced rate.

        Parameters
        ----------
        taps : array, shape (2 * half + 1,)
            As `explorer.dsp.filters.design_band` gives them.
        rate_divisor : int
            Give every so many samples: a power of two up to 64. See `rate_divisor`.
        within : array of int64, shape (k, 2), optional
            Stretches of the channel, first sample and the one past the last: blocks that hold no
            part of one are 0, and take no time.
        threads : int
            How many work at a time. The result does not depend on it.

        Returns
        -------
        array of float32, shape (ceil(samples / rate_divisor),), in the unit of the samples
            Sample ``k`` belongs to sample ``k * rate_divisor`` of the channel. NaN in gaps. Within
            0.005 uV of `explorer.dsp.filters.filter_whole` on a clean EEG; what lies above
            `maximum_frequency` is absent here where it is only damped there.

        Raises
        ------
        ValueError
            If the filter needs more context or higher frequencies than were kept.
        """
        return self._inverse(taps, rate_divisor, threads, within, analytic=False).view(np.float32)

    def analytic(
        self, taps: Taps, *, rate_divisor: int = 1, threads: int = DEFAULT_THREADS
    ) -> ComplexArray:
        """Filter the whole night and make it analytic: its modulus is the envelope.

        Parameters
        ----------
        taps, rate_divisor, threads
            As in `filtered`. The band must stop short of 0 Hz.

        Returns
        -------
        array of complex64, shape (ceil(samples / rate_divisor),), in the unit of the samples
            Its real part is what `filtered` gives; its angle is the phase.

        Raises
        ------
        ValueError
            If the filter needs more context or higher frequencies than were kept.
        """
        return self._inverse(taps, rate_divisor, threads, None, analytic=True).view(np.complex64)

    def _inverse(
        self,
        taps: Taps,
        divisor: int,
        threads: int,
        within: npt.NDArray[np.int64] | None,
        *,
        analytic: bool,
    ) -> npt.NDArray[Any]:
        """Multiply by the gain and go back to time, at the reduced rate."""
        if obstacle := self._obstacle(taps):
            raise ValueError(obstacle)
        if divisor not in (2**power for power in range(GRID.bit_length())):
            raise ValueError(f"rate_divisor must be a power of two up to {GRID}, is {divisor}")
        length = self.length // divisor
        bins = min(self.spectra.shape[1], length // 2)
        gain = self._gain(taps)[:bins] / np.float32(divisor)
        kind = np.complex64 if analytic else np.float32
        edge, step = self.context // divisor, (self.length - 2 * self.context) // divisor
        asked = blocks_within(self.runs, within, len(self.spectra), step * divisor)
        make = np.empty if asked.size == len(self.spectra) else np.zeros
        blocks = make((len(self.spectra), step), kind)
        if analytic:
            gain[1:] *= 2

        def job(first: int, last: int) -> None:
            product = np.zeros((last - first, length if analytic else length // 2 + 1), "c8")
            rows = asked[first:last]
            for row, block in zip(product, rows, strict=True):
                np.multiply(self.spectra[block, :bins], gain, out=row[:bins])
            if analytic:
                time = scipy.fft.ifft(product, axis=-1, overwrite_x=True)
            else:
                time = scipy.fft.irfft(product, length, axis=-1, overwrite_x=True)
            blocks[rows] = time[:, edge : edge + step]

        in_chunks(job, asked.size, _BLOCKS_A_CHUNK, threads=threads)
        gain_at_zero = float(taps.sum())
        if abs(gain_at_zero) > _NO_GAIN:
            for run in self.runs:
                own = asked[(asked >= run.block) & (asked < run.block + run.blocks)]
                blocks[own] += run.offset * gain_at_zero
        return join_blocks(self.runs, blocks, self.samples, divisor)

    def _obstacle(self, taps: Taps) -> str:
        """Why a filter cannot be had from these spectra, or nothing."""
        frequency = self.sampling_frequency
        if needed_context(taps) > self.context:
            return (
                f"the filter needs {needed_context(taps) / frequency:.3g} s on each side, the "
                f"spectra hold {self.context / frequency:.3g} s: build them with that context"
            )
        lost = np.abs(self._gain(taps)[self.spectra.shape[1] :])
        if lost.max(initial=0.0) > _NEGLIGIBLE_GAIN:
            return (
                f"the filter lets pass what lies above {self.maximum_frequency:g} Hz, the highest "
                "frequency kept: build the spectra with a higher one"
            )
        return ""

    def _gain(self, taps: Taps) -> FloatArray:
        """Gain on the bins of a block's real FFT: real, for the taps are symmetric."""
        return zero_phase_gain(taps, self.length)


def build_block_spectra(
    samples: npt.ArrayLike | Samples,
    sampling_frequency: float,
    *,
    context: float = DEFAULT_CONTEXT,
    maximum_frequency: float = DEFAULT_MAXIMUM_FREQUENCY,
    threads: int = DEFAULT_THREADS,
) -> BlockSpectra:
    """Make the spectra of one channel's blocks.

    Parameters
    ----------
    samples : array, shape (n,), or Samples
        One channel; NaN where there is a gap. Each stretch between gaps is kept apart.
    sampling_frequency : float
        Hz.
    context : float
        Half the length of the longest filter that will be asked for, in s.
    maximum_frequency : float
        Hz. Nothing above is kept: 16 MB for 8.5 h at 48 Hz.
    threads : int
        How many work at a time. The result does not depend on it.

    Returns
    -------
    BlockSpectra

    Raises
    ------
    ValueError
        If the samples are not one row.
    """
    values = as_samples(samples)
    edge = GRID * max(1, int(np.ceil(context * sampling_frequency / GRID)))
    length = 1 << (_BLOCK_PER_CONTEXT * edge).bit_length()
    step = length - 2 * edge
    runs: list[BlockRun] = []
    for first, last in values.runs:
        origin = first // GRID * GRID
        blocks = -(-(last - origin) // step)
        # Zeros follow where a short run's reflection is used up: those lie at 0, not at an offset.
        offset = float(values.read(first, first + 1)[0]) if last - first > edge else 0.0
        block = runs[-1].block + runs[-1].blocks if runs else 0
        runs.append(BlockRun(first, last, block, blocks, offset))
    count = sum(run.blocks for run in runs)
    maximum = min(float(maximum_frequency), sampling_frequency / 2)
    kept = int(maximum * length / sampling_frequency) + 1
    spectra = np.empty((count, kept), np.complex64)
    chunks = [
        (run, *edges) for run in runs for edges in chunked(run.blocks, _BLOCKS_A_CHUNK).tolist()
    ]
    # Where each chunk's first block begins and its last one ends, in samples from its run's first.
    reach = [
        (
            run.first // GRID * GRID - run.first - edge + first * step,
            run.first // GRID * GRID - run.first + edge + last * step,
        )
        for run, first, last in chunks
    ]
    needs = [
        reflected_from(run.last - run.first, *ends)
        for (run, *_), ends in zip(chunks, reach, strict=True)
    ]

    def job(k: int, part: FloatArray) -> None:
        (run, first, last), (begin, end) = chunks[k], reach[k]
        size = run.last - run.first
        row = extend(part, -begin, end - size, run.offset, size=size, at=needs[k][0])
        windows = np.lib.stride_tricks.sliding_window_view(row, length)[::step]
        found = scipy.fft.rfft(windows, axis=-1)[:, :kept]
        spectra[run.block + first : run.block + last] = found

    starts = np.array([run.first for run, *_ in chunks], np.int64)
    spans = np.array(needs, np.int64).reshape(-1, 2) + starts[:, None]
    values.through([Work(spans, job)], threads=threads)
    return BlockSpectra(
        spectra, tuple(runs), values.size, float(sampling_frequency), length, edge, maximum
    )
