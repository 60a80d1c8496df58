"""One person, many nights: a randomised schedule of blocks, and what chance would do on it."""

import itertools
from collections.abc import Sequence
from math import comb, prod

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.statistics.permutation_and_bootstrap import TIE
from explorer.vocabulary.counts import listed, pluralize
from explorer.vocabulary.shown_numbers import shown_number

MOST_SCHEDULES = 1 << 20
RANDOM_SCHEDULES = 99_999
MOST_COUNTED = 2**62
"""Schedules above which their number is not told."""
MOST_ORDERS_OF_A_BLOCK = RANDOM_SCHEDULES
"""As many as would be drawn else: to count them all is no more work."""


def compare_blocks(
    values: npt.ArrayLike,
    conditions: Sequence[str],
    blocks: Sequence[object],
    *,
    reference: str,
    rng: np.random.Generator,
) -> xr.Dataset:
    """Compare two conditions in one person, by the schedule that was really drawn.

    Parameters
    ----------
    values : array, shape (nights,)
        A metric, night by night in the order of the calendar; NaN where there is none.
    conditions : sequence of str, shape (nights,)
        What was taken, of two.
    blocks : sequence, shape (nights,)
        The block each night belongs to. Within a block the order of conditions was drawn by lot.
    reference : str
        The condition compared with.
    rng : np.random.Generator
        Used above `MOST_SCHEDULES` schedules only.

    Returns
    -------
    xr.Dataset, no dims
        ``reference_mean``, ``condition_mean`` and ``mean_difference`` (units of `values`); ``p``
        two-sided, and ``p_floor``, the lowest that the schedule allows; ``schedules``, ``exact``,
        and ``autocorrelation`` of neighbouring nights about their condition's mean; attrs
        ``notes``.

    Raises
    ------
    ValueError
        If there are not two conditions, or no block has both.

    Notes
    -----
    The nights keep their values and their order; only the labels are drawn again, within blocks, as
    they were in the study. So a trend or a memory from night to night does not make small p-values,
    which it would in a t-test of nights. Nothing is said of other people [1]_.

    References
    ----------
    .. [1] Edgington ES, Onghena P. Randomization Tests. 4th ed. 2007, chapter 11.

    Examples
    --------
    Three pairs of nights, the drug's always the lower: one of 2^3 schedules, and its mirror image.

    >>> found = compare_blocks(
    ...     [30, 20, 10, 25, 40, 20], ["p", "d", "d", "p", "p", "d"], [1, 1, 2, 2, 3, 3],
    ...     reference="p", rng=np.random.default_rng(0))
    >>> found.p.item(), found.p_floor.item(), found.schedules.item()
    (0.25, 0.25, 8)
    """
    nights = np.asarray(values, np.float64)
    names = np.asarray([str(name) for name in conditions])
    block = np.asarray([str(name) for name in blocks])
    if not nights.shape == names.shape == block.shape or nights.ndim != 1:
        raise ValueError(
            "values, conditions and blocks must be equally long, are "
            f"{nights.shape}, {names.shape}, {block.shape}"
        )
    known = np.isfinite(nights)
    nights, names, block = nights[known], names[known], block[known]
    if len(set(names)) != 2 or reference not in names:
        raise ValueError(
            f"one person's comparison needs two conditions, one of them {reference!r}, has "
            f"{listed(sorted(set(names)))}"
        )
    treated = names != reference
    parts = [(nights[block == one], treated[block == one]) for one in dict.fromkeys(block.tolist())]
    orders = [comb(one.size, int(drugged.sum())) for one, drugged in parts]
    sampled = max(orders) > MOST_ORDERS_OF_A_BLOCK
    sums = [_block_sums(*part, rng) for part in parts]
    schedules = float(prod(map(float, orders)))
    if schedules == 1:
        raise ValueError(
            "no block has nights of both conditions, so no other schedule was possible"
        )
    exact = schedules <= MOST_SCHEDULES and not sampled
    totals = (
        _all_totals(sums)
        if exact
        else np.sum([rng.choice(found, RANDOM_SCHEDULES) for found in sums], axis=0)
    )
    drugs, count = int(treated.sum()), nights.size
    # With the numbers of nights fixed, the difference of means is linear in the sum of one.
    weight, constant = 1 / drugs + 1 / (count - drugs), nights.sum() / (count - drugs)
    means = [float(nights[which].mean()) for which in (~treated, treated)]
    observed = means[1] - means[0]
    simulated = np.abs(totals * weight - constant)
    extreme = int((simulated >= abs(observed) - TIE * np.abs(nights).sum()).sum())
    p = extreme / totals.size if exact else (extreme + 1) / (totals.size + 1)
    residual = nights - np.where(treated, means[1], means[0])
    # With as many nights of both in every block, each schedule has a mirror image as extreme.
    mirrored = all(2 * int(drugged.sum()) == one.size for one, drugged in parts)
    floor = (2 if mirrored else 1) / totals.size if exact else 1 / (totals.size + 1)
    return xr.Dataset(
        {
            "reference_mean": means[0],
            "condition_mean": means[1],
            "mean_difference": observed,
            "p": p,
            "p_floor": floor,
            "schedules": int(min(schedules, MOST_COUNTED)),
            "exact": exact,
            "nights": count,
            "autocorrelation": _neighbours(residual),
        },
        attrs={
            "notes": _notes(
                count,
                int((~known).sum()),
                schedules,
                floor,
                exact,
                _neighbours(residual),
                blocks=len(parts) > 1,
            )
        },
    )


