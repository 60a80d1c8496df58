"""One channel's whole night as spectra, ready to be asked for any band."""

from dataclasses import dataclass

import numpy as np

from explorer.dsp.power import band_power, cumulative_power
from explorer.dsp.spectra import DEFAULT_TAPERS, multitaper_spectrogram, welch_by_epoch
from explorer.night.night import Channel, Night
from explorer.physiology.channel import ChannelNight, channel_night
from explorer.vocabulary.bands import Band
from explorer.vocabulary.units import MICROVOLT

_HIGHEST_SHOWN = 30.0  # Hz, of the spectrogram
_HIGHEST_BAND = 48.0  # Hz, of band power
_LONGEST_SEGMENT = 4.0  # s, Hann, half overlapping: bins of 0.25 Hz
_SLOWEST_FOR_EVENTS = 20.0  # Hz: four samples a cycle of the fastest slow waves


@dataclass(frozen=True, eq=False)
class Analysis:
    """One channel's whole night, ready to be asked for any band."""

    channel: str
    units: str
    spectrogram: np.ndarray
    """(frequency, time) float32, dB."""
    spectrogram_start: float
    spectrogram_step: float
    """s"""
    highest: float
    """Upper edge of the spectrogram, Hz."""
    frequencies: np.ndarray
    cumulative: np.ndarray
    """(epoch, frequency): power below each frequency, for instant band power."""
    usable: float
    """Highest frequency that a band may reach, Hz."""
    density: np.ndarray
    """(epoch, frequency) float32: NaN in epochs with artefacts, as in `cumulative`."""
    whole: ChannelNight | None
    """For events; None where the channel is not in uV, or too slow for them."""

    def band_power(self, band: Band) -> np.ndarray:
        """Power of each epoch in this band, in squared units; NaN where there is a gap."""
        return band_power(self.cumulative, self.frequencies, band.low, min(band.high, self.usable))


def analyse(night: Night, channel: Channel, samples: np.ndarray) -> Analysis:
    """Compute the spectra of one channel's whole night.

    Parameters
    ----------
    night : Night
        Its hypnogram gives the epochs, its length the spectrogram's grid.
    channel : Channel
        One of the night's.
    samples : array of float32, shape (n,)
        All of the channel, in its units, with what montage and mains filter have made of them.

    Returns
    -------
    Analysis
    """
    frequency = channel.sampling_frequency
    hypnogram = night.hypnogram
    length = float(hypnogram.epoch_length)
    window, step = spectrogram_grid(night.duration, length)
    highest = min(_HIGHEST_SHOWN, frequency / 2)
    spectrogram = multitaper_spectrogram(
        samples,
        frequency,
        window_length=window,
        step=step,
        tapers=min(DEFAULT_TAPERS, max(round(window * frequency / 2) - 1, 1)),  # few at 1 Hz
        maximum_frequency=highest,
    )
    with np.errstate(divide="ignore"):
        decibels = 10 * np.log10(spectrogram.density.T)
    spectra = welch_by_epoch(
        samples[max(round(night.first_onset * frequency), 0) :],
        frequency,
        epoch_length=length,
        segment_length=min(_LONGEST_SEGMENT, length),
        maximum_frequency=_HIGHEST_BAND,
    )
    density = np.full((hypnogram.sizes["epoch"], spectra.frequency.size), np.nan, np.float32)
    found = spectra.density[: len(density)]
    density[: len(found)] = found
    whole = _whole_of(night, channel, samples)
    if whole is not None:
        density[whole.masked] = np.nan
    return Analysis(
        channel=channel.name,
        units=channel.units,
        spectrogram=decibels,
        spectrogram_start=(window - step) / 2,
        spectrogram_step=step,
        highest=float(spectrogram.frequency[-1]),
        frequencies=spectra.frequency,
        cumulative=cumulative_power(density, spectra.frequency),
        usable=float(spectra.frequency[-1]),
        density=density,
        whole=whole,
    )


def _whole_of(night: Night, channel: Channel, samples: np.ndarray) -> ChannelNight | None:
    """Make a channel ready for events, where it is in uV and fast enough to hold any."""
    if channel.units != MICROVOLT or channel.sampling_frequency < _SLOWEST_FOR_EVENTS:
        return None
    return channel_night(night.signal(channel.name), samples, night.hypnogram)


def spectrogram_grid(duration: float, epoch_length: float) -> tuple[float, float]:
    """Window and step of a spectrogram that suits a recording of this length, s.

    A night gets one column an epoch; a short excerpt gets enough columns to be looked at.

    Examples
    --------
    >>> spectrogram_grid(8 * 3600, 30), spectrogram_grid(300, 30)
    ((30.0, 30.0), (4.0, 1.0))
    """
    fewest_columns = 200
    step = float(epoch_length)
    for shorter in (30.0, 10.0, 5.0, 1.0):
        step = min(step, shorter)
        if duration / step >= fewest_columns:
            break
    return max(step, 4.0), step
