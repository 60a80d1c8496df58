"""How long an epoch is by a Series' index, as 0, 20 and 40, its names or its attributes."""

from typing import Any

import numpy as np

from explorer.io.scoring_content import believed_epoch_length
from explorer.io.stated_epoch_length import stated_epoch_length
from explorer.vocabulary.column_names import Role, read_column_name

_USUAL = (3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 15.0, 16.0, 20.0, 30.0, 60.0, 300.0)  # s
_LENGTH = "epoch_length"


def is_of_epochs(series: Any) -> bool:
    """Whether the index of a Series counts its epochs, or is in no order: it says no times.

    Examples
    --------
    >>> import pandas as pd
    >>> [is_of_epochs(pd.Series(["W"] * 3, index)) for index in ([0, 1, 2], [0, 20, 40])]
    [True, False]
    """
    index = series.index
    if getattr(index, "dtype", None) is None or index.dtype.kind not in "iuf":
        return False
    if index.dtype.kind == "f" and not _counts(index):
        return False  # of a table, whose reader has all units
    steps = np.diff(index.to_numpy(np.float64))
    return steps.size == 0 or bool((steps <= 0).any()) or _step(steps) == 1


def index_in_seconds(what: str, series: Any, said: float | None) -> Any:
    """Return a Series whose numbered index is named as onsets in s; any other as it is.

    None where its steps are no usual length of an epoch, and another, in s, is said.

    Raises
    ------
    ValueError
        If whole numbers go in steps that are no usual length of an epoch.
    """
    index = series.index
    if getattr(index, "dtype", None) is None or index.dtype.kind not in "iuf":
        return series
    if index.dtype.kind == "f" and not _counts(index):
        return series
    step = _step(np.diff(index.to_numpy(np.float64)))
    if step not in _USUAL and said is not None:
        return None
    if step not in _USUAL:
        raise ValueError(
            f"{what} has an index in steps of {step:g}, which is no usual length of an epoch in s; "
            "say epoch_length=, or give it an index of s from the start"
        )
    seconds = series.copy()
    seconds.index = index.astype(np.float64).rename("onset")
    return seconds


def series_epoch_length(what: str, series: Any) -> float | None:
    """Length of an epoch in s that the attributes or names of a Series say; else None."""
    said = series.attrs.get(_LENGTH)
    if said is not None:
        return believed_epoch_length(f"{_LENGTH} of {what}", float(said))
    names = [str(name) for name in (series.index.name, series.name) if name is not None]
    return stated_epoch_length(what, names)


def _counts(index: Any) -> bool:
    """Whether an index has no name, or that of epochs."""
    return index.name is None or read_column_name(str(index.name)).role is Role.EPOCH


def _step(steps: np.ndarray) -> float:
    """Return the commonest step of a rising index."""
    values, counts = np.unique(np.round(steps, 6), return_counts=True)
    return float(values[counts.argmax()])
