"""What a cohort costs: nights a second at home and on a cluster, memory, and a worker lost.

Simulated hypnograms (a Markov chain with the published transitions of Metzner et al. 2021), one
file a night, measured with every metric of the table; with ``--eeg`` also an EDF file of one EEG at
64 Hz for each night (noise whose level follows the stages), measured for slow-wave and sigma
activity. Run ``python benchmarks/bench_cohort.py [--eeg] [--sizes 20 200 2000] [--workers 2]``.
"""

import argparse
import os
import shutil
import signal
import tempfile
import threading
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import psutil
import xarray as xr

from explorer.study.cohort import assemble, stream
from explorer.study.cohort_table import CohortTable, read_table

# From W, N1, N2, N3, REM to the same: 70,013 epochs of 30 s (Commun Biol 2021;4).
TRANSITIONS = np.array(
    [
        [11737, 571, 84, 2, 2],
        [281, 6697, 1661, 11, 59],
        [253, 1070, 26259, 505, 272],
        [49, 176, 279, 9630, 12],
        [57, 189, 84, 2, 10071],
    ]
)
EPOCHS = 960
NAMES = np.array(["W", "N1", "N2", "N3", "R"])
LEVELS = np.array([12.0, 10.0, 18.0, 40.0, 10.0])
"""SD of the EEG by stage, uV."""
FREQUENCY = 64
"""Hz"""


def write_eeg(path: Path, stages: np.ndarray, rng: np.random.Generator) -> None:
    """One EEG as loud as its stages, each sample .95 of the one before: most of it is slow."""
    import edfio
    from scipy.signal import lfilter

    level = np.repeat(LEVELS[stages], 30 * FREQUENCY).astype(np.float32)
    noise = rng.standard_normal(level.size, np.float32) * level * np.float32(np.sqrt(1 - 0.95**2))
    eeg = lfilter([1.0], [1.0, -0.95], noise)
    signal = edfio.EdfSignal(
        np.clip(eeg, -400, 400),
        sampling_frequency=FREQUENCY,
        label="EEG Fpz-Cz",
        physical_dimension="uV",
        physical_range=(-400, 400),
    )
    edfio.Edf([signal], data_record_duration=30).write(path)


def write_study(
    folder: Path, nights: int, rng: np.random.Generator, *, eeg: bool = False
) -> CohortTable:
    """Two simulated nights a person, as text files with a table beside them."""
    cumulative = np.cumsum(TRANSITIONS / TRANSITIONS.sum(1, keepdims=True), axis=1)
    lines = ["subject,condition,night,order,hypnogram,path"]
    for night in range(nights):
        stage, codes = 0, []
        for draw in rng.random(EPOCHS):
            stage = min(int(np.searchsorted(cumulative[stage], draw)), 4)
            codes.append(stage)
        name = f"night{night:06d}.txt"
        (folder / name).write_text("\n".join(NAMES[codes]) + "\n")
        recording = f"night{night:06d}.edf" if eeg else ""
        if eeg:
            write_eeg(folder / recording, np.array(codes), rng)
        condition = ("placebo", "drug")[night % 2]
        lines.append(
            f"P{night // 2},{condition},{night % 2 + 1},{night % 2 + 1},{name},{recording}"
        )
    (folder / "nights.csv").write_text("\n".join(lines) + "\n")
    return read_table(folder / "nights.csv")


