"""Dates of nights under other headings than ``date``, by which a plan's order is checked."""

import numpy as np
import pandas as pd
import pytest

from explorer.plan.departures import check, compare_as_planned, unchecked
from explorer.plan.make_plan import study
from explorer.study.cohort import cohort
from explorer.study.cohort_table import read_table
from explorer.study.night_task import hypnogram_metrics

PEOPLE = 8


def nights(**columns):
    """Return a table of a parallel trial whose baselines all come after their follow-ups."""
    rows = [
        {
            "subject": f"P{person}",
            "arm": ("placebo", "treatment")[person % 2],
            "visit": visit,
            "TST": 400.0 + person,
            **{name: text.format(month=month, day=person + 10) for name, text in columns.items()},
        }
        for person in range(PEOPLE)
        for visit, month in (("baseline", 4), ("follow-up", 3))
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    "heading",
    [
        *("date", "night", "session", "recorded", "day", "Datum", "when", "timestamp"),
        *("night date", "Date of recording", "visit date", "psg_date", "calendar date"),
        *("Date/Time", "recording date", "measured on", "collected"),
    ],
)
def test_a_plan_holds_dates_against_the_order_whatever_heads_them(heading):
    plan = study(primary="TST", smallest_effect=20, start="2026-03-01", nights=1)
    table = cohort(nights(**{heading: "2026-0{month}-{day}"}), measure=hypnogram_metrics)
    compared = compare_as_planned(plan, table, rng=np.random.default_rng(1))
    said = check(plan, compared)
    assert "P0's baseline of 2026-04-10 does not come before the follow-up of 2026-03-10." in said
    assert not any("no dates" in one for one in unchecked(plan, compared))


@pytest.mark.parametrize("heading", ["date of birth", "DOB", "consent date", "scored on", "start"])
def test_dates_of_another_thing_are_none_of_nights(heading):
    texts = [row.date for row in read_table(nights(**{heading: "2020-0{month}-{day}"})).rows]
    assert set(texts) == {""}


def test_two_columns_of_dates_that_differ_are_asked_about():
    made = read_table(nights(recorded="2026-0{month}-{day}", measured="2025-0{month}-{day}"))
    assert {row.date for row in made.rows} == {""}
    assert "'recorded' and 'measured' have dates that differ" in " ".join(made.notes)


def test_the_column_that_was_taken_is_said():
    made = read_table(nights(night="{day}.0{month}.2026"))
    assert made.rows[0].date == "2026-04-10"
    assert "Dates of nights were taken from the column 'night'." in made.notes
