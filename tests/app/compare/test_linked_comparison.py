"""A link to a comparison: its table and choices, followed in a page that has neither."""

import json

import numpy as np
import pandas as pd
import pytest

from explorer.app.compare.compare_page import ComparePage
from explorer.app.compare.linked_comparison import LEFT_OUT
from explorer.app.permalink import apply_link, write_link
from tests.app.compare.test_compare_page import Around, settle

pytestmark = pytest.mark.usefixtures("folder")

FRAME = pd.DataFrame(
    {
        "subject": np.repeat(list("ABCDEF"), 2),
        "condition": ["apples", "pears"] * 6,
        "night": [1, 2] * 6,
        "TST": np.arange(400, 412) + [0, 5] * 6,
        "mood": np.arange(12.0) % 5,
    }
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("SLEEP_EXPLORER_FOLDERS", str(tmp_path))
    FRAME.to_csv(tmp_path / "study.csv", index=False)


def test_a_link_brings_table_and_choices_to_a_page_that_has_none(short_state):
    page = ComparePage(short_state, Around().context)
    page.controls.path.value = "study.csv"
    page._read_path()
    settle(page)
    page.controls.reference.value = "pears"
    page.controls.primary.value = "mood"
    page._check("B", False)
    settle(page)
    link = write_link(short_state, "night.edf", "Compare")
    assert "comparison" not in write_link(short_state, "night.edf", "Signal")

    short_state.comparison = ""
    other = ComparePage(short_state, Around().context)
    assert other.material is None
    assert apply_link(short_state, link) == ""
    other.follow(frozenset(["comparison"]))
    settle(other)
    for name in ("reference", "condition", "primary", "excluded", "covariates"):
        assert getattr(other.choices, name) == getattr(page.choices, name)
    assert int(other.study.comparison.table.n.max()) == 5
    # What was chosen after results had been seen is told to whoever follows too.
    assert other.study.first_primary == page.study.first_primary != "mood"
    assert other.controls.path.value == "study.csv"
    before = other.study
    apply_link(short_state, "v1&tab=Compare")  # as of a link from before this
    other.follow(frozenset(["comparison"]))
    assert other.study is before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"table":"gone.csv"}', "gone.csv"),
        ('{"table":"/etc/passwd"}', "passwd"),
        ("[", "cannot be read"),
        ("7", "cannot be read"),
    ],
)
def test_a_link_that_cannot_be_followed_is_one_sentence(short_state, text, said):
    short_state.comparison = text
    page = ComparePage(short_state, Around().context)
    assert page.material is None
    assert said in page.controls.progress.value


def test_what_no_link_can_name_is_left_out_and_that_is_said(short_state):
    context = Around().context
    page = ComparePage(short_state, context, FRAME)
    settle(page)
    assert (short_state.comparison, context.study.about_link) == ("", LEFT_OUT)
    page.read("simulated trial")
    settle(page)
    assert json.loads(short_state.comparison)["table"] == "simulated trial"
    assert context.study.about_link == ""
