"""Philips Respironics' RML (``PatientStudy``): stages by when they begin, user's and machine's."""

from dataclasses import replace
from typing import Any

from explorer.io.formats.row_times import read_clock
from explorer.io.formats.staged_rows import (
    Row,
    joined_scorers,
    scoring_of_stages,
    seconds,
    started,
)
from explorer.io.formats.xml_values import children, text_of, within
from explorer.io.reading_choices import Reading
from explorer.io.scoring_content import SCORER, Scoring
from explorer.io.table_limits import MOST_EVENTS, SCORING
from explorer.night.reading_account import TIME, AccountEntry

_NAME = "Philips Respironics RML"
_STAGINGS = {"UserStaging": "user", "MachineStaging": "machine"}


def read_philips(path: object, root: Any, reading: Reading) -> Scoring:
    """Read the stages and events of a ``PatientStudy``.

    Parameters
    ----------
    path : object
        Where it comes from, for errors.
    root : Element
        Of the XML.
    reading : Reading
        What was said of it.

    Returns
    -------
    Scoring
        The scorers "user" and "machine" where both have staged, the user first.

    Raises
    ------
    ValueError
        If nobody has staged.
    """
    session = next(within(root, "Session"), root)
    length = text_of(session, "Duration")
    end = seconds(path, length, "Duration") if length else float("nan")
    found: dict[str, Scoring] = {}
    for block, scorer in _STAGINGS.items():
        if rows := _stages(path, root, block, end):
            found[scorer] = scoring_of_stages(path, f"{_NAME}, {block}", rows, reading)
    if not found:
        raise ValueError(
            f"{path}: {_NAME} without stages, neither of a user nor of the machine; score it, or "
            "export it with its staging"
        )
    scoring = joined_scorers(found)
    if len(found) == 1:
        scoring = replace(scoring, hypnograms={SCORER: next(iter(scoring.hypnograms.values()))})
    events = [
        {
            "onset": seconds(path, event.get("Start", "0"), "Start"),
            "duration": max(seconds(path, event.get("Duration", "0"), "Duration"), 0.0),
            "kind": event.get("Type") or event.get("Family") or "event",
            "channel": event.get("EdfChannel", "") and f"channel {event.get('EdfChannel')}",
            "source": SCORER,
        }
        for event in within(root, "Event")
        if event.get("Start") is not None
    ]
    if len(events) > MOST_EVENTS:
        raise SCORING.refusal(path, len(events), "events", MOST_EVENTS)
    start = read_clock(text_of(session, "RecordingStart"))
    notes = [*scoring.notes, f"staged by {' and '.join(found)}, of user and machine"]
    count = sum(1 for _ in within(root, "Session"))
    if count > 1:
        notes.append(f"{count} sessions in it; times count from the start of the first")
    told = AccountEntry(TIME, "RecordingStart", start.isoformat() if start else "")
    scoring = replace(scoring, events=events, notes=notes, account=[*scoring.account, told])
    return started(scoring, start)


def _stages(path: object, root: Any, block: str, end: float) -> list[Row]:
    """Rows of the first staging of somebody that has stages, each until the next begins."""
    for staging in within(root, block):
        for rules in staging:  # by the rules of AASM, or of Rechtschaffen and Kales
            told = [
                (seconds(path, stage.get("Start", ""), "Start"), stage.get("Type", ""))
                for stage in children(rules, "Stage")
            ]
            if not told:
                continue
            told.sort(key=lambda one: one[0])
            ends = [onset for onset, _ in told[1:]] + [end]
            rows = [
                Row(onset, after - onset if after > onset else float("nan"), word)
                for (onset, word), after in zip(told, ends, strict=True)
            ]
            if end == told[-1][0] and len(rows) > 1:  # where the recording ends, none begins
                rows = rows[:-1]
            return rows
    return []
