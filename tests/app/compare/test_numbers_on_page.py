"""Tables of numbers on the page: a parallel trial and one person's own nights."""

import numpy as np
import pandas as pd
import pytest

from explorer.app.compare.page import ComparePage
from explorer.storage.settings import FOLDERS_VARIABLE
from explorer.study.cohort import cohort
from explorer.study.compare_design import compare_design
from tests.app.compare.test_compare_page import Around, settle, words


def arms_table():
    rng = np.random.default_rng(2)
    rows = []
    for person in range(12):
        arm = "placebo" if person % 2 else "MgT"
        for visit in ("baseline", "follow-up"):
            tst = 400 + 5 * person + 30 * (arm == "MgT" and visit != "baseline")
            rows.append((f"S{person}", arm, visit, tst + rng.normal(0, 5), 12, person % 3))
    return pd.DataFrame(rows, columns=["subject", "arm", "visit", "TST", "ISI", "alcohol"])


def test_a_parallel_trial_says_on_the_page_what_the_pipeline_says(tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDERS_VARIABLE, str(tmp_path))
    path = tmp_path / "trial.csv"
    arms_table().to_csv(path, index=False)
    around = Around()
    page = ComparePage(None, around.context, path, reference="placebo", primary="TST")
    settle(page)
    rng = np.random.default_rng(1)
    found = compare_design(cohort(path), reference="placebo", primary="TST", rng=rng)
    assert page.study.sentence == found.sentence
    assert "At follow-up, with the baseline taken out, TST was" in words(page.drawing.words)
    board = words(page.drawing.board)
    assert "Arms from baseline to follow-up" in board
    assert "○ placebo · ● MgT" in board
    assert "6 / 6" in board
    assert "Change scores" in words(page.drawing.notes)
    assert page.controls.covariates.options == ("alcohol",)
    page.controls.covariates.value = ("alcohol",)
    settle(page)
    assert "the covariates (alcohol)" in words(page.drawing.notes)
    page._write()
    (report,) = tmp_path.glob("*.html")
    text = report.read_text()
    assert page.study.sentence in text
    assert "--design parallel --covariates alcohol" in text
    assert around.said[-1].startswith("Written: ")


@pytest.mark.parametrize("subjects", [None, "ABCDEF"])
def test_numbers_a_night_are_compared_on_the_page_without_a_hypnogram(subjects):
    frame = pd.DataFrame(
        {
            "date": [f"2026-03-{day:02}" for day in range(1, 13)],
            "condition": ["placebo", "MgT"] * 6,
            "PSQI": [9, 7, 8, 6, 9, 7, 8, 8, 10, 6, 9, 5],
        }
    )
    if subjects:
        frame["subject"] = np.repeat(list(subjects), 2)
    page = ComparePage(None, Around().context, frame, reference="placebo")
    settle(page)
    assert page.choices.primary == "PSQI"
    assert "PSQI was" in words(page.drawing.words)
    assert "PSQI" in words(page.drawing.board)
    assert page.drawing.person.html == ""
