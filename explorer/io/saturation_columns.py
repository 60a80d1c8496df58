"""Columns of a table of events with the saturation of a desaturation: its depth and its nadir."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from explorer.io.table_columns import Column, Columns, is_empty
from explorer.vocabulary.stage_words import fold_word

_OF_OXYGEN = r"(sp[o0]2|sa[o0]2|o2|sat)"
_NADIR = re.compile(
    rf"nadir|(lowest|least|min|minimum|minimal|niedrigst\w*|tiefst\w*){_OF_OXYGEN}|"
    rf"{_OF_OXYGEN}\w*?(lowest|least|min|minimum|minimal)(%|$)"
)
_BASELINE = re.compile(
    rf"(baseline|highest|max|maximum|basis){_OF_OXYGEN}|"
    rf"{_OF_OXYGEN}\w*?(baseline|highest|max|maximum|basis)(%|$)"
)
_DEPTH = re.compile(
    rf"^(des?at(uration)?|entsattigung|desaturazione|desaturacion)?(depth|tiefe|%|percent|amount)*$|"
    rf"(depth|drop|delta|fall|abfall|decrease|change)(in|of)?{_OF_OXYGEN}|"
    rf"{_OF_OXYGEN}\w*?(depth|drop|delta|fall|abfall|decrease|change|desat\w*)(%|percent)?$|"
    rf"^(o2)?desat\w*(%|percent|depth)$|^desaturation$"
)
_OF_ANOTHER_THING = re.compile(
    r"count|number|index|anzahl|time|dauer|duration|onset|start|end|zeit|second|latency|odi|\bid$"
)
_USED_AS = MappingProxyType(
    {
        "depth": "depth of desaturations, %",
        "lowest": "lowest saturation, %",
        "baseline": "saturation before, %",
    }
)
_FRACTION, _HALF, _WHOLE = 1.0, 50.0, 100.0
_NUMBER = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*%?")


def read_saturations(columns: Columns) -> Mapping[int, Mapping[str, float]]:
    """Read depths and nadirs that stand beside the events of a table.

    Parameters
    ----------
    columns : Columns
        Those that are used are said in it.

    Returns
    -------
    mapping of int to mapping of str to float
        By row, ``depth`` and ``lowest`` in %, where there is one.
    """
    found: dict[str, np.ndarray] = {}
    for what, pattern in (("lowest", _NADIR), ("baseline", _BASELINE), ("depth", _DEPTH)):
        column = next((one for one in columns.all if _is_it(columns, one, pattern)), None)
        if column is None:
            continue
        values = _percents(column.cells)
        if values is None:
            continue
        name, why = what, ""
        if what == "depth" and np.nanmedian(values) > _HALF:
            if "lowest" in found:
                continue
            name, why = "lowest", "as no saturation falls by so much"
        columns.use(column, _USED_AS[name], why)
        found[name] = values
    if "depth" not in found and {"lowest", "baseline"} <= set(found):
        found["depth"] = found["baseline"] - found["lowest"]
    told = {name: values for name, values in found.items() if name in ("depth", "lowest")}
    return {
        row: {name: float(values[row]) for name, values in told.items() if values[row] >= 0}
        for row in range(len(columns.all[0].cells) if columns.all else 0)
        if any(values[row] >= 0 for values in told.values())
    }


def _is_it(columns: Columns, column: Column, pattern: re.Pattern[str]) -> bool:
    if column.place in columns.used or not column.values:
        return False
    name = fold_word(column.name).replace("%", "")
    return bool(pattern.search(name)) and not _OF_ANOTHER_THING.search(name)


def _percents(cells: Sequence[str]) -> np.ndarray | None:
    """Saturations in %, NaN where a cell holds none; None where one is no saturation."""
    values = np.full(len(cells), np.nan)
    for row, cell in enumerate(cells):
        if is_empty(cell):
            continue
        number = _NUMBER.fullmatch(cell.strip())
        if number is None:
            return None
        values[row] = float(number[1].replace(",", "."))
    held = values[np.isfinite(values)]
    if not held.size or held.max() > _WHOLE:
        return None
    return values * _WHOLE if held.max() <= _FRACTION and held.max() > 0 else values
