"""Sharing without a browser: a link is followed, exports say where they come from."""

import ast
import hashlib
import json
import os
import re
import shutil

import pytest

from explorer.app.launch import build_explorer
from explorer.app.sharing.downloads import written
from explorer.app.sharing.upload_controller import Uploading
from explorer.bridge.session_widget import SessionWidget
from explorer.datasets.night_locations import SAMPLE_LOCATION, UPLOAD, NightLocation, loader_for
from explorer.io.write import write_edf
from explorer.models.simulated_night import simulate_night
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_hypnograms
from explorer.storage import uploads
from explorer.storage.settings import FOLDERS_VARIABLE, UPLOADS_VARIABLE
from tests.browser.uploading import write_recording


@pytest.fixture(scope="module")
def hour(tmp_path_factory):
    """Write a simulated hour once."""
    return write_edf(simulate_night(3, hours=1), tmp_path_factory.mktemp("hour") / "hour.edf")


@pytest.fixture
def folder(tmp_path, monkeypatch, hour):
    """Make a folder that may be opened, with a simulated hour in it."""
    monkeypatch.setenv(FOLDERS_VARIABLE, str(tmp_path))
    monkeypatch.setenv(UPLOADS_VARIABLE, str(tmp_path / "uploads"))
    shutil.copy(hour, tmp_path / "hour.edf")
    return tmp_path


def sent(widget):
    messages = []
    widget.send = lambda message, buffers=None: messages.append((message, buffers))
    return messages


def test_a_view_of_a_file_is_opened_again_by_its_link(folder):
    page = build_explorer(folder / "hour.edf")
    page.state.window_start = 600
    page.state.selection = (300, 900)
    page.session.write()
    link = page.session.widget.view
    assert link.startswith("v1&night=hour.edf&window_length=30&window_start=600&")
    again = build_explorer(view=link)
    assert (again.state.window_start, again.state.selection) == (600, (300, 900))
    again.session.write()
    assert again.session.widget.view == link
    cell = again.session.widget.cell
    assert cell == f'import explorer\n\nexplorer.explore("{folder}/hour.edf", view="{link}")'


def test_the_cell_shows_the_same_view_from_any_folder_and_the_report_names_none(
    folder, tmp_path_factory, monkeypatch
):
    page = build_explorer(folder / "hour.edf")
    page.state.window_start = 600
    page.session.write()
    assert str(folder) not in page.session.view_now("http://127.0.0.1/").cell
    monkeypatch.delenv(FOLDERS_VARIABLE)
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    (call,) = ast.parse(page.session.widget.cell).body[1:]
    path, view = call.value.args[0].value, call.value.keywords[0].value.value
    again = build_explorer(path, view=view)
    assert (again.state.window_start, again.night_manager.title) == (600, "hour.edf")
    assert again.status.message == ""


def test_a_link_opens_another_night_and_turns_to_its_tab(folder):
    page = build_explorer(folder / "hour.edf")
    page.night_manager.choose("sample night (simulated)")
    assert page.night_manager.opener.wait(60)
    told = sent(page.session.widget)
    page.session.go_to("v1&night=hour.edf&at=90&tab=Evidence&channel=Cz")
    assert page.night_manager.opener.wait(60)
    assert (page.night_manager.title, page.state.window_start, page.tab) == (
        "hour.edf",
        90,
        "Evidence",
    )
    assert "no channel 'Cz'" in page.session.widget.notice
    assert [m["place"] for m, _ in told if m["kind"] == "opened"] == ["hour.edf"]


@pytest.mark.parametrize("view", ["v1&night=/etc/passwd", "v1&night=../x.edf", "v2&at=3", "hello"])
def test_a_view_that_is_none_is_refused_in_a_sentence(folder, view):
    assert folder.is_dir()
    with pytest.raises(ValueError, match=r"outside the folders|no such file|version|no link"):
        build_explorer(view=view)


def test_provenance_names_file_checksum_definitions_and_view(folder):
    page = build_explorer(folder / "hour.edf")
    page.state.definitions = (("WASO", "WASO_SPT"),)
    view = page.session.view_now("http://127.0.0.1/#v1")
    name, text, kind = written("provenance", view)
    said = json.loads(text)
    assert (name, kind) == ("hour_edf_simulated_provenance.json", "application/json")
    assert said["files"] == [
        {
            "what": "recording",
            "path": "hour.edf",
            "bytes": (folder / "hour.edf").stat().st_size,
            "sha256": hashlib.sha256((folder / "hour.edf").read_bytes()).hexdigest(),
        }
    ]
    assert said["definitions"]["WASO"] == {"variant": "WASO_SPT", "says": "to final waking"}
    assert said["view"]["link"] == "http://127.0.0.1/#v1"
    assert "numpy" in said["versions"]


