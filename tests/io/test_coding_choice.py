"""Which coding a file's numbers are in: by the night that each makes of them, or by names."""

import csv
import json

import pytest

from explorer.cli.command_line import main
from explorer.io import read_hypnogram
from explorer.io.annotation_sorting import sort_annotations
from explorer.io.coding_choice import choose_coding
from explorer.io.codings import AASM, DREAMS, FROM_ONE, MOVEMENT, RK, UCDDB
from explorer.io.edf_annotations import Annotation
from explorer.io.objects.scorings import scoring_of
from explorer.io.reading_choices import Reading, UnknownStagesError
from explorer.night.reading_account import read_account
from explorer.vocabulary.stages import Stage

# A night of 60 epochs: W 5, N1 1, N2 13, N3 5, REM 6 min; "4" is stage 4.
NIGHT = (
    "W" * 6 + "1" * 2 + "2" * 14 + "3" * 6 + "4" * 4 + "2" * 6 + "R" * 12 + "WW" + "2" * 6 + "WW"
)
WRITTEN = {
    AASM: "W0 11 22 33 43 R4",
    RK: "W0 11 22 33 44 R5",
    MOVEMENT: "W0 11 22 33 43 R4 M5",
    UCDDB: "W0 R1 12 23 34 45",
    DREAMS: "W5 R4 13 22 31 40",
    FROM_ONE: "W1 12 23 34 44 R5",
}
MADE = {"W": Stage.W, "1": Stage.N1, "2": Stage.N2, "3": Stage.N3, "4": Stage.N3, "R": Stage.REM}


def codes(night, coding):
    written = {pair[0]: int(pair[1]) for pair in WRITTEN[coding].split()}
    return [written[stage] for stage in night if stage in written]


def saved(tmp_path, name, numbers):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(map(str, numbers)))
    return path


def minutes(path, stages=None):
    stage = read_hypnogram(path, stages=stages).stage.values.ravel()
    return {one.name: float((stage == one).sum()) / 2 for one in Stage if (stage == one).any()}


RIGHT = {"W": 5.0, "N1": 1.0, "N2": 13.0, "N3": 5.0, "REM": 6.0}


@pytest.mark.parametrize("coding", [AASM, RK, UCDDB])
def test_a_night_of_one_hour_says_its_coding_by_its_stages(coding, tmp_path):
    assert minutes(saved(tmp_path, "night.txt", codes(NIGHT, coding))) == RIGHT


@pytest.mark.parametrize("at", [9, 20, 40, 52])
def test_a_stray_5_of_movement_does_not_make_rem_sleep_n3(at, tmp_path):
    numbers = codes(NIGHT, MOVEMENT)
    numbers[at] = 5
    found = minutes(saved(tmp_path, "night.txt", numbers))
    assert found["ARTEFACT"] == 0.5
    assert found["REM"] >= 5.5
    assert found["N3"] == 5


def test_the_note_says_which_coding_was_taken_and_why(tmp_path):
    numbers = codes(NIGHT, MOVEMENT)
    numbers[20] = 5
    notes = " ".join(read_hypnogram(saved(tmp_path, "night.txt", numbers)).attrs["notes"])
    assert "5 movement or unknown" in notes
    assert "the length of their bouts" in notes
    assert "Rechtschaffen and Kales" in notes


@pytest.mark.parametrize(
    ("name", "coding"),
    [
        ("ucddb002_stage.txt", UCDDB),
        ("DREAMS/night.txt", DREAMS),
        ("seqsleepnet-labels.txt", FROM_ONE),
        ("night.txt", None),
    ],
)
def test_a_name_says_the_coding_of_a_short_file(name, coding, tmp_path):
    numbers = codes("WW122334RRW", coding or UCDDB)
    if coding is None:
        with pytest.raises(UnknownStagesError, match="may be"):
            minutes(saved(tmp_path, name, numbers))
        return
    path = saved(tmp_path, name, numbers)
    found = minutes(path)
    assert found["REM"] == 1
    assert found["W"] == 1.5
    assert "its name says" in " ".join(read_hypnogram(path).attrs["notes"])


def test_what_two_codings_say_is_asked_with_the_way_to_say_it(tmp_path):
    path = saved(tmp_path, "night.txt", [0, 1, 2, 4, 5, 2, 5])
    with pytest.raises(UnknownStagesError, match='--stages "') as caught:
        read_hypnogram(path)
    unknown = {entry.name: entry for entry in caught.value.entries if not entry.used_as}
    assert set(unknown) == {"4", "5"}
    assert unknown["5"].count == 2
    assert unknown["5"].minutes == 1
    assert {entry.name for entry in caught.value.entries if entry.used_as} == {"0", "1", "2"}


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ({"5": "REM"}, ["W", "N1", "N2", "N3", "REM", "N2", "REM"]),
        ({"5": "UNSCORED"}, ["W", "N1", "N2", "REM", "UNSCORED", "N2", "UNSCORED"]),
        ({"4": "REM"}, ["W", "N1", "N2", "REM", "ARTEFACT", "N2", "ARTEFACT"]),
    ],
)
def test_what_was_said_of_one_code_says_what_the_others_mean(said, right, tmp_path):
    path = saved(tmp_path, "night.txt", [0, 1, 2, 4, 5, 2, 5])
    stage = read_hypnogram(path, stages=said).stage.values.ravel()
    assert [Stage(int(one)).name for one in stage] == right


