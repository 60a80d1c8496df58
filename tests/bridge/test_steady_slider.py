"""Sliders against a browser that sends back what it was told."""

import pytest

from explorer.bridge import steady_slider
from explorer.bridge.steady_slider import SteadyRangeSlider, SteadySlider

ROUNDED = 9.999999999999986  # what the browser's slider makes of 10 in steps of 0.1 from -60


@pytest.fixture
def percent():
    return SteadySlider(value=10, min=-60, max=60, step=0.1)


def moved(slider):
    seen = []
    slider.observe(lambda change: seen.append(change["new"]), "value")
    return seen


def test_what_the_browser_makes_of_a_value_is_no_hand(percent):
    seen = moved(percent)
    percent.set_state({"value": ROUNDED})
    assert (percent.value, seen) == (10.0, [])


def test_a_value_sent_back_late_does_not_undo_a_newer_one(percent):
    percent.value = 3.5
    percent.value = 7.2
    seen = moved(percent)
    for late in (ROUNDED, 3.4999999999999964):
        percent.set_state({"value": late})
        assert (percent.value, seen) == (7.2, [])


def test_what_a_hand_sets_holds_also_where_the_slider_stood_before(percent):
    percent.value = 3.5
    percent.set_state({"value": 10.0})  # a value that is as it was told was not sent back
    assert percent.value == 10.0
    percent.set_state({"value": 3.6000000000000014})
    percent.set_state({"value": ROUNDED})  # by the hand that has set 3.6
    assert percent.value == ROUNDED


def test_nothing_comes_back_for_ever(percent, monkeypatch):
    percent.value = 3.5
    began = steady_slider.time.monotonic()
    monkeypatch.setattr(steady_slider.time, "monotonic", lambda: began + 60)
    percent.set_state({"value": ROUNDED})
    assert percent.value == ROUNDED


def test_two_numbers_are_told_apart_alike():
    edges = SteadyRangeSlider(value=(0.5, 4.0), min=0.1, max=40, step=0.05)
    edges.value = (11.0, 16.0)
    edges.set_state({"value": [0.5000000000000001, 4.0]})
    assert edges.value == (11.0, 16.0)
    edges.set_state({"value": [11.05, 16.0]})
    assert edges.value == (11.05, 16.0)


def test_a_hands_value_is_not_told_back_to_it_rounded():
    edges = SteadyRangeSlider(value=(0.5, 4.0), min=0.1, max=40, step=0.05)
    edges.set_state({"value": [1.1000000000000003, 4.0]})
    told = moved(edges)
    edges.value = (1.1, 4.0)  # what a band makes of it, while the hand is at 1.15 already
    assert told == []
    edges.value = (1.15, 4.0)
    assert told == [(1.15, 4.0)]


def test_who_follows_a_hand_at_once_does_not_tell_it_its_value_rounded():
    slider = SteadyRangeSlider(value=(1.0, 4.0), min=0.1, max=45, step=0.05)

    def followed(change):
        slider.value = tuple(round(edge, 2) for edge in change["new"])

    slider.observe(followed, "value")
    seen = moved(slider)
    by_hand = (1.8000000000000003, 4.0)
    slider.set_state({"value": list(by_hand)})
    assert (slider.value, seen) == (by_hand, [by_hand])
    slider.set_state({"value": [1.9, 4.0]})
    assert seen == [by_hand, (1.9, 4.0)]


def test_a_value_sent_back_to_the_last_digit_does_not_undo_a_newer_one(monkeypatch):
    edges = SteadyRangeSlider(value=(0.5, 4.0), min=0.1, max=40, step=0.05)
    edges.value = (0.65, 4.0)
    edges.value = (0.8, 4.0)
    seen = moved(edges)
    edges.set_state({"value": [0.65, 4]})
    assert (edges.value, seen) == ((0.8, 4.0), [])
    began = steady_slider.time.monotonic()
    monkeypatch.setattr(steady_slider.time, "monotonic", lambda: began + 5)
    edges.set_state({"value": [0.65, 4]})  # so late it is a hand's
    assert seen == [(0.65, 4.0)]
