"""Shares of 0 to 1: per cent or fractions, by the other stages of a row, then by the heading."""

import numpy as np
import pytest

from explorer.study.number_columns import read_number_columns

OLD = {"N1": ["12", "10,5"], "N2": ["65", "68.1"], "N3": ["0.4", "0.9"], "REM": ["22.6", "20.5"]}
MIXED = {"N1": ["12", "10"], "N2": ["55", "50"], "N3": ["0.12", "0.18"], "REM": ["21", "22"]}
PARTS = {"N1": ["0.1", "0.1"], "N2": ["0.5", "0.6"], "N3": ["0.2", "0.1"], "REM": ["0.2", "0.2"]}


def read(columns, heading):
    found, notes = read_number_columns({heading.format(one): c for one, c in columns.items()})
    n3 = next(column for column in found if column.name in ("N3_pct", "%N3"))
    assert n3.units == "%"
    return n3.values, " ".join(notes)


@pytest.mark.parametrize(
    "heading", ["{} %", "{}%", "%{}", "{}_pct", "{} (%)", "{} [% TST]", "Stage {} percent"]
)
@pytest.mark.parametrize(
    ("columns", "values", "why"),
    [
        (OLD, (0.4, 0.9), "read as per cent (0.4 as 0.4 %), for the stages of a row sum to about"),
        (MIXED, (12, 18), "fractions (0.12 as 12 %), for only so do the stages of a row sum to"),
        (PARTS, (20, 10), "fractions (0.2 as 20 %), for the stages of a row sum to about 1;"),
    ],
)
def test_what_the_stages_of_a_row_sum_to_says_what_a_share_below_one_is(
    heading, columns, values, why
):
    found, said = read(columns, heading)
    np.testing.assert_allclose(found, values)
    assert why in said
    assert "with its sign in the cells" in said


@pytest.mark.parametrize(("n2", "first"), [(["50", "61"], 0.2), (["0.5", "0.61"], 20)])
def test_where_stages_are_missing_another_one_says_it(n2, first):
    found, said = read({"N2": n2, "N3": ["0.2", "0.1"]}, "{} %")
    assert found[0] == first
    assert "as %N2 beside it is" in said


@pytest.mark.parametrize("heading", ["N3 %", "N3 (%)", "%N3", "N3 in %", "percent N3"])
def test_alone_the_heading_says_it_and_the_cells_say_it_otherwise(heading):
    found, said = read({"N3": ["0.2", "0"]}, heading)
    assert found == (0.2, 0)
    assert "as its heading says" in said
    assert read({"N3": ["20%", "0%"]}, heading)[0] == (20, 0)


def test_shares_of_the_sleep_period_need_wake_to_be_whole():
    columns = {f"{one}_pct_SPT": cells for one, cells in MIXED.items()}
    (*_, rem), notes = read_number_columns(columns)
    assert rem.values == (21, 22)
    assert "as %N1_SPT, %N2_SPT, %REM_SPT beside it are" in " ".join(notes)


def test_an_efficiency_below_one_is_a_fraction_whatever_its_heading():
    (column,), _notes = read_number_columns({"SE %": ["0.86", "0.9"]})
    assert (column.name, column.values) == ("SE", (86, 90))
