"""Controls of scoring: who, which stage, marks, undo, agreement as it stands, files in and out."""

import json
from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets as widgets
import xarray as xr

from explorer import metrics
from explorer.app.scoring.epoch_cursor import EpochCursor
from explorer.app.scoring.marks_view import MarksView
from explorer.app.scoring.scoring_controller import BLANK, SafeCallback, ScoringController
from explorer.app.scoring.scoring_keys import HandKeys
from explorer.app.state import ExplorerState, is_other_recording
from explorer.app.upload_button import UploadButton
from explorer.bridge.live_figure import LiveFigure
from explorer.bridge.table_widget import TableWidget
from explorer.render.architecture.scorer_agreement_table import copied_in_words
from explorer.render.form_controls import choice
from explorer.render.number_format import number
from explorer.scoring.combine_scorers import scored_rows
from explorer.scoring.edit_history import (
    STAGE_KEYS,
    STAGES,
    Edit,
)
from explorer.scoring.export_formats import FORMATS, exported
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.stages import STAGE_TITLES, Stage

KEY = "scoring"
_SHOWN_BY = frozenset(
    {
        *("night", "edits", "automatic_scorings", "scorer", "scorer_name", "scoring", "lights"),
        *("sitting", "blind"),
    }
)


class ScoringPanel:
    """Folded away until somebody scores; its keys work from the whole page.

    Parameters
    ----------
    state : ExplorerState
        Followed here.
    safe_callback : callable
        Wraps every callback.
    pane : LiveFigure
        Its keys score, and it shows who does.
    epoch_cursor : EpochCursor
        Which epoch is scored.
    next_uncertain : callable of () -> None
        Goes to the next epoch of which the stager is unsure.
    """

    def __init__(
        self,
        state: ExplorerState,
        safe_callback: SafeCallback,
        pane: LiveFigure,
        epoch_cursor: EpochCursor,
        next_uncertain: Callable[[], None],
    ) -> None:
        self.state = state
        self.controller = ScoringController(state, safe_callback)
        self.controller.changed = self._show
        self.keys = HandKeys(self.controller)
        self.epoch_cursor, self.pane, self._next = epoch_cursor, pane, next_uncertain
        self.format = next(iter(FORMATS))
        self._name_refusal = ""
        self.marks = MarksView(state, self.controller, pane, epoch_cursor)
        self.sheet = TableWidget()
        self.upload = UploadButton(
            "add a scoring file",
            width="98%",
            tooltip="another scorer's hypnogram of this night, in any format that is read",
        )
        self.upload.layout.display = "none"
        self.widget = widgets.VBox([self.sheet, self.upload])
        # At once, and not when the change has settled: a link may name who scored here.
        state.observe(self._turned, "night")
        self.keys.send = pane.send
        pane.listen("score", safe_callback(self._key))
        pane.listen("ready", safe_callback(lambda _m: self.controller.catch_up(seen=False)))
        self.sheet.listen("act", safe_callback(lambda message: self._act(message["what"])))
        self.sheet.listen("choose", safe_callback(lambda m: self._choose(m["name"], m["value"])))
        self.sheet.observe(safe_callback(lambda _c: self._unfold()), "unfolded")
        self.upload.on_files(self._uploaded, safe_callback)

    def _turned(self, change: dict[str, Any]) -> None:
        if is_other_recording(change):
            self.upload.forget()
            self.controller.open()

    def follow(self, changed: frozenset[str]) -> None:
        """Show who scores and what was said."""
        if changed & _SHOWN_BY:
            self._show()
        if changed & {"selection", "night", "montage", "notch"}:
            self.marks.measure()

    # ---- from the page to the controller -------------------------------------------------------

    def _key(self, message: dict[str, Any]) -> None:
        what = message["what"]
        if what in STAGE_KEYS:
            stage, span, at = STAGE_KEYS[what], message.get("span") or (), float(message["at"])
            self.keys.take(message, lambda: self._score(stage, span, at))
        else:
            self.keys.take(message, lambda: self._take(message))

    def _take(self, message: dict[str, Any]) -> None:
        if not self.marks.take(message):
            self._act(message["what"])

    def _act(self, what: str) -> None:
        state = self.state
        if what == "mode":
            self._turn_mode()
        elif what == "undo":
            self._go_to(self.controller.undo())
        elif what == "redo":
            self._go_to(self.controller.redo())
        elif what == "next":
            self._next()
        elif what == "save":
            self._save()
        elif self.marks.act(what):
            self._show()
        elif what.startswith("stage:"):
            brushed = state.selection
            self._score(STAGE_KEYS[what.removeprefix("stage:")], brushed, self.epoch_cursor.onset)
            if not brushed:
                self.epoch_cursor.advance()

    def _score(self, stage: Stage, span: tuple[float, float] | tuple[()], at: float) -> None:
        if span:
            self.controller.score(*span, stage)
            self.state.selection = ()  # or the next key would score it again
        else:
            self.controller.score_epoch(at, stage)

    def _go_to(self, edit: Edit | None) -> None:
        """Show what an undo or redo changed: stages as what is scored next, a mark where unseen."""
        if edit is None:
            return
        state = self.state
        if edit.do == STAGES or not (
            state.window_start <= edit.start and edit.stop <= state.window_stop
        ):
            self.epoch_cursor.go_to(edit.start)

    def _turn_mode(self) -> None:
        """Let the keys score or not; the window is one to score in when they do."""
        state = self.state
        with state.batch():
            state.scoring = not state.scoring
            if state.scoring:
                self.epoch_cursor.fit_window()
                if self.controller.label in state.scorers:
                    state.scorer = self.controller.label
        if state.scoring and KEY not in self.sheet.unfolded:
            self.sheet.unfolded = [*self.sheet.unfolded, KEY]

    def _choose(self, name: str, value: str) -> None:
        self.marks.refusal = self._name_refusal = ""
        try:
            self._take_choice(name, value)
        except ValueError as error:
            # Beside its field, which goes back to what the keys do.
            if name == "person":
                self._name_refusal = str(error)
            else:
                self.marks.refusal = str(error)
            self.sheet.show_again()
        self._show()

    def _take_choice(self, name: str, value: str) -> None:
        if name == "person":
            self.controller.rename(value)
        elif name == "begin":
            self.controller.begin = value
        elif name == "format":
            self.format = value
        else:
            self.marks.choose(name, value)

    def _uploaded(self, files: list[tuple[str, bytes]]) -> list[str]:
        for name, content in files:
            self.controller.take_in(name, content)
        return [name for name, _ in files]

    def _save(self) -> None:
        state, chosen = self.state, FORMATS[self.format]
        belief = state.staging.probability if state.staging else None
        events = scored_rows(
            state.night, state.edits, state.scorer or next(iter(state.scorers), "")
        )
        raw = exported(state.night, state.hypnogram, events, self.format, belief)
        shown = state.scorer or next(iter(state.scorers), "unscored")
        name = "".join(c if c.isalnum() else "_" for c in f"{state.night.title}_{shown}")
        # EDF+ of annotations alone has no byte above 127 but in its UTF-8 texts.
        self.sheet.offer_file(f"{name}{chosen.ending}", raw.decode("utf-8"), chosen.media_type)

    # ---- from the state to the page ------------------------------------------------------------

    def _unfold(self) -> None:
        self.upload.layout.display = None if KEY in self.sheet.unfolded else "none"
        self._show()

    def _show(self) -> None:
        state = self.state
        self.pane.scoring = (
            f"scoring as {self.controller.label}: W 1 2 3 R U" if state.scoring else self._lesson()
        )
        whose = {"night": self.controller.night, "person": state.scorer_name}
        self.pane.whose = json.dumps(whose)
        self.marks.show()
        own = state.edits.of(state.scorer_name)
        count = len(own.edits) - own.begun
        edits = f" · {pluralize(count, 'edit')}" if count else ""
        controller = self.controller
        looks = "problem" if controller.words.is_problem else "quiet"
        inside = self._inside() if KEY in self.sheet.unfolded else ""
        self.sheet.value = (
            f'<details class="part" data-key="{KEY}"><summary>Scoring{edits}</summary>{inside}'
            f'</details><p class="{looks}" role="status">'
            f"{escape(controller.said or controller.continued)}</p>"
        )

    def _lesson(self) -> str:
        """Say which epoch of a lesson the keys answer; "" where there is no lesson under way."""
        sitting = self.state.sitting
        if sitting is None or not self.state.in_lesson:
            return ""
        return f"lesson, epoch {sitting.place + 1} of {len(sitting.answers)}: W 1 2 3 R"

    def _inside(self) -> str:
        state, person = self.state, self.state.scorer_name
        mode = "stop scoring (S)" if state.scoring else "score with keys (S)"
        stages = "".join(
            _button(f"stage:{key}", "?" if stage == Stage.UNSCORED else stage.name, _title(key))
            for key, stage in STAGE_KEYS.items()
        )
        begin = ""
        if person not in state.edits.scorers and state.scorers:
            options = [(name, f"a copy of {name}") for name in state.scorers]
            begin = choice(
                "begin", "begins as", [*options, (BLANK, "blank")], self.controller.origin
            )
        formats = [(key, one.title) for key, one in FORMATS.items()]
        return "".join(
            (
                f'<label class="choice"><span>scorer</span><input type="text" data-choice="person" '
                f'data-key="person" maxlength="40" value="{escape(person, quote=True)}"></label>',
                _refused(self._name_refusal),
                begin,
                f'<div class="tools">{_button("mode", mode, "keys W 1 2 3 R U score")}</div>',
                f'<div class="tools keys">{stages}</div>',
                '<div class="tools">',
                _button("undo", "undo", "Ctrl+Z", enabled=state.edits.can_undo(person)),
                _button("redo", "redo", "Ctrl+Shift+Z", enabled=state.edits.can_redo(person)),
                "</div>",
                self.marks.html(),
                self._agreement(),
                choice("format", "save the hypnogram shown", formats, self.format),
                f'<div class="tools">{_button("save", "save file", "download the scoring")}</div>',
            )
        )

    def _agreement(self) -> str:
        """HTML: how far whose stages are shown agrees with the first scorer, in bed."""
        state = self.state
        names = state.scorers
        shown = state.scorer or next(iter(names), "")
        if not names or shown == names[0]:
            return ""
        every = metrics.between_lights(state.scored_apart, state.time_in_bed)
        whole = metrics.between_lights(state.hypnograms, state.time_in_bed)
        copied = int((whole.sel(scorer=shown) != every.sel(scorer=shown)).sum())
        found = metrics.agreement(whole.isel(scorer=0), whole.sel(scorer=shown))
        apart = metrics.agreement(every.isel(scorer=0), every.sel(scorer=shown))
        stages = " ".join(
            f"{stage} {number(float(kappa), 2)}"
            for stage, kappa in zip(found.stage.values, found["kappa"].values, strict=True)
        )
        common = found.attrs.get("common_stages", "")
        return (
            f'<p class="quiet">{escape(shown)} with {escape(names[0])}: kappa '
            f'<span class="value">{number(float(found.cohen_kappa), 2)}</span>, '
            f"{number(100 * float(found.accuracy))} % the same of "
            f"{pluralize(int(found.epochs), 'epoch')}; kappa {stages}"
            f"{'; ' if common else ''}{escape(common)}"
            f"{_anew(apart, copied)}</p>"
        )


def _anew(apart: xr.Dataset, copied: int) -> str:
    """HTML: how far what was scored anew agrees, where the rest is a copy."""
    if not copied:
        return ""
    return (
        f". {copied_in_words(copied)} of what follows: of "
        f"{pluralize(int(apart.epochs), 'epoch')} scored anew "
        f"{number(100 * float(apart.accuracy))} % are the same, kappa "
        f'<span class="value">{number(float(apart.cohen_kappa), 2)}</span>'
    )


def _title(key: str) -> str:
    return f"{STAGE_TITLES[STAGE_KEYS[key]]}: the selection, or this epoch (key {key.upper()})"


def _refused(why: str) -> str:
    return f'<p class="problem" role="alert">{escape(why)}</p>' if why else ""


def _button(act: str, text: str, title: str, *, enabled: bool = True) -> str:
    named = escape(act, quote=True)
    return (
        f'<button class="act" data-act="{named}" data-key="{named}" '
        f'title="{escape(title, quote=True)}"{"" if enabled else " disabled"}>{escape(text)}'
        "</button>"
    )
