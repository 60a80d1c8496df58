"""Open data sets by name: what is known of each, and where its nights lie."""

import pytest

from explorer.cli.command_line import main
from explorer.datasets import catalogue
from explorer.datasets.catalogue import (
    DATASETS,
    HOSTS,
    STREAMED,
    addresses_of,
    dataset_named,
    open_by_name,
    table,
)
from explorer.storage.far.addresses import public_address, read_address
from explorer.storage.far.open_sources import check_allowed
from explorer.storage.settings import HOSTS_VARIABLE


def test_each_set_has_licence_citation_page_scorers_and_nights():
    assert len({one.name for one in DATASETS}) == len(DATASETS)
    for row in table():
        assert all(row.values()), row
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
    with pytest.raises(ValueError, match="sleep-edf-st has no night '1-3'"):
        open_by_name("sleep-edf-st/1-3")


def test_a_night_is_opened_where_it_lies_with_its_licence(monkeypatch):
    asked = []
    monkeypatch.setattr(
        catalogue, "open_night", lambda *places, **said: asked.append((places, said))
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
