"""What the page is sent to filter and to count by itself."""

import numpy as np
import pytest

from explorer.analysis.n3_rule import n3_by_rule
from explorer.vocabulary.bands import HIGHEST


@pytest.fixture
def sent(page, monkeypatch):
    """Messages of the page's pane, by kind: (message, buffers)."""
    found = {}
    page.settle()
    monkeypatch.setattr(
        page.pane,
        "send",
        lambda message, buffers=(): found.setdefault(message["kind"], []).append(
            (message, [bytes(one) for one in buffers])
        ),
    )
    return found


def test_spectra_waves_and_epochs_are_sent_once_and_make_the_numbers(page, sent):
    page.page_numbers.follow(frozenset({"analysis_ready_for"}))
    page.page_numbers.follow(frozenset({"band", "n3_amplitude", "window_start"}))
    assert {kind: len(sent[kind]) for kind in ("spectra", "pieces", "scored")} == {
        "spectra": 1,
        "pieces": 1,
        "scored": 1,
    }
    state = page.state
    analysis = page.cache.analysis(state.analysis_channel, state.view)
    message, (values,) = sent["spectra"][0]
    frequencies = message["frequencies"]
    assert frequencies[-1] >= min(HIGHEST, analysis.usable)
    cumulative = np.frombuffer(values).reshape(len(frequencies), message["epochs"])
    np.testing.assert_array_equal(cumulative.T, analysis.cumulative[:, : len(frequencies)])

    # The waves that were sent make the epochs that are N3.
    whole = analysis.whole
    message, (values,) = sent["pieces"][0]
    amplitude, epoch, seconds = np.frombuffer(values).reshape(3, message["count"])
    scored, (_, judged, *_) = sent["scored"][0]
    counted = amplitude > 75.0
    share = np.bincount(epoch[counted].astype(int), seconds[counted], minlength=len(judged))
    is_n3 = np.frombuffer(judged, np.uint8) & (share / scored["length"] >= scored["least"])
    rule = n3_by_rule(whole.waves, state.hypnogram, 75.0, masked=whole.masked)
    np.testing.assert_array_equal(is_n3.astype(bool), rule.is_n3)


def test_samples_to_filter_are_those_of_the_montage_before_any_filter(page, sent):
    page.state.notch = 50.0
    page.traces.answer({"start": 60.0, "length": 30.0, "missing": ["source"], "around": True})
    message, (codes, fine) = sent["source"][-1]
    exact = np.frombuffer(codes, "<i2") + np.frombuffer(fine, np.int8) / 256
    night, state = page.state.night, page.state
    assert page.cache.can_filter(state.analysis_channel, state.band)
    assert [row["total"] for row in message["rows"]] == [
        night.signal(name).sizes["time"] if name == state.analysis_channel else 0
        for name in state.visible_channels
    ]
    for name, row in zip(state.visible_channels, message["rows"], strict=True):
        if not row["total"]:
            continue
        values = exact[row["at"] : row["at"] + row["count"]] * row["scale"] + row["offset"]
        samples, start = page.cache.samples(name, message["from"], message["to"], state.montage)
        assert start == row["start"]
        np.testing.assert_allclose(values, samples, atol=1e-3)
    assert {one["rate"] for one in message["notches"]} == {
        row["rate"] for row in message["rows"] if row["rate"] > 2 * 50 / 0.9
    }
    assert sent["answered"]

    # Another channel takes back what was sent of the last.
    names = [name for name in page.state.night.channels if name != page.state.analysis_channel]
    page.state.analysis_channel = names[0]
    page.page_numbers.follow(frozenset({"analysis_channel"}))
    assert sent["spectra"][0][0]["frequencies"] == []
    assert sent["pieces"][0][0]["count"] == 0


def test_a_window_asked_of_a_longer_night_that_has_gone_is_answered_without_a_fault(page, sent):
    beyond = page.state.night.duration + 280.0
    page.traces.answer({"start": beyond, "length": 30.0, "direction": 0})
    assert [*sent] == ["unanswered"]


def test_medians_of_band_power_are_of_the_sleep_between_the_lights(page, sent):
    state, panel = page.state, page.band_power
    before = state.lights
    state.lights = (600.0, 1500.0)
    page.page_numbers.follow(frozenset({"lights"}))
    panel.follow(frozenset({"lights"}))
    message, (counted, *_) = sent["scored"][-1]
    left, right = panel.medians.data["left"], panel.medians.data["right"]
    first, length = message["first"], message["length"]
    assert [first + at * length for at, _ in message["thirds"]] == list(left)
    assert [first + at * length for _, at in message["thirds"]] == list(right)
    assert min(left) >= 600.0
    assert max(right) <= 1500.0
    times = state.hypnogram.onset.values[np.frombuffer(counted, bool)]
    assert times.size
    assert times.min() >= 600.0
    assert times.max() < 1500.0
    state.lights = before
