"""How often one person's trial cries wolf, and what it sees, by the order drawn within blocks.

Simulated nights of one person without an effect, and with one. Run ``python -m benchmarks n_of_1``,
or ``python benchmarks/bench_n_of_1.py [--trials 2000]``.
"""

import argparse
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # small arrays: threads only wait

import numpy as np

from explorer.statistics.n_of_1_test import compare_blocks

BLOCKS = ((6, 2), (10, 2), (4, 4), (8, 4))
"""How many blocks, of how many nights."""
CARRIED = 0.4
"""Correlation of a night with the one before, where nights lean on their neighbours."""
EFFECT = 1.0
"""In SDs of nights."""
ALPHA = 0.05
SHAPES = ("normal", "skewed", "leaning on the night before", "drifting")


def nights_of(shape: str, count: int, rng: np.random.Generator) -> np.ndarray:
    """Draw one metric of so many nights in a row, SD 1."""
    if shape == "skewed":
        return rng.exponential(1, count) - 1
    drawn = rng.normal(0, 1, count)
    if shape == "drifting":
        return drawn + np.linspace(0, 2, count)
    if shape != "normal":
        for place in range(1, count):
            rest = np.sqrt(1 - CARRIED**2) * drawn[place]
            drawn[place] = CARRIED * drawn[place - 1] + rest
    return drawn


def simulate(shape: str, blocks: int, size: int, trials: int, seed: int) -> tuple[float, float]:
    """Return the shares of trials with p at most .05: without an effect, and with one."""
    rng = np.random.default_rng(seed)
    names = [f"block {one}" for one in range(blocks) for _ in range(size)]
    wolf = seen = 0
    for _ in range(trials):
        order = np.concatenate(
            [rng.permutation(np.repeat([False, True], size // 2)) for _ in range(blocks)]
        )
        conditions = ["b" if one else "a" for one in order]
        values = nights_of(shape, order.size, rng)
        for effect in (0.0, EFFECT):
            found = compare_blocks(
                values + effect * order, conditions, names, reference="a", rng=rng
            )
            if effect:
                seen += float(found.p.item()) <= ALPHA
            else:
                wolf += float(found.p.item()) <= ALPHA
    return wolf / trials, seen / trials


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"{options.trials} trials a row, seed {options.seed}; effect {EFFECT} SD of nights\n")
    print("| nights | blocks | nights a block | false alarms, % | effect seen, % |")
    print("|---|---|---|---|---|")
    for shape in SHAPES:
        for blocks, size in BLOCKS:
            shares = simulate(shape, blocks, size, options.trials, options.seed)
            cells = [
                f"{100 * one:.1f} ± {100 * np.sqrt(one * (1 - one) / options.trials):.1f}"
                for one in shares
            ]
            print(f"| {shape} | {blocks} | {size} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
