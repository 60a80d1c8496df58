"""Whole simulated nights: YASA's events, the truth that was put in, pure background, and laws."""

from dataclasses import replace

import numpy as np
import pytest
import yasa

from explorer.detectors import slow_waves, spindles
from explorer.detectors.event_agreement import event_agreement
from explorer.detectors.slow_waves import RULES as SLOW_WAVE_RULES
from explorer.detectors.slow_waves import detect_slow_waves
from explorer.detectors.spindles import RULES as SPINDLE_RULES
from explorer.detectors.spindles import detect_spindles, make_a7_background
from explorer.dsp.blocks import build_block_spectra
from explorer.models.simulated_night import simulate_night
from explorer.models.sleep_profiles import profile_named
from explorer.models.spectral_variability import AVERAGE
from explorer.night.hypnogram import make_hypnogram

FREQUENCY = 128
NIGHT = make_hypnogram(
    ["W"] * 6 + ["N1"] * 4 + ["N2"] * 40 + ["N3"] * 40 + ["N2"] * 20 + ["REM"] * 10
)
CHANNEL = "C4-M1"
RULES = [(detect_slow_waves, rule) for rule in SLOW_WAVE_RULES.values()] + [
    (detect_spindles, rule) for rule in SPINDLE_RULES.values()
]


@pytest.fixture(scope="module")
def night():
    return simulate_night(3, hypnogram=NIGHT, sampling_frequency=FREQUENCY)


@pytest.fixture(scope="module")
def signal(night):
    return night.signal(CHANNEL).load()


@pytest.fixture(scope="module")
def pure_background():
    nothing = replace(profile_named("young"), spindle_rate=0.0, sigma_between=0.0)
    made = simulate_night(
        4,
        hypnogram=NIGHT,
        sampling_frequency=FREQUENCY,
        profile=nothing,
        slow_wave_gain=0.0,
        person=AVERAGE,
        disturbances=False,
    )
    return made.signal(CHANNEL).load()


def put_in(night, *kinds):
    events = night.events
    return events.isel(event=np.flatnonzero(np.isin(events.kind.values, kinds)))


@pytest.mark.parametrize(
    ("theirs", "ours", "rule"),
    [
        (yasa.spindles_detect, detect_spindles, SPINDLE_RULES["yasa"]),
        (yasa.sw_detect, detect_slow_waves, SLOW_WAVE_RULES["yasa"]),
    ],
)
def test_yasa_s_rules_give_yasa_s_events_of_a_night(theirs, ours, rule, signal):
    stages = np.repeat(NIGHT.values, 30 * FREQUENCY)
    samples = signal.values.astype(np.float64)
    expected = theirs(samples, FREQUENCY, hypno=stages, include=(2, 3), verbose="ERROR").summary()
    found = ours(signal, hypnogram=NIGHT, rule=rule)
    assert found.sizes["event"] > 20
    np.testing.assert_array_equal(found.onset, expected["Start"])
    np.testing.assert_allclose(found.onset + found.duration, expected["End"], rtol=1e-12)


@pytest.mark.filterwarnings("ignore:filter_length")  # of the peer, on 15 s
@pytest.mark.parametrize(
    ("file", "frequency"),
    [("data_N2_spindles_15sec_200Hz.txt", 200), ("data_N3_no-spindles_30sec_100Hz.txt", 100)],
)
def test_yasa_s_rules_give_yasa_s_events_of_its_snippets(file, frequency, shared_data, channel):
    samples = np.loadtxt(shared_data / "yasa" / file)
    snippet = channel(samples, frequency)
    for theirs, found in (
        (yasa.spindles_detect, detect_spindles(snippet, rule=SPINDLE_RULES["yasa"])),
        (yasa.sw_detect, detect_slow_waves(snippet)),
    ):
        expected = theirs(samples, frequency, verbose="CRITICAL")
        onsets = [] if expected is None else expected.summary()["Start"]
        ends = [] if expected is None else expected.summary()["End"]
        np.testing.assert_array_equal(found.onset, onsets)
        np.testing.assert_allclose(found.onset + found.duration, ends, rtol=1e-12)


@pytest.mark.parametrize(("detect", "rule"), RULES)
def test_the_cache_gives_the_same_events_by_every_rule(detect, rule, signal):
    spectra = build_block_spectra(signal.values, FREQUENCY)
    quick = detect(signal, hypnogram=NIGHT, rule=rule, spectra=spectra)
    exact = detect(signal, hypnogram=NIGHT, rule=rule)
    assert event_agreement(quick, exact).f1 >= 0.98  # one of forty at a limit


