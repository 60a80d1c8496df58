"""Numbers of a table held against what their metric can be: units, scales, what cannot be."""

import re
from collections.abc import Sequence
from types import MappingProxyType

import numpy as np

from explorer.io.devices.night_totals import MEANINGS
from explorer.metrics import METRICS
from explorer.metrics.aliases import FORMER_NAMES, SCRIPT_NAMES, find_symbol, script_name
from explorer.metrics.definitions import variant_in_words
from explorer.statistics.paired import POWER_UNITS, UNSTATED_POWER
from explorer.study.mixed_units import refuse_mixed_units
from explorer.vocabulary.column_names import read_unit
from explorer.vocabulary.counts import first_few, pluralize
from explorer.vocabulary.shown_units import shown_units

AS_THE_TABLE = "as the table has it"
"""The definition of a metric that a table of numbers has: nobody gave another."""
QUESTIONNAIRES: MappingProxyType[str, tuple[str, float]] = MappingProxyType(
    {
        "PSQI": ("Pittsburgh Sleep Quality Index", 21),
        "ISI": ("Insomnia Severity Index", 28),
        "ESS": ("Epworth Sleepiness Scale", 24),
    }
)
"""Questionnaires by their usual names: what they are, and their highest score; the lowest is 0."""
_POWER = MappingProxyType({"SWA": "uV^2", "SIGMA": "uV^2"})
_POWER_WRITTEN = re.compile(r"(?:[uµμ]|mu)V\s*(?:\^\s*2|\*\*\s*2|²|2)(\s*[·*]?\s*s)?", re.I)
_WHOLE_NIGHT = frozenset(("TST", "TIB", "SPT"))
_SHARES = frozenset(("SE", "SME"))
_DAY = 86_400.0  # s
_TIMES: MappingProxyType[str, float] = MappingProxyType({"min": 60.0, "s": 1.0, "ms": 0.001})
_MOST_HOURS, _MOST_MINUTES, _MOST_SECONDS = 24.0, 2880.0, 172_800.0
_FOLDED = {name.casefold(): find_symbol(name) for name in (*METRICS, *SCRIPT_NAMES, *FORMER_NAMES)}
_REM_LATENCY = "REM latency"  # from where, its table does not say: it keeps its name
_PERCENT = re.compile(r"%|(?<![^\W_])(percent(age)?|pct|perc|prozent|pourcent\w*)(?![^\W_])", re.I)
_SHARE = re.compile(
    r"(?:of )?(?:(?:stage )?(?P<stage>n[123]|rem|nrem)(?: sleep)?|(?P<other>\D+?))"
    r"(?: in)?(?: ?(?:of )?(?P<of>tst|spt))?",
    re.IGNORECASE,
)
_FULL_NAMES: MappingProxyType[str, str] = MappingProxyType(
    {
        **{metric.title.casefold(): script_name(symbol) for symbol, metric in METRICS.items()},
        **{title.casefold(): name for name, (_, title, _) in MEANINGS.items()},
        "wake after sleep onset": "WASO",
        _REM_LATENCY.casefold(): _REM_LATENCY,
    }
)
"""What scripts find a metric under by its name in words, whole and in small letters."""


def name_of_heading(heading: str, units: str = "") -> str:
    """Name of the metric whose name a heading has in full; any other heading as it is.

    Parameters
    ----------
    heading : str
        A percent sign or word beside a stage, or beside a metric in %, belongs to its name.
    units : str
        In brackets behind it.

    Examples
    --------
    >>> [name_of_heading(one) for one in ("Total Sleep Time", "minutes of N3", "sleep time")]
    ['TST', 'N3_min', 'sleep time']
    >>> [name_of_heading(one) for one in ("N3 %", "% Stage REM", "SE %", "mood %", "N3 % of TIB")]
    ['N3_pct', 'REM_pct', 'SE', 'mood %', 'N3 % of TIB']
    >>> name_of_heading("N3", "% of TST"), name_of_heading("N3", "min")
    ('N3_pct', 'N3')
    """
    plain = _in_full(heading)
    if metric_symbol(heading) in METRICS and not says_percent(units):
        return plain
    share = _share_of(f"{heading} {units}" if says_percent(units) else heading)
    return share if plain == heading and share else plain


def _in_full(heading: str) -> str:
    return _FULL_NAMES.get(" ".join(heading.replace("_", " ").split()).casefold(), heading)


def says_percent(text: str) -> bool:
    """Whether a heading or a unit has a percent sign, or the word."""
    return _PERCENT.search(text) is not None


def _share_of(heading: str) -> str:
    """Name of the share in % that a heading has with its sign; "" where it has none."""
    bare, signs = _PERCENT.subn(" ", heading)
    found = _SHARE.fullmatch(" ".join(re.split(r"[\s_()\[\]]+", bare)).strip())
    if signs != 1 or not found:
        return ""
    if found["stage"]:
        variant = "_SPT" if (found["of"] or "").casefold() == "spt" else ""
        return script_name(f"%{found['stage'].upper()}{variant}")
    name = _in_full(found["other"])
    metric = METRICS.get(metric_symbol(name))
    return name if metric is not None and metric.units == "%" and not found["of"] else ""


