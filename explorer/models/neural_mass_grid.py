"""Slow waves of the neural mass on a grid of magnesium and its knobs, computed beforehand."""

import functools
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from explorer.intervals import runs
from explorer.models.neural_mass import MASSES, OUTPUT_FREQUENCY, simulate_neural_mass
from explorer.models.nmda_block import BASELINE
from explorer.vocabulary.spreadsheet import written_rows

STAGES = ("N2", "N3")
AXES: dict[str, tuple[float, ...]] = {
    "magnesium": (0.7, 0.75, 0.8, 0.84, 0.88, 0.92, 0.96, 1.0),
    "nmda_share": (0.0, 0.2, 0.4),
    "gaba_gain_of_magnesium": (0.0, 0.5),
    "compensation": (0.0, 2.0),
}
MEASURES = {
    "activity": ("mV2", "slow-wave activity, 0.5-4 Hz"),
    "oscillation": ("mV2", "slow oscillation, 0.5-1 Hz"),
    "waves": ("1/min", "large slow waves"),
}
BANDS = {"activity": (0.5, 4.0), "oscillation": (0.5, 1.0)}
"""Hz"""
DEEP = -68.0
"""mV that the down state of a large slow wave passes..."""
LASTING = 0.05
"""...for so many s or more: a shorter dip is no down state."""
RIPPLE = 0.2
"""s: dips that are nearer to each other are one wave's ripple, which would count it twice."""
SECONDS = 900.0
"""Length of a run, in s."""
SEEDS = (1, 2, 3)
N3_ERROR = 0.017
"""Standard error of N3's activity at a setting relative to baseline, in the means of `SEEDS`: of 12
pairs of runs at 12 settings the log ratio varied by 3 % from pair to pair. One noise helps little,
for waves that it kicks part soon. Two settings are told apart by some 2 sqrt(2) as much."""
FILE = "neural_mass_grid.csv"
_WELCH_SECONDS = 10


def load_grid() -> xr.Dataset:
    """Load the grid that comes with the package.

    Returns
    -------
    xr.Dataset, dims (stage, magnesium, nmda_share, gaba_gain_of_magnesium, compensation)
        ``activity`` and ``oscillation`` in mV^2, ``waves`` a minute: means of `SEEDS` runs of
        `SECONDS`, all with the same noise.

    Examples
    --------
    >>> activity = load_grid().activity.sel(nmda_share=0.2)
    >>> baseline = activity.sel(stage="N3", magnesium=0.8, gaba_gain_of_magnesium=0, compensation=0)
    >>> 21 < baseline.item() < 24
    True
    """
    return _labelled(dict(zip(MEASURES, _stacked(), strict=True)))


def at_setting(
    magnesium: float | np.ndarray,
    *,
    nmda_share: float = 0.2,
    gaba_gain_of_magnesium: float = 0.0,
    compensation: float = 0.0,
) -> xr.Dataset:
    """Interpolate the grid.

    Parameters
    ----------
    magnesium : float or array
        Ionised, in mM, from 0.7 to 1.
    nmda_share, gaba_gain_of_magnesium, compensation : float
        As of `NeuralMass`: 0 to 0.4, 0 to 0.5, 0 to 2.

    Returns
    -------
    xr.Dataset, dims (stage, ...)
        The measures of `load_grid`, linear between its points; the dims of `magnesium` follow.

    Raises
    ------
    ValueError
        If a value lies outside the grid.

    Examples
    --------
    >>> more, less = (at_setting(level).activity.sel(stage="N2").item() for level in (0.9, 0.7))
    >>> more > less
    True
    """
    levels = np.asarray(magnesium, float)
    knobs = {
        "nmda_share": nmda_share,
        "gaba_gain_of_magnesium": gaba_gain_of_magnesium,
        "compensation": compensation,
    }
    every: dict[str, Any] = {"magnesium": levels, **knobs}
    for name, asked in every.items():
        low, high = AXES[name][0], AXES[name][-1]
        if not (np.all(np.greater_equal(asked, low)) and np.all(np.less_equal(asked, high))):
            raise ValueError(f"{name} must be from {low} to {high}, is {asked}")
    values = _stacked()
    for name in reversed(knobs):
        values = _between(values, AXES[name], knobs[name])
    values = _between(values, AXES["magnesium"], levels)
    dims = ("stage", "magnesium") if levels.ndim else ("stage",)
    return xr.Dataset(
        {name: (dims, values[i]) for i, name in enumerate(MEASURES)},
        coords={"stage": list(STAGES)},
    )


