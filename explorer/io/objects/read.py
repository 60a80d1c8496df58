"""Any object in memory that is a night, as a recording."""

from dataclasses import replace
from typing import Any

import numpy as np
import xarray as xr

from explorer.io.objects.arrays import read_array
from explorer.io.objects.mne_raw import read_raw, source_of
from explorer.io.objects.recognise import (
    is_annotations,
    is_frame,
    is_raw,
    is_series,
    is_xarray,
    name_of,
    refusal,
)
from explorer.io.objects.scorings import is_scoring, scoring_of
from explorer.io.objects.xarrays import read_xarray
from explorer.io.reading_choices import Reading
from explorer.io.recording import Recording
from explorer.io.scoring_content import Scoring
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import UNSCORED_BY
from explorer.vocabulary.stages import Stage

_EPOCH = 30.0  # s


def read_object(thing: Any, reading: Reading) -> tuple[Recording, str]:
    """Take an object in memory as a recording, and say what it is called.

    Parameters
    ----------
    thing : mne.io.BaseRaw, np.ndarray, xarray's, pandas', yasa.Hypnogram or a list
        See `explorer.io.open_night`.
    reading : Reading
        What is said of it.

    Returns
    -------
    recording : Recording
        Without signals where it is of stages or events alone.
    name : str
        Of the file that it is of, where it says, else of its kind.

    Raises
    ------
    ValueError
        If it is no night, or something that must be known is not said; the sentence says what
        would do.
    """
    what = name_of(thing)
    if is_raw(thing):
        return read_raw(what, thing, reading), source_of(thing) or "MNE Raw"
    if is_xarray(thing):
        return read_xarray(what, thing, reading), _called(thing)
    if isinstance(thing, np.ndarray) and not (
        thing.ndim == 1 and reading.sampling_frequency is None and reading.channel_names is None
    ):
        return read_array(what, thing, reading), "NumPy array"
    if isinstance(thing, np.ndarray) and not thing.size:
        raise ValueError(f"{what} of the shape {thing.shape} is empty; {_samples_or_stages()}")
    if isinstance(thing, np.ndarray) and thing.dtype.kind == "f" and not _whole(thing):
        return read_array(what, thing, reading), "NumPy array"  # which says what it lacks
    if (is_frame(thing) or is_series(thing) or is_annotations(thing)) and not len(thing):
        raise ValueError(f"{what} is empty: it has neither stages nor events")
    if not is_scoring(thing):
        raise ValueError(refusal(thing))
    for option, said in (
        ("sampling_frequency", reading.sampling_frequency),
        ("channels", reading.channel_names),
    ):
        if said is not None:
            raise ValueError(f"{option}= is said of samples; {what} holds stages or events")
    return Recording({}, _with_a_hypnogram(scoring_of(thing, reading))), what.removeprefix("the ")


def scoring_beside(thing: Any, reading: Reading) -> tuple[Scoring, str]:
    """Take an object that was given as a recording's hypnogram.

    Parameters
    ----------
    thing : object
        As `read_object` takes them, of stages or events.
    reading : Reading
        What is said of it.

    Returns
    -------
    scoring : Scoring
    name : str

    Raises
    ------
    ValueError
        If it has neither stages nor events.
    """
    what = name_of(thing)
    if is_scoring(thing):
        return scoring_of(thing, reading), what.removeprefix("the ")
    if is_xarray(thing):
        tree = thing.tree if isinstance(thing, Night) else thing
        bare = replace(reading, sampling_frequency=None, channel_names=None)
        if isinstance(tree, xr.DataTree):
            tree = tree.filter(lambda node: "signal" not in node.data_vars)
        return read_xarray(what, tree, bare).scoring, what.removeprefix("the ")
    if is_raw(thing):
        scoring_of_raw = scoring_of(thing.annotations, reading)
        return scoring_of_raw, "annotations of the MNE Raw"
    raise ValueError(f"as a hypnogram: {refusal(thing)}")


def _with_a_hypnogram(scoring: Scoring) -> Scoring:
    """Give events without stages a hypnogram that nobody scored, as long as they reach."""
    if scoring.hypnograms or not scoring.events:
        return scoring
    ends = [float(str(e["onset"])) + float(str(e["duration"])) for e in scoring.events]
    epochs = max(int(np.ceil(max(ends) / _EPOCH)), 1)
    unscored = make_hypnogram([Stage.UNSCORED] * epochs, _EPOCH)
    note = (
        "events without stages: the night is unscored, and was taken to end with the last of them"
    )
    return replace(scoring, hypnograms={UNSCORED_BY: unscored}, notes=[*scoring.notes, note])


def _called(thing: Any) -> str:
    name = getattr(thing, "name", None)
    kind = f"xarray {type(thing).__name__}"
    return f"{kind} {name!r}" if isinstance(name, str) and name else kind


def _whole(array: np.ndarray) -> bool:
    """Whether numbers are whole, as codes of stages are."""
    held = array[np.isfinite(array)]
    return bool((held == np.round(held)).all())


def _samples_or_stages() -> str:
    return "a night needs samples (channels, samples) or one stage an epoch"
