"""Runs of the neural mass that differ in one setting only: same noise, same state to begin with."""

from dataclasses import replace

import numpy as np
import xarray as xr

from explorer.models.neural_mass import (
    MASSES,
    OUTPUT_FREQUENCY,
    STEP,
    NeuralMass,
    kernel_parameters,
)
from explorer.models.nmda_block import BASELINE

_SETTLE = 20.0
"""s at baseline before any run begins."""
_TURN = 5.0
"""s from baseline to a new setting, not shown."""
_SAMPLES_A_SECOND = round(OUTPUT_FREQUENCY)
_STEPS_A_SAMPLE = round(1000 / OUTPUT_FREQUENCY / STEP)


class PairedRuns:
    """Model EEG of one stage before and after a change, fast enough to follow a hand.

    Every run goes on from one settled state with one noise, so that what differs between two of
    them is what the setting does, and nothing else.

    Parameters
    ----------
    stage : str
        One of `MASSES`.
    seconds : float
        Length of a run, in s.
    rng : np.random.Generator
        Where the noise comes from.

    Raises
    ------
    ValueError
        If the stage is unknown.

    Examples
    --------
    >>> runs = PairedRuns("N3", seconds=4, rng=np.random.default_rng(1))
    >>> before, after = runs.run(magnesium=0.80), runs.run(magnesium=1.04)
    >>> before.sizes["time"], bool((before == runs.run()).all()), bool((before == after).all())
    (400, True, False)
    """

    def __init__(self, stage: str, *, seconds: float, rng: np.random.Generator) -> None:
        if stage not in MASSES:
            raise ValueError(f"unknown stage {stage!r}, expected one of {list(MASSES)}")
        from explorer.models.neural_mass_kernel import resting_state

        self.mass = MASSES[stage]
        self._state = resting_state()
        # As in `simulate_neural_mass`: the published code's noise, at its own step of 0.1 ms.
        settling = rng.standard_normal((self._steps(_SETTLE), 3)) * STEP
        self._noise = rng.standard_normal((self._steps(_TURN + seconds), 3)) * STEP
        self._integrate(self._state, settling, self.mass)

    def run(
        self,
        *,
        magnesium: float = BASELINE,
        nmda_share: float = 0.2,
        gaba_gain_of_magnesium: float = 0.0,
        compensation: float = 0.0,
    ) -> xr.DataArray:
        """Run once more at this setting; see `NeuralMass` for its parts.

        Returns
        -------
        xr.DataArray, dims (time), units "mV"
            Voltage of pyramidal cells at 100 Hz.
        """
        mass = replace(
            self.mass,
            magnesium=magnesium,
            nmda_share=nmda_share,
            gaba_gain_of_magnesium=gaba_gain_of_magnesium,
            compensation=compensation,
        )
        voltage = self._integrate(self._state.copy(), self._noise, mass)
        voltage = voltage[round(_TURN * _SAMPLES_A_SECOND) :]
        return xr.DataArray(
            voltage,
            dims="time",
            coords={"time": np.arange(voltage.size) / OUTPUT_FREQUENCY},
            attrs={"units": "mV", "long_name": "voltage of pyramidal cells", "evidence": "model"},
        )

    @staticmethod
    def _steps(seconds: float) -> int:
        return round(seconds * _SAMPLES_A_SECOND) * _STEPS_A_SAMPLE

    @staticmethod
    def _integrate(state: np.ndarray, noise: np.ndarray, mass: NeuralMass) -> np.ndarray:
        from explorer.models.neural_mass_kernel import gates, integrate

        voltage = np.empty(len(noise) // _STEPS_A_SAMPLE)
        integrate(state, noise, kernel_parameters(mass), gates(), STEP, _STEPS_A_SAMPLE, voltage)
        return voltage
