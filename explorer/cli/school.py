"""Scoring school: a lesson from a night as a link, and a class's results as a table."""

import argparse
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.cli.reading_arguments import (
    add_reading,
    file_argument,
    reading_options,
    refuse_unused_choice,
)
from explorer.cli.seed_argument import seed_argument
from explorer.vocabulary.counts import pluralize

if TYPE_CHECKING:
    import xarray as xr

    from explorer.school.result_file import Result

_USUAL_COUNT = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    from explorer.school.choose_epochs import WAYS
    from explorer.school.lesson import AT_THE_END, FEEDBACK

    parts = parser.add_subparsers(dest="part", required=True, metavar="part")
    about = "choose epochs of a scored night, and print the link that gives them to a class"
    lesson = parts.add_parser("lesson", help=about, description=about)
    lesson.add_argument("file", type=file_argument, help="a scored recording")
    lesson.add_argument(
        "--hypnogram",
        action="append",
        type=file_argument,
        help="the scorer's file, if not found by name; again for each further scorer",
    )
    lesson.add_argument("--count", type=int, default=_USUAL_COUNT, help="how many epochs")
    ways = "; ".join(f"{name}: {what}" for name, what in WAYS.items())
    lesson.add_argument("--by", default="stage mix", help=f"how they are chosen. {ways}")
    told = "; ".join(f"{name}: {what}" for name, what in FEEDBACK.items())
    lesson.add_argument("--feedback", default=AT_THE_END, help=f"when answers are told. {told}")
    lesson.add_argument(
        "--scorer",
        action="append",
        default=[],
        help="whose answers are the key, also a name under which you scored; all if not given",
    )
    lesson.add_argument("--seed", type=seed_argument, default=0, help="draws other epochs")
    add_reading(lesson)
    lesson.add_argument("--json", action="store_true", help="the lesson and the link as JSON")
    about = "tabulate a class's results: the files that students saved on the page"
    table = parts.add_parser("class", help=about, description=about)
    table.add_argument(
        "folder", type=file_argument, help="holds the students' .json files, or their scorings"
    )
    table.add_argument(
        "--night",
        type=file_argument,
        help="the scored night, or its hypnogram alone, by which every scoring of the whole night "
        "in the folder is marked",
    )
    table.add_argument(
        "--hypnogram",
        action="append",
        type=file_argument,
        help="the reference's file, if not found by name; again for each further expert",
    )
    form = table.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="the table as JSON")
    form.add_argument("--csv", action="store_true", help="a row a student")
    form.add_argument("--text", action="store_true", help="lines for a person (the default)")


def run(options: argparse.Namespace) -> int:
    """Print the lesson, or the table."""
    return _lesson(options) if options.part == "lesson" else _class(options)


def _lesson(options: argparse.Namespace) -> int:
    import numpy as np

    from explorer.app.permalink import lesson_link
    from explorer.io.open import open_night
    from explorer.school.choose_epochs import choose_epochs
    from explorer.school.lesson import NO_TRACES, Lesson
    from explorer.scoring.named_scorer import everybody

    night = open_night(options.file, options.hypnogram, **reading_options(options))
    refuse_unused_choice(options, night.account)
    hypnograms = night.hypnograms
    if options.scorer:
        scored = everybody(night)
        scored.check(options.scorer)
        hypnograms = scored.every.sel(scorer=options.scorer)
    lights = float(night.attrs["lights_off"]), float(night.attrs["lights_on"])
    rng = np.random.default_rng(options.seed)
    epochs = choose_epochs(hypnograms, options.count, options.by, rng=rng, lights=lights)
    lesson = Lesson(epochs, options.by, options.feedback, tuple(options.scorer))
    # Of several files a link names none: the page is served with them, as it is asked to be.
    hypnogram = str(options.hypnogram[0]) if len(options.hypnogram or ()) == 1 else ""
    link = lesson_link(lesson, str(options.file), hypnogram=hypnogram)
    if not night.channels:
        print(f"note: the page begins no lesson of it: {NO_TRACES}", file=sys.stderr)
    if len(epochs) < options.count:
        found = pluralize(len(epochs), "epoch")
        print(f"note: only {found} of this night would do", file=sys.stderr)
    if options.json:
        print(json.dumps({"lesson": lesson.as_json(), "link": link}, ensure_ascii=False))
    else:
        print(f"{link}\n\nPut it behind the # of the page's address, as in")
        print(
            "http://127.0.0.1:8866/#v1&night=…; the file's name is as the page's server finds it."
        )
    return 0


