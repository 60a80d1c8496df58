"""Refusals of what a page received name the file that a person chose, never a copy of it."""

import pytest

from explorer.io import read_hypnogram
from explorer.storage.copied_files import by_chosen_names, copy_of
from explorer.storage.uploads import browser_folder


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"x\n", b"onset,stage\n0,Blah1\n30,W\n"])
@pytest.mark.parametrize("name", ["my scoring.csv", "C:\\data\\Nacht<1>.csv", "odd name.xyz"])
def test_a_copy_is_called_by_the_name_that_was_chosen(name, content):
    with pytest.raises(ValueError, match=r".") as refused, copy_of(name, content) as file:
        read_hypnogram(file)
    assert name in str(refused.value)
    assert "/tmp" not in str(refused.value)


def test_an_error_of_the_system_names_the_chosen_file_too():
    with (
        pytest.raises(ValueError, match=r"^night\.csv: ") as refused,
        copy_of("night.csv", b"") as f,
    ):
        (f / "below").read_bytes()
    assert "/tmp" not in str(refused.value)


def test_an_upload_is_named_without_the_servers_folders(tmp_path, monkeypatch):
    monkeypatch.setenv("SLEEP_EXPLORER_UPLOADS", str(tmp_path))
    folder = browser_folder("0" * 32)
    said = by_chosen_names(f"{folder / ('a' * 32) / 'night.edf'}: its header is cut short")
    assert said == "night.edf: its header is cut short"
