"""The Evidence tab: every filter can be chosen, and the open night stands beside the claims."""

import re

import pytest
from markupsafe import escape

from explorer.app.evidence.evidence_tab import EvidencePage
from explorer.app.shell import Explorer
from explorer.evidence.claim_metrics import SIGNAL_METRICS
from explorer.evidence.evidence_records import GRADES
from explorer.models.simulated_night import simulate_night


@pytest.fixture(scope="module")
def explorer():
    made = Explorer(simulate_night(3, hours=1.5, sampling_frequency=64))
    assert made.analyser.wait(60)
    made.show("Evidence")
    assert made.pages["Evidence"].worker.wait(120)
    return made


def words(html):
    return re.sub(r"<[^>]*>", "", html)


@pytest.mark.parametrize("name", ["grade", "species", "form"])
def test_every_value_of_a_filter_shows_its_studies(short_state, asked, name):
    page = EvidencePage(short_state, asked.context)
    choice = getattr(page, name)
    for value in [value for _, value in choice.options]:
        choice.value = value
        if value != "any":
            assert f"studies: {name} {value}." in words(page.body.value)


def test_every_claim_with_a_metric_has_its_value_on_the_open_night(explorer):
    page = explorer.pages["Evidence"]
    named = {symbol for claim in page.evidence.claims for symbol in claim.metrics}
    assert set(SIGNAL_METRICS) <= named
    for symbol in named:
        shown = re.search(rf"<dt>{re.escape(symbol)}</dt><dd>(.*?)</dd>", page.body.value).group(1)
        assert "simulated" in shown or "not available for this night" in shown, symbol
    assert "not measured here" not in page.body.value
    assert "Measured on the analysis channel" not in page.body.value
    assert page.live["SWA"].value > 0
    assert 50 < page.live["HR"].value < 70


def test_what_is_being_measured_is_said_to_be(explorer, monkeypatch):
    page, asked = explorer.pages["Evidence"], []
    monkeypatch.setattr(page.worker, "request", asked.append)
    page.follow(frozenset({"lights"}))
    assert "being measured…" in page.body.value
    page._measured(asked[-1], {})
    assert "being measured…" not in page.body.value
    monkeypatch.undo()
    page.worker.request(asked[-1])
    assert page.worker.wait(120)


def test_a_failure_ends_the_measuring(explorer, monkeypatch):
    page, asked = explorer.pages["Evidence"], []
    monkeypatch.setattr(page.worker, "request", asked.append)
    page.follow(frozenset({"lights"}))
    page._failed(asked[-1], ValueError("no such channel"))
    assert "being measured…" not in page.body.value
    monkeypatch.undo()
    page.worker.request(asked[-1])
    assert page.worker.wait(120)


def test_the_values_follow_the_night(explorer):
    page = explorer.pages["Evidence"]
    before = page.live["N3"].value, page.live["SWA"].value
    explorer.state.night = simulate_night(5, hours=1.5, sampling_frequency=64)
    assert explorer.analyser.wait(60)
    assert page.worker.wait(120)
    assert (page.live["N3"].value, page.live["SWA"].value) != before
    assert page.live["N3"].simulated


def test_claims_without_a_study_in_the_selection_are_left_out_and_counted(short_state, asked):
    page = EvidencePage(short_state, asked.context)
    every = page.body.value.count('class="evidence-claim"')
    page.form.value = "another magnesium product"
    left = page.body.value.count('class="evidence-claim"')
    assert 0 < left < every
    assert f"{every - left} claims without such a study not shown" in words(page.body.value)


def test_the_page_opens_at_a_claim_with_every_grade_hidden_until_they_are_asked_for(
    short_state, asked
):
    page = EvidencePage(short_state, asked.context)
    page.form.value = "another magnesium product"
    page.show("slow_wave_sleep", graded=False)
    assert page.body.value.count("data-begins-here") == 1
    begin = page.body.value.split('data-begins-here="slow_wave_sleep"')[1]
    assert 'id="evidence-slow_wave_sleep"' in begin[:60]
    told = [(claim.verdict, claim.grade) for claim in page.evidence.claims]
    for verdict, grade in told:
        assert str(escape(verdict)) not in page.body.value
        assert f"<strong>Grade {grade}</strong>" not in page.body.value
    of_studies = [f"{letter}: {escape(meaning)}" for letter, meaning in GRADES.items()]
    assert not any(one in page.body.value for one in of_studies)
    page.hiding.value = False
    for verdict, grade in told:
        assert str(escape(verdict)) in page.body.value
        assert f"<strong>Grade {grade}</strong>" in page.body.value
    assert any(one in page.body.value for one in of_studies)
