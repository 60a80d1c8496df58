"""Dates of a table of nights that do not tell the day from the month, or have short years."""

import numpy as np
import pandas as pd
import pytest

from explorer.render.study.n_of_1_figure import nights_plot
from explorer.statistics.n_of_1 import n_of_1
from explorer.statistics.values_per_person import make_nights
from explorer.study.cohort_table import read_table
from explorer.study.night_dates import either_order, read_dates

EITHER = ("03/01/2026", "03/02/2026", "03/03/2026", "03/04/2026")


def table(dates, minutes):
    return read_table(pd.DataFrame({"date": dates, "condition": ["a", "b"] * 2, "TST": minutes}))


def test_nights_of_different_dates_are_different_nights_whatever_order_they_are_written_in():
    found = table(EITHER, [400, 410, 400, 410])
    assert [row.status for row in found.rows] == ["done"] * 4
    assert not any("already on line" in row.sentence for row in found.rows)


def test_what_order_of_day_and_month_would_settle_is_said_and_no_night_has_a_place():
    found = table(EITHER, [400, 410, 400, 410])
    assert np.isnan([row.order for row in found.rows]).all()
    said = " ".join(found.notes)
    assert "month first the dates run from 2026-03-01 to 2026-03-04" in said
    assert "day first from 2026-01-03 to 2026-04-03" in said


def test_one_date_twice_is_one_night_even_where_it_cannot_be_read():
    found = table(["03/01/2026", "03/02/2026", "03/01/2026", "03/04/2026"], [400, 410, 400, 410])
    assert [row.status for row in found.rows] == ["done", "done", "failed", "done"]


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["01/03/26", "13/03/26"], ["2026-03-01", "2026-03-13"]),
        (["03/01/26", "03/13/26"], ["2026-03-01", "2026-03-13"]),
        (["01.03.26", "02.03.26"], ["2026-03-01", "2026-03-02"]),
        (["26-03-01", "26-03-02"], ["2026-03-01", "2026-03-02"]),
    ],
)
def test_years_of_two_digits_are_read(cells, days):
    assert [str(day) for day in read_dates(cells)[0]] == days
    assert either_order(cells) == ""


def test_short_years_that_leave_day_and_month_open_are_said():
    days, faults = read_dates(["01/03/26", "02/03/26"])
    assert days == [None, None]
    assert "may be day and month or month and day" in faults[0]


def test_nights_whose_order_is_not_known_are_not_drawn_in_one():
    nights = {"subject": ["me"] * 4, "condition": ["p", "d"] * 2, "TST": [400, 420, 402, 418]}
    drawn = [
        nights_plot(
            n_of_1(
                make_nights({**nights, "order": order}),
                ["TST"],
                reference="p",
                primary="TST",
                rng=np.random.default_rng(1),
            ),
            "TST",
        )
        for order in ([1, 2, 3, 4], [np.nan] * 4)
    ]
    assert "4 nights in order" in drawn[0]
    assert "night 2" in drawn[0]
    assert "their order not known" in drawn[1]
    assert "in order" not in drawn[1]
    assert "night 2" not in drawn[1]
