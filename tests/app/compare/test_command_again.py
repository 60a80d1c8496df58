"""The command in the page's report: run, it makes the report's numbers, plan and departures."""

import re
import shlex
from html import unescape

import numpy as np
import pandas as pd
import pytest

from explorer.app.compare.compare_page import ComparePage
from explorer.cli.command_line import main
from explorer.plan.make_plan import study
from explorer.plan.randomise import randomise
from tests.app.compare.test_compare_page import Around, settle, words
from tests.app.compare.test_numbers_on_page import arms_table

PLAN = {"primary": "TST", "smallest_effect": 17.3, "reference": "placebo", "condition": "MgT"}
CROSSED = PLAN | {"design": "crossover", "smallest_effect": "7%", "sd": 0.15, "icc": 0.4}


def crossed_table():
    rng = np.random.default_rng(4)
    people = np.repeat([f"S{k}" for k in range(8)] + ["Low, Ann", "-9"], 2)
    frame = pd.DataFrame({"subject": people, "condition": ["placebo", "MgT"] * 10})
    frame["TST"] = 400 + rng.normal(0, 20, 20) + 15 * (frame.condition == "MgT")
    frame["N3_min"], frame["alcohol"] = rng.normal(80, 9, 20), rng.integers(0, 3, 20)
    return frame


def as_typed(page):
    """Give the command as a shell parts it, without what names the report."""
    command = unescape(re.search(r"<code>(sleep-explorer .*?)</code>", page)[1])
    given = shlex.split(command)[1:]
    return given[: given.index("--report")]


def of_the_plan(page):
    """Give what a report says of its plan; what depends on what was seen before is the page's."""
    found = re.search(r'<h2 id="plan">.*?<h2>Nights', page, re.DOTALL)[0]
    counted = r"\d+ things? departs? from the plan|Nothing departs from the plan"
    return re.sub(rf"{counted}|<li>Choices were changed after[^<]*</li>|<ul></ul>", "", found)


def choose_covariate(page):
    page.controls.covariates.value = ("alcohol",)


def leave_two_out(page):
    for name in ("Low, Ann", "-9"):
        page._check(name, False)


def take_nothing_out(page):
    page.controls.covariates.value = ()


def turn_round(page):
    page.controls.reference.value, page.controls.primary.value = "MgT", ""


@pytest.mark.parametrize(
    ("table", "plan", "opened", "choose"),
    [
        (arms_table, None, False, choose_covariate),
        (arms_table, PLAN, False, None),
        (arms_table, PLAN, True, choose_covariate),
        (arms_table, CROSSED, False, None),
        (crossed_table, None, False, leave_two_out),
        (crossed_table, CROSSED, False, leave_two_out),
        (crossed_table, CROSSED, True, turn_round),
        (crossed_table, CROSSED | {"covariates": ["alcohol"]}, False, None),
        (crossed_table, CROSSED | {"covariates": ["alcohol"]}, False, take_nothing_out),
    ],
)
def test_the_command_of_a_report_makes_its_numbers_and_its_plan_again(
    table, plan, opened, choose, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "nights.csv"
    table().to_csv(path, index=False)
    around = Around()
    context = around.context
    if plan:
        drawn = randomise(study(**plan), list(dict.fromkeys(table().subject)), seed=3)
        context.study.plan = drawn.plan
        context.study.sealed = drawn.sealed if opened else ""
        (tmp_path / "plan.json").write_text(drawn.plan.to_json())
        (tmp_path / "sealed.json").write_text(drawn.sealed)
    page = ComparePage(None, context, path, reference="placebo", primary="TST")
    settle(page)
    if choose:
        choose(page)
        settle(page)
    page._save("report")
    page._save("numbers")
    (_, report, _), (_, numbers, _) = around.files
    assert main([*as_typed(report), "--csv", "again.csv", "--report", "again.html"]) == 0
    assert (tmp_path / "again.csv").read_text() == numbers
    again = (tmp_path / "again.html").read_text()
    assert ("save the plan as plan.json" in report) == bool(plan)
    assert ("its sealed list as sealed.json" in report) == opened
    if plan:
        assert of_the_plan(report) == of_the_plan(again)


def test_a_plan_that_is_gone_leaves_no_smallest_effect_behind(tmp_path):
    path = tmp_path / "nights.csv"
    crossed_table().to_csv(path, index=False)
    around = Around()
    page = ComparePage(None, around.context, path, reference="placebo", primary="TST")
    settle(page)
    before = dict(page.material.smallest_effects)
    for plan in (study(**CROSSED), None):
        page.context.study.plan = plan
        page.follow(frozenset({"shown"}))
        settle(page)
        assert ("TST" in page.material.smallest_effects) == (plan is not None)
    assert dict(page.material.smallest_effects) == before


def test_of_nights_without_a_table_the_report_says_what_was_chosen():
    around = Around()
    page = ComparePage(None, around.context, crossed_table(), reference="placebo", primary="TST")
    settle(page)
    choose_covariate(page)
    page._check("S1", False)
    settle(page)
    page._save("report")
    said = unescape(re.search(r"<code>(In the explorer.*?)</code>", around.files[0][1])[1])
    assert "reference placebo; primary metric TST; taken out alcohol; left out S1" in said


def test_a_table_read_after_a_plan_takes_the_plan_s_primary_whatever_was_chosen_before(tmp_path):
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    for path in (first, second):
        arms_table().to_csv(path, index=False)
    page = ComparePage(None, Around().context, first)
    settle(page)
    page.controls.primary.value = "ISI"  # of other nights, and before there was a plan
    settle(page)
    page.context.study.plan = study(**PLAN | {"covariates": ["alcohol"]})
    page.read(second)
    settle(page)
    assert page.choices.primary == "TST"
    assert page.choices.covariates == page.controls.covariates.value == ("alcohol",)
    said = words(page.drawing.words)
    assert "held to a plan" in said
    assert "xploratory" not in said
