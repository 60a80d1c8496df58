"""A night as the page would show it, by every scorer, in light and dark, for each kind of event.

The panels of the live page draw it, on a figure that nobody looks at; so a page without a kernel
shows what they show, and its numbers are theirs.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from explorer.analysis.event_search import NAMES, detection_for
from explorer.analysis.metrics_query import MetricsQuery
from explorer.analysis.spectrogram_settings import USUAL
from explorer.app.analysis_cache import AnalysisCache
from explorer.app.metrics_snapshot import snapshot
from explorer.app.night.counts_in_page import PageNumbers
from explorer.app.night.events_controller import EventsController
from explorer.app.night.headline_panel import headline
from explorer.app.night_figures import NightFigures
from explorer.app.state import ExplorerState
from explorer.app.status import RESULTS, Status
from explorer.app.trait_bindings import show_state
from explorer.bridge.frozen_figure import FrozenFigure, Told
from explorer.metrics.metric import HEART, OXYGEN
from explorer.night.night import Night
from explorer.render.architecture.metrics_csv import as_csv
from explorer.render.architecture.sections import unfolding_sections
from explorer.vocabulary.bands import BANDS, Band
from explorer.vocabulary.stages import is_sleep, stages_told

_KEY = re.compile(r'data-key="([^"]+)"')
_OF_THE_NIGHT = frozenset({"spectra", "pieces"})  # whoever scored it


class Follower(Protocol):
    """Whoever shows the state."""

    def follow(self, changed: frozenset[str]) -> None:
        """Show what these traits are now."""


@dataclass(frozen=True, eq=False)
class Numbers:
    """Tables beside a night, all of them unfolded."""

    headline: str
    sections: str
    csv: str
    rule: str


class FrozenView:
    """The panels of a night, without a page.

    Parameters
    ----------
    night : Night
    choices : mapping of str to value
        Traits of `ExplorerState` that depart from a first look.
    """

    def __init__(self, night: Night, choices: dict[str, Any]) -> None:
        self.state = state = ExplorerState(night)
        with state.batch():
            for name, value in choices.items():
                setattr(state, name, value)
        self.cache, self.status = AnalysisCache(night), Status()
        self.problems: list[str] = []
        self._asked: MetricsQuery | None = None
        self.figures = NightFigures(state, self.cache, self.status, FrozenFigure)
        pane = self.figures.pane
        assert isinstance(pane, FrozenFigure)
        self.pane = pane
        self._events = EventsController(
            state, self.cache, self.status, pane, lambda call: call, self._failed
        )
        self._followers: tuple[Follower, ...] = (
            self.figures.traces,
            PageNumbers(state, self.cache, pane, lambda call: call),
            self._events,
            self.figures.event_lanes,
            *self.figures.panels[:-1],
        )
        self.figures.event_lanes.connect(pane, lambda call: call)
        others = [band for band in BANDS if band != state.band]
        searched = [b for b in (state.band, *others) if detection_for(b, state.detector)]
        self.searches = searched
        """Bands in which events are looked for: that of the view first, with which a page opens."""
        self._compute()
        self._follow(frozenset(state.trait_names()) | RESULTS)

    def close(self) -> None:
        """Leave nothing of it in a running kernel."""
        for widget in (*self._events.numbers.widgets, *self._events.controls.widgets):
            widget.close()

    def show(
        self, *, scorer: str | None = None, dark: bool | None = None, band: Band | None = None
    ) -> None:
        """Turn to another scorer, theme or band."""
        state = self.state
        before = (state.scorer, state.dark, state.band)
        with state.batch():
            if scorer is not None:
                state.scorer = scorer
            if dark is not None:
                state.dark = dark
            if band is not None:
                state.band = band
        after = (state.scorer, state.dark, state.band)
        changed = frozenset(
            name
            for name, one, other in zip(("scorer", "dark", "band"), before, after, strict=True)
            if one != other
        )
        if changed:
            self._compute()
            self._follow(changed)

    def events_are_of(self) -> str:
        """Name what is looked for in the band, such as "Spindles"."""
        found = detection_for(self.state.band, self.state.detector)
        return NAMES[found.kind] if found else ""

    def events_html(self) -> str:
        """HTML: events by stage."""
        return str(self._events.numbers.events.value)

    def told(self) -> dict[str, list[Told]]:
        """Give what the page is told as it opens: of night, stages, events, and marks."""
        found: dict[str, list[Told]] = {"night": [], "scored": [], "events": [], "marks": []}
        for told in self.pane.ask("ready"):
            kind = told.message.get("kind")
            if kind in _OF_THE_NIGHT or told.message.get("what") == "waves":
                found["night"].append(told)
            elif kind in ("scored", "events"):
                found[kind].append(told)
            elif kind == "scored events":
                found["marks"].append(told)
        return found

    def stage_flags(self) -> dict[str, np.ndarray]:
        """Tell of each epoch what numbers of a part are counted from.

        Returns
        -------
        dict of str to array, shape (epoch,)
            ``codes`` and ``inside`` of the time in bed; ``asleep`` by the hypnogram.
        """
        part = self.state.parts[0]
        return {
            "codes": part.hypnogram.values.astype(np.int8),
            "inside": part.inside.astype(np.uint8),
            "asleep": is_sleep(self.state.hypnogram.values).astype(np.uint8),
        }

    def stages(self) -> list[tuple[int, str]]:
        """List code and name of each stage that the hypnogram tells; none of an unscored night."""
        if not self.state.is_scored:
            return []
        return [(int(s), s.name) for s in stages_told(self.state.hypnogram.values)]

    def numbers(self, *, with_signals: bool = True) -> Numbers:
        """Write the tables.

        Parameters
        ----------
        with_signals : bool
            Whether with saturation and heart beats, for which the recording is read.
        """
        state = self.state
        asked = snapshot(state, self._asked)
        left = () if with_signals else (OXYGEN, HEART)
        if with_signals and asked is not self._asked:
            asked = asked.with_signals()
        self._asked = asked
        keys = _KEY.findall(headline(state, asked, ()))
        return Numbers(
            headline(state, asked, keys),
            _all_sections(asked, left, dark=state.dark),
            as_csv(asked),
            str(self._events.numbers.rule.value),
        )

    def _compute(self) -> None:
        """Have at hand what the panels draw, so that they need not wait for a worker."""
        state = self.state
        if not state.analysis_channel:
            return
        try:
            self.cache.analysis(state.analysis_channel, state.view)
            self.cache.events(
                *(state.analysis_channel, state.view, state.band, state.detector),
                state.search_scope,
            )
            if state.picture_settings != USUAL:
                self.cache.picture(state.analysis_channel, state.view, state.picture_settings)
        except ValueError as error:  # too long or too slow a channel: the page says so
            self.problems.append(str(error))

    def _follow(self, changed: frozenset[str]) -> None:
        with self.pane:
            self.figures.show_night(self.state)
            show_state(self.state, self.pane, changed)
            for follower in self._followers:
                follower.follow(changed)
        with self.pane:
            for follower in self._followers:
                follower.follow(RESULTS)

    def _failed(self, _request: object, error: Exception) -> None:
        self.problems.append(str(error))


def _all_sections(asked: MetricsQuery, left: Collection[str], *, dark: bool) -> str:
    """HTML: every part below the headline but those `left`, unfolded with all that is in it."""
    known: list[str] = []
    for _ in range(3):  # parts, their metrics, and nothing new
        written = str(unfolding_sections(asked, known, dark=dark))
        found = [key for key in dict.fromkeys(_keys(written)) if key not in left]
        if found == known:
            break
        known = found
    return written


def _keys(written: str) -> Iterator[str]:
    return (key for key in _KEY.findall(written) if not key.startswith("choice:"))
