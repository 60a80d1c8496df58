"""What a page offers to say of units that a file leaves open, and what it makes of the answer."""

import numpy as np
import pytest

from explorer.app.asking_units import units_question
from explorer.app.launch import build_explorer
from explorer.app.shell import Explorer
from explorer.io import open_night, write_edf
from explorer.models.simulated_night import simulate_night
from tests.blank_units import without_units


def opened(page):
    assert page.night_manager.opener.wait(60)
    return page.state.night


def on_page(half_hour, path):
    """Open a file on a page that has another night; return the page."""
    page = Explorer(half_hour)
    page.night_manager.request("a night", lambda **said: open_night(path, **said))
    opened(page)
    return page


def test_a_night_without_units_gives_the_button_and_no_dialog_of_its_own(half_hour, tmp_path):
    path, labels = without_units(tmp_path / "a.edf")
    widget = on_page(half_hour, path).session.widget
    assert widget.question == {}
    asked = widget.unit_question
    assert [one["name"] for one in asked["channels"]] == labels
    assert asked["channels"][0] == {
        "name": labels[0],
        "unit": "blank",
        "read_as": "uV",
        "why": "units are blank; uV assumed",
        "said": "",
    }
    assert asked["units"] == ["uV", "mV", "V", "nV"]


def test_the_answer_opens_the_night_with_these_units_and_the_notes_say_so(half_hour, tmp_path):
    path, (first, second, third) = without_units(tmp_path / "a.edf")
    page = on_page(half_hour, path)
    before = page.state.night.signal(first).values, page.state.night.signal(third).values
    page.session._say_units({"units": {first: "mV", second: "mV", third: ""}})
    night = opened(page)
    np.testing.assert_allclose(night.signal(first).values, before[0] * 1000, rtol=1e-5)
    np.testing.assert_array_equal(night.signal(third).values, before[1])
    note = f"unit as it was said on the page: mV for {first}, {second}"
    assert night.reader_notes.count(note) == 1
    said = {one["name"]: one["said"] for one in page.session.widget.unit_question["channels"]}
    assert said == {first: "mV", second: "mV", third: ""}
    page.night_manager.read_again()
    assert opened(page).reader_notes.count(note) == 1
    np.testing.assert_array_equal(page.state.night.signal(first).values, night.signal(first).values)


def test_what_was_said_of_units_can_be_said_anew_and_taken_back(half_hour, tmp_path):
    path, (first, *_) = without_units(tmp_path / "a.edf")
    page = on_page(half_hour, path)
    before = page.state.night.signal(first).values
    for unit, factor in (("mV", 1e3), ("nV", 1e-3), ("", 1)):
        page.session._say_units({"units": {first: unit}})
        np.testing.assert_allclose(opened(page).signal(first).values, before * factor, rtol=1e-4)
    assert "said on the page" not in " ".join(page.state.night.reader_notes)


def test_the_view_stays_when_units_are_said(half_hour, tmp_path):
    path, (first, *_) = without_units(tmp_path / "a.edf")
    page = on_page(half_hour, path)
    page.state.window_start = 90.0
    page.session._say_units({"units": {first: "mV"}})
    opened(page)
    assert page.state.window_start == 90.0


def test_a_night_that_says_its_units_gives_no_button(half_hour, tmp_path):
    path = tmp_path / "a.edf"
    write_edf(simulate_night(1, hours=0.1, sampling_frequency=64), path)
    assert units_question("a", open_night(path)) == {}
    page = on_page(half_hour, without_units(tmp_path / "b.edf")[0])
    assert page.session.widget.unit_question
    page.night_manager.request("a", lambda **said: open_night(path, **said))
    opened(page)
    assert page.session.widget.unit_question == {}


def test_a_night_that_was_not_opened_by_the_page_is_not_asked_of(tmp_path):
    path, (first, *_) = without_units(tmp_path / "a.edf")
    page = Explorer(open_night(path))
    assert page.session.widget.unit_question == {}
    with pytest.raises(ValueError, match="give open_night its units"):
        page.night_manager.say_units({first: "mV"})


def test_the_units_that_a_page_was_started_with_are_read_and_offered(tmp_path, monkeypatch):
    path, labels = without_units(tmp_path / "a.edf")
    monkeypatch.setenv("SLEEP_EXPLORER_FILE", str(path))
    plain = build_explorer()
    monkeypatch.setenv("SLEEP_EXPLORER_UNITS", f"{labels[0]}=mV")
    page = build_explorer()
    np.testing.assert_allclose(
        page.state.night.signal(labels[0]).values,
        plain.state.night.signal(labels[0]).values * 1000,
        rtol=1e-5,
    )
    said = {one["name"]: one["said"] for one in page.session.widget.unit_question["channels"]}
    assert said[labels[0]] == "mV"
