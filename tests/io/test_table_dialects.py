"""A generated night, written as a table in random dialects, reads back to itself."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

from explorer.io.scorer_reading import read_scoring
from explorer.vocabulary.stages import Stage

WORDS = (
    {"W": "W", "N1": "N1", "N2": "N2", "N3": "N3", "REM": "R"},
    {"W": "Wake", "N1": "S1", "N2": "S2", "N3": "S4", "REM": "REM"},
    {"W": "Sleep stage W", "N1": "Sleep stage N1", "N2": "Sleep stage N2"}
    | {"N3": "Sleep stage N3", "REM": "Sleep stage R"},
)
ONSETS = ("onset", "Start", "start_time", "Beginn", "Time", "Onset (s)", "Recording onset")
DURATIONS = ("duration", "Duration (s)", "Dauer", "dur_s", "durée", "length")
STAGES = ("stage", "Sleep Stage", "Schlafstadium", "Annotation", "trial_type", "hypnogram")
EPOCHS = ("epoch", "Epoch #", "Epoche", "epoch_number")
CLOCKS = ("Time", "Uhrzeit", "Clock time", "Heure", "time of day")
DATES = ("%d.%m.%Y", "%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%d %b %Y")
TIMES = ("%H:%M:%S", "%I:%M:%S %p", "%H.%M.%S")
LENGTHS = (1, 2.5, 4, 5, 10, 15, 20, 30, 30, 30, 60)
KINDS = (
    "onset",
    "onset, duration",
    "onset, end",
    "clock",
    "clock, duration",
    "clock, end",
    "date, clock",
    "epoch",
    "epoch, clock",
    "instant",
    "zone",
)


def night(rng: random.Random) -> list[str]:
    """Return stages in runs."""
    stages: list[str] = []
    while len(stages) < 40 or rng.random() < 0.95:
        stages += [rng.choice(list(WORDS[0]))] * rng.randint(1, 25)
    return stages[:300]


def time_columns(
    rng: random.Random, kind: str, length: float, decimal: str
) -> list[tuple[str, Callable[[int], str]]]:
    """Return the columns that say when an epoch is, each with how it writes one."""
    begin = datetime(2018, rng.randint(1, 12), rng.randint(1, 28), rng.choice([21, 23, 0]), 59, 30)
    day, base = rng.choice(DATES), rng.choice([0, 1])
    clock = rng.choice(TIMES) if length != 2.5 else "%H:%M:%S.%f"
    zone = timezone(timedelta(hours=2))

    def number(value: float) -> str:
        return f"{value:g}".replace(".", decimal)

    def moment(epoch: int) -> datetime:
        return begin + timedelta(seconds=length * epoch)

    dated = clock if kind != "clock, end" else f"{day} {clock}"
    writers = {
        "onset": (rng.choice(ONSETS), lambda epoch: number(length * epoch)),
        "duration": (rng.choice(DURATIONS), lambda _epoch: number(length)),
        "clock": (rng.choice(CLOCKS), lambda epoch: moment(epoch).strftime(dated)),
        "date": ("Date", lambda epoch: moment(epoch).strftime(day)),
        "epoch": (rng.choice(EPOCHS), lambda epoch: str(epoch + base)),
        "instant": ("time", lambda epoch: moment(epoch).isoformat()),
        "zone": ("time", lambda epoch: moment(epoch).replace(tzinfo=zone).isoformat()),
        "end": (
            "End",
            (lambda epoch: moment(epoch + 1).strftime(dated))
            if "clock" in kind
            else (lambda epoch: number(length * (epoch + 1))),
        ),
    }
    return [writers[part] for part in kind.split(", ")]


@pytest.mark.parametrize("seed", range(150))
def test_a_night_in_any_dialect_reads_back_to_itself(seed, tmp_path):
    rng = random.Random(seed)
    stages, delimiter, kind = night(rng), rng.choice(",;\t|"), rng.choice(KINDS)
    length = 30 if kind == "epoch" else rng.choice(LENGTHS)
    decimal = "." if delimiter == "," else rng.choice(".,")
    words = rng.choice(WORDS)
    missing = range(12, 12 + rng.choice([0, 0, 5]))
    columns = time_columns(rng, kind, length, decimal)
    columns.append((rng.choice(STAGES), lambda epoch: words[stages[epoch]]))
    columns += [("Heart rate", lambda _epoch: "61")] * rng.randint(0, 1)
    rng.shuffle(columns)
    scorers = rng.choice([[], [], ["ann", "bob"]])
    lines = [delimiter.join([name for name, _ in columns] + ["scorer"] * bool(scorers))]
    for scorer in scorers or [""]:
        for epoch in range(len(stages)):
            if epoch not in missing:
                cells = [write(epoch) for _, write in columns] + [scorer] * bool(scorer)
                lines.append(delimiter.join(cells))
    path = tmp_path / "night.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    scoring = read_scoring(path)
    expected = ["UNSCORED" if at in missing else stage for at, stage in enumerate(stages)]
    assert len(scoring.hypnograms) == max(len(scorers), 1)
    for hypnogram in scoring.hypnograms.values():
        assert float(hypnogram.epoch_length) == length
        assert [Stage(code).name for code in hypnogram.values] == expected
