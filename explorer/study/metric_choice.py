"""Which metrics a study compares, and which one is its primary where nobody has chosen."""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from explorer.metrics.aliases import SCRIPT_NAMES, find_symbol, script_name
from explorer.metrics.metric_catalogue import METRICS
from explorer.statistics.metric_names import title_in_words
from explorer.study.cohort_remarks import problems
from explorer.study.design import PARALLEL, find_design
from explorer.study.metric_headings import name_of_heading
from explorer.study.night_task import COVARIATE, OUTCOME
from explorer.study.number_columns import NUMBERING_NOT_COMPARED, WORDS_NOT_COMPARED
from explorer.vocabulary.counts import listed

# What a sleep paper's table holds. All metrics of the catalogue at once would drown each other in
# the correction for their number. WASO ends with the final waking, as published comparisons have it
# and few recordings say when the lights went on; REM latency is the AASM's, as on the page.
HEADLINE = (
    *("TIB", "SPT", "TST", "SOL", "WASO_SPT", "SE", "SME", "REM_latency_sleep_onset", "SFI_W"),
    *("N1_min", "N2_min", "N3_min", "REM_min", "N1_pct", "N2_pct", "N3_pct", "REM_pct"),
    *("SWA", "SIGMA"),
)
COARSE_HEADLINE = ("light_min", "deep_min", "light_pct", "deep_pct")
"""Likewise where a device has light and deep sleep in the place of N1 to N3."""
# What nights with scored events, an oximeter or an ECG add; compared where somebody asks for one.
MEASURED = (
    *("arousal_index", "AHI_as_scored", "RDI_as_scored", "PLM_index", "desaturation_index"),
    *("ODI3", "ODI4", "T90_min", "T88_min", "SpO2_mean", "SpO2_nadir"),
    *("HR_N2", "HR_N3", "HR_REM", "RMSSD_N2", "RMSSD_N3", "RMSSD_REM"),
    *("RMSSD_cycle1", "RMSSD_third1", "RMSSD_third2", "RMSSD_third3"),
    *("SDNN_N3", "pNN50_N3", "LF_N3", "HF_N3", "LFHF_N3"),
)
DEFAULT_PRIMARY = "SWA"
"""All-night slow-wave activity of N2 and N3, as a log ratio: the steadier measure of deep sleep (r
.91 between nights by the spectrum, .61 by scored minutes; 50 adults, Larsen et al. 1995, Sleep
18:7)."""


def default_primary(nights: xr.Dataset, reference: str) -> str:
    """Choose the primary metric where nobody has chosen one.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        As `cohort` gives it.
    reference : str
        The condition compared with.

    Returns
    -------
    str
        `DEFAULT_PRIMARY` where anybody has it under the reference and another condition, or in
        either arm of a parallel trial; the only metric where there is just one; or "".
    """
    if DEFAULT_PRIMARY not in nights:
        only = chosen_metrics(nights, (), "") if nights.data_vars else []
        return only[0] if len(only) == 1 and table_columns(nights, OUTCOME) else ""
    known = np.isfinite(nights[DEFAULT_PRIMARY].values)
    subjects, conditions = nights.subject.values, nights.condition.values
    before = set(subjects[known & (conditions == reference)])
    after = set(subjects[known & (conditions != reference)])
    in_arms = find_design(nights) == PARALLEL and before and after
    return DEFAULT_PRIMARY if before & after or in_arms else ""


def exploratory_sentence(
    said: str, primary: str, first_primary: str | None, changed: Sequence[str] = ()
) -> str:
    """Say what was chosen after results had been shown: the primary metric, and whatever else.

    Examples
    --------
    >>> exploratory_sentence("TST was higher.", "TST", "")
    'Exploratory, for total sleep time was made the primary after results had been shown (it was \
none): TST was higher.'
    >>> exploratory_sentence("TST was higher.", "TST", None, ["people left out (S05)"])
    'Exploratory, chosen after results had been shown: people left out (S05). TST was higher.'
    """
    if changed:
        said = f"Exploratory, chosen after results had been shown: {', '.join(changed)}. {said}"
    if first_primary is None:
        return said
    chosen = metric_title(primary) or "no metric"
    return (
        f"Exploratory, for {chosen} was made the primary after results had been shown "
        f"(it was {metric_title(first_primary) or 'none'}): {said}"
    )


def metric_title(name: str) -> str:
    """Name a metric as a sentence does; what is no metric of a hypnogram keeps its name.

    Examples
    --------
    >>> metric_title("WASO_AASM"), metric_title("SWA"), metric_title("")
    ('wake after sleep onset (to lights-on)', 'SWA', '')
    """
    known = METRICS.get(find_symbol(name))
    return title_in_words(known.title) if known else name


