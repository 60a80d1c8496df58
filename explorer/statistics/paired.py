"""Conditions compared within people: every metric, every honest number beside it."""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np
import xarray as xr

from explorer.statistics.caveats import notes_on
from explorer.statistics.equivalence import (
    SMALLEST_EFFECTS,
    SmallestEffect,
    benjamini_hochberg,
    decide,
)
from explorer.statistics.paired_numbers import LOG_RATIO, pair_numbers, without_each_person
from explorer.statistics.plain_language import describe_result
from explorer.statistics.values_per_person import DIMS
from explorer.vocabulary.counts import listed

DEFAULT_SEED = 20260101
UNSTATED_POWER = "(unit not given)"
"""Unit of a power whose table names none, as it stands after a number or a name: a log ratio is
the same in any."""
# Power is log-normal between nights: its differences are tested as log ratios.
POWER_UNITS = frozenset(["uV^2", "uV^2 s", "µV²", UNSTATED_POWER])
KnownRows = MutableMapping[tuple[object, ...], tuple[dict[str, float | str], np.ndarray]]
"""Numbers of a metric and what leaving out each person makes of them, by all they rest on."""
TEXTS = ("units", "title", "role", "scale", "outcome", "reason")


@dataclass(frozen=True, eq=False)
class Comparison:
    """What a comparison found, and on what it rests."""

    values: xr.Dataset
    """Every person's value in every condition, paired or not: dims (subject, condition)."""
    table: xr.Dataset
    """One number each: dims (condition, metric). See `compare_conditions`."""
    differences: xr.DataArray
    """Condition minus reference, dims (condition, metric, subject); NaN where there is no pair."""
    influence: xr.Dataset
    """``mean_difference``, ``p_permutation`` and ``percent`` without one person: the same dims."""
    reference: str
    primary: str
    """"" where none was chosen beforehand."""
    notes: tuple[str, ...]
    """What to know before believing the numbers."""

    @property
    def titles(self) -> dict[str, str]:
        """What each metric is, by its name."""
        first = self.table.isel(condition=0)
        names = map(str, first.metric.values)
        return dict(zip(names, map(str, first["title"].values), strict=True))

    @property
    def sentence(self) -> str:
        """The result in plain words, with its uncertainty."""
        return describe_result(self.table, self.reference, self.primary)


