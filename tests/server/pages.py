"""A server of pages as ``sleep-explorer app`` starts it, and what its kernels do."""

import contextlib
import re
import secrets
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from email.message import Message
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import psutil
from nbformat.v4 import new_code_cell, new_notebook

from explorer.cli.app import _MEMORY, _SETTINGS, notebook
from tests.browser.serving import free_port, process, wait_for

_PYTHON = {"display_name": "Python 3", "language": "python", "name": "python3"}
LONGEST = 180.0  # s, for what a busy machine takes long for


class Pages:
    """A server that serves: its address, its kernels, and what it answers."""

    def __init__(self, address: str, server: psutil.Process, log: Path) -> None:
        self.address, self.server, self.log = address, server, log

    def kernels(self) -> list[psutil.Process]:
        """Return the processes of its kernels."""
        return [one for one in self.server.children() if "ipykernel_launcher" in command_of(one)]

    def wait_for_kernels(self, count: int, than: list[psutil.Process] = ()) -> None:
        """Wait until there are so many kernels, none of them one of those named."""
        wait_until(lambda: len(found := self.kernels()) == count and not {*found} & {*than})

    def get(self, path: str = "", **headers: str) -> tuple[int, Message, str]:
        """Ask for a page as a program does; give its status, headers and text."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.address + path, headers=named)
        try:
            with urllib.request.urlopen(request, timeout=LONGEST) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read().decode()

    def leave(self, page: str) -> None:
        """Say that a page goes, as one that is loaded again does; wait for no answer."""
        place = urlsplit(self.address)
        lines = [
            f"POST {place.path}voila/api/shutdown/{kernel_of(page)} HTTP/1.1",
            f"Host: {place.netloc}",
            "Cookie: _xsrf=left",
            "X-XSRFToken: left",
            "Content-Length: 0",
        ]
        with socket.create_connection((place.hostname, place.port)) as visitor:
            visitor.sendall("\r\n".join([*lines, "", ""]).encode())

    def kernel_lives(self, page: str) -> bool:
        """Say whether the kernel that a page names is one of the server's, and runs."""
        kernel = kernel_of(page)
        return self.get(f"api/kernels/{kernel}")[0] == 200 and any(
            kernel in command_of(one) for one in self.kernels()
        )


@contextlib.contextmanager
def served_pages(
    folder: Path, *settings: str, page: Path | None = None, **environment: str
) -> Iterator[Pages]:
    """Serve the page with these settings in place of the command's."""
    port = free_port()
    address, log = f"http://127.0.0.1:{port}/", folder / f"pages-{secrets.token_hex(4)}.log"
    command = [sys.executable, "-P", "-m", "explorer.server", str(page or notebook())]
    command += [f"--port={port}", *_SETTINGS, *settings]
    with process(command, log, **(_MEMORY | environment)) as server:
        wait_for(f"{address}voila/static/voila.js", server, log)
        yield Pages(address, psutil.Process(server.pid), log)


def write_notebook(path: Path, source: str) -> Path:
    """Write a notebook of one cell, to be served in place of the page."""
    book = new_notebook(cells=[new_code_cell(source, id="0")], metadata={"kernelspec": _PYTHON})
    nbformat.write(book, path)
    return path


def kernel_of(page: str) -> str:
    """Return the name of the kernel that a page belongs to."""
    found = re.search(r'"kernelId": ?"([\w-]+)"', page)
    assert found, page[-2000:]
    return found[1]


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait until this holds."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < LONGEST
        time.sleep(0.1)


def command_of(process: psutil.Process) -> str:
    """Return the command of a process; nothing of one that is gone since it was found."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


def is_dead(process: psutil.Process) -> bool:
    """Say whether nothing of a process runs any more."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def kill(kernels: list[psutil.Process]) -> None:
    """Kill these as a machine without memory would, and wait until they are dead."""
    for kernel in kernels:
        kernel.send_signal(signal.SIGKILL)
    for kernel in kernels:
        wait_until(lambda kernel=kernel: is_dead(kernel))
