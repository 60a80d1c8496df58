"""What holds for every hypnogram."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import metrics
from explorer.metrics import METRICS
from explorer.metrics.aliases import script_name
from explorer.metrics.hypnogram_rows import as_hypnograms
from explorer.metrics.run_counts import _compiled, _count, find_runs, tally
from explorer.night.hypnogram import make_hypnogram
from explorer.vocabulary.stages import SCORED, Stage
from tests.metrics.nights import COMPARED, night_of, random_nights

# The middle epoch of few: exact but for the length of an epoch.
QUANTISED = {name for name in METRICS if name.startswith(("TA_", "TS_"))}


@pytest.mark.parametrize("epoch_length", [15.0, 10.0])
@pytest.mark.parametrize("symbol", sorted(set(METRICS) - QUANTISED))
def test_no_metric_depends_on_epoch_length(compared_night, symbol, epoch_length):
    coarse = METRICS[symbol](compared_night)
    fine = METRICS[symbol](night_of(COMPARED, epoch_length))
    xr.testing.assert_allclose(coarse.drop_vars("epoch_length"), fine.drop_vars("epoch_length"))


@pytest.mark.parametrize("epoch_length", [15.0, 10.0, 5.0])
def test_no_metric_of_a_night_with_unscored_epochs_depends_on_epoch_length(epoch_length):
    (night,) = random_nights(1, 600, seed=9)
    fine = make_hypnogram(np.repeat(night.values, round(30 / epoch_length)), epoch_length)
    one, two = metrics.table(night), metrics.table(fine)
    for symbol in set(METRICS) - QUANTISED:
        name = METRICS[symbol].name
        np.testing.assert_allclose(one[name], two[name], err_msg=name)


@pytest.mark.parametrize("epoch_length", [15.0, 10.0])
@pytest.mark.parametrize("rule", metrics.CYCLE_RULES)
def test_cycles_and_bouts_do_not_depend_on_epoch_length(compared_night, epoch_length, rule):
    fine = night_of(COMPARED, epoch_length)
    one, two = (metrics.cycles(night, rule=rule) for night in (compared_night, fine))
    xr.testing.assert_allclose(one, two)
    for state in metrics.BOUT_STATES:
        one, two = (metrics.bout_survival(night, state=state) for night in (compared_night, fine))
        xr.testing.assert_allclose(one.drop_vars("epoch_length", errors="ignore"), two)


@pytest.mark.parametrize("factor", [2, 3])
@pytest.mark.parametrize("symbol", sorted(n for n in METRICS if n.startswith(("TA_", "TS_"))))
def test_timing_moves_by_less_than_an_epoch(compared_night, symbol, factor):
    fine = make_hypnogram(np.repeat(compared_night.values, factor), 30 / factor)
    epochs_of_sleep = float(METRICS["TST"](compared_night)) * 2
    assert abs(float(METRICS[symbol](fine) - METRICS[symbol](compared_night))) < 1 / epochs_of_sleep


def test_stages_wake_and_unscored_sum_to_time_in_bed():
    table = metrics.table(random_nights(200, 300, seed=1))
    stages = [f"{stage}_min" for stage in ("W", "N1", "N2", "N3", "REM")]
    parts = [table[name] for name in (*stages, "UNSCORED", "ARTEFACT")]
    np.testing.assert_allclose(sum(parts), table.TIB)


@pytest.mark.parametrize(("part", "number"), [("third", 3), ("half", 2)])
@pytest.mark.parametrize("stage", [stage.name for stage in SCORED if stage != Stage.W])
def test_parts_of_the_night_sum_to_the_night(part, number, stage):
    table = metrics.table(random_nights(50, 301, seed=2))
    total = sum(table[f"{stage}_{part}{place + 1}"] for place in range(number))
    np.testing.assert_allclose(total, table[f"{stage}_min"])


def test_wake_in_thirds_sums_to_wake_within_the_sleep_period():
    table = metrics.table(random_nights(50, 301, seed=3))
    total = sum(table[f"WAKE_third{place}"] for place in (1, 2, 3))
    np.testing.assert_allclose(total, table.WASO_SPT)


def test_bouts_times_their_mean_are_the_stage():
    table = metrics.table(random_nights(50, 300, seed=4))
    for symbol in ("WAKE", "N1", "N2", "N3", "REM", "NREM"):
        total = table[f"{symbol}_bouts"] * table[f"{symbol}_bout_mean"].fillna(0)
        np.testing.assert_allclose(total, table[script_name(symbol)])


def test_many_nights_at_once_give_what_each_gives_alone():
    nights = random_nights(40, 300, seed=5)
    together = metrics.table(nights)
    for subject, night in enumerate(nights):
        xr.testing.assert_equal(together.isel(subject=subject), metrics.table(night))


def test_the_compiled_count_gives_what_the_plain_one_gives():
    nights = random_nights(60, 300, seed=6)
    runs = find_runs(as_hypnograms(nights).codes)
    plain = tally(runs, 30.0)
    columns, moves = np.zeros_like(plain.columns), np.zeros_like(plain.moves)
    needed = np.array([3, 10, 20, 2, 4, 10])
    _compiled(_count)(runs.bounds, runs.stage, runs.start, runs.length, needed, columns, moves)
    np.testing.assert_array_equal(columns, plain.columns)
    np.testing.assert_array_equal(moves, plain.moves)


@pytest.mark.parametrize("epochs", [960, 1003, 7])
def test_runs_found_at_once_are_those_of_each_night(epochs):
    codes = np.random.default_rng(7).integers(-2, 3, (110_000 // epochs, epochs)).astype(np.int8)
    runs = find_runs(codes)
    assert runs.bounds[-1] == runs.stage.size
    for night, row in enumerate(codes[:200]):
        alone = find_runs(row[None])
        for together, single in zip(runs.of(night), alone.of(0), strict=True):
            np.testing.assert_array_equal(together, single)


def test_other_dims_pass_through_with_their_coordinates(compared_night):
    nights = xr.concat([compared_night, compared_night], "condition").assign_coords(
        condition=["placebo", "drug"]
    )
    table = metrics.table(nights.transpose("epoch", "condition"))
    assert table.TST.dims == ("condition",)
    assert table.condition.values.tolist() == ["placebo", "drug"]
    assert "onset" not in table.coords


def test_every_row_of_the_catalogue_says_what_it_is():
    for row in METRICS.values():
        assert row.title, row.symbol
        assert row.units, row.symbol
        assert row.formula, row.symbol
        assert row.source, row.symbol
        assert row.variant_of in {"", *METRICS}, row.symbol


def test_the_input_is_left_as_it_was(compared_night):
    before = compared_night.copy(deep=True)
    metrics.table(compared_night)
    assert compared_night.identical(before)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(list(Stage)), st.integers(1, 40)), max_size=30),
    st.sampled_from([10.0, 15.0, 20.0, 30.0, 60.0]),
)
def test_no_hypnogram_breaks_the_table(runs, epoch_length):
    stages = [stage for stage, length in runs for _ in range(length)]
    night = make_hypnogram(stages, epoch_length)
    table = metrics.table(night)
    coarse = {row.name for row in metrics.COARSE_METRICS.values()}
    assert set(table) - coarse == {row.name for row in METRICS.values()}
    numbers = {name: float(number) for name, number in table.items()}
    assert not any(np.isinf(number) or number < 0 for number in numbers.values())
    for rule in metrics.CYCLE_RULES:
        found = metrics.cycles(night, rule=rule)
        assert (np.diff(found.onset) > 0).all()
        ends = found.onset + found.duration
        assert (ends.values[:-1] <= found.onset.values[1:]).all()
    metrics.propose_main_sleep(night)
    metrics.without_isolated_sleep(night)
    metrics.without_unscored_edges(night)
    metrics.bout_survival(night)
    metrics.transitions(night)
    metrics.bout_law(night)
    metrics.compare_with_shuffled(night, rng=np.random.default_rng(1), shuffles=2)
    conventions = {"unscored edges": "left out", "isolated sleep": "wake"}
    bounded = metrics.table(night, definitions=conventions)
    assert not bounded.TIB > table.TIB
    hypnograms = as_hypnograms(night)
    assert not any(np.isinf(row.value(hypnograms)).any() for row in metrics.PEER_NUMBERS)
