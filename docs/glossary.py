"""The glossary, from the catalogues: ``python docs/glossary.py`` prints it."""

import sys

from explorer.detectors.detector_catalogue import DETECTORS, Chance
from explorer.metrics.metric_catalogue import COARSE_METRICS, GROUPS, METRICS, Metric
from explorer.vocabulary.bands import BANDS


def page() -> str:
    """Return the glossary as Markdown."""
    lines = [
        "# Glossary",
        "",
        "Written from the catalogues that the page itself reads: it cannot differ from them.",
        "",
        "## Frequency bands",
        "",
        *table(("band", "Hz"), [(band.name, f"{band.low:g}–{band.high:g}") for band in BANDS]),
    ]
    for group in GROUPS:
        rows = [
            (f"`{one.symbol}`", one.title, one.units, one.formula, one.source, remark(one))
            for one in METRICS.values()
            if one.group == group
        ]
        head = ("symbol", "what it is", "unit", "formula", "source", "remark")
        lines += ["", f"## Metrics of {group}", "", *table(head, rows)]
    rows = [
        (one.symbol, one.title, one.units, one.formula, one.source, remark(one))
        for one in COARSE_METRICS.values()
    ]
    lines += ["", "## Metrics of light and deep sleep, where a scorer has them", ""]
    lines += table(head, rows)
    rows = [
        (
            one.kind.replace("_", " "),
            f"`{one.rule}`",
            one.title,
            "; ".join(f"{p.name} {p.default} {p.units}".strip() for p in one.parameters),
            one.source + ("" if one.verified else " (limits not read in the source itself)"),
            "" if one.by_chance is None else by_chance(one.by_chance),
        )
        for one in DETECTORS
    ]
    head = ("what is found", "rule", "title", "parameters", "source", "an hour by chance")
    lines += ["", "## Detectors", "", *table(head, rows)]
    return "\n".join(lines) + "\n"


def by_chance(chance: Chance) -> str:
    """Say what a rule finds in noise."""
    return f"{chance.aperiodic:.2g} in aperiodic noise, {chance.sigma_left:.2g} with sigma left"


def remark(metric: Metric) -> str:
    """Say whose variant a metric is, and what to know before using it."""
    variant = f"variant of `{metric.variant_of}`" if metric.variant_of else ""
    return ". ".join(part for part in (variant, metric.caveat) if part)


def table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> list[str]:
    """Lines of a table in Markdown."""
    cells = [head, tuple("---" for _ in head), *rows]
    return ["| " + " | ".join(escaped(cell) for cell in row) + " |" for row in cells]


def escaped(cell: object) -> str:
    """Keep a cell's text text."""
    return " ".join(str(cell).split()).replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


if __name__ == "__main__":
    sys.stdout.write(page())
