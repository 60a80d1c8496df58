"""How far two scorers agree: epoch by epoch, and in the numbers of their tables."""

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.metrics.hypnogram_rows import as_hypnograms
from explorer.metrics.stage_detail import EVERY_STAGE, LIGHT_OR_DEEP, NREM_OR_REM, is_told
from explorer.vocabulary.stages import COARSE, NREM, SCORED, SLEEP, Stage

_LIMITS = 1.96
"""Standard deviations to each limit of agreement, Bland & Altman 1986."""
_NO_VARIANCE = 1e-12  # of kappa: rounding leaves less of none


def agreement(first: xr.DataArray, second: xr.DataArray) -> xr.Dataset:
    """Compare two hypnograms of one night epoch by epoch.

    Parameters
    ----------
    first, second : xr.DataArray of Stage, dims (epoch)
        The reference, and whom it judges. Epochs that either left unscored do not count.

    Returns
    -------
    xr.Dataset
        ``confusion`` (stage_first, stage_second) in epochs; by ``stage``: ``sensitivity``,
        ``specificity``, ``precision``, ``f1`` and ``kappa`` (this stage against all others); and
        the scalars ``accuracy``, ``kappa`` over all stages as ``cohen_kappa``, ``macro_f1`` over
        the stages that either used, and ``epochs``. NaN where a stage that was never there, or an
        agreement that chance alone would give, makes it undefined. The stages are the AASM's five;
        where either has coarse ones, the coarsest that both tell apart, and the attr
        ``common_stages`` says so. Deep sleep is never compared with N3.

    Raises
    ------
    ValueError
        If the hypnograms differ in epochs or in epoch length.

    References
    ----------
    .. [1] Cohen 1960, Educ Psychol Meas 20:37.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> one = make_hypnogram(["W", "W", "N2", "N2"])
    >>> other = make_hypnogram(["W", "N2", "N2", "N2"])
    >>> agreement(one, other).cohen_kappa.item()
    0.5
    """
    one, two = as_hypnograms(first), as_hypnograms(second)
    if one.codes.shape != two.codes.shape or one.epoch_length != two.epoch_length:
        raise ValueError(
            "two hypnograms of the same epochs are needed, have "
            f"{one.codes.shape} of {one.epoch_length:g} s and {two.codes.shape} of "
            f"{two.epoch_length:g} s"
        )
    classes, said = common_stages(first.values, second.values)
    place_one, place_two = (_places(h.values, classes) for h in (first, second))
    both = (place_one >= 0) & (place_two >= 0)
    stages = len(classes)
    pairs = place_one[both] * stages + place_two[both]
    confusion = np.bincount(pairs, minlength=stages**2).reshape(stages, stages)
    total = confusion.sum()
    hit = np.diag(confusion)
    of_first, of_second = confusion.sum(axis=1), confusion.sum(axis=0)
    neither = total - of_first - of_second + hit
    f1 = _ratio(2 * hit, of_first + of_second)
    by_stage = {
        "sensitivity": _ratio(hit, of_first),
        "specificity": _ratio(neither, total - of_first),
        "precision": _ratio(hit, of_second),
        "f1": f1,
        "kappa": [
            cohen_kappa([[h, a - h], [b - h, n]])
            for h, a, b, n in zip(hit, of_first, of_second, neither, strict=True)
        ],
    }
    used = of_first + of_second > 0
    names = list(classes)
    unit = {"units": "1"}
    return xr.Dataset(
        {
            "confusion": (("stage_first", "stage_second"), confusion, {"units": "epochs"}),
            **{name: ("stage", values, unit) for name, values in by_stage.items()},
            "accuracy": ((), _ratio(hit.sum(), total), unit),
            "cohen_kappa": ((), cohen_kappa(confusion), unit),
            "macro_f1": ((), f1[used].mean() if used.any() else np.nan, unit),
            "epochs": ((), total, {"units": "epochs"}),
        },
        coords={"stage": names, "stage_first": names, "stage_second": names},
        attrs={"common_stages": said} if said else {},
    )


def common_stages(
    first: npt.ArrayLike, second: npt.ArrayLike
) -> tuple[dict[str, tuple[Stage, ...]], str]:
    """Find the finest classes of stages that two hypnograms both tell apart.

    Parameters
    ----------
    first, second : array of int
        Codes of `Stage`.

    Returns
    -------
    classes : dict of str to tuple of Stage
        Name of each, and the stages that belong to it.
    said : str
        What was compared and why; "" for the AASM's five stages.

    Examples
    --------
    >>> classes, said = common_stages([Stage.W, Stage.N2], [Stage.W, Stage.LIGHT])
    >>> list(classes), said.partition(",")[0]
    (['W', 'NREM', 'REM'], 'compared as wake')
    """
    there = [set(np.unique(np.asarray(codes)).tolist()) for codes in (first, second)]
    if all(is_told(EVERY_STAGE, codes) for codes in there):
        return {stage.name: (stage,) for stage in SCORED}, ""
    wake: dict[str, tuple[Stage, ...]] = {"W": (Stage.W,)}
    if not all(is_told(NREM_OR_REM, codes) for codes in there):
        asleep: dict[str, tuple[Stage, ...]] = {"SLEEP": (*SLEEP, *COARSE)}
        return wake | asleep, "compared as wake and sleep, as one has sleep of any stage"
    rem: dict[str, tuple[Stage, ...]] = {"REM": (Stage.REM,)}
    if all(is_told(LIGHT_OR_DEEP, codes) for codes in there):
        coarse: dict[str, tuple[Stage, ...]] = {
            stage.name: (stage,) for stage in (Stage.LIGHT, Stage.DEEP)
        }
        return wake | coarse | rem, "compared as wake, light, deep and REM, as both have them"
    nrem: dict[str, tuple[Stage, ...]] = {"NREM": (*NREM, Stage.LIGHT, Stage.DEEP, Stage.NREM)}
    return (
        wake | nrem | rem,
        "compared as wake, NREM and REM, as one has light and deep or NREM sleep",
    )


