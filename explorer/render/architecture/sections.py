"""Parts below the headline that unfold: every metric by group, cycles, scorers, small figures."""

from collections.abc import Callable, Collection
from html import escape

import numpy as np

from explorer import metrics
from explorer.analysis.metrics_query import MetricsQuery
from explorer.metrics.metric import ORGANISATION
from explorer.render.architecture.bout_figures import bout_curves, transition_matrix
from explorer.render.architecture.complexity import bout_laws, complexity_in_words
from explorer.render.architecture.cycle_table import cycle_table
from explorer.render.architecture.metric_rows import number, row, table
from explorer.render.architecture.scorer_agreement_table import agreement_table
from explorer.render.architecture.transition_arcs import transition_arcs
from explorer.render.architecture.uncertainty_tables import interval_table, range_table
from explorer.vocabulary.stages import SCORED, Stage

CSV, COPY = "csv", "copy"
_PER_PART = ("_half", "_third")


def unfolding_sections(asked: MetricsQuery, unfolded: Collection[str], *, dark: bool) -> str:
    """HTML: every part's heading, and the inside of those that are unfolded.

    Parameters
    ----------
    asked : Asked
        Of which night and part.
    unfolded : collection of str
        Keys of the parts; only what is unfolded is computed.
    dark : bool
        Whether the page is dark.
    """
    hypnogram = asked.in_bed.hypnogram

    def of_group(group: str) -> Callable[[], str]:
        return lambda: group_table(asked, group, unfolded)

    inside: dict[str, tuple[str, Callable[[], str]]] = {
        **{group: (f"All of {group}", of_group(group)) for group in metrics.GROUPS},
        "thirds": ("Stages by thirds and halves", lambda: thirds_table(asked)),
        "cycles": ("Cycles", lambda: cycle_table(asked)),
        "transitions": ("Transitions", lambda: transitions_part(asked, dark=dark)),
        "bouts": (
            "Bouts and their survival",
            lambda: bout_curves(hypnogram, dark=dark) + bout_laws(asked),
        ),
    }
    if asked.several_scorers:
        inside["scorers"] = ("Agreement of scorers", lambda: agreement_table(asked))
        inside["ranges"] = ("Range of every metric over scorers", lambda: range_table(asked))
    if asked.in_bed.probability is not None:
        inside["intervals"] = ("Interval of every metric", lambda: interval_table(asked))
    return tools() + "".join(
        _part(key, heading, make if key in unfolded else None)
        for key, (heading, make) in inside.items()
    )


def tools() -> str:
    """HTML: a box to find a metric by name, and a button that saves all of them."""
    return (
        '<h2>Every number</h2><div class="tools"><input type="text" data-sift data-key="sift" '
        'placeholder="find a metric" aria-label="find a metric by words of its name">'
        f'<button class="act" data-act="{COPY}" data-key="{COPY}" title="every metric with its '
        'units, formula and source, tab-separated, for a spreadsheet">copy</button>'
        f'<button class="act" data-act="{CSV}" data-key="{CSV}" title="every metric with its '
        'units, formula and source">save CSV</button></div>'
    )


def group_table(asked: MetricsQuery, group: str, unfolded: Collection[str]) -> str:
    """HTML: every metric of a group that has no table of its own."""
    rows = [
        row(asked, symbol, unfolded)
        for symbol, metric in metrics.METRICS.items()
        if metric.group == group
        and not (group == ORGANISATION and any(part in symbol for part in _PER_PART))
    ]
    said = ""
    if group == metrics.GROUPS[-1] and not np.isfinite(float(asked.in_bed.night.attrs["age"])):
        said = '<p class="quiet">The age is not known, so nothing typical is shown beside.</p>'
    return said + table("", asked, rows, sortable=True)


def transitions_part(asked: MetricsQuery, *, dark: bool) -> str:
    """HTML: transitions as arcs and as a matrix, and how much order there is in them."""
    hypnogram = asked.in_bed.hypnogram
    return (
        transition_arcs(hypnogram, dark=dark)
        + transition_matrix(hypnogram, dark=dark)
        + complexity_in_words(asked)
    )


def thirds_table(asked: MetricsQuery) -> str:
    """HTML: minutes of each stage in each half and third of the sleep period."""
    columns = [("half", 2), ("third", 3)]
    head = "".join(
        f'<th scope="col" title="{name} {part + 1} of the sleep period">{name[0].upper()}{part + 1}'
        "</th>"
        for name, count in columns
        for part in range(count)
    )
    rows = ""
    for stage in SCORED:
        state = "WAKE" if stage == Stage.W else stage.name
        cells = "".join(
            f"<td>{number(asked.values(f'{state}_{name}{part + 1}')[0])}</td>"
            for name, count in columns
            for part in range(count)
        )
        rows += f'<tr><th scope="row">{stage.name}</th>{cells}</tr>'
    source = metrics.metric("N3_third1").source
    return (
        f'<table class="numbers"><thead><tr><th scope="col">min</th>{head}</tr></thead>'
        f'<tbody>{rows}</tbody></table><p class="quiet">Halves (H) and thirds (T) of the sleep '
        f"period, as {escape(source)}.</p>"
    )


def _part(key: str, heading: str, make: Callable[[], str] | None) -> str:
    body = ""
    if make is not None:
        try:
            body = make()
        except Exception as error:  # one part that fails leaves the others as they are
            sentence = f"This part could not be computed: {error}"
            body = f'<p class="problem">{escape(sentence)}</p>'
    return (
        f'<details class="part" data-key="{key}"{" data-group" if key in metrics.GROUPS else ""}>'
        f"<summary>{escape(heading)}</summary>"
        f"{body}</details>"
    )
