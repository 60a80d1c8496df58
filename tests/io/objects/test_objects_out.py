"""What a night is given to other tools as comes back as the same night, to the last bit."""

import pickle

import mne
import numpy as np
import pandas as pd
import pytest
import xarray as xr
import yasa

from explorer.io import open_night
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_events, make_signals
from explorer.vocabulary.stages import Stage


@pytest.fixture
def night(short_night):
    """Return the short night with events and lights, and what else only our schema has."""
    events = make_events(
        onset=[12.345678, 61.1],
        duration=[0.5, 1 / 3],
        kind=["spindle", "arousal"],
        channel=["C3", ""],
        source=["YASA", "me"],
        amplitude=[31.5, 2.25],
    )
    tree = short_night.tree.copy()
    tree["events"] = xr.DataTree(events)
    tree.attrs = {**tree.attrs, "lights_off": 5.0, "lights_on": 290.0, "condition": "placebo"}
    return Night(tree)


def same_night(found, night):
    assert list(found.signals) == list(night.signals)
    for rate, signals in night.signals.items():
        np.testing.assert_array_equal(found.signals[rate].signal.values, signals.signal.values)
    assert found.channels == night.channels
    assert found.hypnograms.identical(night.hypnograms)
    assert found.events.to_dataframe().equals(night.events.to_dataframe())
    for key in ("subject", "condition", "start", "lights_off", "lights_on", "simulated"):
        assert found.attrs[key] == night.attrs[key]


def test_a_night_comes_back_from_mne_with_each_channel_at_its_own_frequency(night):
    raw = night.to_mne()
    assert raw.ch_names == ["C3", "C4", "SpO2"]
    assert raw.get_channel_types() == ["eeg", "eeg", "misc"]
    np.testing.assert_allclose(raw.get_data("C3")[0] * 1e6, night.signal("C3").values, rtol=1e-12)
    held = np.repeat(night.signal("SpO2").values, 100)
    np.testing.assert_array_equal(raw.get_data("SpO2")[0], held)
    same_night(open_night(raw), night)
    same_night(open_night(raw.copy().load_data(verbose="error")), night)


def test_a_raw_comes_back_from_a_night_bit_for_bit():
    volts = np.random.default_rng(0).normal(0, 2e-5, (2, 12_800))
    raw = mne.io.RawArray(volts, mne.create_info(["C3", "C4"], 128, "eeg"), verbose="error")
    np.testing.assert_array_equal(open_night(raw).to_mne().get_data(), volts)


def test_a_raw_of_a_night_reads_windows_alone(night):
    raw = night.to_mne(["C4"])
    assert not raw.preload
    window = raw.get_data(start=1000, stop=1500)
    np.testing.assert_allclose(window[0] * 1e6, night.samples(10, 15, ["C4"])["100Hz"][0])
    filtered = raw.copy().load_data(verbose="error").filter(1, 30, verbose="error")
    assert open_night(filtered).channels["C4"].units == "uV"
    assert list(open_night(raw.copy().crop(30, 60)).signals) == ["100Hz"]


def test_what_cannot_be_given_is_refused_by_name(night):
    with pytest.raises(ValueError, match=r"no channel 'Cz'.*C3"):
        night.to_mne(["Cz"])
    with pytest.raises(ValueError, match="no scorer 'nobody else'"):
        night.to_mne(scorer="nobody else")
    with pytest.raises(ValueError, match="without signals"):
        open_night(["W", "N1"]).to_mne()


def test_events_come_back_from_annotations_and_tables(night):
    annotations = night.to_annotations()
    assert annotations.description[:2].tolist() == ["Sleep stage W", "Lights off"]
    assert open_night(annotations).hypnogram.values.tolist() == night.hypnogram.values.tolist()
    table = night.to_dataframe()
    assert open_night(table).to_dataframe().equals(table)


@pytest.mark.parametrize(
    "stages",
    [
        ["W", "N1", "N2", "N3", "REM", "ARTEFACT", "UNSCORED"],
        ["W", "LIGHT", "DEEP", "REM", "UNSCORED"],
        ["W", "NREM", "REM"],
        ["W", "SLEEP", "UNSCORED"],
    ],
)
@pytest.mark.parametrize("epoch_length", [30.0, 20.0, 0.5])
def test_a_hypnogram_comes_back_from_yasa(stages, epoch_length):
    hypnogram = make_hypnogram(stages, epoch_length)
    given = hypnogram.to_yasa()
    assert isinstance(given, yasa.Hypnogram)
    assert open_night(given).hypnogram.drop_vars("scorer").identical(hypnogram)


def test_a_night_gives_yasa_its_start_scorer_and_probabilities(night):
    given = night.to_yasa()
    assert (given.scorer, str(given.start)) == ("first scorer", "2026-01-01 23:00:00")
    assert night.hypnogram.to_yasa().hypno.tolist() == given.hypno.tolist()
    with pytest.raises(ValueError, match=r"isel\(scorer=0\)"):
        night.hypnograms.to_yasa()
    with pytest.raises(ValueError, match="LIGHT, N1, W together"):
        make_hypnogram(["W", "N1", "LIGHT"]).to_yasa()
    with pytest.raises(ValueError, match="no hypnogram"):
        xr.DataArray([0, 1]).to_yasa()


def test_a_tree_is_its_night(night):
    assert open_night(night) is night
    assert open_night(night.tree).tree.identical(night.tree)
    assert pickle.loads(pickle.dumps(open_night(night.tree))).tree.identical(night.tree)
    other = open_night(night.tree, ["W"] * 10)
    assert other.hypnogram.values.tolist() == [0] * 10
    assert other.attrs["condition"] == "placebo"


