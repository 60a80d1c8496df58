"""Open recordings from the page: downloaded with progress, stopped, or refused in a sentence."""

import contextlib
import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from explorer.app.download_row import DownloadRow, StoppedError, Wanted, downloaded
from explorer.app.header import DOWNLOAD
from explorer.app.shell import Explorer
from explorer.datasets import open_recordings as collection
from explorer.datasets.open_recordings import OpenNight
from explorer.io.write import write_edf
from explorer.models.simulated_channel import simulate_channel
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.storage.settings import CACHE_VARIABLE, OPEN_DATA_VARIABLE


def test_the_words_are_those_of_the_page_and_the_panel_leaves_with_its_tab():
    page = Explorer(Night.make({}, {"me": make_hypnogram(["W", "N2"] * 20)}))
    row = page.night_manager.fetching
    names = [name for name, _ in row.collection.options]
    assert names == ["telemetry (temazepam)", "cassette (age)"]
    page.header.picker.value = DOWNLOAD
    assert row.dialog.layout.display == ""
    page.show("Evidence")  # whose filter it would cover
    assert row.dialog.layout.display == "none"
    row._failed(FIRST, StoppedError())
    assert "press Download again" in row.said.value
    assert "command" not in row.said.value


def test_a_failure_goes_with_the_dialog_that_showed_it_and_waits_for_one_that_is_closed(page):
    row = page.night_manager.fetching
    row._failed(FIRST, OSError("the server cannot be reached"))
    row.hide()  # nobody has seen it
    row.show()
    assert "cannot be reached" in row.said.value
    row.hide()
    row.show()
    assert row.said.value == ""


FIRST = Wanted("sleep-edf-st", (1,), False)


class Mirror(ThreadingHTTPServer):
    """Serves files by name; waits before each block after the first, if asked."""

    def __init__(self, files):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files, self.asked = files, []
        self.waiting, self.go = threading.Event(), threading.Event()
        self.slow = False

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        mirror = self.server
        ranged = self.headers.get("Range")
        mirror.asked.append((self.path, ranged))
        content = mirror.files[self.path[1:]]
        first = int(ranged.removeprefix("bytes=").rstrip("-")) if ranged else 0
        self.send_response(206 if ranged else 200)
        self.send_header("Content-Length", str(len(content) - first))
        self.end_headers()
        content = content[first:]
        if mirror.slow:
            self.wfile.write(content[: 1 << 16])
            self.wfile.flush()
            mirror.waiting.set()
            mirror.go.wait(20)
            content = content[1 << 16 :]
        with contextlib.suppress(OSError):  # whoever asked may have gone
            self.wfile.write(content)

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture
def mirror(tmp_path, monkeypatch):
    """Offer one person's two nights from this machine, under checksums of their own."""
    night = simulate_channel(make_hypnogram(["W", "N2", "N3", "REM"] * 15), seed=1)
    files = {}
    for number in (1, 2):
        path = write_edf(night, tmp_path / f"night{number}.edf")
        files[f"t/night{number}-PSG.edf"] = path.read_bytes()
        files[f"t/night{number}-Hypnogram.edf"] = path.read_bytes()
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}

    def nights(_collection, _subjects=None):
        return [
            OpenNight(
                "sleep-edf-st", 1, number, condition, "30", "female", "",
                f"t/night{number}-PSG.edf", sums[f"t/night{number}-PSG.edf"],
                f"t/night{number}-Hypnogram.edf", sums[f"t/night{number}-Hypnogram.edf"],
            )
            for number, condition in ((1, "placebo"), (2, "temazepam"))
        ]  # fmt: skip

    monkeypatch.setattr(collection, "open_nights", nights)
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    with Mirror(files) as found:
        monkeypatch.setenv(OPEN_DATA_VARIABLE, found.url)
        thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield found
        found.go.set()
        found.shutdown()
        thread.join()


def row(fetched=lambda *_: None):
    return DownloadRow(lambda callback: callback, fetched, (("one person", FIRST),))


def test_what_is_downloaded_is_handed_on_and_not_asked_for_twice(mirror):
    tables = []
    made = row(lambda fetched: tables.append(fetched.table))
    made.ask()
    assert made.worker.wait(30)
    titles = [title for title, recording, _ in downloaded(tables[0]) if recording.is_file()]
    assert titles == ["Sleep-EDF night night 1, placebo", "Sleep-EDF night night 2, temazepam"]
    asked = len(mirror.asked)
    made.ask()
    assert made.worker.wait(30)
    assert len(mirror.asked) == asked == 4
    assert "nights.csv has 2 nights, 0 of them new." in made.said.value


def test_a_download_is_stopped_and_goes_on_from_there(mirror):
    tables = []
    made = row(lambda fetched: tables.append(fetched.table))
    mirror.slow = True
    made.ask()
    assert mirror.waiting.wait(20)
    assert made.stop.layout.display == ""
    made.stop.click()
    mirror.slow = False
    mirror.go.set()
    assert made.worker.wait(30)
    assert "Stopped" in made.said.value
    assert tables == []
    made.ask()
    assert made.worker.wait(30)
    assert len(tables) == 1
    assert any(ranged for _path, ranged in mirror.asked)


@pytest.mark.usefixtures("mirror")
def test_offline_is_one_sentence_and_the_row_lives(monkeypatch):
    monkeypatch.setenv(OPEN_DATA_VARIABLE, "http://127.0.0.1:9/")
    made = row()
    made.ask()
    assert made.worker.wait(30)
    assert "is this machine online?" in made.said.value
    assert "press Download again to go on from there" in made.said.value
    assert "command" not in made.said.value
    assert not made.go.disabled
    assert made.stop.layout.display == "none"


@pytest.mark.usefixtures("mirror")
def test_the_picker_offers_a_download_and_opens_what_came(page):
    page.header.picker.value = DOWNLOAD
    assert page.night_manager.fetching.dialog.layout.display == ""
    assert page.header.picker.value != DOWNLOAD
    before = page.state.night
    page.night_manager.fetching.ask()
    assert page.night_manager.fetching.worker.wait(30)
    assert page.night_manager.opener.wait(30)
    assert page.state.night is not before
    assert page.header.picker.value.startswith("Sleep-EDF")
    assert page.night_manager.fetching.dialog.layout.display == "none"
    assert sum(title.startswith("Sleep-EDF") for title in page.header.picker.options) == 2
