"""Conditions compared within people: the sentence, the figures, and every choice behind them."""

import threading
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets
import numpy as np
from markupsafe import Markup

from explorer.app.app_context import AppContext
from explorer.app.compare.board import Clusters, CompareBoard, Drawn
from explorer.app.compare.controls import CompareControls
from explorer.app.compare.export_files import write_files
from explorer.app.compare.spectrograms import CompareSpectra
from explorer.app.download_row import DownloadRow, Wanted
from explorer.app.latest_worker import LatestWorker
from explorer.app.state import ExplorerState
from explorer.metrics.aliases import script_name
from explorer.plan.audit import audit
from explorer.render.compare.comparison_text import TEMPLATE
from explorer.render.environment import pieces
from explorer.storage.allowed_folders import allowed_file
from explorer.study.cohort import COVARIATE, OUTCOME
from explorer.study.compare_design import Study
from explorer.study.comparison_choices import (
    PRIMARY_CHANGED,
    SEED,
    ComparisonChoices,
    compare_chosen,
)
from explorer.study.comparison_nights import ComparisonNights, read_comparison_nights
from explorer.study.group_swa_course import course_clusters, group_course
from explorer.study.group_topography import group_topography, topography_clusters
from explorer.study.hypnodensity import group_probability, stage_clusters
from explorer.study.metric_choice import DEFAULT_PRIMARY, default_primary, table_columns
from explorer.study.parallel_trial import ParallelStudy
from explorer.study.simulated_trial import simulated_trial

if TYPE_CHECKING:
    import pandas as pd

    Given = Path | pd.DataFrame | ComparisonNights | str | None
    Source = tuple[Given, bool]
    Request = tuple[ComparisonNights, ComparisonChoices, tuple[str, ...], str]

EEG = "simulated trial with EEG"
# What a comparison can be made of without a file of one's own.
# Each has a table of its own, so that what is compared is what was asked for.
OPEN_DATA = (
    (
        "Sleep-EDF temazepam: 22 people, stages, 0.2 MB",
        Wanted("sleep-edf-st", (), True, "temazepam-stages.csv"),
    ),
    (
        "Sleep-EDF temazepam: 4 people, EEG, 190 MB",
        Wanted("sleep-edf-st", (1, 2, 4, 5), False, "temazepam-4-people-EEG.csv"),
    ),
    (
        "Sleep-EDF temazepam: 22 people, EEG, 1 GB",
        Wanted("sleep-edf-st", (), False, "temazepam-EEG.csv"),
    ),
)
_SHOWN = (
    "N3_min",
    "WASO_SPT",
)  # beside the primary: what a slow-wave claim and what a pill would move
_MOST_SHOWN = 4


