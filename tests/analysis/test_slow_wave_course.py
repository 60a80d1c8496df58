"""SWA in parts, waves in numbers, infraslow sigma, coupling: what was put in is what is said."""

import re
from dataclasses import replace

import numpy as np
import pytest

from explorer.analysis.event_search import CHOICES, detection_for, find_events
from explorer.analysis.infraslow_sigma import infraslow_sigma
from explorer.analysis.signal_summary import summarise
from explorer.analysis.signal_view import SignalView
from explorer.analysis.sleep_function import measure_function
from explorer.analysis.slow_wave_course import (
    clearance_proxy,
    multi_peak_share,
    swa_course,
    wave_numbers,
)
from explorer.analysis.wave_coupling import rules_for
from explorer.app.analysis_cache import AnalysisCache
from explorer.detectors.spindles import DEFAULT_RULE
from explorer.evidence import load
from explorer.evidence.live_value import LiveValue
from explorer.models import graphoelements as simulated_waves
from explorer.models.graphoelements import COUPLING
from explorer.models.simulated_night import simulate_night
from explorer.models.sleep_profiles import profile_named
from explorer.night.hypnogram import make_hypnogram
from explorer.night.montage import AS_RECORDED
from explorer.night.night import Night
from explorer.night.schema import make_signals, rate_name
from explorer.render.evidence.evidence_page import render_evidence_page
from explorer.render.signal.slow_wave_course_figures import infraslow_chart
from explorer.vocabulary.bands import BANDS, SLOW_WAVE_ACTIVITY, Band

FREQUENCY = 128.0
RNG = np.random.default_rng(1)
STAGES = make_hypnogram(
    ["W"] * 6 + ["N2"] * 50 + ["N3"] * 40 + ["REM"] * 14 + ["N2"] * 70 + ["REM"] * 12
)
CHANNEL = "C4-M1"
EVERYTHING = np.ones(STAGES.size, bool)


def analysed(night, channel=CHANNEL):
    return AnalysisCache(night).analysis(channel, SignalView((channel,), AS_RECORDED, 0.0))


def simulated(seed=5):
    return simulate_night(seed, hypnogram=STAGES, sampling_frequency=FREQUENCY)


def recorded(samples, stages, frequency=100.0):
    signals = make_signals([samples], frequency, ["F4-M1"], ["EEG"], ["uV"])
    return Night.make({rate_name(frequency): signals}, {"me": stages})


@pytest.fixture(scope="module")
def analysis():
    return analysed(simulated())


@pytest.mark.parametrize("choice", [key for _, key in CHOICES])
@pytest.mark.parametrize("band", [BANDS[0], Band("own", 9.0, 9.5)])
def test_every_choice_on_the_page_has_an_answer(choice, band, analysis):
    found = find_events(analysis.whole, STAGES, detection_for(band, choice))
    assert found.events.sizes["event"] >= 0
    assert found.detection.words


def test_the_band_of_the_published_rule_is_looked_at_by_that_rule_itself():
    assert detection_for(Band("sigma", 11, 16)).rule is DEFAULT_RULE
    moved = detection_for(Band("own", 12, 15))
    assert moved.rule.band == (12, 15)
    assert moved.rule.relative_power == detection_for(BANDS[0], "spindle/a7").rule.relative_power
    assert "instead of 11–16 Hz" in moved.words


def test_twice_the_signal_has_four_times_the_swa_and_the_same_shares(analysis):
    once, twice = (
        swa_course(k * analysis.density, analysis.frequencies, STAGES, SLOW_WAVE_ACTIVITY)
        for k in (1, 4)
    )
    np.testing.assert_allclose(twice.absolute, 4 * once.absolute)
    np.testing.assert_allclose(twice.relative, once.relative)
    np.testing.assert_allclose(twice.of_night, once.of_night)
    assert twice.energy == pytest.approx(4 * once.energy)
    assert twice.mean == pytest.approx(4 * once.mean)


