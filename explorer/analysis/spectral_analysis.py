"""One channel's whole night as spectra, ready to be asked for any band."""

import math
from dataclasses import dataclass

import numpy as np

from explorer.analysis.channel_night import (
    FAST_FOR_MUSCLE,
    ChannelArtefacts,
    ChannelNight,
    channel_artefacts,
    channel_night,
)
from explorer.analysis.channel_samples import whole_channel
from explorer.analysis.memory_estimate import CUT, megabytes_for_spectra, too_long_for_events
from explorer.analysis.spectrogram_picture import SpectrogramImage
from explorer.analysis.spectrogram_settings import USUAL_HIGHEST
from explorer.dsp.blocks import build_block_spectra
from explorer.dsp.chunked_samples import Samples, Told, as_samples, chunked
from explorer.dsp.memory_budget import too_much
from explorer.dsp.power import band_power, cumulative_power
from explorer.dsp.welch import welch_work
from explorer.night.channel import Channel
from explorer.night.montage import AS_RECORDED
from explorer.night.night import Night
from explorer.storage.settings import MEMORY_VARIABLE
from explorer.vocabulary.bands import Band
from explorer.vocabulary.units import MICROVOLT

_HIGHEST_BAND = 48.0  # Hz, of band power
_LONGEST_SEGMENT = 4.0  # s, Hann, half overlapping: bins of 0.25 Hz
_EPOCHS_AT_ONCE = 2048
_SLOWEST_FOR_EVENTS = 20.0  # Hz: four samples a cycle of the fastest slow waves


@dataclass(frozen=True, eq=False)
class SpectralAnalysis:
    """One channel's whole night, ready to be asked for any band."""

    channel: str
    units: str
    spectrogram: np.ndarray
    """(frequency, time) float32, dB; (0, 0) where none was asked for."""
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
    artefacts: ChannelArtefacts | None
    """None where the channel is not in uV, or too slow."""
    whole: ChannelNight | None
    """For events; None too where the recording is too long, and where none were asked for."""
    too_long: str = ""
    """Why there are no events in a recording this long, in a sentence."""

    @property
    def nbytes(self) -> int:
        """Memory in bytes, without what is made when first asked for."""
        arrays = (self.spectrogram, self.cumulative, self.density)
        spectra = 0 if self.whole is None else self.whole.spectra.nbytes
        return spectra + sum(one.nbytes for one in arrays)

    def held(self, band: Band) -> tuple[float, float]:
        """Edges in Hz of what the channel holds of a band: the band's, cut at `usable`.

        The band's own where it holds nothing of it: see `holds`.
        """
        return band.low, min(band.high, self.usable) if self.holds(band) else band.high

    def holds(self, band: Band) -> bool:
        """Whether the channel holds anything of a band: a slow one has no sigma."""
        return band.low < self.usable

    def band_power(self, band: Band) -> np.ndarray:
        """Power of each epoch in this band, in squared units; NaN in gaps and where it has none."""
        if not self.holds(band):
            return np.full(self.cumulative.shape[0], np.nan)
        return band_power(self.cumulative, self.frequencies, *self.held(band))


def analyse_channel(
    night: Night,
    channel: str,
    montage: str = AS_RECORDED,
    notch: float = 0.0,
    told: Told = lambda _share: None,
    *,
    spectrogram: bool = True,
    events: bool = True,
) -> SpectralAnalysis:
    """Analyse one channel's whole night: the one way to its artefacts, epochs, spectra and events.

    Page, commands, cohorts, comparisons and reports call this, so that one number is computed once.

    Parameters
    ----------
    night : Night
        Its hypnogram gives the epochs, its length the spectrogram's grid.
    channel : str
        Its name.
    montage : str
        One of `explorer.night.montage.available_montages`.
    notch : float
        Mains to take out, Hz; 0 for none.
    told : callable of float
        Told now and then how far a pass through a long recording is; what it raises ends it.
    spectrogram : bool
        Whether to make the picture too: what computes numbers alone need not pay for it.
    events : bool
        Whether events will be asked for: likewise.

    Returns
    -------
    SpectralAnalysis
        As `analyse_spectra` gives it. Neither choice changes any number in it.

    Raises
    ------
    ValueError
        If there is no such channel or montage, or the recording is too long for any spectra.

    Examples
    --------
    >>> from explorer.models.simulated_night import simulate_night
    >>> night = simulate_night(hours=0.2, sampling_frequency=64)
    >>> found = analyse_channel(night, "F4-M1", spectrogram=False, events=False)
    >>> found.density.shape[0], found.spectrogram.size, found.whole is None
    (24, 0, True)
    """
    samples = whole_channel(night, channel, montage=montage, notch=notch, told=told)
    return analyse_spectra(
        night, night.channels[channel], samples, spectrogram=spectrogram, events=events
    )


