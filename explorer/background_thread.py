"""A thread in the background that lets the process end cleanly, whatever it is computing."""

import atexit
import ctypes
import threading
import time
from collections.abc import Callable
from weakref import WeakSet

LONGEST = 5.0  # s that the end of the process waits for all of them together

_started: WeakSet[threading.Thread] = WeakSet()


def start_background_thread(work: Callable[..., object], *arguments: object) -> threading.Thread:
    """Start a thread that the end of the process stops and waits for, `LONGEST` at most.

    A daemon thread alone is not enough: it dies where it next asks for the interpreter, and if that
    is inside compiled code which may not be left so (an FFT of scipy), the process aborts, with all
    its work done and written.

    Parameters
    ----------
    work : callable
        Run on the thread; at the process's end SystemExit is raised in it.
    *arguments
        What `work` is called with.

    Returns
    -------
    threading.Thread
        Started; a daemon.

    Examples
    --------
    >>> said = []
    >>> start_background_thread(said.append, "done").join()
    >>> said
    ['done']
    """
    thread = threading.Thread(target=work, args=arguments, daemon=True)
    _started.add(thread)
    thread.start()
    return thread


@atexit.register
def _stop_all() -> None:
    until = time.monotonic() + LONGEST
    working = [thread for thread in _started if thread.is_alive()]
    for thread in working:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident or 0), ctypes.py_object(SystemExit)
        )
    for thread in working:
        thread.join(max(until - time.monotonic(), 0))
