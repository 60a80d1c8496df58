"""Names of metrics as sentences have them, and the verb that goes with each."""

import re

import xarray as xr

from explorer.metrics.aliases import find_symbol

_AFTER_NOUN = re.compile(r" (?:of|in|within|between|before|beyond|per|to|from|a|an)\b|,| \(")
_SINGULAR = frozenset(["ss"])


def metric_in_words(row: xr.Dataset) -> str:
    """Name a metric as a sentence does; tables head their rows by symbols.

    Parameters
    ----------
    row : xr.Dataset, no dims
        One metric of a comparison's table, with its ``title`` where there is one.

    Examples
    --------
    >>> metric_in_words(xr.Dataset({"title": "wake after sleep onset, to lights-on"}))
    'wake after sleep onset (to lights-on)'
    >>> metric_in_words(xr.Dataset(coords={"metric": "ISI"}))
    'ISI'
    """
    return title_in_words(str(row["title"].item()) if "title" in row else str(row.metric.item()))


def symbol_in_notes(row: xr.Dataset) -> str:
    """Give the symbol by which tables head a metric; a table's own column keeps its name.

    Parameters
    ----------
    row : xr.Dataset, no dims
        One metric of a comparison's table, with its ``title`` where there is one.

    Examples
    --------
    >>> symbol_in_notes(xr.Dataset(coords={"metric": "N1_pct"}))
    '%N1'
    >>> own = {"title": "WASO, as the table has it"}
    >>> symbol_in_notes(xr.Dataset(own, coords={"metric": "WASO"}))
    'WASO'
    """
    name = str(row.metric.item())
    is_own = "title" in row and str(row["title"].item()).startswith(f"{name}, ")
    return name if is_own else find_symbol(name)


def title_in_words(title: str) -> str:
    """Write a metric's long name as part of a sentence: what follows its comma in brackets.

    Examples
    --------
    >>> title_in_words("N3, of total sleep time")
    'N3 (of total sleep time)'
    >>> title_in_words("slow-wave activity, 0.75-4.5 Hz (Zurich)")
    'slow-wave activity (0.75-4.5 Hz, Zurich)'
    """
    head, comma, rest = title.partition(", ")
    within = rest.replace(" (", ", ").replace(")", "")
    return f"{head} ({within})" if comma else title


def was(name: str) -> str:
    """Give the verb that a metric's name takes.

    Examples
    --------
    >>> was("minutes of N3"), was("awakenings (within the sleep period)"), was("sleep period")
    ('were', 'were', 'was')
    """
    noun = _AFTER_NOUN.split(name)[0].split()
    return "were" if noun and noun[-1].endswith("s") and noun[-1] not in _SINGULAR else "was"
