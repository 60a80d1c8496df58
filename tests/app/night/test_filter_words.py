"""What is said beside the filters of the traces: what each is applied to, and what it is not."""

import numpy as np
import pytest

from explorer.app.night.filter_words import kind_words, mains_words
from explorer.app.shell import Explorer
from explorer.night.channel import Channel
from explorer.night.night import Night
from explorer.night.schema import make_signals, rate_name
from explorer.vocabulary.display_filters import RECOMMENDED


def channels(**rates):
    return [Channel(name, "EEG", "uV", rate, "", 0) for name, rate in rates.items()]


@pytest.mark.parametrize(
    ("notch", "rates", "words"),
    [
        (0.0, {"C3": 50}, ""),
        (50.0, {}, ""),
        (50.0, {"C3": 256, "C4": 128}, "50 Hz is taken out of all channels shown."),
        (
            50.0,
            {"C3": 50, "C4": 50},
            "50 Hz can be taken out of none of the channels shown: at 50 Hz a filter reaches "
            "22.5 Hz.",
        ),
        (
            60.0,
            {"C3": 256, "O1": 128, "chin": 1},
            "60 Hz is taken out of C3. Not of O1: at 128 Hz a filter reaches 57.6 Hz; chin: at 1 "
            "Hz a filter reaches 0.45 Hz.",
        ),
        (
            50.0,
            {"chin": 110} | dict.fromkeys("abcde", 200),
            "50 Hz is taken out of a, b, c and 2 more. Not of chin: at 110 Hz a filter reaches "
            "49.5 Hz.",
        ),
    ],
)
def test_the_mains_filter_says_what_it_is_applied_to(notch, rates, words):
    assert mains_words(notch, channels(**rates)) == words


@pytest.mark.parametrize(
    ("kind", "is_on", "rates", "words"),
    [
        ("EEG", True, {"C3": 100}, ""),
        ("EEG", False, {"C3": 50}, ""),
        (
            "EEG",
            True,
            {"C3": 50, "C4": 50},
            "cut at 22.5 Hz, the most that a filter reaches at 50 Hz.",
        ),
        (
            "EMG",
            True,
            {"chin": 256, "leg": 200},
            "leg: cut at 90 Hz, the most that a filter reaches at 200 Hz.",
        ),
        (
            "EMG",
            False,
            {"chin": 1},
            "10–100 Hz cannot be applied, so shown as recorded: at 1 Hz a filter reaches 0.45 Hz.",
        ),
        (
            "EMG",
            True,
            {"chin": 1, "leg": 200},
            "chin: 10–100 Hz cannot be applied, so shown as recorded: at 1 Hz a filter reaches "
            "0.45 Hz; leg: cut at 90 Hz, the most that a filter reaches at 200 Hz.",
        ),
        ("EMG", True, {}, ""),
    ],
)
def test_a_kinds_filter_says_what_its_channels_take(kind, is_on, rates, words):
    assert kind_words(RECOMMENDED[kind], is_on, channels(**rates)) == words


def test_a_night_of_slow_channels_says_beside_each_control_what_it_does():
    def group(rate, names, kind):
        noise = np.random.default_rng(0).normal(size=(len(names), round(rate * 600)))
        return {rate_name(rate): make_signals(noise, rate, names, [kind] * len(names), ["uV"])}

    night = Night.make(group(100.0, ["C<3"], "EEG") | group(1.0, ["chin"], "EMG"))
    page = Explorer(night)
    state, controls, looks = page.state, page.controls, page.controls.looks
    state.visible_channels = ("C<3", "chin")
    assert controls.notch_words.value == looks.filter_words["EEG"].value == ""
    emg = looks.filters["EMG"]
    assert (emg.value, emg.disabled, looks.filters["EEG"].disabled) == (False, True, False)
    assert "10–100 Hz cannot be applied" in looks.filter_words["EMG"].value
    state.notch = 50.0
    assert "can be taken out of none of the channels shown" in controls.notch_words.value
    state.notch = 0.0
    assert controls.notch_words.value == ""
    state.display_filters = (("EMG", True),)  # as a link may have it
    assert emg.value is False
    state.visible_channels = ("C<3",)
    assert looks.filter_words["EMG"].value == ""
    night = Night.make(group(200.0, ["C<3"], "EEG") | group(64.0, ["EOG"], "EOG"))
    page.state.night = night
    state.visible_channels = ("C<3", "EOG")
    state.notch = 50.0
    assert "is taken out of C&lt;3. Not of EOG: at 64 Hz" in controls.notch_words.value
    assert "cut at 28.8 Hz" in looks.filter_words["EOG"].value