def test_what_no_band_changes_may_be_kept(signal):
    spectra = build_block_spectra(signal.values, FREQUENCY)
    kept = make_a7_background(spectra)
    for band in ((11.0, 16.0), (9.5, 12.5)):
        rule = replace(SPINDLE_RULES["a7"], band=band)
        found, again = (
            detect_spindles(signal, hypnogram=NIGHT, rule=rule, spectra=spectra, background=known)
            for known in (kept, None)
        )
        assert found.identical(again)


@pytest.mark.parametrize(
    ("module", "detect", "rule"),
    [
        (spindles, detect_spindles, SPINDLE_RULES["a7"]),
        *((slow_waves, detect_slow_waves, rule) for rule in SLOW_WAVE_RULES.values()),
    ],
)
def test_looking_only_near_the_stages_asked_for_misses_nothing(
    module, detect, rule, signal, monkeypatch
):
    stages = ["W"] * 40 + ["N2"] * 7 + ["REM"] * 6 + ["N3"] * 27 + ["N2"] * 10 + ["W"] * 30
    asked = {"hypnogram": make_hypnogram(stages), "rule": rule}
    spectra = build_block_spectra(signal.values, FREQUENCY)
    near = detect(signal, spectra=spectra, **asked)
    name = "reach" if module is spindles else "dilate"
    monkeypatch.setattr(module, name, lambda *_: np.array([[0, signal.size]]))
    everywhere = detect(signal, spectra=spectra, **asked)
    assert near.sizes["event"] > 2
    np.testing.assert_array_equal(near.onset, everywhere.onset)
    np.testing.assert_array_equal(near.duration, everywhere.duration)


def test_the_default_rule_finds_what_was_put_in_and_little_else(night, signal):
    found = detect_spindles(signal, hypnogram=NIGHT)
    against_truth = event_agreement(found, put_in(night, "spindle"))
    assert against_truth.precision > 0.9
    assert against_truth.recall > 0.5  # small ones drown in the background, as in people
    strict = detect_spindles(signal, hypnogram=NIGHT, rule=SPINDLE_RULES["yasa"])
    assert against_truth.recall > event_agreement(strict, put_in(night, "spindle")).recall + 0.1


def test_slow_waves_found_are_those_put_in(night, signal):
    found = detect_slow_waves(signal, hypnogram=NIGHT)
    assert event_agreement(found, put_in(night, "slow_wave", "k_complex")).precision > 0.95


def test_pure_background_has_hardly_a_spindle_or_slow_wave_by_the_rules_with_an_amplitude(
    pure_background,
):
    for name in (spindles.DEFAULT_RULE.name, "yasa"):
        found = detect_spindles(pure_background, hypnogram=NIGHT, rule=SPINDLE_RULES[name])
        assert found.sizes["event"] <= 1
    for name in (slow_waves.DEFAULT_RULE.name, "massimini"):
        waves = detect_slow_waves(pure_background, hypnogram=NIGHT, rule=SLOW_WAVE_RULES[name])
        assert waves.sizes["event"] <= 1


@pytest.mark.parametrize("rule", ["a7", "yasa"])
def test_half_a_night_has_the_events_that_it_has_in_the_whole(rule, signal):
    half = signal.sizes["time"] // 2
    stages = NIGHT.isel(epoch=slice(0, NIGHT.size // 2))
    rule = SPINDLE_RULES[rule]
    if rule.name == "yasa":  # one of its thresholds is a spread over the whole night
        rule = replace(rule, rms=0.0)
    whole = detect_spindles(signal, hypnogram=NIGHT, rule=rule)
    part = detect_spindles(signal.isel(time=slice(0, half)), hypnogram=stages, rule=rule)
    # Percentiles of A7's baseline are the night's; what is far from the cut is the same otherwise.
    before = whole.isel(event=np.flatnonzero(whole.onset.values < half / FREQUENCY - 60))
    after = part.isel(event=np.flatnonzero(part.onset.values < half / FREQUENCY - 60))
    assert event_agreement(after, before).f1 > (0.9 if rule.name == "a7" else 0.999)


def test_slow_waves_do_not_know_the_rest_of_the_night(signal):
    half = signal.sizes["time"] // 2
    stages = NIGHT.isel(epoch=slice(0, NIGHT.size // 2))
    whole = detect_slow_waves(signal, hypnogram=NIGHT)
    part = detect_slow_waves(signal.isel(time=slice(0, half)), hypnogram=stages)
    early = half / FREQUENCY - 30
    np.testing.assert_array_equal(
        part.onset.values[part.onset.values < early], whole.onset.values[whole.onset.values < early]
    )


def test_the_order_of_channels_changes_nothing(night):
    group = f"{FREQUENCY}Hz"
    order = list(reversed(night.signals[group].channel.values))
    turned = night.signals[group].sel(channel=order)["signal"].sel(channel=CHANNEL)
    straight = night.signal(CHANNEL)
    np.testing.assert_array_equal(turned, straight)
    assert detect_slow_waves(straight).equals(detect_slow_waves(turned))
