"""``sleep-explorer stats`` as a reader of the terminal or of its JSON meets it."""

import csv
import io
import json

import numpy as np
import pytest

from explorer import metrics
from explorer.analysis.observed_night import observed_night
from explorer.cli.command_line import main
from explorer.io import open_night, read_hypnogram, write_edf
from explorer.metrics.heart_course import heart_course
from explorer.models.simulated_night import simulate_night
from explorer.night.night import Night
from explorer.night.schema import make_events, make_signals
from explorer.render.number_format import number
from explorer.study.signal_measures import night_metrics

# Names that say their variant or unit: scripts may rely on these.
NAMED = {
    *("TIB", "SPT", "TST", "WASO_SPT", "WASO_AASM", "SE", "SME", "SOL", "SOL_5min", "SOL_10min"),
    *("REM_latency_lights_off", "REM_latency_sleep_onset"),
    *("N1_min", "N2_min", "N3_min", "REM_min", "W_min", "N1_pct", "N2_pct", "N3_pct", "REM_pct"),
    *("SFI_W", "SFI_W_N1", "SFI_lighter", "stage_shift_index", "awakenings"),
    *("cycles_feinberg_floyd", "cycles_luna", "cycles_aeschbach", "TI_S", "TI_S3", "TI_RNR"),
    *("N3_bouts", "N3_bout_mean", "N3_bout_max", "entropy_rate", "LZ76"),
}


@pytest.fixture
def hypnogram_file(tmp_path):
    file = tmp_path / "night.txt"
    file.write_text("\n".join(["W"] * 20 + ["N2"] * 40 + ["W"] * 2 + ["N3"] * 18 + ["W"] * 20))
    return file


def unknown_words(rows):
    """Make a recording whose scorer's words stand among its annotations."""
    samples = np.random.default_rng(1).normal(0, 20, (1, 60_000)).astype(np.float32)
    signals = make_signals(samples, 100.0, ["C4-M1"], ["EEG"], ["uV"])
    events = [
        {"onset": onset, "duration": lasting, "kind": word, "channel": "", "source": "scorer"}
        for onset, lasting, word in rows
    ]
    return Night.make({"100Hz": signals}, events=make_events(events))


