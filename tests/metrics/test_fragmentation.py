"""Bouts, transitions and complexity against what theory says."""

import numpy as np
import pytest
import xarray as xr

from explorer import metrics
from explorer.metrics.aliases import find_symbol
from explorer.metrics.bout_laws import bout_law
from explorer.metrics.metric_catalogue import METRICS
from explorer.night.hypnogram import make_hypnogram
from tests.metrics.nights import night_of, value

# 70 013 transitions between W, N1, N2, N3 and REM (rows from, columns to) from epoch to epoch of
# 30 s: Metzner et al. 2021, Communications Biology 4, matrix "traMat_Epoch".
METZNER = np.array(
    [
        [11737, 571, 84, 2, 2],
        [281, 6697, 1661, 11, 59],
        [253, 1070, 26259, 505, 272],
        [49, 176, 279, 9630, 12],
        [57, 189, 84, 2, 10071],
    ]
)


def test_the_entropy_rate_of_the_metzner_matrix():
    assert round(metrics.markov_entropy_rate(METZNER), 3) == 0.474


def test_the_entropy_rate_of_a_coin_is_one_bit_and_of_a_clock_none():
    assert metrics.markov_entropy_rate(np.ones((2, 2))) == pytest.approx(1.0)
    assert metrics.markov_entropy_rate(np.roll(np.eye(5), 1, axis=1)) == pytest.approx(0.0)


def test_a_long_chain_has_the_entropy_rate_of_its_matrix():
    rng = np.random.default_rng(1)
    rows = (METZNER / METZNER.sum(axis=1, keepdims=True)).cumsum(axis=1)
    codes, stage = np.empty(200_000, np.int8), 0
    for epoch, chance in enumerate(rng.random(codes.size)):
        stage = int(np.searchsorted(rows[stage], chance))
        codes[epoch] = stage
    expected = metrics.markov_entropy_rate(METZNER)
    assert value(make_hypnogram(codes), "ENTROPY") == pytest.approx(expected, rel=0.02)


def test_a_matrix_that_cannot_come_back_is_refused():
    with pytest.raises(ValueError, match="stationary"):
        metrics.markov_entropy_rate([[1, 1], [0, 1]])
    with pytest.raises(ValueError, match="square"):
        metrics.markov_entropy_rate([[1, 1]])


def test_transitions_do_not_bridge_what_nobody_scored():
    found = metrics.transitions(night_of("W1 UNSCORED1 N2:1"))
    assert int(found["count"].sum()) == 2
    assert np.isnan(found.probability.sel(from_stage="N1")).all()


def test_embedded_transitions_leave_out_staying():
    found = metrics.transitions(night_of("W1 N1:1 N2:1 W1 N1:1"))
    assert found.embedded.sel(from_stage="W", to_stage="N1") == 1
    assert (np.diag(found.embedded.fillna(0)) == 0).all()
    assert found.probability.sel(from_stage="W", to_stage="W") == 0.5


def test_the_survival_of_a_geometric_chain_is_its_power():
    rng = np.random.default_rng(2)
    stay = 0.8
    lengths = rng.geometric(1 - stay, 20_000)
    stages = np.repeat(np.arange(lengths.size) % 2 * 2, lengths)
    found = metrics.bout_survival(make_hypnogram(stages, 60.0), state="N2")
    for minutes in (1, 2, 5, 10):
        survival = float(found.survival.sel(duration=minutes))
        assert survival == pytest.approx(stay**minutes, abs=0.015)
    assert found["median"] == 4  # the first whole minute at which 0.8^t <= 0.5


def test_a_bout_that_lights_on_cuts_short_is_censored():
    found = metrics.bout_survival(night_of("N2:1 W1 N2:3"))
    assert int(found.censored.sum()) == 1
    assert found.survival.values.tolist() == [1.0, 0.5, 0.5]
    assert np.isnan(found["median"]) or found["median"] == 1


def test_a_bout_that_an_unscored_epoch_cuts_short_is_censored():
    found = metrics.bout_survival(night_of("N2:1 UNSCORED1 N2:1 W1"))
    assert found.censored.values.tolist() == [0, 1]


def test_survival_without_censoring_is_the_share_that_lasts():
    found = metrics.bout_survival(night_of("N2:1 W1 N2:2 W1 N2:4 W1 N2:8 W1"))
    assert found.survival.values.tolist() == [1.0, 0.75, 0.5, 0.25, 0.0]


