"""How long, how soon, and of what: durations, latencies and stages, read off the hypnogram.

Every function takes a `Hypnograms` and returns one number a night, NaN where it is not estimable.
`explorer.metrics.metric_catalogue` gives each its symbol, unit, formula and source.
"""

import numpy as np

from explorer.metrics.hypnogram_rows import MINUTE, Hypnograms
from explorer.metrics.run_counts import epochs_in, find_runs
from explorer.vocabulary.stages import NREM, Stage


def time_in_bed(hypnograms: Hypnograms) -> np.ndarray:
    """Minutes from lights-off to lights-on, scored or not."""
    everything = np.full(hypnograms.nights, hypnograms.epochs)
    return hypnograms.minutes(everything, np.ones(hypnograms.nights, bool))


def sleep_period_time(hypnograms: Hypnograms) -> np.ndarray:
    """Minutes from the first epoch of sleep to the last; 0 on a sleepless night."""
    return hypnograms.minutes(hypnograms.period_epochs)


def total_sleep_time(hypnograms: Hypnograms) -> np.ndarray:
    """Minutes of sleep of any stage; 0 on a sleepless night."""
    return hypnograms.minutes(hypnograms.sleep_epochs)


def stage_minutes(hypnograms: Hypnograms, stage: Stage) -> np.ndarray:
    """Minutes of one code between lights-off and lights-on."""
    return hypnograms.minutes(hypnograms.tally.count(stage))


def nrem_minutes(hypnograms: Hypnograms) -> np.ndarray:
    """Minutes of N1, N2 and N3, or of the coarse stages that are NREM."""
    return hypnograms.minutes(_nrem_epochs(hypnograms))


def stage_percent(hypnograms: Hypnograms, stage: Stage) -> np.ndarray:
    """Percentage of total sleep time; NaN without sleep."""
    return _percent(hypnograms.tally.count(stage), hypnograms.sleep_epochs)


def nrem_percent(hypnograms: Hypnograms) -> np.ndarray:
    """Percentage of total sleep time in N1, N2 and N3; NaN without sleep."""
    return _percent(_nrem_epochs(hypnograms), hypnograms.sleep_epochs)


def coarse_minutes(hypnograms: Hypnograms, stage: Stage) -> np.ndarray:
    """Minutes of light or of deep sleep, as the scorer says them."""
    return hypnograms.minutes(hypnograms.epochs_as_scored(stage))


def coarse_percent(hypnograms: Hypnograms, stage: Stage) -> np.ndarray:
    """Percentage of total sleep time in light or in deep sleep; NaN without sleep."""
    return _percent(hypnograms.epochs_as_scored(stage), hypnograms.sleep_epochs)


def stage_percent_of_period(hypnograms: Hypnograms, stage: Stage) -> np.ndarray:
    """Percentage of the sleep period; NaN without sleep.

    Sleep lies within the sleep period by definition; of wake only the part within counts.
    """
    epochs = hypnograms.tally["wake_within"] if stage == Stage.W else hypnograms.tally.count(stage)
    return _percent(epochs, hypnograms.period_epochs)


def nrem_percent_of_period(hypnograms: Hypnograms) -> np.ndarray:
    """Percentage of the sleep period in N1, N2 and N3; NaN without sleep."""
    return _percent(_nrem_epochs(hypnograms), hypnograms.period_epochs)


def unscored_minutes(hypnograms: Hypnograms) -> np.ndarray:
    """Minutes that nobody scored; the whole of time in bed on a night nobody scored."""
    always = np.ones(hypnograms.nights, bool)
    return hypnograms.minutes(hypnograms.tally.count(Stage.UNSCORED), always)


# ---- when ----------------------------------------------------------------------------------------


def sleep_onset_time(hypnograms: Hypnograms) -> np.ndarray:
    """Begin of the first epoch of sleep, in s from the start of the recording."""
    return _time(hypnograms, hypnograms.tally["first_sleep"].astype(float))


def final_wake_time(hypnograms: Hypnograms) -> np.ndarray:
    """End of the last epoch of sleep, in s from the start of the recording."""
    return _time(hypnograms, hypnograms.tally["after_sleep"].astype(float))


def sleep_midpoint_time(hypnograms: Hypnograms) -> np.ndarray:
    """Midway between sleep onset and final wake, in s from the start of the recording."""
    out: np.ndarray = (sleep_onset_time(hypnograms) + final_wake_time(hypnograms)) / 2
    return out


