"""Block spectra: any band of the night as the exact filter gives it, at any rate, around gaps."""

import numpy as np
import pytest
import scipy.signal

from explorer.dsp.blocks import build_block_spectra
from explorer.dsp.filters import design_band, filter_whole

BANDS = [(0.5, 4.0), (0.3, 1.5), (11.0, 16.0), (0.3, 30.0), (4.0, 8.0), (None, 12.0)]


def eeg_like(seconds, fs, seed=5):
    """Noise that falls with frequency as an EEG's does, 30 uV."""
    rng = np.random.default_rng(seed)
    spectrum = rng.standard_normal(int(seconds * fs) // 2 + 1) * np.exp(
        2j * np.pi * rng.random(int(seconds * fs) // 2 + 1)
    )
    spectrum /= np.maximum(np.arange(spectrum.size), seconds * 0.5)
    wave = np.fft.irfft(spectrum)
    return (30 * wave / wave.std()).astype(np.float32)


@pytest.mark.parametrize("fs", [100, 128, 200, 256, 500, 512])
@pytest.mark.parametrize(("low", "high"), BANDS)
def test_the_night_is_as_the_exact_filter_gives_it(low, high, fs):
    night = eeg_like(400, fs)
    taps = design_band(low, high, fs)
    difference = build_block_spectra(night, fs).filtered(taps) - filter_whole(night, taps)
    assert np.abs(difference).max() <= 0.005  # uV


def test_a_channel_at_50_hz_has_its_bands_too():
    night, taps = eeg_like(400, 50), design_band(11, 16, 50)
    difference = build_block_spectra(night, 50).filtered(taps) - filter_whole(night, taps)
    assert np.abs(difference).max() <= 0.005


@pytest.mark.parametrize(
    ("low", "high", "divisor"), [(0.5, 4.0, 8), (11.0, 16.0, 4), (0.3, 35.0, 2)]
)
def test_a_reduced_rate_is_every_so_manyth_sample(low, high, divisor):
    night, taps = eeg_like(400, 256), design_band(low, high, 256)
    spectra = build_block_spectra(night, 256)
    assert spectra.rate_divisor(taps) == divisor
    slow, whole = spectra.filtered(taps, rate_divisor=divisor), filter_whole(night, taps)
    np.testing.assert_allclose(slow, whole[::divisor], atol=0.005)


def test_a_long_filter_is_refused_and_then_had_with_more_context():
    night, taps = eeg_like(400, 256), design_band(0.1, 4, 256)
    spectra = build_block_spectra(night, 256, context=8.25)
    assert not spectra.covers(taps)
    with pytest.raises(ValueError, match=r"16\.5 s"):
        spectra.filtered(taps)
    longer = build_block_spectra(night, 256)  # holds what every rule needs
    np.testing.assert_allclose(longer.filtered(taps), filter_whole(night, taps), atol=0.005)


def test_a_band_above_what_was_kept_is_refused():
    spectra = build_block_spectra(eeg_like(100, 256), 256)
    with pytest.raises(ValueError, match="48 Hz"):
        spectra.filtered(design_band(30, 60, 256))


@pytest.mark.parametrize("gap", [(30_000, 33_000), (0, 1_001), (60_001, 76_800), (40_000, 40_001)])
@pytest.mark.parametrize("divisor", [1, 4])
def test_a_gap_is_never_bridged(gap, divisor):
    night, taps = eeg_like(300, 256), design_band(0.5, 12, 256)
    night[slice(*gap)] = np.nan
    whole = filter_whole(night, taps)[::divisor]
    cached = build_block_spectra(night, 256).filtered(taps, rate_divisor=divisor)
    np.testing.assert_array_equal(np.isnan(cached), np.isnan(whole))
    np.testing.assert_allclose(cached, whole, atol=0.005)


def test_a_run_shorter_than_the_filter_is_filtered_as_the_exact_filter_does():
    night, taps = eeg_like(300, 256), design_band(0.5, 4, 256)
    night[1000:] = np.nan
    night[5000:5300] = 20
    cached = build_block_spectra(night, 256).filtered(taps)
    np.testing.assert_allclose(cached, filter_whole(night, taps), atol=0.005)


def test_a_channel_without_a_sample_is_all_gap():
    spectra = build_block_spectra(np.full(5000, np.nan), 100)
    assert np.isnan(spectra.filtered(design_band(1, 4, 100), rate_divisor=4)).all()
    assert np.isnan(spectra.analytic(design_band(1, 4, 100), rate_divisor=4)).all()


def test_a_low_pass_keeps_the_level():
    night = np.full(30_000, 500, np.float32)
    cached = build_block_spectra(night, 100).filtered(design_band(None, 10, 100))
    np.testing.assert_allclose(cached, 500, rtol=1e-6)


def test_the_number_of_threads_changes_nothing():
    night, taps = eeg_like(3000, 256), design_band(11, 16, 256)
    one, two = (
        build_block_spectra(night, 256, threads=threads).filtered(taps, threads=threads)
        for threads in (1, 2)
    )
    np.testing.assert_array_equal(one, two)


def test_the_analytic_signal_is_that_of_scipy():
    night, taps = eeg_like(400, 256), design_band(11, 16, 256)
    theirs = scipy.signal.hilbert(filter_whole(night, taps).astype(np.float64))
    ours = build_block_spectra(night, 256).analytic(taps, rate_divisor=4)
    inner = slice(1000, -1000)  # at the ends scipy joins the night's end to its beginning
    np.testing.assert_allclose(ours[inner], theirs[::4][inner], atol=0.01)


def test_the_analytic_signal_s_real_part_is_the_filtered_night():
    night, taps = eeg_like(400, 256), design_band(0.5, 4, 256)
    spectra = build_block_spectra(night, 256)
    np.testing.assert_allclose(spectra.analytic(taps).real, spectra.filtered(taps), atol=1e-4)


@pytest.mark.parametrize("divisor", [0, 3, 128])
def test_rates_that_do_not_divide_the_blocks_are_refused(divisor):
    spectra = build_block_spectra(eeg_like(100, 256), 256)
    with pytest.raises(ValueError, match="power of two"):
        spectra.filtered(design_band(1, 4, 256), rate_divisor=divisor)


def test_two_channels_at_once_are_refused():
    with pytest.raises(ValueError, match="one channel"):
        build_block_spectra(np.zeros((2, 100)), 100)


def test_blocks_that_nobody_asks_for_are_zero_and_the_others_as_ever():
    night, taps = eeg_like(1200, 128), design_band(11, 16, 128)
    night[60_000:60_500] = np.nan
    spectra = build_block_spectra(night, 128, context=4.0)
    whole = spectra.filtered(taps, rate_divisor=2)
    within = np.array([[20_000, 21_000], [100_000, 110_000]])
    part = spectra.filtered(taps, rate_divisor=2, within=within)
    for first, last in within // 2:
        np.testing.assert_allclose(part[first:last], whole[first:last], atol=1e-5)
    assert not part[:1000].any()
    assert np.mean(part == 0) > 0.7
    assert np.array_equal(np.isnan(part), np.isnan(whole))
    assert not np.nan_to_num(spectra.filtered(taps, within=within[:0])).any()
