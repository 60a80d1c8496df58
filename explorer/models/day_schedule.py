"""Sleep pressure of a day's schedule by the two-process model, and the night it predicts."""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from explorer.models.two_process import TwoProcess, two_process

_SETTLED = 12
"""d after which the model repeats itself from day to day."""


SHOWN_HOURS = 72.0
"""h"""

COUNTED_HOURS = SHOWN_HOURS + 48
"""h; a night that begins within what is shown is counted to its end, wherever that lies."""


_FIRST_CYCLE = 1.5
"""h"""


_MINUTE = 1 / 60


@dataclass(frozen=True)
class DaySchedule:
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
class NightPrediction:
    """What the model makes of the night after a day."""

    at_bedtime: float
    """Sleep pressure when sleep begins, from 0 to 1."""
    begins: float
    """h after waking."""
    hours: float
    """Asleep."""
    first_cycle: float
    """Mean sleep pressure of the first hour and a half: what slow-wave activity follows."""


def pressure_course(day: DaySchedule, *, ordinary: bool = False) -> xr.Dataset:
    """Follow sleep pressure from one morning on.

    Parameters
    ----------
    day : DaySchedule
        How the day departs from the ordinary.
    ordinary : bool
        Leave the departure out, and keep the model's parameters.

    Returns
    -------
    xr.Dataset, dims (time)
        As of `explorer.models.two_process.two_process`, ``time`` in h after waking, to
        `COUNTED_HOURS`.
    """
    parameters = TwoProcess(amplitude=day.amplitude, decay=day.decay, build_up=day.build_up)
    days = _SETTLED + COUNTED_HOURS / 24 + 1
    plain = two_process(days, parameters=parameters)
    wakings = plain.time.values[1:][np.diff(plain.asleep.values.astype(int)) == -1]
    morning = float(wakings[np.searchsorted(wakings, 24 * (_SETTLED - 1))])
    found = plain
    if not ordinary and (day.awake > DaySchedule.awake or day.nap):
        begin = morning + day.nap_at
        naps = [(begin, begin + day.nap / 60)] if day.nap else []
        found = two_process(
            days, parameters=parameters, kept_awake=[(morning, morning + day.awake)], naps=naps
        )
    found = found.assign_coords(time=found.time - morning)
    return found.sel(time=slice(-_MINUTE / 2, COUNTED_HOURS))


def night_after(course: xr.Dataset, day: DaySchedule) -> NightPrediction:
    """Read off the first night that begins once one may sleep.

    A nap from which the model does not wake is the night's beginning.

    Examples
    --------
    >>> day = DaySchedule(awake=40, amplitude=0.0)
    >>> kept, plain = (night_after(pressure_course(day, ordinary=o), day) for o in (False, True))
    >>> round(kept.at_bedtime, 2), round(plain.at_bedtime, 2), round(kept.hours - plain.hours, 1)
    (0.91, 0.67, 1.3)
    """
    time, pressure = course.time.values, course.pressure.values
    asleep = course.asleep.values
    after_nap = day.nap_at + day.nap / 60 if day.nap else 0.0
    within = int(np.argmax(asleep & (time > after_nap + _MINUTE)))
    waking = np.flatnonzero(~asleep[:within])
    begins = int(waking[-1]) + 1 if waking.size else 0
    awake = np.flatnonzero(~asleep[begins:])
    ends = begins + (int(awake[0]) if awake.size else asleep.size - begins)
    cycle = slice(begins, begins + round(_FIRST_CYCLE / _MINUTE))
    return NightPrediction(
        float(pressure[begins]),
        float(time[begins]),
        (ends - begins) * _MINUTE,
        float(pressure[cycle].mean()),
    )
