"""How likely each stage is at each time of the night, by condition."""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from explorer.metrics.stage_detail import detail_of, is_told
from explorer.statistics.cluster_permutation import cluster_test
from explorer.statistics.equivalence import ALPHA
from explorer.statistics.values_per_person import RECORDING
from explorer.study.lights_known import time_zero
from explorer.vocabulary.stages import HYPNOGRAM_ORDER, Stage, is_scored

STEP = 600.0
"""Length of a bin, s: twenty epochs of 30 s, so that one bout does not draw the curve."""
LONGEST = 12 * 3600.0
"""Bins end here, s from lights-off: nights in bed are shorter."""
SHARE = "share_"
"""A night's share of a stage over its time is the variable of this name and the stage's."""
FEWEST_PEOPLE = 6  # below this no sign-flip p can pass 0.05, whatever the curves look like


def stage_shares(
    hypnogram: xr.DataArray, *, step: float = STEP, longest: float = LONGEST
) -> xr.DataArray:
    """Share of each stage in bins of the night.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (epoch)
        From lights-off to lights-on, with ``epoch_length`` in s.
    step, longest : float
        Length of a bin and of all bins together, s.

    Returns
    -------
    xr.DataArray, dims (stage, time)
        0 to 1, NaN in bins without a scored epoch, and of stages that the hypnogram does not tell
        apart (N2 where it has light sleep); ``time`` is the middle of a bin in s from the
        first epoch, ``stage`` the stage's name.

    Raises
    ------
    ValueError
        If `hypnogram` has other dims.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> shares = stage_shares(make_hypnogram(["W", "N1", "N2", "N2"]), step=60, longest=120)
    >>> shares.sel(stage="N2").values.tolist(), shares.sel(stage="W").values.tolist()
    ([0.0, 1.0], [0.5, 0.0])
    """
    if hypnogram.dims != ("epoch",):
        raise ValueError(f"hypnogram needs the one dimension epoch, has {hypnogram.dims}")
    bins = int(longest // step)
    bin_of = (np.arange(hypnogram.sizes["epoch"]) * float(hypnogram.epoch_length) // step).astype(
        int
    )
    within = bin_of < bins
    codes = hypnogram.values[within]
    there = set(np.unique(codes).tolist())
    counts = np.stack(
        [np.bincount(bin_of[within][codes == stage], minlength=bins) for stage in HYPNOGRAM_ORDER]
    ).astype(np.float64)
    total = np.bincount(bin_of[within][is_scored(codes)], minlength=bins).astype(np.float64)
    shares = np.divide(counts, total, out=np.full(counts.shape, np.nan), where=total > 0)
    for row, stage in enumerate(HYPNOGRAM_ORDER):
        if not is_told(detail_of([stage]), there):
            shares[row] = np.nan
    return xr.DataArray(
        shares,
        {
            "stage": [stage.name for stage in HYPNOGRAM_ORDER],
            "time": ("time", (np.arange(bins) + 0.5) * step, {"units": "s"}),
        },
        ("stage", "time"),
        attrs={"units": "1", "long_name": "share of scored epochs"},
    )


def share_courses(hypnogram: xr.DataArray) -> xr.Dataset:
    """Shares of the stages as a cohort keeps them, a variable a stage.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (epoch)
        As in `stage_shares`.

    Returns
    -------
    xr.Dataset, dims (time)
        ``share_W`` and so on.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> share_courses(make_hypnogram(["N2"] * 20)).share_N2.values[:2].tolist()
    [1.0, nan]
    """
    shares = stage_shares(hypnogram)
    return xr.Dataset(
        {
            f"{SHARE}{stage.name}": (
                "time",
                share,
                {"units": "1", "long_name": f"share of scored epochs in {stage.name}"},
            )
            for stage, share in zip(HYPNOGRAM_ORDER, shares.values, strict=True)
        },
        {"time": shares.time},
    )


def group_probability(nights: xr.Dataset) -> xr.DataArray | None:
    """Probability of each stage in everybody whose nights were measured.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        As `explorer.study.cohort.cohort` gives it, with the variables of `share_courses`.

    Returns
    -------
    xr.DataArray, dims (subject, condition, stage, time), or None
        As `stage_probability` gives it, of nights that are "done", and of those stages that all of
        them tell apart, with the attr ``zero``: what ``time`` is counted from. None where there
        are none.
    """
    names = [f"{SHARE}{stage.name}" for stage in HYPNOGRAM_ORDER]
    if any(name not in nights for name in names):
        return None
    done = nights[names].isel({RECORDING: nights.status.values == "done"})
    if not done.sizes[RECORDING]:
        return None
    shares = xr.concat([done[name] for name in names], "stage", coords="minimal", compat="override")
    shares = shares.assign_coords(stage=[stage.name for stage in HYPNOGRAM_ORDER])
    known = shares.notnull().any("time")
    told = (known == known.sel(stage=Stage.W.name)).all(RECORDING)  # wake, everybody tells apart
    shares = shares.isel(stage=told.values)
    found = stage_probability(shares, list(done.subject.values), list(done.condition.values))
    return found.assign_attrs(zero=time_zero(done))


def stage_probability(
    shares: xr.DataArray, subjects: Sequence[str], conditions: Sequence[str]
) -> xr.DataArray:
    """Average the shares of each person's nights within a condition.

    Parameters
    ----------
    shares : xr.DataArray, dims (recording, stage, time)
        Of `stage_shares`, a night each.
    subjects, conditions : sequence of str, length of ``recording``
        Whose nights, and under what.

    Returns
    -------
    xr.DataArray, dims (subject, condition, stage, time)
        NaN where a person has no scored epoch.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> nights = [stage_shares(make_hypnogram([s, s]), step=60, longest=60) for s in ("W", "N2")]
    >>> found = stage_probability(xr.concat(nights, "recording"), ["A", "A"], ["p", "p"])
    >>> found.sel(subject="A", condition="p", stage="N2").values.tolist()
    [0.5]
    """
    names, whose = np.unique(np.asarray(subjects, str), return_inverse=True)
    kinds, which = np.unique(np.asarray(conditions, str), return_inverse=True)
    values = shares.transpose("recording", "stage", "time").values
    shape = (names.size, kinds.size, *values.shape[1:])
    total, count = np.zeros(shape), np.zeros(shape)
    known = np.isfinite(values)
    np.add.at(total, (whose, which), np.where(known, values, 0.0))
    np.add.at(count, (whose, which), known)
    mean = np.divide(total, count, out=np.full(shape, np.nan), where=count > 0)
    coords = {"subject": names, "condition": kinds, "stage": shares.stage, "time": shares.time}
    return xr.DataArray(mean, coords, ("subject", "condition", "stage", "time"), attrs=shares.attrs)


def stage_clusters(
    probability: xr.DataArray, *, reference: str, condition: str, rng: np.random.Generator
) -> tuple[tuple[str, float, float, float], ...]:
    """Stretches of the night in which a stage's probability differs between two conditions.

    Parameters
    ----------
    probability : xr.DataArray, dims (subject, condition, stage, time)
        As `stage_probability` gives it.
    reference, condition : str
        The two; people with both are compared, over the time that all of them were in bed.
    rng : np.random.Generator
        See `cluster_test`.

    Returns
    -------
    tuple of (str, float, float, float)
        Stage, begin and end in s from lights-off, and the cluster's p times the number of stages
        (Bonferroni), for those below .05. A cluster's ends are not dated by it.
    """
    pair = probability.sel(condition=[reference, condition])
    both = pair.notnull().any(("stage", "time")).all("condition")
    difference = pair.isel(subject=both.values).diff("condition").isel(condition=0, drop=True)
    known = difference.notnull().all(("subject", "stage")).values
    if difference.sizes["subject"] < FEWEST_PEOPLE or not known.any():
        return ()
    difference = difference.isel(time=known)
    stages = difference.stage.values
    half = float(np.diff(probability.time.values[:2])[0]) / 2
    found = []
    for stage in stages:
        tested = cluster_test(difference.sel(stage=stage, drop=True), rng=rng)
        for start, stop, p in zip(
            tested.start.values, tested.stop.values, tested.p.values, strict=True
        ):
            corrected = min(float(p) * len(stages), 1.0)
            if corrected < ALPHA:
                found.append((str(stage), float(start) - half, float(stop) + half, corrected))
    return tuple(found)
