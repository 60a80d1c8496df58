"""What is chosen on the page of a comparison: nights, reference, primary metric, definitions."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import ipywidgets as widgets

from explorer.app.path_field import path_field
from explorer.bridge.steady_slider import SteadySlider
from explorer.metrics.aliases import find_symbol
from explorer.render.environment import pieces
from explorer.study.comparison_choices import DEFINITIONS, ComparisonChoices
from explorer.study.metric_choice import COARSE_HEADLINE, HEADLINE
from explorer.vocabulary.counts import pluralize

NONE = ("none", "")
_HERE = "this machine"
# What sets a definition apart from its neighbours, short enough to be read whole in its box.
_APART: MappingProxyType[str, str] = MappingProxyType(
    {
        "SWA": "0.75–4.5 Hz",
        "SWA_Riedner": "0.5–4 Hz",
        "WASO_SPT": "to final waking",
        "WASO_AASM": "to lights-on",
        "SOL": "any sleep",
        "SOL_3N1": "N2 or 90 s N1",
        "SOL_5min": "5 min of sleep",
        "SOL_10min": "10 min of sleep",
        "SE": "TST / TIB",
        "SE_wake": "to final wake",
        "SE_onset": "from onset",
        "REM_latency_lights_off": "from lights-off",
        "REM_latency_sleep_onset": "from onset",
        "Lat_REM_NREM": "NREM before",
        "SFI_W": "to wake",
        "SFI_W_N1": "to wake, N1",
        "SFI_beyond_N1": "from N2, N3, R",
        "SFI_Haba_Rubio": "wakings + shifts",
        "SFI_lighter": "to lighter",
    }
)
_CALLED = MappingProxyType(
    {"REM_latency_sleep_onset": "REM latency", "WASO_SPT": "WASO", "SFI_W": "SFI"}
)
_LACKING = " (not of these nights)"
_SPREAD = 60  # % in the slider: beyond it nobody needs a power calculation


class CompareControls:
    """Rows of choices above and below a comparison.

    Parameters
    ----------
    primary : str
        Metric to begin with.
    safe_callback : callable
        Wraps what is called.
    read : callable
        Reads the path, on Enter in its field.
    clusters : sequence of str
        Addresses of the Dask clusters that may be chosen.
    """

    def __init__(
        self,
        primary: str,
        safe_callback: Callable[[Callable[..., None]], Callable[..., None]],
        read: Callable[[], None],
        clusters: Sequence[str] = (),
    ) -> None:
        self._setting = False
        self.chosen_by_hand = bool(primary)
        """Whether a person, rather than the simulated trial, chose the primary metric."""
        self.path = path_field("path of a table, or a BIDS folder", "270px", safe_callback, read)
        self.path.tooltip = (
            "a CSV, TSV or Excel file with a line a night: subject, condition, night, and path, "
            "hypnogram or columns of numbers"
        )
        self.path.add_class("compare-path")
        self.run_on = _choice("run on", [(_HERE, ""), *((at, at) for at in clusters)], 260)
        self.run_on.layout.display = "" if clusters else "none"
        self.run_on.tooltip = (
            "where the table's nights are opened and measured; what is compared and drawn of them "
            "is computed by this page's kernel"
        )
        self.read = _button("Read table", "96px")
        self.read.tooltip = "read every night that the table names, and compare the conditions"
        self.example = _button("Simulated example", "142px")
        self.example.tooltip = "a simulated trial of 24 nights, of their stages alone"
        self.trial = _button("Simulate with EEG", "134px")
        self.trial.tooltip = "a simulated trial of 24 nights with one EEG each: some seconds"
        self.stop = _button("Stop", "56px")
        self.stop.tooltip = "stop reading; nothing is compared then"
        self.report = _button("Save report", "102px")
        self.report.tooltip = "one HTML page with figures, numbers and the command, as a download"
        self.numbers = _button("Save numbers", "112px")
        self.numbers.tooltip = "every number of every metric as CSV, as a download"
        self.progress = widgets.HTML()
        self.primary = _choice("primary metric", _primaries(()), 210)
        self.primary.value = primary
        self.primary.tooltip = (
            "choose it before you read the table: changed after the results were shown, it makes "
            "them exploratory, and page and report say so"
        )
        self.reference = _choice("reference", [], 220)
        self.reference.tooltip = "the condition that the others are compared with"
        self.condition = _choice("compared", [], 220)
        self.condition.tooltip = "which of the other conditions is drawn"
        self.covariates = widgets.SelectMultiple(
            description="taken out", rows=2, layout=widgets.Layout(width="220px", display="none")
        )
        self.covariates.tooltip = "columns known beforehand, such as age or alcohol"
        self.definitions = {
            family: _choice(
                _CALLED.get(family, family), [(_title(one), one) for one in variants], 170
            )
            for family, variants in DEFINITIONS.items()
        }
        for family, widget in self.definitions.items():
            title = _CALLED.get(family, family)
            widget.tooltip = f"by which definition {title} is counted in every night"
        self.percent = SteadySlider(
            value=10,
            min=-_SPREAD,
            max=_SPREAD,
            step=0.1,
            description="smallest detectable change, %",
            readout_format="+.1f",
            style={"description_width": "auto"},  # whole, whatever the size of letters
            layout=widgets.Layout(width="520px", max_width="100%"),
        )
        self.percent.tooltip = "true change for which the power curve says how many pairs it takes"
        self.mapped = _choice("over the scalp", [], 420)
        self.mapped.tooltip = "what is mapped over the scalp, where the nights have 8 sites or more"
        self.mapped.layout.display = "none"
        self.stop.layout.display = "none"
        self._own = [self.path, self.run_on, self.read]
        self._simulated = [self.example, self.trial]
        self.asking = _row(
            [
                *(_heading("Question"), self.primary, self.reference, self.condition),
                *(self.covariates, self.report, self.numbers),
            ]
        )
        self.choices = _row([_heading("Definitions"), *self.definitions.values()])
        self.begin()

    def sources(self, open_data: widgets.Widget) -> widgets.HBox:
        """Lay out the three ways to begin: a table of one's own, open data, a simulated example."""
        own, fetched, simulated = map(_way, (self._own, [open_data], self._simulated))
        return _row([_heading("Data"), own, fetched, simulated, self.stop, self.progress])

    def begin(self) -> None:
        """Offer only what can be chosen before anything was read."""
        for widget in (self.reference, self.condition, self.report, self.numbers, self.choices):
            widget.layout.display = "none"
        self.percent.layout.display = "none"

    def connect(
        self,
        safe_callback: Callable[[Callable[..., None]], Callable[..., None]],
        choose: Callable[[str, Any], None],
    ) -> None:
        """Tell `choose` what was chosen, and where: "reference", "primary", or a family."""

        def telling(what: str) -> Callable[[dict[str, Any]], None]:
            def tell(change: dict[str, Any]) -> None:
                if not self._setting and change["new"] is not None:
                    self.chosen_by_hand |= what == "primary"
                    choose(what, change["new"])

            return safe_callback(tell)

        named = {
            "reference": self.reference,
            "condition": self.condition,
            "primary": self.primary,
            "covariates": self.covariates,
            "mapped": self.mapped,
        }
        for what, widget in (named | self.definitions).items():
            widget.observe(telling(what), "value")

    def show(
        self,
        choices: ComparisonChoices,
        conditions: Sequence[str],
        *,
        signals: bool,
        defined: bool,
        covariates: Sequence[str] = (),
        measured: Sequence[str] = (),
        there: Sequence[str] = (),
    ) -> None:
        """Set the widgets to these choices without telling anybody.

        A primary metric that is not `there` says so beside its name: it may be chosen before the
        next nights are read, and of these it would be refused.

        Without signals there is no definition of slow-wave activity to choose, and of a table of
        numbers none at all: it has them by its own.
        """
        for widget in (self.reference, self.report, self.numbers, self.choices):
            widget.layout.display = ""
        self.choices.layout.display = "" if defined else "none"
        self.definitions["SWA"].layout.display = "" if signals else "none"
        self._setting = True
        try:
            self.reference.options = list(conditions)
            self.reference.value = choices.reference
            others = [name for name in conditions if name != choices.reference]
            self.condition.options = others
            self.condition.value = choices.condition if choices.condition in others else None
            self.condition.layout.display = "" if len(others) > 1 else "none"
            offered = list(dict.fromkeys([*covariates, *choices.covariates]))
            self.covariates.options = offered
            self.covariates.value = choices.covariates
            self.covariates.layout.display = "" if offered else "none"
            self.primary.options = _primaries(choices.own, (*measured, choices.primary), there)
            self.primary.value = choices.primary
            chosen = dict(choices.definitions)
            for family, widget in self.definitions.items():
                widget.value = chosen.get(family, DEFINITIONS[family][0])
        finally:
            self._setting = False

    def offer_maps(self, quantities: Mapping[str, str]) -> str:
        """Offer what can be mapped, by name and in words; give the name of what is chosen."""
        options = [(words, name) for name, words in quantities.items()]
        if list(self.mapped.options) != options:
            chosen = self.mapped.value
            self._setting = True
            try:
                self.mapped.options = options
                if chosen in quantities:
                    self.mapped.value = chosen
            finally:
                self._setting = False
        self.mapped.layout.display = "" if quantities else "none"
        return str(self.mapped.value or "")

    def tell(self, html: str, *, reading: bool = False) -> None:
        """Show how far the reading is."""
        self.progress.value = html
        self.stop.layout.display = "" if reading else "none"
        for button in (self.read, self.trial, self.example):
            button.disabled = reading

    def refuse(self, sentence: str, standing: str = "") -> None:
        """Say why a table is not compared, and which nights' figures still stand below, if any."""
        said = sentence if sentence.endswith((".", "…")) else f"{sentence}."
        self.tell(pieces("compare/words.html.j2").unread(said, standing))

    def tell_progress(self, done: int, total: int) -> None:
        """Show how many nights of how many are read."""
        where = f" on {self.run_on.value}" if self.run_on.value else ""
        words = f"{done} of {pluralize(total, 'night')}{where}"
        self.tell(pieces("page/head.html.j2").progress(done, total, words), reading=True)


