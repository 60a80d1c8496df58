"""Simulated EEG beside people's: what a stager makes of it, and each stage's spectrum and waves.

``python -m benchmarks realism_eeg`` stages ten simulated nights with YASA's model, and prints its
confusion matrix beside that of people (each of five scorers against the other four, DODH); then
each stage's measures of a central derivation beside the range of real people
(DREAMS, C3-A1; spread and ratios of Sleep-EDF, Fpz-Cz). No number here was fitted to one person.
"""

import sys
import warnings
from itertools import combinations
from pathlib import Path

import numpy as np

from benchmarks.eeg_measures import (
    BANDS,
    WITHOUT_SIGMA,
    Measures,
    band_powers,
    confusion,
    human_confusion,
    kappa,
    measure_eeg,
    measure_people,
    night_variability,
    variability_of_people,
)
from explorer.models.simulated_night import simulate_night
from explorer.night.night import Night
from explorer.staging.yasa_model import stage
from explorer.vocabulary.stages import SCORED

SHARED = Path("../shared/data")
NIGHTS = 10
_FIRST_SEED = 100
_RATE = 128.0
_CENTRAL = "C4-M1"
_FRONTAL = "F4-M1"
_EPOCH = 30.0


def staged(night: Night) -> np.ndarray:
    """Confusion matrix of YASA's stages with those drawn."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the versions that the model was pickled with
        found = stage(night).hypnogram.values
    scored = found >= 0
    return confusion(night.hypnogram.values[scored], found[scored])


def measured(night: Night) -> tuple[Measures, Measures]:
    """Measure a simulated night as the excerpts, and as the nights of Sleep-EDF."""
    central = measure_eeg(night.signal(_CENTRAL).load(), night.hypnogram)
    powers = band_powers(night.signal(_FRONTAL).values, _RATE, _EPOCH)
    five = powers[:, [list(BANDS).index(name) for name in WITHOUT_SIGMA]]
    return central, night_variability(five, night.hypnogram.values)


def matrix_lines(title: str, table: np.ndarray) -> list[str]:
    """Write a confusion matrix in % of each row."""
    share = 100 * table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    names = [one.name for one in SCORED]
    lines = [f"{title}: rows are the truth, columns what it was called, %"]
    lines.append("     " + "".join(f"{name:>7}" for name in names))
    for name, row in zip(names, share, strict=True):
        lines.append(f"{name:<5}" + "".join(f"{value:7.1f}" for value in row))
    return lines


def pair_lines(ours: np.ndarray, people: np.ndarray) -> list[str]:
    """Write which two stages are taken for one another, in % of all errors, whichever is called.

    A model leans to one side of a border, and people to none: the border itself is what both share.
    """
    lines = ["stages taken for one another, % of all errors: YASA on simulated nights, people"]
    rows = []
    for one, two in combinations(range(len(SCORED)), 2):
        parts = [
            100 * (table[one, two] + table[two, one]) / (table.sum() - np.trace(table))
            for table in (ours, people)
        ]
        rows.append((*parts, f"{SCORED[one].name} - {SCORED[two].name}"))
    for own, theirs, name in sorted(rows, key=lambda row: -row[1]):
        lines.append(f"{name:<9}{own:8.1f}{theirs:8.1f}")
    own, theirs = np.array([row[:2] for row in rows]).T
    lines.append(f"r of them: {np.corrcoef(own, theirs)[0, 1]:.2f}")
    return lines


def compare(title: str, ours: list[Measures], people: list[Measures]) -> tuple[list[str], int, int]:
    """Write each measure of ours beside its real range; count those inside, and all."""
    lines = [f"{title}: real people, lowest to highest; simulated nights, median (10th-90th)"]
    inside = total = 0
    order = [one.name for one in SCORED]
    keys = dict.fromkeys(key for one in (*people, *ours) for key in one)
    for key in sorted(keys, key=lambda key: order.index(key[0])):
        real = np.array([one[key] for one in people if np.isfinite(one.get(key, np.nan))])
        own = np.array([one[key] for one in ours if np.isfinite(one.get(key, np.nan))])
        if real.size < 2 or not own.size:
            continue
        low, high, middle = real.min(), real.max(), float(np.median(own))
        fits = low <= middle <= high
        inside, total = inside + fits, total + 1
        few, many = np.percentile(own, [10, 90])
        lines.append(
            f"{key[0]:<4} {key[1]:<26} n {real.size:<3}{low:9.3g} -{high:9.3g}   "
            f"{middle:9.3g} ({few:.3g}-{many:.3g}) {'' if fits else '  <-- outside'}"
        )
    return lines, inside, total


def main() -> None:
    """Print the tables, or say what they need."""
    if not (SHARED / "dod").is_dir():
        sys.exit(f"the real recordings are not here: expected the folder {SHARED}")
    nights = int(sys.argv[1]) if len(sys.argv) > 1 else NIGHTS
    tables, central, frontal = [], [], []
    for seed in range(_FIRST_SEED, _FIRST_SEED + nights):
        night = simulate_night(seed, sampling_frequency=_RATE)
        tables.append(staged(night))
        of_centre, of_front = measured(night)
        central.append(of_centre)
        frontal.append(of_front)
    kappas = [kappa(table) for table in tables]
    people, human = human_confusion(SHARED / "dod" / "dodh")
    words = " ".join(f"{one:.3f}" for one in kappas)
    print(f"YASA on {nights} simulated nights: kappa {np.mean(kappas):.3f} ({words})")
    print(f"people on DODH: kappa {np.mean(human):.3f} ({' '.join(f'{one:.3f}' for one in human)})")
    ours = np.sum(tables, axis=0)
    for line in matrix_lines("YASA on simulated nights", ours):
        print(line)
    for line in matrix_lines("one person against four others, DODH", people):
        print(line)
    off = ~np.eye(len(SCORED), dtype=bool)
    shares = [np.where(off, one, 0)[off] / one[off].sum() for one in (ours, people)]
    print(f"r of the errors' shares, ours and people's: {np.corrcoef(*shares)[0, 1]:.2f}")
    for line in pair_lines(ours, people):
        print(line)
    for title, own, real in (
        ("C4-M1 beside DREAMS", central, measure_people(SHARED / "dreams-spindles")),
        (
            "F4-M1 beside Sleep-EDF",
            frontal,
            variability_of_people(
                SHARED / "sleep-edf-bandpower" / "sleep_edf_bandpower_20nights.npz"
            ),
        ),
    ):
        lines, inside, total = compare(title, own, real)
        print(f"\n{inside} of {total} measures inside the real range")
        for line in lines:
            print(line)


if __name__ == "__main__":
    main()
