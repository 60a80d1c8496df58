"""Filters: MNE's taps and output, gains where they should be, and gaps left alone."""

import mne
import numpy as np
import pytest

from explorer.dsp.filters import (
    combine,
    design_band,
    design_notch,
    filter_whole,
    filter_window,
    frequency_response,
    needed_context,
    with_context,
)

EDGES = [(0.3, 35.0), (0.5, 4.0), (11.0, 16.0), (0.1, 1.25), (None, 30.0), (1.0, None), (4.0, 8.0)]
FREQUENCIES = [100.0, 128.0, 200.0, 256.0, 500.0, 512.0]


@pytest.fixture(scope="module")
def noise():
    """Two minutes of two channels at 256 Hz: pink enough, 20 uV, on an offset."""
    rng = np.random.default_rng(3)
    walk = np.cumsum(rng.standard_normal((2, 30_720)), axis=-1)
    return (20 * rng.standard_normal((2, 30_720)) + walk + 50).astype(np.float32)


def mne_taps(low, high, fs, **transitions):
    return mne.filter.create_filter(
        None, fs, low, high, fir_design="firwin", phase="zero", verbose=False, **transitions
    )


@pytest.mark.parametrize("fs", FREQUENCIES)
@pytest.mark.parametrize(("low", "high"), EDGES)
def test_taps_are_those_of_mne(low, high, fs):
    ours, theirs = design_band(low, high, fs), mne_taps(low, high, fs)
    assert ours.shape == theirs.shape
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-7)


@pytest.mark.parametrize("fs", FREQUENCIES)
def test_taps_with_transitions_of_ones_own_are_those_of_mne(fs):
    ours = design_band(12, 15, fs, low_transition=1.5, high_transition=1.5)
    theirs = mne_taps(12, 15, fs, l_trans_bandwidth=1.5, h_trans_bandwidth=1.5)
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-7)


@pytest.mark.parametrize(("frequency", "fs"), [(50, 200.0), (50, 256.0), (60, 256.0), (60, 512.0)])
def test_the_notch_is_that_of_mne(frequency, fs):
    width = frequency / 200 / 2 + 0.5  # half the stopband, and the transition
    theirs = mne_taps(
        [frequency + width],
        [frequency - width],
        fs,
        l_trans_bandwidth=0.5,
        h_trans_bandwidth=0.5,
    )
    np.testing.assert_allclose(design_notch(frequency, fs), theirs, rtol=0, atol=1e-7)


@pytest.mark.parametrize(("low", "high"), EDGES)
def test_a_night_is_filtered_as_mne_filters_it(low, high, noise):
    theirs = mne.filter.filter_data(noise.astype(np.float64), 256.0, low, high, verbose=False)
    np.testing.assert_allclose(filter_whole(noise, design_band(low, high, 256)), theirs, atol=5e-4)


def test_what_is_shorter_than_its_filter_is_still_that_of_mne():
    short = np.random.default_rng(1).standard_normal(300)
    with pytest.warns(RuntimeWarning, match="filter_length"):  # MNE says so; the result stands
        theirs = mne.filter.filter_data(short, 256.0, 0.3, 35.0, verbose=False)
    np.testing.assert_allclose(filter_whole(short, design_band(0.3, 35, 256)), theirs, atol=1e-5)


def test_gain_is_one_inside_half_in_the_transition_and_none_outside():
    gain = frequency_response(design_band(8, 12, 256), 256, [3, 7, 9, 11, 13.5, 20])
    np.testing.assert_allclose(gain, [0, 0.5, 1, 1, 0.5, 0], atol=0.01)


def test_gain_of_two_filters_is_the_product_of_their_gains():
    band, notch = design_band(0.3, 70, 256), design_notch(50, 256)
    at = np.linspace(0, 128, 200)
    product = frequency_response(band, 256, at) * frequency_response(notch, 256, at)
    np.testing.assert_allclose(
        frequency_response(combine(band, notch), 256, at), product, atol=1e-12
    )


