"""The commands `events` and `spectrum`: real files in, tables out, one sentence where refused."""

import csv
import io
import json
import shutil

import numpy as np
import pytest

from explorer.analysis.event_search import detection_for
from explorer.app.state import ExplorerState
from explorer.cli.command_line import main
from explorer.detectors.detector_catalogue import find_detector
from explorer.io import open_night, write_edf
from explorer.models.simulated_night import simulate_night
from explorer.night.night import Night
from explorer.night.schema import make_signals
from explorer.vocabulary.bands import BANDS


@pytest.fixture(scope="module")
def excerpt3(shared_data):
    return shared_data / "dreams-spindles" / "excerpt3.edf"


@pytest.fixture(scope="module")
def sleep_edf(shared_data):
    return shared_data / "psg-excerpts" / "sleep_edf_SC4001_first_5_min.edf"


def channel_of(path, capsys):
    main(["info", str(path), "--json"])
    channels = json.loads(capsys.readouterr().out)["channels"]
    return next(channel["name"] for channel in channels if channel["kind"] == "EEG")


def test_spindles_come_as_a_table(excerpt3, capsys):
    assert main(["events", str(excerpt3), "--channel", "C3-A1", "--kind", "spindle", "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert list(rows[0])[:4] == ["onset", "duration", "kind", "channel"]
    assert 30 < len(rows) < 50  # the expert who marked throughout has 44
    assert all(0 <= float(row["onset"]) < 1800 for row in rows)
    assert {row["stage"] for row in rows} <= {"N2", "N3"}


def test_without_a_hypnogram_it_is_said_where_was_searched(excerpt3, tmp_path, capsys):
    alone = shutil.copy(excerpt3, tmp_path / "alone.edf")
    assert main(["events", str(alone), "--channel", "C3-A1", "--kind", "spindle"]) == 0
    assert "no hypnogram: searched everything that is not an artefact" in capsys.readouterr().err


def test_a_person_is_told_how_many(sleep_edf, capsys):
    name = channel_of(sleep_edf, capsys)
    assert main(["events", str(sleep_edf), "--channel", name, "--kind", "slow_wave"]) == 0
    assert "events" in capsys.readouterr().out


def test_a_band_that_sampling_cuts_is_named_by_its_real_edges(tmp_path, capsys):
    samples = np.random.default_rng(1).normal(0, 20, (1, 15_000)).astype(np.float32)
    signals = make_signals(samples, 50.0, ["C4-M1"], ["EEG"], ["uV"])
    path = tmp_path / "slow.edf"
    write_edf(Night.make({"50Hz": signals}, {}), path)
    assert main(["spectrum", str(path)]) == 0
    said = capsys.readouterr().out
    assert "beta 16-25 Hz" in said
    assert "broad 0.3-25 Hz" in said
    assert "sigma 11-16 Hz" in said
    assert "note: beta is cut at 25 Hz" in said
    assert "sigma is cut" not in said
    assert main(["spectrum", str(path), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["bands"]["beta"] == [16, 25]
    assert list(facts["bands"]) == list(facts["stages"]["all"]["band_power"])


def test_channels_whose_names_say_nothing_are_analysed_as_on_the_page_and_said_so(tmp_path, capsys):
    samples = np.random.default_rng(1).normal(0, 20, (2, 15_000)).astype(np.float32)
    signals = make_signals(samples, 100.0, ["Ch 1", "Ch 2"], ["other"] * 2, ["uV"] * 2)
    path = tmp_path / "unnamed.edf"
    write_edf(Night.make({"100Hz": signals}, {}), path)
    night = open_night(path)
    shown = ExplorerState(night=night).analysis_channel
    wanted = f"channel '{shown}': analysed, as no channel says that it is an EEG"
    assert any(wanted in entry.sentence for entry in night.account)
    for command in (["spectrum", str(path)], ["events", str(path), "--kind", "artefact"]):
        assert main(command) == 0
        assert wanted in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--kind", "sneeze"], "unknown kind 'sneeze'"),
        (["--kind", "spindle", "--rule", "none"], "no rule 'none'"),
        (["--kind", "rapid_eye_movement"], "need 2 channels"),
        (["--kind", "spindle", "--rule", "yasa"], "does not fit a sampling frequency of 50 Hz"),
    ],
)
def test_what_cannot_be_found_is_refused_in_one_sentence(arguments, words, excerpt3, capsys):
    name = channel_of(excerpt3, capsys)
    assert main(["events", str(excerpt3), "--channel", name, *arguments]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


def test_an_unknown_channel_is_refused(excerpt3, capsys):
    assert main(["spectrum", str(excerpt3), "--channel", "nothing", "--json"]) == 2
    assert "'nothing' is no channel or electrode of this night" in capsys.readouterr().err


def test_a_channel_may_be_derived_and_is_the_difference_of_its_parts(tmp_path, capsys):
    night = simulate_night(seed=6, hours=0.2, sampling_frequency=64)
    path = tmp_path / "night.edf"
    write_edf(night, path)
    assert main(["spectrum", str(path), "--channel", "f4-c4", "--json"]) == 0
    derived = json.loads(capsys.readouterr().out)
    assert derived["channel"] == "F4-C4"
    f4, c4 = (night.signal(name).values for name in ("F4-M1", "C4-M1"))
    eeg = make_signals((f4 - c4)[None], 64.0, ["F4-C4"], ["EEG"], ["uV"])
    write_edf(Night.make({"64Hz": eeg}, {"s": night.hypnogram}), tmp_path / "made.edf")
    assert main(["spectrum", str(tmp_path / "made.edf"), "--channel", "F4-C4", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["stages"].keys() == derived["stages"].keys()
    for stage, found in made["stages"].items():
        wanted = derived["stages"][stage]["band_power"]
        assert found["band_power"] == pytest.approx(wanted, rel=0.02)


def test_a_spectrum_comes_as_json(sleep_edf, capsys):
    name = channel_of(sleep_edf, capsys)
    assert main(["spectrum", str(sleep_edf), "--channel", name, "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["frequency"][1] == 0.25
    whole = facts["stages"]["all"]
    assert len(whole["density"]) == len(facts["frequency"])
    assert 0 < whole["epochs"] <= 10
    assert whole["band_power"]["delta"] > 0
    assert main(["spectrum", str(sleep_edf), "--channel", name]) == 0
    assert "delta" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["events", "--kind", "spindle"], "'a7 aasm': an edge at 15.75 Hz does not fit"),
        (["events", "--kind", "slow_wave"], "'yasa': an edge at 1.5 Hz does not fit"),
        (["spectrum"], "is sampled at 1 Hz, a spectrum of sleep needs 20 Hz or more"),
    ],
)
def test_a_channel_sampled_once_a_second_is_refused(arguments, words, sleep_edf, capsys):
    command, *rest = arguments
    assert main([command, str(sleep_edf), "--channel", "EMG submental", *rest]) == 2
    assert words in capsys.readouterr().err


def test_the_default_rule_is_named_and_is_the_page_s(excerpt3, capsys):
    assert main(["events", str(excerpt3), "--channel", "C3-A1", "--kind", "spindle"]) == 0
    assert "events by the rule 'a7 aasm': Lacourse" in capsys.readouterr().out
    by_the_band = detection_for(next(band for band in BANDS if band.name == "sigma"))
    assert find_detector("spindle").rule == by_the_band.rule.name == "a7 aasm"


def test_a_search_that_searched_nothing_says_so(tmp_path, capsys):
    samples = np.full((1, 6000), 7, np.float32)
    signals = make_signals(samples, 100.0, ["C4-M1"], ["EEG"], ["uV"])
    write_edf(Night.make({"100Hz": signals}, {}), tmp_path / "flat.edf")
    for more in ([], ["--csv"]):
        assert main(["events", str(tmp_path / "flat.edf"), "--kind", "spindle", *more]) == 0
        said = capsys.readouterr()
        assert "nothing was searched: the channel is flat" in said.out + said.err
        assert "0 events" not in said.out
