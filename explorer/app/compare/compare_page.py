"""Conditions compared within people: the sentence, the figures, and every choice behind them."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from explorer.app.app_context import AppContext, describe_error
from explorer.app.compare.board import CompareBoard, Drawn, plans_pairs
from explorer.app.compare.choice_changes import with_choice, with_metric_toggled, with_person
from explorer.app.compare.compare_controls import CompareControls
from explorer.app.compare.compare_layout import lay_out_comparison
from explorer.app.compare.compare_scalp import CompareScalp, mappable
from explorer.app.compare.example_studies import EEG, OPEN_DATA, SIMULATED
from explorer.app.compare.first_choices import conditions_read, first_choices
from explorer.app.compare.first_seen import FirstSeen
from explorer.app.compare.linked_comparison import CompareLink
from explorer.app.compare.offered_choices import offer_choices
from explorer.app.compare.offered_files import OfferedFiles, held_to_plan
from explorer.app.compare.spectrograms import CompareSpectra
from explorer.app.compare.study_finisher import Request, StudyFinisher
from explorer.app.compare.study_reader import StudyReader
from explorer.app.css_class import toggle_class
from explorer.app.download_row import DownloadRow
from explorer.app.state import ExplorerState
from explorer.metrics.aliases import script_name
from explorer.plan.randomise import drawn_arms
from explorer.render.compare.comparison_text import TEMPLATE
from explorer.render.environment import pieces
from explorer.storage.allowed_folders import allowed_file
from explorer.storage.settings import read_settings
from explorer.study.compare_design import Study
from explorer.study.comparison_choices import ComparisonChoices, changed_since, compare_chosen
from explorer.study.comparison_clusters import Clusters
from explorer.study.comparison_nights import ComparisonNights

if TYPE_CHECKING:
    import pandas as pd

    from explorer.app.compare.study_reader import Given, Source


class ComparePage:
    """A study on one page: read or simulated, compared at once, and again at every choice.

    Parameters
    ----------
    state : ExplorerState
        Of which ``comparison`` is read and written alone: a study has its own nights.
    context : AppContext
    source : Path, DataFrame or ComparisonNights, optional
        Table to begin with, nights that were read, or `SIMULATED`; nothing is compared if not
        given, and three ways to begin are offered.
    reference, primary : str
        Choices to begin with.
    """

    def __init__(
        self,
        state: ExplorerState,
        context: AppContext,
        source: "Path | pd.DataFrame | ComparisonNights | str | None" = None,
        *,
        reference: str = "",
        primary: str = "",
    ) -> None:
        self.state, self.context = state, context
        primary = script_name(primary)
        self.material: ComparisonNights | None = None
        self._as_read: ComparisonNights | None = None
        """The same without what a plan adds, which another plan would not take away."""
        self._drawn_of: ComparisonNights | None = None
        """Nights of which the figures are: not those of a table that could not be compared."""
        self.choices = self.first = ComparisonChoices(reference, primary=primary)
        self._first_seen = FirstSeen()
        self.study: Study | None = None
        self.clusters: Clusters | None = None
        """None while they are computed."""
        self.waiting = False
        """Whether intervals, mixed models and clusters are computed."""
        self._files = OfferedFiles(context)
        self._held = context.study.plan
        """The plan to which what is drawn is held."""
        self._source: Given = None
        self._link = CompareLink(state, context)
        safe_callback = context.safe_callback
        self.scalp = CompareScalp(safe_callback, lambda: self._draw("scalp"), self._unfinished)
        self.spectra = CompareSpectra(safe_callback, lambda: self._draw("person"))
        self.controls = CompareControls(
            primary, safe_callback, self._read_path, read_settings().clusters
        )
        self.drawing = drawing = CompareBoard(safe_callback(self._pick), safe_callback(self._check))
        self.fetching = DownloadRow(safe_callback, lambda found: self.read(found.table), OPEN_DATA)
        self.widget = lay_out_comparison(self.controls, self.fetching.widget, drawing)
        self.reader = StudyReader(
            *(self.controls, safe_callback), safe_callback(self._show), safe_callback(self._failed)
        )
        self.finisher = StudyFinisher(
            safe_callback(self._finished), safe_callback(self._unfinished)
        )
        self._connect()
        if source is not None:
            self.read(source, fenced=False)
            return
        drawing.begin()
        self.follow(frozenset(["comparison"]))

    def follow(self, changed: frozenset[str]) -> None:
        """Hold what is compared to the plan of the tab Plan, and follow a link's comparison."""
        if asked := self._link.news(changed):
            self._follow_link(asked)
        if "shown" in changed and self.context.study.plan is not self._held:
            self._held = self.context.study.plan
            if self._as_read is not None and not self.controls.read.disabled:
                self._show((self._source, False, ""), self._as_read)

    def _follow_link(self, text: str) -> None:
        """Read the table that a link names, and compare as it says; or say why not."""
        try:
            source, path = self._link.ask(text)
        except (ValueError, OSError) as error:
            self._failed(None, error)
        else:
            self.controls.path.value = path
            self.read(source, fenced=True)

    def _connect(self) -> None:
        safe_callback, controls = self.context.safe_callback, self.controls
        controls.connect(safe_callback, self._choose)
        controls.read.on_click(safe_callback(lambda _b: self._read_path()))
        controls.example.on_click(safe_callback(lambda _b: self.read(SIMULATED)))
        controls.trial.on_click(safe_callback(lambda _b: self.read(EEG)))
        controls.stop.on_click(safe_callback(lambda _b: self.reader.stop()))
        controls.report.on_click(safe_callback(lambda _b: self._save("report")))
        controls.numbers.on_click(safe_callback(lambda _b: self._save("numbers")))
        controls.percent.observe(safe_callback(lambda _c: self._draw("power")), "value")

    # ---- reading -------------------------------------------------------------------------------

    def _read_path(self) -> None:
        if self.controls.read.disabled:  # what is being read says how far it is
            self.read(allowed_file(self.controls.path.value, or_folder=True), fenced=True)
            return
        self._forget_before()
        try:
            path = allowed_file(self.controls.path.value, or_folder=True)
        except (ValueError, OSError) as error:
            self._failed(None, error)
        else:
            self.read(path, fenced=True)

    def _forget_before(self) -> None:
        """Take back what was said of what was asked for before, wherever it stands."""
        self.fetching.forget_failure()
        self.context.forget_refusal()
        self._say_title()

    def read(self, source: "Given", *, fenced: bool = False) -> None:
        """Read a table, or simulate a trial if there is none, off the page's thread.

        Parameters
        ----------
        source : Path, DataFrame, ComparisonNights, or `EEG`
        fenced : bool
            Whether it may name only files in the folders that a page may open.
        """
        self._fade()
        self._forget_before()
        self.reader.read(source, fenced=fenced)

    def _fade(self, *, faded: bool = True) -> None:
        """Fade what was drawn while it is no longer what is asked for."""
        toggle_class(self.widget, "of-before", on=faded)

    def _show(self, source: "Source", material: ComparisonNights) -> None:
        """Compare what was read, and draw it; of what cannot be compared say why."""
        try:
            self._compare_read(source, material)
        except Exception as error:  # else the page would say for ever that it reads
            self._failed(source, error)

    def _compare_read(self, source: "Source", material: ComparisonNights) -> None:
        plan = self.context.study.plan
        by_hand, as_read = self.controls.chosen_by_hand, material
        material, choices = first_choices(material, self.choices, plan, by_hand=by_hand)
        begun, first = choices, choices.primary
        if linked := self._link.take(source[0], material, choices):
            choices, begun, first = linked
            by_hand = self.controls.chosen_by_hand = True
        if plan is not None:
            drawn = drawn_arms(plan, self.context.study.sealed)
            material = replace(material, drawn=drawn)
        self._held, self._source = plan, source[0]
        self.material, self._as_read = material, as_read
        self.context.study.nights = material
        self.finisher.forget()
        self._say_title()
        study, is_example = self.context.study, source[0] is None or isinstance(source[0], str)
        if not is_example or study.given is not None:  # an example follows, it pushes nothing out
            study.given = as_read
        if np.isfinite(material.expected):
            self.controls.percent.value = round(material.expected, 1)
        self.choices = choices
        first = self._first_seen.primary(material, first, plan, by_hand=by_hand)
        self.first = replace(begun, primary=first)
        self._redo()

    def _say_title(self) -> None:
        """Name what is shown: after a read that failed, that is what was shown before."""
        shown = self.material
        if shown is None:
            self.controls.tell("")
            return
        where = f" · nights measured on {shown.measured_on}" if shown.measured_on else ""
        self.controls.tell(pieces("page/head.html.j2").quietly(f"{shown.title}{where}"))

    def _failed(self, _request: object, error: Exception) -> None:
        """Say beside the table's field why nothing is compared, and of what the figures are."""
        self._fade(faded=False)
        self.controls.refuse(describe_error(error), self._drawn_of.title if self._drawn_of else "")

    # ---- choosing ------------------------------------------------------------------------------

    def _choose(self, what: str, value: Any) -> None:
        if what == "mapped":
            self._map_anew()
            return
        self.choices = with_choice(self.choices, what, value)
        if self.material is None:
            return
        self._redo()

    def _check(self, person: str, included: bool) -> None:
        self.choices = with_person(self.choices, person, included=included)
        self._redo()

    def _pick(self, what: str) -> None:
        kind, _, name = what.partition(":")
        if kind == "person":
            self.choices = replace(self.choices, person=name)
            self._draw("board", "person")
        elif kind == "metric":
            self.choices = with_metric_toggled(self.choices, name, self.first)
            self._draw("board", "power")
        elif kind == "open" and self.material is not None:
            nights, place = self.material.nights, int(name)
            title = f"{nights.subject.values[place]} {nights.condition.values[place]}"
            self.context.open_night(title, self.material.openers[place])

    @property
    def changed(self) -> tuple[str, ...]:
        """What was changed after results had been seen."""
        return changed_since(self.first, self.choices)

    # ---- comparing -----------------------------------------------------------------------------

    def _redo(self) -> None:
        """Compare anew: at once without what takes long, which a worker then adds."""
        material = self.material
        assert material is not None
        conditions = conditions_read(material)
        others = [name for name in conditions if name != self.choices.reference]
        if self.choices.condition not in others:
            self.choices = replace(self.choices, condition=others[0])
        offer_choices(self.controls, material, self.choices, conditions)
        try:
            self.study = compare_chosen(
                material,
                self.choices,
                changed=self.changed,
                first_primary=self.first.primary,
                quick=True,
                known=self.finisher.known,
            )
        except ValueError as error:
            if self._drawn_of is not material:  # figures of other nights stand under no new name
                self.study = self._drawn_of = None
                self.drawing.clear()
            self._fade(faded=False)
            self.drawing.refuse(str(error))
            return
        self._drawn_of = material
        self._link.say(self._source, material, self.choices, self.first.primary)
        self.controls.percent.layout.display = "" if plans_pairs(self.study) else "none"
        self.waiting = True
        self.clusters = self.finisher.clusters_of(material, self.choices)
        self._lay_scalp()
        self._fade()  # part after part comes: none is taken for the others'
        self._draw()
        self._fade(faded=False)
        self.finisher.request((material, self.choices, self.changed, self.first.primary))

    def _map_anew(self) -> None:
        """Map what was chosen."""
        if self.study is not None:
            self._lay_scalp()
            self._draw("scalp")

    def _lay_scalp(self) -> None:
        assert self.study is not None
        name = self.controls.offer_maps(mappable(self.study))
        self.scalp.lay(self.study, self.choices, name)

    def _finished(self, request: Request, answer: tuple[Study, Clusters]) -> None:
        material, choices, *_ = request
        now = replace(self.choices, shown=choices.shown, person=choices.person)
        if material is self.material and choices == now:  # else a newer one is under way
            self.study, self.clusters = answer
            self.waiting = False
            self._draw()
            for what in self._files.take_wishes():
                self._save(what)

    def _unfinished(self, _request: object, error: Exception) -> None:
        """Leave standing what is known already."""
        said = f"Intervals and mixed models could not be computed: {error}"
        self.context.refuse(said)
        words = self.drawing.words
        words.html = pieces(TEMPLATE).refused_below(Markup(words.html), said)

    def _save(self, what: str) -> None:
        """Offer the report or the numbers as a file; while they are computed, when they are."""
        self._files.offer(what, self.material, self.study, self.choices, waiting=self.waiting)

    def _draw(self, *parts: str) -> None:
        if self.material is not None and self.study is not None:
            drawn = Drawn(
                *(self.material, self.choices, self.study, self.clusters, self.spectra),
                self.controls.percent.value,
                self.waiting,
                scalp=self.scalp.laid,
                audit=held_to_plan(self.context, self.study),
            )
            self.drawing.draw(drawn, *parts)
