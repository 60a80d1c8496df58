"""Whether nights say when the lights went off, and what it means for their numbers if not."""

import numpy as np
import xarray as xr

from explorer.vocabulary.counts import pluralize

LIGHTS_KNOWN = "lights_known"
"""Coordinate of a cohort's nights: 1 where table or file say when the lights went off, 0 where time
in bed is all that was scored, NaN where the night was not measured here."""


def lights_note(nights: xr.Dataset) -> list[str]:
    """Warn of nights that do not say when the lights went off.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        As `explorer.study.cohort.cohort` gives it.

    Returns
    -------
    list of str
        One sentence, or none.

    Examples
    --------
    >>> nights = xr.Dataset(coords={LIGHTS_KNOWN: ("recording", [0.0, 1.0])})
    >>> lights_note(nights)[0][:53]
    '1 of 2 nights do not say when the lights went off: ti'
    """
    known = _known(nights)
    unknown = int((known == 0).sum())
    if not unknown:
        return []
    return [
        f"{unknown} of {pluralize(known.size, 'night')} do not say when the lights went off: time "
        "in bed is all that was scored there, and TIB, SOL, SE and REM latency from lights-off "
        "rest on that. A table gives it in the column lights_off, as a clock time with the "
        "recording's own in the column start."
    ]


def time_zero(nights: xr.Dataset) -> str:
    """Name what times over the night are counted from.

    Examples
    --------
    >>> time_zero(xr.Dataset())
    'lights-off'
    >>> time_zero(xr.Dataset(coords={LIGHTS_KNOWN: ("recording", [0.0, 0.0])}))
    "the recording's start"
    """
    known = _known(nights)
    if not (known == 0).any():
        return "lights-off"
    if not (known == 1).any():
        return "the recording's start"
    return "lights-off, or the recording's start where that is not said"


def _known(nights: xr.Dataset) -> np.ndarray:
    values = nights[LIGHTS_KNOWN].values if LIGHTS_KNOWN in nights.coords else np.zeros(0)
    found: np.ndarray = values[np.isfinite(values)]
    return found
