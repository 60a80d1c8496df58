"""How far the scorers of a night agree, epoch by epoch."""

from html import escape

import numpy as np

from explorer import metrics
from explorer.analysis.metrics_query import MetricsQuery
from explorer.render.architecture.metric_rows import number
from explorer.vocabulary.stages import SCORED

_BY_STAGE = ("sensitivity", "specificity", "kappa")
_COMPARED = ("TST", "SOL", "WASO_AASM", "SE", "N1", "N2", "N3", "REM", "AWAKENINGS", "SFI")


def agreement_table(asked: MetricsQuery) -> str:
    """HTML: every scorer against the first, and the confusion with the one that was chosen."""
    every = asked.in_bed.every_scorer
    names = [str(name) for name in every.scorer.values]
    reference = every.isel(scorer=0)
    found = {
        name: metrics.agreement(reference, every.isel(scorer=place))
        for place, name in enumerate(names)
        if place
    }
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{number(float(one.cohen_kappa), 2)}</td>'
        f"<td>{number(100 * float(one.accuracy))}</td><td>{int(one.epochs)}</td></tr>"
        for name, one in found.items()
    )
    chosen = asked.in_bed.scorer or names[1]
    return (
        f'<p class="quiet">With {escape(names[0])}, the first scorer, over epochs in bed that both '
        "scored; kappa is Cohen’s, 1960. Neither is the truth.</p>"
        '<table class="numbers"><thead><tr><th></th><th scope="col">kappa</th>'
        '<th scope="col">same, %</th><th scope="col">epochs</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>{_confusion(found[chosen], names[0], chosen)}"
        f"{_differences(asked, names[0], chosen)}"
    )


def _differences(asked: MetricsQuery, first: str, second: str) -> str:
    """HTML: how far apart the two scorers' headline metrics are on this night."""
    every = asked.in_bed.every_scorer
    tables = [metrics.table(every.sel(scorer=name), symbols=_COMPARED) for name in (first, second)]
    rows = "".join(
        f'<tr><th scope="row">{symbol}</th>'
        + "".join(f"<td>{number(float(t[symbol]))}</td>" for t in tables)
        + f"<td>{number(float(tables[1][symbol] - tables[0][symbol]))}</td></tr>"
        for symbol in _COMPARED
    )
    return (
        f'<p class="quiet">The same night in numbers; the last column is {escape(second)} less '
        f"{escape(first)}. One night has no limits of agreement: over many, "
        "explorer.metrics.bland_altman gives them.</p>"
        f'<table class="numbers"><thead><tr><th></th><th scope="col">{escape(first)}</th>'
        f'<th scope="col">{escape(second)}</th><th scope="col">less</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _confusion(found: object, first: str, second: str) -> str:
    stages = [stage.name for stage in SCORED]
    counts = np.asarray(found["confusion"])
    head = "".join(f'<th scope="col">{name}</th>' for name in stages)
    rows = "".join(
        f'<tr><th scope="row">{name}</th>'
        + "".join(
            f"<td{' class=same' if i == j else ''}>{int(count)}</td>"
            for j, count in enumerate(counts[i])
        )
        + "</tr>"
        for i, name in enumerate(stages)
    )
    heads = "".join(f'<th scope="col">{what}</th>' for what in _BY_STAGE)
    by_stage = "".join(
        f'<tr><th scope="row">{name}</th>'
        + "".join(f"<td>{number(float(found[what].values[i]), 2)}</td>" for what in _BY_STAGE)
        + "</tr>"
        for i, name in enumerate(stages)
    )
    return (
        f'<p class="quiet">Epochs: rows {escape(first)}, columns {escape(second)}.</p>'
        f'<table class="numbers confusion"><thead><tr><th></th>{head}</tr></thead>'
        f'<tbody>{rows}</tbody></table><p class="quiet">Of the epochs that {escape(first)} gave '
        f"this stage, the share that {escape(second)} gave it too (sensitivity); of those that "
        f"{escape(first)} did not, the share that {escape(second)} did not either (specificity); "
        "and kappa of the stage against all others.</p>"
        f'<table class="numbers"><thead><tr><th></th>{heads}</tr></thead>'
        f"<tbody>{by_stage}</tbody></table>"
    )
