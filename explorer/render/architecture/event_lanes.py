"""Scored events as lanes along the night: a lane a kind and scorer, with counts and a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt
from markupsafe import Markup

from explorer.analysis.metrics_query import MetricsQuery
from explorer.metrics.event_indices import epoch_of
from explorer.metrics.scored_events import KINDS, ScoredEvents
from explorer.night.night import Night
from explorer.render.environment import pieces
from explorer.render.marks import Mark, drawing, mark, text
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.event_kinds import EVENT_COLOURS
from explorer.vocabulary.stages import STAGE_TITLES, Stage

_TEMPLATE = "architecture/event_lanes.html.j2"
GO_TO = "go:"
"""What a button of the list begins with; the moment in s follows."""
FILTER = "events:"
"""What a choice among events begins with: "kind", "scorer" or "stage" follows."""
_COLUMNS = 280  # of a lane: one a pixel
_LABEL, _BAR, _GAP = 13, 9, 5  # pixels: words of a lane, its marks, and room below
_MOST_LANES, _MOST_LISTED = 40, 100
_OTHER_COLOUR = "#6C757D"


@dataclass(frozen=True)
class EventFilter:
    """Which scored events are drawn and listed; "" for all."""

    kind: str = ""
    scorer: str = ""
    stage: str = ""


ALL_EVENTS = EventFilter()


def events_heading(asked: MetricsQuery) -> str:
    """Say how many scored events there are, so that none is overlooked."""
    events = _events(asked)
    return _number(events.size) if events else "No scored events"


def events_part(asked: MetricsQuery, chosen: EventFilter = ALL_EVENTS) -> Markup:
    """HTML: lanes of the scored events, what may be chosen among them, and a list to go to them.

    Parameters
    ----------
    asked : MetricsQuery
        Of which night; a brushed part limits the list.
    chosen : EventFilter
        What is shown.
    """
    events = _events(asked)
    night = asked.in_bed.night
    if events is None:
        return pieces(_TEMPLATE).empty(_what_there_is(night))
    stages = _stages(asked, events)
    labels = np.array([_label(events, code, word) for code, word in _pairs(events)], object)
    kept = _kept(events, labels, stages, chosen)
    shown = events.where(kept)
    duration = max(night.duration, float((events.onset + events.duration).max()), 1.0)
    lanes = _lanes(shown, labels[kept])
    figure = _draw(lanes[:_MOST_LANES], duration)
    listed = np.flatnonzero(_inside(shown, asked.selection))
    rows = [
        (
            f"{GO_TO}{shown.onset[at]:g}",
            _clock(night, float(shown.onset[at])),
            shown.words[shown.word[at]],
            stages[kept][at],
            _about(shown, int(at)),
        )
        for at in listed[:_MOST_LISTED].tolist()
    ]
    names = sorted({stage for stage in stages.tolist() if stage})
    return pieces(_TEMPLATE).events(
        figure=figure,
        choices=(
            (f"{FILTER}kind", "kind", _options(labels.tolist(), "every kind"), chosen.kind),
            (f"{FILTER}scorer", "scorer", _options(events.sources, "everybody"), chosen.scorer),
            (f"{FILTER}stage", "begins in", _options(names, "any stage"), chosen.stage),
        ),
        rows=rows,
        shown=shown.size,
        total=_number(events.size),
        listed=int(listed.size),
        more_lanes=max(len(lanes) - _MOST_LANES, 0),
        brushed=bool(asked.selection),
    )


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


def _pairs(events: ScoredEvents) -> list[tuple[int, int]]:
    return list(zip(events.kind.tolist(), events.word.tolist(), strict=True))


def _label(events: ScoredEvents, code: int, word: int) -> str:
    """Name a lane: the kind, or the file's own word where it is of none."""
    return str(KINDS[code]) if code >= 0 else events.words[word]


def _stages(asked: MetricsQuery, events: ScoredEvents) -> npt.NDArray[np.object_]:
    """Stage in which each event begins, "" outside what is scored."""
    hypnograms = asked.in_bed.hypnograms
    epoch = epoch_of(hypnograms, events.onset)
    if not hypnograms.epochs:
        return np.full(events.size, "", object)
    codes = hypnograms.scored_codes[0][epoch]
    names = {int(stage): stage.name for stage in STAGE_TITLES}
    told = [
        names.get(code, "") if at >= 0 and code != Stage.UNSCORED else ""
        for code, at in zip(codes.tolist(), epoch.tolist(), strict=True)
    ]
    return np.array(told, object)


