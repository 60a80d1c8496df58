"""A channel that is read in parts gives what it gives when it is held."""

import numpy as np
import pytest

from explorer.detectors.artefacts import detect_artefacts
from explorer.dsp import chunked_samples
from explorer.dsp.blocks import build_block_spectra
from explorer.dsp.chunked_samples import Samples, Work, held
from explorer.dsp.filters import design_band, filter_parts, filter_whole
from explorer.dsp.multitaper import multitaper_spectrogram
from explorer.dsp.threads import NoLongerWantedError
from explorer.dsp.welch import welch_by_epoch
from explorer.night.schema import make_signals

RATE = 64.0


@pytest.fixture(params=["whole", "with gaps"])
def channel(request, monkeypatch):
    """Three hours that are read in parts of minutes, and what they hold."""
    monkeypatch.setattr(chunked_samples, "HELD", 1000)
    monkeypatch.setattr(chunked_samples, "PART", 40_200)
    rng = np.random.default_rng(2)
    values = (20 * rng.standard_normal(int(3 * 3600 * RATE)) + 7).astype(np.float32)
    values[20_000:21_000] = 0  # flat
    values[40_199:40_203] = 700  # clipped over the border of two parts, and out of range
    values[60_000:61_000] *= 5
    if request.param == "with gaps":
        values[:5] = values[600:1200] = values[30_010:30_011] = values[-3:] = np.nan
        values[70_000:70_700:7] = np.nan  # many short runs
    reads = []

    def read(first, last):
        reads.append(last - first)
        return values[first:last]

    samples = Samples(values.size, read)
    yield samples, values
    assert max(reads) < 0.4 * values.size  # never the whole


def test_spectra_of_parts_are_those_of_the_whole_to_the_last_bit(channel):
    samples, values = channel
    for estimate in (multitaper_spectrogram, welch_by_epoch):
        found, whole = estimate(samples, RATE), estimate(values, RATE)
        assert np.array_equal(found.density, whole.density, equal_nan=True)


def test_block_spectra_of_parts_are_those_of_the_whole_to_the_last_bit(channel):
    samples, values = channel
    found, whole = build_block_spectra(samples, RATE), build_block_spectra(values, RATE)
    assert found.runs == whole.runs
    assert np.array_equal(found.spectra, whole.spectra)


def test_artefacts_of_parts_are_those_of_the_whole(channel):
    samples, values = channel
    signal = make_signals([values], RATE, ["C4"], ["EEG"], ["uV"])["signal"][0]
    whole = detect_artefacts(signal, samples=held(values))
    found = detect_artefacts(signal, samples=samples)
    assert found.identical(whole)
    assert {"flat", "clipped", "out of range"} <= set(found.reason.values.tolist())


def test_a_filter_over_parts_is_that_over_the_whole(channel):
    samples, values = channel
    taps = design_band(11, 16, RATE)
    found = np.concatenate(list(filter_parts(samples, taps, 256)))
    assert np.allclose(found, filter_whole(values, taps), atol=1e-3, equal_nan=True)


def test_runs_and_extremes_are_found_on_the_first_pass_and_never_again(channel):
    samples, values = channel
    seen = []
    samples.through([Work(np.array([[0, 10]]), lambda _k, part: seen.append(part.size))])
    samples._read = None  # what is asked now needs no reading
    assert samples.runs == held(values).runs
    assert samples.extremes == (float(np.nanmin(values)), float(np.nanmax(values)))
    assert seen == [10]


def test_windows_put_together_are_their_mean_without_those_that_hold_a_gap():
    values = np.random.default_rng(1).standard_normal(200_000).astype(np.float32)
    values[3000] = np.nan
    each = multitaper_spectrogram(values, 100, window_length=4).density
    found = multitaper_spectrogram(values, 100, window_length=4, together=3)
    assert len(found.density) == -(-len(each) // 3)
    assert found.onset[1] == 12
    assert np.allclose(found.density[3:4], each[9:12].mean(axis=0), rtol=1e-5)
    assert np.allclose(found.density[2], each[[6, 8]].mean(axis=0), rtol=1e-5)


def test_whoever_is_told_how_far_it_is_can_end_it(monkeypatch):
    monkeypatch.setattr(chunked_samples, "HELD", 1000)
    monkeypatch.setattr(chunked_samples, "PART", 1000)
    shares = []

    def told(share):
        shares.append(share)
        if share > 0.3:
            raise NoLongerWantedError

    values = np.zeros(10_000, np.float32)
    samples = Samples(values.size, lambda first, last: values[first:last], told)
    with pytest.raises(NoLongerWantedError):
        welch_by_epoch(samples, 10.0)
    assert shares[0] == 0
    assert 0.3 < shares[-1] < 0.5
