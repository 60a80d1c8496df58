"""What the page computes is what the kernel does: values of the kernel, for the page's own tests.

Those (``page_filter.test.ts``, ``night_in_page.test.ts``) run the page's modules on the same
samples and compare with the file. ``python -m tests.bridge.test_page_values`` writes it anew.
"""

import json
from pathlib import Path

import numpy as np

from explorer.analysis.channel_samples import HIGHEST_SHARE, design_filter
from explorer.analysis.n3_rule import (
    LEAST_SHARE,
    RuleWaves,
    judged_epochs,
    minutes_asleep,
    n3_by_rule,
)
from explorer.analysis.scalp_interpolation import scalp_grid
from explorer.app.night.band_power import SHOWN_SHARE, third_spans, thirds
from explorer.app.night.trace_source import filter_reach, filter_rule
from explorer.dsp.filters import filter_window, needed_context, with_context
from explorer.dsp.power import band_power, cumulative_power
from explorer.night.hypnogram import make_hypnogram
from explorer.render.scalp_map import VIRIDIS, map_pixels
from explorer.vocabulary.bands import HIGHEST, LOWEST, Band
from explorer.vocabulary.scalp_positions import scalp_positions
from explorer.vocabulary.stages import Stage, is_coarse

VALUES = Path(__file__).parent / "values" / "page.json"
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


BANDS = ((0.5, 4.0), (0.1, 0.7), (11.0, 16.0), (4.05, 34.95), (30.0, 35.0))
LINES = (20.0, 60.0, 75.0, 110.0, 300.0)
SCORINGS = (
    ["W", "N1", "N2", "N3", "N3", "N2", "REM", "N3", "UNSCORED", "N2", "N3", "W"],
    ["UNSCORED"] * 12,
    ["W", "LIGHT", "LIGHT", "DEEP", "DEEP", "LIGHT", "REM", "DEEP", "W", "LIGHT", "DEEP", "W"],
    ["W"] * 12,
)


def numbers() -> dict:
    """Collect band power and N3 by amplitude criterion of a few epochs, and what they rest on."""
    rng = np.random.default_rng(5)
    frequencies = np.arange(0, 40.01, 0.25)
    density = np.round(rng.gamma(2, 30, (12, frequencies.size)) / (1 + frequencies**2), 3)
    density[4] = np.nan
    cumulative = cumulative_power(density.astype(np.float32), frequencies)
    mask = np.array([0, 1, 1, 1, 1, 1, 0, 1, 0, 1, 1, 0], bool)
    power = []
    for band in BANDS:
        found = band_power(cumulative, frequencies, band[0], min(band[1], 34.0))
        medians = [median for *_, median in thirds(found, mask)]
        top = float(np.percentile(found[np.isfinite(found)], SHOWN_SHARE))
        power.append({"band": band, "power": _plain(found), "medians": medians, "top": top})
    count = 200
    epoch = np.sort(rng.integers(0, 12, count))
    amplitude, seconds = rng.uniform(10, 160, count).round(1), rng.uniform(0.3, 1.5, count).round(3)
    nothing = np.zeros(count)
    waves = RuleWaves(nothing, nothing, amplitude, np.arange(count), epoch, seconds)
    masked = np.arange(12) == 3
    rules = []
    for scoring in SCORINGS:
        night = make_hypnogram([Stage[name] for name in scoring])
        stages = night.values
        scored = bool((stages >= 0).any())
        found = [n3_by_rule(waves, night, line, masked=masked) for line in LINES]
        rules.append(
            {
                "judged": judged_epochs(stages, masked).astype(int).tolist(),
                "by_scorer": (stages == Stage.N3).astype(int).tolist(),
                "sleep_minutes": minutes_asleep(stages, 30.0) if scored else None,
                "has_n3": scored and not bool(is_coarse(stages).any()),
                "found": [
                    {"is_n3": one.is_n3.astype(int).tolist()}
                    | dict(zip(NUMBERS, _plain([one.minutes, one.percent, one.kappa]), strict=True))
                    for one in found
                ],
            }
        )
    return {
        "frequencies": frequencies.tolist(),
        "cumulative": _plain(cumulative.T.ravel()),
        "quantile": SHOWN_SHARE / 100,
        "mask": mask.astype(int).tolist(),
        "thirds": third_spans(mask),
        "power": power,
        "least": LEAST_SHARE,
        "pieces": {
            "amplitude": amplitude.tolist(),
            "epoch": epoch.tolist(),
            "seconds": seconds.tolist(),
        },
        "lines": LINES,
        "rules": rules,
    }


