"""Whether, and off what, a server's kernels are forked: one warm process, kept up to date."""

import asyncio
import contextlib
import os
import subprocess
import sys
import sysconfig
import time
from pathlib import Path
from typing import Any

import explorer
from explorer.server.fork_server_client import (
    ForkedKernel,
    ForkServerClient,
    NotForkedError,
    WarmingUpError,
)
from explorer.storage.far.urls import Address
from explorer.storage.settings import read_settings

FORK_PROVISIONER = "sleep-explorer-fork"
"""By what name Jupyter knows the provisioner that forks."""

_PRELOAD = "explorer.server.page_preload"
_LONGEST_STEP = 15.0  # s that a warm process may take to fork, and a kernel to listen
# s that a kernel waits for the warm process to become one: a start of its own does the same work
# from the beginning.
_LONGEST_WAIT = 60.0
_LONGEST_WARM_UP = 300.0  # s
_MOST_LOST = 3  # warm processes that may hang or end by themselves
_LOOK = 2.0  # s between looks at the files


def can_fork() -> bool:
    """Say whether kernels are forked here: macOS's own libraries do not bear it, Windows has none.

    Nor are they where the page opens on a file of another machine: kernels would share connections.

    Raises
    ------
    ValueError
        If an environment variable is none of what it may be.
    """
    settings = read_settings()
    return not (sys.platform != "linux" or settings.no_fork or isinstance(settings.file, Address))


class KernelForker:
    """Has kernels forked, each once the one before listens, and keeps the warm process up to date.

    Of thirty who come at once half are then served in half the time: all at once they would all be
    ready last. A warm process that hangs or ends by itself is followed by another, up to a limit.

    Parameters
    ----------
    preload : str
        See `ForkServerClient`.
    patience : float
        s after which a warm process that says nothing hangs.
    """

    def __init__(self, preload: str = _PRELOAD, patience: float = _LONGEST_STEP) -> None:
        self.preload, self.patience = preload, patience
        self.gives_up = False
        """Whether kernels are started from now on."""
        self.warm: ForkServerClient | None = None
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
        """Have a kernel forked: see `ForkServerClient.fork`.

        Raises
        ------
        NotForkedError
            If it is to be started instead; says why, once for each reason.
        """
        async with self._turn:
            if self.gives_up or not Path(request["folder"]).is_dir():  # a start says what is wrong
                raise NotForkedError
            try:
                warm = self._current(request["folder"])
            except OSError as error:
                self.gives_up = True
                raise NotForkedError(str(error)) from None
            patience = self.patience
            if not warm.ready:
                patience = warm.began + _LONGEST_WAIT - time.monotonic()
            try:
                if patience <= 0:
                    raise TimeoutError
                return await warm.fork(request, patience)
            except TimeoutError:
                if not warm.ready and time.monotonic() - warm.began < _LONGEST_WARM_UP:
                    raise WarmingUpError from None
                raise self._lose(warm, "hangs") from None
            except (NotForkedError, OSError, ValueError) as error:
                # Its end of the sockets is closed a moment before it has ended.
                with contextlib.suppress(subprocess.TimeoutExpired):
                    warm.process.wait(0.5)
                if not warm.lives:
                    raise self._lose(warm, f"is gone ({warm.end_said})") from None
                reason = str(error) or "one ended before it listened"
                known = reason in self._said
                self._said.add(reason)
                raise NotForkedError("" if known else reason) from None

    def end(self) -> None:
        """End the warm process; its kernels go on."""
        if self.warm is not None:
            self.warm.end()
            self.warm = None

    def _current(self, folder: str) -> ForkServerClient:
        """Give the warm process; a new one if there is none, or files have changed since."""
        if self.warm is not None and not self.warm.lives:
            raise self._lose(self.warm, f"is gone ({self.warm.end_said})")
        now = time.monotonic()
        if self.warm is None or now - self._looked > _LOOK:
            self._looked, files = now, _files()
            if files != self._files:
                self.end()
                self._files = files
        if self.warm is None:
            self.warm = ForkServerClient(self.preload, folder)
        return self.warm

    def _lose(self, warm: ForkServerClient, how: str) -> NotForkedError:
        """End one that is of no use, and say so: the last of so many, or if it never was warm."""
        self._lost += 1
        if self._lost >= _MOST_LOST or not warm.ready:
            self.gives_up = True
        self.end()
        return NotForkedError(f"the process that they are forked off {how}")


def _files() -> object:
    """Say which version lies on the disk of what a warm process has read: code and recording.

    Whatever is installed changes the folder of packages; of a checkout every file counts.
    """
    package = Path(explorer.__file__).parent
    settings = read_settings()
    every = (settings.file, *settings.hypnograms)
    given = [file for file in every if isinstance(file, Path)]
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
