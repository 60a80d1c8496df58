"""How likely each stage is over the night under two conditions, as SVG for page and report."""

from collections.abc import Sequence

import numpy as np
import xarray as xr
from markupsafe import Markup

from explorer.render.environment import pieces
from explorer.render.svg_marks import Attributes, Mark, drawing, joined, mark, polyline, text
from explorer.study.hypnodensity import STEP
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.stages import HYPNOGRAM_ORDER

_WIDTH, _PANEL, _TALL, _GAP = 1200, 224, 118, 12
_HOUR = 3600


def stages_plot(
    probability: xr.DataArray,
    reference: str,
    condition: str,
    clusters: Sequence[tuple[str, float, float, float]] | None,
) -> Markup:
    """Draw how likely each stage is over the night under two conditions, and where they differ.

    Parameters
    ----------
    probability : xr.DataArray, dims (subject, condition, stage, time)
        As `explorer.study.hypnodensity.stage_probability` gives it.
    reference, condition : str
        The two.
    clusters : sequence of (str, float, float, float), or None
        As `explorer.study.hypnodensity.stage_clusters` gives them; None while it computes.

    Returns
    -------
    str
        An ``<svg>``, a panel a stage, and a sentence.
    """
    pair = probability.sel(condition=[reference, condition])
    both = pair.notnull().any(("stage", "time")).all("condition").values
    pair = pair.isel(subject=both)
    people = pair.sizes["subject"]
    if not people:
        return pieces("tables.html.j2").quiet("Nobody has nights under both conditions.")
    # Only where at least half of them lie in bed in either condition: the tail is of the few.
    known = pair.notnull().all("stage").sum("subject").min("condition").values * 2 >= people
    pair = pair.isel(time=np.flatnonzero(known))
    if not pair.sizes["time"]:
        return pieces("tables.html.j2").quiet("No time of the night is shared by half of them.")
    mean = pair.mean("subject", skipna=True).transpose("condition", "stage", "time")
    hours = mean.time.values / _HOUR
    end = float(hours[-1] + hours[0])
    parts = []
    stages = [str(name) for name in mean.stage.values]
    for place, stage in enumerate(stages):
        left = 36 + place * (_PANEL + _GAP)
        parts += _panel(stage, mean.sel(stage=stage).values, hours, end, left)
        for name, start, stop, p in clusters or ():
            if name == stage:
                x1, x2 = (left + at / _HOUR / end * (_PANEL - 20) for at in (start, stop))
                ends: Attributes = {
                    "x1": f"{x1:.1f}",
                    "x2": f"{x2:.1f}",
                    "y1": _TALL + 2,
                    "y2": _TALL + 2,
                }
                title = f"cluster p {p:.3f}, times {len(stages)} stages"
                parts.append(mark("line", **ends, class_="cluster", title=title))
    whose = pluralize(people, "person", "people")
    zero = str(probability.attrs.get("zero", "lights-off"))
    spoken = f"Probability of each stage from {zero}, {reference} and {condition}"
    figure = drawing(
        parts,
        viewBox=f"0 0 {_WIDTH} {_TALL + 18}",
        class_="density",
        role="img",
        aria_label=spoken,
    )
    caption = (
        f"Share of {whose} in each stage, 0 to 100 %, in bins of {STEP / 60:g} min from "
        f"{zero}: dashed {reference}, solid {condition}, the difference filled. "
        f"{_said(clusters)}"
    )
    untold = [stage.name for stage in HYPNOGRAM_ORDER if stage.name not in stages]
    if untold:
        caption += f" Without {', '.join(untold)}: a night's scorer does not tell them apart."
    return pieces("study/figures.html.j2").captioned(figure, caption)


def _said(clusters: Sequence[tuple[str, float, float, float]] | None) -> str:
    if clusters is None:
        return "Which stretches differ is being computed…"
    if not clusters:
        return "No stretch differs by a cluster permutation test corrected for five stages."
    listed = "; ".join(
        f"{stage} between {start / _HOUR:.1f} and {stop / _HOUR:.1f} h (p {p:.3f})"
        for stage, start, stop, p in clusters
    )
    return (
        f"Clusters by permutation, corrected for five stages: {listed}. The test is of the "
        "stretch as a whole; it does not date its ends."
    )


def _panel(name: str, pair: np.ndarray, hours: np.ndarray, end: float, left: float) -> list[Mark]:
    """One stage: two lines, and the area between them."""

    def points(values: np.ndarray) -> list[tuple[float, float]]:
        return [
            (left + hour / end * (_PANEL - 20), _TALL - (_TALL - 18) * value)
            for hour, value in zip(hours, values, strict=True)
        ]

    before, after = points(pair[0]), points(pair[1])
    parts = [text(left, 11, name, class_="name")]
    for share in (0, 0.5, 1):
        y = _TALL - (_TALL - 18) * share
        parts.append(mark("line", x1=left, x2=left + _PANEL - 20, y1=y, y2=y, class_="grid"))
        if left < _PANEL:
            parts.append(text(left - 3, y + 4, f"{share:.0%}", class_="tick end"))
    for hour in range(0, int(end) + 1, 2):
        x = left + hour / end * (_PANEL - 20)
        parts.append(text(f"{x:.1f}", _TALL + 15, f"{hour} h", class_="tick middle"))
    around = joined([*before, *reversed(after)])
    return [
        *parts,
        mark("polygon", points=around, class_=f"stage-{name} between"),
        polyline(before, class_=f"line-{name} before"),
        polyline(after, class_=f"line-{name}"),
    ]
