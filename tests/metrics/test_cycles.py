"""NREM-REM cycles on nights that one can count."""

import numpy as np
import pytest

from explorer import metrics
from explorer.metrics import CYCLE_RULES
from explorer.metrics.cycle_rules import FEINBERG_FLOYD
from tests.metrics.nights import night_of, value


def minutes_of(found):
    return (found.duration / 60).values.tolist()


@pytest.mark.parametrize("rule", CYCLE_RULES)
def test_the_first_rem_period_may_be_short(rule):
    night = night_of("W10 N2:60 REM1 N2:60 REM20 W10")
    assert minutes_of(metrics.cycles(night, rule=rule)) == [61, 80]


@pytest.mark.parametrize("rule", CYCLE_RULES)
def test_a_later_rem_period_of_less_than_five_minutes_ends_no_cycle(rule):
    night = night_of("W10 N2:60 REM10 N2:40 REM4 N2:30 REM20 W10")
    assert minutes_of(metrics.cycles(night, rule=rule)) == [70, 94]


def test_the_last_rem_period_may_be_short_by_aeschbach_and_borbely():
    night = night_of("W10 N2:60 REM10 N2:40 REM4 W10")
    last = {rule: metrics.cycles(night, rule=rule).complete.values[-1] for rule in CYCLE_RULES}
    assert last == {rule: rule == "Aeschbach & Borbély" for rule in CYCLE_RULES}


@pytest.mark.parametrize("rule", CYCLE_RULES)
def test_nrem_of_less_than_fifteen_minutes_is_no_cycle(rule):
    night = night_of("W10 N2:14.5 REM10 W20")
    assert metrics.cycles(night, rule=rule).sizes["cycle"] == 0


@pytest.mark.parametrize("rule", CYCLE_RULES)
def test_lying_awake_after_rem_is_no_nrem_period(rule):
    night = night_of("W10 N2:60 REM20 W30 N2:2 W10")
    assert metrics.cycles(night, rule=rule).sizes["cycle"] == 1


@pytest.mark.parametrize("rule", CYCLE_RULES)
def test_rem_at_sleep_onset_belongs_to_no_cycle(rule):
    night = night_of("W10 REM10 N2:60 REM20 W10")
    found = metrics.cycles(night, rule=rule)
    assert found.sizes["cycle"] == 1
    assert found.rem_minutes.values.tolist() == [20]


@pytest.mark.parametrize("rule", [rule for rule in CYCLE_RULES if rule != "SleepCycles"])
def test_a_little_rem_before_the_first_nrem_period_is_long_enough_does_not_end_it(rule):
    night = night_of("N2:10 REM1 N2:60 REM20 W10")
    assert minutes_of(metrics.cycles(night, rule=rule)) == [91]


def test_the_package_s_code_and_its_text_are_two_rules():
    def both(night):
        return [
            minutes_of(metrics.cycles(night_of(night), rule=rule))
            for rule in ("Feinberg & Floyd", "SleepCycles")
        ]

    # REM of 3 + 3 min is 6 min of REM by the text, and no REM period in a row by the code.
    assert both("N2:60 REM10 N2:40 REM3 N2:5 REM3 N2:40 REM20 W10") == [[70, 51, 60], [70, 111]]
    # After REM the text lets wake begin the NREM period, the code waits for sleep.
    text, code = both("N2:60 REM10 W8 N2:40 REM10 W10")
    assert text == [70, 58]
    assert code == [78, 50]
    # Little REM within the first 15 min: the code begins anew after it.
    assert both("N2:10 REM1 N2:60 REM20 W10") == [[91], [80]]


def test_unscored_epochs_break_what_must_be_in_a_row():
    night = night_of("N2:60 REM4 UNSCORED1 REM4 N2:40 REM10 W10")
    assert minutes_of(metrics.cycles(night, rule="SleepCycles")) == [69, 50]
    later = night_of("N2:60 REM10 N2:40 REM4 UNSCORED1 REM4 N2:40 REM10 W10")
    assert minutes_of(metrics.cycles(later, rule="SleepCycles")) == [70, 99]


@pytest.mark.parametrize("rule", CYCLE_RULES)
def test_a_cycle_without_rem_at_the_end_is_incomplete(rule):
    night = night_of("N2:60 REM20 N2:30 W10")
    assert metrics.cycles(night, rule=rule).complete.values.tolist() == [True, False]


@pytest.mark.parametrize("rule", CYCLE_RULES)
def test_a_cycle_that_the_recording_cuts_off_in_rem_is_incomplete(rule):
    assert metrics.cycles(night_of("N2:60 REM20"), rule=rule).complete.values.tolist() == [False]


def test_fifteen_minutes_awake_end_a_nrem_period_by_luna_alone():
    night = night_of("N2:40 W20 N2:40 REM20 W10")
    assert minutes_of(metrics.cycles(night, rule="Luna")) == [40, 60]
    assert metrics.cycles(night, rule="Luna").complete.values.tolist() == [False, True]
    assert minutes_of(metrics.cycles(night, rule="Feinberg & Floyd")) == [120]


def test_a_skipped_first_rem_period_is_proposed_and_not_applied():
    night = night_of("N2:20 N3:50 N2:20 N3:30 N2:20 REM20 W10")
    found = metrics.cycles(night)
    assert found.sizes["cycle"] == 1
    assert found.skipped_rem_at.values.tolist() == [90 * 60]
    assert np.isnan(metrics.cycles(night_of("N2:20 N3:50 N2:20 REM20")).skipped_rem_at).all()


def test_a_rule_of_ones_own_is_taken_and_written_down():
    from dataclasses import replace

    rule = replace(FEINBERG_FLOYD, name="REM of 4 min", least_rem=4.0)
    night = night_of("W10 N2:60 REM10 N2:40 REM4 W10")
    found = metrics.cycles(night, rule=rule)
    assert found.complete.values.tolist() == [True, True]
    assert found.attrs["name"] == "REM of 4 min"
    assert found.attrs["least_rem"] == "4.0"


def test_minutes_within_a_cycle_sum_to_it(compared_night):
    for rule in CYCLE_RULES:
        found = metrics.cycles(compared_night, rule=rule)
        total = found.nrem_minutes + found.rem_minutes + found.other_minutes
        np.testing.assert_allclose(total, found.duration / 60)
        np.testing.assert_allclose(found.minutes.sum("stage_name"), found.duration / 60)


def test_onsets_count_from_the_start_of_the_recording():
    night = night_of("W10 N2:60 REM20 W10")
    part = night.isel(epoch=slice(10, None))
    assert metrics.cycles(part).onset.values.tolist() == [600.0]


def test_n3_of_the_first_cycle_is_counted_in_its_nrem_period(compared_night):
    assert value(compared_night, "N3_cycle1") == 38


def test_an_unknown_rule_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match="Luna"):
        metrics.cycles(night_of("W10"), rule="Feinberg")


def test_every_real_night_has_a_plausible_number_of_cycles(shared_data):
    from explorer.io import read_hypnogram

    found = []
    for file in sorted((shared_data / "dod" / "dodh" / "scorer_1").glob("*.json")):
        (stages,) = read_hypnogram(file)["stage"]
        found.append([metrics.cycles(stages, rule=r).sizes["cycle"] for r in CYCLE_RULES])
    assert np.all(np.median(found, axis=0) >= 3)
    assert np.max(found) <= 9
