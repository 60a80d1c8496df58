"""The comparison as a whole: the real crossover, hand-made people, and what spoils one."""

import numpy as np
import pytest
import xarray as xr

from explorer.statistics import effect_sizes
from explorer.statistics.caveats import share_left
from explorer.statistics.equivalence import Outcome, SmallestEffect
from explorer.statistics.paired import compare_conditions
from explorer.statistics.plain_language import effects_apart, interval_apart
from explorer.statistics.values_per_person import by_condition, make_nights
from explorer.vocabulary.shown_numbers import shown_number


def _people(reference, condition, **attrs):
    data = np.column_stack([reference, condition]).astype(float)
    people = [f"P{number:02d}" for number in range(len(data))]
    return xr.Dataset(
        {"WASO": (("subject", "condition"), data, {"units": "min", **attrs})},
        coords={"subject": people, "condition": ["placebo", "drug"]},
    )


@pytest.mark.parametrize(
    ("metric", "difference", "p", "digits"),
    [
        ("WASO", -12.7, 0.047, 3),
        ("%N1", -3.0, 0.008, 3),
        ("%N2", 3.4, 0.020, 3),
        ("%N3", -0.3, 0.81, 2),
        ("TST", 14.6, 0.094, 3),
    ],
)
def test_temazepam_in_22_people(temazepam, metric, difference, p, digits):
    row = compare_conditions(temazepam, reference="placebo").table.sel(
        condition="temazepam", metric=metric
    )
    assert row.n == 22
    assert round(float(row.mean_difference), 1) == difference
    assert round(float(row.p_t), digits) == p


def test_wake_after_sleep_onset_under_temazepam(temazepam):
    found = compare_conditions(temazepam, reference="placebo", primary="WASO")
    row = found.table.sel(condition="temazepam", metric="WASO")
    assert round(float(row.reference_mean), 1) == 34.0
    assert round(float(row.p_wilcoxon), 3) == 0.015
    assert row.p_exact == 1  # 2^22 assignments of signs, counted
    assert float(row.p_permutation) == pytest.approx(0.02415, abs=5e-6)
    assert row.outcome == "difference"
    assert found.sentence == (
        "WASO was 12.7 min lower (95 % CI −25.3 to −0.2 min) under temazepam than under placebo in "
        "22 pairs (exact sign-flip p = 0.024; g_av −0.51): a difference."
    )


def test_the_exact_p_of_temazepam_is_what_sampling_signs_comes_to(temazepam, rng):
    d = (temazepam.WASO.sel(condition="temazepam") - temazepam.WASO.sel(condition="placebo")).values
    draws = 100_000
    sums = np.abs((rng.integers(0, 2, (draws, 22)) * 2 - 1) @ d)
    sampled = (sums >= abs(d.sum()) - 1e-9).mean()
    assert abs(sampled - 0.02415) < 4 * np.sqrt(0.02415 / draws)


def test_two_runs_agree_and_other_metrics_do_not_matter(temazepam):
    everything = compare_conditions(temazepam, reference="placebo")
    again = compare_conditions(temazepam, reference="placebo")
    alone = compare_conditions(temazepam[["TST"]], reference="placebo")
    assert everything.table.identical(again.table)
    numbers = ["bca_low", "bca_high", "g_av_low", "p_permutation"]
    assert everything.table.sel(metric=["TST"])[numbers].equals(alone.table[numbers])


def test_swapping_the_conditions_swaps_the_signs():
    values = _people([30, 20, 25, 41, 18], [20, 19, 22, 30, 15])
    one = compare_conditions(values, reference="placebo").table.isel(condition=0, metric=0)
    other = compare_conditions(values, reference="drug").table.isel(condition=0, metric=0)
    for name in ("mean_difference", "g_av", "d_z"):
        assert float(one[name]) == -float(other[name])
    assert float(one.ci_low) == -float(other.ci_high)
    assert float(one.p_permutation) == float(other.p_permutation)


def test_percent_is_the_geometric_mean_of_ratios():
    row = compare_conditions(_people([10, 20, 40], [20, 40, 80]), reference="placebo").table
    assert float(row.percent.item()) == pytest.approx(100)


