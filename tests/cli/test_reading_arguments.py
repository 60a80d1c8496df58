"""What is said of a file on the command line, and what commands say of what was read."""

import json

import pytest

from explorer.cli.command_line import main

NIGHT = ["0", "1", "2", "4", "5", "2", "5"]


@pytest.fixture
def unclear(tmp_path):
    path = tmp_path / "night.txt"
    path.write_text("\n".join(NIGHT))
    return path


def test_what_is_unclear_is_one_sentence_that_says_how_to_say_it(unclear, capsys):
    assert main(["info", str(unclear)]) == 2
    words = capsys.readouterr().err
    assert "Traceback" not in words
    assert '--stages "' in words


@pytest.mark.parametrize(
    ("said", "n3", "rem"), [("5=REM", 0.5, 1.0), ("5=UNSCORED", 0.0, 0.5), ("4=N3,5=R", 0.5, 1.0)]
)
def test_what_was_said_of_codes_counts(unclear, said, n3, rem, capsys):
    assert main(["stats", str(unclear), "--stages", said, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["metrics"]
    assert found["N3_min"]["value"] == n3
    assert found["REM_min"]["value"] == rem


def test_a_meaning_that_is_no_stage_is_refused(unclear, capsys):
    assert main(["info", str(unclear), "--stages", "5=dream"]) == 2
    assert "'dream' is no sleep stage" in capsys.readouterr().err


def test_info_says_what_was_used_and_what_was_not(unclear, capsys):
    assert main(["info", str(unclear), "--stages", "5=REM"]) == 0
    text = capsys.readouterr().out
    assert "stage word '5' (2, 1 min): REM, as it was said" in text
    assert main(["info", str(unclear), "--stages", "5=REM", "--json"]) == 0
    entries = json.loads(capsys.readouterr().out)["account"]
    assert {"kind", "name", "used_as", "count", "minutes", "why", "channels"} == set(entries[0])
    assert [e["used_as"] for e in entries if e["name"] == "4"] == ["N3"]


def test_info_says_unused_things_first(tmp_path, capsys):
    path = tmp_path / "night.txt"
    path.write_text("\n".join(["W", "N2"] * 40 + ["cough"]))
    assert main(["info", str(path)]) == 0
    text = capsys.readouterr().out
    assert text.index("not used:\n  stage word 'cough' (1, 0.5 min)") < text.index("\nused:")


@pytest.mark.parametrize("option", ["--night", "--subject"])
def test_a_choice_among_one_unnamed_night_is_refused(tmp_path, capsys, option):
    path = tmp_path / "night.csv"
    path.write_text("onset,duration,stage\n0,300,W\n300,300,N2\n")
    app, lesson = ["app", "--no-browser"], ["school", "lesson"]
    for command in (["stats"], ["info"], ["export", "--format", "csv"], app, lesson):
        assert main([*command, str(path), option, "7"]) == 2
        assert f"{option} 7: the file has one {option[2:]}" in capsys.readouterr().err
    column = option[2:]
    path.write_text(f"onset,duration,stage,{column}\n0,300,W,7\n0,300,N2,8\n")
    assert main(["stats", str(path), option, "7", "--csv"]) == 0
