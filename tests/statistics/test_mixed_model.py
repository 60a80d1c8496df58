"""The mixed model against the crossover's closed form, and what it cannot do."""

import numpy as np
import pytest
from scipy import stats

from explorer.statistics.mixed_model import mixed_model
from explorer.statistics.restricted_likelihood import ON_THE_BOUNDARY, fit_by_reml
from explorer.statistics.values_per_person import make_nights


def _crossover(rng, people=12, effect=-10.0, period=0.0, balanced=True):
    columns = {"subject": [], "condition": [], "order": [], "WASO": []}
    for person in range(people):
        level = rng.normal(40, 15)
        drug_first = person % 2 == 0 if balanced else person % 4 == 0
        for order in (1, 2):
            drug = (order == 1) == drug_first
            columns["subject"].append(f"P{person}")
            columns["condition"].append("drug" if drug else "placebo")
            columns["order"].append(order)
            columns["WASO"].append(level + effect * drug + period * (order - 1) + rng.normal(0, 5))
    return make_nights(columns, {"WASO": "min"})


def _by_sequence(nights, drug="drug"):
    """Half differences of first minus second period, of either sequence: the textbook's test."""
    wide = nights.WASO.values.reshape(-1, 2)
    drug_first = nights.condition.values.reshape(-1, 2)[:, 0] == drug
    return (wide[:, 0] - wide[:, 1]) / 2, drug_first


@pytest.mark.parametrize("balanced", [True, False])
def test_the_plain_crossover_has_the_textbooks_answer(rng, balanced):
    nights = _crossover(rng, period=8.0, balanced=balanced)
    half, drug_first = _by_sequence(nights)
    peer = stats.ttest_ind(half[drug_first], half[~drug_first])
    row = mixed_model(nights, "WASO", condition="drug", reference="placebo").sel(term="condition")
    assert float(row.estimate) == pytest.approx(
        half[drug_first].mean() - half[~drug_first].mean(), rel=1e-6
    )
    assert float(row.p) == pytest.approx(peer.pvalue, rel=1e-3)


def test_a_period_does_not_pass_for_a_treatment(rng):
    nights = _crossover(rng, people=40, effect=0.0, period=20.0, balanced=False)
    row = mixed_model(nights, "WASO", condition="drug", reference="placebo")
    assert abs(float(row.estimate.sel(term="condition"))) < 5
    assert float(row.estimate.sel(term="period")) == pytest.approx(20, abs=5)


def test_temazepam_with_the_order_of_nights_taken_out(temazepam_nights):
    found = mixed_model(temazepam_nights, "WASO", condition="temazepam", reference="placebo")
    assert found.attrs["subjects"] == 22
    assert found.attrs["degrees_of_freedom"] == 20
    half, drug_first = _by_sequence(temazepam_nights, "temazepam")
    # Twelve people had the placebo first, so the estimate moves a little: -12.2 from -12.7 min.
    assert float(found.estimate.sel(term="condition")) == pytest.approx(
        half[drug_first].mean() - half[~drug_first].mean(), abs=1e-6
    )


def test_a_person_with_one_night_does_not_stop_the_model(rng):
    nights = _crossover(rng).isel(recording=slice(0, -1))
    found = mixed_model(nights, "WASO", condition="drug", reference="placebo")
    assert found.attrs["nights"] == 23
    assert found.attrs["subjects"] == 12


def test_repeated_nights_let_people_differ_in_their_response(rng):
    nights = _crossover(rng, people=10)
    twice = make_nights(
        {
            "subject": [*nights.subject.values] * 2,
            "condition": [*nights.condition.values] * 2,
            "order": [*nights.order.values, *(nights.order.values + 2)],
            "WASO": [*nights.WASO.values, *(nights.WASO.values + rng.normal(0, 3, 20))],
        }
    )
    found = mixed_model(twice, "WASO", condition="drug", reference="placebo")
    assert found.attrs["formula"].endswith("(condition | subject)")
    assert float(found.estimate.sel(term="condition")) == pytest.approx(-10, abs=6)


def test_what_the_model_lacks_is_said(rng):
    nights = _crossover(rng)
    with pytest.raises(ValueError, match="order"):
        mixed_model(nights.drop_vars("order"), "WASO", condition="drug", reference="placebo")
    with pytest.raises(ValueError, match="no metric 'SWA'"):
        mixed_model(nights, "SWA", condition="drug", reference="placebo")
    with pytest.raises(ValueError, match="both conditions"):
        mixed_model(nights, "WASO", condition="other", reference="placebo")
    with pytest.raises(ValueError, match="the same in all"):
        mixed_model(nights * 0 + 1, "WASO", condition="drug", reference="placebo")
    few = nights.isel(recording=slice(0, 4))
    with pytest.raises(ValueError, match="at least 3 people"):
        mixed_model(few, "WASO", condition="drug", reference="placebo")


