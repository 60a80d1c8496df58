"""Recordings of days: worked through in parts, inside a stated memory, or refused in a sentence."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from explorer.analysis.memory_estimate import megabytes_for_events
from explorer.analysis.signal_view import SignalView
from explorer.app.analysis_cache import AnalysisCache
from explorer.app.lru_cache import LRUCache
from explorer.dsp import chunked_samples
from explorer.io.open import open_night
from explorer.models.simulated_night import simulate_night
from explorer.night.montage import AS_RECORDED
from explorer.storage.settings import MEMORY_VARIABLE
from explorer.vocabulary.bands import BANDS

BAND = {band.name: band for band in BANDS}
RATE = 256


def header(records: int, rate: int = RATE) -> bytes:
    """Of an EDF with one EEG in uV, a tenth of a uV a step."""
    fixed = [("0", 8), ("X X X X", 80), ("Startdate X X X X", 80), ("01.01.20", 8), ("22.00.00", 8)]
    fixed += [("512", 8), ("", 44), (str(records), 8), ("1", 8), ("1", 4)]
    fixed += [("EEG C4-M1", 16), ("", 80), ("uV", 8), ("-3276.8", 8), ("3276.7", 8)]
    fixed += [("-32768", 8), ("32767", 8), ("", 80), (str(rate), 8), ("", 32)]
    return "".join(text.ljust(width) for text, width in fixed).encode("ascii")


def sparse(path: Path, seconds: int, written: dict[int, np.ndarray], rate: int = RATE) -> Path:
    """Write zeros that take no room, and some samples in uV from some places on."""
    with path.open("wb") as file:
        file.write(header(seconds, rate))
        file.truncate(512 + 2 * seconds * rate)
        for first, samples in written.items():
            file.seek(512 + 2 * first)
            file.write(np.round(10 * samples).astype("<i2").tobytes())
    return path


def sleep(seconds: int) -> np.ndarray:
    """Noise with slow waves, and a spindle every ten seconds."""
    time = np.arange(seconds * RATE) / RATE
    noise = np.random.default_rng(3).normal(0, 5, time.size)
    waves = -70 * np.sin(2 * np.pi * 0.8 * time) * (time % 20 < 12)
    return noise + waves + 40 * np.sin(2 * np.pi * 13 * time) * (time % 10 < 0.8)


def events(night, band):
    view = SignalView(("EEG C4-M1",), AS_RECORDED, 0.0)
    return AnalysisCache(night).events("EEG C4-M1", view, BAND[band]).events


def test_waves_at_the_borders_of_parts_are_found_once_as_in_a_short_recording(tmp_path):
    patch = sleep(120)
    # 30 h, more than is held; a patch over the first border, one within, one at the very end.
    borders = [
        chunked_samples.PART - 60 * RATE,
        2 * chunked_samples.PART + 3 * RATE * 64,
        30 * 3600 * RATE - patch.size,
    ]
    firsts = [first // RATE * RATE for first in borders]
    assert 30 * 3600 * RATE > chunked_samples.HELD
    whole = sparse(tmp_path / "whole.edf", 30 * 3600, dict.fromkeys(firsts, patch))
    found = events(open_night(whole), "slow wave")
    for first in firsts:
        begin = first // RATE - 600
        seconds = min(1320, 30 * 3600 - begin)
        short = sparse(tmp_path / f"{first}.edf", seconds, {600 * RATE: patch})
        expected = events(open_night(short), "slow wave")
        own = found.isel(event=(found.onset >= begin + 590) & (found.onset < begin + 740))
        assert own.sizes["event"] == expected.sizes["event"] > 30
        assert np.allclose(own.onset - begin, expected.onset, atol=1.5 / RATE)
        assert np.allclose(own.peak_to_peak, expected.peak_to_peak, atol=0.05)
    assert found.sizes["event"] == 3 * expected.sizes["event"]


def test_a_night_read_in_parts_has_the_very_numbers_of_the_night_that_is_held(monkeypatch):
    night = simulate_night(4, hours=1.2, sampling_frequency=128)
    view = SignalView(("C4-M1",), AS_RECORDED, 0.0)
    whole = AnalysisCache(night)
    monkeypatch.setattr(chunked_samples, "HELD", 1000)
    monkeypatch.setattr(chunked_samples, "PART", 20_000)
    cut = AnalysisCache(night)
    one, other = (each.analysis("C4-M1", view) for each in (whole, cut))
    assert np.array_equal(one.spectrogram, other.spectrogram)
    assert np.array_equal(one.cumulative, other.cumulative, equal_nan=True)
    assert one.whole.artefacts.identical(other.whole.artefacts)
    for band in ("slow wave", "sigma"):
        before, after = (each.events("C4-M1", view, BAND[band]).events for each in (whole, cut))
        assert before.sizes["event"] > 0
        assert before.identical(after)


_MEASURE = """
import resource, sys
from explorer.app.analysis_cache import AnalysisCache
from explorer.analysis.signal_view import SignalView
from explorer.models.simulated_night import simulate_night
from explorer.io.open import open_night
from explorer.vocabulary.bands import BANDS

