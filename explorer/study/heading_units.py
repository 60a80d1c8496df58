"""Units in the headings of a table of nights: "TST (min)", "tst_min", "AHI/h", "SE [pct"."""

import re
from types import MappingProxyType

from explorer.metrics.aliases import script_name
from explorer.study.metric_headings import (
    KNOWN,
    known_metric,
    metric_symbol,
    name_of_heading,
    power_written,
    says_percent,
)
from explorer.study.number_cells import span_shape
from explorer.vocabulary.column_names import read_unit

_IN_BRACKETS = re.compile(r"^(.*\S)\s*[\[({]([^\])}]{1,12})[\])}]$")
_PARTING = re.compile(r"[\s_.,:/\[({<-]+")
_EDGES = " _.,:-[](){}<>"
_IN = re.compile(r"[\s_]+(?:in|en)$", re.I)
_TIMES: MappingProxyType[float, str] = MappingProxyType(
    {3600.0: "h", 60.0: "min", 1.0: "s", 0.001: "ms"}
)
_EACH = re.compile(
    r"(?P<each>(?:\d+|n|no|nr|#|events?|ev)?\s*(?:/|\bper\b|\bpro\b|\bpar\b|\bpor\b|\ball))?"
    r"\s*(?P<time>[^\W\d_]+)(?P<less>\s*\^?\s*[-−⁻][1¹])?(?:\s+(?:of\s+)?(?:sleep|tst))?",
    re.I,
)
_COUNTED = re.compile(r"n|#|no|nr|num|number|counts?|times|anzahl|nombre|numero|aantal|1", re.I)
_FRACTION = re.compile(r"fractions?|proportions?", re.I)
_PERCENT = re.compile(r"%|percent(age)?|pct|perc|prozent", re.I)
_HOW_MANY = re.compile(
    r"(?:(?:number|count|no\.?|nr\.?)[\s_]+of|(?:n|no|nr|num)[_.\s]|#)[\s_.]*", re.I
)
_COUNTS = re.compile(r"AWAKENINGS|CYCLES|SHIFTS$|\w+_bouts|\w+_count")


def read_heading(heading: str) -> tuple[str, str]:
    """Part a heading into the name of what it heads and its unit.

    Parameters
    ----------
    heading : str
        A unit stands in brackets; or behind a metric's name, and is one that the metric can be in:
        the minimum of a saturation is no minutes.

    Returns
    -------
    name : str
        The metric's, where it is one, or what stands before the unit.
    units : str
        As we write it where its metric is known; "" where none is given.

    Examples
    --------
    >>> [read_heading(one) for one in ("TST (min)", "tst_min", "TST_hours", "N3_min", "SpO2_min")]
    [('TST', 'min'), ('tst', 'min'), ('TST', 'h'), ('N3_min', ''), ('SpO2_min', '')]
    >>> [read_heading(one) for one in ("AHI/h", "n_awakenings", "SE.pct", "SWA uV2", "mood (1-5)")]
    [('AHI', '1/h'), ('awakenings', ''), ('SE', '%'), ('SWA', 'uV^2'), ('mood', '1-5')]
    """
    heading = heading.strip()
    if parsed := _IN_BRACKETS.match(heading):
        name, units = parsed[1], parsed[2]
        if not _unit_of(name) and (found := _with_unit_behind(name)):
            name = found[0]
    elif _unit_of(heading) or not (found := _with_unit_behind(heading)):
        name, units = heading, ""
    else:
        name, units = found
    name, units = _counted(name), units.strip()
    named = name_of_heading(name, units)
    if named != name and says_percent(units):
        units = "%"
    return named, as_we_write(_unit_of(named), units) or units


def as_we_write(known: str, written: str) -> str:
    """Write a unit as we do, if a metric in one can be in the other; "" if it cannot be.

    Examples
    --------
    >>> as_we_write("min", "Hours"), as_we_write("1/h", "events per hour"), as_we_write("%", "min")
    ('h', '1/h', '')
    >>> as_we_write("1/min", "min"), as_we_write("1/min", "bpm"), as_we_write("1", "n")
    ('', '1/min', '1')
    """
    written = written.replace("_", " ").strip()
    if known in ("uV^2", "uV^2 s"):
        return "dB" if written.casefold() == "db" else power_written(written)
    if known == "%":
        return "%" if _PERCENT.fullmatch(written) else ""
    if known == "1":
        return "1" if _COUNTED.fullmatch(written) else ""
    if known in ("min", "s", "ms"):
        unit = _TIMES.get(read_unit(written) or 0.0, "")
        return unit if known != "ms" or unit in ("s", "ms") else ""
    if known not in ("1/h", "1/min"):
        return ""
    if written.casefold() == "bpm":
        return "1/min" if known == "1/min" else ""
    found = _EACH.fullmatch(written)
    second = read_unit(found["time"]) if found else None
    if not found or second not in (3600.0, 60.0):
        return ""
    said = bool(found["each"] or found["less"]) or (known == "1/h" and second == 3600)
    return f"1/{_TIMES[second]}" if said else ""


def unit_ratio(known: str, units: str) -> float | None:
    """How many of a column's unit one of its metric's is; None where they are of two kinds.

    Examples
    --------
    >>> unit_ratio("min", "h") == 1 / 60, unit_ratio("%", "fraction"), unit_ratio("%", "z")
    (True, 0.01, None)
    """
    if units == known:
        return 1.0
    if known == "%":
        return 0.01 if _FRACTION.fullmatch(units) else 1.0 if says_percent(units) else None
    own, other = (read_unit(one.removeprefix("1/")) for one in (known, units))
    if own is None or other is None or known.startswith("1/") != units.startswith("1/"):
        return None
    return other / own if known.startswith("1/") else own / other


def _unit_of(name: str) -> str:
    """Return the unit of a metric, an index or a power by its name; "" for others."""
    known = known_metric(name_of_heading(name))[1]
    metric = KNOWN.get(metric_symbol(name_of_heading(name)))
    return known or (metric.units if metric is not None else "")


def _with_unit_behind(heading: str) -> tuple[str, str] | None:
    """Part a metric's name from a unit that it can be in, behind one of many marks."""
    for mark in reversed(list(_PARTING.finditer(heading))):
        name = _IN.sub("", heading[: mark.start()].strip(_EDGES))
        slash = "/" if "/" in mark[0] else ""
        tail = heading[mark.end() :].strip(_EDGES)
        if not name or not tail:
            continue
        joined = metric_symbol(_PARTING.sub("_", heading.strip(_EDGES)))
        if joined in KNOWN and (read_unit(tail) or _PERCENT.fullmatch(tail)):
            return script_name(joined), ""
        share = name_of_heading(name, tail) if _PERCENT.fullmatch(tail) else name
        if share != name:
            return share, "%"
        own = _unit_of(name)
        if read_unit(own) and span_shape(tail):
            return name, tail
        # A slash is a mark like others, or says "an hour".
        if own == "1" and slash and read_unit(tail):
            continue
        if own and (found := as_we_write(own, f"{slash}{tail}") or as_we_write(own, tail)):
            return name, "" if found == "1" else found
    return None


def _counted(name: str) -> str:
    """Leave out that a heading is of a number of something, where that is a count anyway."""
    bare = _HOW_MANY.sub("", name, count=1) if _HOW_MANY.match(name) else name
    return bare if _COUNTS.match(metric_symbol(name_of_heading(bare))) else name