def test_a_sine_keeps_its_phase_and_has_the_stated_gain():
    time = np.arange(256 * 60) / 256
    sine = np.sin(2 * np.pi * 3.2 * time).astype(np.float32)
    taps = design_band(4, 8, 256)
    gain = frequency_response(taps, 256, [3.2])
    inner = slice(1000, -1000)
    np.testing.assert_allclose(filter_whole(sine, taps)[inner], (gain * sine)[inner], atol=1e-5)


@pytest.mark.parametrize("start", [0, 100, 15_000, 30_720 - 7680])
@pytest.mark.parametrize(("low", "high"), EDGES)
def test_a_window_with_context_equals_the_whole_night(low, high, start, noise):
    taps = design_band(low, high, 256)
    cut = with_context(noise, start, start + 7680, needed_context(taps))
    whole = filter_whole(noise, taps)[:, start : start + 7680]
    np.testing.assert_allclose(filter_window(cut, taps), whole, atol=2e-4)


def test_a_gap_is_never_bridged(noise):
    taps = design_band(0.3, 35, 256)
    night = noise.copy()
    night[0, 10_000:12_000] = np.nan
    whole = filter_whole(night, taps)
    apart = [filter_whole(part, taps) for part in (noise[0, :10_000], noise[0, 12_000:])]
    np.testing.assert_array_equal(whole[0, :10_000], apart[0])
    np.testing.assert_array_equal(whole[0, 12_000:], apart[1])
    assert np.isnan(whole[0, 10_000:12_000]).all()
    np.testing.assert_array_equal(whole[1], filter_whole(noise[1], taps))


@pytest.mark.parametrize("start", [8000, 9900, 11_000, 11_990, 13_000])
def test_a_window_near_a_gap_equals_the_whole_night(start, noise):
    taps = design_band(0.3, 35, 256)
    night = noise.copy()
    night[0, 10_000:12_000] = np.nan
    cut = with_context(night, start, start + 2000, needed_context(taps))
    whole = filter_whole(night, taps)[:, start : start + 2000]
    np.testing.assert_allclose(filter_window(cut, taps), whole, atol=2e-4)


def test_the_number_of_threads_changes_nothing(noise):
    taps = design_band(11, 16, 256)
    one, two = (filter_whole(np.tile(noise, 20), taps, threads=threads) for threads in (1, 2))
    np.testing.assert_array_equal(one, two)


def test_channels_do_not_know_each_other(noise):
    taps = design_band(0.5, 4, 256)
    np.testing.assert_array_equal(filter_whole(noise[::-1], taps), filter_whole(noise, taps)[::-1])


def test_twice_the_signal_is_twice_the_result(noise):
    taps = design_band(0.5, 4, 256)
    np.testing.assert_array_equal(filter_whole(2 * noise, taps), 2 * filter_whole(noise, taps))


def test_an_offset_of_a_direct_current_amplifier_costs_no_precision(noise):
    taps = design_band(0.5, 30, 256)
    offset = np.float32(2**17)
    there = noise.round()  # whole numbers, so that float32 holds them on the offset too
    np.testing.assert_allclose(
        filter_whole(there + offset, taps), filter_whole(there, taps), atol=5e-4
    )


def test_a_low_edge_near_nothing_makes_a_low_pass():
    np.testing.assert_array_equal(design_band(0.01, 30, 256), design_band(None, 30, 256))


@pytest.mark.parametrize(
    ("low", "high", "fs", "words"),
    [(4, 4, 256, "low < high"), (0.3, 35, 50, "does not fit"), (0.3, 127.9, 256, "does not fit")],
)
def test_bands_that_no_filter_has_are_refused(low, high, fs, words):
    with pytest.raises(ValueError, match=words):
        design_band(low, high, fs)


def test_a_notch_above_nyquist_is_refused():
    with pytest.raises(ValueError, match="does not fit"):
        design_notch(50, 100)


def test_a_window_of_nothing_but_context_is_refused():
    taps = design_band(1, 30, 100)
    with pytest.raises(ValueError, match="context"):
        filter_window(np.zeros(2 * needed_context(taps)), taps)


def test_even_taps_are_refused():
    with pytest.raises(ValueError, match="odd"):
        filter_whole(np.zeros(10), np.ones(4))
