"""Coarse stages in files: by their words, or refused by a format that has codes alone."""

import json

import pytest

from explorer.io.hypnogram_codes import AASM_CODES, DREEM_CODES
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.scoring.edits import STAGES, Edit
from explorer.scoring.journal_format import decode_edit, encode_edit
from explorer.scoring.scoring_formats import exported
from explorer.vocabulary.stages import COARSE, Stage

DEVICE = ["W", "LIGHT", "DEEP", "REM", "UNSCORED"]


def file_of(stages, kind):
    hypnogram = make_hypnogram(stages)
    return exported(Night.make({}, {"ring": hypnogram}), hypnogram, [], kind)


@pytest.mark.parametrize("kind", ["csv", "bids", "edf"])
def test_coarse_stages_are_written_by_their_words(kind):
    text = file_of([stage.name for stage in COARSE], kind)
    for word in (b"LIGHT", b"DEEP", b"NREM", b"SLEEP"):
        assert word in text


@pytest.mark.parametrize("kind", ["txt", "profusion"])
def test_a_format_of_codes_refuses_them_and_says_what_would_do(kind):
    with pytest.raises(ValueError, match="this scoring has LIGHT, DEEP; CSV, BIDS or EDF"):
        file_of(DEVICE, kind)


@pytest.mark.parametrize(
    ("stages", "count"),
    [
        (["W", "LIGHT", "DEEP", "REM"], 4),
        (["W", "NREM", "REM"], 3),
        (["W", "SLEEP"], 2),
        (["W", "N2"], 5),
    ],
)
def test_yasas_form_says_how_many_stages_there_are(stages, count):
    pytest.importorskip("yasa")
    from yasa import Hypnogram

    text = file_of(stages, "yasa")
    found = json.loads(text)
    assert found["n_stages"] == count
    assert Hypnogram(found["values"], n_stages=count).n_stages == count


def test_yasas_form_refuses_a_mixture():
    with pytest.raises(ValueError, match="mixes LIGHT, N2, W"):
        file_of(["W", "N2", "LIGHT"], "yasa")


def test_codes_of_files_mean_what_they_meant():
    assert not set(AASM_CODES.values()) & set(COARSE)
    assert not set(DREEM_CODES.values()) & set(COARSE)
    assert AASM_CODES[8] is Stage.UNSCORED
    assert 5 not in AASM_CODES


def test_an_edit_of_coarse_stages_comes_back_from_the_journal():
    edit = Edit(STAGES, "me", 0.0, 60.0, (Stage.LIGHT.value, Stage.SLEEP.value), id="x")
    assert decode_edit(json.dumps(encode_edit(edit)).encode()) == edit
