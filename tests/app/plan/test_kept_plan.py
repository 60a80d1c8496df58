"""A plan that was drawn or opened is there again when the page is loaded anew, with its fields."""

import json

import pytest

from explorer.app.plan.plan_controls import COMPARED_SPREAD, PUBLISHED_SPREAD, STATED_SPREAD
from explorer.app.plan.plan_page import PlanPage
from explorer.app.shell import Explorer
from explorer.plan import randomise, study
from explorer.plan.study_plan import DESIGNS
from explorer.study.simulated_trial import simulated_trial


@pytest.fixture
def load(short_state, asked):
    """Load a page anew, whose browser keeps what it is given."""

    def loaded(kept=""):
        asked.context.study.plan, asked.context.study.sealed = None, ""
        page = PlanPage(short_state, asked.context)
        page.keeper.memory.value = kept  # as the browser sets it
        return page

    return loaded


def fields(controls):
    return {one.description: (one.value, one.layout.display) for one in controls.all}


@pytest.mark.parametrize("design", DESIGNS)
def test_a_list_that_was_drawn_is_there_after_a_reload(load, asked, design):
    page = load()
    controls = page.controls
    controls.design.value, controls.condition.value, controls.effect.value = design, "temazepam", 40
    controls.taken.value, controls.washout.value = "threonate", 14
    assert "browser keeps" in page.list_words.value
    page.draw_list.click()
    assert "This browser keeps it until you begin a new plan" in page.list_words.value
    kept = page.keeper.memory.value
    assert "allocation" not in kept  # nobody reads it unawares
    again = load(kept)
    assert again.drawn == page.drawn
    assert again.plan == page.plan == asked.context.study.plan
    assert asked.context.study.sealed == page.drawn.sealed
    assert fields(again.controls) == fields(controls)
    for name in ("list_words", "text", "lingers"):
        assert getattr(again, name).value == getattr(page, name).value
    assert again.draw_list.disabled
    assert not again.save["sealed"].disabled
    again.anew.click()
    assert "allocation" not in again.keeper.memory.value
    assert load(again.keeper.memory.value).drawn is None


def test_a_plan_that_was_opened_is_there_after_a_reload(load, asked):
    drawn = randomise(study(primary="N3_min", smallest_effect=10), 8)
    page = load()
    page._open([("plan.json", drawn.plan.to_json().encode()), ("list", drawn.sealed.encode())])
    again = load(page.keeper.memory.value)
    assert again.loaded
    assert (asked.context.study.plan, asked.context.study.sealed) == (drawn.plan, drawn.sealed)


def test_what_no_page_wrote_is_left(load):
    drawn = randomise(study(primary="N3_min", smallest_effect=10), 8)
    page = load()
    page._draw_list()
    kept = json.loads(page.keeper.memory.value)
    for text in (
        *("[]", "{", '{"plan": 3}'),
        *(json.dumps(kept | {"list": other}) for other in ("", "x", 7, None)),
        json.dumps(kept | {"plan": drawn.plan.to_json()}),  # of another list
        json.dumps(kept | {"plan": "{}"}),
    ):
        assert load(text).plan.sealed_sha256 == "", text


def test_of_two_tabs_that_drew_the_one_that_is_not_kept_says_so(load):
    one, other = load(), load()
    one._draw_list()
    other.keeper.memory.theirs = one.keeper.memory.value
    assert other.drawn == one.drawn
    other.anew.click()
    other._draw_list()
    one.keeper.memory.theirs = other.keeper.memory.value
    assert "this one is lost once" in one.list_words.value
    assert one.keeper.memory.value == other.keeper.memory.value
    assert one.drawn != other.drawn
    one.keeper.memory.ours_later = True
    one.keeper.keep()
    assert "This browser keeps it" in one.list_words.value


def test_a_browser_that_keeps_nothing_is_no_promise(load):
    page = load()
    page._draw_list()
    page.keeper.memory.refused = True
    assert "This browser keeps it" not in page.list_words.value
    assert "save its files first" in page.list_words.value


def test_compare_is_held_to_it_before_the_tab_plan_is_turned_to(load, half_hour):
    kept = load()
    kept._draw_list()
    page = Explorer(half_hour)
    page.plan_memory.value = kept.keeper.memory.value
    assert page.context.study.plan == kept.plan
    page.show("Plan")
    assert page.pages["Plan"].drawn == kept.drawn
    page.pages["Plan"].anew.click()
    assert page.context.study.plan is None
    assert page.plan_memory.value == "{}"


NUMBERS = {"sd": 12.5, "icc": 0.3, "spread_source": "a pilot of 9 people"}
PLANS = {
    "a crossover": {
        **{"design": "crossover", "primary": "N3_min", "smallest_effect": 10, "nights": 1},
        **{"weeks": 1, "washout_days": 14, "condition": "temazepam", "reference": "sugar"},
        **{"start": "2026-03-15", "exclusions": ["ill", "moved"], "power": 0.9, "attrition": 0.25},
    },
    "beyond what a hand may choose": {
        **{"primary": "SE", "smallest_effect": 0.05, "nights": 20, "weeks": 200, **NUMBERS},
        **{"attrition": 0.725, "power": 0.825},
    },
    "n-of-1 of a metric not offered": {
        **{"design": "n-of-1", "primary": "AHI_as_scored", "smallest_effect": "15%", **NUMBERS},
    },
    "parallel, with what it has no use for": {"primary": "SWA", "washout_days": 9},
}  # fmt: skip


@pytest.mark.parametrize("name", PLANS)
def test_the_fields_show_the_plan_that_is_open(load, name):
    plan = study(**PLANS[name])
    page = load()
    page._open([("plan.json", plan.to_json().encode())])
    controls = page.controls
    shown = {
        "design": controls.design.value,
        "primary": controls.primary.value,
        "smallest_effect": controls.effect.value,
        "relative": controls.in_percent.value,
        "sd": controls.sd.value,
        "icc": controls.icc.value,
        "nights": controls.nights.value,
        "attrition": controls.attrition.value / 100,
        "power": controls.power.value / 100,
        "reference": controls.reference.value,
        "condition": controls.condition.value,
        "start": controls.start.value,
        "exclusions": tuple(controls.rules.value.splitlines()),
        "weeks": controls.weeks.value,
        "washout_days": controls.washout.value,
    }
    for key, value in shown.items():
        expected = getattr(plan, key)
        is_number = isinstance(expected, float)
        assert value == (pytest.approx(expected) if is_number else expected), key
    for control, value in ((controls.weeks, plan.weeks), (controls.washout, plan.washout_days)):
        assert not value or control.layout.display != "none"
    assert all(control.disabled for control in controls.all)
    published = "sd" not in PLANS[name]
    assert controls.spread.value == (PUBLISHED_SPREAD if published else STATED_SPREAD)
    assert page.plan == plan


def test_the_fields_say_that_a_spread_is_of_nights_that_were_read(load, asked):
    page = load()
    asked.context.study.nights = simulated_trial(people=12, hours=4)
    page.controls.spread.value = COMPARED_SPREAD
    page._draw_list()
    assert load(page.keeper.memory.value).controls.spread.value == COMPARED_SPREAD
