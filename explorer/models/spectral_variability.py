"""How EEG differs between people, and comes and goes within one stage: gain by frequency band."""

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from explorer.vocabulary.stages import SCORED, Stage

KNOTS = (2.0, 6.0, 10.0, 13.5, 22.0, 37.0)
"""Hz at which gains are drawn: the middles of delta, theta, alpha, sigma, beta and of 30-45 Hz."""
DELTA, _THETA, _ALPHA, _SIGMA, _BETA = range(5)
TIME_CONSTANT = 90.0
"""s in which a gain forgets itself."""
# SD of the logarithm of power within a stage, by band of `KNOTS`. Of 20 nights of Sleep-EDF over
# epochs: N1 theta .45, beta .47; N2 theta .40, beta .44; REM delta .48, beta .30; N3 theta .24; the
# estimate's own noise is .05 to .1, and slow waves and spindles come on top in N2 and N3. Delta of
# N2 has little of its own: with more, a stager takes minutes of N2 far from any N3 for N3, which
# people hardly do.
_SPREAD = MappingProxyType(
    {
        Stage.W: (0.65, 0.55, 0.5, 0.5, 0.55, 0.7),
        Stage.N1: (0.72, 0.52, 0.48, 0.45, 0.52, 0.65),
        Stage.N2: (0.2, 0.48, 0.44, 0.3, 0.5, 0.5),
        Stage.N3: (0.45, 0.27, 0.3, 0.22, 0.36, 0.48),
        Stage.REM: (0.44, 0.42, 0.36, 0.3, 0.34, 0.42),
    }
)
# Likewise between people (20 nights of ten people: .4 to .9, the recorder's share in it unknown).
_PEOPLE = (0.3, 0.3, 0.4, 0.35, 0.35, 0.4)
_SHARED = 0.5
"""Share of the variance that all bands have in common, in a person and from moment to moment."""
_SPINDLE_FREQUENCY = 0.35
"""Hz, SD between people."""
_ALPHA_FREQUENCY = 0.6
"""Hz, SD between people."""
_SPINDLE_RATE = 0.25
"""SD of the logarithm, between people."""
_EMG_LEVEL = 0.3
INFRASLOW = 0.02
"""Hz at which sigma and spindles come and go (50 s)."""
_INFRASLOW_WANDER, _WANDER_TIME = 0.08, 300.0
"""SD of that frequency as a share of it, and s in which it forgets itself."""
_SIGMA_SWELL = 0.22
"""SD of the logarithm of sigma's power that comes and goes with it in N2 and N3."""


@dataclass(frozen=True)
class Person:
    """What stays of a person from night to night; the defaults are a person in the middle."""

    log_power: tuple[float, ...] = (0.0,) * len(KNOTS)
    """Logarithm of the factor on the power of the background at `KNOTS`."""
    spindle_frequency: float = 0.0
    """Hz beyond that of the profile's spindles."""
    alpha_frequency: float = 0.0
    """Hz beyond the profile's."""
    log_alpha: float = 0.0
    """Logarithm of the factor on the power of alpha with closed eyes."""
    log_spindle_rate: float = 0.0
    log_muscle: float = 0.0
    """Logarithm of the factor on the amplitude of the chin's EMG."""


AVERAGE = Person()


def draw_person(rng: np.random.Generator) -> Person:
    """Draw somebody.

    Examples
    --------
    >>> one = draw_person(np.random.default_rng(1))
    >>> len(one.log_power), one == draw_person(np.random.default_rng(1))
    (6, True)
    """
    common, own = rng.standard_normal(), rng.standard_normal(len(KNOTS))
    mixed = np.sqrt(_SHARED) * common + np.sqrt(1 - _SHARED) * own
    rest = rng.standard_normal(5)
    return Person(
        log_power=tuple(float(one) for one in np.array(_PEOPLE) * np.clip(mixed, -2, 2)),
        spindle_frequency=float(_SPINDLE_FREQUENCY * np.clip(rest[0], -2, 2)),
        alpha_frequency=float(_ALPHA_FREQUENCY * np.clip(rest[1], -2, 2)),
        log_alpha=float(0.6 * np.clip(rest[2], -2, 2)),
        log_spindle_rate=float(_SPINDLE_RATE * np.clip(rest[3], -2, 2)),
        log_muscle=float(_EMG_LEVEL * np.clip(rest[4], -2, 2)),
    )


def autoregressive(
    count: int, width: int, step: float, time_constant: float, rng: np.random.Generator
) -> np.ndarray:
    """Stationary AR(1) noise of mean 0 and SD 1, shape (count, width)."""
    keep = np.exp(-step / time_constant)
    out = rng.standard_normal((count, width))
    out[1:] *= np.sqrt(1 - keep**2)
    for row in range(1, count):
        out[row] += keep * out[row - 1]
    return out


def infraslow_swell(count: int, step: float, rng: np.random.Generator) -> np.ndarray:
    """Rise and fall between -1 and 1 about every 50 s, of no fixed phase, shape (count,)."""
    wander = autoregressive(count, 1, step, _WANDER_TIME, rng)[:, 0]
    turns = np.cumsum(INFRASLOW * np.exp(_INFRASLOW_WANDER * wander)) * step
    out: np.ndarray = np.sin(2 * np.pi * (turns + rng.random()))
    return out


def band_gains(
    stage: np.ndarray,
    swell: np.ndarray,
    step: float,
    person: Person,
    sigma_between: float,
    rng: np.random.Generator,
) -> np.ndarray:
    """Logarithm of the factor on the power at each of `KNOTS` as the night goes on.

    Parameters
    ----------
    stage : array of int, shape (moments,)
        Stage at moments `step` s apart.
    swell : array, shape (moments,)
        As of `infraslow_swell`.
    step : float
        s
    person : Person
        Whose night it is.
    sigma_between : float
        As a `Profile` has it: with 0, gains are straight from 6 to 22 Hz on logarithmic axes, so
        that a background without an oscillation is given none.
    rng : np.random.Generator
        Where chance comes from.

    Returns
    -------
    array of float32, shape (moments, knots)
    """
    drawn = autoregressive(stage.size, len(KNOTS) + 1, step, TIME_CONSTANT, rng)
    mixed = np.sqrt(_SHARED) * drawn[:, :1] + np.sqrt(1 - _SHARED) * drawn[:, 1:]
    spread = np.array([_SPREAD[one] for one in SCORED])[stage]
    gains: np.ndarray = spread * mixed + np.array(person.log_power)
    gains[:, _SIGMA] += np.sqrt(2) * _SIGMA_SWELL * swell * np.isin(stage, (Stage.N2, Stage.N3))
    for knot in (_ALPHA, _SIGMA):
        share = np.log(KNOTS[knot] / KNOTS[_THETA]) / np.log(KNOTS[_BETA] / KNOTS[_THETA])
        line = (1 - share) * gains[:, _THETA] + share * gains[:, _BETA]
        gains[:, knot] = line + sigma_between * (gains[:, knot] - line)
    return gains.astype(np.float32)


def interpolation(frequency: np.ndarray) -> np.ndarray:
    """Weights of each of `KNOTS` at each frequency, straight over its logarithm, float32."""
    above_zero = np.log(np.clip(frequency, KNOTS[0], KNOTS[-1]))
    rows = [np.interp(above_zero, np.log(KNOTS), row) for row in np.eye(len(KNOTS))]
    return np.array(rows, np.float32)
