"""A class's results as a table: agreement by stage and by rule, and who struggles with what."""

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from explorer.school.answer_key import STAGE_NAMES
from explorer.school.marking import experts_in_words
from explorer.school.result_file import Result, read_folder
from explorer.school.scoring_rules import RULES
from explorer.vocabulary.counts import pluralize

_NOBODY = "without a name"
NO_KAPPA_INTERVAL = (
    "Where every answer agrees with the experts, kappa has no interval that could be said: its "
    "formula gives one of no width. The interval of the percentage says how little few epochs tell."
)
"""Why a kappa of 1 stands without an interval."""
_FEWEST = 2  # mistakes of one kind before somebody is said to struggle with it


def class_table(results: str | Path | Sequence[Result]) -> xr.Dataset:
    """Tabulate a class's results.

    Parameters
    ----------
    results : str, Path or sequence of Result
        A folder, as `explorer.school.result_file.read_folder` reads it, or results.

    Returns
    -------
    xr.Dataset, dims (student, stage, rule)
        By student: ``asked`` and ``answered`` epochs, ``agreement`` with the majority of the
        experts in percent with the 95 % interval from ``low`` to ``high``, ``acceptable`` (percent
        within their range), ``kappa`` with its 95 % interval from ``kappa_low`` to ``kappa_high``
        (NaN where every answer agrees), ``passed``, and the night. By stage: ``sensitivity``, the
        share of its epochs asked that were found, with or without an answer and without ties; NaN
        where none was asked. By rule: ``mistakes``, and ``at_stake``, the epochs in which they
        could be made. The attr ``problems`` has what was not read. A name that comes twice is
        numbered.

    Raises
    ------
    ValueError
        If there is no result.
    """
    problems: list[str] = []
    if isinstance(results, str | Path):
        results, problems = read_folder(results)
    if not results:
        raise ValueError("a class's table needs at least one result")
    every = [result.marked for result in results]
    limits = np.array([marked.interval for marked in every])
    kappas = np.array([marked.kappa_interval for marked in every])
    rules = list(RULES.values())
    by_student = {
        "asked": ([len(marked.answers) for marked in every], "epochs"),
        "answered": ([marked.answered for marked in every], "epochs"),
        "agreement": ([marked.percent for marked in every], "%"),
        "low": (limits[:, 0], "%"),
        "high": (limits[:, 1], "%"),
        "acceptable": ([marked.percent_acceptable for marked in every], "%"),
        "kappa": ([marked.kappa for marked in every], "1"),
        "kappa_low": (kappas[:, 0], "1"),
        "kappa_high": (kappas[:, 1], "1"),
        "passed": ([marked.passed for marked in every], "1"),
    }
    sensitivity = [marked.found for marked in every]
    mistakes = [[marked.mistakes[rule] for rule in rules] for marked in every]
    at_stake = [[marked.at_stake[rule] for rule in rules] for marked in every]
    return xr.Dataset(
        {
            **{name: ("student", values, {"units": u}) for name, (values, u) in by_student.items()},
            "sensitivity": (("student", "stage"), sensitivity, {"units": "1"}),
            "mistakes": (("student", "rule"), mistakes, {"units": "epochs"}),
            "at_stake": (("student", "rule"), at_stake, {"units": "epochs"}),
        },
        coords={
            "student": _numbered([result.student or _NOBODY for result in results]),
            "night": ("student", [result.night for result in results]),
            "simulated": ("student", [result.simulated for result in results]),
            "stage": list(STAGE_NAMES),
            "rule": [rule.title for rule in rules],
        },
        attrs={"problems": problems},
    )


