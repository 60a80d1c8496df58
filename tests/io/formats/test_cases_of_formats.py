"""Files after those of laboratories, each with the values that it must have."""

import pytest

from explorer.io.open import open_night
from explorer.io.scorer_reading import read_scoring
from tests.io.formats.night_rows import THE_NIGHT, minutes


def case(shared_data, name):
    path = shared_data / "cases" / name
    if not path.exists():
        pytest.skip(f"no such file: {path}")
    return path


@pytest.mark.parametrize(
    "name",
    [
        "missing_space_between_columns/SSC_1_1_sta.txt",
        "missing_space_between_columns/numpy_savetxt.txt",
        "missing_remlogic_text/cap_n1.txt",
        "missing_domino/Schlafprofil.txt",
        "missing_luna_annot/luna.annot",
        "missing_philips_wonambi_visbrain/philips.rml",
        "missing_philips_wonambi_visbrain/visbrain.txt",
        "missing_philips_wonambi_visbrain/sc4002e0.hyp",
        "unclear_words/SC4001E0_info.txt",
        "unclear_words/hypno.xlsx",
        "missing_words_one_a_line/slpstg.txt",
        "missing_words_one_a_line/words_R&K_long.txt",
        "missing_words_one_a_line/words_edf.txt",
        "missing_words_one_a_line/words_de.txt",
        "missing_words_one_a_line/words_sleepS.txt",
    ],
)
def test_the_night_has_its_minutes(name, shared_data):
    assert minutes(case(shared_data, name)) == THE_NIGHT


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("missing_scoringhero_json/scoringhero.json", {"W": 13, "N1": 6, "N2": 11, "N3": 10}),
        ("missing_remlogic_xml/embla.xml", {"W": 8.5, "N1": 12, "N2": 32.5, "N3": 7}),
    ],
)
def test_other_nights_have_theirs(name, expected, shared_data):
    assert minutes(case(shared_data, name)) == expected


def test_nsrr_xml_without_types_has_its_stages_by_their_concepts(shared_data):
    path = case(shared_data, "missing_nsrr_xml_of_2014/nsrr_2014.xml")
    scoring = read_scoring(path)
    counts = {e.used_as: e.count for e in scoring.account if e.kind == "stage word"}
    assert counts == {"W": 49, "N1": 36, "N2": 88, "N3": 43, "REM": 24}
    assert scoring.start == "1997-01-30T22:00:00"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("unclear_words/hypno.mat", "MATLAB"),
        ("unclear_words/night.eeg", r"\.vhdr"),
        ("brainvision_eog_without_coordinates/night.eeg", r"open its header, night\.vhdr"),
    ],
)
def test_what_is_not_read_says_what_would_do(name, said, shared_data):
    with pytest.raises(ValueError, match=said):
        open_night(case(shared_data, name))


def test_a_recording_shorter_than_an_epoch_says_so(shared_data):
    night = open_night(case(shared_data, "unclear_words/fifteen_s.edf"))
    assert any("15 s" in note and "epoch" in note for note in night.attrs["reader_notes"])
