"""Channels from arrays, and the real excerpts with two experts' marks."""

import numpy as np
import pytest

from explorer.night.hypnogram import make_hypnogram
from explorer.night.schema import make_events, make_signals

EXCERPTS = {1: 100, 2: 200, 3: 50, 4: 200, 5: 200, 6: 200}
"""Sampling frequency of each DREAMS excerpt in Hz."""

# The database codes wake 5, REM 4, S1 to S4 3 to 0.
_STAGES = {5: "W", 4: "REM", 3: "N1", 2: "N2", 1: "N3", 0: "N3"}


@pytest.fixture(scope="session")
def channel():
    """Make a channel in uV from samples and a sampling frequency."""

    def make(samples, frequency, units="uV"):
        dataset = make_signals([samples], float(frequency), ["Cz"], ["EEG"], [units])
        return dataset["signal"].isel(channel=0)

    return make


@pytest.fixture(scope="session")
def excerpt(shared_data, channel):
    """Read an excerpt: samples, channel, hypnogram, and the marks of each expert."""
    folder = shared_data / "dreams-spindles"

    def read(number):
        frequency = EXCERPTS[number]
        samples = np.loadtxt(folder / f"excerpt{number}.txt", skiprows=1)
        codes = np.loadtxt(folder / f"Hypnogram_excerpt{number}.txt", skiprows=1)
        stages = [_STAGES.get(int(code), "UNSCORED") for code in codes]
        experts = []
        for expert in (1, 2):
            path = folder / f"Visual_scoring{expert}_excerpt{number}.txt"
            marks = np.loadtxt(path, skiprows=1, ndmin=2)
            words = ["spindle"] * len(marks)
            experts.append(
                make_events(
                    onset=marks[:, 0],
                    duration=marks[:, 1],
                    kind=words,
                    channel=words,
                    source=words,
                )
            )
        return (
            samples,
            channel(samples, frequency),
            make_hypnogram(stages, 5.0),
            experts,
        )

    return read


@pytest.fixture(scope="session")
def background():
    """Ten minutes at 100 Hz of noise that falls with frequency, about 15 uV."""
    rng = np.random.default_rng(7)
    bins = 30_001
    spectrum = np.exp(2j * np.pi * rng.random(bins)) / np.maximum(np.arange(bins), 300)
    wave = np.fft.irfft(spectrum)
    return (15 * wave / wave.std()).astype(np.float32)
