"""The spectrogram by a person's own settings: what is drawn, said and kept, and what stays."""

import numpy as np
import pytest
from scipy.signal.windows import dpss

from explorer.analysis.logarithmic_rows import LOWEST_SHOWN, ROWS, logarithmic_rows
from explorer.analysis.spectral_analysis import analyse_channel
from explorer.analysis.spectrogram_picture import spectrogram_picture
from explorer.analysis.spectrogram_settings import USUAL, SpectrogramSettings
from explorer.app.shell import Explorer
from explorer.models.simulated_night import simulate_night
from explorer.night.night import Night
from explorer.night.schema import make_signals


@pytest.fixture(scope="module")
def page():
    shown = Explorer(simulate_night(seed=4, hours=0.5, sampling_frequency=100))
    shown.settle()
    return shown


def settle(page):
    for worker in (page.analyser, page.pictures.worker):
        worker.wait()


def test_the_usual_settings_give_the_picture_of_the_analysis():
    night = simulate_night(hours=0.2, sampling_frequency=64)
    usual = analyse_channel(night, "F4-M1", events=False)
    found = spectrogram_picture(night, "F4-M1", USUAL)
    np.testing.assert_array_equal(found.decibels, usual.spectrogram)
    assert (found.start, found.step) == (usual.spectrogram_start, usual.spectrogram_step)


def test_a_picture_has_the_window_step_and_top_asked_for_and_agrees_with_slepian_tapers():
    # White noise and a line: two families of tapers agree on level and on where the line is.
    rng, rate = np.random.default_rng(1), 100.0
    time = np.arange(60_000) / rate
    samples = rng.normal(size=time.size) + 2 * np.sin(2 * np.pi * 40 * time)
    eeg = make_signals(samples[None].astype(np.float32), rate, ["C3"], ["EEG"], ["uV"])
    found = spectrogram_picture(
        Night.make({"eeg": eeg}), "C3", SpectrogramSettings(8, 2, 5, highest=45)
    )
    assert (found.step, found.start, found.highest) == (2.0, 3.0, 45.0)
    assert found.decibels.shape == (361, 297)
    tapers = dpss(800, 3, 5)  # time-half-bandwidth 3, as (5 + 1) / 2 of sine tapers
    windows = np.lib.stride_tricks.sliding_window_view(samples, 800)[::200]
    spectra = np.fft.rfft((windows - windows.mean(1, keepdims=True))[:, None] * tapers)
    peer = (np.abs(spectra) ** 2).mean(1)[:, :361] / rate
    density = 10 ** (found.decibels.T / 10)
    assert np.median(2 * peer) == pytest.approx(np.median(density), rel=0.05)
    assert abs(density.mean(0).argmax() - 320) <= 3  # within the half-bandwidth: 40 Hz
    assert found.settings.words == "8 s every 2 s, 5 tapers (±0.375 Hz, TW 3)"


def test_own_settings_change_the_picture_and_no_number(page):
    panel, state = page.spectrogram, page.state
    usual = panel.image.data_source.data["image"][0]
    assert panel.said.text == "5 s every 5 s, 6 tapers (±0.7 Hz, TW 3.5)"
    power, events = page.numbers.power.value, page.signal.numbers.events.value
    state.spectrogram_settings = (4, 2, 3)
    settle(page)
    drawn = panel.image.data_source.data["image"][0]
    assert drawn.shape == (121, 899)
    assert panel.said.text == "4 s every 2 s, 3 tapers (±0.5 Hz, TW 2)"
    assert (page.numbers.power.value, page.signal.numbers.events.value) == (power, events)
    state.spectrogram_settings = ()
    np.testing.assert_array_equal(panel.image.data_source.data["image"][0], usual)


def test_the_picture_goes_higher_where_it_is_asked_to_and_is_cut_without_work(page):
    panel, state = page.spectrogram, page.state
    state.spectrogram_top = 45.0
    settle(page)
    assert (panel.figure.y_range.end, panel.image.data_source.data["dh"][0]) == (45.0, 45.0)
    sent = panel.image.data_source.data
    state.spectrogram_top = 16.0
    settle(page)
    assert panel.figure.y_range.end == 16.0
    assert panel.image.data_source.data["dh"][0] == 30.0
    before = panel.image.data_source.data
    state.spectrogram_top = 5.0
    assert panel.image.data_source.data is before
    assert sent is not before
    state.spectrogram_top = 0.0


def test_fields_begin_with_what_was_taken_and_stay_within_limits(page):
    controls, state = page.controls.spectrogram, page.state
    controls.how.value = True
    assert state.spectrogram_settings == (5.0, 5.0, 6)
    controls.fields[0].value = 20
    assert state.spectrogram_settings == (20.0, 5.0, 6)
    state.spectrogram_settings = (1000, 0, 99)
    assert state.spectrogram_settings == (120.0, 0.5, 30)
    controls.how.value = False
    assert state.spectrogram_settings == ()
    settle(page)


def test_another_channel_is_drawn_by_the_same_settings(page):
    state = page.state
    state.spectrogram_settings = (8, 4, 2)
    state.analysis_channel = "C4-M1"
    settle(page)
    settle(page)  # the picture is asked for when the analysis has come
    assert page.spectrogram.said.text.startswith("8 s every 4 s, 2 tapers")
    assert page.spectrogram.image.glyph.global_alpha == 1.0
    state.spectrogram_settings = ()


def test_a_logarithmic_axis_shows_each_frequency_where_it_says_and_comes_back(page):
    panel, state = page.spectrogram, page.state
    span, axis, source = panel.figure.y_range, panel.figure.yaxis[0], panel.image.data_source
    linear = source.data["image"][0]
    state.spectrogram_logarithmic = True
    settle(page)
    assert (10**span.start, 10**span.end) == pytest.approx((0.25, 30.0))
    assert (source.data["y"][0], source.data["y"][0] + source.data["dh"][0]) == pytest.approx(
        (span.start, span.end)
    )
    told = {axis.major_label_overrides[tick]: 10**tick for tick in axis.ticker.ticks}
    assert all(float(words) == pytest.approx(hertz) for words, hertz in told.items())
    state.spectrogram_top = 16.0  # the picture is cut, not made anew
    assert 10**span.end == pytest.approx(16.0)
    state.spectrogram_top = 0.0
    state.spectrogram_logarithmic = False
    settle(page)
    assert (span.start, span.end, span.tags, axis.major_label_overrides) == (0, 30, [], {})
    np.testing.assert_array_equal(source.data["image"][0], linear)


def test_rows_of_a_logarithmic_axis_keep_a_line_in_its_place_and_the_mean_power():
    frequencies = np.linspace(0, 30, 901)
    for hertz in (1.0, 4.0, 13.0, 25.0):
        level = np.where(np.abs(frequencies - hertz) < 0.02, 20.0, -40.0)[:, None]
        rows = logarithmic_rows(level, 30.0)[:, 0]
        at = LOWEST_SHOWN * (30.0 / LOWEST_SHOWN) ** ((rows.argmax() + 0.5) / ROWS)
        assert at == pytest.approx(hertz, rel=0.02)
    flat = logarithmic_rows(np.full((901, 2), 7.0), 30.0)
    np.testing.assert_allclose(flat, 7.0, atol=1e-6)
    gap = np.full((901, 2), 7.0)
    gap[:, 1] = np.nan  # where nothing was recorded
    assert np.isnan(logarithmic_rows(gap, 30.0)[:, 1]).all()
    silent = logarithmic_rows(np.full((901, 1), -np.inf), 30.0)
    assert np.isneginf(silent).all()
