"""A lesson of the scoring school on the page: what it hides, where it goes, what it remembers."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from traitlets import TraitError

from explorer.analysis.n3_rule import AASM_LINE
from explorer.app.scoring.epoch_cursor import EpochCursor
from explorer.app.scoring.lesson_joining import with_answers_of
from explorer.app.scoring.lesson_memory import view_from_memory
from explorer.app.scoring.lesson_store import LessonStore
from explorer.app.state import ExplorerState
from explorer.night.night import Night
from explorer.school.experts import expert_hypnograms, is_simulations
from explorer.school.lesson import NO_TRACES, Lesson
from explorer.school.lesson_words import redo_words, undo_words
from explorer.school.marking import Marked, mark
from explorer.school.sitting import Sitting
from explorer.vocabulary.bands import BANDS
from explorer.vocabulary.stages import Stage

_BROAD = next(band for band in BANDS if band.name == "broad")
_VIEW = (
    *("montage", "visible_channels", "analysis_channel", "notch", "display_filters"),
    *("gains", "channel_scales", "inverted", "detector", "event_filter"),
    *("spectrogram_top", "spectrogram_settings", "spectrogram_logarithmic", "colour_limits"),
    *("lights", "definitions", "slow_wave_activity", "swa_reference", "overview_span"),
    *("window_length", "window_start", "cursor_epoch", "band", "selection"),
    *("blind", "scoring", "scorer", "n3_amplitude"),
)
"""Traits that a lesson, or a hand in it, changes, in the order in which they are put back."""


class LessonController:
    """Follows the state's `sitting`: hides, goes to its epochs, and puts all back at its end.

    Parameters
    ----------
    state : ExplorerState
        Its `sitting` may be set by anybody: a tab, a link, a key.
    epoch_cursor : EpochCursor
        Goes to the lesson's epochs.
    """

    def __init__(self, state: ExplorerState, epoch_cursor: EpochCursor) -> None:
        self.state, self.epoch_cursor = state, epoch_cursor
        self.store = LessonStore(self._recalled)
        self._said: tuple[str, Night | None] = ("", None)
        self.last: int | None = None
        """Place in the lesson that was answered by the last that a hand did."""
        self.asking = False
        """Whether it is asked if answers are to be handed in though some epochs have none."""
        self.changed: Callable[[], None] = lambda: None
        """Called when there is something else to show."""
        self._before: dict[str, Any] | None = None
        self._night: Night | None = None
        self._anew = False  # whether the view before the lesson may be that before a reload
        state.observe(self._turned, "sitting")

    @property
    def said(self) -> str:
        """What to say of the night on screen, in one sentence; "" for nothing."""
        words, night = self._said
        return words if self._is_of_this_recording(night) else ""

    @said.setter
    def said(self, words: str) -> None:
        self._said = (words, self.state.night)

    # ---- what a hand does ----------------------------------------------------------------------

    def answer(self, stage: Stage) -> None:
        """Answer the epoch looked at, and go on, or stay beside what is told of it."""
        sitting = self.state.sitting
        if sitting is None or sitting.finished:
            return
        told = sitting.is_told
        self.last, self.said, self.asking = None if told else sitting.place, "", False
        with self.state.batch():
            self.state.sitting = sitting.answer(stage)
            self.look()

    def go(self, steps: int) -> None:
        """Look at an epoch further on or back in the lesson."""
        if self.state.sitting is not None:
            self._turn_to(self.state.sitting.go(steps))

    def undo(self) -> None:
        """Take out the answer given last, and go to its epoch."""
        if (sitting := self.state.sitting) is not None:
            self._turn_to(sitting.undo(), undo_words(sitting))

    def redo(self) -> None:
        """Give again the answer taken out last, and go on from its epoch."""
        if (sitting := self.state.sitting) is not None:
            self._turn_to(sitting.redo(), redo_words(sitting))

    def _turn_to(self, sitting: Sitting, said: str = "") -> None:
        self.last, self.said, self.asking = None, said, False
        with self.state.batch():
            self.state.sitting = sitting
            self.look()
        self.changed()

    def look(self) -> None:
        """Bring the lesson's epoch in sight again."""
        sitting = self.state.sitting
        if sitting is not None:
            onset = self.state.night.hypnogram.onset.values[sitting.epoch]
            self.epoch_cursor.go_to(float(onset))

    def hand_in(self) -> None:
        """Hand in the answers where all epochs have one; else ask first."""
        sitting = self.state.sitting
        if sitting is not None and sitting.answered < len(sitting.answers):
            self.asking = True
            self.changed()
        else:
            self.finish()

    def finish(self) -> None:
        """Hand in the answers: they are marked, and nothing is hidden any more."""
        self.asking = False
        if self.state.sitting is not None:
            self.state.sitting = self.state.sitting.finish()

    def go_on(self) -> None:
        """Hand in nothing yet: go to the first epoch without an answer."""
        if self.state.sitting is not None:
            self._turn_to(self.state.sitting.go_to_unanswered())

    def again(self) -> None:
        """Begin the same lesson anew."""
        if self.state.sitting is not None:
            self.state.sitting = Sitting.begin(self.state.sitting.lesson)

    def leave(self) -> None:
        """End the lesson: all is as it was before; the answers stay in the browser."""
        self.state.sitting = None

    def marked(self) -> Marked:
        """Mark what was answered so far.

        Raises
        ------
        ValueError
            If there is no lesson, or the night has not the answers of its experts.
        """
        sitting = self.state.sitting
        if sitting is None:
            raise ValueError("There is no lesson: choose one in the tab School.")
        return mark(sitting.lesson, sitting.answers, self._experts(sitting.lesson))

    # ---- what follows the state ----------------------------------------------------------------

    def _turned(self, change: dict[str, Any]) -> None:
        """Hide at once what gives the answers away, or put all back."""
        self.asking = False
        old, new = change["old"], change["new"]
        old = old if isinstance(old, Sitting) else None
        state = self.state
        with state.batch():
            if new is None:
                self._put_back()
            elif old is None or old.lesson != new.lesson:
                self._begin(new, anew=old is None)
            elif new.finished != old.finished:
                self.said, self.last = "", None
                if new.finished:
                    state.blind = False
                else:
                    self._hide()
                self.look()
        if new is not None:
            self._remember()
        self.changed()

    def _begin(self, sitting: Sitting, *, anew: bool) -> None:
        state = self.state
        self.said, self.last = "", None
        if anew:
            self._before = {name: getattr(state, name) for name in _VIEW}
            self._night = state.night
            self._anew = True
        try:
            if not state.night.channels:
                raise ValueError(NO_TRACES)
            mark(sitting.lesson, sitting.answers, self._experts(sitting.lesson))
        except ValueError as error:
            self._before = None  # nothing was changed yet
            state.sitting = None
            self.said = f"The lesson could not be begun: {error}."
            return
        self._hide()
        self._take_up(sitting)
        self.look()

    def _hide(self) -> None:
        state = self.state
        state.scoring, state.blind, state.scorer = False, True, ""
        state.selection, state.band, state.n3_amplitude = (), _BROAD, AASM_LINE
        self.epoch_cursor.fit_window()

    def _put_back(self) -> None:
        before, self._before = self._before, None
        if before is not None and self._is_of_this_recording(self._night):
            for name in _VIEW:
                with suppress(TraitError):  # of a scorer whose scoring is gone by now
                    setattr(self.state, name, before[name])
        self.said, self.last = "", None

    def _is_of_this_recording(self, night: Night | None) -> bool:
        """Whether what is kept is not of another night; one with derived channels is the same."""
        return night is not None and night.recorded is self.state.night.recorded

    def _experts(self, lesson: Lesson) -> Any:
        state = self.state
        return expert_hypnograms(
            *(state.night, state.edits, state.automatic_scorings),
            student=state.scorer_name,
            scorers=lesson.scorers,
        )

    @property
    def is_key_simulated(self) -> bool:
        """Whether the lesson is marked by what the simulation made, and by nobody's scoring."""
        night, sitting = self.state.night, self.state.sitting
        if sitting is None or not night.simulated:
            return False
        return is_simulations(night, self._experts(sitting.lesson))

    @property
    def key_in_words(self) -> str:
        """What the lesson is marked by: the simulation, one scorer, or the majority of several."""
        sitting = self.state.sitting
        if sitting is None:
            return ""
        experts = self._experts(sitting.lesson).scorer.values
        if self.is_key_simulated:
            return "the simulation"
        several = len(experts) > 1
        return f"the majority of {len(experts)} scorers" if several else str(experts[0])

    # ---- what the browser remembers ------------------------------------------------------------

    def _recalled(self) -> None:
        """Take up what the browser told of: from before this page, or from another tab."""
        if self.state.sitting is not None:
            self._take_up(self.state.sitting)
        self.changed()

    def _take_up(self, sitting: Sitting) -> None:
        """Go on where the lesson was left, and take over what was answered in another tab."""
        key = self._key(sitting.lesson)
        held = self.store.sitting_of(key, sitting.lesson)
        if held is None or (held.answers, held.finished) == (sitting.answers, sitting.finished):
            return
        if sitting.answered or sitting.finished:
            self.state.sitting = with_answers_of(sitting, held)
            self.said = "Answers given in another tab of this browser are taken over."
            return
        if held.answered:
            if self._before is not None and self._anew:  # the page was loaded again meanwhile
                entry = self.store.lessons[key]
                self._before |= view_from_memory(entry.get("before"))
            self._anew = False
            self.state.sitting = held
            self.said = "Taken up where you left it."
            self.look()

    def _remember(self) -> None:
        sitting = self.state.sitting
        if sitting is not None:
            self.store.keep(self._key(sitting.lesson), sitting, self._before or {})

    def _key(self, lesson: Lesson) -> str:
        return f"{self.state.night.title}|{lesson.text}"
