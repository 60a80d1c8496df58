"""Slow waves: YASA's on real recordings, the rules' limits, gaps, and the quick way."""

from dataclasses import replace

import numpy as np
import pytest
import yasa

from explorer.detectors.event_agreement import event_agreement
from explorer.detectors.slow_waves import DEFAULT_RULE, RULES, detect_slow_waves
from explorer.dsp.blocks import build_block_spectra
from explorer.night.hypnogram import make_hypnogram
from explorer.vocabulary.stages import Stage


def waves(amplitude, seconds=60, frequency=100, cycles=0.8):
    """Make a sine, negative half first."""
    time = np.arange(seconds * frequency) / frequency
    return -amplitude * np.sin(2 * np.pi * cycles * time)


@pytest.mark.parametrize("number", [1, 2, 4, 5, 6])
def test_yasa_s_rule_gives_yasa_s_waves(number, excerpt):
    samples, signal, _, _ = excerpt(number)
    theirs = yasa.sw_detect(samples, float(signal.sampling_frequency), verbose="ERROR").summary()
    ours = detect_slow_waves(signal)
    np.testing.assert_array_equal(ours.onset, theirs["Start"])
    np.testing.assert_allclose(ours.onset + ours.duration, theirs["End"], rtol=1e-12)
    for mine, yours in {
        "negative_peak": "NegPeak",
        "middle": "MidCrossing",
        "positive_peak": "PosPeak",
        "trough": "ValNegPeak",
        "crest": "ValPosPeak",
        "peak_to_peak": "PTP",
        "slope_up": "Slope",
        "frequency": "Frequency",
    }.items():
        np.testing.assert_allclose(ours[mine], theirs[yours], rtol=1e-4, err_msg=mine)


@pytest.mark.filterwarnings("ignore:Hypnogram is")  # YASA on epochs of 5 s
def test_yasa_s_rule_in_the_stages_that_a_scorer_gave_gives_yasa_s_waves(excerpt):
    samples, signal, hypnogram, _ = excerpt(2)
    theirs = yasa.sw_detect(
        samples,
        200.0,
        hypno=np.repeat(hypnogram.values, 1000)[: samples.size].astype(int),
        include=(2, 3),
        verbose="ERROR",
    ).summary()
    ours = detect_slow_waves(signal, hypnogram=hypnogram)
    np.testing.assert_array_equal(ours.onset, theirs["Start"])
    assert set(ours.stage.values) <= {"N2", "N3", "W", "N1", "REM", "UNSCORED"}


@pytest.mark.parametrize("number", [1, 2, 4, 5, 6])
def test_the_quick_way_finds_the_same_waves(number, excerpt):
    samples, signal, _, _ = excerpt(number)
    spectra = build_block_spectra(samples, float(signal.sampling_frequency))
    quick, exact = detect_slow_waves(signal, spectra=spectra), detect_slow_waves(signal)
    # One wave more or less at a limit in forty.
    assert event_agreement(quick, exact, overlap=0.9).f1 >= 0.97


def test_a_wave_is_found_where_it_was_put(background, channel):
    samples = background / 5
    at = np.arange(30, 570, 20)
    time = np.arange(samples.size) / 100
    for onset in at:
        inside = (time >= onset) & (time < onset + 1.25)
        samples[inside] -= (70 * np.sin(2 * np.pi * 0.8 * (time - onset)))[inside]
    found = detect_slow_waves(channel(samples, 100), rule=RULES["carrier"])
    big = found.isel(event=found.peak_to_peak.values > 100)
    distance = np.abs(big.negative_peak.values[:, None] - (at + 0.3125)).min(axis=1)
    assert (distance < 0.05).all()
    assert big.sizes["event"] >= 0.95 * at.size  # the background may stretch one beyond a limit


