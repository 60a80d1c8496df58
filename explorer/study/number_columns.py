"""Columns of numbers in a table of nights: metrics of a device or a questionnaire, and covariates.

Every cell that is no number is said with its line; a column is never guessed at in silence.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from explorer.metrics.aliases import FORMER_NAMES
from explorer.study.bed_times import OF_BED, is_clock_time, read_bed_times, says_bed_time
from explorer.study.heading_units import read_heading
from explorer.study.metric_headings import (
    KNOWN,
    known_metric,
    metric_symbol,
    power_units,
    says_percent,
)
from explorer.study.missing_codes import likely_codes
from explorer.study.number_cells import CellUnits
from explorer.study.number_ranges import check_unit, out_of_scale
from explorer.study.percent_fractions import read_fractions, stage_shares
from explorer.vocabulary.counts import first_few
from explorer.vocabulary.numbering import numbers_things
from explorer.vocabulary.yes_and_no import NO, YES

COVARIATES = frozenset(
    (
        *("age", "sex", "gender", "bmi", "weight", "height", "alcohol", "drinks", "caffeine"),
        *("caffein", "coffee", "tea", "nicotine", "smoking", "bedtime", "risetime", "waketime"),
        *("weekday", "weekend", "exercise", "steps", "nap", "naps", "stress", "screen"),
        *("temperature", "menstrual", "travel", "ill", "illness", "medication"),
        *("alkohol", "koffein", "kaffee", "gewicht", "größe", "sport", "nikotin"),
        *("alcool", "caféine", "cafe", "café", "poids", "taille", "cafeína", "peso", "altura"),
        *("caffeina", "caffè", "cafeïne", "koffie", "lengte", "álcool"),
    )
)
"""Words of a column's name by which it is a covariate: known of a night, and no outcome."""
MISSING = frozenset(
    ["", "na", "n/a", "#n/a", "nan", "none", "null", "-", "--", "–", "—", ".", "?", "missing"]
)
_NUMBERS = ("0", "1", "0.0", "1.0")
_TRUTH = MappingProxyType(
    {
        word: value
        for words, value in ((YES, 1.0), (NO, 0.0))
        for word in words - set(_NUMBERS) - MISSING
    }
)
_TRUTH_UNITS = "1 for yes"
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?(\d*|\d{1,3}(\.\d{3})+),\d+")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_EITHER = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")  # 1,234
_POINTED = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+").fullmatch  # 1.404
_FORMER = MappingProxyType({name.casefold(): name for name in FORMER_NAMES})
_NO_SPAN = (
    "taken as missing, for it is no such time as the heading says; write it so, or with its unit, "
    "such as 10 min"
)
WORDS_NOT_COMPARED = "Not compared, for they are words"
"""How the note begins that names columns without numbers."""

NUMBERING_NOT_COMPARED = (
    "Not compared, for their headings say that they number nights, files, people or rows (what was "
    "measured is compared under a heading that says so)"
)
"""How the note begins that names columns that measure nothing."""


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
    columns: Mapping[str, Sequence[str]], *, top: int = 2, excluded: Sequence[bool] = ()
) -> tuple[tuple[NumberColumn, ...], tuple[str, ...]]:
    """Read the columns of a table that hold numbers.

    Parameters
    ----------
    columns : mapping of str to sequence of str
        By heading, cells from line `top` on. "TST (min)" is TST in min, as is "Total sleep time
        (min)", and "SOL (hh:mm)" has hours and minutes.
    top : int
        Line of the first cells.
    excluded : sequence of bool
        Rows that are in the table and not used, as naps: no unit is told by them.

    Returns
    -------
    tuple of NumberColumn
        Those of which most cells are numbers, clock times of a bedtime (in h, after noon counted
        on to the next day: 24.5 is half past midnight), or yes and no.
    tuple of str
        What is to be said of cells and columns.

    Raises
    ------
    ValueError
        If some cells of a column are in another unit than the others, or two columns are of one
        metric.

    Examples
    --------
    >>> found, notes = read_number_columns({"TST (min)": ["412,5", "380"], "comment": ["", "ill"]})
    >>> found[0].name, found[0].units, found[0].values
    ('TST', 'min', (412.5, 380.0))
    >>> notes
    ('TST: the comma of 412,5 was read as a decimal point.', 'Not compared, for they are words: \
comment.')
    """
    found, notes, words, numbering = [], [], [], []
    decimal_comma = _has_decimal_commas(columns.values())
    headed: dict[str, str] = {}
    stages = stage_shares({read_heading(heading)[0]: cells for heading, cells in columns.items()})
    for heading, cells in columns.items():
        name, units = read_heading(heading)
        symbol = metric_symbol(name)
        one = _FORMER.get(name.casefold(), symbol)
        if one in headed:
            raise ValueError(
                f"two columns mean {name!r}: {headed[one]!r} and {heading!r}; leave one out"
            )
        headed[one] = heading
        texts = [str(cell).strip() for cell in cells]
        given = [text for text in texts if text.lower() not in MISSING]
        if not name or not given:
            continue
        tokens = set(re.split(r"[\W_]+", name.lower()))
        title, known_units = known_metric(name)
        reading = CellUnits.of(units, known_units, given)
        values, sure, column_units, said = _values(name, tokens, texts, decimal_comma, reading, top)
        if excluded:
            sure = [one or left for one, left in zip(sure, excluded, strict=True)]
        units = column_units if reading.spans else units
        if np.isfinite(values).sum() * 2 < len(given):
            words.append(name)
            notes += said[:1] if np.isfinite(values).any() or "may be" in "".join(said) else []
            continue
        if symbol not in KNOWN and not column_units and numbers_things(heading):
            numbering.append(heading.strip())
            continue
        units, unsaid = power_units(name, units or column_units, known_units)
        said += unsaid
        stated, units = bool(units or column_units), units or known_units
        says = "%" in heading or says_percent(heading.replace(name, ""))
        values, fractions = read_fractions(
            name, symbol, values, units, texts, stages=stages, says_percent=says
        )
        said += fractions
        values, impossible = check_unit(name, values, units, stated=stated, sure=sure, top=top)
        said += [*_missing(name, texts, top), *likely_codes(name, values, top)]
        notes += [*said, *out_of_scale(name, values), *impossible]
        covariate = bool(tokens & (COVARIATES | OF_BED)) or column_units == _TRUTH_UNITS
        found.append(NumberColumn(name, units, title, covariate, tuple(values)))
    if numbering:
        notes.append(f"{NUMBERING_NOT_COMPARED}: {', '.join(numbering).rstrip('.')}.")
    if words:
        notes.append(f"{WORDS_NOT_COMPARED}: {', '.join(words)}.")
    return tuple(found), tuple(notes)


