"""A group's slow-wave activity or heart over the night, and where two conditions differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import xarray as xr

from explorer.statistics.cluster_permutation import cluster_test
from explorer.statistics.equivalence import ALPHA
from explorer.statistics.values_per_person import RECORDING
from explorer.study.hypnodensity import FEWEST_PEOPLE
from explorer.study.lights_known import time_zero
from explorer.study.night_courses import COURSE

COURSES: Mapping[str, str] = MappingProxyType(
    {
        COURSE: "Slow-wave activity (0.75-4.5 Hz, N2 and N3)",
        "HR_course": "Heart rate",
        "RMSSD_course": "RMSSD of the heart",
    }
)
"""Courses that are compared, and what each is; of the last two see
`explorer.study.night_courses.heart_courses`."""

Stretch = tuple[float, float, float]
"""Begin and end in s from lights-off, and p."""


@dataclass(frozen=True, eq=False)
class GroupCourse:
    """One quantity over the night under two conditions, in people with both."""

    relative: xr.DataArray
    """dims (condition, subject, time), % of the person's mean under the reference; NaN before a
    night's first and after its last N2 or N3."""
    log_ratio: xr.DataArray
    """dims (subject, time): condition to reference, at times that everybody has."""
    name: str = COURSE
    """Which of `COURSES`."""
    zero: str = "lights-off"
    """What time is counted from."""

    @property
    def mean(self) -> xr.DataArray:
        """Mean over people, dims (condition, time), where at least half of them have a value."""
        half = self.relative.notnull().sum("subject") * 2 >= self.relative.sizes["subject"]
        kept = self.relative.isel(time=half.all("condition").values)
        return kept.mean("subject", skipna=True)


def group_course(
    nights: xr.Dataset, *, reference: str, condition: str, name: str = COURSE
) -> GroupCourse | None:
    """Lay the courses of two conditions side by side.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        As `explorer.study.cohort.cohort` gives it.
    reference, condition : str
        The two.
    name : str
        One of `COURSES`.

    Returns
    -------
    GroupCourse or None
        None where fewer than two people have a recording under both.

    Notes
    -----
    A person's nights of one condition are averaged first. Bins without a value within a night (of
    slow-wave activity those without N2 or N3) are bridged by a line through its logarithm. Both
    conditions are divided by the person's mean under the reference: to divide each night by its own
    mean would hide what changes all of it.

    Examples
    --------
    >>> nights = xr.Dataset(
    ...     {"SWA_course": (("recording", "time"), [[400.0, 200.0], [600.0, 200.0]] * 2)},
    ...     {"subject": ("recording", ["A", "A", "B", "B"]), "time": [300.0, 900.0],
    ...      "condition": ("recording", ["p", "d", "p", "d"])})
    >>> found = group_course(nights, reference="p", condition="d")
    >>> found.mean.sel(condition="d").values.round(1).tolist()
    [200.0, 66.7]
    """
    if name not in nights:
        return None
    nights = nights[[name]]
    zero = time_zero(nights)
    if "status" in nights.coords:
        nights = nights.isel({RECORDING: nights.status.values == "done"})
    subjects, conditions = nights.subject.values.astype(str), nights.condition.values.astype(str)
    values = nights[name].transpose(RECORDING, "time").values
    people, rows = [], []
    for person in sorted(set(subjects)):
        pair = [
            _mean_night(values[(subjects == person) & (conditions == which)])
            for which in (reference, condition)
        ]
        if all(np.isfinite(one).any() for one in pair):
            level = float(np.nanmean(pair[0]))
            people.append(person)
            rows.append([100 * _bridged(one) / level for one in pair])
    if len(people) < 2:
        return None
    relative = xr.DataArray(
        np.array(rows).transpose(1, 0, 2),
        {"condition": [reference, condition], "subject": people, "time": nights.time},
        ("condition", "subject", "time"),
        attrs={"units": "%", "long_name": f"{COURSES[name]}, % of {reference}"},
    )
    before, after = (relative.sel(condition=which, drop=True) for which in (reference, condition))
    ratio = xr.apply_ufunc(np.log, after / before)
    inside = ratio.notnull().all("subject").values
    return GroupCourse(relative, ratio.isel(time=inside), name, zero)


def course_clusters(course: GroupCourse, *, rng: np.random.Generator) -> tuple[Stretch, ...]:
    """Stretches of the night in which the log ratio differs from 0.

    Parameters
    ----------
    course : GroupCourse
    rng : np.random.Generator
        See `explorer.statistics.cluster_permutation.cluster_test`.

    Returns
    -------
    tuple of (float, float, float)
        Begin and end in s from lights-off, and p, for those below .05; a cluster's ends are not
        dated by it. None are found of fewer than six people.
    """
    ratio = course.log_ratio
    if ratio.sizes["subject"] < FEWEST_PEOPLE or not ratio.sizes["time"]:
        return ()
    tested = cluster_test(ratio, rng=rng)
    half = float(np.diff(course.relative.time.values[:2])[0]) / 2
    return tuple(
        (float(start) - half, float(stop) + half, float(p))
        for start, stop, p in zip(
            tested.start.values, tested.stop.values, tested.p.values, strict=True
        )
        if p < ALPHA
    )


def _mean_night(nights: np.ndarray) -> np.ndarray:
    known = np.isfinite(nights)
    count = known.sum(0)
    total = np.where(known, nights, 0.0).sum(0)
    mean = np.full(count.shape, np.nan)
    np.divide(total, count, out=mean, where=count > 0)
    return mean


def _bridged(course: np.ndarray) -> np.ndarray:
    """Fill gaps within a night by a line through the logarithm."""
    known = np.flatnonzero(course > 0)
    out = np.full(course.shape, np.nan)
    if known.size:
        inside = np.arange(known[0], known[-1] + 1)
        out[inside] = np.exp(np.interp(inside, known, np.log(course[known])))
    return out