def known_metric(name: str) -> tuple[str, str]:
    """Title and unit of what the catalogue or a questionnaire calls so.

    A table of numbers says nothing of definitions: of a metric that has several it is said that it
    is the table's.

    Examples
    --------
    >>> known_metric("TST"), known_metric("WASO")
    (('total sleep time', 'min'), ('WASO, as the table has it', 'min'))
    """
    scale = QUESTIONNAIRES.get(name.upper())
    if scale:
        return scale[0], "points"
    if name == _REM_LATENCY:
        return f"{name}, {AS_THE_TABLE}", METRICS["Lat_REM"].units
    if name in MEANINGS:
        return MEANINGS[name][1:]
    metric = METRICS.get(metric_symbol(name))
    if metric is not None:
        several = bool(variant_in_words(metric_symbol(name))) or ", " in metric.title
        return f"{name}, {AS_THE_TABLE}" if several else metric.title, metric.units
    return name, _POWER.get(name, "")


def power_units(name: str, stated: str, known: str) -> tuple[str, list[str]]:
    """Return the unit of a column of power as we write it, and what is to be said of it.

    Parameters
    ----------
    name : str
        The column's.
    stated : str
        The table's unit for it; "" for none.
    known : str
        Its metric's own unit.

    Returns
    -------
    str
        Any other unit, and a metric that is no power, as it is stated.
    list of str
        Of a power without a unit: none is guessed.

    Examples
    --------
    >>> power_units("SWA", "µV²", "uV^2"), power_units("SWA", "dB", "uV^2")
    (('uV^2', []), ('dB', []))
    >>> power_units("SWA", "", "uV^2")
    ('(unit not given)', ['SWA: its heading names no unit, and none was guessed; ratios hold in \
any unit of power but dB. SWA (µV²) would say it.'])
    """
    if written := _POWER_WRITTEN.fullmatch(stated.strip()):
        return ("uV^2 s" if written[1] else "uV^2"), []
    if stated or known not in POWER_UNITS:
        return stated, []
    return UNSTATED_POWER, [
        f"{name}: its heading names no unit, and none was guessed; ratios hold in any unit of "
        f"power but dB. {name} ({shown_units(known)}) would say it."
    ]


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
    if not held.size or not known:
        return list(values), []
    middle = float(np.median(held))
    whole_night, share = metric_symbol(name) in _WHOLE_NIGHT, metric_symbol(name) in _SHARES
    refuse_mixed_units(
        name,
        values,
        units,
        known=known,
        whole_night=whole_night,
        efficiency=share,
        sure=sure or [False] * len(values),
        top=top,
    )
    seems = would_do = ""
    if units == known == "min" and middle > _MOST_MINUTES:
        seems, unit = ("seconds", "s") if middle < _MOST_SECONDS else ("milliseconds", "ms")
        would_do = f"{name} ({unit})"
    elif units == known and whole_night and 0 < middle <= _MOST_HOURS:
        seems, would_do = "hours", f"{name} (h)"
    elif units == known and share and 0 < middle <= 1:
        seems, would_do = "fractions of 1", "times 100"
    said = []
    if seems:
        why = "" if stated else ", as its heading names no unit"
        said.append(
            f"{name}: its numbers were taken for {known}{why}, and look like {seems} (the middle "
            f"one is {middle:.6g}); {would_do} would do."
        )
    second = read_unit(units) if known == "min" else None
    if second is None and not known == units == "%":
        return list(values), said
    most = 100.0 if second is None else _DAY / second
    if float((held > most).mean()) > 0.5:
        if not seems:
            said.append(_doubtful(name, units, middle, most, second))
        most = np.inf
    kept, wrong = [], []
    for line, value in enumerate(values, start=top):
        possible = 0 <= value <= most or not np.isfinite(value)
        kept.append(value if possible else float("nan"))
        wrong += [] if possible else [f"{value:g} on line {line}"]
    if wrong:
        whole = 100.0 if second is None else _DAY / second
        said.append(
            f"{name}: {first_few(wrong)} cannot be, taken as missing; 0 to {whole:g} {units} would "
            "do."
        )
    return kept, said


def _doubtful(name: str, units: str, middle: float, most: float, second: float | None) -> str:
    """Say of a column of which most is too large what unit it may be in."""
    would_do = f"a number from 0 to {most:g} {units}"
    for unit, smaller in _TIMES.items():
        if second is not None and smaller < second and middle * smaller <= _DAY:
            would_do = f"{name} ({unit})"
            break
    beyond = "outside 0 to 100 %" if second is None else "over 24 h"
    return (
        f"{name}: most of its numbers are {beyond} (the middle one is {middle:.6g}), which cannot "
        f"be in {units}; used as the table has it; {would_do} would do."
    )


def metric_symbol(name: str) -> str:
    """Symbol of a metric by its name in any capitals; of anything else the name.

    Examples
    --------
    >>> metric_symbol("n3_pct"), metric_symbol("mood")
    ('%N3', 'mood')
    """
    symbol = find_symbol(name)
    return symbol if symbol in METRICS else _FOLDED.get(name.casefold(), name)
