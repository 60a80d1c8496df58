"""Signals of EDF and BDF: the values that MNE reads, from any window, and nothing else read."""

import pickle
import shutil

import numpy as np
import pytest
import xarray as xr

from explorer.io.edf import read_edf
from explorer.io.edf_header import read_header
from explorer.io.open import open_night
from explorer.io.write import write_edf
from explorer.night.night import Night
from explorer.night.schema import make_signals

RECORDINGS = (
    "psg-excerpts/nox_89_channels_8_rates.edf",
    "psg-excerpts/sleep_edf_SC4001_first_5_min.edf",
    "dreams-spindles/excerpt3.edf",
    "hostile/EDF.jl__test__data__bdf_test.bdf",
    "hostile/pyedflib-sdist__test_generator_datarec_generator_2.bdf",
    "hostile/pyedflib-sdist__test_generator.edf",
    "hostile/pyedflib-sdist__test_subsecond.edf",
)
# MNE gives V; these are the units that it takes for a part of a volt.
MNE_FACTORS = {"uV": 1e6, "mV": 1e3}


def channels_by_mne(path, labels):
    """MNE's reading of channels of one sampling frequency, in the file's own units."""
    import mne

    reader = mne.io.read_raw_bdf if path.suffix == ".bdf" else mne.io.read_raw_edf
    return reader(path, include=labels, infer_types=False, verbose="error")


@pytest.mark.parametrize("name", RECORDINGS)
def test_every_channel_equals_mne_at_the_start_the_end_and_across_records(name, shared_data):
    path = shared_data / name
    header = read_header(path)
    units = dict(zip(header.labels, header.units, strict=True))
    night = open_night(path)
    compared = 0
    for signals in night.signals.values():
        labels = [str(label) for label in signals.channel.values]
        theirs_labels = [label.encode().decode("latin-1") for label in labels]  # as MNE reads them
        raw = channels_by_mne(path, theirs_labels)
        frequency = float(signals.sampling_frequency)
        assert raw.info["sfreq"] == pytest.approx(frequency)
        samples = signals.sizes["time"]
        assert raw.n_times == samples
        record = round(header.record_duration * frequency)
        for first, last in {
            (0, min(3, samples)),
            (max(samples - 3, 0), samples),
            (max(record - 2, 0), min(record + 2, samples)),
            (0, samples),
        }:
            theirs = raw.get_data(picks=theirs_labels, start=first, stop=last)
            ours = signals["signal"].isel(time=slice(first, last)).values
            assert ours.dtype == np.float32
            for row, label in enumerate(labels):
                factor = MNE_FACTORS.get(units[label], 1.0)
                if units[label] == "V" and signals.units.values[row] == "uV":
                    factor = 1e6
                expected = (theirs[row] * factor).astype(np.float32)
                np.testing.assert_array_max_ulp(ours[row], expected, maxulp=1)
                compared += 1
    assert compared >= 4 * len(night.channels) - len(night.channels)


def test_the_89_channels_keep_their_eight_frequencies_and_letters(shared_data):
    night = open_night(shared_data / "psg-excerpts/nox_89_channels_8_rates.edf")
    assert len(night.channels) == 89
    assert sorted(float(s.sampling_frequency) for s in night.signals.values()) == [
        1, 3, 5, 20, 25, 75, 100, 200,
    ]  # fmt: skip
    assert "C3 Impédance" in night.channels
    assert night.channels["C3 Impédance"].kind == "other"
    assert night.channels["C3-M2"].units == "uV"
    assert night.channels["RIP-Phase"].units == "°"


def test_microvolts_are_those_of_the_text_that_lies_beside_the_recording(shared_data):
    night = open_night(shared_data / "dreams-spindles/excerpt3.edf")
    text = (shared_data / "dreams-spindles/excerpt3.txt").read_text().splitlines()
    expected = np.array(text[1:1001], np.float64)
    ours = night.signal("C3-A1")[:1000].values
    assert np.abs(ours - expected).max() < 0.02  # two steps of the 16 bits


