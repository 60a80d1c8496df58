"""The School tab: choose a set of epochs to score blind, and see a class's results as a table."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import numpy as np
from markupsafe import Markup

from explorer.app.app_context import AppContext, describe_error
from explorer.app.permalink import lesson_link
from explorer.app.state import ExplorerState
from explorer.app.upload_button import UploadButton
from explorer.bridge.table_widget import TableWidget
from explorer.datasets.night_locations import LONGEST_LOOK
from explorer.io import read_hypnogram
from explorer.render.environment import pieces
from explorer.school.choose_epochs import MOST, WAYS, choose_epochs
from explorer.school.class_table import (
    NO_KAPPA_INTERVAL,
    class_rows,
    class_table,
    hardest_epochs,
    struggles,
)
from explorer.school.experts import expert_hypnograms, is_simulations, other_experts
from explorer.school.lesson import AT_THE_END, FEEDBACK, NO_TRACES, Lesson
from explorer.school.lesson_words import left_off_words
from explorer.school.marking import PASS_LINE, PASS_SOURCE
from explorer.school.result_file import Result, is_result, read_files, read_folder
from explorer.school.sitting import Sitting
from explorer.school.whole_night import mark_whole_night
from explorer.storage.allowed_folders import allowed_file
from explorer.storage.bounded_wait import answer_within
from explorer.storage.copied_files import copy_of
from explorer.vocabulary.counts import first_few, pluralize
from explorer.vocabulary.spreadsheet import written_rows

_TEMPLATE = "school/page.html.j2"
_COUNTS = (10, 20, 50, 100, MOST)
_EVERYBODY = ""
_DRAWN_FROM = frozenset({"night", "edits", "automatic_scorings", "scorer_name", "lights"})
_SHOWN_BY = frozenset({"shown", "night", "edits", "automatic_scorings", "scorer_name", "sitting"})


class SchoolPage:
    """At the left a lesson from the night on screen, at the right what a class made of theirs.

    Parameters
    ----------
    state : ExplorerState
        Of the application; its `sitting` is begun here.
    context : AppContext
        What the application offers.
    """

    def __init__(self, state: ExplorerState, context: AppContext) -> None:
        self.state, self.context = state, context
        self.chosen = {"by": next(iter(WAYS)), "count": "20", "feedback": AT_THE_END, "key": ""}
        self.said = {"lesson": "", "class": ""}
        self.folder = ""
        self.results: list[Result] = []
        self.rng = np.random.default_rng()
        """Draws the epochs of a lesson: others each time."""
        self.assigned: Lesson | None = None
        """The lesson of the link copied last, until a choice or what it is drawn from changes."""
        self.lesson_sheet, self.class_sheet = TableWidget(), TableWidget()
        self.upload = UploadButton(
            "add students' files",
            multiple=True,
            tooltip="results of lessons (.json), or scorings of the whole night on screen",
        )
        style = (files("explorer.app.school") / "page.css").read_text("utf-8")
        head = widgets.HTML(pieces(_TEMPLATE).class_head())
        right = widgets.VBox([head, self.upload, self.class_sheet])
        right.add_class("school-class")
        self.lesson_sheet.add_class("school-lesson")
        self.widget = widgets.Box(
            [
                widgets.HTML(pieces("page/head.html.j2").style(Markup(style))),
                self.lesson_sheet,
                right,
            ]
        )
        self.widget.add_class("school")
        safe_callback = context.safe_callback
        for sheet in (self.lesson_sheet, self.class_sheet):
            sheet.listen("act", safe_callback(lambda message: self._act(str(message["what"]))))
            sheet.listen("choose", safe_callback(lambda m: self._choose(m["name"], m["value"])))
        self.upload.on_files(self._uploaded, safe_callback)
        self.draw()
        self._draw_class()

    def follow(self, changed: frozenset[str]) -> None:
        """Offer the night on screen, and whoever scored it."""
        if changed & _DRAWN_FROM:
            self.assigned = None
        if changed & _SHOWN_BY:
            if "night" in changed:
                self.chosen["key"], self.said["lesson"] = _EVERYBODY, ""
            self.draw()

    # ---- a lesson ------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin a lesson with what is chosen, on the tab of the night."""
        if not self.state.night.channels:
            raise ValueError(f"A lesson cannot be begun: {NO_TRACES}")
        lesson = self.assigned or self._lesson()
        self.state.sitting = None
        self.state.sitting = Sitting.begin(lesson)
        self.context.turn_to("Night")

    def assign(self) -> None:
        """Copy a link to a lesson with what is chosen; none is begun here."""
        if not self.state.night.channels:
            raise ValueError(f"A lesson cannot be assigned: {NO_TRACES}")
        lesson = self.assigned = self._lesson()
        night, hypnogram = self.context.night_place()
        self.lesson_sheet.offer_copy(f"#{lesson_link(lesson, night, hypnogram=hypnogram)}")
        self.said["lesson"] = (
            f"The link to {pluralize(len(lesson.epochs), 'epoch')} is copied: whoever opens it "
            "where this night is served begins this lesson. “begin the lesson” begins with the "
            "same epochs here, until a choice changes."
        )

    def _lesson(self) -> Lesson:
        state, chosen = self.state, self.chosen
        scorers = (chosen["key"],) if chosen["key"] else ()
        probability = next((one.probability for one in state.automatic_scorings), None)
        epochs = choose_epochs(
            self._experts(scorers),
            int(chosen["count"]),
            chosen["by"],
            rng=self.rng,
            lights=state.time_in_bed,
            probability=probability,
        )
        return Lesson(epochs, chosen["by"], chosen["feedback"], scorers)

    def _experts(self, scorers: tuple[str, ...] = ()) -> Any:
        state = self.state
        return expert_hypnograms(
            *(state.night, state.edits, state.automatic_scorings),
            student=state.scorer_name,
            scorers=scorers,
        )

    def draw(self) -> None:
        """Show what a lesson can be made of."""
        problem, keys, sitting = "", [(_EVERYBODY, "")], self.state.sitting
        has_traces = bool(self.state.night.channels)
        try:
            keys = self._keys()
        except ValueError as error:
            problem = str(error)
        if self.chosen["key"] not in dict(keys):  # their scoring was taken back since
            self.chosen["key"] = _EVERYBODY
        self.lesson_sheet.value = str(
            pieces(_TEMPLATE).lesson(
                self.state.night.title,
                {
                    "by": [(name, name) for name in WAYS],
                    "count": [(str(count), str(count)) for count in _COUNTS],
                    "key": keys,
                    "feedback": [(name, name) for name in FEEDBACK],
                },
                self.chosen,
                {"by": WAYS[self.chosen["by"]], "feedback": FEEDBACK[self.chosen["feedback"]]},
                *(problem, self.said["lesson"], self.state.in_lesson, PASS_LINE, PASS_SOURCE),
                "" if has_traces else f"{NO_TRACES[0].upper()}{NO_TRACES[1:]}.",
                "" if sitting is None else left_off_words(sitting),
            )
        )

    def _keys(self) -> list[tuple[str, str]]:
        """Whose answers may be the key: everybody's who scored this night but the student's."""
        state = self.state
        names = [str(name) for name in self._experts().scorer.values]
        others = other_experts(
            *(state.night, state.edits, state.automatic_scorings), student=state.scorer_name
        )
        which = "the {} scorers of files" if others else "all {} scorers"
        usual = f"{which.format(len(names))}, by majority"
        if len(names) == 1:  # is offered once
            only = names.pop()
            usual = only if others else "the scorer"
        return [(_EVERYBODY, usual), *((name, name) for name in (*names, *others))]

    # ---- a class -------------------------------------------------------------------------------

    def read(self, folder: str) -> None:
        """Read the results in a folder of the server.

        Raises
        ------
        ValueError
            If it lies outside the allowed folders, or holds no result.
        """

        def look() -> tuple[list[Result], list[str]]:
            return read_folder(allowed_file(folder, or_folder=True), permitted=_is_allowed)

        found, problems = answer_within(LONGEST_LOOK, look, folder)
        self._take(found, problems)

    def _take(self, results: list[Result], problems: list[str], names: Sequence[str] = ()) -> None:
        self.results = [*self.results, *results]
        which = f": {first_few(names)}" if names else ""
        read = f"{pluralize(len(names) or len(results), 'file')} read{which}."
        sentences = [f"{problem.rstrip('.')}." for problem in problems]
        self.said["class"] = " ".join([read if results else "", *sentences]).strip()

    def _uploaded(self, files: list[tuple[str, bytes]]) -> list[str]:
        """Read results and scorings; return the names of the files that were taken in."""
        self.context.forget_refusal()  # it is of what was asked for before
        found: list[Result] = []
        names, problems = [], []
        for name, content in files:
            results, why_not = self._read_file(name, content)
            found += results
            problems += why_not
            names += [name] if results else []
        self._take(found, problems, names)
        self._draw_class()
        return names

    def _read_file(self, name: str, content: bytes) -> tuple[list[Result], list[str]]:
        if is_result(content):
            return read_files([(name, content)])
        try:
            return self._mark_scoring(name, content), []
        except (ValueError, OSError) as error:
            return [], [
                f"{name} is no result of a lesson, and no scoring of this night: "
                f"{describe_error(error).rstrip('.')}."
            ]

    def _mark_scoring(self, name: str, content: bytes) -> list[Result]:
        """Mark a student's scoring of the whole night on screen, by its experts."""
        night, experts = self.state.night, self._experts()
        with copy_of(name, content) as file:
            scorings = read_hypnogram(file)["stage"].load()
        title, several = Path(name).stem, scorings.sizes["scorer"] > 1
        return [
            mark_whole_night(
                f"{title}, {one.scorer.item()}" if several else title,
                one,
                experts,
                night=night.title,
                simulated=night.simulated,
                simulated_key=is_simulations(night, experts),
            )
            for one in scorings
        ]

    def _draw_class(self) -> None:
        table = class_table(self.results) if self.results else None
        self.class_sheet.value = str(
            pieces(_TEMPLATE).results(
                class_rows(table) if table is not None else [],
                [str(stage) for stage in table.stage.values] if table is not None else [],
                struggles(table) if table is not None else [],
                hardest_epochs(self.results),
                *(self.folder, self.said["class"], NO_KAPPA_INTERVAL),
                by_simulation=any(result.simulated_key for result in self.results),
            )
        )

    def _save(self) -> None:
        rows = class_rows(class_table(self.results))
        text = written_rows([list(rows[0]), *(list(row.values()) for row in rows)])
        self.class_sheet.offer_file("class.csv", text, "text/csv")

    # ---- from the page -------------------------------------------------------------------------

    def _act(self, what: str) -> None:
        part = "lesson" if what in ("start", "assign", "go-on") else "class"
        self.said[part] = ""
        self.context.forget_refusal()
        try:
            if what == "start":
                self.start()
            elif what == "assign":
                self.assign()
            elif what == "go-on":
                self.context.turn_to("Night")
            elif what == "read":
                self.read(self.folder)
            elif what == "forget":
                self.results = []
                self.upload.forget()
            elif what == "save":
                self._save()
        except (ValueError, OSError) as error:
            self.said[part] = f"{str(error).rstrip('.…')}."
        self.draw() if part == "lesson" else self._draw_class()

    def _choose(self, name: str, value: str) -> None:
        if name == "folder":
            self.folder = value.strip()
        elif name in self.chosen:
            self.chosen[name] = value
            if self.assigned is not None:
                self.assigned, self.said["lesson"] = None, ""  # it said of epochs of other choices
            self.draw()  # what it means stands below it


def _is_allowed(file: Path) -> bool:
    """Whether a file lies where the page may read, whatever a link in the folder points to."""
    try:
        allowed_file(str(file))
    except ValueError:
        return False
    return True
