"""Lights-off and lights-on as a file marks them: the wrong way round, or outside its recording."""

from math import nan

from explorer.vocabulary.shown_numbers import shown_number

REMEDY = "say them with --lights-off and --lights-on, or lights_off= and lights_on="


def believed_lights(off: float, on: float, notes: list[str]) -> tuple[float, float]:
    """Return lights as a file marks them; NaN where they go on before they go off.

    Parameters
    ----------
    off, on : float
        s from the start; NaN for one that is not marked.
    notes : list of str
        Is told what was set aside, and what to do.

    Returns
    -------
    off, on : float
        s

    Examples
    --------
    >>> notes = []
    >>> believed_lights(900.0, 300.0, notes), believed_lights(300.0, 900.0, notes)
    ((nan, nan), (300.0, 900.0))
    >>> notes[0]
    'lights are marked the wrong way round, off at 900 s and on at 300 s: taken as not known; say \
them with --lights-off and --lights-on, or lights_off= and lights_on='
    """
    if not off >= on:
        return off, on
    when = f"off at {shown_number(off)} s and on at {shown_number(on)} s"
    notes.append(f"lights are marked the wrong way round, {when}: taken as not known; {REMEDY}")
    return nan, nan


def check_said_lights(off: float, on: float) -> None:
    """Refuse lights that somebody said the wrong way round.

    Raises
    ------
    ValueError
        If they go on before they go off.
    """
    if off >= on:
        raise ValueError(
            f"lights_off is {off:g} s and lights_on {on:g} s from the start of the recording; "
            "lights must go off before they go on"
        )


def lights_outside(off: float, on: float, begin: float, end: float) -> list[str]:
    """Say that lights leave nothing of a recording between them, where they do.

    Parameters
    ----------
    off, on : float
        s; NaN for one that is not known.
    begin, end : float
        Of the recording, or of the hypnogram where there is none; s.

    Examples
    --------
    >>> lights_outside(-600.0, 900.0, 0.0, 1800.0), len(lights_outside(2000.0, nan, 0.0, 1800.0))
    ([], 1)
    """
    if not (off >= end or on <= begin):
        return []
    named = (("off", off), ("on", on))
    when = " and ".join(f"{way} at {shown_number(time)} s" for way, time in named if time == time)
    return [
        f"lights are marked {when}, outside the recording from {shown_number(begin)} to "
        f"{shown_number(end)} s: nothing of it lies between them; {REMEDY}"
    ]
