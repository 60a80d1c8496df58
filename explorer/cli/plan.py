"""``sleep-explorer plan``: people and nights for an effect, a sealed list, an analysis plan."""

import argparse
import json
import sys
from pathlib import Path

from explorer.cli.seed_argument import seed_argument
from explorer.cli.written_files import refuse_to_write_over

DESIGNS = ("parallel", "crossover", "n-of-1")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.description = (
        "Plan a study. It plans studies; it recommends no dose and gives no health advice."
    )
    parser.add_argument("--design", choices=DESIGNS, default="parallel")
    parser.add_argument(
        "--primary", default="SWA", metavar="METRIC", help="the one metric that decides (SWA)"
    )
    parser.add_argument(
        "--smallest",
        metavar="AMOUNT",
        help="smallest difference that matters, in the metric's unit (10) or in %% (10%%)",
    )
    parser.add_argument("--reference", default="placebo", metavar="CONDITION")
    parser.add_argument("--condition", default="treatment", metavar="CONDITION")
    spread = parser.add_argument_group("how the metric varies (published, where not given)")
    spread.add_argument("--sd", type=float, help="across people, of one night")
    spread.add_argument("--icc", type=float, help="of two nights of a person, 0 to 1")
    spread.add_argument(
        "--from",
        dest="table",
        metavar="TABLE",
        help="table of nights, as of `compare`, to take both from; hypnograms and numbers alone",
    )
    parser.add_argument(
        "--nights", type=int, default=2, help="a person has at a visit or in a condition (2)"
    )
    parser.add_argument("--power", type=float, default=0.8)
    parser.add_argument("--attrition", type=float, default=0.15, help="share that is lost (0.15)")
    parser.add_argument("--block-size", type=int, default=4, help="of the list's blocks (4)")
    parser.add_argument("--weeks", type=float, default=0.0, help="of taking it")
    parser.add_argument(
        "--washout-days", type=float, default=0.0, help="between two conditions of a person"
    )
    parser.add_argument(
        "--washout-of",
        type=float,
        metavar="MG",
        help="say what the lab's pharmacokinetics makes of so much magnesium a day, as threonate",
    )
    parser.add_argument("--covariates", default="", metavar="A,B,...")
    parser.add_argument(
        "--exclude",
        action="append",
        metavar="RULE",
        help="by which a night may be left out; may be given several times",
    )
    parser.add_argument("--start", default="", metavar="DATE", help="such as 2026-03-15")
    parser.add_argument("--seed", type=seed_argument, default=1, help="of simulations (1)")
    parser.add_argument(
        "--simulate", type=int, default=0, metavar="N", help="also try N simulated studies"
    )
    parser.add_argument(
        "--randomise",
        nargs="?",
        type=int,
        const=0,
        metavar="PEOPLE",
        help="draw the list too; as many as are recruited, if not given. Needs --sealed",
    )
    parser.add_argument("--sealed", metavar="FILE", help="where who takes what is written")
    parser.add_argument("--schedule", metavar="FILE", help="where who sleeps when is written, CSV")
    parser.add_argument("--save", metavar="FILE", help="write the plan, for `compare --plan`")
    parser.add_argument("--text", metavar="FILE", help="write the analysis plan")
    parser.add_argument("--json", action="store_true", help="print the plan as JSON")


def run(options: argparse.Namespace) -> int:
    """Plan, draw, write, print."""
    from explorer import plan

    if options.randomise is not None and not options.sealed:
        raise ValueError("--randomise needs --sealed FILE, where who takes what is written")
    if options.sealed and options.randomise is None:
        raise ValueError("--sealed is where --randomise writes its list: give both")
    # Never by force: a list that was drawn again until it pleased would be no sealed list.
    names = ("sealed", "schedule", "save", "text")
    refuse_to_write_over([getattr(options, name) for name in names], [options.table], force=None)
    stated = {}
    if options.table:
        stated = _spread_of_table(options)
    made = plan.study(
        design=options.design,
        primary=options.primary,
        smallest_effect=options.smallest,
        reference=options.reference,
        condition=options.condition,
        nights=options.nights,
        power=options.power,
        attrition=options.attrition,
        block_size=options.block_size,
        weeks=options.weeks,
        washout_days=options.washout_days,
        covariates=[name.strip() for name in options.covariates.split(",") if name.strip()],
        start=options.start,
        seed=options.seed,
        **({"exclusions": options.exclude} if options.exclude else {}),
        **({"sd": options.sd, "icc": options.icc} | stated),
    )
    simulated = (
        plan.simulate_power(made, simulations=options.simulate) if options.simulate else None
    )
    if options.randomise is not None:
        drawn = plan.randomise(made, options.randomise)
        made = drawn.plan
        if drawn.shortfall:
            print(f"note: {drawn.shortfall}", file=sys.stderr)
        _write(options.sealed, drawn.sealed)
        _write(options.schedule, drawn.schedule_csv)
    lingers = ""
    if options.washout_of:
        days = 7 * (options.weeks or 6)
        lingers = plan.washout(options.washout_of, days=days).sentence
    text = plan.plan_text(
        made, washout_sentence=lingers, simulated=simulated.sentence if simulated else ""
    )
    _write(options.save, made.to_json())
    _write(options.text, text)
    if options.json:
        more = (
            {"power": simulated.power, "standard_error": simulated.standard_error,
             "simulated": simulated.simulated} if simulated else None
        )  # fmt: skip
        needed = plan.how_many(made)
        print(
            json.dumps(
                {
                    "plan": json.loads(made.to_json()),
                    "sentence": needed.sentence,
                    "formula_power": needed.formula_power,
                    "simulated_power": more,
                    "washout": lingers or None,
                },
                indent=2,
                ensure_ascii=False,
            )
        )
    else:
        print(text, end="")
    return 0


def _spread_of_table(options: argparse.Namespace) -> dict[str, float | str]:
    """Take SD and correlation from nights of one's own; what is stated goes before."""
    from explorer import plan
    from explorer.plan.make_plan import is_relative
    from explorer.study.cohort import cohort
    from explorer.study.night_task import hypnogram_metrics

    nights = cohort(options.table, measure=hypnogram_metrics)
    relative = is_relative(options.primary, options.smallest)
    found = plan.spread_of_nights(nights, options.primary, relative=relative)
    return {
        "sd": found.sd if options.sd is None else options.sd,
        "icc": found.icc if options.icc is None else options.icc,
        "spread_source": found.source,
    }


def _write(path: str | None, text: str) -> None:
    if path:
        Path(path).write_text(text, encoding="utf-8", newline="")
