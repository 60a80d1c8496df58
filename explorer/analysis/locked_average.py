"""Averages locked to moments, with intervals, by stage, and of surrogate moments beside."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.metrics.event_indices import epoch_of
from explorer.metrics.hypnogram_rows import as_hypnograms
from explorer.vocabulary.stages import SCORED, Stage

ALL = "all"
"""In place of a stage: marks wherever they begin."""
MOST_EVENTS = 1_000
"""Marks that are averaged at most; of more, as many evenly through the night."""
_INTERVAL = 1.96  # standard errors
_MOST_TRIES = 50  # at a surrogate mark

Stretch = Callable[[float], npt.NDArray[np.float64]]
"""Values from before to after a moment; NaN where there are none."""


def locked_average(
    stretch: Stretch,
    onsets: npt.NDArray[np.float64],
    time: npt.NDArray[np.float64],
    duration: float,
    hypnogram: xr.DataArray,
    *,
    rng: np.random.Generator | None = None,
    attrs: dict[str, object] | None = None,
) -> xr.Dataset:
    """Average whatever can be asked around a moment, and around surrogate marks.

    Parameters
    ----------
    stretch : callable of float -> array of float64, shape (time,)
        Values around a moment in s; NaN where they are not known.
    onsets : array of float64, shape (marks,)
        s.
    time : array of float64, shape (time,)
        s from a mark; from below 0 to above it.
    duration : float
        How far values go, s.
    hypnogram, rng
        As of `explorer.analysis.around_events.around_events`.
    attrs : dict, optional
        Units and name.

    Returns
    -------
    xr.Dataset
        As of `explorer.analysis.around_events.around_events`.

    Raises
    ------
    ValueError
        If `time` does not reach to both sides of 0.
    """
    if not (time.size and time[0] < 0 < time[-1]):
        raise ValueError("before and after must be above 0 s, so that there is something around")
    rng = rng or np.random.default_rng(0)
    whole = np.isfinite(onsets) & (onsets + time[0] >= 0) & (onsets + time[-1] <= duration)
    marks = np.sort(onsets[whole])
    if marks.size > MOST_EVENTS:
        marks = marks[np.linspace(0, marks.size - 1, MOST_EVENTS).round().astype(np.int64)]
    rows, marks = _rows(stretch, marks, time.size)
    stages = _stages(hypnogram, marks)
    random = _surrogates(hypnogram, stages, np.sort(onsets[whole]), (time[0], time[-1]), rng)
    random = random[(random + time[0] >= 0) & (random + time[-1] <= duration)]
    other, random = _rows(stretch, random, time.size)
    other_stages = _stages(hypnogram, random)
    names = [ALL, *(stage.name for stage in SCORED if stage.name in set(stages.tolist()))]
    averages = _by_stage(rows, stages, names), _by_stage(other, other_stages, names)
    data: dict[str, object] = {
        f"{prefix}{name}": (("stage", "time"), values)
        for prefix, average in zip(("", "surrogate_"), averages, strict=True)
        for name, values in zip(("mean", "low", "high"), average[:3], strict=True)
    }
    counts = {"events": averages[0][3], "surrogates": averages[1][3]}
    return xr.Dataset(
        {
            **data,
            **{name: ("stage", values) for name, values in counts.items()},
            "image": (("event", "time"), rows.astype(np.float32)),
        },
        {
            "stage": names,
            "time": ("time", time, {"units": "s", "long_name": "time from the mark"}),
            "onset": ("event", marks, {"units": "s"}),
            "event_stage": ("event", stages),
        },
        {**(attrs or {}), "left_out": int(onsets.size - marks.size), "of": int(onsets.size)},
    )


def _rows(
    stretch: Stretch, moments: npt.NDArray[np.float64], size: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Stretches around the moments that have theirs whole, and those moments."""
    rows = np.array([stretch(moment) for moment in moments.tolist()]).reshape(-1, size)
    known = np.isfinite(rows).all(axis=1)
    return rows[known], moments[known]


def _stages(hypnogram: xr.DataArray, moments: npt.NDArray[np.float64]) -> npt.NDArray[np.str_]:
    """Name of the stage at each moment; "" where nobody scored it."""
    if not hypnogram.sizes["epoch"]:
        return np.full(moments.size, "", "U8")
    epoch = epoch_of(as_hypnograms(hypnogram), moments)
    codes = np.where(epoch >= 0, hypnogram.values[epoch], Stage.UNSCORED)
    names = {int(stage): stage.name for stage in Stage if stage != Stage.UNSCORED}
    return np.array([names.get(code, "") for code in codes.tolist()], "U8")


def _surrogates(
    hypnogram: xr.DataArray,
    stages: npt.NDArray[np.str_],
    marks: npt.NDArray[np.float64],
    reach: tuple[float, float],
    rng: np.random.Generator,
) -> npt.NDArray[np.float64]:
    """Draw a moment in the stage of each mark, whose surroundings hold no mark."""
    length = float(hypnogram.epoch_length)
    begins = {
        name: hypnogram.onset.values[hypnogram.values == Stage[name]]
        for name in set(stages.tolist()) - {""}
    }
    found = []
    for name, begin in sorted(begins.items()):
        missing = int((stages == name).sum())
        for _ in range(_MOST_TRIES if begin.size else 0):
            drawn = rng.choice(begin, missing) + rng.uniform(0, length, missing)
            near = [np.searchsorted(marks, drawn + end) for end in reach]
            free = drawn[near[0] == near[1]]
            found.append(free)
            missing -= free.size
            if not missing:
                break
    return np.sort(np.concatenate(found)) if found else np.zeros(0)


def _by_stage(
    rows: npt.NDArray[np.float64], stages: npt.NDArray[np.str_], names: Sequence[str]
) -> tuple[
    npt.NDArray[np.float64],
    npt.NDArray[np.float64],
    npt.NDArray[np.float64],
    npt.NDArray[np.int64],
]:
    """Mean, both ends of its interval, and the count, of each stage; NaN without any row."""
    mean, low, high = (np.full((len(names), rows.shape[1]), np.nan) for _ in range(3))
    count = np.zeros(len(names), np.int64)
    for at, name in enumerate(names):
        here = rows[(stages == name) | (name == ALL)]
        count[at] = len(here)
        if not len(here):
            continue
        mean[at] = here.mean(axis=0)
        if len(here) > 1:
            error = _INTERVAL * here.std(axis=0, ddof=1) / np.sqrt(len(here))
            low[at], high[at] = mean[at] - error, mean[at] + error
    return mean, low, high, count
