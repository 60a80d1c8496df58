"""Words, table and power of a comparison, as HTML."""

from collections.abc import Collection
from html import escape

import numpy as np

from explorer.metrics.aliases import find_symbol
from explorer.metrics.definitions import variant_in_words
from explorer.render.compare.comparison_figures import format_difference, metric_records
from explorer.statistics.effect_sizes import log_ratios, sample_sd
from explorer.statistics.paired import Comparison
from explorer.statistics.plain_language import digits_for, format_p, shown_units
from explorer.statistics.sample_size import detectable_percent, pairs_needed, power_of_pairs
from explorer.study.comparison import StudyComparison
from explorer.vocabulary.counts import pluralize

POWER = 0.8  # Cohen 1988: the field's custom for the chance of seeing an effect that is there
_MOST = 1_000  # a curve beyond a thousand pairs tells nobody anything
_HEADINGS = ("metric", "pairs", "reference", "condition", "difference (95 % CI, t)", "change, %",
             "g_av", "d_z", "p", "adjusted p", "outcome")  # fmt: skip


def sentence(study: StudyComparison, condition: str, *, waiting: bool) -> str:
    """Say the result, marked where it rests on simulated nights."""
    simulated = bool(study.nights.simulated.any())
    badge = "<span class='badge'>SIMULATED</span> " if simulated else ""
    counts = [int((study.nights.status == kind).sum()) for kind in ("done", "failed", "excluded")]
    nights = f"{pluralize(counts[0], 'night')} compared, {counts[1]} failed, {counts[2]} excluded"
    warning = "" if study.comparison.primary else " · exploratory: no primary metric"
    said = variant_in_words(study.comparison.primary)
    counts_as = f" · {study.comparison.primary} {said}" if said else ""
    computing = " · intervals and mixed models are being computed…" if waiting else ""
    return (
        f"<p class='result'>{badge}{escape(study.sentence)}</p>"
        f"<p class='quiet'>{escape(condition)} against {escape(study.comparison.reference)} · "
        f"{nights}{escape(counts_as)}{warning}{computing}</p>"
    )


def definitions(metrics: Collection[str]) -> str:
    """Say by which definition each metric is that has several, where its symbol does not.

    Examples
    --------
    >>> definitions(["TST", "SOL"])
    "<p class='quiet'>SOL any sleep.</p>"
    """
    variants = {find_symbol(name): variant_in_words(name) for name in metrics}
    said = [f"{symbol} {words}" for symbol, words in variants.items() if words]
    why = (
        " WASO ends with the final waking, as published comparisons have it and few recordings say "
        "when the lights went on; the tab Night counts on to lights-on, as the AASM does."
        if "WASO_SPT" in metrics
        else ""
    )
    return f"<p class='quiet'>{escape(' · '.join(said))}.{why}</p>" if said else ""


def notes(study: StudyComparison) -> str:
    """List what to know before believing the numbers."""
    listed = "".join(f"<li>{escape(note)}</li>" for note in study.notes)
    return f"<h2>What to know before believing it</h2><ul class='notes'>{listed}</ul>"


def results(study: StudyComparison, condition: str) -> str:
    """Every number of every metric, folded away."""
    rows = []
    for name, row in metric_records(study.comparison, condition).items():
        digits = digits_for(row["ci_low"], row["ci_high"])
        units = "" if row["units"] in ("", "1") else f", {shown_units(row['units'])}"
        said = variant_in_words(name)
        cells = [
            f"{find_symbol(name)}{units} ({said})" if said else f"{find_symbol(name)}{units}",
            f"{row['n']:.0f}",
            _number(row["reference_mean"], digits),
            _number(row["condition_mean"], digits),
            format_difference(row),
            _number(row["percent"], 1),
            _number(row["g_av"], 2),
            _number(row["d_z"], 2),
            *(format_p(row[key]).removeprefix("= ") for key in ("p_permutation", "p_adjusted")),
            row["outcome"],
        ]
        kind = " class='primary'" if row["role"] == "primary" else ""
        filled = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        rows.append(f"<tr{kind} title='{escape(row['title'], quote=True)}'>{filled}</tr>")
    head = "".join(f"<th>{escape(word)}</th>" for word in _HEADINGS)
    return (
        "<details id='compare-results'><summary>All numbers</summary><div class='results'><table>"
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        "<p class='quiet'>p: sign flips of people's differences, all counted up to 40 pairs; "
        "adjusted over all metrics but the primary (Benjamini-Hochberg). pp: percentage points.</p>"
        "</div></details>"
    )


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}f}" if np.isfinite(value) else "–"


def power(found: Comparison, metric: str, condition: str, percent: float) -> str:
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
        return (
            f"<p class='quiet'>Power needs at least two pairs with {escape(metric)} above 0 that "
            f"differ; there are {ratios.size}.</p>"
        )
    try:
        needed = pairs_needed(percent, spread, power=POWER)
    except ValueError as error:
        return f"<p class='quiet'>{escape(str(error))}.</p>"
    seen = detectable_percent(ratios.size, spread, power=POWER)
    said = (
        f"To see {percent:+g} % in {escape(metric)} with {POWER:.0%} power at p &lt; .05 takes "
        f"<b>{needed:,} pairs</b>, if people vary as here (SD of the log ratio {spread:.2f} "
        f"from {pluralize(ratios.size, 'pair')}, itself uncertain). With "
        f"these a rise of {seen:.0f} % or more could have been seen."
    )
    return f"<p>{said}</p>{_curve(np.log1p(percent / 100) / spread, needed, ratios.size)}"


def _curve(d_z: float, needed: int, pairs: int) -> str:
    most = int(np.clip(max(2 * needed, 2 * pairs, 12), 12, _MOST))
    counts = np.unique(np.linspace(2, most, 60).astype(int))
    chances = [power_of_pairs(int(count), d_z) for count in counts]

    def x(count: float) -> float:
        return round(44 + 350 * count / most, 1)

    def y(chance: float) -> float:
        return round(8 + 84 * (1 - chance), 1)

    line = " ".join(f"{x(n)},{y(c)}" for n, c in zip(counts, chances, strict=True))
    parts = [
        f"<line x1='44' x2='394' y1='{y(c)}' y2='{y(c)}' class='grid'/>"
        f"<text x='40' y='{y(c) + 4}' class='tick end'>{c:.0%}</text>"
        for c in (0, POWER, 1)
    ]
    parts += [
        f"<text x='{x(n)}' y='106' class='tick middle'>{n}</text>" for n in (0, most // 2, most)
    ]
    parts.append(f"<line x1='{x(pairs)}' x2='{x(pairs)}' y1='8' y2='92' class='none'/>")
    parts.append(f"<text x='{x(pairs) + 3}' y='18' class='tick'>these {pairs}</text>")
    parts.append(f"<polyline points='{line}' class='curve'/>")
    if needed <= most:
        parts.append(f"<circle cx='{x(needed)}' cy='{y(POWER)}' r='4' class='effect'/>")
    return (
        "<svg viewBox='0 0 400 110' width='400' height='110' role='img' "
        f"aria-label='Power against pairs'>{''.join(parts)}</svg>"
    )
