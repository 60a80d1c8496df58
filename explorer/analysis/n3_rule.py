"""N3 by the 20 % rule: which epochs hold enough slow-wave time above a line that a hand drags."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.detectors.slow_waves import SlowWaveRule, detect_slow_waves
from explorer.dsp.blocks import BlockSpectra
from explorer.metrics.scorer_agreement import cohen_kappa
from explorer.vocabulary.stages import Stage, is_coarse, is_nrem, is_sleep

LEAST_SHARE = 0.2
"""Of an epoch, in slow waves, for N3: AASM Manual, N3."""

AASM_LINE = 75.0
"""uV, peak to peak, over the frontal regions: AASM Manual, slow wave activity."""

DERIVATION_MATTERS = (
    "The AASM rule is for frontal derivations; the same night on another derivation or reference "
    "has smaller waves, and so less N3 at the same line."
)

WAVES = SlowWaveRule(
    "0.5-2 Hz",
    "AASM Manual, slow wave activity: 0.5-2 Hz; half-waves of 0.25-1 s",
    band=(0.5, 2.0),
    negative_duration=(0.25, 1.0),
    positive_duration=(0.25, 1.0),
)


@dataclass(frozen=True, eq=False)
class RuleWaves:
    """Every wave of 0.5-2 Hz of a night, cut at the epochs' edges.

    Parameters
    ----------
    onset, duration, amplitude : array of float64, shape (waves,)
        s, s and uV peak to peak.
    wave, epoch : array of int64, shape (pieces,)
        Which wave a piece is of, and in which epoch it lies.
    seconds : array of float64, shape (pieces,)
        How long it is.
    """

    onset: npt.NDArray[np.float64]
    duration: npt.NDArray[np.float64]
    amplitude: npt.NDArray[np.float64]
    wave: npt.NDArray[np.int64]
    epoch: npt.NDArray[np.int64]
    seconds: npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class N3ByRule:
    """What the rule makes of a night at one line.

    Parameters
    ----------
    share : array of float64, shape (epoch,)
        Of each epoch, in waves whose peak-to-peak amplitude exceeds the line.
    is_n3 : array of bool, shape (epoch,)
        Epochs that are N3 by amplitude criterion.
    judged : array of bool, shape (epoch,)
        Epochs that the rule judges.
    minutes, percent : float
        N3 by amplitude criterion, min and % of total sleep time; the per cent are NaN on an
        unscored night.
    scored_minutes, scored_percent : float
        N3 by the scorer; NaN on an unscored night, and of coarse stages.
    kappa : float
        Agreement on N3 or not over the epochs judged; NaN where the scorer has no N3.
    """

    share: npt.NDArray[np.float64]
    is_n3: npt.NDArray[np.bool_]
    judged: npt.NDArray[np.bool_]
    minutes: float
    percent: float
    scored_minutes: float
    scored_percent: float
    kappa: float


def rule_waves(
    signal: xr.DataArray, spectra: BlockSpectra | None, hypnogram: xr.DataArray
) -> RuleWaves:
    """Find every wave of 0.5-2 Hz once, so that moving the line is only a comparison.

    Parameters
    ----------
    signal : xr.DataArray, dims (time), in uV
        One channel.
    spectra : BlockSpectra or None
        Of it; None to filter it at its full rate.
    hypnogram : xr.DataArray of Stage, dims (epoch)
        Whose epochs count.

    Returns
    -------
    RuleWaves

    Raises
    ------
    ValueError
        If the signal is not one channel in uV.
    """
    found = detect_slow_waves(signal, rule=WAVES, spectra=spectra)
    onset, duration = found.onset.values, found.duration.values
    length = float(hypnogram.epoch_length)
    epochs = hypnogram.sizes["epoch"]
    first = float(hypnogram.onset[0]) if epochs else 0.0
    begin = (onset - first) / length
    end = begin + duration / length
    edge = np.floor(begin) + 1  # a wave of 2 s at most lies in two epochs at most
    before, after = np.minimum(end, edge) - begin, np.maximum(end - edge, 0.0)
    wave = np.tile(np.arange(onset.size), 2)
    epoch = np.concatenate([edge - 1, edge]).astype(np.int64)
    seconds = np.concatenate([before, after]) * length
    kept = (epoch >= 0) & (epoch < epochs) & (seconds > 0)
    return RuleWaves(
        onset, duration, found.peak_to_peak.values, wave[kept], epoch[kept], seconds[kept]
    )


def n3_by_rule(
    waves: RuleWaves,
    hypnogram: xr.DataArray,
    line: float,
    *,
    masked: npt.NDArray[np.bool_] | None = None,
    inside: npt.NDArray[np.bool_] | None = None,
) -> N3ByRule:
    """Score N3 by amplitude alone.

    Parameters
    ----------
    waves : RuleWaves
        As `rule_waves` gives them.
    hypnogram : xr.DataArray of Stage, dims (epoch)
        The scorer's.
    line : float
        Peak-to-peak amplitude that a wave must exceed, uV.
    masked : array of bool, shape (epoch,), optional
        Epochs with artefacts: the rule does not judge them.
    inside : array of bool, shape (epoch,), optional
        Epochs that minutes, percentages and kappa are of; all, if not given.

    Returns
    -------
    N3ByRule

    Raises
    ------
    ValueError
        If the line is not positive.

    Notes
    -----
    N3: 20 % or more of an epoch consists of slow wave activity, waves of 0.5-2 Hz and more than
    75 uV peak to peak over the frontal regions (AASM Manual). The rule judges only what the
    scorer called N1, N2 or N3 (or light, deep or NREM), where there is a scorer: blinks in
    wakefulness and eye movements in REM pass the line too, and it takes an eye to tell. Amplitudes
    are those of the signal filtered to 0.5-2 Hz, a little below those that a scorer measures on an
    unfiltered trace.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> from explorer.night.schema import make_signals
    >>> time = np.arange(9000) / 100
    >>> eeg = 60 * np.sin(2 * np.pi * time) * (time > 45)
    >>> signal = make_signals([eeg], 100.0, ["F4-M1"], ["EEG"], ["uV"])["signal"][0]
    >>> night = make_hypnogram(["N2", "N2", "N3"])
    >>> waves = rule_waves(signal, None, night)
    >>> n3_by_rule(waves, night, 75).is_n3.tolist(), n3_by_rule(waves, night, 150).minutes
    ([False, True, True], 0.0)
    """
    if not line > 0:
        raise ValueError(f"the line must be positive, is {line:g} uV")
    stages, length = hypnogram.values, float(hypnogram.epoch_length)
    counted = waves.amplitude[waves.wave] > line
    share = (
        np.bincount(waves.epoch[counted], waves.seconds[counted], minlength=stages.size) / length
    )
    scored = stages >= 0
    judged = judged_epochs(stages, masked)
    is_n3 = judged & (share >= LEAST_SHARE)
    inside = np.ones(stages.size, bool) if inside is None else inside
    minutes = float((is_n3 & inside).sum() * length / 60)
    if not scored.any():
        nan = float("nan")
        return N3ByRule(share, is_n3, judged, minutes, nan, nan, nan, nan)
    by_scorer = stages == Stage.N3
    sleep = minutes_asleep(stages[inside], length)
    scored_minutes = float((by_scorer & inside).sum() * length / 60)
    percent = 100 * minutes / sleep
    if is_coarse(stages).any():  # nobody told N3 apart: there is nothing to agree with
        nan = float("nan")
        return N3ByRule(share, is_n3, judged, minutes, percent, nan, nan, nan)
    one, two = by_scorer[judged & inside], is_n3[judged & inside]
    table = [[np.sum(~one & ~two), np.sum(~one & two)], [np.sum(one & ~two), np.sum(one & two)]]
    return N3ByRule(
        share,
        is_n3,
        judged,
        minutes,
        percent,
        scored_minutes,
        100 * scored_minutes / sleep,
        cohen_kappa(table),
    )


def judged_epochs(
    stages: npt.NDArray[np.integer], masked: npt.NDArray[np.bool_] | None = None
) -> npt.NDArray[np.bool_]:
    """Tell which epochs the rule judges: those scored N1, N2 or N3, or all of an unscored night.

    Parameters
    ----------
    stages : array of Stage, shape (epoch,)
    masked : array of bool, shape (epoch,), optional
        Epochs with artefacts, which it never judges.

    Returns
    -------
    array of bool, shape (epoch,)

    Examples
    --------
    >>> judged_epochs(np.array([Stage.W, Stage.N2, Stage.N3]), np.array([False, False, True]))
    array([False,  True, False])
    """
    judged = is_nrem(stages) if (stages >= 0).any() else np.ones(stages.size, bool)
    return judged if masked is None else judged & ~masked


def minutes_asleep(stages: npt.NDArray[np.integer], epoch_length: float) -> float:
    """Minutes that shares of sleep are taken of: at least one epoch's, where nobody slept.

    Examples
    --------
    >>> minutes_asleep(np.array([Stage.W, Stage.N2]), 30.0)
    0.5
    """
    return max(int(is_sleep(stages).sum()), 1) * epoch_length / 60
