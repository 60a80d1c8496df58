"""Far recordings: every sample that of the file, and no more requests than are needed."""

import pickle
import sys
from pathlib import Path

import numpy as np
import pytest

import explorer
from benchmarks.plain_recordings import recording
from explorer.io.far_opening import WholeFileError
from explorer.io.far_overview import bring, far_overview, overview_only
from explorer.storage.changed_files import FileChangedError
from explorer.storage.far import open_sources
from explorer.storage.far.http_connection import FarError
from explorer.storage.far.open_sources import open_source
from explorer.storage.far.urls import read_address

RECORDINGS = {
    "edf": recording(records=240),
    "bdf": recording(records=120, sample_bytes=3),
    "contiguous.edf": recording(records=700, texts={1: "Sleep stage N2", 690: "Sleep stage N3"}),
    "gaps.edf": recording(
        records=700, onsets=[i + 5 * (i > 300) + 7.5 * (i >= 600) for i in range(700)]
    ),
}
RECORDINGS["gaps marked contiguous.edf"] = RECORDINGS["gaps.edf"].replace(b"EDF+D", b"EDF+C", 1)


def both(server, tmp_path, raw, name="night.edf"):
    """Open the same recording by its path and by its address."""
    (tmp_path / name).write_bytes(raw)
    server.files[f"/{name}"] = raw
    return explorer.open_night(tmp_path / name), explorer.open_night(f"{server.url}/{name}")


@pytest.mark.parametrize("kind", RECORDINGS)
def test_every_sample_of_a_far_recording_is_that_of_the_file(kind, server, tmp_path):
    suffix = ".bdf" if kind == "bdf" else ".edf"
    here, far = both(server, tmp_path, RECORDINGS[kind], "night" + suffix)
    assert far.duration == here.duration
    assert list(far.channels) == list(here.channels)
    for start, stop in ((0, 30), (55.5, 61), (far.duration - 7, far.duration)):
        ours, theirs = far.samples(start, stop), here.samples(start, stop)
        for group in theirs:
            assert np.array_equal(ours[group], theirs[group], equal_nan=True)
    for group in here.signals:
        whole = far.signals[group]["signal"].values
        assert np.array_equal(whole, here.signals[group]["signal"].values, equal_nan=True)


def test_the_header_is_one_request_and_a_window_one_more(server):
    server.files["/night.edf"] = recording(records=2800)
    night = explorer.open_night(server.url + "/night.edf")
    assert len(server.ranges) == 1
    night.samples(1000, 1030)
    assert len(server.ranges) == 2
    assert server.sent < 300_000
    night.samples(1005, 1020)
    assert len(server.ranges) == 2  # it is here


def test_what_comes_next_is_read_ahead_once_a_hand_moves_one_way(server):
    server.files["/night.edf"] = recording(records=2800)
    night = explorer.open_night(server.url + "/night.edf")
    for start in (1000, 1030, 1060):
        night.samples(start, start + 30)
    source = open_source(read_address(server.url + "/night.edf"), only_allowed=False)
    for ahead in list(source._under_way.values()):
        ahead.result()
    count = len(server.ranges)
    assert count == 5
    night.samples(1090, 1110)
    assert max(last for _, last in server.ranges[:count]) > 2560 + 1110 * 4096


def test_a_recording_of_gaps_asks_few_of_its_records_when_they_begin(server, tmp_path):
    _, far = both(server, tmp_path, RECORDINGS["gaps.edf"])
    assert len(server.ranges) < 30
    assert any("2 gaps in the recording, 12.5 s in all" in note for note in far.reader_notes)


def test_what_is_left_unread_of_annotations_is_said(server, tmp_path):
    here, far = both(server, tmp_path, RECORDINGS["contiguous.edf"])
    (said,) = (note for note in far.reader_notes if "annotations inside" in note)
    assert "of 700; fetch=True or --fetch fetches all 2.9 MB" in said
    assert sorted(set(here.hypnogram.values.tolist())) == [-2, 2, 3]
    whole = explorer.open_night(server.url + "/night.edf", fetch=True)
    assert whole.hypnogram.equals(here.hypnogram)


