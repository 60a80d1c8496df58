"""A study laid out as a BIDS folder, as the table it implies."""

import re
from pathlib import Path

import pandas as pd

from explorer.study.table_file import read_values
from explorer.vocabulary.counts import pluralize

RECORDINGS = (".edf", ".bdf", ".vhdr", ".set", ".fif")
CONDITIONS = ("condition", "treatment", "arm", "drug")


def bids_table(folder: Path) -> tuple[pd.DataFrame, list[str]]:
    """List the nights of a BIDS folder.

    Parameters
    ----------
    folder : Path
        With ``sub-*/[ses-*/]eeg/*_events.tsv`` and recordings beside them.

    Returns
    -------
    pd.DataFrame
        Columns subject, condition, night, order, path, hypnogram, age and sex; paths from `folder`.
    list of str
        What was assumed.

    Raises
    ------
    ValueError
        If there is no such file.

    Notes
    -----
    The condition of a session is looked for in ``sub-*_sessions.tsv`` (a column of `CONDITIONS`),
    then in columns ``<condition>_night`` of ``participants.tsv`` that hold the session's number or
    name; else it is the session's own name.
    """
    people = _table(folder / "participants.tsv")
    rows, guessed = [], 0
    for events in sorted(folder.glob("sub-*/**/*_events.tsv")):
        subject = events.relative_to(folder).parts[0]
        session = next((part for part in events.parts if part.startswith("ses-")), "")
        person = people.get(subject, {})
        condition = _of_session(folder / subject, session) or _of_person(person, session)
        guessed += not condition
        stem = events.name.removesuffix("_events.tsv")
        recording = next(
            (
                file
                for kind in ("eeg", "psg")
                for suffix in RECORDINGS
                if (file := events.with_name(f"{stem}_{kind}{suffix}")).is_file()
            ),
            None,
        )
        rows.append(
            {
                "subject": subject,
                "condition": condition or session.removeprefix("ses-") or "all",
                "night": session,
                "path": str(recording.relative_to(folder)) if recording else "",
                "hypnogram": str(events.relative_to(folder)),
                "age": person.get("age", ""),
                "sex": person.get("sex", ""),
            }
        )
    if not rows:
        raise ValueError(
            f"{folder}: is no BIDS folder of nights: there is no sub-*/**/*_events.tsv"
        )
    frame = pd.DataFrame(rows)
    frame["order"] = frame.groupby("subject")["night"].rank("dense")
    notes = ["The order of nights is that of the sessions' names."]
    if guessed:
        notes.append(
            f"{pluralize(guessed, 'night')} without a condition in sessions.tsv or "
            "participants.tsv; "
            "the session's name was taken for it."
        )
    return frame, notes


def _table(path: Path) -> dict[str, dict[str, str]]:
    """Rows of a TSV by its first column; empty if there is no such file."""
    if not path.is_file():
        return {}
    frame = read_values(path, "\t")
    records = frame.to_dict("records")
    return {str(row[frame.columns[0]]): {str(k): str(v) for k, v in row.items()} for row in records}


def _of_session(folder: Path, session: str) -> str:
    row = _table(folder / f"{folder.name}_sessions.tsv").get(session, {})
    return next((row[name] for name in CONDITIONS if row.get(name)), "")


def _of_person(person: dict[str, str], session: str) -> str:
    label = session.removeprefix("ses-")
    number = re.sub(r"\D", "", label).lstrip("0")
    for column, value in person.items():
        if column.endswith("_night") and value and value in (session, label, number):
            return column.removesuffix("_night")
    return ""
