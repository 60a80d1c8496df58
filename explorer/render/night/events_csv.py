"""Events as comma-separated values: one way for page and command line."""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from explorer.vocabulary.spreadsheet import written_rows

FIRST_COLUMNS = ("onset", "duration", "kind", "channel")


def events_csv(events: xr.Dataset, rows: Sequence[int] | None = None) -> str:
    """Write events with all that was measured of them.

    Parameters
    ----------
    events : xr.Dataset along ``event``
        As a detector gives it; times in s from the start of the recording.
    rows : sequence of int, optional
        Which, and in which order; all if not given.

    Returns
    -------
    str
        A line of names first; the columns of `FIRST_COLUMNS` first.

    Examples
    --------
    >>> from explorer.night.schema import make_events
    >>> events = make_events([{"onset": 9, "duration": 1, "kind": "spindle", "channel": "C3",
    ...                        "source": "a7"}])
    >>> print(events_csv(events), end="")
    onset,duration,kind,channel,source
    9,1,spindle,C3,a7
    """
    columns = [*FIRST_COLUMNS, *(name for name in events.data_vars if name not in FIRST_COLUMNS)]
    chosen = events if rows is None else events.isel(event=np.asarray(rows, int))
    values = [chosen[name].values for name in columns]
    lines = [[_rounded(value) for value in line] for line in zip(*values, strict=True)]
    return written_rows([columns, *lines])


def _rounded(value: object) -> object:
    """Write a number without noise in its last digits, a word as it is."""
    return f"{value:.9g}" if isinstance(value, float) else value
