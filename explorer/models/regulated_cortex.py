"""A night of model EEG: the populations that regulate sleep set the cortex's two knobs."""

from dataclasses import replace

import numpy as np
import xarray as xr
from numba import njit

from explorer.intervals import runs
from explorer.models.neural_mass import (
    MASSES,
    NOISE_STEP,
    OUTPUT_FREQUENCY,
    STEP,
    NeuralMass,
    checked,
    kernel_parameters,
)
from explorer.models.neural_mass_kernel import gates, integrate, resting_state
from explorer.models.nmda_block import BASELINE
from explorer.models.sleep_wake_switch import classify_state, integrate_network

EPOCH_LENGTH = 30
"""s"""
BEFORE_SLEEP = 0.5
"""h of evening that a night begins with unless told otherwise."""
_EARLIEST, _LATEST, _LONGEST = -10.0, 9.0, 24.0
"""h: when a night may begin, from when the network falls asleep, and how long it may last."""
_DAYS = 3
"""d of the network: its second night is the steady one, and what is asked for ends within them."""
_SETTLE = 20
"""s thrown away at the beginning."""
_BAND = (0.5, 4.0)
"""Hz of slow-wave activity."""
_WELCH_SECONDS = 10

# Schellenberger Costa, Born, Claussen & Martinetz 2016: what the network does to the cortex.
_SIGMA, _SIGMA_OF_NORADRENALINE, _SIGMA_OF_ACETYLCHOLINE = 7.0, 4.0, 2.0
"""mV"""
_G_KNA, _OF_GABA, _OF_NORADRENALINE, _OF_ACETYLCHOLINE = 1.33, 2.0, 0.6, 0.95
_SIGMA_TIME, _G_KNA_TIME = 100.0, 10.0
"""ms by which the cortex lags behind."""
_PER_SAMPLE = round(1000 / OUTPUT_FREQUENCY / STEP)
_SAMPLES_A_SECOND = round(OUTPUT_FREQUENCY)


def simulate_regulated_cortex(
    hours: float = 9.5,
    *,
    rng: np.random.Generator,
    begin: float = -BEFORE_SLEEP,
    magnesium: float = BASELINE,
    nmda_share: float = 0.2,
) -> xr.Dataset:
    """Model EEG of a night whose sleep the regulating network makes.

    Parameters
    ----------
    hours : float
        How long, in h; whole epochs of 30 s, up to 24 h.
    rng : np.random.Generator
        Where the cortex's noise comes from.
    begin : float
        When to begin, in h after the network falls asleep; from -10 to 9.
    magnesium : float
        Ionised, in mM. It acts on the cortex alone.
    nmda_share : float
        Share of the cortex's excitatory current through NMDA channels: a hypothesis, 0 to 1.

    Returns
    -------
    xr.Dataset, dims (time) and (epoch)
        ``pyramidal`` (time), voltage in mV at 100 Hz; by epoch of 30 s ``state`` ("W", "NREM" or
        "REM"), ``slow_wave_activity`` (0.5-4 Hz) in mV^2, the cortex's knobs ``sigma`` in mV and
        ``g_kna``, and ``pressure``; ``time`` in s, ``onset`` in h after sleep began.

    Raises
    ------
    ValueError
        If a quantity is out of range.

    Notes
    -----
    The cortex is that of `MASSES` without a thalamus; noradrenaline and acetylcholine raise its
    gain, and adaptation follows GABA, less where the other two are high [1]_. The coupling goes one
    way: magnesium changes slow waves and, in this model, not one minute of the hypnogram.

    Slow-wave activity hardly falls from cycle to cycle before the last, where people's falls by
    half or more. Read homeostasis off `slow_wave_driven_process`, not off this.

    References
    ----------
    .. [1] Schellenberger Costa, Born, Claussen & Martinetz 2016, J Comput Neurosci 41.

    Examples
    --------
    Ten minutes from the middle of the first NREM period, and ten from the first REM:

    >>> rng = np.random.default_rng(1)
    >>> deep, rem = (
    ...     simulate_regulated_cortex(1 / 6, begin=begin, rng=rng) for begin in (0.7, 1.8)
    ... )
    >>> deep.state[0].item(), rem.state[0].item()
    ('NREM', 'REM')
    >>> bool(deep.slow_wave_activity.mean() > 100 * rem.slow_wave_activity.mean())
    True
    """
    epochs = round(hours * 3600 / EPOCH_LENGTH) if np.isfinite(hours) else 0
    if not (epochs >= 1 and hours <= _LONGEST and _EARLIEST <= begin <= _LATEST):
        raise ValueError(
            f"a night must last from 30 s to {_LONGEST:g} h and begin {_EARLIEST:g} to "
            f"{_LATEST:g} h after falling asleep, was to last {hours} h from {begin} h"
        )
    mass = checked(replace(MASSES["N3 cortex"], magnesium=magnesium, nmda_share=nmda_share))
    network = _network_from(begin, epochs)
    sigma, g_kna = _knobs(network)
    voltage = _integrate(mass, sigma, g_kna, rng)
    by_epoch = slice(None, None, EPOCH_LENGTH)
    onset = begin + np.arange(epochs) * EPOCH_LENGTH / 3600
    columns = {
        "state": (classify_state(network)[by_epoch], {}),
        "slow_wave_activity": (
            _slow_wave_activity(voltage),
            {"units": "mV2", "long_name": "slow-wave activity, 0.5-4 Hz"},
        ),
        "sigma": (sigma[by_epoch], {"units": "mV", "long_name": "inverse gain of pyramidal cells"}),
        "g_kna": (g_kna[by_epoch], {"units": "1", "long_name": "their adaptation"}),
        "pressure": (network[6, by_epoch], {"units": "1", "long_name": "homeostatic pressure"}),
    }
    return xr.Dataset(
        {
            "pyramidal": (
                "time",
                voltage,
                {"units": "mV", "long_name": "voltage of pyramidal cells"},
            ),
            **{name: ("epoch", values, attrs) for name, (values, attrs) in columns.items()},
        },
        coords={
            "time": ("time", np.arange(voltage.size) / OUTPUT_FREQUENCY, {"units": "s"}),
            "onset": ("epoch", onset, {"units": "h", "long_name": "time after sleep began"}),
        },
        attrs={"evidence": "model", "magnesium": magnesium, "nmda_share": nmda_share},
    )


