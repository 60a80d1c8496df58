"""Every hypnogram of the real recordings, through YASA in the same run."""

import warnings
from dataclasses import replace

import numpy as np
import pytest

from explorer import metrics
from explorer.io import read_hypnogram
from explorer.metrics import metric_catalogue
from explorer.metrics.hypnogram_rows import as_hypnograms
from explorer.vocabulary.stages import Stage

# YASA's names of the five stages, artefact and unscored.
NAMES = {stage.value: stage.name for stage in Stage} | {0: "WAKE", -1: "ART", -2: "UNS"}
OURS = {"ART": "ARTEFACT", "UNS": "UNSCORED"}
# Where the real hypnograms lie, how many files there are, and how many scorers each has.
HYPNOGRAMS = {
    "dod/dodh/scorer_*/*.json": (75, 1),
    "dod/dodo/scorer_*/*.json": (165, 1),
    "boas/*_events.tsv": (40, 2),
    "sleep-edf-hypnograms/**/*_events.tsv": (149, 1),
    "nsrr-xml/*.xml": (2, 1),
    "noxturnal-csv/*.csv": (2, 1),
    "edf-hypnograms/*.edf": (2, 1),
    "dreams-spindles/Hypnogram_*.txt": (6, 1),
    "yasa/*hypno_30s.txt": (2, 1),
}
# What YASA computes on every hypnogram; ART and UNS where there are any.
COMPUTED = {
    *("TIB", "SPT", "WASO", "TST", "SE", "SME", "SFI", "SOL", "SOL_5min", "Lat_REM", "WAKE"),
    *("N1", "N2", "N3", "REM", "%N1", "%N2", "%N3", "%REM"),
}


@pytest.fixture(scope="module")
def yasa():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its dependencies warn while they are imported
        return pytest.importorskip("yasa")


def differences(yasa, stages, epoch_length):
    """Symbols of which ours, rounded as YASA rounds, is not YASA's number."""
    theirs = yasa.Hypnogram(
        [NAMES[code] for code in stages.values.tolist()],
        n_stages=5,
        freq=f"{epoch_length:g}s",
    ).sleep_statistics()
    assert set(theirs) - set(OURS) == COMPUTED
    ours = metrics.table(stages, symbols=[OURS.get(name, name) for name in theirs])
    rounded = {name: np.round(float(ours[OURS.get(name, name)]), 4) for name in theirs}
    return {
        name: (rounded[name], theirs[name])
        for name in theirs
        if not np.array_equal(rounded[name], theirs[name], equal_nan=True)
    }


@pytest.mark.parametrize("pattern", HYPNOGRAMS)
def test_every_real_hypnogram_gives_what_yasa_gives(yasa, shared_data, pattern):
    files = sorted(shared_data.glob(pattern))
    expected, scorers = HYPNOGRAMS[pattern]
    assert len(files) == expected
    for file in files:
        dataset = read_hypnogram(file)
        assert dataset.sizes["scorer"] == scorers
        for stages in dataset["stage"]:
            length = float(dataset.epoch_length)
            assert differences(yasa, stages, length) == {}, (file, str(stages.scorer.values))


@pytest.mark.parametrize("symbol", sorted(COMPUTED))
def test_a_wrong_number_of_ours_would_be_found(yasa, shared_data, symbol, monkeypatch):
    (stages,) = read_hypnogram(shared_data / "nsrr-xml" / "learn-nsrr01.xml")["stage"]
    right = metrics.metric(symbol)
    off_by_little = replace(right, function=lambda nights: right.function(nights) + 1e-4)
    wrong = metric_catalogue._EVERY | {right.symbol: off_by_little}
    monkeypatch.setattr(metric_catalogue, "_EVERY", wrong)
    assert set(differences(yasa, stages, 30.0)) == {symbol}


@pytest.mark.parametrize("name", ["learn-nsrr01", "learn-nsrr03"])
def test_the_transition_counts_are_those_of_yasa(yasa, shared_data, name):
    dataset = read_hypnogram(shared_data / "nsrr-xml" / f"{name}.xml")
    (stages,) = dataset["stage"]
    counts, _ = yasa.Hypnogram(
        [NAMES[code] for code in stages.values.tolist()], n_stages=5, freq="30s"
    ).transition_matrix()
    names = ["WAKE", "N1", "N2", "N3", "REM"]
    theirs = counts.reindex(index=names, columns=names, fill_value=0).to_numpy()
    assert (as_hypnograms(stages).tally.moves[0] == theirs).all()
