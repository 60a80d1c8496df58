"""A staging kept on disk comes back as it was, or not at all."""

import os

import numpy as np
import pytest
import xarray as xr

from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.scoring.combine_scorers import Staging
from explorer.staging import store as kept_module
from explorer.staging.store import load_staging, save_staging
from explorer.storage.settings import SCORINGS_VARIABLE
from explorer.vocabulary.stages import SCORED


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(SCORINGS_VARIABLE, str(tmp_path / "scorings"))
    return tmp_path / "scorings"


@pytest.fixture
def staging(short_night):
    hypnogram = make_hypnogram(["W", "N1", "N2", "N2", "UNSCORED", "N3", "N2", "REM", "REM", "W"])
    belief = np.random.default_rng(1).dirichlet(np.ones(5), 10)
    belief[4] = np.nan
    probability = xr.DataArray(
        belief,
        dims=("epoch", "stage_name"),
        coords={"stage_name": [one.name for one in SCORED], "onset": hypnogram.onset},
        name="probability",
        attrs={"units": "1", "long_name": "probability of the stage"},
    )
    assert short_night.hypnogram.sizes["epoch"] == 10
    return Staging("YASA 0.8.1", hypnogram, probability, ("C4",), ("one note", "and <b>"))


def test_what_is_kept_comes_back_to_the_last_bit(short_night, staging):
    assert load_staging(short_night) is None
    save_staging(short_night, staging)
    back = load_staging(short_night)
    xr.testing.assert_identical(back.hypnogram, staging.hypnogram)
    xr.testing.assert_identical(back.probability, staging.probability)
    assert (back.scorer, back.channels, back.notes) == (
        staging.scorer,
        staging.channels,
        staging.notes,
    )


def test_a_staging_without_notes_comes_back_too(short_night, staging):
    save_staging(short_night, Staging("YASA 1", staging.hypnogram, staging.probability, (), ()))
    assert load_staging(short_night).notes == ()


def test_another_night_and_other_epochs_get_nothing(short_night, staging):
    save_staging(short_night, staging)
    signals = short_night.signals
    assert load_staging(Night.make(signals, start="2027-01-01T23:00:00")) is None
    finer = make_hypnogram(["W"] * 20, 15.0)
    start = short_night.attrs["start"]
    assert load_staging(Night.make(signals, {"other": finer}, start=start)) is None
    same = make_hypnogram(["N3"] * 10)  # by another scorer: the recording is the same
    assert load_staging(Night.make(signals, {"other": same}, start=start)) is not None


@pytest.mark.parametrize("spoilt", [b"", b"no archive", None])
def test_a_damaged_file_is_nothing_and_is_written_anew(short_night, staging, spoilt):
    path = save_staging(short_night, staging)
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2] if spoilt is None else spoilt)
    assert load_staging(short_night) is None
    save_staging(short_night, staging)
    assert load_staging(short_night) is not None


def test_only_so_many_are_kept_and_those_used_last(short_night, staging, folder, monkeypatch):
    monkeypatch.setattr(kept_module, "MOST_KEPT", 3)
    nights = [Night.make(short_night.signals, start=f"202{year}-01-01T23:00:00") for year in "1234"]
    for age, night in enumerate(nights[:3]):
        os.utime(save_staging(night, staging), (1000 + age, 1000 + age))
    assert load_staging(nights[0]) is not None  # used now: the second is the oldest
    save_staging(nights[3], staging)
    assert [load_staging(night) is not None for night in nights] == [True, False, True, True]
    assert len(list(folder.rglob("*.npz*"))) == 3
    assert sum(file.stat().st_size for file in folder.rglob("*.npz")) < 3 * 40_000
