"""Scorings as JSON: ScoringHero's epochs and events, and sleeplab-format's annotations."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from explorer.io.formats.row_times import read_clock
from explorer.io.formats.staged_rows import (
    Row,
    joined_scorers,
    scoring_of_events,
    scoring_of_stages,
    seconds,
    started,
)
from explorer.io.reading_choices import Reading
from explorer.io.scoring_content import SCORER, Scoring
from explorer.night.hypnogram import DEFAULT_EPOCH_LENGTH
from explorer.night.reading_account import ROWS, AccountEntry
from explorer.night.reading_account import SCORER as SCORER_KIND

_HERO = "ScoringHero JSON"
_SLEEPLAB = "sleeplab-format JSON"
_CLEAN = "marked as not clean"


def is_scoringhero(values: object) -> bool:
    """Whether this is a list of epochs with stages, alone or with a list of events."""
    rows = _epochs(values)
    return bool(rows) and all("stage" in row and ("start" in row or "epoch" in row) for row in rows)


def _epochs(values: object) -> list[Mapping[str, Any]]:
    if isinstance(values, list) and values and isinstance(values[0], list):
        values = values[0]
    if not isinstance(values, list) or not all(isinstance(row, dict) for row in values):
        return []
    return values


def read_scoringhero(path: object, values: Any, reading: Reading) -> Scoring:
    """Read ScoringHero's epochs (``start``, ``end``, ``stage``) and its events.

    Parameters
    ----------
    path : object
        Where it comes from, for errors.
    values : list
        A list of epochs, or that and a list of events (``event``, ``epoch``, ``start``, ``end``).
    reading : Reading
        What was said of it.

    Raises
    ------
    ValueError
        If a time is no number, or a stage none that we know.
    """
    each = reading.epoch_length or DEFAULT_EPOCH_LENGTH
    rows, unclean = [], 0
    for number, epoch in enumerate(_epochs(values)):
        begins, ends = epoch.get("start"), epoch.get("end")
        onset = seconds(path, begins, "start") if begins is not None else each * number
        until = seconds(path, ends, "end") if ends is not None else float("nan")
        stage = epoch.get("stage")
        rows.append(Row(onset, until - onset, "" if stage is None else str(stage)))
        unclean += epoch.get("clean") == 0
    length = reading.epoch_length
    scoring = scoring_of_stages(path, _HERO, rows, reading, epoch_length=length)
    listed = values[1] if isinstance(values[0], list) and len(values) > 1 else []
    events = []
    for event in listed if isinstance(listed, list) else []:
        if not isinstance(event, dict) or event.get("start") is None:
            continue
        onset = seconds(path, event["start"], "start")
        until = seconds(path, event.get("end", event["start"]), "end")
        channels = event.get("channels") or event.get("channel") or ""
        events.append(
            {
                "onset": onset,
                "duration": max(until - onset, 0.0),
                "kind": str(
                    event.get("event") or event.get("label") or event.get("key") or "event"
                ),
                "channel": ", ".join(map(str, channels))
                if isinstance(channels, list)
                else channels,
                "source": SCORER,
            }
        )
    account = [*scoring.account, *[AccountEntry(ROWS, _CLEAN, count=unclean)] * bool(unclean)]
    return replace(scoring, events=events, account=account)


def is_sleeplab(values: object) -> bool:
    """Whether this is sleeplab-format's object of a scorer's annotations."""
    return isinstance(values, dict) and isinstance(values.get("annotations"), list)


def read_sleeplab(path: object, values: Any, reading: Reading) -> Scoring:
    """Read sleeplab-format's annotations of one scorer: names, starts and durations.

    Parameters
    ----------
    path : object
        Where it comes from, for errors.
    values : dict
        With ``scorer``, ``type`` and ``annotations``, of which each has ``name``, ``start_sec`` or
        ``start_ts``, and ``duration``.
    reading : Reading
        What was said of it.

    Raises
    ------
    ValueError
        If a time is no number, or none of them is a stage.
    """
    rows: list[Row] = []
    start = None
    for one in values["annotations"]:
        if not isinstance(one, dict) or not isinstance(one.get("name"), str):
            raise ValueError(f"{path}: {_SLEEPLAB} with an annotation that has no name")
        moment = read_clock(str(one.get("start_ts") or ""))
        if one.get("start_sec") is not None:
            onset = seconds(path, one["start_sec"], "start_sec")
            if start is None and moment is not None:
                start = moment - timedelta(seconds=onset)
        elif moment is not None:
            start = start or moment
            onset = (moment - start).total_seconds()
        else:
            raise ValueError(f"{path}: an annotation has neither start_sec nor start_ts")
        lasts = seconds(path, one.get("duration") or 0, "duration")
        rows.append(Row(onset, lasts, one["name"], str(one.get("input_channel") or "")))
    if values.get("type") == "hypnogram":
        rows.sort(key=lambda row: row.onset)
        scoring = scoring_of_stages(path, _SLEEPLAB, rows, reading)
    else:
        scoring = scoring_of_events(path, _SLEEPLAB, rows, reading)
    told = AccountEntry(SCORER_KIND, str(values.get("scorer") or ""), "the only scorer")
    return started(replace(scoring, account=[*scoring.account, told]), start)


def read_scorers(path: object, values: Sequence[Any], reading: Reading) -> Scoring:
    """Read several scorers' objects of sleeplab-format in one list."""
    found: dict[str, Scoring] = {}
    for number, one in enumerate(values, 1):
        name = str(one.get("scorer") or f"scorer {number}")
        found[f"{name} ({number})" if name in found else name] = read_sleeplab(path, one, reading)
    return joined_scorers(found)