def test_wake_and_sleep_as_0_and_1_are_no_night_of_n1_but_asked(tmp_path):
    path = saved(tmp_path, "night.txt", [0] * 30 + [1] * 300 + [0] * 4 + [1] * 200)
    with pytest.raises(UnknownStagesError) as caught:
        read_hypnogram(path)
    assert [entry.name for entry in caught.value.entries if not entry.used_as] == ["1"]
    assert minutes(path, {"1": "SLEEP"}) == {"W": 17.0, "SLEEP": 250.0}


BELOW = {"W": (1, 0), "R": (0, 1), "1": (-1, -1), "2": (-2, -2), "3": (-3, -3), "4": (-4, -4)}


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("form", ["lines", "json", "without N3"])
def test_codes_from_one_down_to_minus_three_are_asked_and_never_those_of_dreams(
    which, form, tmp_path
):
    night = NIGHT.replace("4", "3").replace("3", "2" if form == "without N3" else "3")
    numbers = [BELOW[stage][which] for stage in night]
    given = saved(tmp_path, "night.txt", numbers)
    if form == "json":
        given = tmp_path / "night.json"
        given.write_text(json.dumps(numbers))
    with pytest.raises(UnknownStagesError, match=r"1 W, 0 REM.*0 W, 1 REM.*DREAMS") as caught:
        read_hypnogram(given)
    way = {str(pair[which]): stage for stage, pair in BELOW.items() if stage in night}
    assert {entry.name for entry in caught.value.entries if not entry.used_as} == set(way)
    words = {"R": "REM", "1": "N1", "2": "N2", "3": "N3", "W": "W"}
    found = minutes(given, {code: words[stage] for code, stage in way.items()})
    assert found == RIGHT if "3" in night else found["N2"] == 18


@pytest.mark.parametrize("which", [0, 1])
def test_a_list_of_codes_from_one_down_is_asked_too(which):
    numbers = [BELOW[stage][which] for stage in NIGHT.replace("4", "3")]
    with pytest.raises(UnknownStagesError, match=r"1 W, 0 REM.*0 W, 1 REM.*DREAMS"):
        scoring_of(numbers, Reading())


def test_stage_4_below_zero_leaves_only_what_is_wake_to_ask(tmp_path):
    path = saved(tmp_path, "night.txt", [BELOW[stage][0] for stage in NIGHT])
    with pytest.raises(UnknownStagesError, match='--stages "0=REM,1=W" or --stages "0=W,1=REM"'):
        read_hypnogram(path)
    assert minutes(path, {"1": "W"}) == RIGHT


def test_codes_of_dreams_below_zero_are_read_where_others_or_the_name_say_so(tmp_path):
    numbers = [5, 5, 3, 2, 1, 0, -1, -2, -3, 4, 4]
    assert choose_coding("night.txt", numbers, [5.0] * len(numbers))[0] is DREAMS
    deep = [1, 0, -1, -2, -3]
    assert choose_coding("DREAMS/night.txt", deep, [5.0] * 5)[0] is DREAMS
    text = saved(tmp_path, "night.txt", ["[hypnogram]", *deep])
    stage = read_hypnogram(text).stage.values.ravel()
    assert [Stage(int(one)).name for one in stage[:3]] == ["N3", "N3", "ARTEFACT"]


@pytest.mark.parametrize("coding", [AASM, RK, UCDDB])
def test_a_json_list_says_its_coding_too(coding, tmp_path):
    path = tmp_path / "night.json"
    path.write_text(json.dumps(codes(NIGHT, coding)))
    assert minutes(path) == RIGHT


def test_epochs_of_5_s_and_bouts_of_any_length_say_the_same():
    numbers = codes(NIGHT * 3, UCDDB)
    fine = [number for number in numbers for _ in range(6)]
    assert choose_coding("night.txt", fine, [5.0] * len(fine))[0] is UCDDB
    bouts = [number for at, number in enumerate(numbers) if not at or numbers[at - 1] != number]
    lengths, at = [], 0
    for number in bouts:
        count = 0
        while at < len(numbers) and numbers[at] == number:
            at, count = at + 1, count + 1
        lengths.append(30.0 * count)
    assert choose_coding("night.txt", bouts, lengths)[0] is UCDDB


