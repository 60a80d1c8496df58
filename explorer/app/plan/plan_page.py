"""The tab Plan: people, nights and weeks for an effect, a sealed list, and what holds a report."""

import threading
from typing import Any

import ipywidgets as widgets

from explorer.app.app_context import AppContext
from explorer.app.latest_worker import LatestWorker
from explorer.app.plan.kept_plan import KeptPlan
from explorer.app.plan.list_words import say_of_list
from explorer.app.plan.plan_controls import COMPARED_SPREAD, PUBLISHED_SPREAD, PlanControls
from explorer.app.plan.plan_keeper import PlanKeeper
from explorer.app.plan.plan_layout import lay_out_plan
from explorer.app.plan.twins import TwinsView
from explorer.app.state import ExplorerState
from explorer.app.upload_button import UploadButton
from explorer.plan import (
    Randomisation,
    StudyPlan,
    how_many,
    plan_text,
    randomise,
    simulate_power,
    spread_of_nights,
    study,
    washout,
)
from explorer.plan.randomise import read_sealed, seal_broken
from explorer.plan.simulated_power import SIMULATIONS, SimulatedPower
from explorer.plan.spreads import find_published
from explorer.plan.study_plan import NO_ADVICE, PARALLEL
from explorer.render.environment import pieces
from explorer.render.plan.plan_figures import TEMPLATE, power_figure
from explorer.study.comparison_choices import SEED

_HEAD = "page/head.html.j2"
_TOLD_EVERY = 5
"""Simulated trials between two words on how far it is."""
_DOSE = 144.0
"""mg of magnesium a day of which the washout is shown; it hardly depends on it."""