def test_bouts_of_many_nights_are_pooled():
    night = night_of("N2:1 W1 N2:2 W1")
    both = xr.concat([night, night], "subject")
    assert metrics.bout_survival(both).at_risk.values[0] == 4


def test_awakenings_are_counted_by_their_least_length():
    night = night_of("N2:9 W.5 N2:9 W1 N2:9 W2 N2:9 W5 N2:9 W30")
    symbols = ("AWAKENINGS", "AWAKENINGS_1min", "AWAKENINGS_2min", "AWAKENINGS_5min")
    assert [value(night, symbol) for symbol in symbols] == [4, 3, 2, 1]
    assert value(night, "AWAKENING_longest") == 5
    assert value(night, "AWAKENING_mean") == 8.5 / 4


def test_fragmentation_by_its_named_rules():
    night = night_of("W10 N1:5 W5 N2:20 N1:5 N3:20 N2:5 W5 REM5 N1:5 W5")  # TST 65 min
    hours = 65 / 60
    assert value(night, "SFI") == pytest.approx(3 / hours)
    assert value(night, "SFI_N1") == pytest.approx(5 / hours)
    assert value(night, "SFI_beyond_N1") == pytest.approx(3 / hours)
    # 2 awakenings before the last sleep; N2-N1, N1-N3, N3-N2, REM-N1 among sleep stages.
    assert value(night, "SFI_Haba_Rubio") == pytest.approx((2 + 4) / hours)
    assert value(night, "SFI_lighter") == pytest.approx(6 / hours)
    assert value(night, "SHIFTS") == 10


def test_a_rule_of_our_own_is_not_told_as_a_published_index_and_its_former_name_finds_it():
    ours, published = METRICS["SFI_beyond_N1"], METRICS["SFI_Haba_Rubio"]
    assert "Haba-Rubio" not in ours.source
    assert "10.1016/j.sleep.2004.06.007" in published.source
    assert "is open" in published.caveat
    assert find_symbol("SFI_consolidated") == "SFI_beyond_N1"


def test_the_phrases_of_a_text_parsed_by_hand():
    # 0 | 001 | 10 | 100 | 1000 | 101, the example of Lempel & Ziv 1976 (and of Kaspar & Schuster).
    night = make_hypnogram([int(digit) for digit in "0001101001000101"])
    assert value(night, "LZ76") == pytest.approx(6 * np.log(16) / np.log(5) / 16)


def test_a_constant_night_is_as_compressible_as_can_be():
    assert value(night_of("N2:60"), "LZW") == 0


def test_shuffled_epochs_are_less_compressible_than_a_night(compared_night):
    rng = np.random.default_rng(3)
    found = metrics.compare_with_shuffled(compared_night, rng=rng, shuffles=20)
    assert found.ratio < 0.5
    shuffled = compared_night.copy(data=rng.permutation(compared_night.values))
    again = metrics.compare_with_shuffled(shuffled, rng=rng, shuffles=20)
    assert float(again.ratio) == pytest.approx(1, abs=0.05)


def test_the_same_seed_gives_the_same_shuffles(compared_night):
    one, two = (
        metrics.compare_with_shuffled(compared_night, rng=np.random.default_rng(4), shuffles=5)
        for _ in range(2)
    )
    assert one.identical(two)


def night_of_bouts(wake_lengths):
    stages = []
    for length in wake_lengths:
        stages += [0] * int(length) + [2] * 3
    return make_hypnogram(stages)


def test_each_law_is_recognised_on_many_bouts_of_its_own():
    rng = np.random.default_rng(5)
    exponential = bout_law(night_of_bouts(rng.geometric(0.3, 4000)))
    assert exponential.log_likelihood_difference < -10
    assert float(exponential.time_constant) == pytest.approx(-0.5 / np.log(0.7), rel=0.05)
    power = bout_law(night_of_bouts(np.minimum(rng.zipf(2.2, 4000), 2000)))
    assert power.log_likelihood_difference > 10
    assert float(power.exponent) == pytest.approx(2.2, abs=0.06)


def test_a_law_comes_with_the_warning_that_one_night_cannot_tell():
    law = metrics.bout_law(night_of("W5 N2:20 W1 N2:20 W2 N2:20"))
    assert "One night cannot tell" in law.attrs["warning"]
    assert np.isnan(metrics.bout_law(night_of("N2:20")).exponent)
