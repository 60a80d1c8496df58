"""The two-process model under a hand: hours awake, a nap, and what the night makes of them."""

from collections.abc import Callable
from dataclasses import dataclass

import ipywidgets as widgets
import numpy as np
import xarray as xr

from explorer.lab.processes import TwoProcess, two_process
from explorer.panels.lab_figures import signed
from explorer.panels.lab_sliders import slider
from explorer.panels.says_who import badge
from explorer.panels.svg import Figure

_SETTLED = 12
"""d after which the model repeats itself from day to day."""
_SHOWN = 72.0
"""h"""
_FIRST_CYCLE = 1.5
"""h"""
_SIZE = (760, 330)
_MINUTE = 1 / 60


@dataclass(frozen=True)
class Day:
    """A day that departs from the ordinary."""

    awake: float = 16.0
    """h from waking until one may sleep."""
    nap_at: float = 8.0
    """h after waking."""
    nap: float = 0.0
    """min"""
    amplitude: float = 0.10
    """Of the circadian process."""
    decay: float = 4.2
    """Time constant of sleep pressure asleep, in h."""
    build_up: float = 18.2
    """The same awake."""


@dataclass(frozen=True)
class Night:
    """What the model makes of the night after a day."""

    at_bedtime: float
    """Sleep pressure when sleep begins, from 0 to 1."""
    begins: float
    """h after waking."""
    hours: float
    """Asleep."""
    first_cycle: float
    """Mean sleep pressure of the first hour and a half: what slow-wave activity follows."""


def course_of(day: Day, *, ordinary: bool = False) -> xr.Dataset:
    """Follow sleep pressure from one morning on.

    Parameters
    ----------
    day : Day
        How the day departs from the ordinary.
    ordinary : bool
        Leave the departure out, and keep the model's parameters.

    Returns
    -------
    xr.Dataset, dims (time)
        As of `explorer.lab.processes.two_process`, ``time`` in h after waking.
    """
    parameters = TwoProcess(amplitude=day.amplitude, decay=day.decay, build_up=day.build_up)
    days = _SETTLED + _SHOWN / 24 + 1
    plain = two_process(days, parameters=parameters)
    wakings = plain.time.values[1:][np.diff(plain.asleep.values.astype(int)) == -1]
    morning = float(wakings[np.searchsorted(wakings, 24 * (_SETTLED - 1))])
    found = plain
    if not ordinary and (day.awake > Day.awake or day.nap):
        begin = morning + day.nap_at
        naps = [(begin, begin + day.nap / 60)] if day.nap else []
        found = two_process(
            days, parameters=parameters, kept_awake=[(morning, morning + day.awake)], naps=naps
        )
    found = found.assign_coords(time=found.time - morning)
    return found.sel(time=slice(-_MINUTE / 2, _SHOWN))


def night_after(course: xr.Dataset, day: Day) -> Night:
    """Read off the first night that begins once one may sleep.

    Examples
    --------
    >>> day = Day(awake=40, amplitude=0.0)
    >>> kept, plain = (night_after(course_of(day, ordinary=o), day) for o in (False, True))
    >>> round(kept.at_bedtime, 2), round(plain.at_bedtime, 2), round(kept.hours - plain.hours, 1)
    (0.91, 0.67, 1.3)
    """
    time, pressure = course.time.values, course.pressure.values
    asleep = course.asleep.values
    after_nap = day.nap_at + day.nap / 60 if day.nap else 0.0
    begins = int(np.argmax(asleep & (time > after_nap + _MINUTE)))
    awake = np.flatnonzero(~asleep[begins:])
    ends = begins + (int(awake[0]) if awake.size else asleep.size - begins)
    cycle = slice(begins, begins + round(_FIRST_CYCLE / _MINUTE))
    return Night(
        float(pressure[begins]),
        float(time[begins]),
        (ends - begins) * _MINUTE,
        float(pressure[cycle].mean()),
    )


class PressureView:
    """Sliders, one figure, and the night in numbers.

    Parameters
    ----------
    guard : callable
        Wraps each callback, as of `Services`.
    """

    def __init__(self, guard: Callable[[Callable[..., None]], Callable[..., None]]) -> None:
        start = Day()
        self.awake = slider("hours awake", 16, 16, 64, 1, "from waking until one may sleep")
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
                widgets.HTML("<h2>The day</h2>"),
                *day,
                widgets.HTML(f"<h2>The model {badge('model')}</h2>"),
                *model,
                widgets.HTML(_WORDS),
            ]
        )
        self.controls.add_class("lab-controls")
        self.widget = widgets.HTML()
        self.widget.add_class("lab-pressure")
        for control in (*day, *model):
            control.observe(guard(lambda _change: self.draw()), "value")

    @property
    def day(self) -> Day:
        """Where the sliders stand."""
        return Day(
            awake=self.awake.value,
            nap_at=self.nap_at.value,
            nap=self.nap.value,
            amplitude=self.amplitude.value,
            decay=self.decay.value,
            build_up=self.build_up.value,
        )

    def draw(self) -> None:
        """Draw the course and say what the night becomes."""
        day = self.day
        course, plain = course_of(day), course_of(day, ordinary=True)
        night, usual = night_after(course, day), night_after(plain, Day(amplitude=day.amplitude))
        self.widget.value = (
            f"<h3>Sleep pressure S over three days {badge('model')}</h3>"
            f"{_figure(course, plain, night)}{_table(night, usual)}"
            '<p class="quiet">Grey: the ordinary days. Dashed: the thresholds between which S '
            "swings. Slow-wave activity is taken to follow S; the model has no REM and no stages."
            "</p>"
        )


def _figure(course: xr.Dataset, plain: xr.Dataset, night: Night) -> str:
    figure = Figure((0, _SHOWN), (0, 1), size=_SIZE)
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


def _table(night: Night, usual: Night) -> str:
    relative = night.first_cycle / usual.first_cycle - 1
    rows = (
        ("awake before sleep, h", f"{night.begins:.1f}", f"{usual.begins:.1f}"),
        ("S when sleep begins", f"{night.at_bedtime:.2f}", f"{usual.at_bedtime:.2f}"),
        ("slow-wave activity, first 90 min", signed(relative), ""),
        ("sleep, h", f"{night.hours:.1f}", f"{usual.hours:.1f}"),
    )
    cells = "".join(
        f"<tr><th>{name}</th><td>{here}</td><td>{there}</td></tr>" for name, here, there in rows
    )
    head = "<thead><tr><th></th><th>this night</th><th>ordinary</th></tr></thead>"
    return f'<table class="numbers">{head}<tbody>{cells}</tbody></table>'


_WORDS = (
    '<p class="quiet">Two processes (Borbély; Daan, Beersma &amp; Borbély 1984): S builds up awake '
    "and falls asleep; the clock moves the two thresholds. With a circadian a of 0 one wakes at "
    "S = 0.17. A model, not a measurement, and no advice to stay awake.</p>"
)
