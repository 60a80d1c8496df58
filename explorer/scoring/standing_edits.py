"""What stands of one scorer's edits, carried from edit to edit instead of gathered anew."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import xarray as xr

from explorer.scoring.edit import EVENT, FROM_FILE, REMOVE, STAGES, Edit
from explorer.vocabulary.stages import Stage

_MARKINGS = (EVENT, REMOVE)


@dataclass(frozen=True)
class Grid:
    """Epochs as values, by which what was laid on them is known again."""

    first: float
    """Onset of the first epoch, s."""
    length: float
    """Of an epoch, s."""
    epochs: int

    @classmethod
    def of(cls, hypnogram: xr.DataArray) -> "Grid":
        """Return the grid of a hypnogram, dims (epoch)."""
        epochs = hypnogram.sizes["epoch"]
        first = float(hypnogram.onset[0]) if epochs else 0.0
        return cls(first, float(hypnogram.epoch_length), epochs)


@dataclass(frozen=True, eq=False)
class Standing:
    """What stands of one scorer's edits, in order."""

    edits: tuple[Edit, ...] = ()
    stages: tuple[Edit, ...] = ()
    markings: tuple[Edit, ...] = ()
    """Marks put in, put in place of others, and taken out."""
    begun: int = 0
    """How many are copies that a scoring began with."""
    _laid: dict[Grid, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict, repr=False)
    """Middle and stage of each epoch, by the grids that were asked for; never written into."""

    @cached_property
    def marks(self) -> tuple[Edit, ...]:
        """Marks that no later edit took out or stands in place of, in the order of the edits."""
        gone = {edit.of for edit in self.markings if edit.of}
        return tuple(
            edit for edit in self.markings if edit.do == EVENT and not (edit.id in gone and edit.id)
        )

    @property
    def file(self) -> str:
        """Name of the file that the stages began as; "" where they did not come in a file."""
        first = self.stages[0] if self.stages else None
        return first.of if first is not None and first.kind == FROM_FILE else ""

    def laid_on(self, hypnogram: xr.DataArray) -> np.ndarray:
        """Lay the stages on a grid of epochs.

        Parameters
        ----------
        hypnogram : xr.DataArray, dims (epoch)
            Its onsets and epoch length count.

        Returns
        -------
        np.ndarray of int8, shape (epochs,)
            ``UNSCORED`` where no edit covers an epoch's middle, else the last one's stage.
        """
        grid = Grid.of(hypnogram)
        if grid not in self._laid:
            middle = hypnogram.onset.values + grid.length / 2
            codes = np.full(middle.size, Stage.UNSCORED, np.int8)
            spans = np.array([(edit.start, edit.stop) for edit in self.stages]).reshape(-1, 2)
            places = np.searchsorted(middle, spans).tolist()
            for edit, (low, high) in zip(self.stages, places, strict=True):
                codes[low:high] = _codes(edit, middle[low:high])
            self._laid[grid] = middle, codes
        return self._laid[grid][1]

    def plus(self, edit: Edit) -> "Standing":
        """Return what stands with one more edit."""
        is_stages = edit.do == STAGES
        laid = self._laid
        if is_stages:
            laid = {
                grid: (middle, _over(middle, codes, edit)) for grid, (middle, codes) in laid.items()
            }
        return Standing(
            (*self.edits, edit),
            (*self.stages, edit) if is_stages else self.stages,
            (*self.markings, edit) if edit.do in _MARKINGS else self.markings,
            self.begun + edit.is_initial_copy,
            dict(laid),
        )

    def minus(self, edit: Edit) -> "Standing":
        """Return what stands without one of the edits."""
        stages = without(self.stages, edit) if edit.do == STAGES else self.stages
        laid = self._laid
        if edit.do == STAGES:
            laid = {
                grid: (middle, _uncovered(middle, codes, edit, stages))
                for grid, (middle, codes) in laid.items()
            }
        return Standing(
            without(self.edits, edit),
            stages,
            without(self.markings, edit) if edit.do in _MARKINGS else self.markings,
            self.begun - edit.is_initial_copy,
            dict(laid),
        )


def standing_by_scorer(done: Iterable[Edit]) -> Mapping[str, Standing]:
    """Gather what stands by scorer, in the order in which each comes first."""
    every: dict[str, list[Edit]] = {}
    for edit in done:
        every.setdefault(edit.scorer, []).append(edit)
    return {
        scorer: Standing(
            tuple(edits),
            tuple(edit for edit in edits if edit.do == STAGES),
            tuple(edit for edit in edits if edit.do in _MARKINGS),
            sum(edit.is_initial_copy for edit in edits),
        )
        for scorer, edits in every.items()
    }


def without(edits: tuple[Edit, ...], edit: Edit) -> tuple[Edit, ...]:
    """Return edits without this very one, which is looked for from the end."""
    for place in range(len(edits) - 1, -1, -1):
        if edits[place] is edit:
            return edits[:place] + edits[place + 1 :]
    return edits


def _codes(edit: Edit, middle: np.ndarray) -> np.ndarray | int:
    """Stage of each of these epochs by an edit that covers them."""
    if len(edit.stages) == 1:
        return edit.stages[0]
    part = (middle - edit.start) / (edit.stop - edit.start)
    out: np.ndarray | int = np.asarray(edit.stages, np.int8)[(part * len(edit.stages)).astype(int)]
    return out


def _over(middle: np.ndarray, codes: np.ndarray, edit: Edit) -> np.ndarray:
    """Stages with one more edit over them."""
    low, high = np.searchsorted(middle, (edit.start, edit.stop))
    changed = codes.copy()
    changed[low:high] = _codes(edit, middle[low:high])
    return changed


def _uncovered(
    middle: np.ndarray, codes: np.ndarray, edit: Edit, stages: tuple[Edit, ...]
) -> np.ndarray:
    """Stages without an edit: where it was, the last of the others shows."""
    low, high = np.searchsorted(middle, (edit.start, edit.stop))
    here = middle[low:high]
    found = np.full(here.size, Stage.UNSCORED, np.int8)
    bare = np.ones(here.size, bool)
    left = here.size
    for other in reversed(stages):
        if not left:
            break
        if other.stop <= edit.start or other.start >= edit.stop:
            continue
        first, last = np.searchsorted(here, (other.start, other.stop))
        part = bare[first:last]
        shown = np.broadcast_to(np.asarray(_codes(other, here[first:last])), part.shape)
        found[first:last][part] = shown[part]
        part[:] = False
        left = int(bare.sum())
    changed = codes.copy()
    changed[low:high] = found
    return changed
