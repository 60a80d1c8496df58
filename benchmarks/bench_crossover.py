"""How often a crossover with covariates cries wolf, how often its intervals hold, what it sees.

Simulated crossovers of a night on either condition, whose nights depend on the person, on what was
known of the night and on chance; without an effect and with a known one. Run
``python -m benchmarks crossover``, or ``python benchmarks/bench_crossover.py [--trials 2000]``.
"""

import argparse
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # small matrices: threads only wait

import numpy as np

from benchmarks.bench_parallel import ALPHA, SHAPES
from explorer.statistics.ancova import adjusted_difference, randomisation_test, sign_assignments

PAIRS = (6, 12, 22)
COVARIATES = (1, 3)
"""How many are taken out: the first explains the nights, the others explain nothing."""
CORRELATION = 0.6
"""Of a night with its first covariate, within a person."""
EFFECT = 0.8
"""In SDs of a person's nights."""
DRAWS = 999
"""Of signs a trial, where they are too many to count: fewer than the product's, and as exact."""
METHODS = (
    *("signs, as they are", "signs, taken out", "Student's, taken out"),
    *("interval, as they are", "interval, taken out"),
    *("effect seen, as they are", "effect seen, taken out"),
)


def simulate(shape: str, pairs: int, covariates: int, trials: int, seed: int) -> dict[str, float]:
    """Share of trials of false alarms, intervals that hold, and effects seen.

    Parameters
    ----------
    shape : str
        Of what the covariate does not explain of a night.
    pairs, covariates : int
        How many people with both nights, and how many columns are taken out.
    trials, seed : int
    """
    rng = np.random.default_rng(seed)
    counts = dict.fromkeys(METHODS, 0)
    rest, ones = np.sqrt(1 - CORRELATION**2), np.ones(pairs)
    none = np.empty((pairs, 0))
    drawn = sign_assignments(pairs, rng, random=DRAWS)
    for _ in range(trials):
        known = rng.normal(0, 1, (2, pairs, covariates))
        chance = np.stack([SHAPES[shape](rng, pairs) for _ in range(2)])
        nights = rng.normal(0, 2, pairs) + CORRELATION * known[..., 0] + rest * chance
        # Which night came first says nothing here: what was drawn by lot is which one is treated.
        apart, beside = nights[1] - nights[0], known[1] - known[0]
        if not drawn.exact:
            drawn = sign_assignments(pairs, rng, random=DRAWS)
        for name, taken in (("as they are", none), ("taken out", beside)):
            found = adjusted_difference(apart, ones, taken)
            low, high = found.interval()
            counts[f"signs, {name}"] += randomisation_test(apart, ones, taken, drawn).p <= ALPHA
            counts[f"interval, {name}"] += low <= 0 <= high
            seen = randomisation_test(apart + EFFECT, ones, taken, drawn).p <= ALPHA
            counts[f"effect seen, {name}"] += seen
        counts["Student's, taken out"] += found.p <= ALPHA
    return {name: count / trials for name, count in counts.items()}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(
        f"{options.trials} trials, seed {options.seed}; correlation of a night with its first "
        f"covariate {CORRELATION}, effect {EFFECT} SD of nights\n"
    )
    print("| nights | pairs | covariates | " + " | ".join(METHODS) + " |")
    print("|---|---|---|" + "---|" * len(METHODS))
    for shape in SHAPES:
        for pairs in PAIRS:
            for covariates in COVARIATES:
                shares = simulate(shape, pairs, covariates, options.trials, options.seed)
                cells = [
                    f"{100 * share:.1f} ± {100 * np.sqrt(share * (1 - share) / options.trials):.1f}"
                    for share in shares.values()
                ]
                print(f"| {shape} | {pairs} | {covariates} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
