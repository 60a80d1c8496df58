"""One channel's spectrogram between the lights, small enough to lay beside another night's."""

import numpy as np
import xarray as xr

from explorer.dsp.multitaper import multitaper_spectrogram
from explorer.night.chunked_channel import in_parts
from explorer.night.night import Night
from explorer.vocabulary.counts import listed

HIGHEST = 20.0
"""Hz; slow waves, spindles and alpha lie below."""
STEP = 0.25
"""Hz a row, about: whole bins are averaged."""


def night_spectrogram(night: Night, channel: str, hypnogram: xr.DataArray) -> xr.DataArray:
    """Multitaper spectrogram of a hypnogram's epochs.

    Parameters
    ----------
    night : Night
    channel : str
        Of it.
    hypnogram : xr.DataArray of Stage, dims (epoch)
        Part of the night's, at least one epoch: only its samples are read.

    Returns
    -------
    xr.DataArray, dims (frequency, epoch), dB
        Rows of about `STEP` Hz up to `HIGHEST` or what the channel reaches; NaN where there is
        a gap or no recording.

    Raises
    ------
    ValueError
        If the night has no such channel.

    Examples
    --------
    >>> from explorer.models.simulated_night import simulate_night
    >>> night = simulate_night(hours=0.2)
    >>> night_spectrogram(night, "F4-M1", night.hypnogram).shape
    (75, 24)
    """
    frequency = night.channels[channel].sampling_frequency if channel in night.channels else 0.0
    if not frequency:
        raise ValueError(f"no channel {channel!r}, expected one of {listed(night.channels)}")
    length, epochs = float(hypnogram.epoch_length), hypnogram.sizes["epoch"]
    begin = float(hypnogram.onset[0])
    found = multitaper_spectrogram(
        in_parts(night, channel, begin, begin + epochs * length),
        frequency,
        window_length=length,
        step=length,
        maximum_frequency=min(HIGHEST, frequency / 2),
    )
    each = max(round(STEP / float(found.frequency[1] - found.frequency[0])), 1)
    rows = (found.frequency.size - 1) // each
    density = found.density[:, 1 : rows * each + 1].reshape(len(found.density), rows, each).mean(2)
    out = np.full((rows, epochs), np.nan, np.float32)
    columns = min(epochs, len(density))
    with np.errstate(divide="ignore"):
        out[:, :columns] = 10 * np.log10(density[:columns].T)
    middle = (np.arange(rows) + 0.5) * each * float(found.frequency[1])
    return xr.DataArray(
        np.where(np.isfinite(out), out, np.nan),
        {"frequency": ("frequency", middle, {"units": "Hz"})},
        ("frequency", "epoch"),
        attrs={"units": "dB", "channel": channel},
    )
