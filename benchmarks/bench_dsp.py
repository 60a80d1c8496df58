"""Filters, spectra and detectors beside their peers: one night of 8.5 h at 256 Hz, one channel.

Medians in ms of calls that take turns, so that a busy machine slows all alike: ratios are what
counts.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its threads would spin beside ours

import numpy as np
import xarray as xr

from explorer.bridge.trace_samples import thinned
from explorer.detectors.slow_waves import detect_slow_waves
from explorer.detectors.spindles import DEFAULT_RULE, RULES, detect_spindles, make_a7_background
from explorer.dsp.blocks import BlockSpectra, build_block_spectra
from explorer.dsp.filters import (
    design_band,
    filter_whole,
    filter_window,
    needed_context,
    with_context,
)
from explorer.dsp.multitaper import multitaper_spectrogram
from explorer.dsp.power import band_power, cumulative_power
from explorer.dsp.welch import welch_by_epoch
from explorer.night.schema import make_signals

FREQUENCY = 256
HOURS = 8.5
BAND = (0.3, 35.0)
BANDS = ((0.5, 4.0), (4.0, 8.0), (8.0, 12.0), (12.0, 16.0), (16.0, 30.0))
PIXELS = 1500
_EPOCH = 30 * FREQUENCY

Work = Callable[[], object]
Row = tuple[str, str, float, float]


def made_night(seed: int = 1) -> np.ndarray:
    """Noise that falls with frequency, with slow waves and a spindle every ten seconds, in uV."""
    rng = np.random.default_rng(seed)
    samples = int(HOURS * 3600 * FREQUENCY)
    bins = samples // 2 + 1
    spectrum = np.exp(2j * np.pi * rng.random(bins)) / np.maximum(
        np.arange(bins), 0.5 * HOURS * 3600
    )
    noise = np.fft.irfft(spectrum, samples)
    at = np.arange(samples) / FREQUENCY
    burst = np.sin(2 * np.pi * 13.3 * at) * np.clip(np.cos(2 * np.pi * at / 10) * 10 - 9, 0, 1)
    swing = np.sin(2 * np.pi * 0.8 * at) * np.clip(np.cos(2 * np.pi * at / 35), 0, 1)
    return (15 * noise / noise.std() + 25 * burst + 60 * swing).astype(np.float32)


def interleaved(works: dict[str, Work], repeats: int) -> dict[str, float]:
    """Median time of each in ms, after one call to warm up, each in its turn."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(repeats + 1):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            if turn:
                times[name].append((time.perf_counter() - start) * 1e3)
    return {name: statistics.median(taken) for name, taken in times.items()}


def rows(only: str = "") -> Iterator[Row]:
    """Yield (work, peer, the peer's ms, ours in ms), work by work."""
    night = made_night()
    for work, peers, ours, repeats in _works(night):
        if only.lower() in work.lower():
            taken = interleaved({**peers, "ours": ours}, repeats)
            for peer in peers or ["none"]:
                yield work, peer, taken.get(peer, float("nan")), taken["ours"]


