"""Heart rate variability over the night: the same measures in windows of 5 min, whatever stage."""

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.metrics.heart_variability import MEASURES, measured_once
from explorer.metrics.metric import COMPUTED_FROM_BEATS

WINDOW = 300.0
"""s: the short recording of the Task Force 1996, Circulation 93:1043."""
_UNITS = {
    "HR": "1/min",
    "pNN50": "%",
    "corrected": "%",
    "LF": "ms^2",
    "HF": "ms^2",
    "LFHF": "1",
}


def heart_course(beats: npt.NDArray[np.float64], start: float, stop: float) -> xr.Dataset:
    """Measure heart rate variability in window after window of a stretch of the night.

    Parameters
    ----------
    beats : array of float64, shape (beats,)
        s from the start of the recording, rising.
    start, stop : float
        s, such as lights-off and lights-on; what is left at the end is no window.

    Returns
    -------
    xr.Dataset, dims (time)
        `explorer.metrics.heart_variability.MEASURES`, with their units, at the middles of windows
        of `WINDOW`, in s from the start of the recording; NaN where too few beats were found.

    Notes
    -----
    Of a window as `explorer.metrics.heart_variability.measure_beats` measures it; windows mix
    stages, so that a course shows the night and no stage.

    Examples
    --------
    >>> found = heart_course(np.arange(0, 900, 0.8), 0.0, 900.0)
    >>> found.time.values.tolist(), found.HR.values.round(3).tolist()
    ([150.0, 450.0, 750.0], [75.0, 75.0, 75.0])
    """
    count = max(int((stop - start) // WINDOW), 0) if np.isfinite(stop - start) else 0
    begins = start + WINDOW * np.arange(count)
    edges = np.searchsorted(beats, np.stack((begins, begins + WINDOW)))
    found = [measured_once(beats[first:last], WINDOW) for first, last in edges.T.tolist()]
    values = {
        name: (
            "time",
            np.array([one.get(name, np.nan) for one in found], np.float64),
            {"units": _UNITS.get(name, "ms"), "long_name": name, "badge": COMPUTED_FROM_BEATS},
        )
        for name in MEASURES
    }
    times = ("time", begins + WINDOW / 2, {"units": "s"})
    return xr.Dataset(values, {"time": times}, {"window": WINDOW, "badge": COMPUTED_FROM_BEATS})
