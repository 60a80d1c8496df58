"""Units of channels: what the file says, what its values say, and what is given by hand."""

import mne
import numpy as np
import pytest

from explorer.io.channel_units import EVERY_CHANNEL, ChannelTable, channel_scales
from explorer.io.open import open_night
from explorer.io.unit_account import account_of_units
from explorer.night.reading_account import BY_HAND, read_account, write_account

VHDR = """Brain Vision Data Exchange Header File Version 1.0

[Common Infos]
Codepage=UTF-8
DataFile=night.eeg
DataFormat=BINARY
DataOrientation=MULTIPLEXED
NumberOfChannels=3
SamplingInterval=10000

[Binary Infos]
BinaryFormat=INT_16

[Channel Infos]
Ch1=C3,,{step},{unit}
Ch2=EOG1,,{step},{unit}
Ch3=Sensor,,{step},{unit}

[Coordinates]
Ch1=1,-46,0
Ch2=0,0,0
Ch3=0,0,0
"""


def waves(channels=3, amplitude=60.0):
    time = np.arange(6000) / 100
    return amplitude * np.sin(2 * np.pi * (1 + np.arange(channels)[:, None]) * time)


def brainvision(folder, unit, microvolts):
    """Write a BrainVision recording of waves of 60 uV, in a unit of so many uV."""
    step = 0.1 / microvolts
    header = folder / "night.vhdr"
    header.write_text(VHDR.format(step=f"{step:.10g}", unit=unit), encoding="utf-8")
    np.round(waves().T / 0.1).astype("<i2").tofile(folder / "night.eeg")
    return header


