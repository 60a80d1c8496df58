"""Scored events as lanes along the night: a lane a kind and scorer, with counts and a list."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from markupsafe import Markup

from explorer.analysis.event_lanes import (
    ALL_EVENTS,
    EventFilter,
    EventLane,
    label_events,
    lanes_of,
    touched_columns,
)
from explorer.analysis.metrics_query import MetricsQuery
from explorer.metrics.scored_events import ScoredEvents
from explorer.models.graphoelements import TRUTH
from explorer.night.clock_words import moment_words
from explorer.night.night import Night
from explorer.render.environment import pieces
from explorer.render.svg_marks import Mark, drawing, mark, text
from explorer.vocabulary.counts import pluralize

_TEMPLATE = "architecture/event_lanes.html.j2"
GO_TO = "go:"
"""What a button of the list begins with; the moment in s follows."""
FILTER = "events:"
"""What a choice among events begins with: "kind", "scorer" or "stage" follows."""
_COLUMNS = 280  # of a lane: one a pixel
_LABEL, _BAR, _GAP = 13, 9, 5  # pixels: words of a lane, its marks, and room below
_MOST_LANES, _MOST_LISTED = 40, 100


def events_heading(asked: MetricsQuery) -> str:
    """Say how many scored events there are, so that none is overlooked."""
    events = _events(asked)
    return _number(events.size) if events else "No scored events"


def events_part(asked: MetricsQuery, chosen: EventFilter = ALL_EVENTS) -> Markup:
    """HTML: lanes of the scored events, what may be chosen among them, and a list to go to them.

    Parameters
    ----------
    asked : MetricsQuery
        Of which night; a selection limits the list.
    chosen : EventFilter
        What is shown.
    """
    events = _events(asked)
    night = asked.in_bed.night
    if events is None:
        return pieces(_TEMPLATE).empty(_what_there_is(night))
    labelled = label_events(events, asked.in_bed.hypnograms)
    kept = labelled.chosen(chosen)
    shown = kept.events
    duration = max(night.duration, float((events.onset + events.duration).max()), 1.0)
    lanes = lanes_of(kept)
    figure = _draw(lanes[:_MOST_LANES], duration)
    listed = np.flatnonzero(_inside(shown, asked.selection))
    rows = [
        (
            f"{GO_TO}{shown.onset[at]:g}",
            moment_words(night, float(shown.onset[at]), always=True),
            shown.words[shown.word[at]],
            kept.stage[at],
            _about(shown, int(at)),
        )
        for at in listed[:_MOST_LISTED].tolist()
    ]
    names = sorted({stage for stage in labelled.stage.tolist() if stage})
    return pieces(_TEMPLATE).events(
        figure=figure,
        choices=(
            (f"{FILTER}kind", "kind", _options(labelled.labels, "every kind"), chosen.kind),
            (f"{FILTER}scorer", "scorer", _options(events.sources, "everybody"), chosen.scorer),
            (f"{FILTER}stage", "begins in", _options(names, "any stage"), chosen.stage),
        ),
        rows=rows,
        shown=shown.size,
        total=_number(events.size),
        by_whom=marked_by(shown if shown.size else events),
        listed=int(listed.size),
        more_lanes=max(len(lanes) - _MOST_LANES, 0),
        brushed=bool(asked.selection),
        notes=[*events_notes(events, night.duration), *repeated_notes(events)],
    )


def events_notes(events: ScoredEvents, duration: float) -> list[str]:
    """Say which marks cannot be drawn as they stand, in a sentence each.

    Parameters
    ----------
    events : ScoredEvents
    duration : float
        Of the recording, s.

    Returns
    -------
    list of str
        Empty where all are sound.
    """
    end = events.onset + events.duration
    outside = int(((end < 0) | (events.onset > duration)).sum())
    across = int(
        (((events.onset < 0) & (end >= 0)) | (events.onset <= duration) & (end > duration)).sum()
    )
    said = (
        (outside, "before or after the recording: in the list, and nowhere drawn on the night"),
        (across, "across the recording's begin or end: drawn as far as it is inside"),
        (events.unplaced, "left out, as the onset is no number"),
    )
    return [f"{pluralize(count, 'scored event')} {words}." for count, words in said if count]


def repeated_notes(events: ScoredEvents) -> list[str]:
    """Say in the list of events how many of a file stand in it twice: nothing of them is missing.

    Parameters
    ----------
    events : ScoredEvents

    Returns
    -------
    list of str
        Empty where there is none.
    """
    if not events.repeated:
        return []
    count = pluralize(events.repeated, "scored event")
    return [f"{count} left out, as the same scorer marked the same there already."]


def marked_by(events: ScoredEvents) -> str:
    """Say by whom events were marked: a simulation puts in what it knows, and scores nothing.

    Parameters
    ----------
    events : ScoredEvents

    Returns
    -------
    str
        "as scorers marked them", "as the simulation made them", or both.
    """
    made = [events.sources[one] == TRUTH for one in np.unique(events.source).tolist()]
    if made and all(made):
        return "as the simulation made them"
    return "as scorers marked them" + (", or the simulation made them" if any(made) else "")


def _events(asked: MetricsQuery) -> ScoredEvents | None:
    observed = asked.in_bed.observed
    return observed.events if observed is not None and observed.events else None


def _number(count: int) -> str:
    return f"{count:,} scored event{'' if count == 1 else 's'}"


def _what_there_is(night: Night) -> list[str]:
    """Say what the files had, where they had no events."""
    stages = (
        f"stages by {pluralize(night.hypnograms.sizes['scorer'], 'scorer')}"
        if night.is_scored
        else "no stages"
    )
    channels = f"{pluralize(len(night.channels), 'channel')} of signals" if night.channels else ""
    sources = [str(night.attrs[key]) for key in ("source", "hypnogram_source")]
    files = " and ".join(dict.fromkeys(name for name in sources if name)) or "This night"
    return [f"{files}: {' and '.join(filter(None, (stages, channels)))}, and no scored event."]


def _draw(lanes: list[EventLane], duration: float) -> Markup:
    step = _LABEL + _BAR + _GAP
    several = len({lane.scorer for lane in lanes}) > 1
    marks: list[Mark] = []
    for row, lane in enumerate(lanes):
        top = row * step
        ink = touched_columns(lane.onset, lane.duration, duration, _COLUMNS).tolist()
        bar = top + _LABEL
        path = "".join(f"M{at} {bar}h{end - at}v{_BAR}h-{end - at}z" for at, end in ink)
        who = f" · {lane.scorer}" if several else ""
        marks += [
            text(0, top + _LABEL - 3, f"{lane.label}{who} · {lane.rows.size:,}", class_="tick"),
            mark("rect", x=0, y=bar, width=_COLUMNS, height=_BAR, class_="grid", fill="none"),
            mark("path", d=path, fill=lane.colour, title=lane.title),
        ]
    height = max(len(lanes) * step, 1)
    return drawing(
        marks,
        title="Scored events along the night, a lane a kind",
        class_="figure",
        viewBox=f"0 0 {_COLUMNS} {height}",
        role="img",
    )


def _inside(events: ScoredEvents, selection: tuple[float, ...]) -> npt.NDArray[np.bool_]:
    if not selection:
        return np.ones(events.size, bool)
    start, stop = selection
    return (events.onset < stop) & (events.onset + events.duration >= start)


def _about(events: ScoredEvents, at: int) -> str:
    parts = [f"{events.duration[at]:g} s" if events.duration[at] else "no duration"]
    parts += [events.channels[events.channel[at]], f"by {events.sources[events.source[at]]}"]
    if np.isfinite(events.depth[at]):
        parts.append(f"{events.depth[at]:g} % deep")
    return ", ".join(part for part in parts if part)


def _options(words: Iterable[str], every: str) -> list[tuple[str, str]]:
    return [("", every), *((word, word) for word in dict.fromkeys(words))]