def test_provenance_names_who_scored_where_the_file_has_nobody(folder):
    page = build_explorer(folder / "hour.edf")
    tree = page.state.night.tree.copy()
    nobody = make_hypnograms({"nobody": make_hypnogram(["UNSCORED"] * 120)})
    tree["hypnogram"] = tree["hypnogram"].__class__(nobody)
    page.state.night = Night(tree)
    page.scoring.controller.take_in("ann.csv", b"onset,duration,stage\n0,3600,N2\n")
    said = json.loads(written("provenance", page.session.view_now(""))[1])
    assert said["night"]["scorer"] == "ann"


def test_the_report_needs_nothing_else_and_holds_what_was_seen(folder):
    assert folder.is_dir()
    page = build_explorer(view=f"v1&night={SAMPLE_LOCATION}&part=3600-7200")
    tree = page.state.night.tree.copy(deep=False)
    tree.attrs["subject"] = "<script>alert(1)</script>"
    page.state.night = Night(tree)
    page.state.selection = (3600, 7200)
    view = page.session.view_now("http://127.0.0.1/#v1&part=3600-7200")
    name, text, _ = written("report", view, [("hypnogram", b"png")])
    assert name == "sample_night_simulated_report.html"
    assert "<script" not in text
    assert '<span class="badge">SIMULATED</span>' in text
    assert 'src="data:image/png;base64,cG5n"' in text
    assert not re.findall(r'(?:src|href)="(?!data:)', text)
    assert f"{page.session.exporting.view_now('').asked.values('TST')[1]:.1f}" in text
    assert "explorer.explore(view=" in text


def test_an_upload_goes_through_the_doors_messages_to_an_open_night(tmp_path, monkeypatch):
    monkeypatch.setenv(UPLOADS_VARIABLE, str(tmp_path / "uploads"))
    checksum = write_recording(tmp_path / "a.edf", 2.5)
    (tmp_path / "a.txt").write_text("W\nN2\nN2\n")
    opened = []
    widget = SessionWidget()
    told = sent(widget)
    side = Uploading(widget, opened.append)
    side.connect(lambda callback: callback)
    side.move_into(uploads.browser_folder("ab" * 16))

    def say(kind, *buffers, **content):
        widget._listeners[kind]({"kind": kind, **content}, buffers)
        return told[-1][0]

    keys = []
    for file in (tmp_path / "a.txt", tmp_path / "a.edf"):
        data = file.read_bytes()
        key = say("upload-offer", name=file.name, size=len(data), modified=1)["key"]
        said = say("upload-begin", key=key, chunks=0, turn=1)
        while said["received"] < len(data):
            at = said["received"]
            piece = memoryview(data[at : at + uploads.CHUNK])
            said = say("upload-piece", piece, key=key, at=at, turn=1)
            assert not said["again"]
        say("upload-finish", key=key)
        assert side._checker.wait(20)
        keys.append(key)
    assert told[-1][0]["sha256"] == checksum
    say("upload-open", keys=keys)
    assert opened == [NightLocation(f"{UPLOAD}{keys[1]}/a.edf", f"{UPLOAD}{keys[0]}/a.txt")]
    title, opening = loader_for(opened[0], side.folder)
    assert title == "a.edf"
    assert opening().hypnogram.values[:3].tolist() == [0, 2, 2]
    with pytest.raises(ValueError, match="uploaded from another browser"):
        loader_for(opened[0], uploads.browser_folder("cd" * 16))
    with pytest.raises(ValueError, match="no place of an uploaded file"):
        loader_for(NightLocation("upload/../../../etc/passwd"), side.folder)


def test_an_upload_that_is_refused_is_one_sentence_and_nothing_is_kept(tmp_path, monkeypatch):
    monkeypatch.setenv(UPLOADS_VARIABLE, str(tmp_path))
    widget = SessionWidget()
    told = sent(widget)
    side = Uploading(widget, print)
    side.connect(lambda callback: callback)
    widget._listeners["upload-offer"]({"name": "a.edf", "size": 5, "modified": 1}, ())
    assert "can be uploaded" in told[-1][0]["sentence"]
    side.move_into(uploads.browser_folder("ab" * 16))
    widget._listeners["upload-offer"]({"name": "a.exe", "size": 5, "modified": 1}, ())
    assert "neither a recording nor a hypnogram" in told[-1][0]["sentence"]
    widget._listeners["upload-piece"]({"key": "../..", "at": 0}, (memoryview(b"x"),))
    assert "not under way" in told[-1][0]["sentence"]
    assert not list(os.scandir(side.folder))


def side_with_an_upload(tmp_path, monkeypatch, raw=b"W\nN2\n"):
    """Make the page's end of uploads with one file in it, what it told, and the file's place."""
    monkeypatch.setenv(UPLOADS_VARIABLE, str(tmp_path / "uploads"))
    widget = SessionWidget()
    told = sent(widget)
    side = Uploading(widget, print)
    side.connect(lambda callback: callback)
    side.move_into(uploads.browser_folder("ab" * 16))
    upload = uploads.Upload(side.folder, "night.txt", len(raw), 1)
    upload.write(0, raw)
    return side, told, upload.finish(), NightLocation(f"{UPLOAD}{upload.key}/night.txt")


