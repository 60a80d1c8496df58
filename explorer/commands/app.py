"""``sleep-explorer app``: serve the explorer's page on this machine."""

import argparse
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path

import explorer
from explorer import first_start
from explorer.commands import waiting
from explorer.readers.folders import FILE_VARIABLE, FOLDERS_VARIABLE, HYPNOGRAM_VARIABLE
from explorer.readers.missing import no_such_file

_ADDRESS = "127.0.0.1"
_PORTS_TRIED = 50
_LONGEST_START = 120.0  # s
# glibc keeps what threads have freed: without these a kernel holds a third more than it uses. With
# limits below an array's size, pages that come and go take more time than an analysis itself.
_MEMORY = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_TRIM_THRESHOLD_": "4194304",
    "MALLOC_MMAP_THRESHOLD_": "4194304",
}
_SETTINGS = (
    "--Voila.ip=" + _ADDRESS,
    "--template=sleep",
    "--no-browser",
    "--VoilaConfiguration.preheat_kernel=True",  # the next page opens in 1.7 s in place of 4
    "--VoilaConfiguration.default_pool_size=1",
    "--VoilaKernelManager.fill_delay=3",  # s: the next is made ready once this page is painted
    "--MappingKernelManager.cull_idle_timeout=120",  # a closed tab leaves its kernel behind
    "--MappingKernelManager.cull_interval=30",
    "--MappingKernelManager.cull_connected=False",
)
# Server and kernel speak through files in a folder that nobody else of this machine may enter, not
# through ports that anybody may knock at. Their names may have but 104 characters on some systems.
_SHORT_NAMES = "/tmp"
_SOCKETS = ("--KernelManager.transport=ipc", f"--Voila.connection_dir_root={_SHORT_NAMES}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.add_argument("file", nargs="?", type=Path, help="recording to open; else a sample night")
    parser.add_argument(
        "--hypnogram",
        action="append",
        type=Path,
        help="scorer's file, enough without a recording; again for each further scorer",
    )
    parser.add_argument(
        "--port", type=int, default=8866, help="port (default: 8866, or the next free)"
    )
    parser.add_argument("--no-browser", action="store_true", help="only print the page's address")
    parser.add_argument(
        "--folder", action="append", type=Path, help="folder that the page may open files from"
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted; print the page's address once it answers."""
    environment = _MEMORY | os.environ
    folders = [Path.cwd(), *(arguments.folder or [])]
    scorers = [_existing(file) for file in arguments.hypnogram or ()]
    if arguments.file is not None or scorers:
        file = scorers[0] if arguments.file is None else _existing(arguments.file)
        # Refused here, in the terminal, rather than in the page.
        explorer.open_night(file, scorers or None)
        environment[FILE_VARIABLE] = str(file)
        environment[HYPNOGRAM_VARIABLE] = os.pathsep.join(map(str, scorers))
        folders += [file.parent for file in (file, *scorers)]
    environment[FOLDERS_VARIABLE] = os.pathsep.join(str(folder.resolve()) for folder in folders)
    port = free_port(arguments.port)
    if port != arguments.port:
        print(f"Port {arguments.port} is taken: serving on {port}.", flush=True)
    address = f"http://{_ADDRESS}:{port}/"
    shown = not arguments.no_browser
    if first_start.is_due():
        print("First start: what takes some seconds is done once.", flush=True)
        with waiting.page(_ADDRESS, port) as tell:
            if shown:
                _show(address)
                shown = False
            _prepare(tell)
    with _served(port, environment) as server:
        _wait_until_answering(server, address)
        print(f"Sleep Architecture Explorer: {address}", flush=True)
        print("Stop it with Ctrl+C.", flush=True)
        if shown:
            _show(address)
        return server.wait()


def _prepare(tell: Callable[[str], None]) -> None:
    """Do what is done once; what fails is said, and left to the page."""

    def say(words: str) -> None:
        print(f"  {words}", flush=True)
        tell(words)

    try:
        first_start.prepare(say)
    except ValueError as error:
        say(f"{error}; the page tries by itself")


def _show(address: str) -> None:
    with contextlib.suppress(webbrowser.Error):
        webbrowser.open(address)


def _existing(file: Path) -> Path:
    if not file.is_file():
        raise ValueError(no_such_file(file))
    return file.resolve()


def notebook() -> Path:
    """Return the page's notebook: beside the package in a checkout, inside it when installed."""
    package = Path(explorer.__file__).parent
    places = (package.parent / "notebooks" / "explorer.ipynb", package / "pages" / "explorer.ipynb")
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise ValueError(f"the page's notebook is missing; looked in {[str(p) for p in places]}")
    return found


def free_port(first: int) -> int:
    """Return this port, or the next that nobody listens on."""
    for port in range(first, first + _PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((_ADDRESS, port))
                return port
    raise ValueError(f"ports {first} to {first + _PORTS_TRIED - 1} are all taken; give --port")


@contextlib.contextmanager
def _served(port: int, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    voila = Path(sys.executable).with_name("voila")
    command = [str(voila) if voila.exists() else shutil.which("voila") or "voila"]
    command += [str(notebook()), f"--port={port}", *_SETTINGS]
    if os.name == "posix" and os.access(_SHORT_NAMES, os.W_OK):
        command += _SOCKETS
    if not sys.stderr.isatty():
        command.append("--Voila.log_level=ERROR")
    server = subprocess.Popen(command, env=environment, start_new_session=True)
    previous = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        yield server
    finally:
        signal.signal(signal.SIGTERM, previous)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)  # the server and its kernels
        try:
            server.wait(8)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)


def _wait_until_answering(server: subprocess.Popen[bytes], address: str) -> None:
    # A file of the server's own: touching the page would start a kernel.
    probe = address + "voila/static/voila.js"
    began = time.monotonic()
    while True:
        if server.poll() is not None:
            raise ValueError(f"the server stopped at once, with code {server.returncode}")
        try:
            urllib.request.urlopen(probe, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            if time.monotonic() - began > _LONGEST_START:
                raise ValueError(f"the server did not answer in {_LONGEST_START:g} s") from None
            time.sleep(0.05)