def test_a_window_reads_whole_records_and_nothing_else(shared_data, monkeypatch):
    from explorer.io.edf_record_reader import RecordReader

    night = open_night(shared_data / "psg-excerpts/sleep_edf_SC4001_first_5_min.edf")
    read = []
    original = RecordReader.blocks

    def counted(self, low, high, most):
        read.append((low, high))
        return original(self, low, high, most)

    monkeypatch.setattr(RecordReader, "blocks", counted)
    window = night.window(29, 31, ["EEG Fpz-Cz"])["100Hz"]
    assert window.shape == (1, 200)
    assert read == [(0, 2)]


@pytest.mark.parametrize(
    "key",
    [
        {"time": slice(10, 500, 7)},
        {"time": slice(500, 10, -3)},
        {"time": 2999, "channel": 1},
        {"time": -1},
        {"time": [3, 2999, 3000, 5]},
        {"channel": [2, 0], "time": slice(0, 9)},
        {"channel": slice(None, None, -1), "time": slice(0, 9)},
        {"time": slice(5, 5)},
    ],
)
def test_any_indexing_is_that_of_the_whole_array(key, shared_data):
    signal = open_night(shared_data / "psg-excerpts/sleep_edf_SC4001_first_5_min.edf").signals[
        "100Hz"
    ]["signal"]
    np.testing.assert_array_equal(signal.isel(key).values, signal.load().copy().isel(key).values)


def test_a_whole_channel_by_blocks_equals_it_by_windows(shared_data, monkeypatch):
    from explorer.io import edf_record_reader

    night = open_night(shared_data / "psg-excerpts/nox_89_channels_8_rates.edf")
    whole = night.signal("C3-M2").values
    monkeypatch.setattr(edf_record_reader, "_BLOCK_BYTES", 1)
    np.testing.assert_array_equal(night.signal("C3-M2").values, whole)
    monkeypatch.setattr(edf_record_reader, "_SKIPPED_BYTES", 0)
    np.testing.assert_array_equal(night.signal("C3-M2").values, whole)


def test_a_lazy_night_survives_pickling(shared_data):
    night = open_night(shared_data / "psg-excerpts/sleep_edf_SC4001_first_5_min.edf")
    signal = night.signals["100Hz"]["signal"]
    again = pickle.loads(pickle.dumps(signal))
    np.testing.assert_array_equal(again.values, signal.values)


def test_a_file_that_shrinks_after_opening_is_an_error_not_a_wrong_value(shared_data, tmp_path):
    path = tmp_path / "night.edf"
    shutil.copyfile(shared_data / "psg-excerpts/sleep_edf_SC4001_first_5_min.edf", path)
    night = open_night(path)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:50_000])
    with pytest.raises(OSError, match="was cut from 184448 to 50000 bytes"):
        night.window(250, 280)


def discontinuous(source, path, onsets, marked=b"EDF+D"):
    """Copy an EDF+C file, marked EDF+D or else, with other onsets of its records."""
    raw = bytearray(source.read_bytes())
    header = read_header(source)
    raw[192:197] = marked
    row = header.annotation_rows[0]
    start, width = int(header.samples[:row].sum()) * 2, int(header.samples[row]) * 2
    for record, onset in enumerate(onsets):
        at = header.size + record * header.record_bytes + start
        raw[at : at + width] = f"+{onset:g}\x14\x14\x00".encode().ljust(width, b"\0")
    raw[236:244] = f"{len(onsets):<8}".encode()
    path.write_bytes(raw[: header.size + len(onsets) * header.record_bytes])
    return path


def test_gaps_of_a_discontinuous_recording_are_nan_and_said(shared_data, tmp_path):
    source = shared_data / "hostile/pyedflib-sdist__test_subsecond.edf"
    path = discontinuous(source, tmp_path / "gap.edf", [0, 1, 5, 6])
    whole = read_edf(source).signals["128Hz"]["signal"].values[0]
    recording = read_edf(path)
    values = recording.signals["128Hz"]["signal"].values[0]
    assert values.size == 7 * 128
    np.testing.assert_array_equal(values[:256], whole[:256])
    assert np.isnan(values[256 : 5 * 128]).all()
    np.testing.assert_array_equal(values[5 * 128 :], whole[256:512])
    np.testing.assert_array_equal(
        recording.signals["128Hz"]["signal"][0, 200:700].values, values[200:700]
    )
    assert any("1 gap in the recording, 3 s in all" in note for note in recording.notes)


