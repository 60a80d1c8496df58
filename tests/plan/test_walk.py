"""From an empty plan to a sealed list, simulated recordings, and the report with its departures."""

import json

import numpy as np
import pandas as pd
import pytest

from explorer import plan
from explorer.cli.command_line import main
from explorer.plan.randomise import read_sealed, seal_broken
from explorer.study.cohort import cohort

COLUMNS = ["subject", "arm", "visit", "date", "N3_min", "exclude", "reason"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Plan a small parallel trial and draw its list, by one seed that no user would have."""
    monkeypatch.setattr("secrets.randbits", lambda _bits: 2026)
    words = ["plan", "--primary", "N3_min", "--smallest", "45", "--condition", "MgT", "--nights"]
    words += ["1", "--attrition", "0.1", "--start", "2026-01-10", "--weeks", "3", "--randomise"]
    words += ["--exclude", "recording failed"]
    for name in ("sealed", "save", "schedule", "text"):
        words += [f"--{name}", str(tmp_path / f"{name}.out")]
    assert main(words) == 0
    return tmp_path


def slept(folder):
    """Nights as the sealed list has them, simulated, with one baseline before each follow-up."""
    rng = np.random.default_rng(8)
    rows = []
    for person, (arm,) in read_sealed((folder / "sealed.out").read_text()).arms.items():
        own = rng.normal(160, 35)
        for visit, day in (("baseline", "2026-01-10"), ("follow-up", "2026-01-31")):
            gain = 45 * (arm == "MgT" and visit == "follow-up")
            rows.append((person, arm, visit, day, own + gain + rng.normal(0, 9), "", ""))
    return pd.DataFrame(rows, columns=COLUMNS)


def compared(folder, table, *more, capsys):
    table.to_csv(folder / "nights.csv", index=False)
    words = ["compare", str(folder / "nights.csv"), "--plan", str(folder / "save.out"), "--json"]
    words += ["--sealed", str(folder / "sealed.out"), "--report", str(folder / "report.html")]
    capsys.readouterr()
    assert main([*words, *more]) == 0
    return json.loads(capsys.readouterr().out), (folder / "report.html").read_text("utf-8")


def test_a_study_is_walked_whole_and_nothing_departs(folder, capsys):
    text = (folder / "text.out").read_text("utf-8")
    made = plan.StudyPlan.from_json((folder / "save.out").read_text("utf-8"))
    for words in (
        "Only by these rules",
        "recording failed",
        made.sealed_sha256,
        "no health advice",
    ):
        assert words in text
    found, report = compared(folder, slept(folder), capsys=capsys)
    assert found["plan"]["departures"] == []
    assert len(found["plan"]["unchecked"]) == 1  # a table of numbers, whatever they are
    assert found["primary"] == "N3_min"
    assert found["metrics"]["N3_min"]["smallest_effect"] == 45
    assert found["metrics"]["N3_min"]["outcome"].startswith("difference")
    half = made.recruited // 2
    steps = {"Drawn": half, "With a baseline": half, "With a follow-up": half, "Analysed": half}
    assert found["plan"]["flow"] == {"placebo": steps, "MgT": steps}
    assert "Nothing departs from the plan." in report
    assert 'class="flow"' in report
    assert made.sealed_sha256 in report


def test_conditions_in_other_capitals_than_planned_are_no_departure(folder, capsys):
    table = slept(folder)
    table["arm"] = table.arm.str.upper()
    found, _report = compared(folder, table, capsys=capsys)
    assert found["plan"]["departures"] == []
    assert found["reference"] == "PLACEBO"


def test_everything_that_departs_is_named_and_the_answer_stands_beside(folder, capsys):
    table = slept(folder)
    people = sorted(set(table.subject))
    arm = dict(zip(table.subject, table.arm, strict=True))
    wrong, gone, torn, early, bare = people[:5]
    table.loc[table.subject == wrong, "arm"] = "MgT" if arm[wrong] == "placebo" else "placebo"
    table = table[~((table.subject == gone) & (table.visit == "follow-up"))]
    table.loc[(table.subject == torn) & (table.visit == "follow-up"), ["exclude", "reason"]] = [
        "yes", "did not look right",
    ]  # fmt: skip
    table.loc[(table.subject == early) & (table.visit == "baseline"), "date"] = "2026-01-09"
    table = table[~((table.subject == bare) & (table.visit == "baseline"))]
    soon = people[5]
    table.loc[(table.subject == soon) & (table.visit == "follow-up"), "date"] = "2026-01-11"
    table["TST"] = 400 + table.N3_min
    options = ["--primary", "TST", "--smallest", "N3_min=10"]
    found, report = compared(folder, table, *options, capsys=capsys)
    said = found["plan"]["departures"]
    for words in (
        "The primary metric is TST, and N3 was planned.",
        "The smallest effect that matters is 10 min, and 45 min was planned.",
        "did not look right",
        f"{wrong} was drawn for {arm[wrong]}, and is recorded under",
        f"{early}'s night of 2026-01-09 is before the study's start on 2026-01-10.",
        f"{soon}'s night of 2026-01-11 under follow-up is before 2026-",
        "1 person in the analysis has no baseline",
    ):
        assert any(words in one for one in said), (words, said)
        assert words.replace("'", "&#39;") in report
    flow = found["plan"]["flow"]
    drawn = sum(column["Drawn"] for column in flow.values())
    assert sum(column["Analysed"] for column in flow.values()) == drawn - 2
    assert "2 things" not in report
    assert f"{len(said)} things depart from the plan." in report


def test_an_exclusion_by_a_rule_of_the_plan_is_no_departure(folder, capsys):
    table = slept(folder)
    table.loc[0, ["exclude", "reason"]] = ["yes", "Recording failed: battery"]
    said = compared(folder, table, capsys=capsys)[0]["plan"]["departures"]
    assert not any("without a rule" in one for one in said)


def test_numbers_that_fell_short_are_named_by_arm(folder, capsys):
    table = slept(folder)
    lost = sorted(set(table.subject[table.arm == "MgT"]))[3:]
    table = table[~(table.subject.isin(lost) & (table.visit == "follow-up"))]
    found = compared(folder, table, capsys=capsys)[0]
    assert any("Fewer than planned: 3 people analysed under MgT" in one
               for one in found["plan"]["departures"])  # fmt: skip
    assert found["plan"]["flow"]["MgT"]["Analysed"] == 3


def test_who_was_drawn_and_has_no_row_is_counted_as_missing_where_the_flow_counts_them(
    folder, capsys
):
    table = slept(folder)
    gone = sorted(set(table.subject[table.arm == "MgT"]))[:2]
    found, report = compared(folder, table[~table.subject.isin(gone)], capsys=capsys)
    drawn = found["plan"]["flow"]["MgT"]["Drawn"]
    assert (
        f"without a follow-up of N3 are 0 of {drawn} in placebo and 2 of {drawn} in MgT" in report
    )
    assert f"Drawn and without a row that is used: {', '.join(gone)}" in report
    missing = report.partition("Who is missing")[2].partition("</table>")[0]
    assert f"{drawn} / {drawn}" in missing


def test_a_changed_sealed_file_is_told_and_the_comparison_is_not_lost(folder, capsys):
    table = slept(folder)
    sealed = folder / "sealed.out"
    sealed.write_text(sealed.read_text().replace('"MgT"', '"placebo"', 1))
    found, report = compared(folder, table, capsys=capsys)
    assert any("not the one that was drawn" in one for one in found["plan"]["departures"])
    assert found["metrics"]["N3_min"]["p_permutation"] < 0.05
    assert "taken as it was recorded" in report


def test_a_crossover_is_held_to_its_order_and_its_washout():
    made = plan.study(design="crossover", primary="N3_min", smallest_effect=40, nights=1,
                      condition="MgT", washout_days=60)  # fmt: skip
    drawn = plan.randomise(made, seed=2)
    arms = read_sealed(drawn.sealed).arms
    rng = np.random.default_rng(1)
    rows = []
    for place, (person, order) in enumerate(arms.items()):
        second = "2026-02-01" if place == 0 else "2026-04-01"
        order = order[::-1] if place == 1 else order
        for condition, day in zip(order, ("2026-01-10", second), strict=True):
            n3 = 60 + 40 * (condition == "MgT") + rng.normal(0, 15)
            rows.append((person, condition, day, n3))
    table = pd.DataFrame(rows, columns=["subject", "condition", "date", "N3_min"])
    said = plan.check(drawn.plan, table, drawn.sealed)
    assert len(said) == 2
    first, second = list(arms)[:2]
    assert said[0].startswith(f"{second} was drawn for {' then '.join(arms[second])}")
    assert said[1].startswith(f"{first} had 22 days between")


def test_one_persons_trial_is_held_to_the_order_of_its_nights():
    made = plan.study(design="n-of-1", primary="N3_min", smallest_effect=60, nights=2,
                      condition="MgT", attrition=0.0)  # fmt: skip
    drawn = plan.randomise(made, seed=2)
    rng = np.random.default_rng(1)
    rows, order = [], 0
    for block, conditions in read_sealed(drawn.sealed).arms.items():
        for condition in conditions:
            order += 1
            n3 = 60 + 60 * (condition == "MgT") + rng.normal(0, 15)
            rows.append(("me", condition, block, order, n3))
    table = pd.DataFrame(rows, columns=["subject", "condition", "block", "order", "N3_min"])
    assert plan.check(drawn.plan, table, drawn.sealed) == ()
    turned = table.assign(order=table.order.where(table.block != "B02", -table.order))
    (said,) = plan.check(drawn.plan, turned, drawn.sealed)
    assert said.startswith("Block B02 was drawn as")
    study = plan.compare_as_planned(made, cohort(table), rng=rng)
    flow = plan.flow(drawn.plan, study, drawn.sealed)
    assert [column.steps[-1].count for column in flow.columns] == [2 * made.blocks] * 2


def test_a_file_in_the_place_of_another_is_told_by_what_it_is(folder, capsys):
    slept(folder).to_csv(folder / "nights.csv", index=False)
    (folder / "bytes").write_bytes(b"PK\xff\xfe")
    (folder / "later").write_text((folder / "save.out").read_text().replace('mat": 1', 'mat": 2'))
    (folder / "bare").write_text('{"design": "crossover"}')
    sealed, made = "this is the sealed list of who takes what", "this is the plan, and its sealed"
    for given, listed, wrong, said in (
        ("sealed.out", "", "sealed.out", f"{sealed}, and the plan is wanted"),
        ("sealed.out", "save.out", "sealed.out", f"{sealed}, and the plan is wanted"),
        ("save.out", "save.out", "save.out", f"{made} list is wanted"),
        ("bytes", "", "bytes", "this is no text, and a file of JSON is wanted"),
        ("save.out", "bytes", "bytes", "this is no text, and a file of JSON is wanted"),
        ("later", "", "later", "the plan is of format 2, and this reads format 1"),
        ("bare", "", "bare", "the plan is of no format that it names, and this reads format 1"),
    ):
        words = ["compare", str(folder / "nights.csv"), "--plan", str(folder / given)]
        words += ["--sealed", str(folder / listed)] if listed else []
        assert main(words) == 2
        assert f"{folder / wrong}: {said}" in capsys.readouterr().err
    plans = (folder / "save.out").read_text()
    assert "this is the plan" in seal_broken(plan.StudyPlan.from_json(plans), plans)


def test_results_are_never_written_over_the_table_they_are_read_from(folder, capsys):
    table = folder / "nights.csv"
    slept(folder).to_csv(table, index=False)
    before = table.read_bytes()
    words = [
        "compare",
        str(table),
        "--reference",
        "placebo",
        "--report",
        str(folder / "nights.html"),
    ]
    assert main(words) == 2
    assert "another name" in capsys.readouterr().err
    assert table.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["plan", "--randomise"], "needs --sealed"),
        (["plan", "--sealed", "x"], "give both"),
        (["plan", "--primary", "SOL", "--smallest", "5"], "give sd and icc"),
        (["plan", "--smallest", "ten"], "a smallest effect reads like"),
        (["compare", "x.csv"], "there is no such file"),
        (["compare", "x.csv", "--reference", "p", "--sealed", "s"], "with --plan too"),
        (["plan", "--save", "there.json"], "it is not written over; give another name"),
    ],
)
def test_a_command_that_cannot_be_followed_says_why(words, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.json").write_text("{}")
    assert main(words) == 2
    assert said in capsys.readouterr().err
