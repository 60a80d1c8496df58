"""No command writes over a file, least of all over what it reads."""

import os
import shutil

import pytest

from explorer.cli import main
from explorer.datasets.sample_night import keep_simulated_night
from explorer.models.simulated_night import simulate_night
from tests.io.devices import device_files

TABLE = "subject,condition,night,TST\n" + "".join(
    f"S{one},{condition},{k},{400 + one + 9 * k}\n"
    for one in range(6)
    for k, condition in enumerate(("placebo", "drug"))
)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    path = tmp_path_factory.mktemp("recorded") / "night.edf"
    keep_simulated_night(simulate_night(1, hours=0.5), path)
    return path


@pytest.fixture
def night(recorded, tmp_path):
    return shutil.copy(recorded, tmp_path / "night.edf")


def refused(capsys, *words):
    capsys.readouterr()
    assert main([str(word) for word in words]) == 2
    said = capsys.readouterr().err
    assert len(said.strip().splitlines()) == 1
    return said


def test_a_recording_is_never_written_over_by_whatever_name(night, tmp_path, capsys):
    before = night.read_bytes()
    soft, hard = tmp_path / "soft.edf", tmp_path / "hard.edf"
    soft.symlink_to(night)
    os.link(night, hard)
    for out in (night, soft, hard):
        for form in ("edf", "csv", "page"):
            said = refused(capsys, "export", night, "--format", form, "--out", out, "--force")
            assert "this is what is read, and it is not written over" in said
        assert "not written over" in refused(capsys, "stage", night, "--out", out, "--force")
    assert night.read_bytes() == before


def test_what_a_table_names_is_never_written_over(night, tmp_path, capsys):
    shutil.copy(night, tmp_path / "other.edf")
    scored = tmp_path / "scored.csv"
    beside = tmp_path / "other-hypnogram.csv"  # found by its name, and in no cell of the table
    for file in (scored, beside):
        file.write_text("onset,duration,stage\n0,30,N2\n")
    table = tmp_path / "nights.csv"
    table.write_text(
        "subject,condition,night,path,hypnogram\nA,placebo,1,night.edf,scored.csv\n"
        "A,drug,2,other.edf,\n"
    )
    before = {file: file.read_bytes() for file in (night, scored, beside, table)}
    for written in ("--report", "--csv"):
        for file in before:
            said = refused(capsys, "compare", table, "--force", written, file)
            assert "this is what is read, and it is not written over" in said
    page = beside.with_suffix(".html")  # the results go to .csv beside it
    assert "this is what is read" in refused(capsys, "compare", table, "--force", "--report", page)
    assert {file: file.read_bytes() for file in before} == before


def test_an_export_in_a_folder_is_not_written_over_by_the_table_of_its_nights(tmp_path, capsys):
    export = tmp_path / "oura.csv"
    nights = device_files.days(2)
    export.write_text(device_files.oura_csv(nights), newline="")
    said = refused(capsys, "nights", tmp_path, "--csv", export, "--force")
    assert "this is what is read" in said
    table = tmp_path / "nights.csv"  # is none, and may be written again
    for _ in range(2):
        assert main(["nights", str(tmp_path), "--csv", str(table), "--force"]) == 0
    assert export.read_text().splitlines() == device_files.oura_csv(nights).splitlines()


def test_what_a_header_names_is_never_written_over(tmp_path, capsys):
    (tmp_path / "b.eeg").write_bytes(b"samples")
    header = tmp_path / "b.vhdr"
    header.write_text("Brain Vision Data Exchange Header File\n[Common Infos]\nDataFile=b.eeg\n")
    out = tmp_path / "b.eeg"
    said = refused(capsys, "export", header, "--format", "csv", "--out", out, "--force")
    assert "this is what is read" in said
    assert out.read_bytes() == b"samples"


def test_a_file_that_is_there_stays_unless_it_is_said(night, tmp_path, capsys):
    kept = tmp_path / "kept.csv"
    table = tmp_path / "table.csv"
    table.write_text(TABLE)
    page, beside = tmp_path / "report.html", tmp_path / "report.csv"
    commands = [
        (kept, ("export", night, "--format", "csv", "--out", kept)),
        (kept, ("compare", table, "--reference", "placebo", "--csv", kept)),
        (beside, ("compare", table, "--reference", "placebo", "--report", page)),
        (tmp_path / "s.edf", ("simulate", "--hours", "0.1", "--out", tmp_path / "s.edf")),
        (tmp_path / "m-2.edf",
         ("simulate", "--hours", "0.1", "--nights", 2, "--out", tmp_path / "m.edf")),
    ]  # fmt: skip
    for file, command in commands:
        file.write_text("somebody's work")
        assert "there is a file of that name" in refused(capsys, *command)
        assert file.read_text() == "somebody's work"
        assert main([str(word) for word in (*command, "--force")]) == 0
        assert file.read_bytes() != b"somebody's work"
    assert "the name of a file in it" in refused(
        capsys, "export", night, "--format", "csv", "--out", tmp_path
    )
    assert "no name of a file" in refused(capsys, "export", night, "--format", "csv", "--out", "-")


def test_a_clock_has_24_hours_and_a_seed_is_a_whole_number(night, tmp_path, capsys):
    page = ("export", night, "--format", "page", "--size")
    for part in ("25:00-99:00", "23:70-23:80"):
        assert "no time of a clock" in refused(capsys, *page, "--part", part)
    with pytest.raises(SystemExit):
        main(["simulate", "--out", str(tmp_path / "a.edf"), "--seed", "-1"])
    assert "--seed: must be a whole number of 0 or more" in capsys.readouterr().err


def test_a_link_to_nothing_is_called_so(tmp_path, capsys):
    (tmp_path / "gone.edf").symlink_to(tmp_path / "moved.edf")
    assert "this is a link to" in refused(capsys, "info", tmp_path / "gone.edf")


@pytest.mark.parametrize(
    ("words", "ending"),
    [
        (["grid", "--out", "x.txt"], ".csv"),
        (["grid", "--night", "--out", "x"], ".csv"),
        (["simulate", "--out", "z.txt"], ".edf"),
        (["compare", "nights.csv", "--report", "r.csv"], ".html or .htm"),
        (["compare", "nights.csv", "--report", "r.nc"], ".html or .htm"),
    ],
)
def test_a_name_of_another_kind_is_refused_before_anything_is_computed(
    words, ending, tmp_path, capsys, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nights.csv").write_text(TABLE)
    assert refused(capsys, *words).endswith(f"to a file ending in {ending}\n")
    assert [file.name for file in tmp_path.iterdir()] == ["nights.csv"]


def test_two_results_are_not_written_by_one_name(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nights.csv").write_text(TABLE)
    words = ("plan", "--save", "plan.json", "--text", "./plan.json")
    assert "two files would be written by this name" in refused(capsys, *words)
    words = ("compare", "nights.csv", "--csv", "r.html", "--report", "r.html")
    assert "two files would be written by this name" in refused(capsys, *words)
    assert [file.name for file in tmp_path.iterdir()] == ["nights.csv"]
