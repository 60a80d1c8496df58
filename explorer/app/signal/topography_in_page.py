"""What the page draws the scalp map of any band from, while a hand moves it."""

from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.analysis.scalp_interpolation import (
    FEWEST_TO_INTERPOLATE,
    RESOLUTION,
    scalp_grid,
)
from explorer.analysis.topography import ScalpNight
from explorer.app.band_slider import STEP
from explorer.render.scalp_map import VIRIDIS
from explorer.render.signal.topography_figure import map_words
from explorer.vocabulary.bands import HIGHEST, NARROWEST, Band

Followed = tuple[
    dict[str, Any],
    npt.NDArray[np.float64],
    npt.NDArray[np.bool_],
    npt.NDArray[np.float64],
]


def followed_in_page(found: ScalpNight, values: xr.DataArray, band: Band) -> Followed:
    """Lay out one stage's sites so that the page can map any band.

    Parameters
    ----------
    found : ScalpNight
    values : xr.DataArray, dims (channel)
        Its band power in one stage, as `ScalpNight.map_of` gives it.
    band : Band
        That of the values.

    Returns
    -------
    about : dict
        As ``explorer/bridge/js/scalp_numbers.ts`` names its parts.
    weights : array of float64, shape (points inside, sites with a value)
        Of `explorer.analysis.scalp_interpolation.scalp_grid`: what MNE's interpolation makes of the
        sites.
    inside : array of bool, shape (points, points)
    cumulative : array of float64, shape (frequency, site)
        uV^2 below each frequency, up to the highest that a band reaches.
    """
    words = map_words(values)
    known = np.flatnonzero(np.isfinite(values.values))
    bins = int(np.searchsorted(found.frequencies, HIGHEST)) + 1
    frequencies = found.frequencies[:bins]
    high = min(band.high, float(found.frequencies[-1]))
    before, _, after = words.title.partition(f"{band.low:g}–{high:g}")
    about = {
        "frequencies": frequencies.tolist(),
        "band": [band.low, band.high],
        "step": STEP,
        "narrowest": NARROWEST,
        "size": RESOLUTION,
        "known": known.tolist(),
        "sites": values.site.values.tolist(),
        "units": words.units,
        "plain_units": values.attrs["units"],
        "decimals": words.decimals,
        "title": [before, after],
        "facts": words.facts,
        "palette": VIRIDIS.rgb(np.linspace(0, 1, len(VIRIDIS.anchors))).tolist(),
    }
    weights, inside = np.zeros((0, known.size)), np.zeros((RESOLUTION, RESOLUTION), bool)
    if known.size >= FEWEST_TO_INTERPOLATE:
        places = np.stack([values.x.values, values.y.values], axis=1)[known]
        grid = scalp_grid(places)
        weights, inside = grid.weights, grid.inside
    row = found.stages.index(str(values.stage.item()))
    return about, weights, inside, found.cumulative[row][:, :bins].T