@pytest.mark.parametrize("onsets", [[0, 1, 5, 6], [0, 1, 2, 3, 4, 5, 6, 9], [0, 3, 4, 5, 6, 7]])
def test_gaps_are_followed_though_the_file_is_marked_contiguous(onsets, shared_data, tmp_path):
    source = shared_data / "hostile/pyedflib-sdist__test_subsecond.edf"
    right = read_edf(discontinuous(source, tmp_path / "d.edf", onsets))
    recording = read_edf(discontinuous(source, tmp_path / "c.edf", onsets, b"EDF+C"))
    np.testing.assert_array_equal(
        recording.signals["128Hz"]["signal"].values, right.signals["128Hz"]["signal"].values
    )
    assert recording.account == right.account
    assert any("1 gap in the recording" in note for note in recording.notes)
    assert any(
        "marked contiguous (EDF+C), but its records' own times have gaps" in note
        for note in recording.notes
    )


@pytest.mark.parametrize(
    ("onsets", "said"),
    [
        ([0, 1, 2, 3, 4, 5], False),
        ([7, 8, 9, 10, 11], False),
        ([0, 0, 0, 0, 0], False),
        ([0, 1.01, 2.02, 3.03, 4.04], False),
        ([0, 1, 2, 0.5, 1.5, 2.5], True),
        ([0, 1, 2, 1e9], True),
    ],
)
def test_a_contiguous_recording_stays_so_where_its_times_cannot_be_followed(
    onsets, said, shared_data, tmp_path
):
    source = shared_data / "hostile/pyedflib-sdist__test_subsecond.edf"
    recording = read_edf(discontinuous(source, tmp_path / "c.edf", onsets, b"EDF+C"))
    assert recording.duration == len(onsets)
    notes = " ".join(recording.notes)
    assert ("marked contiguous (EDF+C), which was believed" in notes) == said
    assert "gap" not in notes


def test_a_discontinuous_recording_without_gaps_opens_as_contiguous(shared_data, tmp_path):
    source = shared_data / "hostile/pyedflib-sdist__test_subsecond.edf"
    recording = read_edf(discontinuous(source, tmp_path / "no_gap.edf", [0, 1, 2]))
    assert recording.duration == 3
    assert any("no time is missing" in note for note in recording.notes)


@pytest.mark.parametrize("onsets", [[0, 2, 1], [0, 0.5, 1], [0, 1, 1e9]])
def test_records_out_of_time_are_refused(onsets, shared_data, tmp_path):
    source = shared_data / "hostile/pyedflib-sdist__test_subsecond.edf"
    path = discontinuous(source, tmp_path / "wrong.edf", onsets)
    with pytest.raises(ValueError, match=r"in the order of time|believed"):
        read_edf(path)


def test_the_engine_gives_the_tree_and_its_groups(shared_data):
    path = shared_data / "psg-excerpts/sleep_edf_SC4001_first_5_min.edf"
    tree = xr.open_datatree(path, engine="psg")
    night = open_night(path)
    assert set(tree.groups) == set(night.tree.groups)
    group = xr.open_dataset(path, engine="psg", group="signals/1Hz")
    np.testing.assert_array_equal(group.signal.values, night.signals["1Hz"].signal.values)
    np.testing.assert_array_equal(tree["signals/1Hz/signal"].values, group.signal.values)
    with pytest.raises(ValueError, match="no group"):
        xr.open_dataset(path, engine="psg", group="signals/7Hz")


def test_the_engine_works_in_chunks_on_dask(shared_data):
    path = shared_data / "psg-excerpts/sleep_edf_SC4001_first_5_min.edf"
    chunked = xr.open_dataset(path, engine="psg", group="signals/100Hz", chunks={"time": 7000})
    whole = open_night(path).signals["100Hz"].signal
    np.testing.assert_allclose(chunked.signal.mean("time"), whole.mean("time"), rtol=1e-4)


