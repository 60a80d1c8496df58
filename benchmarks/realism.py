"""Simulated hypnograms beside real ones: whether a classifier tells them apart, and persons repeat.

``python -m benchmarks realism``: 200 simulated nights against each set of real nights, by the
architecture of the night alone. AUC .5 is a coin, 1 is certainty; real against real stands beside.
Then the gates that no statistic of many features sees, and how far two nights of one person agree:
total sleep, wake, N3 and REM of hypnograms, slow-wave activity of the simulated trial's EEG. Needs
the folders that `benchmarks.real_nights` names.
"""

import time
import warnings
from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from benchmarks.night_features import ALL, TIMING, features
from benchmarks.real_nights import (
    FOLDER,
    MIDDLE,
    OLDER,
    YOUNG,
    Nights,
    cassette,
    dreem,
    pairs,
    placebo,
    slow_wave_activity_pairs,
)
from explorer.models.simulated_hypnogram import AGREEMENT, simulate_hypnograms
from explorer.study.simulated_trial import simulated_trial

SEED, NIGHTS, REPEATS = 1, 200, 3
MOST_TIMING, MOST_ALL = 0.60, 0.80
"""AUC up to which simulated nights pass."""
_PERSONS, _PERSONS_WITH_EEG = 600, 60
NEAR = 0.15
"""How far the agreement of a young person's two nights may be from the one wanted."""
Features = list[dict[str, float]]
_CLASSIFIERS: dict[str, Callable[[], Pipeline]] = {
    "logistic": lambda: make_pipeline(
        SimpleImputer(strategy="median", add_indicator=True),
        StandardScaler(),
        LogisticRegression(C=0.1, class_weight="balanced", max_iter=2000),
    ),
    "forest": lambda: make_pipeline(
        SimpleImputer(strategy="median", add_indicator=True),
        RandomForestClassifier(
            200, min_samples_leaf=3, class_weight="balanced", random_state=0, n_jobs=1
        ),
    ),
}


def simulated(profile: str, nights: int = NIGHTS, persons: int | None = None) -> Features:
    """Describe nights of a profile."""
    drawn = simulate_hypnograms(
        nights, rng=np.random.default_rng(SEED), profile=profile, persons=persons
    )
    return [features(codes) for codes in drawn.values.astype(np.int64)]


def told_apart(
    one: Features,
    people: Iterable[str],
    other: Features,
    others: Iterable[str],
    names: tuple[str, ...],
) -> dict[str, float]:
    """Area under the curve of each classifier, no person in both training and test."""
    matrix = np.array([[night[name] for name in names] for night in [*one, *other]])
    truth = np.r_[np.zeros(len(one)), np.ones(len(other))]
    groups = np.array([*(f"a{who}" for who in people), *(f"b{who}" for who in others)])
    found = {}
    for name, make in _CLASSIFIERS.items():
        areas = []
        for repeat in range(REPEATS):
            folds = StratifiedGroupKFold(5, shuffle=True, random_state=repeat)
            belief = np.zeros(truth.size)
            for train, test in folds.split(matrix, truth, groups):
                fitted = make().fit(matrix[train], truth[train])
                belief[test] = fitted.predict_proba(matrix[test])[:, 1]
            areas.append(roc_auc_score(truth, belief))
        found[name] = float(np.mean(areas))
    return found


def _compare(label: str, one: Features, who: list[str], two: Features, whose: list[str]) -> bool:
    """Print one row; say whether it passes."""
    timing = told_apart(one, who, two, whose, TIMING)
    every = told_apart(one, who, two, whose, ALL)
    print(
        f"{label:<36}"
        + "".join(f"{found[name]:>10.2f}" for found in (timing, every) for name in _CLASSIFIERS),
        flush=True,
    )
    return max(timing.values()) <= MOST_TIMING and max(every.values()) <= MOST_ALL


def gates(nights: Features) -> list[tuple[str, float, float, float]]:
    """List what must hold of young nights: name, value, least, most."""

    def values(name: str) -> npt.NDArray[np.float64]:
        return np.array([night[name] for night in nights])

    def percentile(name: str, share: float) -> float:
        return float(np.nanpercentile(values(name), share))

    early = 100 * float(np.mean(values("REM latency") < 15))
    return [
        ("REM latency < 15 min, % of nights", early, 0, 1),
        ("REM latency, 10th percentile, min", percentile("REM latency", 10), 50, np.inf),
        ("N3 latency, 10th percentile, min", percentile("N3 latency", 10), 9, np.inf),
        ("N3 latency, 90th percentile, min", percentile("N3 latency", 90), 0, 75),
        ("first REM period, 90th percentile, min", percentile("first REM period", 90), 0, 34),
        ("N3 in last third, 90th percentile", percentile("N3 in last third", 90), 0, 0.28),
        ("SD of cycle length, median, min", percentile("SD of cycle", 50), 0, 22),
        ("bouts of wake of one epoch, median", percentile("one-epoch W", 50), 0.35, 0.70),
        ("N3 left for N1, mean share", float(np.nanmean(values("N3 to N1"))), 0, 0.05),
    ]


