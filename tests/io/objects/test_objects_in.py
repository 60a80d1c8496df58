"""Nights in memory open as files do: nothing copied, nothing guessed, nothing falsy let through."""

import tracemalloc

import mne
import numpy as np
import pandas as pd
import pytest
import xarray as xr
import yasa

import explorer
from explorer.io import open_night
from explorer.vocabulary.stages import Stage

FREQUENCY = 128.0
STAGES = ["W", "N1", "N2", "N3", "REM"]
CODES = [0, 1, 2, 3, 4]


@pytest.fixture
def samples():
    return np.random.default_rng(3).normal(0, 20, (2, int(FREQUENCY * 150))).astype(np.float32)


@pytest.fixture
def raw(samples):
    info = mne.create_info(["C3-M2", "E1-M2"], FREQUENCY, ["eeg", "eog"])
    made = mne.io.RawArray(samples.astype(np.float64) * 1e-6, info, verbose="error")
    made.set_meas_date(pd.Timestamp("2024-01-01 22:30", tz="UTC").to_pydatetime())
    texts = [*(f"Sleep stage {'R' if s == 'REM' else s}" for s in STAGES), "arousal", "Lights off"]
    made.set_annotations(
        mne.Annotations([0, 30, 60, 90, 120, 70.5, 10], [30] * 5 + [3.25, 0], texts)
    )
    made.info["bads"] = ["E1-M2"]
    return made


def sentences(night):
    return [entry.sentence for entry in night.account]


def test_a_raws_annotations_are_stages_lights_and_events(raw, samples):
    night = open_night(raw)
    assert night.hypnogram.values.tolist() == CODES
    assert night.attrs["lights_off"] == 10
    assert night.events.to_dataframe()[["onset", "duration", "kind"]].values.tolist() == [
        [70.5, 3.25, "arousal"]
    ]
    assert night.start.isoformat() == "2024-01-01T22:30:00"
    assert night.channels["E1-M2"].is_bad
    assert not night.channels["C3-M2"].is_bad
    np.testing.assert_array_equal(night.signals["128Hz"].signal.values, samples)
    assert {channel.units for channel in night.channels.values()} == {"uV"}
    assert "unit 'V' (2): uV, MNE keeps voltages in V" in sentences(night)
    assert "field 'bads' (1): channels marked bad" in sentences(night)


def test_a_raw_is_asked_for_windows_alone(raw, monkeypatch):
    asked = []
    read = type(raw).get_data

    def get_data(self, picks=None, start=0, stop=None, **options):
        asked.append(stop - start)
        return read(self, picks, start=start, stop=stop, **options)

    monkeypatch.setattr(type(raw), "get_data", get_data)
    night = open_night(raw)
    assert asked == []
    night.samples(10, 12)
    assert asked == [256]


def test_opening_a_raw_does_not_copy_it():
    volts = np.zeros((4, 500_000))
    held = mne.io.RawArray(volts, mne.create_info(4, FREQUENCY, "eeg"), copy=None, verbose="error")
    open_night(held)  # what is imported once
    tracemalloc.start()
    night = open_night(held)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < volts.nbytes / 10
    held._data[1, 128_000] = 1.0  # the very samples of the Raw
    assert night.samples(1000, 1001)["128Hz"][1, 0] == 1e6


def test_the_first_sample_of_a_cut_raw_is_the_start(raw, samples):
    night = open_night(raw.copy().crop(30, 120))
    assert night.start.isoformat() == "2024-01-01T22:30:30"
    assert night.hypnogram.values.tolist()[:3] == CODES[1:4]
    np.testing.assert_array_equal(night.samples(0, 1)["128Hz"], samples[:, 3840:3968])


def test_units_by_hand_are_those_of_the_numbers_in_a_raw(samples):
    info = mne.create_info(["C3"], FREQUENCY, "eeg")
    wrong = mne.io.RawArray(samples[:1], info, verbose="error")  # uV, not V
    night = open_night(wrong, units="uV")
    np.testing.assert_array_equal(night.signal("C3").values, samples[0])


