"""The one open crossover of a sleeping pill and a placebo, as its scorers left it."""

import csv
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from explorer.night.hypnogram import make_hypnogram
from explorer.statistics.values_per_person import by_condition, make_nights
from explorer.study.cohort import cohort

STAGES = {"Wake": "W", "N1": "N1", "N2": "N2", "N3": "N3", "REM": "REM"}


def stages_of(path: Path) -> xr.DataArray:
    """Epochs of one of these tables, those that are no stage unscored."""
    with path.open() as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    stages = [
        name
        for row in rows
        for name in [STAGES.get(row["trial_type"], "UNSCORED")] * round(float(row["duration"]) / 30)
    ]
    return make_hypnogram(stages)


def five_metrics(hypnogram: xr.DataArray) -> dict[str, float]:
    """Minutes of sleep and of wake between first and last sleep, and % of sleep by stage."""
    codes = hypnogram.values
    asleep = codes > 0
    first, last = np.flatnonzero(asleep)[[0, -1]]
    sleep = asleep.sum()
    return {
        "WASO": (codes[first : last + 1] == 0).sum() / 2,
        "TST": sleep / 2,
        **{f"%N{stage}": 100 * (codes == stage).sum() / sleep for stage in (1, 2, 3)},
    }


@pytest.fixture(scope="session")
def temazepam_rows(shared_data: Path) -> list[dict[str, str]]:
    """Subject, session and condition of the 44 telemetry nights, and where each is scored."""
    with (shared_data / "sleep-edf-tables" / "temazepam_nights.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        folder = shared_data / "sleep-edf-hypnograms" / row["subject"] / row["session"] / "eeg"
        row["hypnogram"] = str(next(folder.glob("*events.tsv")))
    return rows


@pytest.fixture(scope="session")
def temazepam_nights(temazepam_rows: list[dict[str, str]]) -> xr.Dataset:
    """Five metrics of 44 nights of 22 people, dims (recording)."""
    metrics = [five_metrics(stages_of(Path(row["hypnogram"]))) for row in temazepam_rows]
    return make_nights(
        {
            "subject": [row["subject"] for row in temazepam_rows],
            "condition": [row["condition"] for row in temazepam_rows],
            "order": [int(row["session"][-1]) for row in temazepam_rows],
            **{name: [night[name] for night in metrics] for name in metrics[0]},
        },
        {"WASO": "min", "TST": "min", "%N1": "%", "%N2": "%", "%N3": "%"},
    )


@pytest.fixture(scope="session")
def temazepam(temazepam_nights: xr.Dataset) -> xr.Dataset:
    """Average those metrics by person: dims (subject, condition)."""
    return by_condition(temazepam_nights)


@pytest.fixture
def rng() -> np.random.Generator:
    """Chance that is the same every time."""
    return np.random.default_rng(20260101)


@pytest.fixture(scope="session")
def read_once():
    """Give a `cohort` that reads a table's nights once, for commands that read the same again.

    What the commands say of them is computed each time; that a page says the same rests on nights
    that it reads by itself.
    """
    kept = {}

    def read_once(table, **options):
        asked = str(table), *sorted(options.items(), key=lambda option: option[0])
        if asked not in kept:
            kept[asked] = cohort(table, **options)
        return kept[asked].copy()

    return read_once
