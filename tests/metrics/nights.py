"""The night on which the tools of the field were compared, and short ways to write nights."""

import numpy as np
import xarray as xr

from explorer import metrics
from explorer.night.hypnogram import make_hypnogram

# Minutes of each stage in turn: definitions of the field were compared on this night.
COMPARED = (
    "W12 N1:3 W1 N1:2 N2:14 N3:38 N2:4 N1:.5 W1 N2:10 REM6 N1:1 N2:20 N3:25 N2:12 REM14 W3 REM6 "
    "N1:2 N2:35 N3:8 W2 N2:12 REM22 W16 N1:3 N2:40 REM28 N1:1 W4 N2:6 N1:1 W9"
)


def night_of(minutes: str, epoch_length: float = 30.0) -> xr.DataArray:
    """Make a hypnogram of minutes by stage, such as "W12 N1:3 UNSCORED5"."""
    stages: list[str] = []
    for word in minutes.split():
        name, _, length = word.partition(":")
        if not length:
            name = word.rstrip("0123456789.")
            length = word[len(name) :]
        stages += [name] * round(float(length) * 60 / epoch_length)
    return make_hypnogram(stages, epoch_length)


def value(hypnogram: xr.DataArray, symbol: str) -> float:
    """One metric of one hypnogram."""
    return float(metrics.metric(symbol)(hypnogram))


def random_nights(nights: int, epochs: int, seed: int) -> xr.DataArray:
    """Nights (subject, epoch) that stay in a stage for a while, some with unscored epochs."""
    rng = np.random.default_rng(seed)
    codes = np.repeat(rng.integers(-2, 5, (nights, epochs // 5)), 5, axis=1)
    codes[rng.random(codes.shape) < 0.1] = 0
    grid = make_hypnogram(codes[0])
    return xr.DataArray(codes.astype(np.int8), dims=("subject", "epoch"), coords=grid.coords)
