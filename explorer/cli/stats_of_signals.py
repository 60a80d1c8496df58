"""What ``stats`` says of a recording besides numbers of the night: heart and scalp."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.cli.topography_text import tell_sites
from explorer.metrics.heart_course import heart_course
from explorer.night.night import Night


def scalp_maps(night: Night | None, notes: list[str], *, wanted: bool) -> dict[str, Any]:
    """Map the scalp where that is asked for; else say in the notes that it could be."""
    from explorer.analysis.scalp_sites import scalp_sites
    from explorer.analysis.topography_numbers import describe_topography

    if wanted:
        if night is None:
            raise ValueError("--topography needs a recording: a hypnogram has no scalp sites")
        return describe_topography(night, told=tell_sites)
    if night is not None and night.channels and (sites := scalp_sites(night)).enough:
        notes.append(
            f"{len(sites.sites)} scalp sites: --topography adds band power, SWA and spindles a "
            "minute of each, by stage."
        )
    return {}


def heart_over_the_night(
    beats: npt.NDArray[np.float64] | None, in_bed: xr.DataArray
) -> dict[str, Any]:
    """Give the heart window by window, where beats were looked for and found."""
    if beats is None or not beats.size or not in_bed.sizes["epoch"]:
        return {}
    stop = float(in_bed.onset[-1]) + float(in_bed.epoch_length)
    course = heart_course(beats, float(in_bed.onset[0]), stop)
    numbers = {
        str(name): {
            "units": one.attrs["units"],
            "values": [value if math.isfinite(value) else None for value in one.values.tolist()],
        }
        for name, one in course.items()
    }
    about = {"badge": course.attrs["badge"], "window_s": course.attrs["window"]}
    middles = course.time.values.tolist()
    return {"courses": {"heart": {**about, "middle_s": middles, **numbers}}}
