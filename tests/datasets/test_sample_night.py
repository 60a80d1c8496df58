"""The sample night and the command that writes nights: what EDF+ keeps, and where it is kept."""

import os

import numpy as np
import pytest

from explorer.cli.command_line import main
from explorer.datasets import sample_night
from explorer.datasets.sample_night import keep_simulated_night, open_simulated
from explorer.io import open_night
from explorer.models.simulated_night import simulate_night
from explorer.models.sleep_profiles import middle_age
from explorer.storage import user_folders


@pytest.fixture(scope="module")
def short():
    return simulate_night(2, hours=1.0)


@pytest.fixture(scope="module")
def written(short, tmp_path_factory):
    return keep_simulated_night(short, tmp_path_factory.mktemp("nights") / "night.edf")


def test_a_kept_night_comes_back_equal(short, written):
    back = open_simulated(written, "young", 2, middle_age("young"))
    assert list(back.channels) == list(short.channels)
    for name in short.channels:
        wanted, found = short.signal(name).values, back.signal(name).values
        step = max(np.ptp(wanted), 2) / 2**16 + 1e-5  # a channel that never changes gets +-1
        assert np.abs(wanted - found).max() <= step, name
    np.testing.assert_array_equal(back.hypnogram, short.hypnogram)
    for column in ("kind", "channel", "source"):
        np.testing.assert_array_equal(back.events[column], short.events[column])
    np.testing.assert_allclose(back.events.onset, short.events.onset, atol=1e-3)
    np.testing.assert_allclose(back.events.duration, short.events.duration, atol=1e-3)
    for key in ("start", "lights_off", "lights_on", "source", "simulated", "subject", "licence"):
        assert back.attrs[key] == short.attrs[key], key
    assert back.attrs["age"] == 26.0  # the middle of the group of the young
    assert back.reader_notes == short.reader_notes


def test_mne_reads_the_same_samples_and_stages(short, written):
    import mne

    raw = mne.io.read_raw_edf(written, verbose="error")
    ours = short.signal("C3-M2").values
    theirs = raw.get_data(picks="C3-M2")[0] * 1e6  # MNE gives V
    assert raw.info["sfreq"] == 256
    np.testing.assert_allclose(theirs, ours, atol=np.ptp(ours) / 2**16 + 1e-5)
    stages = [text for text in raw.annotations.description if text.startswith("Sleep stage")]
    names = {"Sleep stage W": 0, "Sleep stage N1": 1, "Sleep stage N2": 2, "Sleep stage N3": 3}
    codes = [names.get(text, 4) for text in stages]
    np.testing.assert_array_equal(codes, short.hypnogram)


def test_a_file_says_by_itself_that_it_is_simulated(written):
    assert open_night(written).simulated


def test_nothing_unfinished_is_left_behind(short, tmp_path):
    keep_simulated_night(short, tmp_path / "a.edf")
    assert [file.name for file in tmp_path.iterdir()] == ["a.edf"]
    with pytest.raises(OSError, match="missing"):
        keep_simulated_night(short, tmp_path / "missing" / "a.edf")
    assert [file.name for file in tmp_path.iterdir()] == ["a.edf"]


def shorter(monkeypatch, folder):
    """Keep nights of six minutes in a folder of one's own, and count how many are made."""
    made = []

    def simulate(seed, *, profile):
        made.append(seed)
        return simulate_night(seed, hours=0.1, profile=profile)

    monkeypatch.setattr(sample_night, "simulate_night", simulate)
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return made


def test_the_sample_night_is_made_once(monkeypatch, tmp_path):
    made = shorter(monkeypatch, tmp_path)
    first, again = sample_night.sample_night(), sample_night.sample_night()
    assert made == [sample_night.SAMPLE_SEED]
    assert first.tree.attrs == again.tree.attrs


def test_a_sample_night_that_a_page_shows_is_not_replaced_by_another_process(monkeypatch, tmp_path):
    shorter(monkeypatch, tmp_path)
    shown = sample_night.sample_night()
    (kept,) = tmp_path.rglob("*.edf")
    real, looks = sample_night._opened, []

    def too_early(*asked):  # the other process looked before the file was there
        looks.append(asked)
        return None if len(looks) == 1 else real(*asked)

    monkeypatch.setattr(sample_night, "_opened", too_early)
    sample_night.sample_night()
    assert len(looks) == 2
    shown.window(0, 30)  # its file is still the one that was opened
    assert list(tmp_path.rglob("*.edf")) == [kept]


def test_a_damaged_sample_night_is_made_anew(monkeypatch, tmp_path):
    made = shorter(monkeypatch, tmp_path)
    sample_night.sample_night()
    (kept,) = tmp_path.rglob("*.edf")
    kept.write_bytes(kept.read_bytes()[:100])
    assert sample_night.sample_night().duration == 360
    assert len(made) == 2


def test_where_the_cache_cannot_be_written_a_temporary_folder_is_used(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("no folder")
    made = shorter(monkeypatch, tmp_path / "file")
    monkeypatch.setattr(user_folders.tempfile, "gettempdir", lambda: str(tmp_path / "temporary"))
    assert sample_night.sample_night().simulated
    assert made
    assert list((tmp_path / "temporary").rglob("*.edf"))


def test_the_command_writes_numbered_nights(tmp_path, capsys):
    out = tmp_path / "night.edf"
    assert main(["simulate", "--out", str(out), "--hours", "0.1", "--nights", "2"]) == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == ["night-1.edf", "night-2.edf"]
    assert "night 2 of 2" in capsys.readouterr().err
    assert open_night(tmp_path / "night-1.edf").duration == 360


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--out", "night.txt"], "ending in .edf"),
        (["--out", "nowhere/night.edf"], "no such folder"),
        (["--out", "night.edf", "--nights", "0"], "1 or more"),
        (["--out", "night.edf", "--profile", "baby"], "unknown profile"),
        (["--out", "night.edf", "--hours", "-1"], "--hours must be above 0"),
    ],
)
def test_the_command_refuses_in_one_sentence(options, message, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["simulate", *options]) == 2
    assert message in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_night_that_another_account_has_put_in_the_temporary_folder_is_not_opened(
    tmp_path, monkeypatch
):
    (tmp_path / "full").write_text("no folder can be made below a file")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "full"))
    monkeypatch.setattr(user_folders.tempfile, "tempdir", str(tmp_path))
    for name in (user_folders._APPLICATION, f"{user_folders._APPLICATION}-{os.getuid()}"):
        planted = tmp_path / name
        planted.mkdir()
        planted.chmod(0o777)
        (planted / "night.edf").write_bytes(b"planted")
    assert not sample_night._kept("night.edf").exists()