def real_nights(shared_data):
    """Real nights in one letter an epoch: W 1 2 3 4 R, M movement, ? unscored."""
    letters = {"Sleep stage W": "W", "Sleep stage R": "R", "Movement time": "M"}
    letters |= {f"Sleep stage {number}": str(number) for number in range(1, 5)}
    for path in sorted((shared_data / "sleep-edf-hypnograms").rglob("*events.tsv"))[::5]:
        with path.open(encoding="utf-8", newline="") as file:
            night = "".join(
                letters.get(row["original_stage"], "?") * round(float(row["duration"]) / 30)
                for row in csv.DictReader(file, delimiter="\t")
            )
        trimmed = night.strip("?")
        asleep = trimmed.strip("W")
        first = max(trimmed.index(asleep) - 60, 0)
        yield path.name, trimmed[first : first + len(asleep) + 120]
    for path in sorted((shared_data / "dod").rglob("*.json"))[::9]:
        yield path.name, "".join("W123R?"[code] for code in json.loads(path.read_text()))


def test_real_nights_come_back_in_the_coding_they_were_written_in_or_are_asked(shared_data):
    asked = written = 0
    wrong = []
    for name, night in real_nights(shared_data):
        for coding in WRITTEN:
            pairs = {pair[0]: int(pair[1]) for pair in WRITTEN[coding].split()}
            if coding in (RK, UCDDB):
                pairs["M"] = 6
            if coding is MOVEMENT:
                pairs["?"] = 5
            kept = [letter for letter in night if letter in pairs]
            numbers = [pairs[letter] for letter in kept]
            written += 1
            try:
                found, _ = choose_coding("night.txt", numbers, [30.0] * len(numbers))
            except UnknownStagesError:
                asked += 1
                continue
            read = [found.stages.get(number) for number in numbers]
            made = [MADE.get(letter) for letter in kept]
            if any(one not in (two, None) for two, one in zip(read, made, strict=True)):
                wrong.append((name, coding.name, found.name))
    assert not wrong
    assert written > 300
    assert asked < 0.03 * written


# ---- numbers beside words ------------------------------------------------------------------------

LETTERED = ["W"] * 10 + ["1"] * 4 + ["2"] * 30 + ["4"] * 20 + ["2"] * 10 + ["R"] * 16
MIXED = {"W": 5.0, "N1": 2.0, "N2": 20.0, "N3": 10.0, "REM": 8.0}


@pytest.mark.parametrize("words", [{}, {"W": "Wake", "R": "REM"}, {"W": "wach", "R": "rem"}])
@pytest.mark.parametrize("said", [None, {"1": "N1"}])
def test_rem_sleep_that_is_a_word_is_no_number(words, said, tmp_path):
    stages = [words.get(one, one) for one in LETTERED]
    path = saved(tmp_path, "night.txt", stages)
    assert minutes(path, said) == MIXED
    assert "REM in words" in " ".join(read_hypnogram(path, stages=said).attrs["notes"])


@pytest.mark.parametrize("ending", ["json", "csv"])
def test_words_exclude_a_number_in_other_files_too(ending, tmp_path):
    path = tmp_path / f"night.{ending}"
    rows = "\n".join(f"{place},{one}" for place, one in enumerate(LETTERED))
    path.write_text(json.dumps(LETTERED) if ending == "json" else f"epoch,stage\n{rows}")
    assert minutes(path) == MIXED


def test_words_exclude_a_number_among_annotations():
    annotations = [Annotation(30.0 * at, 30.0, one) for at, one in enumerate(LETTERED)]
    stage = next(iter(sort_annotations("", annotations).hypnograms.values())).values
    assert {one.name: float((stage == one).sum()) / 2 for one in set(map(Stage, stage))} == MIXED


def test_a_few_epochs_of_words_and_numbers_are_not_asked_about(tmp_path):
    path = saved(tmp_path, "night.txt", ["W", "W", "1", "2", "2", "R"] * 3)
    assert minutes(path) == {"W": 3.0, "N1": 1.5, "N2": 3.0, "REM": 1.5}


def test_movement_that_is_a_word_is_no_number(tmp_path):
    stages = [*codes(NIGHT, RK)]
    stages[40:40] = ["M"] * 2
    found = minutes(saved(tmp_path, "night.txt", stages))
    assert found == {**RIGHT, "ARTEFACT": 1.0}


