"""What the search in one band leaves for the next by the rule A7: a hand drags through many."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from explorer.dsp.gaps import FloatArray

BASELINE = 30.0
"""s of the windows around that a window is told apart from."""

_TRIM = (10.0, 90.0)  # percentiles between which windows make the baseline

Values = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Baseline:
    """Running sums of the windows that make baselines, and each window's own among them.

    Parameters
    ----------
    sums : array of float64, shape (usable + 1, 3)
        Running count, sum and sum of squares of those between the trimming percentiles.
    span : int
        How many usable windows make a baseline.
    first : array of int64, shape (windows,)
        The first of them, for each window.
    """

    sums: Values
    span: int
    first: npt.NDArray[np.int64]


@dataclass(eq=False)
class BandShares:
    """Log shares of one band, of the windows that were asked for so far.

    Bands are told apart by the bins of the windows' spectra, 0.5 Hz wide: those that hold the same
    bins have the same shares.

    Parameters
    ----------
    bins : (int, int)
        First and last.
    share : array of float64, shape (windows,)
        NaN where `measured` is not.
    measured : array of bool, shape (windows,)
    """

    bins: tuple[int, int]
    share: Values
    measured: Flags
    _baseline: tuple[Flags, Baseline] | None = None

    def baseline(self, valid: Flags, memory: "A7Memory", step: float) -> Baseline:
        """Find the baselines of the shares; `valid` windows must have been measured."""
        kept = self._baseline
        if kept is None or not np.array_equal(kept[0], valid):
            kept = self._baseline = (valid, memory.baseline(self.share, valid, step))
        return kept[1]


@dataclass(eq=False)
class A7Memory:
    """The shares of the band that was looked at last, and where its baselines begin.

    What is kept is what would be computed: the same answer to the same question. Threads may share
    one; each uses what it has taken out, whatever another puts in its place.
    """

    shares: BandShares | None = None
    _around: tuple[Flags, int, npt.NDArray[np.int64]] | None = field(default=None, repr=False)

    def shares_of(self, bins: tuple[int, int], windows: int) -> BandShares:
        """Take the shares of a band: those that are kept, or none measured yet."""
        kept = self.shares
        if kept is None or kept.bins != bins:
            kept = BandShares(bins, np.full(windows, np.nan), np.zeros(windows, bool))
            self.shares = kept
        return kept

    def around(self, known: Flags, step: float) -> tuple[int, npt.NDArray[np.int64]]:
        """How many known windows make a baseline, and the first of them for each window.

        Parameters
        ----------
        known : array of bool, shape (windows,)
        step : float
            Between windows, s.

        Returns
        -------
        (int, array of int64, shape (windows,))

        Examples
        --------
        >>> span, first = A7Memory().around(np.array([True, False, True, True]), 15.0)
        >>> span, first.tolist()
        (2, [0, 0, 0, 1])
        """
        kept = self._around
        if kept is None or not np.array_equal(kept[0], known):
            total = int(known.sum())
            span = min(round(BASELINE / step), total)
            first: npt.NDArray[np.int64] = np.cumsum(known)
            first -= known
            first -= span // 2
            kept = (known, span, np.clip(first, 0, total - span, out=first))
            self._around = kept
        return kept[1], kept[2]

    def baseline(self, values: Values | FloatArray, valid: Flags, step: float) -> Baseline:
        """Sum the usable values up, and find where each window's baseline begins."""
        from explorer.detectors.a7_kernels import trimmed_sums

        known = valid & np.isfinite(values)
        usable = values[known].astype(np.float64)
        sums = np.zeros((usable.size + 1, 3))
        if usable.size:
            low, high = np.percentile(usable, _TRIM)
            trimmed_sums(usable, low, high, sums)
        return Baseline(sums, *self.around(known, step))
