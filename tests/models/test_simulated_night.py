"""Simulated nights: what is put in is there, and looks like what people's nights look like."""

import subprocess
import sys
import warnings
from itertools import pairwise

import numpy as np
import pytest
from scipy.signal import butter, sosfiltfilt, welch

import explorer
from explorer.models.graphoelements import TRUTH
from explorer.models.simulated_night import simulate_night
from explorer.night.hypnogram import make_hypnogram
from explorer.vocabulary.stages import SCORED, Stage

FREQUENCY = 128.0


def fixed_night(*stages, seed=3, **options):
    """Simulate signals for stages of one's own."""
    return simulate_night(
        seed, hypnogram=make_hypnogram(list(stages)), sampling_frequency=FREQUENCY, **options
    )


@pytest.fixture(scope="module")
def night():
    return simulate_night(80, sampling_frequency=FREQUENCY)


@pytest.fixture(scope="module")
def nrem():
    return fixed_night(*["N2"] * 40, *["N3"] * 40, *["N2"] * 20)


def epochs_of(night, channel):
    """Cut a channel into one row an epoch."""
    return night.signal(channel).values.reshape(night.hypnogram.sizes["epoch"], -1)


def spectrum(night, channel, stage):
    picked = epochs_of(night, channel)[night.hypnogram.values == stage]
    frequency, density = welch(picked, FREQUENCY, nperseg=int(4 * FREQUENCY))
    return frequency, density.mean(axis=0)


def slow_wave_activity(night, channel, stages):
    picked = epochs_of(night, channel)[np.isin(night.hypnogram.values, stages)]
    frequency, density = welch(picked, FREQUENCY, nperseg=int(4 * FREQUENCY))
    inside = (frequency >= 0.75) & (frequency <= 4.5)
    return density[:, inside].sum(axis=1) * frequency[1]


def share_found(night, kinds, onsets, durations):
    """Share of what was put in that was found, and of what was found that was put in."""
    events = night.events
    put_in = np.isin(events.kind.values, kinds)
    starts = events.onset.values[put_in]
    stops = starts + events.duration.values[put_in]
    ends = onsets + durations
    recall = np.mean(
        [((onsets < b) & (ends > a)).any() for a, b in zip(starts, stops, strict=True)]
    )
    precision = np.mean(
        [((starts < b) & (stops > a)).any() for a, b in zip(onsets, ends, strict=True)]
    )
    return recall, precision


def test_the_same_seed_gives_the_same_bytes():
    first, again, other = (simulate_night(seed, hours=0.2) for seed in (7, 7, 8))
    assert first.tree.identical(again.tree)
    assert first.signal("C3-M2").values.tobytes() == again.signal("C3-M2").values.tobytes()
    assert not np.array_equal(first.signal("C3-M2"), other.signal("C3-M2"))


def test_a_night_says_that_it_is_simulated(night):
    assert night.simulated
    assert "seed 80" in night.attrs["source"]
    assert any("recorded from nobody" in note for note in night.reader_notes)
    assert set(night.events.source.values) == {TRUTH}


def test_a_night_has_its_channels_rates_and_lights(night):
    kinds = [channel.kind for channel in night.channels.values()]
    assert [kinds.count(kind) for kind in ("EEG", "EOG", "EMG", "ECG")] == [6, 2, 1, 1]
    assert list(night.signals) == ["128Hz", "32Hz", "1Hz"]
    assert (night.attrs["lights_off"], night.attrs["lights_on"]) == (0.0, 8 * 3600.0)
    assert {str(signals["signal"].dtype) for signals in night.signals.values()} == {"float32"}
    assert all(np.isfinite(s["signal"].values).all() for s in night.signals.values())


