"""One channel's whole night as spectra, ready to be asked for any band."""

from dataclasses import dataclass

import numpy as np

from explorer.analysis.channel_night import ChannelNight, channel_night
from explorer.analysis.memory_estimate import CUT, megabytes_for_spectra, too_long_for_events
from explorer.detectors.artefacts import detect_artefacts
from explorer.detectors.epoch_masking import artefact_time, masked_epochs
from explorer.dsp.chunked_samples import Samples, as_samples, chunked
from explorer.dsp.memory_budget import too_much
from explorer.dsp.power import band_power, cumulative_power
from explorer.dsp.spectra import DEFAULT_TAPERS, spectrogram_work, welch_work
from explorer.night.night import Channel, Night
from explorer.storage.settings import MEMORY_VARIABLE
from explorer.vocabulary.bands import Band
from explorer.vocabulary.units import MICROVOLT

_HIGHEST_SHOWN = 30.0  # Hz, of the spectrogram
_HIGHEST_BAND = 48.0  # Hz, of band power
_LONGEST_SEGMENT = 4.0  # s, Hann, half overlapping: bins of 0.25 Hz
_MOST_COLUMNS = 8640  # of the spectrogram: more than a screen has, 72 h of epochs
_EPOCHS_AT_ONCE = 2048
_SLOWEST_FOR_EVENTS = 20.0  # Hz: four samples a cycle of the fastest slow waves


@dataclass(frozen=True, eq=False)
class SpectralAnalysis:
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
    """For events; None where the channel is not in uV, too slow for them, or too long."""
    too_long: str = ""
    """Why there are no events in a recording this long, in a sentence."""

    @property
    def nbytes(self) -> int:
        """Memory in bytes, without what is made when first asked for."""
        arrays = (self.spectrogram, self.cumulative, self.density)
        spectra = 0 if self.whole is None else self.whole.spectra.nbytes
        return spectra + sum(one.nbytes for one in arrays)

    def band_power(self, band: Band) -> np.ndarray:
        """Power of each epoch in this band, in squared units; NaN where there is a gap."""
        return band_power(self.cumulative, self.frequencies, band.low, min(band.high, self.usable))


def analyse_spectra(
    night: Night, channel: Channel, samples: np.ndarray | Samples
) -> SpectralAnalysis:
    """Compute the spectra of one channel's whole night.

    Parameters
    ----------
    night : Night
        Its hypnogram gives the epochs, its length the spectrogram's grid.
    channel : Channel
        One of the night's.
    samples : array of float32, shape (n,), or Samples
        All of the channel, in its units, with what montage and mains filter have made of them.

    Returns
    -------
    Analysis
        Of a recording in which looking for events would take more memory than
        `explorer.dsp.memory_budget.memory_allowed`: without them, and with a sentence that
        says so. Epochs with artefacts are left out all the same.

    Raises
    ------
    ValueError
        If even the spectra of its epochs would take more.
    """
    samples = as_samples(samples)
    size = samples.size if samples.held is None else samples.held.size
    frequency = channel.sampling_frequency
    hypnogram = night.hypnogram
    length = float(hypnogram.epoch_length)
    window, step = spectrogram_grid(night.duration, length)
    highest = min(_HIGHEST_SHOWN, frequency / 2)
    segment = min(_LONGEST_SEGMENT, length)
    bins = round(min(_HIGHEST_BAND, frequency / 2) * segment) + 1
    title = f"Spectra of {hypnogram.sizes['epoch']} epochs of {channel.name}"
    needed = megabytes_for_spectra(hypnogram.sizes["epoch"], bins)
    if refused := too_much(title, needed, f"{CUT}, or allow more with {MEMORY_VARIABLE}"):
        raise ValueError(refused)
    columns = max(size / frequency / step, 1.0)
    together = max(-(-int(columns) // _MOST_COLUMNS), 1)
    first, spectrogram = spectrogram_work(
        size,
        frequency,
        window_length=window,
        step=step,
        tapers=min(DEFAULT_TAPERS, max(round(window * frequency / 2) - 1, 1)),  # few at 1 Hz
        maximum_frequency=highest,
        together=together,
    )
    second, spectra = welch_work(
        size,
        frequency,
        first=max(round(night.first_onset * frequency), 0),
        epoch_length=length,
        segment_length=segment,
        maximum_frequency=_HIGHEST_BAND,
    )
    samples.through([first, second])
    decibels = spectrogram.density.T
    with np.errstate(divide="ignore"):
        np.log10(decibels, out=decibels)
    decibels *= 10
    density = np.full((hypnogram.sizes["epoch"], spectra.frequency.size), np.nan, np.float32)
    found = spectra.density[: len(density)]
    density[: len(found)] = found
    whole, too_long = None, ""
    if channel.units == MICROVOLT and channel.sampling_frequency >= _SLOWEST_FOR_EVENTS:
        too_long = too_long_for_events(channel.name, size / frequency, frequency)
        signal = night.signal(channel.name)
        if too_long:
            artefacts = detect_artefacts(signal, samples=samples)
            masked = masked_epochs(artefact_time(artefacts, hypnogram), hypnogram)
        else:
            whole = channel_night(signal, samples, hypnogram)
            masked = whole.masked
        density[masked] = np.nan
    cumulative = np.empty(density.shape)
    for begin, end in chunked(len(density), _EPOCHS_AT_ONCE):
        cumulative[begin:end] = cumulative_power(density[begin:end], spectra.frequency)
    return SpectralAnalysis(
        channel=channel.name,
        units=channel.units,
        spectrogram=decibels,
        spectrogram_start=(window - step) / 2,
        spectrogram_step=step * together,
        highest=float(spectrogram.frequency[-1]),
        frequencies=spectra.frequency,
        cumulative=cumulative,
        usable=float(spectra.frequency[-1]),
        density=density,
        whole=whole,
        too_long=too_long,
    )


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
