"""The magnesium lab: pull a link of the chain, and see what the models make of it."""

import threading
import time
from importlib.resources import files
from typing import Any

import ipywidgets as widgets
import numpy as np
from markupsafe import Markup

from explorer.app.app_context import AppContext
from explorer.app.lab.lab_controls import STAGES, LabControls
from explorer.app.lab.linked_lab import LabLink
from explorer.app.lab.model_night import NightView
from explorer.app.lab.sleep_pressure_panel import PressureView
from explorer.app.latest_worker import LatestWorker
from explorer.app.state import ExplorerState
from explorer.datasets.lab_nights import (
    lab_place,
    read_lab_place,
    scenario_title,
    simulate_and_keep_night,
    taken,
)
from explorer.datasets.night_locations import NightLocation
from explorer.models.supplement_scenario import ScenarioPrediction, SupplementScenario
from explorer.night.night import Night
from explorer.render.environment import pieces
from explorer.render.evidence.citations import badge
from explorer.render.lab import model_figures as figures
from explorer.render.number_format import number
from explorer.statistics.change_words import PERCENT_EXPLAINED
from explorer.statistics.paired import Comparison
from explorer.study.magnesium_trial import (
    TrialRequest,
    simulate_trial,
    trial_to_compare,
)

SECONDS = 30.0
"""Of model EEG on screen."""
_SEED = 5
CHAIN, PRESSURE, NIGHT = MODELS = ("magnesium", "two processes", "night")
_TOLD = 0.05
"""Share of a night between two words on how far it is."""
_TRIAL = "Simulate a trial"
_LIVE = (
    "integrated as you move; the same noise above and below. Too short to see a few per cent: the "
    "grid below can."
)
_COMPILING = "Compiling the model, once on this machine: some seconds…"


