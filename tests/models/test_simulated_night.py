"""Simulated nights: what is put in is there, and looks like what people's nights look like."""

import subprocess
import sys
import warnings
from itertools import pairwise

import numpy as np
import pytest
from scipy.signal import butter, sosfiltfilt, welch

import explorer
from explorer.datasets.sample_night import sample_night
from explorer.models.graphoelements import TRUTH
from explorer.models.simulated_channel import simulate_channel
from explorer.models.simulated_night import simulate_night
from explorer.models.simulated_scalp import simulate_scalp
from explorer.models.spectral_variability import AVERAGE
from explorer.models.stages_within_epochs import draw_stage_course
from explorer.night.hypnogram import make_hypnogram
from explorer.study.many_nights_simulated import simulated_nights
from explorer.study.simulated_trial import simulated_trial
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


def test_a_seed_of_0_is_one_like_others():
    first, again, other = (simulate_night(seed, hours=0.1) for seed in (0, np.int64(0), 1))
    window = [
        next(iter(night.window(0, 30, ["C3-M2"]).values())) for night in (first, again, other)
    ]
    assert np.array_equal(window[0], window[1])
    assert not np.array_equal(window[0], window[2])
    assert "seed 0" in first.attrs["source"]


@pytest.mark.parametrize("seed", [-1, 1.5, "0", None, True])
@pytest.mark.parametrize(
    "draw",
    [
        lambda seed: simulate_night(seed, hours=0.1),
        lambda seed: simulate_scalp(seed, hours=0.1),
        lambda seed: sample_night(seed=seed),
        lambda seed: simulated_trial(people=2, hours=1, seed=seed),
        lambda seed: simulated_nights(seed=seed, nights=2),
    ],
)
def test_what_is_no_seed_is_refused_in_a_sentence(draw, seed):
    with pytest.raises(ValueError, match=r"seed must be a whole number of 0 or more, is "):
        draw(seed)


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
    night = simulate_night(80, profile=profile, person=AVERAGE, sampling_frequency=FREQUENCY)
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
    assert max(passing[Stage.W], passing[Stage.N1], passing[Stage.REM]) < 0.1


def test_yasa_finds_spindles_only_where_they_were_put_in(nrem):
    import yasa

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of YASA's own use of numpy and pandas
        found = yasa.spindles_detect(nrem.signal("C3-M2").values.astype(float), FREQUENCY).summary()
    recall, precision = share_found(nrem, ["spindle"], found.Start.values, found.Duration.values)
    assert precision > 0.95
    assert recall > 0.3  # YASA's thresholds leave the small ones
    assert 12.5 < found.Frequency.mean() < 14


def test_yasa_finds_slow_waves_only_where_they_were_put_in():
    import yasa

    # Large enough that most pass the 75 uV that the rule asks for.
    nrem = fixed_night(*["N2"] * 20, *["N3"] * 40, slow_wave_gain=1.4)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of YASA's own use of numpy and pandas
        found = yasa.sw_detect(nrem.signal("F3-M2").values.astype(float), FREQUENCY).summary()
    recall, precision = share_found(
        nrem, ["slow_wave", "k_complex"], found.Start.values, found.Duration.values
    )
    assert precision > 0.95
    assert recall > 0.5
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
    steady, falls = make_hypnogram(["N3"] * 240), []
    for seed in range(8):
        made = simulate_channel(steady, seed=seed, person=AVERAGE, disturbances=False)
        rows = made.signal("F4-M1").values.reshape(steady.size, -1)
        frequency, density = welch(rows, 64, nperseg=256)
        activity = density[:, (frequency >= 0.75) & (frequency <= 4.5)].sum(axis=1)
        first, _, last = (np.median(part) for part in np.array_split(activity, 3))
        falls.append(np.log(last / first))
    # Drive falls to 0.57; what does not follow it stays, and minutes differ besides.
    assert 0.5 < np.exp(np.mean(falls)) < 0.9


def band_spread(night, channel, stage, low, high):
    """SD of the logarithm of a band's power over the epochs of a stage."""
    picked = epochs_of(night, channel)[night.hypnogram.values == stage]
    frequency, density = welch(picked, FREQUENCY, nperseg=int(4 * FREQUENCY))
    return np.log(density[:, (frequency >= low) & (frequency < high)].mean(axis=1)).std()


