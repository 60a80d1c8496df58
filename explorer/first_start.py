"""What a first start has to do once: compile the loops, make the sample night, load the server.

Each step is a process of its own, and they run at the same time: one after the other in the page's
kernel they take twice as long, and nobody would be told.
"""

import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from zlib import crc32

import explorer

if TYPE_CHECKING:
    from explorer.night.night import Night

# What is told of each step, and the function here that does it.
STEPS: MappingProxyType[str, str] = MappingProxyType(
    {
        "the sample night is made": "make_sample_night",
        "the loops of the analysis are compiled": "compile_loops",
        "the server is loaded": "load_server",
    }
)
_SERVED_BY = ("voila.app", "voila.handler", "jupyter_server.serverapp", "ipykernel.ipkernel")
_RATE = 256.0  # Hz, of the sample night: a loop is compiled for kinds of array, not for numbers
_EPOCHS = 40


def is_due() -> bool:
    """Say whether this installation has yet to be made ready."""
    return not any(place.is_file() for place in _marks())


def prepare(say: Callable[[str], None] = print) -> None:
    """Do every step at once, and remember it.

    Parameters
    ----------
    say : callable of str
        Told of every step that has ended, with how many there are.

    Raises
    ------
    ValueError
        If a step failed; names it, with the last words it had.
    """
    call = "from explorer import first_start; first_start.{}()"
    # "-P": a file of somebody's in the folder where this was typed is no module of ours.
    # What is imported here is kept compiled even where the shell forbids it: every page imports it.
    kept = os.environ | {"PYTHONDONTWRITEBYTECODE": ""}
    running = {
        told: subprocess.Popen(
            [sys.executable, "-P", "-c", call.format(function)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env=kept,
        )
        for told, function in STEPS.items()
    }
    try:
        ended = 0
        while running:
            for told, process in list(running.items()):
                with suppress(subprocess.TimeoutExpired):
                    _, words = process.communicate(timeout=0.05)
                    del running[told]
                    if process.returncode:
                        last = (words.strip().splitlines() or ["it said nothing"])[-1]
                        raise ValueError(f"the first start failed before {told}: {last}")
                    ended += 1
                    say(f"{ended} of {len(STEPS)}: {told}")
    finally:
        for process in running.values():
            process.kill()
            process.communicate()
    _remember()


# ---- the steps, each called in a process of its own ---------------------------------------------


def make_sample_night() -> None:
    """Simulate the sample night, with the loops that takes, and keep it."""
    from explorer.datasets.sample_night import sample_night

    sample_night()


def compile_loops() -> None:
    """Compile what the page runs on a night, by making it on a short one."""
    from explorer.app.shell import Explorer
    from explorer.vocabulary.bands import BANDS

    page = Explorer(_short_night())
    page.analyser.wait()
    page.overviewer.wait()
    for band in BANDS:  # each kind of event has loops of its own
        page.state.band = band
        if page.signal.worker is not None:
            page.signal.worker.wait()


def load_server() -> None:
    """Import what serves the page, so that Python keeps it compiled."""
    for module in _SERVED_BY:
        import_module(module)


def _short_night() -> "Night":
    """Give noise with slow waves and bursts of sigma in it, so that there are events to work on."""
    import numpy as np

    from explorer.night.hypnogram import make_hypnogram
    from explorer.night.night import Night
    from explorer.night.schema import make_signals, rate_name

    time = np.arange(int(_EPOCHS * 30 * _RATE)) / _RATE
    rng = np.random.default_rng(1)
    bursts = 25 * np.sin(2 * np.pi * 13 * time) * (time % 7 < 1)
    waves = 80 * np.sin(2 * np.pi * 0.9 * time) * (time % 11 < 5)
    names = ["F4-M1", "C4-M1", "EOG"]
    samples = (bursts + waves + 8 * rng.standard_normal((3, time.size))).astype(np.float32)
    signals = make_signals(samples, _RATE, names, ["EEG", "EEG", "EOG"], ["uV"] * 3)
    stages = make_hypnogram(["W", "N1", "N2", "N3", "N2", "REM", "N2", "N3"] * (_EPOCHS // 8))
    return Night.make({rate_name(_RATE): signals}, {"nobody": stages}, simulated=True)


# ---- whether it was done ------------------------------------------------------------------------


def _marks() -> list[Path]:
    """Where it may be written down: beside the loops that numba keeps, or among temporary files."""
    package = Path(__file__).parent
    compiler = f"py{platform.python_version()}-numba{version('numba')}"
    name = f"ready-{explorer.__version__}-{compiler}"
    beside = Path(os.environ.get("NUMBA_CACHE_DIR") or package / "__pycache__") / name
    elsewhere = f"sleep-explorer-{crc32(os.fsencode(package)):08x}-{name}"
    return [beside, Path(tempfile.gettempdir()) / elsewhere]


def _remember() -> None:
    for place in _marks():
        with suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch()
            return
