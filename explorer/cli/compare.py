"""``sleep-explorer compare``: conditions within people, or parallel arms, from a table."""

import argparse
import json
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.cli.seed_argument import seed_argument
from explorer.cli.written_files import add_force, refuse_other_ending, refuse_to_write_over
from explorer.vocabulary.name_lists import parted_names

if TYPE_CHECKING:
    import xarray as xr

    from explorer.plan.audit import Audit
    from explorer.plan.study_plan import StudyPlan
    from explorer.study.compare_design import Study

SEED = 1
DESIGNS = ("within", "parallel")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "table",
        metavar="TABLE",
        help="CSV, TSV or Excel with subject, condition, night or date, and path, hypnogram or "
        "columns of numbers, and if known order, start (the clock time at which it begins), "
        "lights_off, lights_on, age, sex, channel, block, device, exclude, reason; of a parallel "
        "trial with subject, arm, visit (baseline, follow-up), and if known stratum, completed; or "
        "a BIDS folder",
    )
    parser.add_argument(
        "--reference",
        default="",
        metavar="CONDITION",
        help="what the others are compared with, where neither a plan nor its name (placebo) says",
    )
    parser.add_argument(
        "--plan",
        metavar="FILE",
        help="hold the comparison to a plan of `sleep-explorer plan`: what it says is taken where "
        "nothing else is given, and what departs from it is named",
    )
    parser.add_argument(
        "--sealed",
        metavar="FILE",
        help="the plan's sealed list, once it may be opened: who took what is held against it",
    )
    parser.add_argument(
        "--design",
        choices=DESIGNS,
        help="conditions within people, or parallel arms; told by the table if not given",
    )
    parser.add_argument(
        "--covariates",
        default="",
        metavar="A,B,...",
        help="columns to take out of the comparison, such as alcohol, bedtime, age; none for none, "
        "also where a plan names some",
    )
    parser.add_argument(
        "--baseline",
        default="",
        metavar="VISIT",
        help="of parallel arms, where it is called otherwise",
    )
    parser.add_argument(
        "--follow-up", default="", metavar="VISIT", help="likewise the visit that is compared"
    )
    parser.add_argument(
        "--leave-out",
        default="",
        metavar="S1,S2,...",
        help="people to leave out, who stand in the report as excluded; better said in the table, "
        "with the column exclude and a reason",
    )
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
    parser.add_argument("--seed", type=seed_argument, default=SEED, help=f"of chance ({SEED})")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="of a Dask cluster")
    parser.add_argument("--store", metavar="DIR", help="Zarr folder to resume from")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    parser.add_argument(
        "--report",
        metavar="FILE",
        help="write one self-contained page, ending in .html, and beside it the results as CSV and "
        "every night as NetCDF",
    )
    parser.add_argument("--csv", metavar="FILE", help="write the table of results")
    add_force(parser)


def run(options: argparse.Namespace) -> int:
    """Compare, print, write."""
    import numpy as np

    from explorer.cli.printed_comparison import comparison_text
    from explorer.metrics.aliases import script_name
    from explorer.statistics.equivalence import SMALLEST_EFFECTS, SmallestEffect
    from explorer.study.cohort import cohort
    from explorer.study.compare_design import compare_design
    from explorer.study.comparison_choices import without
    from explorer.study.likely_reference import by_its_name
    from explorer.study.metric_choice import default_primary
    from explorer.study.night_task import hypnogram_metrics
    from explorer.study.signal_measures import night_metrics
    from explorer.study.study_summary import summary

    _refuse_to_overwrite(options)
    plan = _read_plan(options)
    smallest = dict(SMALLEST_EFFECTS)
    if plan:
        smallest[plan.primary] = plan.smallest
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
    nights = without(nights, frozenset(_people(nights, options.leave_out)))
    reference = options.reference or (plan.reference if plan else "")
    if not reference:
        nights, reference = by_its_name(nights)
    primary = options.primary
    if primary is None:
        primary = plan.primary if plan else default_primary(nights, reference)
    design = options.design or ""
    if plan and not design:
        design = "parallel" if plan.design == "parallel" else "within"
    study = compare_design(
        nights,
        drawn=_drawn(plan, options.sealed),
        design=design,
        covariates=_covariates(options.covariates, plan),
        baseline=options.baseline,
        follow_up=options.follow_up,
        reference=reference,
        primary="" if primary == "none" else primary,
        metrics=parted_names(options.metrics),
        smallest_effects=smallest,
        rng=np.random.default_rng(options.seed),
    )
    held = _hold(plan, study, options.sealed)
    if options.csv:
        from explorer.study.result_files import results_as_csv

        Path(options.csv).write_text(results_as_csv(study), encoding="utf-8", newline="")
    if options.report:
        from explorer.render.study.report import render_study_report
        from explorer.study.result_files import write_beside

        command = shlex.join(["sleep-explorer", *sys.argv[1:]])
        page = render_study_report(study, command=command, seed=options.seed, audit=held)
        Path(options.report).write_text(page, encoding="utf-8")
        write_beside(study, options.report, seed=options.seed, command=command)
    if options.json:
        found = summary(study, seed=options.seed) | ({"plan": _audited(held)} if held else {})
        print(json.dumps(found, indent=2))
        return 0
    print(comparison_text(study))
    if held:
        said = [*held.departures, *held.unchecked]
        print("\n".join(["", held.sentence, *(f"- {one}" for one in said)]))
    return 0


