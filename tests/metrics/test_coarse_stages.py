"""Hypnograms of light and deep, NREM or bare sleep: what exists on them, and what never does."""

import numpy as np
import pytest
import xarray as xr

from explorer import metrics
from explorer.metrics.stage_detail import (
    EVERY_STAGE,
    LIGHT_OR_DEEP,
    NREM_OR_REM,
    WAKE_OR_SLEEP,
    detail_of,
    is_told,
    why_not_told,
)
from explorer.night.hypnogram import make_hypnogram, stage_attrs
from explorer.vocabulary.stages import COARSE, HYPNOGRAM_ORDER, SCORED, SLEEP, Stage, stages_of

# 2 min awake, 20 light, 10 deep, 1 awake, 10 REM, 10 light, 2 awake: 55 min in bed.
DEVICE = (
    ["W"] * 4 + ["LIGHT"] * 40 + ["DEEP"] * 20 + ["W"] * 2 + ["REM"] * 20 + ["LIGHT"] * 20
) + ["W"] * 4
AASM = [{"LIGHT": "N2", "DEEP": "N3"}.get(stage, stage) for stage in DEVICE]


def numbers(stages):
    return metrics.table(make_hypnogram(stages))


def test_sleep_and_wake_of_a_device_are_counted_by_hand():
    found = numbers(DEVICE)
    assert found.TIB == 55
    assert found.TST == 50
    assert found.SOL == 2
    assert found.WASO_AASM == 3
    assert found.WASO_SPT == 1
    assert pytest.approx(100 * 50 / 55) == found.SE
    assert found.SPT == 51
    assert found.awakenings == 1
    assert found.SLEEP_bouts == 2
    assert found.SLEEP_bout_max == 30


def test_deep_and_light_have_minutes_under_their_own_names_and_deep_is_never_n3():
    found = numbers(DEVICE)
    assert found.deep_min == 10
    assert found.light_min == 30
    assert found.deep_pct == 20
    assert found.light_pct == 60
    assert found.REM_min == 10
    assert found.NREM == 40
    for name in ("N1_min", "N2_min", "N3_min", "N3_pct", "Lat_N3", "SFI_W_N1", "entropy_rate"):
        assert np.isnan(found[name])
        assert "not defined on light and deep sleep" in found[name].attrs["undefined"]
    assert "undefined" not in found.TST.attrs


def test_light_and_deep_stand_in_no_table_of_the_manuals_stages():
    assert not set(numbers(AASM)) & {row.name for row in metrics.COARSE_METRICS.values()}
    assert np.isnan(metrics.metric("DEEP")(make_hypnogram(AASM)))


def test_whatever_a_coarse_scorer_can_say_equals_what_the_manuals_stages_give():
    device, manual = numbers(DEVICE), numbers(AASM)
    for name, row in {row.name: row for row in metrics.METRICS.values()}.items():
        if row.detail == EVERY_STAGE:
            assert np.isnan(device[name]), name
        else:
            np.testing.assert_array_equal(device[name], manual[name], name)


def test_a_mixture_tells_sleep_from_wake_and_rem_and_no_stage_of_nrem():
    night = make_hypnogram(["W"] * 2 + ["N2"] * 10 + ["LIGHT"] * 10 + ["REM"] * 4 + ["W"] * 2)
    names = ["TST", "WASO_AASM", "REM_min", "NREM", "N2_min", "N3_min", "light_min", "deep_min"]
    found = metrics.table(night, symbols=names)
    assert found.TST == 12
    assert found.WASO_AASM == 1
    assert found.REM_min == 2
    assert found.NREM == 10
    for name in ("N2_min", "N3_min", "light_min", "deep_min"):
        assert np.isnan(found[name])
    assert "light and N2" in found.light_min.attrs["undefined"]


def test_bare_sleep_has_no_rem_and_no_cycles():
    night = make_hypnogram(["W"] * 4 + ["SLEEP"] * 100 + ["W"] * 2)
    found = metrics.table(night)
    assert found.TST == 50
    assert found.SOL == 2
    for name in ("REM_min", "NREM", "REM_latency_lights_off", "cycles_feinberg_floyd"):
        assert np.isnan(found[name])
        assert "unspecified sleep" in found[name].attrs["undefined"]
    assert metrics.cycles(night).sizes["cycle"] == 0
    assert "not defined" in metrics.cycles(night).attrs["undefined"]


def test_cycles_that_ask_for_no_more_than_nrem_are_those_of_the_manuals_stages():
    device, manual = (metrics.cycles(make_hypnogram(stages)) for stages in (DEVICE, AASM))
    assert device.onset.values.tolist() == manual.onset.values.tolist()
    assert device.nrem_minutes.values.tolist() == manual.nrem_minutes.values.tolist()
    assert np.isnan(device.minutes.sel(stage_name=["N1", "N2", "N3"])).all()
    luna = metrics.cycles(make_hypnogram(DEVICE), rule="Luna")
    assert luna.sizes["cycle"] == 0
    assert luna.attrs["undefined"]


