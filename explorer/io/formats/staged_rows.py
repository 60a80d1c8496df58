"""Rows of a scorer's file as a scoring: all of them stages, or stages among events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from explorer.io.annotation_sorting import sort_annotations
from explorer.io.codings import Coding
from explorer.io.edf_annotations import Annotation
from explorer.io.end_marks import ends_with_mark
from explorer.io.reading_choices import Reading
from explorer.io.scorer_file import ScorerFile
from explorer.io.scoring_content import LONGEST, SCORER, Scoring, on_grid
from explorer.io.stage_decoding import decode_stages
from explorer.io.table_limits import MOST_EVENTS, SCORING
from explorer.night.reading_account import FILE, AccountEntry

_LONGEST_ROW = 4_000  # characters
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Row:
    """One row: when, how long, and what."""

    onset: float
    """s"""
    duration: float
    """s; NaN where the file gives none."""
    text: str
    channel: str = ""


def rows_of(file: ScorerFile) -> list[str]:
    """Lines of a text whose rows are short, once no line is longer than a row may be.

    Raises
    ------
    ValueError
        If one is.
    """
    lines = file.lines
    longest = max(map(len, lines), default=0)
    if longest > _LONGEST_ROW:
        raise ValueError(
            f"{file.path}: a line of {longest:,} characters is no row of a scorer's, which has at "
            f"most {_LONGEST_ROW:,}; export the scoring again"
        )
    return lines


def scoring_of_stages(
    path: object,
    name: str,
    rows: Sequence[Row],
    reading: Reading,
    *,
    coding: Coding | None = None,
    epoch_length: float | None = None,
    scorer: str = SCORER,
) -> Scoring:
    """Make a scoring of rows that are all stages.

    Parameters
    ----------
    path : object
        Where they come from, for errors.
    name : str
        Of the format, for the account.
    rows : sequence of Row
        In the order of time.
    reading : Reading
        What was said of the file.
    coding : Coding, optional
        Of numbers, where the format says it.
    epoch_length : float, optional
        s, where the format says it.
    scorer : str
        Whose they are.

    Raises
    ------
    ValueError
        If there is no row, or words of it are no stages that we know.
    """
    if not rows:
        raise ValueError(f"{path}: {name} without a single stage")
    if ends_with_mark([row.text for row in rows]) and reading.meaning(rows[-1].text) is None:
        last, end = rows[-2], rows[-1].onset
        duration = last.duration if last.duration > 0 else end - last.onset
        rows = [*rows[:-2], replace(last, duration=duration)]
    words, spans = [row.text for row in rows], [row.duration for row in rows]
    decoded = decode_stages(path, words, lasting(rows), reading, coding=coding)
    account = [AccountEntry(FILE, name, "stages"), *decoded.entries]
    onsets = [row.onset for row in rows]
    hypnogram, notes = on_grid(
        path, onsets, spans, decoded.stages, epoch_length=epoch_length, account=account
    )
    return Scoring({scorer: hypnogram}, notes=[*decoded.notes, *notes], account=account)


def lasting(rows: Sequence[Row]) -> list[float]:
    """S that each row lasts: until the next begins, where it does not say."""
    nexts = [row.onset for row in rows[1:]] + [float("nan")]
    return [
        row.duration if row.duration > 0 else max(after - row.onset, 0.0)
        for row, after in zip(rows, nexts, strict=True)
    ]


def scoring_of_events(path: object, name: str, rows: Sequence[Row], reading: Reading) -> Scoring:
    """Make a scoring of rows of which some are stages and the others events.

    Parameters
    ----------
    path : object
        Where they come from, for errors.
    name : str
        Of the format, for the account.
    rows : sequence of Row
        In the order of the file.
    reading : Reading
        What was said of the file.

    Raises
    ------
    ValueError
        If none of them is a stage.
    """
    if len(rows) > MOST_EVENTS:
        raise SCORING.refusal(path, len(rows), "events", MOST_EVENTS)
    annotations = [
        Annotation(
            row.onset, row.duration, f"{row.text}@@{row.channel}" if row.channel else row.text
        )
        for row in rows
    ]
    scoring = sort_annotations(path, annotations, reading=reading)
    if not scoring.hypnograms:
        begin = [text[:40] for text in dict.fromkeys(row.text for row in rows)][:3]
        raise ValueError(
            f"{path}: {name} with events and no sleep stages"
            + (f" (they begin {begin})" if begin else "")
            + "; export the hypnogram too"
        )
    used = AccountEntry(FILE, name, "stages and events")
    return replace(scoring, account=[used, *scoring.account])


def joined_scorers(found: Mapping[str, Scoring]) -> Scoring:
    """Put the hypnograms of several scorers of one file together; the first one's events count."""
    first = next(iter(found.values()))
    return replace(
        first,
        hypnograms={name: next(iter(one.hypnograms.values())) for name, one in found.items()},
        notes=list(dict.fromkeys(note for one in found.values() for note in one.notes)),
        account=list(dict.fromkeys(entry for one in found.values() for entry in one.account)),
    )


def started(scoring: Scoring, start: datetime | None) -> Scoring:
    """Say when a scoring's onsets count from."""
    return replace(scoring, start=start.isoformat() if start else "")


def started_by_clock(scoring: Scoring, start: datetime | None, reading: Reading) -> Scoring:
    """Say when onsets count from that were clock times.

    Where the recording has another date, as one whose dates were taken out of it, the times of day
    are held against each other.
    """
    if start is None or reading.start is None or abs(start - reading.start) <= _DAY:
        return started(scoring, start)
    moved = datetime.combine(reading.start.date(), start.time())
    if moved < reading.start - _DAY / 2:
        moved += _DAY
    elif moved > reading.start + _DAY / 2:
        moved -= _DAY
    note = (
        f"its date, {start.date()}, is not the recording's, {reading.start.date()}: its times of "
        "day were held against the recording's"
    )
    return started(replace(scoring, notes=[*scoring.notes, note]), moved)


def seconds(path: object, text: object, what: str) -> float:
    """Read a number of s, with a point or a comma.

    Raises
    ------
    ValueError
        If it is none, or beyond any night.

    Examples
    --------
    >>> seconds("", "1,5", "Start")
    1.5
    """
    try:
        found = float(str(text).strip().replace(",", "."))
    except ValueError:
        found = float("nan")
    if not abs(found) <= LONGEST:  # no number, infinite, or beyond any night
        raise ValueError(
            f"{path}: {what} is {str(text)[:40]!r}, expected a number of s, at most {LONGEST:g}"
        )
    return found
