"""Indices of oxygen and limbs beside psgscoring's: a second opinion where it computes the same.

Each row is a series whose truth is known by construction. psgscoring is no dependency of anything:
``pip install psgscoring`` into the environment that runs this. Where it differs, its own rule does,
and the row says which.
"""

import numpy as np

from explorer import metrics
from explorer.analysis.observed_night import observed_events
from explorer.metrics.observed import Observed
from explorer.metrics.oxygen_saturation import measure_saturation
from explorer.night.hypnogram import make_hypnogram
from explorer.night.schema import make_events

_HOURS = 6
_STAGES = (["N2"] * 60 + ["REM"] * 30 + ["W"] * 30) * _HOURS
_CODES = {"N2": "N2", "REM": "R", "W": "W"}
_FALL, _RISE, _EVERY = 20, 20, 150  # s


def main() -> None:
    """Print truth, ours and theirs."""
    try:
        from psgscoring import plm, spo2
    except ImportError:
        print("psgscoring is not installed: pip install psgscoring")
        return
    for name, truth, ours, theirs, why in [*_oxygen(spo2), *_limbs(plm)]:
        print(f"{name:34} truth {truth:9.3f}  ours {ours:9.3f}  psgscoring {theirs:9.3f}  {why}")


def _oxygen(spo2) -> list[tuple[str, float, float, float, str]]:  # type: ignore[no-untyped-def]
    rng = np.random.default_rng(11)
    percent = np.full(_HOURS * 3600, 96.0)
    shape = np.concatenate((np.linspace(0, 1, _FALL), np.linspace(1, 0, _RISE)))
    asleep = np.repeat([stage != "W" for stage in _STAGES], 30)
    depths = {}
    for begin in range(60, percent.size - 100, _EVERY):
        depths[begin] = int(rng.integers(1, 10))
        percent[begin : begin + shape.size] -= depths[begin] * shape
    percent = np.round(percent)
    hypnogram = make_hypnogram(_STAGES)
    found = metrics.table(hypnogram, observed=Observed(saturation=measure_saturation(percent)))
    hours = asleep.sum() / 3600
    counted = [depth for begin, depth in depths.items() if asleep[begin]]
    hypno = [_CODES[stage] for stage in _STAGES]
    theirs = {
        least: len(spo2.detect_desaturations(percent, 1.0, asleep, float(least))) / hours
        for least in (3, 4)
    }
    summary = spo2.analyze_spo2(percent, 1.0, hypno)["summary"]
    valley = percent[asleep]
    rows = [
        (
            f"ODI{least}, an hour",
            sum(depth >= least for depth in counted) / hours,
            float(found[f"ODI{least}"]),
            theirs[least],
            "theirs smooths by 3 s and asks for 3 s below",
        )
        for least in (3, 4)
    ]
    below = summary["pct_below_90"] / 100 * summary["total_sleep_s"] / 60
    rows += [
        ("SpO2_nadir, %", float(valley.min()), float(found.SpO2_nadir), summary["min_spo2"], ""),
        ("SpO2_mean, %", float(valley.mean()), float(found.SpO2_mean), summary["mean_spo2"], ""),
        (
            "T90_min, min",
            (valley < 90).sum() / 60,
            float(found.T90_min),
            below,
            "of its share, rounded to 0.1 %",
        ),
    ]
    return rows


def _limbs(plm) -> list[tuple[str, float, float, float, str]]:  # type: ignore[no-untyped-def]
    rng = np.random.default_rng(12)
    rows = []
    for name, low, high in (("every 20 to 40 s", 20, 40), ("every 4 to 120 s", 4, 120)):
        onset = np.cumsum(rng.uniform(low, high, 400))
        stages = ["N2"] * (int(onset[-1] // 30) + 2)
        marks = [
            {"onset": float(one), "duration": 1.0, "kind": "LM", "channel": "", "source": "me"}
            for one in onset
        ]
        events = observed_events(make_events(marks))
        ours = float(metrics.table(make_hypnogram(stages), observed=events).PLM_count)
        moves = [{"onset_s": float(one), "duration_s": 1.0} for one in onset]
        kept = [moves[0]]
        for one in moves[1:]:  # the AASM's: nearer than 5 s they are one movement
            if one["onset_s"] - kept[-1]["onset_s"] >= plm.PLM_MIN_INTERVAL_S:
                kept.append(one)
        _, theirs = plm._detect_series(kept)
        truth = _in_series([one["onset_s"] for one in kept])
        rows.append((f"PLM_count, {name}", truth, ours, float(theirs), ""))
    return rows


def _in_series(onsets: list[float]) -> float:
    """Movements in runs of four or more that are 90 s apart at most, counted plainly."""
    runs = np.split(np.array(onsets), np.flatnonzero(np.diff(onsets) > 90) + 1)
    return float(sum(len(run) for run in runs if len(run) >= 4))
