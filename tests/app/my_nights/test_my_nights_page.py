"""The My nights tab without a browser: what is read, taken over from other tabs, and opened."""

import csv
import io

import numpy as np
import pytest

from explorer.app.app_context import AppContext, StudyInHand
from explorer.app.my_nights.my_nights_page import SIMULATED, MyNightsPage
from explorer.app.shell import Explorer
from explorer.app.state import ExplorerState
from explorer.datasets.night_locations import NightLocation
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.storage.settings import FOLDERS_VARIABLE
from explorer.study.simulated_trial import simulated_trial
from tests.io.devices import device_files as files
from tests.io.devices.device_files import days

SHOWN = frozenset({"shown"})


class Around:
    """What a page asks of the application."""

    def __init__(self):
        self.opened, self.study, self.file = [], StudyInHand(), None
        self.files = []
        self.context = AppContext(
            safe_callback=lambda callback: callback,
            open_night=lambda title, opening: self.opened.append((title, opening)),
            say=lambda _words: None,
            cache=None,
            in_sight=lambda _page: True,
            study=self.study,
            offer_file=lambda *said: self.files.append(said),
            file_on_screen=lambda: self.file,
        )


@pytest.fixture
def around():
    return Around()


@pytest.fixture
def page(around):
    state = ExplorerState(Night.make({}, {"me": make_hypnogram(["W", "N2"])}))
    made = MyNightsPage(state, around.context)
    yield made
    made.worker.wait()


def read(page, source):
    page.read(source)
    assert page.worker.wait(120)


@pytest.fixture
def export(tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDERS_VARIABLE, str(tmp_path))
    path = tmp_path / "oura.json"
    path.write_text(files.oura(days(60)))
    return path


def test_nothing_is_shown_before_anything_is_given(page):
    assert page.drawing.about == {}
    assert "Simulated example" in page.sheet.value


def test_the_example_is_labelled_simulated_wherever_it_stands(page):
    read(page, SIMULATED)
    assert "SIMULATED" in page.sheet.value
    assert page.drawing.about["badge"] == "SIMULATED"
    assert all("(simulated)" in name for name in page.drawing.about["conditions"])
    assert len(page.drawing.about["labels"]) == 30


def test_an_export_is_read_by_its_path_and_a_night_of_it_opens(page, around, export):
    page.path.value = export.name
    page.read_button.click()
    assert page.worker.wait(120)
    about = page.drawing.about
    assert [one["name"] for one in about["stages"]] == ["W", "REM", "LIGHT", "DEEP"]
    assert about["badge"] == ""
    for words in ("estimated by a device: Oura", "kappa", "de Zambotti et al. 2019", "doi.org"):
        assert words in page.sheet.value
    assert "60 nights from 2026-01-02 to 2026-03-02" in page.sheet.value
    for words in ("SRI", "midsleep", "social jet lag", "Phillips", "Wittmann"):
        assert words in page.sheet.value
    page.drawing._received(None, {"kind": "open", "bar": 7}, [])
    title, opening = around.opened[0]
    assert title == "2026-01-09"
    assert opening().start.isoformat().startswith("2026-01-08T23:10")
    page.drawing._received(None, {"kind": "open", "bar": 999}, [])
    assert len(around.opened) == 1


def test_other_days_are_free_where_they_are_chosen_and_enter_reads(page, export):
    page.path._handle_custom_msg({"event": "submit"}, [])
    page.path.value = export.name  # the browser sends the text behind the key
    assert page.worker.wait(120)
    assert "Saturday or Sunday" in page.sheet.value
    weekends = sum(page.rows.arrays["rowFree"])
    page.free[0].value = True
    assert page.worker.wait(120)
    assert "Monday, Saturday or Sunday" in page.sheet.value
    assert sum(page.rows.arrays["rowFree"]) > weekends
    assert page.sheet.value.count("thing to know") + page.sheet.value.count("things to know") <= 1


def test_the_nights_shown_are_saved_as_a_table_to_compare(page, around, export):
    read(page, export)
    page.table.click()
    name, text, _ = around.files[0]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert (name, len(rows)) == ("nights.csv", 60)
    assert (rows[0]["condition"], rows[0]["night"]) == ("", "2026-01-02")
    assert rows[0]["hypnogram"].endswith(export.name)


def test_the_metric_chosen_stands_beside_the_rows(page, export):
    read(page, export)
    assert page.drawing.course_title == "TST, min"
    page.drawing.metric = "SE"
    assert page.drawing.course_title == "SE, %"
    values = np.frombuffer(page.drawing.course, "<f8")
    assert values.tolist() == pytest.approx([100 * 150 / 165] * 60)
    page.drawing.metric = ""
    assert (page.drawing.course_title, page.drawing.course) == ("", b"")


def test_what_cannot_be_read_is_one_sentence_and_the_rows_stay(page, export):
    read(page, export)
    (export.parent / "notes.json").write_text('{"a": "<b>"}')
    read(page, export.parent / "notes.json")
    assert "no export of a device that is known" in page.progress.value
    assert 'role="alert"' in page.progress.value
    assert len(page.drawing.about["labels"]) == 60
    assert not page.read_button.disabled


def test_what_was_given_to_another_tab_comes_when_this_one_is_turned_to(page, around, export):
    trial = simulated_trial(people=3, hours=2)
    around.study.given = trial
    page.follow(SHOWN)
    assert page.worker.wait(120)
    assert len(page.drawing.about["labels"]) == 6
    around.file = export
    page.follow(SHOWN)
    assert page.worker.wait(120)
    assert len(page.drawing.about["labels"]) == 60
    read(page, SIMULATED)
    page.follow(SHOWN)  # nothing new: what a hand asked for stays
    assert page.worker.wait(120)
    assert len(page.drawing.about["labels"]) == 30


def test_the_colours_follow_the_page(page):
    light = page.drawing.palette
    page.state.dark = True
    page.follow(frozenset({"dark"}))
    assert page.drawing.palette["stages"]["3"] != light["stages"]["3"]
    assert page.drawing.palette["conditions"] == light["conditions"]


def test_an_export_open_on_the_night_tab_brings_all_its_nights(export):
    explorer = Explorer(Night.make({}, {"me": make_hypnogram(["W", "N2"] * 20)}))
    explorer.settle()
    explorer.night_manager.open(export.name)
    assert explorer.night_manager.opener.wait(120)
    assert explorer.night_manager.unclear is not None
    explorer.night_manager.answer({"night": "2026-01-09"}, remember=False)
    assert explorer.night_manager.opener.wait(120)
    assert explorer.night_manager.place == NightLocation(export.name)
    explorer.show("My nights")
    page = explorer.pages["My nights"]
    assert page.worker.wait(120)
    assert len(page.drawing.about["labels"]) == 60
    page.drawing._received(None, {"kind": "open", "bar": 3}, [])
    assert explorer.night_manager.opener.wait(120)
    assert explorer.state.night.attrs["night"] == "2026-01-05"
    assert explorer.tab == ""