def test_an_overview_is_one_request_a_stretch_and_tells_how_far_it_is(server):
    server.files["/night.edf"] = recording(channels=2, frequency=32, records=8 * 3600)
    night = explorer.open_night(server.url + "/night.edf")
    before, told = len(server.ranges), []
    found = far_overview(night, lambda done, of: told.append((done, of)))
    assert 62 < len(server.ranges) - before <= 64
    assert dict(found.sizes) == {"channel": 2, "stretch": 64}
    assert found.arrived.all()
    assert told[0] == (0, 64)
    assert told[-1] == (64, 64)
    onset = float(found.onset[5])
    (samples,) = night.samples(onset, onset + 32).values()
    assert found.lowest[:, 5].values == pytest.approx(samples.min(axis=1))
    with overview_only(night):
        whole = night.signal("C3-M2").values
    arrived = np.isfinite(whole).reshape(-1, 32).all(axis=1)
    assert arrived.sum() == 64 * 32
    assert np.isnan(whole[: 32 * 100]).all()  # before the first stretch: never zeros


def test_a_part_of_the_overview_that_does_not_arrive_is_nan(server):
    server.files["/night.edf"] = recording(channels=2, frequency=32, records=8 * 3600)
    night = explorer.open_night(server.url + "/night.edf")
    server.fault = lambda running, handler, _number: (
        handler.wanted[0] > 2_000_000 and not running.answer(handler, 500)
    )
    found = far_overview(night)
    assert 0 < found.arrived.sum() < 64
    assert np.isnan(found.rms[:, ~found.arrived.values]).all()
    assert np.isfinite(found.rms[:, found.arrived.values]).all()


def test_stretches_are_brought_together(server):
    server.files["/night.edf"] = recording(records=2800)
    night = explorer.open_night(server.url + "/night.edf")
    bring(night, np.linspace(0, 2700, 10), 4.0)
    count = len(server.ranges)
    assert count <= 11
    for start in np.linspace(0, 2700, 10):
        night.samples(start, start + 4)
    assert len(server.ranges) == count


def test_samples_of_a_far_recording_go_to_another_process_as_its_address(server):
    server.files["/night.edf"] = recording(records=60)
    night = explorer.open_night(server.url + "/night.edf")
    array = night.signals["256Hz"]["signal"].variable._data.array
    again = pickle.loads(pickle.dumps(array))
    assert again.path == f"{server.url}/night.edf"
    assert np.array_equal(again.read([0], 0, 100), array.read([0], 0, 100))


def test_a_file_that_changes_on_the_server_is_not_mixed_with_what_it_was(server):
    server.files["/night.edf"] = recording(records=600)
    night = explorer.open_night(server.url + "/night.edf")
    server.files["/night.edf"] = recording(records=600, seed=2)
    server.tag = '"2"'
    with pytest.raises(FileChangedError, match=r"night\.edf: .*changed on the server since"):
        night.samples(300, 330)
    anew = explorer.open_night(server.url + "/night.edf")
    assert anew.samples(300, 330)
    with pytest.raises(FileChangedError, match="another file has taken its place"):
        night.samples(300, 330)


@pytest.mark.parametrize("name", ["night.edf.gz", "night.vhdr", "night.xyz"])
def test_what_is_not_read_in_parts_is_fetched_after_its_size_was_said(name, server):
    import gzip

    server.files["/" + name] = gzip.compress(RECORDINGS["edf"])
    size = len(server.files["/" + name]) / 1e6
    with pytest.raises(WholeFileError, match=rf"{size:.1f} MB; fetch=True fetches it") as asked:
        explorer.open_night(f"{server.url}/{name}")
    assert asked.value.size == len(server.files["/" + name])
    assert server.sent < 200_000


def test_a_packed_recording_is_fetched_unpacked_and_opened(server, tmp_path):
    import gzip

    here, _ = both(server, tmp_path, RECORDINGS["edf"])
    server.files["/packed.edf.gz"] = gzip.compress(RECORDINGS["edf"])
    night = explorer.open_night(server.url + "/packed.edf.gz", fetch=True)
    assert np.array_equal(night.signal("C3-M2").values, here.signal("C3-M2").values)
    assert night.attrs["source"] == "packed.edf"