def _works(night: np.ndarray) -> Iterator[tuple[str, dict[str, Work], Work, int]]:
    import lspopt
    import mne
    import scipy.signal
    import tsdownsample
    import yasa

    wide = night.astype(np.float64)
    sections = scipy.signal.butter(4, BAND, "bandpass", fs=FREQUENCY, output="sos")
    taps = design_band(*BAND, FREQUENCY)
    half = needed_context(taps)
    eight = np.stack([night[k * 7680 :][:100_000] for k in range(8)])
    visible = eight[:, 30_000:37_680].astype(np.float64)

    def mne_filter(samples: np.ndarray) -> np.ndarray:
        return mne.filter.filter_data(samples, FREQUENCY, *BAND, verbose=False)

    yield (
        "re-filter the visible 30 s, 8 channels",
        {
            "scipy sosfiltfilt": lambda: scipy.signal.sosfiltfilt(sections, visible),
            "MNE": lambda: mne_filter(visible),
        },
        lambda: filter_window(
            with_context(eight, 30_000, 37_680, half), design_band(*BAND, FREQUENCY)
        ),
        21,
    )
    yield (
        "FIR 0.3-35 Hz, whole night",
        {
            "scipy oaconvolve": lambda: scipy.signal.oaconvolve(night, taps, "same"),
            "scipy sosfiltfilt": lambda: scipy.signal.sosfiltfilt(sections, night),
            "MNE": lambda: mne_filter(wide),
        },
        lambda: filter_whole(night, taps),
        5,
    )
    yield "build block spectra", {}, lambda: build_block_spectra(night, FREQUENCY), 7
    spectra = build_block_spectra(night, FREQUENCY)
    for divisor in (1, 2):
        yield (
            f"FIR 0.3-35 Hz on a new band, at {FREQUENCY // divisor} Hz",
            {"scipy oaconvolve": lambda: scipy.signal.oaconvolve(night, taps, "same")},
            lambda divisor=divisor: spectra.filtered(taps, rate_divisor=divisor),
            5,
        )
    slow_taps = design_band(0.5, 4, FREQUENCY)
    yield (
        "FIR 0.5-4 Hz on a new band, at 32 Hz",
        {"scipy oaconvolve": lambda: scipy.signal.oaconvolve(night, slow_taps, "same")},
        lambda: spectra.filtered(slow_taps, rate_divisor=8),
        5,
    )
    epochs = wide[: wide.size // _EPOCH * _EPOCH].reshape(-1, _EPOCH)
    yield (
        "spectrogram, 30 s, 6 tapers",
        {
            "lspopt": lambda: lspopt.spectrogram_lspopt(
                night, FREQUENCY, nperseg=_EPOCH, noverlap=0, c_parameter=20.0
            ),
            "MNE multitaper": lambda: mne.time_frequency.psd_array_multitaper(
                epochs, FREQUENCY, fmax=40, bandwidth=7 / 30, verbose=False
            ),
        },
        lambda: multitaper_spectrogram(night, FREQUENCY),
        3,
    )
    yield (
        "multitaper, 30 s, 28 DPSS",
        {
            "MNE multitaper": lambda: mne.time_frequency.psd_array_multitaper(
                epochs, FREQUENCY, fmax=40, bandwidth=1.0, verbose=False
            )
        },
        lambda: multitaper_spectrogram(night, FREQUENCY, tapers=28),
        3,
    )
    named = [(low, high, f"{low:g}") for low, high in BANDS]
    found = welch_by_epoch(night, FREQUENCY)
    cumulative = cumulative_power(found.density, found.frequency)

    def our_powers() -> list[np.ndarray]:
        welch = welch_by_epoch(night, FREQUENCY)
        running = cumulative_power(welch.density, welch.frequency)
        return [band_power(running, welch.frequency, *band) for band in BANDS]

    def mne_powers() -> object:
        return mne.time_frequency.psd_array_welch(
            epochs, FREQUENCY, fmax=40, n_fft=1024, n_overlap=512, verbose=False
        )

    def yasa_powers() -> object:
        return yasa.bandpower(epochs, FREQUENCY, bands=named, relative=False)

    yield (
        "band power per epoch",
        {"MNE Welch": mne_powers, "YASA": yasa_powers},
        our_powers,
        3,
    )
    yield (
        "band power on a new band",
        {"MNE Welch": mne_powers},
        lambda: band_power(cumulative, found.frequency, 0.63, 4.21),
        5,
    )
    signal = make_signals([night], FREQUENCY, ["Cz"], ["EEG"], ["uV"])["signal"].isel(channel=0)
    yield from _detections(signal, wide, spectra)
    downsampler = tsdownsample.MinMaxDownsampler()
    points = 2 * PIXELS * FREQUENCY / night.size  # a second
    yield (
        "level of detail, 8.5 h into 1500 px",
        {
            "tsdownsample": lambda: downsampler.downsample(night, n_out=2 * PIXELS),
            "numpy, a full scan": lambda: _scan(night),
        },
        lambda: thinned(night, 0.0, FREQUENCY, points),
        21,
    )


def _detections(
    signal: xr.DataArray, wide: np.ndarray, spectra: BlockSpectra
) -> Iterator[tuple[str, dict[str, Work], Work, int]]:
    import yasa

    def yasa_spindles() -> object:
        return yasa.spindles_detect(wide, FREQUENCY, verbose="ERROR")

    def yasa_waves() -> object:
        return yasa.sw_detect(wide, FREQUENCY, verbose="ERROR")

    kept = make_a7_background(spectra)
    for rule in ("yasa", DEFAULT_RULE.name):
        for title, cache, known in (
            ("", None, None),
            (" on a new band", spectra, kept if rule == DEFAULT_RULE.name else None),
        ):
            yield (
                f"spindles by {rule}{title}",
                {"YASA": yasa_spindles},
                lambda rule=rule, cache=cache, known=known: detect_spindles(
                    signal, rule=RULES[rule], spectra=cache, background=known
                ),
                3,
            )
    for title, cache in (("", None), (" on a new band", spectra)):
        yield (
            f"slow waves{title}",
            {"YASA": yasa_waves},
            lambda cache=cache: detect_slow_waves(signal, spectra=cache),
            5,
        )


def _scan(night: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    columns = night[: night.size // PIXELS * PIXELS].reshape(PIXELS, -1)
    return columns.min(axis=1), columns.max(axis=1)
