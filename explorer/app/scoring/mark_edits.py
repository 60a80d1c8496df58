"""Marks of events by hand as edits: checked before they stand, and those that a file brings."""

import math
from collections.abc import Mapping, Sequence

from explorer.night.night import Night
from explorer.scoring.edit_history import EVENT, EVENT_KINDS, Edit, Edits, named_kind
from explorer.scoring.edited_scoring import marked_events
from explorer.vocabulary.counts import pluralize

MOST_IMPORTED = 20_000
"""Events taken of one file: each is a line of the journal."""


def new_mark(
    night: Night, person: str, kind: str, span: tuple[float, float], channel: str = ""
) -> Edit:
    """Make a mark, cut to the recording.

    Parameters
    ----------
    night : Night
    person, kind : str
        Who marks, and as what.
    span : (float, float)
        s from the start of the recording, in any order.
    channel : str
        One of the night's; "" for all.

    Raises
    ------
    ValueError
        If the kind cannot be called so, or the recording has no such stretch or channel.
    """
    if not all(map(math.isfinite, span)):
        raise ValueError(f"A mark needs a begin and an end in s, and has {span[0]} and {span[1]}.")
    start, stop = (min(max(float(time), 0.0), night.duration) for time in sorted(span))
    if channel and channel not in night.channels:
        raise ValueError(
            f"no channel {channel!r} to mark, expected one of {list(night.channels)}, or none for "
            "all of them"
        )
    return Edit(EVENT, person, start, stop, kind=named_kind(kind), channel=channel)


def own_mark(edits: Edits, person: str, name: str) -> Edit:
    """Find a mark of this person by its id.

    Raises
    ------
    ValueError
        If it does not stand.
    """
    mark = next((mark for mark in edits.of(person).marks if mark.id == name), None)
    if mark is None:
        raise ValueError(f"{person} has no such mark: it was changed or taken out meanwhile.")
    return mark


def imported_marks(
    scorer: str, events: Sequence[Mapping[str, object]]
) -> tuple[list[Edit], list[str]]:
    """Make marks of the events of a file, each once, and say which were not taken.

    Parameters
    ----------
    scorer : str
        Whose they are.
    events : sequence of mapping
        As `explorer.night.schema.make_events` takes them.
    """
    marks = []
    for event in events:
        onset, duration = float(str(event["onset"])), float(str(event["duration"]))
        if not math.isfinite(onset):
            continue
        stop = onset + (duration if duration > 0 and math.isfinite(duration) else 0.0)
        kind, channel = str(event["kind"]), str(event["channel"])
        marks.append(Edit(EVENT, scorer, onset, stop, kind=kind, channel=channel))
    said, every = [], len(marks)
    marks = list(dict.fromkeys(marks))
    if alike := every - len(marks):
        said.append(f"{pluralize(alike, 'event')} stood in it twice alike, and once here.")
    if len(marks) > MOST_IMPORTED:
        said.append(f"Of its {len(marks):,} events the first {MOST_IMPORTED:,} were taken.")
        marks = sorted(marks, key=lambda mark: mark.start)[:MOST_IMPORTED]
    return marks, said


def offered_kinds(edits: Edits, *named: str) -> tuple[str, ...]:
    """List kinds to choose from: the usual, those marked on this night, and those just named.

    A file's own kinds may be such as no hand can mark: those are not offered.
    """
    marked = dict.fromkeys(mark.kind for mark in marked_events(edits))
    return tuple(dict.fromkeys((*EVENT_KINDS, *named, *filter(_can_be_marked, marked))))


def _can_be_marked(kind: str) -> bool:
    try:
        return named_kind(kind) == kind
    except ValueError:
        return False
