"""The picker's folders: what they hold, and no way out of them."""

import os
from dataclasses import replace

import pytest

from explorer.storage import allowed_folders
from explorer.storage.allowed_folders import allowed_file, listing
from explorer.storage.settings import FOLDERS_VARIABLE, read_settings


@pytest.fixture
def tree(tmp_path, monkeypatch):
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    (inside / "deeper").mkdir(parents=True)
    outside.mkdir()
    (inside / "B.EDF").write_bytes(b"12345")
    (inside / "a.csv").touch()
    (inside / "deeper" / "c.edf").touch()
    (outside / "secret.edf").touch()
    (inside / "way out").symlink_to(outside)
    (inside / "link.edf").symlink_to(outside / "secret.edf")
    (inside / "loop.edf").symlink_to(inside / "loop.edf")
    (inside / "within.edf").symlink_to(inside / "B.EDF")
    monkeypatch.setenv(FOLDERS_VARIABLE, str(inside))
    return inside


def test_recordings_come_first_and_links_that_lead_out_are_not_there(tree):
    found = listing(str(tree))
    assert [name for name, _ in found.folders] == ["deeper"]
    assert [(file.name, file.size) for file in found.files] == [
        ("B.EDF", 5),
        ("within.edf", 5),
        ("a.csv", 0),
    ]
    assert found.parent is None


@pytest.mark.parametrize("way", ["..", "deeper/../..", "way out", "/", "way out/secret.edf"])
def test_no_path_leads_out(tree, way):
    with pytest.raises(ValueError, match="outside the folders"):
        listing(way if way.startswith("/") else str(tree / way))
    with pytest.raises(ValueError, match="outside the folders"):
        allowed_file(way, or_folder=True)


def test_one_goes_down_and_up_again(tree):
    deeper = listing(listing().folders[0][1])
    assert [file.name for file in deeper.files] == ["c.edf"]
    assert listing(deeper.parent).path == str(tree)


def test_several_folders_are_listed_first(tree, tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDERS_VARIABLE, os.pathsep.join([str(tree), str(tmp_path / "outside")]))
    top = listing()
    assert [name for name, _ in top.folders] == [
        f"{tmp_path.name}/inside",
        f"{tmp_path.name}/outside",
    ]
    assert listing(str(tree)).parent == ""
    assert listing(str(tmp_path / "outside")).files[0].name == "secret.edf"


def test_a_way_leads_back_from_a_folder_that_was_typed(tree, tmp_path, monkeypatch):
    # A page of one's own may open its owner's home; its list begins where it was started.
    settings = read_settings()
    home = replace(settings, own_folders=(tmp_path,))
    monkeypatch.setattr(allowed_folders, "read_settings", lambda: home)
    typed = listing(str(tmp_path))
    assert typed.parent == ""
    assert listing(typed.parent).path == str(tree)
    assert listing(str(tree)).parent == str(tmp_path)


def test_a_file_is_no_folder(tree):
    with pytest.raises(ValueError, match="is a file, not a folder"):
        listing(str(tree / "B.EDF"))
