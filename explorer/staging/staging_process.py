"""The stager in a process of its own: it can be cancelled, and its memory goes with it.

``python -m explorer.staging.staging_process FOLDER`` reads what `stage_in_process` put there.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from explorer.dsp.chunked_samples import Samples
from explorer.night.chunked_channel import in_parts
from explorer.night.night import Night
from explorer.scoring.combine_scorers import Staging
from explorer.staging.channel_choice import ChannelChoice
from explorer.staging.yasa_model import Progress, Staged, check, laid_on, stage_samples

_RATES, _RESULT = "rates.json", "staged.npz"
_SAYS = "stager: "  # how a line of progress begins


class CancelledError(Exception):
    """Somebody asked to stop."""


def stage_in_process(
    night: Night, choice: ChannelChoice, *, progress: Progress, cancel: threading.Event
) -> Staging:
    """Stage a night as `explorer.staging.yasa_model.stage` does, in a process of its own.

    Parameters
    ----------
    night : Night
        See there.
    choice : Choice
        Channels.
    progress : callable of str
        Told in words what is being done.
    cancel : threading.Event
        Set it to stop.

    Returns
    -------
    Staging

    Raises
    ------
    ValueError
        As there, or if the process ended without an answer.
    CancelledError
        If `cancel` was set.
    """
    check(night, choice)
    with TemporaryDirectory(prefix="staging-") as name:
        folder = Path(name)
        rates = {}
        for kind, channel in choice.by_kind.items():
            progress(f"reading {channel}")
            rates[kind] = night.channels[channel].sampling_frequency
            _write(in_parts(night, channel, night.first_onset), folder / f"{kind}.npy", cancel)
        (folder / _RATES).write_text(json.dumps(rates))
        command = [sys.executable, "-m", __name__, str(folder)]
        with (folder / "errors").open("w") as errors, _running(command, errors, cancel) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if line.startswith(_SAYS):
                    progress(line.removeprefix(_SAYS).strip())
            code = process.wait()
        if cancel.is_set():
            raise CancelledError
        if code:
            last = (folder / "errors").read_text().strip().splitlines()[-1:]
            raise ValueError(f"The stager stopped with code {code}: {' '.join(last)}".rstrip(": "))
        with np.load(folder / _RESULT) as found:
            staged = Staged(found["codes"], found["belief"], found["gaps"], str(found["version"]))
    return laid_on(night, choice, staged)


def _write(samples: Samples, path: Path, cancel: threading.Event) -> None:
    """Write what `numpy.load` reads; a long channel is never held as a whole."""
    with path.open("wb") as file:
        about = {"descr": "<f4", "fortran_order": False, "shape": (samples.size,)}
        np.lib.format.write_array_header_1_0(file, about)
        for first, last in samples.parts():
            if cancel.is_set():
                raise CancelledError
            file.write(samples.read(first, last).astype("<f4").tobytes())
    if cancel.is_set():
        raise CancelledError


@contextmanager
def _running(
    command: list[str], errors: object, cancel: threading.Event
) -> Iterator["subprocess.Popen[str]"]:
    """Run a process that ends when `cancel` is set, and in any case with this block."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)  # type: ignore[call-overload]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.1):
            if cancel.is_set():
                process.kill()
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield process
    finally:
        over.set()
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
        watcher.join()


def main(folder: Path) -> None:
    """Stage what lies in the folder, and put there what came of it."""
    rates = json.loads((folder / _RATES).read_text())
    samples = {kind: (np.load(folder / f"{kind}.npy"), rate) for kind, rate in rates.items()}

    def say(words: str) -> None:
        sys.stdout.write(f"{_SAYS}{words}\n")
        sys.stdout.flush()

    staged = stage_samples(samples, say)
    np.savez(
        folder / _RESULT,
        codes=staged.codes,
        belief=staged.belief,
        gaps=staged.gaps,
        version=np.array(staged.version),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
