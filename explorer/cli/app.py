"""``sleep-explorer app``: serve the explorer's page on this machine."""

import argparse
import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import explorer
from explorer import first_start
from explorer.cli import waiting
from explorer.cli.reading_arguments import (
    add_reading,
    file_argument,
    reading_options,
    refuse_unused_choice,
)
from explorer.datasets.open_hosts import HOSTS
from explorer.server.claimed_port import claimed_port
from explorer.server.kernel_forker import FORK_PROVISIONER, can_fork
from explorer.server.kernel_memory import room_for
from explorer.server.listening import CAN_HAND_OVER, handed_over, listen_at
from explorer.server.start import apart_from_here, redirecting_file
from explorer.storage.far.urls import Address, is_address, local_path, read_address
from explorer.storage.settings import (
    FILE_VARIABLE,
    FOLDERS_VARIABLE,
    HOSTS_VARIABLE,
    HYPNOGRAM_VARIABLE,
    NIGHT_VARIABLE,
    NO_FORK_VARIABLE,
    OWN_FOLDERS_VARIABLE,
    STAGES_VARIABLE,
    SUBJECT_VARIABLE,
    TOKEN_VARIABLE,
    UNITS_VARIABLE,
    read_settings,
)
from explorer.storage.suggest_path import suggest_path
from explorer.vocabulary.counts import listed

