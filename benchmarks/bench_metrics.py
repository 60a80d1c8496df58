"""Statistics of many hypnograms and of one: YASA beside ours, and the limit, in the same run.

The limit is what nobody can do without: one pass over the stages to find where they change, whose
every result is thrown away. A ratio to it says how many such passes all the statistics cost.
"""

import time
import warnings
from collections.abc import Callable, Iterator

import numpy as np
import xarray as xr

from explorer import metrics
from explorer.models.simulated_hypnogram import simulate_hypnograms

_EPOCHS = 960  # 8 h
_NIGHTS = 10_000
_NIGHTS_OF_PEER = 100  # enough for a median; the time of all is in proportion
_ROUNDS = 5
_ROUNDS_OF_ONE = 200
_LIMIT = "limit: one pass"
_NAMES = np.array(["WAKE", "N1", "N2", "N3", "REM"])
YASA_SYMBOLS = (
    *("TIB", "SPT", "WASO", "TST", "SE", "SME", "SFI", "SOL", "SOL_5min", "Lat_REM", "WAKE"),
    *("N1", "N2", "N3", "REM", "%N1", "%N2", "%N3", "%REM"),
)
"""What YASA's `sleep_statistics` gives."""


def rows() -> Iterator[tuple[str, str, float, float]]:
    """Yield (work, peer's name, peer's ms, our ms): medians of interleaved rounds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # dependencies of the peer warn while they are imported
        import yasa

    nights = _nights()
    names = [_NAMES[codes].tolist() for codes in nights.values[:_NIGHTS_OF_PEER]]

    def theirs() -> None:
        for stages in names:
            hypnogram = yasa.Hypnogram(stages, freq="30s")
            hypnogram.sleep_statistics()
            hypnogram.transition_matrix()

    def ours() -> None:
        metrics.table(nights, symbols=YASA_SYMBOLS)
        metrics.transitions(nights)

    peer, own, least = _medians(theirs, ours, _one_pass(nights.values))
    work = f"{_NIGHTS:,} hypnograms: all of YASA's statistics, and transitions"
    yield work, f"YASA {yasa.__version__}", peer * _NIGHTS / _NIGHTS_OF_PEER, own
    yield work, _LIMIT, least, own

    night = nights[0]
    peer, own, least = _medians(
        lambda: yasa.Hypnogram(names[0], freq="30s").sleep_statistics(),
        lambda: metrics.table(night, symbols=YASA_SYMBOLS),
        _one_pass(night.values),
        rounds=_ROUNDS_OF_ONE,
    )
    work = "one hypnogram: all of YASA's statistics"
    yield work, f"YASA {yasa.__version__}", peer, own
    yield work, _LIMIT, least, own


def _one_pass(codes: np.ndarray) -> Callable[[], object]:
    """Count the changes of stage, into memory that is there already."""
    flat = np.ascontiguousarray(codes).reshape(-1)
    changes = np.empty(flat.size - 1, bool)

    def pass_over() -> object:
        np.not_equal(flat[1:], flat[:-1], out=changes)
        return np.count_nonzero(changes)

    return pass_over


def _nights() -> xr.DataArray:
    # Bouts of usual length: a count's time depends on them.
    nights = simulate_hypnograms(_NIGHTS, rng=np.random.default_rng(1), hours=_EPOCHS / 120)
    return nights.rename(night="subject")


def _medians(*works: Callable[[], object], rounds: int = _ROUNDS) -> list[float]:
    """Median ms of each, in turn; a first round of each warms up and does not count."""
    times: list[list[float]] = [[] for _ in works]
    for round_ in range(rounds + 1):
        for work, kept in zip(works, times, strict=True):
            begin = time.perf_counter()
            work()
            if round_:
                kept.append((time.perf_counter() - begin) * 1e3)
    return [float(np.median(taken)) for taken in times]


if __name__ == "__main__":
    for work, peer, peer_ms, our_ms in rows():
        ratio = peer_ms / our_ms
        print(f"{work}: {peer} {peer_ms:,.3f} ms, ours {our_ms:,.2f} ms, {ratio:,.3g}x")
