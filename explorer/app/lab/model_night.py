"""The model's night: a network makes its stages, and the cortex its slow waves."""

from itertools import pairwise

import ipywidgets as widgets
import numpy as np
import xarray as xr
from markupsafe import Markup

from explorer.models.regulated_cortex_night import LEVELS, load_model_night, slow_waves_by_cycle
from explorer.models.two_process import slow_wave_driven_process
from explorer.night.hypnogram import make_hypnogram
from explorer.render.environment import pieces
from explorer.render.evidence.citations import badge
from explorer.render.lab.model_figures import TEMPLATE, plain_table, signed
from explorer.render.svg import Figure
from explorer.vocabulary.stages import Stage

_SIZE = (760, 330)
_SMOOTH = 10
"""Epochs: a curve of five-minute means."""
_TOP = 50.0
"""mV2, of the axis."""
_STAGES = {"W": Stage.W, "REM": Stage.REM, "NREM": Stage.N2}
"""The network's states, as the Process S of slow waves takes them."""


class NightView:
    """One figure and a table; nothing to pull, for a whole night takes the model half a minute."""

    def __init__(self) -> None:
        self.controls = widgets.VBox(
            [widgets.HTML(pieces(TEMPLATE).about_the_model_night(badge("model")))]
        )
        self.controls.add_class("lab-controls")
        self.widget = widgets.HTML()
        self.widget.add_class("lab-pressure")

    def draw(self) -> None:
        """Draw the night, once: it does not change."""
        if self.widget.value:
            return
        night = load_model_night()
        self.widget.value = pieces(TEMPLATE).model_night(
            badge("model"), _figure(night), _table(night), night.attrs["runs"]
        )


def _figure(night: xr.Dataset) -> Markup:
    hours = night.onset.values
    figure = Figure((hours[0], hours[-1]), (0, _TOP), size=_SIZE)
    for begin, end, state in _periods(night):
        across = [hours[begin], hours[min(end, hours.size - 1)]]
        if state == "NREM":
            figure.area(across, [0, 0], [_TOP, _TOP], "asleep")
        if begin and end - begin > _SMOOTH:  # the evening's wake has the axis's name above it
            figure.note(sum(across) / 2, _TOP * 1.01, state, "tick middle")
    figure.axes(range(0, 10, 2), (0, 10, 20, 30, 40, 50), "h after sleep began", "mV², 0.5–4 Hz")
    for row, style in enumerate(("before", "now")):
        activity = night.slow_wave_activity.values[row].reshape(-1, _SMOOTH).mean(axis=1)
        figure.line(hours[_SMOOTH // 2 :: _SMOOTH], activity, style)
    return figure.drawing("Slow-wave activity over the model's night; shaded where it is in NREM")


def _periods(night: xr.Dataset) -> list[tuple[int, int, str]]:
    """First epoch, end and state of each period."""
    state = night.state.values
    edges = np.r_[0, np.flatnonzero(state[1:] != state[:-1]) + 1, state.size]
    return [(int(begin), int(end), str(state[begin])) for begin, end in pairwise(edges)]


def _table(night: xr.Dataset) -> Markup:
    plain, more = slow_waves_by_cycle(night)
    spent = _as_people_spend(night)
    rows = [
        (
            cycle + 1,
            f"{minutes:.0f}",
            f"{one:.1f}",
            f"{two:.1f}",
            signed(two / one - 1),
            f"{100 * one / float(plain[0]):.0f} %",
            f"{100 * people / spent[0]:.0f} %",
        )
        for cycle, (minutes, one, two, people) in enumerate(
            zip(plain.minutes.values, plain.values, more.values, spent, strict=True)
        )
    ]
    heads = (
        "NREM period",
        "min",
        *(f"SWA at {level:.2f} mM" for level in LEVELS),
        "change",
        "of the first, 0.80 mM",
        "as Process S spends it",
    )
    return plain_table(heads, rows)


def _as_people_spend(night: xr.Dataset) -> list[float]:
    """Slow-wave activity of the same NREM periods by a Process S that slow waves spend."""
    asleep = slice(int(np.flatnonzero(night.state.values == "NREM")[0]), None)
    stages = [_STAGES[state] for state in night.state.values[asleep].tolist()]
    activity = slow_wave_driven_process(make_hypnogram(stages)).slow_wave_activity.values
    return [
        float(activity[begin:end].mean())
        for begin, end, state in _periods(night.isel(epoch=asleep))
        if state == "NREM"
    ]
