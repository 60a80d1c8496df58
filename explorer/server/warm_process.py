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
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import explorer
from explorer.storage.settings import read_settings

FORK_PROVISIONER = "sleep-explorer-fork"
"""By what name Jupyter knows the provisioner that forks."""

PRELOAD = "explorer.server.page_preload"
_ROOM = " " * 500  # for the words that `ps` lists a kernel under
_LONGEST_STEP = 15.0  # s that a warm process may take to fork, and a kernel to listen
# s that a kernel waits for the warm process to become one: a start of its own does the same work
# from the beginning.
_LONGEST_WAIT = 60.0
_LONGEST_WARM_UP = 300.0  # s
_MOST_LOST = 3  # warm processes that may end by themselves
_LOOK = 2.0  # s between looks at the files
_KEEP_ORPHANS, _KEEPS_ORPHANS = 36, 37  # PR_SET_CHILD_SUBREAPER and PR_GET_ of Linux


def can_fork() -> bool:
    """Say whether kernels are forked here: macOS's own libraries do not bear it, Windows has none.

    Raises
    ------
    ValueError
        If an environment variable is none of what it may be.
    """
    return sys.platform == "linux" and not read_settings().no_fork


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


class WarmProcess:
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


class ForkServer:
    """Has kernels forked, each once the one before listens, and keeps the warm process up to date.

    Of thirty who come at once half are then served in half the time: all at once they would all be
    ready last. A warm process that ends is followed by another, one that hangs by none.

    Parameters
    ----------
    preload : str
        See `WarmProcess`.
    patience : float
        s after which a warm process that says nothing hangs.
    """

    def __init__(self, preload: str = PRELOAD, patience: float = _LONGEST_STEP) -> None:
        self.preload, self.patience = preload, patience
        self.gives_up = False
        """Whether kernels are started from now on."""
        self.warm: WarmProcess | None = None
        self._turn = asyncio.Lock()
        self._lost = 0
        self._said: set[str] = set()
        self._files: object = None
        self._looked = 0.0

    @property
    def forks(self) -> bool:
        """Whether the next kernel shares the memory of a warm process."""
        return not self.gives_up and self.warm is not None and self.warm.ready

    @property
    def warms_up(self) -> bool:
        """Whether it will before long."""
        return self.warm is not None and self.warm.lives and not self.forks

    async def fork(self, request: dict[str, Any]) -> ForkedKernel:
        """Have a kernel forked: see `WarmProcess.fork`.

        Raises
        ------
        NotForkedError
            If it is to be started instead; says why, once for each reason.
        """
        async with self._turn:
            if self.gives_up:
                raise NotForkedError
            warm = self._current(request["folder"])
            patience = self.patience
            if not warm.ready:
                patience = warm.began + _LONGEST_WAIT - time.monotonic()
            try:
                if patience <= 0:
                    raise TimeoutError
                return await warm.fork(request, patience)
            except TimeoutError:
                if not self._still_warms_up(warm):
                    self.gives_up = True
                    self.end()
                    raise NotForkedError("the process that they are forked off hangs") from None
                raise WarmingUpError from None
            except (NotForkedError, OSError, ValueError) as error:
                # Its end of the sockets is closed a moment before it has ended.
                with contextlib.suppress(subprocess.TimeoutExpired):
                    warm.process.wait(0.5)
                if not warm.lives:
                    raise self._lose(warm) from None
                reason = str(error) or "one ended before it listened"
                known = reason in self._said
                self._said.add(reason)
                raise NotForkedError("" if known else reason) from None

    def end(self) -> None:
        """End the warm process; its kernels go on."""
        if self.warm is not None:
            self.warm.end()
            self.warm = None

    def _current(self, folder: str) -> WarmProcess:
        """Give the warm process; a new one if there is none, or files have changed since."""
        if self.warm is not None and not self.warm.lives:
            raise self._lose(self.warm)
        now = time.monotonic()
        if self.warm is None or now - self._looked > _LOOK:
            self._looked, files = now, _files()
            if files != self._files:
                self.end()
                self._files = files
        if self.warm is None:
            self.warm = WarmProcess(self.preload, folder)
        return self.warm

    def _lose(self, warm: WarmProcess) -> NotForkedError:
        """Say that it ended by itself: of so many, or of one that never was warm, the last."""
        said = warm.end_said
        self._lost += 1
        if self._lost >= _MOST_LOST or not warm.ready:
            self.gives_up = True
        self.end()
        return NotForkedError(f"the process that they are forked off is gone ({said})")

    def _still_warms_up(self, warm: WarmProcess) -> bool:
        return not warm.ready and time.monotonic() - warm.began < _LONGEST_WARM_UP


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
        raise OSError(ctypes.get_errno(), "the system keeps no orphans")
    try:
        yield
    finally:
        control(_KEEP_ORPHANS, ctypes.c_ulong(kept.value))


def _files() -> object:
    """Say which version lies on the disk of what a warm process has read: code and recording.

    Whatever is installed changes the folder of packages; of a checkout every file counts.
    """
    package = Path(explorer.__file__).parent
    settings = read_settings()
    given = [file for file in (settings.file, *settings.hypnograms) if file]
    paths = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    for file in given:
        paths += [str(file), str(file.parent)]  # scorers' files lie beside it
    for folder, folders, names in os.walk(package):
        if "__pycache__" in folders:
            folders.remove("__pycache__")
        paths += [os.path.join(folder, name) for name in names]  # noqa: PTH118
    versions = []
    for path in paths:
        with contextlib.suppress(OSError):
            found = os.stat(path)  # noqa: PTH116
            versions.append((path, found.st_mtime_ns, found.st_size))
    return versions
