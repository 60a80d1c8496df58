"""Uploads: whole or not at all, going on where they stopped, in nobody else's folder."""

import os
import time

import pytest

from explorer.readers import uploads
from explorer.readers.uploads import CHUNK, Upload, clear_away, uploads_of

KEY = "0123456789abcdef" * 2


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(uploads.FOLDER_VARIABLE, str(tmp_path / "uploads"))
    return uploads_of(KEY)


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
    Upload(folder, "night.edf", len(data), 5)
    with pytest.raises(ValueError, match="another page"):
        first.write(*pieces(data)[0])


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


def test_a_full_disk_is_said_before_anything_is_sent(folder, monkeypatch):
    usage = uploads.shutil._ntuple_diskusage(10**10, 10**10, 600_000_000)
    monkeypatch.setattr(uploads.shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(ValueError, match="room for 100 MB more"):
        Upload(folder, "night.edf", 200_000_000, 5)


@pytest.mark.parametrize("key", ["", "..", "0" * 31, "../" * 10 + "ab", "G" * 32])
def test_a_key_that_is_none_is_refused(key):
    with pytest.raises(ValueError, match="32 hexadecimal digits"):
        uploads_of(key)


def test_uploads_are_private_and_cleared_away_when_nobody_uses_them(folder, data):
    assert folder.stat().st_mode & 0o077 == 0
    upload = Upload(folder, "night.edf", len(data), 5)
    upload.write(*pieces(data)[0])
    assert clear_away() == 0
    assert clear_away(time.time() + 6.9 * 86_400) == 0
    assert clear_away(time.time() + 7.1 * 86_400) == 1
    assert not upload.folder.exists()


def test_a_limit_that_is_no_number_says_so(monkeypatch):
    monkeypatch.setenv(uploads.LIMIT_VARIABLE, "much")
    with pytest.raises(ValueError, match="expected a number above 0"):
        uploads.upload_limit()