def _refuse_to_overwrite(options: argparse.Namespace) -> None:
    """Refuse results that would be written over what is there."""
    written = [Path(options.csv)] if options.csv else []
    if options.report:
        report = Path(options.report)
        results = [report.with_suffix(end) for end in (".csv", ".nc")]
        # The table by both options is one; a report of that name is refused for its ending below.
        others = [one for one in (report, *written) if one not in results]
        written = [*results, *others]
    read = [options.table, options.plan, options.sealed]
    if options.force and any(name and Path(name).is_file() for name in written):
        read += _named_in(options.table)
    refuse_to_write_over(written, read, force=options.force)
    if options.report:  # beside it the results are written: a page report.csv would be lost to them
        refuse_other_ending(Path(options.report), [".html", ".htm"], "the report is a page of HTML")


def _named_in(table: str) -> list[Path]:
    """Return the files that a table names, and the hypnograms found beside its recordings."""
    from explorer.io.sidecar import find_sidecars
    from explorer.storage.far.urls import is_address
    from explorer.study.cohort_table import read_table

    rows = read_table(table).rows
    named = [Path(one) for row in rows for one in (row.path, row.hypnogram) if one]
    here = [one for one in named if not is_address(str(one)) and one.exists()]
    return [*here, *(beside for one in here for beside in find_sidecars(one))]


def _read_plan(options: argparse.Namespace) -> "StudyPlan | None":
    """Read the plan, or refuse what cannot go without one."""
    if not options.plan:
        if options.sealed:
            raise ValueError("a sealed list is held against its plan: give that with --plan too")
        return None
    from explorer.plan.randomise import read_sealed
    from explorer.plan.study_plan import StudyPlan, is_plan

    path = options.plan
    try:
        plan = StudyPlan.from_json(Path(path).read_text(encoding="utf-8"))
        path = options.sealed
        text = Path(path).read_text(encoding="utf-8") if path else ""
        if is_plan(text):  # which is refused, and a changed list is a departure
            read_sealed(text)
    except UnicodeDecodeError:
        raise ValueError(f"{path}: this is no text, and a file of JSON is wanted") from None
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    return plan


def _drawn(plan: "StudyPlan | None", sealed: str | None) -> dict[str, str]:
    """Give who was drawn for which arm, where the plan's sealed list is opened."""
    if plan is None or not sealed:
        return {}
    from explorer.plan.randomise import drawn_arms

    return drawn_arms(plan, Path(sealed).read_text(encoding="utf-8"))


def _hold(plan: "StudyPlan | None", study: "Study", sealed: str | None) -> "Audit | None":
    if plan is None:
        return None
    from explorer.plan.audit import audit

    return audit(plan, study, Path(sealed).read_text(encoding="utf-8") if sealed else "")


def _audited(held: "Audit") -> dict[str, Any]:
    headings, rows = held.flow.rows()
    return {
        "departures": list(held.departures),
        "unchecked": list(held.unchecked),
        "flow": {name: dict(zip([r[0] for r in rows], [int(r[k]) for r in rows], strict=True))
                 for k, name in enumerate(headings) if k},
        "sealed_sha256": held.plan.sealed_sha256,
    }  # fmt: skip


def _people(nights: "xr.Dataset", text: str) -> list[str]:
    """Name those to leave out, or refuse whom the table does not have."""
    from explorer.vocabulary.counts import listed

    names, known = parted_names(text), {str(name) for name in nights.subject.values}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ValueError(
            f"--leave-out names {listed(unknown)}, expected some of {listed(sorted(known))}"
        )
    return names


def _covariates(text: str, plan: "StudyPlan | None") -> tuple[str, ...]:
    """Give those named, none where that is said, and the plan's where nothing is."""
    names = tuple(parted_names(text))
    if names == ("none",):
        return ()
    return names or (plan.covariates if plan else ())
