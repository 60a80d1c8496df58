"""Open data sets by name: what is known of each, and where its nights lie."""

from urllib.parse import urlsplit

import pytest

from benchmarks.plain_recordings import recording
from benchmarks.range_server import RangeServer, serving
from explorer.cli.command_line import main
from explorer.datasets import open_data
from explorer.datasets.dataset_catalogue import DATASETS, STREAMED, dataset_named, table
from explorer.datasets.open_data import addresses_of, open_by_name
from explorer.datasets.open_hosts import HOSTS
from explorer.storage.far import open_sources
from explorer.storage.far.open_sources import check_allowed
from explorer.storage.far.urls import public_address, read_address
from explorer.storage.settings import CACHE_VARIABLE, HOSTS_VARIABLE


def test_each_set_has_licence_citation_page_scorers_and_nights():
    assert len({one.name for one in DATASETS}) == len(DATASETS)
    for row in table():
        assert all(value for key, value in row.items() if key != "advice"), row
        assert row["advice"] or dataset_named(row["name"]).nights
        assert "doi:" in row["citation"]
    counts = {one.name: len(one.nights) for one in DATASETS}
    assert (counts["boas"], counts["hmc"], counts["cap"]) == (128, 151, 108)


def test_every_night_that_is_read_where_it_lies_has_addresses_of_the_named_hosts(monkeypatch):
    monkeypatch.setenv(HOSTS_VARIABLE, ",".join(HOSTS))
    for one in DATASETS:
        if one.how == STREAMED:
            for night in one.nights:
                for place in addresses_of(one.name, night):
                    check_allowed(read_address(place))
                    assert str.__str__(public_address(read_address(place))).startswith("https://")


def test_a_name_that_is_none_is_answered_with_those_that_are():
    with pytest.raises(ValueError, match="no open data set 'mesa', expected one of sleep-edf-st"):
        open_by_name("mesa/1")
    with pytest.raises(ValueError, match="boas has 128 nights, 1 to 128; name one, such as boas/1"):
        open_by_name("boas")
    with pytest.raises(ValueError, match="hmc has no night 'SN014', has SN001 to SN154"):
        open_by_name("hmc/SN014")
    with pytest.raises(
        ValueError, match=r"dreams-subjects is not opened by name.*\(1\.0 GB in all\)"
    ):
        open_by_name("dreams-subjects")
    with pytest.raises(ValueError, match=r"from https://zenodo\.org/records/15900394 fetch dodh"):
        open_by_name("dod/1")
    with pytest.raises(ValueError, match="sleep-edf-st has no night '1-3'"):
        open_by_name("sleep-edf-st/1-3")


def test_a_night_is_opened_where_it_lies_with_its_licence(monkeypatch):
    asked = []
    monkeypatch.setattr(
        open_data, "open_night", lambda *places, **said: asked.append((places, said))
    )
    open_by_name("boas-headband/7", subject="7")
    ((recording, hypnogram), said) = asked[0]
    assert recording.endswith("sub-7_task-Sleep_acq-headband_eeg.edf")
    assert hypnogram.endswith("sub-7_task-Sleep_acq-psg_events.tsv")
    assert said == {"licence": "CC0", "subject": "7"}


def test_the_command_lists_what_needs_no_login(capsys):
    assert main(["fetch", "--list"]) == 0
    listed = capsys.readouterr().out
    assert all(one.name in listed and one.licence in listed for one in DATASETS)
    assert main(["fetch"]) == 2
    assert "--list says what more there is" in capsys.readouterr().err
    assert dataset_named("cap").licence == "ODC-By 1.0"


def test_a_night_of_each_set_opens_with_its_scorer_from_where_its_files_are_named(
    monkeypatch, tmp_path
):
    texts = {at: f"Sleep stage {'W' if at < 60 else 'N2'}" for at in range(0, 120, 30)}
    scored = recording(channels=1, frequency=1, records=120, texts=texts)
    epochs = range(4)
    boas = "".join(f"{30 * n}\t30\t{2 * (n > 1)}\t{2 * (n > 1)}\n" for n in epochs)
    cap = "".join(
        f"S{2 * (n > 1)}\t22:0{n // 2}:{30 * (n % 2):02d}\tSLEEP-S{2 * (n > 1)}\t30\n"
        for n in epochs
    )
    scorings = {
        ".edf": scored,
        ".tsv": f"onset\tduration\tstage_hum\tstage_ai\n{boas}".encode(),
        ".txt": (
            "RemLogic Event Export\nPatient:\tX 1\nRecording Date:\t01/01/2020\n\n"
            "Events Included:\nSLEEP-S0\nSLEEP-S2\n\n"
            f"Sleep Stage\tTime [hh:mm:ss]\tEvent\tDuration [s]\n{cap}"
        ).encode(),
    }
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    for one in [one for one in DATASETS if one.how == STREAMED]:
        night = one.nights[0]
        named = [public_address(read_address(at)) for at in addresses_of(one.name, night)]
        paths = [urlsplit(str.__str__(at)).path for at in named]
        files = {paths[0]: recording(records=120), paths[1]: scorings[named[1].suffix]}
        with serving(RangeServer(files)) as server, monkeypatch.context() as patch:
            here = tuple(server.url + path for path in paths)
            patch.setattr(open_data, "addresses_of", lambda _name, _night, here=here: here)
            opened = open_by_name(f"{one.name}/{night}")
        assert opened.attrs["licence"] == one.licence
        assert opened.hypnogram.values.tolist() == [0, 0, 2, 2], one.name
        open_sources._open.clear()