def _agreement(of: Features, to: Features, name: str) -> float:
    values = np.array([[night[name] for night in nights] for nights in (of, to)])
    return float(np.corrcoef(values)[0, 1])


def interval(r: float, pairs: int) -> tuple[float, float]:
    """95 % interval of a correlation, by Fisher's transformation.

    Examples
    --------
    >>> [round(end, 2) for end in interval(0.5, 51)]
    [0.26, 0.68]
    """
    half = 1.96 / np.sqrt(pairs - 3)
    return float(np.tanh(np.arctanh(r) - half)), float(np.tanh(np.arctanh(r) + half))


def _real(r: float, pairs: int) -> str:
    low, high = interval(r, pairs)
    return f"{r:.2f} ({low:.2f} to {high:.2f}), {pairs} pairs"


def activity_agreement(people: int = _PERSONS_WITH_EEG) -> float:
    """Correlate the slow-wave activity of two nights of people of three ages, from their EEG."""
    nights = simulated_trial(seed=SEED, people=people, eeg=True).nights
    found: dict[str, list[float]] = {}
    for who, value in zip(nights.subject.values.tolist(), nights.SWA.values, strict=True):
        found.setdefault(who, []).append(float(value))
    return float(np.corrcoef(np.array(list(found.values())).T)[0, 1])


def main() -> None:
    """Print the whole test."""
    if not FOLDER.is_dir():
        raise SystemExit(f"{FOLDER}: there is no such folder; name it in SLEEP_DATA_FOLDER")
    warnings.simplefilter("ignore")  # of a set in which a feature is missing everywhere
    sets: dict[str, list[Nights]] = {
        "young": [dreem("dodh"), placebo(), cassette(YOUNG)],
        "middle": [cassette(MIDDLE)],
        "older": [cassette(OLDER)],
    }
    real = {
        one.name: [features(codes) for codes in one.codes] for sort in sets.values() for one in sort
    }
    print(f"{'AUC':<36}{'timing':>20}{'all':>20}")
    print(f"{'':<36}" + "".join(f"{name:>10}" for name in (*_CLASSIFIERS, *_CLASSIFIERS)))
    strangers = [str(night) for night in range(NIGHTS)]
    drawn = {profile: simulated(profile) for profile in sets}
    for profile, against in sets.items():
        for one in against:
            passed = _compare(
                f"{profile}, simulated - {one.name}",
                drawn[profile],
                strangers,
                real[one.name],
                one.people,
            )
            print(f"{'':<36}{'pass' if passed else 'FAIL':>10}")
    young = sets["young"]
    for place, one in enumerate(young):
        for two in young[place + 1 :]:
            label = f"real: {one.name} - {two.name}"
            _compare(label, real[one.name], one.people, real[two.name], two.people)

    print("\ngates, young")
    for name, value, least, most in gates(drawn["young"]):
        verdict = "pass" if least <= value <= most else "FAIL"
        print(f"{name:<44}{value:>8.2f}   {least:g} to {most:g}   {verdict}")

    print("\nr of two nights of one person")
    nights = [(features(a), features(b)) for a, b in pairs([s for v in sets.values() for s in v])]
    first, second = [one for one, _ in nights], [two for _, two in nights]
    people = {profile: simulated(profile, 2 * _PERSONS, _PERSONS) for profile in sets}
    print(f"{'':<6}{'wanted':>8}{'real (95 % interval)':>36}" + "".join(f"{p:>8}" for p in sets))
    for name, wanted in AGREEMENT.items():
        row = [_agreement(found[0::2], found[1::2], name) for found in people.values()]
        own = _real(_agreement(first, second, name), len(nights))
        print(
            f"{name:<6}{wanted:>8.2f}{own:>36}"
            + "".join(f"{value:>8.2f}" for value in row)
            + ("    pass" if abs(row[0] - wanted) <= NEAR else "    FAIL")
        )
    activity = slow_wave_activity_pairs()
    own = _real(float(np.corrcoef(activity)[0, 1]), activity.shape[1])
    print(
        f"{'SWA':<6}{'':>8}{own:>36}{activity_agreement():>8.2f}"
        f"    {_PERSONS_WITH_EEG} people of three ages in the simulated trial, EEG measured"
    )

    began = time.process_time()
    simulate_hypnograms(400, rng=np.random.default_rng(SEED))
    print(f"\n400 hypnograms: {time.process_time() - began:.2f} s of one core")
