"""How sure a number is: its range over scorers, or over what a stager may have meant."""

import numpy as np
import xarray as xr

from explorer.metrics.hypnogram_rows import as_hypnograms
from explorer.metrics.stage_detail import EVERY_STAGE
from explorer.metrics.table import table
from explorer.vocabulary.stages import SCORED

_PRIOR = 0.5
"""Added to every transition: one that did not happen in a night is rare, not impossible."""


def over_scorers(numbers: xr.Dataset, *, dim: str = "scorer") -> xr.Dataset:
    """Range of every metric over scorers.

    Parameters
    ----------
    numbers : xr.Dataset, dims (..., scorer)
        As `explorer.metrics.table` gives it for the hypnograms of several scorers.
    dim : str
        The dimension of scorers.

    Returns
    -------
    xr.Dataset, dims (..., bound)
        ``bound`` is "low", "middle" (median), "high"; NaN scorers are left out.

    Raises
    ------
    ValueError
        If there is no such dimension.

    Examples
    --------
    >>> numbers = xr.Dataset({"TST": ("scorer", [400.0, 390.0, 430.0])})
    >>> over_scorers(numbers).TST.values.tolist()
    [390.0, 400.0, 430.0]
    """
    if dim not in numbers.dims:
        raise ValueError(f"the table has no dimension {dim!r}, has {list(numbers.dims)}")
    return _bounds(numbers, dim, 0.0, 1.0)


def sample_hypnograms(
    probability: xr.DataArray,
    hypnogram: xr.DataArray,
    *,
    samples: int,
    rng: np.random.Generator,
) -> xr.DataArray:
    """Draw hypnograms from a stager's probabilities, with the night's own way of moving on.

    Parameters
    ----------
    probability : xr.DataArray, dims (epoch, stage_name)
        Of each stage at each epoch; ``stage_name`` has the names of W, N1, N2, N3, REM.
    hypnogram : xr.DataArray of Stage, dims (epoch)
        The hypnogram that goes with it, whose transitions are used.
    samples : int
        How many to draw.
    rng : np.random.Generator
        Draws them.

    Returns
    -------
    xr.DataArray of Stage, dims (sample, epoch)
        Unscored where the hypnogram is.

    Raises
    ------
    ValueError
        If the two differ in epochs, a stage is missing, a probability is negative, or the hypnogram
        has coarse stages.

    Notes
    -----
    Stages drawn epoch by epoch, each for itself, would be wrong: sleep moves on from stage to
    stage seldom, so doubts about neighbouring epochs go together. Independent draws flicker: they
    multiply transitions and awakenings and make sums such as total sleep time look surer than they
    are. Here the night is a hidden Markov chain with the transition matrix of its hypnogram.
    Probabilities divided by their means over the night, which are how often the stager expects a
    stage, are its likelihoods; a forward filter and a backward draw give whole hypnograms from
    their joint distribution [1]_.

    References
    ----------
    .. [1] Frühwirth-Schnatter 2006, Finite Mixture and Markov Switching Models, section 11.5.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> night = make_hypnogram(["W", "N2", "N2"])
    >>> sure = xr.DataArray(np.eye(5)[[0, 2, 2]], dims=("epoch", "stage_name"),
    ...                     coords={"stage_name": ["W", "N1", "N2", "N3", "REM"]})
    >>> sample_hypnograms(sure, night, samples=2, rng=np.random.default_rng(1)).values.tolist()
    [[0, 2, 2], [0, 2, 2]]
    """
    names = [stage.name for stage in SCORED]
    missing = sorted(set(names) - set(probability["stage_name"].values.tolist()))
    if missing:
        raise ValueError(f"probabilities lack the stages {missing}")
    belief = probability.sel(stage_name=names).transpose("epoch", "stage_name").values
    hypnograms = as_hypnograms(hypnogram)
    if why := hypnograms.why_not(EVERY_STAGE):
        raise ValueError(f"an interval from the probabilities of five stages is {why}")
    (codes,) = hypnograms.codes
    if len(belief) != codes.size:
        raise ValueError(f"{len(belief)} epochs of probabilities for {codes.size} of stages")
    if not (np.nan_to_num(belief) >= 0).all():
        raise ValueError("probabilities must not be negative")
    counts = hypnograms.tally.moves[0] + _PRIOR
    move = counts / counts.sum(axis=1, keepdims=True)
    share = counts.sum(axis=1) / counts.sum()
    known = np.isfinite(belief).all(axis=1) & (codes >= 0)
    expected = belief[known].mean(axis=0) if known.any() else share
    likelihood = np.ones_like(belief)
    likelihood[known] = belief[known] / np.maximum(expected, np.finfo(float).tiny)
    drawn = _draw(likelihood, move, share, rng.random((codes.size, samples)))
    drawn = np.where(codes < 0, codes, drawn).astype(np.int8)
    return xr.DataArray(drawn, dims=("sample", "epoch"), coords=hypnogram.coords)