def _kept(
    events: ScoredEvents,
    labels: npt.NDArray[np.object_],
    stages: npt.NDArray[np.object_],
    chosen: EventFilter,
) -> npt.NDArray[np.bool_]:
    kept = np.ones(events.size, bool)
    if chosen.kind:
        kept &= labels == chosen.kind
    if chosen.scorer in events.sources:
        kept &= events.source == events.sources.index(chosen.scorer)
    if chosen.stage:
        kept &= stages == chosen.stage
    return kept


@dataclass(frozen=True)
class _Lane:
    words: str
    colour: str
    onset: npt.NDArray[np.float64]
    duration: npt.NDArray[np.float64]
    title: str


def _lanes(events: ScoredEvents, labels: npt.NDArray[np.object_]) -> list[_Lane]:
    """Lanes of kinds in the order of the vocabulary, then of the file's other words."""
    several = len(events.sources) > 1
    keys = dict.fromkeys(
        zip(events.kind.tolist(), labels.tolist(), events.source.tolist(), strict=True)
    )
    lanes = []
    for code, label, source in sorted(keys, key=lambda key: (key[0] < 0, key)):
        here = (events.kind == code) & (labels == label) & (events.source == source)
        words = sorted({events.words[at] for at in events.word[here].tolist()})
        channels = sorted({events.channels[at] for at in events.channel[here].tolist()} - {""})
        count = int(here.sum())
        who = f" · {events.sources[source]}" if several else ""
        own = ", ".join(f"“{word}”" for word in words[:6])
        where = f" on {', '.join(channels[:6])}" if channels else ""
        lanes.append(
            _Lane(
                f"{label}{who} · {count:,}",
                EVENT_COLOURS[KINDS[code]] if code >= 0 else _OTHER_COLOUR,
                events.onset[here],
                events.duration[here],
                f"{own}{where}, by {events.sources[source]}",
            )
        )
    return lanes


def _draw(lanes: list[_Lane], duration: float) -> Markup:
    step = _LABEL + _BAR + _GAP
    marks: list[Mark] = []
    for row, lane in enumerate(lanes):
        top = row * step
        ink = _columns(lane, duration)
        bar = top + _LABEL
        path = "".join(f"M{at} {bar}h{wide}v{_BAR}h-{wide}z" for at, wide in ink)
        marks += [
            text(0, top + _LABEL - 3, lane.words, class_="tick"),
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


def _columns(lane: _Lane, duration: float) -> list[tuple[int, int]]:
    """Stretches of columns that events touch: bounded, however many events there are."""
    scale = _COLUMNS / duration
    inside = (lane.onset + lane.duration >= 0) & (lane.onset <= duration)
    first = np.clip(np.floor(lane.onset[inside] * scale), 0, _COLUMNS - 1).astype(int)
    ends = np.ceil((lane.onset + lane.duration)[inside] * scale)
    last = np.maximum(np.clip(ends, 1, _COLUMNS).astype(int), first + 1)
    steps = np.bincount(first, minlength=_COLUMNS + 1) - np.bincount(last, minlength=_COLUMNS + 1)
    touched = np.cumsum(steps)[:_COLUMNS] > 0
    edges = np.flatnonzero(np.diff(np.concatenate(([False], touched, [False])))).reshape(-1, 2)
    return [(int(begin), int(end - begin)) for begin, end in edges]


def _inside(events: ScoredEvents, selection: tuple[float, ...]) -> npt.NDArray[np.bool_]:
    if not selection:
        return np.ones(events.size, bool)
    start, stop = selection
    return (events.onset < stop) & (events.onset + events.duration >= start)


def _clock(night: Night, time: float) -> str:
    if night.start is not None:
        return f"{night.start + timedelta(seconds=time):%H:%M:%S}"
    sign, seconds = "-" if time < 0 else "", int(abs(time))
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _about(events: ScoredEvents, at: int) -> str:
    parts = [f"{events.duration[at]:g} s" if events.duration[at] else "no duration"]
    parts += [events.channels[events.channel[at]], f"by {events.sources[events.source[at]]}"]
    if np.isfinite(events.depth[at]):
        parts.append(f"{events.depth[at]:g} % deep")
    return ", ".join(part for part in parts if part)


def _options(words: Iterable[str], every: str) -> list[tuple[str, str]]:
    return [("", every), *((word, word) for word in dict.fromkeys(words))]
