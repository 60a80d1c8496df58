"""Loops that another package compiles at every import are compiled once."""

import numba
import pytest
from numba.core import config

from explorer.staging.kept_loops import _keeping, import_antropy


@pytest.mark.parametrize("signature", [(), ("float64(float64)",)])
def test_a_loop_is_compiled_once_and_then_found(signature, tmp_path, monkeypatch):
    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path))

    def twice(number):
        return 2 * number

    found = []
    for _process in range(2):
        loop = _keeping(numba.jit)(*signature, nopython=True)(twice)
        assert loop(1.5) == 3.0
        found.append(sum(loop.stats.cache_hits.values()))
    assert found == [0, 1]
    assert _keeping(numba.jit)(twice)(1.5) == 3.0  # without a word on how


def test_a_loop_that_can_be_kept_nowhere_is_compiled_all_the_same():
    names = {}
    exec("def twice(number): return 2 * number", names)
    loop = _keeping(numba.jit)("float64(float64)", nopython=True)(names["twice"])
    assert loop(1.5) == 3.0


def test_the_loops_of_the_stagers_features_are_kept_and_nobody_elses():
    jit = numba.jit
    antropy = import_antropy()
    assert numba.jit is jit
    assert antropy.fractal._higuchi_fd.stats.cache_path
    assert import_antropy() is antropy