def look(night):
    channel = next(name for name, one in night.channels.items() if one.kind == "EEG")
    view, cache = SignalView((channel,), "as recorded", 0.0), AnalysisCache(night)
    analysis = cache.analysis(channel, view)
    if analysis.whole is not None:
        for band in BANDS:
            cache.events(channel, view, band)
    return analysis

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

look(simulate_night(hours=0.2))  # what is imported and compiled is not the recording's
before = peak()
analysis = look(open_night(sys.argv[1]))
print(peak() - before)
print(analysis.too_long)
"""


def measured(path: Path, allowed: float) -> tuple[float, str]:
    """Analyse a file in a process of its own: the MB that it took, and what was refused."""
    from os import environ

    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(path)],
        env={**environ, MEMORY_VARIABLE: str(allowed), "MALLOC_ARENA_MAX": "2"},
        capture_output=True,
        text=True,
        check=True,
    )
    grown, refused = done.stdout.splitlines()
    return float(grown), refused


def test_a_day_is_analysed_inside_the_memory_that_is_said_of_it(tmp_path):
    # 177 MB of float32 at the full rate, and as much again for each copy.
    rate, written = 512, {0: sleep(600), 4 * chunked_samples.PART: sleep(600)}
    path = sparse(tmp_path / "day.edf", 24 * 3600, written, rate)
    needed = megabytes_for_events(24 * 3600, rate)
    grown, refused = measured(path, needed + 1)
    assert refused == ""
    assert grown < needed


def test_a_week_takes_no_more_than_was_allowed_and_says_what_is_left_out(tmp_path):
    # 310 MB of float32 at the full rate.
    written = {5 * chunked_samples.PART: sleep(600)}
    path = sparse(tmp_path / "week.edf", 7 * 86400, written, rate=128)
    grown, refused = measured(path, 250)
    assert grown < 250
    assert "in 168 h of EEG C4-M1 would take" in refused
    assert "250 MB are allowed: cut the recording into nights" in refused


def test_a_recording_whose_very_spectra_are_too_many_is_refused_in_a_sentence(monkeypatch):
    night = simulate_night(hours=0.5)
    monkeypatch.setenv(MEMORY_VARIABLE, "0.1")
    with pytest.raises(ValueError, match=r"Spectra of 60 epochs of C4-M1 would take 0.42 MB"):
        AnalysisCache(night).analysis("C4-M1", SignalView(("C4-M1",), AS_RECORDED, 0.0))


def test_heavy_answers_are_kept_only_as_far_as_the_memory_allows():
    kept = LRUCache(3, weigh=lambda answer: answer, heaviest=lambda: 10)
    for n in (4, 5, 6, 20):
        kept.get((n,), lambda n=n: n)
    assert kept.values() == (20,)
    assert kept.get((3,), lambda: 3) == 3
    assert kept.values() == (3,)
