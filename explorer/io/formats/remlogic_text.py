"""RemLogic's event list as text, as the CAP database has it: a block of lines, then columns."""

import re

from explorer.io.formats.row_times import clock_onsets, read_clock, read_date
from explorer.io.formats.staged_rows import (
    Row,
    rows_of,
    scoring_of_events,
    seconds,
    started_by_clock,
)
from explorer.io.reading_choices import Reading
from explorer.io.scorer_file import ScorerFile
from explorer.io.scoring_content import Scoring
from explorer.night.reading_account import COLUMN, ROWS, TIME, AccountEntry

_NAME = "RemLogic event list"
# The column of times, in whatever language: "Time [hh:mm:ss]", "Tempo [hh.mm.ss.xxx]".
_COLUMNS = re.compile(r"^[^\n]*[\t;,][^\n]*\[hh[:.]mm[:.]ss|^[^\n]*\[hh[:.]mm[:.]ss", re.MULTILINE)
_TIME = re.compile(r"\[hh[:.]mm[:.]ss", re.IGNORECASE)
_DURATION = re.compile(r"\[ ?s(ec)?\.? ?\]", re.IGNORECASE)
_EVENT = re.compile(r"(event\w*|ereignis\w*|[eé]v[eé]nement|evento|tipo|type)", re.IGNORECASE)
_PLACE = re.compile(r"(location|ubicazione|ort|emplacement|localizaci\w+|channel)", re.IGNORECASE)
_DAY = re.compile(r"(date|datum|data|fecha)\b[^:\n]*:?[\t ]*(\d[\d./-]+)", re.IGNORECASE)


def is_remlogic(file: ScorerFile) -> bool:
    """Whether the beginning has RemLogic's line of column names."""
    return _COLUMNS.search(file.head) is not None


def read_remlogic(file: ScorerFile, reading: Reading) -> Scoring:
    """Read RemLogic's event list: times of day, events and their durations.

    Parameters
    ----------
    file : ScorerFile
        Its columns in any order and language, found by their units "[hh:mm:ss]" and "[s]".
    reading : Reading
        What was said of it.

    Returns
    -------
    Scoring
        Stages of the events "SLEEP-S2" and their like; all others are events, and so the column
        "Sleep Stage", which repeats the stage beside every event, is not used.

    Raises
    ------
    ValueError
        If it has no time, or no event is a stage.
    """
    lines = rows_of(file)
    top = next(number for number, line in enumerate(lines) if _TIME.search(line))
    separator = max("\t;,", key=lines[top].count)
    names = [name.strip() for name in lines[top].split(separator)]
    at = next(place for place, name in enumerate(names) if _TIME.search(name))
    lasts = next((place for place, name in enumerate(names) if _DURATION.search(name)), None)
    kind = next((place for place, name in enumerate(names) if _EVENT.fullmatch(name)), at + 1)
    where = next((place for place, name in enumerate(names) if _PLACE.fullmatch(name)), None)
    found: list[tuple[str, str, str, str]] = []
    passed = 0
    for line in lines[top + 1 :]:
        cells = [cell.strip() for cell in line.split(separator)]
        shift = _shift(cells, at)
        if shift is None:
            passed += bool(line.strip())
            continue

        def cell(
            place: int | None, cells: list[str] = cells, shift: int = shift, at: int = at
        ) -> str:
            # A row without what stands before its time has its columns moved as a whole.
            if place is None:
                return ""
            moved = place + shift if place > at or shift == 0 else place
            return cells[moved] if 0 <= moved < len(cells) else ""

        found.append((cells[at + shift], cell(kind), cell(lasts), cell(where)))
    if not found:
        raise ValueError(f"{file.path}: {_NAME} without a row that has a time such as 23:50:00")
    told = _DAY.search("\n".join(lines[:top]))
    assumed: list[str] = []
    onsets, start = clock_onsets(
        file.path,
        [one[0] for one in found],
        reading,
        day=read_date(told[2]) if told else None,
        words=[one[1] for one in found],
        notes=assumed,
    )
    rows = [
        Row(
            onset,
            seconds(file.path, lasting, "a duration") if lasting else float("nan"),
            text,
            channel,
        )
        for onset, (_, text, lasting, channel) in zip(onsets, found, strict=True)
    ]
    scoring = scoring_of_events(file.path, _NAME, rows, reading)
    scoring = started_by_clock(scoring, start, reading)
    used = {at: "onset", kind: "event", lasts: "duration", where: "channel"}
    account = [
        AccountEntry(COLUMN, name, used.get(place, "")) for place, name in enumerate(names) if name
    ]
    account += [AccountEntry(ROWS, "without a time", count=passed)] * bool(passed)
    account.append(AccountEntry(TIME, "the first row", start.isoformat() if start else "0 s"))
    counted = "onsets are clock times and were counted from the first row"
    notes = [*assumed, *scoring.notes, counted]
    return Scoring(
        scoring.hypnograms,
        scoring.events,
        scoring.lights_off,
        scoring.lights_on,
        scoring.start,
        scoring.clock_change,
        notes,
        account=[*scoring.account, *account],
    )


def _shift(cells: list[str], at: int) -> int | None:
    """By how many columns a row's time stands before where it should; None without a time."""
    for place in range(min(at, len(cells) - 1), -1, -1):
        if cells[place] and cells[place][0].isdigit() and read_clock(cells[place]) is not None:
            return place - at
    return None