def compare_conditions(
    values: xr.Dataset,
    *,
    reference: str,
    primary: str = "",
    smallest_effects: Mapping[str, SmallestEffect] = SMALLEST_EFFECTS,
    rng: np.random.Generator | None = None,
    quick: bool = False,
    known: KnownRows | None = None,
) -> Comparison:
    """Compare every condition with a reference, within people.

    Parameters
    ----------
    values : xr.Dataset, dims (subject, condition)
        A metric a variable, with ``units`` and ``long_name``; see `by_condition`. NaN where a
        person has no night, or the metric is not estimable.
    reference : str
        The condition that the others are compared with.
    primary : str, optional
        The one metric that was chosen before anybody looked. Without it all are exploratory.
    smallest_effects : mapping of str to SmallestEffect
        The smallest difference that would matter, by metric. Where it is relative, the metric is
        tested on its log ratio, as power is in any case. Without one, a metric cannot be
        equivalent.
    rng : np.random.Generator, optional
        Seeded with `DEFAULT_SEED` if not given, so that two runs agree.
    quick : bool
        Leave out what takes longest, the bootstrap's intervals and `Comparison.influence`: they are
        NaN then, and everything else is the same.
    known : MutableMapping, optional
        What comparisons before computed: a metric whose values are the same is taken from there,
        and new ones are kept there. The numbers are those that come without it.

    Returns
    -------
    Comparison
        Its ``table`` has, for each condition and metric: ``n``; means and SDs of both conditions in
        the pairs; ``mean_difference`` with the t-interval ``ci_low``, ``ci_high`` and the
        bootstrap's ``bca_low``, ``bca_high`` (metric's unit); ``percent`` with ``percent_low`` and
        ``percent_high`` from the log ratios (%); ``g_av`` with its bootstrap interval, ``d_z``;
        ``p_permutation`` (exact sign flips), ``p_floor``, ``p_t``, ``p_wilcoxon``, ``p_adjusted``,
        ``p_equivalence``; ``outcome``, and the ``reason`` for what could not be said.

    Raises
    ------
    ValueError
        If a dimension, the reference or the primary metric is missing, or there is no second
        condition.

    Notes
    -----
    The outcome rests on the exact sign-flip test: for the primary metric on its p, for the others
    on the p adjusted over all of them and over all conditions (Benjamini-Hochberg).

    Examples
    --------
    >>> values = xr.Dataset(
    ...     {"WASO": (("subject", "condition"), [[40.0, 31.0], [30.0, 26.0], [22.0, 20.0]])},
    ...     coords={"subject": ["A", "B", "C"], "condition": ["placebo", "drug"]})
    >>> found = compare_conditions(values, reference="placebo", primary="WASO")
    >>> float(found.table.mean_difference.item()), found.table.outcome.item()
    (-5.0, 'inconclusive')
    """
    _check(values, reference, primary)
    rng = np.random.default_rng(DEFAULT_SEED) if rng is None else rng
    seed = int(rng.integers(2**32))
    metrics = [str(name) for name in values.data_vars]
    others = [str(name) for name in values.condition.values if name != reference]
    rows, differences, influence = [], [], []
    for condition in others:
        for name in metrics:
            pair = values[name].sel(condition=[reference, condition]).transpose("subject", ...)
            pairs = pair.values.astype(np.float64)
            own = np.random.default_rng([seed, crc32(f"{condition}/{name}".encode())])
            effect = smallest_effects.get(name)
            power = str(pair.attrs.get("units", "")) in POWER_UNITS
            rests_on = (condition, name, pairs.tobytes(), effect, power, seed)
            found_before = None if known is None else known.get(rests_on)
            if found_before is None:
                row = pair_numbers(pairs, effect, power, own, quick)
                left_out = (
                    np.full((len(pairs), 3), np.nan)
                    if quick
                    else without_each_person(pairs, row["scale"] == LOG_RATIO, own)
                )
                if known is not None and not quick:
                    known[rests_on] = dict(row), left_out
            else:
                row, left_out = dict(found_before[0]), found_before[1]
            row |= {
                "units": str(pair.attrs.get("units", "")),
                "title": str(pair.attrs.get("long_name", name)),
                "role": "primary" if name == primary else "secondary",
            }
            rows.append(row)
            differences.append(pairs[:, 1] - pairs[:, 0])
            influence.append(left_out)
    shape = (len(others), len(metrics))
    table = conclude(tabulate(rows, others, metrics))
    dims = ("condition", "metric", "subject")
    coords = {
        "condition": ("condition", others),
        "metric": ("metric", metrics),
        "subject": ("subject", [str(name) for name in values.subject.values]),
    }
    without = np.array(influence).reshape(*shape, -1, 3)
    found = Comparison(
        values=values,
        table=table,
        differences=xr.DataArray(np.array(differences).reshape(*shape, -1), coords, dims),
        influence=xr.Dataset(
            {
                "mean_difference": (dims, without[..., 0]),
                "p_permutation": (dims, without[..., 1]),
                "percent": (dims, without[..., 2]),
            },
            coords,
        ),
        reference=reference,
        primary=primary,
        notes=(),
    )
    notes = notes_on(found.values, found.table, found.influence, reference)
    return replace(found, notes=notes)


def tabulate(
    rows: Sequence[Mapping[str, float | str]], conditions: Sequence[str], metrics: Sequence[str]
) -> xr.Dataset:
    """Lay rows of equal keys out by condition and metric, the metrics of a condition together."""
    dims, shape = ("condition", "metric"), (len(conditions), len(metrics))

    def laid(key: str) -> np.ndarray:
        return np.array([row[key] for row in rows], None if key in TEXTS else np.float64)

    return xr.Dataset(
        {key: (dims, laid(key).reshape(shape)) for key in rows[0]},
        coords={"condition": ("condition", list(conditions)), "metric": ("metric", list(metrics))},
    )


def _check(values: xr.Dataset, reference: str, primary: str) -> None:
    missing = [name for name in DIMS if name not in values.coords]
    if missing:
        raise ValueError(f"values need the dimensions subject and condition, lack {missing}")
    conditions = [str(name) for name in values.condition.values]
    if reference not in conditions:
        raise ValueError(f"no condition {reference!r} to refer to, expected one of {conditions}")
    if len(conditions) < 2:
        raise ValueError(f"a comparison needs a second condition beside {reference!r}")
    if primary and primary not in values:
        raise ValueError(f"no metric {primary!r}, expected one of {listed(values.data_vars)}")
    shaped = [str(name) for name, v in values.data_vars.items() if set(v.dims) != set(DIMS)]
    if shaped:
        raise ValueError(f"metrics need the dims {DIMS} and no others, {shaped} differ")
    if not values.data_vars:
        raise ValueError("a comparison needs at least one metric, has none")


def conclude(table: xr.Dataset) -> xr.Dataset:
    """Adjust the secondaries' p-values, and give each metric its outcome."""
    primary = table["role"].values == "primary"
    p = table["p_permutation"].values
    adjusted = np.where(primary, p, np.nan)
    adjusted[~primary] = benjamini_hochberg(p[~primary])
    outcomes = [
        str(decide(a, e))
        for a, e in zip(adjusted.ravel(), table["p_equivalence"].values.ravel(), strict=True)
    ]
    dims = ("condition", "metric")
    return table.assign(
        p_adjusted=(dims, adjusted), outcome=(dims, np.reshape(outcomes, adjusted.shape))
    )
