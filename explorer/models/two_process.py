"""Sleep pressure: the two-process model, and a Process S that slow waves themselves spend."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from explorer.vocabulary.stages import Stage, is_sleep

_STEP = 1 / 60
"""h"""
_DAY = 24.0
"""h"""
# Harmonics of the skewed circadian process (Achermann & Borbely).
_SKEWED = (0.97, 0.22, 0.07, 0.03, 0.001)


@dataclass(frozen=True)
class TwoProcess:
    """Parameters of the two-process model (Daan, Beersma & Borbely 1984)."""

    build_up: float = 18.2
    """Time constant awake, in h."""
    decay: float = 4.2
    """Time constant asleep, in h."""
    ceiling: float = 1.0
    """That sleep pressure builds up to."""
    upper: float = 0.67
    """Mean threshold of falling asleep."""
    lower: float = 0.17
    """Mean threshold of waking up."""
    amplitude: float = 0.10
    """Of the circadian process on both thresholds."""
    phase: float = 0.0
    """Of the circadian process, in radians."""
    skewed: bool = False
    """Whether the circadian process has the published harmonics rather than being a sine."""


def two_process(
    days: float,
    *,
    parameters: TwoProcess | None = None,
    kept_awake: Sequence[tuple[float, float]] = (),
    naps: Sequence[tuple[float, float]] = (),
    pressure: float = 0.5,
) -> xr.Dataset:
    """Follow sleep pressure, and when it makes one sleep and wake.

    Parameters
    ----------
    days : float
        How long, in d.
    parameters : TwoProcess, optional
        Those of the published model if not given.
    kept_awake, naps : sequence of (float, float)
        From when to when one is kept awake or made to sleep, in h.
    pressure : float
        Sleep pressure at the beginning, awake, from 0 to 1.

    Returns
    -------
    xr.Dataset, dims (time)
        ``pressure``, the thresholds ``upper`` and ``lower``, and ``asleep``, once a minute;
        ``time`` in h.

    Raises
    ------
    ValueError
        If `days` is not above 0, or `pressure` not from 0 to 1.

    References
    ----------
    .. [1] Daan, Beersma & Borbely 1984, Am J Physiol 246:R161.

    Examples
    --------
    >>> course = two_process(10)
    >>> last = course.asleep[-24 * 60 :]
    >>> round(last.mean().item() * 24, 1)
    7.7
    """
    chosen = parameters or TwoProcess()
    if not (np.isfinite(days) and days > 0):
        raise ValueError(f"days must be above 0, is {days}")
    if not 0 <= pressure <= 1:
        raise ValueError(f"pressure must be from 0 to 1, is {pressure}")
    time = np.arange(round(days * _DAY / _STEP)) * _STEP
    swing = chosen.amplitude * _circadian(time, chosen)
    upper, lower = chosen.upper + swing, chosen.lower + swing
    forced = np.zeros(time.size, np.int8)
    for intervals, code in ((kept_awake, 1), (naps, -1)):
        for start, stop in intervals:
            forced[(time >= start) & (time < stop)] = code
    kept_waking = float(np.exp(-_STEP / chosen.build_up))
    kept_sleeping = float(np.exp(-_STEP / chosen.decay))
    courses = np.empty(time.size)
    asleep = np.zeros(time.size, bool)
    sleeping, now = False, pressure
    for step in range(time.size):
        if forced[step]:
            sleeping = forced[step] < 0
        elif sleeping:
            sleeping = now > lower[step]
        else:
            sleeping = now >= upper[step]
        courses[step], asleep[step] = now, sleeping
        if sleeping:
            now *= kept_sleeping
        else:
            now = chosen.ceiling - (chosen.ceiling - now) * kept_waking
    return xr.Dataset(
        {
            "pressure": ("time", courses, {"units": "1", "long_name": "sleep pressure, Process S"}),
            "upper": ("time", upper, {"units": "1", "long_name": "threshold of falling asleep"}),
            "lower": ("time", lower, {"units": "1", "long_name": "threshold of waking up"}),
            "asleep": ("time", asleep),
        },
        coords={"time": ("time", time, {"units": "h"})},
        attrs={"evidence": "model"},
    )


def _circadian(time: np.ndarray, parameters: TwoProcess) -> np.ndarray:
    angle = 2 * np.pi * time / _DAY - parameters.phase
    if not parameters.skewed:
        return np.sin(angle)
    out: np.ndarray = np.sum(
        [size * np.sin(n * angle) for n, size in enumerate(_SKEWED, start=1)], axis=0
    )
    return out


@dataclass(frozen=True)
class SlowWaveDriven:
    """Parameters of the Process S that slow waves spend, a minute (Achermann et al. 1993)."""

    rise: float = 0.283
    """rc, of slow-wave activity in NREM sleep."""
    fall_in_rem: float = 0.24
    fall_in_wake: float = 0.6
    gain: float = 0.00835
    """gc, at which slow-wave activity spends S."""
    recovery: float = 0.000918
    """rs, of S towards its ceiling."""
    ceiling: float = 5.0
    """S_U, in units of the night's mean slow-wave activity."""
    start: float = 3.0
    """S at the beginning."""
    floor: float = 0.05
    """A_L, slow-wave activity in REM and wake."""
    rem_margin: float = 3.0
    """min by which REM works before it begins and after it ends."""


