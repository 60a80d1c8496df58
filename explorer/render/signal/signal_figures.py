"""The Signal page's figures, each with its numbers and what a reader should know first."""

from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from explorer.analysis.event_averages import AverageWave
from explorer.analysis.n3_rule import N3ByRule
from explorer.analysis.signal_summary import SignalSummary
from explorer.analysis.wave_coupling import Coupled
from explorer.render.environment import pieces
from explorer.render.number_format import number
from explorer.render.signal.slow_wave_course_figures import (
    TEMPLATE,
    card,
    course_chart,
    course_table,
    infraslow_chart,
    nothing,
    wave_table,
)
from explorer.render.svg_chart import Chart, rose
from explorer.render.theme import Theme, stage_colour
from explorer.vocabulary.bands import Band
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.shown_numbers import shown_number

_SHOWN = (0.5, 40.0)  # Hz, of the spectra
_LINE = "stroke:var(--accent);stroke-width:2"
_BEHIND = "stroke:var(--muted);stroke-width:.6;opacity:.28"
_INTERVAL = "fill:var(--accent);opacity:.3"
_ROSE_SECTORS = 18
_AVERAGED_IN = "0.3–35 Hz"  # of the average waves: broader than the band of a rule


@dataclass(frozen=True)
class Shown:
    """What a page shows beside the summary itself.

    Parameters
    ----------
    where : str
        Channel and part of the night.
    made : str
        "measured" or "simulated".
    band : Band
        Under the hand.
    line : float
        Of N3 by amplitude criterion, uV.
    by_rule : N3ByRule or str
        What it makes of the part; in words why that is not shown.
    part : str
        Name of the part of the night that this is of, as beside the night.
    reference : (str, str, float) or ()
        Name of a night, its channel and its mean SWA, uV^2.
    channel : str
        Of the summary.
    searched : str
        Where slow waves and spindles were looked for, in words.
    no_stages : str
        Why nothing that rests on stages is shown; "" where stages stand.
    """

    where: str
    made: str
    band: Band
    line: float
    by_rule: N3ByRule | str
    part: str
    reference: tuple[str, str, float] | tuple[()]
    channel: str
    searched: str
    no_stages: str = ""


def render(summary: SignalSummary, theme: Theme, shown: Shown) -> Markup:
    """Render every figure.

    Parameters
    ----------
    summary : SignalSummary
        What is shown.
    theme : Theme
        Whose colours the stages take.
    shown : Shown
        And where, by which line, beside which night.

    Returns
    -------
    str
        HTML, with words from files escaped.
    """
    of_waves, of_spindles = summary.words
    cards = (
        _wave(
            "Average slow wave",
            summary.slow_wave,
            f"{of_waves}; {shown.searched}, locked to the trough. The rule’s limits "
            "shape this average: it cannot be smaller than they let it be. Night counts the waves "
            "of the band that is chosen there: a band other than this rule’s gives another number.",
            _above(summary, shown.line),
        ),
        course_chart(summary, shown.no_stages),
        course_table(summary.course, shown.reference, shown.channel, shown.no_stages),
        _wave(
            "Average spindle",
            summary.spindle,
            f"{of_spindles}; {shown.searched}, locked to the sigma trough nearest the envelope’s "
            "peak. Locking makes the middle cycles regular; away from it they cancel.",
        ),
        coupling_chart(summary.coupling, searched=shown.searched),
        infraslow_chart(summary.infraslow, no_stages=shown.no_stages),
        _spectra(summary, theme, shown.band, shown.no_stages),
        wave_table(
            *(summary, shown.by_rule, shown.line, shown.part, shown.searched, shown.no_stages)
        ),
    )
    return pieces(TEMPLATE).signal(shown.where, shown.made, summary.masked, summary.notes, cards)


def _above(summary: SignalSummary, line: float) -> str:
    """Say how many of the waves exceed the amplitude criterion."""
    if not summary.amplitudes.size:
        return ""
    share = 100 * float((summary.amplitudes > line).mean())
    return f" · {share:.0f} % exceed the line of {line:.0f} µV"


