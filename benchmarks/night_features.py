"""What of a night's architecture tells simulated nights from real ones: times, shares, bouts."""

import numpy as np

from benchmarks.real_nights import Codes
from explorer.vocabulary.stages import Stage

TIMING = (
    "N3 latency",
    "REM latency",
    "N3 before REM",
    "first REM period",
    "mean REM period",
    "REM periods",
    "cycle",
    "SD of cycle",
    "N3 in first third",
    "N3 in last third",
    "REM in first third",
    "REM in last third",
)
ALL = (
    *TIMING,
    "WASO",
    "%N1",
    "%N2",
    "%N3",
    "%REM",
    "N2 latency",
    "shifts",
    "awakenings",
    "bout of W",
    "bout of N1",
    "bout of N2",
    "bout of N3",
    "bout of REM",
)
_GAP = 30
"""Epochs without REM, 15 min, that part two REM periods."""
_REM_PERIOD = 5.0
"""Minutes of REM that make a period one to be counted."""


def features(codes: Codes) -> dict[str, float]:
    """Describe one night in minutes, shares and numbers an hour; NaN where there is none."""
    asleep = np.flatnonzero(codes > 0)
    sleep = codes[asleep[0] : asleep[-1] + 1]
    count = np.bincount(sleep, minlength=5)
    minutes = (sleep.size - count[Stage.W]) / 2
    found = {
        "SOL": asleep[0] / 2,
        "TST": minutes,
        "WASO": count[Stage.W] / 2,
        "N3": count[Stage.N3] / 2,
        "REM": count[Stage.REM] / 2,
    }
    for stage in (Stage.N1, Stage.N2, Stage.N3, Stage.REM):
        found[f"%{stage.name}"] = 50 * count[stage] / minutes
    for stage in (Stage.N2, Stage.N3, Stage.REM):
        places = np.flatnonzero(sleep == stage)
        found[f"{stage.name} latency"] = places[0] / 2 if places.size else np.nan
    third = sleep.size / 3
    for stage in (Stage.N3, Stage.REM):
        here = sleep == stage
        for name, part in (("first", here[: int(third)]), ("last", here[int(2 * third) :])):
            share = part.sum() / count[stage] if count[stage] else np.nan
            found[f"{stage.name} in {name} third"] = share
    return found | _rem_periods(sleep) | _bouts(sleep, minutes / 60)


def _rem_periods(sleep: Codes) -> dict[str, float]:
    rem = np.flatnonzero(sleep == Stage.REM)
    if not rem.size:
        names = ("N3 before REM", "first REM period", "mean REM period", "cycle", "SD of cycle")
        return dict.fromkeys(names, np.nan) | {"REM periods": 0.0}
    groups = np.split(rem, np.flatnonzero(np.diff(rem) - 1 >= _GAP) + 1)
    lengths = np.array([group.size / 2 for group in groups])
    cycles = np.diff([group[0] for group in groups]) / 2
    return {
        "N3 before REM": (sleep[: rem[0]] == Stage.N3).sum() / 2,
        "first REM period": lengths[0],
        "mean REM period": lengths.mean(),
        "REM periods": float((lengths >= _REM_PERIOD).sum()),
        "cycle": cycles.mean() if cycles.size else np.nan,
        "SD of cycle": cycles.std() if cycles.size > 1 else np.nan,
    }


def _bouts(sleep: Codes, hours: float) -> dict[str, float]:
    changes = np.flatnonzero(np.diff(sleep)) + 1
    starts = np.r_[0, changes]
    lengths = np.diff(np.r_[starts, sleep.size])
    stages = sleep[starts]
    found = {"shifts": changes.size / hours, "awakenings": (stages == Stage.W).sum() / hours}
    for stage in (Stage.W, Stage.N1, Stage.N2, Stage.N3, Stage.REM):
        here = lengths[stages == stage]
        found[f"bout of {stage.name}"] = here.mean() / 2 if here.size else np.nan
        found[f"one-epoch {stage.name}"] = (here == 1).mean() if here.size else np.nan
    after = stages[1:][stages[:-1] == Stage.N3]
    found["N3 to N1"] = (after == Stage.N1).mean() if after.size else np.nan
    return found
