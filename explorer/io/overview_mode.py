"""Whether reads of far files give an overview, and which records one has."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

import numpy as np

_OVERVIEW_STRETCHES = 64  # requests that an overview takes
_OVERVIEW_EPOCH = 30.0  # s
_AROUND = 1.0  # s on each side of an epoch, for filters


@dataclass(frozen=True)
class Overview:
    """That reads of far files give their overview, and how far it is."""

    progress: Callable[[int, int], None]


OVERVIEW: ContextVar[Overview | None] = ContextVar("overview", default=None)
"""In force where only the overview of a far file is read, and all else of it is NaN."""


def overview_runs(records: int, duration: float) -> list[tuple[int, int]]:
    """Choose the records of an overview: an epoch each time, spread evenly over the recording.

    Parameters
    ----------
    records : int
        Of the file.
    duration : float
        Of a record, s.

    Returns
    -------
    list of (int, int)
        From one record to before another; all of a recording that is hardly longer.

    Examples
    --------
    >>> runs = overview_runs(8 * 3600, 1.0)
    >>> len(runs), runs[:2]
    (64, [(209, 241), (659, 691)])
    """
    epochs = int(records * duration / _OVERVIEW_EPOCH)
    if epochs <= 2 * _OVERVIEW_STRETCHES:
        return [(0, records)]
    places = ((np.arange(_OVERVIEW_STRETCHES) + 0.5) * epochs / _OVERVIEW_STRETCHES).astype(int)
    starts = places * _OVERVIEW_EPOCH
    firsts = np.floor((starts - _AROUND) / duration).astype(int).tolist()
    lasts = np.ceil((starts + _OVERVIEW_EPOCH + _AROUND) / duration).astype(int).tolist()
    return [(max(first, 0), min(last, records)) for first, last in zip(firsts, lasts, strict=True)]
