"""The image's recipe names what the project has: no Docker is needed to see that."""

import importlib
import re
import shlex
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def instructions():
    """Return the recipe's instructions, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [tuple(line.split(maxsplit=1)) for line in lines]


def words_of(name):
    return [shlex.split(words) for kind, words in instructions() if kind == name]


def test_the_image_has_a_python_that_the_project_takes():
    [[image]] = words_of("FROM")
    version = re.fullmatch(r"python:(3\.\d+)-slim", image)[1]
    assert version in SpecifierSet(PROJECT["project"]["requires-python"])


def test_every_file_that_the_image_takes_is_in_the_repository():
    [copied] = words_of("COPY")
    assert copied[-2:] == [".", "/srv/explorer"]  # all of it, with git's history
    ran = " ".join(word for words in words_of("RUN") for word in words)
    named = re.findall(r"-r (\S+\.lock)", ran) + re.findall(r"/srv/explorer/([\w.]+)", ran)
    assert {"requirements.lock", "notebooks"} <= set(named)
    assert all((ROOT / name).exists() for name in named)
    left_out = (ROOT / ".dockerignore").read_text("utf-8").split()
    assert not {".git", "requirements.lock", "notebooks", "explorer"} & set(left_out)
    assert {".venv", "node_modules"} <= set(left_out)


def test_what_the_image_does_once_is_there_to_be_called():
    ran = " ".join(words for kind, words in instructions() if kind == "RUN")
    calls = re.findall(r"from (\S+) import (\w+); \2\(\)", ran)
    assert calls
    for module, name in calls:
        assert callable(getattr(importlib.import_module(module), name))
    # What it installs beside the lock is said with the least version that does.
    beside = [Requirement(one) for one in re.findall(r'"([a-z]+>=\d+)"', ran)]
    assert [one.name for one in beside] == ["jupyterhub"]


def test_the_image_has_binders_settings_of_memory():
    [settings] = words_of("ENV")
    start = (ROOT / "binder" / "start").read_text("utf-8")
    assert all(one in start for one in settings)


def test_the_commands_of_the_docs_are_of_this_image():
    serving = (ROOT / "docs" / "howto" / "serving.md").read_text("utf-8")
    assert "docker build -t sleep-explorer ." in serving
    ran = re.findall(r"docker run .*? sleep-explorer \\\n(.*?)```", serving, re.DOTALL)
    assert any("voila notebooks/explorer.ipynb --template=sleep" in one for one in ran)
    assert (ROOT / "notebooks" / "explorer.ipynb").is_file()
    ports = [word for words in words_of("EXPOSE") for word in words]
    published = re.findall(r"-p 127\.0\.0\.1:(\d+):(\d+)", serving)
    assert published
    assert all(inside in ports for _outside, inside in published)
    assert words_of("CMD") == [["[jupyterhub-singleuser]"]]