def test_a_group_of_a_tree_is_a_recording(night):
    found = open_night(night.signals["100Hz"])
    assert found.channels["C3"] == night.channels["C3"]
    np.testing.assert_array_equal(found.signal("C3").values, night.signal("C3").values)
    alone = open_night(night.signal("C3"))
    np.testing.assert_array_equal(alone.signal("C3").values, night.signal("C3").values)
    assert open_night(night.hypnograms).hypnograms.identical(night.hypnograms)
    assert open_night(night.hypnogram).hypnogram.values.tolist() == night.hypnogram.values.tolist()


@pytest.mark.parametrize("name", ["night.zarr", "night.nc"])
def test_a_kept_tree_opens_as_its_night(night, tmp_path, name):
    if name.endswith(".zarr"):
        # Zarr's third format has no word yet for texts of fixed length, and warns of it.
        night.tree.to_zarr(tmp_path / name, zarr_format=2)
    else:
        night.tree.to_netcdf(tmp_path / name)
    found = open_night(tmp_path / name)
    same_night(found, night)
    assert isinstance(found.signals["100Hz"].xindexes["time"], xr.indexes.RangeIndex)
    with pytest.raises(ValueError, match="a folder"):
        open_night(tmp_path)


def test_a_tree_holds_only_what_netcdf_knows(night, tmp_path, monkeypatch):
    for node in night.tree.subtree:
        values = [
            *node.attrs.values(),
            *(v for one in node.variables.values() for v in one.attrs.values()),
        ]
        assert not any(isinstance(value, bool | np.bool_ | dict | None) for value in values)
        assert {one.dtype.kind for one in node.variables.values()} <= set("fiU")
    monkeypatch.setattr("explorer.io.objects.kept_trees.find_spec", lambda _: None)
    (tmp_path / "night.nc").touch()
    with pytest.raises(ValueError, match="needs h5netcdf or netCDF4"):
        open_night(tmp_path / "night.nc")


def test_samples_are_chunks_of_dask_where_they_are_asked_for(night):
    found = open_night(night, chunks={"time": 10_000})
    assert found.signals["100Hz"].signal.chunks == ((2,), (10_000,) * 3)
    same_night(found, night)
    kept = open_night(xr.DataTree.from_dict({"/eeg": found.signals["100Hz"]}))
    assert kept.signals["100Hz"].signal.chunks is not None
    with pytest.raises(ValueError, match="channel and time"):
        open_night(night, chunks={"epoch": 3})


def test_times_and_stages_follow_the_cf_conventions(night):
    time = night.signals["100Hz"].time
    assert (time.attrs["standard_name"], time.attrs["axis"], time.attrs["units"]) == (
        "time",
        "T",
        "s",
    )
    assert night.hypnogram.onset.attrs["axis"] == "T"
    assert night.hypnogram.attrs["standard_name"] == "status_flag"
    assert night.tree.attrs["Conventions"].startswith("CF-")


def test_a_raw_of_our_making_for_signals_alone_is_opened():
    signals = make_signals(np.ones((1, 300), np.float32), 10.0, ["C3"], ["EEG"], ["uV"])
    raw = Night.make({"10Hz": signals}).to_mne()
    assert not len(raw.annotations)
    assert not open_night(raw).is_scored


# Every object that is taken in, made from a night and opened again: nothing of it may be lost.
@pytest.mark.parametrize("kind", ["array", "DataArray", "Dataset", "group", "DataTree", "chunks"])
def test_samples_come_back_bit_for_bit_from_every_kind_of_array(kind, night):
    group = night.signals["100Hz"]
    values, names = group.signal.values, group.channel.values.tolist()
    time = ("time", np.arange(values.shape[1]) / 100.0, {"units": "s"})
    array = xr.DataArray(
        values, {"channel": names, "time": time}, ("channel", "time"), attrs={"units": "uV"}
    )
    columns = {one: ("time", values[row], {"units": "uV"}) for row, one in enumerate(names)}
    made = {
        "array": lambda: open_night(values, sampling_frequency=100, channels=names, units="uV"),
        "DataArray": lambda: open_night(array),
        "Dataset": lambda: open_night(xr.Dataset(columns, {"time": time})),
        "group": lambda: open_night(group),
        "DataTree": lambda: open_night(night.tree),
        "chunks": lambda: open_night(night, chunks={"time": 7001}),
    }
    found = made[kind]()
    assert list(found.channels)[:2] == names
    np.testing.assert_array_equal(found.signals["100Hz"].signal.values, values)
    again = open_night(found.to_mne())
    np.testing.assert_array_equal(again.signals["100Hz"].signal.values, values)


@pytest.mark.parametrize(
    "kind", ["list", "DataArray", "stages", "durations", "yasa", "annotations"]
)
def test_stages_come_back_from_every_kind_of_scoring(kind, night):
    hypnogram = night.hypnogram
    words = [Stage(int(code)).name for code in hypnogram.values]
    rows = {"onset": hypnogram.onset.values, "duration": 30.0, "stage": words}
    made = {
        "list": lambda: words,
        "DataArray": lambda: hypnogram,
        "stages": lambda: pd.DataFrame({"stage": words}),
        "durations": lambda: pd.DataFrame(rows),
        "yasa": night.to_yasa,
        "annotations": night.to_annotations,
    }
    found = open_night(made[kind]())
    assert found.hypnogram.values.tolist() == hypnogram.values.tolist()
    assert found.hypnogram.onset.values.tolist() == hypnogram.onset.values.tolist()
    assert float(found.hypnogram.epoch_length) == float(hypnogram.epoch_length)
