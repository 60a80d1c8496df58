"""Files that change under the hand, and names behind which there is no file."""

import os
import shutil
import socket
import subprocess
import sys

import numpy as np
import pytest

from explorer.io import open_night, write_edf
from explorer.io.edf_record_reader import RecordReader
from explorer.io.same_recording import check_unchanged
from explorer.models.simulated_night import simulate_night
from explorer.storage import file_identity
from explorer.storage.changed_files import FileChangedError, confined_to, open_file
from explorer.storage.regular_files import NoRegularFileError


@pytest.fixture
def recording(tmp_path):
    """Write a few simulated minutes."""
    return write_edf(simulate_night(1, hours=0.1, sampling_frequency=64), tmp_path / "night.edf")


def rewritten_in_place(path):
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    with path.open("r+b") as file:
        file.write(raw)


def replaced(path):
    shutil.copyfile(path, path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)


def cut(path):
    os.truncate(path, path.stat().st_size // 2)


def grown(path):
    with path.open("ab") as file:
        file.write(b"more")


def removed(path):
    path.unlink()


def folder_removed(path):
    shutil.rmtree(path.parent)


def became_a_pipe(path):
    path.unlink()
    os.mkfifo(path)


def written_with_its_time_set_back(path):
    before = path.stat()
    rewritten_in_place(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES = [
    *(rewritten_in_place, replaced, cut, grown, removed, folder_removed, became_a_pipe),
    written_with_its_time_set_back,
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_changed_is_never_read_as_what_was_opened(recording, change):
    night = open_night(recording)
    night.window(0, 30)
    change(recording)
    with pytest.raises(FileChangedError, match=r"night.edf: .*read it again"):
        night.window(0, 30)
    with pytest.raises(FileChangedError):
        night.samples(0, night.duration)


def test_a_write_right_after_opening_is_seen_though_the_clock_stands_still(tmp_path):
    night = simulate_night(1, hours=0.02, sampling_frequency=64)
    for number in range(20):
        path = write_edf(night, tmp_path / f"{number}.edf")
        opened = open_night(path)
        rewritten_in_place(path)
        with pytest.raises(FileChangedError):
            opened.window(0, 30)


@pytest.mark.parametrize("change", [rewritten_in_place, cut, grown])
def test_a_write_while_samples_are_read_gives_no_samples(recording, change, monkeypatch):
    night, fill = open_night(recording), RecordReader._fill

    def disturbed(self, at, buffer):
        fill(self, at, buffer)
        monkeypatch.setattr(RecordReader, "_fill", fill)
        change(recording)

    monkeypatch.setattr(RecordReader, "_fill", disturbed)
    with pytest.raises(FileChangedError):
        night.window(0, 30)


def other_permissions(path):
    path.chmod(0o664 if path.stat().st_mode & 0o777 != 0o664 else 0o600)


def another_link(path):
    os.link(path, path.with_suffix(".link"))


def moved_away_and_back(path):
    path.rename(path.with_suffix(".away"))
    path.with_suffix(".away").rename(path)


UNCHANGED = [other_permissions, another_link, moved_away_and_back]


@pytest.fixture
def longer(recording, monkeypatch):
    """Have the recording compared in parts, as one of 200 MB is."""
    monkeypatch.setattr(file_identity, "_WHOLE", 1000)
    monkeypatch.setattr(file_identity, "_ENDS", 4096)
    monkeypatch.setattr(file_identity, "_BLOCK", 512)
    return recording


def other_samples(path):
    raw = path.read_bytes()
    path.write_bytes(raw[:20_000] + raw[:19_999:-1])


def other_header(path):
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"X")


@pytest.mark.parametrize("size", ["recording", "longer"])
def test_a_file_of_which_no_byte_changed_is_read_on(size, request, monkeypatch):
    path = request.getfixturevalue(size)
    night = open_night(path)
    expected = night.window(0, 30)["64Hz"].values
    for touch in UNCHANGED:
        before = path.stat().st_ctime_ns
        touch(path)
        assert path.stat().st_ctime_ns > before  # the system says that it changed
        np.testing.assert_array_equal(night.window(0, 30)["64Hz"].values, expected)
    check_unchanged(night)
    with monkeypatch.context() as counted:
        counted.setattr(file_identity, "_content", None)  # compared once, not at each read
        night.window(30, 60)
    written_with_its_time_set_back(path)  # the last byte
    with pytest.raises(FileChangedError, match="it was written to since"):
        night.window(0, 30)


@pytest.mark.parametrize("size", ["recording", "longer"])
@pytest.mark.parametrize("write", [other_samples, other_header])
def test_other_bytes_with_the_time_set_back_are_noticed_at_any_size(size, write, request):
    path = request.getfixturevalue(size)
    night, before = open_night(path), path.stat()
    write(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    other_permissions(path)
    with pytest.raises(FileChangedError, match="it was written to since"):
        night.window(0, 30)


def test_permissions_that_change_while_samples_are_read_take_none_away(recording, monkeypatch):
    night, fill = open_night(recording), RecordReader._fill

    def disturbed(self, at, buffer):
        fill(self, at, buffer)
        monkeypatch.setattr(RecordReader, "_fill", fill)
        other_permissions(recording)

    monkeypatch.setattr(RecordReader, "_fill", disturbed)
    assert night.window(0, 30)["64Hz"].size


def test_the_parts_of_a_long_file_lie_in_it_and_leave_no_twentieth_free():
    for size in (17 * 2**20, 200 * 10**6 + 7, 10**9 + 1):
        parts = file_identity._parts(size)
        ends = np.array([begin + length for begin, length in parts])
        begins = np.array([begin for begin, _ in parts])
        assert begins[0] == 0
        assert ends[-1] == size
        assert (begins[1:] >= ends[:-1]).all()
        assert (begins[1:] - ends[:-1]).max() < size / 20
        assert sum(length for _, length in parts) < 2 * 2**20  # read at every opening


def test_two_hundred_cuts_while_the_whole_night_is_read_leave_the_process_alive(tmp_path):
    script = """
import os, sys, threading
import numpy as np
from explorer.models.simulated_night import simulate_night
from explorer.io import open_night, write_edf
path = write_edf(simulate_night(1, hours=2, sampling_frequency=256), sys.argv[1])
size, raw, done = os.path.getsize(path), open(path, "rb").read(), threading.Event()
def read():
    while not done.is_set():
        try:
            open_night(path).samples(0, 7200)
        except (OSError, ValueError):
            pass
threads = [threading.Thread(target=read) for _ in range(2)]
[t.start() for t in threads]
for turn in range(200):
    os.truncate(path, 4096 + turn)
    with open(path, "r+b") as file:
        file.write(raw)
done.set()
[t.join() for t in threads]
print("alive")
"""
    found = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "night.edf")],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert (found.returncode, found.stdout.strip()) == (0, "alive"), found.stderr[-500:]


def test_nothing_of_the_users_is_mapped_into_memory():
    from pathlib import Path

    import explorer

    for file in Path(explorer.__file__).parent.rglob("*.py"):
        text = file.read_text("utf-8")
        assert "memmap" not in text, file
        assert "mmap_mode" not in text, file


# ---- recordings that MNE reads -----------------------------------------------------------------


@pytest.fixture
def brainvision(tmp_path):
    """Write a recording in three files."""
    frames = (np.arange(20_000, dtype="<i2") % 1000).tobytes()
    (tmp_path / "night.eeg").write_bytes(frames)
    (tmp_path / "night.vmrk").write_text(
        "Brain Vision Data Exchange Marker File, Version 1.0\n\n[Common Infos]\n"
        "DataFile=night.eeg\n\n[Marker Infos]\nMk1=New Segment,,1,1,0\n"
    )
    header = tmp_path / "night.vhdr"
    header.write_text(
        "Brain Vision Data Exchange Header File Version 1.0\n\n[Common Infos]\n"
        "DataFile=night.eeg\nMarkerFile=night.vmrk\nDataFormat=BINARY\n"
        "DataOrientation=MULTIPLEXED\nNumberOfChannels=2\nSamplingInterval=10000\n\n"
        "[Binary Infos]\nBinaryFormat=INT_16\n\n[Channel Infos]\nCh1=C3,,0.1,uV\nCh2=C4,,0.1,uV\n"
    )
    return header


@pytest.mark.parametrize("part", ["night.eeg", "night.vhdr", "night.vmrk"])
@pytest.mark.parametrize("change", [rewritten_in_place, replaced, cut, grown, removed])
def test_any_part_of_a_recording_in_several_files_that_changed_is_noticed(
    brainvision, part, change
):
    night = open_night(brainvision)
    night.window(0, 30)
    change(brainvision.with_name(part))
    with pytest.raises(FileChangedError, match=part):
        night.window(0, 30)


@pytest.mark.parametrize("part", ["night.eeg", "night.vhdr", "night.vmrk"])
def test_a_part_of_which_no_byte_changed_is_read_on(brainvision, part):
    night = open_night(brainvision)
    for touch in UNCHANGED:
        touch(brainvision.with_name(part))
        assert night.window(0, 30)["100Hz"].size


def test_a_part_that_changes_while_mne_reads_gives_no_samples(brainvision, monkeypatch):
    from explorer.io.mne_signals import MneArray

    night, read = open_night(brainvision), MneArray._read

    def disturbed(self, *given):
        found = read(self, *given)
        rewritten_in_place(brainvision.with_suffix(".eeg"))
        return found

    monkeypatch.setattr(MneArray, "_read", disturbed)
    with pytest.raises(FileChangedError):
        night.window(0, 30)


def test_a_split_fif_recording_is_watched_in_all_its_files(tmp_path):
    import mne

    info = mne.create_info(["C3", "C4"], 200.0, "eeg")
    raw = mne.io.RawArray(np.random.default_rng(0).normal(size=(2, 400_000)) * 1e-5, info)
    raw.save(tmp_path / "night_raw.fif", split_size="2MB", verbose="error")
    parts = sorted(tmp_path.glob("*.fif"))
    assert len(parts) > 1
    night = open_night(tmp_path / "night_raw.fif")
    rewritten_in_place(parts[1])
    with pytest.raises(FileChangedError, match=parts[1].name):
        night.window(0, 10)


# ---- names behind which there is no file -------------------------------------------------------


def a_pipe(path):
    os.mkfifo(path)


def a_socket(path):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


def a_folder(path):
    path.mkdir()


def a_device(path):
    path.symlink_to("/dev/zero")


SPECIAL = [a_pipe, a_socket, a_folder, a_device]


@pytest.mark.parametrize("make", SPECIAL)
@pytest.mark.parametrize("name", ["a.edf", "a.bdf", "a.txt", "a.csv", "a.xml", "a.vhdr", "a.fif"])
def test_what_is_no_file_is_refused_at_once_under_any_name(tmp_path, make, name):
    make(tmp_path / name)
    with pytest.raises((ValueError, OSError)):
        open_night(tmp_path / name)


@pytest.mark.parametrize("make", SPECIAL)
def test_what_is_no_file_but_named_like_a_hypnogram_is_passed_over(recording, make):
    for ending in (".txt", ".xml", "_hypnogram.csv"):
        make(recording.with_name(f"night{ending}"))
    assert open_night(recording).channels


@pytest.mark.parametrize("make", [a_pipe, a_socket, a_device])
@pytest.mark.parametrize("part", ["night.eeg", "night.vmrk"])
def test_a_part_that_is_no_file_is_refused_before_mne_waits_for_it(brainvision, make, part):
    brainvision.with_name(part).unlink()
    make(brainvision.with_name(part))
    with pytest.raises(ValueError, match=f"{part} beside it is a"):
        open_night(brainvision)


def test_a_pipe_put_in_place_between_look_and_opening_is_refused(recording, monkeypatch):
    look = os.stat

    def looked(path, *given, **named):
        found = look(path, *given, **named)
        if path == recording:
            monkeypatch.undo()
            became_a_pipe(recording)
        return found

    monkeypatch.setattr(os, "stat", looked)
    with pytest.raises(NoRegularFileError, match="a named pipe"):
        open_file(recording)


def test_a_folder_swapped_for_a_link_after_the_check_leads_nowhere(tmp_path, monkeypatch):
    from explorer.datasets.night_locations import NightLocation, loader_for
    from explorer.storage.settings import FOLDERS_VARIABLE

    inside, outside = tmp_path / "allowed" / "person", tmp_path / "outside"
    for folder in (inside, outside):
        folder.mkdir(parents=True)
        write_edf(simulate_night(1, hours=0.02, sampling_frequency=64), folder / "night.edf")
    monkeypatch.setenv(FOLDERS_VARIABLE, str(tmp_path / "allowed"))
    _, opening = loader_for(NightLocation("person/night.edf"))
    assert opening().channels
    shutil.rmtree(inside)
    inside.symlink_to(outside)
    with pytest.raises(PermissionError, match="outside the folders"):
        opening()
    with confined_to(tmp_path / "outside"), open_file(inside / "night.edf") as file:
        assert file.read(1)


def test_the_command_says_a_change_in_one_sentence(recording, capsys, monkeypatch):
    from explorer.cli.command_line import main
    from explorer.io.edf_records import RecordArray

    read = RecordArray._records
    channel = next(iter(open_night(recording).channels))

    def disturbed(self, rows, low, high):
        cut(recording)
        return read(self, rows, low, high)

    monkeypatch.setattr(RecordArray, "_records", disturbed)
    assert main(["spectrum", str(recording), "--channel", channel]) == 2
    said = capsys.readouterr().err
    assert "was cut from" in said
    assert said.count("\n") == 1