def _class(options: argparse.Namespace) -> int:
    from explorer.school.class_table import class_rows, class_table, hardest_epochs, struggles
    from explorer.school.result_file import read_folder

    if options.hypnogram and not options.night:
        raise ValueError(
            "--hypnogram is the reference's of a scored night, and none is given: name it with "
            "--night, or leave --hypnogram out"
        )
    if options.night:
        results, problems = _whole_nights(options)
    else:
        results, problems = read_folder(Path(options.folder))
    table = class_table(results)
    if options.json:
        said = {
            "students": class_rows(table),
            "struggles": struggles(table),
            "hardest": hardest_epochs(results),
            "not_read": problems,
        }
        print(json.dumps(said, ensure_ascii=False, indent=1, allow_nan=False))
        return 0
    if options.csv:
        from explorer.vocabulary.spreadsheet import written_rows

        rows = class_rows(table)
        print(written_rows([list(rows[0]), *(list(row.values()) for row in rows)]), end="")
    else:
        print("\n".join([*_lines(table), "", *struggles(table), *hardest_epochs(results)]))
    for problem in problems:
        print(f"note: not read: {problem}", file=sys.stderr)
    return 0


def _whole_nights(options: argparse.Namespace) -> "tuple[list[Result], list[str]]":
    """Mark every scoring in a folder by the night's own hypnograms."""
    from explorer.io import open_night, read_hypnogram
    from explorer.school.experts import is_simulations
    from explorer.school.whole_night import mark_whole_night

    folder, own = Path(options.folder), [options.night, *(options.hypnogram or ())]
    if not folder.is_dir():
        raise ValueError(f"{folder} is no folder: give the one that holds the class's scorings")
    try:
        night = open_night(options.night, options.hypnogram)
        experts, title, simulated = night.hypnograms, night.title, night.simulated
        simulated_key = is_simulations(night, experts)
    except ValueError:
        if options.hypnogram:
            raise
        experts = read_hypnogram(options.night)["stage"]  # a reference without a recording
        title, simulated, simulated_key = Path(options.night).stem, False, False
    reference = {Path(file).resolve() for file in own}
    results, problems = [], []
    for file in sorted(one for one in folder.iterdir() if one.is_file()):
        if file.resolve() in reference:
            continue
        try:
            scorings = read_hypnogram(file)["stage"]
            several = scorings.sizes["scorer"] > 1
            for one in scorings:
                name = f"{file.stem}, {one.scorer.item()}" if several else file.stem
                results.append(
                    mark_whole_night(
                        *(name, one, experts),
                        night=title,
                        simulated=simulated,
                        simulated_key=simulated_key,
                    )
                )
        except (ValueError, OSError) as error:
            problems.append(f"{file.name}: {error}")
    if not results:
        more = f" {problems[0]}." if problems else ""
        raise ValueError(f"{folder} holds no scoring of this night.{more}")
    return results, problems


_OF_ALL_ASKED = (
    "Right and the stages are in % of all epochs asked, where no answer is not right; kappa is of "
    "those answered. Ties are of no one stage."
)


def _lines(table: "xr.Dataset") -> Sequence[str]:
    """Lines for a person: agreement, kappa, and how much of each stage was found."""
    from explorer.school.class_table import NO_KAPPA_INTERVAL, class_rows

    names = [str(name) for name in table.student.values]
    wide = max(len("student"), *map(len, names))
    stages = [str(stage) for stage in table.stage.values]
    lines = [
        f"{'student':<{wide}}  right %  (95 %)    in range  kappa  (95 %)          "
        + "  ".join(f"{stage:>4}" for stage in stages)
        + "   pass"
    ]
    for name, row in zip(names, class_rows(table), strict=True):
        found = [row[f"sensitivity {stage}"] for stage in stages]
        percents = "  ".join("   –" if one is None else f"{100 * one:>4.0f}" for one in found)
        kappa = "  –  " if row["kappa"] is None else f"{row['kappa']:>5.2f}"
        low, high = row["kappa_low"], row["kappa_high"]
        kappa += f"  ({low:.2f} to {high:.2f})" if low is not None else f"{'  (–)':16}"
        lines.append(
            f"{name:<{wide}}  {row['agreement']:>7.1f}  ({row['low']:.0f}-{row['high']:.0f})".ljust(
                wide + 20
            )
            + f"{row['acceptable']:>8.1f}  {kappa}  {percents}   {'yes' if row['passed'] else 'no'}"
        )
    kappas = zip(table.kappa.values, table.kappa_low.values, strict=True)
    if any(math.isfinite(kappa) and math.isnan(low) for kappa, low in kappas):
        lines += ["", f"(–) {NO_KAPPA_INTERVAL}"]
    return [*lines, "", _OF_ALL_ASKED]
