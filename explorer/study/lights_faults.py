"""Lights of a table's row: seconds or clock times, and what is wrong with them."""

import re

CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


def lights_faults(off: str, on: str) -> list[str]:
    """Say what is wrong with the lights of one row; nothing if they can be read.

    Examples
    --------
    >>> lights_faults("23:05", "07:00"), lights_faults("late", "")
    ([], ["lights-off is neither seconds nor a clock time like 23:05:00: 'late'"])
    """
    faults = [
        f"lights-{name} is neither seconds nor a clock time like 23:05:00: {text!r}"
        for name, text in (("off", off), ("on", on))
        if text and seconds(text) is None
    ]
    if faults or not (off and on):
        return faults
    if bool(CLOCK.fullmatch(off)) != bool(CLOCK.fullmatch(on)):
        return [
            f"lights are in mixed units: off is {off!r}, on is {on!r}; use seconds or clock times"
        ]
    if CLOCK.fullmatch(off):
        return []
    lasts = (seconds(on) or 0) - (seconds(off) or 0)
    if lasts < 3600:
        return [
            f"lights-on is {lasts:g} s after lights-off, less than an hour; they are read as "
            "seconds from the start of the recording"
        ]
    return []


def seconds(text: str) -> float | None:
    """Seconds from a number or a clock time; None if it is neither.

    Examples
    --------
    >>> seconds("90"), seconds("23:05"), seconds("late")
    (90.0, 83100.0, None)
    """
    clock = CLOCK.fullmatch(text)
    if clock:
        hours, minutes, rest = (int(part or 0) for part in clock.groups())
        return float(hours * 3600 + minutes * 60 + rest) if hours < 24 and minutes < 60 else None
    try:
        return float(text)
    except ValueError:
        return None
