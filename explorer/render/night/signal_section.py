"""The channel in a report: power and events by stage, N3 by amplitude criterion."""

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from explorer.analysis.channel_night import ChannelNight
from explorer.analysis.channel_samples import HIGHEST_SHARE, is_within_reach
from explorer.analysis.event_counts import ALL_MINUTES, counts_by_stage
from explorer.analysis.event_search import NAMES, DetectionRule, by_chance, find_events, left_out
from explorer.analysis.n3_rule import AASM_LINE, DERIVATION_MATTERS, LEAST_SHARE, n3_by_rule
from explorer.analysis.power_by_stage import ALL, power_by_stage
from explorer.analysis.scalp_sites import scalp_sites
from explorer.analysis.search_scope import SEARCH_STAGES
from explorer.analysis.signal_snapshot import SignalSnapshot
from explorer.analysis.topography import DEEP
from explorer.render.environment import pieces
from explorer.render.number_format import number, squared
from explorer.render.signal.topography_figure import topography_figure
from explorer.vocabulary.stages import stages_told

_TEMPLATE = "night/report_pieces.html.j2"
_NOT_MAPPED = (
    "The sites had not been analysed when this was written: turn to the Signal tab first, and "
    "write the report again."
)
_NO_SIGNAL = "This night has no signal, only a hypnogram: it has no power and no events."


def signal_part(view: SignalSnapshot | None) -> list[Markup]:
    """Write the channel's tables, each under its heading, with by which rule it was made.

    Returns
    -------
    list of Markup
        HTML, with words from files escaped. The numbers are those of the page.
    """
    if view is None:
        return [_heading("Band power, events and N3 by amplitude criterion"), _quiet(_NO_SIGNAL)]
    whole = view.analysis.whole
    parts = [_heading(f"Band power by stage: {view.derivation}"), *_power(view)]
    parts += _topography(view)
    if whole is None:
        sentence = view.analysis.too_long or (
            f"{view.derivation} is not an electrical signal in µV sampled fast enough to hold slow "
            "waves: no events are counted on it, and no N3 by amplitude criterion."
        )
        return [*parts, _quiet(sentence)]
    parts.append(_heading(f"Events by stage: {view.derivation}"))
    for detection in view.rules:
        parts += _events(view, whole, detection)
    return [*parts, _heading(f"N3 by amplitude: {view.derivation}"), *_n3(view, whole)]


def _topography(view: SignalSnapshot) -> list[Markup]:
    """Map the sites, where the night has enough of them and the page has analysed them."""
    if not scalp_sites(view.night, view.samples.montage).enough:
        return []
    found = view.topography
    if found is None:
        return [_heading("Topography"), _quiet(_NOT_MAPPED)]
    stage = DEEP if DEEP in found.stages else ALL
    maps = [found.map_of("SWA", stage=stage)]
    maps.append(found.map_of("band power", stage=stage, band=view.band))
    density = found.map_of("spindle density", stage=stage)
    maps += [density] if np.isfinite(density.values).any() else []
    return [_heading("Topography"), *map(topography_figure, maps)]


def _stages(view: SignalSnapshot) -> list[str]:
    return [stage.name for stage in stages_told(view.hypnogram.values)] if view.is_scored else []


def _power(view: SignalSnapshot) -> list[Markup]:
    analysis = view.analysis
    held = [band for band in view.bands if band.low < analysis.usable]
    tables = []
    for part in view.parts:
        rows = []
        for band in held:
            low, high = analysis.held(band)
            edges = f"{low:g}–{high:g} Hz"
            means = power_by_stage(analysis, band, part.hypnogram, part.inside)
            cells = [number(means[stage], 1) for stage in (*_stages(view), ALL)]
            rows.append([f"{band.name} {edges}", *cells])
        heads = [f"{part.name}, {squared(analysis.units)}", *_stages(view), ALL]
        tables.append(_table(heads, rows))
    made = "simulated" if view.night.simulated else "measured"
    missing = f" The channel holds up to {analysis.usable:g} Hz." if held != [*view.bands] else ""
    note = (
        f"Mean power of each stage’s epochs, from Welch spectra of 4-s Hann windows; epochs with "
        f"artefacts or a gap left out. {view.derivation}, "
        f"{view.samples.montage}, {_mains(view)}, {made}.{missing}"
    )
    return [*tables, _quiet(note)]