def test_nights_of_unlike_scorers_in_one_array_are_each_what_they_are():
    both = xr.concat([make_hypnogram(DEVICE), make_hypnogram(AASM)], "scorer")
    found = metrics.table(both)
    np.testing.assert_array_equal(found.N3_min, [np.nan, 10])
    np.testing.assert_array_equal(found.deep_min, [10, np.nan])
    np.testing.assert_array_equal(found.TST, [50, 50])


def test_transitions_are_counted_among_the_stages_that_there_are():
    found = metrics.transitions(make_hypnogram(DEVICE))
    assert found.from_stage.values.tolist() == ["W", "REM", "LIGHT", "DEEP"]
    assert found["count"].sel(from_stage="LIGHT", to_stage="DEEP") == 1
    assert found["count"].sum() == len(DEVICE) - 1


def test_bouts_of_a_stage_that_was_not_told_apart_are_refused():
    night = make_hypnogram(DEVICE)
    assert metrics.bout_survival(night, state=[Stage.DEEP]).at_risk[0] == 1
    with pytest.raises(ValueError, match="bouts of N2 are not defined on light and deep sleep"):
        metrics.bout_survival(night, state="N2")


@pytest.mark.parametrize(
    ("first", "second", "classes"),
    [
        (AASM, DEVICE, ["W", "NREM", "REM"]),
        (DEVICE, DEVICE, ["W", "REM", "LIGHT", "DEEP"]),
        (AASM, ["W" if s == "W" else "SLEEP" for s in DEVICE], ["W", "SLEEP"]),
        (DEVICE, [s if s in ("W", "REM") else "NREM" for s in DEVICE], ["W", "NREM", "REM"]),
    ],
)
def test_scorers_are_compared_at_the_coarsest_stages_that_both_tell(first, second, classes):
    found = metrics.agreement(make_hypnogram(first), make_hypnogram(second))
    assert sorted(found.stage.values.tolist()) == sorted(classes)
    assert found.cohen_kappa == 1
    assert found.epochs == len(DEVICE)
    assert "compared as wake" in found.attrs["common_stages"]


def test_deep_sleep_is_not_compared_with_n3():
    wrong = [{"N3": "N2", "N2": "N3"}.get(stage, stage) for stage in AASM]
    found = metrics.agreement(make_hypnogram(wrong), make_hypnogram(DEVICE))
    assert found.accuracy == 1
    assert "N3" not in found.stage.values


def test_two_scorers_by_the_manual_are_compared_as_ever():
    found = metrics.agreement(make_hypnogram(AASM), make_hypnogram(AASM))
    assert found.stage.values.tolist() == [stage.name for stage in SCORED]
    assert "common_stages" not in found.attrs


def test_every_metric_says_what_it_needs_told_apart():
    details = {WAKE_OR_SLEEP, NREM_OR_REM, LIGHT_OR_DEEP, EVERY_STAGE}
    assert {row.detail for row in metrics.METRICS.values()} == details - {LIGHT_OR_DEEP}
    assert detail_of(SLEEP) == WAKE_OR_SLEEP
    assert is_told(EVERY_STAGE, [])
    assert why_not_told(NREM_OR_REM, [Stage.SLEEP]).startswith("not defined on unspecified sleep")


def test_a_files_numbers_never_become_coarse_stages():
    for plain in ([0, 2, 5], np.array([0, 2, 5]), [0.0, 5.0]):
        with pytest.raises(ValueError, match="give stages by name"):
            make_hypnogram(plain)
    for named in (["W", "LIGHT"], [Stage.W, Stage.LIGHT], np.array([0, 5], np.int8)):
        assert make_hypnogram(named).values.tolist() == [0, 5]


def test_a_hypnogram_explains_its_coarse_codes():
    meanings = dict(
        zip(stage_attrs()["flag_values"], stage_attrs()["flag_meanings"].split(), strict=True)
    )
    assert [meanings[stage.value] for stage in COARSE] == ["LIGHT", "DEEP", "NREM", "SLEEP"]


def test_a_drawing_has_the_rows_that_its_scorer_has():
    assert stages_of([0, 1, 2, 3, 4, -2]) == HYPNOGRAM_ORDER
    rows = [stage.name for stage in stages_of(make_hypnogram(DEVICE).values)]
    assert rows == ["W", "REM", "LIGHT", "DEEP"]
    assert len(stages_of([Stage.N2, Stage.LIGHT])) == 7