@pytest.mark.parametrize(
    ("stage", "band", "real"),  # of 20 real nights of Sleep-EDF, lowest and highest
    [
        (Stage.N2, (4, 8), (0.24, 0.7)),
        (Stage.N2, (16, 30), (0.3, 0.6)),
        (Stage.REM, (0.5, 4), (0.3, 0.72)),
    ],
)
def test_the_spectrum_varies_within_a_stage_as_peoples_do(night, stage, band, real):
    assert real[0] < band_spread(night, "F4-M1", stage, *band) < real[1]


def test_two_nights_of_one_person_are_alike_and_two_people_differ():
    def powers(seed, person):
        made = simulate_channel(
            make_hypnogram(["N2"] * 40), seed=seed, person=person, disturbances=False
        )
        frequency, density = welch(made.signal("F4-M1").values, 64, nperseg=256)
        return np.log([density[(frequency >= a) & (frequency < a + 4)].mean() for a in (4, 8, 18)])

    same = np.mean([np.abs(powers(n, n % 4) - powers(9 + n, n % 4)) for n in range(4)])
    others = np.mean([np.abs(powers(n, n % 4) - powers(9 + n, 20 + n)) for n in range(4)])
    assert same < others


def test_n3_has_half_as_many_spindles_a_minute_as_n2_at_most_and_those_on_waves_among_them():
    stages = make_hypnogram(["N2"] * 120 + ["N3"] * 120)
    made = simulate_night(5, hypnogram=stages, sampling_frequency=64)
    onsets = made.events.onset.values[made.events.kind.values == "spindle"]
    in_n2, in_n3 = (onsets < 3600).sum(), (onsets >= 3600).sum()
    assert 0.25 * in_n2 < in_n3 < 0.6 * in_n2


def test_eyes_move_the_oftener_in_rem_the_later_it_is():
    stages = make_hypnogram((["REM"] * 40 + ["N2"] * 280) * 2 + ["REM"] * 40)
    made = simulate_night(5, hypnogram=stages, sampling_frequency=64)
    onsets = made.events.onset.values[made.events.kind.values == "rapid_eye_movement"]
    counts = [((onsets >= t) & (onsets < t + 1200)).sum() for t in (0, 9600, 19200)]
    assert counts[0] < counts[1] < counts[2]


def test_what_breaks_into_sleep_is_among_the_events(night):
    kinds = set(night.events.kind.values.tolist())
    assert {
        *("arousal", "alpha_intrusion", "eyes_open", "blink", "slow_eye_movement"),
        *("sawtooth_wave", "twitch", "electrode_pop", "other_stage"),
    } <= kinds
    lasting = night.events.duration.values[night.events.kind.values == "arousal"]
    assert ((lasting >= 2.99) & (lasting <= 15.01)).all()


def test_without_disturbances_there_is_none():
    kinds = set(fixed_night(*["N2"] * 60, disturbances=False).events.kind.values.tolist())
    assert not kinds & {"arousal", "alpha_intrusion", "sweat", "electrode_pop"}


def test_arousals_of_ones_own_are_where_they_were_asked_for():
    made = fixed_night(*["N2"] * 20, arousals=[[100.0, 8.0], [300.0, 5.0]])
    own = made.events.kind.values == "arousal"
    np.testing.assert_allclose(made.events.onset.values[own], [100.0, 300.0])
    chin = made.signal("EMG chin").values
    inside, before = (chin[int(t * FREQUENCY) : int((t + 6) * FREQUENCY)].std() for t in (101, 90))
    assert inside > 1.3 * before


def test_an_epoch_keeps_its_stage_for_more_than_half_though_stages_change_inside_it(night):
    course, elsewhere = draw_stage_course(night.hypnogram, np.random.default_rng(1))
    same = course.values.reshape(night.hypnogram.size, -1) == night.hypnogram.values[:, None]
    assert (same.mean(axis=1) > 0.5).all()
    assert not same.all()
    assert elsewhere[:, 1].sum() == (~same).sum()


def test_the_heart_quickens_with_the_breath_that_is_in_the_airflow():
    made = fixed_night(*["N3"] * 20)
    ecg, flow = made.signal("ECG").values, made.signal("Flow").values
    beats = np.flatnonzero((ecg[1:] > 500) & (ecg[:-1] <= 500)) / FREQUENCY
    middle, rate = (beats[1:] + beats[:-1]) / 2, 60 / np.diff(beats)
    breath = np.interp(middle, np.arange(flow.size) / 32, flow)
    assert np.corrcoef(rate, breath)[0, 1] > 0.3


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
