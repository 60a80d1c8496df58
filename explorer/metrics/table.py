"""The table: every metric of a night, or of many, as one Dataset with units and sources."""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import xarray as xr

from explorer.metrics.conventions import Choices, by_conventions, check_choices, select_conventions
from explorer.metrics.cycle_rules import CYCLE_RULES
from explorer.metrics.cycles import cycle_count
from explorer.metrics.definitions import CONVENTIONS, CYCLES, definition
from explorer.metrics.hypnogram_rows import (
    Hypnograms,
    as_hypnograms,
    between_lights,
    result_frame,
)
from explorer.metrics.metric import GROUPS, Metric
from explorer.metrics.metric_catalogue import metric, metrics_of
from explorer.metrics.observed import Observed
from explorer.metrics.scored_events import as_scored_events
from explorer.night.night import Night


def table(
    hypnogram_or_night: Any,
    *,
    definitions: Choices = (),
    lights: tuple[float, float] | None = None,
    groups: Sequence[str] | None = None,
    symbols: Sequence[str] | None = None,
    observed: Observed | None = None,
    **said: Any,
) -> xr.Dataset:
    """Compute the metrics of a hypnogram.

    Parameters
    ----------
    hypnogram_or_night : xr.DataArray of Stage, dims (..., epoch), Night, or any night
        A night gives the hypnograms of all its scorers, dims (scorer, epoch), and its own lights.
        What else `explorer.open_night` takes is opened: a path, an MNE Raw, a ``yasa.Hypnogram``, a
        list of stages.
    definitions : mapping of str to str, or pairs, optional
        Choices among `explorer.metrics.DEFINITIONS`. "unscored edges" and "isolated sleep" change
        what every number is counted on. A chosen variant, such as ``{"SOL": "SOL_5min"}`` or
        ``{"cycles": "Luna"}``, stands in the table under the name of its definition too.
    lights : (float, float), optional
        Lights-off and lights-on in s from the start of the recording: time in bed, to whole epochs.
        NaN for one that is not known. Without them the whole hypnogram is time in bed.
    groups : sequence of str, optional
        Some of "organisation", "stability", "quality", "events", "oxygen", "heart".
    symbols : sequence of str, optional
        Some metrics by their names or symbols, in the order wanted; each stands in the table as it
        was asked for.
    observed : Observed, optional
        Scored events, saturation and heart beats, as `explorer.analysis.observed_night` gives them.
        Without it a night's own scored events count, and no row is of saturation or heart beats:
        its signals are not read for them.
    **said
        ``hypnogram``, ``stages``, ``epoch_length`` and the rest that `explorer.open_night` takes
        beside what it opens.

    Returns
    -------
    xr.Dataset, dims (...)
        One variable a metric, unrounded, NaN where it is not estimable, under the name that scripts
        use (`explorer.metrics.Metric.name`). The attrs of each are ``symbol``, ``units``,
        ``long_name``, ``formula``, ``source``, ``group``, ``variant_of``, ``caveat``; and, of one
        that is not defined on the stages of a night (light and deep sleep), ``undefined``: why.
        Rows of light and of deep sleep stand only where a scorer has them, and those of scored
        events, saturation and heart beats where the night, or `observed`, has these; the attr
        ``badge`` says which.

    Raises
    ------
    ValueError
        If a group, symbol, definition or variant is unknown, lights go on before they go off, or
        the hypnogram is none.

    Notes
    -----
    Hypnograms of unlike length that were filled with ``UNSCORED`` to lie in one array count the
    filling as time in bed: compute their tables one by one and concatenate those.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> night = make_hypnogram(["W", "N1", "N2", "W", "REM", "W"])
    >>> numbers = table(night, symbols=["TST", "WASO", "SE"])
    >>> {symbol: float(value) for symbol, value in numbers.items()}
    {'TST': 1.5, 'WASO': 0.5, 'SE': 50.0}
    """
    variables, coords = metric_variables(
        hypnogram_or_night,
        definitions=definitions,
        lights=lights,
        groups=groups,
        symbols=symbols,
        observed=observed,
        **said,
    )
    return xr.Dataset(variables, coords)