class PlanPage:
    """Controls at the left; the answer, its figure, the list and the twins beside them.

    Parameters
    ----------
    state : ExplorerState
        Not read: a plan has its own choices.
    context : AppContext
    """

    def __init__(self, state: ExplorerState, context: AppContext) -> None:
        self.state, self.context = state, context
        self.plan: StudyPlan | None = None
        """As the controls stand; None where they cannot be planned with."""
        self.drawn: Randomisation | None = None
        self.loaded = False
        """Whether it is a plan that was saved before, which is not changed."""
        self.tried: SimulatedPower | None = None
        self._stopped = threading.Event()
        safe_callback = context.safe_callback
        self.controls = PlanControls()
        self.answer, self.source, self.figure, self.lingers, self.text, self.list_words = (
            widgets.HTML() for _ in range(6)
        )
        self.progress = widgets.HTML()
        self.simulate = _button(
            f"Simulate {SIMULATIONS} trials", "each analysed as the study will be"
        )
        self.stop = _button("Stop", "keep what was simulated so far")
        self.stop.layout.display = "none"
        self.draw_list = _button("Draw the list", "permuted blocks; seals the plan")
        self.anew = _button("Begin a new plan", "unlocks the choices; keep the files you saved")
        self.save = {
            "text": _button("Analysis plan", "save it as text"),
            "plan": _button("Plan file", "save it as JSON, for sleep-explorer compare --plan"),
            "schedule": _button("Schedule", "save who sleeps when, as CSV"),
            "sealed": _button("Sealed file", "save who takes what, for the partner alone"),
        }
        self.opened = UploadButton(
            "Open a plan",
            accept=".json",
            multiple=True,
            width="auto",
            tooltip="the plan file that was saved, and the sealed file once it may be opened",
        )
        self.twins = TwinsView(context)
        self.keeper = PlanKeeper(
            *(safe_callback, self._held, self._take_up, self._show), context.study.plan_memory
        )
        self.widget = lay_out_plan(self)
        self.tester: LatestWorker[StudyPlan, SimulatedPower] = LatestWorker(
            self._try, safe_callback(self._tested), safe_callback(self._not_tested)
        )
        self.controls.connect(safe_callback, self.redo)
        self.simulate.on_click(safe_callback(lambda _b: self._request()))
        self.stop.on_click(safe_callback(lambda _b: self._stopped.set()))
        self.draw_list.on_click(safe_callback(lambda _b: self._draw_list()))
        self.anew.on_click(safe_callback(lambda _b: self._begin_anew()))
        self.opened.on_files(self._open, safe_callback)
        for what, button in self.save.items():
            button.on_click(safe_callback(lambda _b, what=what: self._save(what)))
        self.redo()
        self.keeper.begin()

    def follow(self, changed: frozenset[str]) -> None:
        """Take the nights of Compare anew where the tab is turned to and they are used."""
        if "shown" in changed and self.controls.spread.value == COMPARED_SPREAD:
            self.redo()

    # ---- planning ------------------------------------------------------------------------------

    def redo(self) -> None:
        """Plan anew as the controls stand, and draw it; what cannot be planned is said."""
        if self.drawn is not None or self.loaded:
            return
        self._stopped.set()
        self.tried = None
        self.controls.fit()
        try:
            spread = self._spread()
            self.plan = study(**self.controls.stated, **spread, seed=SEED)
        except ValueError as error:
            self.plan = None
            self.answer.value = pieces(TEMPLATE).refused(f"{error}.", NO_ADVICE)
            self._enable()
            return
        if "sd" in spread:
            self.controls.show_spread(self.plan.sd, self.plan.icc)
        self._show()

    def _spread(self) -> dict[str, Any]:
        """SD and correlation by the source that is chosen."""
        controls = self.controls
        name, relative = controls.primary.value, controls.in_percent.value
        if controls.spread.value == PUBLISHED_SPREAD:
            found = find_published(name, relative=relative)
            if found is None:
                return {}  # the plan says in a sentence that there is none
            return {"sd": found.sd, "icc": found.icc, "spread_source": found.source}
        if controls.spread.value == COMPARED_SPREAD:
            nights = self.context.study.nights
            if nights is None:
                raise ValueError(
                    "no nights are read yet: turn to Compare, read a table or simulate a trial, "
                    "and come back"
                )
            own = spread_of_nights(nights.nights, name, relative=relative)
            about = f"{own.source}: {nights.title}"
            return {"sd": own.sd, "icc": own.icc, "spread_source": about}
        return {"sd": controls.sd.value, "icc": controls.icc.value}

    def _show(self) -> None:
        plan = self.plan
        assert plan is not None
        self.answer.value = pieces(TEMPLATE).answer(how_many(plan).sentence, NO_ADVICE)
        self.figure.value = power_figure(plan, self.tried)
        published = find_published(plan.primary, relative=plan.relative)
        link = published.link if published and published.source == plan.spread_source else ""
        unit = "of the logarithm" if plan.relative else plan.units
        self.source.value = pieces(TEMPLATE).source(
            f"Spread: SD {plan.sd:.3g} {unit}, ICC {plan.icc:.2f}. From {plan.spread_source}.", link
        )
        lingers = self._washout(plan)
        self.lingers.value = pieces(TEMPLATE).paragraph(lingers) if lingers else ""
        said = self.tried.sentence if self.tried and self.tried.simulated else ""
        self._written = plan_text(plan, washout_sentence=lingers, simulated=said)
        self.text.value = pieces(TEMPLATE).plan_text(self._written)
        self.list_words.value = pieces(TEMPLATE).paragraph(
            say_of_list(self._held(), self.drawn, **self.keeper.troubles)
        )
        self._enable()

    def _washout(self, plan: StudyPlan) -> str:
        if not self.controls.taken.value or plan.design == PARALLEL:
            return ""
        form = self.controls.taken.value
        return washout(_DOSE, days=7 * (plan.weeks or 1 / 7), form=form).sentence

    def _enable(self) -> None:
        planned, drawn = self.plan is not None, self.drawn is not None
        self.simulate.disabled = not planned
        self.draw_list.disabled = not planned or drawn or self.loaded
        self.anew.layout.display = "" if drawn or self.loaded else "none"
        for what in ("text", "plan"):
            self.save[what].disabled = not planned
        for what in ("schedule", "sealed"):
            self.save[what].disabled = not drawn

    # ---- simulating ----------------------------------------------------------------------------

    def _request(self) -> None:
        if self.plan is None:
            return
        self._stopped.clear()
        self.stop.layout.display = ""
        self.progress.value = pieces(_HEAD).progress(0, SIMULATIONS, "simulating")
        self.tester.request(self.plan)

    def _try(self, plan: StudyPlan) -> SimulatedPower:
        def progress(seen: int, done: int, total: int) -> bool:
            if done and not done % _TOLD_EVERY:
                tell(plan, SimulatedPower(seen, done), total)
            return not self._stopped.is_set() and plan is self.plan

        tell = self.context.safe_callback(self._tell)
        return simulate_power(plan, progress=progress)

    def _tell(self, plan: StudyPlan, tried: SimulatedPower, total: int) -> None:
        if plan is not self.plan:
            return
        words = f"{tried.seen} of {tried.simulated} showed it"
        self.progress.value = pieces(_HEAD).progress(tried.simulated, total, words)
        self.figure.value = power_figure(plan, tried)

    def _tested(self, plan: StudyPlan, tried: SimulatedPower) -> None:
        self.stop.layout.display = "none"
        self.progress.value = ""
        if plan is not self.plan or not tried.simulated:
            return
        self.tried = tried
        self.progress.value = pieces(_HEAD).quietly(tried.sentence)
        self._show()

    def _not_tested(self, _plan: StudyPlan, error: Exception) -> None:
        self.stop.layout.display = "none"
        self.progress.value = pieces(_HEAD).alert("problem", str(error))

    # ---- list and files ------------------------------------------------------------------------

    def _draw_list(self) -> None:
        if self.plan is None or self.drawn is not None or self.loaded:
            return
        drawn, taken = randomise(self.plan), self.controls.taken.value
        self._take_up(KeptPlan(drawn.plan, drawn.sealed, taken, is_drawn=True), drawn)
        self.keeper.keep()

    def _take_up(self, kept: KeptPlan, drawn: Randomisation | None) -> None:
        """Hold a plan that is sealed or was opened: the fields show it, and Compare follows it."""
        self._stopped.set()
        self.tried = None
        self.plan, self.drawn, self.loaded = kept.plan, drawn, drawn is None
        self.context.study.plan, self.context.study.sealed = kept.plan, kept.sealed
        self.controls.show(kept.plan, kept.taken)
        self.controls.lock(True)
        self._show()

    def _held(self) -> KeptPlan | None:
        """Give what is sealed or opened here; None where the choices are free."""
        if self.plan is None or (self.drawn is None and not self.loaded):
            return None
        taken, is_drawn = self.controls.taken.value, self.drawn is not None
        return KeptPlan(self.plan, self.context.study.sealed, taken, is_drawn=is_drawn)

    def _open(self, files: list[tuple[str, bytes]]) -> list[str]:
        """Take up a plan that was saved, and its sealed list where that was given too."""
        self.context.forget_refusal()  # it is of what was asked for before
        texts = [content.decode("utf-8", "replace") for _, content in files]
        plans = [text for text in texts if '"sealed_sha256"' in text]
        lists = [text for text in texts if text not in plans]
        held = self.context.study
        if len(plans) > 1 or len(lists) > 1 or (lists and not plans and held.plan is None):
            raise ValueError(
                "one plan file is needed, as 'Plan file' saved it, and at most one sealed file"
            )
        plan = StudyPlan.from_json(plans[0]) if plans else held.plan
        assert plan is not None
        if lists:
            read_sealed(lists[0])
            if broken := seal_broken(plan, lists[0]):
                raise ValueError(broken)
        if plans:  # in place of the one before
            self.opened.forget()
        self._take_up(KeptPlan(plan, lists[0] if lists else ""), None)
        self.keeper.keep()
        return [name for name, _ in files]

    def _begin_anew(self) -> None:
        self.drawn, self.loaded = None, False
        self.opened.forget()
        self.context.study.plan, self.context.study.sealed = None, ""
        self.controls.lock(False)
        self.keeper.keep()
        self.redo()

    def _save(self, what: str) -> None:
        if self.plan is None:
            return
        drawn = self.drawn
        found = {
            "text": ("analysis-plan.md", self._written, "text/markdown"),
            "plan": ("plan.json", self.plan.to_json(), "application/json"),
            "schedule": ("schedule.csv", drawn.schedule_csv if drawn else "", "text/csv"),
            "sealed": ("sealed.json", drawn.sealed if drawn else "", "application/json"),
        }[what]
        self.context.offer_file(*found)


def _button(words: str, tip: str) -> widgets.Button:
    made = widgets.Button(description=words, tooltip=tip)
    made.layout.width = "auto"
    return made
