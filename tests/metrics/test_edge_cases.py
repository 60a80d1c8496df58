"""The nights on which tools differ, and what each rule says of them."""

import numpy as np
import pytest

from explorer import metrics
from explorer.metrics import METRICS
from explorer.night.hypnogram import make_hypnogram
from tests.metrics.nights import night_of, value


def test_unscored_within_sleep_counts_in_spt_and_not_in_tst_or_waso():
    night = night_of("W10 N2:30 UNSCORED10 N2:30 W10")
    assert value(night, "SPT") == 70
    assert value(night, "TST") == 60
    assert value(night, "WASO") == 0
    assert value(night, "AWAKENINGS") == 0
    assert value(night, "SE") == pytest.approx(100 * 60 / 90)


def test_artefact_counts_as_unscored_does():
    unscored, artefact = (
        night_of(f"W10 N2:30 {name}10 N2:30 W10") for name in ("UNSCORED", "ARTEFACT")
    )
    for symbol in set(METRICS) - {"UNSCORED", "ARTEFACT"}:
        assert value(unscored, symbol) == pytest.approx(value(artefact, symbol), nan_ok=True)


def test_unscored_edges_count_in_time_in_bed_as_in_yasa():
    night = night_of("UNSCORED10 W10 N2:82 W10 UNSCORED10")
    assert value(night, "TIB") == 122
    assert value(night, "SOL") == 20
    assert round(value(night, "SE"), 1) == 67.2


def test_without_unscored_edges_time_in_bed_is_that_of_luna():
    night = metrics.without_unscored_edges(night_of("UNSCORED10 W10 N2:82 W10 UNSCORED10"))
    assert value(night, "TIB") == 102
    assert value(night, "SOL") == 10
    assert round(value(night, "SE"), 1) == 80.4


def test_isolated_sleep_at_the_beginning_is_sleep_onset_as_in_yasa():
    night = night_of("N1:2 W150 N2:300")
    assert value(night, "SOL") == 0
    assert value(night, "WASO") == 150


def test_isolated_sleep_at_the_end_keeps_the_wake_before_it_within_the_sleep_period():
    night = night_of("N2:300 W150 N1:2")
    assert value(night, "WASO") == 150  # Luna 1.7.0 gives this too, and means not to
    assert value(night, "SPT") == 452


@pytest.mark.parametrize("minutes", ["N1:2 W150 N2:300", "N2:300 W150 N1:2"])
def test_without_isolated_sleep_both_ends_of_the_night_are_treated_alike(minutes):
    night = metrics.without_isolated_sleep(night_of(minutes))
    assert value(night, "WASO") == 0
    assert value(night, "TST") == 300


@pytest.mark.parametrize("minutes", ["N1:5.5 W150 N2:300", "N1:2 W119.5 N2:300", "N2:300 W90"])
def test_sleep_that_is_long_or_near_is_no_stray(minutes):
    night = night_of(minutes)
    assert metrics.without_isolated_sleep(night).identical(night)


def test_a_sleepless_night_has_no_onset_to_count_from():
    night = night_of("W60")
    for symbol in (
        "WASO",
        "WASO_SPT",
        "WASO_AASM",
        "SME",
        "SFI",
        "SOL",
        "Lat_REM",
        "%N2",
        "T_wake",
    ):
        assert np.isnan(value(night, symbol)), symbol
    assert [value(night, symbol) for symbol in ("TST", "SPT", "SE", "N2")] == [0, 0, 0, 0]
    assert value(night, "WAKE") == 60


def test_of_a_night_nobody_scored_nothing_is_said_but_its_length():
    table = metrics.table(night_of("UNSCORED60"))
    said = {name for name, number in table.items() if not np.isnan(number)}
    assert said == {"TIB", "UNSCORED"}
    assert table.UNSCORED == table.TIB == 60


def test_a_night_without_epochs_has_a_time_in_bed_of_zero_and_nothing_else():
    table = metrics.table(make_hypnogram([]))
    assert {name for name, number in table.items() if not np.isnan(number)} == {"TIB", "UNSCORED"}
    assert table.TIB == 0


def test_one_epoch_of_sleep_is_a_sleep_period():
    night = make_hypnogram(["N2"])
    assert value(night, "SPT") == value(night, "TST") == 0.5
    assert value(night, "SE") == value(night, "SME") == 100


def test_a_study_that_starts_in_sleep_has_a_latency_of_zero():
    assert value(night_of("N2:60 W5"), "SOL") == 0


def test_a_study_that_ends_in_sleep_has_no_wake_after_it():
    night = night_of("W5 N2:60")
    assert value(night, "FWT") == 0
    assert value(night, "WASO_AASM") == 0


def test_without_rem_its_latencies_are_nan_and_its_minutes_zero():
    night = night_of("W5 N2:60 W5")
    for symbol in ("Lat_REM", "Lat_REM_onset", "Lat_REM_NREM", "TA_REM"):
        assert np.isnan(value(night, symbol)), symbol
    assert value(night, "REM") == value(night, "%REM") == 0


@pytest.mark.parametrize(
    ("minutes", "any_sleep", "consolidated", "five", "ten"),
    [
        ("W10 N1:1 W1 N1:1.5 N2:8", 10, 12, 12, np.nan),
        ("W10 N1:1 N2:4 W1 N2:10", 10, 11, 10, 16),
        ("N1:1 W1 N1:1 W1", 0, np.nan, np.nan, np.nan),
        ("W3 REM1 W1", 3, 3, np.nan, np.nan),
    ],
)
def test_sleep_onset_by_four_rules(minutes, any_sleep, consolidated, five, ten):
    night = night_of(minutes)
    found = [value(night, symbol) for symbol in ("SOL", "SOL_3N1", "SOL_5min", "SOL_10min")]
    assert found == pytest.approx([any_sleep, consolidated, five, ten], nan_ok=True)


def test_lights_bound_time_in_bed_to_whole_epochs():
    night = night_of("W10 N2:60 W10")
    table = metrics.table(night, lights=(300.0, 75 * 60.0))
    assert table.TIB == 70
    assert table.SOL == 5
    assert table.T_onset == 600  # the clock still counts from the start of the recording
    assert metrics.table(night, lights=(np.nan, np.nan)).TIB == 80
    assert metrics.table(night, lights=(300.0, np.nan)).TIB == 75


def test_lights_that_go_on_before_they_go_off_are_refused():
    with pytest.raises(ValueError, match="lights must go off before they go on"):
        metrics.table(night_of("W10"), lights=(300.0, 300.0))


def test_an_unknown_symbol_is_refused_with_the_nearest():
    with pytest.raises(ValueError, match="WASO_SPT"):
        metrics.table(night_of("W10"), symbols=["WASO_SPTT"])


def test_an_unknown_group_is_refused():
    with pytest.raises(ValueError, match="organisation"):
        metrics.table(night_of("W10"), groups=["organization"])


def test_what_is_no_stage_is_refused():
    night = night_of("W10")
    with pytest.raises(ValueError, match="unknown stage codes"):
        metrics.table(night.copy(data=np.full(20, 9, np.int8)))
    with pytest.raises(ValueError, match="codes of stages"):
        metrics.table(night.astype(float))
    with pytest.raises(ValueError, match="dimension 'epoch'"):
        metrics.table(night.rename(epoch="time"))
    with pytest.raises(ValueError, match="epoch_length"):
        metrics.table(night.drop_vars("epoch_length"))
