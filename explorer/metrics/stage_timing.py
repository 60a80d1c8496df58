"""When in the night a stage comes: thirds, halves, and how early its middle lies."""

import numpy as np

from explorer.metrics.hypnogram_rows import Hypnograms
from explorer.metrics.run_counts import SCORED_STAGES
from explorer.vocabulary.stages import Stage


def part_minutes(hypnograms: Hypnograms, stage: Stage, parts: int, part: int) -> np.ndarray:
    """Minutes of a stage in one of equal parts of the sleep period; NaN without sleep.

    An epoch that a boundary cuts belongs to both parts by its shares, so the parts sum to the
    sleep period and do not depend on the epoch length.
    """
    table = hypnograms.once(_stages_by_part, parts)
    return hypnograms.minutes(table[:, part, stage], hypnograms.slept)


def median_clock_time(hypnograms: Hypnograms, stage: Stage) -> np.ndarray:
    """Place of a stage's middle epoch between sleep onset (0) and the last epoch of sleep (1)."""
    return hypnograms.once(_median_times)[:, 0, stage]


def median_sleep_time(hypnograms: Hypnograms, stage: Stage) -> np.ndarray:
    """Place of a stage's middle epoch among the night's epochs of sleep (0 first, 1 last)."""
    return hypnograms.once(_median_times)[:, 1, stage]


def _stages_by_part(hypnograms: Hypnograms, parts: int) -> np.ndarray:
    """Epochs of each stage in each part of the sleep period, shape (nights, parts, stages)."""
    runs, counts = hypnograms.runs, hypnograms.tally
    night = np.repeat(np.arange(hypnograms.nights), np.diff(runs.bounds))
    first = counts["first_sleep"][night]
    length = hypnograms.period_epochs[night] / parts
    scored = (runs.stage >= 0) & (first >= 0)
    table = np.zeros((hypnograms.nights, parts, SCORED_STAGES))
    for part in range(parts):
        begin = np.maximum(runs.start, first + part * length)
        end = np.minimum(runs.start + runs.length, first + (part + 1) * length)
        inside = np.maximum(end - begin, 0.0)[scored]
        key = night[scored] * SCORED_STAGES + runs.stage[scored]
        size = hypnograms.nights * SCORED_STAGES
        table[:, part] = np.bincount(key, inside, minlength=size).reshape(-1, SCORED_STAGES)
    return table


def _median_times(hypnograms: Hypnograms) -> np.ndarray:
    """Median place in clock time and in sleep time, shape (nights, 2, stages)."""
    table = np.full((hypnograms.nights, 2, SCORED_STAGES), np.nan)
    for night, codes in enumerate(hypnograms.codes):
        asleep = np.flatnonzero(codes > 0)
        if asleep.size < 2:
            continue  # the period has no extent to lie in
        for stage in range(1, SCORED_STAGES):
            places = np.flatnonzero(codes == stage)
            if places.size:
                middle = places[(places.size - 1) // 2]  # of an even number the earlier, as Luna
                table[night, 0, stage] = (middle - asleep[0]) / (asleep[-1] - asleep[0])
                rank = np.searchsorted(asleep, middle)
                table[night, 1, stage] = rank / (asleep.size - 1)
    return table
