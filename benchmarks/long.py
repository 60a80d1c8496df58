"""Peak memory and time of what a page does with recordings from one night to weeks.

``python -m benchmarks.long`` makes sparse EDF files in a temporary folder (their samples are zeros
but for some minutes of noise), opens each in a process of its own, and prints a row for each step.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

SHAPES: dict[str, tuple[int, int, float]] = {
    "8 h, 8 channels, 256 Hz": (8, 256, 8.0),
    "24 h, 8 channels, 256 Hz": (8, 256, 24.0),
    "72 h, 8 channels, 256 Hz": (8, 256, 72.0),
    "72 h, 8 channels, 512 Hz": (8, 512, 72.0),
    "10 days, 8 channels, 1 kHz": (8, 1000, 240.0),
    "2 GB, 1 channel, 880 Hz": (1, 880, 336.0),
}
"""Channels, Hz and hours."""

_NOISE = 600  # s of noise, every so many s
_EVERY = 7200


def write_sparse_edf(path: Path, channels: int, frequency: int, hours: float) -> None:
    """Write an EDF of zeros that takes no room on disk, with some noise of 20 uV in between.

    Parameters
    ----------
    path : Path
        Where to.
    channels, frequency : int
        How many EEG channels, and their sampling frequency in Hz.
    hours : float
        How long it lasts.
    """
    records = int(hours * 3600)

    def column(values: list[str], width: int) -> str:
        return "".join(value.ljust(width)[:width] for value in values)

    size = 256 * (channels + 1)
    fixed = [("0", 8), ("X X X X", 80), ("Startdate X X X X", 80), ("01.01.20", 8), ("22.00.00", 8)]
    fixed += [(str(size), 8), ("", 44), (str(records), 8), ("1", 8), (str(channels), 4)]
    names = [f"EEG C{k + 1}" for k in range(channels)]
    columns = [(names, 16), ([""] * channels, 80), (["uV"] * channels, 8)]
    columns += [([limit] * channels, 8) for limit in ("-3276.8", "3276.7", "-32768", "32767")]
    columns += [([""] * channels, 80), ([str(frequency)] * channels, 8), ([""] * channels, 32)]
    header = "".join(text.ljust(width) for text, width in fixed)
    header += "".join(column(*one) for one in columns)
    noise = np.random.default_rng(1).normal(0, 200, (_NOISE, channels * frequency)).astype("<i2")
    with path.open("wb") as file:
        file.write(header.encode("ascii"))
        file.truncate(size + records * channels * frequency * 2)
        for second in range(0, records - _NOISE, _EVERY):
            file.seek(size + second * channels * frequency * 2)
            file.write(noise.tobytes())


def measure(path: Path) -> list[tuple[str, float, float, str]]:
    """Do what a page does with a recording.

    Returns
    -------
    list of (str, float, float, str)
        Each step: its name, s, the process's peak memory in MB so far, and what it refused.
    """
    from explorer.analysis.signal_view import SignalView
    from explorer.app.analysis_cache import AnalysisCache
    from explorer.app.night.trace_overview import overview_rows
    from explorer.io.open import open_night
    from explorer.night.montage import AS_RECORDED
    from explorer.vocabulary.bands import BANDS

    rows = []

    def step(name: str, do: Callable[[], object]) -> object:
        start, said, answer = time.perf_counter(), "", None
        try:
            answer = do()
        except (ValueError, MemoryError) as error:
            said = f"{type(error).__name__}: {error}"
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rows.append((name, time.perf_counter() - start, peak, said))
        return answer

    night = step("open", lambda: open_night(path))
    cache = AnalysisCache(night)  # type: ignore[arg-type]
    channel = next(iter(cache.night.channels))
    view = SignalView(tuple(cache.night.channels), AS_RECORDED, 0.0)
    bands = {band.name: band for band in BANDS}
    step("analysis", lambda: cache.analysis(channel, view))
    if cache.has_analysis(channel, view):
        step("slow waves", lambda: cache.events(channel, view, bands["slow wave"]))
        step("spindles", lambda: cache.events(channel, view, bands["sigma"]))
    step("overview", lambda: overview_rows(cache.night, view))
    return rows


def main() -> None:
    """Measure every shape."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=list(SHAPES), help="some of the shapes")
    parser.add_argument("--most", type=float, default=12, help="GB that a process may address")
    parser.add_argument("--file", type=Path, help="measure this file, in this process")
    options = parser.parse_args()
    if options.file:
        limit = int(options.most * 2**30)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        print(json.dumps(measure(options.file)))
        return
    print("| recording | step | s | peak MB | refused |\n|---|---|---|---|---|")
    with TemporaryDirectory() as folder:
        for name in options.only:
            path = Path(folder) / "long.edf"
            write_sparse_edf(path, *SHAPES[name])
            command = [sys.executable, "-m", "benchmarks.long", "--file", str(path)]
            command += ["--most", str(options.most)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                print(f"| {name} | ended with {done.returncode} | | | {done.stderr[-200:]!r} |")
                continue
            for step, seconds, peak, said in json.loads(done.stdout):
                print(f"| {name} | {step} | {seconds:.1f} | {peak:.0f} | {said} |", flush=True)


if __name__ == "__main__":
    main()
