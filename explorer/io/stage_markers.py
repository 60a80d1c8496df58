"""Stages marked as points: equal short durations on a longer grid, each lasting until the next."""

import numpy as np

from explorer.vocabulary.counts import pluralize

# Epochs that scorers use, in s, on whose grid markers stand.
_GRIDS = (30.0, 20.0, 16.0, 15.0, 12.0, 10.0, 8.0, 6.0, 5.0, 4.0)
_SHORT = 0.1  # of the grid; what scorers leave out between two epochs is never nine of ten
_MARK, _SHORT_MARK = 1.0, 0.25  # s, and of the grid: programs write marks of a sample or of 1 s
_MOSTLY = 0.9  # share of durations that are the same, and of steps that lie on the grid
_SAME = 0.01  # s, and share, that durations of one length may differ by
_ON_THE_GRID = 0.01  # of the grid
_FEW = 3  # stages, of which fewer show no grid


def without_marks(onsets: np.ndarray, durations: np.ndarray, notes: list[str]) -> np.ndarray:
    """Return durations of stages, NaN where they only mark a point at which a stage begins.

    Parameters
    ----------
    onsets, durations : array of float, shape (stages,)
        s
    notes : list of str
        What was found is added to it.

    Returns
    -------
    array of float, shape (stages,)
        The same where they are no marks: where they differ, where they fill a fair part of the
        steps between them, or where those steps are of no length that an epoch has.

    Examples
    --------
    >>> notes = []
    >>> without_marks(np.arange(4) * 30.0, np.full(4, 0.01), notes).tolist()
    [nan, nan, nan, nan]
    >>> notes
    ['4 stages of 0.01 s each on a grid of 30 s: marks of where one begins, lasting until the next']
    >>> without_marks(np.arange(4) * 60.0, np.full(4, 30.0), []).tolist()
    [30.0, 30.0, 30.0, 30.0]
    """
    held = durations > 0
    if held.sum() < _FEW or not (np.isfinite(onsets[held]) & np.isfinite(durations[held])).all():
        return durations
    usual = float(np.median(durations[held]))
    marks = held & (np.abs(durations - usual) <= max(_SAME * usual, min(_SAME, usual)))
    grid = _grid(np.diff(np.unique(onsets[held])))
    if marks.sum() < _MOSTLY * held.sum() or not grid:
        return durations
    if usual > _SHORT * grid and not (usual <= _MARK and usual <= _SHORT_MARK * grid):
        return durations
    notes.append(
        f"{pluralize(int(marks.sum()), 'stage')} of {usual:.3g} s each on a grid of {grid:g} s: "
        "marks of where one begins, lasting until the next"
    )
    return np.where(marks, np.nan, durations)


def _grid(steps: np.ndarray) -> float:
    """Longest epoch that nearly all steps are multiples of, in s; 0 where none is."""
    for length in _GRIDS:
        parts = steps / length
        on = (np.abs(parts - np.round(parts)) < _ON_THE_GRID) & (np.round(parts) > 0)
        if steps.size and np.mean(on) >= _MOSTLY:
            return length
    return 0.0