def test_epochs_and_their_like_are_refused_with_what_would_do(raw):
    epochs = mne.make_fixed_length_epochs(raw, 10, verbose="error")
    with pytest.raises(ValueError, match="give the Raw that they were cut from"):
        open_night(epochs)
    with pytest.raises(ValueError, match="give the Raw that it is of"):
        open_night(raw.info)
    with pytest.raises(ValueError, match="concatenate_raws"):
        open_night([raw, raw])
    with pytest.raises(ValueError, match="Raw says its own"):
        open_night(raw, sampling_frequency=100)


def test_an_array_needs_its_frequency_channels_and_units(samples):
    said = {"sampling_frequency": 128, "channels": ["C3", "C4"], "units": "uV"}
    night = open_night(samples, **said)
    np.testing.assert_array_equal(night.signals["128Hz"].signal.values, samples)
    assert np.shares_memory(night.signals["128Hz"].signal.variable._data.array.source.data, samples)
    for left_out, word in (
        ("sampling_frequency", "sampling_frequency="),
        ("channels", "names of channels"),
        ("units", 'units="uV"'),
    ):
        with pytest.raises(ValueError, match=word):
            open_night(samples, **{key: one for key, one in said.items() if key != left_out})
    with pytest.raises(ValueError, match=r"array\.T"):
        open_night(samples.T, **said)
    with pytest.raises(ValueError, match=r"'furlong'.*nV, uV, mV and V"):
        open_night(samples, **{**said, "units": "furlong"})
    with pytest.raises(ValueError, match=r"'Cz', expected some of"):
        open_night(samples, **{**said, "units": {"Cz": "uV"}})
    with pytest.raises(ValueError, match="one row a channel"):
        open_night(samples, **{**said, "channels": ["C3"]})
    with pytest.raises(ValueError, match="positive"):
        open_night(samples, **{**said, "sampling_frequency": 0})


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda array: array.astype(complex), "complex128; samples are real numbers"),
        (lambda array: array > 0, "bool; samples are real numbers"),
        (lambda array: array.astype(object), "object; samples are real numbers"),
        (lambda array: np.ma.masked_greater(array, 30), r"masked array.*filled\(np\.nan\)"),
        (lambda array: array.T, r"give array\.T"),
        (lambda array: array[0], "has 1 rows and channels= names 2"),
        (lambda array: array.tolist(), "holds list and no stages; give samples as a NumPy array"),
    ],
)
def test_what_no_samples_are_is_refused(made, words, samples):
    with pytest.raises(ValueError, match=words):
        open_night(made(samples), sampling_frequency=128, channels=["C3", "C4"], units="uV")


@pytest.mark.parametrize("frequency", [-1, 0, float("nan"), float("inf"), True, "fast", [128]])
def test_what_is_no_sampling_frequency_is_refused(frequency, samples):
    with pytest.raises(ValueError, match="sampling_frequency must be in Hz and positive"):
        open_night(samples, sampling_frequency=frequency, channels=["C3", "C4"], units="uV")


def test_names_that_stand_twice_are_told_apart_and_said(samples):
    night = open_night(samples, sampling_frequency=128, channels=["C3", "C3"], units="uV")
    assert list(night.channels) == ["C3", "C3 (2)"]
    assert any("C3" in note for note in night.reader_notes)
    np.testing.assert_array_equal(night.signal("C3 (2)").values, samples[1])


def test_a_raw_without_eeg_is_a_night_of_what_it_has(samples):
    info = mne.create_info(["chin", "ECG"], FREQUENCY, ["emg", "ecg"])
    night = open_night(mne.io.RawArray(samples.astype(np.float64) * 1e-6, info, verbose="error"))
    assert [one.kind for one in night.channels.values()] == ["EMG", "ECG"]
    assert not night.is_scored


@pytest.mark.parametrize(
    ("units", "factor"), [("mV", 1e3), (["V", "V"], 1e6), ({"C3": "mV", "C4": "mV"}, 1e3)]
)
def test_units_that_are_said_are_never_doubted(samples, units, factor):
    night = open_night(samples, sampling_frequency=128, channels=["C3", "C4"], units=units)
    expected = (samples.astype(np.float64) * factor).astype(np.float32)
    np.testing.assert_array_equal(night.signals["128Hz"].signal.values, expected)


