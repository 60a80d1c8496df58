"""Spread of a metric across people and nights: published, or of nights that were read.

A metric's SD across people and the intraclass correlation of a person's nights decide how many
people and nights a study takes.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.metrics.aliases import find_symbol, script_name
from explorer.vocabulary.counts import pluralize

_CASSETTE = (
    "Sleep-EDF Expanded, cassette (Kemp et al. 2000): both nights of 51 people aged 25-101 without "
    "treatment, in their main sleep, R&K; counted by this project from the open hypnograms"
)

CASSETTE_LINK = "https://physionet.org/content/sleep-edfx/1.0.0/"
LARSEN_LINK = "https://doi.org/10.1093/sleep/18.1.7"


@dataclass(frozen=True)
class Spread:
    """How a metric varies: across people, and between nights of one person."""

    metric: str
    """Script name."""
    sd: float
    """Across people, of one night; of the logarithm where `relative`."""
    icc: float
    """Intraclass correlation of two nights of one person."""
    relative: bool
    people: int
    nights: int
    source: str
    link: str = ""
    """Where the source is, a click away; "" for nights that were read."""


def _of_cassette(metric: str, sd: float, icc: float) -> Spread:
    return Spread(metric, sd, icc, False, 51, 102, _CASSETTE, CASSETTE_LINK)


PUBLISHED: tuple[Spread, ...] = (
    Spread(
        "SWA",
        0.354,
        0.91,
        True,
        50,
        100,
        "night-to-night r .91 of the spectrum in 50 adults (Larsen et al. 1995, Sleep 18:7), with "
        "an SD of the log ratio of two nights of 0.15, the upper end of what this project plans "
        "with",
        LARSEN_LINK,
    ),
    _of_cassette("N3_min", 41.4, 0.78),
    _of_cassette("WASO_SPT", 43.5, 0.49),
    _of_cassette("TST", 58.9, 0.22),
    _of_cassette("REM_min", 28.0, 0.47),
    _of_cassette("N2_min", 53.3, 0.31),
    _of_cassette("N1_min", 35.3, 0.37),
    _of_cassette("SME", 8.1, 0.48),
    _of_cassette("N3_pct", 10.1, 0.76),
    _of_cassette("REM_pct", 5.7, 0.48),
)
"""One row a metric; `tests/plan/test_spreads.py` counts those of the cassette again."""


def find_published(metric: str, *, relative: bool) -> Spread | None:
    """Find a metric's published spread on the scale that is tested; None where there is none.

    Examples
    --------
    >>> find_published("N3", relative=False).icc
    0.78
    """
    name = script_name(metric)
    rows = [one for one in PUBLISHED if one.metric == name and one.relative == relative]
    return rows[0] if rows else None


def no_published(symbol: str, *, relative: bool) -> str:
    """Say in one sentence that no published spread is known, and what would do."""
    scale = "on its logarithm, as an effect in % asks," if relative else "in its unit"
    known = ", ".join(find_symbol(one.metric) for one in PUBLISHED if one.relative == relative)
    return (
        f"no published spread of {symbol} {scale} is known here: give sd and icc, or nights of "
        f"your own; known are {known}"
    )


def spread_of_nights(nights: xr.Dataset, metric: str, *, relative: bool = False) -> Spread:
    """Estimate a metric's spread from nights that were read.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        As `explorer.study.cohort.cohort` gives it; several nights of a person are needed.
    metric : str
        By name or symbol.
    relative : bool
        Of its logarithm, for an effect in %.

    Returns
    -------
    Spread
        Of one person's nights alone nothing is known across people: the ICC is 0 and the SD that
        between nights, which is all that an n-of-1 trial needs.

    Raises
    ------
    ValueError
        If there is no such metric, or nobody has two nights beyond what conditions explain.

    Notes
    -----
    Means of conditions (and visits) are taken out; then Henderson's method 3 [1]_: the residual
    mean square is the variance between nights, and what people add to the model, less that, the
    variance between people. A difference between people in how they respond counts as a
    difference between nights where each has one night a condition.

    References
    ----------
    .. [1] Henderson CR. Estimation of variance and covariance components. Biometrics
       1953;9:226-252.

    Examples
    --------
    >>> from explorer.statistics.values_per_person import make_nights
    >>> own = make_nights({"subject": ["A", "A", "B", "B"], "condition": ["p"] * 4,
    ...                    "TST": [400.0, 410.0, 440.0, 450.0]})
    >>> found = spread_of_nights(own, "TST")
    >>> round(found.sd**2), round(found.icc, 3)
    (825, 0.939)
    """
    name = metric if metric in nights else script_name(metric)
    if name not in nights:
        raise ValueError(
            f"the nights have no {find_symbol(name)}; they have "
            f"{', '.join(map(str, list(nights.data_vars)[:8]))}"
        )
    values = nights[name].values.astype(np.float64)
    known = np.isfinite(values) & ((values > 0) if relative else True)
    if "status" in nights.coords:
        known &= nights.status.values == "done"
    values = np.log(values[known]) if relative else values[known]
    people = nights.subject.values.astype(str)[known]
    cells = nights.condition.values.astype(str)[known]
    if "visit" in nights.coords:
        cells = np.char.add(np.char.add(cells, "/"), nights.visit.values.astype(str)[known])
    within, between = _components(values, people, cells)
    total = within + between
    return Spread(
        name,
        float(np.sqrt(total)),
        between / total,
        relative,
        len(set(people.tolist())),
        int(values.size),
        f"{pluralize(values.size, 'night')} of "
        f"{pluralize(len(set(people.tolist())), 'person', 'people')} that were read",
    )


def _components(
    values: npt.NDArray[np.float64], people: np.ndarray, cells: np.ndarray
) -> tuple[float, float]:
    """Variances between nights and between people."""
    cell = _columns(cells)
    person = _columns(people)
    left, rank_cells = _residual(values, cell)
    rest, rank_all = _residual(values, np.column_stack([cell, person]))
    freedom = values.size - rank_all
    if freedom < 1 or not float(rest @ rest) > 0:
        raise ValueError(
            "the nights do not say how one person's nights vary: at least one person needs two "
            "nights that differ by more than their condition"
        )
    within = float(rest @ rest) / freedom
    more = rank_all - rank_cells
    if more < 1:
        return within, 0.0
    explained = (float(left @ left) - float(rest @ rest)) / more
    freed, _ = _residual(person, cell)
    share = float((freed**2).sum()) / more
    return within, max((explained - within) / share, 0.0)


def _columns(names: np.ndarray) -> npt.NDArray[np.float64]:
    _, place = np.unique(names, return_inverse=True)
    return np.eye(int(place.max(initial=-1)) + 1)[place]


def _residual(
    values: npt.NDArray[np.float64], columns: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], int]:
    coefficients, _, rank, _ = np.linalg.lstsq(columns, values, rcond=None)
    return values - columns @ coefficients, int(rank)
