"""How slow-wave sleep runs through the night: cards of it, with what must be known first."""

import numpy as np
from markupsafe import Markup

from explorer.analysis.infraslow_sigma import Infraslow
from explorer.analysis.n3_rule import DERIVATION_MATTERS, LEAST_SHARE, N3ByRule
from explorer.analysis.signal_summary import SignalSummary
from explorer.analysis.slow_wave_course import MATCHED_AMPLITUDE, TOTAL, Course
from explorer.metrics.slow_wave_activity import Decay
from explorer.render.environment import pieces
from explorer.render.evidence.citations import cite_claim
from explorer.render.number_format import FIGURES, number
from explorer.render.svg_chart import Chart
from explorer.vocabulary.counts import pluralize

TEMPLATE = "signal/cards.html.j2"
_INFRASLOW_EXPECTED = 0.02  # Hz


def card(
    title: str, picture: Markup, facts: str | Markup, caveat: str, *, level: int = 2
) -> Markup:
    """Put a figure together with its numbers and its caveat, under a heading of this level."""
    return pieces(TEMPLATE).card(title, picture, facts, caveat, level)


def nothing(words: str) -> Markup:
    """Say in place of a figure why there is none."""
    return pieces("tables.html.j2").quiet(words)


def course_chart(summary: SignalSummary, no_stages: str = "") -> Markup:
    """Draw SWA by cycle with the fitted decays, or say why there are no stages to do it by."""
    band = summary.course.band
    title = f"SWA by cycle, {band.low:g}–{band.high:g} Hz"
    caveat = (
        "Whole night, N2 and N3, cycles by Feinberg and Floyd. Few cycles and two or three "
        "parameters: the intervals say how little one night knows. The two conventions give "
        "different time constants of the same night (published: 4.2 h with the asymptote at 0, "
        "2.7 h with it free): never compare one with the other."
    )
    if no_stages:
        return card(title, nothing(no_stages), "", caveat)
    hours, swa = summary.swa.midpoint.values / 3600, summary.swa.swa.values
    known = np.isfinite(swa)
    facts = pieces(TEMPLATE).decays([_decay(decay) for decay in summary.decays])
    if not known.any():
        return card(title, nothing("no cycle has N2 or N3"), facts, caveat)
    top = float(swa[known].max()) * 1.15
    last = float(hours[known].max())
    chart = Chart(
        (0, last + 0.5), (0, top), "time from the start (h)", "slow-wave activity (µV²)", title
    )
    time = np.linspace(float(hours[known].min()), last, 80)
    for decay, dash in zip(summary.decays, ("none", "5 4"), strict=True):
        if isinstance(decay, Decay):
            fall = np.exp(-(time - time[0]) / decay.tau)
            curve = decay.asymptote + (decay.start - decay.asymptote) * fall
            style = f"stroke:var(--muted);stroke-width:1.5;stroke-dasharray:{dash}"
            chart.line(time, curve, style, decay.convention)
    chart.points(hours, swa, "fill:var(--accent)")
    return card(title, chart.svg(), facts, caveat)


def _decay(decay: Decay | str) -> tuple[str, str]:
    """Say a decay, or what hindered it as a problem."""
    if isinstance(decay, str):
        return "", decay
    high = "no end" if np.isinf(decay.high) else f"{decay.high:.1f} h"
    low = "0" if not decay.low else f"{decay.low:.1f}"
    line = "—" if decay.convention == "asymptote fixed at 0" else "- -"
    said = f"{line} exponential decay, {decay.convention}: τ {decay.tau:.1f} h"
    return f"{said} (95 %: {low} to {high})", ""


def course_table(
    course: Course,
    reference: tuple[str, str, float] | tuple[()],
    channel: str,
    no_stages: str = "",
) -> Markup:
    """Write SWA by cycle and third: absolute, relative, and beside a named night."""
    title = f"SWA in parts, {course.band.low:g}–{course.band.high:g} Hz"
    columns = ["µV²", f"% of {TOTAL.low:g}–{TOTAL.high:g} Hz", "% of this night"]
    values = [course.absolute, course.relative, course.of_night]
    caveat = (
        "Mean of N2 and N3 without artefacts. Absolute power depends on the derivation and the "
        "person, and below 0.75 Hz on sweat and movement; the relative share hides an absolute "
        "loss; in % of its own night, what changes a whole night alike is gone. Between nights of "
        "one person, divide by a named reference night on the same derivation. Slow-wave energy "
        "grows with the time slept: compare it at equal sleep time."
    )
    if no_stages:
        return card(title, nothing(no_stages), "", caveat)
    other, doubt = "", ""
    if reference:
        name, of_channel, mean = reference
        columns.append("% of reference")
        values.append(100 * course.absolute / mean)
        other = f"reference: {name}, {of_channel}, {mean:.0f} µV²"
        if of_channel != channel:
            doubt = "another derivation: not comparable"
    rows = [
        [name, *(number(float(column[place]), 0) for column in values)]
        for place, name in enumerate(course.names)
    ]
    table = pieces("tables.html.j2").table(["", *columns], rows, "numbers parts")
    energy = f"slow-wave energy {course.energy / 1e6:.2f} × 10⁶ µV² s"
    return card(title, table, pieces(TEMPLATE).course_facts(energy, other, doubt), caveat)


