"""The list of events: those found in the band and those that scorers marked, to go to each."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.analysis.event_lanes import LabelledEvents
from explorer.analysis.event_search import NAMES, DetectedEvents, detection_for
from explorer.app.analysis_cache import AnalysisCache
from explorer.app.state import ExplorerState
from explorer.app.status import Status
from explorer.bridge.event_table import EventTable
from explorer.night.clock_words import clock_start
from explorer.night.schema import make_events
from explorer.render.architecture.event_lanes_part import marked_by
from explorer.render.night.events_csv import events_csv

MOST_LISTED = 50_000
"""Rows of a list: more are cut off, and it is said."""
_DETECTED, _SCORED = "detected", "scored"
_HIDDEN = "No events are listed: they are hidden while blind."

Column = dict[str, Any]


class Lanes(Protocol):
    """Whoever chooses which scored events may be seen."""

    shown: LabelledEvents | None


class EventList:
    """Rows of one kind of events, newest choice first asked for; nothing while it is folded.

    Parameters
    ----------
    state : ExplorerState
        Its ``window_start`` is written by a row.
    cache : AnalysisCache
        Keeps the events found.
    status : Status
        Says which are at hand.
    lanes : Lanes
        Has the scored ones.
    """

    def __init__(
        self, state: ExplorerState, cache: AnalysisCache, status: Status, lanes: Lanes
    ) -> None:
        self.state, self.cache, self.status, self.lanes = state, cache, status, lanes
        self.widget = EventTable()
        self._chosen = _DETECTED
        self._drawn: tuple[object, ...] = ()

    def connect(self, safe_callback: Callable[[Callable[..., None]], Callable[..., None]]) -> None:
        """Let the list write to the state, each callback wrapped by `safe_callback`."""
        self.widget.observe(safe_callback(lambda _change: self._show()), "unfolded")
        self.widget.listen("go", safe_callback(lambda message: self._go(int(message["row"]))))
        self.widget.listen("choose", safe_callback(lambda m: self._choose(str(m["list"]))))
        self.widget.listen("csv", safe_callback(lambda message: self._save(message["rows"])))

    def follow(self, _changed: frozenset[str]) -> None:
        """Send other rows, where others are to be seen."""
        self._show()

    @property
    def _found(self) -> DetectedEvents | None:
        if self.state.blind:  # what is at hand may be put away only after this list is told
            return None
        return self.cache.kept_events(self.status.events_key) if self.status.events_key else None

    def _choose(self, name: str) -> None:
        self._chosen = name if name in (_DETECTED, _SCORED) else _DETECTED
        self._show()

    def _show(self) -> None:
        if not self.widget.unfolded:
            return
        found, scored = self._found, self.lanes.shown
        chosen = self._chosen if scored is not None else _DETECTED
        why_none = "" if found is not None else self._why_none()
        drawn = (found, scored, chosen, self.state.night, why_none)
        if len(drawn) == len(self._drawn) and all(
            one is other or (isinstance(one, str) and one == other)
            for one, other in zip(drawn, self._drawn, strict=True)
        ):
            return
        self._drawn = drawn
        start, wrap = clock_start(self.state.night)
        change = self.state.night.clock_change
        clock = {"start": start, "wrap": wrap, "movedAt": change.at, "movedBy": change.by}
        noun = NAMES[found.detection.kind] if found is not None else "events"
        lists = [[_DETECTED, noun]]
        lists += [[_SCORED, "scored events"]] if scored is not None else []
        with self.widget.hold_sync():
            self.widget.lists, self.widget.chosen = lists, chosen
            if chosen == _SCORED and scored is not None:
                note = f"{marked_by(scored.events).capitalize()}, and as chosen beside the lanes."
                self.widget.show(_scored_columns(scored), note, clock)
            elif found is not None:
                self.widget.show(_detected_columns(found.events), self._words(found), clock)
            else:
                self.widget.show([], why_none, clock)

    def _why_none(self) -> str:
        """Say why there is no row: hidden, nothing to look for, not to be searched, not yet."""
        state = self.state
        if state.blind:
            return _HIDDEN
        if not state.analysis_channel:
            return "No events are listed: no channel is analysed."
        detection = detection_for(state.band, state.detector)
        if detection is None:
            return "No events are listed: none are looked for in this band."
        if self.cache.has_analysis(state.analysis_channel, state.view):
            why = self.cache.analysis(state.analysis_channel, state.view).too_long
            if why:
                return f"No events are listed: {why}"
        return f"No events are listed yet: {NAMES[detection.kind]} are being looked for."

    def _words(self, found: DetectedEvents) -> str:
        made = "simulated" if self.state.night.simulated else "measured"
        size = found.events.sizes["event"]
        cut = f" The first {MOST_LISTED:,} of {size:,} are listed." if size > MOST_LISTED else ""
        return f"{self.state.analysed}, {found.detection.words}; {made}.{cut}"

    def _onsets(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Onsets and durations of the rows that were sent, s."""
        found, scored = self._drawn[:2] if self._drawn else (None, None)
        if self.widget.chosen == _SCORED and isinstance(scored, LabelledEvents):
            return scored.events.onset, scored.events.duration
        if isinstance(found, DetectedEvents):
            return found.events.onset.values, found.events.duration.values
        return np.zeros(0), np.zeros(0)

    def _go(self, row: int) -> None:
        """Put an event into the middle of the window."""
        onset, duration = self._onsets()
        if 0 <= row < onset.size:
            middle = float(onset[row] + min(duration[row], self.state.window_length) / 2)
            self.state.window_start = middle - self.state.window_length / 2

    def _save(self, rows: Sequence[int]) -> None:
        size = self._onsets()[0].size
        kept = [int(row) for row in rows if 0 <= int(row) < size]
        found, scored = self._drawn[:2]
        if self.widget.chosen == _SCORED and isinstance(scored, LabelledEvents):
            name, events = "scored_events", _as_events(scored)
        elif isinstance(found, DetectedEvents):
            name = NAMES[found.detection.kind].replace(" ", "_")
            events = found.events.assign(
                channel=("event", np.full(size, self.state.analysed)),
                kind=("event", np.full(size, found.detection.kind)),
            )
        else:
            return
        if self.state.night.simulated:
            name += "_simulated"
        night = "".join(c if c.isalnum() else "_" for c in self.state.night.title)
        self.widget.offer_file(f"{night}_{name}.csv", events_csv(events, kept))


