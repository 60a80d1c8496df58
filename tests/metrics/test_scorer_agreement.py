"""Agreement of two scorers."""

import numpy as np
import pytest
import xarray as xr

from explorer import metrics
from explorer.io import read_hypnogram
from explorer.night.hypnogram import make_hypnogram
from tests.metrics.nights import night_of


def dreem_scorers(shared_data, cohort="dodh", nights=5):
    """Five scorers of some nights, (scorer, epoch) each."""
    folder = shared_data / "dod" / cohort
    names = sorted(file.name for file in (folder / "scorer_1").glob("*.json"))[:nights]
    for name in names:
        scorings = [
            read_hypnogram(folder / f"scorer_{k}" / name)["stage"].isel(scorer=0, drop=True)
            for k in range(1, 6)
        ]
        yield xr.concat(scorings, "scorer", join="exact")


def test_a_scorer_agrees_with_itself(compared_night):
    found = metrics.agreement(compared_night, compared_night)
    assert found.cohen_kappa == found.accuracy == found.macro_f1 == 1
    assert (found.sensitivity == 1).all()
    assert (found.specificity == 1).all()


def test_kappa_does_not_ask_who_comes_first(shared_data):
    for scorers in dreem_scorers(shared_data):
        one, two = scorers[0], scorers[1]
        there, back = metrics.agreement(one, two), metrics.agreement(two, one)
        assert float(there.cohen_kappa) == pytest.approx(float(back.cohen_kappa))
        np.testing.assert_array_equal(there.confusion.values, back.confusion.values.T)
        np.testing.assert_allclose(there.sensitivity, back.precision)


def test_kappa_does_not_change_when_stages_are_renamed(shared_data):
    renamed = np.array([3, 0, 4, 1, 2], np.int8)
    for scorers in dreem_scorers(shared_data, nights=2):
        one, two = (np.where(s < 0, s, renamed[s]) for s in scorers.values[:2])
        before = metrics.agreement(scorers[0], scorers[1])
        after = metrics.agreement(make_hypnogram(one), make_hypnogram(two))
        assert float(before.cohen_kappa) == pytest.approx(float(after.cohen_kappa))


def test_kappa_of_independent_scorers_is_near_zero():
    rng = np.random.default_rng(1)
    one, two = (make_hypnogram(rng.integers(0, 5, 50_000)) for _ in range(2))
    assert abs(float(metrics.agreement(one, two).cohen_kappa)) < 0.01


def test_kappa_where_chance_gives_all_is_nan():
    assert np.isnan(metrics.agreement(night_of("W5"), night_of("W5")).cohen_kappa)


def test_a_confusion_counted_by_hand():
    one = make_hypnogram(["W", "W", "N1", "N2", "N2", "UNSCORED", "REM"])
    two = make_hypnogram(["W", "N1", "N1", "N2", "N3", "W", "UNSCORED"])
    found = metrics.agreement(one, two)
    assert found.epochs == 5
    assert found.accuracy == 0.6
    assert found.sensitivity.sel(stage="W") == 0.5
    assert found.specificity.sel(stage="N1") == 0.75
    assert found.f1.sel(stage="N2") == pytest.approx(2 / 3)
    assert np.isnan(found.sensitivity.sel(stage="REM"))


def test_kappa_is_that_of_scikit_learn(shared_data):
    sklearn = pytest.importorskip("sklearn.metrics")
    for scorers in dreem_scorers(shared_data, nights=3):
        both = (scorers.values[:2] >= 0).all(axis=0)
        one, two = scorers.values[:2, both]
        found = metrics.agreement(scorers[0], scorers[1])
        assert float(found.cohen_kappa) == pytest.approx(sklearn.cohen_kappa_score(one, two))
        theirs = sklearn.f1_score(one, two, labels=range(5), average=None, zero_division=np.nan)
        np.testing.assert_allclose(found.f1, theirs)


def test_hypnograms_of_other_epochs_are_refused():
    with pytest.raises(ValueError, match="same epochs"):
        metrics.agreement(night_of("W5"), night_of("W6"))


def test_limits_of_agreement_by_hand():
    one = xr.Dataset({"TST": ("subject", [400.0, 410.0, 420.0, np.nan])})
    two = xr.Dataset({"TST": ("subject", [402.0, 410.0, 424.0, 400.0])})
    found = metrics.bland_altman(one, two, dim="subject").TST
    assert found.sel(agreement="bias") == 2
    assert found.sel(agreement="sd") == 2
    assert found.sel(agreement="upper") == pytest.approx(2 + 1.96 * 2)
    assert found.sel(agreement="n") == 3


def test_limits_between_two_scorers_of_real_nights(shared_data):
    tables = [metrics.table(scorers) for scorers in dreem_scorers(shared_data)]
    together = xr.concat(tables, "night")
    found = metrics.bland_altman(together.isel(scorer=0), together.isel(scorer=1), dim="night")
    assert (found.TST.sel(agreement="n")) == 5
    assert found.TST.sel(agreement="lower") <= found.TST.sel(agreement="upper")
    assert found.TST.attrs["units"] == "min"
    back = metrics.bland_altman(together.isel(scorer=1), together.isel(scorer=0), dim="night")
    np.testing.assert_allclose(
        found.N3_min.sel(agreement="bias"), -back.N3_min.sel(agreement="bias")
    )


def test_tables_of_other_nights_are_refused():
    one = xr.Dataset({"TST": ("subject", [400.0])})
    with pytest.raises(ValueError, match="same metrics"):
        metrics.bland_altman(one, xr.Dataset({"SE": ("subject", [90.0])}), dim="subject")
    with pytest.raises(ValueError, match="no dimension"):
        metrics.bland_altman(one, one, dim="night")


def test_the_range_over_scorers_holds_every_scorer(shared_data):
    for scorers in dreem_scorers(shared_data, nights=2):
        numbers = metrics.table(scorers)
        found = metrics.over_scorers(numbers)
        assert (found.sel(bound="low").TST <= numbers.TST).all()
        assert (found.sel(bound="high").N3_min >= numbers.N3_min).all()
        assert found.N3_min.attrs["units"] == "min"