def test_swa_falls_over_a_simulated_night(analysis):
    found = swa_course(analysis.density, analysis.frequencies, STAGES, SLOW_WAVE_ACTIVITY)
    assert found.names[-4:] == ("third 1", "third 2", "third 3", "night")
    # Minutes differ within a stage too: half an hour of each third is not its drive alone.
    assert found.absolute[-4] > 1.2 * found.absolute[-2]


@pytest.mark.parametrize("amplitude", [55.0, 70.0])
def test_a_slope_at_matched_amplitude_does_not_know_the_amplitude(amplitude):
    # Waves of one shape and of 75 to 150 uV: every one of 100 uV is as steep.
    time = np.arange(60_000) / 100
    sizes = amplitude * (1 + 0.3 * np.sin(2 * np.pi * time / 47))
    stages = make_hypnogram(["N3"] * 20)
    whole = analysed(recorded(-sizes * np.sin(2 * np.pi * 0.9 * time), stages), "F4-M1").whole
    events = find_events(whole, stages, detection_for(BANDS[0], "slow_wave/yasa")).events
    found = wave_numbers(whole, events, stages, np.ones(20, bool))
    assert found.slope_up == pytest.approx(50 * 4 * 0.9, rel=0.05)
    assert found.density[1] > 40
    assert np.isnan(found.density[0])


def test_waves_with_two_negative_peaks_are_counted():
    time = np.arange(60_000) / 100
    stages = make_hypnogram(["N3"] * 20)
    slow = -80 * np.sin(2 * np.pi * 0.7 * time)
    dented = slow + 45 * np.cos(2 * np.pi * 3.5 * time)
    shares = [
        multi_peak_share(analysed(recorded(x, stages), "F4-M1").whole, stages, np.ones(20, bool))
        for x in (slow, dented)
    ]
    assert shares[0] == 0
    assert shares[1] > 90


def test_sigma_that_comes_every_fifty_seconds_is_found_at_0_02_hz(analysis):
    assert infraslow_sigma(analysis.whole.spectra, STAGES, rng=RNG).peak == pytest.approx(
        0.02, abs=4e-3
    )


def test_the_infraslow_peak_is_said_of_the_median_and_of_the_mean_as_it_is_drawn(analysis):
    found = infraslow_sigma(analysis.whole.spectra, STAGES, rng=RNG)
    said = infraslow_chart(found)
    assert f"{found.prominence:.2f} times the median" in said
    assert f"{found.density.max():.2f} times the mean, as it is drawn" in said
    frequency, period = re.search(r"highest at (\S+) Hz \(every (\d+) s\)", said).groups()
    assert round(1 / float(frequency)) == int(period)
    page = render_evidence_page(
        load(), live_values={"infraslow_peak": LiveValue(found.peak, "Hz", simulated=True)}
    )
    assert f"{frequency} Hz" in page  # one number wherever it is said
    assert "known: 50 s" in said  # what is drawn beside it is not of this night


def test_sigma_that_is_level_has_no_infraslow_peak():
    rng = np.random.default_rng(2)
    noise = 10 * rng.standard_normal(100 * 30 * 120).astype(np.float32)
    stages = make_hypnogram(["N2"] * 120)
    whole = analysed(recorded(noise, stages), "F4-M1").whole
    found = infraslow_sigma(whole.spectra, stages, whole.masked, rng=RNG)
    assert found.bouts == 1
    assert not found.stands_out


def test_no_bout_is_long_enough_where_nobody_sleeps(analysis):
    found = infraslow_sigma(analysis.whole.spectra, STAGES, np.ones(STAGES.size, bool), rng=RNG)
    assert found.bouts == 0
    assert np.isnan(found.peak)


