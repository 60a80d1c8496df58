"""Headings that name a metric and its unit in many spellings, and what no night can have."""

import numpy as np
import pandas as pd
import pytest

from explorer.metrics import COARSE_METRICS, METRICS, OBSERVED_METRICS
from explorer.metrics.possible_values import possible_values
from explorer.statistics.paired import POWER_UNITS
from explorer.study.cohort import cohort
from explorer.study.metric_choice import named_in
from explorer.study.metric_headings import known_metric
from explorer.study.number_columns import read_number_columns

EVERY = {**METRICS, **COARSE_METRICS, **OBSERVED_METRICS}
TIMES = {"min": 1.0, "mins": 1.0, "MINUTES": 1.0, "h": 60.0, "hr": 60.0, "hrs": 60.0, "Hours": 60.0}


MARKS = ("_{}", " {}", ".{}", "-{}", "/{}", ", {}", " [{}", "({}", " in {}")


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize(("unit", "minutes"), TIMES.items())
@pytest.mark.parametrize("name", ["TST", "waso", "Sleep_Onset_Latency", "REM latency"])
def test_a_metrics_name_with_its_unit_behind_is_that_metric_in_it(name, unit, minutes, mark):
    heading = name + mark.format(unit)
    likely = 400.0 if name == "TST" else 60.0
    numbers = [likely / minutes, 1500 / minutes, (likely + 20) / minutes, -5.0]
    (found,), notes = read_number_columns({heading: [f"{one:.6f}" for one in numbers]})
    assert found.units == ("min" if minutes == 1 else "h")
    assert known_metric(found.name)[1] == "min"
    assert np.isnan(found.values).tolist() == [False, True, False, True]
    assert "-5 on line 5 cannot be" in " ".join(notes)


@pytest.mark.parametrize(
    ("heading", "name", "units"),
    [
        ("SOL_s", "SOL", "s"),
        ("SOL sec", "SOL", "s"),
        ("SE-pct", "SE", "%"),
        ("SE.percent", "SE", "%"),
        ("SE/%", "SE", "%"),
        ("N3.pct", "N3_pct", "%"),
        ("n3-MIN", "N3_min", "min"),
        ("N3 min", "N3_min", "min"),
        ("N3_min", "N3_min", "min"),
        ("SOL_5min", "SOL_5min", "min"),
        ("T90 min", "T90_min", "min"),
        ("awakenings_n", "awakenings", "1"),
        ("SHIFTS count", "SHIFTS", "1"),
        ("number of awakenings", "awakenings", "1"),
        ("n_awakenings", "awakenings", "1"),
        ("SFI_per_h", "SFI", "1/h"),
        ("AHI/h", "AHI", "1/h"),
        ("AHI (events/hour)", "AHI", "1/h"),
        ("arousal index per hour", "arousal index", "1/h"),
        ("SWA_uV2", "SWA", "uV^2"),
        ("SWA.dB", "SWA", "dB"),
        ("SWE (uV2 s)", "SWE", "uV^2 s"),
        ("SpO2_mean_pct", "SpO2_mean", "%"),
        ("HR bpm", "HR", "1/min"),
        ("RMSSD_ms", "RMSSD", "ms"),
        # What only looks like a unit, or like that metric, keeps its name.
        ("SpO2_min", "SpO2_min", ""),
        ("HR_min", "HR_min", ""),
        ("RMSSD min", "RMSSD min", ""),
        ("WASO_pct", "WASO_pct", ""),
        ("awakenings/h", "awakenings/h", ""),
        ("awakenings per hour", "awakenings per hour", ""),
        ("mood_min", "mood_min", ""),
        ("n_drinks_h", "n_drinks_h", ""),
        ("LIGHT", "LIGHT", ""),  # of a lamp
        ("Deep", "Deep", ""),
        ("Light_min", "Light_min", "min"),
    ],
)
def test_a_unit_behind_a_name_is_read_where_the_metric_can_be_in_it(heading, name, units):
    (found,), _notes = read_number_columns({heading: ["41", "48", "43"]})
    assert (found.name, found.units) == (name, units)


