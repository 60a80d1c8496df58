"""Automatic staging: the stages are YASA's own, and everything around them is said."""

import importlib.util
import threading
import warnings

import numpy as np
import pytest
import xarray as xr

from explorer.io import open_night
from explorer.models.simulated_night import simulate_night
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_signals, rate_name
from explorer.staging import yasa_model
from explorer.staging.channel_choice import ChannelChoice, candidates, propose
from explorer.staging.staging_process import CancelledError, stage_in_process
from explorer.staging.yasa_model import INSTALL, stage, uncertain
from explorer.vocabulary.stages import Stage


@pytest.fixture(scope="module")
def simulated():
    return simulate_night(3, hours=0.4, sampling_frequency=128)


@pytest.fixture(scope="module")
def staged(simulated):
    return stage(simulated)


def with_channels(*channels, rate=100.0, units="uV"):
    data = np.zeros((len(channels), int(rate * 600)), np.float32)
    names, kinds = zip(*channels, strict=True)
    signals = make_signals(data, rate, names, kinds, [units] * len(names))
    return Night.make({rate_name(rate): signals})


def by_yasa(night, choice):
    """Stage as a user of YASA would: a Raw of all channels, at their own rate, in V."""
    import mne
    import yasa

    rate = night.channels[choice.eeg].sampling_frequency
    values = np.stack([night.signal(name).values for name in choice.names]).astype(float) * 1e-6
    info = mne.create_info(list(choice.names), rate, ["eeg"] * len(choice.names), verbose="error")
    return _predicted(mne.io.RawArray(values, info, verbose="error"), choice, yasa)


def _predicted(raw, choice, yasa):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return yasa.SleepStaging(
            raw, eeg_name=choice.eeg, eog_name=choice.eog or None, emg_name=choice.emg or None
        ).predict()


@pytest.mark.parametrize(
    "leg",
    [
        "Right Leg",
        "EMG Left Leg",
        "LLEG",
        "RLEG-2",
        "EMG_LAT",
        "EMG RAT",
        "L-AT",
        "R.AT",
        "AT-L",
        "Tib. ant. L",
        "EMG TIB",
        "LeftTibialis",
        "Leg/R",
        "PLM l",
        "EMG Bein re",
        "Jambe G",
        "LtLeg",
        "EMG Arm",
    ],
)
def test_the_emg_of_a_leg_is_never_proposed_for_the_chins(leg):
    eeg = ("C4-M1", "EEG")
    assert propose(with_channels(eeg, (leg, "EMG"))).emg == ""
    night = with_channels(eeg, (leg, "EMG"), ("EMG", "EMG"))
    assert propose(night).emg == "EMG"
    assert candidates(night, "EMG") == ("EMG", leg)  # a hand may choose it


def test_a_recording_with_legs_alone_is_staged_without_emg(shared_data):
    night = open_night(shared_data / "psg-excerpts/nox_89_channels_8_rates.edf")
    assert propose(night).words.endswith("no EMG")
    for label in ("EMG Submental", "Chin 1-Chin 2", "EMG chin lat", "EMG1", "Masseter", "KINN"):
        night = with_channels(("C4-M1", "EEG"), (label, "EMG"))
        assert propose(night).emg == label


def test_every_epoch_has_yasas_own_stage_and_probabilities(simulated, staged):
    choice = propose(simulated)
    assert choice.eog
    assert choice.emg
    theirs = by_yasa(simulated, choice)
    names = ["WAKE" if code == Stage.W else Stage(code).name for code in staged.hypnogram.values]
    assert names == theirs.hypno.tolist()
    assert len(set(names)) > 1
    ours = staged.probability.rename("p").to_pandas()
    np.testing.assert_allclose(
        ours[["W", "N1", "N2", "N3", "REM"]].to_numpy(),
        theirs.proba[["WAKE", "N1", "N2", "N3", "REM"]].to_numpy(),
        atol=1e-9,
    )


def test_a_real_excerpt_read_by_mne_gets_the_same_stages(shared_data):
    import mne
    import yasa

    path = shared_data / "psg-excerpts/sleep_edf_SC4001_first_5_min.edf"
    night = open_night(path)
    choice = propose(night)
    assert choice == ChannelChoice("EEG Fpz-Cz", "EOG horizontal")  # its EMG has 1 Hz
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        raw = mne.io.read_raw_edf(path, include=list(choice.names), verbose="error", preload=True)
    theirs = _predicted(raw, choice, yasa).hypno.tolist()
    ours = stage(night, choice).hypnogram.values
    assert ["WAKE" if code == 0 else Stage(code).name for code in ours] == theirs
    assert len(theirs) == 10