def _has_decimal_commas(columns: Iterable[Sequence[str]]) -> bool:
    """Whether any cell has a comma that can part no thousands: then that is the decimal mark."""
    return any(
        _DECIMAL_COMMA.fullmatch(text) and not _EITHER.fullmatch(text)
        for cells in columns
        for text in (str(cell).strip().removesuffix("%").strip() for cell in cells)
    )


def _values(
    name: str,
    tokens: set[str],
    texts: Sequence[str],
    decimal_comma: bool,
    reading: CellUnits,
    top: int,
) -> tuple[list[float], list[bool], str, list[str]]:
    """Numbers of a column, which say their unit, the unit of all, and what is to be said."""
    sure = [text.endswith("%") for text in texts]
    given = [text for text in texts if text.lower() not in MISSING]
    if all(text.casefold() in _TRUTH for text in given):
        return [_TRUTH.get(text.casefold(), np.nan) for text in texts], sure, _TRUTH_UNITS, []
    clock = says_bed_time(tokens)
    if clock and sum(map(is_clock_time, given)) * 2 > len(given):
        values, notes = read_bed_times(name, texts, top, MISSING)
        return values, sure, "h", notes
    commas = [text for text in given if "," in text]
    undecided = not decimal_comma and bool(commas) and all(map(_EITHER.fullmatch, commas))
    points = [text for text in given if "." in text]
    # 1.404 alone is a number of three decimals or of thousands.
    doubtful = bool(points) and all(map(_POINTED, points)) and not commas
    values, bad, decimal, grouped, times = [], [], [], [], False
    for line, text in enumerate(texts, start=top):
        bare = text.removesuffix("%").strip()
        value = np.nan
        if (own := reading.read(bare)) is not None:
            value = own
            sure[line - top] = True
        elif reading.spans and text.lower() not in MISSING:
            bad.append((line, text))
        elif decimal_comma and _POINTED(bare):
            value = float(bare.replace(".", ""))
            grouped.append(text)
        elif _NUMBER.fullmatch(bare):
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
            times |= is_clock_time(bare)
        if np.isinf(value):
            bad.append((line, text))
            value = np.nan
        values.append(value)
    notes = []
    if decimal:
        notes.append(f"{name}: the comma of {decimal[0]} was read as a decimal point.")
    if grouped:
        notes.append(
            f"{name}: {grouped[0]} was read as {grouped[0].replace('.', '')}, for the table's "
            "decimal mark is a comma, and a point groups thousands."
        )
    elif doubtful and not decimal_comma:
        notes.append(
            f"{name}: the point of {points[0]} was read as a decimal point; if it groups "
            f"thousands, write {points[0].replace('.', '')}."
        )
    if bad:
        why = _NO_SPAN if reading.spans else _why_bad(commas if undecided else [], times)
        notes.append(f"{name}: {_listed(bad)}: {why}.")
    if all(text.endswith("%") for text in given):
        return values, sure, "%", notes
    own = [text.endswith("%") for text in texts] != sure
    return values, sure, reading.units if own or reading.spans else "", notes


def _missing(name: str, texts: Sequence[str], top: int) -> list[str]:
    """Say which cells are no number by what is written in them, and not empty."""
    marks = [(line, text) for line, text in enumerate(texts, top) if text and _is_missing(text)]
    return [f"{name}: {_listed(marks)}: taken as missing."] if marks else []


def _is_missing(text: str) -> bool:
    return text.lower() in MISSING


def _listed(bad: Sequence[tuple[int, str]]) -> str:
    return first_few(f"{text!r} on line {line}" for line, text in bad)


def _why_bad(undecided: Sequence[str], times: bool) -> str:
    if undecided:
        bare = undecided[0]
        return (
            f"taken as missing, for {bare} may be {bare.replace(',', '')} or "
            f"{bare.replace(',', '.')}; write it without the comma"
        )
    if times:
        return (
            "taken as missing, for it may be hours and minutes, minutes and seconds or a time "
            "of day; write a number, such as 450 for minutes"
        )
    return "no number, taken as missing"