@pytest.mark.parametrize("heading", ["SOL hh:mm", "sol_h:mm", "SOL, hh:mm", "SOL (hh:mm)"])
def test_hours_and_minutes_are_read_where_they_stand_behind_a_name_as_in_brackets(heading):
    (found,), notes = read_number_columns({heading: ["0:10", "0:25", "1:05"]})
    assert (found.values, found.units) == ((10, 25, 65), "min")
    assert not notes


@pytest.mark.parametrize("heading", ["TST_min", "tst min", "TST (Minutes)", "total_sleep_time.min"])
def test_a_metric_is_found_by_its_name_whatever_its_heading_adds(heading):
    people = pd.DataFrame({"subject": list("AABB"), "condition": ["p", "d"] * 2})
    nights = cohort(people.assign(**{heading: [400, 410, 420, 430]}))
    assert named_in(nights, "TST") in nights


@pytest.mark.parametrize(
    "columns",
    [
        ("TST (min)", "tst_min"),
        ("N3_min", "N3 (min)"),
        ("SE", "SE.pct"),
        ("TST_h", "TST_min"),
        ("WASO", "waso min"),
    ],
)
def test_two_columns_of_one_metric_are_refused_however_they_are_headed(columns):
    with pytest.raises(ValueError, match="two columns mean"):
        read_number_columns({one: ["41", "40", "43"] for one in columns})


@pytest.mark.parametrize("symbol", EVERY)
def test_every_metric_has_a_least_and_maybe_a_most_and_what_lies_beyond_does_not_count(symbol):
    least, most = possible_values(EVERY[symbol])
    inside = least + 0.6 * (most - least if np.isfinite(most) else 100.0)
    beyond = [least - 2, *([most * 1.5] if np.isfinite(most) else [])]
    cells = [inside, inside * 1.02, inside * 1.04, inside * 1.01, *beyond]
    (found,), notes = read_number_columns({EVERY[symbol].name: [f"{one:.9f}" for one in cells]})
    assert np.isfinite(found.values).tolist() == [True] * 4 + [False] * len(beyond)
    assert "on line 6" in " ".join(notes)
    assert "cannot be, taken as missing" in " ".join(notes)


@pytest.mark.parametrize("name", ["SWA", "SIGMA_N2", "SWA_C1", "SWE", "theta power"])
def test_a_power_below_zero_is_in_decibels_or_none(name):
    (found,), notes = read_number_columns({f"{name} (uV^2)": ["400", "-2", "410"]})
    assert found.units in POWER_UNITS
    assert np.isnan(found.values[1])
    assert f"0 or more, or {name} (dB), would do" in notes[-1]
    (found,), notes = read_number_columns({f"{name} (dB)": ["4", "-2", "4.5"]})
    assert found.values == (4, -2, 4.5)
    assert not notes


@pytest.mark.parametrize(
    "heading",
    [
        *("AHI", "ODI", "RDI", "REI", "PLMI", "PLMSI", "ArI", "OAHI", "AHI_REM", "ahi supine"),
        *("ODI 3%", "ODI4", "AHI_4pct", "Arousal index", "arousal_index", "PLM index"),
        *("Apnea-hypopnea index", "apnoea_hypopnoea_index", "Oxygen desaturation index"),
        *("Periodic limb movement index", "respiratory disturbance index"),
    ],
)
def test_an_index_of_sleep_is_a_rate_an_hour_and_not_below_zero(heading):
    (found,), notes = read_number_columns({heading: ["12", "-4", "9.5"]})
    assert found.units == "1/h"
    assert not found.covariate
    assert np.isnan(found.values[1])
    assert "0 or more would do" in notes[-1]
