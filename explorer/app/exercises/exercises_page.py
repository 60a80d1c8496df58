"""The classroom: exercises, answers checked with a hint, and what a right one teaches."""

import json
from collections.abc import Callable
from functools import partial
from importlib.resources import files
from types import MappingProxyType

import ipywidgets as widgets
from markupsafe import Markup

from explorer.app.app_context import AppContext
from explorer.app.exercise_view import open_exercise_view
from explorer.app.exercises.strip import ExerciseStrip
from explorer.app.remembered_json import read_remembered
from explorer.app.state import ExplorerState
from explorer.bridge.browser_memory import BrowserMemory
from explorer.bridge.table_widget import TableWidget
from explorer.datasets.night_locations import OLDER_LOCATION, SAMPLE_LOCATION
from explorer.evidence.exercises import ChoiceRule, Exercise, Part, check
from explorer.evidence.parse_exercises import load_exercises
from explorer.render.environment import pieces
from explorer.render.evidence.citations import badge
from explorer.render.evidence.exercise_notebooks import RESTS_ON, ground

_TEMPLATE = "exercises/page.html.j2"
_NIGHTS = MappingProxyType({"young": SAMPLE_LOCATION, "older": OLDER_LOCATION})
_LONGEST_ANSWER = 200  # letters: what a browser holds may be anybody's


