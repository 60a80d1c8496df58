"""How likely each stage is at each time: shares one can count, clusters that are there."""

import numpy as np
import pytest
import xarray as xr

from explorer.night.hypnogram import make_hypnogram
from explorer.study.hypnodensity import stage_clusters, stage_probability, stage_shares
from explorer.vocabulary.stages import Stage


def nights(change, people=8, seed=1):
    """Hypnograms of W and N2 at random, with N3 for the first hour under "drug" if `change`."""
    rng = np.random.default_rng(seed)
    shares, subjects, conditions = [], [], []
    for person in range(people):
        for condition in ("placebo", "drug"):
            codes = rng.choice([Stage.W, Stage.N2], 480)
            if change and condition == "drug":
                codes[:120] = rng.choice([Stage.N3, Stage.N2], 120, p=[0.9, 0.1])
            shares.append(stage_shares(make_hypnogram(codes)))
            subjects.append(f"S{person}")
            conditions.append(condition)
    return stage_probability(xr.concat(shares, "recording"), subjects, conditions)


def test_the_shares_of_a_bin_add_up_to_one_where_there_are_scored_epochs():
    stages = ["W", "N1", "UNSCORED", "N2", "UNSCORED", "UNSCORED"]
    shares = stage_shares(make_hypnogram(stages), step=60, longest=240)
    total = shares.sum("stage", skipna=False).values
    assert total[:2].tolist() == [1, 1]
    assert np.isnan(total[2:]).all()


def test_the_shares_do_not_depend_on_the_length_of_epochs():
    codes = np.random.default_rng(1).integers(0, 5, 400)
    coarse, fine = make_hypnogram(codes), make_hypnogram(np.repeat(codes, 3), 10.0)
    xr.testing.assert_allclose(stage_shares(coarse), stage_shares(fine))


def test_two_nights_of_a_person_are_averaged():
    shares = [stage_shares(make_hypnogram([s, s]), step=60, longest=60) for s in ("W", "N2", "N2")]
    found = stage_probability(xr.concat(shares, "recording"), ["A", "A", "B"], ["p", "p", "p"])
    assert found.sel(condition="p", stage="N2", time=30).values.tolist() == [0.5, 1.0]


def test_a_stretch_that_differs_is_found_and_nothing_else():
    rng = np.random.default_rng(2)
    found = stage_clusters(nights(True), reference="placebo", condition="drug", rng=rng)
    assert {stage for stage, *_ in found} == {"W", "N2", "N3"}
    assert {(start, stop) for stage, start, stop, _ in found if stage == "N3"} == {(0.0, 3600.0)}
    assert stage_clusters(nights(False), reference="placebo", condition="drug", rng=rng) == ()


def test_too_few_people_have_no_cluster():
    rng = np.random.default_rng(2)
    few = nights(True, people=5)
    assert stage_clusters(few, reference="placebo", condition="drug", rng=rng) == ()


def test_many_nights_in_one_array_are_refused():
    with pytest.raises(ValueError, match="one dimension epoch"):
        stage_shares(xr.DataArray(np.zeros((2, 3)), dims=("night", "epoch")))
