"""The page of a night whose scorer has light and deep sleep, without a browser."""

import json

import pytest

from explorer import metrics
from explorer.analysis.search_scope import SearchScope
from explorer.app.shell import Explorer
from explorer.app.trait_bindings import stages_message
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.render.architecture.headline import night_in_words
from tests.metrics.test_coarse_stages import AASM, DEVICE

PARTS = (*metrics.GROUPS, "thirds", "cycles", "transitions", "bouts")


def opened(hypnograms):
    return Explorer(Night.make({}, hypnograms))


def unfolded(page, *keys):
    page.numbers.parts.unfolded = list(keys)
    assert page.numbers.worker.wait(60)
    return page.numbers.parts.value


@pytest.fixture
def device():
    return opened({"ring": make_hypnogram(DEVICE)})


def test_a_device_night_opens_with_rows_of_its_own_stages(device):
    labels = device.hypnogram.figure.yaxis[0].major_label_overrides
    assert [labels[row] for row in sorted(labels)] == ["DEEP", "LIGHT", "REM", "W"]
    bars = device.hypnogram.bars.data
    assert len(set(bars["colour"])) == 4
    assert bars["bottom"].min() < 0 < bars["top"].max() < 4


def test_every_part_of_its_numbers_is_written_and_says_what_is_not_defined(device):
    words = unfolded(device, *PARTS)
    assert "could not be computed" not in words
    assert "not defined on light and deep sleep" in words
    assert "DEEP" in words
    assert "minutes of deep sleep" in words


def test_the_stages_are_those_of_the_scorer(device):
    stages = device.numbers.architecture.value
    assert ">DEEP</button>" in stages
    assert ">N3</button>" not in stages
    assert "Deep sleep is never taken for N3" in stages


def test_the_page_is_told_the_words_of_its_stages(device):
    told = json.loads(stages_message(device.state))
    assert {told["names"][str(code)] for code in told["codes"]} == {"W", "LIGHT", "DEEP", "REM"}


def test_whoever_hears_the_page_hears_of_light_and_deep_sleep(device):
    words = night_in_words(device.numbers.asked)
    assert "30 min of light sleep" in words
    assert "10 min of deep sleep" in words
    assert "N3 first" not in words


@pytest.mark.parametrize("stage", ["NREM", "SLEEP"])
def test_nights_of_nrem_and_of_bare_sleep_open_too(stage):
    stages = ["W" if s == "W" or (s == "REM" and stage == "SLEEP") else stage for s in DEVICE]
    words = unfolded(opened({"watch": make_hypnogram(stages)}), *PARTS)
    assert "could not be computed" not in words


def test_a_device_beside_a_scorer_is_compared_as_wake_nrem_and_rem():
    page = opened({"Ada": make_hypnogram(AASM), "ring": make_hypnogram(DEVICE)})
    words = unfolded(page, *PARTS, "scorers", "ranges")
    assert "could not be computed" not in words
    assert "ring: compared as wake, NREM and REM" in words


def test_events_are_looked_for_in_light_and_deep_sleep_and_the_page_says_so(half_hour):
    codes = half_hour.hypnogram
    names = {0: "W", 2: "LIGHT", 3: "DEEP", 4: "REM"}
    coarse = make_hypnogram([names[code] for code in codes.values.tolist()])
    night = Night.make(half_hour.signals, {"ring": coarse}, start="2026-01-01T23:00:00")
    page = Explorer(night)
    assert page.analyser.wait(60)
    assert page.signal.worker.wait(60)
    said = SearchScope(coarse).words
    assert said == "in light and deep sleep (N1 is not told apart from N2)"
    assert said in page.signal.numbers.events.value
    by_rule = page.signal.numbers.rule.value
    assert "<td>10.0</td><td>–</td>" in by_rule  # the line finds N3; the scorer has none
