"""What ``sleep-explorer app`` starts its server with."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.cli import app, command_line
from explorer.server.kernel_forker import FORK_PROVISIONER
from explorer.storage.settings import FOLDERS_VARIABLE, NO_FORK_VARIABLE, OWN_FOLDERS_VARIABLE

FORKS = f"--KernelProvisionerFactory.default_provisioner_name={FORK_PROVISIONER}"


@pytest.fixture
def started(monkeypatch):
    """Give a function that says what the command would start: its words, and its environment."""
    heard = []

    def stop(command, **settings):
        heard.append((command, settings["env"]))
        raise ValueError("not started")

    monkeypatch.setattr(app.first_start, "is_due", lambda: False)
    monkeypatch.setattr(app.subprocess, "Popen", stop)
    monkeypatch.delenv(NO_FORK_VARIABLE, raising=False)

    def start(*arguments):
        assert command_line.main(["app", "--no-browser", *arguments]) == 2
        return heard.pop()

    return start


@pytest.mark.parametrize("option", [("--night", "2"), ("--units", "uV"), ("--stages", "5=REM")])
def test_what_is_about_a_recording_is_refused_where_none_is_given(option, capsys):
    assert command_line.main(["app", "--no-browser", *option]) == 2
    assert f"{option[0]} is about a recording, and none is given" in capsys.readouterr().err


def test_kernels_are_forked_on_linux_alone(started, monkeypatch):
    for platform, forks in (("linux", True), ("darwin", False)):
        monkeypatch.setattr(sys, "platform", platform)
        command, environment = started()
        assert (FORKS in command) is forks
        assert NO_FORK_VARIABLE not in environment


def test_the_option_or_the_environment_has_each_kernel_started(started, monkeypatch):
    command, environment = started("--no-fork")
    assert FORKS not in command
    assert environment[NO_FORK_VARIABLE] == "1"
    monkeypatch.setenv(NO_FORK_VARIABLE, "1")
    assert FORKS not in started()[0]


def test_an_environment_that_says_neither_is_refused_before_a_server_starts(
    started, monkeypatch, capsys
):
    monkeypatch.setenv(NO_FORK_VARIABLE, "perhaps")
    with pytest.raises(IndexError):  # nothing was started
        started()
    assert "SLEEP_EXPLORER_NO_FORK is 'perhaps', expected 1 or 0" in capsys.readouterr().err


def test_the_command_starts_without_what_reads_recordings():
    heavy = "{'numpy', 'pandas', 'xarray', 'scipy', 'bokeh', 'mne'}"
    said = f"import sys, explorer.cli.app; print(sorted({heavy} & sys.modules.keys()))"
    found = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_page_that_waits_is_drawn_without_the_statistics():
    heavy = "{'pandas', 'xarray', 'scipy', 'bokeh', 'mne'}"
    said = f"import sys, explorer.render.environment; print(sorted({heavy} & sys.modules.keys()))"
    found = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_ones_own_disk_is_open_where_nobody_else_has_the_address(started, monkeypatch):
    monkeypatch.delenv(OWN_FOLDERS_VARIABLE, raising=False)
    home = str(Path.home().resolve())
    assert home in started()[1][OWN_FOLDERS_VARIABLE].split(os.pathsep)
    for shared in (("--no-token",), ("--folder", ".")):
        assert home not in started(*shared)[1][OWN_FOLDERS_VARIABLE].split(os.pathsep)


def test_folders_that_the_environment_names_are_open_and_nothing_else(
    started, monkeypatch, tmp_path
):
    named = [tmp_path / name for name in ("one", "two", "three")]
    for folder in named:
        folder.mkdir()
    monkeypatch.delenv(OWN_FOLDERS_VARIABLE, raising=False)
    monkeypatch.setenv(FOLDERS_VARIABLE, os.pathsep.join(map(str, named[:2])))
    for more, expected in (((), named[:2]), (("--folder", str(named[2])), named)):
        environment = started(*more)[1]
        assert environment[FOLDERS_VARIABLE].split(os.pathsep) == [*map(str, expected)]
        assert environment[OWN_FOLDERS_VARIABLE] == ""


def test_without_names_the_working_folder_is_open(started, monkeypatch, tmp_path):
    monkeypatch.delenv(FOLDERS_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    assert started()[1][FOLDERS_VARIABLE] == str(tmp_path)
    beside = started("--folder", str(tmp_path.parent))[1][FOLDERS_VARIABLE]
    assert beside.split(os.pathsep) == [str(tmp_path), str(tmp_path.parent)]
