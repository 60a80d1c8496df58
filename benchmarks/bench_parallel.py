"""How often parallel arms cry wolf, how often intervals hold the truth, and what power they have.

Simulated trials of two arms with a baseline, without an effect and with a known one. Run
``python -m benchmarks parallel``, or ``python benchmarks/bench_parallel.py [--trials 2000]``.
"""

import argparse
import os
from collections.abc import Callable

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # small matrices: threads only wait

import numpy as np

from explorer.statistics.ancova import adjusted_difference, arm_assignments, randomisation_test
from explorer.statistics.effect_sizes import Floats
from explorer.statistics.sample_size import power_of_arms

PEOPLE_PER_ARM = (4, 10, 20, 40)
CORRELATION = 0.6
"""Of follow-up with baseline, about that of total sleep time weeks apart."""
EFFECT = 0.8
"""Of the arm, in SDs of the follow-up within an arm."""
ALPHA = 0.05
DRAWS = 999
"""Of arms a trial, where they are too many to count: fewer than the product's, and as exact."""
SHAPES: dict[str, Callable[[np.random.Generator, int], Floats]] = {
    "normal": lambda rng, n: rng.normal(0, 1, n),
    "heavy-tailed": lambda rng, n: rng.standard_t(3, n) / np.sqrt(3),
    "skewed": lambda rng, n: rng.exponential(1, n) - 1,
}
METHODS = (
    *("permutation", "ANCOVA", "change scores", "interval", "equivalence at its bound"),
    *("power, ANCOVA", "power, permutation", "power, change scores"),
)


def simulate(shape: str, people: int, trials: int, seed: int) -> dict[str, float]:
    """Share of trials of false alarms, intervals that hold, and effects seen.

    Parameters
    ----------
    shape : str
        Of what the baseline does not explain.
    people : int
        In each arm.
    trials, seed : int
    """
    rng = np.random.default_rng(seed)
    counts = dict.fromkeys(METHODS, 0)
    rest = np.sqrt(1 - CORRELATION**2)
    for _ in range(trials):
        treated = rng.permutation(np.repeat([0.0, 1.0], people))
        before = rng.normal(0, 1, 2 * people)
        after = CORRELATION * before + rest * SHAPES[shape](rng, 2 * people)
        known, ones = np.column_stack([np.ones_like(before), before]), np.ones((2 * people, 1))
        found = adjusted_difference(after, treated, known)
        drawn = arm_assignments(treated, [""] * treated.size, rng, random=DRAWS)
        low, high = found.interval()
        counts["ANCOVA"] += found.p <= ALPHA
        counts["interval"] += low <= 0 <= high
        counts["permutation"] += randomisation_test(after, treated, known, drawn).p <= ALPHA
        counts["change scores"] += adjusted_difference(after - before, treated, ones).p <= ALPHA
        # An effect just as large as the bound, so "equivalent" would be wrong.
        at_bound = adjusted_difference(after + EFFECT * treated, treated, known)
        counts["equivalence at its bound"] += at_bound.p_equivalence(EFFECT) <= ALPHA
        seen = after + EFFECT * treated
        counts["power, ANCOVA"] += at_bound.p <= ALPHA
        counts["power, permutation"] += randomisation_test(seen, treated, known, drawn).p <= ALPHA
        change = adjusted_difference(seen - before, treated, ones)
        counts["power, change scores"] += change.p <= ALPHA
    return {name: count / trials for name, count in counts.items()}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(
        f"{options.trials} trials, seed {options.seed}; correlation with the baseline "
        f"{CORRELATION}, effect {EFFECT} SD\n"
    )
    print("| residuals | people an arm | " + " | ".join(METHODS) + " | power, formula |")
    print("|---|" + "---|" * (len(METHODS) + 2))
    for shape in SHAPES:
        for people in PEOPLE_PER_ARM:
            shares = simulate(shape, people, options.trials, options.seed)
            effect = EFFECT / np.sqrt(1 - CORRELATION**2)
            formula = power_of_arms(people, effect, covariates=1)
            cells = [
                f"{100 * share:.1f} ± {100 * np.sqrt(share * (1 - share) / options.trials):.1f}"
                for share in shares.values()
            ]
            said = f"{100 * formula:.1f}"
            print(f"| {shape} | {people} | {' | '.join(cells)} | {said} |", flush=True)


if __name__ == "__main__":
    main()
