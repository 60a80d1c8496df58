"""The numbers at the right of the page: headline metrics with the choices they rest on."""

from collections.abc import Collection
from html import escape

from explorer.analysis.metrics_query import MetricsQuery
from explorer.app.state import ExplorerState
from explorer.app.time_in_bed_words import time_in_bed_in_words
from explorer.metrics.definitions import DEFINITIONS
from explorer.render.architecture.headline import _NARROW, architecture, night_in_words, stages
from explorer.render.form_controls import choice

REFERENCE = "reference"
"""Name of the choice of a second night."""


def headline(
    state: ExplorerState,
    asked: MetricsQuery,
    unfolded: Collection[str],
    nights: Collection[str] = (),
    opening: str = "",
) -> str:
    """HTML: time in bed, whose scoring, the headline numbers, the stages, the definitions.

    Parameters
    ----------
    state : ExplorerState
        Of the page.
    asked : MetricsQuery
        Of which night and parts.
    unfolded : collection of str
        Keys of the rows that the hand has unfolded.
    nights : collection of str
        Titles of the nights that can stand beside for reference.
    opening : str
        Title of the one that was chosen and is not there yet.
    """
    # The page gives more room to more columns.
    beside = len(asked.names)
    width = "three-parts" if beside > _NARROW else "two-parts" if beside == _NARROW else ""
    return "".join(
        (
            f'<i class="{width}"></i>' if width else "",
            time_in_bed_in_words(state),
            scorer_choice(state),
            architecture(asked, unfolded),
            stages(asked, unfolded, dark=state.dark, hidden=state.hides_stages),
            definition_choices(state),
            reference_choice(state, nights, opening),
            f'<p class="unseen">{escape(night_in_words(asked, hidden=state.hides_stages))}</p>',
        )
    )


def scorer_choice(state: ExplorerState) -> str:
    """HTML: whose hypnogram counts, where there are several."""
    if len(state.scorers) < 2:
        return ""
    chosen = state.scorer or state.scorers[0]
    label = f"scored by (small below each number: lowest–highest of {len(state.scorers)} scorers)"
    return choice("scorer", label, [(name, name) for name in state.scorers], chosen)


def reference_choice(state: ExplorerState, nights: Collection[str], opening: str = "") -> str:
    """HTML: which other night stands beside; those that were opened on this page can."""
    if not nights:
        return ""
    held = opening or state.reference_title
    options = [("", "none"), *((title, title) for title in nights)]
    return choice(
        REFERENCE, "reference night, beside this one: architecture and stages", options, held
    )


def definition_choices(state: ExplorerState) -> str:
    """HTML: the definitions to switch, folded away; how many depart from the default is said."""
    count = len(state.definitions)
    departs = f" · {count} changed from default" if count else ""
    choices = "".join(
        choice(d.name, f"{d.name}: {d.question}", list(d.variants), state.variant(d.name))
        for d in DEFINITIONS
    )
    return (
        f'<details class="part" data-key="definitions"><summary>Definitions{departs}</summary>'
        f"{choices}</details>"
    )
