"""Coarse stages in files: by their words, or refused by a format that has codes alone."""

import json

import pytest

from explorer.io.codings import AASM, CODINGS
from explorer.io.scorer_reading import read_scoring
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.scoring.edit_history import STAGES, Edit
from explorer.scoring.export_formats import FORMATS, exported
from explorer.scoring.journal_format import decode_edit, encode_edit
from explorer.vocabulary.stages import COARSE, Stage

DEVICE = ["W", "LIGHT", "DEEP", "REM", "UNSCORED"]


def file_of(stages, kind):
    hypnogram = make_hypnogram(stages)
    return exported(Night.make({}, {"ring": hypnogram}), hypnogram, [], kind)


@pytest.mark.parametrize("kind", ["csv", "bids", "edf"])
def test_coarse_stages_are_written_by_their_words(kind):
    text = file_of([stage.name for stage in COARSE], kind)
    for word in (b"light", b"deep", b"nrem", b"sleep"):
        assert word in text.lower()


@pytest.mark.parametrize("kind", ["csv", "bids", "edf", "yasa"])
@pytest.mark.parametrize(
    "asleep",
    [["LIGHT"] * 6 + ["DEEP"] * 4 + ["REM"] * 4, ["NREM"] * 8 + ["REM"] * 4, ["SLEEP"] * 10],
    ids=["light and deep", "NREM", "sleep"],
)
def test_they_are_read_back_as_themselves(kind, asleep, tmp_path):
    night = ["W"] * 4 + asleep + ["W"] * 2
    path = tmp_path / f"ring{FORMATS[kind].ending}"
    path.write_bytes(file_of(night, kind))
    (found,) = read_scoring(path).hypnograms.values()
    assert found.values.tolist() == [Stage[name] for name in night]


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
    for coding in CODINGS:
        assert not set(coding.stages.values()) & set(COARSE), coding.name
    assert AASM.stages[8] is Stage.UNSCORED
    assert 5 not in AASM.stages


def test_an_edit_of_coarse_stages_comes_back_from_the_journal():
    edit = Edit(STAGES, "me", 0.0, 60.0, (Stage.LIGHT.value, Stage.SLEEP.value), id="x")
    assert decode_edit(json.dumps(encode_edit(edit)).encode()) == edit
