"""Hypnograms as rows of codes, with what several metrics count on counted once."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import numpy as np
import xarray as xr

from explorer.metrics.observed import Observed
from explorer.metrics.run_counts import SCORED_STAGES, Runs, Tally, find_runs, tally
from explorer.metrics.stage_detail import LIGHT_OR_DEEP, is_told, why_not_told
from explorer.night.hypnogram import crop, refuse_foreign_codes
from explorer.vocabulary.stages import Stage, is_coarse

MINUTE = 60.0
STEP = 30.0
"""s from one epoch to the next in what is said of steps: the epoch of the manuals."""
STAND_IN = Stage.N2
"""Code of every coarse stage where wake, sleep, NREM and REM are counted; never a number of N2, as
those exist only for nights that tell `EVERY_STAGE`."""
_WHOLE = 1e-6
_Result = TypeVar("_Result")


@dataclass(frozen=True, eq=False)
class Hypnograms:
    """Many hypnograms of one length: what every metric is a function of.

    Parameters
    ----------
    codes : array of int8, shape (nights, epochs)
        Codes of `Stage`, from lights-off to lights-on; those of coarse stages are `STAND_IN`.
    onset : array of float, shape (epochs,)
        s from the start of the recording.
    epoch_length : float
        s.
    as_scored : array of int8, shape (nights, epochs), optional
        Codes with the coarse stages, where there is any.
    observed : Observed, optional
        What is known of the night besides its stages.
    scorers : tuple of str
        Who scored each row, where that is known.
    """

    codes: np.ndarray
    onset: np.ndarray
    epoch_length: float
    as_scored: np.ndarray | None = None
    observed: Observed | None = None
    scorers: tuple[str, ...] = ()
    _found: dict[tuple[Hashable, ...], object] = field(default_factory=dict, repr=False)

    def once(self, compute: "Callable[..., _Result]", *arguments: Hashable) -> _Result:
        """Return ``compute(self, *arguments)``, computed when first asked for.

        Several metrics are columns of one table (bouts, cycles, thirds); each table is made once
        and goes with these hypnograms.
        """
        key = (compute, *arguments)
        if key not in self._found:
            self._found[key] = compute(self, *arguments)
        return self._found[key]  # type: ignore[return-value]

    def told(self, detail: str) -> np.ndarray:
        """Whether each night's stages tell a detail of `explorer.metrics.stage_detail`.

        Returns
        -------
        array of bool, shape (nights,)
        """
        if self.as_scored is None:
            return np.full(self.nights, detail != LIGHT_OR_DEEP)
        return np.array([is_told(detail, there) for there in self._there], bool)

    def why_not(self, detail: str) -> str:
        """Say why a number that needs a detail is missing on some night; "" where none is."""
        if self.as_scored is None and detail != LIGHT_OR_DEEP:
            return ""
        return next((why for there in self._there if (why := why_not_told(detail, there))), "")

    def epochs_as_scored(self, stage: Stage) -> np.ndarray:
        """Epochs of one stage by its own code, a coarse one too, shape (nights,)."""
        return np.asarray((self.scored_codes == stage).sum(axis=1))

    @property
    def scored_codes(self) -> np.ndarray:
        """Codes as they were scored, with the coarse stages."""
        return self.codes if self.as_scored is None else self.as_scored

    @cached_property
    def _there(self) -> list[set[int]]:
        """Codes that occur, of each night."""
        return [set(np.unique(night).tolist()) for night in self.scored_codes]

    @property
    def nights(self) -> int:
        """How many hypnograms."""
        return int(self.codes.shape[0])

    @property
    def epochs(self) -> int:
        """How many epochs each has."""
        return int(self.codes.shape[1])

    @cached_property
    def runs(self) -> Runs:
        """Unbroken stretches of one stage."""
        return find_runs(self.codes)

    @cached_property
    def tally(self) -> Tally:
        """Counts, in epochs."""
        return tally(self.runs, self.epoch_length)

    @cached_property
    def steps(self) -> int:
        """Epochs in 30 s; 1 where 30 s is no whole number of them."""
        steps = STEP / self.epoch_length
        whole = round(steps)
        return whole if whole >= 1 and abs(steps - whole) < _WHOLE else 1

    @cached_property
    def moves(self) -> np.ndarray:
        """Pairs of scored epochs 30 s apart, from row to column, shape (nights, 5, 5).

        With epochs of 30 s those of `Tally.moves`; with shorter ones what is likely does not depend
        on the epoch length.
        """
        if self.steps == 1:
            return self.tally.moves
        before, after = self.codes[:, : -self.steps], self.codes[:, self.steps :]
        night, epoch = np.nonzero((before >= 0) & (after >= 0))
        pair = before[night, epoch].astype(np.int64) * SCORED_STAGES + after[night, epoch]
        size = SCORED_STAGES**2
        found = np.bincount(night * size + pair, minlength=self.nights * size)
        return found.reshape(-1, SCORED_STAGES, SCORED_STAGES)

    @cached_property
    def scored(self) -> np.ndarray:
        """Whether a night has any scored epoch: of a night nobody scored nothing can be said."""
        return self.tally["first_scored"] >= 0

    @cached_property
    def slept(self) -> np.ndarray:
        """Whether a night has any sleep."""
        return self.tally["first_sleep"] >= 0

    @cached_property
    def sleep_epochs(self) -> np.ndarray:
        """Epochs of sleep."""
        return np.asarray(self.tally.columns[:, Stage.N1 + 2 : Stage.REM + 3].sum(axis=1))

    @cached_property
    def period_epochs(self) -> np.ndarray:
        """Epochs from the first of sleep to the last, inclusive; 0 without sleep."""
        out: np.ndarray = self.tally["after_sleep"] - self.tally["first_sleep"]
        return out

    def minutes(self, epochs: np.ndarray, where: np.ndarray | None = None) -> np.ndarray:
        """Turn epochs into minutes; NaN outside `where` (by default, on nights nobody scored)."""
        valid = self.scored if where is None else where
        return np.where(valid, epochs * (self.epoch_length / MINUTE), np.nan)


def as_hypnograms(hypnogram: xr.DataArray, observed: Observed | None = None) -> Hypnograms:
    """Check a hypnogram and lay it out as rows.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (..., epoch)
        As `explorer.night.hypnogram.make_hypnogram` gives it.
    observed : Observed, optional
        Scored events, saturation and heart beats of the same night, in s from the same start.

    Returns
    -------
    Hypnograms
        One row for every combination of the other dims.

    Raises
    ------
    ValueError
        If ``epoch``, ``epoch_length`` or ``onset`` is missing, or a code is no stage.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> as_hypnograms(make_hypnogram(["W", "N2", "N2"])).sleep_epochs.tolist()
    [2]
    """
    if "epoch" not in hypnogram.dims:
        raise ValueError(f"hypnogram needs a dimension 'epoch', has {hypnogram.dims}")
    missing = [name for name in ("epoch_length", "onset") if name not in hypnogram.coords]
    if missing:
        raise ValueError(f"hypnogram lacks the coordinates {missing}; make_hypnogram gives them")
    axis = hypnogram.dims.index("epoch")
    values = np.moveaxis(hypnogram.values, axis, -1)
    epochs = values.shape[-1]
    if values.dtype.kind not in "iu":
        raise ValueError(f"hypnogram needs codes of stages, has values of type {values.dtype}")
    if values.size and not min(Stage) <= values.min() <= values.max() <= max(Stage):
        found = sorted(set(np.unique(values).tolist()) - set(Stage))
        raise ValueError(f"unknown stage codes {found}, expected some of {[*map(int, Stage)]}")
    rows = int(np.prod(values.shape[:-1]))
    codes = values.reshape(rows, epochs)
    coarse = is_coarse(codes)
    has_coarse = bool(coarse.any())
    if has_coarse:
        refuse_foreign_codes(values.reshape(-1), codes.reshape(-1))
    codes = codes.astype(np.int8, copy=False)
    return Hypnograms(
        np.where(coarse, np.int8(STAND_IN), codes) if has_coarse else codes,
        np.asarray(hypnogram.coords["onset"].values, np.float64),
        float(hypnogram.coords["epoch_length"].values),
        codes if has_coarse else None,
        observed,
        _scorers(hypnogram, rows),
    )


def _scorers(hypnogram: xr.DataArray, rows: int) -> tuple[str, ...]:
    """Who scored each row; "" where the hypnogram does not say."""
    if "scorer" not in hypnogram.coords:
        return ("",) * rows
    dims = [dim for dim in hypnogram.dims if dim != "epoch"]
    own = hypnogram.coords["scorer"]
    if own.dims == tuple(dims):
        return tuple(map(str, own.values.reshape(-1)))
    like = hypnogram.isel(epoch=0, drop=True) if hypnogram.sizes["epoch"] else None
    if like is None:
        return ("",) * rows
    names = own.broadcast_like(like).transpose(*dims)
    return tuple(str(name) for name in names.values.reshape(-1))


def result_frame(
    hypnogram: xr.DataArray,
) -> tuple[tuple[Hashable, ...], tuple[int, ...], dict[Hashable, xr.Variable]]:
    """Dims, shape and coordinates of one number a hypnogram: all but those of epochs."""
    dims = tuple(dim for dim in hypnogram.dims if dim != "epoch")
    shape = tuple(hypnogram.sizes[dim] for dim in dims)
    coords = {
        name: coord.variable
        for name, coord in hypnogram.coords.items()
        if set(coord.dims) <= set(dims)
    }
    return dims, shape, coords


def between_lights(hypnogram: xr.DataArray, lights: tuple[float, float] | None) -> xr.DataArray:
    """Keep the epochs from lights-off to lights-on.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (..., epoch)
        See `make_hypnogram`.
    lights : (float, float) or None
        Off and on, in s from the start of the recording; NaN for one that is not known.

    Returns
    -------
    xr.DataArray of Stage, dims (..., epoch)
        An epoch belongs where its middle lies. Epochs that nobody gave are not made up.

    Raises
    ------
    ValueError
        If lights go on before they go off.
    """
    if lights is None:
        return hypnogram
    off, on = (float(time) for time in lights)
    if np.isnan(off) and np.isnan(on):
        return hypnogram
    off = -np.inf if np.isnan(off) else off
    on = np.inf if np.isnan(on) else on
    if not off < on:
        raise ValueError(
            f"lights must go off before they go on, go off at {off:g} s and on at {on:g} s; say "
            "both in s from the start of the recording, or NaN for one that is not known"
        )
    return crop(hypnogram, off, on)
