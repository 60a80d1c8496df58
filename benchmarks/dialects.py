"""Nights in random dialects, read back: ``python -m benchmarks.dialects --nights 10000``.

Each night is written in the words, columns, clocks and orders of somebody, read, and compared with
what was written. Counted are those that came back the same, were asked about, were refused in a
sentence, or came back different without a word: of the last there must be none.
"""

import argparse
import tempfile
from collections import Counter
from pathlib import Path

from tests.io.dialects import AXES
from tests.io.test_dialects import judge_seed


def main() -> int:
    """Read the nights, and print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nights", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="seed of the first night")
    options = parser.parse_args()
    verdicts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(options.first, options.first + options.nights):
            dialect, _, verdict = judge_seed(seed, Path(folder))
            verdicts[verdict.kind] += 1
            if verdict.kind != "same":
                print(f"seed {seed}: {verdict.kind}, {verdict.said} ({dialect})")
    told = ", ".join(f"{count:,} {kind}" for kind, count in verdicts.most_common())
    print(f"{options.nights:,} nights in dialects of {AXES} axes: {told}")
    return int(verdicts["different"] > 0)


if __name__ == "__main__":
    raise SystemExit(main())
