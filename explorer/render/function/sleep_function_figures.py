"""The Function tab's figures: what was measured, and what it cannot say, side by side."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from markupsafe import Markup

from explorer.analysis.heart_rate import LOWEST_RATE, by_stage
from explorer.analysis.infraslow_sigma import LEAST_BOUT
from explorer.analysis.search_scope import SearchScope
from explorer.analysis.sleep_function import Clearance, Hormones, Memory, SleepFunctionProxies
from explorer.analysis.slow_wave_course import BETA, DELTA
from explorer.evidence.evidence_records import Claim
from explorer.render.environment import pieces
from explorer.render.evidence.citations import badge
from explorer.render.number_format import number
from explorer.render.signal.signal_figures import coupling_chart
from explorer.render.signal.slow_wave_course_figures import card, infraslow_chart, nothing
from explorer.render.svg_chart import Chart
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.stages import DEEPER_NREM

_LINE = "stroke:var(--accent);stroke-width:2"
_FAINT = "stroke:var(--muted);stroke-width:1.2"
_DOT = "fill:var(--accent)"
_SHADE = "fill:var(--accent);opacity:.14"
_HEIGHT = 165
"""px, of a chart 380 wide."""
_SPINDLE_BIN = 600.0
"""s of the night in one point of spindle density."""
_INFRASLOW = (
    f"Spectrum of sigma power in bouts of N2 and N3 of {LEAST_BOUT / 60:g} min and more. A "
    "peak near 0.02 Hz (50 s) goes with waves of noradrenaline that drive flow in mice. Simulated "
    "nights are made with one."
)

_NO_ECG = f"this night has no ECG that is sampled at {LOWEST_RATE:g} Hz or more"

CLAIMS = ("memory", "hormones", "clearance")


def render(
    found: SleepFunctionProxies,
    hypnogram: xr.DataArray,
    claims: Mapping[str, Claim],
    *,
    where: str,
    made: str,
    searched: SearchScope,
    no_stages: str = "",
) -> Markup:
    """Render the three views.

    Parameters
    ----------
    found : SleepFunctionProxies
        What was measured.
    hypnogram : xr.DataArray of Stage, dims (epoch)
    claims : Mapping of str to Claim
        `CLAIMS`, whose wording and grade stand above the numbers.
    where : str
        The channel.
    made : str
        "measured" or "simulated".
    searched : SearchScope
        Where slow waves and spindles were looked for.
    no_stages : str
        Why nothing that rests on stages is shown; "" where stages stand.

    Returns
    -------
    str
        HTML, with words from files escaped.
    """
    groups = (
        (
            "Memory",
            "memory",
            (
                _spindles(found.memory, hypnogram, no_stages),
                coupling_chart(found.memory.coupling, level=3, searched=searched.words),
            ),
        ),
        ("Hormones", "hormones", (_energy(found.hormones, hypnogram, no_stages),)),
        (
            "Clearance",
            "clearance",
            (
                _ratio(found.clearance, hypnogram, no_stages),
                _heart(found.clearance, hypnogram, no_stages),
                infraslow_chart(
                    found.clearance.infraslow, _INFRASLOW, level=3, no_stages=no_stages
                ),
            ),
        ),
    )
    return pieces("function/page.html.j2").groups(
        where=where,
        made=made,
        notes=found.notes,
        groups=[
            (title, key, claims[key], badge("claim", claims[key].key), cards)
            for title, key, cards in groups
        ],
    )


def _chart(
    across: tuple[float, float],
    up: tuple[float, float],
    across_label: str,
    up_label: str,
    title: str,
) -> Chart:
    return Chart(across, up, across_label, up_label, title, height=_HEIGHT)


_NIGHT = "time from the start (h)"


def _hours(hypnogram: xr.DataArray) -> np.ndarray:
    return np.asarray(hypnogram.onset.values / 3600)


def _spindles(memory: Memory, hypnogram: xr.DataArray, no_stages: str) -> Markup:
    title = "Spindles a minute of N2 and N3"
    caveat = (
        f"{memory.rule[:1].upper()}{memory.rule[1:]}. Density depends on the rule, the derivation "
        "and age; what goes with memory is their timing on slow waves. No memory was tested here."
    )
    if no_stages:
        return card(title, nothing(no_stages), "", caveat, level=3)
    counts = memory.spindles
    if not counts or not counts["all"][0]:
        return card(title, nothing("none was found"), "n = 0", caveat, level=3)
    length = float(hypnogram.epoch_length)
    each = max(round(_SPINDLE_BIN / length), 1)
    asleep = np.isin(hypnogram.values, DEEPER_NREM)
    bins = np.arange(hypnogram.sizes["epoch"]) // each
    minutes = np.bincount(bins, asleep) * length / 60
    spindles = np.bincount(bins, memory.by_epoch * asleep)
    with np.errstate(divide="ignore", invalid="ignore"):
        density = np.where(minutes >= _SPINDLE_BIN / 300, spindles / minutes, np.nan)
    middle = (np.arange(minutes.size) + 0.5) * each * length / 3600
    if not np.isfinite(density).any():
        return card(title, nothing("no ten minutes hold two of N2 or N3"), "", caveat, level=3)
    top = float(np.nanmax(density)) * 1.15 or 1.0
    chart = _chart(
        (0, float(_hours(hypnogram)[-1]) + length / 3600),
        (0, top),
        _NIGHT,
        "spindles (per min)",
        title,
    )
    chart.points(middle, density, _DOT)
    facts = " · ".join(
        f"{name}: {counts[name][0]}, {number(counts[name][1], 1)} a minute"
        for name in (stage.name for stage in DEEPER_NREM)
        if name in counts and counts[name][0]
    )
    return card(title, chart.svg(), facts or f"n = {counts['all'][0]}", caveat, level=3)


def _energy(hormones: Hormones, hypnogram: xr.DataArray, no_stages: str) -> Markup:
    title = "Slow-wave energy, cumulative"
    caveat = (
        "Shaded: the first cycle (Feinberg–Floyd), in which men release 60–70 % of the day’s "
        "growth hormone. A window, not a hormone: none is measured here, and magnesium into the "
        "vein left growth hormone unchanged. Energy scales with sleep length."
    )
    total = float(hormones.energy[-1]) if hormones.energy.size else 0.0
    if hormones.first is None or not total > 0:
        said = no_stages or "no cycle with N2 or N3"
        return card(title, nothing(said), "", caveat, level=3)
    length = float(hypnogram.epoch_length)
    hours = _hours(hypnogram) + length / 3600
    chart = _chart((0, float(hours[-1])), (0, 100), _NIGHT, "energy (% of the night)", title)
    begin, end = (second / 3600 for second in hormones.first)
    edge = np.array([begin, end])
    chart.band(edge, np.zeros(2), np.full(2, 100.0), _SHADE)
    chart.line(hours, 100 * hormones.energy.values / total, _LINE, "cumulative energy")
    facts = (
        f"first cycle: N3 {number(hormones.n3, 1)} min, energy "
        f"{hormones.first_energy / 1e6:.2f} of {total / 1e6:.2f} × 10⁶ µV² s "
        f"({100 * hormones.share:.0f} % of the night)"
    )
    return card(title, chart.svg(), facts, caveat, level=3)


def _ratio(clearance: Clearance, hypnogram: xr.DataArray, no_stages: str) -> Markup:
    title = "Delta over beta in N2 and N3"
    caveat = (
        f"log10 of {DELTA.low:g}–{DELTA.high:g} over {BETA.low:g}–{BETA.high:g} Hz: a proxy from "
        "mice under anaesthesia, not clearance. Contested: another study in mice found clearance "
        "reduced in sleep. Muscle leaks into beta."
    )
    known = np.isfinite(clearance.ratio)
    if not known.any():
        said = no_stages or "no epoch of N2 or N3 without artefacts"
        return card(title, nothing(said), "", caveat, level=3)
    values = clearance.ratio[known]
    low, high = float(np.floor(2 * values.min()) / 2), float(np.ceil(2 * values.max()) / 2)
    chart = _chart(
        (0, float(_hours(hypnogram)[-1])), (low, high), _NIGHT, "delta / beta (log10)", title
    )
    _runs(chart, _hours(hypnogram), clearance.ratio)
    facts = f"mean {clearance.mean_ratio:.2f} over {pluralize(int(known.sum()), 'epoch')}"
    return card(title, chart.svg(), facts, caveat, level=3)


def _heart(clearance: Clearance, hypnogram: xr.DataArray, no_stages: str) -> Markup:
    title = "Heart rate"
    caveat = (
        "From the ECG by sleepecg (Pan–Tompkins). Influx went down with heart rate in "
        "anaesthetised mice; in people a slower heart is no measure of clearance."
    )
    heart = clearance.heart
    if heart is None:
        said = clearance.no_heart if clearance.ecg else _NO_ECG
        return card(title, nothing(said), "", caveat, level=3)
    known = np.isfinite(heart.values)
    if not known.any():
        said = f"no heart beats could be followed in {clearance.ecg}"
        return card(title, nothing(said), "", caveat, level=3)
    low, high = np.percentile(heart.values[known], [0.5, 99.5])
    edges = (5 * np.floor(float(low) / 5) - 5, 5 * np.ceil(float(high) / 5) + 5)
    chart = _chart((0, float(_hours(hypnogram)[-1])), edges, _NIGHT, "heart rate (bpm)", title)
    _runs(chart, _hours(hypnogram), heart.values)
    means = by_stage(heart, hypnogram)
    facts = " · ".join(f"{name} {value:.0f}" for name, value in means.items())
    by_stages = f"means by stage: {no_stages}" if no_stages else f"mean beats per min: {facts}"
    return card(title, chart.svg(), f"{clearance.ecg}, {by_stages}", caveat, level=3)


def _runs(chart: Chart, hours: np.ndarray, values: np.ndarray) -> None:
    """Draw a line that breaks where there is no value."""
    edges = np.diff(np.isfinite(values).astype(np.int8), prepend=0, append=0)
    spans = zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True)
    for begin, end in spans:
        chart.line(hours[begin:end], values[begin:end], _FAINT)