_ADDRESS = "127.0.0.1"
_FORBIDDEN = 403
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
    "--VoilaConfiguration.allow_theme_override=NO",  # an address chooses a view, and nothing else
    "--VoilaConfiguration.allow_template_override=NO",
    "--VoilaConfiguration.multi_kernel_manager_class=explorer.server.page_kernels.PageKernels",
    "--KernelRestarter.time_to_dead=1",  # s between looks whether a kernel has died
    "--MappingKernelManager.cull_idle_timeout=120",  # a page that could not say that it goes
    "--MappingKernelManager.cull_interval=30",
    "--MappingKernelManager.cull_connected=False",
)
_FORKED = (f"--KernelProvisionerFactory.default_provisioner_name={FORK_PROVISIONER}",)
# Server and kernel speak through files in a folder that nobody else of this machine may enter, not
# through ports that anybody may knock at. Their names may have but 104 characters on some systems.
_SHORT_NAMES = "/tmp"
_DRIVES = ("/media", "/run/media", "/mnt", "/Volumes")
_SOCKETS = ("--KernelManager.transport=ipc",)
_OPEN_TO_ALL = (
    "Without a token, every account of this machine reaches this page, reads the files of its "
    "folders and scores in your name."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.add_argument(
        "file",
        nargs="?",
        type=file_argument,
        help="recording to open, an address too; else a sample night",
    )
    parser.add_argument(
        "--hypnogram",
        action="append",
        type=file_argument,
        help="scorer's file, enough without a recording; again for each further scorer",
    )
    add_reading(parser)
    parser.add_argument(
        "--port", type=int, default=8866, help="port (default: 8866, or the next free)"
    )
    parser.add_argument("--no-browser", action="store_true", help="only print the page's address")
    parser.add_argument(
        "--no-token",
        action="store_true",
        help="leave the token out of the address: any account of this machine reaches the page",
    )
    parser.add_argument(
        "--no-fork",
        action="store_true",
        help="start each page's kernel by itself; on Linux they are forked off one process, so "
        "that a class that comes at once need not wait, and takes a fifth of the memory",
    )
    parser.add_argument(
        "--folder",
        action="append",
        type=Path,
        help="folder that the page may open files from, with the working folder alone, or with "
        f"those in {FOLDERS_VARIABLE}; without either the home folder and drives are open too",
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted; print the page's address once it answers."""
    room_for(())  # what is wrong with its settings is said here
    environment = _MEMORY | os.environ
    if arguments.no_fork:
        environment[NO_FORK_VARIABLE] = "1"
    forked = can_fork() and not arguments.no_fork
    named = read_settings().folders
    folders = [*(named or (Path.cwd(),)), *(arguments.folder or [])]
    scorers = [_existing(file) for file in arguments.hypnogram or ()]
    if any(isinstance(one, Address) for one in scorers):
        raise ValueError(
            "--hypnogram is a file of this machine; open the two addresses on the page"
        )
    if HOSTS_VARIABLE not in os.environ and not arguments.no_token:
        environment[HOSTS_VARIABLE] = ",".join(HOSTS)
    if arguments.file is not None or scorers:
        file = scorers[0] if arguments.file is None else _existing(arguments.file)
        # Refused here, in the terminal, rather than in the page.
        night = explorer.open_night(file, scorers or None, **reading_options(arguments))
        refuse_unused_choice(arguments, night.account)
        environment[STAGES_VARIABLE] = arguments.stages or ""
        environment[SUBJECT_VARIABLE] = arguments.subject or ""
        environment[NIGHT_VARIABLE] = arguments.night or ""
        environment[UNITS_VARIABLE] = arguments.units or ""
        environment[FILE_VARIABLE] = str.__str__(file) if is_address(file) else str(file)
        environment[HYPNOGRAM_VARIABLE] = os.pathsep.join(map(str, scorers))
        folders += [one.parent for one in (file, *scorers) if isinstance(one, Path)]
    elif unused := reading_options(arguments):
        raise ValueError(
            f"--{next(iter(unused))} is about a recording, and none is given: name it, or leave "
            f"--{next(iter(unused))} out"
        )
    environment[FOLDERS_VARIABLE] = _joined(folders)
    # One's own machine, and nobody else has the address: what one may read oneself.
    own = () if arguments.no_token or arguments.folder or named else own_folders()
    if OWN_FOLDERS_VARIABLE not in os.environ:
        environment[OWN_FOLDERS_VARIABLE] = _joined(own)
    with claimed_port(_ADDRESS, arguments.port) as port:
        if port != arguments.port:
            print(f"Port {arguments.port} is taken: serving on {port}.", flush=True)
        return _serve(arguments, port, environment, forked=forked)


def _serve(
    arguments: argparse.Namespace, port: int, environment: dict[str, str], *, forked: bool
) -> int:
    """Serve until interrupted."""
    # In the path: a cookie would be sent to every other port of this machine, whoever serves there.
    token = "" if arguments.no_token else secrets.token_hex(16)
    environment[TOKEN_VARIABLE] = token
    address = f"http://{_ADDRESS}:{port}/" + (f"{token}/" if token else "")
    shown = not arguments.no_browser
    with _own_folder() as folder, listen_at(_ADDRESS, port) as listening:
        opened = redirecting_file(folder, address) if token else address
        if first_start.is_due():
            print(
                f"First start: some things are done once, in a minute or a few. {address} says how "
                "far they are, and is the page then.",
                flush=True,
            )
            with waiting.page(listening, token) as tell:
                if shown:
                    _show(opened)
                    shown = False
                _prepare(tell)
        # Whoever asks before the server has loaded waits in the socket's queue.
        if not CAN_HAND_OVER:
            listening.close()
        with _served(port, environment, folder, listening, forked=forked) as server:
            listening.close()  # the server's own stays: once that ends, nobody answers
            _wait_until_answering(server, address)
            print(f"Sleep Architecture Explorer: {address}", flush=True)
            if not token:
                print(_OPEN_TO_ALL, flush=True)
            print("Stop it with Ctrl+C.", flush=True)
            if shown:
                _show(opened)
            return server.wait()


def own_folders() -> tuple[Path, ...]:
    """Folders of a person's own machine: home, and where drives stand that were put in."""
    return tuple(
        folder for folder in (Path.home(), *map(Path, _DRIVES)) if os.access(folder, os.R_OK)
    )


def _joined(folders: Iterable[Path]) -> str:
    return os.pathsep.join(str(folder.resolve()) for folder in folders)


@contextlib.contextmanager
def _own_folder() -> Iterator[Path]:
    """Make the folder in which the server works: new, empty, and nobody else's."""
    short = os.name == "posix" and os.access(_SHORT_NAMES, os.W_OK)
    with tempfile.TemporaryDirectory(
        prefix="sleep-", dir=_SHORT_NAMES if short else None, ignore_cleanup_errors=True
    ) as made:
        yield Path(made)


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


def _existing(file: Path) -> Path | Address:
    if is_address(file):
        address = read_address(file)
        return local_path(address) or address
    if not file.is_file():
        raise ValueError(suggest_path(file))
    return file.resolve()


def notebook() -> Path:
    """Return the page's notebook: beside the package in a checkout, inside it when installed."""
    package = Path(explorer.__file__).parent
    places = (package.parent / "notebooks" / "explorer.ipynb", package / "pages" / "explorer.ipynb")
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise ValueError(f"the page's notebook is missing; looked in {listed(places)}")
    return found


@contextlib.contextmanager
def _served(
    port: int,
    environment: dict[str, str],
    folder: Path,
    listening: socket.socket,
    *,
    forked: bool,
) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-P", "-m", "explorer.server", str(notebook().resolve())]
    command += [f"--port={port}", *_SETTINGS, f"--Voila.connection_dir_root={folder}"]
    if os.name == "posix" and folder.parent == Path(_SHORT_NAMES):
        command += _SOCKETS
    if forked:
        command += _FORKED
    if not sys.stderr.isatty():
        command.append("--Voila.log_level=ERROR")
    said, kept = handed_over(listening)
    server = subprocess.Popen(
        command,
        env=apart_from_here(environment) | said,
        cwd=folder,
        start_new_session=True,
        pass_fds=kept,
    )
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
        except urllib.error.HTTPError as error:
            if error.code != _FORBIDDEN:
                return
            time.sleep(0.05)  # another server's answer: this one finds its port taken, and ends
        except OSError:
            if time.monotonic() - began > _LONGEST_START:
                raise ValueError(f"the server did not answer in {_LONGEST_START:g} s") from None
            time.sleep(0.05)
