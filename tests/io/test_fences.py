"""Files that reach for more than they are: other files, all memory, code, or another's folder."""

import os
import pickle
import re

import mne
import numpy as np
import pandas as pd
import pytest
import zarr

from explorer.io.annotation_sorting import sort_annotations
from explorer.io.edf_annotations import Annotation
from explorer.io.open import open_night
from explorer.io.scorer_reading import read_hypnogram
from explorer.io.write import write_edf
from explorer.storage.allowed_folders import allowed_file
from explorer.storage.settings import FOLDERS_VARIABLE
from explorer.study.cohort_table import NightRow
from explorer.study.cohort_table import read_table as read_cohort_table
from explorer.study.result_store import ResultStore
from explorer.study.table_file import LARGEST
from explorer.vocabulary.stages import Stage

VHDR = (
    "Brain Vision Data Exchange Header File Version 1.0\n[Common Infos]\nDataFile={data}\n"
    "DataFormat=BINARY\nDataOrientation=MULTIPLEXED\nNumberOfChannels=2\nSamplingInterval=10000\n"
    "{more}[Binary Infos]\nBinaryFormat=INT_16\n[Channel Infos]\nCh1=C3,,0.1,uV\nCh2=C4,,0.1,uV\n"
)


def brainvision(folder, data="night.eeg", more="", size=2000):
    (folder / "night.eeg").write_bytes(np.zeros(size, np.uint8))
    (folder / "night.vhdr").write_text(VHDR.format(data=data, more=more))
    return folder / "night.vhdr"


@pytest.mark.parametrize("data", ["../secret.eeg", "/etc/passwd", "sub/../../secret.eeg"])
def test_a_header_does_not_lead_to_files_elsewhere(data, tmp_path):
    (tmp_path / "secret.eeg").write_bytes(b"secret" * 100)
    folder = tmp_path / "open"
    folder.mkdir()
    with pytest.raises(ValueError, match="outside its own folder"):
        open_night(brainvision(folder, data))


def test_a_header_that_names_a_file_longer_than_any_is_refused_by_its_own_name(tmp_path):
    with pytest.raises(ValueError, match=r"night\.vhdr: its header names a file by 304 letters"):
        open_night(brainvision(tmp_path, "n" + "A" * 299 + ".eeg"))


def test_a_brainvision_file_cut_short_says_so(tmp_path):
    night = open_night(brainvision(tmp_path, more="DataPoints=750\n"))
    assert "500 of 750 samples are there" in " ".join(night.reader_notes)
    night = open_night(brainvision(tmp_path, size=1999))
    assert "ends within a sample" in " ".join(night.reader_notes)


@pytest.mark.parametrize("kept", [0.5, 0.99])
def test_a_fif_file_cut_short_is_refused_though_mne_opens_it(kept, tmp_path):
    info = mne.create_info(["C3"], 100.0, "eeg", verbose="error")
    whole, cut = tmp_path / "night_raw.fif", tmp_path / "cut_raw.fif"
    mne.io.RawArray(np.zeros((1, 1000)), info, verbose="error").save(whole, verbose="error")
    raw = whole.read_bytes()
    cut.write_bytes(raw[: int(len(raw) * kept)])
    assert mne.io.read_raw_fif(cut, verbose="error").n_times
    with pytest.raises(ValueError, match="cut short"):
        open_night(cut)
    assert open_night(whole).duration == 10


def test_a_fif_file_that_leads_round_in_a_circle_is_refused(tmp_path):
    tag = np.array([100, 31, 0, 16], ">i4").tobytes() + np.array([101, 3, 0, 16], ">i4").tobytes()
    (tmp_path / "night_raw.fif").write_bytes(tag)
    with pytest.raises(ValueError, match="damaged"):
        open_night(tmp_path / "night_raw.fif")


def test_a_gap_of_days_does_not_fill_the_memory(short_night, tmp_path):
    path = write_edf(short_night, tmp_path / "night.edf")
    raw = bytearray(path.read_bytes().replace(b"EDF+C", b"EDF+D", 1))
    last = list(re.finditer(rb"\+\d+\x14\x14", raw))[-1].start()
    late = b"+1100000\x14\x14\x00"  # 12.7 days
    raw[last : last + len(late)] = late
    path.write_bytes(raw)
    with pytest.raises(ValueError, match="with its gaps a channel would take"):
        open_night(path)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("night.xml", "<CMPStudyConfig><EpochLength>1e-9</EpochLength></CMPStudyConfig>", "epoch"),
        ("night.txt", "# 1 value per 0.000001 s\nW\n", "an epoch of"),
        ("night.tsv", "onset\tduration\tstage\n-1e308\t30\tW\n", "believed"),
        (
            "night.xml",
            "<PSGAnnotation><EpochLength>30</EpochLength><ScoredEvents><ScoredEvent><EventType>"
            "Arousals</EventType><EventConcept>x</EventConcept><Start>inf</Start></ScoredEvent>"
            "</ScoredEvents></PSGAnnotation>",
            "Start is 'inf'",
        ),
    ],
)
def test_times_that_nobody_scores_are_refused(name, text, words, tmp_path):
    (tmp_path / name).write_text(text)
    with pytest.raises(ValueError, match=words):
        read_hypnogram(tmp_path / name)


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
    ],
)
def test_xml_neither_expands_nor_reaches_out(declared, tmp_path):
    body = "<CMPStudyConfig><EpochLength>30</EpochLength>&a;</CMPStudyConfig>"
    (tmp_path / "night.xml").write_text(f'<?xml version="1.0"?>{declared}{body}')
    with pytest.raises(ValueError, match=r"entities or outside|no XML") as caught:
        read_hypnogram(tmp_path / "night.xml")
    assert "root:" not in str(caught.value)


