"""How much of the time was slept: efficiencies, in percent.

Every function takes a `Hypnograms` and returns one number a night, NaN where it is not estimable.
"""

import numpy as np

from explorer.metrics.hypnogram_rows import Hypnograms


def sleep_efficiency(hypnograms: Hypnograms) -> np.ndarray:
    """Percentage of time in bed spent asleep; 0 on a sleepless night that was scored."""
    if not hypnograms.epochs:
        return np.full(hypnograms.nights, np.nan)
    return np.where(hypnograms.scored, 100 * hypnograms.sleep_epochs / hypnograms.epochs, np.nan)


def sleep_maintenance_efficiency(hypnograms: Hypnograms) -> np.ndarray:
    """Percentage of the sleep period spent asleep; NaN without sleep."""
    return _share_of_time(hypnograms, hypnograms.period_epochs)


def sleep_efficiency_to_final_wake(hypnograms: Hypnograms) -> np.ndarray:
    """Percentage of the time from lights-off to final wake spent asleep; NaN without sleep."""
    return _share_of_time(hypnograms, hypnograms.tally["after_sleep"])


def sleep_efficiency_from_onset(hypnograms: Hypnograms) -> np.ndarray:
    """Percentage of the time from sleep onset to lights-on spent asleep; NaN without sleep."""
    return _share_of_time(hypnograms, hypnograms.epochs - hypnograms.tally["first_sleep"])


def _share_of_time(hypnograms: Hypnograms, epochs: np.ndarray) -> np.ndarray:
    asleep = 100 * hypnograms.sleep_epochs / np.maximum(epochs, 1)
    return np.where(hypnograms.slept, asleep, np.nan)
