"""What others have made in the machine's temporary folder is not taken for one's own."""

import os

import pytest

from explorer.storage.safe_temporary_folder import own_folder
from explorer.storage.user_folders import uploads_folder


def test_a_new_folder_is_entered_by_its_owner_alone(tmp_path):
    folder = tmp_path / "parent" / "kept"
    assert own_folder(folder)
    assert folder.stat().st_mode & 0o077 == 0
    assert own_folder(folder)


def test_a_folder_that_others_may_write_in_is_not_taken(tmp_path):
    for mode in (0o777, 0o770, 0o722):
        folder = tmp_path / f"{mode:o}"
        folder.mkdir()
        folder.chmod(mode)
        assert not own_folder(folder)


def test_a_folder_of_another_account_and_a_link_are_not_taken(tmp_path, monkeypatch):
    folder, link = tmp_path / "folder", tmp_path / "link"
    assert own_folder(folder)
    link.symlink_to(folder)
    assert not own_folder(link)
    mine = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: mine + 1)
    assert not own_folder(folder)


def test_uploads_do_not_go_into_a_folder_that_another_account_made_first(tmp_path, monkeypatch):
    blocked, temporary = tmp_path / "blocked", tmp_path / "temporary"
    blocked.touch()  # a file: no folder can be made in it
    temporary.mkdir()
    monkeypatch.setenv("SLEEP_EXPLORER_UPLOADS", str(blocked / "uploads"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    assert uploads_folder().is_relative_to(temporary)
    uploads_folder().parent.chmod(0o777)
    with pytest.raises(OSError, match="no folder for uploads"):
        uploads_folder()
