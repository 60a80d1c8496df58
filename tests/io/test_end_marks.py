"""A last row that marks the end of a scoring, in tables, lists and annotations."""

import numpy as np
import pytest

from explorer.io import open_night
from explorer.vocabulary.stages import Stage

CHANGES = [(0, "W"), (300, "N1"), (420, "N2"), (1020, "N3"), (1320, "R")]
WHOLE = {"W": 10, "N1": 4, "N2": 20, "N3": 10, "REM": 16}


def counts(path, text):
    path.write_text(text)
    codes, numbers = np.unique(open_night(path).hypnogram.values, return_counts=True)
    return {Stage(code).name: int(number) for code, number in zip(codes, numbers, strict=True)}


@pytest.mark.parametrize("end", ["end", "END", "End of recording", "Ende", "fin"])
@pytest.mark.parametrize("name", ["stage", "trial_type"])
def test_a_last_row_that_marks_the_end_says_until_when_the_last_stage_lasts(tmp_path, end, name):
    rows = [f"{onset},{stage}" for onset, stage in [*CHANGES, (1800, end)]]
    assert counts(tmp_path / "night.csv", "\n".join([f"onset,{name}", *rows])) == WHOLE


@pytest.mark.parametrize("name", ["stage", "trial_type"])
def test_lights_on_end_the_last_stage_where_stages_are_marked_as_they_change(tmp_path, name):
    # Light that is put on in between ends nothing.
    marks = [(700, "Lights On"), (705, "Lights Off"), (1800, "Lights On")]
    rows = [f"{onset},{word}" for onset, word in sorted([*CHANGES, *marks])]
    assert counts(tmp_path / "night.csv", "\n".join([f"onset,{name}", *rows])) == WHOLE
    epochs = [f"{30 * at},{word}" for at, word in enumerate(["W", "N1", "N2"])]
    text = "\n".join(["onset,trial_type", *epochs, "600,Lights On"])
    assert counts(tmp_path / "epochs.csv", text) == {"W": 1, "N1": 1, "N2": 1}


def test_columns_with_spaces_end_so_too_and_are_changes_where_their_steps_differ(tmp_path):
    rows = [f"{onset} {stage}" for onset, stage in [*CHANGES, (1800, "end")]]
    assert counts(tmp_path / "night.txt", "\n".join(rows)) == WHOLE


@pytest.mark.parametrize(
    "text",
    [
        "W\nN1\nN2\nend\n",
        "epoch,stage\n1,W\n2,N1\n3,N2\n4,end\n",
        "stage,quality\nW,1\nN1,1\nN2,1\nend,1\n",
        "onset,duration,stage\n0,30,W\n30,30,N1\n60,30,N2\n90,0,end\n",
        "time,stage\n23:50:00,W\n23:50:30,N1\n23:51:00,N2\n23:51:30,end\n",
    ],
)
def test_the_mark_itself_is_no_epoch(tmp_path, text):
    assert counts(tmp_path / "night.csv", text) == {"W": 1, "N1": 1, "N2": 1}


def test_a_word_that_marks_no_end_is_still_asked_about(tmp_path):
    with pytest.raises(ValueError, match="'end'"):
        counts(tmp_path / "night.csv", "onset,stage\n0,W\n30,end\n60,N2\n90,N2\n")
