"""``python -m benchmarks [name ...]``: the usual benchmarks, or those named.

"far", "statistics", "parallel", "n_of_1", "crossover", "cohort", "upload", "growth", "realism",
"realism_eeg", "many_nights" and "scored" run only when they are named; most take minutes.
"""

import importlib
import sys
from types import MappingProxyType

from benchmarks.report import print_rows

# Tables of rows: a peer's time and ours.
TABLES = MappingProxyType(
    {
        "readers": "benchmarks.bench_readers",
        "dsp": "benchmarks.bench_dsp",
        "metrics": "benchmarks.bench_metrics",
        "lab": "benchmarks.bench_lab",
        "staging": "benchmarks.bench_staging",
    }
)
# What prints a report of its own, by the function that does.
REPORTS = MappingProxyType(
    {
        "live": "benchmarks.live",
        "live_band": "benchmarks.live_band",
        "experts": "benchmarks.experts",
        "realism_eeg": "benchmarks.realism_eeg",
        "live_lab": "benchmarks.live_lab",
        "many_nights": "benchmarks.many_nights",
        "statistics": "benchmarks.bench_statistics",
        "parallel": "benchmarks.bench_parallel",
        "n_of_1": "benchmarks.bench_n_of_1",
        "crossover": "benchmarks.bench_crossover",
        "cohort": "benchmarks.bench_cohort",
        "far": "benchmarks.far",
        "upload": "benchmarks.upload",
        "growth": "benchmarks.growth",
        "realism": "benchmarks.realism",
        "scored": "benchmarks.scored",
    }
)
USUAL = ("live", "live_lab", *TABLES)


def main() -> None:
    """Run what was asked for."""
    names = sys.argv[1:] or list(USUAL)
    known = [*REPORTS, *TABLES]
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"no benchmark {unknown}, expected some of {known}")
    for name in names:
        if name in TABLES:
            print_rows(importlib.import_module(TABLES[name]).rows())
        else:
            sys.argv[1:] = []
            importlib.import_module(REPORTS[name]).main()


main()
