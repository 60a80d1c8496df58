"""No command writes over a file, least of all over what it reads."""

import os
import shutil

import pytest

from explorer.cli import main
from explorer.datasets.sample_night import keep_simulated_night
from explorer.models.simulated_night import simulate_night

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


def test_an_interrupt_while_a_command_is_imported_is_no_traceback(monkeypatch):
    def interrupted(_name):
        raise KeyboardInterrupt

    monkeypatch.setattr("explorer.cli.command_line.import_module", interrupted)
    assert main(["stats", "night.edf"]) == 130
