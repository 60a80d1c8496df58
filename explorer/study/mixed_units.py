"""Mixed units in one column: fractions among per cent, hours among minutes, cell by cell."""

from collections.abc import Sequence

import numpy as np

from explorer.vocabulary.column_names import read_unit
from explorer.vocabulary.counts import first_few

_FRACTION, _PERCENT = 1.0, 20.0  # no night slept in bed has an efficiency between these and 0
_MOST_HOURS, _FEWEST_MINUTES = 24.0, 60.0
_MANY = 3  # cells of each kind before any other metric is said to be of two units
_WIDEST = 2.5  # times the largest that the smaller ones are in its unit, and no more
_EPOCH = 0.5  # min: whole epochs are minutes, however few


def refuse_mixed_units(
    name: str,
    values: Sequence[float],
    units: str,
    *,
    known: str,
    whole_night: bool,
    efficiency: bool,
    sure: Sequence[bool],
    top: int = 2,
) -> None:
    """Refuse a column of which some cells are in another unit than the others.

    Its middle looks right, and a mean over it is of nothing.

    Parameters
    ----------
    name : str
        The column's.
    values : sequence of float
        By row; NaN where there is none.
    units : str
        Taken for them.
    known : str
        The metric's own unit; of others than min and % nothing is asked.
    whole_night, efficiency : bool
        Whether it is a time that fills the night, or a share of the night that does: then one cell
        is enough. Of any other metric several of each kind are, with a gap of the unit's size.
    sure : sequence of bool
        Whether a cell says its own unit, or counts for nothing.
    top : int
        Line of the first cell.

    Raises
    ------
    ValueError
        With the lines, and what would do.

    Examples
    --------
    >>> refuse_mixed_units("SE", [0.85, 91.0], "%", known="%", whole_night=False, efficiency=True,
    ...     sure=[False, False])
    Traceback (most recent call last):
    ValueError: SE is in two units: 0.85 (line 2) looks like a fraction of 1, and 91 (line 3) like \
per cent; write all cells in one unit, or each with its own, such as 85%.
    """
    found = np.array(values, float)
    held = np.isfinite(found) & (found > 0)
    bare = ~np.array(sure, bool)
    second = read_unit(units)
    if known == "%":
        kinds = ("a fraction of 1", "per cent", "85%")
        low, high = _parts(found, held, 100.0, (_FRACTION, _PERCENT) if efficiency else None)
        foreign = low
    elif known == "min" and second in (1.0, 60.0, 3600.0):
        kinds = ("hours", "minutes", "405 min")
        edges = (_MOST_HOURS, _FEWEST_MINUTES) if whole_night and second != 1 else None
        low, high = _parts(found, held, 60.0, edges)
        foreign = high if second == 3600 else low
        if second == 1 or (second == 60 and np.median(found[high] if high.any() else 0) > 1440):
            kinds = ("minutes", "seconds", "405 min")
            foreign = low if second == 1 else high
        elif edges is None and not np.any(found[low] % _EPOCH):
            return
    else:
        return
    if (foreign & bare).any() and low.any() and high.any():
        raise ValueError(
            f"{name} is in two units: {_named(found, low, top)} {_look(low)} like {kinds[0]}, and "
            f"{_named(found, high, top)} like {kinds[1]}; write all cells in one unit, or each "
            f"with its own, such as {kinds[2]}."
        )


def _parts(
    found: np.ndarray, held: np.ndarray, factor: float, edges: tuple[float, float] | None
) -> tuple[np.ndarray, np.ndarray]:
    """Cells of the smaller numbers and of the larger: by edges, or by a gap of a unit's size."""
    if edges is not None:
        low, high = held & (found <= edges[0]), held & (found > edges[1])
        if high.any():  # 20 min beside 405 are no 20 h: a nap, or a night of hardly any sleep
            low &= found * factor <= _WIDEST * found[high].max()
        if low.any() and high.any():
            return low, high
    nothing = np.zeros(found.shape, bool)
    ordered = np.sort(found[held])
    if ordered.size < 2 * _MANY:
        return nothing, nothing
    gaps = ordered[1:] / ordered[:-1]
    place = int(gaps.argmax())
    low, high = held & (found <= ordered[place]), held & (found > ordered[place])
    if min(low.sum(), high.sum()) < _MANY or gaps[place] < factor / 4:
        return nothing, nothing
    apart = np.median(found[high]) / np.median(found[low])
    return (low, high) if factor / 2 <= apart <= factor * 2 else (nothing, nothing)


def _named(found: np.ndarray, chosen: np.ndarray, top: int) -> str:
    lines = np.flatnonzero(chosen)
    return first_few(f"{found[line]:g} (line {line + top})" for line in lines)


def _look(chosen: np.ndarray) -> str:
    return "looks" if chosen.sum() == 1 else "look"
