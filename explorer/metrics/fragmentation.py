"""How unbroken: wake after sleep onset, awakenings, and shifts between stages an hour.

Every function takes a `Hypnograms` and returns one number a night, NaN where it is not estimable.
"""

import numpy as np

from explorer.metrics.hypnogram_rows import Hypnograms
from explorer.vocabulary.stages import Stage

_HOUR = 3600.0
_W, _N1, _N2, _N3, _REM = (
    int(stage) for stage in (Stage.W, Stage.N1, Stage.N2, Stage.N3, Stage.REM)
)
# From a stage to a lighter one, in the orders W > N1 > N2 > N3 and W > N1 > REM.
_TO_LIGHTER = (
    *((_N1, _W), (_N2, _W), (_N2, _N1), (_N3, _W), (_N3, _N1), (_N3, _N2)),
    *((_REM, _W), (_REM, _N1)),
)


def wake_after_sleep_onset_in_period(hypnograms: Hypnograms) -> np.ndarray:
    """Minutes awake between the first and the last epoch of sleep; NaN without sleep."""
    return hypnograms.minutes(hypnograms.tally["wake_within"], hypnograms.slept)


def wake_after_sleep_onset(hypnograms: Hypnograms) -> np.ndarray:
    """Minutes awake between the first epoch of sleep and lights-on; NaN without sleep."""
    epochs = hypnograms.tally["wake_within"] + hypnograms.tally["trailing_wake"]
    return hypnograms.minutes(epochs, hypnograms.slept)


def awakenings(hypnograms: Hypnograms) -> np.ndarray:
    """Count the runs of wake within the sleep period; NaN without sleep."""
    return _count(hypnograms, hypnograms.tally["awakenings"])


def count_awakenings(hypnograms: Hypnograms, minutes: int) -> np.ndarray:
    """Count the runs of wake within the sleep period that last 1, 2 or 5 min at least."""
    return _count(hypnograms, hypnograms.tally[f"awakenings_{minutes}"])


def mean_awakening(hypnograms: Hypnograms) -> np.ndarray:
    """Mean length in min of the runs of wake within the sleep period; NaN if there is none."""
    number = hypnograms.tally["awakenings"]
    return hypnograms.minutes(hypnograms.tally["wake_within"] / np.maximum(number, 1), number > 0)


def longest_awakening(hypnograms: Hypnograms) -> np.ndarray:
    """Longest run of wake within the sleep period, in min; NaN if there is none."""
    return hypnograms.minutes(
        hypnograms.tally["longest_awakening"], hypnograms.tally["awakenings"] > 0
    )


def fragmentation_to_wake(hypnograms: Hypnograms) -> np.ndarray:
    """Transitions from sleep to wake, an hour of sleep."""
    return _per_hour_of_sleep(hypnograms, hypnograms.tally.moves[:, _N1:, _W].sum(axis=1))


def fragmentation_to_wake_or_n1(hypnograms: Hypnograms) -> np.ndarray:
    """Transitions from sleep to wake, and from N2, N3 or REM to N1, an hour of sleep."""
    moves = hypnograms.tally.moves
    shifts = moves[:, _N1:, _W].sum(axis=1) + moves[:, _N2:, _N1].sum(axis=1)
    return _per_hour_of_sleep(hypnograms, shifts)


def fragmentation_by_awakenings_and_shifts(hypnograms: Hypnograms) -> np.ndarray:
    """Awakenings and changes from one sleep stage to another, an hour of sleep."""
    shifts = _among_sleep_stages(hypnograms) + hypnograms.tally["awakenings"]
    return _per_hour_of_sleep(hypnograms, shifts)


def fragmentation_from_beyond_n1(hypnograms: Hypnograms) -> np.ndarray:
    """Transitions from N2, N3 or REM to N1 or wake, an hour of sleep."""
    shifts = hypnograms.tally.moves[:, _N2:, : _N1 + 1].sum(axis=(1, 2))
    return _per_hour_of_sleep(hypnograms, shifts)