def test_every_event_lies_in_the_night_and_in_its_stage(night):
    events = night.events
    assert (events.onset >= 0).all()
    assert (events.onset + events.duration <= night.duration).all()
    middle = events.onset.values + events.duration.values / 2
    stage = night.hypnogram.values[(middle // 30).astype(int)]
    homes = {"spindle": (Stage.N2, Stage.N3), "rapid_eye_movement": (Stage.REM,)}
    for kind, home in homes.items():
        # One that begins in the last second of a bout may reach over its end.
        assert np.isin(stage[events.kind.values == kind], home).mean() > 0.95, kind


@pytest.mark.parametrize("profile", ["young", "older"])
def test_n3_has_slow_waves_of_75_uv_in_a_fifth_of_the_epoch_and_n2_seldom(profile):
    night = simulate_night(80, profile=profile, sampling_frequency=FREQUENCY)
    filtered = sosfiltfilt(
        butter(2, (0.3, 4.0), "band", fs=FREQUENCY, output="sos"), night.signal("F3-M2").values
    )
    falling = np.flatnonzero((filtered[:-1] >= 0) & (filtered[1:] < 0))
    seconds = np.zeros(night.hypnogram.sizes["epoch"])
    for first, last in pairwise(falling):
        length = (last - first) / FREQUENCY
        if 0.5 <= length <= 2 and np.ptp(filtered[first:last]) > 75:  # 0.5-2 Hz, AASM
            seconds[int(first / FREQUENCY // 30)] += length
    stages = night.hypnogram.values
    passing = [(seconds[stages == stage] >= 6).mean() for stage in SCORED]
    # People differ and so do stretches of N3; that stages change inside epochs costs some more.
    assert passing[Stage.N3] > (0.5 if profile == "young" else 0.3)
    assert passing[Stage.N2] < 0.1
    assert max(passing[Stage.W], passing[Stage.N1], passing[Stage.REM]) < 0.05


def test_yasa_finds_spindles_only_where_they_were_put_in(nrem):
    import yasa

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of YASA's own use of numpy and pandas
        found = yasa.spindles_detect(nrem.signal("C3-M2").values.astype(float), FREQUENCY).summary()
    recall, precision = share_found(nrem, ["spindle"], found.Start.values, found.Duration.values)
    assert precision > 0.95
    assert recall > 0.3  # YASA's thresholds leave the small ones
    assert 12.5 < found.Frequency.mean() < 14


def test_yasa_finds_slow_waves_only_where_they_were_put_in(nrem):
    import yasa

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of YASA's own use of numpy and pandas
        found = yasa.sw_detect(nrem.signal("F3-M2").values.astype(float), FREQUENCY).summary()
    recall, precision = share_found(
        nrem, ["slow_wave", "k_complex"], found.Start.values, found.Duration.values
    )
    assert precision > 0.95
    assert recall > 0.3  # those under 75 uV are left
    assert 75 < found.PTP.median() < 200


def test_yasa_finds_the_rapid_eye_movements():
    import yasa

    rem = fixed_night(*["REM"] * 40)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of YASA's own use of numpy and pandas
        eyes = (rem.signal(name).values.astype(float) for name in ("E1-M2", "E2-M2"))
        found = yasa.rem_detect(*eyes, FREQUENCY).summary()
    recall, precision = share_found(
        rem, ["rapid_eye_movement"], found.Start.values, found.Duration.values
    )
    assert precision > 0.9
    assert recall > 0.7


def test_eyes_move_against_each_other_in_rem_and_together_with_the_brain_in_n3(night):
    correlations = {}
    for stage in (Stage.REM, Stage.N3):
        left, right = (
            epochs_of(night, name)[night.hypnogram.values == stage].ravel()
            for name in ("E1-M2", "E2-M2")
        )
        correlations[stage] = np.corrcoef(left, right)[0, 1]
    assert correlations[Stage.REM] < -0.1
    assert correlations[Stage.N3] > 0.3


def test_chin_muscle_falls_from_wake_to_rem(night):
    level = [np.median(epochs_of(night, "EMG chin")[night.hypnogram.values == s].std(axis=1))
             for s in (Stage.W, Stage.N2, Stage.REM)]  # fmt: skip
    # The level drifts through the night, so that the steps differ from night to night.
    assert level[0] > 1.4 * level[1]
    assert level[1] > 1.4 * level[2]


def test_alpha_is_occipital_and_awake(night):
    def alpha(channel, stage):
        frequency, density = spectrum(night, channel, stage)
        return density[(frequency >= 9) & (frequency <= 11.5)].mean()

    assert alpha("O1-M2", Stage.W) > 3 * alpha("F3-M2", Stage.W)
    assert alpha("O1-M2", Stage.W) > 5 * alpha("O1-M2", Stage.N2)


def test_the_heart_beats_as_fast_as_the_stage_says():
    rates = []
    for stage in ("W", "N3"):
        beating = fixed_night(*[stage] * 20)
        signal = beating.signal("ECG").values
        peaks = np.flatnonzero((signal[1:] > 500) & (signal[:-1] <= 500))
        rates.append(peaks.size / beating.duration * 60)
    assert abs(rates[0] - 68) < 4
    assert abs(rates[1] - 57) < 3


def test_channels_correlate_but_differ(night):
    rows = [
        epochs_of(night, name)[100:200].ravel() for name in ("F3-M2", "F4-M1", "C3-M2", "O1-M2")
    ]
    correlation = np.corrcoef(rows)
    assert correlation[0, 2] > correlation[0, 3] > 0.2
    assert correlation[0, 1] < 0.99


def test_slow_wave_activity_declines_where_stages_do_not():
    steady = fixed_night(*["N3"] * 360, disturbances=False)
    activity = slow_wave_activity(steady, "F3-M2", [Stage.N3])
    first, _, last = (np.median(part) for part in np.array_split(activity, 3))
    # Drive falls to 0.42 from the middle of the first third to that of the last; an hour's mean
    # differs from the next by a tenth or two besides.
    assert 0.3 < last / first < 0.8


def test_slow_wave_gain_changes_slow_waves_and_nothing_else():
    plain, more = (fixed_night(*["N3"] * 20, *["W"] * 20, slow_wave_gain=g) for g in (1.0, 1.2))
    ratio = slow_wave_activity(more, "F3-M2", [3]).mean()
    ratio /= slow_wave_activity(plain, "F3-M2", [3]).mean()
    assert 1.3 < ratio < 1.44  # nearly the square: the background stays
    later = slice(int(21 * 30 * FREQUENCY), None)
    for channel in plain.channels:
        if plain.channels[channel].group == "128Hz":
            np.testing.assert_array_equal(more.signal(channel)[later], plain.signal(channel)[later])
    assert plain.hypnogram.equals(more.hypnogram)


def test_mains_hum_is_heard_only_if_asked_for():
    def at_50(night):
        frequency, density = spectrum(night, "C3-M2", Stage.N2)
        return density[frequency == 50].item()

    assert at_50(fixed_night(*["N2"] * 4, mains_frequency=50.0)) > 100 * at_50(
        fixed_night(*["N2"] * 4)
    )


REAL = (2, 4, 5, 6)  # central derivations at 200 Hz
CODES = {Stage.N2: (2,), Stage.N3: (0, 1)}


@pytest.mark.parametrize("stage", list(CODES))
def test_spectra_lie_among_those_of_real_recordings(night, shared_data, stage):
    folder = shared_data / "dreams-spindles"
    asked = np.array([0.75, 1, 2, 4, 6, 8, 10, 13, 16, 20, 25])
    real = []
    for number in REAL:
        signal = np.loadtxt(folder / f"excerpt{number}.txt", skiprows=1)
        codes = np.loadtxt(folder / f"Hypnogram_excerpt{number}.txt", skiprows=1)
        samples = round(signal.size / codes.size)
        picked = signal[: samples * codes.size].reshape(codes.size, samples)
        picked = picked[np.isin(codes, CODES[stage])]
        frequency, density = welch(picked, samples / 5, nperseg=4 * samples // 5)
        real.append(np.interp(asked, frequency, density.mean(axis=0)))
    ours = np.interp(asked, *spectrum(night, "C3-M2", stage))
    # Within half the lowest and twice the highest of four people.
    assert (ours > np.min(real, axis=0) / 2).all(), ours / np.min(real, axis=0)
    assert (ours < np.max(real, axis=0) * 2).all(), ours / np.max(real, axis=0)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"sampling_frequency": 20}, "sampling_frequency"),
        ({"slow_wave_gain": -1}, "slow_wave_gain"),
        ({"profile": "baby"}, "unknown profile"),
        ({"hypnogram": make_hypnogram([Stage.UNSCORED])}, "every epoch needs a stage"),
        ({"hypnogram": make_hypnogram(["N2"], first_onset=30)}, "first at 0 s"),
    ],
)
def test_nights_that_cannot_be_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        simulate_night(0, **wrong)


@pytest.mark.parametrize("stage", SCORED)
def test_a_night_of_one_epoch_of_any_stage_can_be_made(stage):
    assert fixed_night(stage).duration == 30


def test_simulating_needs_no_slow_import():
    code = (
        "import sys, explorer; explorer.simulate_night(0, hours=0.1); "
        "slow = ('scipy.signal', 'scipy.stats', 'mne', 'yasa', 'numba'); "
        "print([m for m in slow if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_package_offers_it_by_name():
    assert explorer.simulate_night is simulate_night
