"""What we write as EDF+ is read back by us, MNE and edfio, to the step of its 16 bits."""

import numpy as np
import pytest

from explorer.io.edf_header import read_header
from explorer.io.open import open_night
from explorer.io.write import write_edf
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_events, make_signals, rate_name
from explorer.vocabulary.stages import Stage


def steps(path):
    """Step of the 16 bits of each channel."""
    header = read_header(path)
    span = header.physical_maximum - header.physical_minimum
    rows = header.signal_rows
    return span[rows] / (header.digital_maximum - header.digital_minimum)[rows]


def test_signals_stages_events_and_simulation_come_back(short_night, tmp_path):
    events = make_events(
        onset=[40.25], duration=[0.75], kind=["spindle"], channel=["C3"], source=["me"]
    )
    night = Night.make(
        short_night.signals,
        {"first scorer": short_night.hypnogram},
        events,
        start="2026-01-01T23:00:00.500000",
        simulated=True,
        subject="S1",
        sex="F",
        lights_off=10.5,
        lights_on=290.0,
    )
    path = write_edf(night, tmp_path / "night.edf")
    again = open_night(path)
    for channel, step in zip(night.channels, steps(path), strict=True):
        ours, theirs = night.signal(channel).values, again.signal(channel).values
        assert np.abs(ours.astype(float) - theirs).max() <= 0.501 * step
    assert again.hypnogram.values.tolist() == night.hypnogram.values.tolist()
    for key in ("start", "simulated", "subject", "sex", "lights_off", "lights_on"):
        assert again.attrs[key] == night.attrs[key], key
    assert again.events.onset.values.tolist() == [40.25]
    assert again.events.duration.values.tolist() == [0.75]
    assert again.events.kind.values.tolist() == ["spindle"]
    assert again.events.channel.values.tolist() == ["C3"]


def test_mne_and_edfio_read_the_same(short_night, tmp_path):
    import edfio
    import mne

    path = write_edf(short_night, tmp_path / "night.edf")
    again = open_night(path)
    raw = mne.io.read_raw_edf(path, include=["C3", "C4"], verbose="error")
    ours = again.signals["100Hz"].signal.values
    np.testing.assert_array_max_ulp(ours, (raw.get_data() * 1e6).astype(np.float32), maxulp=1)
    edf = edfio.read_edf(path)
    for signal in edf.signals:
        np.testing.assert_allclose(again.signal(signal.label).values, signal.data, rtol=1e-6)
    texts = [annotation.text for annotation in edf.annotations]
    assert texts == list(raw.annotations.description)
    assert texts[:3] == ["Sleep stage W", "Sleep stage N1", "Sleep stage N2"]
    assert "simulated" in edf.local_recording_identification


@pytest.mark.parametrize(
    "name",
    [
        "psg-excerpts/nox_89_channels_8_rates.edf",
        "dreams-spindles/excerpt3.edf",
        "hostile/pyedflib-sdist__test_generator_datarec_generator_2.bdf",
    ],
)
def test_real_recordings_come_back_to_the_step(name, shared_data, tmp_path):
    night = open_night(shared_data / name)
    path = write_edf(night, tmp_path / "again.edf")
    again = open_night(path)
    assert again.duration == night.duration
    assert (again.hypnogram == night.hypnogram).all()
    assert float(again.hypnogram.epoch_length) == float(night.hypnogram.epoch_length)
    for ours, theirs, step in zip(night.channels, again.channels, steps(path), strict=True):
        values, back = night.signal(ours).values, again.signal(theirs).values
        # Half a step of the 16 bits, and the rounding of both to float32.
        allowed = 0.501 * step + 2 * np.spacing(np.abs(values).max())
        assert np.abs(values.astype(float) - back).max() <= allowed, ours


def test_every_stage_has_a_text_that_comes_back(tmp_path):
    stages = [*Stage]
    signals = make_signals(np.zeros((1, 30 * len(stages))), 1.0, ["flat"], ["other"], [""])
    night = Night.make({rate_name(1.0): signals}, {"me": make_hypnogram(stages)})
    again = open_night(write_edf(night, tmp_path / "night.edf"))
    assert again.hypnogram.values.tolist() == stages
    assert again.signal("flat").values.tolist() == [0.0] * 30 * len(stages)
    assert again.attrs["start"] == ""


def test_a_gap_cannot_be_written(tmp_path):
    values = np.ones((1, 3000), np.float32)
    values[0, 7] = np.nan
    night = Night.make({"100Hz": make_signals(values, 100.0, ["C3"], ["EEG"], ["uV"])})
    with pytest.raises(ValueError, match="C3 has 1 sample without a value"):
        write_edf(night, tmp_path / "night.edf")


def test_refusals_say_what_would_do(short_night, tmp_path):
    with pytest.raises(ValueError, match="ending in"):
        write_edf(short_night, tmp_path / "night.bdf")
    with pytest.raises(ValueError, match="expected one of"):
        write_edf(short_night, tmp_path / "night.edf", scorer="nobody else")
    alone = Night.make({}, {"me": make_hypnogram(["W"])})
    with pytest.raises(ValueError, match="without signals"):
        write_edf(alone, tmp_path / "night.edf")
    assert not list(tmp_path.iterdir())


def test_long_and_foreign_labels_are_cut_to_ascii_and_stay_apart(tmp_path):
    names = ["Impédance très longue un", "Impédance très longue deux", "\u03bc"]
    signals = make_signals(np.ones((3, 60)), 1.0, names, ["other"] * 3, [""] * 3)
    night = Night.make({"1Hz": signals})
    again = open_night(write_edf(night, tmp_path / "night.edf"))
    assert list(again.channels) == ["Impedance tres l", "Impedance tres 2", "channel 3"]