def test_a_data_array_with_clock_times_gives_start_and_frequency(samples):
    time = pd.date_range("2024-03-01 23:00", periods=samples.shape[1], freq="7812500ns")
    array = xr.DataArray(
        samples.T,
        dims=("time", "channel"),
        coords={"time": time, "channel": ["C3", "C4"], "units": ("channel", ["uV", "mV"])},
    )
    night = open_night(array)
    assert (night.start.isoformat(), list(night.signals)) == ("2024-03-01T23:00:00", ["128Hz"])
    np.testing.assert_array_equal(night.signal("C3").values, samples[0])
    np.testing.assert_array_equal(night.signal("C4").values, samples[1] * np.float32(1000))


def test_a_dataset_of_one_variable_a_channel_is_not_joined(samples):
    time = ("time", np.arange(samples.shape[1]) / FREQUENCY, {"units": "s"})
    dataset = xr.Dataset(
        {
            "C3": ("time", samples[0], {"units": "uV"}),
            "SpO2": ("time", samples[1], {"units": "%"}),
            "mood": 3,
        },
        {"time": time},
    )
    night = open_night(dataset)
    assert {name: one.units for name, one in night.channels.items()} == {"C3": "uV", "SpO2": "%"}
    np.testing.assert_array_equal(night.signals["128Hz"].signal.values, samples)
    assert "column 'mood': not used, no dimension of time" in sentences(night)
    with pytest.raises(ValueError, match="does not say the unit of C3"):
        open_night(dataset.drop_attrs())


def test_times_that_are_uneven_go_back_or_contradict_are_refused(samples):
    def array(time, units="s"):
        coords = {"time": ("time", time, {"units": units}), "channel": ["C3", "C4"]}
        made = xr.DataArray(samples[:, : time.size], dims=("channel", "time"), coords=coords)
        return made.assign_attrs(units="uV")

    even = np.arange(1000) / FREQUENCY
    with pytest.raises(ValueError, match=r"not evenly spaced: after .*reindex"):
        open_night(array(np.where(even > 4, even + 60, even)))
    with pytest.raises(ValueError, match="sort it"):
        open_night(array(even[::-1]))
    with pytest.raises(ValueError, match="'parsec' of its coordinate"):
        open_night(array(even, "parsec"))
    with pytest.raises(ValueError, match="one of them is wrong"):
        open_night(array(even), sampling_frequency=100)
    assert list(open_night(array(even * 1000, "ms")).signals) == ["128Hz"]


def test_a_trees_groups_are_each_at_their_own_frequency(samples):
    def dataset(name, step, unit):
        values = samples[0, ::step]
        time = ("time", np.arange(values.size) * step / FREQUENCY, {"units": "s"})
        return xr.Dataset({name: ("time", values, {"units": unit})}, {"time": time})

    tree = xr.DataTree.from_dict(
        {"/eeg": dataset("C3", 1, "uV"), "/slow": dataset("Temp", 128, "°C")}
    )
    night = open_night(tree)
    assert list(night.signals) == ["128Hz", "1Hz"]
    np.testing.assert_array_equal(night.signal("Temp").values, samples[0, ::128])


@pytest.mark.parametrize(
    "stages",
    [
        STAGES,
        tuple(STAGES),
        [Stage[name] for name in STAGES],
        CODES,
        np.array(CODES),
        np.array(STAGES),
        pd.Series(STAGES),
        pd.Series(STAGES).astype("category"),
        pd.Series(CODES, name="stage"),
        pd.DataFrame({"stage": STAGES}),
        pd.DataFrame({"onset": np.arange(5) * 30.0, "duration": 30.0, "stage": STAGES}),
        pd.DataFrame({"stage": STAGES}, index=pd.timedelta_range("0s", periods=5, freq="30s")),
        xr.DataArray(STAGES, dims="epoch"),
        xr.DataArray(STAGES, dims="time", coords={"time": np.arange(5) * 30.0}),
    ],
    ids=lambda one: f"{type(one).__module__.split('.')[0]}.{type(one).__name__}",
)
def test_stages_in_memory_are_a_hypnogram(stages, raw):
    assert open_night(stages).hypnogram.values.tolist() == CODES
    beside = open_night(raw.copy().set_annotations(None), stages)
    assert beside.hypnogram.values.tolist() == CODES
    assert float(explorer.metrics.table(stages, symbols=["TST"]).TST.squeeze()) == 2.0


