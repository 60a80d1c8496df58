"""How often the comparison's tests cry wolf, and how often its intervals hold the truth.

Simulated trials without an effect (for the tests) and with a known one (for the intervals), of as
many people as sleep trials have. Run ``python benchmarks/bench_statistics.py [--trials 2000]``.
"""

import argparse
import os
from collections.abc import Callable

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # small matrices: threads only wait

import numpy as np

from explorer.statistics.cluster_permutation import cluster_test
from explorer.statistics.effect_sizes import t_interval, t_test
from explorer.statistics.equivalence import equivalence_test
from explorer.statistics.mixed_model import mixed_model
from explorer.statistics.permutation_and_bootstrap import bootstrap_interval, sign_flip_test
from explorer.statistics.values_per_person import make_nights

PEOPLE = (5, 8, 12, 22)
ALPHA = 0.05
# Draws with mean 0 and SD 1. Minutes awake are skewed about like the log-normal one.
SHAPES: dict[str, Callable[[np.random.Generator, int], np.ndarray]] = {
    "normal": lambda rng, n: rng.normal(0, 1, n),
    "heavy-tailed": lambda rng, n: rng.standard_t(3, n) / np.sqrt(3),
    "skewed": lambda rng, n: rng.exponential(1, n) - 1,
}


def tests_without_effect(shape: str, people: int, trials: int, seed: int) -> dict[str, float]:
    """Share of trials in which each test gives p <= .05, though nothing happened."""
    from scipy.stats import wilcoxon

    rng = np.random.default_rng(seed)
    alarms = dict.fromkeys(["sign flip", "t", "Wilcoxon", "equivalence"], 0)
    for _ in range(trials):
        d = SHAPES[shape](rng, people)
        alarms["sign flip"] += sign_flip_test(d, rng).p <= ALPHA
        alarms["t"] += t_test(d)[1] <= ALPHA
        alarms["Wilcoxon"] += wilcoxon(d).pvalue <= ALPHA
        # An effect just as large as the bound, so "equivalent" would be wrong.
        alarms["equivalence"] += equivalence_test(d + 2.0, 2.0) <= ALPHA
    return {name: count / trials for name, count in alarms.items()}


def intervals_that_hold(
    shape: str, people: int, trials: int, seed: int, resamples: int
) -> dict[str, float]:
    """Share of 95 % intervals that hold the true mean."""
    rng = np.random.default_rng(seed)
    held = {"t interval": 0, "BCa interval": 0}
    for _ in range(trials):
        d = 1.0 + SHAPES[shape](rng, people)
        low, high = t_interval(d)
        held["t interval"] += low <= 1.0 <= high
        low, high, _ = bootstrap_interval(
            lambda one: one.mean((-2, -1)), d[:, None], rng, resamples=resamples
        )
        held["BCa interval"] += low <= 1.0 <= high
    return {name: count / trials for name, count in held.items()}


def mixed_without_effect(people: int, trials: int, seed: int) -> float:
    """Share of crossovers with a period effect but no treatment effect that give p <= .05."""
    rng = np.random.default_rng(seed)
    subject = np.repeat([f"P{one}" for one in range(people)], 2)
    order = np.tile([1, 2], people)
    alarms = 0
    for _ in range(trials):
        drug_first = np.repeat(rng.permutation(np.arange(people) % 2 == 0), 2)
        values = np.repeat(rng.normal(40, 15, people), 2) + 8.0 * (order == 2)
        nights = make_nights(
            {
                "subject": list(subject),
                "condition": list(np.where((order == 1) == drug_first, "drug", "placebo")),
                "order": list(order),
                "WASO": list(values + rng.normal(0, 10, 2 * people)),
            }
        )
        found = mixed_model(nights, "WASO", condition="drug", reference="placebo")
        alarms += float(found.p.sel(term="condition")) <= ALPHA
    return alarms / trials


def clusters_without_effect(people: int, trials: int, seed: int) -> float:
    """Share of sets of smooth noise curves in which any cluster has p <= .05."""
    import xarray as xr

    rng = np.random.default_rng(seed)
    kernel = np.ones(5) / 5
    alarms = 0
    for _ in range(trials):
        noise = rng.normal(0, 1, (people, 60))
        smooth = np.apply_along_axis(np.convolve, 1, noise, kernel, mode="same")
        found = cluster_test(
            xr.DataArray(smooth, dims=("subject", "time")), rng=rng, permutations=999
        )
        alarms += bool((found.p <= ALPHA).any())
    return alarms / trials


def _line(shape: str, people: int, shares: dict[str, float], trials: int) -> None:
    for name, share in shares.items():
        error = np.sqrt(max(share * (1 - share), 0.25 / trials) / trials)
        print(f"| {shape} | {people} | {name} | {share:.4f} | {error:.4f} |", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=2_000)
    parser.add_argument("--resamples", type=int, default=9_999)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"{options.trials} trials, {options.resamples} resamples, seed {options.seed}\n")
    print("| differences | people | method | share | Monte-Carlo error |\n|---|---|---|---|---|")
    for shape in SHAPES:
        for people in PEOPLE:
            where = (shape, people, options.trials, options.seed)
            _line(shape, people, tests_without_effect(*where), options.trials)
            held = intervals_that_hold(*where, options.resamples)
            _line(shape, people, held, options.trials)
    for people in PEOPLE:
        found = {
            "mixed model": mixed_without_effect(people, options.trials, options.seed),
            "clusters": clusters_without_effect(people, options.trials, options.seed),
        }
        _line("normal", people, found, options.trials)


if __name__ == "__main__":
    main()
