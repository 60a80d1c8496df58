"""Where the blocks of stretches without a gap lie in a channel, laid end to end again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

GRID = 64
"""Samples: blocks begin on multiples of it, so rates divide by up to 64."""


@dataclass(frozen=True)
class BlockRun:
    """A stretch without a gap, and where its blocks are."""

    first: int
    last: int
    """Samples of the channel: its first, and the one past its last."""
    block: int
    blocks: int
    """Its first block among all, and how many it has."""
    offset: float
    """What was taken off its samples before."""


def blocks_within(
    runs: Sequence[BlockRun], within: npt.NDArray[np.int64] | None, blocks: int, step: int
) -> npt.NDArray[np.intp]:
    """Find the blocks that hold some part of one of these stretches.

    Parameters
    ----------
    runs : sequence of BlockRun
    within : array of int64, shape (k, 2), optional
        First sample of each stretch and the one past its last; without it every block is asked for.
    blocks : int
        Of all runs.
    step : int
        Samples from one block to the next.

    Examples
    --------
    >>> blocks_within([BlockRun(0, 640, 0, 10, 0.0)], np.array([[70, 200]]), 10, 64).tolist()
    [1, 2, 3]
    """
    if within is None:
        return np.arange(blocks)
    asked = np.zeros(blocks, bool)
    for run in runs:
        own = asked[run.block : run.block + run.blocks]
        for first, last in within - run.first // GRID * GRID:
            own[max(first // step, 0) : max(-(-last // step), 0)] = True
    return np.flatnonzero(asked)


def join_blocks(
    runs: Sequence[BlockRun], blocks: npt.NDArray[Any], samples: int, divisor: int
) -> npt.NDArray[Any]:
    """Lay the runs' blocks end to end, with NaN between the runs.

    Parameters
    ----------
    runs : sequence of BlockRun
    blocks : array, shape (blocks, samples in a block)
        Of every so many samples.
    samples : int
        Length of the channel.
    divisor : int
        Of how many samples one is kept.
    """
    out = None
    for run in runs:
        row = blocks[run.block : run.block + run.blocks].reshape(-1)
        if (run.first, run.last) == (0, samples):
            return row[: -(-samples // divisor)]
        if out is None:
            out = np.full(-(-samples // divisor), np.nan, blocks.dtype)
        first, last = -(-run.first // divisor), -(-run.last // divisor)
        origin = run.first // GRID * GRID // divisor
        out[first:last] = row[first - origin : last - origin]
    return np.full(-(-samples // divisor), np.nan, blocks.dtype) if out is None else out
