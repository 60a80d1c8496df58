"""Words, table and power of a comparison, as HTML."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
from markupsafe import Markup

from explorer.metrics.aliases import find_symbol
from explorer.metrics.definitions import variant_in_words
from explorer.render.compare.comparison_figures import format_difference, metric_records
from explorer.render.environment import pieces
from explorer.render.marks import Attributes, drawing, level_axis, mark, text
from explorer.render.number_format import NOTHING, number
from explorer.statistics.effect_sizes import log_ratios, sample_sd
from explorer.statistics.paired import Comparison
from explorer.statistics.plain_language import (
    PERCENT_EXPLAINED,
    digits_for,
    format_p,
    percent_beside,
    shown_units,
)
from explorer.statistics.sample_size import detectable_percent, pairs_needed, power_of_pairs
from explorer.study.compare_design import Study
from explorer.vocabulary.counts import pluralize

TEMPLATE = "compare/words.html.j2"
POWER = 0.8  # Cohen 1988: the field's custom for the chance of seeing an effect that is there
_MOST = 1_000  # a curve beyond a thousand pairs tells nobody anything
_HEADINGS = ("metric", "pairs", "reference", "condition", "difference (95 % CI, t)", "change, %",
             "g_av", "d_z", "p", "adjusted p", "outcome")  # fmt: skip


def sentence(study: Study, condition: str, *, waiting: bool) -> Markup:
    """Say the result, marked where it rests on simulated nights."""
    simulated = bool(study.nights.simulated.any())
    counts = [int((study.nights.status == kind).sum()) for kind in ("done", "failed", "excluded")]
    nights = f"{pluralize(counts[0], 'night')} compared, {counts[1]} failed, {counts[2]} excluded"
    warning = "" if study.comparison.primary else " · exploratory: no primary metric"
    if study.exploratory:
        warning = " · exploratory: primary metric changed after the results were shown"
    said = variant_in_words(study.comparison.primary)
    counts_as = f" · {study.comparison.primary} {said}" if said else ""
    computing = " · intervals and mixed models are being computed…" if waiting else ""
    reference = study.comparison.reference
    below = f"{condition} against {reference} · {nights}{counts_as}{warning}{computing}"
    return pieces(TEMPLATE).sentence(study.sentence, below, simulated)


def definitions(metrics: Collection[str]) -> Markup:
    """Say by which definition each metric is that has several, where its symbol does not.

    Examples
    --------
    >>> print(definitions(["TST", "SOL"]))
    <p class="quiet">SOL any sleep.</p>
    """
    variants = {find_symbol(name): variant_in_words(name) for name in metrics}
    said = [f"{symbol} {words}" for symbol, words in variants.items() if words]
    why = (
        " WASO ends with the final waking, as published comparisons have it and few recordings say "
        "when the lights went on; the tab Night counts on to lights-on, as the AASM does."
        if "WASO_SPT" in metrics
        else ""
    )
    return pieces("tables.html.j2").quiet(f"{' · '.join(said)}.{why}") if said else Markup()


def notes(study: Study) -> Markup:
    """List what to know before believing the numbers."""
    return pieces(TEMPLATE).notes(study.notes)


def results(found: Comparison, condition: str) -> Markup:
    """Every number of every metric, folded away."""
    rows = []
    for name, row in metric_records(found, condition).items():
        digits = digits_for(row["ci_low"], row["ci_high"])
        units = "" if row["units"] in ("", "1") else f", {shown_units(row['units'])}"
        said = variant_in_words(name)
        cells = [
            f"{find_symbol(name)}{units} ({said})" if said else f"{find_symbol(name)}{units}",
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
    pair = found.values[metric].sel(condition=[found.reference, condition])
    before, after = pair.transpose("condition", "subject").values
    ratios = log_ratios(after, before)
    ratios = ratios[np.isfinite(ratios)]
    spread = sample_sd(ratios)
    if not spread > 0:
        return pieces("tables.html.j2").quiet(
            f"Power needs at least two pairs with {metric} above 0 that differ; there are "
            f"{ratios.size}."
        )
    try:
        needed = pairs_needed(percent, spread, power=POWER)
    except ValueError as error:
        return pieces("tables.html.j2").quiet(f"{error}.")
    seen = detectable_percent(ratios.size, spread, power=POWER)
    return pieces(TEMPLATE).power(
        change=f"{percent:+g} %",
        metric=metric,
        power=f"{POWER:.0%}",
        needed=f"{needed:,}",
        spread=f"{spread:.2f}",
        pairs=ratios.size,
        seen=f"{seen:.0f} %",
        curve=_curve(np.log1p(percent / 100) / spread, needed, ratios.size),
    )


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
    parts.append(mark("line", x1=x(pairs), x2=x(pairs), y1=8, y2=92, class_="none"))
    parts.append(text(x(pairs) + 3, 18, f"these {pairs}", class_="tick"))
    parts.append(mark("polyline", points=line, class_="curve"))
    if needed <= most:
        parts.append(mark("circle", cx=x(needed), cy=y(POWER), r=4, class_="effect"))
    size: Attributes = {"viewBox": "0 0 400 110", "width": 400, "height": 110}
    return drawing(parts, **size, role="img", aria_label="Power against pairs")