def test_a_relative_smallest_effect_is_tested_on_ratios():
    placebo = np.array([100.0, 200, 400, 800, 1600, 3200, 150, 300])
    values = _people(placebo, placebo * [1.01, 0.99, 1.02, 0.98, 1.0, 1.01, 0.99, 1.005])
    effects = {"WASO": SmallestEffect(10, relative=True)}
    found = compare_conditions(
        values, reference="placebo", primary="WASO", smallest_effects=effects
    )
    assert found.table.outcome.item() == Outcome.EQUIVALENT
    low, high = effect_sizes.t_interval(np.log([1.01, 0.99, 1.02, 0.98, 1, 1.01, 0.99, 1.005]), 0.9)
    ends = " to ".join(shown_number(100 * np.expm1(end), ".2f") for end in (low, high)) + " %"
    assert found.sentence.endswith(f"equivalent within 10 % (two one-sided tests: 90 % CI {ends}).")
    absolute = {"WASO": SmallestEffect(1)}  # of a metric from 100 to 3200: too much to ask
    row = compare_conditions(
        values, reference="placebo", primary="WASO", smallest_effects=absolute
    ).table
    assert row.outcome.item() == Outcome.INCONCLUSIVE


def test_a_person_without_wake_has_no_ratio_and_it_is_said():
    row = compare_conditions(_people([10, 20, 40, 0], [20, 40, 80, 5]), reference="placebo").table
    assert (row.n.item(), row.n_ratio.item()) == (4, 3)
    assert "ratios from 3 of 4 pairs" in row.reason.item()


def test_five_people_can_never_show_a_difference_and_are_told_so():
    found = compare_conditions(
        _people([30] * 5, [9, 8, 7, 6, 5]), reference="placebo", primary="WASO"
    )
    assert found.table.p_permutation.item() == 0.0625
    assert "inconclusive" in found.sentence
    assert any("cannot give a p below 0.0625" in note for note in found.notes)


def test_one_person_who_makes_the_result_is_seen():
    found = compare_conditions(
        _people([30] * 8, [29, 31, 28, 31, 30, 29, 31, -70]), reference="placebo"
    )
    influence = found.influence.mean_difference.isel(condition=0, metric=0)
    assert influence.sel(subject="P07").item() == pytest.approx(-1 / 7)
    assert np.allclose(influence.drop_sel(subject="P07"), -101 / 7, atol=1)


def test_people_without_a_pair_are_shown_but_not_compared():
    found = compare_conditions(
        _people([30, 20, np.nan, 40], [20, 10, 15, np.nan]), reference="placebo"
    )
    assert found.table.n.item() == 2
    assert found.values.WASO.sel(subject="P02", condition="drug").item() == 15
    assert np.isnan(found.differences.sel(subject="P02")).all()


def test_nights_without_a_pair_are_named():
    nights = make_nights(
        {
            "subject": ["A", "A", "B", "C", "C"],
            "condition": ["p", "d", "p", "p", "d"],
            "WASO": [30.0, 20.0, 10.0, 15.0, 12.0],
        }
    )
    notes = compare_conditions(by_condition(nights), reference="p").notes
    assert "d: 1 without a pair, shown but not compared: B." in notes


def test_repeated_nights_are_averaged_and_people_counted():
    nights = make_nights(
        {
            "subject": ["A", "A", "A", "B", "B"],
            "condition": ["p", "p", "d", "p", "d"],
            "WASO": [30.0, 20.0, 15.0, 15.0, 12.0],
        }
    )
    found = compare_conditions(by_condition(nights), reference="p")
    assert found.table.n.item() == 2
    assert found.table.mean_difference.item() == -6.5
    assert any("people, not nights, are counted" in note for note in found.notes)


def test_the_order_of_nights_is_said_and_carry_over_not_pretended_away(temazepam):
    notes = " ".join(compare_conditions(temazepam, reference="placebo").notes)
    assert "placebo came first in 12 and temazepam in 10 of 22 people" in notes
    assert "carry-over cannot be told from the order" in notes
    assert "first nights in the study are among them" in notes
    assert "brain magnesium" not in notes  # nobody took any here


def test_the_washout_of_brain_magnesium_is_told_where_magnesium_was_given():
    values = _people([30, 20, 25], [20, 19, 22]).assign_coords(
        order=(("subject", "condition"), [[1.0, 2.0], [2.0, 1.0], [1.0, 2.0]])
    )
    for name, given in (("MgT 2 g", True), ("magnesium citrate", True), ("zopiclone 7 mg", False)):
        named = values.assign_coords(condition=["placebo", name])
        notes = " ".join(compare_conditions(named, reference="placebo").notes)
        assert "needs a washout of 5 time constants" in notes
        assert ("brain magnesium" in notes) == given


