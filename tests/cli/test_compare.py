"""The command `compare` on small tables of numbers: what it prints, and what it says beside it."""

import itertools
import json

import numpy as np
import pytest

from explorer.cli.command_line import main


def said_of(tmp_path, capsys, table, *options):
    path = tmp_path / "table.csv"
    path.write_text(table, encoding="utf-8")
    assert main(["compare", str(path), "--reference", "a", *options]) == 0
    return capsys.readouterr().out


def pairs(changes, heading="TST", level=400):
    rows = [f"subject,condition,night,{heading}"]
    for person, change in enumerate(changes):
        rows += [f"S{person},a,1,{level + person}", f"S{person},b,2,{level + person + change}"]
    return "\n".join(rows) + "\n"


def own_nights(count):
    values = np.random.default_rng(3).normal(410, 20, count).round()
    rows = [f"2026-03-{day + 1:02},{'ab'[day % 2]},{v:g}" for day, v in enumerate(values)]
    return values, "date,condition,TST\n" + "\n".join(rows) + "\n"


def test_one_persons_p_is_the_schedules_wherever_it_stands(tmp_path, capsys):
    values, table = own_nights(16)
    told = said_of(tmp_path, capsys, table, "--primary", "TST")
    found = json.loads(said_of(tmp_path, capsys, table, "--primary", "TST", "--json"))
    seen = values[1::2].sum() - values.mean() * 8
    drawn = [
        values[list(k)].sum() - values.mean() * 8 for k in itertools.combinations(range(16), 8)
    ]
    exact = np.mean(np.abs(drawn) >= abs(seen) - 1e-9)
    row = found["metrics"]["TST"]
    assert row["p_permutation"] == row["p_adjusted"] == pytest.approx(exact)
    assert found["one_person"]["metrics"]["TST"]["p"] == row["p_permutation"]
    assert row["p_exact"] is True
    assert f"  {exact:.2f}  {exact:.2f}  " in told
    for wrong in ("within blocks", "sign flips", "power needs", "too many"):
        assert wrong not in told
    assert "p: permutation of nights of this one person" in told


def test_more_schedules_than_can_be_counted_are_named_by_their_number(tmp_path, capsys):
    told = said_of(tmp_path, capsys, own_nights(24)[1])
    assert "99,999 schedules drawn by lot: 2,704,156 were possible" in told


def test_pairs_that_do_not_differ_are_said_to_be_none(tmp_path, capsys):
    told = said_of(tmp_path, capsys, pairs([0] * 8), "--primary", "TST")
    assert "differ from each other; of the 8 none do" in told
    told = said_of(tmp_path, capsys, pairs([5] * 8), "--primary", "TST")
    assert "differ from each other; of the 8 all differ by the same" in told


def test_a_line_that_repeats_another_takes_nothing_from_what_is_said_of_the_rest(tmp_path, capsys):
    table = pairs([20, 25, 3, 40, 31, 8, 22, 30])
    plain = said_of(tmp_path, capsys, table, "--primary", "TST").splitlines()
    told = said_of(tmp_path, capsys, table + "S4,b,2,41\n", "--primary", "TST").splitlines()
    more = [line for line in told if line not in plain]
    assert [line for line in plain if line not in told] == []
    assert len(more) == 1
    assert "line 18 (S4 b 2): the same night is already on line 11" in more[0]
    assert any("everybody had the conditions in one order" in line for line in told)
    assert any("taken out by a mixed model" in line for line in told)


def test_why_the_order_of_nights_is_not_known_is_said(tmp_path, capsys):
    table = pairs([20, 25, 3, 40]).replace(",b,2,", ",b,1,")
    told = said_of(tmp_path, capsys, table)
    assert "order of nights is not known, for lines 2 and 3 are both night 1 of S0" in told


def test_an_unknown_covariate_is_answered_with_what_the_table_has(tmp_path, capsys):
    path = tmp_path / "table.csv"
    path.write_text(pairs([20, 25, 3, 40]))
    options = ["--reference", "a", "--covariates", "zzz"]
    assert main(["compare", str(path), *options]) == 2
    assert "no covariate 'zzz'; the table has none; a column of numbers" in capsys.readouterr().err
    path.write_text(pairs([20, 25, 3, 40], "TST,age", level=400).replace("\n", ",30\n")
                    .replace("TST,age,30", "TST,age"))  # fmt: skip
    assert main(["compare", str(path), *options]) == 2
    assert "no covariate 'zzz'; the table's are age; a column" in capsys.readouterr().err


def test_a_metric_is_found_in_any_capitals_and_said_as_the_table_has_it(tmp_path, capsys):
    told = said_of(tmp_path, capsys, pairs([20, 25, 3, 40], "waso"), "--primary", "WASO")
    assert "Waso (as the table has it)" in told
    assert "min" in told
    assert "sleep period" not in told


def test_without_a_reference_the_condition_called_placebo_is_taken_and_said(tmp_path, capsys):
    path = tmp_path / "table.csv"
    path.write_text(pairs([20, 25, 3, 40]).replace(",b,", ",Plazebo,"))
    assert main(["compare", str(path), "--primary", "TST"]) == 0
    told = capsys.readouterr().out
    assert "under a than under Plazebo" in told
    assert "Nobody chose a reference: Plazebo was taken, by its name." in told
    path.write_text(pairs([20, 25, 3, 40]))
    assert main(["compare", str(path), "--primary", "TST"]) == 2
    assert "the table has a, b" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--baseline", "--follow-up"])
def test_visits_are_refused_of_conditions_within_people(tmp_path, capsys, option):
    path = tmp_path / "table.csv"
    path.write_text(pairs([20, 25, 3, 40]))
    assert main(["compare", str(path), "--reference", "a", option, "b"]) == 2
    assert f"{option} b names a visit of parallel arms" in capsys.readouterr().err
