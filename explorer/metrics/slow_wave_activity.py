"""Slow-wave activity over the night: by cycle and third, its energy, and how it decays."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.metrics.cycle_rules import FEINBERG_FLOYD, CycleRule
from explorer.metrics.cycles import cycles
from explorer.vocabulary.stages import DEEPER_NREM, is_sleep

_FEWEST_MIDPOINTS = {"asymptote fixed at 0": 3, "asymptote free": 4}
_LONGEST = 24.0  # h; a slower decay than a day's is no decay
_SHORTEST = 0.1  # h
_GRID = 400  # trial time constants
_COVERED = 0.95  # of the interval


@dataclass(frozen=True)
class Decay:
    """An exponential through the mean SWA of the cycles.

    Parameters
    ----------
    convention : str
        "asymptote fixed at 0" or "asymptote free".
    tau : float
        Time constant, h.
    low, high : float
        95 % interval of it, h, from the profile of the squared residuals; its end is infinite where
        no decay at all fits as well.
    start, asymptote : float
        SWA at the first cycle's midpoint and in the limit, in the unit of the SWA.
    cycles : int
        How many midpoints.
    """

    convention: str
    tau: float
    low: float
    high: float
    start: float
    asymptote: float
    cycles: int


def swa_by_epoch(power: npt.ArrayLike, hypnogram: xr.DataArray) -> xr.DataArray:
    """Keep the slow-wave activity of N2 and N3.

    Parameters
    ----------
    power : array, shape (epoch,)
        Power of the SWA band, uV^2; NaN where there is an artefact.
    hypnogram : xr.DataArray of Stage, dims (epoch)

    Returns
    -------
    xr.DataArray, dims (epoch), units "uV^2"
        NaN outside N2 and N3 (or light, deep and NREM sleep), and where power is.

    Raises
    ------
    ValueError
        If there is not one value an epoch.

    Notes
    -----
    SWA is the mean absolute power of 0.75-4.5 Hz (Zurich) or 0.5-4 Hz (Riedner et al. 2007, Sleep
    30:1643) over NREM: here N2 and N3, or what a scorer has in their place; light and NREM sleep
    hold N1 too.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> swa_by_epoch([5.0, 200.0, 900.0], make_hypnogram(["W", "N2", "N3"])).values.tolist()
    [nan, 200.0, 900.0]
    """
    values = np.asarray(power, np.float64)
    if values.shape != hypnogram.shape:
        raise ValueError(
            f"power needs one value an epoch, {hypnogram.shape}, has shape {values.shape}"
        )
    kept = hypnogram.copy(data=values).where(hypnogram.isin(DEEPER_NREM))
    kept.attrs = {"units": "uV^2", "long_name": "slow-wave activity"}
    return kept.rename("SWA")


def swa_by_cycle(
    swa: xr.DataArray, hypnogram: xr.DataArray, *, rule: str | CycleRule = FEINBERG_FLOYD
) -> xr.Dataset:
    """Mean SWA of each NREM-REM cycle.

    Parameters
    ----------
    swa : xr.DataArray, dims (epoch)
        As `swa_by_epoch` gives it.
    hypnogram : xr.DataArray of Stage, dims (epoch)
    rule : str
        A name of `explorer.metrics.cycle_rules.CYCLE_RULES`.

    Returns
    -------
    xr.Dataset, dims (cycle)
        ``swa``, in the unit of `swa`; ``relative``, % of the night's mean; ``midpoint``, s from the
        recording's start, the mean time of the epochs that count; ``epochs`` that count.

    Notes
    -----
    ``relative`` normalises the night by itself, which hides what changes the whole night alike:
    between nights compare ``swa``, or divide by a named reference night.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> night = make_hypnogram(["N2"] * 40 + ["REM"] * 10 + ["N2"] * 40 + ["REM"] * 10 + ["W"])
    >>> power = [300.0] * 50 + [100.0] * 51
    >>> swa_by_cycle(swa_by_epoch(power, night), night, rule="Luna").relative.values.tolist()
    [150.0, 50.0]
    """
    found = cycles(hypnogram, rule=rule)
    values, onset = swa.values, hypnogram.onset.values
    middle = onset + float(hypnogram.epoch_length) / 2
    begin = found.onset.values
    end = begin + found.duration.values
    picked = [
        np.flatnonzero((middle >= a) & (middle < b) & np.isfinite(values))
        for a, b in zip(begin, end, strict=True)
    ]
    means = np.array([values[one].mean() if one.size else np.nan for one in picked])
    return xr.Dataset(
        {
            "swa": ("cycle", means, dict(swa.attrs)),
            "relative": ("cycle", 100 * means / _mean(values), {"units": "%"}),
            "midpoint": (
                "cycle",
                np.array([middle[one].mean() if one.size else np.nan for one in picked]),
                {"units": "s"},
            ),
            "epochs": ("cycle", np.array([one.size for one in picked], np.int64)),
        },
        coords={"cycle": found.cycle.values},
    )


def swa_by_third(swa: xr.DataArray, hypnogram: xr.DataArray) -> npt.NDArray[np.float64]:
    """Mean SWA of each third of the sleep period.

    Parameters
    ----------
    swa : xr.DataArray, dims (epoch)
        As `swa_by_epoch` gives it.
    hypnogram : xr.DataArray of Stage, dims (epoch)

    Returns
    -------
    array of float64, shape (3,), in the unit of `swa`
        NaN for a third without NREM, and for a night without sleep.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> night = make_hypnogram(["W", "N2", "N2", "N2"])
    >>> swa_by_third(swa_by_epoch([1.0, 3.0, 2.0, 1.0], night), night).tolist()
    [3.0, 2.0, 1.0]
    """
    asleep = np.flatnonzero(is_sleep(hypnogram.values))
    if not asleep.size:
        return np.full(3, np.nan)
    edges = np.linspace(asleep[0], asleep[-1] + 1, 4).round().astype(int)
    return np.array([_mean(swa.values[a:b]) for a, b in pairwise(edges)])


def slow_wave_energy(swa: xr.DataArray) -> xr.DataArray:
    """Cumulative SWA over the night.

    Parameters
    ----------
    swa : xr.DataArray, dims (epoch)
        As `swa_by_epoch` gives it, with the coordinate ``epoch_length`` in s.

    Returns
    -------
    xr.DataArray, dims (epoch), units "uV^2 s"

    Notes
    -----
    It grows with the time slept: compare it at equal sleep time.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> night = make_hypnogram(["W", "N2", "N3"])
    >>> slow_wave_energy(swa_by_epoch([1.0, 2.0, 3.0], night)).values.tolist()
    [0.0, 60.0, 150.0]
    """
    energy = swa.fillna(0.0).cumsum("epoch") * float(swa.epoch_length)
    energy.attrs = {"units": "uV^2 s", "long_name": "slow-wave energy"}
    return energy.rename("SWE")


def fit_decay(
    midpoint: npt.ArrayLike, swa: npt.ArrayLike, *, convention: str = "asymptote fixed at 0"
) -> Decay:
    """Fit an exponential through the mean SWA of the cycles.

    Parameters
    ----------
    midpoint : array, shape (cycle,)
        s.
    swa : array, shape (cycle,)
        NaN where a cycle has none.
    convention : {"asymptote fixed at 0", "asymptote free"}
        Whether SWA falls to nothing, or to a lower asymptote that is fitted too, from 0 up.

    Returns
    -------
    Decay

    Raises
    ------
    ValueError
        If there are too few cycles: three with the asymptote fixed at 0, four with it free.

    Notes
    -----
    SWA(t) = LA + (SWA0 - LA) exp(-t / tau). Published group values: 4.2 h with LA of 0, 2.7 h with
    an asymptote (individuals 1.2-2.9 h); the two are not to be mixed. Least squares on a grid of
    time constants, for each of which start and asymptote are linear. The interval is that of an
    F test on the residuals; with so few cycles it is wide, and that is the finding.

    Examples
    --------
    >>> hours = np.array([0.7, 2.3, 3.9, 5.4])
    >>> found = fit_decay(hours * 3600, 900 * np.exp(-hours / 2.5))
    >>> round(found.tau, 1), found.cycles
    (2.5, 4)
    """
    from scipy.special import fdtri

    if convention not in _FEWEST_MIDPOINTS:
        raise ValueError(f"no convention {convention!r}, expected one of {list(_FEWEST_MIDPOINTS)}")
    time, values = np.asarray(midpoint, np.float64) / 3600, np.asarray(swa, np.float64)
    known = np.isfinite(time) & np.isfinite(values)
    time, values = time[known], values[known]
    fewest = _FEWEST_MIDPOINTS[convention]
    if time.size < fewest:
        raise ValueError(
            f"an exponential decay, {convention}, needs {fewest} cycles with N2 or N3, "
            f"has {time.size}"
        )
    time = time - time[0]
    taus = np.geomspace(_SHORTEST, _LONGEST, _GRID)
    with_asymptote = convention == "asymptote free"
    fits = [_linear(np.exp(-time / tau), values, with_asymptote) for tau in taus]
    residual = np.array([fit[0] for fit in fits])
    best = int(np.argmin(residual))
    parameters = 3 if with_asymptote else 2
    free = time.size - parameters
    # Rounding leaves the residual of an exact fit above 0; a zero would make the interval empty.
    least = max(residual[best], 1e-12 * float((values**2).sum()))
    within = residual <= least * (1 + fdtri(1, free, _COVERED) / free)
    low, high = taus[np.flatnonzero(within)[[0, -1]]]
    _, height, asymptote = fits[best]
    return Decay(
        convention,
        float(taus[best]),
        float(low) if not within[0] else 0.0,
        float(high) if not within[-1] else float("inf"),
        height + asymptote,
        asymptote,
        int(time.size),
    )


def _linear(
    shape: npt.NDArray[np.float64], values: npt.NDArray[np.float64], with_asymptote: bool
) -> tuple[float, float, float]:
    """Squared residuals, height and asymptote of the best multiple of a shape."""
    height, asymptote = float(shape @ values / (shape @ shape)), 0.0
    if with_asymptote:
        centred = shape - shape.mean()
        slope = float(centred @ values / (centred @ centred))
        level = float(values.mean() - slope * shape.mean())
        if level > 0:
            height, asymptote = slope, level
    return float(((values - asymptote - height * shape) ** 2).sum()), height, asymptote


def _mean(values: npt.NDArray[np.float64]) -> float:
    finite = values[np.isfinite(values)]
    return float(finite.mean()) if finite.size else float("nan")
