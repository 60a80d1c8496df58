"""One EEG for a given hypnogram: the quickest night that still has slow waves and spindles."""

import numpy as np
import xarray as xr

from explorer import __version__
from explorer.models.simulated_brain import person_named, simulate_brain
from explorer.models.simulated_night import NOTE
from explorer.models.sleep_profiles import Profile, profile_named
from explorer.models.spectral_variability import Person
from explorer.night.night import Night
from explorer.night.schema import make_signals, rate_name
from explorer.vocabulary.channels import Kind
from explorer.vocabulary.seeds import whole_seed
from explorer.vocabulary.simulated_subjects import SIMULATION
from explorer.vocabulary.units import MICROVOLT

CHANNEL = "F4-M1"
SAMPLING_FREQUENCY = 64.0
"""Hz: enough for all that is scored in an EEG, at a quarter of a clinic's samples."""


def simulate_channel(
    hypnogram: xr.DataArray,
    *,
    seed: int,
    profile: str | Profile = "young",
    person: int | Person | None = None,
    disturbances: bool = True,
    slow_wave_gain: float = 1.0,
    sampling_frequency: float = SAMPLING_FREQUENCY,
    subject: str = "",
    condition: str = "",
) -> Night:
    """Simulate one frontal EEG that fits a hypnogram.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (epoch)
        W, N1, N2, N3 and REM from 0 s on.
    seed : int
        The same seed gives the same signal.
    profile : str or Profile
        As in `explorer.models.simulated_night.simulate_night`.
    person : int or Person, optional
        Likewise.
    disturbances : bool
        Likewise.
    slow_wave_gain : float
        Factor on the amplitude of slow waves, K-complexes and delta.
    sampling_frequency : float
        Hz; a whole number of at least 64.
    subject, condition : str
        Of the night.

    Returns
    -------
    Night
        With the channel `CHANNEL` in uV.

    Raises
    ------
    ValueError
        If the seed is no whole number of 0 or more.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> night = simulate_channel(make_hypnogram(["W", "N2", "N3"] * 20), seed=1)
    >>> list(night.channels), night.simulated
    (['F4-M1'], True)
    """
    seed = whole_seed(seed)
    chosen = profile_named(profile)
    duration = float(hypnogram.sizes["epoch"] * hypnogram.epoch_length)
    signal = np.zeros((1, round(duration * sampling_frequency)), np.float32)
    simulate_brain(
        signal,
        (CHANNEL,),
        hypnogram,
        profile=chosen,
        person=person_named(person, seed),
        slow_wave_gain=slow_wave_gain,
        sampling_frequency=sampling_frequency,
        movements=np.zeros((0, 2)),
        arousals=None,
        disturbances=disturbances,
        rng=np.random.default_rng(seed),
    )
    return Night.make(
        {
            rate_name(sampling_frequency): make_signals(
                signal, sampling_frequency, [CHANNEL], [Kind.EEG], [MICROVOLT]
            )
        },
        {SIMULATION: hypnogram},
        subject=subject,
        condition=condition,
        lights_off=0.0,
        lights_on=duration,
        source=f"simulated by Sleep Architecture Explorer {__version__}, seed {seed}",
        licence="CC0-1.0",
        simulated=True,
        hypnogram_source="drawn before the signals were",
        reader_notes=[NOTE],
    )
