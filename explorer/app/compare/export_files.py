"""The files that a comparison offers: its report, and its numbers."""

from pathlib import Path

from explorer.app.compare.equivalent_command import equivalent_command, files_first
from explorer.plan.audit import Audit
from explorer.render.study.report import render_study_report
from explorer.storage.uploads import sanitize_filename
from explorer.study.compare_design import Study
from explorer.study.comparison_choices import SEED, ComparisonChoices
from explorer.study.comparison_nights import ComparisonNights
from explorer.study.result_files import results_as_csv


def report_file(
    material: ComparisonNights,
    study: Study,
    choices: ComparisonChoices,
    audit: Audit | None = None,
) -> tuple[str, str, str]:
    """Write the report as a file to be saved.

    Parameters
    ----------
    material : ComparisonNights
    study : Study
        With intervals and mixed models.
    choices : ComparisonChoices
        For the command that makes the report again.
    audit : Audit, optional
        Of the plan that the study is held to.

    Returns
    -------
    name, text, media type : str
    """
    command = equivalent_command(material, choices, audit)
    page = render_study_report(
        study, command=command, seed=SEED, audit=audit, files_first=files_first(audit)
    )
    return f"{_stem(material)}.html", page, "text/html"


def numbers_file(material: ComparisonNights, study: Study) -> tuple[str, str, str]:
    """Write every number of every metric as a file to be saved.

    Parameters
    ----------
    material : ComparisonNights
    study : Study

    Returns
    -------
    name, text, media type : str
    """
    return f"{_stem(material)}.csv", results_as_csv(study), "text/csv"


def _stem(material: ComparisonNights) -> str:
    simulated = "simulated-" if bool(material.nights.simulated.all()) else ""
    stem = Path(material.title).stem.replace(" ", "-").replace("/", "-")
    return sanitize_filename(f"compare-{simulated}{stem}")