def test_delta_over_beta_is_that_of_the_spectrum():
    grid = np.arange(0, 40.25, 0.25)
    density = np.where(grid < 10, 100.0, 1.0) * np.ones((4, 1))
    stages = make_hypnogram(["N2"] * 4)
    proxy = clearance_proxy(density, grid, stages)
    assert proxy == pytest.approx(np.full(4, np.log10(100 * 3.5 / 15)), abs=1e-9)
    assert np.isnan(clearance_proxy(density, grid, make_hypnogram(["W"] * 4))).all()


def coupling_of(seed):
    stages = make_hypnogram(["N2"] * 40 + ["N3"] * 240)
    # Spindles and slow waves enough that two hours have pairs enough.
    many = replace(profile_named("young"), spindle_rate=3.0)
    night = simulate_night(
        seed, hypnogram=stages, sampling_frequency=64.0, profile=many, slow_wave_gain=1.4
    )
    assert COUPLING in night.reader_notes
    found = analysed(night)
    return summarise(found.whole, found.density, found.frequencies, stages).coupling.found


def test_the_coupling_put_in_is_stated_and_found(monkeypatch):
    found = coupling_of(5)
    assert abs(found.preferred_phase) < np.pi / 3  # about the crest
    assert found.resultant_z > 3
    monkeypatch.setattr(simulated_waves, "_COUPLED", 0.0)
    without = coupling_of(5)
    assert without.resultant_z < 3
    assert without.resultant_length < found.resultant_length


def test_the_summary_follows_the_band_and_the_brushed_part(analysis):
    arguments = (analysis.whole, analysis.density, analysis.frequencies, STAGES)
    night = summarise(*arguments)
    part = summarise(*arguments, selection=(180.0, 1680.0))
    narrow = summarise(*arguments, rules=rules_for(Band("own", 12.0, 15.0)))
    assert 0 < part.slow_wave.events < night.slow_wave.events
    assert np.array_equal(part.course.absolute, night.course.absolute, equal_nan=True)
    assert narrow.spindle.events != night.spindle.events
    assert "12–15 Hz" in narrow.words[1]
    assert narrow.words[0] == night.words[0]


def test_coupling_is_the_same_on_every_page_whatever_waves_are_under_the_hand(analysis):
    given = (analysis.whole, analysis.density, analysis.frequencies)
    wide = rules_for(Band("slow wave", 0.5, 4.0))
    signal = summarise(*given, STAGES, rules=wide)
    assert signal.amplitudes.size > summarise(*given, STAGES).amplitudes.size  # other waves
    memory = measure_function(simulated(), STAGES, *given).memory
    assert signal.coupling.found.events == memory.coupling.found.events > 0
    assert signal.coupling.found.preferred_phase == memory.coupling.found.preferred_phase
    assert signal.coupling.words == memory.coupling.words
    assert signal.coupling.by_default


def test_coupling_with_spindles_of_ones_own_says_so(analysis):
    given = (analysis.whole, analysis.density, analysis.frequencies, STAGES)
    own = summarise(*given, rules=rules_for(Band("own", 12.0, 15.0))).coupling
    assert not own.by_default
    assert "12–15 Hz" in own.words[1]


def test_a_channel_too_slow_for_spindles_says_so_and_shows_the_rest():
    time = np.arange(30 * 30 * 25) / 25
    samples = -60 * np.sin(2 * np.pi * 0.8 * time)
    night = recorded(samples, make_hypnogram(["N3"] * 30), 25.0)
    found = analysed(night, "F4-M1")
    summary = summarise(found.whole, found.density, found.frequencies, night.hypnogram)
    assert summary.spindle is None
    assert summary.infraslow is None
    assert summary.slow_wave.events > 0
    assert any("25 Hz" in note for note in summary.notes)


def test_the_rule_moved_keeps_its_thresholds():
    rule = detection_for(BANDS[0], f"spindle/{DEFAULT_RULE.name}").rule
    moved = detection_for(Band("own", 10, 14)).rule
    assert replace(moved, band=rule.band, name=rule.name) == rule
