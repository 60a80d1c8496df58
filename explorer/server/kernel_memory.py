"""Whether this machine, or the group of processes it lets us be, has memory for another kernel."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import psutil

from explorer.storage.settings import read_settings

_LEFT = 300 * 2**20  # bytes that stay free for everything else
# Of what a page's kernel grows to, how much a forked one goes on sharing, in bytes: with every tab
# shown one of its own holds 290 MB, a forked one 130.
_SHARED = 160 * 2**20
_A_CLASS = 15  # opened pages
_READY, _FOR_EACH_READY = 4, 2**30  # pages ready at most, and bytes that there must be for each
_GROUPS = Path("/sys/fs/cgroup")
_OWN_GROUPS = Path("/proc/self/cgroup")
# The limit, what is used, and the name of the line that says how much of that can be given back.
_V2 = ("memory.max", "memory.current", "inactive_file")
_V1 = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")


def room_for(sizes: Iterable[int], *, forked: bool = False) -> int:
    """Count the kernels that still fit beside those that are there.

    Parameters
    ----------
    sizes : iterable of int
        Bytes that each kernel holds alone; 0 of one that has only been begun. What each has still
        to grow by is kept for it.
    forked : bool
        Whether kernels share the memory of the process that they are forked off.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If an environment variable that should be a number is none.
    """
    sizes = tuple(sizes)
    settings = read_settings()
    if settings.most_pages:
        return max(0, settings.most_pages - len(sizes))
    each = settings.page_megabytes * 2**20
    if forked and each > 2 * _SHARED:
        each -= _SHARED
    promised = sum(max(0, each - size) for size in sizes)
    return max(0, (available() - _LEFT - promised) // each)


def available() -> int:
    """Return the bytes that can be had, by the machine and by every group that limits this one."""
    here: int = psutil.virtual_memory().available
    return min([here, *_left_in_groups()])


def pages_ready(opened: int = 0) -> int:
    """Return how many pages are made ready where kernels are forked: one to four, by the memory.

    Beside so many opened pages as a class has, one: whoever was to come at once is there.
    """
    if opened >= _A_CLASS:
        return 1
    return max(1, min(_READY, available() // _FOR_EACH_READY))


def held_alone(process: int | None) -> int:
    """Return the bytes that a process would give back if it ended; 0 where there is none.

    What it shares with others is not among them on Linux; elsewhere all that is resident is.
    """
    try:
        if not process:
            return 0
        asked = psutil.Process(process)
        if sys.platform == "linux":
            try:
                return int(asked.memory_full_info().uss)
            except psutil.AccessDenied:
                pass
        return int(asked.memory_info().rss)
    except psutil.Error:
        return 0


def _left_in_groups() -> Iterator[int]:
    """Give what is left in each control group that this process is in, and in those around it."""
    try:
        lines = _OWN_GROUPS.read_text().splitlines()
    except OSError:  # no Linux
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers and "memory" not in controllers.split(","):
            continue
        root, names = (_GROUPS / "memory", _V1) if controllers else (_GROUPS, _V2)
        group = root / path.lstrip("/")
        # Inside a container the path may be the host's: its own group is then the root.
        for folder in (group, *group.parents):
            if folder.is_relative_to(root) and (left := _left_in(folder, *names)) is not None:
                yield left


def _left_in(folder: Path, limit: str, used: str, spare: str) -> int | None:
    try:
        most, now = (folder / limit).read_text().strip(), int((folder / used).read_text())
        lines = (folder / "memory.stat").read_text().splitlines()
    except (OSError, ValueError):
        return None
    if not most.isdecimal():  # "max"
        return None
    given_back = next((int(line.split()[1]) for line in lines if line.startswith(f"{spare} ")), 0)
    return max(0, int(most) - now + given_back)
