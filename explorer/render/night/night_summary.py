"""A night in two sentences, and by which definitions: how a report opens."""

import numpy as np
from markupsafe import Markup

from explorer import metrics
from explorer.analysis.metrics_query import MetricsQuery
from explorer.metrics.definitions import CONVENTIONS, DEFINITIONS, onset_note
from explorer.metrics.stage_detail import EVERY_STAGE, NREM_OR_REM
from explorer.render.architecture.metric_rows import display_units
from explorer.render.environment import pieces
from explorer.render.night.provenance import ViewSnapshot
from explorer.render.number_format import number

_NOBODY = "Nobody scored this night: there is no sleep to count, and what follows is the recording."
_DEFINED = ("WASO", "REM latency")
"""Names of the `DEFINITIONS` that the headline's numbers rest on."""


def render_summary(view: ViewSnapshot) -> Markup:
    """Write the headline of a night as a box of HTML, with words from files escaped."""
    night, asked = view.night, view.asked
    made = "Simulated: from a model, not from a person." if night.simulated else "Measured."
    sentences = [f"{_who(view)} {made}", night_in_numbers(asked)]
    if np.isfinite(asked.values("TST")[0]):
        sentences.append(_by_which_definitions(view))
    return pieces("night/report_pieces.html.j2").summary(sentences)


def night_in_numbers(asked: MetricsQuery) -> str:
    """Say what the night in bed comes to, by the definitions chosen.

    Returns
    -------
    str
        Time in bed, sleep, sleep efficiency, WASO, REM latency and N3 (or deep sleep, where a
        scorer says that); what is not available is said to be lacking.
    """

    def value(symbol: str) -> float:
        return asked.values(symbol)[0]

    def said(symbol: str) -> str:
        return f"{number(value(symbol))} {display_units(metrics.metric(symbol))}"

    if not np.isfinite(value("TST")):
        return _NOBODY
    if value("TST") == 0:
        return f"{said('TIB')} in bed, and no sleep in it."
    waso, latency = asked.variant("WASO"), asked.variant("REM latency")
    rem = f"REM latency {said(latency)}" if np.isfinite(value(latency)) else "no REM"
    if why := asked.in_bed.hypnograms.why_not(NREM_OR_REM):
        rem = f"REM {why}"
    deep = f"N3 {said('N3')} ({said('%N3')} of total sleep time)"
    if why := asked.in_bed.hypnograms.why_not(EVERY_STAGE):
        deep = f"N3 {why}"
        if np.isfinite(value("DEEP")):
            deep = f"deep sleep {said('DEEP')} ({said('%DEEP')} of total sleep time), {deep}"
    unscored = f"; {said('UNSCORED')} unscored" if value("UNSCORED") > 0 else ""
    return (
        f"{said('TIB')} in bed, {said('TST')} asleep: sleep efficiency {said('SE')}. WASO "
        f"{said(waso)}, {rem}, {deep}{unscored}."
    )


def _who(view: ViewSnapshot) -> str:
    """Say whose night it is, when it was, and who scored it."""
    night = view.night
    start = night.start
    when = ""
    if start is not None:
        when = f", from {start:%H:%M} on {start.day} {start:%B %Y}"
    scorers = view.asked.in_bed.stages.sizes["scorer"]
    others = f" (one of {scorers} scorers)" if scorers > 1 else ""
    whose = view.asked.in_bed.scorer or str(view.asked.in_bed.stages.scorer.values[0])
    scored = f", scored by {whose}{others}" if np.isfinite(view.asked.values("TST")[0]) else ""
    return f"{night.title}{when}{scored}."


def _by_which_definitions(view: ViewSnapshot) -> str:
    """Say how the numbers of the headline are defined, and which convention was changed."""
    parts = [f"sleep efficiency is {metrics.metric('SE').formula}"]
    for one in DEFINITIONS:
        key = view.asked.variant(one.name)
        if one.name in _DEFINED or (one.name in CONVENTIONS and key != one.default):
            parts.append(f"{one.name} {one.question} {one.words(key)}")
    note = onset_note({one.name: view.asked.variant(one.name) for one in DEFINITIONS})
    return f"{view.in_bed_words} By definition, {'; '.join(parts)}. {note}".rstrip()
