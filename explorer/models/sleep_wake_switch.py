"""Sleep-wake switches: populations of neurons that silence each other, and so make bouts."""

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import xarray as xr
from numba import njit

_SAMPLE = 30.0
"""s between the values returned."""

# Costa, Born, Claussen & Martinetz 2016, J Comput Neurosci, after Diniz Behn & Booth 2012.
_PRESSURE_UP, _PRESSURE_DOWN = 34830.0, 30600.0
"""s"""
_AWAKE_RATE = 2.0
"""Hz of the wake population above which pressure builds up."""


def sleep_regulation_network(
    hours: float, *, pressure: float = 0.5, step: float = 1.0
) -> xr.Dataset:
    """Follow populations that promote wake, NREM and REM, and what they release.

    Parameters
    ----------
    hours : float
        How long, in h; it begins awake.
    pressure : float
        Homeostatic pressure at the beginning, from 0 to 1.
    step : float
        Of Euler's rule, in s; a divisor of 30.

    Returns
    -------
    xr.Dataset, dims (time)
        ``wake``, ``nrem`` and ``rem`` in Hz; concentrations ``noradrenaline`` (C_E), ``gaba`` (C_G)
        and ``acetylcholine`` (C_A), and ``pressure``, no unit; and ``state``, "NREM", "W" or "REM".
        Every 30 s; ``time`` in h.

    Raises
    ------
    ValueError
        If `hours` is not above 0, or the step does not divide 30 s.

    Notes
    -----
    As in the authors' published code, a step moves the rates first, and what is released by the
    rates that it has just moved. At the step of 1 s the last NREM of a night so lasts 115.4 min; at
    0.1 s it lasts 116.3, and 116.4 in the limit: it begins after a wake of 4 min that barely passes
    its threshold, and how barely is a matter of the step. Every other bout lasts as long to within
    half a minute.

    References
    ----------
    .. [1] Costa, Born, Claussen & Martinetz 2016, J Comput Neurosci 41.

    Examples
    --------
    >>> day = sleep_regulation_network(24)
    >>> sorted(set(day.state.values.tolist()))
    ['NREM', 'REM', 'W']
    """
    per_sample = _per_sample(hours, step)
    samples = int(hours * 3600 / _SAMPLE)
    courses = integrate_network(samples, per_sample, step, pressure)
    names = {
        "wake": "Hz",
        "nrem": "Hz",
        "rem": "Hz",
        "noradrenaline": "1",
        "gaba": "1",
        "acetylcholine": "1",
        "pressure": "1",
    }
    return xr.Dataset(
        {
            **{
                name: ("time", course, {"units": units})
                for (name, units), course in zip(names.items(), courses, strict=True)
            },
            "state": ("time", classify_state(courses)),
        },
        coords={"time": ("time", np.arange(samples) * _SAMPLE / 3600, {"units": "h"})},
        attrs={"evidence": "model"},
    )


def classify_state(courses: np.ndarray) -> np.ndarray:
    """Name the state by the rates of the populations that promote wake and REM."""
    wake, _, rem = courses[:3]
    return np.where(wake >= _AWAKE_RATE, "W", np.where(rem >= _AWAKE_RATE, "REM", "NREM"))


@dataclass(frozen=True)
class PhillipsRobinson:
    """Parameters of the switch of 2008 (mV, s, nM; those of 2007 make one sleep too little)."""

    most: float = 100.0
    """Firing rate, in 1/s."""
    threshold: float = 10.0
    sigma: float = 3.0
    from_wake: float = -2.1
    """Of the wake population on the sleep population, in mV s."""
    from_sleep: float = -1.8
    """Of the sleep population on the wake population, in mV s."""
    circadian: float = -2.9
    """Of the circadian drive, in mV."""
    circadian_mean: float = 4.5
    homeostatic: float = 1.0
    """Of pressure, in mV/nM."""
    wake_drive: float = 1.3
    """Constant, in mV."""
    pressure_time: float = 45.0
    """h"""
    pressure_gain: float = 4.4
    """nM s"""
    time: float = 10.0
    """s, of both populations."""