def _detected_columns(events: xr.Dataset) -> list[Column]:
    events = events.isel(event=slice(MOST_LISTED))
    amplitude = "peak_to_peak" if "peak_to_peak" in events else "amplitude"
    said = "amplitude, peak to peak" if amplitude == "peak_to_peak" else "amplitude"
    return [
        _numbers("onset", "time", "when it begins", events.onset.values, clock=True),
        _numbers("duration", "s", "duration, s", events.duration.values, digits=2),
        _numbers("amplitude", "µV", f"{said}, µV", events[amplitude].values),
        _numbers("frequency", "Hz", "frequency, Hz", events["frequency"].values, digits=2),
        _words("stage", "stage", "the stage in which it begins", events["stage"].values),
    ]


def _scored_columns(shown: LabelledEvents) -> list[Column]:
    events = shown.events
    part = slice(MOST_LISTED)
    words = np.array([*events.words, ""], object)[events.word]
    return [
        _numbers("onset", "time", "when it begins", events.onset[part], clock=True),
        _numbers("duration", "s", "duration, s", events.duration[part], digits=1),
        _words("word", "what", "the file's word", words[part]),
        _words("stage", "stage", "the stage in which it begins", shown.stage[part]),
    ]


def _as_events(shown: LabelledEvents) -> xr.Dataset:
    events = shown.events
    return make_events(
        onset=events.onset,
        duration=events.duration,
        kind=np.array([*events.words, ""], object)[events.word].astype(str),
        channel=np.array([*events.channels, ""], object)[events.channel].astype(str),
        source=np.array([*events.sources, ""], object)[events.source].astype(str),
        stage=shown.stage.astype(str),
    )


def _numbers(
    key: str,
    head: str,
    title: str,
    values: npt.NDArray[Any],
    *,
    digits: int = 0,
    clock: bool = False,
) -> Column:
    rounded = np.round(np.asarray(values, np.float64), 3 if clock else digits + 1)
    told = [value if np.isfinite(value) else None for value in rounded.tolist()]
    shown = {"clock": True} if clock else {"digits": digits}
    return {"key": key, "head": head, "title": title, "values": told, **shown}


def _words(key: str, head: str, title: str, values: npt.NDArray[Any]) -> Column:
    words, places = np.unique(values.astype(str), return_inverse=True)
    return {
        "key": key,
        "head": head,
        "title": title,
        "values": places.tolist(),
        "words": words.tolist(),
    }
