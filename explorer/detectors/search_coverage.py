"""Coverage of a search for events: why there was nothing to search, where none was found."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.detectors.inputs import included_stretches
from explorer.dsp.flat import is_flat
from explorer.dsp.gaps import FloatArray, finite_runs
from explorer.intervals import Spans, complement, intersect, merge
from explorer.vocabulary.stages import Stage

NOT_SEARCHED = "not_searched"
"""Attr of a detector's table: why nothing was searched; "" where something was."""

_EPOCH = 30.0  # s, where nobody scored
_SHORTEST = 3.0  # s without a gap: a slow wave and what it stands out from
_TICKS = 100  # a second, in which stretches and artefacts are compared


def why_not_searched(
    filtered: FloatArray,
    allowed: Spans,
    rate: float,
    hypnogram: xr.DataArray | None,
    stages: Sequence[Stage],
) -> str:
    """Say why a search of a channel could find nothing.

    Parameters
    ----------
    filtered : array of float32, shape (n,)
        The channel as it was searched, in uV; NaN in gaps.
    allowed : array, shape (k, 2)
        Stretches that were to be searched, in its samples.
    rate : float
        Of its samples, Hz.
    hypnogram : xr.DataArray of Stage, dims (epoch), or None
        Whose stages were searched.
    stages : sequence of Stage
        Those.

    Returns
    -------
    str
        "" where something was searched.

    Examples
    --------
    >>> why_not_searched(np.zeros(6000, np.float32), np.array([[0, 6000]]), 100.0, None, ())
    'the channel is flat'
    >>> why_not_searched(np.ones(500, np.float32), np.array([[0, 500]]), 100.0, None, ())
    'the recording lasts 5 s, less than an epoch of 30 s'
    """
    epoch = _EPOCH if hypnogram is None else float(hypnogram.epoch_length)
    length = filtered.size / rate
    if length < epoch:
        return f"the recording lasts {length:.3g} s, less than an epoch of {epoch:g} s"
    parts = [filtered[first:last] for first, last in allowed.tolist() if last > first]
    if not parts:
        scored = [stage for stage in stages if stage != Stage.UNSCORED]
        names = " or ".join(stage.name for stage in scored)
        if hypnogram is not None and np.isin(hypnogram.values, scored).any():
            return f"the epochs of {names} lie outside the recording"
        return no_epoch_of(stages)
    stretches = [part[first:last] for part in parts for first, last in finite_runs(part)]
    if not stretches:
        return "there is no signal where events are looked for, only gaps"
    longest = max(stretch.size for stretch in stretches) / rate
    if longest < _SHORTEST:
        return f"gaps leave no stretch of more than {longest:.2g} s"
    if is_flat(stretches):
        return "the channel is flat"
    return ""


def no_epoch_of(stages: Sequence[Stage]) -> str:
    """Say that no epoch has the stages to be searched.

    Examples
    --------
    >>> no_epoch_of([Stage.N2, Stage.N3])
    'no epoch is scored N2 or N3'
    """
    names = " or ".join(stage.name for stage in stages if stage != Stage.UNSCORED)
    return f"no epoch is scored {names}"


def why_all_artefact(
    allowed: npt.NDArray[np.float64], artefacts: Sequence[xr.Dataset], length: float
) -> str:
    """Say that artefacts take all that was to be searched.

    Parameters
    ----------
    allowed : array, shape (k, 2)
        Stretches that were to be searched, s.
    artefacts : sequence of xr.Dataset along ``event``
        As `explorer.detectors.artefacts.detect_artefacts` gives them.
    length : float
        Of the recording, s.

    Returns
    -------
    str
        "" where they leave enough to hold an event.
    """
    begin = np.concatenate([np.zeros(0), *(one.onset.values for one in artefacts)])
    lasts = np.concatenate([np.zeros(0), *(one.duration.values for one in artefacts)])
    if not begin.size:
        return ""
    bad = np.stack([np.floor(begin * _TICKS), np.ceil((begin + lasts) * _TICKS)], axis=1)
    clean = complement(merge(bad.astype(np.int64)), round(length * _TICKS))
    left = intersect(clean, np.round(allowed * _TICKS).astype(np.int64))
    if len(left) and (left[:, 1] - left[:, 0]).max() >= _SHORTEST * _TICKS:
        return ""
    seconds: dict[str, float] = {}
    for one in artefacts:
        for reason, duration in zip(one.reason.values, one.duration.values, strict=True):
            seconds[str(reason)] = seconds.get(str(reason), 0.0) + float(duration)
    most = max(seconds, key=lambda reason: seconds[reason])
    return f"all of it is artefact, most of it {most} ({seconds[most] / 60:.3g} min)"


def explain_none(
    events: xr.Dataset,
    signal: xr.DataArray,
    hypnogram: xr.DataArray | None,
    stages: Sequence[Stage],
    artefacts: Sequence[xr.Dataset],
) -> xr.Dataset:
    """Say in the attrs of a table without events that artefacts left nothing to search.

    Parameters
    ----------
    events : xr.Dataset along ``event``
        As a detector gives them, without those that touch an artefact.
    signal : xr.DataArray, dims (time)
        What was searched; its samples are not read.
    hypnogram : xr.DataArray of Stage, dims (epoch), or None
        Whose stages were searched.
    stages : sequence of Stage
        Those.
    artefacts : sequence of xr.Dataset along ``event``
        Of each channel that the events are on.

    Returns
    -------
    xr.Dataset along ``event``
    """
    if events.sizes["event"] or not_searched(events):
        return events
    frequency, samples = float(signal.coords["sampling_frequency"]), signal.sizes["time"]
    allowed = included_stretches(hypnogram, stages, samples, frequency) / frequency
    why = why_all_artefact(allowed, artefacts, samples / frequency)
    return events.assign_attrs({NOT_SEARCHED: why})


def not_searched(events: xr.Dataset) -> str:
    """Why nothing was searched; "" where something was, or nobody looked."""
    return str(events.attrs.get(NOT_SEARCHED, ""))
