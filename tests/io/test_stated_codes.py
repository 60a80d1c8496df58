"""A legend in a scorer's file says what its codes mean, wherever and however it is written."""

from pathlib import Path

import pytest

from explorer.io.reading_choices import Reading, UnclearError, read_meanings
from explorer.io.scorer_reading import read_scoring
from explorer.io.stated_codes import stated_codes
from explorer.vocabulary.stages import Stage

CODES = {1: Stage.W, 2: Stage.REM, 3: Stage.N1, 4: Stage.N2, 5: Stage.N3}
"""As no program writes them."""
NIGHT = [
    *[1] * 20,
    *[3] * 5,
    *[4] * 60,
    *[5] * 40,
    *[4] * 30,
    *[2] * 20,
    1,
    *[4] * 50,
    *[2] * 30,
    1,
]
STAGES = [CODES[code] for code in NIGHT]
LEGENDS = {
    "equals": "1=W, 2=REM, 3=N1, 4=N2, 5=N3",
    "spaced equals": "1 = Wake 2 = REM 3 = N1 4 = N2 5 = N3",
    "colons": "1: Wake; 2: REM; 3: N1; 4: N2; 5: N3",
    "dashes": "1 - wake, 2 - REM sleep, 3 - stage N1, 4 - stage N2, 5 - stage N3",
    "words first": "W=1 REM=2 N1=3 N2=4 N3=5",
    "words and colons": "Codes: W: 1, R: 2, N1: 3, N2: 4, N3: 5",
    "brackets": "W (1), REM (2), N1 (3), N2 (4), N3 (5)",
    "spaces": "stages: 1 wake 2 REM 3 N1 4 N2 5 N3",
    "arrows": "1->W, 2->REM, 3->N1, 4->N2, 5->N3",
    "a sentence": "codes are 1 (wake), 2 (REM), 3 (N1), 4 (N2) and 5 (N3)",
    "German": "1=Wach, 2=REM, 3=N1, 4=N2, 5=N3, 9=unbekannt",
}


def stages_of(path: Path, reading: Reading | None = None) -> list[int]:
    """Read the stages of a file's only scorer."""
    (hypnogram,) = read_scoring(path, reading).hypnograms.values()
    return hypnogram.values.tolist()


def in_lines(path: Path, *above: str, below: tuple[str, ...] = ()) -> Path:
    """Write one code a line below some lines."""
    path.write_text("\n".join([*above, *map(str, NIGHT), *below]) + "\n")
    return path


@pytest.mark.parametrize("legend", LEGENDS.values(), ids=LEGENDS)
@pytest.mark.parametrize("mark", ["# ", "%", "", "stage "])
def test_a_legend_above_a_code_a_line_wins(tmp_path, legend, mark):
    path = in_lines(tmp_path / "night.txt", f"{mark}{legend}")
    assert stages_of(path) == STAGES
    scoring = read_scoring(path)
    assert any("as the file itself says" in note for note in scoring.notes)
    assert any(entry.why == "as the file itself says" for entry in scoring.account)


@pytest.mark.parametrize("mark", ["# ", "% ", ""])
@pytest.mark.parametrize("between", ["=", ": ", " - ", " -> "])
def test_a_legend_may_be_a_block_of_lines(tmp_path, mark, between):
    block = [f"{mark}{code}{between}{stage.name}" for code, stage in CODES.items()]
    assert stages_of(in_lines(tmp_path / "night.txt", f"{mark}Codes", *block)) == STAGES


def test_a_legend_may_stand_below_the_codes(tmp_path):
    path = in_lines(tmp_path / "night.txt", below=(f"# {LEGENDS['equals']}",))
    assert stages_of(path) == STAGES


ROWS = [f"{epoch},{code}" for epoch, code in enumerate(NIGHT, 1)]
TABLES = {
    "a comment": ["# " + LEGENDS["equals"], "epoch,stage", *ROWS],
    "a comment below the names": ["epoch,stage", "# " + LEGENDS["equals"], *ROWS],
    "a block of comments": [
        *(f"# {code} = {stage.name}" for code, stage in CODES.items()),
        "epoch,stage",
        *ROWS,
    ],
    "a title": ["Codes: " + LEGENDS["spaces"], "epoch,stage", *ROWS],
    "a title with commas": [LEGENDS["equals"], "epoch,stage", *ROWS],
    "a block of titles": [
        *(f"{code}={stage.name}" for code, stage in CODES.items()),
        "epoch,stage",
        *ROWS,
    ],
    "a heading": ["epoch,stage (1=W 2=REM 3=N1 4=N2 5=N3)", *ROWS],
    "a heading in quotes": [f'epoch,"stage ({LEGENDS["equals"]})"', *ROWS],
    "a row below": ["epoch,stage", *ROWS, f'"Legend: {LEGENDS["equals"]}"'],
    "spaces": ["# " + LEGENDS["equals"], *(row.replace(",", " ") for row in ROWS)],
    "no names": ["# " + LEGENDS["equals"], *ROWS],
}


