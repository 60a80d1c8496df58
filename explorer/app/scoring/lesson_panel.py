"""The lesson beside the night: its epoch and keys, feedback with the rule, and the result."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import ipywidgets as widgets
from markupsafe import Markup

from explorer.app.permalink import lesson_link
from explorer.app.scoring.epoch_cursor import EpochCursor
from explorer.app.scoring.lesson_controller import LessonController
from explorer.app.scoring.scoring_controller import SafeCallback
from explorer.app.state import ExplorerState
from explorer.bridge.live_figure import LiveFigure
from explorer.bridge.table_widget import TableWidget
from explorer.night.clock_words import moment_words
from explorer.render.environment import pieces
from explorer.school.answer_key import STAGE_NAMES
from explorer.school.lesson_words import left_off_words
from explorer.school.marking import PASS_LINE, Marked, experts_in_words
from explorer.school.result_file import Result, write_result
from explorer.school.scoring_rules import MANUAL
from explorer.scoring.edit_history import STAGE_KEYS
from explorer.vocabulary.stages import SCORED, STAGE_TITLES, Stage

_TEMPLATE = "school/lesson.html.j2"
_ANSWER, _LOOK, _RESUME = "answer:", "look:", "resume:"
_ONLY_STAGES = (
    "In a lesson only W, 1, 2, 3 and R answer: your own scoring is left alone. Leave it to score."
)
_NO_LIGHTS = "In a lesson lights off and on stay where they are. Leave it to move them."


class LessonPanel:
    """In sight while a lesson is under way or was handed in, or waits to be gone on with.

    Parameters
    ----------
    state : ExplorerState
        Followed here.
    safe_callback : callable
        Wraps every callback.
    pane : LiveFigure
        Its keys answer.
    epoch_cursor : EpochCursor
        Goes to the lesson's epochs.
    place : callable of () -> (str, str)
        Where a link finds the night on screen and its scorer's file again.
    """

    def __init__(
        self,
        state: ExplorerState,
        safe_callback: SafeCallback,
        pane: LiveFigure,
        epoch_cursor: EpochCursor,
        place: Callable[[], tuple[str, str]],
    ) -> None:
        self.state, self._place = state, place
        self.controller = LessonController(state, epoch_cursor)
        self.controller.changed = self._show
        self.sheet = TableWidget()
        self.widget = widgets.VBox([self.sheet, self.controller.store.memory])
        self.widget.add_class("explorer-lesson")
        pane.listen("lesson", safe_callback(lambda message: self._key(str(message["what"]))))
        self.sheet.listen("act", safe_callback(lambda message: self._act(str(message["what"]))))
        self.sheet.listen("choose", safe_callback(lambda m: self._choose(m["name"], m["value"])))
        store = self.controller.store
        store.memory.observe(safe_callback(lambda _change: store.recall()), "value")
        store.memory.observe(safe_callback(lambda _change: store.join()), "theirs")

    def follow(self, changed: frozenset[str]) -> None:
        """Show the lesson as it stands."""
        if changed & {"sitting", "night", "edits", "scorer_name"}:
            self._show()

    # ---- from the page -------------------------------------------------------------------------

    def _key(self, what: str) -> None:
        controller = self.controller
        if not self.state.in_lesson:
            return
        if STAGE_KEYS.get(what) in SCORED:
            controller.answer(STAGE_KEYS[what])
        elif what == "next":
            controller.go(+1)
        elif what == "back":
            controller.go(-1)
        elif what == "undo":
            controller.undo()
        elif what == "redo":
            controller.redo()
        else:
            controller.said = _NO_LIGHTS if what == "lights" else _ONLY_STAGES
            self._show()

    def _act(self, what: str) -> None:
        controller = self.controller
        simple: dict[str, Callable[[], None]] = {
            "next": lambda: controller.go(+1),
            "back": lambda: controller.go(-1),
            "here": controller.look,
            "undo": controller.undo,
            "redo": controller.redo,
            "hand-in": controller.hand_in,
            "finish": controller.finish,
            "go-on": controller.go_on,
            "again": controller.again,
            "leave": controller.leave,
            "save": self._save,
            "assign": lambda: self.sheet.offer_copy(f"#{self.link}"),
        }
        if what in simple:
            simple[what]()
        elif what.startswith(_ANSWER):
            controller.answer(STAGE_KEYS[what.removeprefix(_ANSWER)])
        elif what.startswith(_LOOK):
            controller.go(int(what.removeprefix(_LOOK)) - self._sitting.place)
        elif what.startswith(_RESUME):
            self.state.sitting, _left = self._unfinished()[int(what.removeprefix(_RESUME))]

    def _unfinished(self) -> list[tuple[Any, float]]:
        return self.controller.store.unfinished(self.state.night.title)

    def _choose(self, name: str, value: str) -> None:
        if name == "student":
            self.controller.store.rename(value)
            self._show()

    @property
    def _sitting(self) -> Any:
        return self.state.sitting

    @property
    def link(self) -> str:
        """The lesson as an assignment."""
        night, hypnogram = self._place()
        return lesson_link(self._sitting.lesson, night, hypnogram=hypnogram)

    def _save(self) -> None:
        controller, night = self.controller, self.state.night
        text = write_result(
            Result(
                *(controller.store.student, night.title, night.simulated, controller.marked()),
                simulated_key=controller.is_key_simulated,
            )
        )
        named = f"lesson_{controller.store.student or 'answers'}_{night.title}"
        stem = "".join(letter if letter.isalnum() else "_" for letter in named)
        self.sheet.offer_file(f"{stem}.json", text, "application/json")

    # ---- to the page ---------------------------------------------------------------------------

    def _show(self) -> None:
        sitting, controller = self.state.sitting, self.controller
        template = pieces(_TEMPLATE)
        if sitting is None:
            value = template.waiting(
                [
                    (f"{_RESUME}{at}", left_off_words(one), _iso(left))
                    for at, (one, left) in enumerate(self._unfinished())
                ],
                controller.said,
            )
        elif sitting.finished:
            value = self._result(controller.marked())
        else:
            keys = [
                (f"{_ANSWER}{key}", stage.name, f"{STAGE_TITLES[stage]} (key {key.upper()})")
                for key, stage in STAGE_KEYS.items()
                if stage in SCORED
            ]
            value = template.running(
                sitting,
                self._when(sitting.place),
                keys,
                self._feedback(),
                controller.said,
                just_told=sitting.is_told and controller.last == sitting.place,
                just_done=sitting.answered == len(sitting.answers) and controller.last is not None,
                asking=controller.asking,
            )
        self.sheet.value = str(value)

    def _when(self, place: int) -> str:
        """Epoch and clock time of a place in the lesson."""
        night, epoch = self.state.night, self._sitting.lesson.epochs[place]
        onset = float(night.hypnogram.onset.values[epoch])
        if night.start is None:
            return f"epoch {epoch + 1}"
        return f"epoch {epoch + 1}, {moment_words(night, onset, always=True)}"

    def _feedback(self) -> Markup:
        """HTML: what the experts say of the epoch looked at, where it is told."""
        sitting = self._sitting
        if not sitting.is_told:
            return Markup()
        return pieces(_TEMPLATE).feedback(self._row(self.controller.marked(), sitting.place))

    def _row(self, marked: Marked, place: int) -> dict[str, Any]:
        """One epoch with its answer, the experts', and the rule."""
        answer = marked.answers[place]
        said = experts_in_words(marked.votes[place], simulated=self.controller.is_key_simulated)
        return {
            "act": f"{_LOOK}{place}",
            "at": place,
            "when": self._when(place),
            "answer": "nothing" if answer == Stage.UNSCORED else answer.name,
            "key": " or ".join(stage.name for stage in marked.key(place)),
            "experts": said[:1].upper() + said[1:],
            "right": bool(marked.right[place]),
            "acceptable": bool(marked.acceptable[place]),
            "tied": bool(marked.tied[place]),
            "rule": marked.rule(place),
        }

    def _result(self, marked: Marked) -> Markup:
        confusion = marked.agreement.confusion.values.tolist()
        return pieces(_TEMPLATE).result(
            marked=marked,
            line=PASS_LINE,
            stages=STAGE_NAMES,
            confusion=confusion,
            ties=int(marked.tied.sum()),
            mistakes=marked.mistakes.most_common(),
            hardest=[self._row(marked, place) for place in marked.hardest],
            shown=self._row(marked, self._sitting.place),
            simulated=self.state.night.simulated,
            simulated_key=self.controller.is_key_simulated,
            key=self.controller.key_in_words,
            manual=MANUAL,
            student=self.controller.store.student,
            said=self.controller.said,
        )


def _iso(seconds: float) -> str:
    """Write a moment as the page reads it, which tells it by the reader's own clock; "" for 0."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds") if seconds else ""
