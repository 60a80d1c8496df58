"""Downloads against a server that drops, truncates, corrupts and refuses."""

import csv
import hashlib
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from explorer.cli.command_line import main
from explorer.datasets.download import CHUNK, download
from explorer.datasets.fetched_table import HEADER
from explorer.datasets.open_recordings import SOURCE, fetch, open_nights

CONTENT = bytes(range(256)) * 4_000  # 1 MB
HALF = len(CONTENT) // 2 // CHUNK * CHUNK  # whole chunks of the half that comes
SUM = hashlib.sha256(CONTENT).hexdigest()


class BadServer(ThreadingHTTPServer):
    """Serves `CONTENT` under every name, after going through a list of misdeeds."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.misdeeds = []
        self.requests = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/"


class Handler(BaseHTTPRequestHandler):
    """One request, honest or not."""

    def do_GET(self):
        server = self.server
        server.requests.append(self.headers.get("Range"))
        misdeed = server.misdeeds.pop(0) if server.misdeeds else "none"
        if misdeed in (404, 503):
            self.send_error(misdeed)
            return
        if misdeed == "drop before a byte":
            self.connection.close()
            return
        asked = self.headers.get("Range")
        ranged = asked is not None and misdeed != "ignore the range"
        first = int(asked.removeprefix("bytes=").rstrip("-")) if ranged else 0
        if first >= len(CONTENT):
            self.send_error(416)
            return
        content = CONTENT[first:]
        if misdeed == "corrupt":
            content = b"\0" * len(content)
        self.send_response(206 if ranged else 200)
        if misdeed != "truncate without a length":
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        half = misdeed in ("truncate", "truncate without a length")
        self.wfile.write(content[: len(content) // 2] if half else content)

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture
def server():
    with BadServer() as found:
        thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield found
        found.shutdown()
        thread.join()


def _get(server, folder, names=("night.edf",), **options):
    return download(server.url, dict.fromkeys(names, SUM), folder, pauses=(0.0,), **options)


def test_a_file_comes_whole_and_is_not_asked_for_twice(server, tmp_path):
    (path,) = _get(server, tmp_path)
    assert path.read_bytes() == CONTENT
    _get(server, tmp_path)
    assert server.requests == [None]
    assert [file.name for file in tmp_path.iterdir()] == ["night.edf"]


@pytest.mark.parametrize(
    "misdeeds",
    [
        ["drop before a byte"],
        ["truncate"],
        ["truncate", "truncate", "drop before a byte"],
        ["truncate without a length"],
        ["corrupt"],
        [503, 503],
        ["truncate", "corrupt"],
        ["truncate", "ignore the range"],
    ],
)
def test_a_bad_line_is_tried_again_until_the_file_is_right(server, tmp_path, misdeeds):
    server.misdeeds = list(misdeeds)
    (path,) = _get(server, tmp_path)
    assert path.read_bytes() == CONTENT
    assert [file.name for file in tmp_path.iterdir()] == ["night.edf"]


def test_a_file_cut_short_goes_on_where_it_stopped(server, tmp_path):
    server.misdeeds = ["truncate"]
    _get(server, tmp_path)
    assert server.requests == [None, f"bytes={HALF}-"]


def test_the_next_run_goes_on_where_the_last_one_stopped(server, tmp_path):
    server.misdeeds = ["truncate"]
    with pytest.raises(OSError, match="breaks off"):
        _get(server, tmp_path, tries=1)
    assert (tmp_path / "night.edf.part").stat().st_size == HALF
    assert not (tmp_path / "night.edf").exists()
    _get(server, tmp_path)
    assert server.requests[-1] == f"bytes={HALF}-"


def test_a_server_that_always_corrupts_leaves_nothing_that_looks_like_a_night(server, tmp_path):
    server.misdeeds = ["corrupt"] * 3
    with pytest.raises(OSError, match="published checksum"):
        _get(server, tmp_path, tries=3)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_damaged_on_disk_is_fetched_again(server, tmp_path):
    (path,) = _get(server, tmp_path)
    path.write_bytes(b"damaged")
    _get(server, tmp_path)
    assert path.read_bytes() == CONTENT


def test_a_refusal_is_not_argued_with(server, tmp_path):
    server.misdeeds = [404] * 5
    with pytest.raises(OSError, match="404 Not Found"):
        _get(server, tmp_path)
    assert len(server.requests) == 1


def test_what_came_before_the_failure_is_kept_and_said(server, tmp_path):
    server.misdeeds = ["none", 404]
    with pytest.raises(OSError, match="1 whole file in"):
        _get(server, tmp_path, names=("first.edf", "second.edf"))
    assert (tmp_path / "first.edf").read_bytes() == CONTENT


def test_offline_is_one_sentence(tmp_path):
    with pytest.raises(OSError, match="is this machine online"):
        download("http://127.0.0.1:9/", {"a.edf": SUM}, tmp_path, tries=2, pauses=(0.0,))


def test_progress_is_told_up_to_the_whole(server, tmp_path):
    told = []
    _get(server, tmp_path, progress=lambda *step: told.append(step))
    assert told[-1] == ("night.edf", len(CONTENT), len(CONTENT))


def test_the_crossover_is_listed_as_its_table_has_it(temazepam_rows):
    nights = {night.recording.rpartition("/")[2]: night for night in open_nights("sleep-edf-st")}
    assert len(nights) == 44
    for row in temazepam_rows:
        night = nights[row["file"]]
        assert night.condition == row["condition"]
        assert night.night == int(row["session"][-1])
        assert (night.age, night.sex) == (row["age"], row["sex"])


def test_every_file_has_the_published_checksum(shared_data):
    lines = (shared_data / "sleep-edf-tables" / "SHA256SUMS.txt").read_text().splitlines()
    published = {name: checksum for checksum, name in map(str.split, lines)}
    nights = [*open_nights("sleep-edf-st"), *open_nights("sleep-edf-sc")]
    assert len(nights) == 197
    for night in nights:
        assert published[night.recording] == night.recording_sha256
        assert published[night.hypnogram] == night.hypnogram_sha256
    assert SOURCE.endswith("sleep-edfx/1.0.0/")


def test_an_unknown_collection_or_person_is_refused_by_name(tmp_path):
    with pytest.raises(ValueError, match="no collection 'shhs'"):
        open_nights("shhs")
    with pytest.raises(ValueError, match=r"no subjects \[3\]"):
        fetch("sleep-edf-st", tmp_path, subjects=[1, 3])


def test_a_wrong_file_on_a_mirror_is_noticed(server, tmp_path):
    with pytest.raises(OSError, match=r"ST7011JP-Hypnogram\.edf: what came does not have"):
        fetch(
            "sleep-edf-st",
            tmp_path,
            subjects=[1],
            hypnograms_only=True,
            source=server.url,
            tries=2,
            pauses=(0.0,),
        )


class Collection:
    """Three people of the crossover whose files all hold `CONTENT`, and a folder for them."""

    def __init__(self, url, folder):
        self.url, self.folder = url, folder
        self.table = folder / "nights.csv"

    def fetch(self, *subjects, **options):
        return fetch(
            "sleep-edf-st",
            self.folder,
            subjects=subjects,
            source=self.url,
            pauses=(0.0,),
            **options,
        )

    @property
    def rows(self):
        with self.table.open(newline="", encoding="utf-8") as lines:
            return list(csv.DictReader(lines))

    def write(self, rows, columns=HEADER):
        with self.table.open("w", newline="", encoding="utf-8") as file:
            table = csv.DictWriter(file, columns, restval="")
            table.writeheader()
            table.writerows(rows)


@pytest.fixture
def collection(server, tmp_path, monkeypatch):
    every = open_nights("sleep-edf-st", [1, 2, 4])
    served = [replace(one, recording_sha256=SUM, hypnogram_sha256=SUM) for one in every]

    def nights(_collection, subjects=None):
        return [one for one in served if subjects is None or one.subject in subjects]

    monkeypatch.setattr("explorer.datasets.open_recordings.open_nights", nights)
    return Collection(server.url, tmp_path)


def test_a_second_fetch_adds_to_the_table(collection):
    first = collection.fetch(1)
    assert first.sentence == "nights.csv has 2 nights, 2 of them new."
    before = collection.rows
    second = collection.fetch(4, 2)
    assert second.table == first.table == collection.table
    assert second.sentence == "nights.csv has 6 nights, 4 of them new."
    assert collection.rows[:2] == before
    assert len({row["hypnogram"] for row in collection.rows}) == 6
    assert [path.name[:5] for path in second.recordings] == ["ST702", "ST702", "ST704", "ST704"]


def test_a_night_gains_its_recording_and_never_loses_it(collection):
    collection.fetch(1, hypnograms_only=True)
    assert [row["path"] for row in collection.rows] == ["", ""]
    collection.fetch(1)
    with_recordings = collection.rows
    assert all((collection.folder / row["path"]).is_file() for row in with_recordings)
    assert all(row["path"] for row in with_recordings)
    collection.fetch(1, hypnograms_only=True)
    assert collection.rows == with_recordings


def test_nights_whose_files_have_gone_are_left_out_and_said(collection):
    collection.fetch(1, 2)
    for row in collection.rows[:2]:
        (collection.folder / row["path"]).unlink()
    said = collection.fetch(4).sentence
    assert said == "nights.csv has 4 nights, 2 of them new; 2 whose files have gone were left out."
    assert [row["subject"] for row in collection.rows] == ["ST702", "ST702", "ST704", "ST704"]


def test_what_people_wrote_into_the_table_stays(collection):
    collection.fetch(1, 2)
    rows = collection.rows
    rows[0]["condition"] = "nothing at all"
    rows[1]["block"] = "7"
    rows[2]["hypnogram"] = ""
    rows.append({"subject": "me", "condition": "placebo", "hypnogram": "gone.txt"})
    collection.write(rows, (*HEADER, "block"))
    written = collection.rows
    said = collection.fetch(1, 2, 4).sentence
    assert collection.rows[:5] == written
    assert [row["subject"] for row in collection.rows[5:]] == ["ST704", "ST704"]
    assert "4 rows edited or added by hand left as they were" in said


@pytest.mark.parametrize("content", [b"\xff\xfenot text", b"a diary, of sorts\n", b"", b'"open'])
def test_a_file_that_is_no_table_is_left_alone(collection, content):
    collection.table.write_bytes(content)
    first = collection.fetch(1)
    assert collection.table.read_bytes() == content
    assert first.table.name == "nights-2.csv"
    assert first.sentence.endswith("nights.csv is no table of nights and was left alone.")
    assert collection.fetch(2).sentence.startswith("nights-2.csv has 4 nights, 2 of them new")


def test_the_command_says_what_became_of_the_table(collection, capsys):
    to = ["--to", str(collection.folder), "--source", collection.url]
    assert main(["fetch", "sleep-edf-st", "--subjects", "1", *to]) == 0
    said = capsys.readouterr()
    assert said.out.strip() == str(collection.folder / "sleep-edf-st" / "nights.csv")
    assert said.err.splitlines()[-1] == "nights.csv has 2 nights, 2 of them new."
