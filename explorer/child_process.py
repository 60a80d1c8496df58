"""A module run in a process of its own: it can be ended, and its memory goes with it.

Not by `concurrent.futures`: its processes begin by running the caller's main module again, which a
script without a guard does not survive, and before Python 3.14 none can be ended while it works.
"""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from tempfile import TemporaryFile
from typing import IO

_LOOK = 0.1  # s between looks at whether to stop


class ChildProcess:
    """A process that is asked and answers, as `child_process` starts it.

    Parameters
    ----------
    process : Popen
        With pipes for what it is told and what it answers.
    errors : file
        What it writes to its standard error.
    """

    def __init__(self, process: subprocess.Popen[bytes], errors: IO[bytes]) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("a child process needs pipes to be asked and to answer by")
        self.to, self.back = process.stdin, process.stdout
        self._process, self._errors = process, errors

    def code(self) -> int:
        """Wait until it ends, and return its code: 0 if all went well."""
        return self._process.wait()

    def failure(self, what: str) -> ValueError:
        """Wait until it ends, and say with which code and last words.

        Parameters
        ----------
        what : str
            Whose process it is, to begin the sentence.
        """
        code = self.code()
        self._errors.seek(0)
        last = self._errors.read().decode(errors="replace").strip().splitlines()[-1:]
        return ValueError(f"{what} stopped with code {code}: {' '.join(last)}".rstrip(": "))


@contextmanager
def child_process(
    module: str, *arguments: str, cancel: threading.Event | None = None
) -> Iterator[ChildProcess]:
    r"""Run ``python -P -m module``, and end it with this block.

    Parameters
    ----------
    module : str
        Its full name.
    *arguments : str
        What its command line goes on with.
    cancel : threading.Event, optional
        Set it to end the process at once.

    Yields
    ------
    ChildProcess

    Examples
    --------
    >>> with child_process("base64", "-e", "-") as child:
    ...     _ = child.to.write(b"sleep")
    ...     child.to.close()
    ...     child.back.read()
    b'c2xlZXA=\n'
    """
    # "-P": a file of somebody's in the folder where this was typed is no module of ours.
    command = [sys.executable, "-P", "-m", module, *arguments]
    over = threading.Event()
    with TemporaryFile() as errors:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
        )
        child = ChildProcess(process, errors)

        def watch(asked: threading.Event) -> None:
            while not over.wait(_LOOK):
                if asked.is_set():
                    process.kill()
                    return

        watcher = threading.Thread(target=watch, args=(cancel,), daemon=True) if cancel else None
        if watcher:
            watcher.start()
        try:
            yield child
        finally:
            over.set()
            process.kill()
            process.wait()
            child.back.close()
            with suppress(BrokenPipeError):  # what it had not read is of no use to anybody
                child.to.close()
            if watcher:
                watcher.join()