class LabPage:
    """Controls at the left, the chain's linked figures beside them.

    Parameters
    ----------
    state : ExplorerState
        Of the application; its ``lab`` says where the knobs stand, for a link.
    context : AppContext
        What the application offers.
    """

    def __init__(self, state: ExplorerState, context: AppContext) -> None:
        self.state, self.context = state, context
        self.controls = LabControls()
        self.chain, self.before, self.eeg, self.links, self.ladder, self.power, self.trial = (
            widgets.HTML() for _ in range(7)
        )
        self._runs: dict[str, _Model] = {}
        self._trials = 0
        self._trial: TrialRequest | None = None
        self._trial_body = Markup()
        self._stopped = threading.Event()
        self._told = 0.0
        self.open_button = widgets.Button(
            description="Open this night in the explorer",
            tooltip="simulates eight hours through the chain, labelled simulated",
        )
        self.stop_button = widgets.Button(description="Stop", tooltip="simulate no more of it")
        self.progress = widgets.HTML()
        self.stop_button.layout.display = "none"
        self.trial_button = widgets.Button(
            description=_TRIAL, tooltip="n people, placebo and supplement"
        )
        self.compare_button = widgets.Button(
            description="Open it in Compare", tooltip="this trial, person by person", disabled=True
        )
        safe_callback = context.safe_callback
        self.models = widgets.ToggleButtons(
            options=MODELS, style=widgets.ToggleButtonsStyle(button_width="auto")
        )
        self.models.add_class("lab-models")
        self.pressure, self.night = PressureView(safe_callback), NightView()
        knobs = {"view": self.models, **self.controls.knobs, **self.pressure.knobs}
        self.link = LabLink(state, context, knobs)
        self._lay_out()
        self.streamer = LatestWorker(self._integrate, safe_callback(self._show_eeg), self._failed)
        self.tester = LatestWorker(
            simulate_trial, safe_callback(self._show_trial), safe_callback(self._no_trial)
        )
        self.maker = LatestWorker(
            self._make, safe_callback(self._made), safe_callback(self._not_made)
        )
        self._trials = self.link.follow() - 1
        self.controls.connect(safe_callback, self.draw, self._draw_power)
        self.link.observe(safe_callback)
        self.open_button.on_click(safe_callback(lambda _b: self._open()))
        self.stop_button.on_click(safe_callback(lambda _b: self._stopped.set()))
        self.trial_button.on_click(safe_callback(lambda _b: self._request_trial()))
        self.compare_button.on_click(safe_callback(lambda _b: self._compare()))
        self.models.observe(safe_callback(lambda change: self._turn(change["new"])), "value")
        self.trial.value = figures.panel(
            "A trial of the chain",
            badge("simulated"),
            pieces("tables.html.j2").plain("Not yet simulated."),
        )
        self.before.value = figures.eeg_before(STAGES[0], Markup(), _COMPILING)
        self.eeg.value = figures.eeg_now("now", Markup(), "")
        self.draw()
        self._turn(self.models.value)
        self._request_trial()

    @property
    def setting(self) -> SupplementScenario:
        """Where the controls stand."""
        return self.controls.setting

    def follow(self, changed: frozenset[str]) -> None:
        """Bring the knobs to where a link has them; the style sheet follows light and dark."""
        if "lab" in changed and self.link.is_news:
            trial = self._trials
            with self.controls.together():
                number = self.link.follow()
            if number != trial:
                self._trials = number - 1
                self._request_trial()

    def draw(self) -> None:
        """Draw what is quick at once, and ask for the model EEG."""
        predicted = self.predicted = ScenarioPrediction(self.setting)
        # The EEG first, for it moves most. Once compiled it takes no longer than the rest.
        request = (self.setting, self.controls.stage.value, predicted.magnesium)
        if self.controls.stage.value in self._runs and not self.streamer.busy:
            self._show_eeg(request, self._integrate(request))
        else:
            self.streamer.request(request)
        self.chain.value = figures.chain(predicted)
        parts = (figures.brain_course, figures.block, figures.sensitivity)
        self.links.value = pieces(figures.TEMPLATE).panels([part(predicted) for part in parts])
        self.ladder.value = figures.ladder_table(self.setting)
        self._draw_power()

    def _lay_out(self) -> None:
        style = (files("explorer.app.lab") / "page.css").read_text("utf-8")
        sliders = widgets.VBox([self.controls.people, self.controls.spread])
        power = widgets.VBox([self.power, sliders])
        self.power.add_class("lab-power")
        again = widgets.HBox([self.trial_button, self.compare_button])
        night = widgets.HBox([self.open_button, self.progress, self.stop_button])
        night.add_class("lab-night")
        trial = widgets.VBox([self.trial, again, night])
        ladder = widgets.VBox([self.ladder])
        for box in (ladder, power, trial):
            box.add_class("lab-panel")
        below = widgets.Box([ladder, power, trial])
        below.add_class("lab-row")
        self.links.add_class("lab-links")
        eeg = widgets.Box([self.before, self.eeg, self.controls.stage])
        eeg.add_class("lab-eeg")
        main = widgets.Box([self.chain, eeg, self.links, below])
        main.add_class("lab-main")
        self._main = main
        self._style = widgets.HTML(pieces("page/head.html.j2").style(Markup(style)))
        self.left = widgets.VBox()
        self.left.add_class("lab-left")
        self.widget = widgets.Box()
        self.widget.add_class("lab")
        self._turn(CHAIN)

    def show(self, model: str) -> None:
        """Show a model with every control as the lab begins, whatever was played with before."""
        if model not in MODELS:
            raise ValueError(f"no model {model!r}, expected one of {list(MODELS)}")
        self.controls.begin_anew()
        self.pressure.begin_anew()
        self.models.value = model
        self._turn(model)

    def _turn(self, model: str) -> None:
        """Turn to the chain from a dose to the night, the two processes, or the model's night."""
        controls: widgets.Widget = self.controls.widget
        shown: widgets.Widget = self._main
        if model != CHAIN:
            view = self.pressure if model == PRESSURE else self.night
            view.draw()
            controls, shown = view.controls, view.widget
        self.left.children = (self.models, controls)
        self.widget.children = (self._style, self.left, shown)

    # ---- model EEG -----------------------------------------------------------------------------

    def _integrate(
        self, request: tuple[SupplementScenario, str, float]
    ) -> tuple["_Model", Any, float]:
        setting, stage, magnesium = request
        if stage not in self._runs:
            self._runs[stage] = _Model(stage, self._scale())
        model = self._runs[stage]
        began = time.perf_counter()
        voltage = model.runs.run(magnesium=magnesium, **setting.knobs)
        return model, voltage, 1000 * (time.perf_counter() - began)

    def _scale(self) -> float:
        """Take N3 at baseline as the measure of both stages."""
        deep = self._runs.get(STAGES[0])
        return deep.scale if deep else 0.0

    def _show_eeg(
        self, request: tuple[SupplementScenario, str, float], answer: tuple["_Model", Any, float]
    ) -> None:
        model, voltage, took = answer
        after = figures.eeg_lane(voltage, model.scale, model.middle, "now")
        # Sent only where the stage is another: equal text is not sent again.
        self.before.value = figures.eeg_before(request[1], model.before, _LIVE)
        self.eeg.value = figures.eeg_now(f"{request[2]:.3f} mM", after, f"in {took:.0f} ms")

    # ---- trial and night -----------------------------------------------------------------------

    def _draw_power(self) -> None:
        self.power.value = figures.power(
            self.predicted, self.controls.people.value, self.controls.spread.value
        )
        self._draw_trial()

    def _request_trial(self) -> None:
        self._trials += 1
        self.link.say(self._trials)
        request = self._trial_now(self._trials)
        # Said on the button: the foot of the page belongs to whoever spoke last.
        self.trial_button.description = "Simulating a trial…"
        self.tester.request(request)

    def _trial_now(self, number: int) -> TrialRequest:
        controls = self.controls
        return TrialRequest(self.setting, controls.people.value, controls.spread.value, number)

    def _show_trial(self, request: TrialRequest, found: Comparison) -> None:
        self.trial_button.description = _TRIAL
        rows = [_trial_row(found, str(name)) for name in found.table.metric.values]
        heads = ("mean", "placebo", "supplement", "95 % CI of the difference")
        table = figures.plain_table(heads, rows)
        body = pieces(figures.TEMPLATE).trial(found.sentence, table, PERCENT_EXPLAINED)
        self._trial, self._trial_body = request, body
        self.compare_button.disabled = False
        self._draw_trial()

    def _draw_trial(self) -> None:
        """Draw the last trial, marked where the settings are others by now."""
        request = self._trial
        if request is None:
            return
        changed = self._trial_now(request.number) != request
        template = pieces(figures.TEMPLATE)
        self.trial.value = figures.panel(
            f"Trial {request.number}: {taken(request.setting)}, n = {request.people}",
            badge("simulated"),
            template.trial_of_before(self._trial_body) if changed else self._trial_body,
        )

    def _compare(self) -> None:
        """Turn to the Compare tab with this very trial."""
        if self._trial is not None:
            self.context.turn_to("Compare").read(trial_to_compare(self._trial))

    def _open(self) -> None:
        self._stopped.clear()
        self._told = 0.0
        self._tell(0.0)
        # As its place says it: what a link opens is then the same to the last bit.
        self.maker.request(read_lab_place(lab_place(self.setting))[0])

    def _make(self, setting: SupplementScenario) -> Night:
        tell = self.context.safe_callback(self._tell)

        def progress(share: float) -> bool:
            if share >= self._told + _TOLD:
                self._told = share
                tell(share)
            return not self._stopped.is_set()

        return simulate_and_keep_night(setting, progress=progress)

    def _tell(self, share: float | None) -> None:
        """Show how far the night is; None where none is under way."""
        under_way = share is not None
        self.stop_button.layout.display = "" if under_way else "none"
        self.open_button.layout.display = "none" if under_way else ""
        making = pieces(figures.TEMPLATE).making(f"{share or 0:.2f}")
        self.progress.value = making if under_way else ""

    def _made(self, setting: SupplementScenario, night: Night) -> None:
        self._tell(None)
        place = NightLocation(lab_place(setting))
        self.context.open_night(scenario_title(setting), lambda **_said: night, place)

    def _not_made(self, _setting: SupplementScenario, error: Exception) -> None:
        self._tell(None)
        self.context.refuse(str(error) or type(error).__name__)

    def _no_trial(self, _request: TrialRequest, error: Exception) -> None:
        self.trial_button.description = _TRIAL
        self.context.refuse(str(error) or type(error).__name__)

    def _failed(self, _request: object, error: Exception) -> None:
        said = str(error) or type(error).__name__
        self.context.safe_callback(lambda: self.context.refuse(said))()


class _Model:
    """One stage's runs, and its baseline as drawn."""

    def __init__(self, stage: str, scale: float) -> None:
        from explorer.models.paired_runs import PairedRuns

        self.runs = PairedRuns(stage, seconds=SECONDS, rng=np.random.default_rng(_SEED))
        baseline = self.runs.run()
        self.middle = float(baseline.mean())
        deep = baseline
        if not scale and stage != STAGES[0]:
            deep = PairedRuns(STAGES[0], seconds=SECONDS, rng=np.random.default_rng(_SEED)).run()
        self.scale = scale or figures.eeg_scale(deep)
        self.before = figures.eeg_lane(baseline, self.scale, self.middle, "before")


def _trial_row(found: Comparison, name: str) -> tuple[str, ...]:
    row = found.table.isel(condition=0).sel(metric=name)
    low, high = float(row.ci_low), float(row.ci_high)
    return (
        f"{name}, {row.units.item()}",
        f"{float(row.reference_mean):.0f}",
        f"{float(row.condition_mean):.0f}",
        f"{number(low, 0)} to {number(high, 0)}",
    )
