"""Settings from the environment: one place that reads them, and says what they are."""

import re
from pathlib import Path

import pytest

from explorer.app.launch import explore
from explorer.dsp.memory_budget import A_PAGE
from explorer.storage import settings
from explorer.storage.settings import VARIABLES, Settings, read_settings, settings_table
from explorer.storage.user_folders import recordings_folder, sample_night_folders, uploads_folders

ROOT = Path(__file__).parents[2]
NUMBERS = [one.name for one in VARIABLES if "number" in one.expected]


def test_without_variables_every_setting_has_its_default():
    assert read_settings({}) == Settings()
    assert read_settings(dict.fromkeys([one.name for one in VARIABLES], "")) == Settings()


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("said", ["many", "0", "-1", "nan", "inf", "1,5", "0x10"])
def test_what_should_be_a_number_and_is_none_is_refused_in_one_sentence(name, said):
    with pytest.raises(ValueError, match=rf"^{name} is '{said}', expected a (whole )?number above"):
        read_settings({name: said})


def test_a_whole_number_has_no_fraction():
    for one in VARIABLES:
        if "whole number" in one.expected:
            with pytest.raises(ValueError, match=f"{one.name} is '1.5', expected a whole number"):
                read_settings({one.name: "1.5"})


def test_what_a_browser_may_keep_grows_with_the_largest_file():
    assert read_settings({settings.UPLOAD_LIMIT_VARIABLE: "10"}).upload_quota_megabytes == 40


def test_nothing_but_the_settings_names_a_variable():
    pattern = re.compile(r"SLEEP_EXPLORER_[A-Z_]+")
    known = {one.name for one in VARIABLES}
    for file in (ROOT / "explorer").rglob("*.py"):
        named = set(pattern.findall(file.read_text("utf-8")))
        assert not named or file.name == "settings.py", file
        assert named <= known


def test_the_documentation_has_the_table_of_settings():
    assert settings_table() in (ROOT / "docs" / "reference" / "settings.md").read_text("utf-8")
    assert f"{A_PAGE:.0f}; a command alone" in settings_table()


def test_a_page_with_a_wrong_setting_says_so_in_a_sentence(monkeypatch):
    monkeypatch.setenv(settings.MEMORY_VARIABLE, "<much>")
    assert "SLEEP_EXPLORER_MEMORY is &#x27;&lt;much&gt;&#x27;, expected" in explore().value


def test_one_cache_holds_uploads_downloads_and_the_sample_night(monkeypatch, tmp_path):
    monkeypatch.delenv(settings.UPLOADS_VARIABLE, raising=False)
    monkeypatch.delenv(settings.CACHE_VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cache = tmp_path / "sleep-architecture-explorer"
    assert recordings_folder() == cache
    assert uploads_folders()[0] == cache / "uploads"
    assert sample_night_folders()[0] == cache


def test_a_named_folder_comes_before_the_usual_ones(monkeypatch, tmp_path):
    monkeypatch.setenv(settings.UPLOADS_VARIABLE, str(tmp_path / "mine"))
    monkeypatch.setenv(settings.CACHE_VARIABLE, str(tmp_path / "recordings"))
    assert uploads_folders()[0] == tmp_path / "mine"
    assert recordings_folder() == tmp_path / "recordings"