def schedules_in_words(count: float) -> str:
    """Write how many schedules were possible, of very many the size alone.

    Examples
    --------
    >>> schedules_in_words(16), schedules_in_words(25.6e9), schedules_in_words(MOST_COUNTED)
    ('16', '2.6e+10', 'more than 4.6e+18')
    """
    if count >= MOST_COUNTED:
        return f"more than {MOST_COUNTED:.1e}"
    return f"{count:,.0f}" if count < 1e9 else f"{count:.1e}"


def _block_sums(values: np.ndarray, treated: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Sum of the treated nights under every order of labels in one block."""
    drawn = int(treated.sum())
    if not 0 < drawn < values.size:
        return np.array([values[treated].sum()])
    if comb(values.size, drawn) > MOST_ORDERS_OF_A_BLOCK:
        shuffled = rng.permuted(np.tile(values, (RANDOM_SCHEDULES, 1)), axis=1)
        return np.asarray(shuffled[:, :drawn].sum(1))
    chosen = np.array(list(itertools.combinations(range(values.size), drawn)))
    return np.asarray(values[chosen].sum(1))


def _all_totals(sums: list[np.ndarray]) -> np.ndarray:
    totals = np.zeros(1)
    for found in sums:
        totals = (totals[:, None] + found).ravel()
    return totals


def _neighbours(residual: np.ndarray) -> float:
    """Correlation of each night with the next."""
    squares = (residual**2).sum()
    return float((residual[1:] * residual[:-1]).sum() / squares) if squares > 0 else np.nan


def _notes(
    nights: int,
    missing: int,
    schedules: float,
    floor: float,
    exact: bool,
    autocorrelation: float,
    *,
    blocks: bool,
) -> list[str]:
    notes = ["These nights say something of one person, and nothing of people in general."]
    if missing:
        notes.append(f"{pluralize(missing, 'night')} without a value left out of their blocks.")
    if schedules < 40:
        notes.append(
            f"Only {schedules:.0f} schedules were possible, so p cannot be below {floor:.3f}."
        )
    if not exact:
        possible = schedules_in_words(schedules)
        notes.append(
            f"p is from {RANDOM_SCHEDULES:,} schedules drawn by lot: {possible} were possible, too "
            "many to count."
        )
    if abs(autocorrelation) > 2 / np.sqrt(nights):  # outside what independent nights give
        notes.append(
            f"Neighbouring nights are correlated ({shown_number(autocorrelation, '.2f')}); the "
            "permutation "
            f"{'within blocks' if blocks else 'of nights'} allows for it, a t-test of nights would "
            "not."
        )
    return notes
