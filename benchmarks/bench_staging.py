"""Staging a night of 8 hours: YASA alone beside ours, its model in a process of its own.

Both read the same EDF. ``python -m benchmarks.bench_staging FILE CHANNEL ...`` is YASA alone in a
process of its own, as `explorer.staging.staging_process` is ours.
"""

import os
import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its threads would spin beside ours

import numpy as np

from benchmarks.report import Row, take_turns
from explorer.datasets.sample_night import sample_night
from explorer.io import open_night
from explorer.io.write import write_edf
from explorer.staging.channel_choice import propose
from explorer.staging.staging_process import stage_in_process
from explorer.staging.yasa_model import stage
from explorer.vocabulary.stages import Stage

_REPEATS = 2  # each takes seconds
_KINDS = ("eeg", "eog", "emg")


def by_yasa(path: str, channels: list[str]) -> list[str]:
    """Stage as YASA's documentation does: MNE reads the file, YASA resamples and predicts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the versions that the model was pickled with
        import mne
        import yasa

        raw = mne.io.read_raw_edf(path, include=channels, preload=True, verbose="error")
        names = {f"{kind}_name": name for kind, name in zip(_KINDS, channels, strict=False)}
        return list(yasa.SleepStaging(raw, **names).predict().hypno)


def rows() -> Iterator[Row]:
    """Yield each way of staging with YASA's time and ours, and how many epochs are alike."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(write_edf(sample_night(), Path(folder) / "night.edf"))
        night = open_night(path)
        choice = propose(night)
        channels = list(choice.names)

        def ours_apart() -> np.ndarray:
            found = stage_in_process(
                night, choice, progress=lambda _: None, cancel=threading.Event()
            )
            return np.asarray(found.hypnogram.values)

        def ours_here() -> np.ndarray:
            return np.asarray(stage(night, choice).hypnogram.values)

        def theirs_apart() -> object:
            command = [sys.executable, "-m", "benchmarks.bench_staging", path, *channels]
            return subprocess.run(command, check=True, capture_output=True)

        theirs = np.array(
            [Stage.W if name == "WAKE" else Stage[name] for name in by_yasa(path, channels)]
        )
        for work, ours, peer in (
            ("in this process", ours_here, lambda: by_yasa(path, channels)),
            ("in a process of its own", ours_apart, theirs_apart),
        ):
            found = ours()[: theirs.size]
            times = take_turns({"YASA": peer, "ours": ours}, _REPEATS)
            alike = f"{(found == theirs).sum()} of {theirs.size} epochs alike"
            yield f"staging {work}: {alike}", "YASA", times["YASA"], times["ours"]


if __name__ == "__main__":
    by_yasa(sys.argv[1], sys.argv[2:])
