"""The lab's controls: what is taken, by whom, and the knobs of the hypotheses."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import ipywidgets as widgets

from explorer.app.lab.linked_lab import DAYS
from explorer.app.lab.sliders import FULL, LABEL_WIDTH, slider
from explorer.models.sleep_profiles import OLDEST, YOUNGEST
from explorer.models.supplement_scenario import (
    LADDER,
    MG_A_GRAM,
    SALTS,
    LadderStep,
    SupplementScenario,
)
from explorer.render.environment import pieces
from explorer.render.evidence.citations import badge, cite_claim
from explorer.render.lab.model_figures import TEMPLATE

_MOST_DOSE = 8.0
"""g of MgT a day that the hand can set: the rats' dose, which a preset gives, lies within. A limit
that moved with the preset would reach the browser apart from the dose, and cut it."""
_DOSE, _DOSE_OF_OTHERS = "dose, g MgT", "Mg as in g MgT"
_PRESETS = (
    ("1 g", LADDER[0]),
    ("2 g", LADDER[1]),
    ("rat dose", LADDER[2]),
    ("other salt", LADDER[3]),
)
_NO_HUMAN_EEG = "We found no EEG study of MgT in people as of November 2026."
"""As the tab Evidence has it."""
_CHOSEN = "chosen"  # of a button, in page.css
STAGES = ("N3", "N2")
LEAST_PEOPLE, MOST_PEOPLE = 5, 200
_USUAL_PEOPLE, _USUAL_SPREAD = 22, 0.15


class LabControls:
    """Sliders and presets that make up a `SupplementScenario`."""

    def __init__(self) -> None:
        start = SupplementScenario()
        self.dose = slider(
            _DOSE, start.dose, 0, _MOST_DOSE, 0.1, "a day; other salts: as much magnesium"
        )
        self.presets = [
            widgets.Button(description=name, tooltip=step.name) for name, step in _PRESETS
        ]
        self.reset = widgets.Button(
            description="reset", tooltip="dose, weeks, age and hypotheses as the lab begins"
        )
        self.reset.add_class("lab-reset")
        self.salt = widgets.Dropdown(
            options=list(SALTS.items()),
            description="salt",
            layout=FULL,
            style={"description_width": LABEL_WIDTH},
        )
        self.salt.tooltip = "which salt of magnesium is taken"
        self.weeks = slider("weeks", start.weeks, 1, 26, 1 / 7, "of taking it every day", digits=1)
        self.age = slider(
            "age, years", start.age, YOUNGEST, OLDEST, 1, "acts on the simulated night and trial"
        )
        self.carry_over = slider(
            "carry-over f_h", start.carry_over, 0, 1, 0.05, "does the rats' result hold? unknown"
        )
        self.nmda_share = slider(
            "NMDA share ρ", start.nmda_share, 0, 0.4, 0.02, "of the excitatory current"
        )
        self.gaba = slider(
            "GABA gain κ", 0, 0, 0.5, 0.05, "relative gain of inhibition a relative rise in Mg"
        )
        self.compensation = slider(
            "adaptation c",
            0,
            0,
            2,
            0.1,
            "growth of NMDA current a relative rise in Mg, after weeks",
        )
        self.coupling = slider(
            "N3 coupling k",
            0,
            0,
            2,
            0.1,
            "of the time in N3 to slow-wave activity, in the simulated night and trial; off at 0",
        )
        self.stage = widgets.ToggleButtons(
            options=STAGES, style=widgets.ToggleButtonsStyle(button_width="44px")
        )
        self.stage.add_class("lab-stage")
        self.people = widgets.IntSlider(
            value=_USUAL_PEOPLE,
            min=LEAST_PEOPLE,
            max=MOST_PEOPLE,
            description="people n",
            layout=FULL,
            style={"description_width": "62px"},
        )
        self.people.tooltip = "people in the simulated trial, each on both"
        self.spread = slider(
            "SD (log)",
            _USUAL_SPREAD,
            0.05,
            0.3,
            0.01,
            "of the log ratio of two nights of one person",
            label_width="62px",
        )
        self.elemental = widgets.HTML()
        presets = widgets.HBox(self.presets)
        presets.add_class("lab-presets")
        words = pieces(TEMPLATE).heading("Hypotheses", badge("hypothesis", "nmda_block_sleep"))
        hypotheses = widgets.HBox([widgets.HTML(words), self.reset])
        hypotheses.add_class("lab-hypotheses")
        self.widget = widgets.VBox(
            [
                widgets.HTML(pieces(TEMPLATE).heading("Taken")),
                presets,
                self.dose,
                self.elemental,
                self.salt,
                self.weeks,
                self.age,
                hypotheses,
                self.carry_over,
                self.nmda_share,
                self.gaba,
                self.compensation,
                self.coupling,
                widgets.HTML(
                    pieces(TEMPLATE).about_the_chain(cite_claim(_NO_HUMAN_EEG, "slow_wave_sleep"))
                ),
            ]
        )
        self.widget.add_class("lab-controls")
        self._held = False
        self._changed: Callable[[], None] = lambda: None

    @property
    def setting(self) -> SupplementScenario:
        """What the controls stand at."""
        return SupplementScenario(
            dose=self.dose.value,
            form=self.salt.value,
            weeks=self.weeks.value,
            age=self.age.value,
            carry_over=self.carry_over.value,
            nmda_share=self.nmda_share.value,
            gaba_gain_of_magnesium=self.gaba.value,
            compensation=self.compensation.value,
            architecture_coupling=self.coupling.value,
        )

    def connect(
        self,
        safe_callback: Callable[[Callable[..., None]], Callable[..., None]],
        changed: Callable[[], None],
        trial_changed: Callable[[], None],
    ) -> None:
        """Tell of every change: once a gesture, also where a preset moves three sliders."""

        def told(_change: dict[str, Any]) -> None:
            self.say_taken()
            if not self._held:
                self.mark_preset()
                changed()

        acting = (self.dose, self.salt, self.weeks, self.age, self.carry_over, self.coupling)
        knobs = (self.nmda_share, self.gaba, self.compensation, self.stage)
        for control in (*acting, *knobs):
            control.observe(safe_callback(told), "value")
        for control in (self.people, self.spread):
            control.observe(safe_callback(lambda _change: trial_changed()), "value")
        for button, (_name, step) in zip(self.presets, _PRESETS, strict=True):
            button.on_click(safe_callback(lambda _b, step=step: self._take(step)))
        self.reset.on_click(safe_callback(lambda _b: self.begin_anew()))
        self._changed = changed
        self.say_taken()
        self.mark_preset()

    def say_taken(self) -> None:
        """Say what the dose is of, and how much magnesium it holds."""
        is_threonate = self.salt.value == SupplementScenario().form
        self.dose.description = _DOSE if is_threonate else _DOSE_OF_OTHERS
        words = f"= {self.dose.value * MG_A_GRAM:.0f} mg Mg a day"
        self.elemental.value = pieces(TEMPLATE).elemental(words)

    def mark_preset(self) -> None:
        """Outline the preset that dose, weeks and salt stand at; none where a hand moved one."""
        stands = (self.dose.value, self.weeks.value, self.salt.value)
        for button, (_name, step) in zip(self.presets, _PRESETS, strict=True):
            if stands == (step.dose, step.weeks, step.form):
                button.add_class(_CHOSEN)
            else:
                button.remove_class(_CHOSEN)

    def begin_anew(self) -> None:
        """Set every control as the lab begins: what is taken, by whom, hypotheses, trial, stage."""
        start = SupplementScenario()
        with self.together():
            self.dose.value, self.weeks.value, self.salt.value = start.dose, start.weeks, start.form
            self.age.value, self.carry_over.value = start.age, start.carry_over
            self.nmda_share.value = start.nmda_share
            self.gaba.value = start.gaba_gain_of_magnesium
            self.compensation.value = start.compensation
            self.coupling.value = start.architecture_coupling
            self.people.value, self.spread.value = _USUAL_PEOPLE, _USUAL_SPREAD
            self.stage.value = STAGES[0]

    def _take(self, step: LadderStep) -> None:
        with self.together():
            self.dose.value, self.weeks.value, self.salt.value = step.dose, step.weeks, step.form

    @property
    def knobs(self) -> dict[str, widgets.Widget]:
        """Every control, by the name that links have for it: those written so far need it."""
        return {
            "dose": self.dose,
            "salt": self.salt,
            DAYS: self.weeks,
            "age": self.age,
            "carry_over": self.carry_over,
            "nmda_share": self.nmda_share,
            "gaba": self.gaba,
            "adaptation": self.compensation,
            "coupling": self.coupling,
            "stage": self.stage,
            "people": self.people,
            "spread": self.spread,
        }

    @contextmanager
    def together(self) -> Iterator[None]:
        """Tell of several controls once, when all of them stand."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        self.mark_preset()
        self._changed()
