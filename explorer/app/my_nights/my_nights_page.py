"""Many nights as rows by the clock: regularity above them, a metric beside, a click opens one."""

import threading
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import numpy as np
from markupsafe import Markup

from explorer.app.app_context import AppContext, describe_error
from explorer.app.latest_worker import LatestWorker
from explorer.app.my_nights.colours import palette
from explorer.app.path_field import path_field
from explorer.app.state import ExplorerState
from explorer.bridge.night_rows_canvas import ManyNightsWidget
from explorer.bridge.table_widget import TableWidget
from explorer.metrics.clock_times import WEEKEND
from explorer.render.environment import pieces
from explorer.render.my_nights.my_nights_summary import WEEKDAYS, empty, summary
from explorer.storage.allowed_folders import allowed_file
from explorer.study.comparison_nights import ComparisonNights
from explorer.study.many_nights import ManyNights
from explorer.study.many_nights_regularity import PersonRegularity, regularity_of
from explorer.study.many_nights_remarks import with_remarks
from explorer.study.many_nights_rows import NightRowsData, rows_of
from explorer.study.many_nights_sources import (
    nights_of_comparison,
    read_many_nights,
    simulated_nights,
)
from explorer.study.nights_table import written_nights
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.shown_units import shown_units
from explorer.vocabulary.stages import STAGE_TITLES, Stage, stages_of

SIMULATED = "simulated example"
_FIRST_METRICS = ("TST", "SE", "SOL", "WASO_AASM", "N3", "%N3", "REM", "%REM", "LIGHT", "DEEP")
_HEAD = "page/head.html.j2"

Source = Path | ComparisonNights | ManyNights | str
Made = tuple[ManyNights, tuple[PersonRegularity, ...], NightRowsData, str, ManyNights]


