"""Uploads: whole or not at all, going on where they stopped, in nobody else's folder."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from explorer.io.sidecar import find_sidecars
from explorer.storage import upload_age, upload_limits, uploads
from explorer.storage.allowed_folders import allowed_file, listing
from explorer.storage.settings import (
    FOLDERS_VARIABLE,
    UPLOAD_FILES_VARIABLE,
    UPLOAD_LIMIT_VARIABLE,
    UPLOAD_QUOTA_VARIABLE,
    UPLOADS_VARIABLE,
)
from explorer.storage.upload_age import clear_away, keep_in_use
from explorer.storage.uploads import CHUNK, Upload, browser_folder, sanitize_filename

KEY = "0123456789abcdef" * 2


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(UPLOADS_VARIABLE, str(tmp_path / "uploads"))
    return browser_folder(KEY)


def pieces(data):
    return [(at, data[at : at + CHUNK]) for at in range(0, len(data), CHUNK)]


@pytest.fixture
def data():
    return os.urandom(3 * CHUNK + 17)


def test_a_file_in_pieces_arrives_whole_with_its_checksum(folder, data):
    import hashlib

    upload = Upload(folder, "night.edf", len(data), 5)
    assert all(upload.write(at, piece) for at, piece in pieces(data))
    assert upload.finish().read_bytes() == data
    assert upload.sha256 == hashlib.sha256(data).hexdigest()
    again = Upload(folder, "night.edf", len(data), 5)
    assert again.finished
    assert again.received == len(data)
    again.keep(4)
    assert again.finished
    again.keep(3)
    assert (again.finished, again.received) == (False, 0)


def test_an_interrupted_upload_goes_on_where_it_stopped(folder, data):
    first = Upload(folder, "night.edf", len(data), 5)
    for at, piece in pieces(data)[:2]:
        first.write(at, piece)
    with (first.folder / "part").open("ab") as part:
        part.write(b"half a piece that was cut off")
    second = Upload(folder, "night.edf", len(data), 5)
    assert second.received == 2 * CHUNK
    second.keep(2)
    for at, piece in pieces(data)[2:]:
        assert second.write(at, piece)
    assert second.finish().read_bytes() == data


def test_pieces_that_differ_are_dropped_with_all_that_follow(folder, data):
    upload = Upload(folder, "night.edf", len(data), 5)
    for at, piece in pieces(data)[:3]:
        upload.write(at, piece)
    upload.keep(1)
    assert upload.received == CHUNK
    assert not upload.write(*pieces(data)[3])
    for at, piece in pieces(data)[1:]:
        assert upload.write(at, piece)
    assert upload.finish().read_bytes() == data


def test_another_file_of_the_same_name_starts_anew(folder, data):
    upload = Upload(folder, "night.edf", len(data), 5)
    upload.write(*pieces(data)[0])
    assert Upload(folder, "night.edf", len(data), 6).received == 0
    assert Upload(folder, "night.edf", len(data) + 1, 5).received == 0


def test_a_damaged_repeated_or_skipped_piece_is_not_taken(folder, data):
    upload = Upload(folder, "night.edf", len(data), 5)
    at, piece = pieces(data)[0]
    assert not upload.write(at, piece, "0" * 64)
    assert not upload.write(CHUNK, piece)
    assert not upload.write(at, piece[:-1])
    assert upload.write(at, piece)
    assert not upload.write(at, piece)
    assert upload.received == CHUNK


def test_what_the_disk_has_spoilt_is_refused(folder, data):
    upload = Upload(folder, "night.edf", len(data), 5)
    for at, piece in pieces(data):
        upload.write(at, piece)
    with (upload.folder / "part").open("r+b") as part:
        part.seek(CHUNK + 3)
        part.write(b"spoilt")
    with pytest.raises(ValueError, match=f"from byte {CHUNK}"):
        upload.finish()
    assert upload.received == CHUNK


def test_a_second_page_takes_the_upload_over(folder, data):
    first = Upload(folder, "night.edf", len(data), 5)
    first.write(*pieces(data)[0])
    second = Upload(folder, "night.edf", len(data), 5)
    with pytest.raises(ValueError, match="another page"):
        first.write(*pieces(data)[1])
    assert second.write(*pieces(data)[1])


@pytest.mark.parametrize(
    ("name", "size", "words"),
    [
        ("photo.jpg", 10, "neither a recording nor a hypnogram"),
        ("night.edf", 0, "is empty"),
        ("night.edf", 3_000_000_000, "more than the 2000 MB"),
        ("../../.edf", 10, "neither"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_a_sentence(folder, name, size, words):
    with pytest.raises(ValueError, match=words):
        Upload(folder, name, size, 5)


def free(monkeypatch, megabytes):
    """Let the disk have so much room beyond what uploads leave to others."""
    usage = uploads.shutil._ntuple_diskusage(10**12, 10**12, int(500e6 + megabytes * 1e6))
    monkeypatch.setattr(uploads.shutil, "disk_usage", lambda _path: usage)


def test_a_full_disk_is_said_before_anything_is_sent(folder, monkeypatch):
    free(monkeypatch, 100)
    with pytest.raises(ValueError, match="room for 100 MB more"):
        Upload(folder, "night.edf", 200_000_000, 5)


def test_four_uploads_at_once_do_not_share_the_room_of_one(folder, monkeypatch):
    free(monkeypatch, 171)
    other = browser_folder("ab" * 16)
    offers = [
        Upload(place, f"{row}.edf", 130_000_000, 5) for row in range(2) for place in (folder, other)
    ]
    piece = bytes(CHUNK)
    assert offers[0].write(0, piece)
    for upload in offers[1:]:
        with pytest.raises(ValueError, match="room for 42 MB more beside the uploads under way"):
            upload.write(0, piece)
        with pytest.raises(ValueError, match="room for 42 MB more"):
            Upload(other, "later.edf", 130_000_000, 5)
    offers[0].discard()
    assert offers[1].write(0, piece)


def test_room_is_kept_across_processes(folder, monkeypatch):
    code = (
        "import sys, shutil\n"
        "from explorer.storage.uploads import Upload, CHUNK, browser_folder\n"
        "usage = shutil._ntuple_diskusage(10**12, 10**12, 671_000_000)\n"
        "shutil.disk_usage = lambda _path: usage\n"
        "upload = Upload(browser_folder(sys.argv[1]), 'a.edf', 130_000_000, 5)\n"
        "print('offered', flush=True)\n"
        "sys.stdin.readline()\n"
        "try:\n"
        "    print('taken', upload.write(0, bytes(CHUNK)), flush=True)\n"
        "except ValueError as error:\n"
        "    print('refused', error, flush=True)\n"
    )
    keys = [f"{row:032x}" for row in range(4)]
    ways = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    pages = [subprocess.Popen([sys.executable, "-c", code, key], **ways) for key in keys]
    assert [page.stdout.readline() for page in pages] == ["offered\n"] * 4
    for page in pages:
        page.stdin.write("\n")
        page.stdin.flush()
    said = sorted(page.communicate()[0].split()[0] for page in pages)
    assert said == ["refused"] * 3 + ["taken"]
    free(monkeypatch, 171)
    with pytest.raises(ValueError, match="room for 42 MB more"):
        Upload(folder, "b.edf", 130_000_000, 5)


def test_room_that_nobody_fills_lapses_and_is_asked_for_again(folder, monkeypatch):
    free(monkeypatch, 171)
    first = Upload(folder, "first.edf", 130_000_000, 5)
    first.write(0, bytes(CHUNK))
    (entry,) = (folder.parent / ".arriving").glob("*.*")
    os.utime(entry, (time.time() - 3600,) * 2)
    second = Upload(folder, "second.edf", 130_000_000, 5)
    assert second.write(0, bytes(CHUNK))
    with pytest.raises(ValueError, match="what has arrived is kept"):
        first.write(CHUNK, bytes(CHUNK))
    assert first.received == CHUNK


def test_two_thousand_offers_leave_nothing_on_the_disk_and_nothing_to_look_at(folder, monkeypatch):
    for row in range(2000):
        Upload(folder, f"{row}.edf", 1_000_000_000, 5).keep(0)
    assert not [one for one in folder.iterdir() if one.is_dir()]
    looked = []
    monkeypatch.setattr(upload_age, "_look_at", lambda *given: looked.append(given))
    clear_away()
    assert looked == []


def test_a_sweep_looks_at_so_many_and_the_next_goes_on_behind_them(folder, monkeypatch):
    monkeypatch.setattr(upload_age, "_MOST", 4)
    for row in range(6):
        place = browser_folder(f"{row:032x}")
        Upload(place, "a.edf", 10, 5).write(0, bytes(10))
    looked = []
    monkeypatch.setattr(upload_age, "_look_at", lambda kept, *_: looked.append(kept) or False)
    now = time.time()
    for hours in range(5):
        before = len(looked)
        clear_away(now + hours * 3601)
        assert len(looked) - before <= 4
        clear_away(now + hours * 3601 + 1)  # the same hour: not again
    assert len(set(looked)) == 6
    assert folder.is_dir()


def test_a_browser_has_a_quota_of_bytes_and_of_files_finished_or_not(folder, monkeypatch):
    monkeypatch.setenv(UPLOAD_QUOTA_VARIABLE, "3")
    done = Upload(folder, "done.edf", 10, 5)
    done.write(0, bytes(10))
    done.finish()
    Upload(folder, "begun.edf", 2_000_000, 5).write(0, bytes(CHUNK))
    with pytest.raises(ValueError, match="keeps 2 of the 3 MB"):
        Upload(folder, "more.edf", 1_500_000, 5)
    assert Upload(browser_folder("ab" * 16), "more.edf", 1_500_000, 5)
    assert Upload(folder, "done.edf", 10, 5).finished
    monkeypatch.setenv(UPLOAD_FILES_VARIABLE, "2")
    with pytest.raises(ValueError, match="keeps 2 files here already"):
        Upload(folder, "third.edf", 10, 5)
    assert Upload(folder, "begun.edf", 2_000_000, 5).received == CHUNK


def test_a_disk_that_fills_in_the_midst_is_said_and_what_arrived_is_kept(folder, data, monkeypatch):
    upload = Upload(folder, "night.edf", len(data), 5)
    parts = pieces(data)
    upload.write(*parts[0])
    free(monkeypatch, 0.5)
    with pytest.raises(ValueError, match=r"disk of the server is full: 1 of 3 MB of night\.edf"):
        upload.write(*parts[1])
    monkeypatch.undo()
    monkeypatch.setenv(UPLOADS_VARIABLE, str(folder.parent))
    opened = Path.open

    def half(self, mode="r", **options):
        if self.name == "part":
            with opened(self, mode, **options) as part:
                part.seek(CHUNK)
                part.write(b"half a piece")
            raise OSError(28, "No space left on device", str(self))
        return opened(self, mode, **options)

    monkeypatch.setattr(Path, "open", half)
    with pytest.raises(ValueError, match="are kept; choose it again") as refused:
        upload.write(*parts[1])
    assert str(folder) not in str(refused.value)
    monkeypatch.undo()
    monkeypatch.setenv(UPLOADS_VARIABLE, str(folder.parent))
    again = Upload(folder, "night.edf", len(data), 5)
    assert again.received == CHUNK
    again.keep(1)
    assert all(again.write(at, piece) for at, piece in parts[1:])
    assert again.finish().read_bytes() == data


@pytest.mark.parametrize("key", ["", "..", "0" * 31, "../" * 10 + "ab", "G" * 32])
def test_a_key_that_is_none_is_refused(key):
    with pytest.raises(ValueError, match="32 hexadecimal digits"):
        browser_folder(key)


def uploaded(folder, name="night.edf", raw=b"0" * 10):
    upload = Upload(folder, name, len(raw), 5)
    upload.write(0, raw)
    return upload.finish()


def test_uploads_are_private_and_cleared_away_when_nobody_uses_them(folder, data):
    assert folder.stat().st_mode & 0o077 == 0
    upload = Upload(folder, "night.edf", len(data), 5)
    upload.write(*pieces(data)[0])
    now = time.time()
    assert clear_away(now) == 0
    assert clear_away(now + 6.05 * 86_400) == 0
    assert clear_away(now + 6.9 * 86_400) == 0
    assert clear_away(now + 7.1 * 86_400) == 1
    assert not upload.folder.exists()
    assert clear_away(now + 15 * 86_400) == 0
    assert not folder.exists()
    assert browser_folder(KEY).is_dir()


def test_what_is_opened_is_kept_from_then_on(folder):
    now = time.time()
    used, unused = uploaded(folder, "used.edf"), uploaded(folder, "unused.edf")
    for file in (used, unused):
        for one in [file.parent, *file.parent.iterdir()]:
            os.utime(one, (now - 6.9 * 86_400,) * 2)
    assert clear_away(now) == 0
    keep_in_use(used)
    assert clear_away(now + 1.1 * 86_400) == 1
    assert used.exists()
    assert not unused.exists()
    assert clear_away(now + 5.9 * 86_400) == 0


def test_a_clock_that_jumps_a_week_ahead_removes_nothing_in_use_and_not_everything_at_once(folder):
    now = time.time()
    shown, asleep = uploaded(folder, "shown.edf"), uploaded(folder, "asleep.edf")
    jumped = now + 8 * 86_400
    assert clear_away(jumped) == 0
    assert clear_away(jumped + 7200) == 0
    os.utime(shown, (jumped + 7260,) * 2)  # its page says so every minute, by the clock that jumped
    (shown.parent / "due").unlink()
    assert shown.exists()
    assert asleep.exists()
    assert clear_away(now + 10_800) == 0  # the clock was put right again
    assert clear_away(now + 86_400) == 0
    assert clear_away(now + 2 * 86_400) == 0
    assert shown.exists()
    assert asleep.exists()


def test_times_ahead_of_the_clock_do_not_keep_an_upload_for_ever(folder):
    now = time.time()
    file = uploaded(folder)
    os.utime(file, (now + 1000 * 86_400,) * 2)
    assert clear_away(now) == 0
    assert clear_away(now + 6.5 * 86_400) == 0
    assert clear_away(now + 7.6 * 86_400) == 1


def test_the_key_of_a_browser_is_in_no_path(folder):
    assert KEY not in str(folder)
    assert browser_folder(KEY) == folder
    assert browser_folder("ab" * 16) != folder


@pytest.mark.parametrize(
    "name",
    [
        "\u00e4" * 160 + ".edf",
        "\U0001f634\u00e4" * 300 + ".edf",
        "\u590f" * 150 + ".xml",
        "a" * 999,
    ],
)
def test_a_name_of_wide_letters_fits_into_the_file_system_with_room_for_endings(folder, name):
    tidy = sanitize_filename(name)
    assert len(tidy.encode()) <= 200
    if name.endswith((".edf", ".xml")):
        assert Path(tidy).suffix == Path(name).suffix
        assert uploaded(folder, name).name == tidy


def ways_to(folder, file, tmp_path):
    """Every path that leads to a browser's file, other than its key."""
    link = tmp_path / "home" / "link"
    link.symlink_to(folder)
    beside = tmp_path / "home" / "night.edf"
    beside.symlink_to(file)
    return [file, link / file.relative_to(folder), beside, file.parent / "part", file.parent]


