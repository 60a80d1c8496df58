"""What a scorer's file says: hypnograms, events, lights, and notes; and stages laid on a grid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import xarray as xr

from explorer.io.epoch_length import are_epochs, common_epoch_length
from explorer.io.stage_markers import without_marks
from explorer.io.table_limits import MOST_EPOCHS
from explorer.night.clock_change import NO_CHANGE, ClockChange
from explorer.night.hypnogram import make_hypnogram
from explorer.night.reading_account import GAP, AccountEntry, write_account
from explorer.night.schema import make_hypnograms
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.stages import Stage

SCORER = "first scorer"
LONGEST = 14 * 24 * 3600.0
"""Longest recording believed, in s: two weeks, longer than any polysomnography."""
_SHORTEST_EPOCH, _LONGEST_EPOCH = 0.1, 3600.0  # s
_MOST_COVERED = 20_000_000  # epochs that all stretches together cover, one over the other
_MIDDLE = 0.5 + 1e-9  # of an epoch, and what sums of decimals miss
_GAP = 1.5  # epochs from one onset to the next, from which there is a gap between them
_ON_THE_GRID = 0.01  # of an epoch: rounding of onsets in files


@dataclass(frozen=True)
class Scoring:
    """What one scorer's file says."""

    hypnograms: Mapping[str, xr.DataArray]
    """By scorer; dims (epoch)."""
    events: Sequence[Mapping[str, object]] = ()
    """See `explorer.night.schema.make_events`."""
    lights_off: float = float("nan")
    """s from the start of the recording"""
    lights_on: float = float("nan")
    """s from the start of the recording"""
    start: str = ""
    """Clock time that onsets count from, ISO 8601, where the file gives it."""
    clock_change: ClockChange = NO_CHANGE
    """Whether the clock moved after that."""
    notes: Sequence[str] = field(default_factory=tuple)
    probabilities: Mapping[str, xr.DataArray] = field(default_factory=dict)
    """By those scorers that give them; dims (epoch, stage_name), on their hypnogram's epochs."""
    account: Sequence[AccountEntry] = ()
    """What of the file was used and what was not."""
    simulated: bool = False
    """Whether the file says that its night was simulated."""

    @property
    def clock_attrs(self) -> dict[str, float]:
        """When the clock moved, as attrs of a night."""
        return {"clock_moved_at": self.clock_change.at, "clock_moved_by": self.clock_change.by}

    def to_dataset(self, source: str) -> xr.Dataset:
        """As the data model has it, with the rest among the attrs."""
        return make_hypnograms(self.hypnograms, self.probabilities).assign_attrs(
            notes=list(self.notes),
            account=write_account(self.account),
            lights_off=self.lights_off,
            lights_on=self.lights_on,
            start=self.start,
            **self.clock_attrs,
            source=source,
            simulated=int(self.simulated),
        )


def believed_epoch_length(path: object, length: float) -> float:
    """Return the length of an epoch in s as a file gives it, if anybody scores such epochs.

    Raises
    ------
    ValueError
        If it is not from 0.1 s to an hour.

    Examples
    --------
    >>> believed_epoch_length("night.xml", 30)
    30.0
    """
    if not _SHORTEST_EPOCH <= length <= _LONGEST_EPOCH:
        raise ValueError(
            f"{path}: an epoch of {length:g} s is not believed; expected {_SHORTEST_EPOCH:g} to "
            f"{_LONGEST_EPOCH:g} s, as 30"
        )
    return float(length)


def given_epoch_length(said: object) -> float | None:
    """Return the length of an epoch in s that somebody gave; None for none.

    Raises
    ------
    ValueError
        If it is no number, or none that anybody scores.

    Examples
    --------
    >>> given_epoch_length(20), given_epoch_length(None)
    (20.0, None)
    """
    if said is None:
        return None
    if isinstance(said, bool) or not isinstance(said, int | float | np.number):
        raise ValueError(f"epoch_length is {said!r}, expected a number of s, such as 30")
    return believed_epoch_length("epoch_length", float(said))