def test_a_failing_disk_is_told_without_a_path_or_the_browsers_key(tmp_path, monkeypatch):
    side, told, *_ = side_with_an_upload(tmp_path, monkeypatch)
    widget = side.widget

    def fails(*_arguments, **_options):
        raise OSError(36, "File name too long", str(side.folder / "x"))

    monkeypatch.setattr("explorer.app.sharing.upload_controller.Upload", fails)
    widget._listeners["upload-offer"]({"name": "a.edf", "size": 5, "modified": 1}, ())
    sentence = told[-1][0]["sentence"]
    assert sentence == "The server could not keep the file: File name too long."
    widget._listeners["upload-open"]({"keys": ["none"]}, ())
    assert "not under way" in told[-1][0]["sentence"]


def test_an_upload_that_cannot_be_opened_is_told_by_its_name_alone(tmp_path, monkeypatch):
    side, _, file, place = side_with_an_upload(tmp_path, monkeypatch, b"\x00\x01 nothing\n")
    _, opening = loader_for(place, side.folder)
    with pytest.raises(ValueError, match=r"night\.txt") as refused:
        opening()
    assert str(tmp_path) not in str(refused.value)
    assert file.parent.name not in str(refused.value)


def test_an_upload_on_screen_is_kept_in_use_and_so_is_one_that_is_opened(tmp_path, monkeypatch):
    side, _, file, place = side_with_an_upload(tmp_path, monkeypatch)
    used = file.parent / "used"
    before = file.stat()
    side.keep([NightLocation("simulated/young/80"), place])
    os.utime(used, (1000, 1000))
    side.keep([place])  # within the minute: not again
    assert used.stat().st_mtime == 1000
    loader_for(place, side.folder)
    assert used.stat().st_mtime > 1000
    # The file itself is left alone: a page that shows it would take it for another one.
    assert file.stat().st_ctime_ns == before.st_ctime_ns


def test_a_link_to_a_tab_that_there_is_not_opens_the_night_and_says_so(folder):
    page = build_explorer(folder / "hour.edf")
    for text in ("#v1&night=hour.edf&at=90&tab=Nope", "v1&night=simulated/young/7&tab=Nope"):
        page.session.go_to(text)
        assert page.night_manager.opener.wait(60)
        assert page.session.widget.notice == (
            "The link was followed in part: there is no tab 'Nope'."
        )
        assert page.tab == ""
    for known in ("Night", "Signal", ""):
        page.session.go_to(f"v1&night=simulated/young/7&tab={known}")
        assert page.session.widget.notice == ""


def test_every_beat_of_a_page_keeps_its_nights_in_use(folder):
    page = build_explorer(folder / "hour.edf")
    kept = []
    page.session.uploading.keep = kept.extend
    page.session._beat({})
    assert page.night_manager.place in kept
    assert set(page.night_manager.places.values()) <= set(kept)


def test_a_link_by_path_to_another_browsers_upload_is_refused(folder, tmp_path, monkeypatch):
    _, _, file, _ = side_with_an_upload(tmp_path, monkeypatch)
    page = build_explorer(folder / "hour.edf")
    told = sent(page.session.widget)
    relative = file.relative_to(folder)
    for path in (str(file), str(relative)):
        page.session.go_to(f"v1&night={path}&at=30")
        assert "only in that browser" in page.session.widget.notice
        page.session.widget._listeners["open"]({"path": path}, ())
        assert "only in that browser" in told[-1][0]["sentence"]
        page.session.widget._listeners["browse"]({"path": str(file.parent)}, ())
        assert "only in that browser" in told[-1][0]["sentence"]
        page.session.go_to(f"v1&night=hour.edf&hypnogram={path}&at=30")
        assert page.night_manager.title == "hour.edf"


def test_the_link_knows_large_type_before_the_page_draws_it(folder):
    page = build_explorer(folder / "hour.edf")
    assert "large" not in page.session.widget.view
    page.state.large_type = True
    assert "large" in page.session.widget.view  # at once: a reload may come while it draws


def test_a_link_to_a_night_of_another_tab_opens_it_where_it_is_and_says_elsewhere(folder):
    page, title = build_explorer(folder / "hour.edf"), "S001 placebo (simulated)"
    page.night_manager.request(title, lambda **_said: simulate_night(4, hours=0.1))
    assert page.night_manager.opener.wait(60)
    page.session.write()
    link = page.session_widget.view
    assert "has no place of its own" in page.session_widget.about_link
    first = next(iter(page.night_manager.nights))
    page.night_manager.choose(first)
    assert page.night_manager.opener.wait(60)
    page.session.go_to(link)
    assert page.night_manager.opener.wait(60)
    assert page.night_manager.title == title
    elsewhere = build_explorer(folder / "hour.edf")
    elsewhere.session.go_to(link)
    assert f"{title} was opened from another tab of a page" in elsewhere.session_widget.notice
    assert elsewhere.night_manager.title == first
