"""Artefacts: each kind where it was put, none in clean EEG, and detectors that pass them over."""

import numpy as np
import pytest

from explorer.analysis.catalogue_events import catalogue_events
from explorer.detectors.artefacts import detect_artefacts
from explorer.detectors.epoch_masking import drop_touching
from explorer.detectors.slow_waves import RULES, detect_slow_waves
from explorer.io.open import open_night
from explorer.night.schema import make_signals


def spans(found, reason):
    picked = found.isel(event=found.reason.values == reason)
    return np.stack([picked.onset.values, (picked.onset + picked.duration).values], axis=1)


def test_clean_noise_has_none(background, channel):
    assert detect_artefacts(channel(background, 100)).sizes["event"] == 0


def test_a_flat_stretch_is_found_to_half_a_second(background, channel):
    samples = background.copy()
    samples[10_020:12_030] = 3.0
    ((start, stop),) = spans(detect_artefacts(channel(samples, 100)), "flat")
    assert start == pytest.approx(100.2, abs=0.5)
    assert stop == pytest.approx(120.3, abs=0.5)


def test_a_clipped_wave_is_found(channel):
    samples = 100 * np.sin(2 * np.pi * np.arange(6000) / 100) + 50 * np.sin(np.arange(6000) / 7)
    samples[3000:3100] = np.clip(samples[3000:3100] * 4, -240, 240)
    ((start, stop),) = spans(detect_artefacts(channel(samples, 100)), "clipped")[:1]
    assert start < 30.5 < stop + 1


def test_what_is_out_of_range_is_found_with_a_margin(background, channel):
    samples = background.copy()
    samples[30_000:30_010] = -800
    ((start, stop),) = spans(detect_artefacts(channel(samples, 100)), "out of range")
    assert (start, stop) == (299.5, 300.6)


def test_muscle_is_found_where_it_was_put(background, channel):
    samples = background.copy()
    burst = slice(24_000, 26_000)
    samples[burst] += 30 * np.random.default_rng(1).standard_normal(2000)
    found = spans(detect_artefacts(channel(samples, 100)), "muscle")
    assert found[0, 0] == pytest.approx(240, abs=4)
    assert found[-1, 1] == pytest.approx(260, abs=4)


def test_a_gap_is_no_artefact(background, channel):
    samples = background.copy()
    samples[10_000:20_000] = np.nan
    assert detect_artefacts(channel(samples, 100)).sizes["event"] == 0


def test_at_50_hz_muscle_is_not_looked_for(channel):
    noise = 10 * np.random.default_rng(1).standard_normal(5000)
    assert detect_artefacts(channel(noise, 50)).sizes["event"] == 0


def test_no_wave_is_found_in_an_artefact(background, channel):
    samples = background.copy()
    samples[30_000:30_150] = -700 * np.sin(np.linspace(0, 2 * np.pi, 150))
    signal = channel(samples, 100)
    waves = detect_slow_waves(signal, rule=RULES["carrier"])
    kept, dropped = drop_touching(waves, [detect_artefacts(signal)])
    there = [
        bool(((w.negative_peak > 299.5) & (w.negative_peak < 302)).any()) for w in (waves, kept)
    ]
    assert dropped == waves.sizes["event"] - kept.sizes["event"]
    assert there == [True, False]


@pytest.mark.parametrize("offset", [-8000.0, 150_000.0])
def test_an_offset_is_no_artefact_nor_is_its_drift(offset):
    rng = np.random.default_rng(3)
    samples = 20 * rng.standard_normal(60_000)
    samples[29_950:30_050] += 900 * np.hanning(100)  # too slow to be muscle
    drift = offset + 3000 * np.sin(np.arange(60_000) / 60_000 * np.pi)

    def found(values):
        eeg = make_signals([values], 100.0, ["Cz"], ["EEG"], ["uV"])["signal"][0]
        return detect_artefacts(eeg)

    plain, shifted = found(samples), found(samples + drift)
    assert shifted.reason.values.tolist() == plain.reason.values.tolist() == ["out of range"]
    assert shifted.onset.values == pytest.approx(plain.onset.values)


def test_an_offset_changes_no_count(shared_data):
    counts = {}
    for name in ("dc_-8000uV", "same_without_offset"):
        night = open_night(shared_data / f"cases/dc_offset/{name}.edf")
        for kind in ("spindle", "slow_wave"):
            events, dropped = catalogue_events(night, ["C4-M1"], kind, "yasa")
            counts[name, kind] = (events.sizes["event"], dropped)
    assert set(counts.values()) == {(40, 0), (20, 0)}
    assert counts["dc_-8000uV", "spindle"] == counts["same_without_offset", "spindle"] == (40, 0)
