"""K-complexes: a wave alone is one, a train of waves is none."""

import numpy as np

from explorer.detectors.k_complexes import detect_k_complexes
from explorer.dsp.blocks import build_block_spectra
from explorer.night.hypnogram import make_hypnogram


def with_waves(onsets, amplitude=90.0, seconds=120):
    time = np.arange(seconds * 100) / 100
    samples = np.zeros(time.size)
    for onset in onsets:
        inside = (time >= onset) & (time < onset + 1.2)
        samples[inside] -= amplitude * np.sin(2 * np.pi * (time[inside] - onset) / 1.2)
    return samples


def test_waves_that_stand_alone_are_found(channel):
    found = detect_k_complexes(channel(with_waves([20, 50, 80]), 100))
    np.testing.assert_allclose(found.negative_peak, [20.3, 50.3, 80.3], atol=0.1)
    assert set(found.kind.values) == {"k_complex"}


def test_a_train_of_slow_waves_holds_none(channel):
    assert detect_k_complexes(channel(with_waves(np.arange(20, 40, 1.2)), 100)).sizes["event"] == 0


def test_they_are_looked_for_in_n2(channel):
    signal = channel(with_waves([20, 50, 80]), 100)
    hypnogram = make_hypnogram(["W", "N2", "N3", "W"])
    found = detect_k_complexes(signal, hypnogram=hypnogram)
    np.testing.assert_allclose(found.negative_peak, [50.3], atol=0.1)


def test_the_quick_way_finds_the_same(channel):
    samples = with_waves([20, 50, 80])
    quick = detect_k_complexes(channel(samples, 100), spectra=build_block_spectra(samples, 100))
    np.testing.assert_allclose(quick.negative_peak, [20.3, 50.3, 80.3], atol=0.1)