def _places(codes: np.ndarray, classes: dict[str, tuple[Stage, ...]]) -> np.ndarray:
    """Place of each epoch's class; -1 of what is not scored."""
    place = np.full(codes.shape, -1, np.int64)
    for number, stages in enumerate(classes.values()):
        place[np.isin(codes, stages)] = number
    return place


def cohen_kappa(confusion: object) -> float:
    """Agreement beyond chance.

    Parameters
    ----------
    confusion : array, shape (classes, classes)
        Epochs by the first scorer's class (row) and the second's (column).

    Returns
    -------
    float
        1 for complete agreement, 0 for what chance gives; NaN where chance gives all.

    Examples
    --------
    >>> cohen_kappa([[20, 5], [10, 15]])
    0.4
    """
    counts = np.asarray(confusion, np.float64)
    total = counts.sum()
    if not total:
        return np.nan
    # In whole epochs, so that a table that divides evenly gives a number that is exact.
    observed = np.trace(counts) * total
    expected = float(counts.sum(axis=0) @ counts.sum(axis=1))
    return float((observed - expected) / (total**2 - expected)) if expected < total**2 else np.nan


def cohen_kappa_interval(confusion: object) -> tuple[float, float]:
    """95 % interval of Cohen's kappa for many epochs.

    Parameters
    ----------
    confusion : array, shape (classes, classes)
        As in `cohen_kappa`.

    Returns
    -------
    low, high : float
        1 at most. NaN where kappa is not defined, and where all epochs agree, or none does: the
        formula then says an interval of no width, however few they are. Epochs count as
        independent, which neighbours are not: of a night in a row the interval is too narrow.

    References
    ----------
    .. [1] Fleiss, Cohen & Everitt 1969, Psychol Bull 72:323.

    Examples
    --------
    >>> [round(end, 3) for end in cohen_kappa_interval([[20, 5], [10, 15]])]
    [0.151, 0.649]
    """
    kappa = cohen_kappa(confusion)
    if not np.isfinite(kappa):
        return np.nan, np.nan
    counts = np.asarray(confusion, np.float64)
    share = counts / counts.sum()
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    chance = float(rows @ columns)
    own = np.diag(share)
    both = columns[:, None] + rows[None, :]  # of what is called i by one and j by the other
    apart = share * both**2 * (1 - kappa) ** 2
    inside = float((own * (1 - (rows + columns) * (1 - kappa)) ** 2).sum())
    outside = float(apart.sum() - np.trace(apart))
    variance = inside + outside - (kappa - chance * (1 - kappa)) ** 2
    if variance < _NO_VARIANCE:
        return np.nan, np.nan
    half = 1.959964 * np.sqrt(variance / counts.sum()) / (1 - chance)
    return float(kappa - half), min(float(kappa + half), 1.0)


def bland_altman(first: xr.Dataset, second: xr.Dataset, *, dim: str) -> xr.Dataset:
    """Limits of agreement between two tables of the same nights.

    Parameters
    ----------
    first, second : xr.Dataset, dims (..., dim)
        As `explorer.metrics.table` gives them, by two scorers.
    dim : str
        The dimension of nights.

    Returns
    -------
    xr.Dataset, dims (..., agreement)
        For each metric: ``bias`` (mean of second minus first), ``sd`` of the differences, ``lower``
        and ``upper`` limit (bias ∓ 1.96 sd), and ``n``, the nights on which both gave a number.

    Raises
    ------
    ValueError
        If a table lacks the dimension, or has other nights or metrics than the other.

    References
    ----------
    .. [1] Bland & Altman 1986, Lancet 327:307.

    Examples
    --------
    >>> one = xr.Dataset({"TST": ("subject", [400.0, 420.0, 380.0])})
    >>> two = xr.Dataset({"TST": ("subject", [410.0, 430.0, 390.0])})
    >>> bland_altman(one, two, dim="subject").TST.sel(agreement="bias").item()
    10.0
    """
    for tabled in (first, second):
        if dim not in tabled.dims:
            raise ValueError(f"table has no dimension {dim!r}, has {list(tabled.dims)}")
    if set(first.data_vars) != set(second.data_vars) or first.sizes != second.sizes:
        raise ValueError("the tables must have the same metrics and nights")
    difference = second.drop_vars("scorer", errors="ignore") - first.drop_vars(
        "scorer", errors="ignore"
    )
    bias, sd = difference.mean(dim), difference.std(dim, ddof=1)
    parts = {
        "bias": bias,
        "sd": sd,
        "lower": bias - _LIMITS * sd,
        "upper": bias + _LIMITS * sd,
        "n": difference.count(dim).astype(float),
    }
    table = xr.concat(parts.values(), dim=xr.Variable("agreement", list(parts)))
    for name, variable in table.items():
        variable.attrs.update(first[name].attrs)
    return table


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.where(whole > 0, part / np.maximum(whole, 1), np.nan)
