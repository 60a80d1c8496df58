"""The page filters as the kernel does: values of the kernel, which the page's own tests compare.

The page's tests (``page_filter.test.ts``) run its modules on the same samples and compare with the
file. Written anew by ``python -m tests.bridge.test_page_filter``.
"""

import json
from pathlib import Path

import numpy as np

from explorer.analysis.channel_samples import HIGHEST_SHARE, design_filter
from explorer.app.night.trace_source import filter_reach, filter_rule
from explorer.dsp.filters import filter_window, needed_context, with_context
from explorer.vocabulary.bands import HIGHEST, LOWEST, Band

VALUES = Path(__file__).parent / "js" / "values" / "filtered.json"
SECONDS = 90
RATES = (32.0, 50.0, 50.0, 128.0, 62.5)
GAPS = {1: [[0, 150], [2200, 2204], [2260, 2500]], 3: [[5500, 5900]], 4: [[2000, 2600]]}
"""Samples that are missing, by row: in windows, beside them, and round a run of a few."""

# start and stop in s, edges in Hz, mains
CASES = (
    (40.0, 48.0, 0.5, 4.0, 0.0),
    (40.0, 48.0, 11.0, 16.0, 50.0),
    (0.0, 6.0, 0.3, 35.0, 0.0),
    (84.0, 90.0, 1.0, 20.0, 50.0),
    (43.2, 47.7, 0.1, 0.6, 0.0),
    (44.0, 46.0, 15.2, 34.9, 60.0),
)


def simulated(row: int) -> np.ndarray:
    """Make a row's samples by a formula that the page's test has too; NaN in its gaps."""
    i = np.arange(round(SECONDS * RATES[row]), dtype=np.float64)
    wave = 40 * np.sin(0.05 * (row + 1) * i) + 20 * np.sin(1e-4 * (row + 2) * i * i)
    samples = (wave + 300 * (row - 1) + 0.01 * i).astype(np.float32)
    for first, last in GAPS.get(row, ()):
        samples[first:last] = np.nan
    return samples


def filtered(row: int, start: float, stop: float, low: float, high: float, notch: float):
    """Filter as the kernel filters what is on screen."""
    rate = RATES[row]
    if low >= HIGHEST_SHARE * rate:
        return []
    taps = design_filter(Band("own band", low, high), notch, rate)
    first, last = round(start * rate), min(round(stop * rate), simulated(row).size)
    out = filter_window(with_context(simulated(row), first, last, needed_context(taps)), taps)
    return [None if np.isnan(value) else round(float(value), 4) for value in out]


def values() -> dict:
    """Collect all that the page's test needs, and what it compares with."""
    notches = {
        f"{notch:g}/{rate:g}": taps.tolist()
        for notch in (50.0, 60.0)
        for rate in sorted(set(RATES))
        if (taps := design_filter(None, notch, rate)) is not None
    }
    cases = [
        {"window": case[:2], "band": case[2:4], "notch": case[4]}
        | {"filtered": [filtered(row, *case) for row in range(len(RATES))]}
        for case in CASES
    ]
    gaps = [GAPS.get(row, []) for row in range(len(RATES))]
    rule = filter_rule(120.0)
    return {
        "rule": rule,
        "seconds": SECONDS,
        "rates": RATES,
        "gaps": gaps,
        "notches": notches,
        "cases": cases,
    }


def test_the_values_that_the_page_compares_with_are_the_kernels():
    written, now = json.loads(VALUES.read_text()), json.loads(json.dumps(values()))
    assert written.keys() == now.keys()
    for was, case in zip(written["cases"], now["cases"], strict=True):
        assert {**was, "filtered": 0} == {**case, "filtered": 0}
        for one, other in zip(was["filtered"], case["filtered"], strict=True):
            held, found = np.array(one, float), np.array(other, float)
            np.testing.assert_allclose(held, found, atol=2e-3, rtol=0, equal_nan=True)
    assert {**written, "cases": 0, "notches": 0} == {**now, "cases": 0, "notches": 0}


def test_the_reach_that_the_page_is_told_holds_every_band_and_mains():
    for rate in (64.0, 100.0, 128.0, 1000.0):
        for notch in (0.0, 50.0, 60.0):
            taps = design_filter(Band("own band", LOWEST, HIGHEST), notch, rate)
            assert needed_context(taps) / rate + 1 / rate <= filter_reach()


if __name__ == "__main__":
    VALUES.write_text(json.dumps(values()) + "\n")
