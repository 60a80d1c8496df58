"""Coupling: a known phase is found, chance is recognised, and YASA's phases on real sleep."""

import numpy as np
import pytest
import yasa

from explorer.detectors.coupling import length_by_chance, slow_wave_spindle_coupling
from explorer.detectors.slow_waves import detect_slow_waves
from explorer.detectors.spindles import detect_spindles
from explorer.dsp.blocks import build_block_spectra


def coupled(phase, depth, seconds=300, seed=1):
    """Slow oscillation of 0.8 Hz, with sigma strongest at a phase."""
    time = np.arange(seconds * 100) / 100
    turn = 2 * np.pi * 0.8 * time
    noise = 3 * np.random.default_rng(seed).standard_normal(time.size)
    sigma = 10 * (1 + depth * np.cos(turn - phase)) * np.cos(2 * np.pi * 13.7 * time)
    return 60 * np.cos(turn) + sigma + noise


@pytest.mark.parametrize("phase", [-2.0, 0.0, 1.0, 3.0])
def test_the_phase_put_in_is_the_phase_found(phase, channel):
    signal = channel(coupled(phase, 0.9), 100)
    waves = detect_slow_waves(signal)
    found = slow_wave_spindle_coupling(signal, waves, rng=np.random.default_rng(1))
    assert np.angle(np.exp(1j * (found.preferred_phase - phase))) == pytest.approx(0, abs=0.2)
    assert found.resultant_length > 0.9
    assert found.rayleigh_p < 1e-6
    bin_of_peak = found.amplitude_by_phase.argmax() * np.pi / 9 - np.pi + np.pi / 18
    assert np.angle(np.exp(1j * (bin_of_peak - phase))) == pytest.approx(0, abs=0.4)
    assert found.notes == ()


def test_without_coupling_the_index_is_that_of_chance(background, channel):
    signal = channel(coupled(0.0, 0.0, 600) + background, 100)
    waves = detect_slow_waves(signal)
    found = slow_wave_spindle_coupling(signal, waves, rng=np.random.default_rng(1))
    assert found.modulation_index < 0.01
    assert abs(found.modulation_z) < 4


def test_few_events_are_said_to_be_few(channel):
    signal = channel(coupled(0.0, 0.9, seconds=30), 100)
    waves = detect_slow_waves(signal)
    found = slow_wave_spindle_coupling(signal, waves, rng=np.random.default_rng(1))
    assert "few" in found.notes[0]
    assert f"to about {length_by_chance(found.events):.2f}" in found.notes[0]
    assert found.corrected_length <= found.resultant_length


def test_the_length_by_chance_is_the_mean_over_even_phases():
    phases = np.random.default_rng(1).uniform(-np.pi, np.pi, (20_000, 30))
    drawn = np.abs(np.exp(1j * phases).mean(axis=1)).mean()
    assert length_by_chance(30) == pytest.approx(drawn, rel=0.02)  # 1 / sqrt(n) is 13 % off
    with pytest.raises(ValueError, match="got 0"):
        length_by_chance(0)


def test_no_events_give_no_coupling(channel):
    signal = channel(coupled(0.0, 0.9, seconds=30), 100)
    none = detect_slow_waves(signal).isel(event=slice(0, 0))
    found = slow_wave_spindle_coupling(signal, none, rng=np.random.default_rng(1))
    assert found.events == 0
    assert np.isnan(found.resultant_length)


def test_only_waves_with_a_spindle_in_reach_are_counted_where_spindles_are_given(excerpt):
    _, signal, _, _ = excerpt(2)
    waves, spindles = detect_slow_waves(signal), detect_spindles(signal)
    found = slow_wave_spindle_coupling(
        signal, waves, rng=np.random.default_rng(1), spindles=spindles
    )
    distance = np.abs(waves.negative_peak.values[:, None] - spindles.peak.values)
    assert found.events == (distance <= 1).any(axis=1).sum()


def test_the_same_generator_gives_the_same_surrogates(channel):
    signal = channel(coupled(0.0, 0.9), 100)
    waves = detect_slow_waves(signal)
    one, two = (
        slow_wave_spindle_coupling(signal, waves, rng=np.random.default_rng(5)) for _ in range(2)
    )
    assert one.modulation_z == two.modulation_z


def test_the_phases_are_yasa_s_on_real_sleep(excerpt):
    samples, signal, _, _ = excerpt(2)
    theirs = yasa.sw_detect(samples, 200.0, coupling=True, verbose="ERROR").summary()
    found = slow_wave_spindle_coupling(
        signal, detect_slow_waves(signal), rng=np.random.default_rng(1)
    )
    difference = np.angle(np.exp(1j * (found.phases - theirs["PhaseAtSigmaPeak"])))
    assert np.median(np.abs(difference)) < 1e-3


def test_the_quick_way_finds_the_same_phase(excerpt):
    samples, signal, _, _ = excerpt(2)
    waves = detect_slow_waves(signal)
    exact, quick = (
        slow_wave_spindle_coupling(signal, waves, rng=np.random.default_rng(1), spectra=spectra)
        for spectra in (None, build_block_spectra(samples, 200))
    )
    assert quick.preferred_phase == pytest.approx(exact.preferred_phase, abs=0.05)
    assert quick.resultant_length == pytest.approx(exact.resultant_length, abs=0.02)
