"""Slow-wave activity, heart rate and RMSSD over the night: means of bins from lights-off."""

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.metrics.heart_course import heart_course
from explorer.study.hypnodensity import LONGEST, STEP

COURSE = "SWA_course"
"""Slow-wave activity over the night, dims (time), of N2 and N3."""
HEART_COURSE = "_course"
"""Ends the names of heart rate and RMSSD over the night: see `heart_courses`."""


def heart_courses(beats: npt.NDArray[np.float64], lights: tuple[float, float]) -> xr.Dataset:
    """Heart rate and RMSSD over the night, in bins as those of slow-wave activity.

    Parameters
    ----------
    beats : array of float64, shape (beats,)
        s from the start of the recording, rising.
    lights : tuple of float
        Lights-off and lights-on.

    Returns
    -------
    xr.Dataset, dims (time)
        ``HR_course`` (1/min) and ``RMSSD_course`` (ms): the mean of the windows of
        `explorer.metrics.heart_course.heart_course` in each bin of 10 min from lights-off; NaN
        where there is none.

    Examples
    --------
    >>> found = heart_courses(np.arange(0, 1300, 0.8), (0.0, 1300.0))
    >>> found.HR_course.values[:3].round(3).tolist()
    [75.0, 75.0, nan]
    """
    course = heart_course(beats, *lights)
    since = course.time.values - lights[0]
    return xr.Dataset(
        {
            f"{name}{HEART_COURSE}": _binned(
                course[name].values,
                since,
                {"units": course[name].attrs["units"], "long_name": f"{title} over the night"},
            )
            for name, title in (("HR", "heart rate"), ("RMSSD", "RMSSD of the heart"))
        }
    )


def activity_course(activity: xr.DataArray, units: str) -> xr.DataArray:
    """Mean slow-wave activity of bins from lights-off.

    Parameters
    ----------
    activity : xr.DataArray, dims (epoch)
        With the scalar coordinate ``epoch_length`` in s.
    units : str
        Of its numbers.

    Returns
    -------
    xr.DataArray, dims (time)
        NaN in a bin of which nothing is known.

    Examples
    --------
    >>> epochs = xr.DataArray([8.0, 4.0], dims="epoch", coords={"epoch_length": 300.0})
    >>> activity_course(epochs, "uV^2").values[:2].tolist()
    [6.0, nan]
    """
    since = np.arange(activity.size) * float(activity.epoch_length)
    attrs = {"units": units, "long_name": "slow-wave activity over the night"}
    return _binned(activity.values, since, attrs)


def _binned(
    values: npt.NDArray[np.floating], since: npt.NDArray[np.floating], attrs: dict[str, str]
) -> xr.DataArray:
    """Mean of what is known in each bin from lights-off."""
    bins = int(LONGEST // STEP)
    place = (since // STEP).astype(int)
    kept = np.isfinite(values) & (place >= 0) & (place < bins)
    count = np.bincount(place[kept], minlength=bins)
    total = np.bincount(place[kept], values[kept], bins)
    mean = np.divide(total, count, out=np.full(bins, np.nan), where=count > 0)
    return xr.DataArray(
        mean,
        {"time": ("time", (np.arange(bins) + 0.5) * STEP, {"units": "s"})},
        ("time",),
        attrs=attrs,
    )
