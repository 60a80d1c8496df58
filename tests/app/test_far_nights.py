"""Nights by their address on the page: from allowed hosts, their overview, and what is asked."""

import gzip

import numpy as np
import pytest

from benchmarks.plain_recordings import recording
from benchmarks.range_server import RangeServer, serving
from explorer.app.launch import build_explorer
from explorer.app.permalink import read_link
from explorer.app.shell import Explorer
from explorer.datasets.dataset_catalogue import DATASETS
from explorer.render.night.provenance import describe_provenance
from explorer.storage.far import open_sources, ranges
from explorer.storage.far.http_connection import idle_connections
from explorer.storage.settings import CACHE_VARIABLE, HOSTS_VARIABLE

LONG = recording(channels=2, frequency=64, records=5400)
SHORT = recording(channels=2, frequency=64, records=300)


@pytest.fixture
def server(monkeypatch, tmp_path):
    """Serve recordings from a host that the page may ask."""
    monkeypatch.setattr(ranges, "PAUSES", (0.0,))
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    open_sources._open.clear()
    files = {
        "/long.edf": LONG,
        "/short.edf": SHORT,
        "/packed.edf.gz": gzip.compress(SHORT),
        "/stages.csv": b"onset,duration,stage\n0,150,W\n150,150,N2\n",
    }
    with serving(RangeServer(files)) as running:
        monkeypatch.setenv(HOSTS_VARIABLE, f"127.0.0.1:{running.port}")
        yield running
    idle_connections.close()


@pytest.fixture
def opened(half_hour, server):  # noqa: ARG001 it says which hosts are allowed
    """Make a page, and note what it tells the dialog."""
    page = Explorer(half_hour)
    told = []
    page.session.widget.send = lambda message, *_buffers: told.append(message)

    def ask(kind, **said):
        told.clear()
        page.session.widget._received(None, {"kind": kind, **said}, [])
        for worker in (page.night_manager.opener, page.analyser, page.overviewer):
            assert worker.wait(60)
        return [one["sentence"] for one in told if one["kind"] == "refused"]

    return page, ask


def test_a_night_is_opened_by_its_address_and_its_overview_is_what_is_shown(opened, server):
    page, ask = opened
    address = server.url + "/long.edf"
    assert str(server.port) in page.session.widget.about_hosts
    assert ask("open", path=address) == []
    assert page.night_manager.place.night == address
    assert page.night_manager.title == "long.edf"
    assert any("only an overview is read" in note for note in page.state.night.reader_notes)
    analysis = page.cache.analysis(page.state.analysis_channel, page.state.view)
    read = np.isfinite(analysis.density).all(axis=1)
    assert read.sum() == 64  # an epoch each; all between is blank, never zeros
    assert np.isnan(analysis.density[~read]).all()
    assert analysis.whole is None
    (pixels,) = page.spectrogram.image.data_source.data["image"]
    drawn = pixels.any(axis=0)
    assert drawn.sum() == np.isfinite(analysis.spectrogram).any(axis=0).sum() < drawn.size / 2
    assert page.spectrogram.mapper.low > 0  # what is not drawn shows the page
    assert "No events: of this far recording" in page.status.message
    page.session.write()
    assert read_link(page.session.widget.view).night == address
    assert f'explore("{address}"' in page.session.widget.cell
    (file,) = describe_provenance(page.session.view_now(""))["files"]
    assert (file["path"], file["bytes"], file["sha256"]) == (address, len(LONG), None)


def test_a_host_that_is_not_allowed_is_refused_by_dialog_and_by_link(opened, server, monkeypatch):
    page, ask = opened
    before = page.state.night
    for place in ("http://localhost:1/a.edf", "https://example.org/a.edf", "memory://a.edf"):
        (sentence,) = ask("open", path=place)
        assert "none of the hosts" in sentence or "a page opens addresses" in sentence
        ask("view", text=f"v1&night={place}")
        assert page.session.widget.notice
    monkeypatch.delenv(HOSTS_VARIABLE)
    (sentence,) = ask("open", path=server.url + "/long.edf")
    assert "this server opens no addresses" in sentence
    assert page.state.night is before
    assert not server.ranges


def test_what_is_only_read_whole_is_asked_for_with_its_size_and_fetched(opened, server):
    page, ask = opened
    (sentence,) = ask("open", path=server.url + "/packed.edf.gz")
    assert "all of it would be fetched" in sentence
    question = page.session.widget.question
    assert question["fetch"].startswith("fetch all of it, 0.")
    assert "fetch=True" not in question["sentence"]
    assert ask("answer", fetch="yes") == []
    assert page.state.night.duration == 300
    assert page.session.widget.question == {}


def test_a_hypnogram_by_its_address_and_all_of_a_recording(opened, server):
    page, ask = opened
    said = {"path": server.url + "/short.edf", "hypnogram": server.url + "/stages.csv"}
    assert ask("open", **said, whole=True) == []
    assert page.state.night.hypnogram.values.tolist() == [0] * 5 + [2] * 5
    assert any(one is None for one in server.ranges)  # fetched whole
    assert not any("overview" in note for note in page.state.night.reader_notes)


def test_a_notebook_opens_an_address_as_it_opens_a_path(server, monkeypatch):
    monkeypatch.delenv(HOSTS_VARIABLE)  # a person may give any
    page = build_explorer(server.url + "/short.edf")
    assert page.night_manager.title == "short.edf"
    assert page.night_manager.place.night == server.url + "/short.edf"
    assert page.state.night.duration == 300


def test_open_data_sets_stand_in_the_dialog_and_are_opened_from_allowed_hosts(opened):
    page, ask = opened
    rows = page.session.widget.datasets
    assert [row["name"] for row in rows] == [one.name for one in DATASETS]
    assert all(row["licence"] and row["citation"] for row in rows)
    assert all(bool(row["choices"]) != bool(row["advice"]) for row in rows)
    (sentence,) = ask("dataset", name="dod", night="")
    assert "from https://zenodo.org/records/15900394 fetch dodh.zip" in sentence
    (sentence,) = ask("dataset", name="hmc", night="SN001")
    assert "physionet.org is none of the hosts" in sentence
    (sentence,) = ask("dataset", name="hmc", night="SN014")
    assert "hmc has no night 'SN014'" in sentence
    assert ask("dataset", name="sleep-edf-st") == []
    assert page.night_manager.fetching.dialog.layout.display == ""
    assert page.night_manager.fetching.collection.value == "sleep-edf-st"
