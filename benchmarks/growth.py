"""Where time grows: a page by channels, hours, events and edits.

``python -m benchmarks.growth [row ...]``, or ``python -m benchmarks growth`` for all rows. Each row
is a process of its own, without a browser: CPU ms of all its threads, the median of a few gestures;
"page", "analysis", "all channels" and the "overview" of all of them over the whole night once.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import numpy as np

FREQUENCY = 100.0
GESTURES = 5
COLUMNS = (
    *("open", "journal", "page", "analysis", "band", "brush", "scrub", "score", "undo", "mark"),
    *("all channels", "overview", "peak MB"),
)
_USUAL = {"channels": 8, "hours": 8.0, "events": 0, "edits": 0, "undone": 0}
ROWS: MappingProxyType[str, dict[str, float]] = MappingProxyType(
    {
        "8 ch, 8 h": {},
        "the same again": {},
        "64 ch": {"channels": 64},
        "256 ch": {"channels": 256},
        "24 h": {"hours": 24.0},
        "72 h": {"hours": 72.0},
        "1,000 events": {"events": 1_000},
        "10,000 events": {"events": 10_000},
        "100,000 events": {"events": 100_000},
        "100 edits": {"edits": 100},
        "1,000 edits": {"edits": 1_000},
        "10,000 edits": {"edits": 10_000},
        "40,000 edits": {"edits": 40_000},
        "40,000, half undone": {"edits": 40_000, "undone": 1},
    }
)


def written(folder: Path, *, channels: int, hours: float, events: int) -> Path:
    """Write a recording of noise, labelled simulated, with stages and events."""
    from explorer.io.write import write_edf
    from explorer.night.hypnogram import make_hypnogram
    from explorer.night.night import Night
    from explorer.night.schema import make_events, make_signals, rate_name

    rng = np.random.default_rng(0)
    samples = int(hours * 3600 * FREQUENCY)
    noise = 20 * rng.standard_normal(samples, dtype=np.float32)
    rows = np.stack([np.roll(noise, 997 * row) for row in range(channels)])
    names = [f"E{row}" for row in range(channels)]
    signals = make_signals(rows, FREQUENCY, names, ["EEG"] * channels, ["uV"] * channels)
    stages = np.repeat(rng.integers(0, 5, int(hours * 12) + 1), 10)[: int(hours * 120)]
    onset = np.sort(rng.uniform(0, hours * 3600 - 2, events))
    marks = make_events(
        onset=onset,
        duration=np.ones(events),
        kind=["arousal"] * events,
        channel=[""] * events,
        source=["first scorer"] * events,
    )
    night = Night.make(
        {rate_name(FREQUENCY): signals},
        {"first scorer": make_hypnogram(stages)},
        events=marks,
        start="2026-01-01T22:00:00",
        simulated=True,
    )
    return write_edf(night, folder / "night.edf")


def write_journal(path: Path, edits: int, *, undone: bool) -> None:
    """Write a journal of so many edits, every second taken back where `undone`."""
    lines = [json.dumps({"do": "night"})]
    for number in range(edits):
        start = 30.0 * (number % 960)
        line: dict[str, object] = {"do": "stages", "scorer": "me", "id": f"{number:016x}"}
        line |= {"start": start, "stop": start + 30, "stages": [number % 5]}
        if undone and number % 2:
            line = {"do": "undo", "scorer": "me", "of": f"{number - 1:016x}", "id": line["id"]}
        lines.append(json.dumps(line | {"time": "2026-01-02T08:00:00.000+00:00"}))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")


def took(act: Callable[[], object], times: int = 1) -> float:
    """CPU ms of all threads that an act takes: the median of so many."""
    every = []
    for _ in range(times):
        began = time.process_time()
        act()
        every.append(1000 * (time.process_time() - began))
    return statistics.median(every)


def measure(file: Path, edits: int, *, undone: bool) -> dict[str, float]:
    """Open a recording on a page, and do to it what a hand does."""
    from explorer.app.shell import Explorer
    from explorer.io.open import open_night
    from explorer.scoring.journal_location import open_journal
    from explorer.vocabulary.bands import Band
    from explorer.vocabulary.stages import Stage

    found = {"open": took(lambda: open_night(file), 3)}
    night = open_night(file)
    if edits:
        write_journal(open_journal(night).path, edits, undone=undone)
        found["journal"] = took(lambda: open_journal(night).open())
    pages: list[Explorer] = []
    found["page"] = took(lambda: pages.append(Explorer(night)))
    page = pages[0]
    state, controller = page.state, page.scoring.controller
    found["analysis"] = took(page.settle)
    settle = page.settle
    steps = iter(range(10_000))

    def band() -> None:
        state.band = Band("", 10.0 + next(steps) % 7 / 2, 16.0)

    def brush() -> None:
        state.selection = (1000.0, 2000.0 + 30 * next(steps))

    def scrub() -> None:
        state.window_start = 3000.0 + 30 * next(steps)

    def score() -> None:
        controller.score_epoch(6000.0 + 30 * next(steps), Stage(next(steps) % 5))

    def mark() -> None:
        controller.marks.add(
            "spindle", 5000.0 + next(steps), 5001.0 + next(steps), state.analysis_channel
        )

    for name, gesture in (("band", band), ("brush", brush), ("scrub", scrub)):
        gesture()
        settle()
        found[name] = took(gesture, GESTURES)
        settle()
    score()
    settle()
    for name, edit in (("score", score), ("undo", lambda: controller.undo()), ("mark", mark)):
        found[name] = took(edit, GESTURES)
        settle()

    def every() -> None:
        state.visible_channels = tuple(night.channels)

    found["all channels"] = took(every)
    found["overview"] = took(settle)
    if page.traces.problem.visible or page.status.message:
        raise RuntimeError(page.traces.problem.text or page.status.message)
    found["peak MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def run(name: str) -> dict[str, float]:
    """Measure one row in a process of its own, and with scorings of its own."""
    with TemporaryDirectory() as folder:
        environment = os.environ | {"SLEEP_EXPLORER_SCORINGS": str(Path(folder) / "scorings")}
        for step in ("write", "measure"):  # apart, as writing takes memory of its own
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.growth", f"--{step}", name, folder],
                env=environment,
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
        return dict(json.loads(done.stdout.splitlines()[-1]))


def print_row(name: str, found: dict[str, float]) -> None:
    """Print one line of the table."""
    cells = [
        "" if column not in found else f"{found[column]:.{1 if found[column] < 1 else 0}f}"
        for column in COLUMNS
    ]
    print(f"| {name} | {' | '.join(cells)} |", flush=True)


def main() -> None:
    """Print the table, or those rows that are named."""
    if sys.argv[1:2] and sys.argv[1].startswith("--"):
        step, name, folder = sys.argv[1:4]
        row = {**_USUAL, **ROWS[name]}
        channels, events, edits = (int(row[key]) for key in ("channels", "events", "edits"))
        if step == "--write":
            written(Path(folder), channels=channels, hours=row["hours"], events=events)
        else:
            file = Path(folder) / "night.edf"
            print(json.dumps(measure(file, edits, undone=bool(row["undone"]))))
        return
    names = sys.argv[1:] or list(ROWS)
    unknown = [name for name in names if name not in ROWS]
    if unknown:
        sys.exit(f"no row {unknown}, expected some of {list(ROWS)}")
    print(f"| CPU ms, {FREQUENCY:g} Hz | {' | '.join(COLUMNS)} |")
    print("|---" * (len(COLUMNS) + 1) + "|")
    for name in names:
        print_row(name, run(name))


if __name__ == "__main__":
    main()
