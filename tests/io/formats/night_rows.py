"""One night that the formats are written of: W 5, N1 1, N2 13, N3 5, REM 6 min from 23:50."""

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from explorer.io.open import open_night
from explorer.vocabulary.stages import Stage

RUNS = (
    *(("W", 6), ("N1", 2), ("N2", 14), ("N3", 10), ("N2", 6), ("REM", 12), ("W", 2)),
    *(("N2", 6), ("W", 2)),
)
STAGES = [stage for stage, count in RUNS for _ in range(count)]
THE_NIGHT = {"W": 5.0, "N1": 1.0, "N2": 13.0, "N3": 5.0, "REM": 6.0}
START = datetime(2018, 5, 22, 23, 50)


def times(length: float = 30) -> list[datetime]:
    """When each epoch begins."""
    return [START + timedelta(seconds=length * number) for number in range(len(STAGES))]


def clocks(length: float = 30) -> list[str]:
    """Write the time of day at which each epoch begins."""
    return [f"{time:%H:%M:%S}" for time in times(length)]


def minutes(path: Path, scorer: int = 0) -> dict[str, float]:
    """Minutes of each stage of a file, unscored epochs left out."""
    night = open_night(path)
    hypnogram = night.hypnograms.isel(scorer=scorer)
    length = float(hypnogram.epoch_length)
    counts = Counter(Stage(code).name for code in hypnogram.values.tolist())
    return {name: counts[name] * length / 60 for name in (*THE_NIGHT, "ARTEFACT") if counts[name]}
