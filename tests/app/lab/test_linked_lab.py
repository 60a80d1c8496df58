"""The lab's part of a link: a reload and a student's browser show what the teacher set."""

import re

import ipywidgets as widgets
import pytest

from explorer.app.lab.lab_controls import LabControls
from explorer.app.lab.lab_page import MODELS, PRESSURE, LabPage
from explorer.app.lab.linked_lab import LabLink
from explorer.app.permalink import apply_link, write_link
from explorer.app.state import ExplorerState
from explorer.datasets.lab_nights import scenario_title
from explorer.models.magnesium_pathway import simulate_treated_night
from explorer.models.supplement_scenario import LADDER, ScenarioPrediction, SupplementScenario
from explorer.render.lab import model_figures as figures


@pytest.fixture
def opened(short_state, asked):
    """Open the lab at a link, as a fresh browser does."""

    def open_at(link=""):
        state = ExplorerState(short_state.night)
        if link:
            assert apply_link(state, link) == ""
        page = LabPage(state, asked.context)
        assert page.streamer.wait(300)
        assert page.tester.wait(300)
        return page

    return open_at


def link_of(page):
    return write_link(page.state, "a.edf", "Magnesium lab")


def title_of_trial(page):
    return re.sub(r"<[^>]*>", "", page.trial.value).split(", n =")[0]


def options_of(knob):
    return [one[-1] if isinstance(one, tuple) else one for one in knob.options]


def stands(page):
    knobs = {**page.controls.knobs, **page.pressure.knobs}
    return page.models.value, {name: knob.value for name, knob in knobs.items()}


def test_a_link_has_every_knob_that_was_moved_and_no_other(opened):
    page = opened()
    assert "lab=" not in link_of(page)
    begun = stands(page)
    page.controls.dose.value = 4.2
    assert link_of(page).endswith("&lab=dose:4.2")
    for knob in {**page.controls.knobs, **page.pressure.knobs}.values():
        knob.value = knob.max if hasattr(knob, "max") else options_of(knob)[-1]
    page.controls.people.value = 7  # a trial of 200 takes its time
    page.models.value = PRESSURE
    again = opened(link_of(page))
    assert stands(again) == stands(page)
    moved = {name for name, value in stands(page)[1].items() if value != begun[1][name]}
    assert len(moved) > 15
    assert {item.partition(":")[0] for item in again.link.text.split(",")} == {"view", *moved}
    again.controls.begin_anew()
    again.pressure.begin_anew()
    assert again.link.text == f"view:{PRESSURE}"


def test_presets_and_the_trial_shown_come_back(opened):
    page = opened()
    page.controls.presets[2].click()
    page.trial_button.click()
    assert page.tester.wait(300)
    assert page.link.text == "dose:7.9,days:24,trial:2"
    again = opened(link_of(page))
    assert again.setting == page.setting
    assert again.controls.weeks.value == LADDER[2].weeks
    assert title_of_trial(again) == title_of_trial(page)
    assert "Trial 2: MgT 7.9 g, 3.4 wk" in title_of_trial(page)
    assert again.trial.value == page.trial.value


def test_a_link_followed_on_the_page_moves_the_lab_there_and_back(opened):
    page = opened()
    other = opened("v1&lab=dose:4.2,salt:other,trial:3")
    for followed in (other, opened()):
        apply_link(page.state, link_of(followed))
        page.follow(frozenset({"lab"}))
        assert page.streamer.wait(300)
        assert page.tester.wait(300)
        assert stands(page) == stands(followed)
        assert title_of_trial(page) == title_of_trial(followed)


IN_VAIN = (
    ("dose:99", "dose lies within 0–8", 8.0),
    ("dose:nan", "dose is a number, not 'nan'", 2.0),
    ("dose", "dose is a number, not ''", 2.0),
    ("salt:sea,dose:3", "salt is one of threonate, other", 3.0),
    ("days:1e9", "days lies within 7–182", 2.0),
    ("people:inf", "people lies within 5–200", 2.0),
    ("trial:0", "there is no trial '0'", 2.0),
    ("view:<b>", "view is one of magnesium", 2.0),
    ("colour:red", "the lab has no 'colour'", 2.0),
)


def test_what_a_link_asks_of_the_lab_in_vain_is_said(short_state, asked):
    controls, models = LabControls(), widgets.ToggleButtons(options=MODELS)
    state = ExplorerState(short_state.night)
    link = LabLink(state, asked.context, {"view": models, **controls.knobs})
    for text, words, dose in IN_VAIN:
        asked.said.clear()
        assert apply_link(state, f"v1&lab={text}") == ""
        link.follow()
        assert controls.dose.value == dose
        [said] = asked.said
        assert said.startswith("The link to the lab was followed in part: ")
        assert words in said
        assert state.lab == link.text


def test_the_dose_is_labelled_by_the_salt_that_is_chosen():
    controls = LabControls()
    controls.connect(lambda callback: callback, lambda: None, lambda: None)
    controls.presets[3].click()
    assert controls.dose.description == "Mg as in g MgT"
    assert "144 mg Mg a day" in controls.elemental.value
    controls.presets[2].click()
    assert controls.dose.description == "dose, g MgT"


def test_weeks_and_dose_are_one_number_wherever_they_are_said():
    step = LADDER[2]
    setting = SupplementScenario(dose=step.dose, weeks=step.weeks)
    night = simulate_treated_night(
        setting.elemental, setting.weeks, form="other", hours=0.1, sampling_frequency=64
    )
    assert night.attrs["condition"] == "simulated: 569 mg/d Mg as another salt, 3.4 weeks"
    chain = re.sub(r"<[^>]*>", " ", figures.chain(ScenarioPrediction(setting)))
    assert "569 mg Mg/d" in chain
    assert "3.4 wk" in chain
    assert scenario_title(setting) == "lab: MgT 7.9 g, 3.4 wk, age 26 (simulated)"
