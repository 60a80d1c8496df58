"""Files that break readers: each opens with its notes or is refused in one sentence."""

import pytest

from explorer.io.open import open_night

# What must be said of each file that opens (an empty text: nothing is wrong with its data).
OPENS = {
    "EDF.jl__test__data__bdf_test.bdf": "BDF by its first byte",
    "EDF.jl__test__data__evt.bdf": "",
    "EDF.jl__test__data__test.edf": "",
    "bids-examples__emg_ConcurrentIndependentUnits__sub-01__emg__sub-01_task-jumping_"
    "recording-bipolar_emg.edf": "",
    "broken__bad_startdate.edf": "no date",
    "broken__comma_decimals.edf": "comma",
    "broken__digmin_gt_digmax.edf": "turns the values' sign",
    "broken__duplicate_labels.edf": "EEG Fpz-Cz (2)",
    "broken__nonascii_label.edf": "",
    "broken__nrec_minus1.edf": "'-1'",
    "broken__nrec_not_a_number.edf": "'ten'",
    "broken__nrec_zero.edf": "'0'",
    "broken__trailing_garbage.edf": "12345 bytes",
    "pyedflib-sdist__test_generator.edf": "",
    "pyedflib-sdist__test_generator_datarec_generator_2.bdf": "",
    "pyedflib-sdist__test_legacy.edf": "isn't marked EDF+",
    "pyedflib-sdist__test_subsecond.edf": "",
    "pyedflib-sdist__test_utf8.edf": "",
}
_COF = "bids-examples__eeg_cofitage__sub-COF"
REFUSED = {
    f"{_COF}008__eeg__sub-COF008_task-BL_acq-T224800_eeg.edf": "within the header",
    f"{_COF}008__eeg__sub-COF008_task-BL_acq-T224800_events.edf": "neither signals nor sleep",
    f"{_COF}008__eeg__sub-COF008_task-HN_acq-T2301_eeg.edf": "no whole data record",
    f"{_COF}008__eeg__sub-COF008_task-HN_acq-T2301_events.edf": "neither signals nor sleep",
    f"{_COF}089__eeg__sub-COF089_task-BL_acq-T2144_events.edf": "neither signals nor sleep",
    f"{_COF}089__eeg__sub-COF089_task-HN_acq-T2218_eeg.edf": "no whole data record",
    f"{_COF}089__eeg__sub-COF089_task-HN_acq-T2218_events.edf": "neither signals nor sleep",
    f"{_COF}098__eeg__sub-COF098_task-HN_acq-T2340_events.edf": "neither signals nor sleep",
    "broken__header_only.edf": "no whole data record",
    "broken__ns_lies_200.edf": "claims 200 signals",
    "broken__record_duration_zero.edf": "no sampling frequency",
    "broken__zero_byte.edf": "the file is empty",
    "pointers__annexsymlink_text_boas_sub-1_psg.edf": "git annex get",
}


def test_every_hostile_file_is_named_here(shared_data):
    assert {file.name for file in (shared_data / "hostile").iterdir()} == {*OPENS, *REFUSED}


@pytest.mark.parametrize("name", OPENS)
def test_it_opens_to_its_end_and_says_what_is_odd(name, shared_data):
    night = open_night(shared_data / "hostile" / name)
    for group, window in night.window(0, night.duration).items():
        assert window.sizes["time"] == night.signals[group].sizes["time"], group
    assert OPENS[name] in " ".join(night.reader_notes)


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_one_sentence_that_names_it(name, shared_data):
    path = shared_data / "hostile" / name
    with pytest.raises(ValueError, match=REFUSED[name]) as caught:
        open_night(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_broken_copies_hold_the_same_values_as_the_whole_file(shared_data):
    whole = open_night(shared_data / "psg-excerpts/sleep_edf_SC4001_first_5_min.edf")
    expected = whole.signals["1Hz"].signal.values
    for name in OPENS:
        if name.startswith("broken__"):
            night = open_night(shared_data / "hostile" / name)
            assert (night.signals["1Hz"].signal.values == expected).all(), name


def test_letters_of_a_label_are_decoded(shared_data):
    night = open_night(shared_data / "hostile/broken__nonascii_label.edf")
    assert "EEG Fpz\u2013Cz \u00e9" in night.channels


def test_a_withheld_or_wrong_date_is_taken_from_the_recording_field(shared_data):
    night = open_night(shared_data / "hostile/broken__bad_startdate.edf")
    assert night.attrs["start"] == "1989-04-24T16:13:00"


@pytest.mark.parametrize("kept", [3, 0.5])
def test_a_file_cut_short_opens_to_its_whole_records_or_is_refused(kept, shared_data, tmp_path):
    raw = (shared_data / "psg-excerpts/sleep_edf_SC4001_first_5_min.edf").read_bytes()
    path = tmp_path / "cut.edf"
    path.write_bytes(raw[: 2048 + int(18_240 * kept) + 100])
    if kept < 1:
        with pytest.raises(ValueError, match="no whole data record"):
            open_night(path)
        return
    night = open_night(path)
    assert night.duration == 90
    assert "3 of 10 records are there" in " ".join(night.reader_notes)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n", "git lfs pull"),
        (b"0       " + b" " * 100, "within its header"),
        (b"\x00" * 5000, "no EDF or BDF file, it begins with the bytes 00 00 00 00 00 00 00 00 wh"),
        (b"hello, I am a text\n" * 90, "it begins with 'hello, I' where '0' or BIOSEMI stands"),
        ("Schläfe\n".encode() * 90, "it begins with 'Schläfe' where"),
        (b"\xff\x00\xd8\x01 no text", "it begins with the bytes FF 00 D8 01 20 6E 6F 20 where"),
        (b"0       " + b" " * 5000, "number of signals"),
    ],
)
def test_what_only_has_the_name_of_an_edf_file_is_refused(content, words, tmp_path):
    path = tmp_path / "night.edf"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=words):
        open_night(path)


