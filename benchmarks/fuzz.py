"""Readers under spoilt files: ``python -m benchmarks.fuzz [--seconds 60] [--targets xml text]``.

Each target runs in a process of its own with limited memory; one that stops answering is ended and
its input kept. An input must open, or be refused in one sentence that names the file. Anything else
is a finding, kept with its sentence under ``--keep``; the same seed makes the same inputs.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path

from benchmarks.fuzz_inputs import TARGETS, Target, put

MEMORY = 2048  # MB of address space beyond what the imports take
LONGEST = 20.0  # s for one input
SENTENCE = 2000  # letters


def main() -> None:
    """Run every target that was asked for, one after the other, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60, help="for each target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--targets", nargs="+", default=list(TARGETS), choices=list(TARGETS))
    parser.add_argument("--keep", type=Path, help="folder for the inputs that were findings")
    parser.add_argument("--memory", type=int, default=MEMORY, help="MB beyond the imports")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    parser.add_argument("--first", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        work(options)
        return
    print(
        f"{'target':<16}{'inputs':>8}{'opened':>8}{'refused':>9}{'findings':>9}"
        f"{'worst s':>9}{'worst MB':>10}"
    )
    found = 0
    for name in options.targets:
        told = run(name, options)
        found += told["findings"]
        print(
            f"{name:<16}{told['inputs']:>8}{told['opened']:>8}{told['refused']:>9}"
            f"{told['findings']:>9}{told['seconds']:>9.2f}{told['memory']:>10.0f}",
            flush=True,
        )
        for where, (count, example) in told["kinds"].items():
            print(f"    {count} x {where}: {example}", flush=True)
    sys.exit(bool(found))


def run(name: str, options: argparse.Namespace) -> dict:
    """Run one target, beginning again after an input that its process did not survive."""
    total = {"inputs": 0, "opened": 0, "refused": 0, "findings": 0, "seconds": 0.0, "memory": 0.0}
    kinds: dict[str, tuple[int, str]] = {}
    until = time.monotonic() + options.seconds
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        while (left := until - time.monotonic()) > 1:
            report.unlink(missing_ok=True)
            command = [sys.executable, "-m", "benchmarks.fuzz", "--worker", folder]
            command += ["--targets", name, "--seconds", str(left), "--seed", str(options.seed)]
            command += ["--memory", str(options.memory), "--first", str(total["inputs"])]
            ended = watch(command, report)
            told = json.loads(report.read_text()) if report.exists() else {"inputs": 0, "kinds": {}}
            for key in total:
                merge = max if key in ("seconds", "memory") else lambda a, b: a + b
                total[key] = merge(total[key], told.get(key, 0))
            if ended:
                told["kinds"][ended] = (1, "")
                total["findings"] += 1
                total["inputs"] += 1
                if (Path(folder) / "now").exists():
                    (Path(folder) / "now").replace(Path(folder) / f"finding-{total['inputs']}-hang")
                if not told["inputs"]:
                    print(f"    {name}: {ended}")
                    break
            for where, (count, example) in told["kinds"].items():
                kinds[where] = (kinds.get(where, (0, ""))[0] + count, example)
            for file in Path(folder).glob("finding-*") if options.keep else ():
                options.keep.mkdir(parents=True, exist_ok=True)
                (options.keep / f"{name}-{file.name}").write_bytes(file.read_bytes())
    return {**total, "kinds": kinds}


def watch(command: list[str], report: Path) -> str:
    """Wait for a process; end it if its report stands still. Say how it ended, "" if well."""
    worker = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    began = time.monotonic()
    while worker.poll() is None:
        time.sleep(0.2)
        told = (
            report.stat().st_mtime
            if report.exists()
            else time.time() + 40 - (time.monotonic() - began)
        )
        if time.time() - told > LONGEST:
            worker.kill()
            worker.wait()
            return f"no answer within {LONGEST:g} s"
    said = worker.stderr.read() if worker.stderr else ""
    return f"ended by {worker.returncode}: {said[-300:]}" if worker.returncode else ""


def work(options: argparse.Namespace) -> None:
    """Spoil and ask until the time is over, in the process that may die of it."""
    name = options.targets[0]
    target, place = TARGETS[name], Path(options.worker)
    seeds_folder, inputs = place / "seeds", place / "inputs"
    for folder in (seeds_folder, inputs):
        folder.mkdir(exist_ok=True)
    seeds = list(target.seeds(seeds_folder))
    raws = [seed.read_bytes() for seed in seeds]
    for seed in seeds[:3]:  # imports and compiled loops, before memory is limited
        try_one(target, put(seed, seed.read_bytes(), inputs))
    limit = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    limit += options.memory * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told = {"inputs": 0, "opened": 0, "refused": 0, "findings": 0, "seconds": 0.0, "memory": 0.0}
    kinds: dict[str, tuple[int, str]] = {}
    until = time.monotonic() + options.seconds
    while time.monotonic() < until:
        rng = random.Random(f"{options.seed} {name} {options.first + told['inputs']}")
        which = rng.randrange(len(seeds))
        raw = target.spoil(raws[which], rng)
        path = put(seeds[which], raw, inputs)
        (place / "now").write_bytes(raw)
        began = time.monotonic()
        outcome, example = try_one(target, path)
        told["seconds"] = max(told["seconds"], time.monotonic() - began)
        told["memory"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base) / 1024
        told["inputs"] += 1
        if outcome in ("opened", "refused"):
            told[outcome] += 1
        else:
            told["findings"] += 1
            kinds[outcome] = (kinds.get(outcome, (0, ""))[0] + 1, example)
            if kinds[outcome][0] == 1:
                (place / f"finding-{options.first + told['inputs']}-{path.name}").write_bytes(raw)
        report = place / "report.new"
        report.write_text(json.dumps({**told, "kinds": kinds}))
        report.replace(place / "report.json")


def try_one(target: Target, path: Path) -> tuple[str, str]:
    """Ask for one input: "opened", "refused", or what else happened, with its words."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            target.ask(path)
    except (ValueError, OSError) as error:
        sentence = str(error)
        if "\n" in sentence or len(sentence) > SENTENCE:
            return f"a refusal that is no sentence at {place_of(error)}", repr(sentence[:160])
        if not any(name in sentence for name in (path.name, "/inputs/store")):
            return f"a refusal that names no file at {place_of(error)}", repr(sentence[:160])
        return "refused", ""
    except BaseException as error:
        return f"{type(error).__name__} at {place_of(error)}", repr(str(error)[:160])
    return "opened", ""


def place_of(error: BaseException) -> str:
    """Say where in the project an error came from."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "explorer" in f.filename]
    last = frames[-1] if frames else traceback.extract_tb(error.__traceback__)[-1]
    return f"{os.path.basename(last.filename)}:{last.lineno}"  # noqa: PTH119


if __name__ == "__main__":
    main()
