"""Real hypnograms to hold simulated ones against, from their first to their last epoch of sleep.

Nothing here reads a signal. The folders are those of Dreem's open data sets (five scorers a night)
and of Sleep-EDF Expanded as BIDS events; name their parent in SLEEP_DATA_FOLDER.
"""

import csv
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from explorer.io import read_hypnogram
from explorer.metrics import propose_main_sleep
from explorer.night.hypnogram import make_hypnogram
from explorer.vocabulary.stages import SCORED, Stage

Codes = npt.NDArray[np.int64]
"""One stage an epoch of 30 s: W 0, N1 to N3 1 to 3, REM 4."""
FOLDER = Path(os.environ.get("SLEEP_DATA_FOLDER", "../shared/data"))
YOUNG, MIDDLE, OLDER = (0, 35), (36, 65), (66, 120)
"""Ages in years, both ends included."""
_LEAST_SLEEP = 180
"""Minutes of sleep below which a recording is no whole night."""
_EPOCH = 30
_STAGES = {"Wake": Stage.W, "N1": Stage.N1, "N2": Stage.N2, "N3": Stage.N3, "REM": Stage.REM}


@dataclass
class Nights:
    """Whole nights and whose they are."""

    name: str
    codes: list[Codes] = field(default_factory=list)
    people: list[str] = field(default_factory=list)

    def add(self, codes: npt.ArrayLike, person: str) -> None:
        """Keep a night; unscored epochs are as the epoch before, and a short one is left."""
        night = _filled(np.asarray(codes, int))
        if (night > 0).sum() * _EPOCH / 60 >= _LEAST_SLEEP:
            self.codes.append(night)
            self.people.append(person)


def _filled(codes: Codes) -> Codes:
    known = np.isin(codes, SCORED)
    if not known.any():
        return np.zeros(0, np.int64)
    last = np.maximum.accumulate(np.where(known, np.arange(codes.size), np.argmax(known)))
    return codes[last]


def dreem(cohort: str) -> Nights:
    """Read the consensus of five scorers, the most agreeing one where they are split."""
    found = Nights(cohort.upper())
    for file in sorted((FOLDER / "dod" / cohort / "scorer_1").glob("*.json")):
        scorings = np.array(
            [
                read_hypnogram(FOLDER / "dod" / cohort / f"scorer_{k}" / file.name)["stage"]
                .isel(scorer=0)
                .values
                for k in range(1, 6)
            ]
        )
        votes = np.array([(scorings == stage).sum(axis=0) for stage in SCORED]).astype(float)
        agreement = np.array([np.mean(scorings == one) for one in scorings])
        best = scorings[int(agreement.argmax())]
        for stage in SCORED:
            votes[stage] += 0.5 * (best == stage)
        codes = np.where(votes.max(axis=0) > 0.5, votes.argmax(axis=0), -1)
        found.add(codes, file.stem)
    return found


def placebo() -> Nights:
    """Read the placebo nights of Sleep-EDF's telemetry people."""
    found = Nights("placebo")
    with (FOLDER / "sleep-edf-tables" / "temazepam_nights.csv").open() as lines:
        for row in csv.DictReader(lines):
            if row["condition"] == "placebo":
                folder = FOLDER / "sleep-edf-hypnograms" / row["subject"] / row["session"] / "eeg"
                found.add(_events(next(folder.glob("*_events.tsv"))), row["subject"])
    return found


def cassette(ages: tuple[int, int]) -> Nights:
    """Read the nights of Sleep-EDF's cassette people of some ages, their main sleep alone."""
    first, last = ages
    found = Nights(f"cassette {first}-{last}" if first else f"cassette <={last}")
    root = FOLDER / "sleep-edf-hypnograms"
    with (root / "participants.tsv").open() as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["study"] == "cassette"]
    for row in rows:
        if not first <= int(row["age"]) <= last:
            continue
        for file in sorted((root / row["participant_id"]).glob("*/eeg/*_events.tsv")):
            codes = _events(file)
            proposal = propose_main_sleep(make_hypnogram(codes))
            if proposal is not None:
                codes = codes[int(proposal.start // _EPOCH) : int(proposal.stop // _EPOCH)]
            found.add(codes, row["participant_id"])
    return found


def _events(path: Path) -> Codes:
    with path.open() as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return np.concatenate(
        [
            np.full(
                round(float(row["duration"]) / _EPOCH),
                _STAGES.get(row["trial_type"], Stage.UNSCORED),
            )
            for row in rows
        ]
    ).astype(int)


def pairs(sets: Iterable[Nights]) -> Iterator[tuple[Codes, Codes]]:
    """Give the first two nights of everybody who has two."""
    for one in sets:
        for person in dict.fromkeys(one.people):
            nights = [c for c, who in zip(one.codes, one.people, strict=True) if who == person]
            if len(nights) > 1:
                yield nights[0], nights[1]


def slow_wave_activity_pairs() -> npt.NDArray[np.float64]:
    """Read delta power, 0.5-4 Hz of Fpz-Cz, of N2 and N3 of people with two nights.

    Returns
    -------
    array, shape (2, people), uV^2/Hz
        Mean over the epochs of each night.
    """
    kept = np.load(FOLDER / "sleep-edf-bandpower" / "sleep_edf_bandpower_20nights.npz")
    found: dict[str, list[float]] = {}
    for key in sorted(kept):
        if key.endswith("_stage"):
            night = key.removesuffix("_stage")
            deep = np.isin(kept[key].astype(int), (Stage.N2, Stage.N3))
            # "SC4" and the number of a person, then that of the night.
            found.setdefault(night[:-1], []).append(
                float(kept[f"{night}_power_uV2perHz"][deep, 0].mean())
            )
    return np.array([nights for nights in found.values() if len(nights) == 2]).T
