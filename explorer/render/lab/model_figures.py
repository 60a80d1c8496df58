"""The lab's figures: a setting and what it predicts, as HTML and SVG."""

import functools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import xarray as xr
from markupsafe import Markup

from explorer.models.magnesium_pathway import rounded_weeks
from explorer.models.neural_mass_grid import N3_ERROR, STAGES, at_setting, load_grid
from explorer.models.nmda_block import BASELINE, nmda_open_fraction
from explorer.models.supplement_scenario import (
    AT_REST,
    LADDER,
    ScenarioPrediction,
    SupplementScenario,
)
from explorer.render.environment import pieces
from explorer.render.evidence.citations import badge, cite_study
from explorer.render.svg import Figure, trace
from explorer.statistics.effect_sizes import as_percent
from explorer.statistics.sample_size import detectable_percent, pairs_needed, power_of_pairs
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.shown_numbers import shown_number

TEMPLATE = "lab/panels.html.j2"
_SIZE = (320, 165)
_HALF = (190, 165)
_FEWEST, _MOST = 5, 500
"""People, on the axis of the power panel."""
_DISCERNIBLE = 0.0005
"""A change below this is told as none: 0.0 % on the page."""
_MEAN_N3, _DEPOLARISED = -56.0, -20.0
"""mV: the model's mean in N3, and a voltage at which the channel carries current."""
# What numbers rest on; a click shows the evidence for and against.
_BRAIN = badge("hypothesis", "brain_magnesium")
_BLOCK = badge("model", "nmda_block")
_MODEL = badge("model", "nmda_block_sleep")
_SLOW_WAVES = badge("hypothesis", "slow_wave_sleep")

_EEG_PEAK_TO_PEAK = 150.0
"""uV that N3 of the model is scaled to span; the model itself has no scalp."""
_EEG_LANE = 125.0
"""uV from the middle of a lane to its edge."""


def panel(
    title: str,
    rests_on: Markup,
    body: Markup,
    foot: str = "",
    *,
    cited: Markup | None = None,
    whole: bool = False,
) -> Markup:
    """Frame a figure: its title, its badge, and one line below, which may begin with a citation.

    Of words that are no result the first sentence is shown, unless they are wanted as a `whole`.
    """
    return pieces(TEMPLATE).panel(title, rests_on, body, foot, cited or "", whole)


def signed(value: float, digits: int = 1) -> str:
    """Write a relative change as a signed percentage.

    Examples
    --------
    >>> signed(0.0368), signed(-0.0412), signed(-0.00001)
    ('+3.7 %', '−4.1 %', '0.0 %')
    """
    if abs(value) < _DISCERNIBLE:
        return "0.0 %"
    return f"{shown_number(100 * value, f'+.{digits}f')} %"


def _millivolts(voltage: float) -> str:
    return f"{shown_number(voltage)} mV"


def chain(predicted: ScenarioPrediction) -> Markup:
    """Write the five links of the chain in one line, each with its badge."""
    setting = predicted.setting
    salt = "MgT" if setting.form == "threonate" else "plain Mg"
    weeks = rounded_weeks(setting.weeks)
    links = (
        ("taken", f"{setting.elemental:.0f} mg Mg/d", f"{salt}, {weeks:g} wk", ""),
        ("brain magnesium", signed(predicted.rise), f"{predicted.magnesium:.3f} mM", _BRAIN),
        ("NMDA channels open", signed(predicted.open_change), f"at {_millivolts(AT_REST)}", _BLOCK),
        ("N3 slow waves", signed(predicted.change), "power, 0.5–4 Hz", _SLOW_WAVES),
        ("N2 slow waves", signed(predicted.change_n2), "power, 0.5–4 Hz", _SLOW_WAVES),
    )
    return pieces(TEMPLATE).chain(links)


