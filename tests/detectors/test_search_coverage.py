"""A search that searched nothing says so and why; a count of 0 would read as a finding."""

import numpy as np
import pytest

from explorer.analysis.catalogue_events import catalogue_events
from explorer.detectors.detector_catalogue import KINDS
from explorer.detectors.search_coverage import not_searched
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_signals

RATE = 100.0


def night_of(samples, stages=()):
    eeg = make_signals([samples, -samples], RATE, ["E1", "E2"], ["EEG"] * 2, ["uV"] * 2)
    hypnograms = {"me": make_hypnogram(stages)} if stages else {}
    return Night.make({"100Hz": eeg}, hypnograms)


def noise(seconds, size=20.0):
    rng = np.random.default_rng(1)
    return size * rng.standard_normal(int(seconds * RATE)).astype(np.float32)


def reason(night, kind):
    channels = ["E1", "E2"] if kind == "rapid_eye_movement" else ["E1"]
    events, _ = catalogue_events(night, channels, kind)
    assert not events.sizes["event"]
    return not_searched(events)


SEARCHES = [kind for kind in KINDS if kind != "artefact"]


@pytest.mark.parametrize("kind", SEARCHES)
@pytest.mark.parametrize("level", [0.0, -8000.0])
def test_a_flat_channel_is_no_search(kind, level):
    assert reason(night_of(np.full(30_000, level, np.float32)), kind) == "the channel is flat"


@pytest.mark.parametrize("kind", SEARCHES)
def test_a_recording_shorter_than_an_epoch_is_no_search(kind):
    said = reason(night_of(noise(15, 2.0)), kind)
    assert said == "the recording lasts 15 s, less than an epoch of 30 s"


@pytest.mark.parametrize("kind", SEARCHES)
def test_a_night_without_the_stages_is_no_search(kind):
    said = reason(night_of(noise(300), ["W"] * 9 + ["UNSCORED"]), kind)
    assert said.startswith("no epoch is scored ")


@pytest.mark.parametrize("kind", SEARCHES)
def test_a_channel_that_is_all_gap_is_no_search(kind):
    assert "only gaps" in reason(night_of(np.full(30_000, np.nan, np.float32)), kind)


@pytest.mark.parametrize("kind", ["spindle", "slow_wave"])
def test_a_channel_that_is_all_artefact_is_no_search(kind):
    wild = noise(300, 2000.0)
    assert "all of it is artefact, most of it out of range" in reason(night_of(wild), kind)


@pytest.mark.parametrize("kind", ["spindle", "slow_wave"])
def test_a_quiet_channel_that_was_searched_has_no_reason(kind):
    assert reason(night_of(noise(300, 1.0)), kind) == ""
