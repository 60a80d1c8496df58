"""Numbers of a table held against what their metric can be: units, scales, what cannot be."""

from collections.abc import Sequence
from types import MappingProxyType

import numpy as np

from explorer.metrics import OBSERVED_METRICS
from explorer.metrics.possible_values import ANY, possible_in, possible_values
from explorer.statistics.paired import POWER_UNITS
from explorer.study.heading_units import unit_ratio
from explorer.study.metric_headings import KNOWN, QUESTIONNAIRES, known_metric, metric_symbol
from explorer.study.mixed_units import refuse_mixed_units
from explorer.vocabulary.column_names import read_unit
from explorer.vocabulary.counts import first_few, pluralize

_WHOLE_NIGHT = frozenset(("TST", "TIB", "SPT"))
_SHARES = frozenset(("SE", "SME"))
_DAY = 86_400.0  # s
_TIMES: MappingProxyType[str, float] = MappingProxyType({"min": 60.0, "s": 1.0, "ms": 0.001})
_MOST_HOURS, _MOST_MINUTES, _MOST_SECONDS = 24.0, 2880.0, 172_800.0


def out_of_scale(name: str, values: Sequence[float]) -> list[str]:
    """Say where scores lie outside the scale of their questionnaire."""
    scale = QUESTIONNAIRES.get(name.upper())
    if scale is None:
        return []
    out = [value for value in values if not 0 <= value <= scale[1] and np.isfinite(value)]
    if not out:
        return []
    return [
        f"{name}: {pluralize(len(out), 'score')} such as {out[0]:g} lie outside the scale's 0 to "
        f"{scale[1]:g}; they were used as they are."
    ]


def check_unit(
    name: str,
    values: Sequence[float],
    units: str,
    *,
    stated: bool,
    sure: Sequence[bool] = (),
    top: int = 2,
) -> tuple[list[float], list[str]]:
    """Take numbers that no night can have as missing, and say where a unit is doubtful.

    Parameters
    ----------
    name : str
        The column's.
    values : sequence of float
        By row; NaN where there is none.
    units : str
        Taken for them.
    stated : bool
        Whether the table says so.
    sure : sequence of bool
        Whether a cell says its own unit; empty where none does.
    top : int
        Line of the first cell.

    Returns
    -------
    list of float
        Without times below 0 or over a day and shares outside 0 to 100 %; where most of a column
        is too large its unit is at fault, and they stay as the table has them.
    list of str
        What is to be said.

    Raises
    ------
    ValueError
        If some cells are in another unit than the others.

    Examples
    --------
    >>> check_unit("TST", [410.0, -5.0], "min", stated=True)
    ([410.0, nan], ['TST: -5 on line 3 cannot be, taken as missing; 0 to 1440 min would do.'])
    """
    known = known_metric(name)[1]
    held = np.array([value for value in values if np.isfinite(value)])
    limits = _limits(name, units)
    if not held.size or (not known and limits is None):
        return list(values), []
    said = []
    symbol = metric_symbol(name)
    if symbol not in OBSERVED_METRICS:
        refuse_mixed_units(
            name,
            values,
            units,
            known=known,
            whole_night=symbol in _WHOLE_NIGHT,
            efficiency=symbol in _SHARES,
            sure=sure or [False] * len(values),
            top=top,
        )
    middle = float(np.median(held))
    seems, would_do = _seems(name, middle, units, known)
    if seems:
        why = "" if stated else ", as its heading names no unit"
        said.append(
            f"{name}: its numbers were taken for {known}{why}, and look like {seems} (the middle "
            f"one is {middle:.6g}); {would_do} would do."
        )
    if limits is None:
        return list(values), said
    least, whole = limits
    most = whole
    if float((held > most).mean()) > 0.5:
        if not seems:
            said.append(_doubtful(name, units, middle, most))
        most = ANY
    kept, wrong = [], []
    for line, value in enumerate(values, start=top):
        possible = least <= value <= most or not np.isfinite(value)
        kept.append(value if possible else float("nan"))
        wrong += [] if possible else [f"{value:g} on line {line}"]
    if wrong:
        said.append(
            f"{name}: {first_few(wrong)} cannot be, taken as missing; "
            f"{_would_do(name, units, least, whole)} would do."
        )
    return kept, said


def _seems(name: str, middle: float, units: str, known: str) -> tuple[str, str]:
    """Say what numbers look like that are not in their metric's unit, and what would do."""
    symbol = metric_symbol(name)
    if units == known == "min" and middle > _MOST_MINUTES:
        seems, unit = ("seconds", "s") if middle < _MOST_SECONDS else ("milliseconds", "ms")
        return seems, f"{name} ({unit})"
    if units == known and symbol in _WHOLE_NIGHT and 0 < middle <= _MOST_HOURS:
        return "hours", f"{name} (h)"
    if units == known and symbol in _SHARES and 0 < middle <= 1:
        return "fractions of 1", "times 100"
    return "", ""


def _limits(name: str, units: str) -> tuple[float, float] | None:
    """Return the least and the most that a column can be, in its unit; None where nothing says."""
    if units in POWER_UNITS:
        return 0.0, ANY
    metric = KNOWN.get(metric_symbol(name))
    own = metric.units if metric is not None else known_metric(name)[1]
    ratio = unit_ratio(own, units or own)
    if not own or own == "points" or ratio is None:
        return None
    least, most = possible_values(metric) if metric is not None else possible_in(own)
    return least * ratio, most * ratio


def _would_do(name: str, units: str, least: float, most: float) -> str:
    """Say what a number that cannot be may be instead."""
    if most < ANY:
        return f"{least:g} to {most:g} {_shown(units)}".rstrip()
    in_db = f", or {name} (dB)," if units in POWER_UNITS else ""
    return f"{least:g} or more{in_db}"


def _shown(units: str) -> str:
    return "" if units == "1" else units


def _doubtful(name: str, units: str, middle: float, most: float) -> str:
    """Say of a column of which most is too large what unit it may be in."""
    second = read_unit(units)
    span = f"0 to {most:g} {_shown(units)}".rstrip()
    would_do = f"a number from {span}"
    for unit, smaller in _TIMES.items():
        if second is not None and smaller < second and middle * smaller <= _DAY:
            would_do = f"{name} ({unit})"
            break
    beyond = f"outside {span}" if second is None else "over 24 h"
    cannot = f" in {units}" if _shown(units) else ""
    return (
        f"{name}: most of its numbers are {beyond} (the middle one is {middle:.6g}), which cannot "
        f"be{cannot}; used as the table has it; {would_do} would do."
    )
