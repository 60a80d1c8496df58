"""One night of the regulated cortex at two levels of magnesium, computed beforehand."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import numpy as np
import xarray as xr

from explorer.models.nmda_block import BASELINE
from explorer.models.regulated_cortex import (
    BEFORE_SLEEP,
    EPOCH_LENGTH,
    activity_by_cycle,
    simulate_regulated_cortex,
)
from explorer.vocabulary.spreadsheet import written_rows

LEVELS = (BASELINE, 0.92)
"""mM: baseline, and fifteen per cent more."""
HOURS = 9.5
SEED = 1
FILE = "regulated_cortex_night.csv"
_COLUMNS = ("onset", "state", "pressure", *(f"activity_{level:.2f}" for level in LEVELS))


def load_model_night() -> xr.Dataset:
    """Load the night that comes with the package.

    Returns
    -------
    xr.Dataset, dims (magnesium, epoch)
        ``slow_wave_activity`` (magnesium, epoch) in mV^2; ``state`` and ``pressure`` (epoch), which
        magnesium does not reach; ``onset`` in h after sleep began. Of one seed, at `LEVELS`.

    Examples
    --------
    >>> more = slow_waves_by_cycle(load_model_night()).sel(magnesium=0.92)
    >>> more.minutes.values.tolist()
    [103.0, 99.5, 100.5, 115.5]
    """
    text = (files("explorer.models") / FILE).read_text("utf-8").splitlines()
    onset, state, pressure, *activity = zip(*(line.split(",") for line in text[1:]), strict=True)
    return xr.Dataset(
        {
            "slow_wave_activity": (
                ("magnesium", "epoch"),
                np.array(activity, float),
                {"units": "mV2", "long_name": "slow-wave activity, 0.5-4 Hz"},
            ),
            "state": ("epoch", np.array(state)),
            "pressure": ("epoch", np.array(pressure, float), {"units": "1"}),
        },
        coords={
            "magnesium": ("magnesium", list(LEVELS), {"units": "mM"}),
            "onset": ("epoch", np.array(onset, float), {"units": "h"}),
        },
        attrs={"evidence": "model", "runs": f"one night of {HOURS:g} h a level, seed {SEED}"},
    )


def slow_waves_by_cycle(night: xr.Dataset) -> xr.DataArray:
    """Mean slow-wave activity of each NREM period of each level of `load_model_night`.

    Returns
    -------
    xr.DataArray, dims (magnesium, cycle), units "mV2"
        With the coordinate ``minutes``.
    """
    levels = [activity_by_cycle(night.isel(magnesium=row)) for row in range(len(LEVELS))]
    return xr.concat(levels, night.magnesium)


def compute_model_night(path: Path, progress: Callable[[int, int], None]) -> None:
    """Compute the night anew, under a minute of one core, and write it for `load_model_night`."""
    nights = []
    for done, level in enumerate(LEVELS):
        rng = np.random.default_rng(SEED)
        nights.append(
            simulate_regulated_cortex(HOURS, begin=-BEFORE_SLEEP, magnesium=level, rng=rng)
        )
        progress(done + 1, len(LEVELS))
    plain = nights[0]
    rows = [[*_COLUMNS]]
    for epoch in range(round(HOURS * 3600 / EPOCH_LENGTH)):
        activity = [f"{float(night.slow_wave_activity[epoch]):.3g}" for night in nights]
        onset, pressure = float(plain.onset[epoch]), float(plain.pressure[epoch])
        state = str(plain.state.values[epoch])
        rows.append([f"{onset:.4f}", state, f"{pressure:.4f}", *activity])
    path.write_text(written_rows(rows), "utf-8")