@pytest.mark.parametrize("name", ["night.txt", "night.csv", "night.json"])
@pytest.mark.parametrize("codes", [[0, -1], [-1], [0, -2], [-2], [0, -1, -2], [-1, -2]])
def test_codes_of_which_none_lies_above_zero_are_asked(tmp_path, name, codes):
    path = tmp_path / name
    numbers = [code for code in codes for _ in range(12)]
    rows = "\n".join(f"{place},{code}" for place, code in enumerate(numbers, 1))
    texts = {".txt": "\n".join(map(str, numbers)), ".json": json.dumps(numbers)}
    path.write_text(texts.get(path.suffix, f"epoch,stage\n{rows}"))
    with pytest.raises(UnknownStagesError) as caught:
        read_hypnogram(path)
    asked = {entry.name for entry in caught.value.entries if not entry.used_as}
    assert asked == {str(code) for code in codes}
    assert all(f"{code} (12: " in str(caught.value) for code in codes)
    assert "nothing in it tells which" in str(caught.value)
    assert "--stages" in str(caught.value)
    said = {"0": "W", "-1": "ARTEFACT", "-2": "UNSCORED"}
    assert minutes(path, said).get("W", 0) == (6.0 if 0 in codes else 0)


def test_one_code_below_zero_beside_stages_or_a_name_is_what_has_no_stage(tmp_path):
    path = saved(tmp_path, "night.txt", [0, -1] * 12)
    assert minutes(path, {"-1": "ARTEFACT"})["W"] == 6.0  # no other way is left for 0
    (tmp_path / "yasa").mkdir()
    assert minutes(saved(tmp_path / "yasa", "night.txt", [0, -1] * 12))["W"] == 6.0
    assert minutes(saved(tmp_path, "more.txt", [0, 1, 2, 2, 3, 4, 2, 5, -1] * 3))["W"] == 1.5


def test_the_way_to_say_what_a_code_below_zero_means_is_one_that_works(tmp_path):
    path = saved(tmp_path, "night.txt", [0, 1, 2, 3, 2, -7] * 4)
    with pytest.raises(UnknownStagesError, match=r"'-7' .*--stages=.-7=UNSCORED."):
        read_hypnogram(path)
    assert main(["stats", str(path), "--stages=-7=UNSCORED"]) == 0


@pytest.mark.parametrize(
    ("word", "likely"), [("Wx", "W"), ("Tiefschl", "N3"), ("Rx", "REM"), ("st2b", "N2")]
)
def test_the_likeliest_meaning_of_an_unknown_word_is_offered_first(word, likely, tmp_path):
    path = tmp_path / "stages.csv"
    path.write_text("\n".join(["stage", *["N1", word] * 40]) + "\n")
    with pytest.raises(UnknownStagesError, match=f'--stages "{word}={likely}"'):
        read_hypnogram(path)


@pytest.mark.parametrize("layout", ["lines", "json", "one column", "five scorers", "annotations"])
@pytest.mark.parametrize(
    ("name", "other", "meant", "words"),
    [
        ("my_night", None, "UNSCORED", "an assumption"),
        ("dod_night", None, "UNSCORED", "as in the Dreem open datasets"),
        ("yasa_night", None, "ARTEFACT", "as its name says 'yasa'"),
        ("my_night", -2, "ARTEFACT", "as YASA writes them"),
    ],
)
def test_minus_one_is_claimed_only_where_the_name_or_another_code_says_it(
    layout, name, other, meant, words, tmp_path
):
    numbers = [*codes(NIGHT, AASM), *[-1] * 4, *([] if other is None else [other])]
    if layout == "annotations":
        annotations = [Annotation(30.0 * at, 30.0, str(one)) for at, one in enumerate(numbers)]
        scoring = sort_annotations(f"{name}.edf", annotations)
        stage, notes = next(iter(scoring.hypnograms.values())).values, scoring.notes
    else:
        columns = 5 if layout == "five scorers" else 1
        head = ",".join(["epoch", *(f"scorer_{one + 1}" for one in range(columns))])
        rows = [f"{at},{','.join([str(one)] * columns)}" for at, one in enumerate(numbers, 1)]
        texts = {"lines": "\n".join(map(str, numbers)), "json": json.dumps(numbers)}
        suffix = {"lines": "txt", "json": "json"}.get(layout, "csv")
        path = tmp_path / f"{name}.{suffix}"
        path.write_text(texts.get(layout, "\n".join([head, *rows])))
        night = read_hypnogram(path)
        stage, notes = night.stage.values[-1], night.attrs["notes"]
        (said,) = {
            one.why
            for one in read_account(night.attrs["account"])
            if (one.kind, one.name) == ("stage word", "-1")
        }
        assert said.startswith("assumed: ") is (words == "an assumption")
        told = read_hypnogram(path, stages={"-1": "ARTEFACT"})
        assert (told.stage == Stage.ARTEFACT).sum() == 4 * columns
        assert not any("code -1" in note for note in told.attrs["notes"])
    assert (stage == Stage[meant]).sum() == 4 + (meant == "UNSCORED" and other is not None)
    assert sum("code -1" in note and words in note for note in notes) == 1
