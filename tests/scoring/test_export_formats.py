"""What we write of a scoring is read back whole, by us and by others."""

import json
import os
import warnings
from datetime import datetime

import numpy as np
import pytest

from explorer.io.open import open_night
from explorer.io.scorer_reading import read_scoring
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.scoring.export_formats import FORMATS, exported
from explorer.vocabulary.stages import Stage

EVERY_SO_MANY = int(os.environ.get("EVERY_SO_MANY", "3"))  # real scorings; 1 for all
START = datetime(2026, 1, 1, 23)
EVERY = ["W", "N1", "N2", "N3", "REM", "ARTEFACT", "UNSCORED", "UNSCORED", "N2", "W"]
MARKS = [
    {"onset": 31.25, "duration": 0.75, "kind": "spindle", "channel": "C4-M1", "source": "me"},
    {"onset": 62.0, "duration": 12.5, "kind": "arousal", "channel": "", "source": "me"},
]


def night_of(hypnogram, **attrs):
    return Night.make({}, {"me": hypnogram}, start=START.isoformat(), **attrs)


def written(tmp_path, hypnogram, kind, events=(), **attrs):
    raw = exported(night_of(hypnogram, **attrs), hypnogram, events, kind)
    path = tmp_path / f"night{FORMATS[kind].ending}"
    path.write_bytes(raw)
    return path


def assert_same(scoring, hypnogram):
    (again,) = scoring.hypnograms.values()
    # YASA's form says when the first epoch begins by a start of its own.
    shift = (datetime.fromisoformat(scoring.start) - START).total_seconds() if scoring.start else 0
    again = make_hypnogram(
        again.values, again.epoch_length.item(), first_onset=again.onset.values[0] + shift
    )
    assert float(again.epoch_length) == float(hypnogram.epoch_length)
    before = round((float(hypnogram.onset[0]) - float(again.onset[0])) / again.epoch_length.item())
    np.testing.assert_array_equal(again.values[before:], hypnogram.values)
    np.testing.assert_allclose(again.onset.values[before:], hypnogram.onset.values)
    assert (again.values[:before] == Stage.UNSCORED).all()


def real_hypnograms(folder):
    """One path of each real scoring, and the hypnograms in it."""
    patterns = (
        "sleep-edf-hypnograms/*/*/*/*_events.tsv",
        "dod/*/*/*.json",
        "boas/*_events.tsv",
        "nsrr-xml/*.xml",
        "noxturnal-csv/*.csv",
        "edf-hypnograms/*.edf",
        "yasa/*.txt",
        "dreams-spindles/*ypnogram*.txt",
    )
    for pattern in patterns:
        files = sorted(folder.glob(pattern))
        assert files, pattern
        for path in files[::EVERY_SO_MANY]:
            if path.name.startswith("data_N"):  # samples, not stages
                continue
            yield path, read_scoring(path)


@pytest.mark.parametrize("kind", FORMATS)
def test_stages_come_back_among_more_events_than_epochs_of_names_like_stages(tmp_path, kind):
    hypnogram = make_hypnogram((["W"] * 3 + ["N1"] + ["N2"] * 9 + ["N3"] * 5 + ["REM"] * 6) * 40)
    rng = np.random.default_rng(0)
    onsets = np.sort(rng.uniform(0, 30 * hypnogram.size - 5, 2 * hypnogram.size)).round(3)
    kinds = rng.choice(["rapid_eye_movement", "movement", "slow_wave"], onsets.size)
    marks = [
        {"onset": onset, "duration": 0.5, "kind": one, "channel": "", "source": "me"}
        for onset, one in zip(onsets.tolist(), kinds.tolist(), strict=True)
    ]
    assert_same(read_scoring(written(tmp_path, hypnogram, kind, marks)), hypnogram)


@pytest.mark.parametrize("length", [30, 20, 10, 5, 1])
@pytest.mark.parametrize("kind", FORMATS)
def test_every_stage_and_epoch_length_comes_back(tmp_path, kind, length):
    hypnogram = make_hypnogram(EVERY, length)
    assert_same(read_scoring(written(tmp_path, hypnogram, kind)), hypnogram)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_scoring_that_begins_later_begins_there_again_or_is_refused(tmp_path, kind):
    whole = make_hypnogram(EVERY, 30, first_onset=60)
    assert_same(read_scoring(written(tmp_path, whole, kind)), whole)
    uneven = make_hypnogram(EVERY, 30, first_onset=12.5)
    if kind in ("txt", "profusion"):
        with pytest.raises(ValueError, match="these begin at"):
            written(tmp_path, uneven, kind)
    else:
        assert_same(read_scoring(written(tmp_path, uneven, kind)), uneven)


@pytest.mark.parametrize("kind", ["edf", "bids", "profusion", "annot", "edfbrowser"])
def test_events_and_where_they_were_seen_come_back(tmp_path, kind):
    path = written(tmp_path, make_hypnogram(EVERY), kind, MARKS)
    again = [
        {name: row[name] for name in ("onset", "duration", "kind", "channel")}
        for row in read_scoring(path).events
    ]
    assert again == [{k: v for k, v in mark.items() if k != "source"} for mark in MARKS]


