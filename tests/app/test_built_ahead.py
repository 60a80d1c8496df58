"""The page built ahead of its kernel: given once, where the kernel would build the same."""

from types import SimpleNamespace
from unittest.mock import MagicMock

import comm
import pytest
from ipykernel.kernelbase import Kernel

from explorer.app import launch
from explorer.storage.settings import SUBJECT_VARIABLE


@pytest.fixture
def built(monkeypatch, page):
    """Build a page ahead, and let each call after it build another."""
    monkeypatch.setattr(launch, "_BUILT", [])
    monkeypatch.setattr(launch, "build_explorer", lambda *_, **__: page)
    launch.build_ahead()
    kernel = MagicMock(comm_manager=comm.get_comm_manager())
    monkeypatch.setattr(Kernel, "initialized", lambda: True)
    monkeypatch.setattr(Kernel, "instance", lambda: kernel)
    monkeypatch.setenv("VOILA_PREHEAT", "False")
    later = SimpleNamespace(widget="built now")
    monkeypatch.setattr(launch, "build_explorer", lambda *_, **__: later)
    return page


def test_the_page_built_ahead_is_given_once(built):
    assert launch.explore() is built.widget
    assert launch.explore() == "built now"


@pytest.mark.parametrize("said", [{"path": "night.edf"}, {"view": "#v1&at=30"}, {"units": "mV"}])
def test_whoever_asks_for_something_else_gets_that(built, said):
    assert launch.explore(**said) == "built now"
    assert launch.explore() is built.widget


def test_another_setting_another_folder_or_no_page_of_voilas_builds_anew(
    built, monkeypatch, tmp_path
):
    with monkeypatch.context() as lab:
        lab.delenv("VOILA_PREHEAT")
        assert launch.explore() == "built now"
    with monkeypatch.context() as changed:
        changed.setenv(SUBJECT_VARIABLE, "another")
        assert launch.explore() == "built now"
    assert launch.explore() == "built now"  # it is not kept for what may come
    launch._BUILT.append(launch._BuiltPage(built, [], launch.read_settings(), launch.Path.cwd()))
    monkeypatch.chdir(tmp_path)
    assert launch.explore() == "built now"
