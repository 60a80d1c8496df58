"""Scorings without names of columns, and codes that no coding has: read whole, or asked about."""

import pytest

from explorer.io.reading_choices import Reading, UnclearError, read_meanings
from explorer.io.scorer_reading import read_scoring
from explorer.vocabulary.stages import Stage

W, N1, N2, N3, R = Stage.W, Stage.N1, Stage.N2, Stage.N3, Stage.REM
RUNS = ((W, 20), (N1, 5), (N2, 60), (N3, 40), (N2, 30), (R, 20), (W, 1), (N2, 50), (R, 40), (W, 3))
FIRST = [stage for stage, count in RUNS for _ in range(count)]
SECOND = [N2 if stage is N3 and at % 3 else stage for at, stage in enumerate(FIRST)]
WORDS = {W: "W", N1: "N1", N2: "N2", N3: "N3", R: "R"}


def hypnograms(path, lines, reading=None):
    """Write lines and read what each scorer says."""
    path.write_text("\n".join(lines) + "\n")
    found = read_scoring(path, reading).hypnograms
    return {name: one.values.tolist() for name, one in found.items()}


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("first", ["W", "N1", "N2"])
@pytest.mark.parametrize("before", [(), ("epoch",), ("clock",)])
def test_a_stage_is_no_name_of_a_column(tmp_path, mark, first, before):
    begin = [WORDS[stage] for stage in FIRST].index(first)
    lines = []
    for at, (one, other) in enumerate(zip(FIRST[begin:], SECOND[begin:], strict=True), 1):
        clock = f"{(23 + at // 120) % 24:02d}:{at // 2 % 60:02d}:{at % 2 * 30:02d}"
        cells = {"epoch": str(at), "clock": clock}
        lines.append(mark.join([*(cells[name] for name in before), WORDS[one], WORDS[other]]))
    found = hypnograms(tmp_path / "night.txt", lines)
    assert found == {"scorer 1": FIRST[begin:], "scorer 2": SECOND[begin:]}


@pytest.mark.parametrize("mark", [",", ";", "\t", " "])
def test_two_columns_of_codes_are_of_two_scorers(tmp_path, mark):
    codes = {**{stage: str(int(stage)) for stage in FIRST}, R: "5"}
    lines = [f"{codes[one]}{mark}{codes[other]}" for one, other in zip(FIRST, SECOND, strict=True)]
    found = hypnograms(tmp_path / "night.csv", lines)
    assert found == {"scorer 1": FIRST, "scorer 2": SECOND}


@pytest.mark.parametrize("mark", [",", " "])
def test_a_flag_beside_codes_is_no_second_scorer(tmp_path, mark):
    lines = [f"{int(one)}{mark}{at % 2}" for at, one in enumerate(FIRST)]
    with pytest.raises(ValueError, match=r"columns with (commas|spaces) between them"):
        hypnograms(tmp_path / "night.csv", lines)


def test_names_of_columns_stay_names(tmp_path):
    lines = ["ann,bob", *(f"{WORDS[a]},{WORDS[b]}" for a, b in zip(FIRST, SECOND, strict=True))]
    assert set(hypnograms(tmp_path / "night.csv", lines)) == {"ann", "bob"}


def test_a_column_called_sleep_is_no_stage(tmp_path):
    lines = ["Zeit,Sleep", *(f"{at * 30},{WORDS[one]}" for at, one in enumerate(FIRST))]
    (stages,) = hypnograms(tmp_path / "night.csv", lines).values()
    assert stages == FIRST


def test_onsets_beyond_three_hours_need_no_names(tmp_path):
    lines = [f"{at * 30 + 9_000},{WORDS[one]}" for at, one in enumerate(FIRST)]
    (stages,) = hypnograms(tmp_path / "night.csv", lines).values()
    assert stages == FIRST


def test_codes_with_a_decimal_comma_are_one_column(tmp_path):
    (stages,) = hypnograms(
        tmp_path / "night.txt", [f"{5 if one is R else int(one)},00" for one in FIRST]
    ).values()
    assert stages == FIRST


@pytest.mark.parametrize("width", [None, 60])
def test_a_character_may_be_an_epoch(tmp_path, width):
    text = "".join({N1: "1", N2: "2", N3: "3"}.get(one, WORDS[one]) for one in FIRST)
    lines = [text[at : at + (width or len(text))] for at in range(0, len(text), width or len(text))]
    (stages,) = hypnograms(tmp_path / "night.txt", lines).values()
    assert stages == FIRST


def test_a_clock_between_epochs_and_stages_is_no_stage(tmp_path):
    lines = [
        f"{at + 1}   23:{at // 2 % 60:02d}:{at % 2 * 30:02d}   {WORDS[one]}   "
        for at, one in enumerate(FIRST[:90])
    ]
    (stages,) = hypnograms(tmp_path / "night.txt", lines).values()
    assert stages == FIRST[:90]


def test_a_sentence_speaks_of_the_columns_that_are_there(tmp_path):
    with pytest.raises(ValueError, match="columns with commas between them"):
        hypnograms(tmp_path / "night.csv", ["7,W", "7,W", "3,N1", "12,N2", "4,N2"])


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ({W: "6", R: "5"}, {"6": "W", "5": "REM"}),
        ({W: "7", R: "5"}, {"7": "W"}),
        ({W: "0", R: "6"}, {"6": "REM"}),
        ({W: "0", R: "7"}, {"7": "REM"}),
    ],
)
def test_codes_that_would_leave_the_night_without_stages_are_asked_about(tmp_path, codes, said):
    path = tmp_path / "night.txt"
    lines = [codes.get(one, str(int(one))) for one in FIRST]
    with pytest.raises(UnclearError, match="neither wake nor sleep") as raised:
        hypnograms(path, lines)
    for code, stage in said.items():
        assert f"{code}={stage}" in str(raised.value)
    told = Reading(stages=read_meanings(said))
    (stages,) = hypnograms(path, lines, told).values()
    assert stages == FIRST


def test_a_little_movement_is_not_asked_about(tmp_path):
    codes = [5 if one is R else int(one) for one in FIRST]
    codes[100:103] = [6, 6, 6]
    (stages,) = hypnograms(tmp_path / "night.txt", list(map(str, codes))).values()
    assert stages[100:103] == [Stage.ARTEFACT] * 3
