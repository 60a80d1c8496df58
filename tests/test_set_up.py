"""The set-up takes packages from where pip does, and goes on by pip where uv does not."""

import importlib.util
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def set_up(tmp_path):
    """Load the script as a module, on a project of its own."""
    spec = importlib.util.spec_from_file_location("set_up", ROOT / "tools" / "set_up.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.ROOT = tmp_path
    script.PYTHON = tmp_path / "python"
    script.PYTHON.touch()
    for lock in ("requirements.lock", "requirements-dev.lock", "requirements-tools.lock"):
        (tmp_path / lock).write_text("one==1.0\n")
    return script


class Recorder:
    """Stands for subprocess.run: keeps what was run, and answers what pip is set to."""

    def __init__(self, settings=(), failing=""):
        self.commands, self.settings, self.failing = [], dict(settings), failing

    def __call__(self, command, **_options):
        words = [str(word) for word in command[1:]]
        if "config" in words:
            lines = [f"{name}={value!r}" for name, value in self.settings.items()]
            return subprocess.CompletedProcess(words, 0, "\n".join(lines), "")
        self.commands.append(words)
        if self.failing in words and "uv" in words:
            raise subprocess.CalledProcessError(1, words)
        return subprocess.CompletedProcess(words, 0)


def test_uv_is_told_of_every_place_that_pip_takes_packages_from(set_up, monkeypatch):
    settings = {
        "global.index-url": "https://mirror.example/simple",
        "global.extra-index-url": "https://a.example/simple https://b.example/simple",
        ":env:.find-links": "/wheels",
        "global.find-links": "/others",
    }
    monkeypatch.setattr(set_up.subprocess, "run", Recorder(settings))
    assert set_up.places() == (
        *("--default-index", "https://mirror.example/simple"),
        *("--index", "https://a.example/simple", "--index", "https://b.example/simple"),
        *("--find-links", "/wheels"),
    )


@pytest.mark.parametrize(
    ("arguments", "lock"), [([], "requirements.lock"), (["--dev"], "requirements-dev.lock")]
)
def test_tools_come_by_pip_and_all_else_by_uv(set_up, monkeypatch, arguments, lock):
    recorder = Recorder()
    monkeypatch.setattr(set_up.subprocess, "run", recorder)
    assert set_up.main(arguments) == 0
    tools, packages, itself = recorder.commands
    assert tools[:2] == ["-m", "pip"]
    assert tools[-1] == "requirements-tools.lock"
    assert packages[:2] == itself[:2] == ["-m", "uv"]
    assert packages[-1] == lock
    assert itself[-2:] == ["--editable", "."]


def test_an_environment_without_pip_is_filled_by_that_of_the_python_at_hand(set_up, monkeypatch):
    made = {}
    monkeypatch.setattr(set_up, "version", lambda _name: "23.2")  # what runs this may have none
    monkeypatch.setattr(set_up.venv, "create", lambda _home, **how: made.update(how))
    monkeypatch.setattr(set_up, "HOME", set_up.ROOT / ".venv")
    monkeypatch.setattr(set_up, "PYTHON", set_up.HOME / "python")
    recorder = Recorder()
    monkeypatch.setattr(set_up.subprocess, "run", recorder)
    assert set_up.main([]) == 0
    assert made == {"with_pip": False}
    assert recorder.commands[0][:2] == ["-m", "pip"]
    assert ["--python", str(set_up.PYTHON)] == recorder.commands[0][3:5]


def test_a_python_without_a_pip_that_can_fill_it_gives_the_environment_its_own(set_up, monkeypatch):
    monkeypatch.setattr(set_up, "version", lambda _name: "21.2.4")
    assert not set_up.has_pip()
    monkeypatch.setattr(set_up, "version", lambda _name: "22.3")
    assert set_up.has_pip()


def test_where_uv_fails_pip_installs_and_that_is_said(set_up, monkeypatch, capsys):
    recorder = Recorder(failing="requirements.lock")
    monkeypatch.setattr(set_up.subprocess, "run", recorder)
    assert set_up.main([]) == 0
    assert ["pip" in words for words in recorder.commands] == [True, True, True, True]
    assert recorder.commands[2][:2] == ["-m", "pip"]
    assert "pip tries" in capsys.readouterr().out


def test_hashes_are_required_of_a_lock_that_has_them(set_up):
    assert set_up.hashes("requirements.lock") == []
    (set_up.ROOT / "requirements.lock").write_text("one==1.0 \\\n    --hash=sha256:00\n")
    assert set_up.hashes("requirements.lock") == ["--require-hashes"]


def test_an_old_python_is_told_what_would_do(set_up, monkeypatch, capsys):
    monkeypatch.setattr(set_up, "OLDEST", (99, 0))
    assert set_up.main([]) == 1
    assert "make PYTHON=" in capsys.readouterr().out


def test_what_installs_is_locked_with_hashes():
    locked = (ROOT / "requirements-tools.lock").read_text("utf-8")
    for tool in ("uv==", "hatchling==", "hatch-vcs==", "editables=="):
        line = next(line for line in locked.splitlines() if line.startswith(tool))
        assert line.endswith("\\")
    assert "--hash=sha256:" in locked


def test_nothing_stands_in_the_way_of_uv_where_every_line_needs_a_hash():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8")).get("tool", {})
    kept = settings.get("uv", {})
    assert not {"constraint-dependencies", "override-dependencies"} & set(kept)
