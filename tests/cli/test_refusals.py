"""What is not there, or will not do, is refused in one plain sentence that says what would do."""

import pytest

from explorer.cli.command_line import main
from explorer.detectors.detector_catalogue import DETECTORS, KINDS
from explorer.io.write import write_edf
from explorer.models.simulated_night import simulate_night


@pytest.mark.parametrize(
    "arguments",
    [
        ["app", "{}.edf"],
        ["info", "{}.edf"],
        ["info", "{}.vhdr"],
        ["info", "{}.txt"],
        ["stats", "{}.edf"],
        ["stats", "--hypnogram", "{}.txt"],
        ["events", "{}.edf", "--channel", "C4-M1", "--kind", "spindle"],
        ["spectrum", "{}.edf", "--channel", "C4-M1"],
        ["stage", "{}.edf"],
        ["export", "{}.edf", "--format", "csv"],
        ["compare", "{}.csv", "--reference", "placebo"],
    ],
    ids=" ".join,
)
def test_a_file_that_is_not_there_is_a_plain_sentence(arguments, tmp_path, capsys):
    missing = tmp_path / "none"
    assert main([word.format(missing) for word in arguments]) == 2
    said = capsys.readouterr().err
    assert f"there is no such file in {tmp_path}; give its path" in said
    assert str(missing) in said
    assert "Errno" not in said
    assert said.count("\n") == 1


def test_a_hypnogram_that_is_not_there_is_one_too(tmp_path, capsys):
    write_edf(simulate_night(1, hours=0.1, sampling_frequency=64), tmp_path / "night.edf")
    missing = tmp_path / "hypnogram.csv"
    assert main(["stats", str(tmp_path / "night.edf"), "--hypnogram", str(missing)]) == 2
    assert f"{missing}: there is no such file in" in capsys.readouterr().err


def test_a_slip_of_the_hand_is_answered_with_the_file_that_is_there(tmp_path, capsys):
    (tmp_path / "night.txt").write_text("W\nN2\n")
    assert main(["stats", "--hypnogram", str(tmp_path / "nihgt.txt")]) == 2
    assert "is 'night.txt' meant?" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_named(tmp_path, capsys):
    assert main(["info", str(tmp_path / "nights" / "a.edf")]) == 2
    assert f"nor a folder {tmp_path / 'nights'};" in capsys.readouterr().err


def test_the_help_of_events_lists_every_kind_and_rule(capsys):
    with pytest.raises(SystemExit):
        main(["events", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert f"one of {', '.join(KINDS)}" in said
    assert "..." not in said.split("options:")[1]
    for row in DETECTORS:
        assert row.rule in said.split("Rules by kind:")[1]


def test_staging_a_slow_recording_names_the_frequency_found_and_the_one_needed(tmp_path, capsys):
    write_edf(simulate_night(1, hours=0.1, sampling_frequency=64), tmp_path / "slow.edf")
    assert main(["stage", str(tmp_path / "slow.edf")]) == 2
    said = capsys.readouterr().err
    assert "80 Hz or more" in said
    assert "C4-M1 in uV at 64 Hz" in said


@pytest.mark.parametrize("command", [["events", "--kind", "spindle"], ["spectrum"]], ids=" ".join)
def test_a_missing_channel_is_refused_with_those_that_are_there(command, tmp_path, capsys):
    night = simulate_night(1, hours=0.1, sampling_frequency=64)
    write_edf(night, tmp_path / "night.edf")
    name, *rest = command
    assert main([name, str(tmp_path / "night.edf"), "--channel", "Cz", *rest]) == 2
    said = capsys.readouterr().err
    assert "'Cz' is no channel" in said
    for channel in list(night.channels)[:12]:
        assert channel in said
