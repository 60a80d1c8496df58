"""Parts below the headline that unfold: every metric by group, cycles, scorers, small figures."""

from collections.abc import Callable, Collection

import numpy as np
from markupsafe import Markup

from explorer import metrics
from explorer.analysis.event_lanes import ALL_EVENTS, EventFilter
from explorer.analysis.heart_rate import ecg_channel
from explorer.analysis.metrics_query import MetricsQuery
from explorer.analysis.observed_night import oximeter_notes, saturation_channel
from explorer.metrics.metric import HEART, ORGANISATION, OXYGEN, QUALITY
from explorer.metrics.stage_detail import EVERY_STAGE, detail_of
from explorer.render.architecture.around_figure import AroundChoice, around_part
from explorer.render.architecture.bout_figures import bout_curves, transition_matrix
from explorer.render.architecture.complexity_summary import bout_laws, complexity_in_words
from explorer.render.architecture.cycle_table import cycle_table
from explorer.render.architecture.event_lanes_part import events_heading, events_part
from explorer.render.architecture.heart_course_figure import heart_course_figures
from explorer.render.architecture.metric_rows import row, table
from explorer.render.architecture.scorer_agreement_table import agreement_table
from explorer.render.architecture.transition_arcs import transition_arcs
from explorer.render.architecture.uncertainty_tables import interval_table, range_table
from explorer.render.environment import pieces
from explorer.render.number_format import number
from explorer.vocabulary.stages import SCORED, Stage

_TEMPLATE = "architecture/sections.html.j2"
CSV, COPY = "csv", "copy"
_PER_PART = ("_half", "_third")


def unfolding_sections(
    asked: MetricsQuery,
    unfolded: Collection[str],
    *,
    dark: bool,
    events: EventFilter = ALL_EVENTS,
    around: AroundChoice | None = None,
) -> Markup:
    """HTML: every part's heading, and the inside of those that are unfolded.

    Parameters
    ----------
    asked : MetricsQuery
        Of which night and part.
    unfolded : collection of str
        Keys of the parts; only what is unfolded is computed.
    dark : bool
        Whether the page is dark.
    events : EventFilter
        Which scored events are shown.
    around : AroundChoice, optional
        What is averaged around them; without it there is no such part.
    """
    hypnogram = asked.in_bed.hypnogram

    def of_group(group: str) -> Callable[[], Markup]:
        def make() -> Markup:
            whole = asked.with_signals() if group in (OXYGEN, HEART) else asked
            rows = group_table(whole, group, unfolded)
            if group == OXYGEN and whole.in_bed.observed is not None:
                why = oximeter_notes(whole.in_bed.night, whole.in_bed.observed)
                return _together(*map(pieces("tables.html.j2").quiet, why), rows)
            return _together(heart_course_figures(whole), rows) if group == HEART else rows

        return make

    inside: dict[str, tuple[str, Callable[[], Markup]]] = {
        "scored events": (events_heading(asked), lambda: events_part(asked, events)),
        **{group: (f"All of {group}", of_group(group)) for group in _groups(asked)},
        "thirds": ("Stages by thirds and halves", lambda: thirds_table(asked)),
        "cycles": ("Cycles", lambda: cycle_table(asked)),
        "transitions": ("Transitions", lambda: transitions_part(asked, dark=dark)),
        "bouts": (
            "Bouts and their survival",
            lambda: _together(bout_curves(hypnogram, dark=dark), bout_laws(asked)),
        ),
    }
    if asked.several_scorers:
        inside["scorers"] = ("Agreement of scorers", lambda: agreement_table(asked))
        inside["ranges"] = ("Range of every metric over scorers", lambda: range_table(asked))
    if asked.in_bed.probability is not None:
        inside["intervals"] = ("Interval of every metric", lambda: interval_table(asked))
    if around is not None and asked.in_bed.night.channels:  # nothing else has a course
        inside["around"] = ("Around scored events", lambda: around_part(asked, events, around))
    parts = [
        _part(key, heading, make if key in unfolded else None)
        for key, (heading, make) in inside.items()
    ]
    return pieces(_TEMPLATE).sections(tools(), parts)


def _groups(asked: MetricsQuery) -> list[str]:
    """List groups that have rows here, or a channel that may give them when they are unfolded."""
    there = set(asked.groups)
    if saturation_channel(asked.in_bed.night):
        there.add(OXYGEN)
    if ecg_channel(asked.in_bed.night):
        there.add(HEART)
    return [group for group in metrics.GROUPS if group in there]


def tools() -> Markup:
    """HTML: a box to find a metric by name, and a button that saves all of them."""
    return pieces(_TEMPLATE).tools(COPY, CSV)


def group_table(asked: MetricsQuery, group: str, unfolded: Collection[str]) -> Markup:
    """HTML: every metric of a group that has no table of its own."""
    rows = [
        row(asked, symbol, unfolded)
        for symbol, metric in asked.metrics.items()
        if metric.group == group
        and not (group == ORGANISATION and any(part in symbol for part in _PER_PART))
    ]
    norms = group == QUALITY
    ageless = norms and not np.isfinite(float(asked.in_bed.night.attrs["age"]))
    return pieces(_TEMPLATE).group(table("", asked, rows, sortable=True), ageless)


def transitions_part(asked: MetricsQuery, *, dark: bool) -> Markup:
    """HTML: transitions as arcs and as a matrix, and how much order there is in them."""
    hypnogram = asked.in_bed.hypnogram
    why = asked.in_bed.hypnograms.why_not(EVERY_STAGE)
    order = (
        pieces("tables.html.j2").plain(f"Entropy and complexity of five stages are {why}.")
        if why
        else complexity_in_words(asked)
    )
    return _together(
        transition_arcs(hypnogram, dark=dark), transition_matrix(hypnogram, dark=dark), order
    )


def _together(*parts: Markup) -> Markup:
    return Markup().join(parts)


def thirds_table(asked: MetricsQuery) -> Markup:
    """HTML: minutes of each stage in each half and third of the sleep period."""
    parts = [
        (name, part + 1) for name, count in (("half", 2), ("third", 3)) for part in range(count)
    ]
    rows = []
    for stage in SCORED:
        if asked.why_not(detail_of([stage])):
            continue  # said below the stages
        state = "WAKE" if stage == Stage.W else stage.name
        values = (asked.values(f"{state}_{name}{part}")[0] for name, part in parts)
        rows.append([stage.name, *map(number, values)])
    return pieces(_TEMPLATE).thirds(parts, rows, metrics.metric("N3_third1").source)


def _part(key: str, heading: str, make: Callable[[], Markup] | None) -> Markup:
    body, problem = Markup(), ""
    if make is not None:
        try:
            body = make()
        except Exception as error:  # one part that fails leaves the others as they are
            problem = f"This part could not be computed: {error}"
    return pieces(_TEMPLATE).part(key, heading, key in metrics.GROUPS, body, problem)
