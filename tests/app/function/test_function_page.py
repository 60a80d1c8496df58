"""The Function tab: three views, each with its number, its badge and its caveat."""

import re

import pytest

from explorer.app.shell import Explorer
from explorer.app.tab_pages import TABS
from explorer.models.simulated_night import simulate_night


@pytest.fixture(scope="module")
def explorer():
    made = Explorer(simulate_night(3, hours=1.5, sampling_frequency=64))
    assert made.analyser.wait(60)
    made.show("Function")
    assert made.pages["Function"].worker.wait(120)
    return made


def words(html):
    return re.sub(r"<[^>]*>", "", html)


def test_every_view_is_there_with_its_claim_and_its_caveat(explorer):
    page = explorer.pages["Function"]
    said = words(page.body.value)
    for title in ("Memory", "Hormones", "Clearance"):
        assert title in said
    assert page.body.value.count('<section class="function-group') == 3
    for claim in page.claims.values():
        assert claim.wording in said
        assert f"Grade {claim.grade}" in said
    for caveat in (
        "No memory was tested",
        "A window, not a hormone",
        "not clearance",
        "no measure",
    ):
        assert caveat in said
    cards = page.body.value.count("<h3>")
    assert cards == 6
    assert len(re.findall(r'<p class="facts">[^<]*\d', page.body.value)) == cards


def test_numbers_of_a_simulated_night_say_so(explorer):
    assert '<span class="badge">simulated</span>' in explorer.pages["Function"].body.value


def test_another_channel_is_measured_anew_once_it_is_in_sight(explorer):
    page = explorer.pages["Function"]
    before = page.body.value
    explorer.state.analysis_channel = "C3-M2"
    assert explorer.analyser.wait(60)
    assert page.worker.wait(120)
    assert "C3-M2" in words(page.body.value)
    assert page.body.value != before
    explorer.show(next(iter(TABS)))
    shown = page.body.value
    explorer.state.analysis_channel = "C4-M1"
    assert explorer.analyser.wait(60)
    assert page.body.value == shown  # nobody looks
    explorer.show("Function")
    assert page.worker.wait(120)
    assert "C4-M1" in words(page.body.value)


def test_a_channel_that_holds_no_slow_waves_says_so(explorer):
    explorer.show("Function")
    explorer.state.analysis_channel = "SpO2"
    assert explorer.analyser.wait(60)
    assert explorer.pages["Function"].worker.wait(60)
    assert "choose another channel" in words(explorer.pages["Function"].body.value)


def test_all_else_is_drawn_before_heart_beats_whose_search_can_be_stopped_and_begun_again(
    explorer, monkeypatch
):
    page = explorer.pages["Function"]
    explorer.show("Function")
    explorer.state.analysis_channel = "C4-M1"
    assert explorer.analyser.wait(60)
    assert page.worker.wait(120)
    whole = page.body.value
    assert "mean beats per min" in words(whole)
    assert page.under_way.layout.display == "none"
    told = page._tell
    seen = []

    def stop_at_the_heart(said, wanted):
        told(said, wanted)
        if said.startswith("heart beats") and not seen:
            seen.append((words(page.body.value), words(page.progress.value)))
            assert page.under_way.layout.display == ""
            page.search.click()

    monkeypatch.setattr(page, "_tell", stop_at_the_heart)
    page._want()
    assert page.worker.wait(120)
    ((part, progress),) = seen
    assert "Spindles a minute" in part
    assert "heart beats are looked for in ECG" in part
    assert progress.startswith("computing heart beats, 0 % of the night")
    assert "the search for heart beats in ECG was stopped" in words(page.body.value)
    assert page.search.description == "Look for heart beats"
    page.search.click()
    assert page.worker.wait(120)
    assert page.body.value == whole
    assert page.under_way.layout.display == "none"


def test_what_rests_on_hidden_stages_says_so_and_nothing_false(explorer):
    page = explorer.pages["Function"]
    explorer.show("Function")
    explorer.state.blind = True
    assert page.worker.wait(120)
    said = words(page.body.value)
    explorer.state.blind = False
    assert page.worker.wait(120)
    for false in ("none was found", "no cycle with", "no epoch of N2", "no bout is long"):
        assert false not in said
    assert said.count("hidden while blind") >= 4
    assert "everywhere: stages are hidden while blind" in said  # what the coupling is of