def _mains(view: SignalSnapshot) -> str:
    """Say whether the mains were taken out, which a slow channel's filter cannot do."""
    notch, rate = view.samples.notch, view.night.channels[view.channel].sampling_frequency
    if not notch:
        return "no notch"
    if is_within_reach(notch, rate):
        return f"mains of {notch:g} Hz taken out"
    reach = f"at {rate:g} Hz a filter reaches {HIGHEST_SHARE * rate:.4g} Hz"
    return f"mains of {notch:g} Hz not taken out ({reach})"


def _events(view: SignalSnapshot, whole: ChannelNight, detection: DetectionRule) -> list[Markup]:
    name = NAMES[detection.kind]
    try:
        found = find_events(whole, view.searched.hypnogram, detection, view.searched.stages)
    except ValueError as error:  # too slow a recording for this kind: the other is shown
        return [_heading(name, level=3), _quiet(f"None could be looked for: {error}")]
    if found.not_searched:
        return [_heading(name, level=3), _quiet(left_out(found))]
    counted = [
        counts_by_stage(found, part.hypnogram, whole.artefact_time, inside=part.inside)
        for part in view.parts
    ]
    # A 0 in a stage that was not searched would read as a finding.
    searched = [stage.name for stage in view.searched.stages]
    rows = [
        [stage, *(cell for count in counted for cell in _count(*count[stage]))]
        for stage in (*_stages(view), ALL)
        if stage in (*searched, ALL) or any(count[stage][0] for count in counted)
    ]
    heads = ["", *(f"{what}, {part.name}" for part in view.parts for what in ("n", "per minute"))]
    note = (
        f"{detection.words}; {view.searched.words_within(detection.within(SEARCH_STAGES))}. "
        f"{left_out(found)} {by_chance(detection)} Per minute of the stage without artefacts. "
        f"{ALL_MINUTES}"
    )
    return [_heading(name, level=3), _table(heads, rows), _quiet(" ".join(note.split()))]


def _count(count: int, density: float) -> list[str]:
    return [str(count), number(density, 1)]


def _n3(view: SignalSnapshot, whole: ChannelNight) -> list[Markup]:
    if view.is_blind:
        return [_quiet("hidden while blind")]
    # The manual's line first, whatever the hand has dragged: it is what others can compare with.
    lines = tuple(dict.fromkeys((AASM_LINE, view.line)))
    tables = []
    for part in view.parts:
        found = [
            n3_by_rule(whole.waves, part.hypnogram, at, masked=whole.masked, inside=part.inside)
            for at in lines
        ]
        heads = [part.name, *(f"by rule, > {line:.0f} µV" for line in lines), "by the scorer"]
        minutes, percent = found[0].scored_minutes, found[0].scored_percent
        rows = [
            ["minutes", *(number(one.minutes, 1) for one in found), number(minutes, 1)],
            ["% of TST", *(number(one.percent, 1) for one in found), number(percent, 1)],
            ["kappa", *(number(one.kappa, 2) for one in found), ""],
        ]
        tables.append(_table(heads, rows))
    note = (
        f"By rule: epochs of which {LEAST_SHARE:.0%} or more are waves of 0.5-2 Hz above the line, "
        f"peak to peak; AASM: {AASM_LINE:.0f} µV. Kappa: agreement on N3 or not, over the epochs "
        f"scored N1, N2 or N3 without artefacts. {DERIVATION_MATTERS}"
    )
    return [*tables, _quiet(note)]


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Markup:
    return pieces(_TEMPLATE).by_stage(heads, rows)


def _heading(words: str, level: int = 2) -> Markup:
    return pieces(_TEMPLATE).heading(words, level)


def _quiet(sentence: str) -> Markup:
    return pieces("tables.html.j2").quiet(sentence)