def final_wake_minutes(hypnograms: Hypnograms) -> np.ndarray:
    """Minutes from the last epoch of sleep to lights-on; NaN without sleep."""
    return hypnograms.minutes(hypnograms.epochs - hypnograms.tally["after_sleep"], hypnograms.slept)


# ---- how soon ------------------------------------------------------------------------------------


def sleep_onset_latency(hypnograms: Hypnograms) -> np.ndarray:
    """Minutes from lights-off to the first epoch of any sleep."""
    return _latency(hypnograms, hypnograms.tally["first_sleep"])


def sleep_onset_latency_consolidated(hypnograms: Hypnograms) -> np.ndarray:
    """Minutes from lights-off to the first N2, N3 or REM, or to the first 90 s of unbroken N1."""
    return _latency(hypnograms, hypnograms.tally["onset_consolidated"])


def sleep_onset_latency_5min(hypnograms: Hypnograms) -> np.ndarray:
    """Minutes from lights-off to the first 5 min of unbroken sleep."""
    return _latency(hypnograms, hypnograms.tally["onset_5"])


def sleep_onset_latency_10min(hypnograms: Hypnograms) -> np.ndarray:
    """Minutes from lights-off to the first 10 min of unbroken sleep (persistent sleep)."""
    return _latency(hypnograms, hypnograms.tally["onset_10"])


def sleep_onset_latency_deep(hypnograms: Hypnograms, minutes: int) -> np.ndarray:
    """Minutes from lights-off to the first unbroken N2 or N3 of so many minutes; NaN if none."""
    needed = epochs_in(minutes * MINUTE, hypnograms.epoch_length)
    runs = find_runs(np.isin(hypnograms.codes, (Stage.N2, Stage.N3)).astype(np.int8))
    night = np.repeat(np.arange(hypnograms.nights), np.diff(runs.bounds))
    enough = (runs.stage == 1) & (runs.length >= needed)
    first = np.full(hypnograms.nights, -1)
    # The first of each night is written last.
    first[night[enough][::-1]] = runs.start[enough][::-1]
    return _latency(hypnograms, first)


def stage_latency(hypnograms: Hypnograms, stage: Stage) -> np.ndarray:
    """Minutes from lights-off to the first epoch of a stage."""
    return _latency(hypnograms, hypnograms.tally.first(stage))


def stage_latency_from_onset(hypnograms: Hypnograms, stage: Stage) -> np.ndarray:
    """Minutes from the first epoch of sleep to the first epoch of a stage."""
    first = hypnograms.tally.first(stage)
    return hypnograms.minutes(first - hypnograms.tally["first_sleep"], first >= 0)


def rem_latency_in_nrem(hypnograms: Hypnograms) -> np.ndarray:
    """Minutes of NREM before the first REM, wake left out."""
    return hypnograms.minutes(
        hypnograms.tally["nrem_before_rem"], hypnograms.tally.first(Stage.REM) >= 0
    )


def persistent_sleep_period(hypnograms: Hypnograms) -> np.ndarray:
    """Minutes from the first 10 min of unbroken sleep to the last epoch of sleep; NaN if none."""
    onset = hypnograms.tally["onset_10"]
    return hypnograms.minutes(hypnograms.tally["after_sleep"] - onset, onset >= 0)


def persistent_sleep_minutes(hypnograms: Hypnograms) -> np.ndarray:
    """Minutes of sleep in unbroken stretches of 10 min and more."""
    return hypnograms.minutes(hypnograms.tally["persistent_sleep"])


def _nrem_epochs(hypnograms: Hypnograms) -> np.ndarray:
    out: np.ndarray = np.sum([hypnograms.tally.count(stage) for stage in NREM], axis=0)
    return out


def _latency(hypnograms: Hypnograms, first: np.ndarray) -> np.ndarray:
    return hypnograms.minutes(first, first >= 0)


def _time(hypnograms: Hypnograms, epoch: np.ndarray) -> np.ndarray:
    begin = hypnograms.onset[0] if hypnograms.epochs else np.nan
    return np.where(hypnograms.slept, begin + epoch * hypnograms.epoch_length, np.nan)


def _percent(epochs: np.ndarray, of_epochs: np.ndarray) -> np.ndarray:
    return np.where(of_epochs > 0, 100 * epochs / np.maximum(of_epochs, 1), np.nan)
