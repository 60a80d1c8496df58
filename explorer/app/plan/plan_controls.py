"""What is chosen in the tab Plan: design, metric, effect, spread, nights and names."""

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from explorer.bridge.steady_slider import SteadySlider
from explorer.metrics import METRICS
from explorer.metrics.aliases import find_symbol
from explorer.plan.make_plan import POWER_METRICS, unit_of
from explorer.plan.spreads import PUBLISHED, find_published
from explorer.plan.study_plan import DESIGNS, StudyPlan
from explorer.statistics.equivalence import SMALLEST_EFFECTS
from explorer.study.metric_choice import HEADLINE
from explorer.vocabulary.shown_units import shown_units

PUBLISHED_SPREAD, COMPARED_SPREAD, STATED_SPREAD = SPREADS = (
    "published",
    "nights in Compare",
    "stated here",
)
SALTS = (
    ("something else", ""),
    ("magnesium L-threonate", "threonate"),
    ("another magnesium salt", "other"),
)
_LABEL = {"description_width": "104px"}
# Where nobody has an own smallest effect: a beginning to be changed, and said to be one.
_BEGIN = 20.0
_OF_NIGHTS = " that were read: "


class PlanControls:
    """The controls at the left of the tab."""

    def __init__(self) -> None:
        known = [one.metric for one in PUBLISHED]
        others = [name for name in HEADLINE if name not in known and name not in POWER_METRICS]
        names = [*known, *(name for name in others if find_symbol(name) in METRICS)]
        self.design = _dropdown("design", DESIGNS, "how people and conditions meet")
        self.primary = _dropdown(
            "primary metric", [(find_symbol(name), name) for name in names], "the one that decides"
        )
        self.primary.value = "N3_min"
        self.effect = _number("effect", 10.0, 0.1, 1000.0, "the smallest difference that matters")
        self.in_percent = widgets.Checkbox(
            value=False, description="in % of the reference", indent=True, layout=_full(),
            style={"description_width": "104px"},
        )  # fmt: skip
        self.in_percent.tooltip = "whether the effect is in % of the reference, or in its own unit"
        self.spread = _dropdown("spread", SPREADS, "how the metric varies")
        self.sd = _number("SD of a night", 40.0, 0.001, 10_000.0, "across people, of one night")
        self.icc = _slider("ICC of nights", 0.5, 0, 0.99, 0.01, "of two nights of one person")
        self.nights = _slider("nights", 2, 1, 14, 1, "a visit, condition, or half a block")
        self.attrition = _slider("lost, %", 15, 0, 60, 1, "of people; of nights in an n-of-1 trial")
        self.power = _slider("power, %", 80, 50, 99, 1, "chance to see the effect if it is there")
        self.weeks = _number("weeks taken", 6.0, 0.0, 104.0, "before the nights that are compared")
        self.taken = _dropdown("what is taken", SALTS, "for the washout, by the lab's model")
        self.washout = _number("washout, days", 0.0, 0.0, 730.0, "between two conditions")
        self.reference = _text("reference", "placebo")
        self.condition = _text("compared", "treatment")
        self.start = _text("start", "", "date like 2026-03-15, or none")
        self.rules = widgets.Textarea(
            value="recording failed\nless than 4 h of recording",
            description="may be left out",
            layout=widgets.Layout(width="100%", height="64px"),
            style=_LABEL,
        )
        self.rules.tooltip = "rules of exclusion, one a line; none looks at a result"
        self.all: tuple[Any, ...] = (
            *(self.design, self.primary, self.effect, self.in_percent, self.spread, self.sd),
            *(self.icc, self.nights, self.attrition, self.power, self.weeks, self.taken),
            *(self.washout, self.reference, self.condition, self.start, self.rules),
        )
        self.widget = widgets.VBox(list(self.all))
        self.widget.add_class("plan-controls")
        self._held = False

    def connect(
        self,
        safe_callback: Callable[[Callable[..., None]], Callable[..., None]],
        changed: Callable[[], None],
    ) -> None:
        """Tell of every change, once where one sets another."""

        def tell(change: dict[str, Any]) -> None:
            if self._held:
                return
            self._held = True
            try:
                if change["owner"] is self.primary:
                    self._begin_effect()
            finally:
                self._held = False
            changed()

        for control in self.all:
            control.observe(safe_callback(tell), "value")

    def _begin_effect(self) -> None:
        """Begin with the project's own smallest effect of the metric, if it has one."""
        own = SMALLEST_EFFECTS.get(self.primary.value)
        self.effect.value = own.amount if own else _BEGIN
        self.in_percent.value = own.relative if own else self.primary.value in POWER_METRICS

    def show_spread(self, sd: float, icc: float) -> None:
        """Show the spread that is used, where it is not stated here."""
        self._held = True
        try:
            self.sd.value, self.icc.value = sd, min(icc, self.icc.max)
        finally:
            self._held = False

    def show(self, plan: StudyPlan, taken: str = "") -> None:
        """Show a plan in every field, whatever a field would let a hand choose.

        Parameters
        ----------
        plan : StudyPlan
            As it was sealed, or opened from a file.
        taken : str
            Of `SALTS`: no plan says it.
        """
        self._held = True
        try:
            if plan.primary not in [name for _, name in self.primary.options]:
                self.primary.options = [*self.primary.options, (plan.symbol, plan.primary)]
            self.design.value, self.primary.value = plan.design, plan.primary
            self.in_percent.value = plan.relative
            self.spread.value = _spread_of(plan)
            for control, value in (
                (self.effect, plan.smallest_effect), (self.sd, plan.sd), (self.icc, plan.icc),
                (self.nights, plan.nights), (self.attrition, 100 * plan.attrition),
                (self.power, 100 * plan.power), (self.weeks, plan.weeks),
                (self.washout, plan.washout_days),
            ):  # fmt: skip
                shown = round(value, 10)
                control.min, control.max = min(control.min, shown), max(control.max, shown)
                control.value = shown
            for control in (self.attrition, self.power):
                whole = control.value == round(control.value)
                control.step, control.readout_format = (1, ".0f") if whole else (0.1, ".1f")
            self.taken.value = taken if taken in [salt for _, salt in SALTS] else ""
            self.reference.value, self.condition.value = plan.reference, plan.condition
            self.start.value, self.rules.value = plan.start, "\n".join(plan.exclusions)
        finally:
            self._held = False

    def lock(self, locked: bool) -> None:
        """Let nothing be changed once the list is drawn."""
        for control in self.all:
            control.disabled = locked
        self.fit()

    def fit(self) -> None:
        """Show only what the design and the spread leave to choose, or what a held plan says."""
        held = self.design.disabled
        stated = self.spread.value == STATED_SPREAD
        for control in (self.sd, self.icc):
            control.disabled = not stated or held
        parallel, alone = (self.design.value == name for name in (DESIGNS[0], DESIGNS[2]))
        for control, unasked in (
            (self.washout, parallel or alone), (self.weeks, alone), (self.taken, parallel),
        ):  # fmt: skip
            is_said = held and bool(control.value)
            control.layout.display = "none" if unasked and not is_said else ""
        if held and not self.taken.value:  # no plan says it
            self.taken.layout.display = "none"
        unit = "%" if self.in_percent.value else unit_of(self.primary.value)
        self.effect.description = f"effect, {shown_units(unit)}"

    @property
    def stated(self) -> dict[str, Any]:
        """What `explorer.plan.study` is asked, but for the spread."""
        return {
            "design": self.design.value,
            "primary": self.primary.value,
            "smallest_effect": f"{self.effect.value:g}{'%' if self.in_percent.value else ''}",
            "reference": self.reference.value,
            "condition": self.condition.value,
            "nights": int(self.nights.value),
            "power": self.power.value / 100,
            "attrition": self.attrition.value / 100,
            "weeks": 0.0 if self.weeks.layout.display == "none" else self.weeks.value,
            "washout_days": 0.0 if self.washout.layout.display == "none" else self.washout.value,
            "exclusions": [line for line in self.rules.value.splitlines() if line.strip()],
            "start": self.start.value.strip(),
        }


