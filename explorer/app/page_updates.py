"""Page updates: what every panel draws when the state or the work on a night has changed."""

from typing import TYPE_CHECKING, Protocol

from explorer.app.css_class import toggle_class
from explorer.app.night.hand_at_rest import HandAtRest
from explorer.app.state import SAMPLES
from explorer.app.status import RESULTS
from explorer.app.trait_bindings import show_state

if TYPE_CHECKING:
    from explorer.app.shell import Explorer

_BAND = frozenset({"band"})
_OVERVIEW_BY = frozenset({"night", "visible_channels", "montage", "notch"})


class Follower(Protocol):
    """Whoever shows the state or its status."""

    def follow(self, changed: frozenset[str]) -> None:
        """Show what these traits are now."""


class PageUpdates:
    """Lets a page's panels follow its state, in order and as one message a change.

    Parameters
    ----------
    page : Explorer
        With all its panels.
    """

    def __init__(self, page: "Explorer") -> None:
        self.page = page
        # What the page draws by itself while a hand drags the band, and the power beside it.
        self.page_drawn: tuple[Follower, ...] = (
            page.traces,
            page.band_power,
            page.controls.response,
            page.numbers,
        )
        self.hand = HandAtRest(
            page.pane,
            self._draw_band,
            beside=(*page.controls.fields.widget.children, page.numbers.power),
            at_rest=(page.controls.edges,),
            write_beside=lambda: page.numbers.follow(_BAND),
        )
        # Samples set off first; events are looked for on a thread while the rest is drawn.
        self.followers: tuple[Follower, ...] = (
            page.traces,
            page.page_numbers,
            page.signal,
            page.hypnogram,
            page.event_lanes,
            page.event_list,
            page.spectrogram,
            page.pictures,
            page.strips,
            page.band_power,
            page.numbers,
            page.controls,
            page.controls.response,
            page.header,
            page.foot,
            page.scoring,
            page.staging,
            page.lesson,
            page.session,
            page.tabs,
        )

    def begin(self) -> None:
        """Draw all of it, and from now on what each change asks for."""
        state, status = self.page.state, self.page.status
        state.on_prepare(self._prepare)
        state.on_commit(self._settle)
        status.on_commit(self._tell_results)
        self._settle(frozenset(state.trait_names()) | RESULTS)

    def _prepare(self, _changed: frozenset[str]) -> None:
        """Turn to another night before anybody asks about it."""
        state = self.page.state
        if self.page.cache.night is not state.night:
            self.page.cache.turn_to(state.night, self.page.night_manager.recent)

    def _settle(self, changed: frozenset[str]) -> None:
        """Let every panel draw what a change asks for, as one message."""
        page, state = self.page, self.page.state
        with page.pane:
            if "night" in changed:
                self._show_night()
            if "dark" in changed:
                toggle_class(page.widget, "dark", on=state.dark)
            if "large_type" in changed:
                toggle_class(page.widget, "large", on=state.large_type)
            if "sitting" in changed:
                toggle_class(page.widget, "in-lesson", on=state.in_lesson)
                toggle_class(page.widget, "with-lesson", on=state.sitting is not None)
            show_state(state, page.pane, changed)
            is_dragged = changed == _BAND and page.traces.is_filtered_by_page and self.hand.drags()
            for follower in self.followers:
                if not (is_dragged and follower in self.page_drawn):
                    follower.follow(changed)
            if changed & SAMPLES:
                page.analyses.request()
            if changed & _OVERVIEW_BY:
                page.overview.request()

    def _tell_results(self, changed: frozenset[str]) -> None:
        """Let panels show what came of the work; nothing that follows a choice runs again."""
        with self.page.pane:
            for follower in self.followers:
                follower.follow(changed)

    def _draw_band(self) -> None:
        """Draw what was left to the page while a hand dragged the band."""
        for follower in (*self.page_drawn, self.page.session):
            follower.follow(_BAND)

    def _show_night(self) -> None:
        page = self.page
        has_signals = bool(page.state.night.channels)
        page.night_figures.show_night(page.state)
        page.header.fold.value = not has_signals  # scoring alone: a hand asks for it
        toggle_class(page.widget, "hypnogram-alone", on=not has_signals)
