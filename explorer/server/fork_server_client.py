"""The server's hold on its fork server: a warm process, asked for kernels one after the other."""

import asyncio
import contextlib
import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

_ROOM = " " * 500  # for the words that `ps` lists a kernel under
_KEEP_ORPHANS, _KEEPS_ORPHANS = 36, 37  # PR_SET_CHILD_SUBREAPER and PR_GET_ of Linux


class NotForkedError(Exception):
    """No kernel came of it, and none will. What it says is empty where it was said before."""


class WarmingUpError(NotForkedError):
    """None yet."""


class ForkedKernel:
    """What `subprocess.Popen` is for a child that was started: the provisioner's hold on a kernel.

    Parameters
    ----------
    pid : int
        Of a child of this process.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return its exit code, or None while it runs."""
        return self._reap(os.WNOHANG)

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended, and return its exit code."""
        until = None if timeout is None else time.monotonic() + timeout
        while (code := self._reap(0 if until is None else os.WNOHANG)) is None:
            if until is not None and time.monotonic() >= until:
                raise subprocess.TimeoutExpired("kernel", timeout or 0.0)
            time.sleep(0.01)
        return code

    def _reap(self, how: int) -> int | None:
        if self.returncode is None:
            try:
                ended, status = os.waitpid(self.pid, how)
            except ChildProcessError:  # somebody else has reaped it
                self.returncode = 0
            else:
                if ended:
                    self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Signal the kernel alone; its group is signalled by the provisioner."""
        if self.poll() is None:  # until it is reaped, nobody else has its number
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class ForkServerClient:
    """A process that kernels are forked off. It ends with this one.

    They speak through a pair of sockets, which nobody else can reach, and each kernel has a pair of
    its own: what a visitor brings never lies in memory that the next visitor's kernel is a copy of.

    Parameters
    ----------
    preload : str
        Module whose ``load`` and ``build`` make it warm.
    folder : str
        In which it works.
    """

    def __init__(self, preload: str, folder: str) -> None:
        self._control, theirs = socket.socketpair()
        with theirs, _orphans_kept():
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-P", "-m", "explorer.server.fork_server"),
                    *(str(theirs.fileno()), preload, _ROOM),
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                cwd=folder,
            )
        self._control.setblocking(False)
        self.began = time.monotonic()
        self._told = ""

    @property
    def lives(self) -> bool:
        """Whether it can still be asked."""
        return self.process.poll() is None

    @property
    def ready(self) -> bool:
        """Whether it has said that it is warm."""
        return self._hear().startswith("+")

    @property
    def end_said(self) -> str:
        """How it ended, in words."""
        told = self._hear().rpartition("!")[2].strip()
        return told.removeprefix("+") or f"it ended with code {self.process.poll()}"

    def _hear(self) -> str:
        with contextlib.suppress(OSError):
            self._told += self._control.recv(4096).decode(errors="replace")
        return self._told

    def end(self) -> None:
        """End it; its kernels go on."""
        self.process.kill()
        self.process.wait()
        self._control.close()

    async def fork(self, request: dict[str, Any], patience: float) -> ForkedKernel:
        """Have a kernel forked, and wait until it listens.

        Parameters
        ----------
        request : dict
            ``arguments``, ``environment`` and ``folder`` of the kernel, told to nobody else.
        patience : float
            s that either step may take.

        Raises
        ------
        NotForkedError
            If it ended before it had begun.
        TimeoutError
            If nothing was heard for so long. What comes after that ends before it has begun: no
            kernel given up on ever runs beside another on its ports.
        """
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with ours:
            with _orphans_kept():
                with theirs:
                    socket.send_fds(self._control, [b"."], [theirs.fileno()])
                pid, _, parent = (await _heard(ours, patience)).decode().partition(" ")
            if int(parent) != os.getpid():
                raise NotForkedError("the system gives its child to another process")
            kernel = ForkedKernel(int(pid))
            try:
                line = json.dumps(request).encode() + b"\n"
                await asyncio.get_running_loop().sock_sendall(ours, line)
                await _heard(ours, patience)
            except BaseException:
                kernel.kill()
                kernel.wait()
                raise
            return kernel


async def _heard(connection: socket.socket, patience: float) -> bytes:
    receiving = asyncio.get_running_loop().sock_recv(connection, 64)
    heard = await asyncio.wait_for(receiving, patience)
    if not heard:
        raise NotForkedError
    return heard


@contextlib.contextmanager
def _orphans_kept() -> Iterator[None]:
    """Take in the orphans of this process's children: so a kernel becomes a child of its own."""
    control, kept = ctypes.CDLL(None, use_errno=True).prctl, ctypes.c_int()
    if control(_KEEPS_ORPHANS, ctypes.byref(kept)) or control(_KEEP_ORPHANS, ctypes.c_ulong(1)):
        raise OSError(ctypes.get_errno(), "the system gives its orphans to nobody")
    try:
        yield
    finally:
        control(_KEEP_ORPHANS, ctypes.c_ulong(kept.value))
