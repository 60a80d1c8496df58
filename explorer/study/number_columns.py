"""Columns of numbers in a table of nights: metrics of a device or a questionnaire, and covariates.

Every cell that is no number is said with its line; a column is never guessed at in silence.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from explorer.io.devices.night_totals import MEANINGS
from explorer.metrics import METRICS
from explorer.metrics.aliases import find_symbol
from explorer.vocabulary.column_names import read_unit
from explorer.vocabulary.counts import pluralize

COVARIATES = frozenset(
    (
        *("age", "sex", "gender", "bmi", "weight", "height", "alcohol", "drinks", "caffeine"),
        *("caffein", "coffee", "tea", "nicotine", "smoking", "bedtime", "risetime", "waketime"),
        *("weekday", "weekend", "exercise", "steps", "nap", "naps", "stress", "screen"),
        *("temperature", "menstrual", "travel", "ill", "illness", "medication"),
    )
)
"""Words of a column's name by which it is a covariate: known of a night, and no outcome."""
QUESTIONNAIRES: MappingProxyType[str, tuple[str, float]] = MappingProxyType(
    {
        "PSQI": ("Pittsburgh Sleep Quality Index", 21),
        "ISI": ("Insomnia Severity Index", 28),
        "ESS": ("Epworth Sleepiness Scale", 24),
    }
)
"""Questionnaires by their usual names: what they are, and their highest score; the lowest is 0."""
_POWER = MappingProxyType({"SWA": "uV^2", "SIGMA": "uV^2"})
MISSING = frozenset(
    ["", "na", "n/a", "#n/a", "nan", "none", "null", "-", "--", "–", "—", ".", "?", "missing"]
)
_TRUTH = MappingProxyType({"yes": 1.0, "y": 1.0, "true": 1.0, "no": 0.0, "n": 0.0, "false": 0.0})
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?(\d*|\d{1,3}(\.\d{3})+),\d+")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_EITHER = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")  # 1,234
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?")
_OF_CLOCK = frozenset(
    (
        *("bed", "bedtime", "rise", "risetime", "wake", "waketime", "wakeup", "getup"),
        *("midsleep", "onset"),
    )
)
_OF_SPANS = frozenset(["latency", "duration", "total"])
_UNITS = re.compile(r"^(.*\S)\s*[\[(]([^\])]{1,12})[\])]$")
_MOST_NAMED = 3
_WHOLE_NIGHT = frozenset(("TST", "TIB", "SPT"))
_SHARES = frozenset(("SE", "SME"))
_DAY = 86_400.0  # s
_TIMES: MappingProxyType[str, float] = MappingProxyType({"min": 60.0, "s": 1.0, "ms": 0.001})
_MOST_HOURS, _MOST_MINUTES, _MOST_SECONDS = 24.0, 2880.0, 172_800.0


@dataclass(frozen=True)
class NumberColumn:
    """One column of numbers, as its table has it."""

    name: str
    units: str
    title: str
    covariate: bool
    """Known of a night beside its metrics, and not itself compared."""
    values: tuple[float, ...]
    """By row; NaN where there is none."""


def read_number_columns(
    columns: Mapping[str, Sequence[str]],
) -> tuple[tuple[NumberColumn, ...], tuple[str, ...]]:
    """Read the columns of a table that hold numbers.

    Parameters
    ----------
    columns : mapping of str to sequence of str
        By heading, cells from line 2 on. "TST (min)" is TST in min.

    Returns
    -------
    tuple of NumberColumn
        Those of which most cells are numbers, clock times of a bedtime (in h, after noon counted
        on to the next day: 24.5 is half past midnight), or yes and no.
    tuple of str
        What is to be said of cells and columns.

    Examples
    --------
    >>> found, notes = read_number_columns({"TST (min)": ["412,5", "380"], "comment": ["", "ill"]})
    >>> found[0].name, found[0].units, found[0].values
    ('TST', 'min', (412.5, 380.0))
    >>> notes
    ('TST: the comma of 412,5 was read as a decimal point.', 'Not compared, for they are words: \
comment.')
    """
    found, notes, words = [], [], []
    for heading, cells in columns.items():
        parsed = _UNITS.match(heading.strip())
        name, units = (parsed[1], parsed[2]) if parsed else (heading.strip(), "")
        texts = [str(cell).strip() for cell in cells]
        given = [text for text in texts if text.lower() not in MISSING]
        if not name or not given:
            continue
        tokens = set(re.split(r"[\W_]+", name.lower()))
        values, column_units, said = _values(name, tokens, texts)
        if np.isfinite(values).sum() * 2 < len(given):
            words.append(name)
            notes += said[:1] if np.isfinite(values).any() or "may be" in "".join(said) else []
            continue
        notes += said
        title, known_units = _known(name)
        units = units or column_units or known_units
        truth = all(text.lower() in _TRUTH for text in given)
        stated = parsed is not None or bool(column_units)
        notes += [*_out_of_range(name, values), *_not_of_the_unit(name, values, units, stated)]
        covariate = bool(tokens & COVARIATES) or truth
        found.append(NumberColumn(name, units, title, covariate, tuple(values)))
    if words:
        notes.append(f"Not compared, for they are words: {', '.join(words)}.")
    return tuple(found), tuple(notes)


