"""A thalamocortical neural mass: slow oscillations and spindles from ten equations, by stage."""

from dataclasses import dataclass, fields, replace
from types import MappingProxyType

import numpy as np
import xarray as xr

from explorer.models.nmda_block import BASELINE

STEP = 0.1
"""ms; 0.5 breaks the model and 0.2 already loses K-complexes."""
OUTPUT_FREQUENCY = 100.0
"""Hz"""
_SETTLE = 20.0
"""s thrown away at the beginning."""
_CHUNK = 10.0
"""s integrated at a time, to bound the memory of the noise."""
# The published code adds noise of this size at every 0.1 ms, whatever the step; here it is scaled
# with the square root of the step, so that it means the same at every step.
NOISE_STEP = 0.1
"""ms"""
_ROUNDING = 1e-9
"""By which a whole number of steps may miss, in floating point."""


@dataclass(frozen=True)
class NeuralMass:
    """Parameters of the model; time in ms, voltages in mV.

    The defaults of N2 and N3 are those of the authors' published data files (Schellenberger Costa
    et al. 2016, PLoS Comput Biol; the cortex alone: Weigenand et al. 2014).
    """

    sigma: float
    """Inverse gain of the pyramidal population, in mV."""
    g_kna: float
    """Sodium-dependent potassium current; it ends up states."""
    g_leak: float
    """Potassium leak of the thalamus."""
    g_h: float
    """h current of the relay population."""
    thalamus: bool = True
    """Whether the cortex has one."""
    nmda_share: float = 0.2
    """Share of the excitatory current that flows through NMDA channels: a hypothesis, 0 to 0.4."""
    magnesium: float = BASELINE
    """Ionised, in mM."""
    gaba_gain: float = 1.0
    """Factor on every inhibitory current."""
    gaba_gain_of_magnesium: float = 0.0
    """Relative gain of inhibition a relative rise in magnesium: a hypothesis, 0 to 0.5."""
    compensation: float = 0.0
    """Relative growth of the NMDA current a relative rise in magnesium, after weeks (Slutsky).

    It comes on top of the other excitatory current: from about 1 on it outweighs the block."""
    inhibition_slowing: float = 1.0
    """Factor on the duration and area of inhibition; 1.2 is like a benzodiazepine."""

    recurrence: float = 115.0
    """Synapses from pyramidal to pyramidal cells (N_pp)."""
    leak_reversal: float = -64.0
    """Of pyramidal cells, in mV."""
    sodium_time: float = 1.7
    """Of their sodium, in ms."""

    @property
    def effective_gaba_gain(self) -> float:
        """Gain of inhibition, magnesium's share included."""
        rise = self.magnesium / BASELINE - 1
        return self.gaba_gain * (1 + self.gaba_gain_of_magnesium * rise)

    @property
    def effective_nmda_share(self) -> float:
        """NMDA share, compensation included; the share that is not NMDA stays what it was."""
        return self.nmda_share * (1 + self.compensation * (self.magnesium / BASELINE - 1))


def _cortex_alone(*, sigma: float, g_kna: float) -> NeuralMass:
    """Parameters of Weigenand et al. 2014; the thalamic ones play no part."""
    return NeuralMass(
        sigma=sigma,
        g_kna=g_kna,
        g_leak=0.0,
        g_h=0.0,
        thalamus=False,
        recurrence=120.0,
        leak_reversal=-66.0,
        sodium_time=1.0,
    )


MASSES = MappingProxyType(
    {
        "N2": NeuralMass(sigma=4.7, g_kna=1.33, g_leak=0.030, g_h=0.049),
        "N3": NeuralMass(sigma=6.0, g_kna=2.0, g_leak=0.026, g_h=0.049),
        "N2 cortex": _cortex_alone(sigma=4.6, g_kna=1.33),
        "N3 cortex": _cortex_alone(sigma=6.5, g_kna=2.0),
    }
)


def benzodiazepine(mass: NeuralMass, *, slowing: float = 1.2) -> NeuralMass:
    """Make inhibition last longer, as a benzodiazepine does.

    Slow waves of N3 fall, and the spindle peak becomes slower, as under temazepam; but the model's
    sigma power falls and its N2 slow waves rise, which is the opposite of the data. Do not teach
    drug spindles from it.

    Examples
    --------
    >>> benzodiazepine(MASSES["N3"]).inhibition_slowing
    1.2
    """
    return replace(mass, inhibition_slowing=slowing)


