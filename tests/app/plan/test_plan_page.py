"""The tab Plan: what is chosen is planned at once, the list seals it, and nothing is lost."""

import json
from datetime import datetime
from types import SimpleNamespace

import numpy as np
import pytest

from explorer.app.compare.board import Clusters
from explorer.app.compare.compare_page import ComparePage
from explorer.app.compare.study_finisher import StudyFinisher
from explorer.app.plan.plan_controls import COMPARED_SPREAD, STATED_SPREAD
from explorer.app.plan.plan_page import PlanPage
from explorer.app.plan.twins import TwinsView
from explorer.plan import StudyPlan, study
from explorer.plan.published_twins import DESIGNS, simulate_twin
from explorer.plan.randomise import checksum, read_sealed
from explorer.render.plan.plan_figures import twin_board
from explorer.study.comparison_choices import compare_chosen
from explorer.study.simulated_trial import simulated_trial


@pytest.fixture
def page(short_state, asked):
    return PlanPage(short_state, asked.context)


def test_what_is_chosen_is_planned_at_once(page):
    assert "57 people analysed in each of two arms" in page.answer.value
    assert "no health advice" in page.answer.value
    assert ">people analysed in each arm<" in page.figure.value
    assert ">power, %<" in page.figure.value
    page.controls.design.value = "crossover"
    assert page.plan == study(
        **page.controls.stated, sd=41.4, icc=0.78, spread_source=page.plan.spread_source
    )
    assert "32 people analysed" in page.answer.value
    page.controls.primary.value = "SWA"
    assert page.plan.relative
    assert page.plan.smallest_effect == 10
    assert "10.1093" in page.source.value


def test_only_what_the_design_needs_is_asked(page):
    shown = {
        design: [
            name
            for name in ("washout", "taken", "weeks")
            if (setattr(page.controls.design, "value", design) or True)
            and getattr(page.controls, name).layout.display != "none"
        ]
        for design in ("parallel", "crossover", "n-of-1")
    }
    assert shown == {
        "parallel": ["weeks"],
        "crossover": ["washout", "taken", "weeks"],
        "n-of-1": ["taken"],
    }


def test_what_cannot_be_planned_is_said_and_the_choices_stay(page):
    page.controls.primary.value = "SE"
    assert "no published spread of SE" in page.answer.value
    assert page.draw_list.disabled
    assert page.save["plan"].disabled
    page.controls.spread.value = STATED_SPREAD
    assert "people analysed" in page.answer.value
    assert not page.draw_list.disabled
    page.controls.start.value = "soon"
    assert "2026-03-15 would do" in page.answer.value
    assert page.controls.primary.value == "SE"


def test_the_washout_is_said_of_a_magnesium_and_of_nothing_else(page):
    page.controls.design.value = "crossover"
    assert page.lingers.value == ""
    page.controls.taken.value = "threonate"
    assert "59 days" in page.lingers.value
    assert "hypothesis" in page.lingers.value


def test_the_spread_is_taken_from_the_nights_of_compare(page, asked):
    page.controls.spread.value = COMPARED_SPREAD
    assert "turn to Compare" in page.answer.value
    asked.context.study.nights = simulated_trial(people=12, hours=4)
    page.follow(frozenset({"shown"}))
    assert "24 nights of 12 people that were read: simulated trial" in page.source.value
    assert page.controls.sd.value == pytest.approx(page.plan.sd)


def test_drawing_the_list_seals_the_plan_and_locks_it(page, asked):
    assert page.save["sealed"].disabled
    page.draw_list.click()
    assert page.controls.design.disabled
    assert page.plan.sealed_sha256[:12] in page.list_words.value
    assert asked.context.study.plan is page.plan
    for button in page.save.values():
        button.click()
    text, written, schedule, sealed = (one[1] for one in asked.files)
    assert [one[0] for one in asked.files] == [
        "analysis-plan.md", "plan.json", "schedule.csv", "sealed.json",
    ]  # fmt: skip
    assert page.plan.sealed_sha256 in text
    assert StudyPlan.from_json(written) == page.plan
    assert checksum(sealed) == json.loads(written)["sealed_sha256"]
    assert read_sealed(sealed).people == page.plan.recruited == schedule.count("follow-up")
    page.anew.click()
    assert not page.controls.design.disabled
    assert asked.context.study.plan is None
    assert page.plan.sealed_sha256 == ""


