"""Conventions about what a hypnogram's edges mean, applied before anything is counted."""

from collections.abc import Iterable, Mapping

import xarray as xr

from explorer.metrics.bed_limits import without_isolated_sleep, without_unscored_edges
from explorer.metrics.definitions import CONVENTIONS, EDGES, ISOLATED, KEPT, known

Choices = Mapping[str, str] | Iterable[tuple[str, str]]


def check_choices(definitions: Choices) -> tuple[tuple[str, str], ...]:
    """Check choices given as a mapping or as pairs; see `explorer.metrics.definitions.known`."""
    return known(definitions.items() if isinstance(definitions, Mapping) else definitions)


def select_conventions(definitions: Choices) -> tuple[tuple[str, str], ...]:
    """Of choices, those that change the hypnogram itself, in one order.

    Examples
    --------
    >>> select_conventions({"SOL": "SOL_5min", "isolated sleep": "wake"})
    (('isolated sleep', 'wake'),)
    """
    chosen = dict(check_choices(definitions))
    return tuple((n, chosen[n]) for n in CONVENTIONS if chosen.get(n, KEPT) != KEPT)


def by_conventions(hypnogram: xr.DataArray, definitions: Choices) -> xr.DataArray:
    """Give a hypnogram as the chosen conventions see it.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (epoch)
        From lights-off to lights-on.
    definitions : mapping of str to str, or pairs
        Choices among `explorer.metrics.DEFINITIONS`; those that are no conventions do nothing here.

    Returns
    -------
    xr.DataArray of Stage, dims (epoch)
        The hypnogram itself by the defaults, which are YASA's.

    Raises
    ------
    ValueError
        If a definition or a variant is unknown.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> night = make_hypnogram(["UNSCORED", "W", "N2", "UNSCORED"])
    >>> by_conventions(night, {"unscored edges": "left out"}).sizes["epoch"]
    2
    """
    chosen = dict(select_conventions(definitions))
    if EDGES in chosen:
        hypnogram = without_unscored_edges(hypnogram)
    return without_isolated_sleep(hypnogram) if ISOLATED in chosen else hypnogram
