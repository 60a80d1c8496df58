"""Files from the network, whole or not at all: checked, resumed, and tried again."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from explorer.vocabulary.counts import pluralize

CHUNK = 1 << 16
TIMEOUT = 30
TRIES = 5
# Where nothing has ever answered, more tries than this only keep people waiting.
TRIES_OFFLINE = 2
# Seconds before each further try; the last repeats.
PAUSES = (1.0, 2.0, 5.0, 10.0)
TO_GO_ON = "the same command goes on from there"

Progress = Callable[[str, int, int], None]
"""Told the file's name, bytes that are there, and bytes in all (0 if the server does not say)."""


def silent(name: str, done: int, total: int) -> None:
    """Say nothing."""


def download(
    base_url: str,
    checksums: Mapping[str, str],
    folder: str | Path,
    *,
    progress: Progress = silent,
    tries: int = TRIES,
    pauses: tuple[float, ...] = PAUSES,
    to_go_on: str = TO_GO_ON,
) -> list[Path]:
    """Download files that are not there yet, one after the other.

    Parameters
    ----------
    base_url : str
        What the files' names are appended to.
    checksums : mapping of str to str
        SHA-256 in hexadecimal, by name.
    folder : str or Path
        Where they go; made if it is not there. What has come of a file lies beside it as
        ``*.part`` until it is whole.
    progress : callable
        See `Progress`.
    tries : int
        How often a file is tried; each goes on where the last one stopped.
    pauses : tuple of float
        s before each further try.
    to_go_on : str
        What goes on from there, where a file cannot be had: the end of the sentence that says so.

    Returns
    -------
    list of Path
        In the order of `checksums`.

    Raises
    ------
    OSError
        If a file cannot be had: the server cannot be reached, refuses, or sends something else.
    """
    import pooch
    from requests import RequestException

    folder = Path(folder)
    pooch.get_logger().setLevel("ERROR")  # progress is told by the caller's means
    registry = {name: f"sha256:{checksum}" for name, checksum in checksums.items()}
    shelf = pooch.create(folder, base_url, registry=registry)
    resuming = _Resuming(progress)
    paths: list[Path] = []

    def so_far() -> str:
        return f"({pluralize(len(paths), 'whole file')} in {folder}; {to_go_on})"

    for name in checksums:
        target = folder / name
        resuming.partial = target.with_name(target.name + ".part")
        for attempt in range(tries):
            try:
                paths.append(Path(shelf.fetch(name, downloader=resuming)))
                resuming.partial.unlink(missing_ok=True)
                break
            except ValueError:  # whole, but not what the checksum says: begin anew
                resuming.partial.unlink(missing_ok=True)
                reason = "what came does not have the published checksum"
            except RequestException as error:
                reason = _reason(error)
                gone = not resuming.reached and attempt + 1 >= TRIES_OFFLINE
                if gone or not _may_help(error):
                    raise OSError(f"{base_url}{name}: {reason} {so_far()}") from None
            if attempt + 1 < tries:
                time.sleep(pauses[min(attempt, len(pauses) - 1)])
        else:
            raise OSError(f"{base_url}{name}: {reason} {so_far()}")
    return paths


class _Resuming:
    """A downloader for pooch that goes on where it was cut off."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self.partial = Path()
        self.reached = False

    def __call__(self, url: str, output_file: Any, pooch: Any, check_only: bool = False) -> None:
        """Fetch to the partial file, then hand it to pooch, which checks it."""
        import requests

        del pooch, check_only
        have = self.partial.stat().st_size if self.partial.is_file() else 0
        # A server that compresses on the way would make ranges and lengths those of something else.
        headers = {"Accept-Encoding": "identity", **({"Range": f"bytes={have}-"} if have else {})}
        with requests.get(url, headers=headers, stream=True, timeout=TIMEOUT) as response:
            self.reached = True
            if response.status_code == requests.codes.requested_range_not_satisfiable:
                pass  # all of it is here already; the checksum will tell
            else:
                response.raise_for_status()
                if response.status_code != requests.codes.partial_content:
                    have = 0  # the server starts over
                total = have + int(response.headers.get("content-length", 0))
                with self.partial.open("ab" if have else "wb") as file:
                    for chunk in response.iter_content(CHUNK):
                        file.write(chunk)
                        have += len(chunk)
                        self._progress(self.partial.name.removesuffix(".part"), have, total)
        with self.partial.open("rb") as source, Path(output_file).open("wb") as target:
            while chunk := source.read(CHUNK):
                target.write(chunk)


def _may_help(error: Exception) -> bool:
    """Whether another try may go better: not where the server said no."""
    response = getattr(error, "response", None)
    return response is None or response.status_code >= 500 or response.status_code == 429


def _reason(error: Exception) -> str:
    import requests

    response = getattr(error, "response", None)
    if response is not None:
        return f"the server says {response.status_code} {response.reason}"
    if isinstance(error, requests.Timeout):
        return "the server does not answer in time"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the connection breaks off again and again"
    return "the server cannot be reached; is this machine online?"
