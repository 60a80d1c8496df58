"""Real servers of the page, started as a person would: the app, Jupyter's, marimo."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
_LONGEST_START = 180.0  # s; this only ends what hangs, a busy machine takes long


@contextlib.contextmanager
def process(
    command: list[str], log: Path, standing: Path = ROOT, **environment: str
) -> Iterator[subprocess.Popen]:
    """Run a server in a process group of its own, and end the whole group."""
    with log.open("w") as out:
        server = subprocess.Popen(
            command,
            cwd=standing,
            env=os.environ | environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield server
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGTERM)
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(server.pid, signal.SIGKILL)
                server.wait()


@contextlib.contextmanager
def served_app(folder: Path, *arguments: str, standing: Path = ROOT) -> Iterator[str]:
    """Serve the page by the command that a person would type in a folder; give its address."""
    log = folder / "app.log"
    command = [str(BIN / "sleep-explorer"), "app", "--no-browser", "--port", str(free_port())]
    with process([*command, *arguments], log, standing) as server:
        began = time.monotonic()
        while True:
            found = re.search(r"Explorer: (http://\S+)", log.read_text())  # it is ready
            if found:
                break
            assert server.poll() is None, log.read_text()
            assert time.monotonic() - began < _LONGEST_START, log.read_text()
            time.sleep(0.1)
        yield found.group(1)


@contextlib.contextmanager
def served_lab(folder: Path, root: Path | None = None) -> Iterator[str]:
    """Serve JupyterLab on a copy of the notebooks, or on another folder; give its address.

    JupyterLab saves by itself what has been open for two minutes, outputs and all.
    """
    if root is None:
        root = folder / "served"
        shutil.copytree(ROOT / "notebooks", root / "notebooks")
    with _jupyter("jupyter-lab", folder, root) as address:
        yield address


@contextlib.contextmanager
def served_notebook(folder: Path) -> Iterator[str]:
    """Serve Notebook 7 on a folder; give its address."""
    with _jupyter("jupyter-notebook", folder, folder) as address:
        yield address


@contextlib.contextmanager
def served_marimo(script: Path) -> Iterator[str]:
    """Serve a marimo notebook as an app, which runs its cells; give its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    log = script.with_suffix(".log")
    command = [str(BIN / "marimo"), "--yes", "run", str(script), f"--port={port}", "--headless"]
    command += ["--host=127.0.0.1", "--no-token"]
    # What marimo writes of itself, and the look for a newer one, stay in a folder of the test.
    homes = ("XDG_CONFIG_HOME", "XDG_STATE_HOME")
    own = {name: str(script.parent / name.lower()) for name in homes}
    with process(command, log, MARIMO_SKIP_UPDATE_CHECK="1", **own) as server:
        wait_for(address, server, log)
        yield address


@contextlib.contextmanager
def served_by_jupyter(folder: Path, prefix: str) -> Iterator[str]:
    """Serve the page under a URL prefix, as a hub does; give the address of the prefix."""
    with _jupyter("jupyter-server", folder, ROOT, prefix, own=("CONFIG", "RUNTIME")) as address:
        yield address


@contextlib.contextmanager
def _jupyter(
    program: str,
    folder: Path,
    root: Path,
    prefix: str = "/",
    own: tuple[str, ...] = ("CONFIG", "DATA", "RUNTIME"),
) -> Iterator[str]:
    """Serve a root by a program of Jupyter, which writes of itself in a folder of the test."""
    port = free_port()
    address = f"http://127.0.0.1:{port}{prefix}"
    log = folder / f"{program}.log"
    command = [str(BIN / program), f"--port={port}", "--no-browser", "--ip=127.0.0.1"]
    command += ["--allow-root", "--IdentityProvider.token=", "--ServerApp.password="]
    command += [f"--ServerApp.base_url={prefix}", f"--ServerApp.root_dir={root}"]
    names = [f"JUPYTER_{one}_DIR" for one in own]
    settings = {name: str(folder / name.lower()) for name in names}
    with process(command, log, **settings) as server:
        wait_for(f"{address}api/status", server, log)
        yield address


def wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    """Wait until a server answers."""
    began = time.monotonic()
    while True:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address, timeout=5).close()
            return
        assert server.poll() is None, log.read_text()
        assert time.monotonic() - began < _LONGEST_START, log.read_text()
        time.sleep(0.1)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processes_below(word: str) -> list[psutil.Process]:
    """Find the processes that this one has started and whose command holds a word."""
    found = []
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):  # a browser's come and go
            if word in " ".join(child.cmdline()):
                found.append(child)
    return found
