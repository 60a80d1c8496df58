"""Every number of one metric in pairs of one reference and one condition."""

import numpy as np

from explorer.statistics import effect_sizes
from explorer.statistics.equivalence import SmallestEffect, equivalence_test
from explorer.statistics.permutation_and_bootstrap import (
    bootstrap_interval,
    sign_flip_test,
    signed_rank_test,
)
from explorer.vocabulary.counts import pluralize

BOOTSTRAPPED = (
    ("bca", lambda pairs: (pairs[..., 1] - pairs[..., 0]).mean(-1)),
    ("g_av", lambda pairs: _g_av(pairs)),
)
LOG_RATIO = "log ratio"
"""Scale of a row that is tested on logarithms."""


def pair_numbers(
    pairs: np.ndarray,
    effect: SmallestEffect | None,
    power: bool,
    rng: np.random.Generator,
    quick: bool,
) -> dict[str, float | str]:
    """Every number of one metric in one condition.

    Parameters
    ----------
    pairs : array of float64, shape (people, 2)
        Reference and condition; NaN where there is none.
    effect : SmallestEffect or None
        The smallest difference that would matter.
    power : bool
        Whether it is power, which is tested on log ratios.
    rng : np.random.Generator
    quick : bool
        Leave out the bootstrap's intervals, which are NaN then.

    Returns
    -------
    dict of str to float or str
        See `explorer.statistics.paired.compare_conditions`.
    """
    pairs = pairs[np.isfinite(pairs).all(1)]
    difference = pairs[:, 1] - pairs[:, 0]
    ratio = effect_sizes.log_ratios(pairs[:, 1], pairs[:, 0])
    ratio = ratio[np.isfinite(ratio)]
    relative = power if effect is None else effect.relative
    tested = ratio if relative else difference
    n = len(pairs)
    flip = sign_flip_test(tested, rng)
    reasons = [] if n >= 2 else [f"a paired comparison needs at least 2 pairs, has {n}"]
    if ratio.size < n:
        reasons.append(
            f"ratios from {ratio.size} of {pluralize(n, 'pair')}, the others having a 0 or less"
        )
    row: dict[str, float | str] = {
        "n": n,
        "n_ratio": ratio.size,
        "reference_mean": _mean(pairs[:, 0]),
        "condition_mean": _mean(pairs[:, 1]),
        "reference_sd": effect_sizes.sample_sd(pairs[:, 0]),
        "condition_sd": effect_sizes.sample_sd(pairs[:, 1]),
        "mean_difference": _mean(difference),
        "difference_sd": effect_sizes.sample_sd(difference),
        "d_z": effect_sizes.cohen_d_z(tested) if tested.size else np.nan,
        "g_av": effect_sizes.hedges_g_av(
            _mean(difference),
            effect_sizes.sample_sd(pairs[:, 0]),
            effect_sizes.sample_sd(pairs[:, 1]),
            n,
        ),
        "percent": effect_sizes.as_percent(_mean(ratio)),
        "p_permutation": flip.p,
        "p_floor": flip.floor,
        "p_exact": float(flip.exact),
        "p_t": effect_sizes.t_test(tested)[1],
        "p_wilcoxon": signed_rank_test(tested),
        "smallest_effect": effect.amount if effect else np.nan,
        "p_equivalence": equivalence_test(tested, effect.bound) if effect else np.nan,
    }
    row["ci_low"], row["ci_high"] = effect_sizes.t_interval(difference)
    row["percent_low"], row["percent_high"] = map(
        effect_sizes.as_percent, effect_sizes.t_interval(ratio)
    )
    for name, statistic in BOOTSTRAPPED:
        low, high, reason = (
            (np.nan, np.nan, "") if quick else bootstrap_interval(statistic, pairs, rng)
        )
        row[f"{name}_low"], row[f"{name}_high"] = low, high
        reasons += [reason] if reason and n >= 2 else []
    row["scale"] = LOG_RATIO if relative else "difference"
    row["reason"] = "; ".join(dict.fromkeys(reasons))
    return row


def without_each_person(pairs: np.ndarray, relative: bool, rng: np.random.Generator) -> np.ndarray:
    """Mean difference, p and change in % without each person in turn, shape (people, 3).

    Parameters
    ----------
    pairs : array of float64, shape (people, 2)
    relative : bool
        Whether log ratios are tested.
    rng : np.random.Generator
    """
    found = np.full((len(pairs), 3), np.nan)
    paired = np.flatnonzero(np.isfinite(pairs).all(1))
    difference = pairs[:, 1] - pairs[:, 0]
    ratio = effect_sizes.log_ratios(pairs[:, 1], pairs[:, 0])
    tested = ratio if relative else difference
    for person in paired if paired.size > 2 else ():
        rest = paired[paired != person]
        usable = tested[rest][np.isfinite(tested[rest])]
        percent = effect_sizes.as_percent(_mean(ratio[rest][np.isfinite(ratio[rest])]))
        found[person] = difference[rest].mean(), sign_flip_test(usable, rng).p, percent
    return found


def _g_av(pairs: np.ndarray) -> np.ndarray:
    # People first: resamples then lie side by side and are summed together, the sums the same.
    people_first = np.ascontiguousarray(np.moveaxis(pairs, -2, 0))
    sd = people_first.std(0, ddof=1).mean(-1)
    mean = (pairs[..., 1] - pairs[..., 0]).mean(-1)
    return np.asarray(mean / sd * effect_sizes.small_sample_correction(pairs.shape[-2]))


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if values.size else np.nan