class MyNightsPage:
    """Rows of nights, and what they say together.

    Parameters
    ----------
    state : ExplorerState
        Whether the page is dark.
    context : AppContext
        What a person gave to another tab comes from here.
    """

    def __init__(self, state: ExplorerState, context: AppContext) -> None:
        self.state, self.context = state, context
        self.many: ManyNights | None = None
        self.rows: NightRowsData | None = None
        self._offered: tuple[Path | None, Any] = (None, None)
        """What other tabs had when this one was last turned to, so that it is not taken twice."""
        self._stopped = threading.Event()
        safe_callback = context.safe_callback
        self._found: ManyNights | None = None
        """As it was read, before what is to be known of it was said."""
        self.path = path_field(
            "path of an export, a folder of them, or a table of nights",
            "330px",
            safe_callback,
            self._read_path,
        )
        self.path.tooltip = (
            "an export of a device, a folder of such, or a table with a line a night"
        )
        self.path.add_class("my-nights-path")
        self.read_button = _button("Read nights", "100px")
        self.example = _button("Simulated example", "138px")
        self.example.tooltip = "30 nights of one person who does not exist, under two conditions"
        self.stop = _button("Stop", "56px")
        self.stop.layout.display = "none"
        self.progress = widgets.HTML()
        self.sheet = TableWidget()
        self.sheet.value = empty()
        self.drawing = ManyNightsWidget(safe_callback(self._open))
        self.table = _button("Table of these", "112px")
        self.table.tooltip = "save them as CSV, with a column condition to fill in for Compare"
        self.free = [
            widgets.ToggleButton(
                description=name[:2], value=day in WEEKEND, tooltip=f"{name} is free"
            )
            for day, name in enumerate(WEEKDAYS)
        ]
        self.days = widgets.HBox([widgets.Label("free days"), *self.free])
        self.days.add_class("free-days")
        self.days.layout.display = self.table.layout.display = "none"
        reading = [self.path, self.read_button, self.example, self.stop, self.progress]
        row = widgets.HBox([*reading, self.days, self.table])
        row.add_class("compare-row")
        style = (files("explorer.app.my_nights") / "page.css").read_text("utf-8")
        self.widget = widgets.VBox(
            [widgets.HTML(pieces(_HEAD).style(Markup(style))), row, self.sheet, self.drawing]
        )
        self.widget.add_class("my-nights")
        self.worker: LatestWorker[Source, Made] = LatestWorker(
            self._make, safe_callback(self._show), safe_callback(self._failed)
        )
        self.read_button.on_click(safe_callback(lambda _b: self._read_path()))
        self.example.on_click(safe_callback(lambda _b: self.read(SIMULATED)))
        self.table.on_click(safe_callback(lambda _b: self._save_table()))
        for button in self.free:
            button.observe(safe_callback(lambda _c: self._free_days()), "value")
        self.stop.on_click(safe_callback(lambda _b: self._stopped.set()))
        self.drawing.observe(safe_callback(lambda _c: self._show_course()), "metric")
        self.follow(frozenset({"shown", "dark"}))

    def follow(self, changed: frozenset[str]) -> None:
        """Take up what was given to another tab, once this one is in sight; and the colours."""
        if "dark" in changed:
            self.drawing.palette = palette(dark=self.state.dark)
        if "shown" in changed:
            offered = (self.context.file_on_screen(), self.context.study.given)
            new = [one for one, was in zip(offered, self._offered, strict=True) if one != was]
            self._offered = offered
            if wanted := next((one for one in new if one is not None), None):
                self.read(wanted)

    # ---- reading -------------------------------------------------------------------------------

    def _read_path(self) -> None:
        if self.read_button.disabled:  # what is being read says how far it is
            self.read(allowed_file(self.path.value, or_folder=True))
            return
        self.context.forget_refusal()  # it is of what was asked for before
        try:
            path = allowed_file(self.path.value, or_folder=True)
        except (ValueError, OSError) as error:
            self._failed(self.path.value, error)
        else:
            self.read(path)

    def read(self, source: Source) -> None:
        """Read nights off the page's thread, and show them.

        Parameters
        ----------
        source : Path, ComparisonNights, ManyNights, or `SIMULATED`
        """
        self.context.forget_refusal()
        self._stopped.clear()
        self._tell("Reading nights…", reading=True)
        self.worker.request(source)

    def _make(self, source: Source) -> Made:
        tell = self.context.safe_callback(self._tell_progress)

        def progress(done: int, total: int) -> bool:
            tell(done, total)
            return not self._stopped.is_set()

        if isinstance(source, Path):
            found = read_many_nights(source, progress)
        elif isinstance(source, ComparisonNights):
            found = nights_of_comparison(source)
        else:
            found = source if isinstance(source, ManyNights) else simulated_nights()
        found = replace(found, free_days=tuple(d for d, b in enumerate(self.free) if b.value))
        many = with_remarks(found)
        problem = ""
        try:
            people = regularity_of(many)
        except ValueError as error:
            people, problem = (), f"No regularity: {error}."
        return many, people, rows_of(many), problem, found

    def _show(self, _source: Source, made: Made) -> None:
        many, people, rows, problem, self._found = made
        self._tell("")
        self.many, self.rows = many, rows
        has_clock = any(one.start is not None and one.codes.size for one in many.nights)
        self.days.layout.display = "" if has_clock else "none"
        self.table.layout.display = "" if any(one.file for one in many.nights) else "none"
        self.sheet.value = summary(many, people, problem=problem)
        codes = np.unique(np.concatenate([one.codes for one in many.nights]))
        known = [stage for stage in stages_of(codes) if stage in codes]
        known += [stage for stage in (Stage.ARTEFACT, Stage.UNSCORED) if stage in codes]
        metrics = many.metrics()
        first = [name for name in _FIRST_METRICS if name in metrics]
        symbols = [*first, *(name for name in metrics if name not in first)]
        metric = self.drawing.metric if self.drawing.metric in metrics else symbols[0:1]
        with self.drawing.hold_sync():
            self.drawing.metric = metric if isinstance(metric, str) else "".join(metric)
            self._show_course()
            self.drawing.show(
                {
                    "labels": rows.labels,
                    "words": rows.words,
                    "conditions": many.conditions,
                    "stages": [
                        {"code": int(one), "name": one.name, "title": STAGE_TITLES[one]}
                        for one in known
                    ],
                    "metrics": [
                        (name, metrics[name][0], shown_units(metrics[name][1])) for name in symbols
                    ],
                    "badge": "SIMULATED" * many.simulated,
                },
                rows.arrays,
            )

    def _free_days(self) -> None:
        """Count anew with other days free."""
        if self._found is not None:
            self.read(self._found)

    def _save_table(self) -> None:
        if self._found is not None:
            try:
                text = written_nights(self._found)
            except ValueError as error:
                self.context.say(f"{error}.")
                return
            self.context.offer_file("nights.csv", text, "text/csv")
            self.context.say("Fill in the column condition of nights.csv, then read it on Compare.")

    def _show_course(self) -> None:
        """Bring the metric chosen beside the rows; a row shows that of its own night."""
        many, rows, symbol = self.many, self.rows, self.drawing.metric
        if many is None or rows is None:
            return
        known = many.metrics()
        if symbol not in known:
            self.drawing.show_course(np.zeros(0), "")
            return
        units = shown_units(known[symbol][1])
        title = f"{symbol}, {units}" if units not in ("", "1") else symbol
        self.drawing.show_course(rows.own(many.values(symbol)), title)

    def _failed(self, _source: Source, error: Exception) -> None:
        self._tell("")
        words = describe_error(error)
        said = words if words.endswith((".", "…")) else f"{words}."
        self.progress.value = pieces(_HEAD).alert("problem", said)

    def _open(self, bar: int) -> None:
        if self.many is None or self.rows is None or not 0 <= bar < len(self.rows.bars):
            return
        night = self.many.nights[self.rows.bars[bar]]
        title = " ".join(filter(None, [night.name, night.condition * (not night.subject)]))
        self.context.open_night(title, night.open)

    # ---- how far it is -------------------------------------------------------------------------

    def _tell(self, words: str, *, reading: bool = False) -> None:
        self.progress.value = pieces(_HEAD).quietly(words) if words else ""
        self.stop.layout.display = "" if reading else "none"
        self.read_button.disabled = self.example.disabled = reading

    def _tell_progress(self, done: int, total: int) -> None:
        words = f"{done} of {pluralize(total, 'file')}"
        self._tell("", reading=True)
        self.progress.value = pieces(_HEAD).progress(done, total, words)


def _button(words: str, width: str) -> Any:
    return widgets.Button(description=words, layout=widgets.Layout(width=width))