def brain_course(predicted: ScenarioPrediction) -> Markup:
    """Magnesium in the brain over the weeks and four weeks after."""
    course, slow = predicted.course, predicted.slow_course
    every = max(1, course.sizes["time"] // 240)
    weeks = course.time.values[::every] / (7 * 24)
    percent = 100 * course.rise.values[::every]
    slow_percent = 100 * slow.rise.values[::every]
    top = float(np.ceil(max(6.0, percent.max() * 1.1)))
    figure = Figure((0, weeks[-1]), (0, top), size=_SIZE)
    figure.axes(_round_ticks(weeks[-1]), _round_ticks(top), "weeks", "% above 0.80 mM")
    figure.area(weeks, slow_percent, percent, "range")
    figure.line(weeks, percent, "now")
    figure.dot(predicted.setting.weeks, 100 * predicted.rise, "now")
    words = (
        "Band: a rise in 12 to 40 d fits the rats. Never measured in people: "
        f"carry-over {predicted.setting.carry_over:.2f} is unknown."
    )
    return panel("Brain magnesium", _BRAIN, figure.drawing("Brain magnesium"), words)


def block(predicted: ScenarioPrediction) -> Markup:
    """Share of open NMDA channels at every voltage, before and now."""
    voltage = xr.DataArray(np.linspace(-80, 0, 81), dims="voltage")
    levels = xr.DataArray([BASELINE, predicted.magnesium], dims="magnesium")
    before, after = nmda_open_fraction(voltage, levels).transpose("magnesium", "voltage").values
    figure = Figure((-80, 0), (0, 1), size=_SIZE)
    figure.axes((-80, -60, -40, -20, 0), (0, 0.5, 1), "membrane, mV", "open probability")
    figure.line(voltage.values, before, "before")
    figure.line(voltage.values, after, "now")
    for at in (_MEAN_N3, _DEPOLARISED):
        one, two = (float(np.interp(at, voltage.values, curve)) for curve in (before, after))
        figure.dot(at, one, "before", 3.5)
        figure.dot(at, two, "now", 3.5)
        figure.note(
            at - 2,
            max(one, two) + 0.07,
            f"{signed(two / one - 1)} at {_millivolts(at)}",
            "note end",
        )
    asked = (AT_REST, 0.0)
    shares = [np.interp(asked, voltage.values, curve) for curve in (before, after)]
    at_rest, at_zero = (signed(float(change)) for change in shares[1] / shares[0] - 1)
    words = (
        f"Jahr–Stevens at 0.80 mM (grey) and {predicted.magnesium:.3f} mM: {at_rest} at "
        f"{_millivolts(AT_REST)}, where {100 * (1 - shares[0][0]):.0f} % is blocked "
        f"already; {at_zero} at 0 mV."
    )
    return panel("NMDA block", _BLOCK, figure.drawing("NMDA block"), words, whole=True)


def sensitivity(predicted: ScenarioPrediction) -> Markup:
    """Slow-wave activity and large slow waves against magnesium, from the grid."""
    setting = predicted.setting
    most = max(1.0, np.ceil(predicted.magnesium * 10) / 10)
    levels = np.linspace(0.7, most, 41)
    curve = at_setting(levels, **setting.knobs)
    base, here = at_setting(BASELINE), at_setting(predicted.magnesium, **setting.knobs)
    relative = curve.activity.values / base.activity.values[:, None]
    now = here.activity.values / base.activity.values
    top = float(np.ceil(2 * max(2.0, relative.max())) / 2)
    left = Figure((0.7, most), (0, top), size=_HALF)
    left.axes((0.7, 0.8, 0.9, most), _round_ticks(top), "brain Mg, mM", "SWA relative to baseline")
    right = Figure((0.7, most), (0, 15), size=_HALF, offset=_HALF[0])
    right.axes((0.7, 0.8, 0.9, most), (0, 5, 10, 15), "brain Mg, mM", "slow waves per min")
    for row, stage in enumerate(STAGES):
        style = stage.lower()
        left.line(levels, relative[row], style)
        left.note(most, min(relative[row, -1], top) + top * 0.05, stage, f"note end {style}")
        left.dot(predicted.magnesium, now[row], "now")
        right.line(levels, curve.waves.values[row], style)
        right.dot(predicted.magnesium, here.waves.values[row], "now")
    deep = STAGES.index("N3")
    for rung in ladder(knobs_only(setting)):
        at = np.interp(rung.magnesium, levels, relative[deep])
        left.dot(rung.magnesium, float(at), "rung", 2.5)
        waves = np.interp(rung.magnesium, levels, curve.waves.values[deep])
        right.dot(rung.magnesium, float(waves), "rung", 2.5)
    words = f"Precomputed grid of {load_grid().attrs['runs']}; small dots: the ladder below."
    drawing = left.drawing("Slow waves against magnesium", right)
    return panel("Slow waves against magnesium", _MODEL, drawing, words)


@functools.lru_cache(maxsize=64)
def ladder(setting: SupplementScenario) -> tuple[ScenarioPrediction, ...]:
    """Predict the rungs of the ladder with the knobs as they stand."""
    return tuple(
        ScenarioPrediction(replace(setting, dose=step.dose, weeks=step.weeks, form=step.form))
        for step in LADDER
    )


def ladder_table(setting: SupplementScenario) -> Markup:
    """Write the ladder as a table."""
    rows = [
        (
            step.name,
            signed(one.rise, 2),
            signed(one.change),
            signed(one.change_n2),
            f"{one.waves['N2']:.1f}/min",
        )
        for step, one in zip(LADDER, ladder(knobs_only(setting)), strict=True)
    ]
    error = f"±{100 * N3_ERROR:.1f}"
    heads = ("", "brain Mg", f"N3 SWA ({error})", "N2 SWA", "N2 waves")
    says = (
        " measured +24 % delta (n = 12) with 729 mg: this mechanism cannot explain it. "
        f"{error} % is the standard error of the model’s runs: changes in N3 that lie within "
        f"{200 * np.sqrt(2) * N3_ERROR:.0f} % of each other, as those of people’s doses with one "
        "knob or another, are not told apart."
    )
    return panel(
        "What people’s doses would do",
        _SLOW_WAVES,
        plain_table(heads, rows),
        says,
        cited=cite_study("Held", "held_2002"),
    )


def plain_table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> Markup:
    """Write a table of numbers, each row's name first."""
    return pieces("tables.html.j2").table(heads, rows, scope=False)


def knobs_only(setting: SupplementScenario) -> SupplementScenario:
    """Leave out what the ladder sets itself: settings alike in the rest share one ladder."""
    return replace(setting, dose=0.0, weeks=1.0, form="threonate", age=26.0)


def power(predicted: ScenarioPrediction, people: int, spread: float) -> Markup:
    """Draw the predicted change beside the smallest that so many people could show."""
    counts, smallest = _detectable()
    change = abs(100 * predicted.change)  # a fall takes as many people as a rise is drawn for
    seen = float(as_percent(np.interp(people, counts, smallest) * spread))
    figure = Figure((np.log10(_FEWEST), np.log10(_MOST)), (0, max(25.0, 1.2 * change)), size=_SIZE)
    figure.axes((), (0, 10, 20), "", "% change, either way")
    for count in (5, 10, 20, 50, 100, 200, 500):
        figure.note(np.log10(count), -2.4, f"{count}", "tick middle")
    figure.note(np.log10(50), -4.6, "people", "label middle")
    across = np.log10(counts)
    percent = np.array([as_percent(one * spread) for one in smallest])
    inside = percent <= figure.y_range[1]
    figure.line(across[inside], percent[inside], "before")
    figure.line(np.log10([_FEWEST, _MOST]), [change, change], "now")
    figure.dot(np.log10(people), min(seen, figure.y_range[1]), "before")
    figure.dot(np.log10(people), change, "now")
    chance = 100 * power_of_pairs(people, np.log1p(predicted.change) / spread)
    words = (
        f"{pluralize(people, 'person', 'people')} would show {seen:.1f} % or more (grey); "
        f"{signed(predicted.change)} is predicted and would be seen in {chance:.0f} of 100 such "
        "trials. "
        f"{needed(predicted, spread)}"
    )
    return panel("Could a trial see it?", _MODEL, figure.drawing("Power"), words, whole=True)


def needed(predicted: ScenarioPrediction, spread: float) -> str:
    """How many people it would take, in words: for the change in % as it is printed beside.

    So that whoever computes it again from the page comes to the same number.
    """
    if abs(predicted.change) < _DISCERNIBLE:
        return "Nothing is predicted, so no number of people would show it."
    try:
        percent = 100 * predicted.change
        people = pairs_needed(round(percent, 1) or percent, spread)
    except ValueError:
        return "More than a million people would be needed."
    return f"It takes {people:,} people, each on both, to see it in 80 of 100."


def eeg_scale(n3: xr.DataArray) -> float:
    """Microvolts on the page a mV of the model, by its N3 at baseline."""
    low, high = np.percentile(n3.values, [0.5, 99.5])
    return _EEG_PEAK_TO_PEAK / float(high - low)


def eeg_lane(voltage: xr.DataArray, scale: float, middle: float, style: str) -> Markup:
    """Thirty seconds of model EEG; the scalp's potential is minus the cells', up to a scale."""
    potential = -(voltage.values - middle) * scale
    return trace(potential, style, low=-_EEG_LANE, high=_EEG_LANE)


def eeg_before(stage: str, lane: Markup, words: str) -> Markup:
    """Head the model EEG, and show that of baseline magnesium."""
    return pieces(TEMPLATE).eeg_before(stage, _MODEL, words, f"{BASELINE:.2f} mM", lane)


def eeg_now(level: str, lane: Markup, took: str) -> Markup:
    """Show the model EEG of this magnesium, how long it took, and the scale of both lanes."""
    share = 100 * _EEG_PEAK_TO_PEAK / (2 * _EEG_LANE)
    return pieces(TEMPLATE).eeg_now(level, took, lane, f"{_EEG_PEAK_TO_PEAK:g}", f"{share:g}")


@functools.cache
def _detectable() -> tuple[np.ndarray, np.ndarray]:
    """Smallest detectable mean, in SDs, at some numbers of people."""
    counts = np.unique(np.round(np.geomspace(_FEWEST, _MOST, 40)).astype(int))
    shown = [float(np.log1p(detectable_percent(int(count), 1.0) / 100)) for count in counts]
    return counts, np.array(shown)


def _round_ticks(top: float) -> tuple[float, ...]:
    step = next(s for s in (0.5, 1, 2, 5, 10, 20, 50, 100) if top / s <= 6)
    return tuple(float(tick) for tick in np.arange(0, top + step / 1000, step))
