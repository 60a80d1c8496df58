"""``sleep-explorer compare``: conditions within people, from a table of nights."""

import argparse
import json
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr

    from explorer.study.comparison import StudyComparison

SEED = 1
# Headings of the printed table, before and after the names of the two conditions.
BEFORE = ("metric", "unit", "n")
AFTER = ("difference", "95 % CI", "p", "adjusted p", "g_av", "outcome")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "table",
        metavar="TABLE",
        help="CSV, TSV or Excel with subject, condition, night, path and/or hypnogram, and if "
        "known order, lights_off, lights_on, age, sex, channel, block, exclude, reason; or a BIDS "
        "folder",
    )
    parser.add_argument("--reference", required=True, metavar="CONDITION")
    parser.add_argument(
        "--primary",
        metavar="METRIC",
        help="the one metric chosen beforehand; slow-wave activity (SWA) where there are "
        "recordings, if not given; none for none",
    )
    parser.add_argument(
        "--metrics", default="", metavar="A,B,...", help="those to compare, by name or symbol"
    )
    parser.add_argument(
        "--smallest",
        action="append",
        default=[],
        metavar="METRIC=AMOUNT",
        help="smallest difference that would matter, in the metric's unit or %% (N3_min=10, "
        "SWA=10%%)",
    )
    parser.add_argument(
        "--hypnograms-only", action="store_true", help="do not measure the recordings' EEG"
    )
    parser.add_argument("--seed", type=int, default=SEED, help=f"of chance ({SEED})")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="of a Dask cluster")
    parser.add_argument("--store", metavar="DIR", help="Zarr folder to resume from")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    parser.add_argument(
        "--report",
        metavar="FILE",
        help="write one self-contained HTML page, and beside it the results as CSV and every night "
        "as NetCDF",
    )
    parser.add_argument("--csv", metavar="FILE", help="write the table of results")


def run(options: argparse.Namespace) -> int:
    """Compare, print, write."""
    import numpy as np

    from explorer.metrics.aliases import script_name
    from explorer.statistics.equivalence import SMALLEST_EFFECTS, SmallestEffect
    from explorer.study.cohort import cohort
    from explorer.study.comparison import compare_study, default_primary, summary
    from explorer.study.night_task import hypnogram_metrics
    from explorer.study.signal_measures import night_metrics

    smallest = dict(SMALLEST_EFFECTS)
    for text in options.smallest:
        name, equals, amount = text.partition("=")
        if not equals:
            raise ValueError(f"--smallest reads like N3_min=10 or SWA=10%, not {text!r}")
        smallest[script_name(name.strip())] = SmallestEffect.parse(amount)
    nights = cohort(
        options.table,
        client=options.scheduler,
        store=options.store,
        measure=hypnogram_metrics if options.hypnograms_only else night_metrics,
    )
    primary = options.primary
    if primary is None:
        primary = default_primary(nights, options.reference)
    study = compare_study(
        nights,
        reference=options.reference,
        primary="" if primary == "none" else primary,
        metrics=[name.strip() for name in options.metrics.split(",") if name.strip()],
        smallest_effects=smallest,
        rng=np.random.default_rng(options.seed),
    )
    if options.csv:
        from explorer.study.result_files import results_as_csv

        Path(options.csv).write_text(results_as_csv(study), encoding="utf-8", newline="")
    if options.report:
        from explorer.render.study.report import render_study_report
        from explorer.study.result_files import write_beside

        command = shlex.join(["sleep-explorer", *sys.argv[1:]])
        page = render_study_report(study, command=command, seed=options.seed)
        Path(options.report).write_text(page, encoding="utf-8")
        write_beside(study, options.report, seed=options.seed, command=command)
    print(json.dumps(summary(study, seed=options.seed), indent=2) if options.json else _text(study))
    return 0


def _text(study: "StudyComparison") -> str:
    """Lay the results out in lines."""
    found = study.comparison
    lines = [study.sentence, ""]
    for condition in found.table.condition.values:
        here = found.table.sel(condition=condition)
        rows: list[tuple[str, ...]] = [(*BEFORE, found.reference, str(condition), *AFTER)]
        rows += [_cells(here.sel(metric=name)) for name in here.metric.values]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines += [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]
        lines.append("")
    lines += [f"- {note}" for note in study.notes]
    lines.append(
        "- p: sign flips of people's differences; adjusted: Benjamini-Hochberg; * primary."
    )
    return "\n".join(lines)


def _cells(row: "xr.Dataset") -> tuple[str, ...]:
    """Lay one metric out in cells."""
    import numpy as np

    from explorer.statistics.plain_language import UNSAID, digits_for, format_p

    digits = digits_for(float(row.ci_low), float(row.ci_high))

    def say(key: str) -> str:
        return f"{float(row[key]):.{digits}f}"

    known = np.isfinite([float(row.ci_low), float(row.ci_high)]).all()
    size = float(row.g_av)
    return (
        f"{row.metric.item()}{'*' if str(row.role.item()) == 'primary' else ''}",
        str(row.units.item()),
        str(int(row.n)),
        say("reference_mean"),
        say("condition_mean"),
        say("mean_difference"),
        f"{say('ci_low')} to {say('ci_high')}" if known else UNSAID,
        format_p(float(row.p_permutation)).removeprefix("= "),
        format_p(float(row.p_adjusted)).removeprefix("= "),
        f"{size:.2f}" if np.isfinite(size) else UNSAID,
        str(row.outcome.item()),
    )
