"""Sleep drive (Process S) of a given hypnogram: spent in NREM sleep, regained awake."""

import numpy as np
import xarray as xr

from explorer.models.sleep_profiles import Profile, profile_named
from explorer.vocabulary.stages import SCORED, Stage

# Sleep drive falls faster in N3 than in N1 and N2, and builds up awake with 18.2 h (Achermann).
_FASTER_IN_N3 = 1.6
_SLOWER_IN_N1_N2 = 0.8
_BUILD_UP_HOURS = 18.2


def sleep_drive(hypnogram: xr.DataArray, *, profile: str | Profile = "young") -> xr.DataArray:
    """Sleep drive at the beginning of each epoch: 1 at the first, spent in NREM, regained awake.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (..., epoch)
        With the scalar coordinate ``epoch_length`` in s.
    profile : str or Profile
        Gives the time constant.

    Returns
    -------
    xr.DataArray, dims (..., epoch), no unit

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> drive = sleep_drive(make_hypnogram(["N3"] * 240))
    >>> float(drive[0]), round(float(drive[-1]), 2)
    (1.0, 0.43)
    """
    chosen = profile_named(profile)
    stages = np.moveaxis(hypnogram.values.astype(np.int64), hypnogram.get_axis_num("epoch"), -1)
    drive = np.empty(stages.shape)
    now = np.ones(stages.shape[:-1])
    epoch_length = float(hypnogram.epoch_length)  # looked up once: a coordinate is slow to find
    for epoch in range(stages.shape[-1]):
        drive[..., epoch] = now
        now = _next_drive(now, stages[..., epoch], epoch_length, chosen)
    dims = [dim for dim in hypnogram.dims if dim != "epoch"] + ["epoch"]
    return xr.DataArray(
        drive,
        dims=dims,
        coords=hypnogram.coords,
        name="drive",
        attrs={"units": "1", "long_name": "sleep drive (Process S), 1 at lights-off"},
    ).transpose(*hypnogram.dims)


def _next_drive(
    drive: np.ndarray, stage: np.ndarray, epoch_length: float, profile: Profile
) -> np.ndarray:
    """Sleep drive one epoch on."""
    decay_hours = {
        Stage.N1: profile.drive_decay / _SLOWER_IN_N1_N2,
        Stage.N2: profile.drive_decay / _SLOWER_IN_N1_N2,
        Stage.N3: profile.drive_decay / _FASTER_IN_N3,
    }
    hours = epoch_length / 3600
    kept = np.ones(len(SCORED))
    for asleep, tau in decay_hours.items():
        kept[asleep] = np.exp(-hours / tau)
    regained = 1 - (1 - drive) * np.exp(-hours / _BUILD_UP_HOURS)
    out: np.ndarray = np.where(
        stage == Stage.W, regained, drive * kept[np.clip(stage, 0, Stage.REM)]
    )
    return out
