"""Averages around marks: what was put there is found, and nothing is found where nothing is."""

import numpy as np
import pytest

from explorer.analysis.around_events import around_events, heart_rate_around, spectra_around
from explorer.analysis.locked_average import MOST_EVENTS, locked_average
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_signals
from explorer.vocabulary.bands import Band

RATE = 64.0
STAGES = make_hypnogram(["N2"] * 20 + ["REM"] * 20)  # 20 min
MARKS = np.array([60.0, 120, 200, 333.5, 480, 700, 790, 900, 1000.25, 1100])
SIGMA = Band("sigma", 11.0, 16.0)


@pytest.fixture(scope="module")
def night():
    """Noise, with a step of 40 uV for 2 s after each mark, and 13 Hz in N2 alone."""
    time = np.arange(int(1200 * RATE)) / RATE
    samples = np.random.default_rng(1).normal(0, 5, time.size)
    for mark in MARKS:
        here = (time >= mark) & (time < mark + 2)
        samples[here] += 40
        if mark < 600:
            samples[here] += 20 * np.sin(2 * np.pi * 13 * time[here])
    samples[int(800 * RATE) : int(801 * RATE)] = np.nan
    signals = make_signals(samples[None].astype(np.float32), RATE, ["C4"], ["EEG"], ["uV"])
    return Night.make({"64Hz": signals}, {"me": STAGES})


def test_what_follows_marks_is_found_by_stage_with_its_interval_and_surrogates_beside(night):
    found = around_events(night, "C4", MARKS, before=5, after=10)
    assert found.stage.values.tolist() == ["all", "N2", "REM"]
    assert found.events.values.tolist() == [9, 5, 4]  # one touches the gap, and is said
    assert (found.attrs["left_out"], found.attrs["of"]) == (1, 10)
    time = found.time.values
    assert (time[0], time[-1]) == (-5, 10)
    inside, outside = (time > 0.1) & (time < 1.9), time < -0.1
    mean = found["mean"].sel(stage="all").values
    assert mean[inside].mean() == pytest.approx(40, abs=2)
    assert mean[outside].mean() == pytest.approx(0, abs=2)
    assert (found["low"] <= found["mean"]).all()
    assert (found["mean"] <= found["high"]).all()
    # Onset to the sample: the value before the mark has nothing of what comes with it.
    zero = int(np.argmin(np.abs(time)))
    assert mean[zero] > 25
    assert mean[zero - 1] < 15
    surrogate = found["surrogate_mean"].sel(stage="all").values
    assert found.surrogates.sel(stage="all") > 5
    assert np.abs(surrogate).mean() < 5
    assert found["image"].sizes == {"event": 9, "time": time.size}
    again = around_events(night, "C4", MARKS[::-1], before=5, after=10)
    assert found.identical(again)


def test_an_envelope_rises_where_the_band_does_and_in_that_stage_alone(night):
    found = around_events(night, "C4", MARKS, before=5, after=10, band=SIGMA, envelope=True)
    inside = (found.time > 0.5) & (found.time < 1.5)
    rise = found["mean"].where(inside).mean("time") - found["mean"].where(found.time < -1).mean(
        "time"
    )
    assert float(rise.sel(stage="N2")) == pytest.approx(20, abs=4)
    assert abs(float(rise.sel(stage="REM"))) < 4


def test_the_spectrum_after_marks_rises_where_the_wave_was_put(night):
    spectra = spectra_around(around_events(night, "C4", MARKS, before=4, after=4))
    ratio = spectra["ratio"].sel(stage="N2")
    assert float(ratio.sel(frequency=13, method="nearest")) > 10
    assert abs(float(ratio.sel(frequency=25, method="nearest"))) < 6
    assert spectra["power"].attrs["units"] == "uV^2/Hz"


def test_the_heart_rate_after_marks_is_that_of_the_beats():
    beats = [0.0]
    while beats[-1] < 1190:
        quick = any(mark <= beats[-1] < mark + 5 for mark in MARKS)
        beats.append(beats[-1] + (0.75 if quick else 1.0))
    found = heart_rate_around(np.array(beats), MARKS, STAGES, before=5, after=10)
    rate = found["mean"].sel(stage="all")
    assert float(rate.sel(time=-3, method="nearest")) == pytest.approx(60)
    assert float(rate.sel(time=3, method="nearest")) == pytest.approx(80)
    assert found.attrs["units"] == "1/min"
    assert int(heart_rate_around(np.zeros(0), MARKS, STAGES).events.sel(stage="all")) == 0


def test_marks_outside_across_and_in_vast_numbers_are_counted_and_bounded(night):
    strange = [-100.0, -1.0, 2.0, 1195.0, 5000.0, float("nan"), float("inf"), 300.0]
    found = around_events(night, "C4", strange, before=5, after=10)
    assert (int(found.events[0]), found.attrs["left_out"], found.attrs["of"]) == (1, 7, 8)
    assert np.isnan(found["low"].values).all()  # of one mark there is no interval
    nothing = around_events(night, "C4", [], before=5, after=10)
    assert (nothing.stage.values.tolist(), int(nothing.events[0])) == (["all"], 0)
    assert np.isnan(spectra_around(nothing)["ratio"].values).all()
    calls = []

    def counted(moment):
        calls.append(moment)
        return np.zeros(3)

    many = np.linspace(10, 1100, 100_000)
    found = locked_average(counted, many, np.array([-1.0, 0.0, 1.0]), 1200.0, STAGES)
    assert int(found.events[0]) == MOST_EVENTS
    assert found.attrs["left_out"] == 100_000 - MOST_EVENTS
    assert len(calls) <= 2 * MOST_EVENTS


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"channel": "C9"}, "no channel 'C9', expected one of"),
        ({"before": 0}, "above 0 s"),
        ({"after": -1}, "above 0 s"),
        ({"envelope": True}, "an envelope is of a band"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(night, wrong, words):
    with pytest.raises(ValueError, match=words):
        around_events(night, **{"channel": "C4", "onsets": [60.0], **wrong})
