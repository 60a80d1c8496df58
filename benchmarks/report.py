"""How benchmarks are timed and printed: calls that take turns, medians, ratios."""

import statistics
import time
from collections.abc import Callable, Iterable, Mapping

Row = tuple[str, str, float, float]
"""Work, peer, the peer's ms, ours."""


def take_turns(works: Mapping[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Time works in turns, so that a busy machine slows all alike.

    Parameters
    ----------
    works : mapping of str to callable
    repeats : int
        After one call of each that is not counted.

    Returns
    -------
    dict of str to float
        Median in ms.
    """
    times: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(repeats + 1):
        for name, work in works.items():
            began = time.perf_counter()
            work()
            if turn:
                times[name].append((time.perf_counter() - began) * 1e3)
    return {name: statistics.median(taken) for name, taken in times.items()}


def print_rows(rows: Iterable[Row]) -> None:
    """Print peers beside ours, and how many times faster ours is."""
    print(f"{'work':<62}{'peer':<22}{'peer, ms':>11}{'ours, ms':>11}{'ratio':>8}")
    for work, peer, theirs, ours in rows:
        print(f"{work:<62}{peer:<22}{theirs:>11.2f}{ours:>11.2f}{theirs / ours:>8.1f}", flush=True)