def test_one_order_for_everybody_is_confounded_with_time():
    values = _people([30, 20, 25], [20, 19, 22])
    order = (("subject", "condition"), [[1.0, 2.0]] * 3)
    notes = " ".join(
        compare_conditions(values.assign_coords(order=order), reference="placebo").notes
    )
    assert "cannot be told from time" in notes


ABBA = "placebo, drug, drug, placebo"
ABAB = "placebo, drug, placebo, drug"
AABB, BBAA = "placebo, placebo, drug, drug", "drug, drug, placebo, placebo"
EARLY = "partly mistaken for time"
ONE_ORDER, TWO_PERIODS = "cannot be told from time", "in a two-period crossover"


@pytest.mark.parametrize(
    ("orders", "first", "said"),
    [
        ([ABBA] * 3, "placebo came first in all 3 people", ()),
        ([ABAB] * 3, "placebo came first in all 3 people", (EARLY,)),
        ([AABB] * 3, "placebo came first in all 3 people", (ONE_ORDER,)),
        ([AABB, AABB, BBAA], "placebo came first in 2 and drug in 1 of 3 people", (TWO_PERIODS,)),
        ([AABB, ABBA, BBAA], "placebo came first in 2 and drug in 1 of 3 people", ()),
        # By their mean nights placebo is earlier in 2 and drug in 1.
        (
            ["drug, placebo, placebo, other, other, drug", "placebo, other, drug", BBAA],
            "placebo came first in 1 and drug in 2 of 3 people",
            (),
        ),
    ],
)
def test_who_came_first_is_by_first_nights_and_time_by_all(orders, first, said):
    rows = [
        (f"P{k}", condition, place, 20.0 + 3 * k + place)
        for k, order in enumerate(orders)
        for place, condition in enumerate(order.split(", "), start=1)
    ]
    columns = dict(
        zip(("subject", "condition", "order", "WASO"), zip(*rows, strict=True), strict=True)
    )
    notes = compare_conditions(by_condition(make_nights(columns)), reference="placebo").notes
    notes = [one for one in notes if one.startswith("drug: ")]
    assert f"drug: {first}." in notes
    told = " ".join(notes)
    assert tuple(one for one in (EARLY, ONE_ORDER, TWO_PERIODS) if one in told) == said
    assert ("carry-over" in told) == (said != (ONE_ORDER,))


def test_conditions_of_one_place_in_the_order_are_said_and_not_called_first():
    values = _people([30, 20, 25], [20, 19, 22])
    for places, said in (
        ([[1.0, 1.0], [1.0, 2.0], [2.0, 1.0]], "in 1 and drug in 1 of 3 people; placebo and drug "
         "have one place in the order of nights in 1"),
        ([[1.0, 1.0]] * 3, "of nights in all 3 people, so neither came first"),
    ):  # fmt: skip
        told = values.assign_coords(order=(("subject", "condition"), places))
        notes = " ".join(compare_conditions(told, reference="placebo").notes)
        assert said in notes
        assert ONE_ORDER not in notes


@pytest.mark.parametrize("people", [0, 1, 2, 3])
def test_too_few_people_are_no_crash(people):
    found = compare_conditions(
        _people([30, 20, 25][:people], [20, 19, 22][:people]), reference="placebo"
    )
    assert found.table.n.item() == people
    assert found.table.outcome.item() == Outcome.INCONCLUSIVE
    assert found.table.reason.item() or people == 3
    assert found.sentence


@pytest.mark.parametrize("same", [0.0, -5.0])
def test_people_who_all_change_alike_are_no_crash(same):
    found = compare_conditions(_people(np.arange(8.0), np.arange(8.0) + same), reference="placebo")
    row = found.table.isel(condition=0, metric=0)
    assert np.isnan(float(row.p_t))
    assert np.isnan(float(row.d_z))
    assert float(row.mean_difference) == same
    assert found.sentence


def test_every_further_condition_is_compared_and_counted_among_the_tests(rng):
    data = rng.normal(30, 5, (9, 3))
    values = xr.Dataset(
        {"WASO": (("subject", "condition"), data)},
        coords={"subject": list("ABCDEFGHI"), "condition": ["low", "none", "high"]},
    )
    found = compare_conditions(values, reference="none")
    assert found.table.condition.values.tolist() == ["low", "high"]
    largest, smallest = sorted(found.table.p_permutation.values.ravel())[::-1]
    assert found.table.p_adjusted.values.max() == pytest.approx(largest)
    assert found.table.p_adjusted.values.min() == pytest.approx(min(2 * smallest, largest))