def _values(
    name: str, tokens: set[str], texts: Sequence[str]
) -> tuple[list[float], str, list[str]]:
    """Numbers of one column, the unit that its cells have, and what is to be said."""
    given = [text for text in texts if text.lower() not in MISSING]
    if all(text.lower() in _TRUTH for text in given):
        return [_TRUTH.get(text.lower(), np.nan) for text in texts], "1 for yes", []
    clock = bool(tokens & _OF_CLOCK) and not tokens & _OF_SPANS
    if clock and sum(_CLOCK.fullmatch(text) is not None for text in given) * 2 > len(given):
        return _clock_times(name, texts)
    commas = [text for text in given if "," in text]
    undecided = bool(commas) and all(_EITHER.fullmatch(text) for text in commas)
    values, bad, decimal, times = [], [], [], False
    for line, text in enumerate(texts, start=2):
        bare = text.removesuffix("%").strip()
        value = np.nan
        if _NUMBER.fullmatch(bare):
            value = float(bare)
        elif "," in bare and undecided:
            bad.append((line, text))
        elif _DECIMAL_COMMA.fullmatch(bare):
            value = float(bare.replace(".", "").replace(",", "."))
            decimal.append(text)
        elif _THOUSANDS.fullmatch(bare):
            value = float(bare.replace(",", ""))
        elif text.lower() not in MISSING:
            bad.append((line, text))
            times |= _CLOCK.fullmatch(bare) is not None
        if np.isinf(value):
            bad.append((line, text))
            value = np.nan
        values.append(value)
    notes = []
    if decimal:
        notes.append(f"{name}: the comma of {decimal[0]} was read as a decimal point.")
    if bad:
        listed = ", ".join(f"{text!r} on line {line}" for line, text in bad[:_MOST_NAMED])
        more = f" and {len(bad) - _MOST_NAMED} more" if len(bad) > _MOST_NAMED else ""
        why = "no number, taken as missing"
        if undecided:
            bare = commas[0]
            why = (
                f"taken as missing, for {bare} may be {bare.replace(',', '')} or "
                f"{bare.replace(',', '.')}; write it without the comma"
            )
        elif times:
            why = (
                "taken as missing, for it may be hours and minutes, minutes and seconds or a time "
                "of day; write a number, such as 450 for minutes"
            )
        notes.append(f"{name}: {listed}{more}: {why}.")
    percent = all(text.endswith("%") for text in given)
    return values, "%" if percent else "", notes


def _clock_times(name: str, texts: Sequence[str]) -> tuple[list[float], str, list[str]]:
    values, bad = [], []
    for line, text in enumerate(texts, start=2):
        found = _CLOCK.fullmatch(text)
        value = np.nan
        if found and int(found[1]) < 24 and int(found[2]) < 60:
            value = int(found[1]) + int(found[2]) / 60
            value += 24 if value < 12 else 0
        elif text.lower() not in MISSING:
            bad.append(f"{text!r} on line {line}")
        values.append(value)
    notes = [f"{name}: {', '.join(bad[:_MOST_NAMED])} is no time of day, taken as missing."]
    return values, "h", notes if bad else []


def _known(name: str) -> tuple[str, str]:
    """Title and unit of what the catalogue or a questionnaire calls so."""
    scale = QUESTIONNAIRES.get(name.upper())
    if scale:
        return scale[0], "points"
    if name in MEANINGS:
        return MEANINGS[name][1:]
    metric = METRICS.get(find_symbol(name))
    if metric is not None:
        return metric.title, metric.units
    return name, _POWER.get(name, "")


def _out_of_range(name: str, values: Sequence[float]) -> list[str]:
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


def _not_of_the_unit(name: str, values: Sequence[float], units: str, stated: bool) -> list[str]:
    """Say where numbers can hardly be in the unit that they are taken to be in."""
    known = _known(name)[1]
    held = np.array([value for value in values if np.isfinite(value)])
    if not held.size or not known:
        return []
    middle = float(np.median(held))
    whole_night, share = find_symbol(name) in _WHOLE_NIGHT, find_symbol(name) in _SHARES
    seems = would_do = ""
    if units != known:
        return _impossible(name, held, known, units)
    if known == "min" and middle > _MOST_MINUTES:
        seems, unit = ("seconds", "s") if middle < _MOST_SECONDS else ("milliseconds", "ms")
        would_do = f"{name} ({unit})"
    elif whole_night and 0 < middle <= _MOST_HOURS:
        seems, would_do = "hours", f"{name} (h)"
    elif share and 0 < middle <= 1:
        seems, would_do = "fractions of 1", "times 100"
    if not seems:
        return _impossible(name, held, known, units)
    why = "" if stated else ", as its heading names no unit"
    said = (
        f"{name}: its numbers were taken for {known}{why}, and look like {seems} (the middle "
        f"one is {middle:.6g}); {would_do} would do."
    )
    return [said, *_impossible(name, held[held < 0], known, units)]


def _impossible(name: str, held: np.ndarray, known: str, units: str) -> list[str]:
    """Name what no night can have: a time below 0 or over a day, a share outside 0 to 100 %."""
    second = read_unit(units) if known == "min" else None
    if second is None and not known == units == "%":
        return []
    most = 100.0 if second is None else _DAY / second
    low, high = held < 0, held > most
    out = held[low | high]
    if not out.size:
        return []
    sides = [side for side, some in (("below 0", low.any()), ("over 24 h", high.any())) if some]
    beyond = "outside 0 to 100 %" if second is None else " or ".join(sides)
    would_do = f"a number from 0 to {most:g} {units}"
    middle = float(np.median(held))
    for unit, smaller in _TIMES.items():
        if second is not None and middle > most and smaller < second and middle * smaller <= _DAY:
            would_do = f"{name} ({unit})"
            break
    return [
        f"{name}: {pluralize(len(out), 'number')} {beyond}, such as {out[0]:g}, cannot be in "
        f"{units}; used as the table has it; {would_do} would do."
    ]
