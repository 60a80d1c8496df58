"""Wonambi's XML (``annotations``): epochs, events and markers of several raters."""

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
from explorer.io.formats.xml_values import text_of, within
from explorer.io.reading_choices import Reading
from explorer.io.scoring_content import SCORER, Scoring
from explorer.io.table_limits import MOST_EVENTS, SCORING
from explorer.night.reading_account import SCORER as SCORER_KIND
from explorer.night.reading_account import AccountEntry

_NAME = "Wonambi XML"


def read_wonambi(path: object, root: Any, reading: Reading) -> Scoring:
    """Read what each rater of a Wonambi file scored.

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
        A scorer for each rater that has stages, and everybody's events and markers.

    Raises
    ------
    ValueError
        If no rater has stages.
    """
    found: dict[str, Scoring] = {}
    events: list[dict[str, object]] = [
        *_timed(path, root, "marker", "marker_name", "marker", "", SCORER)
    ]
    account: list[AccountEntry] = []
    for number, rater in enumerate(within(root, "rater"), 1):
        name = rater.get("name") or f"rater {number}"
        name = f"{name} ({number})" if name in found else name
        rows = []
        for epoch in within(rater, "epoch"):
            onset = seconds(path, text_of(epoch, "epoch_start"), "epoch_start")
            until = seconds(path, text_of(epoch, "epoch_end"), "epoch_end")
            rows.append(Row(onset, max(until - onset, 0.0), text_of(epoch, "stage")))
        rows.sort(key=lambda row: row.onset)
        if rows:
            found[name] = scoring_of_stages(path, _NAME, rows, reading)
        account.append(AccountEntry(SCORER_KIND, name, "scorer" if rows else "", len(rows)))
        events += _timed(path, rater, "bookmark", "bookmark_name", "bookmark", "", SCORER)
        for kind in within(rater, "event_type"):
            label = kind.get("type") or "event"
            events += _timed(path, kind, "event", "", "event", label, SCORER)
    if not found:
        raise ValueError(f"{path}: {_NAME} in which no rater has scored a stage")
    if len(events) > MOST_EVENTS:
        raise SCORING.refusal(path, len(events), "events", MOST_EVENTS)
    scoring = joined_scorers(found)
    if len(found) == 1:
        scoring = replace(scoring, hypnograms={SCORER: next(iter(scoring.hypnograms.values()))})
    scoring = replace(scoring, events=events, account=[*scoring.account, *account])
    return started(scoring, read_clock(text_of(root, "start_time")))


def _timed(
    path: object, element: Any, name: str, title: str, prefix: str, kind: str, source: str
) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for one in within(element, name):
        begins = text_of(one, f"{prefix}_start")
        if not begins:
            continue
        onset = seconds(path, begins, f"{prefix}_start")
        until = seconds(path, text_of(one, f"{prefix}_end") or begins, f"{prefix}_end")
        found.append(
            {
                "onset": onset,
                "duration": max(until - onset, 0.0),
                "kind": kind or text_of(one, title) or name,
                "channel": text_of(one, f"{prefix}_chan"),
                "source": source,
            }
        )
    return found