class ComparePage:
    """A study on one page: read or simulated, compared at once, and again at every choice.

    Parameters
    ----------
    state : ExplorerState
        Not read: a study has its own nights.
    context : AppContext
    source : Path, DataFrame or ComparisonNights, optional
        Table to begin with, or nights that were read; the simulated trial if not given.
    reference, primary : str
        Choices to begin with.
    """

    def __init__(
        self,
        state: ExplorerState,
        context: AppContext,
        source: "Path | pd.DataFrame | ComparisonNights | None" = None,
        *,
        reference: str = "",
        primary: str = "",
    ) -> None:
        self.state, self.context = state, context
        primary = script_name(primary)
        self.material: ComparisonNights | None = None
        self.choices = self.first = ComparisonChoices(reference, primary=primary)
        self._first_primaries: dict[Path | str, str] = {}
        """Primary metric with which the results of each nights were first seen."""
        self.study: Study | None = None
        self.clusters: Clusters | None = None
        """None while intervals, mixed models and clusters are computed."""
        self._stopped = threading.Event()
        safe_callback = context.safe_callback
        self.spectra = CompareSpectra(safe_callback, lambda: self._draw("person"))
        self.controls = CompareControls(primary)
        self.drawing = drawing = CompareBoard(safe_callback(self._pick), safe_callback(self._check))
        self.fetching = DownloadRow(safe_callback, lambda found: self.read(found.table), OPEN_DATA)
        style = (files("explorer.app.compare") / "page.css").read_text("utf-8")
        style += (files("explorer.render") / "templates" / "signal" / "scalp_map.css").read_text(
            "utf-8"
        )
        self.widget = widgets.VBox(
            [
                widgets.HTML(pieces("page/head.html.j2").style(Markup(style))),
                self.controls.sources,
                self.fetching.widget,
                self.controls.choices,
                drawing.words,
                drawing.board,
                drawing.person,
                drawing.density,
                self.controls.percent,
                drawing.power,
                drawing.notes,
            ]
        )
        self.widget.add_class("compare")
        self.reader = LatestWorker(
            self._read, safe_callback(self._show), safe_callback(self._failed)
        )
        self.finisher = LatestWorker(
            self._finish, safe_callback(self._finished), safe_callback(self._unfinished)
        )
        self._connect()
        self.read(source, fenced=False)

    def follow(self, changed: frozenset[str]) -> None:
        """Do nothing: a study has its own nights, and its colours follow the page's style."""

    def _connect(self) -> None:
        safe_callback, controls = self.context.safe_callback, self.controls
        controls.connect(safe_callback, self._choose)
        controls.read.on_click(safe_callback(lambda _b: self._read_path()))
        controls.trial.on_click(safe_callback(lambda _b: self.read(EEG)))
        controls.stop.on_click(safe_callback(lambda _b: self._stopped.set()))
        controls.report.on_click(safe_callback(lambda _b: self._write()))
        controls.percent.observe(safe_callback(lambda _c: self._draw("power")), "value")

    # ---- reading -------------------------------------------------------------------------------

    def _read_path(self) -> None:
        self.read(allowed_file(self.controls.path.value, or_folder=True), fenced=True)

    def read(self, source: "Given", *, fenced: bool = False) -> None:
        """Read a table, or simulate a trial if there is none, off the page's thread.

        Parameters
        ----------
        source : Path, DataFrame, ComparisonNights, or `EEG`
        fenced : bool
            Whether it may name only files in the folders that a page may open.
        """
        self._stopped.clear()
        simulating = source is None or isinstance(source, str)
        words = "Simulating a trial…" if simulating else "Reading the table…"
        self.controls.tell(words, reading=True)
        self.reader.request((source, fenced))

    def _read(self, request: "Source") -> ComparisonNights:
        source, fenced = request
        if isinstance(source, ComparisonNights):
            return source
        tell = self.context.safe_callback(self.controls.tell_progress)

        def progress(done: int, total: int) -> bool:
            tell(done, total)
            return not self._stopped.is_set()

        if source is None or isinstance(source, str):
            return simulated_trial(eeg=source == EEG, progress=progress)
        return read_comparison_nights(source, progress, fenced=fenced)

    def _show(self, source: "Source", material: ComparisonNights) -> None:
        """Compare what was read, and draw it."""
        conditions = self._conditions(material)
        if len(conditions) < 2:
            said = "; ".join(map(str, material.nights.sentence.values[:3]))
            raise ValueError(f"{material.title}: no two conditions could be read. {said}")
        wanted = (self.choices.reference, material.suggested, "placebo")
        reference = next((name for name in wanted if name in conditions), conditions[0])
        primary = default_primary(material.nights, reference)
        if self.controls.chosen_by_hand:
            primary = self.choices.primary
        others = [name for name in conditions if name != reference]
        own = tuple(table_columns(material.nights, OUTCOME))
        self.material = self.context.study.nights = material
        self._say_title()
        if source[0] is not None and not isinstance(source[0], str):
            self.context.study.given = material  # not the simulated trial that nobody asked for
        if np.isfinite(material.expected):
            self.controls.percent.value = round(material.expected, 1)
        self.choices = ComparisonChoices(
            reference,
            condition=others[0],
            primary=primary,
            shown=tuple(dict.fromkeys([primary, *_SHOWN, *own]))[not primary :][:_MOST_SHOWN],
            person=str(material.nights.subject.values[material.done[0]]),
            own=own,
        )
        # Reading the same nights again does not make one forget what their results were.
        first = self._first_primaries.setdefault(material.table or material.title, primary)
        self.first = replace(self.choices, primary=first)
        self._redo()

    @staticmethod
    def _conditions(material: ComparisonNights) -> list[str]:
        return sorted({str(name) for name in material.nights.condition.values[material.done]})

    def _say_title(self) -> None:
        """Name what is shown: after a read that failed, that is what was shown before."""
        shown = self.material
        self.controls.tell(pieces("page/head.html.j2").quietly(shown.title) if shown else "")

    def _failed(self, _request: object, error: Exception) -> None:
        self._say_title()
        self.drawing.refuse(str(error) or type(error).__name__)

    # ---- choosing ------------------------------------------------------------------------------

    def _choose(self, what: str, value: Any) -> None:
        if what in ("reference", "condition", "primary", "covariates"):
            chosen: dict[str, Any] = {what: value}
            self.choices = replace(self.choices, **chosen)
        else:
            self.choices = self.choices.with_definition(what, value)
        if what == "primary" and value and value not in self.choices.shown:
            shown = (value, *self.choices.shown)[:_MOST_SHOWN]
            self.choices = replace(self.choices, shown=shown)
        if self.material is None:
            return
        self._redo()

    def _check(self, person: str, included: bool) -> None:
        out = self.choices.excluded
        self.choices = replace(
            self.choices, excluded=out - {person} if included else out | {person}
        )
        self._redo()

    def _pick(self, what: str) -> None:
        kind, _, name = what.partition(":")
        if kind == "person":
            self.choices = replace(self.choices, person=name)
            self._draw("board", "person")
        elif kind == "metric":
            self._toggle(name)
        elif kind == "open" and self.material is not None:
            nights, place = self.material.nights, int(name)
            title = f"{nights.subject.values[place]} {nights.condition.values[place]}"
            self.context.open_night(title, self.material.openers[place])

    def _toggle(self, metric: str) -> None:
        """Draw a metric person by person, in front; or no longer."""
        shown = self.choices.shown
        symbols = {self.choices.defined(name): name for name in (*self.first.shown, *shown)}
        name = symbols.get(metric, metric)
        if name in shown and len(shown) > 1:
            shown = tuple(one for one in shown if one != name)
        elif name not in shown:
            shown = (name, *shown)[:_MOST_SHOWN]
        self.choices = replace(self.choices, shown=shown)
        self._draw("board", "power")

    @property
    def changed(self) -> tuple[str, ...]:
        """What was changed after results had been seen."""
        now, first = self.choices, self.first
        said = []
        if now.reference != first.reference:
            said.append(f"the reference (from {first.reference})")
        if now.primary != first.primary:
            said.append(f"{PRIMARY_CHANGED} (from {first.primary or 'none'})")
        if now.covariates != first.covariates:
            said.append(f"the covariates ({', '.join(now.covariates) or 'none'})")
        if now.definitions:
            said.append(
                "definitions (" + ", ".join(f"{a} as {b}" for a, b in now.definitions) + ")"
            )
        if now.excluded:
            said.append("people left out (" + ", ".join(sorted(now.excluded)) + ")")
        return tuple(said)

    # ---- comparing -----------------------------------------------------------------------------

    def _redo(self) -> None:
        """Compare anew: at once without what takes long, which a worker then adds."""
        material = self.material
        assert material is not None
        conditions = self._conditions(material)
        others = [name for name in conditions if name != self.choices.reference]
        if self.choices.condition not in others:
            self.choices = replace(self.choices, condition=others[0])
        self.controls.show(
            self.choices,
            conditions,
            signals=DEFAULT_PRIMARY in material.nights,
            covariates=table_columns(material.nights, COVARIATE),
        )
        try:
            self.study = compare_chosen(
                material,
                self.choices,
                changed=self.changed,
                first_primary=self.first.primary,
                quick=True,
            )
        except ValueError as error:
            self.drawing.refuse(str(error))
            return
        self.clusters = None
        self._draw()
        self.finisher.request((material, self.choices, self.changed, self.first.primary))

    def _finish(self, request: "Request") -> tuple[Study, Clusters]:
        material, choices, changed, first = request
        study = compare_chosen(material, choices, changed=changed, first_primary=first)
        if isinstance(study, ParallelStudy):
            return study, Clusters((), ())
        rng = np.random.default_rng(SEED)
        pair = {"reference": choices.reference, "condition": choices.condition}
        probability = group_probability(study.nights)
        stages = () if probability is None else stage_clusters(probability, **pair, rng=rng)
        course = group_course(study.nights, **pair)
        rng = np.random.default_rng(SEED)  # as in the report
        activity = () if course is None else course_clusters(course, rng=rng)
        over_scalp = group_topography(study.nights, **pair)
        rng = np.random.default_rng(SEED)
        sites = None if over_scalp is None else topography_clusters(over_scalp, rng=rng)
        return study, Clusters(stages, activity, sites)

    def _finished(self, request: "Request", answer: tuple[Study, Clusters]) -> None:
        material, choices, *_ = request
        now = replace(self.choices, shown=choices.shown, person=choices.person)
        if material is self.material and choices == now:  # else a newer one is under way
            self.study, self.clusters = answer
            self._draw()

    def _unfinished(self, _request: object, error: Exception) -> None:
        """Leave standing what is known already."""
        said = f"Intervals and mixed models could not be computed: {error}"
        self.context.say(said)
        words = self.drawing.words
        words.html = pieces(TEMPLATE).refused_below(Markup(words.html), said)

    def _write(self) -> None:
        if self.material is None or self.study is None or self.clusters is None:
            raise ValueError("The report can be written when the intervals are computed.")
        held = self.context.study
        audited = audit(held.plan, self.study, held.sealed) if held.plan else None
        written = write_files(self.material, self.study, self.choices, audited)
        self.context.say("Written: " + ", ".join(map(str, written)))

    def _draw(self, *parts: str) -> None:
        if self.material is not None and self.study is not None:
            percent = self.controls.percent.value
            drawn = Drawn(
                self.material, self.choices, self.study, self.clusters, self.spectra, percent
            )
            self.drawing.draw(drawn, *parts)
