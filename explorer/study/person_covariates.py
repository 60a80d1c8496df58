"""Covariates of people: numbers known before the arms were drawn, one a person."""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from explorer.statistics.values_per_person import RECORDING, by_condition
from explorer.study.metric_choice import named_in, table_columns
from explorer.study.night_task import COVARIATE
from explorer.study.table_headings import ELSEWHERE, OUR_NAMES
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.stage_words import fold_word


def named_covariate(nights: xr.Dataset, name: str) -> str:
    """Name a covariate as nights have it: asked for in any capitals, or by its column's heading.

    Examples
    --------
    >>> nights = xr.Dataset(coords={"age": ("recording", [41.0])})
    >>> [named_covariate(nights, one) for one in ("Age", "Alter", "none such")]
    ['age', 'age', 'none such']
    """
    if name in nights.variables:
        return name
    meant = OUR_NAMES.get(name.strip().casefold(), ELSEWHERE.get(fold_word(name), ""))
    found = named_in(nights, name)
    return meant if found not in nights.variables and meant in nights.variables else found


def covariates_of(nights: xr.Dataset) -> list[str]:
    """Name the covariates that nights have: the table's columns, and age and sex where they say it.

    Examples
    --------
    >>> coords = {"age": ("recording", [41.0, 50.0]), "sex": ("recording", ["", ""])}
    >>> covariates_of(xr.Dataset(coords=coords))
    ['age']
    """
    given = [key for key in ("age", "sex") if key in nights.coords and _is_given(nights[key])]
    return [*table_columns(nights, COVARIATE), *given]


def covariate_values(nights: xr.Dataset, name: str) -> np.ndarray:
    """Give a covariate night by night, a word of two (such as sex) as 0 and 1.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
    name : str
        A variable, or a column such as age or sex.

    Returns
    -------
    np.ndarray of float, shape (recording,)
        NaN where it is not known.

    Raises
    ------
    ValueError
        If there is none of this name, or it has more than two words.
    """
    if name not in nights.variables or nights[name].dims != (RECORDING,):
        there = ", ".join(covariates_of(nights))
        would_do = f"the table's are {there}" if there else "the table has none"
        raise ValueError(
            f"no covariate {name!r}; {would_do}; a column of numbers, of yes and no, or of clock "
            "times under a name such as bedtime would do"
        )
    values = nights[name].values
    if values.dtype.kind in "iufb":
        return values.astype(np.float64)
    words = sorted({str(word) for word in values if str(word)})
    if len(words) != 2:
        raise ValueError(
            f"the covariate {name!r} is a number or one of two words, has {words[:5] or 'none'}"
        )
    return np.array([float(words.index(str(w))) if str(w) else np.nan for w in values])


def is_usable(nights: xr.Dataset, name: str) -> bool:
    """Whether a covariate can be taken out: a number, or one of two words.

    Examples
    --------
    >>> nights = xr.Dataset(coords={"sex": ("recording", ["m", "f", "x"])})
    >>> is_usable(nights, "sex"), is_usable(nights.isel(recording=[0, 1]), "sex")
    (False, True)
    """
    try:
        covariate_values(nights, name)
    except ValueError:
        return False
    return True


def person_covariates(
    nights: xr.Dataset, people: Sequence[str], names: Sequence[str], baseline: str
) -> tuple[xr.DataArray, list[str]]:
    """Average each covariate over a person's nights at baseline, or elsewhere if there are none.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        Whose ``condition`` is the visit.
    people : sequence of str
    names : sequence of str
        Of covariates.
    baseline : str
        The visit before the arms were drawn.

    Returns
    -------
    xr.DataArray, dims (subject, covariate)
    list of str
        What is to be said of them.
    """
    columns, notes = [], []
    for name in names:
        one = xr.Dataset(
            {"value": (RECORDING, covariate_values(nights, name))},
            coords={key: nights[key] for key in ("subject", "condition", "status")},
        )
        found = by_condition(one)["value"].reindex(subject=list(people))
        before = (
            found.sel(condition=baseline).values
            if baseline in found.condition.values
            else np.full(len(people), np.nan)
        )
        known = np.isfinite(found.values)
        total = np.where(known, found.values, 0.0).sum(1)
        anywhere = np.divide(
            total, known.sum(1), out=np.full(len(people), np.nan), where=known.any(1)
        )
        later = ~np.isfinite(before) & np.isfinite(anywhere)
        if later.any():
            notes.append(
                f"{name}: {pluralize(int(later.sum()), 'person', 'people')} without a value at "
                "baseline; one from later was taken, which the treatment may have changed."
            )
        values = np.where(np.isfinite(before), before, anywhere)
        missing = int((~np.isfinite(values)).sum())
        if missing:
            notes.append(
                f"{name}: not known of {pluralize(missing, 'person', 'people')}; everybody's mean "
                "stands in its place."
            )
        columns.append(values)
    shape = (len(people), len(names))
    laid = np.array(columns).T.reshape(shape) if columns else np.zeros(shape)
    coords = {"subject": list(people), "covariate": list(names)}
    return xr.DataArray(laid, coords, ("subject", "covariate")), notes


def _is_given(column: xr.DataArray) -> bool:
    """Whether a table says anything in a column that every study has."""
    return any(str(value) not in ("", "nan") for value in column.values)
