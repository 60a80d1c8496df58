"""The search for heart beats in a process of its own, so that its memory goes with it.

sleepecg brings scipy.signal and more along: 50 MB that a page would hold for good, for a second's
work a night. ``python -m explorer.analysis.heartbeat_process`` answers what `beat_finder` asks.
"""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from explorer.child_process import child_process

Finder = Callable[[npt.NDArray[np.float64], float], npt.NDArray[np.int64]]
"""From samples, and their frequency in Hz, to the samples at which the heart beats."""

_MODULE = "explorer.analysis.heartbeat_process"
_FREQUENCY, _COUNT = np.dtype("<f8"), np.dtype("<i8")


@contextmanager
def beat_finder(cancel: threading.Event | None = None) -> Iterator[Finder]:
    """Start looking for heart beats in a process that ends with this block.

    Parameters
    ----------
    cancel : threading.Event, optional
        Set it to end the search at once.

    Yields
    ------
    Finder
        Its answer is that of `sleepecg.detect_heartbeats`. It raises a ValueError with the
        process's last words if that ends without an answer.

    Examples
    --------
    >>> ecg = np.zeros(2000)
    >>> ecg[50::80] = 1000  # a spike every 0.8 s
    >>> with beat_finder() as find:
    ...     beats = find(ecg, 100.0)
    >>> bool((abs(np.diff(beats) - 80) <= 1).all()), beats.size
    (True, 24)
    """
    with child_process(_MODULE, cancel=cancel) as child:

        def find(samples: npt.NDArray[np.float64], frequency: float) -> npt.NDArray[np.int64]:
            try:
                _write(child.to, np.array([frequency], _FREQUENCY), samples.astype(_FREQUENCY))
                return _read(child.back, _COUNT)
            except (EOFError, BrokenPipeError):
                raise child.failure("The search for heart beats") from None

        yield find


def _write(to: IO[bytes], *arrays: npt.NDArray[Any]) -> None:
    for array in arrays:
        to.write(np.array([array.size], _COUNT).tobytes())
        to.write(array.tobytes())
    to.flush()


def _read(back: IO[bytes], kind: np.dtype) -> npt.NDArray[Any]:
    (count,) = np.frombuffer(_exactly(back, _COUNT.itemsize), _COUNT)
    return np.frombuffer(_exactly(back, int(count) * kind.itemsize), kind)


def _exactly(back: IO[bytes], size: int) -> bytes:
    data = back.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _detector() -> Callable[..., npt.NDArray[Any]]:
    """Import the detector without the compiler that it takes where its C is missing.

    That is a third of the time to the first answer, in this process that does nothing else.
    """
    modules: dict[str, Any] = sys.modules
    modules["numba"] = None  # its import fails, for which the detector is prepared
    try:
        from sleepecg.heartbeats import detect_heartbeats
    except ImportError:  # another version may need it
        del modules["numba"]
        from sleepecg.heartbeats import detect_heartbeats
    return detect_heartbeats


def main(asked: IO[bytes], answered: IO[bytes]) -> None:
    """Answer until nothing more is asked."""
    detect_heartbeats = _detector()
    while True:
        try:
            (frequency,), samples = _read(asked, _FREQUENCY), _read(asked, _FREQUENCY)
        except EOFError:
            return
        _write(answered, detect_heartbeats(samples, float(frequency)).astype(_COUNT))


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