def named_in(nights: xr.Dataset, name: str) -> str:
    """Name a metric as nights have it: asked for in any capitals, in words, or as in scripts.

    Examples
    --------
    >>> nights = xr.Dataset({"N3_pct": ("recording", [20.0]), "WASO": ("recording", [9.0])})
    >>> named_in(nights, "%n3"), named_in(nights, "waso"), named_in(nights, "none such")
    ('N3_pct', 'WASO', 'none such')
    >>> named_in(nights, "wake after sleep onset")
    'WASO'
    """
    if name in nights:
        return name
    name = name_of_heading(name)
    by_script = script_name(name)
    held = {str(one).casefold(): str(one) for one in reversed(list(nights.data_vars))}
    symbols = {symbol.casefold(): one for one, symbol in SCRIPT_NAMES.items()}
    folded = (name.casefold(), by_script.casefold(), symbols.get(name.casefold(), "").casefold())
    return next((held[one] for one in folded if one in held), by_script)


def chosen_metrics(nights: xr.Dataset, metrics: Sequence[str], primary: str) -> list[str]:
    """Name the metrics to compare, or refuse in one sentence.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        As `cohort` gives it.
    metrics : sequence of str
        As asked for; the table's own columns and those of `HEADLINE` and `COARSE_HEADLINE` that
        there are, if none.
    primary : str
        As `named_in` gives it, or "".

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If no night was measured, or a metric is unknown.
    """
    if not nights.data_vars:
        said = problems(nights)
        raise ValueError(f"no night could be measured: {said[0] if said else 'there is none'}")
    chosen = [named_in(nights, name) for name in metrics]
    usual = (*HEADLINE, *COARSE_HEADLINE)
    chosen = chosen or [name for name in usual if name in nights] + [
        name for name in table_columns(nights, OUTCOME) if name not in usual
    ]
    chosen += [primary] if primary and primary not in chosen else []
    unknown = [name for name in chosen if name not in nights]
    if unknown or not chosen:
        others = set(table_columns(nights, COVARIATE))
        there = [str(name) for name in nights.data_vars if name not in others]
        raise ValueError(
            f"no metric {listed(unknown)}; of these nights there are {listed(there)}"
            f"{''.join(f'. {why}' for why in _why_unread(nights, unknown))}"
        )
    return chosen


def _why_unread(nights: xr.Dataset, unknown: Sequence[str]) -> list[str]:
    """List what was said of columns of the table that are asked for and could not be read."""
    asked = {name.casefold().rstrip(".") for name in unknown}
    found = []
    for note in nights.attrs.get("notes", ()):
        named, _, rest = note.rstrip(".").partition(":")
        several = named in (WORDS_NOT_COMPARED, NUMBERING_NOT_COMPARED)
        words = rest.split(",") if several else []
        if asked & {one.strip().casefold().rstrip(".") for one in (named, *words)}:
            found.append(note.rstrip("."))
    return found


def measured_besides(nights: xr.Dataset) -> list[str]:
    """Name those of `MEASURED` that two nights or more have."""
    return [
        name for name in MEASURED if name in nights and np.isfinite(nights[name].values).sum() > 1
    ]


def estimable(nights: xr.Dataset) -> list[str]:
    """Name the metrics that any night has a number of, which are those that can be compared.

    Examples
    --------
    >>> nights = xr.Dataset({"TST": ("recording", [400.0]), "SWA": ("recording", [np.nan])})
    >>> estimable(nights)
    ['TST']
    """
    return [
        str(name) for name, column in nights.data_vars.items() if np.isfinite(column.values).any()
    ]


def table_columns(nights: xr.Dataset, kind: str) -> list[str]:
    """Name the columns of the table itself that are outcomes, or covariates."""
    return [
        str(name)
        for name in nights.data_vars
        if nights.variables[name].attrs.get("table_column") == kind
    ]


def is_measured(nights: xr.Dataset) -> bool:
    """Whether any metric was measured here, and none is the table's own column alone."""
    return any("table_column" not in column.attrs for column in nights.data_vars.values())


def unused_covariates(nights: xr.Dataset, used: Sequence[str], metrics: Sequence[str]) -> list[str]:
    """Say which covariates of the table the analysis leaves out, and how to take them in."""
    left = [name for name in table_columns(nights, COVARIATE) if name not in {*used, *metrics}]
    if not left:
        return []
    return [
        f"Read as covariates and neither compared nor taken out: {', '.join(left)}; name those "
        "chosen beforehand as covariates to take them out."
    ]
