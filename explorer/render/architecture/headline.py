"""The numbers that stand at the right at all times, by the definitions that were chosen."""

from collections.abc import Collection

import numpy as np
from markupsafe import Markup

from explorer.analysis.metrics_query import MetricsQuery
from explorer.metrics.cycle_rules import CycleRule
from explorer.metrics.cycles import cycles_of_nights
from explorer.metrics.definitions import CYCLES, DEFINITIONS, definition, onset_note
from explorer.metrics.durations import unscored_minutes
from explorer.metrics.hypnogram_rows import Hypnograms
from explorer.metrics.metric_catalogue import METRICS
from explorer.metrics.stage_detail import EVERY_STAGE
from explorer.render.architecture.cycle_table import cycle_row
from explorer.render.architecture.metric_rows import row, table
from explorer.render.architecture.norms_bar import key_to_bars
from explorer.render.environment import pieces
from explorer.render.theme import choose_theme, stage_colour
from explorer.vocabulary.stages import STAGE_TITLES, Stage, stages_of

_MINUTES = {Stage.W: "WAKE", Stage.SLEEP: "TST"}  # where it is not the stage's own name
_NARROW = 2  # columns of numbers that the usual width holds
HEADLINES = ("TIB", "SPT", "TST", "SOL", "WASO", "SE", "SME", "REM latency", CYCLES)
"""Symbols of metrics, or names of `DEFINITIONS`, whose chosen variant is shown."""


def architecture(asked: MetricsQuery, unfolded: Collection[str]) -> Markup:
    """HTML: the headline numbers, each with the variant it is."""
    names = {d.name for d in DEFINITIONS}
    rows, symbols = [], []
    for name in HEADLINES:
        if name == CYCLES:
            rows.append(cycle_row(asked, unfolded))
        elif name in names:
            symbol = asked.variant(name)
            said = definition(name).words(symbol)
            rows.append(row(asked, symbol, unfolded, name=name, said=said))
            symbols.append(symbol)
        else:
            rows.append(row(asked, name, unfolded))
            symbols.append(name)
    key = key_to_bars(symbols, asked.in_bed.night)
    quiet = pieces("tables.html.j2").quiet
    said = quiet(f"{key}.") if key else Markup()
    if note := onset_note({name: asked.variant(name) for name in names}):
        said += quiet(note)
    return table("Architecture", asked, rows) + said


def stages(
    asked: MetricsQuery, unfolded: Collection[str], *, dark: bool, hidden: bool = False
) -> Markup:
    """HTML: minutes of each stage, and its share of sleep; `hidden` where others' are not shown."""
    theme = choose_theme(dark)
    rows = []
    for stage in asked.stages:
        swatch = stage_colour(stage, theme)
        symbol = _MINUTES.get(stage, stage.name)
        share = f"%{symbol}" if f"%{symbol}" in METRICS else ""
        rows.append(row(asked, symbol, unfolded, name=stage.name, swatch=swatch, share=share))
    if not hidden and (unscored_minutes(asked.in_bed.hypnograms) > 0).any():
        rows.append(row(asked, "UNSCORED", unfolded, name="unscored"))
    if (asked.in_bed.hypnograms.codes == Stage.ARTEFACT).any():
        rows.append(row(asked, "ARTEFACT", unfolded, name="artefact"))
    said = pieces("tables.html.j2").quiet("The stages are hidden.") if hidden else Markup()
    if why := asked.why_not(EVERY_STAGE):
        said += pieces("tables.html.j2").quiet(
            f"Numbers that rest on N1, N2 or N3 are {why}. Deep sleep is never taken for N3."
        )
    return table("Stages, min (% of TST)", asked, rows) + said


def night_in_words(asked: MetricsQuery, *, hidden: bool = False) -> str:
    """Say what the hypnogram shows, for whoever hears the page.

    Returns
    -------
    str
        Time in bed, sleep, each stage's minutes, and when sleep, N3 and REM first came.
    """
    value = {
        symbol: asked.values(symbol)[0]
        for symbol in ("TIB", "TST", "SOL", "Lat_N3", "Lat_REM", *_minutes_of(asked).values())
    }
    if hidden:
        return "Hypnogram in words: the stages are hidden."
    if not np.isfinite(value["TST"]):
        return "Hypnogram in words: nobody scored this part of the night."
    minutes = ", ".join(
        f"{_plain(value[symbol])} min of {STAGE_TITLES[stage]}"
        for stage, symbol in _minutes_of(asked).items()
        if np.isfinite(value[symbol])
    )
    firsts = ", ".join(
        f"{what} first after {_plain(value[symbol])} min"
        for what, symbol in (("sleep", "SOL"), ("N3", "Lat_N3"), ("REM", "Lat_REM"))
        if np.isfinite(value[symbol])
    )
    return (
        f"Hypnogram in words: {_plain(value['TIB'])} min in bed, "
        f"{_plain(value['TST'])} min asleep; "
        f"{minutes or 'stages that are not told apart'}; {firsts or 'no sleep'}. "
        f"{asked.in_bed.hypnograms.once(_course_in_words, asked.rule)}"
    )


def _plain(minutes: float) -> str:
    """Write minutes as the tables have them: to a tenth, which half an epoch's are."""
    return f"{round(minutes, 1):g}"


def _whole(minutes: float) -> str:
    return f"{minutes:.0f}"


def _minutes_of(asked: MetricsQuery) -> dict[Stage, str]:
    """Symbol of the minutes of each stage of sleep that the night has."""
    stages = stages_of(asked.in_bed.hypnograms.scored_codes)
    return {s: _MINUTES.get(s, s.name) for s in sorted(stages) if s != Stage.W}


def _course_in_words(hypnograms: Hypnograms, rule: CycleRule) -> str:
    """Say hour by hour what the night was made of, and how long its cycles are."""
    (codes,) = hypnograms.scored_codes
    an_hour = max(round(3600 / hypnograms.epoch_length), 1)
    hours = []
    for place, begin in enumerate(range(0, codes.size, an_hour)):
        part = codes[begin : begin + an_hour]
        minutes = {
            stage: np.count_nonzero(part == stage) * hypnograms.epoch_length / 60
            for stage in stages_of(codes)
        }
        most = sorted(minutes, key=lambda stage: -minutes[stage])
        # To the minute, but where all of the hour's are shorter, as of a few epochs.
        write = _whole if any(round(of_stage) > 0 for of_stage in minutes.values()) else _plain
        said = ", ".join(
            f"{'wake' if stage == Stage.W else stage.name} {write(minutes[stage])} min"
            for stage in most
            if float(write(minutes[stage])) > 0
        )
        hours.append(f"hour {place + 1}: {said or 'not scored'}")
    (found,) = hypnograms.once(cycles_of_nights, rule)
    minute = hypnograms.epoch_length / 60
    lengths = ", ".join(f"{(cycle.end - cycle.begin) * minute:.0f}" for cycle in found)
    why = hypnograms.why_not(rule.detail)
    cycles = f"Cycles by {rule.name}, min: {lengths or why or 'none'}."
    return f"By the hour in bed: {'; '.join(hours)}. {cycles}"
