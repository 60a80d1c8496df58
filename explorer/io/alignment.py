"""A hypnogram brought onto the time of its recording, with a note for everything that was moved."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import xarray as xr

from explorer.io.clock import NO_DATE
from explorer.io.scoring_content import Scoring, believed_epochs
from explorer.night.hypnogram import make_hypnogram
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.shown_numbers import shown_number
from explorer.vocabulary.stages import Stage

_SAME_START = 1.0  # s: EDF gives whole seconds
_SLACK = 0.01  # of an epoch
_DAY = 86400.0
_NIGHT = 36 * 3600.0  # s that a scoring may begin apart from a recording of unknown length
_HALF_AN_HOUR, _WIDEST_ZONE = 1800.0, 14 * 3600.0  # s


def align(scoring: Scoring, duration: float, start: datetime | None) -> Scoring:
    """Fit hypnograms, lights and events to a recording.

    Parameters
    ----------
    scoring : Scoring
        Onsets in s from its own start, or from the recording's where it has none.
    duration : float
        Length of the recording in s.
    start : datetime or None
        When the recording began.

    Returns
    -------
    Scoring
        From the first epoch of the recording to its last whole one: epochs wholly outside were left
        out, missing ones are ``UNSCORED``, and the notes say how many.
    """
    notes = list(scoring.notes)
    placed = shifted(scoring, seconds_from_start(scoring.start, start, duration, notes))
    hypnograms, probabilities = {}, {}
    for name, hypnogram in placed.hypnograms.items():
        hypnograms[name], more = _fit(hypnogram, duration)
        notes += [note for note in more if note not in notes]
        if name in placed.probabilities:
            onsets = hypnogram.onset.values
            probabilities[name] = _moved(placed.probabilities[name], onsets, hypnograms[name])
    return replace(placed, hypnograms=hypnograms, probabilities=probabilities, notes=notes)


def clock_shift(
    theirs: datetime,
    start: datetime,
    duration: float | None,
    notes: list[str],
    *,
    is_utc: bool = False,
) -> float:
    """Say how long after the start of a recording the clock of a scorer's file begins.

    Parameters
    ----------
    theirs : datetime
        As the clock on the wall had it; in the year `NO_DATE` for a time of day.
    start : datetime
        When the recording began, on the same clock.
    duration : float or None
        Of the recording in s, where it is known.
    notes : list of str
        What was assumed is added to it.
    is_utc : bool
        Whether the scorer's file says that its clock is UTC.

    Returns
    -------
    float
        s to add to the scorer's onsets. Where the dates do not go together, as one of them was
        withheld or shifted, the times of day are compared alone.

    Examples
    --------
    >>> notes = []
    >>> clock_shift(datetime(1985, 1, 1, 23, 10), datetime(2020, 3, 1, 22), 8 * 3600.0, notes)
    4200.0
    >>> notes
    ['the scoring is dated 1985-01-01, unlike the recording; times of day alone were compared']
    """
    shift = (theirs - start).total_seconds()
    reach = _NIGHT if duration is None else max(duration, _DAY / 2)
    undated = NO_DATE in (theirs.year, start.year)
    if undated or abs(shift) > reach:
        by_clock = (shift + _DAY / 2) % _DAY - _DAY / 2
        # What seems to be before the recording may be after its midnight.
        if by_clock < 0 and duration is not None and by_clock + _DAY < duration:
            by_clock += _DAY
        if not undated:
            if duration is not None and not -duration < by_clock < duration:
                notes.append(
                    f"the hypnogram's own start, {theirs.isoformat()}, is not within the "
                    "recording; its onsets were counted from the recording's start"
                )
                return 0.0
            notes.append(
                f"the scoring is dated {theirs.date().isoformat()}, unlike the recording; times of "
                "day alone were compared"
            )
        shift = by_clock
    if is_utc and shift and shift % _HALF_AN_HOUR == 0:
        notes.append(
            f"the scoring's clock is UTC and {shown_number(shift / 3600, '+g')} h from the "
            "recording's, which has "
            "no zone; that was taken for the zone between them"
        )
        return 0.0
    if shift and shift % _HALF_AN_HOUR == 0 and abs(shift) <= _WIDEST_ZONE:
        notes.append(
            f"the scoring begins exactly {shown_number(shift / 3600, '+g')} h from the "
            "recording's start: if the "
            "clocks were set to two time zones, they began together"
        )
    return shift


def seconds_from_start(
    theirs: str, start: datetime | None, duration: float | None, notes: list[str]
) -> float:
    """Say how long after the start of a recording the onsets of a scorer's file are counted from.

    Parameters
    ----------
    theirs : str
        Clock time that the scorer's onsets count from, ISO 8601; "" for the recording's own start.
    start : datetime or None
        When the recording began.
    duration : float or None
        Of the recording in s, where it is known.
    notes : list of str
        What was found is added to it.

    Returns
    -------
    float
        s to add to the scorer's onsets.

    Examples
    --------
    >>> seconds_from_start("2026-03-05T23:55:00", datetime(2026, 3, 5, 23, 50), 1800.0, [])
    300.0
    """
    if not theirs or start is None:
        return 0.0
    begin = datetime.fromisoformat(theirs).replace(tzinfo=None)
    shift = clock_shift(begin, start, duration, notes)
    if abs(shift) < _SAME_START:
        return 0.0
    notes.append(
        f"the hypnogram starts {shown_number(shift, '+g')} s from the recording's start by its "
        "own clock"
    )
    return shift


def shifted(scoring: Scoring, shift: float) -> Scoring:
    """Return a scoring whose onsets, lights and events are so many s later."""
    if not shift:
        return scoring
    return replace(
        scoring,
        hypnograms={
            scorer: make_hypnogram(
                one.values, float(one.epoch_length), first_onset=float(one.onset[0]) + shift
            )
            if one.sizes["epoch"]
            else one
            for scorer, one in scoring.hypnograms.items()
        },
        events=[{**event, "onset": float(str(event["onset"])) + shift} for event in scoring.events],
        lights_off=scoring.lights_off + shift,
        lights_on=scoring.lights_on + shift,
    )


def _moved(belief: xr.DataArray, onsets: np.ndarray, fitted: xr.DataArray) -> xr.DataArray:
    """Probabilities on the epochs of a hypnogram that was fitted; NaN where it was filled."""
    length = float(fitted.epoch_length)
    first = float(fitted.onset[0]) if fitted.sizes["epoch"] else 0.0
    place = np.round((onsets - first) / length).astype(int)
    inside = (place >= 0) & (place < fitted.sizes["epoch"])
    values = np.full((fitted.sizes["epoch"], belief.sizes["stage_name"]), np.nan)
    values[place[inside]] = belief.transpose("epoch", "stage_name").values[inside]
    coords = {"stage_name": belief.stage_name.values}
    return xr.DataArray(values, dims=("epoch", "stage_name"), coords=coords)


def _fit(hypnogram: xr.DataArray, duration: float) -> tuple[xr.DataArray, list[str]]:
    length = float(hypnogram.epoch_length)
    onsets = hypnogram.onset.values
    inside = (onsets + length * (1 - _SLACK) > 0) & (onsets < duration - length * _SLACK)
    before = int((onsets + length * (1 - _SLACK) <= 0).sum())
    after = int(onsets.size - inside.sum()) - before
    notes = []
    if before:
        notes.append(f"{pluralize(before, 'epoch')} before the start of the recording left out")
    if after:
        notes.append(f"{pluralize(after, 'epoch')} after the end of the recording left out")
    if onsets.size and not inside.any():
        notes.append(
            "no epoch of the hypnogram lies within the recording: it begins "
            f"{shown_number(onsets[0] / 3600, '+.3g')} h from the recording's start; is it of "
            "another night?"
        )
    kept, stages = onsets[inside], hypnogram.values[inside]
    first = float(kept[0]) if kept.size else 0.0
    missing_before = max(int(first / length + _SLACK), 0)
    first -= missing_before * length
    whole = max(int((duration - first) / length + _SLACK), 0)
    believed_epochs("the hypnogram fitted to this recording", whole, length)
    missing_after = max(whole - missing_before - stages.size, 0)
    if missing := missing_before + missing_after:
        notes.append(
            f"{pluralize(missing, 'epoch')} of the recording outside the hypnogram, unscored"
        )
    codes = np.concatenate(
        [
            np.full(missing_before, Stage.UNSCORED),
            stages,
            np.full(missing_after, Stage.UNSCORED),
        ]
    )
    if abs(first) < length * _SLACK:
        first = 0.0
    return make_hypnogram(codes.astype(np.int8), length, first_onset=first), notes