def amplitudes(night):
    return {name: float(abs(night.signal(name).values).max()) for name in night.channels}


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("0,5", r"resolution of Ch1 \(C3\) is written 0,5 with a decimal comma.* write 0\.5"),
        ("1,25", r"write 1\.25 in the header"),
        ("0", "is '0', expected what one step of its values is"),
        ("half", "is 'half', expected what one step of its values is"),
    ],
)
def test_a_resolution_that_cannot_be_read_is_refused_in_words(step, said, tmp_path):
    header = brainvision(tmp_path, "uV", 1)
    header.write_text(VHDR.format(step=step, unit="uV"), encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        open_night(header)


@pytest.mark.parametrize(
    ("unit", "microvolts"),
    [
        *((unit, 1) for unit in ("µV", "μV", "uV", "", "microvolt", "мкВ")),
        *(("mV", 1e3), ("millivolt", 1e3), ("V", 1e6), ("Volt", 1e6), ("nV", 1e-3)),
    ],
)
def test_brainvision_channels_without_a_position_keep_unit_and_kind(unit, microvolts, tmp_path):
    night = open_night(brainvision(tmp_path, unit, microvolts))
    assert [(c.kind, c.units) for c in night.channels.values()] == [
        ("EEG", "uV"),
        ("EOG", "uV"),
        ("other", "uV"),
    ]
    assert amplitudes(night) == pytest.approx(dict.fromkeys(night.channels, 60), abs=0.2)


def test_a_brainvision_unit_that_cannot_be_is_doubted(tmp_path):
    header = brainvision(tmp_path, "µV", 1)
    header.write_text(header.read_text("utf-8").replace("µV", "V"), encoding="utf-8")
    night = open_night(header)
    assert amplitudes(night)["C3"] == pytest.approx(60, abs=0.2)
    assert "labelled V with a range that no electrode spans" in " ".join(night.reader_notes)


def test_a_channel_that_mne_calls_misc_is_known_by_its_label_and_its_values(tmp_path):
    info = mne.create_info(["C3", "EOG1", "Sensor"], 100.0, ["eeg", "misc", "misc"])
    mne.io.RawArray(waves() * 1e-6, info, verbose="error").save(
        tmp_path / "night_raw.fif", verbose="error"
    )
    night = open_night(tmp_path / "night_raw.fif")
    assert [(c.kind, c.units) for c in night.channels.values()] == [
        ("EEG", "uV"),
        ("EOG", "uV"),
        ("other", ""),
    ]
    assert amplitudes(night)["EOG1"] == pytest.approx(60, abs=0.2)
    assert "the size of the values is that of V; V assumed: EOG1" in " ".join(night.reader_notes)
    by_hand = open_night(tmp_path / "night_raw.fif", units={"EOG1": "V", "Sensor": "V"})
    assert amplitudes(by_hand) == pytest.approx(dict.fromkeys(by_hand.channels, 60), abs=0.2)


@pytest.mark.parametrize(
    ("unit", "span", "amplitude", "factor"),
    [
        ("uV", 400, 30, 1),
        ("mV", 0.4, 0.03, 1e3),
        ("mV", 400, 30, 1),  # 30 mV are no EEG
        ("mV", 400, 0.03, 1e3),  # an amplifier that keeps its offset
        ("V", 400, 30, 1),
        ("V", 0.5, 30e-6, 1e6),
        ("uV", 0.4, 0.03, 1e3),
        ("uV", 0.0004, 30e-6, 1e6),
        ("", 0.4, 0.03, 1e3),
        ("", 400, 30, 1),
        ("?V", 400, 30, 1),
        ("?V", 0.4, 0.03, 1e3),
        ("V", 400, float("nan"), 1),  # a flat channel: the range tells
        ("mV", 2, float("nan"), 1e3),
    ],
)
def test_the_size_of_the_values_decides_where_the_unit_is_in_doubt(unit, span, amplitude, factor):
    table = ChannelTable(["C3"], [unit], [span], amplitude=lambda _: amplitude)
    (scale,), notes = channel_scales(table)
    assert (scale.units, scale.factor) == ("uV", factor)
    assert notes or (unit, factor) == ("uV", 1)


def test_sensors_that_are_no_electrodes_keep_their_volts():
    labels = ["Body position", "Nasal pressure", "SpO2", "Battery", "X1"]
    table = ChannelTable(labels, ["V", "mV", "mV", "V", "mV"], [10, 2, 2, 60, 2])
    scales, notes = channel_scales(table)
    assert [scale.units for scale in scales] == ["V", "mV", "mV", "V", "uV"]
    assert notes == ["mV were converted to uV: X1"]


def test_a_unit_by_hand_goes_before_the_files():
    table = ChannelTable(["C3", "C4", "SpO2"], ["ADC", "uV", "%"], [400.0] * 3)
    scales, notes = channel_scales(table, {EVERY_CHANNEL: "mV", "C4": "uV"})
    assert [(s.units, s.factor) for s in scales] == [("uV", 1e3), ("uV", 1.0), ("%", 1.0)]
    assert notes == ["mV by hand, in place of ADC: C3", "uV by hand, in place of uV: C4"]


@pytest.mark.parametrize(
    ("units", "words"),
    [({"C9": "uV"}, "expected some of the channels"), ({"C3": "furlong"}, "expected one of nV")],
)
def test_a_unit_by_hand_that_cannot_be_is_refused(units, words):
    with pytest.raises(ValueError, match=words):
        channel_scales(ChannelTable(["C3"], [""], [400.0]), units)


@pytest.mark.parametrize(
    ("unit", "span", "why"),
    [
        ("", 400, "units are blank; uV assumed"),
        ("n/a", 400, "units are blank; uV assumed"),
        ("?V", 400, "?V was read as uV"),
        ("?V", 0.4, "?V was read as mV: the range is that of it"),
        ("ADC", 400, "ADC is no unit of voltage that is known"),
        ("V", 1e4, "labelled V with a range that no electrode spans"),
        ("uV", 0.4, "labelled uV with a range of less than 1 uV"),
    ],
)
def test_the_account_names_the_channels_whose_unit_is_in_doubt(unit, span, why):
    table = ChannelTable(["C3", "C4", "O1"], [unit, "uV", unit], [span, 400.0, span])
    entries = read_account(write_account(account_of_units(table, channel_scales(table)[0])))
    (doubted,) = [entry for entry in entries if entry.channels]
    assert doubted.channels == ("C3", "O1")
    assert why in doubted.why
    assert doubted.sentence.endswith(": C3, O1")


def test_the_account_names_the_channels_whose_unit_was_given_by_hand():
    table = ChannelTable(["C3", "C4"], ["", "uV"], [400.0] * 2)
    entries = account_of_units(table, channel_scales(table, {"C3": "mV"})[0])
    assert [(e.used_as, e.channels, e.why.startswith(BY_HAND)) for e in entries] == [
        ("mV", ("C3",), True),
        ("uV", (), False),
    ]


def test_a_unit_of_a_range_that_lacks_is_not_called_blank():
    table = ChannelTable(["C3", "C4"], ["", ""], [0.0, 400.0], rangeless=["uV", ""])
    _, notes = channel_scales(table)
    assert any("uV is of the range that is not given" in note and "C3" in note for note in notes)
    assert [note for note in notes if "blank" in note] == ["units are blank; uV assumed: C4"]
