"""Spectra: scipy's and YASA's numbers, Parseval's law, and nothing across a gap."""

import numpy as np
import pytest
import scipy.integrate
import scipy.signal
import yasa

from explorer.dsp.multitaper import multitaper_spectrogram, sine_tapers
from explorer.dsp.power import band_power, cumulative_power, simpson_band_power
from explorer.dsp.welch import median_bias, welch_by_epoch

BANDS = [(0.5, 4.0), (4.0, 8.0), (8.0, 12.0), (12.0, 16.0), (16.0, 30.0)]


@pytest.fixture(scope="module")
def noise():
    """Five epochs at 200 Hz of noise that falls with frequency."""
    rng = np.random.default_rng(4)
    white = rng.standard_normal(30_000)
    return (5 * white + np.cumsum(white) - np.cumsum(white).mean()).astype(np.float32)


@pytest.mark.parametrize("length", [30.0, 4.0, 2.505])  # the last: an odd number of samples
@pytest.mark.parametrize("tapers", [1, 6])
def test_the_multitaper_spectrum_is_the_mean_of_scipy_s_over_the_tapers(length, tapers, noise):
    samples = round(length * 200)
    theirs = np.mean(
        [
            scipy.signal.spectrogram(
                noise.astype(np.float64), 200, window=taper, noverlap=samples // 2
            )[2].T
            for taper in sine_tapers(samples, tapers)
        ],
        axis=0,
    )
    ours = multitaper_spectrogram(
        noise,
        200,
        window_length=length,
        step=(samples - samples // 2) / 200,
        tapers=tapers,
        maximum_frequency=100,
    )
    assert ours.density.shape == theirs.shape
    # A float32 transform errs in every bin by a share of its largest: 100 dB below it here.
    error = np.abs(np.sqrt(ours.density) - np.sqrt(theirs))
    assert (error < 1e-5 * np.sqrt(theirs.max(axis=1, keepdims=True))).all()


def test_the_multitaper_spectrum_holds_the_signal_s_variance():
    noise = np.random.default_rng(1).standard_normal(200 * 3000).astype(np.float32)
    found = multitaper_spectrogram(noise, 200, maximum_frequency=100)
    power = found.density.sum(axis=1) * found.frequency[1]
    assert power.mean() == pytest.approx(noise.var(), rel=2e-3)


@pytest.mark.parametrize("fs", [50, 100, 128, 200, 256, 500])
@pytest.mark.parametrize(("window", "average"), [("hann", "mean"), ("hamming", "median")])
def test_each_epoch_s_spectrum_is_scipy_s_welch(window, average, fs):
    noise = np.random.default_rng(2).standard_normal(fs * 90).astype(np.float32)
    _, theirs = scipy.signal.welch(
        noise.reshape(3, -1).astype(np.float64),
        fs,
        nperseg=4 * fs,
        window=window,
        average=average,
    )
    ours = welch_by_epoch(noise, fs, window=window, average=average, maximum_frequency=fs)
    np.testing.assert_allclose(ours.density[:, 1:], theirs[:, 1:], rtol=2e-5)
    np.testing.assert_allclose(ours.density[:, 0], theirs[:, 0], atol=1e-6 * theirs.max())


def test_parseval_the_spectrum_s_sum_is_the_windowed_signal_s_variance():
    noise = np.random.default_rng(3).standard_normal(120 * 100)
    found = welch_by_epoch(noise, 100, segment_length=30, maximum_frequency=50)
    taper = scipy.signal.get_window("hann", 3000)
    epochs = noise.reshape(4, 3000)
    variance = (((epochs - epochs.mean(axis=1, keepdims=True)) * taper) ** 2).sum(axis=1)
    power = found.density.sum(axis=1) * found.frequency[1]
    np.testing.assert_allclose(power, variance / (taper**2).sum(), rtol=1e-5)


@pytest.mark.parametrize("average", ["mean", "median"])
def test_segments_with_a_gap_are_left_out_and_the_rest_stands(average):
    noise = np.random.default_rng(3).standard_normal(9000).astype(np.float32)
    gapped = noise.copy()
    gapped[3000:4200] = np.nan  # the first 12 s of the second epoch
    whole, found = (welch_by_epoch(x, 100, average=average).density for x in (noise, gapped))
    np.testing.assert_array_equal(found[[0, 2]], whole[[0, 2]])
    rest = welch_by_epoch(noise[4200:6000], 100, epoch_length=18, average=average).density
    np.testing.assert_allclose(found[1], rest[0], rtol=1e-5)


def test_what_is_all_gap_has_no_spectrum():
    noise = np.random.default_rng(3).standard_normal(9000).astype(np.float32)
    noise[3000:6000] = np.nan
    for found in (welch_by_epoch(noise, 100), multitaper_spectrogram(noise, 100)):
        assert np.isnan(found.density).all(axis=1).tolist() == [False, True, False]


@pytest.mark.parametrize("estimate", [welch_by_epoch, multitaper_spectrogram])
def test_nothing_depends_on_threads_and_power_goes_with_the_square(estimate):
    noise = np.random.default_rng(3).standard_normal(100 * 3000).astype(np.float32)
    one, two, double = (
        estimate(noise, 100, threads=1),
        estimate(noise, 100, threads=2),
        estimate(2 * noise, 100),
    )
    np.testing.assert_array_equal(one.density, two.density)
    np.testing.assert_array_equal(double.density, 4 * one.density)


@pytest.mark.parametrize("estimate", [welch_by_epoch, multitaper_spectrogram])
def test_a_night_split_at_an_epoch_is_the_same_night(estimate):
    noise = np.random.default_rng(3).standard_normal(100 * 300).astype(np.float32)
    parts = [estimate(noise[part], 100).density for part in (slice(12_000), slice(12_000, None))]
    np.testing.assert_allclose(np.concatenate(parts), estimate(noise, 100).density, rtol=1e-5)


@pytest.mark.parametrize("estimate", [welch_by_epoch, multitaper_spectrogram])
def test_a_recording_shorter_than_an_epoch_has_no_spectrum_yet(estimate):
    assert estimate(np.zeros(500), 100).density.shape[0] == 0


@pytest.mark.parametrize("estimate", [welch_by_epoch, multitaper_spectrogram])
def test_two_channels_at_once_are_refused(estimate):
    with pytest.raises(ValueError, match="one channel"):
        estimate(np.zeros((2, 9000)), 100)


def test_choices_that_do_not_exist_are_refused_by_name():
    with pytest.raises(ValueError, match="boxcar"):
        welch_by_epoch(np.zeros(9000), 100, window="boxcar")
    with pytest.raises(ValueError, match="mode"):
        welch_by_epoch(np.zeros(9000), 100, average="mode")
    with pytest.raises(ValueError, match="do not fit"):
        welch_by_epoch(np.zeros(9000), 100, segment_length=40)
    with pytest.raises(ValueError, match="tapers"):
        multitaper_spectrogram(np.zeros(9000), 100, tapers=0)


def test_the_median_s_bias_is_scipy_s():
    theirs = [scipy.signal._spectral_py._median_bias(n) for n in range(1, 40)]
    np.testing.assert_allclose(median_bias(range(1, 40)), theirs)


@pytest.mark.parametrize(("low", "high"), BANDS)
def test_simpson_s_band_power_is_yasa_s_of_a_real_epoch(low, high, shared_data):
    eeg = np.loadtxt(shared_data / "yasa" / "data_N2_spindles_15sec_200Hz.txt")
    frequency, density = scipy.signal.welch(
        eeg, 200, nperseg=800, window="hamming", average="median"
    )
    theirs = yasa.bandpower_from_psd(
        density, frequency, ["eeg"], bands=[(low, high, "band")], relative=False
    )["band"].item()
    found = welch_by_epoch(eeg, 200, epoch_length=15, window="hamming", average="median")
    ours = simpson_band_power(found.density, found.frequency, low, high).item()
    assert ours == pytest.approx(theirs, rel=1e-5)
    instant = band_power(
        cumulative_power(found.density, found.frequency), found.frequency, low, high
    )
    inside = (frequency >= low) & (frequency <= high)
    trapezoids = np.trapezoid(density[inside], frequency[inside])
    assert instant.item() == pytest.approx(trapezoids, rel=1e-5)
    assert instant.item() == pytest.approx(theirs, rel=0.05)  # stated in band_power's notes


def test_over_many_epochs_instant_band_power_is_simpson_s():
    noise = np.random.default_rng(8).standard_normal(100 * 30 * 1000).astype(np.float32)
    found = welch_by_epoch(noise, 100)
    cumulative = cumulative_power(found.density, found.frequency)
    for low, high in BANDS:
        instant = band_power(cumulative, found.frequency, low, high).mean()
        simpson = simpson_band_power(found.density, found.frequency, low, high).mean()
        assert instant == pytest.approx(simpson, rel=2e-3)


@pytest.mark.parametrize("points", range(2, 12))
def test_simpson_s_rule_is_scipy_s(points):
    density = np.random.default_rng(points).random(points)
    frequency = np.arange(points) * 0.25
    theirs = scipy.integrate.simpson(density, dx=0.25)
    assert simpson_band_power(density, frequency, 0, 99).item() == pytest.approx(theirs)


def test_neighbouring_bands_add_up_wherever_they_meet():
    frequency = np.arange(0, 40.25, 0.25)
    cumulative = cumulative_power(np.random.default_rng(1).random((7, 161)), frequency)
    for middle in (4.0, 4.1, 7.77):
        parts = band_power(cumulative, frequency, 0.5, middle) + band_power(
            cumulative, frequency, middle, 30
        )
        np.testing.assert_allclose(parts, band_power(cumulative, frequency, 0.5, 30))


@pytest.mark.parametrize(("low", "high"), [(4, 4), (8, 4), (0.5, 41), (-1, 4)])
def test_bands_outside_the_spectrum_are_refused(low, high):
    frequency = np.arange(0, 40.25, 0.25)
    with pytest.raises(ValueError, match="edges"):
        band_power(cumulative_power(np.ones(161), frequency), frequency, low, high)


def test_a_band_without_bins_and_a_spectrum_without_frequencies_are_refused():
    with pytest.raises(ValueError, match="two bins"):
        simpson_band_power(np.ones(161), np.arange(161) * 0.25, 1.01, 1.1)
    with pytest.raises(ValueError, match="rising"):
        cumulative_power(np.ones(161), np.arange(160))