def believed_epochs(path: object, epochs: int, length: float) -> int:
    """Return how many epochs a hypnogram has, if so many are shown and scored.

    Raises
    ------
    ValueError
        If there are more than `explorer.io.table_limits.MOST_EPOCHS`.
    """
    if epochs > MOST_EPOCHS:
        raise ValueError(
            f"{path}: has {epochs:,} epochs of {length:g} s, and at most {MOST_EPOCHS:,} are read "
            "of a hypnogram; longer epochs, or fewer days in a file, would do"
        )
    return epochs


def on_grid(
    path: object,
    onsets: Sequence[float] | np.ndarray,
    durations: Sequence[float] | np.ndarray,
    stages: Sequence[Stage],
    *,
    epoch_length: float | None = None,
    account: list[AccountEntry] | None = None,
) -> tuple[xr.DataArray, list[str]]:
    """Lay scored stretches of time on a grid of epochs.

    Parameters
    ----------
    path : object
        Where they come from, for errors.
    onsets, durations : sequence of float, shape (stretches,)
        s. A duration that is NaN or 0 lasts until the next onset, the last one for one epoch.
    stages : sequence of Stage, shape (stretches,)
        The stage of each.
    epoch_length : float, optional
        s; otherwise what the onsets and durations show, see `common_epoch_length`.
    account : list of AccountEntry, optional
        Is told of epochs between the scored ones that have no stage.

    Returns
    -------
    hypnogram : xr.DataArray of Stage, dims (epoch)
        From the first onset on; what no stretch covers is ``UNSCORED``.
    notes : list of str
        What did not fit the grid.

    Raises
    ------
    ValueError
        If there is no stretch, a time is no number, or the whole is longer than `LONGEST`.

    Notes
    -----
    An epoch has the stage of the stretch that covers its middle; of two, that later in the file.

    Examples
    --------
    >>> hypnogram, notes = on_grid("", [0, 60], [60, 30], [Stage.W, Stage.N1])
    >>> hypnogram.values.tolist(), notes
    ([0, 0, 1], [])
    """
    said = [] if account is None else account
    grid, length, first, notes = codes_on_grid(path, onsets, durations, stages, epoch_length, said)
    return make_hypnogram(grid, length, first_onset=first), notes


def codes_on_grid(
    path: object,
    onsets: Sequence[float] | np.ndarray,
    durations: Sequence[float] | np.ndarray,
    stages: Sequence[Stage],
    epoch_length: float | None = None,
    account: list[AccountEntry] | None = None,
) -> tuple[np.ndarray, float, float, list[str]]:
    """Do as `on_grid`, and give what a hypnogram is made of: for nights by the thousand.

    Returns
    -------
    codes : array of int8, shape (epochs,)
    epoch_length, first_onset : float
        s
    notes : list of str
    """
    starts = np.asarray(onsets, np.float64)
    lengths = np.array(durations, np.float64)
    codes = np.asarray(stages, np.int8)
    if not starts.size:
        raise ValueError(f"{path}: no stage was found in it")
    impossible = np.flatnonzero(~np.isfinite(starts) | (lengths < 0) | np.isinf(lengths))
    if impossible.size:
        raise ValueError(_impossible_stage(path, int(impossible[0]), starts, lengths, codes))
    farthest = starts[np.abs(starts).argmax()]
    if abs(farthest) > LONGEST:
        raise ValueError(
            f"{path}: a stage begins {farthest / 3600:.3g} h from the start, "
            f"more than the {LONGEST / 3600:.0f} h that are believed"
        )
    if starts.max() - starts.min() + np.nanmax(lengths, initial=0) > LONGEST:
        reach = starts.max() - starts.min() + np.nanmax(lengths, initial=0)
        raise ValueError(
            f"{path}: the stages reach over {reach / 3600:.4g} h, more than the "
            f"{LONGEST / 3600:.0f} h that are believed"
        )
    notes: list[str] = []
    lengths = without_marks(starts, lengths, notes)
    endless = ~(lengths > 0)
    if endless.any():
        lengths = _until_the_next(starts, lengths, endless, codes, notes)
    shown = epoch_length or common_epoch_length(starts, lengths, codes, notes)
    length = believed_epoch_length(path, shown)
    ends = starts + np.where(lengths > 0, lengths, length)
    first = starts.min()
    # An epoch's middle lies within [start, end): its index is rounded from half an epoch on.
    lows = np.ceil((starts - first) / length - _MIDDLE).astype(int)
    highs = np.ceil((ends - first) / length - _MIDDLE).astype(int)
    epochs = believed_epochs(path, max(int(highs.max()), 1), length)
    covered_in_all = int((highs - lows).sum())
    if covered_in_all > _MOST_COVERED:
        raise ValueError(
            f"{path}: its stages lie over each other {covered_in_all / epochs:,.0f} times; a "
            "scorer's file has one stage for each epoch"
        )
    grid = np.full(epochs, Stage.UNSCORED, np.int8)
    covered = np.zeros(epochs, np.int8)
    contradicted = 0
    for low, high, code in zip(lows, highs, codes, strict=True):
        contradicted += int(((covered[low:high] > 0) & (grid[low:high] != code)).sum())
        grid[low:high] = code
        covered[low:high] = 1
    _note_the_grid(starts, ends, first, length, contradicted, notes)
    if holes := int((covered == 0).sum()):
        notes.append(
            f"{pluralize(holes, 'epoch')} between the scored ones without a stage, unscored"
        )
        if account is not None:
            began = first + int(np.argmin(covered)) * length
            account.append(
                AccountEntry(
                    GAP,
                    "epochs between the scored ones",
                    "UNSCORED",
                    holes,
                    holes * length / 60,
                    why=f"the first at {began:g} s",
                )
            )
    return grid, length, float(first), notes


