"""Names of metrics in the headings of a table of nights: in full, in any capitals, with a %."""

import re
from types import MappingProxyType

from explorer.io.devices.night_totals import MEANINGS
from explorer.metrics import COARSE_METRICS, METRICS, OBSERVED_METRICS
from explorer.metrics.aliases import (
    COARSE_SCRIPT_NAMES,
    FORMER_NAMES,
    SCRIPT_NAMES,
    find_symbol,
    script_name,
)
from explorer.metrics.definitions import variant_in_words
from explorer.statistics.paired import POWER_UNITS, UNSTATED_POWER
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
KNOWN = MappingProxyType({**METRICS, **COARSE_METRICS, **OBSERVED_METRICS})
"""Every metric of the catalogue by its symbol."""
_BARE_WORDS = frozenset(("LIGHT", "DEEP"))  # of a lamp as well as of sleep: light_min says which
_POWER = re.compile(r"(?:SWA(?:_Riedner)?|SIGMA)(?:_(?:N[23]|C\d|T[123]))?|(SWE)", re.I)
_POWER_WRITTEN = re.compile(r"(?:[uµμ]|mu)V\s*(?:\^\s*2|\*\*\s*2|²|2)(\s*[·*]?\s*s)?", re.I)
_FOLDED = {
    name.casefold(): find_symbol(name)
    for names in (OBSERVED_METRICS, METRICS, COARSE_SCRIPT_NAMES, SCRIPT_NAMES, FORMER_NAMES)
    for name in names
}
REM_LATENCY = "REM latency"
"""A latency of which no table says from where: it keeps its name."""
_UNSURE_UNITS = frozenset(("ms^2",))  # as often written in others, or without any
_PARTS = (
    r"\d+\s*(?:%|pct)?|[1-4][ab]|n[123]|n?rem|(?:non[\s-]?)?supine|left|right|prone|total|tst|tib|"
    "sleep"
)
_INDEX = re.compile(
    r"(?:ahi|odi|rdi|rei|ari|plmi|plmsi|plmai|lmi|oahi|cahi|rerai|(?:total\s)?"
    r"(?:arousal|apno?ea|hypopno?ea|apno?ea[\s_/-]+hypopno?ea|(?:oxygen )?desaturation|"
    r"respiratory (?:event|disturbance)|rera|plms?|lm|(?:periodic )?limb movements?)\sindex)"
    rf"(?:[\s_.-]*(?:{_PARTS}))*",
    re.I,
)
"""Indices of events an hour by their usual names, with what they are of."""
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
        REM_LATENCY.casefold(): REM_LATENCY,
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
    if metric_symbol(heading) in KNOWN and not says_percent(units):
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
    metric = KNOWN.get(metric_symbol(name))
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
    if name == REM_LATENCY:
        return f"{name}, {AS_THE_TABLE}", METRICS["Lat_REM"].units
    if name in MEANINGS:
        return MEANINGS[name][1:]
    metric = KNOWN.get(metric_symbol(name))
    if metric is not None:
        several = bool(variant_in_words(metric_symbol(name))) or ", " in metric.title
        several |= metric.symbol in OBSERVED_METRICS
        units = "" if metric.units in _UNSURE_UNITS else metric.units
        return f"{name}, {AS_THE_TABLE}" if several else metric.title, units
    if is_index(name):
        return f"{name}, {AS_THE_TABLE}", "1/h"
    power = _POWER.fullmatch(name)
    return name, "" if power is None else "uV^2 s" if power[1] else "uV^2"


def is_index(name: str) -> bool:
    """Whether a name is of an index of events an hour, though none of the catalogue.

    Examples
    --------
    >>> [is_index(name) for name in ("AHI", "ODI 3%", "arousal_index_REM", "PLMSI", "sleep index")]
    [True, True, True, True, False]
    """
    return _INDEX.fullmatch(" ".join(name.replace("_", " ").split())) is not None


def power_written(units: str) -> str:
    """Write a unit of power as we do; "" where it is none.

    Examples
    --------
    >>> power_written("µV²"), power_written("uV2 s"), power_written("dB")
    ('uV^2', 'uV^2 s', '')
    """
    found = _POWER_WRITTEN.fullmatch(units.strip())
    return "" if found is None else "uV^2 s" if found[1] else "uV^2"


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
    if written := power_written(stated):
        return written, []
    if stated or known not in POWER_UNITS:
        return stated, []
    return UNSTATED_POWER, [
        f"{name}: its heading names no unit, and none was guessed; ratios hold in any unit of "
        f"power but dB. {name} ({shown_units(known)}) would say it."
    ]


def metric_symbol(name: str) -> str:
    """Symbol of a metric by its name in any capitals; of anything else the name.

    Examples
    --------
    >>> metric_symbol("n3_pct"), metric_symbol("mood")
    ('%N3', 'mood')
    """
    symbol = find_symbol(name)
    if name in _BARE_WORDS:
        return name.casefold()  # no symbol
    return symbol if symbol in KNOWN else _FOLDED.get(name.casefold(), name)