def class_rows(table: xr.Dataset) -> list[dict[str, Any]]:
    """Give the table as a row a student; None for what is not there.

    Parameters
    ----------
    table : xr.Dataset
        As `class_table` gives it.

    Returns
    -------
    list of dict
        Percentages, kappa, ``sensitivity <stage>`` and ``mistakes <rule>``.
    """
    rows = []
    for one in range(table.sizes["student"]):
        row = table.isel(student=one)
        values: dict[str, Any] = {name: str(row[name].values) for name in ("student", "night")}
        values["simulated"] = bool(row.simulated)
        for name in ("asked", "answered"):
            values[name] = int(row[name])
        for name in ("agreement", "low", "high", "acceptable", "kappa", "kappa_low", "kappa_high"):
            values[name] = _number(float(row[name]))
        values["passed"] = bool(row.passed)
        for stage, value in zip(table.stage.values, row.sensitivity.values, strict=True):
            values[f"sensitivity {stage}"] = _number(float(value))
        for rule, value in zip(table.rule.values, row.mistakes.values, strict=True):
            values[f"mistakes {rule}"] = int(value)
        rows.append(values)
    return rows


def _number(value: float) -> float | None:
    return float(f"{value:.4g}") if math.isfinite(value) else None


def struggles(table: xr.Dataset) -> list[str]:
    """Say who struggles with what, a sentence a student, and of the class as a whole.

    Parameters
    ----------
    table : xr.Dataset
        As `class_table` gives it.

    Returns
    -------
    list of str
        The class first, where anybody made a mistake; then each student with two or more mistakes
        of one kind, the kind with most of them named.
    """
    students = table.sizes["student"]
    said = []
    total = table.mistakes.sum("student")
    if int(total.max()) > 0:
        most = np.flatnonzero(total.values == total.values.max()).tolist()
        who = int((table.mistakes.isel(rule=most) > 0).any("rule").sum())
        named = " and ".join(_rule(table, at) for at in most)
        rules = "the rules that were" if len(most) > 1 else "the rule that was"
        each = "each " if len(most) > 1 else ""
        said.append(
            f"Of {pluralize(students, 'scoring')}, {who} missed {rules} missed most, {named} "
            f"({each}{int(total.max())} of {pluralize(int(total.sum()), 'mistake')})."
        )
    for one in range(students):
        counts = table.mistakes.isel(student=one).values
        at = int(counts.argmax())
        if counts[at] >= _FEWEST:
            stake = int(table.at_stake.isel(student=one, rule=at))
            said.append(
                f"{table.student.values[one]} struggles with {_rule(table, at)}: {counts[at]} of "
                f"{pluralize(stake, 'epoch')} of these stages."
            )
    return said


def hardest_epochs(results: Sequence[Result], count: int = 5) -> list[str]:
    """Name the epochs that most of a class missed, and what the experts said of them.

    Parameters
    ----------
    results : sequence of Result
        Epochs count together where the night's name is the same.
    count : int
        How many at most.

    Returns
    -------
    list of str
        Those that two or more missed, most missed first.
    """
    asked: Counter[tuple[str, int]] = Counter()
    missed: Counter[tuple[str, int]] = Counter()
    votes, simulated = {}, {}
    for result in results:
        for at, epoch in enumerate(result.marked.lesson.epochs):
            place = (result.night, epoch)
            asked[place] += 1
            missed[place] += int(not result.marked.right[at])
            votes[place] = result.marked.votes[at]
            simulated[place] = result.simulated_key
    order = sorted(missed, key=lambda place: (-missed[place] / asked[place], place))
    return [
        f"{place[0]}, epoch {place[1] + 1}: {missed[place]} of {asked[place]} missed it; "
        f"{experts_in_words(votes[place], simulated=simulated[place])}."
        for place in [one for one in order if missed[one] >= _FEWEST][:count]
    ]


def _rule(table: xr.Dataset, at: int) -> str:
    return f"“{table.rule.values[at]}”"


def _numbered(names: Sequence[str]) -> list[str]:
    """Give names that come again a number: "Ana", "Ana (2)"."""
    seen: Counter[str] = Counter()
    made = []
    for name in names:
        seen[name] += 1
        made.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return made
