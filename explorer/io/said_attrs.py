"""What a caller says of a night as a whole: read where it can be, else refused at opening."""

import math
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from numbers import Real
from typing import Any

from explorer.night.clock_change import NO_CHANGE, ClockChange, change_of
from explorer.night.schema import ROOT_ATTRS
from explorer.vocabulary.counts import listed

LIGHTS = ("lights_off", "lights_on")
_DAY = 86400.0
_LIST = "reader_notes"
_OLDEST = 150.0  # years


def read_attrs(attrs: Mapping[str, object]) -> dict[str, Any]:
    """Read attributes of a night as they are said, before its file is.

    Parameters
    ----------
    attrs : mapping
        Some of `ROOT_ATTRS`.

    Returns
    -------
    dict
        ``start`` as an ISO time without a zone, numbers as float, words as str; lights are numbers,
        or clock times as text, for `lights_by_start`.

    Raises
    ------
    ValueError
        If one is unknown, or nothing that it can be; in one sentence.

    Examples
    --------
    >>> read_attrs({"start": datetime(2026, 3, 1, 23), "age": "33", "lights_off": "23:10"})
    {'start': '2026-03-01T23:00:00', 'age': 33.0, 'lights_off': '23:10'}
    >>> read_attrs({"start": "yesterday"})
    Traceback (most recent call last):
    ...
    ValueError: start must be a date and a time such as 2026-03-15T23:10:00, is 'yesterday'
    """
    unknown = sorted(set(attrs) - set(ROOT_ATTRS))
    if unknown:
        raise ValueError(
            f"unknown attributes {listed(unknown)}, expected some of {listed(ROOT_ATTRS)}"
        )
    return {name: _read(name, said) for name, said in attrs.items()}


def lights_by_start(attrs: Mapping[str, Any]) -> dict[str, Any]:
    """Return attributes whose lights are s from the start, where they are clock times.

    Raises
    ------
    ValueError
        If there is no start that a clock time counts from.

    Examples
    --------
    >>> lights_by_start({"start": "2026-03-01T23:00:00", "lights_off": "23:10"})["lights_off"]
    600.0
    """
    start = str(attrs.get("start", ""))
    change = change_of(attrs)
    clocks = {name: attrs[name] for name in LIGHTS if isinstance(attrs.get(name), str)}
    return {
        **attrs,
        **{name: lights_seconds(one, name, start, change) for name, one in clocks.items()},
    }


def lights_seconds(text: str, name: str, start: str, change: ClockChange = NO_CHANGE) -> float:
    """Read a moment of lights that somebody says.

    Parameters
    ----------
    text : str
        s from the start of the recording, or a clock time.
    name : str
        By which it is said: of lights-off a clock time may lie before the start.
    start : str
        ISO time at which the recording begins; "" if that is not known.
    change : ClockChange
        When the clock was put forward or back in this night, if it was.

    Returns
    -------
    float
        s from the start.

    Raises
    ------
    ValueError
        If it is neither, a clock time without a start, or one that the clock left out.

    Examples
    --------
    >>> lights_seconds("22:50", "lights_off", "2026-03-01T23:00:00")
    -600.0
    """
    clock = _clock(text)
    if clock is None:
        try:
            seconds = float(text)
        except ValueError:
            seconds = math.nan
        if not math.isfinite(seconds):
            raise ValueError(f"{name} must be in s, or a clock time HH:MM:SS, is {text!r}")
        return seconds
    if not start:
        raise ValueError(
            f"{name} {text}: the file does not say when the recording began; give seconds"
        )
    began = datetime.fromisoformat(start)
    then = began.replace(hour=clock.hour, minute=clock.minute, second=clock.second, microsecond=0)
    seconds = (then - began) / timedelta(seconds=1) % _DAY
    # Lights often go off before the recording begins; they never go on before it.
    shown = seconds - _DAY if "off" in name and seconds > _DAY / 2 else seconds
    passed = change.passed(shown)
    if passed is None:
        raise ValueError(
            f"{name} {text}: in this night the clock was put forward past that time; give another, "
            "or seconds"
        )
    return passed


def _clock(text: str) -> datetime | None:
    for form in ("%H:%M:%S", "%H:%M"):
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return None


def _read(name: str, said: object) -> Any:
    usual = ROOT_ATTRS[name]
    if name == "start":
        return _start(said)
    if name in LIGHTS and isinstance(said, time | str):
        text = str(said).strip()
        lights_seconds(text, name, "2000-01-01")  # whether it can be read
        return text if ":" in text else float(text)
    if isinstance(usual, bool):
        if said not in (True, False):
            raise ValueError(f"{name} must be True or False, is {said!r}")
        return bool(said)
    if isinstance(usual, float):
        return _number(name, said)
    if name == _LIST or isinstance(said, str):
        return said
    if said is None or (isinstance(said, Real) and not isinstance(said, bool) and name != "sex"):
        return "" if said is None or said != said else str(said)
    example = ", such as 'F' or 'M'" if name == "sex" else ""
    raise ValueError(f"{name} must be a text{example}, is {said!r}")


def _start(said: object) -> str:
    if said is None or said == "":
        return ""
    try:
        # Without a zone: it is the clock where the night was slept.
        return datetime.fromisoformat(str(said).strip()).replace(tzinfo=None).isoformat()
    except ValueError:
        raise ValueError(
            f"start must be a date and a time such as 2026-03-15T23:10:00, is {said!r}"
        ) from None


def _number(name: str, said: object) -> float:
    example = "s, or a clock time HH:MM:SS" if name in LIGHTS else "a number"
    try:
        number = math.nan if said is None else float(said)  # type: ignore[arg-type]  # or refused
    except (TypeError, ValueError):
        number = math.inf
    if isinstance(said, bool) or math.isinf(number):
        raise ValueError(f"{name} must be {example}, is {said!r}")
    if name == "age" and not (math.isnan(number) or 0 <= number <= _OLDEST):
        raise ValueError(f"age must be years from 0 to {_OLDEST:g}, is {said!r}")
    return number