def test_one_order_for_all_leaves_no_period_to_estimate(rng):
    nights = _crossover(rng).copy()
    same = nights.assign_coords(order=("recording", np.where(nights.condition == "drug", 2.0, 1.0)))
    found = mixed_model(same, "WASO", condition="drug", reference="placebo")
    assert "period" not in found.term.values


def test_a_metric_that_no_night_has_is_refused():
    nights = make_nights(
        {
            "subject": ["A", "A"],
            "condition": ["p", "d"],
            "order": [1, 2],
            "WASO": [np.nan, np.nan],
        }
    )
    with pytest.raises(ValueError, match="nights with WASO, has none"):
        mixed_model(nights, "WASO", condition="d", reference="p")


@pytest.mark.parametrize("slope", [False, True])
def test_reml_is_that_of_statsmodels(rng, slope):
    peer = pytest.importorskip("statsmodels.regression.mixed_linear_model")
    group = np.repeat(np.arange(14), 6)[:-2]  # one person has fewer nights
    treated = np.tile([0.0, 1.0], 42)[:-2]
    fixed = np.column_stack([np.ones(82), treated, rng.normal(size=82)])
    random = np.column_stack([np.ones(82), treated - 0.5])[:, : 1 + slope]
    people = rng.normal(0, [8.0, 6.0], (14, 2))[:, : 1 + slope]
    response = fixed @ [30, -6, 2] + (random * people[group]).sum(1) + rng.normal(0, 4, 82)
    found = fit_by_reml(response, fixed, random, group)
    fitted = peer.MixedLM(response, fixed, groups=group, exog_re=random).fit(reml=True)
    assert found.estimate == pytest.approx(fitted.fe_params, rel=1e-4)
    # Of a slope statsmodels' own errors add what the variances' uncertainty does, some 1 %.
    assert found.standard_error == pytest.approx(fitted.bse_fe, rel=2e-2)
    variance = fitted.scale * np.eye(82)
    for person in range(14):
        rows = np.flatnonzero(group == person)
        own = random[rows] @ np.asarray(fitted.cov_re) @ random[rows].T
        variance[np.ix_(rows, rows)] += own
    squares = np.diag(np.linalg.inv(fixed.T @ np.linalg.solve(variance, fixed)))
    assert found.standard_error == pytest.approx(np.sqrt(squares), rel=1e-4)
    assert found.within == pytest.approx(fitted.scale, rel=1e-3)
    assert found.between == pytest.approx(np.asarray(fitted.cov_re), rel=5e-3, abs=5e-3)
    assert not found.notes


def test_an_intercept_alone_has_the_variances_of_the_balanced_table(rng):
    """With one number of nights a person REML is the analysis of variance, where that is above."""
    values = rng.normal(0, 2, (9, 4)) + rng.normal(0, 5, (9, 1))
    found = fit_by_reml(
        values.ravel(), np.ones((36, 1)), np.ones((36, 1)), np.repeat(np.arange(9), 4)
    )
    within = ((values - values.mean(1, keepdims=True)) ** 2).sum() / 27
    between = (values.mean(1).var(ddof=1) * 4 - within) / 4
    assert found.within == pytest.approx(within, rel=1e-6)
    assert found.between[0, 0] == pytest.approx(between, rel=1e-6)


def test_people_who_are_all_alike_are_said_to_be(rng):
    values = rng.normal(0, 2, (8, 4))
    values -= values.mean(1, keepdims=True)
    found = fit_by_reml(
        values.ravel(), np.ones((32, 1)), np.ones((32, 1)), np.repeat(np.arange(8), 4)
    )
    assert found.notes == (ON_THE_BOUNDARY,)
    assert found.between[0, 0] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"response": [1.0, 2.0]}, "as many rows"),
        ({"random": np.ones((4, 3))}, "one or two random effects"),
        ({"fixed": np.eye(4)}, "more than 4 rows"),
    ],
)
def test_what_cannot_be_fitted_is_refused_in_a_sentence(change, said):
    given = {
        "response": [1.0, 2.0, 3.0, 5.0],
        "fixed": np.ones((4, 1)),
        "random": np.ones((4, 1)),
        "group": [0, 0, 1, 1],
    }
    with pytest.raises(ValueError, match=said):
        fit_by_reml(**(given | change))
