"""Tables of numbers on the page: a parallel trial and one person's own nights."""

import numpy as np
import pandas as pd
import pytest

from explorer.app.compare.compare_page import ComparePage
from explorer.plan.make_plan import study
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
    assert "At follow-up, with the baseline taken out, total sleep time was" in words(
        page.drawing.words
    )
    board = words(page.drawing.board)
    assert "Arms from baseline to follow-up" in board
    assert page.controls.percent.layout.display == "none"  # of pairs, and these are arms
    assert "○ placebo · ● MgT" in board
    assert "6 / 6" in board
    assert "Change scores" in words(page.drawing.notes)
    assert page.controls.covariates.options == ("alcohol",)
    page.controls.covariates.value = ("alcohol",)
    settle(page)
    assert "the covariates (alcohol)" in words(page.drawing.notes)
    page._save("report")
    ((name, text, media_type),) = around.files
    assert (name, media_type) == ("compare-trial.html", "text/html")
    assert page.study.sentence in text
    assert "--design parallel --covariates alcohol" in text


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
    assert "Pittsburgh Sleep Quality Index was" in words(page.drawing.words)
    assert "PSQI" in words(page.drawing.board)
    assert page.drawing.person.html == ""
    # How many pairs of people it would take is asked of several people alone.
    assert bool(page.drawing.power.html) == bool(subjects)
    assert (page.controls.percent.layout.display == "") == bool(subjects)


def test_a_reference_that_nobody_chose_is_said_until_somebody_does():
    frame = pd.DataFrame(
        {
            "subject": np.repeat(list("ABCDEF"), 2),
            "condition": ["apples", "pears"] * 6,
            "night": [1, 2] * 6,
            "TST": np.arange(400, 412) + [0, 5] * 6,
        }
    )
    page = ComparePage(None, Around().context, frame)
    settle(page)
    taken = "Nobody chose a reference: apples was taken"
    assert taken in words(page.drawing.notes)
    page.read(frame)  # nights of the same conditions, of which nobody chose one either
    settle(page)
    assert taken in words(page.drawing.notes)
    for name in ("pears", "apples"):
        page.controls.reference.value = name
        settle(page)
        assert page.choices.reference == name
        assert "Nobody chose a reference" not in words(page.drawing.notes)
    page.read(frame)
    settle(page)
    assert "Nobody chose a reference" not in words(page.drawing.notes)


def test_what_departs_from_a_plan_stands_on_the_page_and_its_choices_are_the_plan_s(tmp_path):
    path = tmp_path / "trial.csv"
    arms_table().to_csv(path, index=False)
    around = Around()
    page = ComparePage(None, around.context, path)
    settle(page)
    assert "held to a plan" not in words(page.drawing.words)
    page.context.study.plan = study(
        primary="TST", smallest_effect=20, reference="placebo", condition="MgT"
    )
    page.follow(frozenset({"shown"}))
    settle(page)
    said = words(page.drawing.words)
    assert page.choices.primary == "TST"
    assert "held to a plan" in said
    assert "from the plan" in said
    page.controls.primary.value = "ISI"
    settle(page)
    assert "The primary metric is ISI, and TST was planned" in words(page.drawing.words)
    page.context.study.plan = None
    page.follow(frozenset({"shown"}))
    settle(page)
    assert "held to a plan" not in words(page.drawing.words)


OFFERED = {
    "age": ("age", lambda person: (20 + 3 * person,), ("age",)),
    "age beside alcohol": ("age,alcohol", lambda person: (20 + person, person % 3), None),
    "sex": ("sex", lambda person: ("fm"[person % 2],), ("sex",)),
    "sex of three words": ("sex", lambda person: ("fmx"[person % 3],), ()),
    "an age that nobody says": ("age", lambda _person: ("",), ()),
}  # fmt: skip


@pytest.mark.parametrize("name", OFFERED)
def test_what_the_command_can_take_out_is_offered_on_the_page(name, asked, tmp_path):
    heading, of, offered = OFFERED[name]
    lines = [f"subject,arm,visit,night,TST,{heading}"]
    for person in range(8):
        arm = ("placebo", "MgT")[person % 2]
        told = ",".join(map(str, of(person)))
        lines += [
            f"s{person},{arm},{visit},1,{400 + 7 * person + more},{told}"
            for visit, more in (("baseline", 0), ("follow-up", person % 3))
        ]
    table = tmp_path / "arms.csv"
    table.write_text("\n".join(lines))
    page = ComparePage(None, asked.context, table, primary="TST")
    assert page.reader.wait(60)
    controls = page.controls
    assert set(controls.covariates.options) == set(
        heading.split(",") if offered is None else offered
    )
    assert (controls.covariates.layout.display == "none") is (offered == ())
    controls.covariates.value = controls.covariates.options
    assert not offered or "the covariates" in words(page.drawing.notes)
