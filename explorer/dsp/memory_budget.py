"""How much memory work on one recording may take: the one place that says it."""

from pathlib import Path

from explorer.storage.settings import read_settings

A_PAGE = 1200.0
"""MB, where the variable does not say: events of 72 hours at 256 Hz."""

_SHARE = 0.5  # of what the machine has left, for a command that has it to itself
_MEGABYTE = 1e6
_WHOLE = 10.0  # MB from which on no decimals are told
_CGROUP = Path("/sys/fs/cgroup")


def memory_allowed(*, alone: bool = False) -> float:
    """Say how much memory work on one recording may take.

    Parameters
    ----------
    alone : bool
        Whether this process does one thing and ends, as a command does, rather than serve a page
        beside others.

    Returns
    -------
    float
        MB: what `MEMORY_VARIABLE` says; else `A_PAGE`, and for a command alone half of what the
        machine has left where that is more.

    Raises
    ------
    ValueError
        If the variable says something else than a number above 0.

    Examples
    --------
    >>> import os
    >>> from unittest.mock import patch
    >>> from explorer.storage.settings import MEMORY_VARIABLE
    >>> with patch.dict(os.environ, {MEMORY_VARIABLE: "300"}):
    ...     memory_allowed(), memory_allowed(alone=True)
    (300.0, 300.0)
    """
    said = read_settings().memory_megabytes
    if said is not None:
        return said
    return max(A_PAGE, _SHARE * _left()) if alone else A_PAGE


def too_much(what: str, needed: float, instead: str, *, alone: bool = False) -> str:
    """Say in a sentence that some work would take more memory than it may; "" where it may.

    Parameters
    ----------
    what : str
        The work, as the beginning of a sentence.
    needed : float
        MB that it takes.
    instead : str
        What can be done, as the end of a sentence.
    alone : bool
        As in `memory_allowed`.

    Examples
    --------
    >>> too_much("Spindles in 900 h", 1900, "choose a part")
    'Spindles in 900 h would take 1900 MB of memory, 1200 MB are allowed: choose a part.'
    >>> too_much("Spindles in 8 h", 90, "choose a part")
    ''
    """
    allowed = memory_allowed(alone=alone)
    if needed <= allowed:
        return ""
    return (
        f"{what} would take {_megabytes(needed)} of memory, {_megabytes(allowed)} are allowed: "
        f"{instead}."
    )


def _megabytes(amount: float) -> str:
    return f"{amount:.0f} MB" if amount >= _WHOLE else f"{amount:.2g} MB"


def _left() -> float:
    """MB that the machine, or the container, has left; 0 where neither says."""
    found = []
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
        found += [int(one.split()[1]) * 1024 for one in lines if one.startswith("MemAvailable:")]
    except (OSError, ValueError, IndexError):
        pass
    try:
        most, used = (
            (_CGROUP / f"memory.{name}").read_text("ascii") for name in ("max", "current")
        )
        found.append(int(most) - int(used))
    except (OSError, ValueError):  # no container, or one without a limit ("max")
        pass
    return max(min(found, default=0), 0) / _MEGABYTE
