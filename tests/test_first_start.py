"""What is done once is done before the page opens, and told."""

import os
import re
import subprocess
import sys
import time
import urllib.request

import pytest

from explorer import first_start
from explorer.child_process import child_process
from explorer.cli import app, waiting
from explorer.server.admission import NO_TOKEN
from explorer.server.listening import listen_at
from tests.browser.serving import free_port

OPEN = """
from explorer.app.launch import build_explorer
page = build_explorer()
for worker in (page.analyser, page.overviewer, page.signal.worker):
    worker.wait()
"""


def compiled(folder):
    return {path.relative_to(folder) for path in folder.rglob("*.nbc")}


@pytest.mark.slow
def test_after_the_first_start_the_page_opens_without_compiling_or_simulating(
    tmp_path, monkeypatch
):
    loops, cache = tmp_path / "loops", tmp_path / "cache"
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(loops))
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    told = []
    assert first_start.is_due()
    first_start.prepare(told.append)
    assert not first_start.is_due()
    assert [words.partition(":")[0] for words in told] == ["1 of 3", "2 of 3", "3 of 3"]
    (night,) = cache.rglob("*.edf")
    before, written = compiled(loops), night.stat().st_mtime_ns
    assert before
    subprocess.run([sys.executable, "-c", OPEN], check=True, env=os.environ.copy())
    assert compiled(loops) == before
    assert [path.stat().st_mtime_ns for path in cache.rglob("*.edf")] == [written]


def test_a_step_that_fails_is_named_and_the_first_start_stays_due(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(first_start, "STEPS", {"the moon is painted": "paint_the_moon"})
    with pytest.raises(ValueError, match=r"failed before the moon is painted: .*paint_the_moon"):
        first_start.prepare()
    assert first_start.is_due()


def test_the_page_is_served_though_a_step_fails_and_that_is_said(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(first_start, "STEPS", {"the moon is painted": "paint_the_moon"})
    told = []
    app._prepare(told.append)
    assert "the page tries by itself" in told[-1]
    assert told[-1] in capsys.readouterr().out


def test_what_a_first_start_imports_is_kept_compiled_though_the_shell_forbids_it(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr(first_start, "STEPS", {"a step": "is_due"})
    first_start.prepare(lambda _told: None)
    assert list(tmp_path.rglob("first_start.*.pyc"))


@pytest.fixture
def own_files(tmp_path, monkeypatch):
    """Stand in a folder of somebody's, whose files have the names of modules."""
    for name in ("numpy", "voila", "queue"):
        (tmp_path / f"{name}.py").write_text("raise RuntimeError('a file of the user was run')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))


@pytest.mark.usefixtures("own_files")
def test_files_of_the_folder_where_it_was_typed_are_not_run(monkeypatch):
    monkeypatch.setattr(first_start, "STEPS", {"the server is loaded": "load_server"})
    told = []
    first_start.prepare(told.append)
    assert told == ["1 of 1: the server is loaded"]
    with child_process("explorer.analysis.heartbeat_process") as child:
        child.to.close()
        child.back.read()
        assert "file of the user" not in str(child.failure("it"))


def test_a_folder_that_cannot_be_written_is_remembered_elsewhere(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "file"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(first_start, "STEPS", {})
    first_start.prepare()
    assert not first_start.is_due()


def test_the_page_that_waits_tells_every_step_and_leaves_the_port_to_who_took_it_over():
    with listen_at("127.0.0.1", free_port()) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        with waiting.page(listening) as tell:
            tell("1 of 2: <b>loops</b>")
            tell("2 of 2: a night")
            with urllib.request.urlopen(address, timeout=10) as answer:
                page = answer.read().decode()
                assert answer.headers[waiting.MARK] == "yes"
        assert listening.fileno() >= 0
    assert 'rel="icon"' in page  # else a browser asks for one at the root, which is refused
    assert "<li>1 of 2: &lt;b&gt;loops&lt;/b&gt;</li><li>2 of 2: a night</li>" in page


def test_the_page_that_waits_answers_whom_the_page_will_answer():
    with listen_at("127.0.0.1", free_port()) as listening, waiting.page(listening, "word"):
        bare = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        with urllib.request.urlopen(f"{bare}word/", timeout=10) as answer:
            assert answer.headers[waiting.MARK] == "yes"
        with pytest.raises(urllib.error.HTTPError, match="403") as refused:
            urllib.request.urlopen(bare, timeout=10)
        assert NO_TOKEN in refused.value.read().decode()


FIRST_START = """
import time
from pathlib import Path
from explorer import first_start
from explorer.cli import command_line

def prepare(say):
    say("1 of 1: nothing")
    while not Path("{asked}").exists():
        time.sleep(0.02)

first_start.is_due, first_start.prepare = lambda: True, prepare
raise SystemExit(command_line.main(["app", "--no-browser", "--port", "{port}"]))
"""


def test_from_the_first_printed_address_on_somebody_always_answers_there(tmp_path):
    asked = tmp_path / "asked"
    command = [sys.executable, "-c", FIRST_START.format(port=free_port(), asked=asked.as_posix())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as app_process:
        try:
            address = re.search(r"http://\S+", app_process.stdout.readline())[0]
            answers = []  # a refusal raises
            while answers[-10:] != [False] * 10:
                with urllib.request.urlopen(f"{address}voila/static/voila.js", timeout=60) as one:
                    answers.append(waiting.MARK in one.headers)
                asked.touch()
                time.sleep(0.01)
        finally:
            app_process.terminate()
    assert answers[0]


@pytest.mark.parametrize("step", first_start.STEPS.values())
def test_every_step_is_a_function_here(step):
    assert callable(getattr(first_start, step))
