"""The scoring controller: what a hand does to the state, in the journal before it counts."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from explorer.app.scoring.file_scorer import file_scorer, scorers_within
from explorer.app.scoring.journal_sentences import (
    continued_from_before,
    edited_on_another_page,
    repeated_in_words,
)
from explorer.app.scoring.mark_editor import MarkEditor
from explorer.app.scoring.mark_edits import imported_marks
from explorer.app.scoring.spoken_words import SpokenWords
from explorer.app.scoring.waiting_journals import WaitingJournals
from explorer.app.state import ExplorerState
from explorer.io.alignment import align
from explorer.io.bracketed_events import BracketedEvents, bracketed_events
from explorer.io.reading_choices import Reading
from explorer.io.scorer_names import LONGEST_NAME
from explorer.io.scorer_reading import read_scoring
from explorer.night.hypnogram import epoch_at
from explorer.scoring.combine_scorers import repeated_scorers, scorer_label
from explorer.scoring.edit_history import (
    FROM_FILE,
    STAGES,
    Edit,
    Edits,
    edited_subject,
    redo_edit,
    undo_edit,
    with_beginning,
)
from explorer.scoring.edited_scoring import initial_copy
from explorer.scoring.journal import AppendOutcome, Journal
from explorer.scoring.journal_location import open_journal
from explorer.storage.copied_files import copy_of
from explorer.vocabulary.stages import Stage

BLANK = ""
"""In place of whose stages a scoring begins as a copy of: nobody's."""

SafeCallback = Callable[[Callable[..., None]], Callable[..., None]]