def fragmentation_to_lighter(hypnograms: Hypnograms) -> np.ndarray:
    """Transitions to any lighter stage, an hour of sleep."""
    moves = hypnograms.tally.moves
    return _per_hour_of_sleep(hypnograms, np.sum([moves[:, a, b] for a, b in _TO_LIGHTER], axis=0))


def stage_shifts(hypnograms: Hypnograms) -> np.ndarray:
    """Count the changes of stage from lights-off to lights-on; NaN without sleep."""
    return _count(hypnograms, _shifts(hypnograms))


def stage_shifts_per_hour_of_sleep(hypnograms: Hypnograms) -> np.ndarray:
    """Rate of changes of stage from lights-off to lights-on, an hour of sleep."""
    return _per_hour_of_sleep(hypnograms, _shifts(hypnograms))


def stage_shifts_per_hour_of_period(hypnograms: Hypnograms) -> np.ndarray:
    """Rate of changes of stage from lights-off to lights-on, an hour of the sleep period."""
    return _per_hour(hypnograms, _shifts(hypnograms), hypnograms.period_epochs)


def sleep_stage_transitions(hypnograms: Hypnograms) -> np.ndarray:
    """Transitions from one sleep stage to another, a minute of sleep (Luna's TI_S)."""
    return _per_hour_of_sleep(hypnograms, _among_sleep_stages(hypnograms)) / 60


def three_state_transitions(hypnograms: Hypnograms) -> np.ndarray:
    """Transitions among wake, NREM and REM, a minute of the sleep period (Luna's TI_S3).

    Falling asleep and the final waking count, as in Luna, though they edge the sleep period.
    """
    moves = hypnograms.tally.moves
    wake_nrem = moves[:, _W, _N1:_REM].sum(axis=1) + moves[:, _N1:_REM, _W].sum(axis=1)
    wake_rem = moves[:, _W, _REM] + moves[:, _REM, _W]
    shifts = wake_nrem + wake_rem + _nrem_rem(hypnograms)
    return _per_hour(hypnograms, shifts, hypnograms.period_epochs) / 60


def nrem_rem_transitions(hypnograms: Hypnograms) -> np.ndarray:
    """Transitions between NREM and REM, a minute of sleep (Luna's TI_RNR)."""
    return _per_hour_of_sleep(hypnograms, _nrem_rem(hypnograms)) / 60


def _among_sleep_stages(hypnograms: Hypnograms) -> np.ndarray:
    """Count the changes from one sleep stage to another."""
    moves = hypnograms.tally.moves[:, _N1:, _N1:]
    return np.asarray(moves.sum(axis=(1, 2)) - np.trace(moves, axis1=1, axis2=2))


def _nrem_rem(hypnograms: Hypnograms) -> np.ndarray:
    moves = hypnograms.tally.moves
    return np.asarray(moves[:, _N1:_REM, _REM].sum(axis=1) + moves[:, _REM, _N1:_REM].sum(axis=1))


def _shifts(hypnograms: Hypnograms) -> np.ndarray:
    """Count the changes of stage between scored neighbours."""
    moves = hypnograms.tally.moves
    return np.asarray(moves.sum(axis=(1, 2)) - np.trace(moves, axis1=1, axis2=2))


def _count(hypnograms: Hypnograms, number: np.ndarray) -> np.ndarray:
    return np.where(hypnograms.slept, number, np.nan)


def _per_hour_of_sleep(hypnograms: Hypnograms, number: np.ndarray) -> np.ndarray:
    return _per_hour(hypnograms, number, hypnograms.sleep_epochs)


def _per_hour(hypnograms: Hypnograms, number: np.ndarray, of_epochs: np.ndarray) -> np.ndarray:
    hours = np.maximum(of_epochs, 1) * (hypnograms.epoch_length / _HOUR)
    return np.where(of_epochs > 0, number / hours, np.nan)