def numbers_of(capsys, *arguments):
    assert main(["stats", *map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_text_has_the_pages_digits_and_tells_rates_a_minute_apart(hypnogram_file, capsys):
    found = numbers_of(capsys, "--hypnogram", hypnogram_file)["metrics"]
    assert main(["stats", "--hypnogram", str(hypnogram_file)]) == 0
    rows = {cells[0]: cells[1] for line in capsys.readouterr().out.splitlines()
            if len(cells := line.split()) > 1}  # fmt: skip
    for one in found.values():
        symbol, decimals = one["symbol"], metrics.metric(one["symbol"]).decimals
        value = float("nan") if one["value"] is None else one["value"]
        assert rows[symbol] == number(value, decimals)
    assert rows["TI_S3"] == "0.133"  # four transitions in 30 min
    assert len(rows["LZ76"]) == len("0.253")


def test_the_json_has_every_metric_with_unit_and_title(hypnogram_file, capsys):
    found = numbers_of(capsys, "--hypnogram", hypnogram_file)
    assert set(found) == {"metrics", "notes"}
    assert set(found["metrics"]) == {row.name for row in metrics.METRICS.values()}
    assert set(found["metrics"]) >= NAMED
    assert found["metrics"]["TST"] == {
        "symbol": "TST", "value": 29.0, "units": "min", "title": "total sleep time",
    }  # fmt: skip


def test_what_cannot_be_said_is_null(hypnogram_file, capsys):
    found = numbers_of(capsys, "--hypnogram", hypnogram_file)["metrics"]
    assert found["REM_latency_lights_off"]["value"] is None
    assert found["REM_min"]["value"] == 0


def test_numbers_are_not_rounded(shared_data, capsys):
    file = next((shared_data / "dod" / "dodh" / "scorer_2").glob("*.json"))
    found = numbers_of(capsys, "--hypnogram", file)["metrics"]
    table = metrics.table(read_hypnogram(file)["stage"].isel(scorer=0))
    for symbol, row in found.items():
        value = np.nan if row["value"] is None else row["value"]
        assert np.array_equal(value, float(table[symbol]), equal_nan=True)


def test_without_lights_the_page_says_that_everything_is_time_in_bed(hypnogram_file, capsys):
    found = numbers_of(capsys, "--hypnogram", hypnogram_file)
    assert any("whole hypnogram is time in bed" in note for note in found["notes"])


def test_lights_bound_time_in_bed(hypnogram_file, capsys):
    arguments = ("--lights-off", 300, "--lights-on", 2700)
    found = numbers_of(capsys, "--hypnogram", hypnogram_file, *arguments)
    assert found["metrics"]["TIB"]["value"] == 40
    assert found["metrics"]["SOL"]["value"] == 5
    assert not any("time in bed" in note for note in found["notes"])


@pytest.mark.parametrize(
    ("option", "text", "words"),
    [
        ("--lights-off", "nan", "--lights-off must be in s, or a clock time HH:MM:SS, is 'nan'"),
        ("--lights-on", "inf", "--lights-on must be in s"),
        ("--lights-off", "23.55", "write 23:55 for the time, or 23.550 for seconds"),
        ("--lights-on", "7.05", "may be the time 7:05 or 7.05 s from the start"),
        ("--lights-off", "1e9", "--lights-off 1e9 lies outside the hypnogram, 0 to 3000 s"),
        ("--lights-on", "0", "--lights-on 0 lies outside the hypnogram"),
    ],
)
def test_lights_that_leave_no_night_are_refused(hypnogram_file, capsys, option, text, words):
    assert main(["stats", "--hypnogram", str(hypnogram_file), option, text]) == 2
    assert words in capsys.readouterr().err


def test_a_clock_time_needs_a_start(hypnogram_file, capsys):
    arguments = ["stats", "--hypnogram", str(hypnogram_file), "--lights-off", "23:00:00"]
    assert main(arguments) == 2
    assert "does not say when the recording began" in capsys.readouterr().err


def test_clock_times_count_from_the_start_of_the_recording(shared_data, capsys):
    file = shared_data / "edf-hypnograms" / "HMC_SN001_sleepscoring.edf"
    start = np.datetime64(read_hypnogram(file).attrs["start"])
    clock = str((start + np.timedelta64(3600, "s")).astype("datetime64[s]"))[-8:]
    found = numbers_of(capsys, "--hypnogram", file, "--lights-off", clock)
    same = numbers_of(capsys, "--hypnogram", file, "--lights-off", 3600)
    assert found == same


@pytest.mark.parametrize("text", ["noon", "25:00:00", "12:61"])
def test_what_is_no_time_is_refused(hypnogram_file, capsys, text):
    assert main(["stats", "--hypnogram", str(hypnogram_file), "--lights-on", text]) == 2
    assert "--lights-on must be in s" in capsys.readouterr().err


def test_several_scorers_are_said_and_one_can_be_chosen(shared_data, capsys):
    file = shared_data / "boas" / "sub-1_task-Sleep_acq-psg_events.tsv"
    scorers = read_hypnogram(file).scorer.values.tolist()
    found = numbers_of(capsys, "--hypnogram", file)
    assert any(scorers[0] in note for note in found["notes"])
    second = numbers_of(capsys, "--hypnogram", file, "--scorer", scorers[1])
    values = [answer["metrics"]["N2_min"]["value"] for answer in (found, second)]
    assert found["metrics"]["N2_min"]["range_over_scorers"] == sorted(values)
    assert main(["stats", "--hypnogram", str(file)]) == 0
    assert f"{min(values):.1f} to {max(values):.1f}" in capsys.readouterr().out
    assert second["metrics"] != found["metrics"]
    assert main(["stats", "--hypnogram", str(file), "--scorer", "nobody"]) == 2
    assert "expected one of" in capsys.readouterr().err


def test_a_long_recording_gets_a_proposal_that_is_not_applied(shared_data, capsys):
    folder = shared_data / "sleep-edf-hypnograms"
    file = next(iter(sorted(folder.glob("sub-cassette00/**/*_events.tsv"))))
    found = numbers_of(capsys, "--hypnogram", file)
    assert found["metrics"]["TIB"]["value"] > 14 * 60
    (note,) = (note for note in found["notes"] if "--lights-off" in note)
    words = note.split()
    lights = [words[words.index(name) + 1] for name in ("--lights-off", "--lights-on")]
    applied = numbers_of(
        capsys, "--hypnogram", file, "--lights-off", lights[0], "--lights-on", lights[1]
    )
    assert applied["metrics"]["TIB"]["value"] < 14 * 60


def test_the_table_for_people_has_groups_and_units(hypnogram_file, capsys):
    assert main(["stats", "--hypnogram", str(hypnogram_file)]) == 0
    text = capsys.readouterr().out
    assert all(group in text for group in metrics.GROUPS[:3])
    assert not set(metrics.GROUPS[3:]) & set(text.splitlines())  # nothing was marked or measured
    assert "total sleep time" in text
    assert "nan " not in text


def test_one_group_alone_can_be_had(hypnogram_file, capsys):
    found = numbers_of(capsys, "--hypnogram", hypnogram_file, "--group", "quality")
    assert set(found["metrics"]) == {
        name for name, row in metrics.METRICS.items() if row.group == "quality"
    }


def test_a_number_stands_once_under_its_name_with_its_symbol_beside_it(hypnogram_file, capsys):
    found = numbers_of(capsys, "--hypnogram", hypnogram_file)["metrics"]
    for name, symbol in metrics.SCRIPT_NAMES.items():
        assert symbol not in found
        assert found[name]["symbol"] == symbol
    assert found["N3_min"] == {
        "symbol": "N3", "value": 9.0, "units": "min", "title": "minutes of N3",
    }  # fmt: skip


def test_a_definition_can_be_chosen_and_is_said(hypnogram_file, capsys):
    chosen = ("--definition", "SOL=SOL_5min", "--definition", "WASO=WASO_AASM")
    found = numbers_of(capsys, "--hypnogram", hypnogram_file, *chosen)
    assert found["metrics"]["WASO"]["value"] == found["metrics"]["WASO_AASM"]["value"] == 11
    assert any("WASO: to lights-on" in note for note in found["notes"])
    wrong = ["stats", "--hypnogram", str(hypnogram_file), "--definition", "SOL=guess"]
    assert main(wrong) == 2
    assert "no variant 'guess' of SOL" in capsys.readouterr().err


def test_the_csv_has_a_row_a_metric_with_what_it_is(hypnogram_file, capsys):
    assert main(["stats", "--hypnogram", str(hypnogram_file), "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    found = {row["symbol"]: row for row in rows}
    assert list(found) == list(metrics.METRICS)
    assert [row["script_name"] for row in rows] == [one.name for one in metrics.METRICS.values()]
    assert found["TST"]["value"] == "29.0"
    assert found["TST"]["units"] == "min"
    assert found["Lat_REM"]["value"] == ""
    assert found["WASO_AASM"]["formula"] == metrics.metric("WASO_AASM").formula


@pytest.mark.parametrize(
    "pattern",
    [
        *("dod/dodo/scorer_5/*.json", "boas/*_events.tsv", "nsrr-xml/*.xml"),
        *("noxturnal-csv/*.csv", "edf-hypnograms/*.edf", "dreams-spindles/Hypnogram_*.txt"),
        "sleep-edf-hypnograms/**/*_events.tsv",
    ],
)
def test_every_format_of_hypnogram_gives_every_name(shared_data, capsys, pattern):
    file = sorted(shared_data.glob(pattern))[0]
    assert set(numbers_of(capsys, "--hypnogram", file)["metrics"]) >= NAMED


def test_nothing_is_refused(capsys):
    assert main(["stats"]) == 2
    assert "a file is needed" in capsys.readouterr().err


def test_a_recording_is_read_with_its_own_hypnogram_or_one_given(short_night, tmp_path, capsys):
    recording = tmp_path / "night.edf"
    write_edf(short_night, recording)
    found = numbers_of(capsys, recording)
    assert found["metrics"]["TST"]["value"] == 4
    given = tmp_path / "scorer.txt"
    given.write_text("\n".join(["W"] * 4 + ["N2"] * 6))
    assert numbers_of(capsys, recording, "--hypnogram", given)["metrics"]["TST"]["value"] == 3
    clock = numbers_of(capsys, recording, "--lights-off", "23:01:00")
    assert clock["metrics"]["TIB"]["value"] == 4


def test_a_recording_that_nobody_scored_is_refused(short_night, tmp_path, capsys):
    recording = tmp_path / "night.edf"
    unscored = Night.make(short_night.signals, start="2026-01-01T23:00:00")
    write_edf(unscored, recording)
    assert main(["stats", str(recording)]) == 2
    assert "no hypnogram was found" in capsys.readouterr().err


def test_a_recording_scored_in_an_unknown_word_says_which(tmp_path, capsys):
    stages = ["Wach", "S1", "S2", "Stadium Q"]
    rows = [(30 * k, 30, stages[k % 4]) for k in range(20)]
    write_edf(unknown_words(rows), tmp_path / "night.edf")
    assert main(["stats", str(tmp_path / "night.edf")]) == 2
    said = capsys.readouterr().err
    assert "'Stadium Q' (5) is no sleep stage that we know" in said
    assert "--stages" in said
    assert "no hypnogram was found" not in said
    assert main(["stats", str(tmp_path / "night.edf"), "--stages", "Stadium Q=N3", "--csv"]) == 0


def test_a_file_that_is_not_there_is_refused_in_one_sentence(tmp_path, capsys):
    assert main(["stats", "--hypnogram", str(tmp_path / "none.txt")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_heart_of_a_recording_is_said_by_part_and_over_the_night(tmp_path, capsys):
    file = tmp_path / "night.edf"
    write_edf(simulate_night(3, hours=1.5, sampling_frequency=64), file)
    assert main(["stats", str(file), "--group", "heart", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert {"RMSSD_N3", "RMSSD_cycle1", "RMSSD_third1", "LFHF_REM", "HR_W"} <= set(said["metrics"])
    assert said["metrics"]["RMSSD"]["badge"].endswith("no diagnosis")
    heart = said["courses"]["heart"]
    assert heart["window_s"] == 300
    assert len(heart["middle_s"]) == len(heart["RMSSD"]["values"]) == 18
    assert heart["HR"]["units"] == "1/min"
    night = open_night(file)
    beats = observed_night(night, oxygen=False).beats
    in_bed = metrics.between_lights(
        night.hypnogram, (float(night.attrs["lights_off"]), float(night.attrs["lights_on"]))
    )
    start = float(in_bed.onset[0])
    alone = heart_course(beats, start, float(in_bed.onset[-1]) + float(in_bed.epoch_length))
    assert heart["RMSSD"]["values"] == pytest.approx(alone.RMSSD.values.tolist())
    cohort = night_metrics(night, (start, night.duration))
    assert float(cohort.RMSSD_course[0]) == pytest.approx(alone.RMSSD.values[:2].mean())
    assert float(cohort.RMSSD_third1) == pytest.approx(said["metrics"]["RMSSD_third1"]["value"])


@pytest.mark.parametrize("group", ["heart", "oxygen"])
def test_a_group_of_which_a_night_has_nothing_is_one_sentence(tmp_path, capsys, group):
    path = tmp_path / "night.txt"
    path.write_text("W\nN1\nN2\nREM\n" * 20)
    assert main(["stats", str(path), "--group", group]) == 0
    assert (
        "None of these numbers: the night has nothing that they are of." in capsys.readouterr().out
    )