SITES = ("FP1", "FP2", "F3", "FZ", "F4", "C3", "CZ", "C4", "O1", "O2")
UNKNOWN = 8
"""Place of a site that has no value."""


def scalp() -> dict:
    """Collect a few sites' spectra, and the maps that the kernel makes of them."""
    rng = np.random.default_rng(6)
    frequencies = np.arange(0, 36.01, 0.25)
    density = np.round(rng.gamma(2, 30, (len(SITES), frequencies.size)) / (1 + frequencies**2), 3)
    density[UNKNOWN] = np.nan
    cumulative = cumulative_power(density, frequencies)
    known = [k for k in range(len(SITES)) if k != UNKNOWN]
    grid = scalp_grid(np.array([scalp_positions()[SITES[k]] for k in known]), 12)
    maps = []
    for low, high in BANDS:
        power = band_power(cumulative, frequencies, low, high)
        limits = (float(power[known].min()), float(power[known].max()))
        pixels = map_pixels(grid.fill(power[known])[::-1], limits, VIRIDIS)
        found = {"power": _plain(power), "limits": limits, "pixels": pixels.ravel().tolist()}
        maps.append({"band": (low, high)} | found)
    return {
        "sites": SITES,
        "known": known,
        "frequencies": frequencies.tolist(),
        "cumulative": _plain(cumulative.T.ravel()),
        "size": 12,
        "inside": grid.inside.ravel().astype(int).tolist(),
        "weights": [round(float(one), 9) for one in grid.weights.ravel()],
        "palette": VIRIDIS.rgb(np.linspace(0, 1, len(VIRIDIS.anchors))).tolist(),
        "maps": maps,
    }


NUMBERS = ("minutes", "percent", "kappa")


def _plain(values) -> list[float | None]:
    """Write numbers as JSON knows them."""
    return [None if np.isnan(value) else float(value) for value in values]


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
        "numbers": numbers(),
        "scalp": scalp(),
    }


def test_the_values_that_the_page_compares_with_are_the_kernels():
    written, now = json.loads(VALUES.read_text()), json.loads(json.dumps(values()))
    assert written.keys() == now.keys()
    for was, case in zip(written["cases"], now["cases"], strict=True):
        assert {**was, "filtered": 0} == {**case, "filtered": 0}
        for one, other in zip(was["filtered"], case["filtered"], strict=True):
            held, found = np.array(one, float), np.array(other, float)
            np.testing.assert_allclose(held, found, atol=2e-3, rtol=0, equal_nan=True)
    apart = {"cases": 0, "notches": 0, "numbers": 0, "scalp": 0}
    assert written | apart == now | apart
    assert _rounded(written["numbers"]) == _rounded(now["numbers"])
    _compare_scalps(written["scalp"], now["scalp"])


def _compare_scalps(written, now):
    """Weights come from a triangulation: alike to the digits that any machine has."""
    close = {"weights": 1e-7, "cumulative": 1e-9}
    for name, digits in close.items():
        was, found = (np.array(one[name], float) for one in (written, now))
        np.testing.assert_allclose(was, found, atol=digits, rtol=1e-9, equal_nan=True)
    for was, found in zip(written["maps"], now["maps"], strict=True):
        assert _rounded({**was, "pixels": 0}) == _rounded({**found, "pixels": 0})
        assert np.abs(np.subtract(was["pixels"], found["pixels"])).max() <= 1
    apart = dict.fromkeys((*close, "maps"), 0)
    assert written | apart == json.loads(json.dumps(now)) | apart


def _rounded(value):
    """Leave the last digits to the machine."""
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    return float(f"{value:.9g}") if isinstance(value, float) else value


def test_the_reach_that_the_page_is_told_holds_every_band_and_mains():
    for rate in (64.0, 100.0, 128.0, 1000.0):
        for notch in (0.0, 50.0, 60.0):
            taps = design_filter(Band("own band", LOWEST, HIGHEST), notch, rate)
            assert needed_context(taps) / rate + 1 / rate <= filter_reach()


if __name__ == "__main__":
    VALUES.write_text(json.dumps(values()) + "\n")