def _impossible_stage(
    path: object, at: int, starts: np.ndarray, lengths: np.ndarray, codes: np.ndarray
) -> str:
    """Name a stage that no scorer can have meant, and what would do."""
    wrong = f"begins at {starts[at]:g} s"
    if np.isfinite(starts[at]):
        wrong = f"begins at {starts[at]:g} s and lasts {lengths[at]:g} s"
    return (
        f"{path}: stage {at + 1} of {starts.size} in it, {Stage(codes[at]).name}, {wrong}; "
        "onsets and durations must be numbers of s, durations from 0 up: correct that row, or "
        "leave it out"
    )


def _until_the_next(
    starts: np.ndarray,
    lengths: np.ndarray,
    endless: np.ndarray,
    codes: np.ndarray,
    notes: list[str],
) -> np.ndarray:
    """Durations where the file gives none: until the next onset; 0 for the last.

    Where rows are epochs, each lasts one epoch, and what is between two of them is a gap.
    """
    order = np.unique(starts)
    following = np.searchsorted(order, starts, side="right")
    upper = np.append(order, np.nan)[following]
    until = np.nan_to_num(upper - starts)
    steps, counts = np.unique(np.round(np.diff(order), 3), return_counts=True)
    most = int(counts.max(initial=0))
    if endless.all() and most and are_epochs(starts, codes) and most * 2 >= counts.sum():
        step = float(steps[counts.argmax()])
        return np.where(until > _GAP * step, step, until)
    count = pluralize(int(endless.sum()), "stage")
    last = ", the last one epoch" if (endless & (until == 0)).any() else ""
    notes.append(f"{count} without a duration: lasting until the next begins{last}")
    return np.where(endless, until, lengths)


def _note_the_grid(
    starts: np.ndarray,
    ends: np.ndarray,
    first: float,
    length: float,
    contradicted: int,
    notes: list[str],
) -> None:
    places = (starts - first) / length
    off = int((np.abs(places - np.round(places)) > _ON_THE_GRID).sum())
    if off:
        count = pluralize(off, "onset")
        notes.append(f"{count} off the grid of {length:g} s: an epoch has the stage at its middle")
    parts = (ends - starts) / length
    uneven = int((np.abs(parts - np.round(parts)) > _ON_THE_GRID).sum())
    if uneven:
        notes.append(
            f"{pluralize(uneven, 'duration')} not a multiple of the epoch length of {length:g} s"
        )
    if contradicted:
        notes.append(
            f"{pluralize(contradicted, 'epoch')} with two stages: the later in the file was taken"
        )