def slow_wave_driven_process(
    hypnogram: xr.DataArray, *, parameters: SlowWaveDriven | None = None
) -> xr.Dataset:
    """Slow-wave activity and the Process S that it spends, from stages alone.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (epoch)
        W, REM, or any NREM stage; the model does not tell N1, N2 and N3 apart. Sleep of any stage
        counts as NREM, other codes as wake.
    parameters : SlowWaveDriven, optional
        Those of the published model if not given.

    Returns
    -------
    xr.Dataset, dims (epoch)
        ``slow_wave_activity`` in units of the mean of a baseline night, and ``pressure`` in the
        same, both at the middle of the epoch.

    References
    ----------
    .. [1] Achermann, Dijk, Brunner & Borbely 1993, Brain Res Bull 31:97.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> night = slow_wave_driven_process(make_hypnogram(["N2"] * 170 + ["REM"] * 16))
    >>> round(night.slow_wave_activity[:170].mean().item(), 1)
    1.8
    """
    chosen = parameters or SlowWaveDriven()
    length = float(hypnogram.epoch_length) / 60
    # Minutes a substep: short enough for the fastest rate.
    substeps = max(1, int(np.ceil(length / 0.1)))
    step = length / substeps
    stages = hypnogram.values
    asleep = is_sleep(stages)
    margin = int(np.ceil(chosen.rem_margin / length))
    near = np.convolve(stages == Stage.REM, np.ones(2 * margin + 1), "same")[: stages.size] > 0
    activity, pressure = np.empty(stages.size), np.empty(stages.size)
    a, s = chosen.floor, chosen.start
    for epoch in range(stages.size):
        awake, rem = float(not asleep[epoch]), float(near[epoch] and asleep[epoch])
        for substep in range(substeps):
            rise = chosen.rise * a * (s / chosen.ceiling) * (1 - a / s) * (1 - awake)
            fall = (chosen.fall_in_rem * rem + chosen.fall_in_wake * awake) * (a - chosen.floor)
            spent = chosen.gain * a * (1 - awake)
            if substep == substeps // 2:
                activity[epoch], pressure[epoch] = a, s
            a += step * (rise - fall)
            s += step * ((chosen.ceiling - s) * chosen.recovery - spent)
    title = "slow-wave activity, in units of the mean of a baseline night"
    return xr.Dataset(
        {
            "slow_wave_activity": ("epoch", activity, {"units": "1", "long_name": title}),
            "pressure": ("epoch", pressure, {"units": "1", "long_name": "Process S"}),
        },
        coords=hypnogram.coords,
        attrs={"evidence": "model"},
    )