def test_without_a_primary_metric_all_is_exploratory(temazepam):
    found = compare_conditions(temazepam, reference="placebo")
    assert "no primary metric chosen beforehand" in found.sentence
    assert any("exploratory" in note for note in found.notes)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"reference": "nothing"}, "no condition 'nothing'"),
        ({"reference": "placebo", "primary": "SWA"}, "no metric 'SWA'"),
    ],
)
def test_what_is_not_there_is_refused_by_name(arguments, words):
    with pytest.raises(ValueError, match=words):
        compare_conditions(_people([1, 2], [2, 3]), **arguments)


def test_other_dims_and_lone_conditions_are_refused():
    values = _people([1, 2], [2, 3])
    with pytest.raises(ValueError, match="second condition"):
        compare_conditions(values.sel(condition=["placebo"]), reference="placebo")
    with pytest.raises(ValueError, match="no others"):
        compare_conditions(values.expand_dims(channel=2), reference="placebo")
    with pytest.raises(ValueError, match="lack"):
        compare_conditions(
            values.drop_vars("subject").rename(subject="person"), reference="placebo"
        )


def test_two_weeks_of_washout_leave_a_third():
    assert share_left(14, 12) == pytest.approx(0.31, abs=0.005)
    assert share_left(60, 12) < 0.01
    with pytest.raises(ValueError, match="time constant"):
        share_left(14, 0)


def test_what_was_computed_before_is_taken_and_changes_no_number():
    values = _people([40, 30, 22, 35, 50, 28], [31, 26, 20, 30, 41, 29])
    values["SOL"] = values.WASO * 2 - values.WASO.min()
    known = {}
    compare_conditions(values, reference="placebo", primary="WASO", known=known)
    assert len(known) == 2
    again = {"reference": "placebo", "primary": "SOL"}
    fresh = compare_conditions(values, **again)
    quick = compare_conditions(values, **again, known=known, quick=True)
    xr.testing.assert_identical(quick.table, fresh.table)
    xr.testing.assert_identical(quick.influence, fresh.influence)
    assert quick.notes == fresh.notes
    without = values.isel(subject=slice(1, None))
    compare_conditions(without, **again, known=known)
    assert len(known) == 4  # other people, other numbers


@pytest.mark.parametrize(
    ("ends", "effect", "words"),
    [
        (
            (-0.2, 6.1),
            (0.1, 0.9),
            "The interval of g_av does not hold 0 and that of the sentence does",
        ),
        ((0.2, 6.1), (-0.1, 0.9), "The interval of g_av holds 0 and that of the sentence does not"),
        ((0.2, 6.1), (0.1, 0.9), ""),
        ((-0.2, 6.1), (-0.1, 0.9), ""),
        ((-0.2, 6.1), (np.nan, np.nan), ""),
    ],
)
def test_where_the_forest_and_the_sentence_disagree_the_sentence_decides(ends, effect, words):
    values = {"mean_difference": 3.0, "ci_low": ends[0], "ci_high": ends[1]}
    values |= {"g_av_low": effect[0], "g_av_high": effect[1], "scale": "difference", "units": "min"}
    table = xr.Dataset({name: (("condition", "metric"), [[one]]) for name, one in values.items()})
    table = table.assign_coords(condition=["drug"], metric=["WASO"])
    said = effects_apart(table, "drug", "WASO")
    assert words in said
    assert said.endswith("the sentence decides, by its p.") == bool(words)
    # Without a primary metric the sentence names the nearest: the same is said of that one.
    for p in (np.nan, 0.057):
        tested = table.assign(p_permutation=(("condition", "metric"), [[p]]))
        tested = tested.assign(outcome=(("condition", "metric"), [[Outcome.INCONCLUSIVE]]))
        # By the symbol that heads its row of the figure.
        named = f"SFI: {said}" if said and p < 1 else ""
        assert effects_apart(tested.assign_coords(metric=["SFI_W"]), "drug", "") == named


@pytest.mark.parametrize(
    ("low", "high", "p", "words"),
    [
        (-0.18, 6.11, 0.029, "The interval holds 0 although p = 0.029"),
        (0.2, 6.11, 0.06, "The interval does not hold 0 although p = 0.06"),
        (0.2, 6.11, 0.029, ""),
        (-0.2, 6.11, 0.06, ""),
        (np.nan, np.nan, 0.5, ""),
    ],
)
def test_where_interval_and_test_disagree_it_is_said_which_decides(low, high, p, words):
    row = xr.Dataset({"p_permutation": p})
    said = interval_apart(row, (low, high), "sign-flip test")
    assert words in said
    assert said.endswith("p decides.") == bool(words)
