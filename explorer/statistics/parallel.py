"""Parallel arms compared at follow-up: analysis of covariance on the baseline, metric by metric."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np
import xarray as xr

from explorer.statistics.ancova import RANDOM_ASSIGNMENTS
from explorer.statistics.arm_pair import ArmPair
from explorer.statistics.arms import Arms, check_arms
from explorer.statistics.equivalence import SMALLEST_EFFECTS, SmallestEffect
from explorer.statistics.paired import DEFAULT_SEED, POWER_UNITS, conclude, tabulate
from explorer.statistics.paired_numbers import LOG_RATIO
from explorer.statistics.parallel_caveats import notes_on_arms
from explorer.statistics.parallel_language import describe_trial


@dataclass(frozen=True, eq=False)
class ParallelComparison:
    """What a parallel trial found, and on what it rests."""

    arms: Arms
    table: xr.Dataset
    """One number each: dims (condition, metric). See `compare_arms`."""
    reference: str
    primary: str
    """"" where none was chosen beforehand."""
    notes: tuple[str, ...]

    @property
    def titles(self) -> dict[str, str]:
        """What each metric is, by its name."""
        first = self.table.isel(condition=0)
        names = map(str, first.metric.values)
        return dict(zip(names, map(str, first["title"].values), strict=True))

    @property
    def sentence(self) -> str:
        """The result in plain words, with its uncertainty."""
        return describe_trial(self.table, self.reference, self.primary)


def compare_arms(
    arms: Arms,
    *,
    reference: str,
    primary: str = "",
    smallest_effects: Mapping[str, SmallestEffect] = SMALLEST_EFFECTS,
    rng: np.random.Generator | None = None,
    assignments: int = RANDOM_ASSIGNMENTS,
) -> ParallelComparison:
    """Compare every arm with a reference at follow-up, with the baseline taken out.

    Parameters
    ----------
    arms : Arms
        People, not nights: see `explorer.study.parallel_trial.arms_of_nights`.
    reference : str
        The arm that the others are compared with.
    primary, smallest_effects, rng
        As in `explorer.statistics.paired.compare_conditions`.
    assignments : int
        How many ways to draw the arms are tried where they are too many to count: fewer where
        thousands of simulated trials are compared.

    Returns
    -------
    ParallelComparison
        Its ``table`` has, for each other arm (``condition``) and metric: ``adjusted_difference``
        with ``ci_low``, ``ci_high`` (metric's unit, or of logarithms where ``scale`` is "log
        ratio", then with ``percent``, ``percent_low`` and ``percent_high``); ``p_permutation`` with
        ``p_floor`` and ``p_exact``, ``p_ancova``, ``p_adjusted``, ``p_equivalence``; ``g`` with
        ``g_low``, ``g_high``; of both arms, with the prefixes ``reference_`` and ``condition_``,
        ``n`` (in the analysis), ``drawn``, ``missing`` (without a follow-up), ``no_baseline``,
        ``baseline_mean``, ``follow_up_mean`` and ``change_mean``; ``change_difference`` with
        ``change_low`` and ``change_high``; ``completers_`` and ``unchanged_`` analyses;
        ``outcome``, and the ``reason`` for what could not be said.

    Raises
    ------
    ValueError
        If the reference is no arm, there is no second arm, or an arm has fewer than two people
        with a follow-up.

    Notes
    -----
    ``follow-up ~ arm + baseline + covariates + strata``, of everybody with a follow-up in the arm
    that was drawn for them, whatever they took (intention to treat, as far as follow-ups go). Who
    has no baseline has everybody's mean in its place, which the drawing of arms makes harmless
    [1]_. p is from drawing the arms again within strata. Power is tested on its logarithm.
    ``completers_``: only who has both visits and is not marked as having left. ``unchanged_``:
    who has no follow-up, as if nothing had changed since the baseline.

    References
    ----------
    .. [1] White IR, Thompson SG. Adjusting for partially missing baseline measurements in
       randomized trials. Stat Med 2005;24:993-1007.
    """
    rng = np.random.default_rng(DEFAULT_SEED) if rng is None else rng
    seed = int(rng.integers(2**32))
    others = check_arms(arms, reference)
    metrics = [str(name) for name in arms.values.data_vars]
    if primary and primary not in metrics:
        raise ValueError(f"no metric {primary!r}, expected one of {metrics}")
    rows = []
    for arm in others:
        for name in metrics:
            variable = arms.values[name].transpose("subject", "visit")
            units = str(variable.attrs.get("units", ""))
            effect = smallest_effects.get(name)
            on_logs = units in POWER_UNITS or bool(effect and effect.relative)
            own = np.random.default_rng([seed, crc32(f"{arm}/{name}".encode())])
            pair = ArmPair.select(arms, variable.values, reference, arm, on_logs)
            row = pair.row(effect, own, assignments) | {
                "units": units,
                "title": str(variable.attrs.get("long_name", name)),
                "role": "primary" if name == primary else "secondary",
                "scale": LOG_RATIO if on_logs else "difference",
            }
            rows.append(row)
    table = conclude(tabulate(rows, others, metrics))
    found = ParallelComparison(arms, table, reference, primary, ())
    return replace(found, notes=notes_on_arms(arms, table, reference))
