"""Scorers' files beside a recording, by the names that people and the BIDS proposal give them."""

import pytest

from explorer.io.sidecar import find_sidecars


@pytest.mark.parametrize(
    ("recording", "sidecar"),
    [
        ("sub-02_task-sleep_eeg.edf", "sub-02_hypnogram.tsv"),
        ("sub-02_ses-1_task-sleep_eeg.edf", "sub-02_ses-1_hypnogram.tsv"),
        ("sub-02_task-sleep_eeg.edf", "sub-02_task-sleep_desc-ann_staging.tsv"),
        ("night.edf", "night_stages.csv"),
        ("night.edf", "night_sleepscoring.txt"),
        ("night.edf", "night.annot"),
        ("night.edf", "night.hyp"),
        ("night.edf", "night-hypnogram.CSV"),
        ("night.edf", "Schlafprofil.txt"),
    ],
)
def test_a_scorers_file_is_found_by_its_name(recording, sidecar, tmp_path):
    for name in (recording, sidecar, "night2_stages.csv", "sub-020_hypnogram.tsv", "notes.md"):
        (tmp_path / name).touch()
    assert [file.name for file in find_sidecars(tmp_path / recording)] == [sidecar]


def test_a_hypnogram_comes_before_events_that_may_have_no_stages(tmp_path):
    names = ["sub-1_task-sleep_eeg.edf", "sub-1_task-sleep_events.tsv", "sub-1_hypnogram.tsv"]
    for name in names:
        (tmp_path / name).touch()
    found = [file.name for file in find_sidecars(tmp_path / names[0])]
    assert found == ["sub-1_hypnogram.tsv", "sub-1_task-sleep_events.tsv"]
