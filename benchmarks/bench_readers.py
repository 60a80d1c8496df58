"""Opening and reading an EDF beside its peers: 8 hours, 15 channels, several sampling rates."""

import os
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its threads would spin beside ours

import edfio
import mne
import numpy as np
import pandas as pd
import pyedflib

from benchmarks.report import Row, take_turns
from explorer.datasets.sample_night import sample_night
from explorer.dsp.power import band_power, cumulative_power
from explorer.dsp.welch import welch_by_epoch
from explorer.io import open_night, read_hypnogram
from explorer.io.edf_header import read_header
from explorer.io.write import write_edf
from explorer.scoring.export_formats import FORMATS, exported

_CHANNELS = 8
_WINDOW = 30.0  # s
_FREQUENCY = 256
_NIGHTS, _OF_A_NIGHT = 20, 2
_BANDS = ((0.5, 4.0), (4.0, 8.0), (8.0, 12.0), (12.0, 16.0), (16.0, 30.0))


def rows() -> Iterator[Row]:
    """Yield each work with the times of each peer and ours."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(write_edf(sample_night(), Path(folder) / "night.edf"))
        yield from _opening(path)
        yield from _windows(path)
        yield from _held(path)
        yield from _cold(path)
        yield from _whole(path)
        yield from _cohort(path)
        yield from _hypnograms(Path(folder))


def _rows(work: str, times: dict[str, float]) -> Iterator[Row]:
    for peer in times:
        if peer != "ours":
            yield work, peer, times[peer], times["ours"]


def _names(path: str) -> list[str]:
    channels = open_night(path).channels.items()
    return [name for name, c in channels if c.sampling_frequency == _FREQUENCY][:_CHANNELS]


def _pyedflib(path: str, work: Callable[[pyedflib.EdfReader], object]) -> object:
    reader = pyedflib.EdfReader(path)
    try:
        return work(reader)
    finally:
        reader.close()  # a second reader of one file is refused


def _opening(path: str) -> Iterator[Row]:
    times = take_turns(
        {
            "pyedflib": lambda: _pyedflib(path, lambda reader: reader.getSignalLabels()),
            "edfio": lambda: edfio.read_edf(path, lazy_load_data=True),
            "MNE": lambda: mne.io.read_raw_edf(path, verbose="error"),
            "ours": lambda: read_header(path),
        },
        15,
    )
    yield from _rows("open the header", times)


def _windows(path: str) -> Iterator[Row]:
    night, fast = open_night(path), _names(path)
    raw = mne.io.read_raw_edf(path, include=fast, verbose="error")
    lazy = edfio.read_edf(path, lazy_load_data=True)
    signals = [signal for signal in lazy.signals if signal.label in fast]
    reader = pyedflib.EdfReader(path)
    labels = reader.getSignalLabels()
    numbers = [labels.index(name) for name in fast]
    at = iter(range(60, 25_000, 37))
    samples = int(_WINDOW * _FREQUENCY)

    def of_mne() -> object:
        first = next(at) * _FREQUENCY
        return raw.get_data(start=first, stop=first + samples)

    def of_edfio() -> object:
        second = next(at)
        return [signal.get_data_slice(second, second + _WINDOW) for signal in signals]

    def of_pyedflib() -> object:
        first = next(at) * _FREQUENCY
        return [reader.readSignal(number, first, samples) for number in numbers]

    def ours() -> object:
        second = next(at)
        return night.samples(second, second + _WINDOW, fast)

    works = {"edfio": of_edfio, "MNE": of_mne, "pyedflib": of_pyedflib, "ours": ours}
    times = take_turns(works, 60)
    reader.close()
    yield from _rows(f"a 30-s window of {len(fast)} channels, warm", times)


def _held(path: str) -> Iterator[Row]:
    """Open a Raw that is in memory, which is not copied, and ask it for windows."""
    raw = mne.io.read_raw_edf(path, include=_names(path), preload=True, verbose="error")
    night, at = open_night(raw), iter(range(60, 25_000, 37))
    times = take_turns({"a copy by MNE": raw.copy, "ours": lambda: open_night(raw)}, 5)
    yield from _rows("open a Raw that is in memory", times)
    megabytes = {"a copy by MNE": _allocated(raw.copy), "ours": _allocated(lambda: open_night(raw))}
    yield from _rows("what that allocates, MB in place of ms", megabytes)

    def of_mne() -> object:
        first = next(at) * _FREQUENCY
        return raw.get_data(start=first, stop=first + int(_WINDOW * _FREQUENCY))

    def ours() -> object:
        second = next(at)
        return night.samples(second, second + _WINDOW)

    times = take_turns({"MNE": of_mne, "ours": ours}, 60)
    yield from _rows(f"a 30-s window of {_CHANNELS} channels, of a Raw in memory", times)


def _allocated(work: Callable[[], object]) -> float:
    """Return the most MB that a work held at once, beyond what was there before."""
    tracemalloc.start()
    work()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6


def _cold(path: str) -> Iterator[Row]:
    """Open, and read a window, of a file that the system has forgotten."""
    fast = _names(path)

    def forgotten(work: Callable[[], object]) -> Callable[[], object]:
        def cold() -> object:
            file = os.open(path, os.O_RDONLY)
            os.fdatasync(file)
            os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(file)
            return work()

        return cold

    def of_mne() -> object:
        raw = mne.io.read_raw_edf(path, include=fast, verbose="error")
        return raw.get_data(start=2_000_000, stop=2_007_680), raw.annotations

    def of_edfio() -> object:
        found = edfio.read_edf(path, lazy_load_data=True)
        window = [s.get_data_slice(7812, 7842) for s in found.signals if s.label in fast]
        return window, found.annotations

    works: dict[str, Callable[[], object]] = {
        "MNE": of_mne,
        "edfio": of_edfio,
        "ours": lambda: open_night(path).samples(7812, 7842, fast),
    }
    times = take_turns({name: forgotten(work) for name, work in works.items()}, 9)
    nothing = take_turns({"nothing": forgotten(lambda: None)}, 9)["nothing"]
    yield from _rows(
        "open with annotations and read a window, cold file",
        {name: taken - nothing for name, taken in times.items()},
    )


def _whole(path: str) -> Iterator[Row]:
    night, fast = open_night(path), _names(path)

    def of_pyedflib(reader: pyedflib.EdfReader) -> object:
        labels = reader.getSignalLabels()
        return [reader.readSignal(labels.index(name)) for name in fast]

    def of_edfio() -> object:
        found = edfio.read_edf(path, lazy_load_data=True)
        return [signal.data for signal in found.signals if signal.label in fast]

    times = take_turns(
        {
            "edfio": of_edfio,
            "MNE": lambda: mne.io.read_raw_edf(path, include=fast, verbose="error").get_data(),
            "pyedflib": lambda: _pyedflib(path, of_pyedflib),
            "ours": lambda: night.samples(0, night.duration, fast),
        },
        3,
    )
    yield from _rows(f"the whole night to float, {len(fast)} channels", times)


def _cohort(path: str) -> Iterator[Row]:
    """Band power of many nights, from file to numbers; one file stands for all."""
    import yasa

    names = _names(path)[:_OF_A_NIGHT]
    bands = [(low, high, f"{low:g}") for low, high in _BANDS]

    def of_yasa() -> object:
        raw = mne.io.read_raw_edf(path, include=names, verbose="error")
        samples = raw.get_data() * 1e6
        epoch = 30 * _FREQUENCY
        return [
            yasa.bandpower(
                row[: row.size // epoch * epoch].reshape(-1, epoch),
                _FREQUENCY,
                bands=bands,
                relative=False,
            )
            for row in samples
        ]

    def ours() -> object:
        night = open_night(path)
        found = []
        for row in np.concatenate(list(night.samples(0, night.duration, names).values())):
            welch = welch_by_epoch(row, _FREQUENCY)
            running = cumulative_power(welch.density, welch.frequency)
            found.append([band_power(running, welch.frequency, *band) for band in _BANDS])
        return found

    times = take_turns({"MNE + YASA": of_yasa, "ours": ours}, 3)
    yield from _rows(
        f"band power of {_NIGHTS} nights, {_OF_A_NIGHT} channels, one after the other",
        {name: _NIGHTS * taken for name, taken in times.items()},
    )


def _hypnograms(folder: Path) -> Iterator[Row]:
    """Read a night's scoring in each format that is written, beside who only splits its text."""
    night = sample_night()
    hypnogram = night.hypnogram
    for kind, form in FORMATS.items():
        path = folder / f"hypnogram_{kind}{form.ending}"
        path.write_bytes(exported(night, hypnogram, [], kind))
        peers: dict[str, Callable[[], object]] = {"ours": partial(read_hypnogram, path)}
        if kind == "edf":
            peers["MNE annotations"] = partial(mne.read_annotations, path)
        elif form.media_type.startswith("text"):
            peers["pandas table"] = partial(pd.read_csv, path, sep=None, engine="python")
        else:
            peers["bytes alone"] = path.read_bytes
        yield from _rows(f"hypnogram, {form.title}", take_turns(peers, 9))