def metric_variables(
    hypnogram_or_night: Any,
    *,
    definitions: Choices = (),
    lights: tuple[float, float] | None = None,
    groups: Sequence[str] | None = None,
    symbols: Sequence[str] | None = None,
    observed: Observed | None = None,
    **said: Any,
) -> tuple[dict[str, xr.Variable], dict[Hashable, xr.Variable]]:
    """Compute what `table` gives, in parts.

    For nights by the hundred: a Dataset of a hundred numbers takes xarray longer to make, and
    again to add to, than the numbers take to be computed.

    Parameters
    ----------
    hypnogram_or_night, definitions, lights, groups, symbols, observed, **said
        As for `table`.

    Returns
    -------
    variables, coords : dict of xr.Variable
        Of the Dataset.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> variables, _ = metric_variables(make_hypnogram(["W", "N1", "W"]), symbols=["TST"])
    >>> variables["TST"].values.item()
    0.5
    """
    is_hypnogram = isinstance(hypnogram_or_night, xr.DataArray) and _has_stages(hypnogram_or_night)
    if said or not (is_hypnogram or isinstance(hypnogram_or_night, Night)):
        from explorer.io import open_night

        hypnogram_or_night = open_night(hypnogram_or_night, **said)
    if isinstance(hypnogram_or_night, Night):
        hypnogram = hypnogram_or_night.hypnograms
        attrs = hypnogram_or_night.attrs
        lights = lights or (float(attrs["lights_off"]), float(attrs["lights_on"]))
        if observed is None:
            events = as_scored_events(hypnogram_or_night.events)
            observed = Observed(events, scorers=tuple(map(str, hypnogram.scorer.values)))
    else:
        hypnogram = hypnogram_or_night
    choices = check_choices(definitions)
    hypnogram = between_lights(hypnogram, lights)
    as_given = as_hypnograms(hypnogram, observed)
    chosen = _chosen(groups, symbols, as_given)
    if symbols is None:
        chosen |= _by_definition(choices, groups)
    dims, shape, coords = result_frame(hypnogram)
    rows = {row.symbol: row for row in chosen.values()}
    if select_conventions(choices):
        values = _one_by_one(hypnogram, choices, rows, observed)
    else:
        values = {symbol: row.values(as_given).reshape(shape) for symbol, row in rows.items()}
    variables = {
        name: xr.Variable(dims, values[row.symbol], row.attrs | _undefined(row, as_given))
        for name, row in chosen.items()
    }
    return variables, coords


def _has_stages(array: xr.DataArray) -> bool:
    """Whether an array is a hypnogram already, or is to be refused as one that lacks something."""
    told = "epoch" in array.dims or "epoch_length" in array.coords
    return told and array.dtype.kind in "iuf"


def _undefined(row: Metric, hypnograms: Hypnograms) -> dict[str, str]:
    """Why a metric is missing on some night's stages, as an attr; none where it never is."""
    why = hypnograms.why_not(row.detail)
    return {"undefined": why} if why else {}


def _one_by_one(
    hypnogram: xr.DataArray,
    choices: Choices,
    rows: dict[str, Metric],
    observed: Observed | None,
) -> dict[str, np.ndarray]:
    """Metrics where a convention makes the hypnograms unlike in length."""
    dims, shape, _ = result_frame(hypnogram)
    values = {symbol: np.full(shape, np.nan) for symbol in rows}
    for place in np.ndindex(*shape):
        one = hypnogram.isel(dict(zip(dims, place, strict=True)))
        hypnograms = as_hypnograms(by_conventions(one, choices), observed)
        for symbol, row in rows.items():
            values[symbol][place] = row.values(hypnograms)[0]
    return values


def _by_definition(choices: Choices, groups: Sequence[str] | None) -> dict[str, Metric]:
    """Rows of the chosen variants, by the names of their definitions."""
    rows = {}
    for name, key in dict(choices).items():
        if name in CONVENTIONS:
            continue
        if name == CYCLES:
            rule = CYCLE_RULES[key]
            count = partial(cycle_count, rule=rule)
            row = replace(
                metric("CYCLES"),
                symbol=f"{CYCLES}, {key}",
                title=f"NREM-REM cycles, {rule.name}",
                function=count,
                formula=rule.title,
                source=rule.source,
                detail=rule.detail,
            )
        else:
            row = metric(key)
            words = definition(name).words(key)
            said = row.title if words in row.title else f"{row.title} ({words})"
            row = replace(row, symbol=f"{name}, {key}", title=said)
        if groups is None or row.group in groups:
            rows[name] = row
    return rows


def _chosen(
    groups: Sequence[str] | None, symbols: Sequence[str] | None, hypnograms: Hypnograms
) -> dict[str, Metric]:
    """Rows by the names of their variables."""
    unknown = sorted(set(groups or ()) - set(GROUPS))
    if unknown:
        raise ValueError(f"unknown groups {unknown}, expected some of {GROUPS}")
    rows = (
        {row.name: row for row in metrics_of(hypnograms).values()}
        if symbols is None
        else {name: metric(name) for name in symbols}
    )
    return {name: row for name, row in rows.items() if groups is None or row.group in groups}
