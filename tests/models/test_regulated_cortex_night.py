"""The night that comes with the package: what the model gives, to its Monte-Carlo error."""

import numpy as np
import pytest

from explorer.models import regulated_cortex_night
from explorer.models.regulated_cortex import simulate_regulated_cortex
from explorer.models.regulated_cortex_night import (
    compute_model_night,
    load_model_night,
    slow_waves_by_cycle,
)

# One night of an independent implementation, mV2.
BY_CYCLE = np.array([27.8, 29.2, 26.1, 16.5])


@pytest.fixture(scope="module")
def night():
    return load_model_night()


def test_slow_waves_by_cycle_are_the_published_ones(night):
    plain = slow_waves_by_cycle(night).sel(magnesium=0.8)
    # Of one epoch beside its neighbours: what the slow course of the night does is no error.
    activity = night.slow_wave_activity.sel(magnesium=0.8).values[night.state.values == "NREM"]
    error = np.diff(activity).std() / np.sqrt(2) / np.sqrt(2 * plain.minutes.values)
    assert (np.abs(plain - BY_CYCLE) < 3 * np.sqrt(2) * error).all()  # theirs is as large
    assert (error < 0.03 * BY_CYCLE).all()


def test_fifteen_per_cent_more_magnesium_raises_nrem_as_published(night):
    nrem = night.slow_wave_activity[:, night.state.values == "NREM"]
    plain, more = nrem.mean("epoch").values
    parts = np.array([[part.mean() for part in np.array_split(row, 20)] for row in nrem.values])
    error = np.std(parts[1] / parts[0], ddof=1) / np.sqrt(20)
    assert abs(more / plain - 1.156) < 3 * np.sqrt(2) * error
    assert error < 0.02


def test_periods_last_as_the_network_alone_makes_them(night):
    minutes = slow_waves_by_cycle(night).minutes
    np.testing.assert_allclose(minutes, [103, 100, 101, 115], atol=0.5)
    assert (night.state == "REM").sum() / 2 == pytest.approx(22 + 22 + 22 + 19, abs=1)


def test_what_is_computed_is_what_is_loaded(tmp_path, monkeypatch):
    monkeypatch.setattr(regulated_cortex_night, "HOURS", 0.1)
    monkeypatch.setattr(regulated_cortex_night, "BEFORE_SLEEP", -0.7)
    told = []
    compute_model_night(tmp_path / "night.csv", lambda *share: told.append(share))
    assert told == [(1, 2), (2, 2)]
    monkeypatch.setattr(regulated_cortex_night, "files", lambda _package: tmp_path)
    monkeypatch.setattr(regulated_cortex_night, "FILE", "night.csv")
    loaded = load_model_night()
    rng = np.random.default_rng(regulated_cortex_night.SEED)
    again = simulate_regulated_cortex(0.1, begin=0.7, magnesium=0.92, rng=rng)
    np.testing.assert_allclose(
        loaded.slow_wave_activity.sel(magnesium=0.92), again.slow_wave_activity, rtol=0.005
    )
    assert loaded.state.values.tolist() == again.state.values.tolist()
