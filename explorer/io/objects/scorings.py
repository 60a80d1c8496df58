"""Stages and events in memory as a scoring: lists, arrays, tables of pandas, YASA's hypnograms."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import xarray as xr

from explorer.io.annotation_sorting import sort_annotations
from explorer.io.hypnogram_tables import read_split_table
from explorer.io.mne_signals import mne_annotations
from explorer.io.objects.epoch_index import index_in_seconds, is_of_epochs, series_epoch_length
from explorer.io.objects.event_frames import cells_of, events_alone, is_of_events
from explorer.io.objects.recognise import (
    is_annotations,
    is_frame,
    is_series,
    is_stages,
    is_yasa,
    name_of,
)
from explorer.io.reading_choices import Reading, UnclearError
from explorer.io.scoring_content import (
    SCORER,
    Scoring,
    believed_epoch_length,
    believed_epochs,
)
from explorer.io.stage_decoding import decode_stages
from explorer.io.value_length import fold_values, is_more_than_a_night
from explorer.night.hypnogram import DEFAULT_EPOCH_LENGTH, make_hypnogram
from explorer.night.reading_account import BY_HAND, FIELD, FILE, TIME, AccountEntry
from explorer.vocabulary.stages import SCORED, Stage

_OURS = "stage"  # the name of our own stages, whose codes are of int8
_OF_YASA = {"WAKE": Stage.W, "ART": Stage.ARTEFACT, "UNS": Stage.UNSCORED}


def is_scoring(thing: object) -> bool:
    """Whether an object is of stages or events, as `scoring_of` takes them."""
    if isinstance(thing, np.ndarray):
        return thing.ndim == 1 and thing.size > 0
    return (
        is_stages(thing)
        or is_series(thing)
        or is_frame(thing)
        or is_yasa(thing)
        or is_annotations(thing)
    )


def scoring_of(thing: Any, reading: Reading) -> Scoring:
    """Take an object's stages and events.

    Parameters
    ----------
    thing : list, np.ndarray, pd.Series, pd.DataFrame, yasa.Hypnogram or mne.Annotations
    reading : Reading
        What is said of it.

    Returns
    -------
    Scoring

    Raises
    ------
    ValueError
        If it has neither stages nor events.
    UnclearError
        If it has words that nobody knows, or several people or nights.
    """
    what = name_of(thing)
    if is_yasa(thing):
        return _of_yasa(thing)
    if is_annotations(thing):
        account = AccountEntry(FILE, "Annotations of MNE", "stages and events", len(thing))
        found = sort_annotations(what, mne_annotations(thing), reading=reading, refusing=False)
        start = thing.orig_time.replace(tzinfo=None).isoformat() if thing.orig_time else ""
        return replace(found, start=start, account=[account, *found.account])
    if is_frame(thing):
        return _of_frame(what, thing, reading)
    if is_series(thing) and hasattr(thing, "index"):
        return _of_series(what, thing, reading)
    return stages_in_order(what, thing, reading)


def _of_series(what: str, series: Any, reading: Reading) -> Scoring:
    """Take one stage a row, of an epoch as long as the index or the attributes say."""
    if series.dtype == np.int8 and series.name == _OURS and set(series) <= {*map(int, Stage)}:
        series = series.map(lambda code: Stage(code).name)
    if not is_of_epochs(series):
        onsets = index_in_seconds(what, series, reading.epoch_length)
        if onsets is not None:
            return _of_frame(what, onsets.to_frame(series.name or _OURS), reading)
    elif reading.epoch_length is None:
        reading = replace(reading, epoch_length=series_epoch_length(what, series))
    return stages_in_order(what, series, reading)


def stages_in_order(what: str, stages: Any, reading: Reading) -> Scoring:
    """Take one stage an epoch.

    Parameters
    ----------
    what : str
        The object, for errors.
    stages : sequence of Stage, int or str
        An array of int8 has our own codes, as `explorer.night.hypnogram.make_hypnogram` gives it.
    reading : Reading
        Its epoch length, and what the words mean.

    Raises
    ------
    ValueError
        If there is none, or they are no stages.
    UnclearError
        If it has words or codes that nobody knows.
    """
    if len(stages) == 0:
        raise ValueError(f"{what} is empty and has no stage")
    notes: list[str] = []
    account = [AccountEntry(FILE, f"{what.removeprefix('the ')} of stages", "stages", len(stages))]
    are_ours = isinstance(stages, np.ndarray) and stages.dtype == np.int8 and not reading.stages
    words = [str(one) for one in stages.tolist()] if are_ours else [_word(one) for one in stages]
    asks = reading.epoch_length is None
    if asks and (reading.duration or is_more_than_a_night(len(words))):
        words, length = fold_values(words, reading.duration, notes, account)
        why = "by the recording" if reading.duration else "by where stages change"
        account.append(AccountEntry(TIME, "epoch length", f"{length:g} s", why=why))
    else:
        length = _length(len(words), reading, notes, account)
    if are_ours:
        codes = make_hypnogram(np.array(words).astype(np.int8), length)
        return Scoring({SCORER: codes}, notes=notes, account=account)
    decoded = decode_stages(what, words, length, reading)
    believed_epochs(what, len(decoded.stages), length)
    return Scoring(
        {SCORER: make_hypnogram(decoded.stages, length)},
        notes=[*notes, *decoded.notes],
        account=[*account, *decoded.entries],
    )


def _length(count: int, reading: Reading, notes: list[str], account: list[AccountEntry]) -> float:
    """Length of an epoch in s: that which is said, else 30 s, which is."""
    if reading.epoch_length is not None:
        length = believed_epoch_length("epoch_length", reading.epoch_length)
        account.append(AccountEntry(TIME, "epoch length", f"{length:g} s", why=BY_HAND))
        return length
    notes.append(
        f"each of the {count:,} stages was taken to last {DEFAULT_EPOCH_LENGTH:g} s; say another "
        "length with epoch_length="
    )
    account.append(
        AccountEntry(TIME, "epoch length", f"{DEFAULT_EPOCH_LENGTH:g} s", why="not said; assumed")
    )
    return DEFAULT_EPOCH_LENGTH


def _word(stage: Any) -> str:
    """Return a stage or code as a word."""
    if isinstance(stage, Stage):
        return stage.name
    if stage is None or stage != stage:
        return ""
    if isinstance(stage, float | np.floating):
        return f"{stage:g}"
    return str(stage)


def _of_frame(what: str, frame: Any, reading: Reading) -> Scoring:
    if not len(frame) or not len(frame.columns):
        raise ValueError(f"{what} is empty: it has neither stages nor events")
    account = [
        AccountEntry(
            FILE,
            f"{what.removeprefix('the ')}, {len(frame):,} rows",
            "stages and events",
        )
    ]
    if is_of_events(frame):
        found = events_alone(what, frame)
    else:
        cells = cells_of(frame)
        if len(cells[0]) == 1:
            named = [row[0] for row in cells[1:]]
            found = stages_in_order(what, named, reading)
        else:
            try:
                found = read_split_table(what, cells, reading)
            except UnclearError:
                raise
            except ValueError as error:
                found = events_alone(what, frame, error)
    return replace(found, account=[*account, *found.account])


def _of_yasa(hypnogram: Any) -> Scoring:
    """Take YASA's stages, epoch length, start, scorer and probabilities."""
    length = believed_epoch_length("the yasa.Hypnogram", 1 / float(hypnogram.sampling_frequency))
    if abs(length - round(length, 6)) < 1e-9:
        length = round(length, 6)
    labels = [str(one) for one in hypnogram.hypno]
    stages = [_OF_YASA.get(one) or Stage.__members__.get(one, Stage.UNSCORED) for one in labels]
    stages = [Stage.W if one == "WAKE" else two for one, two in zip(labels, stages, strict=True)]
    believed_epochs("the yasa.Hypnogram", len(stages), length)
    scorer = str(hypnogram.scorer or SCORER)
    account = [
        AccountEntry(FILE, "Hypnogram of YASA", "stages", len(stages)),
        AccountEntry(TIME, "epoch length", f"{length:g} s"),
    ]
    if hypnogram.start is not None:
        account.append(AccountEntry(TIME, "start", hypnogram.start.isoformat()))
    if hypnogram.scorer:
        account.append(AccountEntry(FIELD, "scorer", scorer))
    probabilities = {}
    if hypnogram.proba is not None:
        used = ""
        if (belief := _belief(hypnogram.proba)) is not None:
            probabilities[scorer] = belief
            used = "probabilities of stages"
        account.append(AccountEntry(FIELD, "proba", used, len(hypnogram.proba)))
    start = hypnogram.start
    return Scoring(
        {scorer: make_hypnogram(np.array(stages, np.int8), length)},
        start="" if start is None else start.tz_localize(None).isoformat(),
        probabilities=probabilities,
        account=account,
    )


def _belief(frame: Any) -> xr.DataArray | None:
    """Probabilities by the AASM's stages; None where they are of others."""
    columns: Sequence[str] = ["W" if one == "WAKE" else str(one) for one in frame.columns]
    names = [stage.name for stage in SCORED]
    if sorted(columns) != sorted(names):
        return None
    return xr.DataArray(
        frame.to_numpy(np.float64),
        dims=("epoch", "stage_name"),
        coords={"stage_name": columns},
    ).sel(stage_name=names)
