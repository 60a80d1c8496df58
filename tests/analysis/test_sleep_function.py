"""Memory, hormones, clearance: each number is what was put in, and nothing is said without one."""

import subprocess
import sys

import numpy as np
import pytest

from explorer.analysis.heart_rate import by_stage, ecg_channel, heart_beats, heart_rate
from explorer.analysis.heartbeat_process import beat_finder
from explorer.analysis.infraslow_sigma import infraslow_sigma
from explorer.analysis.signal_view import SignalView
from explorer.analysis.sleep_function import measure_function
from explorer.app.analysis_cache import AnalysisCache
from explorer.dsp.blocks import build_block_spectra
from explorer.models.physiological_channels import HEART_RATE
from explorer.models.simulated_night import simulate_night
from explorer.models.spectral_variability import INFRASLOW
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_signals, rate_name
from explorer.vocabulary.stages import Stage

CHANNEL = "C4-M1"


# Two cycles in three hours, NREM sleep in long bouts: what is measured does not hang on a draw.
STAGES = [
    *["W"] * 16 + ["N1"] * 4 + ["N2"] * 40 + ["N3"] * 80 + ["N2"] * 40 + ["REM"] * 20,
    *["N1"] * 4 + ["N2"] * 60 + ["N3"] * 40 + ["N2"] * 36 + ["REM"] * 20,
]


def chance():
    return np.random.default_rng(3)


@pytest.fixture(scope="module")
def night():
    return simulate_night(80, hypnogram=make_hypnogram(STAGES), sampling_frequency=128)


@pytest.fixture(scope="module")
def told():
    return []


@pytest.fixture(scope="module")
def found(night, told):
    analysis = AnalysisCache(night).analysis(CHANNEL, SignalView((CHANNEL,), "as recorded", 0.0))
    given = (analysis.whole, analysis.density, analysis.frequencies)
    return measure_function(night, night.hypnogram, *given, told=told.append)


def test_the_heart_beats_as_fast_as_it_was_made_to(night, found):
    means = by_stage(found.clearance.heart, night.hypnogram)
    for name, rate in means.items():
        assert abs(rate - HEART_RATE[Stage[name]]) < 3, name
    assert np.isfinite(found.clearance.heart).mean() > 0.95


def test_a_night_without_an_ecg_has_no_heart_rate(night):
    kinds = ["EEG"]
    rate = 64.0
    signals = make_signals(np.zeros((1, 64 * 60)), rate, ["C4-M1"], kinds, ["uV"])
    alone = Night.make({rate_name(rate): signals}, {"me": make_hypnogram(["W", "W"])})
    assert ecg_channel(alone) == ""
    assert ecg_channel(night) == "ECG"


def test_an_ecg_too_slow_for_the_search_is_not_searched():
    rate = 50.0
    signals = make_signals(np.zeros((1, 50 * 60)), rate, ["ECG"], ["ECG"], ["uV"])
    slow = Night.make({rate_name(rate): signals}, {"me": make_hypnogram(["W", "W"])})
    assert ecg_channel(slow) == ""


def test_a_search_for_beats_that_fails_takes_nothing_else_along(night, found, monkeypatch):
    def fails(*_given, **_named):
        raise ValueError("The search for heart beats stopped")

    monkeypatch.setattr("explorer.analysis.sleep_function.heart_beats", fails)
    analysis = AnalysisCache(night).analysis(CHANNEL, SignalView((CHANNEL,), "as recorded", 0.0))
    given = (analysis.whole, analysis.density, analysis.frequencies)
    again = measure_function(night, night.hypnogram, *given)
    assert again.clearance.heart is None
    assert again.memory.spindles == found.memory.spindles
    assert again.notes == (
        *found.notes,
        "The search for heart beats stopped: there is no heart rate.",
    )


def test_a_flat_ecg_has_no_beats_and_says_so_by_nan():
    rate = 64.0
    signals = make_signals(np.zeros((1, 64 * 120)), rate, ["ECG"], ["ECG"], ["uV"])
    hypnogram = make_hypnogram(["N2"] * 4)
    flat = Night.make({rate_name(rate): signals}, {"me": hypnogram})
    beats = heart_beats(flat, "ECG")
    assert beats.size == 0
    assert np.isnan(heart_rate(beats, hypnogram)).all()


