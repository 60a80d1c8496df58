"""What others have made in the machine's temporary folder is not taken for one's own."""

import os

from explorer.readers.own_folder import own_folder


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
