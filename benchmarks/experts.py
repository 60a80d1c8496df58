"""Spindles beside people: each rule's F1 against two experts, and the experts' with each other.

``python -m benchmarks experts`` on the six excerpts of the DREAMS spindle database (Devuyst et al.,
doi 10.5281/zenodo.2650142): put its text files in one folder and name that in DREAMS_FOLDER. An
event is matched where intersection over union is 0.2 or more. No threshold was fitted to these
people; only the last column's rule is given a hypnogram.
"""

import os
import sys
import warnings
from pathlib import Path

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.detectors.event_agreement import event_agreement
from explorer.detectors.spindles import DEFAULT_RULE, RULES, detect_spindles
from explorer.night.hypnogram import make_hypnogram
from explorer.night.schema import make_events, make_signals
from explorer.vocabulary.stages import Stage

FREQUENCIES = {1: 100, 2: 200, 3: 50, 4: 200, 5: 200, 6: 200}
"""Hz of each excerpt."""
_STAGES = {5: "W", 4: "REM", 3: "N1", 2: "N2", 1: "N3", 0: "N3"}  # as the database codes them
_NREM = (Stage.N1, Stage.N2, Stage.N3)
_FOLDERS = ("../shared/data/dreams-spindles", "dreams-spindles")
_REFUSED = "refused"


def events(onset: npt.ArrayLike, duration: npt.ArrayLike) -> xr.Dataset:
    """Make a table of spindles."""
    onset = np.asarray(onset, float)
    words = ["spindle"] * onset.size
    return make_events(
        onset=onset, duration=np.asarray(duration, float), kind=words, channel=words, source=words
    )


def read_excerpt(
    folder: Path, number: int
) -> tuple[npt.NDArray[np.float64], xr.DataArray, list[xr.Dataset]]:
    """Read samples in uV, the hypnogram, and each expert's marks."""
    samples = np.loadtxt(folder / f"excerpt{number}.txt", skiprows=1)
    codes = np.loadtxt(folder / f"Hypnogram_excerpt{number}.txt", skiprows=1)
    stages = [_STAGES.get(int(code), "UNSCORED") for code in codes]
    experts = []
    for expert in (1, 2):
        path = folder / f"Visual_scoring{expert}_excerpt{number}.txt"
        marks = np.loadtxt(path, skiprows=1, ndmin=2)
        experts.append(events(marks[:, 0], marks[:, 1]))
    return samples, make_hypnogram(stages, 5.0), experts


def peer(samples: npt.NDArray[np.float64], frequency: float) -> xr.Dataset | None:
    """Find spindles by YASA itself; None where it raises."""
    import yasa

    try:
        found = yasa.spindles_detect(samples, frequency, verbose="ERROR")
    except ValueError:
        return None
    if found is None:
        return events([], [])
    table = found.summary()
    return events(table["Start"], table["End"] - table["Start"])


def ours(signal: xr.DataArray, rule: str, hypnogram: xr.DataArray | None) -> xr.Dataset | None:
    """Find spindles by one of our rules; None where it refuses."""
    try:
        return detect_spindles(signal, rule=RULES[rule], hypnogram=hypnogram, stages=_NREM)
    except ValueError:
        return None


def lines(folder: Path) -> list[str]:
    """Write the table: F1 against the first and the second expert."""
    columns = ("experts", "YASA", "our yasa", "a7", "a7 aasm", "a7 aasm, staged")
    head = f"{'excerpt':<10}{'marks':>10}" + "".join(f"{name:>16}" for name in columns)
    made = [head]
    for number, frequency in FREQUENCIES.items():
        samples, hypnogram, experts = read_excerpt(folder, number)
        dataset = make_signals([samples], float(frequency), ["C3-A1"], ["EEG"], ["uV"])
        signal = dataset["signal"].isel(channel=0)
        cells = [f"{event_agreement(*experts).f1:.2f}"]
        for found in (
            peer(samples, float(frequency)),
            ours(signal, "yasa", None),
            ours(signal, "a7", None),
            ours(signal, "a7 aasm", None),
            ours(signal, "a7 aasm", hypnogram),
        ):
            cells.append(
                _REFUSED
                if found is None
                else " ".join(f"{event_agreement(found, expert).f1:.2f}" for expert in experts)
            )
        marks = " ".join(str(expert.sizes["event"]) for expert in experts)
        name = f"{number}, {frequency} Hz"
        made.append(f"{name:<10}{marks:>10}" + "".join(f"{cell:>16}" for cell in cells))
    made.append(f"default rule: {DEFAULT_RULE.name}")
    return made


def main() -> None:
    """Print the table, or say what it needs."""
    named = os.environ.get("DREAMS_FOLDER")
    folders = [Path(named)] if named else [Path(folder) for folder in _FOLDERS]
    folder = next((one for one in folders if (one / "excerpt1.txt").is_file()), None)
    if folder is None:
        sys.exit(
            "the DREAMS spindle excerpts are not here: get them from doi 10.5281/zenodo.2650142 "
            "(non-commercial use) and name their folder in DREAMS_FOLDER"
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # dependencies of the peer warn while they are imported
        for line in lines(folder):
            print(line)
