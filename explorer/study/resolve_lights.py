"""Lights-off and lights-on of a row's night, by its table or by its file."""

from datetime import datetime

import numpy as np

from explorer.night.night import Night
from explorer.study.cohort_table import DAY, NightRow
from explorer.study.lights_faults import CLOCK, seconds

# Clock times that begin a night lie in the evening or after midnight: a start before noon belongs
# to the evening before.
NOON = 12 * 3600


def resolve_lights(row: NightRow, night: Night) -> tuple[float, float]:
    """Lights-off and lights-on in s from the start of the recording.

    Parameters
    ----------
    row : Row
        What the table says goes first, then what the file says, then the whole hypnogram.
    night : Night
        Whose start turns clock times into seconds, where the row does not give one.

    Returns
    -------
    tuple of float

    Raises
    ------
    ValueError
        If a clock time has no start to be counted from, or the lights lie outside the recording.
    """
    hypnogram = night.hypnogram
    length = float(hypnogram.epoch_length)
    end = night.first_onset + hypnogram.sizes["epoch"] * length
    begins = _beginning(row, night)
    off = _moment(row.lights_off, begins, float(night.attrs["lights_off"]), night.first_onset)
    on = _moment(row.lights_on, begins, float(night.attrs["lights_on"]), end)
    if CLOCK.fullmatch(row.lights_on) and on < off:
        on += DAY
    given = bool(row.lights_off or row.lights_on)
    if given and not night.first_onset - length <= off < on <= end + length:
        raise ValueError(
            f"lights-off at {off:.0f} s and lights-on at {on:.0f} s do not lie within the "
            f"hypnogram, which runs from {night.first_onset:.0f} to {end:.0f} s"
        )
    return off, on


def _beginning(row: NightRow, night: Night) -> float | None:
    """Time of day at which the recording begins, in s: the table's, else the file's; or None."""
    if row.start:
        return seconds(row.start)
    return None if night.start is None else float(_time_of_day(night.start))


def _moment(text: str, begins: float | None, known: float, otherwise: float) -> float:
    if not text:
        return known if np.isfinite(known) else otherwise
    moment = seconds(text)
    if moment is None:
        raise ValueError(f"lights are neither seconds nor a clock time: {text!r}")
    if not CLOCK.fullmatch(text):
        return moment
    if begins is None:
        raise ValueError(
            f"the clock time of lights {text} needs the clock time at which the recording starts, "
            "which the file does not say; give it in a column start, or lights in seconds from it"
        )
    after = moment - begins
    return after if after >= -NOON else after + DAY


def _time_of_day(start: datetime) -> float:
    return start.hour * 3600 + start.minute * 60 + start.second