def test_a_process_of_its_own_gives_the_same_and_says_what_it_does(simulated, staged):
    said = []
    apart = stage_in_process(
        simulated, propose(simulated), progress=said.append, cancel=threading.Event()
    )
    xr.testing.assert_identical(apart.hypnogram, staged.hypnogram)
    xr.testing.assert_identical(apart.probability, staged.probability)
    assert said[0] == "reading C4-M1"
    assert said[-1] == "computing features and stages"


def test_staging_stops_when_it_is_cancelled(simulated):
    cancel = threading.Event()

    def stop_at_once(words):
        if words.startswith("loading"):
            cancel.set()

    with pytest.raises(CancelledError):
        stage_in_process(simulated, propose(simulated), progress=stop_at_once, cancel=cancel)


def test_uncertain_epochs_are_those_without_a_likely_stage(staged):
    most = staged.probability.max("stage_name").values
    onsets = uncertain(staged, 0.7)
    assert 0 < onsets.size < most.size
    assert (most[(onsets / 30).astype(int)] < 0.7).all()
    assert (np.diff(onsets) > 0).all()


def test_other_epochs_get_the_stage_at_their_middle(simulated):
    short = Night.make(
        simulated.signals, {"a": make_hypnogram(["W"] * int(simulated.duration / 10), 10)}
    )
    found = yasa_model.laid_on(
        short,
        propose(short),
        yasa_model.Staged(np.array([0, 2]), np.eye(5)[[0, 2]], np.zeros(2), "1"),
    )
    assert found.hypnogram.values[:7].tolist() == [0, 0, 0, 2, 2, 2, Stage.UNSCORED]
    assert np.isnan(found.probability.values[6]).all()
    assert "epochs of 30 s, laid on the night's of 10 s" in found.notes[1]


def test_a_gap_is_not_staged(simulated):
    samples = {
        kind: yasa_model.given(simulated, name) for kind, name in propose(simulated).by_kind.items()
    }
    eeg = samples["eeg"][0].copy()
    eeg[128 * 300 : 128 * 400] = np.nan
    samples["eeg"] = (eeg, 128.0)
    found = yasa_model.laid_on(simulated, propose(simulated), yasa_model.stage_samples(samples))
    assert (found.hypnogram.values[10:13] == Stage.UNSCORED).all()
    assert (np.delete(found.hypnogram.values, [10, 11, 12]) >= 0).all()
    assert "3 epochs that are mostly a gap" in found.notes[-1]


def test_channels_are_proposed_from_their_kinds():
    night = with_channels(
        ("F4-M1", "EEG"),
        ("C3-M2", "EEG"),
        ("M1", "EEG"),
        ("E2-M1", "EOG"),
        ("E1-M2", "EOG"),
        ("leg", "EMG"),
        ("chin", "EMG"),
    )
    assert propose(night) == ChannelChoice("C3-M2", "E1-M2", "chin")
    assert propose(night).words == "EEG C3-M2, EOG E1-M2, EMG chin"


@pytest.mark.parametrize(
    ("night", "words"),
    [
        (with_channels(("chin", "EMG")), "needs an EEG channel in uV at 80 Hz or more, has none"),
        (with_channels(("C4", "EEG"), rate=50.0), "at 80 Hz or more, has C4 in uV at 50 Hz"),
        (with_channels(("C4", "EEG"), units="?"), r"has C4 in \? at 100 Hz"),
    ],
)
def test_a_night_without_a_channel_that_will_do_is_refused(night, words):
    with pytest.raises(ValueError, match=words):
        propose(night)


def test_too_short_a_recording_is_refused(short_night):
    cut = Night.make(
        {"100Hz": short_night.signals["100Hz"].isel(time=slice(0, 20_000))}, subject="short"
    )
    with pytest.raises(ValueError, match="200 s are too short to stage; five minutes"):
        stage(cut)


@pytest.mark.parametrize("value", [0, 7], ids=["zero", "offset"])
def test_a_flat_channel_is_no_channel_to_stage(value):
    flat = with_channels(("C4-M1", "EEG")).signals["100Hz"] + value
    night = Night.make({"100Hz": flat})
    with pytest.raises(ValueError, match=r"^C4-M1 is flat"):
        stage(night)
    with pytest.raises(ValueError, match=r"^C4-M1 is flat"):
        stage_in_process(night, propose(night), progress=print, cancel=threading.Event())


def test_without_yasa_one_sentence_says_how_to_get_it(simulated, monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "yasa" else find(name)
    )
    with pytest.raises(ValueError, match="not installed") as refused:
        stage(simulated)
    assert INSTALL in str(refused.value)
