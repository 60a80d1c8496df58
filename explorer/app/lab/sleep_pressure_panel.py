"""The two-process model under a hand: hours awake, a nap, and what the night makes of them."""

from collections.abc import Callable

import ipywidgets as widgets
import numpy as np
import xarray as xr
from markupsafe import Markup

from explorer.app.lab.sliders import slider
from explorer.models.day_schedule import (
    SHOWN_HOURS,
    DaySchedule,
    NightPrediction,
    night_after,
    pressure_course,
)
from explorer.render.environment import pieces
from explorer.render.evidence.citations import badge
from explorer.render.lab.model_figures import TEMPLATE, plain_table, signed
from explorer.render.svg import Figure

_SIZE = (760, 330)
_MAY_SLEEP = "until one may sleep; sleep begins then, or later, once S is at the upper threshold"


class PressureView:
    """Sliders, one figure, and the night in numbers.

    Parameters
    ----------
    safe_callback : callable
        Wraps each callback, as of `Services`.
    """

    def __init__(self, safe_callback: Callable[[Callable[..., None]], Callable[..., None]]) -> None:
        start = DaySchedule()
        self.awake = slider("hours awake", 16, 16, 64, 1, _MAY_SLEEP)
        self.nap_at = slider("nap at, h", start.nap_at, 1, 15, 0.5, "hours after waking")
        self.nap = slider("nap, min", 0, 0, 180, 10, "0 for none")
        self.amplitude = slider("circadian a", start.amplitude, 0, 0.15, 0.01, "of both thresholds")
        self.build_up = slider("awake τ, h", start.build_up, 12, 26, 0.2, "published: 18.2 h")
        self.decay = slider("asleep τ, h", start.decay, 2, 6, 0.1, "published: 4.2 h")
        day, model = (
            (self.awake, self.nap_at, self.nap),
            (self.amplitude, self.build_up, self.decay),
        )
        self.controls = widgets.VBox(
            [
                widgets.HTML(pieces(TEMPLATE).heading("The day")),
                *day,
                widgets.HTML(pieces(TEMPLATE).heading("The model", badge("model"))),
                *model,
                widgets.HTML(pieces(TEMPLATE).about_the_two_processes()),
            ]
        )
        self.controls.add_class("lab-controls")
        self.widget = widgets.HTML()
        self.widget.add_class("lab-pressure")
        self._begins = {control: control.value for control in (*day, *model)}
        for control in self._begins:
            control.observe(safe_callback(lambda _change: self.draw()), "value")

    @property
    def day(self) -> DaySchedule:
        """Where the sliders stand."""
        return DaySchedule(
            awake=self.awake.value,
            nap_at=self.nap_at.value,
            nap=self.nap.value,
            amplitude=self.amplitude.value,
            decay=self.decay.value,
            build_up=self.build_up.value,
        )

    @property
    def knobs(self) -> dict[str, widgets.Widget]:
        """Every slider, by the name that links have for it: those written so far need it."""
        return {
            "awake": self.awake,
            "nap_at": self.nap_at,
            "nap": self.nap,
            "circadian": self.amplitude,
            "build_up": self.build_up,
            "decay": self.decay,
        }

    def begin_anew(self) -> None:
        """Set every slider as it begins."""
        for control, value in self._begins.items():
            control.value = value

    def draw(self) -> None:
        """Draw the course and say what the night becomes."""
        day = self.day
        course, plain = pressure_course(day), pressure_course(day, ordinary=True)
        night, usual = (
            night_after(course, day),
            night_after(plain, DaySchedule(amplitude=day.amplitude)),
        )
        self.widget.value = pieces(TEMPLATE).pressure(
            badge("model"), _figure(course, plain, night), _table(day, night, usual)
        )


def _figure(course: xr.Dataset, plain: xr.Dataset, night: NightPrediction) -> Markup:
    course, plain = (one.sel(time=slice(None, SHOWN_HOURS)) for one in (course, plain))
    figure = Figure((0, SHOWN_HOURS), (0, 1), size=_SIZE)
    time, asleep = course.time.values, course.asleep.values
    edges = np.flatnonzero(np.diff(asleep.astype(int), prepend=0, append=0))
    for begin, end in edges.reshape(-1, 2):
        across = [time[begin], time[min(end, time.size - 1)]]
        figure.area(across, [0, 0], [1, 1], "asleep")
    figure.axes(range(0, 73, 8), (0, 0.25, 0.5, 0.75, 1), "h after waking", "S, of 1")
    every = slice(None, None, 6)
    for name in ("upper", "lower"):
        figure.line(time[every], course[name].values[every], "threshold")
    figure.line(plain.time.values[every], plain.pressure.values[every], "before")
    figure.line(time[every], course.pressure.values[every], "now")
    figure.dot(night.begins, night.at_bedtime, "now")
    figure.note(night.begins + 1, min(night.at_bedtime + 0.03, 0.95), f"S {night.at_bedtime:.2f}")
    return figure.drawing("Sleep pressure over three days; shaded where the model sleeps")


def _table(day: DaySchedule, night: NightPrediction, usual: NightPrediction) -> Markup:
    relative = night.first_cycle / usual.first_cycle - 1
    nap = ", with the nap" if day.nap and night.begins < day.nap_at + day.nap / 60 else ""
    begins = f"night’s sleep begins{nap}, h after waking: once one may, and S is at the threshold"
    rows = (
        (begins, f"{night.begins:.1f}", f"{usual.begins:.1f}"),
        ("S when sleep begins", f"{night.at_bedtime:.2f}", f"{usual.at_bedtime:.2f}"),
        ("slow-wave activity of the first 90 min, change from ordinary", signed(relative), ""),
        ("sleep, h", f"{night.hours:.1f}", f"{usual.hours:.1f}"),
    )
    return plain_table(("", "this night", "ordinary"), rows)
