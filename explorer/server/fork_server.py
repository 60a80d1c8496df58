"""The warm process, a fork server: ``python -P -m explorer.server.fork_server FD PRELOAD``.

It has one thread, no event loop, no ZeroMQ context and nothing of any visitor: of a request it
reads one byte and a socket, which it hands to the kernel that it forks. `ForkServerClient` starts
it.
"""

import contextlib
import ctypes
import gc
import json
import os
import select
import signal
import socket
import stat
import sys
import threading
import time
from importlib import import_module
from pathlib import Path

_LONGEST_THREAD = 30.0  # s that work begun while warming up may take to end
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux
_ARGUMENTS_AT = 45  # fields of /proc/self/stat from the state on: where the command line begins


class NotAloneError(Exception):
    """Something runs or is open that kernels would share."""


def main() -> None:
    """Warm up, fork whenever asked, and be a kernel where forked."""
    control = socket.socket(fileno=int(sys.argv[1]))
    control.set_inheritable(False)
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, ctypes.c_ulong(signal.SIGKILL))  # not what it forks
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # what it forks is reaped by the system
    gc.disable()  # a collection would leave holes that kernels fill, page by page
    try:
        link = _warm_up(control, sys.argv[2])
    except Exception as error:
        control.sendall(f"!{type(error).__name__}: {error}\n".encode())
        sys.exit(1)
    while link is None:
        link = _fork_next(control)
    control.close()
    gc.enable()
    _become_kernel(link)


def _warm_up(control: socket.socket, preload: str) -> socket.socket | None:
    """Load and build what kernels need; in whoever is forked meanwhile, return its socket."""
    module = import_module(preload)
    module.load()
    _check_alone(control)
    if select.select([control], [], [], 0)[0]:
        # Whoever comes first does not wait for the page of those who come later.
        link = _fork_next(control)
        if link is not None:
            return link
    module.build()
    # Libraries end their threads before a fork, and make them anew where they need some.
    if os.fork() == 0:
        os._exit(0)
    _check_alone(control)
    if (threads := len(os.listdir("/proc/self/task"))) > 1:  # noqa: PTH208
        raise NotAloneError(f"{threads - 1} threads of libraries go on")
    control.sendall(b"+")
    return None


def _check_alone(control: socket.socket) -> None:
    """Refuse to go on with threads, or with open files: kernels would share locks and places."""
    until = time.monotonic() + _LONGEST_THREAD
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(max(0.0, until - time.monotonic()))
    if threading.active_count() > 1:
        raise NotAloneError(f"threads go on: {[one.name for one in threading.enumerate()[1:]]}")
    if shared := [path for path in _open_files() if path != _path_of(control.fileno())]:
        raise NotAloneError(f"files are open: {shared}")
    gc.freeze()  # what is there now is never looked through again, and so stays shared


def _open_files() -> list[str]:
    """Name what is open besides the standard streams and devices."""
    found = []
    for descriptor in map(int, os.listdir("/proc/self/fd")):  # noqa: PTH208
        with contextlib.suppress(OSError):  # that of this list itself
            if descriptor > 2 and not stat.S_ISCHR(os.fstat(descriptor).st_mode):
                found.append(_path_of(descriptor))
    return found


def _path_of(descriptor: int) -> str:
    return str(Path(f"/proc/self/fd/{descriptor}").readlink())


def _fork_next(control: socket.socket) -> socket.socket | None:
    """Fork for the next request; return its socket in the kernel to be, None in this process."""
    _, received, _, _ = socket.recv_fds(control, 1, 1)
    if not received:
        sys.exit()  # the server is gone
    link = socket.socket(fileno=received[0])
    link.set_inheritable(False)
    with contextlib.suppress(OSError):  # no memory or no process for it: its socket is closed
        if os.fork() == 0:
            _leave_to_server()
            return link
    link.close()
    return None


def _leave_to_server() -> None:
    """Go on as a child of the server, as any kernel is: by a second fork whose parent ends."""
    between = os.getpid()
    try:
        if os.fork():
            os._exit(0)
    except OSError:
        os._exit(1)
    while os.getppid() == between:
        time.sleep(0.001)


def _become_kernel(link: socket.socket) -> None:
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        link.sendall(f"{os.getpid()} {os.getppid()}\n".encode())
        with link.makefile(encoding="utf-8") as lines:
            line = lines.readline()
    except OSError:
        line = ""
    if not line.endswith("\n"):
        os._exit(0)  # given up on
    request = json.loads(line)
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    sys.argv = ["ipykernel_launcher", *request["arguments"]]
    be_called([sys.executable, "-m", *sys.argv])
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()  # Python's own generator, uuid and secrets are no copies
    from ipykernel.kernelapp import IPKernelApp

    kernel = IPKernelApp.instance(parent_handle=os.getppid())  # it ends when the server does
    kernel.initialize(request["arguments"])
    link.sendall(b"+")  # it listens
    link.close()
    kernel.start()


def be_called(words: list[str]) -> None:
    """Be listed by ``ps`` under these words; there is room for as many as this was started with."""
    fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    first, last = map(int, fields[_ARGUMENTS_AT : _ARGUMENTS_AT + 2])
    length = last - first
    if length > 2:
        text = " ".join(words).encode()[: length - 2] + b"\0"
        # Whatever ends in no nul is read as one text, up to its first.
        ctypes.memmove(first, text.ljust(length), length)


if __name__ == "__main__":
    main()
