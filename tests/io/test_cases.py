"""Reports and laboratories' files, one a kind: what each is, to the minute, or the sentence."""

from collections import Counter

import pytest

from explorer.io import open_night
from explorer.io.reading_choices import ChoiceNeededError
from explorer.vocabulary.stages import Stage

NIGHT = {"W": 5, "N1": 1, "N2": 13, "N3": 5, "REM": 6}
THE_NIGHT = (
    "edf_bare_W_R/night.edf",
    "half_known_words/S1_to_S4.edf",
    "ucddb_codes/ucddb002_stage.txt",
    "missing_remlogic_text/cap_n1.txt",
    "rem_marks_become_stages/rem_marks.edf",
    "edf_stage_texts_not_named/embla_words.edf",
    "edf_stage_texts_not_named/german_words.edf",
    "missing_annotation_column/SN001_sleepscoring.txt",
    "missing_annotation_column/edfbrowser.csv",
    "missing_domino/Schlafprofil.txt",
    "missing_luna_annot/luna.annot",
    "missing_space_between_columns/SSC_1_1_sta.txt",
    "missing_space_between_columns/numpy_savetxt.txt",
    "missing_words_one_a_line/slpstg.txt",
    "missing_words_one_a_line/words_R&K_long.txt",
    "missing_words_one_a_line/words_S.txt",
    "missing_words_one_a_line/words_de.txt",
    "missing_words_one_a_line/words_edf.txt",
    "missing_words_one_a_line/words_sleepS.txt",
    "refused_clock_times/dotted_clock.csv",
    "refused_clock_times/epoch_time_ampm.csv",
    "refused_clock_times/slash_ymd.csv",
    "refused_clock_times/space_date.csv",
    "refused_clock_times/us_ambiguous.csv",
    "missing_philips_wonambi_visbrain/philips.rml",
    "missing_philips_wonambi_visbrain/sc4002e0.hyp",
    "missing_philips_wonambi_visbrain/visbrain.txt",
    "unclear_words/true_date.csv",
    "unclear_words/SC4001E0_info.txt",
    "unclear_words/hypno.xlsx",
)
MINUTES = {
    **dict.fromkeys(THE_NIGHT, NIGHT),
    "stages_duration_column/stages_runs.csv": {"W": 10, "UNSCORED": 10, "N2": 20, "REM": 30},
    "code5_is_movement/usleep_5.txt": {"W": 5, "N1": 1, "N2": 12, "N3": 5, "REM": 6, "ARTEFACT": 1},
    "missing_remlogic_xml/embla.xml": {"N1": 12, "N2": 32.5, "W": 8.5, "N3": 7},
    "epoch_numbers_ignored/missing_rows.csv": NIGHT | {"N2": 8, "UNSCORED": 5},
    "dst_night/dst.csv": {"W": 50, "N1": 10, "N2": 130, "N3": 50, "REM": 60},
    "epochs_of_2_5_s/e2_5.csv": {"W": 0.42, "N1": 0.08, "N2": 1.08, "N3": 0.42, "REM": 0.5},
    "missing_words_one_a_line/words_awake.txt": {"W": 5, "LIGHT": 14, "DEEP": 5, "REM": 6},
    "missing_scoringhero_json/scoringhero.json": {"W": 13, "N1": 6, "N2": 11, "N3": 10},
}


def minutes(hypnogram):
    length = float(hypnogram.epoch_length)
    counts = Counter(hypnogram.values.tolist())
    return {Stage(code).name: round(count * length / 60, 2) for code, count in counts.items()}


@pytest.mark.parametrize("name", MINUTES)
def test_a_scoring_has_the_minutes_that_it_says(shared_data, name):
    night = open_night(shared_data / "cases" / name)
    assert minutes(night.hypnogram) == MINUTES[name]
    assert not [
        entry for entry in night.account if entry.kind == "stage word" and not entry.used_as
    ]


def test_a_stray_5_among_4s_that_lie_as_rem_is_movement(shared_data):
    night = open_night(shared_data / "cases/code5_is_movement/deepsleepnet_labels.txt")
    found = minutes(night.hypnogram)
    assert found["REM"] == 6
    assert found["N3"] == 5
    assert any("codes were read as" in note for note in night.reader_notes)


def test_an_nsrr_file_without_types_has_its_runs(shared_data):
    night = open_night(shared_data / "cases/missing_nsrr_xml_of_2014/nsrr_2014.xml")
    stages = night.hypnogram.values
    firsts = stages[[True, *(stages[1:] != stages[:-1])]]
    runs = {Stage(code).name: count for code, count in Counter(firsts.tolist()).items()}
    assert runs == {"W": 49, "N1": 36, "N2": 88, "N3": 43, "REM": 24}


def test_two_scorers_of_one_table_are_two_scorers(shared_data):
    night = open_night(shared_data / "cases/two_scorers_in_one_table/sub-02_hypnogram.tsv")
    found = {str(one): minutes(night.hypnograms.sel(scorer=one)) for one in ("ann", "bob")}
    assert found["ann"]["N3"] == 5
    assert "N3" not in found["bob"]


def test_several_people_in_one_table_are_asked_about(shared_data):
    file = shared_data / "cases/several_people_in_one_table/subjects.csv"
    with pytest.raises(ChoiceNeededError, match="S1, S2, S3"):
        open_night(file)
    assert minutes(open_night(file, subject="S2").hypnogram) == NIGHT


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("unclear_words/hypno.mat", "MATLAB"),
        ("unclear_words/night.eeg", "vhdr"),
        ("brainvision_eog_without_coordinates/night.eeg", "night.vhdr"),
    ],
)
def test_what_is_not_read_is_answered_by_what_would_do(shared_data, name, said):
    with pytest.raises(ValueError, match=said):
        open_night(shared_data / "cases" / name)


def test_a_recording_shorter_than_an_epoch_says_so(shared_data):
    night = open_night(shared_data / "cases/unclear_words/fifteen_s.edf")
    assert any("15 s, less than one epoch" in note for note in night.reader_notes)


@pytest.mark.parametrize(
    ("name", "peaks"),
    [
        ("brainvision_eog_without_coordinates/night.vhdr", [80, 80, 78]),
        ("volts_that_cannot_be/unit_V_range_200.edf", [94]),
        ("refused_unit_spellings/uV_q.edf", [94]),
        ("refused_mV_of_unknown_label/c3_ave_mV.edf", [94]),
    ],
)
def test_an_electrode_is_in_microvolts_however_its_unit_is_written(shared_data, name, peaks):
    night = open_night(shared_data / "cases" / name)
    named = [one for one in night.channels.values() if one.name not in ("Cz",)]
    shown = [one for one in named if one.units == "uV"][-len(peaks) :]
    tops = [
        float(abs(night.signals[one.group]["signal"].sel(channel=one.name)).max()) for one in shown
    ]
    assert [round(top) for top in tops] == peaks
