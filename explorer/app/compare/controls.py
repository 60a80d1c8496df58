"""What is chosen on the page of a comparison: nights, reference, primary metric, definitions."""

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Any

import ipywidgets as widgets

from explorer.bridge.steady_slider import SteadySlider
from explorer.metrics.aliases import find_symbol
from explorer.render.environment import pieces
from explorer.study.comparison_choices import DEFINITIONS, ComparisonChoices
from explorer.study.metric_choice import HEADLINE
from explorer.vocabulary.counts import pluralize

NONE = ("none", "")
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
_SPREAD = 60  # % in the slider: beyond it nobody needs a power calculation


class CompareControls:
    """Rows of choices above and below a comparison.

    Parameters
    ----------
    primary : str
        Metric to begin with.
    """

    def __init__(self, primary: str) -> None:
        self._setting = False
        self.chosen_by_hand = bool(primary)
        """Whether a person, rather than the simulated trial, chose the primary metric."""
        self.path = widgets.Text(
            placeholder="path of a table, or a BIDS folder",
            layout=widgets.Layout(width="200px"),
        )
        self.path.add_class("compare-path")
        self.read = _button("Read table", "96px")
        self.trial = _button("Simulate with EEG", "126px")
        self.trial.tooltip = "a simulated trial of 24 nights with one EEG each: some seconds"
        self.stop = _button("Stop", "56px")
        self.report = _button("Write report", "102px")
        self.report.tooltip = "one HTML page, and the numbers as CSV and NetCDF, beside the table"
        self.progress = widgets.HTML()
        self.primary = _choice("primary metric", _primaries(()), 210)
        self.primary.value = primary
        self.primary.tooltip = (
            "choose it before you read the table: changed after the results were shown, it makes "
            "them exploratory, and page and report say so"
        )
        self.reference = _choice("reference", [], 220)
        self.condition = _choice("compared", [], 220)
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
        self.percent = SteadySlider(
            value=10,
            min=-_SPREAD,
            max=_SPREAD,
            step=0.1,
            description="smallest detectable change, %",
            readout_format="+.1f",
            style={"description_width": "110px"},
            layout=widgets.Layout(width="420px"),
        )
        self.stop.layout.display = "none"
        reading = [self.path, self.read, self.trial, self.stop, self.progress]
        self.sources = _row([self.primary, *reading, self.reference, self.condition])
        self.sources.children += (self.covariates, self.report)
        self.choices = _row([*self.definitions.values()])

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
        }
        for what, widget in (named | self.definitions).items():
            widget.observe(telling(what), "value")

    def show(
        self,
        choices: ComparisonChoices,
        conditions: Sequence[str],
        *,
        signals: bool,
        covariates: Sequence[str] = (),
    ) -> None:
        """Set the widgets to these choices without telling anybody.

        Without signals there is no definition of slow-wave activity to choose.
        """
        self.definitions["SWA"].layout.display = "" if signals else "none"
        self._setting = True
        try:
            self.reference.options = list(conditions)
            self.reference.value = choices.reference
            others = [name for name in conditions if name != choices.reference]
            self.condition.options = others
            self.condition.value = choices.condition if choices.condition in others else None
            self.condition.layout.display = "" if len(others) > 1 else "none"
            self.covariates.options = list(covariates)
            self.covariates.value = choices.covariates
            self.covariates.layout.display = "" if covariates else "none"
            self.primary.options = _primaries(choices.own)
            self.primary.value = choices.primary
            chosen = dict(choices.definitions)
            for family, widget in self.definitions.items():
                widget.value = chosen.get(family, DEFINITIONS[family][0])
        finally:
            self._setting = False

    def tell(self, html: str, *, reading: bool = False) -> None:
        """Show how far the reading is."""
        self.progress.value = html
        self.stop.layout.display = "" if reading else "none"
        self.read.disabled = self.trial.disabled = reading

    def tell_progress(self, done: int, total: int) -> None:
        """Show how many nights of how many are read."""
        words = f"{done} of {pluralize(total, 'night')}"
        self.tell(pieces("page/head.html.j2").progress(done, total, words), reading=True)


def _primaries(own: Sequence[str]) -> list[tuple[str, str]]:
    """Name what may be the primary metric; a column of the table goes by its own name."""
    usual = [(find_symbol(name), name) for name in HEADLINE if name not in own]
    return [NONE, *((name, name) for name in own), *usual]


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
