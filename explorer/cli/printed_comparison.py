"""A comparison as text: what ``sleep-explorer compare`` prints."""

from typing import Any

import numpy as np
import xarray as xr

from explorer.statistics.change_words import UNSAID, digits_for, format_p
from explorer.study.compare_design import Study
from explorer.study.comparison import StudyComparison
from explorer.study.comparison_power import pairs_for_change
from explorer.study.parallel_trial import ParallelStudy

# Headings of the printed table, before and after the names of the two conditions.
BEFORE = ("metric", "unit", "n")
AFTER = ("difference", "95 % CI", "p", "adjusted p", "g_av", "outcome")
AFTER_ARMS = ("adjusted difference", "95 % CI", "p", "adjusted p", "g", "outcome")


def comparison_text(study: Study) -> str:
    """Lay out what a comparison gave in lines: its sentence, a table a condition, and its notes.

    Parameters
    ----------
    study : Study
        As `explorer.study.compare_design.compare_design` gives it.
    """
    found = study.comparison
    parallel = study.design == "parallel"
    lines = [study.sentence, ""]
    for condition in found.table.condition.values:
        here = found.table.sel(condition=condition)
        after = AFTER_ARMS if parallel else AFTER
        rows: list[tuple[str, ...]] = [(*BEFORE, found.reference, str(condition), *after)]
        cells = _arm_cells if parallel else _cells
        rows += [cells(here.sel(metric=name)) for name in here.metric.values]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines += [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]
        lines.append("")
    lines += [f"- {note}" for note in study.notes]
    if not parallel:
        lines += [f"- {said}" for said in _power(study)]
    p = "drawing the arms again" if parallel else "sign flips of people's differences"
    single = None if isinstance(study, ParallelStudy) else study.single
    if single:
        p = f"{single.permuted} of this one person"
    lines.append(f"- p: {p}; adjusted: Benjamini-Hochberg; * primary.")
    return "\n".join(lines)


def _power(study: Study) -> list[str]:
    """Say how many pairs a change of the primary metric takes, a sentence a condition."""
    if not isinstance(study, StudyComparison) or not study.comparison.primary or study.single:
        return []
    found, said = study.comparison, []
    for condition in map(str, found.table.condition.values):
        try:
            answer = pairs_for_change(found, found.primary, condition)
        except ValueError as error:
            said.append(f"{condition}: {error}.")
            continue
        said.append(f"{condition}: {answer.sentence}")
    return said


def _arm_cells(row: xr.Dataset) -> tuple[str, ...]:
    """Lay one metric of an arm out in cells: means at follow-up, then what the model gives."""
    numbers = {
        "n": f"{int(row.reference_n)}+{int(row.condition_n)}",
        "reference": float(row.reference_follow_up_mean),
        "condition": float(row.condition_follow_up_mean),
        "difference": float(row.adjusted_difference),
        "ends": (float(row.ci_low), float(row.ci_high)),
        "size": float(row.g),
    }
    units = str(row.units.item())
    if str(row["scale"].item()) == "log ratio":
        numbers |= {
            "difference": float(row.percent),
            "ends": (float(row.percent_low), float(row.percent_high)),
        }
        units = f"{units}; difference in %"
    return _laid_out(row, units, numbers)


def _cells(row: xr.Dataset) -> tuple[str, ...]:
    """Lay one metric of a condition out in cells."""
    numbers = {
        "n": str(int(row.n)),
        "reference": float(row.reference_mean),
        "condition": float(row.condition_mean),
        "difference": float(row.mean_difference),
        "ends": (float(row.ci_low), float(row.ci_high)),
        "size": float(row.g_av),
    }
    return _laid_out(row, str(row.units.item()), numbers)


def _laid_out(row: xr.Dataset, units: str, numbers: dict[str, Any]) -> tuple[str, ...]:
    low, high = numbers["ends"]
    digits = digits_for(low, high)
    size = numbers["size"]
    return (
        f"{row.metric.item()}{'*' if str(row.role.item()) == 'primary' else ''}",
        units,
        numbers["n"],
        *(f"{numbers[key]:.{digits}f}" for key in ("reference", "condition", "difference")),
        f"{low:.{digits}f} to {high:.{digits}f}" if np.isfinite([low, high]).all() else UNSAID,
        *(format_p(float(row[key])).removeprefix("= ") for key in ("p_permutation", "p_adjusted")),
        f"{size:.2f}" if np.isfinite(size) else UNSAID,
        str(row.outcome.item()),
    )