@pytest.mark.parametrize("kind", ["edf", "bids", "annot", "edfbrowser"])
def test_lights_come_back(tmp_path, kind):
    path = written(tmp_path, make_hypnogram(EVERY), kind, lights_off=12.5, lights_on=280.0)
    again = read_scoring(path)
    assert (again.lights_off, again.lights_on) == (12.5, 280.0)


def test_real_scorings_lose_nothing_in_any_format(shared_data, tmp_path):
    count = refused = 0
    kinds = list(FORMATS)
    for number, (_, scoring) in enumerate(real_hypnograms(shared_data)):
        for hypnogram in scoring.hypnograms.values():
            # Every format for some, and for the others one of them in turn.
            chosen = kinds if number % 20 == 0 else [kinds[number % len(kinds)]]
            for kind in chosen:
                if kind in ("txt", "profusion") and hypnogram.onset[0] % hypnogram.epoch_length:
                    refused += 1  # as it should be: see above
                    continue
                assert_same(read_scoring(written(tmp_path, hypnogram, kind)), hypnogram)
                count += 1
    assert count > 150
    assert refused <= 4


def test_yasa_opens_its_own_form_and_the_text_and_profusion(tmp_path):
    import yasa

    hypnogram = make_hypnogram(EVERY, 20)
    names = ["WAKE", "N1", "N2", "N3", "REM", "ART", "UNS", "UNS", "N2", "WAKE"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        own = yasa.Hypnogram.from_json(written(tmp_path, hypnogram, "yasa"))
        codes = np.loadtxt(written(tmp_path, hypnogram, "txt"), dtype=int)
        text = yasa.Hypnogram.from_integers(codes, freq="20s")
        plain = make_hypnogram(EVERY[:5], 30)  # YASA takes Profusion's 9 for wake
        profusion = yasa.Hypnogram.from_profusion(written(tmp_path, plain, "profusion"))
    assert own.hypno.tolist() == text.hypno.tolist() == names
    assert own.freq == "20s"
    assert str(own.start) == "2026-01-01 23:00:00"
    assert profusion.hypno.tolist() == names[:5]


def test_mne_and_pyedflib_read_the_annotations(tmp_path):
    import mne
    import pyedflib

    path = written(tmp_path, make_hypnogram(EVERY, 30), "edf", MARKS)
    found = mne.read_annotations(path)
    texts = [text for text in found.description if text.startswith(("Sleep", "Movement"))]
    assert texts[:6] == [*(f"Sleep stage {s}" for s in ("W", "N1", "N2", "N3", "R")), texts[5]]
    assert texts[5:7] == ["Movement time", "Sleep stage ?"]
    assert found.onset[found.description == "arousal"] == [62.0]
    with pyedflib.EdfReader(str(path)) as reader:
        onsets, durations, words = reader.readAnnotations()
        assert str(reader.getStartdatetime()) == "2026-01-01 23:00:00"
    stages = [
        (onset, duration, word)
        for onset, duration, word in zip(onsets, durations, words, strict=True)
        if word.startswith(("Sleep", "Movement"))
    ]
    assert [word for _, _, word in stages] == texts
    assert [onset for onset, _, _ in stages] == [30.0 * epoch for epoch in range(10)]
    assert {float(duration) for _, duration, _ in stages} == {30.0}


def test_probabilities_go_into_yasas_form(tmp_path):
    import xarray as xr

    hypnogram = make_hypnogram(["W", "N2"])
    belief = xr.DataArray(
        [[0.9, 0.1, 0, 0, 0], [0, 0.25, 0.75, 0, 0]],
        dims=("epoch", "stage_name"),
        coords={"stage_name": ["W", "N1", "N2", "N3", "REM"]},
    )
    raw = exported(night_of(hypnogram), hypnogram, [], "yasa", belief)
    assert json.loads(raw)["proba"]["WAKE"] == [0.9, 0.0]
    path = tmp_path / "night.json"
    path.write_bytes(raw)
    import yasa

    assert yasa.Hypnogram.from_json(path).proba["N2"].tolist() == [0.0, 0.75]


@pytest.mark.parametrize("kind", FORMATS)
def test_words_of_events_break_no_format(tmp_path, kind):
    odd = [{"onset": 1.0, "duration": 1.0, "kind": "=1+1\t<b>\x01&", "channel": "a\nb"}]
    hypnogram = make_hypnogram(EVERY)
    assert_same(read_scoring(written(tmp_path, hypnogram, kind, odd)), hypnogram)


def test_every_file_is_text_that_a_page_can_hand_over():
    hypnogram = make_hypnogram(EVERY)
    for kind in FORMATS:
        raw = exported(night_of(hypnogram, subject="Zoë"), hypnogram, MARKS, kind)
        assert raw.decode("utf-8").encode() == raw


def test_an_unknown_format_is_refused():
    with pytest.raises(ValueError, match="no format 'doc', expected one of"):
        exported(night_of(make_hypnogram(EVERY)), make_hypnogram(EVERY), [], "doc")


@pytest.mark.parametrize("kind", ["edf", "csv", "txt", "profusion"])
@pytest.mark.parametrize("events", [(), MARKS])
def test_a_simulated_night_is_still_one_when_its_scoring_is_opened_again(tmp_path, kind, events):
    hypnogram = make_hypnogram(EVERY)
    assert open_night(written(tmp_path, hypnogram, kind, events, simulated=True)).simulated
    assert not open_night(written(tmp_path, hypnogram, kind, events)).simulated