def _primaries(
    own: Sequence[str], measured: Sequence[str] = (), there: Sequence[str] | None = None
) -> list[tuple[str, str]]:
    """Name what may be the primary metric; a column of the table goes by its own name.

    What these nights have comes first; without `there`, no nights are read yet.
    """
    listed = dict.fromkeys((*HEADLINE, *COARSE_HEADLINE, *filter(None, measured)))
    usual = [name for name in listed if name not in own]
    has = [name for name in usual if there is None or name in there]
    lacking = [(f"{find_symbol(name)}{_LACKING}", name) for name in usual if name not in has]
    return [NONE, *((name, name) for name in own), *((find_symbol(n), n) for n in has), *lacking]


def _heading(words: str) -> widgets.HTML:
    return widgets.HTML(pieces("compare/words.html.j2").group(words))


def _way(children: list[widgets.Widget]) -> widgets.HBox:
    """One way to begin, with what it needs."""
    way = widgets.HBox(children)
    way.add_class("compare-way")
    return way


def _button(words: str, width: str) -> widgets.Button:
    return widgets.Button(description=words, layout=widgets.Layout(width=width))


def _choice(name: str, options: list[Any], width: int) -> widgets.Dropdown:
    layout = widgets.Layout(width=f"{width}px")
    return widgets.Dropdown(description=name, options=options, layout=layout)


def _title(symbol: str) -> str:
    """Say what sets a variant apart."""
    return _APART.get(symbol, symbol)


def _row(children: list[widgets.Widget]) -> widgets.HBox:
    row = widgets.HBox(children)
    row.add_class("compare-row")
    return row