class Watch:
    """The most memory that this process and its children had, and their processors' time."""

    def __init__(self) -> None:
        self.most = 0.0
        """MB, all processes together."""
        self.worker = 0.0
        """MB, the largest child alone."""
        self._cpu: dict[int, float] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._look()
        self._before = dict(self._cpu)
        self.most = self.worker = 0.0

    def _look(self) -> None:
        here = psutil.Process()
        sizes = {}
        for process in [here, *here.children(recursive=True)]:
            try:
                times = process.cpu_times()
                self._cpu[process.pid] = times.user + times.system
                sizes[process.pid] = process.memory_info().rss / 1e6
            except psutil.Error:
                continue
        self.most = max(self.most, sum(sizes.values()))
        self.worker = max([self.worker, *(mb for pid, mb in sizes.items() if pid != here.pid)])

    def _watch(self) -> None:
        while not self._stop.wait(0.1):
            self._look()

    @property
    def seconds(self) -> float:
        """Of processors, since this was made; a killed process counts up to its last sighting."""
        return sum(self._cpu.values()) - sum(self._before.values())

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *reason: object) -> None:
        self._stop.set()
        self._thread.join()
        self._look()


def run(table: CohortTable, client: object = None, store: Path | None = None, kill: int = 0):
    """Measure a whole table; kill one worker after the first results if asked."""
    begun = time.perf_counter()
    first: list[float] = []

    def watched():  # nothing is kept here, so that memory is the product's own
        for batch in stream(table, client=client, store=store):
            if not first:
                first.append(time.perf_counter() - begun)
                if kill:
                    os.kill(kill, signal.SIGKILL)
            yield batch

    with Watch() as watch:
        found = assemble(table, watched())
    return found, time.perf_counter() - begun, first[0], watch


RUNS = ("home", "zarr", "resume", "dask", "killed")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[20, 200, 2_000])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--eeg", action="store_true", help="one EEG for each night")
    parser.add_argument("--runs", nargs="+", choices=RUNS, default=list(RUNS))
    options = parser.parse_args()
    from distributed import Client, LocalCluster

    kind = "a hypnogram and one EEG" if options.eeg else "a hypnogram"
    print(f"{kind} a night, {EPOCHS} epochs; {options.workers} worker processes of one thread\n")
    print("| nights | where | s | ms a night | processor ms a night | first result, s "
          "| peak MB, all | peak MB a worker | done | same |")  # fmt: skip
    print("|---" * 10 + "|")
    reference: list[xr.Dataset] = []

    def say(nights: int, where: str, answer: tuple) -> None:
        found, seconds, first, watch = answer
        reference.append(found)
        same = found.equals(reference[0])
        done = int((found.status == "done").sum())
        print(
            f"| {nights} | {where} | {seconds:.2f} | {1_000 * seconds / nights:.1f} "
            f"| {1_000 * watch.seconds / nights:.1f} | {first:.2f} | {watch.most:.0f} "
            f"| {watch.worker:.0f} | {done} | {'yes' if same else 'NO'} |",
            flush=True,
        )

    with tempfile.TemporaryDirectory() as folder:
        warm = Path(folder) / "warm"
        warm.mkdir()
        run(write_study(warm, 8, np.random.default_rng(0), eeg=options.eeg))  # compiles, imports
        for nights in options.sizes:
            here = Path(folder) / str(nights)
            here.mkdir()
            table = write_study(here, nights, np.random.default_rng(nights), eeg=options.eeg)
            reference.clear()
            if "home" in options.runs:
                say(nights, "threads of one process", run(table))
            if "zarr" in options.runs:
                say(nights, "the same, into Zarr", run(table, store=here / "store"))
            if "resume" in options.runs:
                say(nights, "resumed, all in the store", run(table, store=here / "store"))
            if {"dask", "killed"} & set(options.runs):
                cluster = LocalCluster(
                    n_workers=options.workers,
                    threads_per_worker=1,
                    dashboard_address=None,
                    silence_logs=50,
                )
                with cluster, Client(cluster) as client:
                    run(read_table(warm / "nights.csv"), client)  # workers import too
                    if "dask" in options.runs:
                        say(nights, "Dask", run(table, client))
                    if "killed" in options.runs:
                        victim = next(iter(client.run(os.getpid).values()))
                        say(nights, "Dask, one worker killed", run(table, client, kill=victim))
            shutil.rmtree(here)


if __name__ == "__main__":
    main()
