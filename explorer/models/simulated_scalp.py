"""A simulated EEG of nineteen scalp sites (10-20 system): one source, seen larger and smaller."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import xarray as xr
from scipy import fft

from explorer.models.simulated_channel import simulate_channel
from explorer.models.simulated_hypnogram import simulate_hypnograms
from explorer.models.sleep_profiles import Profile, profile_named
from explorer.models.spectral_variability import Person
from explorer.night.night import Night
from explorer.night.schema import make_signals, rate_name
from explorer.vocabulary.channels import Kind
from explorer.vocabulary.scalp_positions import scalp_positions, site_label
from explorer.vocabulary.seeds import whole_seed
from explorer.vocabulary.simulated_subjects import SIMULATION
from explorer.vocabulary.units import MICROVOLT

SITES = (
    *("FP1", "FP2", "F7", "F3", "FZ", "F4", "F8"),
    *("T7", "C3", "CZ", "C4", "T8"),
    *("P7", "P3", "PZ", "P4", "P8", "O1", "O2"),
)
"""The 10-20 system without ears."""
REFERENCE = "LM"
"""Linked mastoids."""
SAMPLING_FREQUENCY = 128.0
"""Hz."""
ONE_SOURCE = (
    "Every site sees one simulated source, larger or smaller by frequency: slow waves are largest "
    "in front, spindles behind the crown. Sites of a real head differ in more than size."
)

_SLOW, _SIGMA = 5.0, (10.0, 16.5)  # Hz
_SLOPE = 0.35  # of slow waves' amplitude, over the distance from the crown to the head's outline
_SPINDLE_PLACE, _SPINDLE_WIDTH, _SPINDLE_LEAST = -0.2, 0.6, 0.6


def scalp_gains(frequencies: npt.NDArray[np.floating], site: str) -> npt.NDArray[np.float64]:
    """Say how many times larger a site sees the source's amplitude, at each frequency.

    Parameters
    ----------
    frequencies : array, shape (n,)
        Hz.
    site : str
        One of `SITES`.

    Returns
    -------
    array of float64, shape (n,)
        Below 5 Hz rising to the front; from 10 to 16.5 Hz largest behind the crown; else 1.

    Examples
    --------
    >>> scalp_gains(np.array([1.0, 7.0]), "FZ").round(2).tolist()
    [1.21, 1.0]
    """
    x, y = scalp_positions()[site]
    gains = np.ones(len(frequencies))
    gains[frequencies <= _SLOW] = 1 + _SLOPE * y
    low, high = _SIGMA
    near = np.exp(-(x**2 + (y - _SPINDLE_PLACE) ** 2) / _SPINDLE_WIDTH)
    gains[(frequencies >= low) & (frequencies <= high)] = _SPINDLE_LEAST * (1 + near)
    return gains


def simulate_scalp(
    seed: int = 0,
    *,
    hours: float = 8.0,
    profile: str | Profile = "young",
    hypnogram: xr.DataArray | None = None,
    person: int | Person | None = None,
    slow_wave_gain: float = 1.0,
    site_gains: Mapping[str, float] | None = None,
    sampling_frequency: float = SAMPLING_FREQUENCY,
) -> Night:
    """Simulate a night with EEG at nineteen sites, to see and test topographies with.

    Parameters
    ----------
    seed : int
        The same seed gives the same night.
    hours : float
        From lights-off to lights-on.
    profile, person, slow_wave_gain, sampling_frequency
        As of `explorer.models.simulated_channel.simulate_channel`.
    hypnogram : xr.DataArray of Stage, dims (epoch), optional
        Stages to simulate signals for, in place of some of these hours.
    site_gains : mapping of str to float, optional
        Further factors on the amplitude of slow waves (below 5 Hz) at these of `SITES`.

    Returns
    -------
    Night
        Channels such as "Fz-LM" in uV.

    Raises
    ------
    ValueError
        If a site is none of `SITES`, or as `simulate_channel`.

    Examples
    --------
    >>> night = simulate_scalp(hours=0.1)
    >>> len(night.channels), list(night.channels)[4], night.simulated
    (19, 'Fz-LM', True)
    """
    seed = whole_seed(seed)
    more = dict(site_gains or {})
    if unknown := sorted(set(more) - set(SITES)):
        raise ValueError(f"no site {unknown[0]!r}, expected some of {SITES}")
    if hypnogram is None:
        rng = np.random.default_rng(seed)
        chosen = profile_named(profile)
        hypnogram = simulate_hypnograms(1, rng=rng, hours=hours, profile=chosen).isel(night=0)
    source = simulate_channel(
        hypnogram,
        seed=seed,
        profile=profile,
        person=person,
        slow_wave_gain=slow_wave_gain,
        sampling_frequency=sampling_frequency,
    )
    group = rate_name(sampling_frequency)
    samples = source.signals[group]["signal"].values[0]
    spectrum = fft.rfft(samples.astype(np.float64))
    frequencies = fft.rfftfreq(samples.size, 1 / sampling_frequency)
    signal = np.empty((len(SITES), samples.size), np.float32)
    for row, site in enumerate(SITES):
        gains = scalp_gains(frequencies, site)
        gains[frequencies <= _SLOW] *= more.get(site, 1.0)
        signal[row] = fft.irfft(spectrum * gains, samples.size)
    names = [f"{site_label(site)}-{REFERENCE}" for site in SITES]
    kinds, units = [Kind.EEG] * len(names), [MICROVOLT] * len(names)
    attrs = {**source.attrs, "reader_notes": [*source.reader_notes, ONE_SOURCE]}
    return Night.make(
        {group: make_signals(signal, sampling_frequency, names, kinds, units)},
        {SIMULATION: hypnogram},
        **attrs,
    )