INFRASLOW_CAVEAT = (
    "Spectrum of the course of 11–16 Hz power in bouts of N2 and N3 of 4 min and more without "
    "artefacts, 1 on average. A rhythm of about 50 s (0.02 Hz) is known from mice and people; few "
    "or short bouts blur it, and one night has few."
)


def infraslow_chart(
    found: Infraslow | None,
    caveat: str = INFRASLOW_CAVEAT,
    *,
    level: int = 2,
    no_stages: str = "",
) -> Markup:
    """Draw how sigma power comes and goes, with what chance alone would reach."""
    title = "Infraslow sigma"
    if found is None or not found.frequency.size:
        said = no_stages or "no bout is long enough here"
        return card(title, nothing(said), "", caveat, level=level)
    top = float(found.density.max()) * 1.1
    across = (float(found.frequency[0]), float(found.frequency[-1]))
    chart = Chart(across, (0, top), "frequency (Hz)", "power (× its mean)", title, height=150)
    chart.upright(_INFRASLOW_EXPECTED, "known: 50 s")
    chart.line(found.frequency, found.density, "stroke:var(--accent);stroke-width:2")
    if found.stands_out:
        # As the evidence says it: rounded to 0.021 Hz it would not come every 49 s.
        peak = f"highest at {found.peak:.{FIGURES}g} Hz (every {1 / found.peak:.0f} s)"
    else:
        peak = f"no peak: chance alone reaches {found.needed:.2f} times the median"
    bouts = f"{pluralize(found.bouts, 'bout')}, {found.minutes:.0f} min"
    # The curve is in its mean, a peak is judged by the median: both are said of the same peak.
    highest = float(found.density.max())
    facts = (
        f"{peak}; the peak is {found.prominence:.2f} times the median, and {highest:.2f} "
        f"times the mean, as it is drawn · {bouts}"
    )
    return card(title, chart.svg(), facts, caveat, level=level)


def wave_table(
    summary: SignalSummary,
    by_rule: N3ByRule | str,
    line: float,
    part: str,
    searched: str,
    no_stages: str = "",
) -> Markup:
    """Write the slow waves' numbers, each with its caveat below it, or in words why it is none."""
    found, rows = summary.numbers, []
    if found is not None:
        rows += [
            (
                "density, N2 and N3",
                no_stages
                or f"{number(found.density[0], 1)} and {number(found.density[1], 1)} /min, "
                f"{summary.edges[0]}",
                "fixed amplitudes mix amplitude into density: with age or on another derivation "
                "fewer waves reach them",
            ),
            (
                "amplitude, mean of the waves",
                f"{number(found.amplitude, 0)} µV peak to peak, {summary.edges[0]}",
                "each in the rule’s band, and bounded by its limits; the average slow wave above "
                "is of a broader band",
            ),
            (
                f"slope at {MATCHED_AMPLITUDE:.0f} µV",
                f"down {number(found.slope_down, 0)}, up {number(found.slope_up, 0)} µV/s "
                f"(n = {found.matched})",
                "slope goes with amplitude: only slopes at matched amplitude compare, and only "
                "in one filter band",
            ),
            (
                "multi-peak waves",
                f"{number(found.multi_peak, 0)} %",
                "of waves of 0.5–4 Hz and 75 µV or more; published to rise over the night; "
                "counted in the filtered signal",
            ),
        ]
    rows += [
        (
            f"N3 by amplitude criterion, > {line:.0f} µV",
            by_rule
            if isinstance(by_rule, str)
            else f"{number(by_rule.minutes, 1)} min, {number(by_rule.percent, 1)} % of TST, κ "
            f"{number(by_rule.kappa, 2)}",
            f"{LEAST_SHARE:.0%} of an epoch in larger waves; {part}. {DERIVATION_MATTERS}",
        ),
        (
            "delta/beta, log₁₀",
            no_stages or number(summary.clearance, 2),
            pieces(TEMPLATE).muscle(
                cite_claim("clearance proxy, from anaesthetised mice, contested", "clearance")
            ),
        ),
    ]
    table = pieces(TEMPLATE).waves(rows)
    where = (
        f"{summary.words[0]}; of the part shown, {searched}. Night counts the waves of the band "
        f"that is chosen there, which are others than these of {summary.edges[0]}."
    )
    return card("Slow waves in numbers", table, "", where)