@pytest.mark.parametrize(
    ("rule", "amplitude", "found"),
    [
        ("yasa", 30, False),  # a trough of 30 uV is above -40
        ("yasa", 60, True),
        ("yasa", 190, False),  # 380 uV peak to peak is more than 350
        ("massimini", 60, False),  # -80 uV
        ("massimini", 90, True),
        ("carrier", 36, False),
        ("carrier", 60, True),
        ("riedner", 2, True),  # no amplitude at all
    ],
)
def test_each_rule_keeps_its_own_amplitudes(rule, amplitude, found, channel):
    count = detect_slow_waves(channel(waves(amplitude), 100), rule=RULES[rule]).sizes["event"]
    assert (count > 40) == found


def test_a_half_wave_too_short_is_none(channel):
    fast = channel(waves(100, cycles=3.0), 100)  # half-waves of 0.17 s
    assert detect_slow_waves(fast, rule=RULES["riedner"]).sizes["event"] == 0


def test_a_percentile_keeps_that_share(background, channel):
    signal = channel(background, 100)
    whole = detect_slow_waves(signal, rule=RULES["riedner"]).sizes["event"]
    top = detect_slow_waves(signal, rule=replace(RULES["riedner"], percentile=75.0)).sizes["event"]
    assert top == pytest.approx(whole / 4, abs=1)


def test_slopes_are_those_of_the_half_waves(channel):
    found = detect_slow_waves(channel(waves(80), 100)).isel(event=slice(5, -5))
    quarter = 1 / (4 * 0.8)
    np.testing.assert_allclose(found.slope_down, found.slope_up, rtol=0.1)
    np.testing.assert_allclose(found.slope_up, -found.trough / quarter, rtol=0.1)


def test_twice_the_signal_has_the_same_waves_where_no_amplitude_is_asked(background, channel):
    once, twice = (
        detect_slow_waves(channel(k * background, 100), rule=RULES["riedner"]) for k in (1, 2)
    )
    np.testing.assert_array_equal(once.onset, twice.onset)


def test_no_wave_spans_a_gap(channel):
    samples = waves(80)
    samples[3000:3050] = np.nan
    found = detect_slow_waves(channel(samples, 100))
    end = found.onset + found.duration
    assert not ((found.onset < 30) & (end > 30.5)).any()
    assert found.sizes["event"] > 35


def test_waves_are_looked_for_in_the_chosen_stages_only(channel):
    hypnogram = make_hypnogram(["W", "N3"])
    found = detect_slow_waves(channel(waves(80), 100), hypnogram=hypnogram)
    assert (found.negative_peak >= 30).all()
    assert set(found.stage.values) <= {"N3", "W"}  # one may begin just before
    none = detect_slow_waves(channel(waves(80), 100), hypnogram=hypnogram, stages=(Stage.REM,))
    assert none.sizes["event"] == 0
    assert none.trough.dtype == np.float64


@pytest.mark.parametrize("quick", [False, True])
def test_a_night_that_was_in_none_of_the_stages_has_no_wave(quick, channel):
    samples = 100 * np.sin(2 * np.pi * np.arange(6000) / 100)
    spectra = build_block_spectra(samples.astype(np.float32), 100.0) if quick else None
    awake = make_hypnogram(["W", "W"])
    found = detect_slow_waves(channel(samples, 100), hypnogram=awake, spectra=spectra)
    assert found.sizes["event"] == 0


def test_what_is_not_in_microvolts_is_refused(channel):
    with pytest.raises(ValueError, match="'mV'"):
        detect_slow_waves(channel(waves(80), 100, "mV"))


def test_two_channels_at_once_are_refused(short_night):
    with pytest.raises(ValueError, match="one channel"):
        detect_slow_waves(short_night.signals["100Hz"]["signal"])


def test_limits_that_nothing_meets_are_refused():
    with pytest.raises(ValueError, match="trough"):
        replace(DEFAULT_RULE, trough=(200.0, 40.0))
    with pytest.raises(ValueError, match="percentile"):
        replace(DEFAULT_RULE, percentile=100.0)


def test_a_night_without_n2_and_n3_has_no_waves_the_quick_way_either(channel):
    samples = waves(80).astype(np.float32)
    spectra, awake = build_block_spectra(samples, 100.0), make_hypnogram(["W", "W"])
    for given in (None, spectra):
        found = detect_slow_waves(channel(samples, 100), hypnogram=awake, spectra=given)
        assert found.sizes["event"] == 0