@pytest.mark.parametrize("which", ["home", "root", "browser", "upload", "named", "fallback"])
def test_other_browsers_uploads_are_neither_listed_nor_opened(tmp_path, monkeypatch, which):
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv(UPLOADS_VARIABLE, raising=False)
    if which == "named":
        monkeypatch.setenv(UPLOADS_VARIABLE, str(home / "data"))
    if which == "fallback":
        monkeypatch.setenv("XDG_CACHE_HOME", str(home / "file"))
        (home / "file").touch()
        monkeypatch.setattr("tempfile.gettempdir", lambda: str(home))
    folder = browser_folder(KEY)
    assert folder.is_relative_to(home)
    file = uploaded(folder)
    allowed = {"root": folder.parent, "browser": folder, "upload": file.parent}.get(which, home)
    monkeypatch.setenv(FOLDERS_VARIABLE, os.pathsep.join({str(home), str(allowed)}))
    for path in ways_to(folder, file, tmp_path):
        with pytest.raises(ValueError, match="only in that browser"):
            allowed_file(str(path), or_folder=True)
        with pytest.raises(ValueError, match="only in that browser"):
            listing(str(path))
    shown = [listing(str(home)), listing()]
    names = [name for one in shown for name, _ in one.folders]
    assert "link" not in names
    assert not [name for name in names if name.endswith(folder.name)]
    assert [one.name for seen in shown for one in seen.files] == []