def test_the_report_of_compare_is_held_to_the_plan_sealed_here(page, asked, monkeypatch):
    page.controls.design.value = "crossover"
    page.draw_list.click()

    def without_bootstrap(_finisher, request):  # on which nothing that the plan says hangs
        material, choices, changed, first = request
        study = compare_chosen(material, choices, changed=changed, first_primary=first, quick=True)
        return study, Clusters((), {})

    monkeypatch.setattr(StudyFinisher, "_finish", without_bootstrap)
    compare = ComparePage(None, asked.context, simulated_trial(people=6, hours=2))
    assert compare.reader.wait(300)
    assert compare.finisher.wait(300)
    assert asked.context.study.nights is compare.material
    compare._save("report")
    name, text, kind = asked.files[-1]
    assert name.endswith(".html")
    assert kind == "text/html"
    for words in (
        "The plan, and what departs from it",
        "The reference is placebo (simulated), and placebo was planned.",
        "treatment, which was planned, is not in the table;",
        "S01 is not on the sealed list",
        'class="flow"',
    ):
        assert words in text


def test_simulated_trials_are_counted_and_a_stop_keeps_what_there_is(page):
    page.controls.effect.value = 60  # few people, so that each trial is quick
    stopping = page._stopped

    def stop_at_once(change):
        if "showed it" in change["new"]:
            stopping.set()

    page.progress.observe(stop_at_once, "value")
    page.simulate.click()
    assert page.tester.wait(300)
    assert 0 < page.tried.simulated < 200
    assert f"of {page.tried.simulated} simulated trials" in page.text.value
    page.controls.nights.value = 3
    assert page.tried is None  # another plan's


@pytest.mark.parametrize("key", DESIGNS)
def test_a_twin_has_the_numbers_of_its_row_in_the_evidence(key):
    twin = simulate_twin(key, seed=2)
    design, words = DESIGNS[key], twin.published.design
    assert f"{design.ages[0]}-{design.ages[1]}" in words
    assert twin.published.duration in (f"{design.days} days", f"{design.days // 7} weeks")
    counts = twin.study.nights.condition.to_series().value_counts()
    assert counts.sum() == 2 * twin.published.n
    assert counts.nunique() == 1
    assert bool(twin.study.nights.simulated.all())
    # Nothing was put in, so one primary metric keeps its 5 %, and ten outcomes do not.
    assert twin.chance_as_planned < 0.08 < 0.2 < twin.chance_as_analysed < 0.45
    html = twin_board(twin)
    assert f'data-evidence="study:{key}"' in html
    assert "badge simulated" in html


def test_a_twin_is_drawn_off_the_page_and_opened_in_compare(asked):
    view = TwinsView(asked.context)
    assert view.compare.disabled
    view.go.click()
    assert view.worker.wait(300)
    assert "as it should be" in view.board.value
    opened = []
    asked.pages["Compare"] = SimpleNamespace(read=opened.append)
    view.compare.click()
    assert view.opener.wait(300)
    (nights,) = opened
    # The same nights: what the tab measures is what was compared here.
    assert nights.title == view.twin.title
    for name in ("N3_min", "SE", "SFI_W"):
        np.testing.assert_allclose(nights.nights[name], view.twin.study.nights[name])


def test_a_twin_that_nobody_waits_for_is_not_shown(asked):
    view = TwinsView(asked.context)
    view.go.click()
    view.stop.click()
    assert view.worker.wait(300)
    assert view.board.value == ""


def test_there_is_no_twin_of_any_other_trial():
    with pytest.raises(ValueError, match="no twin of 'liu_2016'"):
        simulate_twin("liu_2016")


def uploaded(*texts):
    return tuple(
        {
            "name": f"{place}.json",
            "type": "",
            "size": len(text),
            "content": text.encode(),
            "last_modified": datetime.now(),
        }
        for place, text in enumerate(texts)
    )


def test_a_plan_that_was_saved_is_opened_again_with_its_sealed_list(page):
    page._draw_list()
    plan, sealed = page.plan.to_json(), page.drawn.sealed
    page.anew.click()
    assert page.context.study.plan is None
    page.opened.value = uploaded(plan, sealed)
    assert page.context.study.plan == page.plan == StudyPlan.from_json(plan)
    assert page.context.study.sealed == sealed
    assert "A plan that was saved is open, with its sealed list" in page.list_words.value
    assert page.draw_list.disabled
    assert page.controls.design.disabled
    assert [one["name"] for one in page.opened.value] == ["0.json", "1.json"]
    page.anew.click()
    assert page.context.study.plan is None
    assert page.opened.value == ()
    with pytest.raises(ValueError, match="one plan file is needed"):
        page.opened.value = uploaded(plan, plan)
    with pytest.raises(ValueError, match="sealed"):
        page.opened.value = uploaded(plan, sealed.replace("placebo", "Placebo"))
    assert page.context.study.plan is None