@functools.cache
def _stacked() -> np.ndarray:
    """Every measure of the file, shape (measure, stage, ...)."""
    lines = (files("explorer.models") / FILE).read_text("utf-8").splitlines()
    columns: Any = tuple(MEASURES)  # by name, which numpy's own types do not know of
    table = np.genfromtxt(lines, delimiter=",", names=True, usecols=columns)
    stacked = np.stack([table[name].reshape(_shape()) for name in MEASURES])
    stacked.flags.writeable = False
    return stacked


def _shape() -> tuple[int, ...]:
    return (len(STAGES), *(len(values) for values in AXES.values()))


def _between(values: np.ndarray, axis: tuple[float, ...], at: float | np.ndarray) -> np.ndarray:
    """Interpolate along the last dimension, which a single value takes away."""
    index = np.clip(np.searchsorted(axis, at, "right") - 1, 0, len(axis) - 2)
    points = np.asarray(axis)
    share = (at - points[index]) / (points[index + 1] - points[index])
    low = values[..., index]
    return np.asarray(low + (values[..., index + 1] - low) * share)


def compute_grid(progress: Callable[[int, int], None]) -> xr.Dataset:
    """Compute the grid anew: some minutes of one core.

    Parameters
    ----------
    progress : callable of (int, int)
        Told how many of how many points are done.

    Returns
    -------
    xr.Dataset
        As of `load_grid`.
    """
    shape = _shape()
    measured = np.empty((len(MEASURES), *shape))
    known: dict[tuple[object, ...], np.ndarray] = {}
    settings: list[tuple[Any, ...]] = list(product(STAGES, *AXES.values()))
    for done, (stage, level, share, gain, growth) in enumerate(settings):
        # Nothing acts at baseline, and compensation only through NMDA channels.
        key: tuple[object, ...] = (stage, level, share, gain, growth if share else 0.0)
        if level == BASELINE or not (share or gain):
            key = (stage,)
        if key not in known:
            mass = replace(
                MASSES[stage],
                magnesium=level,
                nmda_share=share,
                gaba_gain_of_magnesium=gain,
                compensation=growth,
            )
            runs = [
                measure(
                    simulate_neural_mass(mass, seconds=SECONDS, rng=np.random.default_rng(seed))
                )
                for seed in SEEDS
            ]
            known[key] = np.mean(runs, axis=0)
        measured.reshape(len(MEASURES), -1)[:, done] = known[key]
        progress(done + 1, int(np.prod(shape)))
    return _labelled(dict(zip(MEASURES, measured, strict=True)))


def write_grid(grid: xr.Dataset, path: Path) -> None:
    """Write a grid as the table that `load_grid` reads."""
    measured = [grid[name].values.ravel() for name in MEASURES]
    rows = [["stage", *AXES, *MEASURES]]
    for row, setting in enumerate(product(STAGES, *AXES.values())):
        values = [f"{one[row]:.4g}" for one in measured]
        rows.append([*map(str, setting), *values])
    path.write_text(written_rows(rows), "utf-8")


def measure(voltage: xr.DataArray) -> list[float]:
    """Slow-wave activity, slow oscillation and large slow waves a minute of one run.

    Examples
    --------
    >>> time = np.arange(0, 60, 1 / OUTPUT_FREQUENCY)
    >>> wave = xr.DataArray(-60 + 10 * np.sin(2 * np.pi * 0.8 * time), dims="time")
    >>> [round(value) for value in measure(wave)]
    [50, 50, 48]
    """
    from scipy.signal import welch

    values = voltage.values
    frequency, density = welch(
        values, OUTPUT_FREQUENCY, nperseg=round(_WELCH_SECONDS * OUTPUT_FREQUENCY)
    )
    powers = []
    for low, high in BANDS.values():
        inside = (frequency >= low) & (frequency <= high)
        powers.append(float(np.trapezoid(density[inside], frequency[inside])))
    return [*powers, 60 * OUTPUT_FREQUENCY / values.size * _count_waves(values)]


def _count_waves(voltage: np.ndarray) -> int:
    """Down states of large slow waves, each counted once however it ripples."""
    begins, ends = runs(voltage < DEEP).T
    if not begins.size:
        return 0
    apart = begins[1:] - ends[:-1] >= RIPPLE * OUTPUT_FREQUENCY
    lasting = ends[np.r_[apart, True]] - begins[np.r_[True, apart]]
    return int((lasting >= LASTING * OUTPUT_FREQUENCY).sum())


def _labelled(measures: dict[str, np.ndarray]) -> xr.Dataset:
    return xr.Dataset(
        {
            name: (
                ("stage", *AXES),
                values,
                {"units": MEASURES[name][0], "long_name": MEASURES[name][1]},
            )
            for name, values in measures.items()
        },
        coords={"stage": list(STAGES), **{name: list(values) for name, values in AXES.items()}},
        attrs={
            "evidence": "model",
            "runs": f"{len(SEEDS)} runs of {SECONDS / 60:g} min a setting",
        },
    )