@pytest.mark.parametrize("lines", TABLES.values(), ids=TABLES)
def test_a_legend_of_a_table_wins(tmp_path, lines):
    path = tmp_path / "night.csv"
    path.write_text("\n".join(lines) + "\n")
    assert stages_of(path) == STAGES


def test_what_a_person_says_stands_over_the_legend(tmp_path):
    path = in_lines(tmp_path / "night.txt", "# 1=W, 2=N1, 3=REM, 4=N2, 5=N3")
    said = Reading(stages=read_meanings({"2": "REM", "3": "N1"}))
    assert stages_of(path, said) == STAGES


def test_a_code_that_the_legend_leaves_out_is_no_stage_of_another_coding(tmp_path):
    path = tmp_path / "night.txt"
    path.write_text("# " + LEGENDS["equals"] + "\n" + "\n".join(map(str, [*NIGHT, 0, 0])) + "\n")
    assert stages_of(path) == [*STAGES, Stage.UNSCORED, Stage.UNSCORED]


def test_a_legend_that_leaves_much_out_is_asked_about(tmp_path):
    path = tmp_path / "night.txt"
    path.write_text("# 1=W, 2=REM, 3=N1\n" + "\n".join(map(str, NIGHT)) + "\n")
    with pytest.raises(UnclearError, match=r"'4' \(140\)"):
        read_scoring(path)


def test_a_legend_that_says_two_things_is_asked_about(tmp_path):
    path = in_lines(tmp_path / "night.txt", "# 1=W, 2=REM, 3=N1, 4=N2, 5=N3", "# old: 1=N1, 2=N2")
    with pytest.raises(UnclearError, match="its legend says of code 1 that it is W and that it"):
        read_scoring(path)


@pytest.mark.parametrize(
    "line",
    [
        "# N2: 174 min, REM: 79 min",
        "# W: 20, N1: 11, N2: 174.5, N3: 50.5, REM: 79",
        "# recorded 2026-03-14 23:12:30",
        "# subject 12, night 2",
        "# 1, 2, 3 = N1, N2, N3",
    ],
)
def test_what_is_no_legend_changes_nothing(tmp_path, line):
    usual = {1: "0", 2: "5", 3: "1", 4: "2", 5: "3"}
    path = tmp_path / "night.txt"
    path.write_text("\n".join([line, *(usual[code] for code in NIGHT)]) + "\n")
    assert stages_of(path) == STAGES
    assert not any("the file itself says" in note for note in read_scoring(path).notes)


def test_epochs_with_their_number_and_a_colon_are_no_legend(tmp_path):
    path = tmp_path / "night.txt"
    path.write_text("\n".join(f"{epoch}: {one}" for epoch, one in enumerate("WW1112222", 1)))
    with pytest.raises(ValueError, match=r"no sleep stage|no stage"):
        read_scoring(path)


def test_stage_four_of_a_legend_is_n3():
    legend = stated_codes(["0 = wake, 1 = stage 1, 2 = stage 2, 3/4 = stage 4, 5 = REM"])
    assert legend is not None
    assert legend.stages == {
        0: Stage.W, 1: Stage.N1, 2: Stage.N2, 3: Stage.N3, 4: Stage.N3, 5: Stage.REM
    }  # fmt: skip


@pytest.mark.parametrize("line", ["1, 2, 3 = N1, N2, N3", "1 2 3 = N1 N2 N3", "1-3: NREM"])
@pytest.mark.parametrize("place", [0, 50, 200])
def test_several_codes_in_one_line_among_rows_are_no_row_and_that_is_said(tmp_path, line, place):
    codes = [*"0123325502"] * 20
    wanted = [Stage[{"0": "W", "5": "REM"}.get(code, f"N{code}")] for code in codes]
    numbered = [f"{epoch},{code}" for epoch, code in enumerate(codes)]
    for name, rows, above in (("a.txt", codes, []), ("a.csv", numbered, ["epoch,stage"])):
        path = tmp_path / name
        path.write_text("\n".join([*above, *rows[:place], line, *rows[place:]]) + "\n")
        scoring = read_scoring(path)
        assert next(iter(scoring.hypnograms.values())).values.tolist() == wanted
        assert any("several codes at once" in note and "1=N1" in note for note in scoring.notes)