def write_edf_d(path, onsets, frequency=200, slow=4):
    """Write EDF+D of records of 1 s; each begins with a pulse, annotated at its onset."""

    def fields(*columns):
        return b"".join(text.ljust(width).encode() for width, texts in columns for text in texts)

    width = 40  # bytes of annotations in a record
    header = fields(
        (8, ["0"]), (80, ["X X X X"]), (80, ["Startdate 22-MAY-2018 X X X"]), (8, ["22.05.18"]),
        (8, ["23.50.00"]), (8, [str(256 * 4)]), (44, ["EDF+D"]), (8, [str(len(onsets))]),
        (8, ["1"]), (4, ["3"]),
        (16, ["C4-M1", "SpO2", "EDF Annotations"]), (80, [""] * 3), (8, ["uV", "%", ""]),
        (8, ["-200", "0", "-1"]), (8, ["200", "100", "1"]), (8, ["-32768"] * 3), (8, ["32767"] * 3),
        (80, [""] * 3), (8, [str(frequency), str(slow), str(width // 2)]), (32, [""] * 3),
    )  # fmt: skip
    records = []
    for onset in onsets:
        fast, other = np.zeros(frequency, "<i2"), np.zeros(slow, "<i2")
        fast[0], other[0] = 30_000, 30_000
        text = f"+{onset:.10g}\x14\x14\x00+{onset:.10g}\x14pulse\x14\x00".encode()
        records.append(fast.tobytes() + other.tobytes() + text.ljust(width, b"\x00"))
    path.write_bytes(header + b"".join(records))
    return path


@pytest.mark.parametrize("step", [1.004, 1.001, 1.0025, 1.3, 1 + 1 / 4096])
def test_small_gaps_shift_later_samples_by_what_the_records_say(step, tmp_path):
    onsets = np.round(np.arange(280) * step, 6)
    night = open_night(write_edf_d(tmp_path / "gaps.edf", onsets))
    assert night.events.onset.values == pytest.approx(onsets)
    for channel, frequency in (("C4-M1", 200), ("SpO2", 4)):
        values = night.signal(channel).values
        pulses = np.flatnonzero(np.nan_to_num(values) > np.nanmax(values) / 1.1) / frequency
        assert abs(pulses - onsets).max() <= 0.5 / frequency + 1e-9
    missing = int(np.isnan(night.signal("C4-M1").values).sum())
    said = [note for note in night.reader_notes if "values there are NaN" in note]
    assert bool(said) == bool(missing)
    if missing:
        assert f"{missing / 200:g} s in all" in said[0]


def test_records_4_ms_apart_have_pulses_and_annotations_together(shared_data):
    night = open_night(shared_data / "cases/edf_d_records_4_ms_apart/small.edf")
    values = night.signal("C4-M1").values
    high = np.flatnonzero(np.nan_to_num(values) > np.nanmax(values) / 2)
    pulses = high[np.diff(high, prepend=-200) > 100] / 200
    assert pulses[1:] == pytest.approx([70.28, 140.56, 210.84])
    assert night.events.onset.values == pytest.approx(pulses)
    assert night.duration == pytest.approx(281.1, abs=0.02)
    assert f"{np.isnan(values).sum()} gaps in the recording" in " ".join(night.reader_notes)
    (gaps,) = (entry for entry in night.account if entry.kind == "gap")
    assert gaps.minutes * 60 == pytest.approx(np.isnan(values).sum() / 200, abs=0.02)


def test_records_that_fall_behind_little_by_little_are_refused(tmp_path):
    with pytest.raises(ValueError, match="before the one before it ends"):
        open_night(write_edf_d(tmp_path / "overlap.edf", np.arange(280) * 0.999))


@pytest.mark.parametrize(
    ("swapped", "said"),
    [(("physical",), "physical"), (("digital",), "digital"), (("physical", "digital"), "")],
)
def test_a_range_that_turns_the_sign_is_said(swapped, said, tmp_path):
    samples = np.linspace(-50, 50, 3000, dtype=np.float32)[None]
    signals = make_signals(samples, 100, ["C3"], ["eeg"], ["uV"])
    path = tmp_path / "night.edf"
    write_edf(Night.make({"eeg": signals}, {}), path)
    raw = bytearray(path.read_bytes())
    labels = int(raw[252:256])
    for what in swapped:
        low = 256 + (16 + 80 + 8 + (16 if what == "digital" else 0)) * labels
        high = low + 8 * labels
        raw[low : low + 8], raw[high : high + 8] = raw[high : high + 8], raw[low : low + 8]
    path.write_bytes(raw)
    night = open_night(path)
    notes = [note for note in night.reader_notes if "turns the values' sign" in note]
    assert [note.split()[1] for note in notes] == [said] * bool(said)
    first = float(night.signal("C3").values[0])
    assert (first > 0) == bool(said)