def _wave(title: str, wave: AverageWave | None, caveat: str, more: str = "") -> Markup:
    if wave is None or not wave.events:
        return card(title, nothing("none was found here"), "n = 0", caveat)
    drawn = np.concatenate([np.ravel(wave.singles), wave.mean, wave.low, wave.high])
    # All of every trace: one cut off at the edge would seem to end, or to be flat, there.
    limits = (float(np.nanmin(drawn)), float(np.nanmax(drawn)))
    chart = Chart((wave.time[0], wave.time[-1]), limits, "time (s)", "amplitude (µV)", title)
    for single in wave.singles:
        chart.line(wave.time, single, _BEHIND)
    chart.band(wave.time, wave.low, wave.high, _INTERVAL)
    chart.line(wave.time, wave.mean, _LINE, "mean")
    half = (wave.high - wave.mean)[wave.time.size // 2]
    height = float(np.ptp(wave.mean))
    facts = (
        f"n = {wave.events} · the mean wave, {_AVERAGED_IN}, {height:.0f} µV peak to peak · "
        f"95 % interval of the mean ±{number(float(half), 1)} µV · "
        f"{len(wave.singles)} single traces behind{more}"
    )
    return card(title, chart.svg(), facts, caveat)


def _spectra(summary: SignalSummary, theme: Theme, band: Band, no_stages: str) -> Markup:
    title = "Spectrum by stage"
    caveat = (
        "Solid: mean power spectrum of each stage’s epochs, Welch, windows of 4 s, both axes "
        "logarithmic. Dashed: its aperiodic (1/f) background, a straight line without a knee "
        "fitted from 1 to 20 Hz beneath the peaks. The exponent says how steeply that line falls: "
        "the higher, the more slow frequencies outweigh fast ones. Muscle activity adds fast power "
        "and lowers it; that it measures the balance of excitation and inhibition is disputed."
    )
    grid = summary.frequencies
    shown = (grid >= _SHOWN[0]) & (grid <= _SHOWN[1])
    if not summary.spectra:
        said = no_stages or "no stage has four epochs without artefacts here"
        return card(title, nothing(said), "", caveat)
    densities = np.stack([one.density[shown] for one in summary.spectra])
    positive = densities[densities > 0]
    if not positive.size:
        return card(title, nothing("this channel is flat"), "", caveat)
    limits = (float(positive.min()), float(positive.max()) * 1.2)
    across = (_SHOWN[0], float(grid[shown][-1]))
    chart = Chart(
        across, limits, "frequency (Hz)", "power density (µV²/Hz)", title, logarithmic=True
    )
    chart.stretch(band.low, band.high, "fill:var(--accent);opacity:.12", band.name)
    high = max(band.low, min(band.high, float(grid[-1])))
    shaded, peak = f"shaded: {band.low:g}–{high:g} Hz", ""
    stages = []
    for one in summary.spectra:
        colour = stage_colour(one.stage, theme)
        chart.line(grid[shown], one.density[shown], f"stroke:{colour};stroke-width:1.8")
        exponent = "–"
        if one.aperiodic is not None and np.isfinite(one.aperiodic.exponent):
            exponent = shown_number(float(one.aperiodic.exponent), ".2f")
            fitted = (grid >= one.aperiodic.low) & (grid <= one.aperiodic.high)
            line = 10 ** float(one.aperiodic.offset) * grid[fitted] ** -float(
                one.aperiodic.exponent
            )
            chart.line(grid[fitted], line, f"stroke:{colour};stroke-dasharray:3 3")
        said = f"{one.stage.name} {pluralize(one.epochs, 'epoch')}, exponent {exponent}"
        stages.append((colour, said))
    if np.isfinite(summary.sigma_peak):
        chart.upright(summary.sigma_peak, f"{summary.sigma_peak:.1f} Hz")
        peak = f"sigma peak of N2 and N3: {summary.sigma_peak:.1f} Hz"
    return card(title, chart.svg(), pieces(TEMPLATE).spectra_facts(shaded, stages, peak), caveat)


def coupling_chart(coupled: Coupled | None, *, searched: str, level: int = 2) -> Markup:
    """Draw at which phase of the slow wave spindles lie, beside what chance gives.

    Parameters
    ----------
    coupled : Coupled or None
        None where slow waves or spindles could not be looked for.
    searched : str
        Where they were looked for, in words.
    level : int
        Of its heading.
    """
    title = "Slow waves and spindles: coupling"
    found = coupled.found if coupled else None
    between = (
        ""
        if coupled is None
        else f"Between {coupled.words[0]}, and {coupled.words[1]}; {searched}. "
    )
    if coupled is not None and not coupled.by_default:
        title = "Slow waves and spindles as chosen here: coupling"
        between += "Function couples by the default rules, so that nights compare. "
    caveat = between + (
        "Of slow waves with a spindle within 1 s of their trough: the phase of 0.3–1.5 Hz at which "
        "sigma peaks, as shares of the waves (sectors), the mean direction (line), and the mean "
        "amplitude by phase (outline). Peaks at any time would have a direction too, so the mean "
        "vector length stands beside that of shifted sigma (surrogates). It grows as events get "
        "fewer: compare nights at matched counts. Phase depends on the derivation and on age."
    )
    if found is None or not found.events:
        lacking = nothing("no slow wave with a spindle near it")
        return card(title, lacking, "n = 0", caveat, level=level)
    picture = rose(
        np.histogram(found.phases, _ROSE_SECTORS, (-np.pi, np.pi))[0] / found.events,
        found.amplitude_by_phase,
        found.preferred_phase,
        found.resultant_length,
        title,
    )
    words = (
        f"n = {found.events} · preferred phase "
        f"{shown_number(np.degrees(found.preferred_phase), '.0f')}° (0° the "
        f"crest) · mean vector length {found.resultant_length:.2f}, surrogate mean "
        f"{number(found.chance_length, 2)} (z {number(found.resultant_z, 1)}) · modulation index "
        f"{found.modulation_index:.3f} (z {number(found.modulation_z, 1)})"
    )
    facts = pieces(TEMPLATE).coupling_facts(words, found.notes)
    return card(title, picture, facts, caveat, level=level)