def edited(shared_data, path, edits):
    """Copy five minutes of Sleep-EDF with other bytes at some places of its header."""
    raw = bytearray((shared_data / "psg-excerpts/sleep_edf_SC4001_first_5_min.edf").read_bytes())
    for at, text in edits.items():
        raw[at : at + len(text)] = text.encode("latin-1")
    path.write_bytes(raw)
    return path


# Where the fields of the seven signals begin: 16 + 80 bytes of label and transducer each.
_UNITS = 256 + 7 * 96
_PHYSICAL_MINIMUM, _PHYSICAL_MAXIMUM = _UNITS + 7 * 8, _UNITS + 7 * 16


def _range(highest):
    return {_PHYSICAL_MINIMUM: f"-{highest}".ljust(8), _PHYSICAL_MAXIMUM: highest.ljust(8)}


_DIGITAL_MINIMUM, _DIGITAL_MAXIMUM = _UNITS + 7 * 24, _UNITS + 7 * 32


@pytest.mark.parametrize(
    ("edits", "factor", "words"),
    [
        (
            {_UNITS: "mV      ", **_range("0.192")},
            1,
            "mV were converted to uV: EEG Fpz-Cz",
        ),
        ({_UNITS: "V       ", **_range(".000192")}, 1, "V were converted to uV: EEG Fpz-Cz"),
        ({_UNITS: "nV      ", **_range("192000")}, 1, "nV were converted to uV: EEG Fpz-Cz"),
        ({_UNITS: "V       "}, 1, "labelled V with a range that no electrode spans"),
        ({_UNITS: "mV      "}, 1, "labelled mV with a range that no electrode spans"),
        ({_UNITS: "?V      "}, 1, "?V was read as uV: EEG Fpz-Cz"),
        ({_UNITS: "?V      ", **_range("0.192")}, 1, "?V was read as mV"),
        ({_UNITS: "uV      ", **_range("0.192")}, 1, "mV assumed"),
        ({_UNITS: "\xa6\xccV     "}, 1, "was read as uV: EEG Fpz-Cz"),
        ({_UNITS: "\xb5V      "}, 1, ""),
        ({_UNITS: "        "}, 1, "units are blank; uV assumed: EEG Fpz-Cz"),
        ({_UNITS: "ADC     "}, 1, "ADC is no unit of voltage"),
        (
            _range(".000192"),
            1,
            "labelled uV with a range of less than 1 uV",
        ),
        (
            {_UNITS: " " * 8, **_range(".000192")},
            1,
            "V assumed",
        ),
    ],
)
def test_units_are_converted_or_assumed_and_said(edits, factor, words, shared_data, tmp_path):
    whole = open_night(shared_data / "psg-excerpts/sleep_edf_SC4001_first_5_min.edf")
    night = open_night(edited(shared_data, tmp_path / "night.edf", edits))
    expected = whole.signal("EEG Fpz-Cz").values * factor
    assert night.signal("EEG Fpz-Cz").values == pytest.approx(expected, rel=1e-6)
    assert words in " ".join(night.reader_notes)


def test_a_channel_without_a_range_shows_its_digital_values(shared_data, tmp_path):
    edits = {_DIGITAL_MINIMUM: "0       ", _DIGITAL_MAXIMUM: "0       "}
    night = open_night(edited(shared_data, tmp_path / "night.edf", edits))
    values = night.window(0, 1, ["EEG Fpz-Cz"])["100Hz"].values
    assert (values == values.round()).all()
    assert "no range is given" in " ".join(night.reader_notes)


@pytest.mark.parametrize("duration", ["1e9     ", "9999999 "])
def test_records_that_would_last_for_weeks_are_refused(duration, shared_data, tmp_path):
    path = edited(shared_data, tmp_path / "night.edf", {244: duration})
    with pytest.raises(ValueError, match="are believed"):
        open_night(path)


def test_channels_without_samples_are_left_out_and_said(shared_data, tmp_path):
    # The seventh signal gives its samples to the sixth, so that the records stay as long.
    samples = _UNITS + 7 * (8 * 5 + 80)
    edits = {samples + 5 * 8: "60      0       "}
    night = open_night(edited(shared_data, tmp_path / "night.edf", edits))
    assert "Event marker" not in night.channels
    assert "channels without samples were left out: Event marker" in night.reader_notes


def test_lights_and_annotations_of_every_file_are_those_that_mne_reads(shared_data):
    import mne

    for name in OPENS:
        if not name.startswith("pyedflib") or name.endswith(".bdf"):
            continue
        path = shared_data / "hostile" / name
        theirs = mne.io.read_raw_edf(path, verbose="error").annotations
        ours = open_night(path).events
        assert list(ours.kind.values) == list(theirs.description), name
        assert ours.duration.values.tolist() == theirs.duration.tolist(), name
