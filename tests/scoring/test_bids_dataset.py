"""A scoring as a BIDS derivatives data set: valid by the standard's own validator."""

import csv
import json
import subprocess
import sys

import numpy as np
import pytest

from explorer.cli.command_line import main
from explorer.io import open_night, write_edf
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_events
from explorer.scoring.bids_dataset import bids_dataset, bids_entities
from explorer.scoring.scored_night import Scored
from explorer.storage.settings import SCORINGS_VARIABLE

EVERY = ["W", "N1", "N2", "N3", "REM", "ARTEFACT", "UNSCORED", "N2"]
MARKS = [
    {"onset": 31.25, "duration": 0.75, "kind": "spindle", "channel": "C4-M1", "source": "me"},
    {"onset": 62.0, "duration": 12.5, "kind": "=odd <kind>", "channel": "", "source": "me"},
]


def night_of(**attrs):
    hypnogram = make_hypnogram(EVERY)
    return Night.make({}, {"me": hypnogram}, make_events(MARKS), **attrs)


def scored(**attrs):
    night = night_of(**attrs)
    return Scored(night, night.hypnogram, MARKS)


def validate(folder):
    """Errors that the standard's validator finds."""
    pytest.importorskip("bids_validator_deno")
    command = "import bids_validator_deno; bids_validator_deno.cli()"
    done = subprocess.run(
        [sys.executable, "-c", command, "--format", "json", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    issues = json.loads(done.stdout)["issues"]["issues"]
    return [issue for issue in issues if issue["severity"] == "error"]


def write(files, folder):
    for path, raw in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(raw)


def test_the_validator_finds_no_error(tmp_path):
    files = {}
    for attrs in (
        {},
        {"subject": "S-1 (Zoë)", "night": "2", "age": 93.0, "sex": "F", "lights_off": 12.5},
        {"source": "sub-03_ses-b_task-nap_eeg.edf", "simulated": True},
    ):
        whole = ("dataset_description.json", "participants.tsv")
        files |= bids_dataset(scored(**attrs), before={k: files[k] for k in whole if k in files})
    write(files, tmp_path)
    assert sum(path.endswith("_events.tsv") for path in files) == 3
    assert "sub-S1Zo\t89+\tF" in files["participants.tsv"].decode()
    assert validate(tmp_path) == []


def test_the_validator_is_asked(tmp_path):
    files = bids_dataset(scored())
    del files["dataset_description.json"]
    write(files, tmp_path)
    assert validate(tmp_path)


def test_every_word_of_the_table_has_its_meaning():
    files = bids_dataset(scored(lights_on=200.0))
    (table,) = (raw for path, raw in files.items() if path.endswith("_events.tsv"))
    (sidecar,) = (raw for path, raw in files.items() if path.endswith("_events.json"))
    words = {
        row["trial_type"] for row in csv.DictReader(table.decode().splitlines(), delimiter="\t")
    }
    levels = json.loads(sidecar)["trial_type"]["Levels"]
    assert words <= set(levels)
    assert {"Sleep stage N3", "Sleep stage ?", "Lights on", "spindle"} <= set(levels)
    description = json.loads(files["dataset_description.json"])
    assert description["DatasetType"] == "derivative"
    assert description["GeneratedBy"][0]["Name"] == "Sleep Architecture Explorer"


def test_a_simulated_night_is_said_to_be_one():
    files = bids_dataset(scored(simulated=True))
    assert "simulated" in json.loads(files["dataset_description.json"])["Name"]
    (sidecar,) = (raw for path, raw in files.items() if path.endswith("_events.json"))
    assert "simulated" in json.loads(sidecar)["trial_type"]["Description"]


def test_a_night_is_named_by_its_file_or_its_subject():
    assert bids_entities(night_of(source="sub-03_task-rest_run-2_eeg.set")) == {
        **{"sub": "03", "task": "rest", "run": "2"}
    }
    assert bids_entities(night_of(subject="A_1", source="x.edf"))["sub"] == "A1"
    assert bids_entities(night_of())["sub"] == "01"


@pytest.fixture
def file(short_night, tmp_path, monkeypatch):
    monkeypatch.setenv(SCORINGS_VARIABLE, str(tmp_path / "scorings"))
    return write_edf(short_night, tmp_path / "night.edf")


def test_the_command_writes_a_data_set_and_adds_nights_to_it(file, tmp_path, capsys):
    out = tmp_path / "derivatives"
    second = file.rename(tmp_path / "sub-2_task-sleep_eeg.edf")
    assert main(["export", str(second), "--format", "bids", "--out", str(out)]) == 0
    third = second.rename(tmp_path / "sub-3_ses-a_task-sleep_eeg.edf")
    assert main(["export", str(third), "--format", "bids", "--out", str(out)]) == 0
    rows = (out / "participants.tsv").read_text().splitlines()
    assert [row.split("\t")[0] for row in rows] == ["participant_id", "sub-2", "sub-3"]
    assert validate(out) == []
    table = out / "sub-3/ses-a/eeg/sub-3_ses-a_task-sleep_events.tsv"
    np.testing.assert_array_equal(
        open_night(table).hypnogram.values, open_night(third).hypnogram.values
    )
    assert main(["export", str(third), "--format", "bids", "--out", str(out)]) == 2
    assert "this night is there already" in capsys.readouterr().err


def test_a_folder_of_something_else_is_left_alone(file, tmp_path, capsys):
    other = tmp_path / "photos"
    other.mkdir()
    (other / "a.jpg").write_text("x")
    assert main(["export", str(file), "--format", "bids", "--out", str(other)]) == 2
    assert "something else is there" in capsys.readouterr().err
    assert [path.name for path in other.iterdir()] == ["a.jpg"]


def hed_errors(folder):
    """Errors that HED's own tools find in the data set: its tags and where they stand."""
    pytest.importorskip("hed")
    from hed.models import Sidecar, TabularInput
    from hed.schema import load_schema_version

    description = json.loads((folder / "dataset_description.json").read_bytes())
    schema = load_schema_version(description["HEDVersion"])
    found = []
    for table in sorted(folder.rglob("*_events.tsv")):
        sidecar = Sidecar(str(table.with_suffix(".json")))
        found += sidecar.validate(schema)
        found += TabularInput(str(table), sidecar=sidecar).validate(schema)
    return [issue for issue in found if issue["severity"] == 1]


def test_heds_own_tools_find_no_error_in_any_tag(tmp_path):
    kinds = [
        "spindle",
        "K-complex",
        "sawtooth",
        "vertex wave",
        "arousal",
        "my own kind",
        "slow wave",
    ]
    marks = [
        {"onset": 31.0 + k, "duration": 0.5, "kind": kind, "channel": "C4-M1", "source": "me"}
        for k, kind in enumerate(kinds)
    ]
    night = night_of()
    write(bids_dataset(Scored(night, night.hypnogram, marks)), tmp_path)
    (sidecar,) = tmp_path.rglob("*_events.json")
    tags = json.loads(sidecar.read_bytes())["trial_type"]["HED"]
    assert {"spindle", "K-complex", "sawtooth", "vertex wave", "arousal"} < set(tags)
    assert hed_errors(tmp_path) == []
    sidecar.write_bytes(sidecar.read_bytes().replace(b"Saw-tooth-waves", b"Saw-teeth"))
    assert {issue["code"] for issue in hed_errors(tmp_path)} == {"TAG_INVALID"}
