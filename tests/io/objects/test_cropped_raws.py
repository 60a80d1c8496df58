"""Annotations of MNE's recordings that were cut, against MNE's own events."""

from datetime import UTC, datetime

import mne
import numpy as np
import pytest

from explorer.io.open import open_night
from explorer.vocabulary.stages import Stage

FREQUENCY = 64
MEASURED = datetime(2026, 3, 14, 23, tzinfo=UTC)
WORDS = {"Sleep stage W": Stage.W, "Sleep stage N2": Stage.N2, "Sleep stage R": Stage.REM}


def annotations(shift=0.0, orig_time=None):
    """Make stages and an event: W, N2 and REM sleep, and an arousal in REM sleep."""
    onsets = np.array([0.0, 300.0, 900.0, 1_000.0]) + shift
    return mne.Annotations(onsets, [300, 600, 900, 3], [*WORDS, "Arousal"], orig_time=orig_time)


@pytest.fixture
def uncut():
    rng = np.random.default_rng(1)
    samples = rng.standard_normal((2, 1_800 * FREQUENCY)) * 2e-5
    return mne.io.RawArray(samples, mne.create_info(["C3", "C4"], FREQUENCY, "eeg"))


def check(night, raw):
    """Hold stages at the middles of epochs, and the arousal, against MNE's own events."""
    events, ids = mne.events_from_annotations(raw, verbose="error")
    called = {number: word for word, number in ids.items()}
    begins = [((at - raw.first_samp) / FREQUENCY, called[number]) for at, _, number in events]
    stages = [(begin, WORDS[word]) for begin, word in begins if word in WORDS]
    hypnogram = night.hypnogram
    for onset, stage in zip(hypnogram.onset.values, hypnogram.values, strict=True):
        middle = onset + 15
        assert stage == [meant for begin, meant in stages if begin <= middle][-1], onset
    arousals = [begin for begin, word in begins if word == "Arousal"]
    assert night.events.onset.values.tolist() == pytest.approx(arousals, abs=1 / FREQUENCY)


@pytest.mark.parametrize("way", ["object", "path"])
@pytest.mark.parametrize("added", ["before", "after"])
@pytest.mark.parametrize("date", [None, MEASURED])
def test_stages_of_a_cut_raw_are_where_mne_has_them(uncut, tmp_path, date, added, way):
    uncut.set_meas_date(date)
    if added == "before":
        uncut.set_annotations(annotations(orig_time=date))
    raw = uncut.crop(100, 1_500)
    if added == "after":
        raw.set_annotations(annotations(), emit_warning=False)
    if way == "path":
        path = tmp_path / "cut_raw.fif"
        raw.save(path, verbose="error")
        check(open_night(path), mne.io.read_raw_fif(path, verbose="error"))
    else:
        check(open_night(raw), raw)


def test_a_raw_that_is_cut_twice_is_counted_from_its_last_cut(uncut):
    raw = uncut.set_annotations(annotations()).crop(40, 1_600).crop(60, 1_400)
    check(open_night(raw), raw)


@pytest.mark.parametrize("date", [None, MEASURED])
def test_a_night_given_to_mne_and_cut_keeps_its_stages(uncut, date):
    uncut.set_meas_date(date)
    whole = open_night(uncut.set_annotations(annotations()))
    raw = whole.to_mne().crop(120, 1_500)
    cut = open_night(raw)
    expected = whole.hypnogram.values[4 : 4 + cut.hypnogram.sizes["epoch"]]
    assert cut.hypnogram.values.tolist() == expected.tolist()
    assert cut.events.onset.values.tolist() == pytest.approx([880.0], abs=1 / FREQUENCY)
