"""The crossover as a mixed model: treatment, period and sequence, with people as they come."""

import numpy as np
import xarray as xr
from scipy.special import stdtr, stdtrit

from explorer.statistics.restricted_likelihood import fit_by_reml
from explorer.statistics.values_per_person import RECORDING
from explorer.vocabulary.counts import listed, pluralize

TERMS = ("intercept", "condition", "period", "sequence")


def mixed_model(nights: xr.Dataset, metric: str, *, condition: str, reference: str) -> xr.Dataset:
    """Estimate an effect with the order of nights taken out.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        As `make_nights` gives it, with ``order`` (1 for a person's first night in the study).
    metric : str
        One of its variables.
    condition, reference : str
        The two conditions; nights of others are left out.

    Returns
    -------
    xr.Dataset, dims (term)
        ``estimate``, ``standard_error``, ``low``, ``high`` (95 %; metric's unit) and ``p`` of those
        of `TERMS` that the nights can tell apart; attrs ``subjects``, ``nights``,
        ``between_sd`` and ``within_sd``, ``degrees_of_freedom`` and ``notes``.

    Raises
    ------
    ValueError
        If the metric or the order is unknown, nights are too few, or all are alike.

    Notes
    -----
    ``metric ~ condition + period + sequence + (1 | subject)`` by REML [1]_, with (condition |
    subject) where every person has repeated nights of both conditions. Period is centred; sequence
    is +-1/2 by which condition a person had first, and holds the carry-over, from which it cannot
    be told apart. A person with one condition only still informs the period. Student's t with the
    degrees of freedom within people (nights - people - within terms): 2 n - n - 2 in the plain
    crossover, where treatment is then what the textbook's two-sample test of the sequences gives.

    References
    ----------
    .. [1] Jones B, Kenward MG. Design and Analysis of Cross-Over Trials. 3rd ed. 2014, chapter 5.
    """
    if metric not in nights:
        raise ValueError(f"no metric {metric!r}, expected one of {listed(nights.data_vars)}")
    if "order" not in nights.coords:
        raise ValueError("a mixed model with period needs the column order, the nights have none")
    kept = np.isin(nights.condition.values, [condition, reference])
    kept &= np.isfinite(nights[metric].values) & np.isfinite(nights.order.values)
    nights = nights[[metric]].isel({RECORDING: kept})
    response = nights[metric].values.astype(np.float64)
    subjects, person = np.unique(nights.subject.values.astype(str), return_inverse=True)
    treated = (nights.condition.values == condition).astype(np.float64)
    if not response.size:
        raise ValueError(f"a mixed model needs nights with {metric}, has none")
    design, names = _design(person, treated, nights.order.values.astype(np.float64))
    within = sum(name in ("condition", "period") for name in names)
    freedom = response.size - subjects.size - within
    if "condition" not in names or subjects.size < 3 or freedom < 1:
        raise ValueError(
            f"a mixed model needs nights of both conditions in at least 3 people, has "
            f"{pluralize(response.size, 'night')} of {pluralize(subjects.size, 'person', 'people')}"
        )
    if np.ptp(response) == 0:
        raise ValueError(f"a mixed model needs nights that differ, {metric} is the same in all")
    counts = np.array([np.bincount(person, treated == side) for side in (0, 1)])
    repeated = bool((counts >= 2).all())
    ones = np.ones_like(treated)
    random = np.column_stack([ones, treated - 0.5] if repeated else [ones])
    freedom = subjects.size - within if repeated else freedom
    fit = fit_by_reml(response, design, random, person)
    estimate, error = fit.estimate, fit.standard_error
    half = stdtrit(freedom, 0.975) * error
    units = {"units": str(nights[metric].attrs.get("units", ""))}
    return xr.Dataset(
        {
            "estimate": ("term", estimate, units),
            "standard_error": ("term", error, units),
            "low": ("term", estimate - half, units),
            "high": ("term", estimate + half, units),
            "p": ("term", 2 * stdtr(freedom, -np.abs(estimate / error))),
        },
        coords={"term": ("term", names)},
        attrs={
            "metric": metric,
            "formula": f"{metric} ~ {' + '.join(names[1:])} + "
            f"({'condition' if repeated else '1'} | subject)",
            "subjects": int(subjects.size),
            "nights": int(response.size),
            "between_sd": float(np.sqrt(fit.between[0, 0])),
            "within_sd": float(np.sqrt(fit.within)),
            "degrees_of_freedom": int(freedom),
            "notes": list(fit.notes),
        },
    )


def _design(
    person: np.ndarray, treated: np.ndarray, order: np.ndarray
) -> tuple[np.ndarray, list[str]]:
    """Columns of the model that are not sums of the columns before, and their names."""
    sequence = np.zeros(order.size)
    for one in np.unique(person):
        rows = np.flatnonzero(person == one)
        first = treated[rows[np.argsort(order[rows], kind="stable")[0]]]
        sequence[rows] = first - 0.5
    columns = dict(
        zip(TERMS, (np.ones(order.size), treated, order - order.mean(), sequence), strict=True)
    )
    kept: list[str] = []
    for name in columns:
        stacked = np.column_stack([columns[k] for k in [*kept, name]])
        if np.linalg.matrix_rank(stacked) == stacked.shape[1]:
            kept.append(name)
    return np.column_stack([columns[name] for name in kept]), kept