class ExercisesPage:
    """A list of exercises at the left; the chosen one's steps, then its questions, beside it.

    Parameters
    ----------
    state : ExplorerState
        Of the application.
    context : AppContext
        What the application offers.
    """

    def __init__(self, state: ExplorerState, context: AppContext) -> None:
        self.state, self.context = state, context
        self.exercises = load_exercises()
        self.passed: set[tuple[str, str]] = set()
        self.given: dict[str, dict[str, str]] = {}
        """What was answered last, by exercise and question."""
        self.memory = BrowserMemory("exercises")
        self._remembering = False
        self._listing = self._filling = False
        self._answered: tuple[str, str] | None = None
        self.list = widgets.Select(rows=len(self.exercises), layout=widgets.Layout(width="100%"))
        self.progress = widgets.HTML()
        self.steps, self.explanation = widgets.HTML(), widgets.HTML()
        self.view_button = widgets.Button(
            description="Open the view", tooltip="turn to where this exercise begins"
        )
        self.view_button.add_class("exercises-open")
        self.back_button = widgets.Button(
            description="Back to the view", tooltip="turn to it as you left it"
        )
        self.back_button.add_class("exercises-back")
        self.questions = widgets.VBox()
        self.strip = ExerciseStrip(
            *(state, context, self.questions),
            to_page=lambda: context.turn_to("Exercises"),
            to_explanation=self._show_explanation,
        )
        self.opened = ""
        """Key of the exercise whose view was opened last."""
        self.answers: dict[str, widgets.Widget] = {}
        self.feedback: dict[str, TableWidget] = {}
        self._checked = 0
        """How often an answer was checked: each verdict is brought in sight once."""
        self._list_them(0)
        self.list.observe(context.safe_callback(lambda _change: self._choose()), "value")
        self.memory.observe(context.safe_callback(lambda _change: self._recall()), "value")
        self.memory.observe(
            context.safe_callback(lambda _change: self.memory.join(self._join)), "theirs"
        )
        self.view_button.on_click(context.safe_callback(lambda _b: self.open_view()))
        self.back_button.on_click(
            context.safe_callback(lambda _b: context.turn_to(self.exercise.place["tab"]))
        )
        left = widgets.VBox([self.progress, self.list, self.memory])
        left.add_class("exercises-list")
        doing = widgets.VBox([self.steps, self.view_button, self.back_button])
        doing.add_class("exercises-doing")
        asking = widgets.VBox([self.questions, self.explanation])
        asking.add_class("exercises-asking")
        style = (files("explorer.app.exercises") / "page.css").read_text("utf-8")
        self.widget = widgets.Box(
            [widgets.HTML(pieces("page/head.html.j2").style(Markup(style))), left, doing, asking]
        )
        self.widget.add_class("exercises")
        self.draw()

    @property
    def exercise(self) -> Exercise:
        """The one on screen."""
        chosen: Exercise = self.exercises[self.list.value]
        return chosen

    def follow(self, changed: frozenset[str]) -> None:
        """Offer the way back while there is one: the questions do not change with the night."""
        if changed:
            self._offer_way_back()

    def open_view(self) -> None:
        """Turn to where the exercise begins, on the night it is about, with its text beside it."""
        exercise = self.exercise
        self.strip.open(exercise)
        self.opened = exercise.key
        self._offer_way_back()
        place = exercise.place
        show = partial(open_exercise_view, place, self.state, self.context.turn_to)
        if "night" in place:
            self.context.bring_night(_NIGHTS[place["night"]], self.context.safe_callback(show))
        else:
            show()

    def draw(self) -> None:
        """Show the chosen exercise."""
        exercise = self.exercise
        self.steps.value = pieces(_TEMPLATE).steps(
            exercise, RESTS_ON[exercise.badge], badge(exercise.badge)
        )
        self.view_button.description = f"Open the view: {exercise.place['tab']}"
        self.strip.show(exercise)
        self._offer_way_back()
        self.answers, self.feedback, rows = {}, {}, []
        for part in exercise.parts:
            rows += self._ask(part)
        self.questions.children = rows
        for key, given in self.given.get(exercise.key, {}).items():
            self._say(exercise, key, given)
        self._conclude()

    def _offer_way_back(self) -> None:
        is_open = self.strip.is_open and self.opened == self.exercise.key
        self.back_button.layout.display = None if is_open else "none"

    def answer(self, part: str) -> None:
        """Check what was answered to a question, and say so beside it."""
        exercise = self.exercise
        given = self.answers[part].value
        if not given:
            self._tell(part, "quiet", "Answer first, then check.", is_new=True)
            return
        self._take(exercise, part, given)
        self._answered = (exercise.key, part)
        self._say(exercise, part, given, is_new=True)
        self._list_them(self.list.value)
        self._conclude()
        self._remember(json.dumps(self.given))

    def _remember(self, text: str) -> None:
        self._remembering = True
        try:
            self.memory.value = text
        finally:
            self._remembering = False

    def _take(self, exercise: Exercise, part: str, given: str) -> None:
        self.given.setdefault(exercise.key, {})[part] = given
        passed = check(exercise, given, part=part).passed
        (self.passed.add if passed else self.passed.discard)((exercise.key, part))

    def _say(self, exercise: Exercise, part: str, given: str, *, is_new: bool = False) -> None:
        found = check(exercise, given, part=part)
        self._tell(part, "right" if found.passed else "hint", found.message, is_new=is_new)

    def _tell(self, part: str, style: str, words: str, *, is_new: bool) -> None:
        """Write a verdict below its answer; what is new is brought in sight, as in the strip."""
        self._checked += is_new
        in_sight = str(self._checked) if is_new else ""
        self.feedback[part].value = str(pieces(_TEMPLATE).said(style, words, in_sight))

    def _recall(self) -> None:
        """Take up the answers that the browser remembers; what fits no exercise is left."""
        if not self._remembering:
            self._take_over(self.memory.value)

    def _join(self, theirs: str) -> None:
        """Take over what was answered in another tab, but to a question answered here later."""
        self._take_over(theirs, but=self._answered if self.memory.ours_later else None)
        mine = json.dumps(self.given)
        is_same = json.loads(mine) == read_remembered(theirs)
        self._remember(theirs if is_same else mine)  # else two tabs would write by turns

    def _take_over(self, text: str, but: tuple[str, str] | None = None) -> None:
        held = read_remembered(text)
        shown = dict(self.given.get(self.exercise.key, {}))
        for exercise in self.exercises:
            answers = held.get(exercise.key)
            if not isinstance(answers, dict):
                continue
            for part in exercise.parts:
                given = None if (exercise.key, part.key) == but else answers.get(part.key)
                if isinstance(given, str) and given[:_LONGEST_ANSWER] == given and given:
                    self._take(exercise, part.key, given)
        self._list_them(self.list.value)
        self._show_answers(shown)

    def _show_answers(self, before: dict[str, str]) -> None:
        """Show what was answered to the exercise on screen since; all other fields stay.

        What is typed or chosen in them and not checked yet is in the browser alone.
        """
        exercise, now = self.exercise, self.given.get(self.exercise.key, {})
        for part in exercise.parts:
            given = now.get(part.key, "")
            if given == before.get(part.key, ""):
                continue
            box = self.answers[part.key]
            if box.value == before.get(part.key, "") and _can_hold(box, given):
                self._filling = True  # it was checked where it was answered
                try:
                    box.value = given
                finally:
                    self._filling = False
            self._say(exercise, part.key, given)
        self._conclude()

    def _choose(self) -> None:
        if not self._listing:
            self.draw()

    def _ask(self, part: Part) -> list[widgets.Widget]:
        rule = part.rule
        given = self.given.get(self.exercise.key, {}).get(part.key, "")
        if isinstance(rule, ChoiceRule):
            box: widgets.Widget = widgets.Dropdown(
                options=[("choose…", ""), *((choice, choice) for choice in rule.choices)],
                layout=widgets.Layout(width="auto", flex="1 1 auto"),
            )
            if given in rule.choices:
                box.value = given
            unit = ""
        else:
            box = widgets.Text(placeholder="a number", layout=widgets.Layout(width="120px"))
            box.continuous_update = False
            box.value = given
            box.observe(self._checking(part.key), "value")  # told at Enter, or when left
            unit = rule.unit
        box.tooltip = part.question
        button = widgets.Button(description="Check", layout=widgets.Layout(width="auto"))
        button.tooltip = "say whether the answer is right, and why"
        button.on_click(self._checking(part.key))
        self.answers[part.key], self.feedback[part.key] = box, TableWidget()
        self.feedback[part.key].add_class("widget-html")  # its looks, as of the question
        question = widgets.HTML(pieces(_TEMPLATE).said("question", part.question))
        parts = [box, *([widgets.HTML(pieces(_TEMPLATE).unit(unit))] if unit else []), button]
        line = widgets.HBox(parts)
        line.add_class("exercises-line")
        return [question, line, self.feedback[part.key]]

    def _checking(self, part: str) -> Callable[..., None]:
        def checked(_event: object) -> None:
            if not self._filling:
                self.answer(part)

        return self.context.safe_callback(checked)

    def _done(self, exercise: Exercise) -> bool:
        return all((exercise.key, part.key) in self.passed for part in exercise.parts)

    def _show_explanation(self) -> None:
        self._conclude(begins=True)
        self.context.turn_to("Exercises")

    def _conclude(self, *, begins: bool = False) -> None:
        """Explain once every part is right; the page may be read from there."""
        exercise = self.exercise
        self.strip.show_done(is_done=self._done(exercise))
        if not self._done(exercise):
            self.explanation.value = pieces(_TEMPLATE).said(
                "quiet later", "What it shows is said here once every answer is right."
            )
            return
        self.explanation.value = pieces(_TEMPLATE).explanation(
            [(one.text, ground(one)) for one in exercise.explanation],
            exercise.key if begins else "",
        )

    def _list_them(self, chosen: int) -> None:
        done = [self._done(exercise) for exercise in self.exercises]
        options = [
            (f"{'✓' if passed else '  '} {exercise.number}. {exercise.title}", index)
            for index, (exercise, passed) in enumerate(zip(self.exercises, done, strict=True))
        ]
        if tuple(options) != tuple(self.list.options):
            self._listing = True  # new titles choose the first: not the reader's choice
            try:
                self.list.options = options
                self.list.value = chosen
            finally:
                self._listing = False
        self.progress.value = pieces(_TEMPLATE).progress(sum(done), len(done))


def _can_hold(box: widgets.Widget, given: str) -> bool:
    """Whether a field has this answer: a browser may remember one that is no choice any more."""
    return not isinstance(box, widgets.Dropdown) or given in dict(box.options).values()