def test_how_long_an_epoch_is_can_be_said_and_is_said():
    night = open_night(STAGES, epoch_length=20)
    assert night.duration == 100
    assert "time 'epoch length': 20 s, by hand" in sentences(night)
    assert any("taken to last 30 s" in note for note in open_night(STAGES).reader_notes)


def test_words_of_stages_that_nobody_knows_are_asked_for():
    with pytest.raises(ValueError, match="no sleep stage that we know"):
        open_night(["W", "N2", "zzz", "zzz"])
    assert open_night(["W", "zzz"], stages={"zzz": "N3"}).hypnogram.values.tolist() == [0, 3]


def test_a_table_of_events_goes_with_a_raw_or_is_unscored(raw):
    events = pd.DataFrame({"onset": [12.25], "duration": [0.5], "description": ["spindle"]})
    night = open_night(raw, events)
    assert night.events["kind"].values.tolist() == ["spindle", "arousal"]
    assert night.hypnogram.values.tolist() == CODES
    alone = open_night(events)
    assert not alone.is_scored
    assert any("events without stages" in note for note in alone.reader_notes)
    with pytest.raises(ValueError, match="no column of stages"):
        open_night(pd.DataFrame({"mood": ["low", "high"], "age": [3, 4]}))


@pytest.mark.parametrize(
    "nothing",
    [
        *(None, "", "  ", [], (), {}, 0, 0.0, False, b"", object(), {"C3": [1.0]}),
        *(np.array([]), np.zeros((2, 0)), np.zeros((2, 3, 4)), np.array(5.0)),
        *(xr.DataTree(), xr.Dataset(), xr.DataArray(np.zeros((0, 3)), dims=("channel", "time"))),
        *(xr.DataArray(np.zeros((2, 3))), pd.DataFrame(), pd.Series([], dtype=float)),
        *(float("nan"), np.float64("nan"), pd.NA, pd.NaT, np.datetime64("NaT")),
    ],
    ids=lambda one: f"{type(one).__name__}",
)
def test_what_is_no_night_is_refused_in_a_sentence_and_opens_no_sample(nothing):
    with pytest.raises(ValueError, match=r"\w") as refused:
        open_night(nothing)
    assert "\n" not in str(refused.value)
    with pytest.raises(ValueError, match=r"\w"):
        explorer.explore(nothing)
    with pytest.raises(ValueError, match=r"\w"):
        explorer.metrics.table(nothing)


def test_metrics_take_what_nights_are_opened_from(raw):
    expected = explorer.metrics.table(open_night(raw), symbols=["TST", "SE"])
    assert explorer.metrics.table(raw, symbols=["TST", "SE"]).identical(expected)
    hypnogram = yasa.Hypnogram(["WAKE", "N2", "REM"])
    assert explorer.metrics.table(hypnogram, symbols=["TST"]).TST.item() == 1.0
    with pytest.raises(ValueError, match="empty"):
        explorer.metrics.table([])


def test_a_hypnogram_of_yasa_keeps_start_scorer_and_probabilities():
    belief = pd.DataFrame(np.eye(5)[[0, 2, 4]], columns=["WAKE", "N1", "N2", "N3", "REM"])
    hypnogram = yasa.Hypnogram(
        ["WAKE", "N2", "REM"], freq="20s", start="2024-01-01 22:00", scorer="me", proba=belief
    )
    night = open_night(hypnogram)
    assert night.hypnogram.values.tolist() == [0, 2, 4]
    assert (night.start.isoformat(), night.duration) == ("2024-01-01T22:00:00", 60)
    assert night.hypnograms.scorer.values.tolist() == ["me"]
    np.testing.assert_array_equal(night.probabilities[0], np.eye(5)[[0, 2, 4]])


def test_the_page_opens_on_an_object_and_can_open_it_anew(raw):
    from explorer.app.launch import build_explorer

    page = build_explorer(raw)
    assert page.state.night.hypnogram.values.tolist() == CODES
    assert list(page.state.night.channels) == ["C3-M2", "E1-M2"]
    again = page.night_manager.shown.open(units={"C3-M2": "mV"})
    assert again.channels["C3-M2"].units == "uV"
