"""A change as it is written: its scale, its digits, its p-value, higher or lower."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

from explorer.vocabulary.counts import pluralize

UNSAID = "not estimable"
"""In place of a number that these nights do not give."""


def higher_or_lower(size: str, value: float) -> str:
    """Say a difference that "than" follows; one of 0, as printed, is neither.

    Examples
    --------
    >>> higher_or_lower("3.1 min", -3.1), higher_or_lower("0.0 min", -0.02)
    ('3.1 min lower', 'neither higher nor lower')
    """
    if float(size.split()[0]) == 0:
        return "neither higher nor lower"
    return f"{size} {'higher' if value > 0 else 'lower'}"


def scale_of_change(row: xr.Dataset) -> tuple[str, str]:
    """Name the number in which a metric's change is told, and the unit of it.

    Parameters
    ----------
    row : xr.Dataset, no dims
        ``scale`` and ``units`` of one metric of a comparison's table.

    Returns
    -------
    key : str
        ``percent`` where the test is on log ratios, else ``mean_difference``.
    units : str

    Examples
    --------
    >>> scale_of_change(xr.Dataset({"scale": "log ratio", "units": "uV^2"}))
    ('percent', '%')
    >>> scale_of_change(xr.Dataset({"scale": "difference", "units": "%"}))
    ('mean_difference', 'percentage points')
    """
    if str(row["scale"].item()) == "log ratio":
        return "percent", "%"
    units = str(row.units.item())
    return "mean_difference", "percentage points" if units == "%" else units


def digits_for(low: float, high: float) -> int:
    """Digits after the point that an interval of this width can bear.

    Examples
    --------
    >>> digits_for(-25.3, -0.2), digits_for(0.01, 0.05), digits_for(-400, 900)
    (1, 4, 0)
    """
    width = abs(high - low)
    if not (np.isfinite(width) and width > 0):
        return 1
    return int(np.clip(2 - np.floor(np.log10(width)), 0, 4)) if width < 100 else 0


PERCENT_EXPLAINED = (
    "Change, %: where the test is on log ratios it is the geometric mean of the pairs' ratios, not "
    "the ratio of the two means beside it, with the number of pairs that have one (a pair with a "
    "zero has none); elsewhere it is the difference of the means in % of the reference mean, so "
    "that it has the sign of the difference beside it."
)
"""What a change in % is beside a difference and two means, in one sentence."""


def percent_beside(row: Mapping[str, Any]) -> tuple[float, str]:
    """Give the change in % that belongs to the difference it stands beside.

    Parameters
    ----------
    row : mapping
        ``scale``, ``percent``, ``n_ratio``, ``mean_difference`` and ``reference_mean`` of one
        metric.

    Returns
    -------
    value : float
        NaN where the reference mean is not above 0.
    of : str
        What it is a percentage of: so many ratios, or the reference mean.

    Examples
    --------
    >>> row = {"percent": 5.1, "n_ratio": 21, "mean_difference": -0.32, "reference_mean": 17.07}
    >>> value, of = percent_beside({**row, "scale": "difference"})
    >>> round(value, 1), of
    (-1.9, 'of the mean')
    >>> percent_beside({**row, "scale": "log ratio"})
    (5.1, '21 ratios')
    """
    if str(row["scale"]) == "log ratio":
        return float(row["percent"]), pluralize(int(row["n_ratio"]), "ratio")
    reference = float(row["reference_mean"])
    value = 100 * float(row["mean_difference"]) / reference if reference > 0 else np.nan
    return value, "of the mean"


def format_p(p: float) -> str:
    """Write a p-value with as many digits as it needs, and the sign before it.

    Examples
    --------
    >>> format_p(0.0242), format_p(0.4434), format_p(0.00001), format_p(float("nan"))
    ('= 0.024', '= 0.44', '< 0.0001', 'not estimable')
    """
    if not np.isfinite(p):
        return UNSAID
    if p < 0.0001:
        return "< 0.0001"
    return f"= {p:.4f}" if p < 0.001 else f"= {p:.3f}" if p < 0.1 else f"= {p:.2f}"
