"""One channel's whole night, made once, from which events of any band follow at once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.analysis.n3_rule import RuleWaves, rule_waves
from explorer.detectors.a7_windows import A7Background
from explorer.detectors.artefacts import detect_artefacts
from explorer.detectors.epoch_masking import artefact_time, masked_epochs
from explorer.detectors.spindles import make_a7_background
from explorer.dsp.blocks import BlockSpectra, build_block_spectra
from explorer.dsp.chunked_samples import Samples, as_samples, held

FAST_FOR_MUSCLE = 200.0
"""Hz; from here on muscle is looked for in block spectra, at half the channel's rate."""


@dataclass(frozen=True, eq=False)
class ChannelArtefacts:
    """One channel's artefacts, and what they take of each epoch.

    Parameters
    ----------
    events : xr.Dataset along ``event``
        As `explorer.detectors.artefacts.detect_artefacts` gives them, of the whole recording.
    time : array of float64, shape (epoch,)
        s of each epoch that is artefact of any kind.
    masked : array of bool, shape (epoch,)
        Epochs of which artefacts take `explorer.detectors.epoch_masking.MOST_ARTEFACT` or more.
    """

    events: xr.Dataset
    time: npt.NDArray[np.float64]
    masked: npt.NDArray[np.bool_]


def channel_artefacts(
    signal: xr.DataArray,
    samples: Samples,
    hypnogram: xr.DataArray,
    spectra: BlockSpectra | None = None,
) -> ChannelArtefacts:
    """Find a channel's artefacts, by the one rule of every page, command and cohort.

    Parameters
    ----------
    signal : xr.DataArray, dims (time), in uV
        Names the channel and its sampling frequency; its samples are not read.
    samples : Samples
        All of the channel.
    hypnogram : xr.DataArray of Stage, dims (epoch)
        Whose epochs count.
    spectra : BlockSpectra, optional
        Of these samples; used where the channel is `FAST_FOR_MUSCLE`.

    Returns
    -------
    ChannelArtefacts

    Raises
    ------
    ValueError
        If the signal is not one channel in uV.
    """
    is_fast = float(signal.coords["sampling_frequency"]) >= FAST_FOR_MUSCLE
    events = detect_artefacts(
        signal, hypnogram=hypnogram, spectra=spectra if is_fast else None, samples=samples
    )
    seconds = artefact_time(events, hypnogram)
    return ChannelArtefacts(events, seconds, masked_epochs(seconds, hypnogram))


@dataclass(frozen=True, eq=False)
class ChannelNight:
    """One channel's night, ready to be asked for events.

    Parameters
    ----------
    signal : xr.DataArray, dims (time), in uV
        Names the channel and its sampling frequency; its samples are not read.
    spectra : BlockSpectra
        Of the channel as it is shown: re-referenced, without mains.
    found_artefacts : ChannelArtefacts
        Of it.
    waves : RuleWaves
        Every wave of 0.5-2 Hz, whatever its amplitude.
    """

    signal: xr.DataArray
    spectra: BlockSpectra
    found_artefacts: ChannelArtefacts
    waves: RuleWaves

    @property
    def artefacts(self) -> xr.Dataset:
        """As `explorer.detectors.artefacts.detect_artefacts` gives them."""
        return self.found_artefacts.events

    @property
    def artefact_time(self) -> npt.NDArray[np.float64]:
        """S of each epoch that is artefact of any kind, shape (epoch,)."""
        return self.found_artefacts.time

    @property
    def masked(self) -> npt.NDArray[np.bool_]:
        """Epochs that artefacts spoil, shape (epoch,)."""
        return self.found_artefacts.masked

    @cached_property
    def a7_background(self) -> A7Background | None:
        """What spindles of every band share, made when first asked for; None if too slow."""
        return make_a7_background(self.spectra)

    def forget_background(self) -> None:
        """Give back what spindles of every band share, 26 MB a night: it is made anew if asked."""
        self.__dict__.pop("a7_background", None)


def channel_night(
    signal: xr.DataArray, samples: npt.NDArray[np.float32] | Samples, hypnogram: xr.DataArray
) -> ChannelNight:
    """Make a channel ready to be asked for events.

    Parameters
    ----------
    signal : xr.DataArray, dims (time), in uV
        As `explorer.night.night.Night.signal` gives it.
    samples : array of float32, shape (time,), or Samples
        What to analyse in place of its samples: those in a montage, without mains; NaN in gaps.
    hypnogram : xr.DataArray of Stage, dims (epoch)
        Whose epochs count.

    Returns
    -------
    ChannelNight

    Raises
    ------
    ValueError
        If the signal is not one channel in uV.

    Examples
    --------
    >>> from explorer.models.simulated_night import simulate_night
    >>> night = simulate_night(hours=0.2)
    >>> signal = night.signal("F4-M1")
    >>> found = channel_night(signal, signal.values, night.hypnogram)
    >>> found.masked.shape
    (24,)
    """
    total = signal.sizes["time"]
    given = as_samples(samples)
    if given.held is not None and given.size != total:
        missing = max(0, total - given.size)
        given = held(np.pad(given.held[:total], (0, missing), constant_values=np.nan))
    frequency = float(signal.coords["sampling_frequency"])
    spectra = build_block_spectra(given, frequency)
    return ChannelNight(
        signal=signal,
        spectra=spectra,
        found_artefacts=channel_artefacts(signal, given, hypnogram, spectra),
        waves=rule_waves(signal, spectra, hypnogram),
    )


def epochs_at_times(
    times: npt.NDArray[np.floating], hypnogram: xr.DataArray
) -> npt.NDArray[np.int64]:
    """Find the epoch of each moment; -1 outside the hypnogram.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> epochs_at_times(np.array([10.0, 40.0, 99.0]), make_hypnogram(["W", "W"])).tolist()
    [0, 1, -1]
    """
    epochs = hypnogram.sizes["epoch"]
    first = float(hypnogram.onset[0]) if epochs else 0.0
    epoch = np.floor((times - first) / float(hypnogram.epoch_length)).astype(np.int64)
    return np.where((epoch >= 0) & (epoch < epochs), epoch, -1)
