"""Probabilities of stages in a table: five columns that a stager wrote, one row an epoch."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from explorer.vocabulary.stages import SCORED, Stage

# What a stager may call the five columns, in lower case.
_COLUMNS = (("w", "wake"), ("n1",), ("n2",), ("n3",), ("r", "rem"))
_PREFIXES = ("", "pp_", "p_", "prob_", "proba_")  # Luna's POPS has PP_N1
_SUM_SLACK = 0.02  # of 1, for what was rounded to two digits


def probability_columns(names: Sequence[str]) -> list[str]:
    """Find the columns of probabilities, in the order W, N1, N2, N3, REM; [] if one is missing.

    Examples
    --------
    >>> probability_columns(["onset", "n1", "n2", "n3", "r", "w"])
    ['w', 'n1', 'n2', 'n3', 'r']
    >>> probability_columns(["onset", "duration", "stage"])
    []
    """
    for prefix in _PREFIXES:
        found = [
            next((prefix + name for name in choices if prefix + name in names), "")
            for choices in _COLUMNS
        ]
        if all(found):
            return found
    return []


def read_probabilities(path: object, table: Mapping[str, Sequence[str]]) -> xr.DataArray | None:
    """Read the probabilities of a table.

    Parameters
    ----------
    path : object
        Where it comes from, for errors.
    table : mapping of str to sequence of str
        Cells by column, names in lower case.

    Returns
    -------
    xr.DataArray or None
        Dims (epoch, stage_name), NaN in rows with an empty cell; None without the five columns.

    Raises
    ------
    ValueError
        If a cell is no number from 0 to 1 (or to 100), or a row does not sum to the whole.

    Examples
    --------
    >>> cells = {"w": ["0.9"], "n1": ["0.1"], "n2": ["0"], "n3": ["0"], "rem": ["0"]}
    >>> read_probabilities("", cells).sel(stage_name="W").item()
    0.9
    """
    names = probability_columns(list(table))
    if not names:
        return None
    try:
        values = np.array(
            [[float(cell.replace(",", ".") or "nan") for cell in table[name]] for name in names]
        ).T
    except ValueError:
        raise ValueError(f"{path}: the columns {names} must hold probabilities") from None
    whole = 100.0 if np.nanmax(values, initial=0.0) > 1 + _SUM_SLACK else 1.0
    values /= whole
    said = np.isfinite(values).all(axis=1)
    total = values[said].sum(axis=1)
    if (values[said] < 0).any() or (np.abs(total - 1) > _SUM_SLACK).any():
        raise ValueError(
            f"{path}: the columns {names} must hold probabilities that sum to {whole:g} in each row"
        )
    values[~said] = np.nan
    coords = {"stage_name": [stage.name for stage in SCORED]}
    return xr.DataArray(values, dims=("epoch", "stage_name"), coords=coords)


def likeliest(belief: xr.DataArray) -> list[Stage]:
    """Stage of the highest probability at each epoch; unscored where none is known."""
    values = belief.values
    known = np.isfinite(values).all(axis=1)
    best = np.nan_to_num(values, nan=-1.0).argmax(axis=1)
    return [Stage(code) if here else Stage.UNSCORED for code, here in zip(best, known, strict=True)]