def test_a_server_without_ranges_is_said_with_the_size_and_fetched_whole(server):
    raw = server.files["/night.edf"] = RECORDINGS["edf"]
    server.fault = lambda running, handler, _number: not running.answer(handler, 200, raw)
    with pytest.raises(WholeFileError, match=r"gives no parts of it, .* 1\.0 MB"):
        explorer.open_night(server.url + "/night.edf")
    night = explorer.open_night(server.url + "/night.edf", fetch=True)
    assert night.duration == 240


def test_a_scorers_file_may_lie_far_too(server):
    server.files["/night.edf"] = recording(records=120)
    server.files["/stages.csv"] = b"onset,duration,stage\n0,60,W\n60,60,N2\n"
    night = explorer.open_night(server.url + "/night.edf", server.url + "/stages.csv")
    assert night.hypnogram.values.tolist() == [0, 0, 2, 2]
    assert night.attrs["hypnogram_source"] == "stages.csv"


def test_a_path_that_pathlib_made_of_an_address_is_one_again(server):
    server.files["/a folder/night.edf"] = server.files["/a%20folder/night.edf"] = recording()
    night = explorer.open_night(Path(f"{server.url}/a folder/night.edf"))
    assert night.attrs["source"] == "night.edf"


def test_any_filesystem_of_fsspec_is_read_by_ranges(tmp_path):
    from fsspec.implementations.memory import MemoryFileSystem

    raw = RECORDINGS["edf"]
    MemoryFileSystem.store.clear()
    MemoryFileSystem().pipe_file("/nights/night.edf", raw)
    (tmp_path / "night.edf").write_bytes(raw)
    here = explorer.open_night(tmp_path / "night.edf")
    for address in ("memory://nights/night.edf", (tmp_path / "night.edf").as_uri()):
        night = explorer.open_night(address)
        assert np.array_equal(night.signal("C3-M2").values, here.signal("C3-M2").values)
    with pytest.raises(OSError, match=r"memory://nights/other\.edf: there is no such file"):
        explorer.open_night("memory://nights/other.edf")
    MemoryFileSystem.store.clear()


@pytest.mark.parametrize(
    ("address", "package"),
    [
        ("az://nights/night.edf", "adlfs"),
        ("abfs://nights@account.dfs.core.windows.net/night.edf", "adlfs"),
        ("sftp://host/night.edf", "paramiko"),
        ("gs://nights/night.edf", "gcsfs"),
        ("simplecache::gs://nights/night.edf", "gcsfs"),
    ],
)
def test_an_address_whose_driver_is_missing_says_what_to_install(address, package, monkeypatch):
    for name in ("adlfs", "paramiko", "gcsfs"):
        monkeypatch.setitem(sys.modules, name, None)
    # As where it is installed, and what it needs in turn is not: a public bucket needs none.
    monkeypatch.setattr(open_sources, "find_spec", lambda _name: object())
    with pytest.raises(OSError, match=rf"is not installed; pip install {package}, beside") as told:
        explorer.open_night(address)
    assert "\n" not in str(told.value)


def test_a_bucket_that_lets_nobody_in_says_what_reads_it_with_a_login(monkeypatch):
    def refused(address, **_said):
        raise FarError(f"{address}: the server does not let it be read (403)")

    monkeypatch.setattr(open_sources, "HttpRanges", refused)
    monkeypatch.setattr(open_sources, "find_spec", lambda _name: None)
    with pytest.raises(OSError, match=r"\(403\); .*with a login gcsfs reads gs://.*install gcsfs"):
        explorer.open_night("gs://nights/night.edf")


def test_fetching_is_said_of_addresses_only(tmp_path):
    (tmp_path / "night.edf").write_bytes(RECORDINGS["edf"])
    with pytest.raises(ValueError, match="fetch= and storage_options= are said of addresses"):
        explorer.open_night(tmp_path / "night.edf", fetch=True)