class ScoringController:
    """Edits of the night on screen.

    Parameters
    ----------
    state : ExplorerState
        Its `edits` and `person` are written here alone.
    safe_callback : callable
        Wraps what a timer calls, as `explorer.app.app_context.AppContext` has it.
    """

    def __init__(self, state: ExplorerState, safe_callback: SafeCallback) -> None:
        self.state = state
        self.words = SpokenWords()
        """What to say of the journal."""
        self.continued = ""
        """What was done here before this page was shown, in one sentence that is no problem."""
        self._in_use = False  # whether anybody has seen this page
        self.begin: str | None = None
        """Whose stages a new scoring begins as a copy of; None for those on screen."""
        self.changed: Callable[[], None] = lambda: None
        """Called when there is something else to say."""
        self.written: Callable[[], None] = lambda: None
        """Called when a journal took what had waited for it."""
        self.renamed: dict[str, str] = {}
        """Under which name a scoring goes on whose name another page took up."""
        self.waiting = WaitingJournals(safe_callback(self._wrote))
        self.marks = MarkEditor(state, lambda: self._own, self._do)
        self._name = ""  # id that the page gave to the edit that is made now
        self.open()

    def open(self) -> None:
        """Take up what was done on this night before."""
        self.words.tell()
        self.begin = None
        self.journal = open_journal(self.state.night)
        # What the disk refused is in memory alone: take that journal up, not the file.
        self.journal = self.waiting.held.get(self.journal.path, self.journal)
        try:
            edits = self.journal.open()
        except OSError as error:
            edits = Edits()
            self.words.tell(f"The journal of earlier edits could not be read: {error}.")
        if self.journal.notes:
            self.words.tell(self.journal.notes[0])
        self.continued = repeated_in_words(repeated_scorers(self.state.night, edits))
        self.state.edits = edits

    def catch_up(self, *, seen: bool = True) -> None:
        """Take up what was done since, and say so; cheap where nobody did anything.

        Parameters
        ----------
        seen : bool
            Whether somebody has this page before them. What was done before is no other page's
            doing: a page made in advance, or loaded again, finds the edits of the one before it.
        """
        self._in_use = self._in_use or seen
        if self.words.fade():
            self.changed()
        try:
            new = self.journal.catch_up(watched=self._in_use)
        except OSError as error:
            self.words.tell(f"The journal of earlier edits could not be read: {error}.")
            self.changed()
            return
        if new and self._in_use:
            said = edited_on_another_page(self.journal, new, self.state.scorer_name)
            self.words.tell(said)  # stands until somebody does something here
        elif new:
            edits = self.journal.edits
            repeated = repeated_in_words(repeated_scorers(self.state.night, edits))
            said = continued_from_before(edits, self.state.scorer_name)
            self.continued = f"{said} {repeated}".strip()
        if self.state.edits != self.journal.edits:
            self.state.edits = self.journal.edits
        elif new:
            self.changed()

    def take_over(self, former: Journal) -> None:
        """Take over what stands in another journal of this night, from before its file changed.

        A night is known by its samples: one whose file was written anew has a journal of its own.

        Parameters
        ----------
        former : Journal
            Stays as it is, on disk too.
        """
        if former.path == self.journal.path or not former.edits.done:
            return
        if self.journal.edits.done:
            self.words.note(f"The edits of the file as it was before are kept in {former.path}.")
            self.changed()
            return
        self._do(*former.edits.done)
        self.words.note("Your scoring was taken over from the file as it was before it changed.")
        self.changed()

    # ---- edits ---------------------------------------------------------------------------------

    def score(self, start: float, stop: float, stage: Stage) -> None:
        """Give all epochs whose middle lies in [start, stop) a stage."""
        self._stages(Edit(STAGES, self.state.scorer_name, start, stop, (int(stage),)))

    def score_epoch(self, time: float, stage: Stage) -> None:
        """Give the epoch at this time a stage."""
        grid = self.state.night.hypnogram
        onset, length = grid.onset.values[epoch_at(grid, time + 1e-6)], float(grid.epoch_length)
        self.score(float(onset), float(onset) + length, stage)

    def undo(self) -> Edit | None:
        """Take back this person's last edit, and return it; None where nothing stands."""
        return self._turn(undo_edit(self._own, self.state.scorer_name), "There is nothing to undo.")

    def redo(self) -> Edit | None:
        """Put in again what was taken back last, and return it; None where nothing was."""
        return self._turn(redo_edit(self._own, self.state.scorer_name), "There is nothing to redo.")

    def rename(self, name: str) -> None:
        """Score as somebody else from now on."""
        name = " ".join(name.split())[:LONGEST_NAME]
        if not name:
            raise ValueError("A scorer needs a name.")
        self.state.scorer_name = name
        if self.label in self.state.scorers:
            self.state.scorer = self.label

    def take_in(self, name: str, content: bytes) -> None:
        """Add the scoring in a file, whole, as scorers of its name; of a list of events, marks.

        Raises
        ------
        ValueError
            If the file has no stages that we can read.
        """
        night = self.state.night
        listed = bracketed_events(content.decode("utf-8", "replace"))
        if listed is not None:
            self._take_in_events(name, listed)
            return
        with copy_of(name, content) as file:
            reading = Reading(night.start, night.duration)
            scoring = align(read_scoring(file, reading), night.duration, night.start)
        called = file_scorer(self.state, name)
        names = scorers_within(self.state, called, tuple(scoring.hypnograms))
        for scorer, hypnogram in scoring.hypnograms.items():
            copied = replace(initial_copy(hypnogram, names[scorer], name), kind=FROM_FILE)
            renamed = self._do(copied)
            names[scorer] = renamed.get(names[scorer], names[scorer])
        if len(names) == 1:
            (called,) = names.values()
        marks, more = imported_marks(called, scoring.events)
        if marks:
            self._do(*marks)
        edits = self.state.edits
        repeated = repeated_scorers(night, edits)
        again = {one: whose for one, whose in repeated.items() if edits.of(one).file == name}
        shown = ", ".join(one for one in names.values() if one not in again)
        beside = len(again) < len(names) or not names
        said = [f"{name} stands beside the others as {shown or called}."] if beside else []
        said += [repeated_in_words(again)] if again else []
        self.words.note(" ".join([*said, *more, *scoring.notes]))
        self.changed()

    def _take_in_events(self, name: str, listed: BracketedEvents) -> None:
        # A channel of the night by this name; where there is none it is over all of them.
        known = listed.channel in self.state.night.channels
        events = [{**one, "channel": one["channel"] if known else ""} for one in listed.events]
        called = file_scorer(self.state, name)
        marks, more = imported_marks(called, events)
        self._do(*marks)
        where = "" if known else f" This night has no channel {listed.channel}: over all of them."
        self.words.note(
            f"{name} has no stages: its {listed.words} stand as marks of {called}.{where} "
            f"{' '.join(more)}"
        )
        self.changed()

    @contextmanager
    def named(self, name: str) -> Iterator[None]:
        """Give the edit that is made meanwhile this id; "" for one of its own."""
        self._name = name
        try:
            yield
        finally:
            self._name = ""

    @property
    def said(self) -> str:
        """What to say of the journal, in a sentence or two."""
        return self.words.text

    @property
    def night(self) -> str:
        """What the journal knows the night by."""
        return self.journal.path.stem

    @property
    def label(self) -> str:
        """What this person's scoring is called on the page."""
        return scorer_label(self.state.night, self.state.scorer_name)

    @property
    def origin(self) -> str:
        """Whose stages this person's scoring will begin as a copy of; `BLANK` for nobody's."""
        state = self.state
        if self.begin is not None and (not self.begin or self.begin in state.scorers):
            return self.begin
        return state.scorer or next(iter(state.scorers), BLANK)

    @property
    def _own(self) -> Edits:
        """What stands, without what another page did under this person's name since."""
        return self.journal.seen_by(self.state.scorer_name)

    def _stages(self, edit: Edit) -> None:
        state = self.state
        with state.batch():
            if state.scorer_name not in self._own.scorers and self.origin:
                copied = state.hypnograms.sel(scorer=self.origin)
                self._do(initial_copy(copied, state.scorer_name, self.origin), edit)
            else:
                self._do(edit)
            state.scorer = self.label

    def _turn(self, turn: Edit | None, otherwise: str) -> Edit | None:
        if turn is None:
            self.words.tell()
            self.words.note(otherwise)
            self.changed()
            return None
        own, state = self._own, self.state
        turns = with_beginning(own, turn)
        subjects = {one.of: edited_subject(own, one) for one in turns}
        with state.batch():
            self._do(*turns)
            # Whose stages change is shown; where all of theirs went, whose they began as.
            begun = next((edit.of for edit in subjects.values() if edit.is_initial_copy), "")
            shown = self.label if state.scorer_name in state.edits.scorers else begun
            if shown in state.scorers:
                state.scorer = shown
        return subjects[turn.of]

    def _do(self, *edits: Edit) -> Mapping[str, str]:
        if self._name:
            *before, last = edits
            edits, self._name = (*before, replace(last, id=self._name)), ""
        outcome = self.journal.append(*edits)
        self._tell(outcome)
        return outcome.renamed

    # ---- the journal ---------------------------------------------------------------------------

    def _tell(self, outcome: AppendOutcome) -> None:
        """Show what stands, and say what became of it."""
        state, before = self.state, self.state.edits
        self.words.tell(outcome.problem)
        self.continued, self._in_use = "", True
        with state.batch():
            state.edits = self.journal.edits
            self.renamed.update(outcome.renamed)
            for old, new in outcome.renamed.items():
                self.words.tell(
                    f"Another page is scoring this night as {old!r} too: yours goes on as {new!r}, "
                    f"with all you did, and both are kept. {outcome.problem}".strip()
                )
                if state.scorer_name == old:
                    state.scorer_name = new
                    state.scorer = self.label if self.label in state.scorers else ""
        if state.edits == before:  # else whoever follows the state shows it
            self.changed()
        if not outcome.saved:
            self.waiting.hold(self.journal)

    def try_again(self) -> None:
        """Write what waits in every journal."""
        self.waiting.try_again()

    def _wrote(self, journal: Journal, outcome: AppendOutcome) -> None:
        if journal is self.journal:
            self._tried(outcome)
        if outcome.saved:
            self.written()

    def _tried(self, outcome: AppendOutcome) -> None:
        self._tell(outcome)
        if outcome.saved:
            self.words.note("There is room again: all your edits are saved.")
            self.changed()
