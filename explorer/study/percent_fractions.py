"""Percentages written as fractions of 1: an efficiency of 0.85 is 85 %, N3 may be either."""

from collections.abc import Mapping, Sequence

import numpy as np

from explorer.study.metric_headings import metric_symbol
from explorer.vocabulary.counts import listed

_NEVER_BELOW_ONE = frozenset(
    ("SE", "SME", "SE_wake", "SE_onset", "%N2", "%N2_SPT", "%NREM", "%NREM_SPT")
)
"""Shares that no night has below 1 %, so that numbers up to 1 are fractions."""
_EITHER = frozenset(("%N1", "%N1_SPT", "%N3", "%N3_SPT", "%REM", "%REM_SPT", "%WAKE_SPT"))
"""Shares that a night may truly have below 1 %, as old people of N3."""
_OF_TST = ("%N1", "%N2", "%N3", "%REM")
_OF_SPT = (*(f"{name}_SPT" for name in _OF_TST), "%WAKE_SPT")
_MISSES = 0.05  # of the whole: by which rounded percentages, or a minute of movement, miss it
_MOST = 0.9  # of the rows
_PER_CENT, _FRACTIONS = 100.0, 1.0


def stage_shares(columns: Mapping[str, Sequence[str]]) -> dict[str, np.ndarray]:
    """Numbers of those columns that are stages' shares of sleep, by the metric's symbol.

    Parameters
    ----------
    columns : mapping of str to sequence of str
        Cells by the column's name.

    Returns
    -------
    dict of str to array of float
        NaN where a cell is no number.

    Examples
    --------
    >>> stage_shares({"N3_pct": ["0,4", ""], "mood": ["5", "6"]})
    {'%N3': array([0.4, nan])}
    """
    symbols = {metric_symbol(name): cells for name, cells in columns.items()}
    return {
        symbol: np.array([_number(cell) for cell in cells], np.float64)
        for symbol, cells in symbols.items()
        if symbol in _OF_TST or symbol in _OF_SPT
    }


def read_fractions(
    name: str,
    symbol: str,
    values: Sequence[float],
    units: str,
    cells: Sequence[str],
    *,
    stages: Mapping[str, np.ndarray] | None = None,
    says_percent: bool = False,
) -> tuple[list[float], list[str]]:
    """Read a percentage of which all numbers are 0 to 1 as fractions, or not, by what says which.

    Parameters
    ----------
    name : str
        The column's.
    symbol : str
        Of its metric, as in the catalogue.
    values : sequence of float
        By row; NaN where there is none.
    units : str
        Taken for them; of others than "%" nothing is asked.
    cells : sequence of str
        As the table has them: one with a % sign says its own unit, and then nothing is guessed.
    stages : mapping of str to array of float
        Every stage's share that the table has, see `stage_shares`: of a row they sum to 100, or 1.
    says_percent : bool
        Whether the heading has a % sign.

    Returns
    -------
    list of float
        In %.
    list of str
        What is to be said.

    Raises
    ------
    ValueError
        If the numbers may as well be fractions as percentages below 1.

    Examples
    --------
    >>> read_fractions("SE", "SE", [0.86, 0.91], "%", ["0.86", "0.91"])
    ([86.0, 91.0], ['SE: its numbers are 0 to 1, which no night has in %, and were read as \
fractions: 0.86 as 86 %.'])
    """
    kept = list(values)
    held = np.array([value for value in kept if np.isfinite(value)])
    if units != "%" or not held.size or held.min() < 0 or not 0 < held.max() <= 1:
        return kept, []
    if any(cell.rstrip().endswith("%") for cell in cells):
        return kept, []
    first = float(held[held > 0][0])
    as_percent, as_it_is = f"{first * 100:.4g} %", f"{first:.6g} %"
    in_percent = [float(f"{value * 100:.12g}") for value in kept]
    if symbol in _NEVER_BELOW_ONE and np.median(held) > 0:
        said = (
            f"{name}: its numbers are 0 to 1, which no night has in %, and were read as fractions: "
            f"{first:.6g} as {as_percent}."
        )
        return in_percent, [said]
    if symbol not in _EITHER:
        return kept, []
    whole, why = _told_by_stages(symbol, stages or {})
    if not whole and says_percent:
        whole, why = _PER_CENT, "as its heading says"
    begins = f"{name}: its numbers are 0 to 1 and were read as"
    if whole == _FRACTIONS:
        return in_percent, [
            f"{begins} fractions ({first:.6g} as {as_percent}), {why}; if they are per cent, write "
            f"{as_it_is} with its sign in the cells."
        ]
    if whole == _PER_CENT:
        return kept, [
            f"{begins} per cent ({first:.6g} as {as_it_is}), {why}; if they are fractions, write "
            f"{as_percent} with its sign in the cells."
        ]
    raise ValueError(
        f"{name}: all its numbers are 0 to 1, so {first:.6g} may be the fraction that is "
        f"{as_percent}, or {as_it_is}, and no other stages' shares tell which; write {as_percent} "
        f"or {as_it_is} with its sign in the cells, or the sign in the heading."
    )


def _told_by_stages(symbol: str, stages: Mapping[str, np.ndarray]) -> tuple[float, str]:
    """Say of what whole a share is by the other stages' shares, 0 if unknown; and why."""
    family = next(one for one in (_OF_TST, _OF_SPT) if symbol in one)
    others = [name for name in family if name != symbol and name in stages]
    own = stages.get(symbol)
    if not others or own is None:
        return 0.0, ""
    if len(others) == len(family) - 1:
        summed = np.sum([stages[name] for name in others], axis=0)
        for whole in (_PER_CENT, _FRACTIONS):
            if _is_whole(summed + own, whole):
                return whole, f"for the stages of a row sum to about {whole:g}"
        if _is_whole(summed + 100 * own, _PER_CENT):
            return _FRACTIONS, "for only so do the stages of a row sum to about 100"
    beside = f"as {listed(others)} beside it"
    if any(np.nanmax(stages[name], initial=0.0) > 1 for name in others):
        return _PER_CENT, f"{beside} {'are' if len(others) > 1 else 'is'}"
    if any(name in _NEVER_BELOW_ONE and np.nanmax(stages[name], initial=0) > 0 for name in others):
        return _FRACTIONS, f"{beside} {'are' if len(others) > 1 else 'is'}"
    return 0.0, ""


def _is_whole(totals: np.ndarray, whole: float) -> bool:
    """Whether nearly all rows that have every stage sum to a whole."""
    missed = np.abs(totals[np.isfinite(totals)] / whole - 1)
    return bool(missed.size) and float(np.quantile(missed, _MOST)) <= _MISSES


def _number(cell: str) -> float:
    try:
        return float(cell.strip().removesuffix("%").strip().replace(",", "."))
    except ValueError:
        return float("nan")
