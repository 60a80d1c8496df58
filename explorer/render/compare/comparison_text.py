"""Words, table and power of a comparison, as HTML."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from markupsafe import Markup

from explorer.render.compare.comparison_figures import format_difference, metric_records
from explorer.render.compare.metric_words import symbol_and_variant
from explorer.render.environment import pieces
from explorer.render.evidence.device_badge import device_badge
from explorer.render.number_format import NOTHING, number
from explorer.render.svg_marks import Attributes, drawing, level_axis, mark, text
from explorer.statistics.change_words import PERCENT_EXPLAINED, digits_for, format_p, percent_beside
from explorer.statistics.paired import Comparison
from explorer.statistics.sample_size import power_of_pairs
from explorer.study.cohort_remarks import devices_of
from explorer.study.compare_design import Study
from explorer.study.comparison_power import POWER, pairs_for_change
from explorer.vocabulary.counts import lost_words, pluralize
from explorer.vocabulary.shown_units import shown_units

TEMPLATE = "compare/words.html.j2"
_MOST = 1_000  # a curve beyond a thousand pairs tells nobody anything
_HEADINGS = MappingProxyType(
    {
        "metric": "what is compared, in its unit",
        "pairs": "people with a night under both conditions",
        "reference": "mean under the reference, of the pairs",
        "condition": "mean under the condition, of the pairs",
        "difference (95 % CI, t)": "mean of people's differences, with Student's interval; of "
        "power the mean ratio in %",
        "change, %": "of the reference: the mean ratio where the test is on ratios, else the "
        "difference in % of the mean",
        "g_av": "Hedges' g: the mean difference over the average SD of both conditions, corrected "
        "for few pairs",
        "d_z": "Cohen's d of pairs: the mean of people's changes over their SD, on the scale "
        "that is tested",
        "p": "chance of so large a mean if each person's sign were drawn by lot",
        "adjusted p": "p corrected for the number of metrics (Benjamini-Hochberg); the primary "
        "metric's is its own",
        "outcome": "a difference, equivalent, or inconclusive: neither shown",
    }
)


def sentence(study: Study, condition: str, *, waiting: bool) -> Markup:
    """Say the result, marked where it rests on simulated nights."""
    simulated = bool(study.nights.simulated.any())
    status = study.nights.status.values
    counts = [int((status == kind).sum()) for kind in ("done", "failed", "excluded")]
    nights = f"{pluralize(counts[0], 'night')} compared, {lost_words(counts[1], counts[2])}"
    warning = "" if study.comparison.primary else " · exploratory: no primary metric"
    if study.exploratory:
        warning = " · exploratory: primary metric changed after the results were shown"
    title = study.comparison.titles.get(study.comparison.primary, "")
    said = symbol_and_variant(study.comparison.primary, title)[1]
    counts_as = f" · {study.comparison.primary} {said}" if said else ""
    computing = " · intervals and mixed models are being computed…" if waiting else ""
    reference = study.comparison.reference
    below = f"{condition} against {reference} · {nights}{counts_as}{warning}{computing}"
    return pieces(TEMPLATE).sentence(
        study.sentence, below, simulated, device_badge(devices_of(study.nights))
    )


def definitions(titles: Mapping[str, str]) -> Markup:
    """Say by which definition each metric is that has several, where its symbol does not.

    Examples
    --------
    >>> print(definitions({"TST": "total sleep time", "SOL": "sleep onset latency"}))
    <p class="quiet">SOL any sleep.</p>
    """
    variants = dict(symbol_and_variant(name, title) for name, title in titles.items())
    said = [f"{symbol} {words}" for symbol, words in variants.items() if words]
    why = (
        " WASO ends with the final waking, as published comparisons have it and few recordings say "
        "when the lights went on; the tab Night counts on to lights-on, as the AASM does."
        if "WASO_SPT" in titles
        else ""
    )
    return pieces("tables.html.j2").aside(f"{' · '.join(said)}.{why}") if said else Markup()


def notes(study: Study) -> Markup:
    """List what to know before believing the numbers."""
    return pieces(TEMPLATE).notes(study.notes)


def results(found: Comparison, condition: str) -> Markup:
    """Every number of every metric, folded away."""
    rows = []
    for name, row in metric_records(found, condition).items():
        digits = digits_for(row["ci_low"], row["ci_high"])
        units = "" if row["units"] in ("", "1") else f", {shown_units(row['units'])}"
        symbol, said = symbol_and_variant(name, row["title"])
        cells = [
            f"{symbol}{units} ({said})" if said else f"{symbol}{units}",
            f"{row['n']:.0f}",
            number(row["reference_mean"], digits),
            number(row["condition_mean"], digits),
            format_difference(row),
            _percent(row),
            number(row["g_av"], 2),
            number(row["d_z"], 2),
            *(format_p(row[key]).removeprefix("= ") for key in ("p_permutation", "p_adjusted")),
            row["outcome"],
        ]
        rows.append((row["role"] == "primary", row["title"], cells))
    return pieces(TEMPLATE).results(_HEADINGS, rows, PERCENT_EXPLAINED)


def _percent(row: Mapping[str, Any]) -> str:
    value, of = percent_beside(row)
    return f"{number(value, 1)} ({of})" if np.isfinite(value) else NOTHING


def power(found: Comparison, metric: str, condition: str, percent: float) -> Markup:
    """How many pairs an effect takes, if people vary as they do here.

    Parameters
    ----------
    found : Comparison
    metric, condition : str
    percent : float
        The true change to be seen, in % of the reference.

    Returns
    -------
    str
        A sentence, and the chance of seeing that change against the number of pairs.
    """
    try:
        answer = pairs_for_change(found, metric, condition, percent)
    except ValueError as error:
        said = str(error)
        return pieces("tables.html.j2").quiet(f"{said[0].upper()}{said[1:]}.")
    curve = _curve(answer.d_z, answer.needed, answer.pairs)
    return pieces(TEMPLATE).power(answer.sentence, curve)


def _curve(d_z: float, needed: int, pairs: int) -> Markup:
    most = int(np.clip(max(2 * needed, 2 * pairs, 12), 12, _MOST))
    counts = np.unique(np.linspace(2, most, 60).astype(int))
    chances = [power_of_pairs(int(count), d_z) for count in counts]

    def x(count: float) -> float:
        return round(44 + 350 * count / most, 1)

    def y(chance: float) -> float:
        return round(8 + 84 * (1 - chance), 1)

    line = " ".join(f"{x(n)},{y(c)}" for n, c in zip(counts, chances, strict=True))
    parts = level_axis(((f"{c:.0%}", y(c)) for c in (0, POWER, 1)), 44, 394, apart=4)
    parts += [text(x(n), 106, f"{n}", class_="tick middle") for n in (0, most // 2, most)]
    parts.append(text(219, 120, "pairs of nights, one a person", class_="tick middle"))
    parts.append(text(48, 4, "power", class_="tick"))
    parts.append(mark("line", x1=x(pairs), x2=x(pairs), y1=8, y2=92, class_="none"))
    parts.append(text(x(pairs) + 3, 18, f"these {pairs}", class_="tick"))
    parts.append(mark("polyline", points=line, class_="curve"))
    if needed <= most:
        parts.append(mark("circle", cx=x(needed), cy=y(POWER), r=4, class_="effect"))
    size: Attributes = {"viewBox": "0 -6 400 132", "width": 400, "height": 132}
    return drawing(parts, **size, role="img", aria_label="Power against pairs")