def sleep_wake_switch(
    days: float, *, parameters: PhillipsRobinson | None = None, step: float = 1.0
) -> xr.Dataset:
    """Follow the sleep-wake switch of Phillips and Robinson: sleep and wake, no REM.

    Parameters
    ----------
    days : float
        How long, in d.
    parameters : PhillipsRobinson, optional
        Those of 2008 if not given.
    step : float
        Of Euler's rule, in s; a divisor of 30.

    Returns
    -------
    xr.Dataset, dims (time)
        ``sleep`` and ``wake`` (voltages of the populations, mV), ``pressure`` (nM) and ``asleep``,
        every 30 s; ``time`` in h.

    References
    ----------
    .. [1] Phillips & Robinson 2008, J Theor Biol.

    Examples
    --------
    >>> course = sleep_wake_switch(8)
    >>> round(course.asleep[-2880:].mean().item() * 24, 1)
    8.6
    """
    chosen = parameters or PhillipsRobinson()
    per_sample = _per_sample(days * 24, step)
    samples = int(days * 24 * 3600 / _SAMPLE)
    values = np.array(list(vars(chosen).values()))
    courses, asleep = _switch(samples, per_sample, step, values)
    units = MappingProxyType({"sleep": "mV", "wake": "mV", "pressure": "nM"})
    return xr.Dataset(
        {
            **{
                name: ("time", course, {"units": unit})
                for (name, unit), course in zip(units.items(), courses, strict=True)
            },
            "asleep": ("time", asleep),
        },
        coords={"time": ("time", np.arange(samples) * _SAMPLE / 3600, {"units": "h"})},
        attrs={"evidence": "model"},
    )


def _per_sample(hours: float, step: float) -> int:
    if not (np.isfinite(hours) and hours > 0):
        raise ValueError(f"a course must last more than 0 h, was to last {hours} h")
    if not (step > 0 and float(_SAMPLE / step).is_integer()):
        raise ValueError(f"step must divide {_SAMPLE} s, is {step} s")
    return int(_SAMPLE / step)


@njit(cache=True, nogil=True)
def integrate_network(samples: int, per_sample: int, dt: float, pressure: float) -> np.ndarray:
    """Rates, concentrations and pressure by Euler's rule, shape (7, samples)."""
    out = np.empty((7, samples))
    f_w, f_n, f_r, h = 6.0, 0.0, 0.0, pressure
    c_e, c_g, c_a = 0.9, 0.0, 0.0
    for sample in range(samples):
        out[0, sample], out[1, sample], out[2, sample] = f_w, f_n, f_r
        out[3, sample], out[4, sample], out[5, sample], out[6, sample] = c_e, c_g, c_a, h
        for _ in range(per_sample):
            in_w = -1.68 * c_g + c_a
            in_n = -2.0 * c_e
            in_r = -4.0 * c_e - 1.3 * c_g + 1.6 * c_a
            to_w = 6.5 * 0.5 * (1 + np.tanh((in_w + 0.4) / 0.5))
            to_n = 5.0 * 0.5 * (1 + np.tanh((in_n + 1.5 * h) / 0.175))
            to_r = 5.0 * 0.5 * (1 + np.tanh((in_r + 0.9) / 0.13))
            h += dt * ((1 - h) / _PRESSURE_UP if f_w >= _AWAKE_RATE else -h / _PRESSURE_DOWN)
            f_w += dt * (to_w - f_w) / 1500.0
            f_n += dt * (to_n - f_n) / 600.0
            f_r += dt * (to_r - f_r) / 60.0
            # By the rates as they are now, as the authors do.
            c_e += dt * (np.tanh(f_w / 5.0) - c_e) / 25.0
            c_g += dt * (np.tanh(f_n / 4.0) - c_g) / 10.0
            c_a += dt * (np.tanh(f_r / 2.0) - c_a) / 10.0
    return out


@njit(cache=True, nogil=True)
def _switch(
    samples: int, per_sample: int, dt: float, values: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Voltages and pressure by Euler's rule, and whether the wake population is silent."""
    most, threshold, sigma, from_wake, from_sleep, circadian = values[:6]
    circadian_mean, homeostatic, drive, pressure_time, pressure_gain, tau = values[6:]
    out = np.empty((3, samples))
    asleep = np.empty(samples, np.bool_)
    sleep, wake, pressure = -10.0, 1.0, 13.0
    omega = 2 * np.pi / (24 * 3600.0)
    for sample in range(samples):
        out[0, sample], out[1, sample], out[2, sample] = sleep, wake, pressure
        asleep[sample] = sleep > wake
        for inner in range(per_sample):
            time = (sample * per_sample + inner) * dt
            q_wake = most / (1 + np.exp(-(wake - threshold) / sigma))
            q_sleep = most / (1 + np.exp(-(sleep - threshold) / sigma))
            clock = circadian * (circadian_mean + np.cos(omega * time))
            d_sleep = (from_wake * q_wake + clock + homeostatic * pressure - sleep) / tau
            d_wake = (from_sleep * q_sleep + drive - wake) / tau
            d_pressure = (pressure_gain * q_wake - pressure) / (pressure_time * 3600)
            sleep += dt * d_sleep
            wake += dt * d_wake
            pressure += dt * d_pressure
    return out, asleep