def analyse_spectra(
    night: Night,
    channel: Channel,
    samples: np.ndarray | Samples,
    *,
    spectrogram: bool = True,
    events: bool = True,
) -> SpectralAnalysis:
    """Analyse samples of one channel's whole night, however they were made.

    Parameters
    ----------
    night : Night
        Its hypnogram gives the epochs, its length the spectrogram's grid.
    channel : Channel
        One of the night's.
    samples : array of float32, shape (n,), or Samples
        All of the channel, in its units, with what montage and mains filter have made of them.
    spectrogram, events : bool
        As of `analyse_channel`.

    Returns
    -------
    SpectralAnalysis
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
    epochs, length = hypnogram.sizes["epoch"], float(hypnogram.epoch_length)
    segment = min(_LONGEST_SEGMENT, length)
    bins = round(min(_HIGHEST_BAND, frequency / 2) * segment) + 1
    title = f"Spectra of {epochs} epochs of {channel.name}"
    needed = megabytes_for_spectra(epochs, bins)
    if refused := too_much(title, needed, f"{CUT}, or allow more with {MEMORY_VARIABLE}"):
        raise ValueError(refused)
    # Epochs may begin before the recording does: those have no spectrum.
    before = max(math.ceil(-night.first_onset / length - 1e-9), 0)
    work, spectra = welch_work(
        size,
        frequency,
        first=max(round((night.first_onset + before * length) * frequency), 0),
        epoch_length=length,
        segment_length=segment,
        maximum_frequency=_HIGHEST_BAND,
    )
    image = SpectrogramImage(night, channel, size) if spectrogram else None
    samples.through([work] if image is None else [image.work, work])
    density = np.full((epochs, spectra.frequency.size), np.nan, np.float32)
    found = spectra.density[: max(epochs - before, 0)]
    density[before : before + len(found)] = found
    artefacts, whole, too_long = None, None, ""
    if channel.units == MICROVOLT and frequency >= _SLOWEST_FOR_EVENTS:
        too_long = too_long_for_events(channel.name, size / frequency, frequency)
        signal = night.signal(channel.name)
        if events and not too_long:
            whole = channel_night(signal, samples, hypnogram)
            artefacts = whole.found_artefacts
        else:
            by_spectra = frequency >= FAST_FOR_MUSCLE and not too_long
            blocks = build_block_spectra(samples, frequency) if by_spectra else None
            artefacts = channel_artefacts(signal, samples, hypnogram, blocks)
        density[artefacts.masked] = np.nan
    cumulative = np.empty(density.shape)
    for begin, end in chunked(len(density), _EPOCHS_AT_ONCE):
        cumulative[begin:end] = cumulative_power(density[begin:end], spectra.frequency)
    return SpectralAnalysis(
        channel=channel.name,
        units=channel.units,
        spectrogram=np.zeros((0, 0), np.float32) if image is None else image.decibels(),
        spectrogram_start=0.0 if image is None else image.start,
        spectrogram_step=length if image is None else image.step,
        highest=min(USUAL_HIGHEST, frequency / 2) if image is None else image.highest,
        frequencies=spectra.frequency,
        cumulative=cumulative,
        usable=float(spectra.frequency[-1]),
        density=density,
        artefacts=artefacts,
        whole=whole,
        too_long=too_long,
    )
