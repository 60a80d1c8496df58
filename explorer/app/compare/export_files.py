"""The files that a comparison leaves: report, table of results, and the nights they rest on."""

import shlex
from pathlib import Path

from explorer.plan.audit import Audit
from explorer.render.study.report import render_study_report
from explorer.storage.allowed_folders import allowed_folders
from explorer.study.cohort import COVARIATE, OUTCOME
from explorer.study.compare_design import Study
from explorer.study.comparison_choices import SEED, ComparisonChoices
from explorer.study.comparison_nights import ComparisonNights
from explorer.study.design import PARALLEL, find_design
from explorer.study.metric_choice import table_columns
from explorer.study.result_files import write_beside
from explorer.vocabulary.spreadsheet import written_rows

_NIGHTS = (
    *("subject", "condition", "night", "path", "hypnogram"),
    *("visit", "order", "lights_off", "lights_on", "age", "sex", "channel", "block"),
)


def write_files(
    material: ComparisonNights,
    study: Study,
    choices: ComparisonChoices,
    audit: Audit | None = None,
) -> tuple[Path, ...]:
    """Write the report, its numbers, and where people were left out the table of nights.

    Parameters
    ----------
    material : ComparisonNights
        Whose table decides the folder, if files may be opened there.
    study : Study
        With intervals and mixed models.
    choices : Choices
        For the command that makes the report again.
    audit : Audit, optional
        Of the plan that the study is held to.

    Returns
    -------
    tuple of Path
        Report, results as CSV, every night as NetCDF, and the table where there are exclusions.
        None is written over another.

    Raises
    ------
    OSError
        If nothing can be written there.
    """
    folder = _folder(material)
    stem = f"compare-{Path(material.title).stem.replace(' ', '-')}"
    number = 1
    while any(folder.glob(f"{stem}-{number}*")):
        number += 1
    report, nights = (folder / f"{stem}-{number}{end}" for end in (".html", "-table.csv"))
    written = [report]
    table = material.table
    if choices.excluded and any(row.path or row.hypnogram or row.numbers for row in material.rows):
        _write_nights(material, choices.excluded, nights)
        written.append(nights)
        table = nights
    command = equivalent_command(material, table, choices)
    page = render_study_report(study, command=command, seed=SEED, audit=audit)
    report.write_text(page, encoding="utf-8")
    written[1:1] = write_beside(study, report, seed=SEED, command=command)
    return tuple(written)


def _folder(material: ComparisonNights) -> Path:
    folders = allowed_folders()
    if material.table is not None:
        beside = material.table.resolve().parent
        if any(beside.is_relative_to(folder) for folder in folders):
            return beside
    return folders[0]


def _write_nights(material: ComparisonNights, excluded: frozenset[str], path: Path) -> None:
    """Write the table of nights with those left out, as the command reads it."""
    import pandas as pd

    rows = material.rows
    frame = pd.DataFrame([{name: getattr(row, name) for name in _NIGHTS} for row in rows])
    for name in ("path", "hypnogram"):
        frame[name] = [str(Path(file).resolve()) if file else "" for file in frame[name]]
    for kind in (OUTCOME, COVARIATE):
        for name in table_columns(material.nights, kind):
            frame[name] = material.nights[name].values
    here = [row.subject in excluded for row in rows]
    out = [row.status == "excluded" or left for row, left in zip(rows, here, strict=True)]
    frame["exclude"] = ["yes" if one else "" for one in out]
    frame["reason"] = [
        "excluded on the page" if left else row.sentence if one else ""
        for row, left, one in zip(rows, here, out, strict=True)
    ]
    path.write_text(
        written_rows([frame.columns, *frame.values.tolist()]), encoding="utf-8", newline=""
    )


def equivalent_command(
    material: ComparisonNights, table: Path | None, choices: ComparisonChoices
) -> str:
    """Say what makes the same report again, typed on the command line.

    Parameters
    ----------
    material : ComparisonNights
    table : Path or None
        Of the nights; None for a trial that was simulated on the page.
    choices : Choices

    Returns
    -------
    str
    """
    if table is None:
        return f"In the explorer: Compare, {material.title}, reference {choices.reference}"
    words = ["sleep-explorer", "compare", str(table), "--reference", choices.reference]
    words += ["--primary", choices.defined(choices.primary) or "none"]
    if find_design(material.nights) == PARALLEL:
        words += ["--design", PARALLEL]
    if choices.covariates:
        words += ["--covariates", ",".join(choices.covariates)]
    if choices.definitions:
        named = [name for name in choices.metrics if name in material.nights]
        words += ["--metrics", ",".join(named)]
    return shlex.join([*words, "--seed", str(SEED), "--report", "report.html"])