def test_uploads_stay_private_when_the_setting_changes_or_a_mount_shows_them(folder, monkeypatch):
    file = uploaded(folder)
    elsewhere = folder.parent.parent / "elsewhere"
    monkeypatch.setenv(UPLOADS_VARIABLE, str(elsewhere / "uploads"))
    monkeypatch.setenv(FOLDERS_VARIABLE, str(folder.parent.parent))
    with pytest.raises(ValueError, match="only in that browser"):
        allowed_file(str(file))
    moved = elsewhere / "mounted"  # as a mount shows a folder, under another name
    elsewhere.mkdir()
    shutil.copytree(folder, moved)
    with pytest.raises(ValueError, match="only in that browser"):
        allowed_file(str(moved / file.relative_to(folder)))
    shutil.copytree(file.parent, elsewhere / "one")
    with pytest.raises(ValueError, match="only in that browser"):
        allowed_file(str(elsewhere / "one" / file.name))


def test_a_recording_takes_no_hypnogram_from_another_browsers_place(folder, tmp_path):
    theirs = uploaded(folder, "theirs.txt", b"W\nW\n")
    recording = tmp_path / "night.edf"
    recording.touch()
    (tmp_path / "night.txt").symlink_to(theirs)
    (tmp_path / "night.csv").write_text("stage\nW\n")
    assert [one.name for one in find_sidecars(recording)] == ["night.csv"]


def test_a_limit_that_is_no_number_says_so(monkeypatch):
    monkeypatch.setenv(UPLOAD_LIMIT_VARIABLE, "much")
    with pytest.raises(ValueError, match="expected a number above 0"):
        upload_limits.upload_limit()