def from_probabilities(
    probability: xr.DataArray,
    hypnogram: xr.DataArray,
    *,
    rng: np.random.Generator,
    symbols: tuple[str, ...] | None = None,
    samples: int = 200,
    level: float = 0.95,
) -> xr.Dataset:
    """Interval of every metric, from a stager's probabilities.

    Parameters
    ----------
    probability, hypnogram, rng, samples
        See `sample_hypnograms`.
    symbols : tuple of str, optional
        Metrics wanted; all if not given.
    level : float
        Share of the samples inside the interval.

    Returns
    -------
    xr.Dataset, dims (bound)
        "low", "middle" (median) and "high" over samples on which the metric can be said. It is as
        honest as the probabilities: a stager that is too sure of itself gives intervals too narrow.

    Raises
    ------
    ValueError
        As `sample_hypnograms`, or if the level is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, is {level}")
    drawn = sample_hypnograms(probability, hypnogram, samples=samples, rng=rng)
    tail = (1 - level) / 2
    return _bounds(table(drawn, symbols=symbols), "sample", tail, 1 - tail)


def _draw(
    likelihood: np.ndarray, move: np.ndarray, share: np.ndarray, chance: np.ndarray
) -> np.ndarray:
    """Forward filter, backward draw; shape (samples, epochs)."""
    epochs, samples = chance.shape
    filtered = np.empty_like(likelihood)
    ahead = share
    for epoch in range(epochs):
        weight = ahead * likelihood[epoch]
        total = weight.sum()
        filtered[epoch] = weight / total if total > 0 else ahead
        ahead = filtered[epoch] @ move
    stages = np.empty((samples, epochs), np.int8)
    for epoch in reversed(range(epochs)):
        if epoch == epochs - 1:
            weight = np.broadcast_to(filtered[epoch], (samples, len(share)))
        else:
            weight = filtered[epoch] * move.T[stages[:, epoch + 1]]
        below = weight.cumsum(axis=1)
        place = (chance[epoch][:, None] * below[:, -1:] >= below).sum(axis=1)
        stages[:, epoch] = np.minimum(place, len(share) - 1)
    return stages


def _bounds(numbers: xr.Dataset, dim: str, low: float, high: float) -> xr.Dataset:
    # On plain arrays: xarray's quantile takes a millisecond for each of some 150 metrics.
    axis_of = {name: variable.dims.index(dim) for name, variable in numbers.items()}
    variables = {}
    for name, variable in numbers.items():
        values = np.moveaxis(variable.values, axis_of[name], 0)
        there = ~np.isnan(values).all(axis=0)
        bounds = np.full((3, *values.shape[1:]), np.nan)
        bounds[:, there] = np.nanquantile(values[:, there], [low, 0.5, high], axis=0)
        others = [other for other in variable.dims if other != dim]
        variables[name] = xr.Variable(("bound", *others), bounds, variable.attrs)
    kept = {name: coord.variable for name, coord in numbers.coords.items() if dim not in coord.dims}
    return xr.Dataset(variables, {**kept, "bound": ["low", "middle", "high"]})
