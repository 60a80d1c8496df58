"""How sure every number is: over scorers, and over what a stager may have meant."""

import numpy as np
import xarray as xr
from markupsafe import Markup

from explorer import metrics
from explorer.analysis.metrics_query import MetricsQuery
from explorer.render.architecture.metric_rows import (
    display_units,
    span,
)
from explorer.render.environment import pieces
from explorer.render.number_format import number

_SEED = 2006  # of the draws: the same night always gets the same interval
_SAMPLES = 200
_LEVEL = 0.95


def range_table(asked: MetricsQuery) -> Markup:
    """HTML: lowest and highest value of every metric over the scorers."""
    names = [metric.name for metric in asked.metrics.values()]
    observed = asked.in_bed.observed
    every = [
        metrics.table(one, symbols=names, observed=observed).drop_vars("scorer", errors="ignore")
        for one in _each_scorer(asked)
    ]
    found = metrics.over_scorers(xr.concat(every, "scorer", coords="minimal", compat="override"))
    count = len(every)
    said = f"{count} scorers, each with an opinion; the range is not an error of any of them."
    return _bounds_table(asked, found, said)


def interval_table(asked: MetricsQuery) -> Markup:
    """HTML: interval of every metric over hypnograms drawn from the stager's probabilities."""
    probability = asked.in_bed.probability
    if probability is None:
        raise ValueError("nobody gave probabilities of stages for this night")
    found = metrics.from_probabilities(
        probability,
        asked.in_bed.hypnogram,
        rng=np.random.default_rng(_SEED),
        samples=_SAMPLES,
        level=_LEVEL,
    )
    said = (
        f"{_LEVEL:.0%} of {_SAMPLES} hypnograms drawn from the stager’s probabilities with the "
        f"transitions of this night (seed {_SEED}). Epochs drawn each for itself would flicker and "
        "look surer than they are. The interval is as honest as the probabilities."
    )
    return _bounds_table(asked, found, said)


def _each_scorer(asked: MetricsQuery) -> list[xr.DataArray]:
    every, conventions = asked.in_bed.every_scorer, asked.in_bed.conventions
    return [metrics.by_conventions(one, conventions) for one in every]


def _bounds_table(asked: MetricsQuery, found: xr.Dataset, said: str) -> Markup:
    rows = []
    bounds = found.bound.values.tolist()
    edges = [bounds.index("low"), bounds.index("high")]  # not looked for row by row
    for symbol, metric in asked.metrics.items():
        if metric.name not in found:
            continue  # light and deep sleep, of which a stager's probabilities know nothing
        value = asked.values(symbol)[0]
        low, high = (float(edge) for edge in found.variables[metric.name].values[edges])
        if not np.isfinite([value, low]).any():
            continue
        decimals = metric.decimals
        rows.append(
            (
                f"{symbol} {metric.title}".lower(),
                metric.title,
                symbol,
                number(value, decimals),
                span((low, high), decimals),
                display_units(metric),
            )
        )
    return pieces("architecture/metric_rows.html.j2").bounds(said, rows)