def test_a_stage_that_is_over_before_it_begins_is_left_out_and_an_event_is_a_moment():
    rows = [(0, 30, "Sleep stage W"), (30, 30, "Sleep stage N2"), (60, -30, "Sleep stage R")]
    found = sort_annotations("x.edf", [Annotation(*row) for row in (*rows, (40, -5, "Arousal"))])
    assert "1 annotation at impossible times left out" in found.notes
    assert next(iter(found.hypnograms.values())).values.tolist() == [Stage.W, Stage.N2]
    assert [event["onset"] for event in found.events] == [40.0]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("300,-300,N2", "stage 2 of 3 in it, N2, begins at 300 s and lasts -300 s"),
        ("inf,30,REM", "stage 2 of 3 in it, REM, begins at inf s"),
        ("300,inf,N2", "begins at 300 s and lasts inf s"),
    ],
)
def test_a_stage_at_an_impossible_time_is_named_with_its_value(tmp_path, row, words):
    path = tmp_path / "night.csv"
    path.write_text(f"onset,duration,stage\n0,300,W\n{row}\n600,300,N3\n")
    with pytest.raises(ValueError, match="correct that row, or leave it out") as refused:
        open_night(path)
    assert words in str(refused.value)
    frame = pd.read_csv(path)
    with pytest.raises(ValueError, match="correct that row, or leave it out"):
        open_night(frame)


def test_annotations_at_impossible_times_are_left_out_and_counted(tmp_path, short_night):
    path = write_edf(short_night, tmp_path / "night.edf")
    raw = path.read_bytes().replace(b"\x1530\x14Sleep stage N1", b"\x15inf\x14Sleep stage N", 1)
    path.write_bytes(raw.replace(b"\x14Sleep stage N\x14", b"\x14Sleep stage N\x14\x00", 1))
    night = open_night(path)
    assert "1 annotation at impossible times left out" in " ".join(night.reader_notes)


def test_a_spoilt_spreadsheet_and_one_that_unpacks_without_end_are_refused(tmp_path, monkeypatch):
    frame = pd.DataFrame({"subject": ["A"], "condition": ["placebo"], "path": ["a.edf"]})
    path = tmp_path / "nights.xlsx"
    frame.to_excel(path, index=False)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(ValueError, match="no spreadsheet that can be read"):
        read_cohort_table(path)
    frame.to_excel(path, index=False)
    monkeypatch.setattr("explorer.study.table_file.LARGEST", 1000)
    with pytest.raises(ValueError, match="it unpacks to"):
        read_cohort_table(path)
    assert LARGEST > 1000


ROWS = [
    NightRow(2, subject="A", condition="placebo"),
    NightRow(3, subject="B", condition="placebo"),
]


def test_a_store_with_a_spoilt_shape_is_refused_before_it_is_read(tmp_path):
    ResultStore(tmp_path / "store", ROWS, "m", 8)
    described = tmp_path / "store" / "stamp" / "zarr.json"
    described.write_text(
        described.read_text().replace('"shape": [\n    2', '"shape": [\n    2000000000')
    )
    assert "2000000000" in described.read_text()
    with pytest.raises(ValueError, match="the store is damaged"):
        ResultStore(tmp_path / "store", ROWS, "m", 8)


def test_no_pickle_is_read_from_a_store(tmp_path):
    ResultStore(tmp_path / "store", ROWS, "m", 8)
    attrs = dict(zarr.open_group(tmp_path / "store").attrs)
    old = zarr.open_group(tmp_path / "old", mode="w", zarr_format=2)
    old.attrs.update(attrs)
    ran = tmp_path / "ran"

    class Evil:
        def __reduce__(self):
            return os.mkdir, (str(ran),)

    (tmp_path / "old" / "status").mkdir()
    (tmp_path / "old" / "status" / ".zarray").write_text(
        '{"zarr_format": 2, "shape": [2], "chunks": [2], "dtype": "|O", "compressor": null, '
        '"fill_value": null, "order": "C", "filters": [{"id": "pickle", "protocol": 5}]}'
    )
    (tmp_path / "old" / "status" / "0").write_bytes(pickle.dumps(Evil()))
    with pytest.raises(ValueError, match="is not a store of results"):
        ResultStore(tmp_path / "old", ROWS, "m", 8)
    assert not ran.exists()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("../secret.edf", "outside the folders"),
        ("/etc/passwd", "outside the folders"),
        ("link.edf", "outside the folders"),
        ("linked/secret.edf", "outside the folders"),
        ("~root/secret.edf", "outside the folders|no such file"),
        ("~nobody-of-that-name/x.edf", "no such file"),
        ("..%2fsecret.edf", "no such file"),
        ("%2e%2e/secret.edf", "no such file"),
        ("..\\secret.edf", "no such file"),
        ("night.edf\0.png", "characters that no path should"),
        ("night\u202efde.edf", "characters that no path should"),
        ("file:///etc/passwd", "no such file"),
        ("night.edf/../../secret.edf", "outside the folders"),
    ],
)
def test_paths_stay_in_the_folders_that_may_be_opened(path, words, tmp_path, monkeypatch):
    folder = tmp_path / "open"
    folder.mkdir()
    (tmp_path / "secret.edf").write_bytes(b"0")
    (folder / "night.edf").write_bytes(b"0")
    (folder / "link.edf").symlink_to(tmp_path / "secret.edf")
    (folder / "linked").symlink_to(tmp_path)
    monkeypatch.setenv(FOLDERS_VARIABLE, str(folder))
    assert allowed_file("night.edf") == folder / "night.edf"
    with pytest.raises(ValueError, match=words):
        allowed_file(path)
