"""Embla's and RemLogic's event list as XML (``EventExport``)."""

from typing import Any

from explorer.io.formats.row_times import read_clock
from explorer.io.formats.staged_rows import Row, scoring_of_events, started_by_clock
from explorer.io.formats.xml_values import text_of, within
from explorer.io.reading_choices import Reading
from explorer.io.scoring_content import Scoring

_NAME = "Embla and RemLogic event list as XML"


def read_embla(path: object, root: Any, reading: Reading) -> Scoring:
    """Read the events of an ``EventExport``: types, places, and moments of start and stop.

    Parameters
    ----------
    path : object
        Where it comes from, for errors.
    root : Element
        Of the XML.
    reading : Reading
        What was said of it.

    Raises
    ------
    ValueError
        If an event has no time, or none is a stage.
    """
    found = []
    for event in within(root, "Event"):
        begins, ends = text_of(event, "StartTime"), text_of(event, "StopTime")
        start, stop = read_clock(begins), read_clock(ends)
        if start is None:
            raise ValueError(
                f"{path}: StartTime is {begins[:40]!r}, expected such as 2010-01-27T00:22:30"
            )
        lasts = (stop - start).total_seconds() if stop else float("nan")
        found.append((start, max(lasts, 0.0), text_of(event, "Type"), text_of(event, "Location")))
    if not found:
        raise ValueError(f"{path}: {_NAME} without an event")
    first = min(one[0] for one in found)
    rows = [
        Row((start - first).total_seconds(), lasts, kind, channel)
        for start, lasts, kind, channel in found
    ]
    return started_by_clock(scoring_of_events(path, _NAME, rows, reading), first, reading)
