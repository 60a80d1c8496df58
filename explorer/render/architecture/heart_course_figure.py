"""Heart rate and its variability over the night, drawn above their table."""

from collections.abc import Sequence

import numpy as np
import xarray as xr
from markupsafe import Markup

from explorer.analysis.metrics_query import MetricsQuery
from explorer.metrics.heart_course import WINDOW, heart_course
from explorer.render.environment import pieces
from explorer.render.number_format import number
from explorer.render.svg_chart import Chart

_SHOWN = (("HR", "heart rate", "a minute"), ("RMSSD", "RMSSD", "ms"))
_LINE = "stroke:var(--accent);stroke-width:2"
_FEWEST = 2  # windows: one is no course


def heart_course_figures(asked: MetricsQuery) -> Markup:
    """HTML: a chart each of heart rate and RMSSD, in windows of 5 min from lights-off.

    Parameters
    ----------
    asked : MetricsQuery
        With heart beats, where the night has any.

    Returns
    -------
    Markup
        Nothing where no beats were found, or the night is shorter than two windows.
    """
    observed, hypnogram = asked.in_bed.observed, asked.in_bed.hypnogram
    if observed is None or observed.beats is None or not hypnogram.sizes["epoch"]:
        return Markup()
    start = float(hypnogram.onset[0])
    stop = float(hypnogram.onset[-1]) + float(hypnogram.epoch_length)
    course = heart_course(observed.beats, start, stop)
    drawn = [_drawn(course, start, *one) for one in _SHOWN]
    figures = [figure for figure in drawn if figure]
    if not figures:
        return Markup()
    note = (
        f"In windows of {WINDOW / 60:g} min from lights-off, whatever their stage; a gap where too "
        "few beats were found. Numbers by stage, cycle and third stand below."
    )
    return Markup().join([*figures, pieces("tables.html.j2").quiet(note)])


def _drawn(course: xr.Dataset, start: float, name: str, words: str, units: str) -> Markup:
    values = course[name].values
    known = values[np.isfinite(values)]
    if known.size < _FEWEST:
        return Markup()
    hours = (course.time.values - start) / 3600
    low, high = float(known.min()), float(known.max())
    room = 0.05 * (high - low) or 1.0
    title = f"{words} over the night, {number(low, 1)} to {number(high, 1)} {units}"
    last = float(hours[-1] + WINDOW / 7200)
    chart = Chart((0.0, last), (low - room, high + room), "time (h)", f"{words}, {units}", title)
    for part in _unbroken(values):
        chart.line(hours[part], values[part], _LINE)
    return chart.svg()


def _unbroken(values: np.ndarray) -> Sequence[slice]:
    """Stretches without a gap."""
    edges = np.flatnonzero(np.diff(np.isfinite(values).astype(int), prepend=0, append=0))
    return [slice(first, last) for first, last in edges.reshape(-1, 2).tolist()]
