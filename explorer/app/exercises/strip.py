"""The exercise beside its view: steps, questions and answers in a strip below what is looked at."""

from collections.abc import Callable

import ipywidgets as widgets

from explorer.app.app_context import AppContext
from explorer.app.css_class import toggle_class
from explorer.app.permalink import apply_link, write_link
from explorer.app.state import ExplorerState
from explorer.bridge.table_widget import TableWidget
from explorer.evidence.exercises import Exercise
from explorer.render.environment import pieces

_TEMPLATE = "exercises/page.html.j2"


class ExerciseStrip:
    """Stands below every tab from when a view is opened until it is left.

    Parameters
    ----------
    state : ExplorerState
        Brought back to what it was before, when the exercise is left.
    context : AppContext
        Puts the strip into its place.
    questions : ipywidgets.Widget
        Fields of the answers, which the exercise's own page shows too.
    to_page, to_explanation : callable of ()
        Turn to the exercise's own page, and to what it shows there.
    """

    def __init__(
        self,
        state: ExplorerState,
        context: AppContext,
        questions: widgets.Widget,
        *,
        to_page: Callable[[], None],
        to_explanation: Callable[[], None],
    ) -> None:
        self.state, self.context = state, context
        self.steps = widgets.HTML()
        self.steps.add_class("beside-steps")
        self.page = _button("exercise", "turn to the exercise’s own page")
        self.leave = _button("leave", "close the exercise; the night looks again as before it")
        self.done = _button("Done: see what it shows", "turn to what this exercise shows")
        self.done.add_class("beside-done")
        self.done.on_click(context.safe_callback(lambda _b: to_explanation()))
        self.show_done(is_done=False)
        self.page.on_click(context.safe_callback(lambda _b: to_page()))
        self.leave.on_click(context.safe_callback(lambda _b: self.close()))
        self.line = TableWidget()
        """One line: the step that one is at, the way to the next, and the fold of all the rest."""
        self.line.add_class("beside-line")
        self.line.listen("act", context.safe_callback(lambda message: self._act(message["what"])))
        self.is_folded = False
        """Whether that line stands in place of steps and questions."""
        self._exercise: Exercise | None = None
        self._step = 0
        asked = widgets.VBox([questions])
        asked.add_class("beside-questions")
        buttons = widgets.VBox([self.line, self.done, self.page, self.leave])
        buttons.add_class("beside-buttons")
        self.widget = widgets.HBox([self.steps, asked, buttons])
        self.widget.add_class("exercise-beside")
        self.before = ""
        """Link to what was looked at before; "" where no exercise is open."""
        self._night_before = ""
        self._was_blind = False  # which no link says: it is how one works, and no view

    @property
    def is_open(self) -> bool:
        """Whether an exercise is being done."""
        return bool(self.before)

    def open(self, exercise: Exercise) -> None:
        """Stand beside the view from now on."""
        if not self.is_open:
            self.before = write_link(self.state, "")
            self._night_before, _ = self.context.night_place()
            self._was_blind = self.state.blind
        self.show(exercise)
        self.context.show_beside(self.widget)

    def show(self, exercise: Exercise) -> None:
        """Write the steps of another exercise."""
        if exercise is not self._exercise:
            self._exercise, self._step = exercise, 0
        self.steps.value = pieces(_TEMPLATE).beside(exercise)
        self._draw_line()

    def _act(self, what: str) -> None:
        if what == "fold":
            self.is_folded = not self.is_folded
            toggle_class(self.widget, "beside-folded", on=self.is_folded)
        elif self._exercise is not None:
            self._step = (self._step + 1) % len(self._exercise.steps)
        self._draw_line()

    def _draw_line(self) -> None:
        if self._exercise is not None:
            line = pieces(_TEMPLATE).one_line(self._exercise, self._step, self.is_folded)
            self.line.value = str(line)

    def close(self) -> None:
        """Go away, and bring back what was looked at before."""
        before, self.before = self.before, ""
        self.context.show_beside(None)
        if before:
            self.context.bring_night(
                self._night_before, self.context.safe_callback(lambda: self._look_again(before))
            )

    def _look_again(self, link: str) -> None:
        with self.state.batch():
            self.state.blind = self._was_blind
            apply_link(self.state, link)

    def show_done(self, *, is_done: bool) -> None:
        """Say that every answer is right, and lead to what the exercise shows."""
        self.done.layout.display = None if is_done else "none"


def _button(text: str, tooltip: str) -> widgets.Button:
    return widgets.Button(description=text, tooltip=tooltip, layout=widgets.Layout(width="auto"))