def activity_by_cycle(night: xr.Dataset) -> xr.DataArray:
    """Mean slow-wave activity of each NREM period of a night of `simulate_regulated_cortex`.

    Returns
    -------
    xr.DataArray, dims (cycle), units "mV2"
        With the coordinate ``minutes``, how long each period lasts.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> night = simulate_regulated_cortex(0.1, begin=0.7, rng=rng)
    >>> activity_by_cycle(night).minutes.values.tolist()
    [6.0]
    """
    nrem = night.state.values == "NREM"
    edges = runs(nrem)
    activity = night.slow_wave_activity.values
    return xr.DataArray(
        [activity[first:end].mean() for first, end in edges],
        dims="cycle",
        coords={
            "cycle": np.arange(1, len(edges) + 1),
            "minutes": ("cycle", np.diff(edges)[:, 0] * EPOCH_LENGTH / 60, {"units": "min"}),
        },
        attrs={"units": "mV2", "long_name": "slow-wave activity of NREM", "evidence": "model"},
    )


def _network_from(begin: float, epochs: int) -> np.ndarray:
    """Rates, concentrations and pressure of the second night's network, once a second."""
    network = integrate_network(_DAYS * 24 * 3600, 1, 1.0, 0.5)
    asleep = classify_state(network) == "NREM"
    awake_before = np.convolve(~asleep, np.ones(3600), "full")[: asleep.size] >= 3600
    # After an hour without NREM: the first sample of a night, not of a cycle.
    evenings = np.flatnonzero(asleep[1:] & awake_before[:-1]) + 1
    first = evenings[1] + round(begin * 3600)
    return network[:, first : first + epochs * EPOCH_LENGTH]


def _knobs(network: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Inverse gain and adaptation of pyramidal cells that the concentrations call for."""
    noradrenaline, gaba, acetylcholine = network[3:6]
    sigma = (
        _SIGMA - _SIGMA_OF_NORADRENALINE * noradrenaline - _SIGMA_OF_ACETYLCHOLINE * acetylcholine
    )
    awake, dreaming = 1 - _OF_NORADRENALINE * noradrenaline, 1 - _OF_ACETYLCHOLINE * acetylcholine
    return sigma, _G_KNA * _OF_GABA * gaba * awake * dreaming


def _integrate(
    mass: NeuralMass, sigma: np.ndarray, g_kna: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Voltage at every sample, the knobs given once a second; epoch by epoch, to bound memory."""
    parameters = kernel_parameters(replace(mass, sigma=sigma[0], g_kna=g_kna[0]))
    state = resting_state()
    scale = np.sqrt(STEP * NOISE_STEP)

    def go_on(sigma: np.ndarray, g_kna: np.ndarray) -> np.ndarray:
        samples = sigma.size * _SAMPLES_A_SECOND
        noise = rng.standard_normal((samples * _PER_SAMPLE, 2)) * scale  # none for a thalamus
        voltage = np.empty(samples)
        _drive(state, noise, parameters, gates(), sigma, g_kna, voltage)
        return voltage

    go_on(np.full(_SETTLE, sigma[0]), np.full(_SETTLE, g_kna[0]))
    epochs = sigma.size // EPOCH_LENGTH
    parts = zip(np.split(sigma, epochs), np.split(g_kna, epochs), strict=True)
    return np.concatenate([go_on(*part) for part in parts])


@njit(cache=True, nogil=True)
def _drive(
    state: np.ndarray,
    noise: np.ndarray,
    parameters: np.ndarray,
    table: np.ndarray,
    sigma: np.ndarray,
    g_kna: np.ndarray,
    out: np.ndarray,
) -> None:
    """Go on with the cortex, its two knobs lagging behind what they are called to, in place."""
    sample_length = _PER_SAMPLE * STEP
    sigma_share = 1 - np.exp(-sample_length / _SIGMA_TIME)
    g_kna_share = 1 - np.exp(-sample_length / _G_KNA_TIME)
    for sample in range(out.size):
        second = sample // _SAMPLES_A_SECOND
        parameters[0] += (sigma[second] - parameters[0]) * sigma_share
        parameters[1] += (g_kna[second] - parameters[1]) * g_kna_share
        steps = noise[sample * _PER_SAMPLE : (sample + 1) * _PER_SAMPLE]
        integrate(state, steps, parameters, table, STEP, _PER_SAMPLE, out[sample : sample + 1])


def _slow_wave_activity(voltage: np.ndarray) -> np.ndarray:
    """Power of 0.5 to 4 Hz in each epoch."""
    from scipy.signal import welch

    by_epoch = voltage.reshape(-1, EPOCH_LENGTH * _SAMPLES_A_SECOND)
    frequency, density = welch(
        by_epoch, OUTPUT_FREQUENCY, nperseg=_WELCH_SECONDS * _SAMPLES_A_SECOND
    )
    inside = (frequency >= _BAND[0]) & (frequency <= _BAND[1])
    out: np.ndarray = np.trapezoid(density[:, inside], frequency[inside], axis=1)
    return out