def _spread_of(plan: StudyPlan) -> str:
    """Say which of `SPREADS` a plan's is."""
    published = find_published(plan.primary, relative=plan.relative)
    if published is not None and published.source == plan.spread_source:
        return PUBLISHED_SPREAD
    return COMPARED_SPREAD if _OF_NIGHTS in plan.spread_source else STATED_SPREAD


def _full() -> widgets.Layout:
    """Make a layout of its own for each, for some are hidden."""
    return widgets.Layout(width="100%")


def _dropdown(name: str, options: Any, tip: str) -> widgets.Dropdown:
    made = widgets.Dropdown(options=list(options), description=name, layout=_full(), style=_LABEL)
    made.tooltip = tip
    return made


def _number(name: str, value: float, low: float, high: float, tip: str) -> Any:
    made = widgets.BoundedFloatText(
        value=value, min=low, max=high, step=None, description=name, layout=_full(), style=_LABEL
    )
    made.tooltip = tip
    return made


def _slider(name: str, value: float, low: float, high: float, step: float, tip: str) -> Any:
    made = SteadySlider(
        value=value,
        min=low,
        max=high,
        step=step,
        description=name,
        readout_format=".2f" if step < 1 else ".0f",
        layout=_full(),
        style=_LABEL,
    )
    made.tooltip = tip
    return made


def _text(name: str, value: str, tip: str = "as the table of nights will call it") -> widgets.Text:
    made = widgets.Text(value=value, description=name, layout=_full(), style=_LABEL)
    made.continuous_update = False
    made.tooltip = tip
    return made
