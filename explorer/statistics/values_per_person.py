"""From a list of nights to one value a person and condition, with everything that is left over."""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from explorer.vocabulary.counts import listed

RECORDING = "recording"
DIMS = ("subject", "condition")
ORDER_FIRST, ORDER_LAST = "order_first", "order_last"


def make_nights(
    columns: dict[str, Sequence[object]], units: dict[str, str] | None = None
) -> xr.Dataset:
    """Make the list of nights that the comparison reads, from columns of equal length.

    Parameters
    ----------
    columns : dict of str to sequence
        ``subject`` and ``condition``, and if known ``night`` and ``order`` (1 for a person's first
        night in the study, by date); every other column of numbers is a metric.
    units : dict of str to str, optional
        Of each metric.

    Returns
    -------
    xr.Dataset, dims (recording)
        Metrics as variables, the rest as coordinates.

    Raises
    ------
    ValueError
        If subject or condition is missing, or the columns differ in length.

    Examples
    --------
    >>> nights = make_nights({"subject": [1, 1], "condition": ["a", "b"], "WASO": [30.0, 20.0]})
    >>> nights.subject.values.tolist(), list(nights.data_vars)
    (['1', '1'], ['WASO'])
    """
    missing = [name for name in DIMS if name not in columns]
    if missing:
        raise ValueError(
            f"a list of nights needs the columns {listed(missing)}, has {listed(columns)}"
        )
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"the columns of a list of nights must be equally long, are {lengths}")
    nights = xr.Dataset()
    for name, values in columns.items():
        if name in (*DIMS, "night"):
            nights.coords[name] = (RECORDING, [str(value) for value in values])
        elif name == "order":
            nights.coords[name] = (RECORDING, np.asarray(values, np.float64))
        else:
            attrs = {"units": (units or {}).get(name, "")}
            nights[name] = (RECORDING, np.asarray(values, np.float64), attrs)
    return nights


def by_condition(nights: xr.Dataset) -> xr.Dataset:
    """Average each person's nights within a condition.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        With the coordinates ``subject`` and ``condition``, and ``order`` if known; where there is a
        ``status``, nights that are not "done" are left out.

    Returns
    -------
    xr.Dataset, dims (subject, condition)
        Means over the nights that have a value, NaN where none has; ``nights`` counts the nights of
        either condition, ``order`` is their mean place in the study, ``order_first`` and
        ``order_last`` the places of the first and the last, NaN where one is not known. Both dims
        are sorted.

    Raises
    ------
    ValueError
        If a coordinate is missing.

    Notes
    -----
    People, not nights, are the units of every paired test: two nights of one person are not two
    people.

    Examples
    --------
    >>> nights = make_nights({"subject": ["A", "A", "A"], "condition": ["p", "d", "d"],
    ...                       "WASO": [30.0, 20.0, 10.0]})
    >>> by_condition(nights).WASO.sel(subject="A", condition="d").item()
    15.0
    """
    missing = [name for name in DIMS if name not in nights.coords]
    if missing:
        raise ValueError(
            f"nights lack the coordinates {listed(missing)}, have {listed(nights.coords)}"
        )
    if "status" in nights.coords:
        nights = nights.isel({RECORDING: nights["status"].values == "done"})
    places = [np.unique(nights[name].values.astype(str), return_inverse=True) for name in DIMS]
    shape = tuple(names.size for names, _ in places)
    cell = np.ravel_multi_index(tuple(index for _, index in places), shape)
    metrics = {
        str(name): variable
        for name, variable in nights.data_vars.items()
        if variable.dims == (RECORDING,) and variable.dtype.kind in "iufb"
    }

    def mean(values: np.ndarray) -> np.ndarray:
        known = np.isfinite(values)
        count = np.bincount(cell[known], minlength=shape[0] * shape[1])
        total = np.bincount(cell[known], values[known], shape[0] * shape[1])
        out: np.ndarray = np.divide(
            total, count, out=np.full(total.shape, np.nan), where=count > 0
        ).reshape(shape)
        return out

    counts = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)
    coords = {name: (name, names) for name, (names, _) in zip(DIMS, places, strict=True)}
    result = xr.Dataset(
        {
            name: (DIMS, mean(variable.values.astype(np.float64)), dict(variable.attrs))
            for name, variable in metrics.items()
        },
        coords={**coords, "nights": (DIMS, counts)},
        attrs=dict(nights.attrs),
    )
    if "order" in nights.coords:
        order = nights["order"].values.astype(np.float64)
        result.coords["order"] = (DIMS, mean(order))
        for name, extreme in ((ORDER_FIRST, np.minimum), (ORDER_LAST, np.maximum)):
            ends = np.full(counts.size, np.inf if name == ORDER_FIRST else -np.inf)
            extreme.at(ends, cell, order)
            result.coords[name] = (DIMS, np.where(np.isfinite(ends), ends, np.nan).reshape(shape))
    return result


def unpaired(values: xr.Dataset, reference: str, condition: str) -> list[str]:
    """People who have a night in one of two conditions only.

    Parameters
    ----------
    values : xr.Dataset, dims (subject, condition)
        As `by_condition` gives it.
    reference, condition : str
        The two.

    Returns
    -------
    list of str

    Examples
    --------
    >>> nights = make_nights({"subject": ["A", "A", "B"], "condition": ["p", "d", "p"],
    ...                       "WASO": [30.0, 20.0, 10.0]})
    >>> unpaired(by_condition(nights), "p", "d")
    ['B']
    """
    has = values["nights"].sel(condition=[reference, condition]).values > 0
    return [str(name) for name in values.subject.values[has[:, 0] != has[:, 1]]]