def simulate_neural_mass(
    mass: NeuralMass | str = "N3",
    *,
    seconds: float,
    rng: np.random.Generator,
    step: float = STEP,
) -> xr.DataArray:
    """Voltage of the cortex's pyramidal population.

    Parameters
    ----------
    mass : NeuralMass or str
        Parameters, or the name of some of `MASSES`.
    seconds : float
        s.
    rng : np.random.Generator
        Where the noise comes from.
    step : float
        Of integration in ms; a divisor of 10 ms, 0.1 or less.

    Returns
    -------
    xr.DataArray, dims (time), units "mV"
        At 100 Hz, its first 20 s thrown away. The scalp's potential is its negative, up to a scale.

    Raises
    ------
    ValueError
        If the parameters are unknown or out of range, or the step is above 0.1 ms or does not
        divide 10 ms.

    Notes
    -----
    Equations of Schellenberger Costa et al. 2016, integrated by Euler and Maruyama. Slow waves do
    not depend on the step; sigma power is about a tenth lower at 0.025 ms than at 0.1 ms.

    How magnesium enters is a hypothesis: a share of the cortex's excitatory current is multiplied
    by the ratio of NMDA channels open at this magnesium to those open at 0.80 mM, so that nothing
    changes at baseline.

    Examples
    --------
    >>> voltage = simulate_neural_mass("N3", seconds=5, rng=np.random.default_rng(1))
    >>> voltage.sizes["time"], -90 < voltage.mean().item() < -40
    (500, True)
    """
    chosen = checked(mass)
    per_sample = 1000 / OUTPUT_FREQUENCY / step
    if not (0 < step <= STEP and abs(per_sample - round(per_sample)) < _ROUNDING):
        raise ValueError(
            f"step must divide {1000 / OUTPUT_FREQUENCY:g} ms and be {STEP} ms or less, is {step}"
        )
    if not (np.isfinite(seconds) and seconds > 0):
        raise ValueError(f"seconds must be above 0, is {seconds}")
    from explorer.models.neural_mass_kernel import gates, integrate, resting_state

    parameters = kernel_parameters(chosen)
    state = resting_state()
    samples = round((seconds + _SETTLE) * OUTPUT_FREQUENCY)
    per_chunk = round(_CHUNK * OUTPUT_FREQUENCY)
    voltage = np.empty(samples)
    noise_scale = np.sqrt(step * NOISE_STEP)
    for first in range(0, samples, per_chunk):
        count = min(per_chunk, samples - first)
        noise = rng.standard_normal((count * round(per_sample), 3)) * noise_scale
        part = voltage[first : first + count]
        integrate(state, noise, parameters, gates(), step, round(per_sample), part)
    settled = round(_SETTLE * OUTPUT_FREQUENCY)
    return xr.DataArray(
        voltage[settled:],
        dims="time",
        coords={"time": ("time", np.arange(samples - settled) / OUTPUT_FREQUENCY, {"units": "s"})},
        name="pyramidal",
        attrs={"units": "mV", "long_name": "voltage of pyramidal cells", "evidence": "model"},
    )


def kernel_parameters(mass: NeuralMass) -> np.ndarray:
    """Parameters as the compiled loop takes them: what magnesium does to them is worked out."""
    worked_out = {
        "gaba_gain": mass.effective_gaba_gain,
        "compensation": mass.effective_nmda_share,
    }
    return np.array(
        [float(worked_out.get(field.name, getattr(mass, field.name))) for field in fields(mass)]
    )


def checked(mass: NeuralMass | str) -> NeuralMass:
    """Parameters that can be simulated, by their name or as they are; else a ValueError."""
    if isinstance(mass, str):
        if mass not in MASSES:
            raise ValueError(f"unknown parameters {mass!r}, expected one of {list(MASSES)}")
        return MASSES[mass]
    if mass.magnesium < 0:
        raise ValueError(f"magnesium must be 0 mM or more, is {mass.magnesium}")
    if not (0 <= mass.nmda_share <= 1 and mass.effective_nmda_share >= 0):
        raise ValueError(
            f"the NMDA share must be from 0 to 1, is {mass.nmda_share}, with compensation "
            f"{mass.effective_nmda_share}"
        )
    if mass.sigma <= 0 or mass.inhibition_slowing <= 0:
        raise ValueError(
            f"sigma and inhibition_slowing must be above 0, are {mass.sigma} and "
            f"{mass.inhibition_slowing}"
        )
    return mass