def test_beats_do_not_depend_on_where_the_night_is_cut(night, monkeypatch):
    whole = heart_beats(night, "ECG")
    monkeypatch.setattr("explorer.analysis.heart_rate._CHUNK", 700.0)
    cut = heart_beats(night, "ECG")
    assert abs(cut.size - whole.size) <= 2
    nearest = np.abs(cut[:, None] - whole[None, :: max(1, whole.size // 500)]).min(axis=0)
    assert np.percentile(nearest, 99) < 0.02


def test_a_missed_beat_does_not_halve_the_rate():
    beats = np.delete(np.arange(0, 60, 1.0), [10, 40])
    rates = heart_rate(beats, make_hypnogram(["N2", "N2"]))
    np.testing.assert_allclose(rates, 60)


@pytest.mark.parametrize("hertz", [0.015, 0.02, 0.03])
def test_the_swell_put_in_is_the_swell_found(hertz):
    rng, rate = np.random.default_rng(1), 64.0
    time = np.arange(int(40 * 60 * rate)) / rate
    carrier = np.cos(2 * np.pi * 13 * time) * (1 + 0.7 * np.cos(2 * np.pi * hertz * time))
    spectra = build_block_spectra((carrier + rng.normal(0, 0.3, time.size)).astype("f4"), rate)
    hypnogram = make_hypnogram(["N2"] * 20 + ["W"] * 4 + ["N3"] * 30 + ["REM"] * 6 + ["N2"] * 20)
    measured = infraslow_sigma(spectra, hypnogram, rng=chance())
    assert measured.bouts == 3
    assert abs(measured.peak - hertz) < 0.002
    assert measured.stands_out
    masked = np.zeros(80, bool)
    masked[[5, 14, 70]] = True  # an artefact breaks a bout: of the first no part is long enough
    broken = infraslow_sigma(spectra, hypnogram, masked, rng=chance())
    assert (broken.bouts, measured.minutes > broken.minutes) == (4, True)


def test_the_swell_of_simulated_spindles_is_found(found):
    swell = found.clearance.infraslow
    assert abs(swell.peak - INFRASLOW) < 0.004
    assert swell.prominence > 1.2


def test_noise_swells_less_than_a_wave():
    rate = 64.0
    noise = np.random.default_rng(2).normal(0, 1, int(3600 * rate)).astype("f4")
    spectra = build_block_spectra(noise, rate)
    quiet = infraslow_sigma(spectra, make_hypnogram(["N2"] * 120), rng=chance())
    assert not quiet.stands_out
    none = infraslow_sigma(spectra, make_hypnogram(["W"] * 120), rng=chance())
    assert none.bouts == 0
    assert not none.stands_out
    assert np.isnan(none.peak)


def test_the_first_cycle_holds_its_share_of_the_energy(night, found):
    hormones = found.hormones
    begin, end = hormones.first
    inside = (night.hypnogram.onset.values >= begin) & (night.hypnogram.onset.values < end)
    gained = np.diff(hormones.energy.values, prepend=0.0)
    assert np.isclose(hormones.first_energy, gained[inside].sum())
    assert 0.3 < hormones.share < 1
    assert hormones.n3 == (night.hypnogram.values[inside] == Stage.N3).sum() / 2


def test_delta_over_beta_is_said_of_nrem_alone_and_is_highest_in_n3(night, found):
    stages, ratio = night.hypnogram.values, found.clearance.ratio
    assert np.isnan(ratio[~np.isin(stages, (Stage.N2, Stage.N3))]).all()
    deep, light = (np.nanmean(ratio[stages == stage]) for stage in (Stage.N3, Stage.N2))
    assert deep > light > 0


def test_spindles_put_in_are_counted_and_coupled(found):
    assert found.memory.spindles["N2"][1] > found.memory.spindles["N3"][1] > 0
    assert found.memory.by_epoch.sum() == found.memory.spindles["all"][0]
    # In people 0 to 17 % of the spindles are near a slow oscillation.
    assert found.memory.coupling.found.events > 5


def test_it_says_what_it_is_doing(told, found):
    assert found.notes == ()
    assert told[0].startswith("spindles")
    assert any("heart beats" in words for words in told)


def test_beats_are_those_of_the_detector_itself(night):
    from sleepecg import detect_heartbeats

    ecg = night.signal("ECG").values.astype(float)[:60_000]
    rate = night.channels["ECG"].sampling_frequency
    with beat_finder() as find:
        first, again = find(ecg, rate), find(ecg[:30_000], rate)
    np.testing.assert_array_equal(first, detect_heartbeats(ecg, rate))
    np.testing.assert_array_equal(again, detect_heartbeats(ecg[:30_000], rate))


def test_a_search_for_beats_that_fails_says_why():
    with beat_finder() as find, pytest.raises(ValueError, match=r"with code 1: .* signal is flat"):
        find(np.zeros(500), 100.0)


def test_a_search_for_beats_leaves_nothing_behind():
    code = """
import subprocess
import sys
from explorer.models.simulated_night import simulate_night
from explorer.analysis.heart_rate import heart_beats
night = simulate_night(1, hours=0.1)
print(heart_beats(night, "ECG").size > 300, {"sleepecg", "scipy.signal"} & set(sys.modules))
"""
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["True", "set()"]
