"""Choose the sample night: of many seeds, the one whose night is nearest to its profile's median.

Only hypnograms are drawn, so that a thousand candidates take seconds.
"""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from explorer.metrics.table import table
from explorer.models.simulated_hypnogram import simulate_hypnograms
from explorer.models.sleep_profiles import Profile

CANDIDATES = range(200)
"""Seeds among which the sample nights were chosen."""
COMPLETE_CYCLES = (4, 5)
AWAKENINGS = (3, 25)
_COMPARED = (
    "SOL",
    "TST",
    "WASO_SPT",
    "N1_pct",
    "N2_pct",
    "N3_pct",
    "REM_pct",
    "Lat_N3_onset",
    "REM_latency_sleep_onset",
    "awakenings",
)
"""Columns of the table in which a typical night is near to the median of all candidates."""


def typical_seed(
    profile: str | Profile = "young",
    *,
    longest_n3: float = 10.0,
    seeds: Sequence[int] = CANDIDATES,
    hours: float = 8.0,
) -> int:
    """Find the seed of `simulate_night` with the most typical hypnogram.

    Parameters
    ----------
    profile : str or Profile
        Whose nights.
    longest_n3 : float
        min that the longest bout of N3 must last, so that there is N3 to be looked at.
    seeds : sequence of int
        The candidates.
    hours : float
        Time in bed.

    Returns
    -------
    int
        Of the candidates that are fit to be shown (`fit_to_show`), the one nearest to the median of
        all candidates: by the root mean square, over `_COMPARED`, of the distance in interquartile
        ranges.

    Raises
    ------
    ValueError
        If no candidate is fit to be shown.
    """
    nights = xr.concat([night_of_seed(seed, profile, hours=hours) for seed in seeds], "night")
    metrics = table(nights)
    fit = fit_to_show(metrics, longest_n3=longest_n3)
    if not fit.any():
        raise ValueError(f"none of {len(seeds)} nights is fit to be shown: more seeds are needed")
    values = np.array([metrics[symbol].values for symbol in _COMPARED], float)
    quartile, median, last = np.nanpercentile(values, [25, 50, 75], axis=1)
    away = (values - median[:, None]) / (last - quartile)[:, None]
    distance = np.sqrt((away**2).mean(axis=0))
    distance[~fit | np.isnan(distance)] = np.inf
    return int(seeds[int(distance.argmin())])


def night_of_seed(seed: int, profile: str | Profile, *, hours: float = 8.0) -> xr.DataArray:
    """Draw the hypnogram that `simulate_night` draws from a seed, dims (epoch)."""
    rng = np.random.default_rng(seed).spawn(1)[0]
    return simulate_hypnograms(1, rng=rng, profile=profile, hours=hours).isel(night=0)


def fit_to_show(metrics: xr.Dataset, *, longest_n3: float = 10.0) -> np.ndarray:
    """Say which nights have what a lesson needs.

    Parameters
    ----------
    metrics : xr.Dataset, dims (night)
        As of `explorer.metrics.table`.
    longest_n3 : float
        min.

    Returns
    -------
    np.ndarray of bool, shape (nights,)
        Four or five complete cycles, N3 before REM and most of it in the first half, one bout of it
        that lasts, and some awakenings.
    """
    few, most = COMPLETE_CYCLES
    least, many = AWAKENINGS
    cycles, awakenings = metrics.CYCLES_complete.values, metrics.awakenings.values
    fit: np.ndarray = (
        (cycles >= few)
        & (cycles <= most)
        & (awakenings >= least)
        & (awakenings <= many)
        & (metrics.Lat_N3_onset.values < metrics.REM_latency_sleep_onset.values)
        & (metrics.N3_half1.values > metrics.N3_half2.values)
        & (metrics.N3_bout_max.values >= longest_n3)
    )
    return fit
