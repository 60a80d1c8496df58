"""The mixed model against the crossover's closed form, and what it cannot do."""

import numpy as np
import pytest
from scipy import stats

from explorer.statistics.mixed_model import mixed_model
from explorer.statistics.within_subject import make_nights


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
