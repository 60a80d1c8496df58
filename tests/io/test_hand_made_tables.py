"""Tables as people write them by hand: no number is read wrong without a word."""

import pytest

import explorer
from explorer.vocabulary.stages import Stage

RUNS = [("W", 20), ("N1", 6), ("N2", 60), ("N3", 50), ("REM", 30), ("N2", 40), ("W", 14)]
NIGHT = [stage for stage, count in RUNS for _ in range(count)]
FIRSTS = [sum(count for _, count in RUNS[:at]) for at in range(len(RUNS))]


def read(tmp_path, lines):
    path = tmp_path / "night.csv"
    path.write_text("\n".join(lines) + "\n")
    return explorer.open_night(path)


def stages(night):
    return [Stage(int(code)).name for code in night.hypnogram.values]


def runs(row, scale=1):
    rows = [
        row(30 * first * scale, 30 * count * scale, stage)
        for first, (stage, count) in zip(FIRSTS, RUNS, strict=True)
    ]
    return [*rows, row(1110 * scale, 15 * scale, "Obstructive Apnea")]


GROUPED = {
    "comma": lambda one: f"{one:,}",
    "comma and point": lambda one: f"{one:,}.0",
    "point": lambda one: f"{one:,}".replace(",", "."),
    "point and comma": lambda one: f"{one:,}".replace(",", ".") + ",0",
    "apostrophe": lambda one: f"{one:,}".replace(",", "'"),
}


@pytest.mark.parametrize("way", GROUPED)
def test_thousands_are_no_decimals(way, tmp_path):
    written = GROUPED[way]
    rows = runs(lambda onset, lasting, word: f"{written(onset)};{written(lasting)};{word}")
    rows.sort(key=lambda row: float(row.split(";")[0].translate({44: None, 46: None, 39: None})))
    night = read(tmp_path, ["onset;duration;event", *rows])
    assert stages(night) == NIGHT
    assert night.events.onset.values.tolist() == [1110.0]
    assert "groups thousands" in " ".join(night.reader_notes)


def test_decimal_commas_of_three_digits_stay_decimals(tmp_path):
    rows = [f"{30 * at:.3f};{stage}".replace(".", ",") for at, stage in enumerate(NIGHT)]
    night = read(tmp_path, ["onset;stage", *rows])
    assert stages(night) == NIGHT


def test_milliseconds_without_a_unit_are_told_by_their_size(tmp_path):
    night = read(
        tmp_path, ["start,duration,event", *runs(lambda o, d, word: f"{o},{d},{word}", 1000)]
    )
    assert stages(night) == NIGHT
    assert night.events.onset.values.tolist() == [1110.0]
    assert "were read in ms" in " ".join(night.reader_notes)


def test_a_column_of_minutes_that_goes_back_is_of_durations(tmp_path):
    night = read(tmp_path, ["stage,minutes", *(f"{stage},{count / 2}" for stage, count in RUNS)])
    assert stages(night) == NIGHT


def test_ten_epochs_a_row_are_unfolded(tmp_path):
    rows = [f"{first},{','.join(NIGHT[first : first + 10])}" for first in range(0, len(NIGHT), 10)]
    night = read(tmp_path, ["Epoch,1,2,3,4,5,6,7,8,9,10", *rows])
    assert stages(night) == NIGHT
    assert "10 epochs a row" in " ".join(night.reader_notes)


def test_marks_in_the_column_of_their_class_are_not_unfolded(tmp_path):
    order = ["W", "N1", "N2", "N3", "REM"]
    rows = [
        f"{at}," + ",".join(str(int(one == stage)) for one in order)
        for at, stage in enumerate(NIGHT)
    ]
    try:
        night = read(tmp_path, ["epoch,0,1,2,3,4", *rows])
    except ValueError:
        return  # nothing says what 0 to 4 are
    assert len(stages(night)) != 5 * len(NIGHT)


def test_an_event_in_the_row_of_a_stage_is_an_event_and_no_shorter_epoch(tmp_path):
    marked = {33: ("Obstructive Apnea", 15), 133: ("Hypopnea", 22)}
    rows = [
        f"{at + 1},{30 * at},{stage},{marked.get(at, ('', ''))[0]},{marked.get(at, ('', ''))[1]}"
        for at, stage in enumerate(NIGHT)
    ]
    night = read(tmp_path, ["Epoch,Onset (s),Stage,Event,Event duration", *rows])
    assert stages(night) == NIGHT
    assert night.events.onset.values.tolist() == [990.0, 3990.0]
    assert night.events.duration.values.tolist() == [15.0, 22.0]
    assert "2 events in the rows of stages" in " ".join(night.reader_notes)


def test_a_comment_beside_an_epoch_is_no_event(tmp_path):
    rows = [f"{at},{stage},{'arousal?' if at == 77 else ''}" for at, stage in enumerate(NIGHT)]
    rows[80] = f"80,{NIGHT[80]},arousal after apnea"
    night = read(tmp_path, ["epoch,stage,comment", *rows])
    assert night.events.sizes["event"] == 0


def test_blank_cells_below_a_stage_are_said_and_merged_ones_asked_about(tmp_path):
    cells = [stage if at == 0 or NIGHT[at - 1] != stage else "" for at, stage in enumerate(NIGHT)]
    night = read(tmp_path, ["onset,stage", *(f"{30 * at},{one}" for at, one in enumerate(cells))])
    said = " ".join(night.reader_notes)
    assert f"{len(NIGHT) - len(RUNS)} rows of {len(NIGHT)} without a stage" in said
    assert "as where cells were merged" in said


def test_numbers_that_begin_anew_on_each_page_are_no_epoch_numbers(tmp_path):
    rows = [f"{at // 10 + 1},{at % 10 + 1},{stage}" for at, stage in enumerate(NIGHT)]
    night = read(tmp_path, ["Page,Epoch,Stage", *rows])
    assert stages(night) == NIGHT
    assert "begin anew every 10 rows" in " ".join(night.reader_notes)


def test_onsets_in_samples_are_not_taken_for_milliseconds(tmp_path):
    rows = runs(lambda onset, lasting, word: f"{onset},{lasting},{word}", 256)
    with pytest.raises(ValueError, match="a column in s would do"):
        read(tmp_path, ["start,duration,event", *rows])


def test_rem_sleep_below_the_line_is_asked_about(tmp_path):
    code = {"W": 0, "N1": 1, "N2": 2, "N3": 3, "REM": -1}
    night = [*NIGHT, *NIGHT]
    with pytest.raises(ValueError, match=r'code -1 .*"-1=REM"'):
        read(tmp_path, ["epoch,stage", *(f"{at},{code[one]}" for at, one in enumerate(night))])


def test_stages_in_words_and_the_same_in_numbers_are_one_scorer(tmp_path):
    code = {"W": 1, "N1": -1, "N2": -2, "N3": -3, "REM": 0}
    rows = [f"{at},{stage},{code[stage]}" for at, stage in enumerate(NIGHT, 1)]
    night = read(tmp_path, ["E,STAGE,STAGE_N", *rows])
    assert stages(night) == NIGHT
    assert night.hypnograms.sizes["scorer"] == 1
    assert "STAGE_N says in numbers what is in words" in " ".join(night.reader_notes)
