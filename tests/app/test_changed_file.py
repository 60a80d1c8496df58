"""What the page says of a file that changed under it, and how it reads it again."""

import os
import threading

import pytest

from explorer.app.launch import build_explorer
from explorer.app.night import traces
from explorer.app.shell import Explorer
from explorer.io import open_night, write_edf
from explorer.io.edf_records import RecordArray
from explorer.models.simulated_night import simulate_night
from explorer.storage.settings import FOLDERS_VARIABLE
from explorer.vocabulary.stages import Stage


@pytest.fixture
def recording(tmp_path, monkeypatch):
    """Write some simulated minutes into the folder that may be opened."""
    monkeypatch.setenv(FOLDERS_VARIABLE, str(tmp_path))
    return write_edf(simulate_night(1, hours=0.5, sampling_frequency=128), tmp_path / "night.edf")


def rest(page):
    for worker in (page.night_manager.opener, page.analyser, page.signal.worker, page.overviewer):
        assert worker.wait(60)


def look(page):
    """Do as the page's beat does, and wait for what comes of it."""
    page.catch_up()
    assert page.night_manager.watch.worker.wait(60)


def write_other_scale(path):
    """Write the same samples in place with a tenth of the physical range, to the same size."""
    raw = path.read_bytes()
    signals = int(raw[252:256])
    at = 256 + signals * (16 + 80 + 8)  # after labels, transducers, units
    fields = [raw[at + 8 * n : at + 8 * n + 8] for n in range(2 * signals)]
    tenth = b"".join(f"{float(field) / 10:.4g}"[:8].ljust(8).encode() for field in fields)
    path.chmod(0o644)
    with path.open("r+b") as file:
        file.seek(at)
        file.write(tenth)


def test_a_rewritten_file_is_said_and_read_again_with_view_and_scoring(recording):
    page = build_explorer(str(recording))
    rest(page)
    state = page.state
    state.visible_channels = state.visible_channels[:2]
    state.window_start, state.window_length = 300.0, 60.0
    page.scoring.controller.score(0, 90, Stage.REM)
    channel = state.analysis_channel
    before = state.night.window(0, 30, [channel])
    before = next(iter(before.values())).values
    write_other_scale(recording)
    look(page)
    assert "night.edf: it was written to since it was opened" in page.session.widget.changed
    page.night_manager.read_again()
    rest(page)
    assert page.session.widget.changed == ""
    after = next(iter(state.night.window(0, 30, [channel]).values())).values
    assert abs(after).max() == pytest.approx(abs(before).max() / 10, rel=0.02)
    assert (state.window_start, state.window_length, len(state.visible_channels)) == (
        300.0,
        60.0,
        2,
    )
    assert len(state.edits.done) > 0
    assert "taken over" in page.scoring.controller.said


def test_scrubbing_over_a_removed_file_says_so_without_numbers_of_the_system(recording):
    page = build_explorer(str(recording))
    rest(page)
    recording.unlink()
    page.safe_callback(page.traces.answer)({"start": 600.0, "length": 30.0})
    assert "the file is gone since it was opened" in page.status.message
    assert "the file is gone since it was opened" in page.session.widget.changed
    assert "[Errno" not in page.status.message
    page.night_manager.read_again()
    rest(page)
    assert "there is no such file" in page.session.widget.changed
    look(page)  # that it is gone was said; what came of reading it again stands
    assert "there is no such file" in page.session.widget.changed
    recording.write_bytes(b"")  # there is more to say
    look(page)
    assert "there is no such file" not in page.session.widget.changed


def test_a_night_that_does_not_open_is_cancelled_or_passed_over(recording):
    page, back = Explorer(open_night(recording)), threading.Event()
    on_screen = page.state.night
    other = simulate_night(2, hours=0.1, sampling_frequency=64)

    def stalled():
        back.wait(60)
        return other

    page.night_manager.request("stalled", stalled)
    assert page.session.widget.opening == "stalled"
    page.night_manager.cancel()
    assert page.session.widget.opening == ""
    assert "cancelled" in page.status.message
    page.night_manager.opener.patience = 0.05
    page.night_manager.request("stalled", stalled)
    page.night_manager.request("night", lambda: open_night(recording))
    rest(page)
    assert page.night_manager.title == "night"
    shown = page.state.night
    back.set()
    assert page.night_manager.opener.wait(60)
    assert page.state.night is shown
    assert on_screen is not other
    assert page.session.widget.opening == ""


def test_a_night_that_takes_too_long_is_given_up_in_a_sentence(recording):
    page, back = Explorer(open_night(recording)), threading.Event()
    said = threading.Event()
    page.status.observe(lambda change: "no answer" in change["new"] and said.set(), "message")
    page.night_manager.opener.deadline = 0.05
    page.night_manager.request("stalled", lambda: back.wait(60))
    assert said.wait(60)
    assert page.status.message.startswith("stalled: no answer within 0.05 s")
    back.set()


def test_a_folder_on_a_drive_that_does_not_answer_is_said(recording, monkeypatch):
    import explorer.app.sharing.session_controller as side

    page, back, sent = Explorer(open_night(recording)), threading.Event(), []
    monkeypatch.setattr(side, "LONGEST_LOOK", 0.05)
    monkeypatch.setattr(side, "listing", lambda _path: back.wait(60))
    monkeypatch.setattr(
        page.session.widget, "send", lambda message, _buffers=None: sent.append(message)
    )
    page.session.widget._received(None, {"kind": "browse", "path": "far"}, [])
    assert sent[-1]["kind"] == "refused"
    assert "far: no answer within" in sent[-1]["sentence"]
    back.set()


def test_what_is_no_file_is_not_listed(recording):
    from explorer.storage.allowed_folders import listing

    os.mkfifo(recording.with_name("pipe.edf"))
    recording.with_name("folder.edf").mkdir()
    found = listing()
    assert [file.name for file in found.files] == ["night.edf"]
    assert [name for name, _ in found.folders] == ["folder.edf"]


def test_a_drive_that_stalls_under_an_open_night_is_said_and_the_page_goes_on(
    recording, monkeypatch
):
    page = build_explorer(str(recording))
    rest(page)
    back = threading.Event()
    real = RecordArray._records
    (ask,) = page.pane._listeners["need"]

    def stalled(records, *wanted):
        back.wait(60)
        return real(records, *wanted)

    with monkeypatch.context() as drive:
        drive.setattr(traces, "LONGEST_READ", 0.2)  # a drive that is back may take its time
        drive.setattr(RecordArray, "_records", stalled)
        told = []
        drive.setattr(page.pane, "send", lambda content, *_: told.append(content["kind"]))
        ask({"start": 900.0, "length": 30.0, "around": False})
        assert "no answer within 0.2 s" in page.status.message
        assert "unanswered" in told  # the page need not wait for it
        page.state.window_start = 600.0  # the page still follows a hand
        assert page.state.window_start == 600.0
    back.set()
    sent = []
    monkeypatch.setattr(page.pane, "send_traces", lambda what, *_, **__: sent.append(what))
    ask({"start": 900.0, "length": 30.0, "around": False})
    assert sent == ["raw", "band"]  # the drive is back
