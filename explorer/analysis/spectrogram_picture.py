"""The spectrogram of a channel's night as a picture: so many columns, by the settings chosen."""

from dataclasses import dataclass

import numpy as np

from explorer.analysis.channel_samples import whole_channel
from explorer.analysis.spectrogram_settings import USUAL, SpectrogramSettings
from explorer.dsp.chunked_samples import Told, Work, as_samples
from explorer.dsp.multitaper import spectrogram_work
from explorer.night.channel import Channel
from explorer.night.montage import AS_RECORDED
from explorer.night.night import Night

_MOST_COLUMNS = 8640  # of the spectrogram: more than a screen has, 72 h of epochs
_MOST_PIXELS = 8640 * 900  # of it: the usual picture of 72 h, 31 MB
_FEWEST_COLUMNS = 500


@dataclass(frozen=True, eq=False)
class SpectrogramPicture:
    """A spectrogram to look at.

    Parameters
    ----------
    decibels : array of float32, shape (frequency, time)
    start, step : float
        s
    highest : float
        Upper edge, Hz.
    settings : SpectrogramSettings
        How it was made, nothing left open.
    """

    decibels: np.ndarray
    start: float
    step: float
    highest: float
    settings: SpectrogramSettings

    @property
    def nbytes(self) -> int:
        """Memory in bytes."""
        return int(self.decibels.nbytes)


def spectrogram_picture(
    night: Night,
    channel: str,
    settings: SpectrogramSettings,
    montage: str = AS_RECORDED,
    notch: float = 0.0,
    told: Told = lambda _share: None,
) -> SpectrogramPicture:
    """Make the spectrogram of a channel's whole night by other settings than the usual.

    Parameters
    ----------
    night, channel, montage, notch, told
        As of `explorer.analysis.spectral_analysis.analyse_channel`, whose picture this is by the
        usual settings.
    settings : SpectrogramSettings

    Returns
    -------
    SpectrogramPicture

    Raises
    ------
    ValueError
        If there is no such channel or montage, or the picture would take too much memory.

    Examples
    --------
    >>> from explorer.models.simulated_night import simulate_night
    >>> night = simulate_night(hours=0.2, sampling_frequency=64)
    >>> found = spectrogram_picture(night, "F4-M1", SpectrogramSettings(4, 2, 3))
    >>> found.decibels.shape, found.step
    ((121, 359), 2)
    """
    samples = as_samples(whole_channel(night, channel, montage=montage, notch=notch, told=told))
    size = samples.size if samples.held is None else samples.held.size
    image = SpectrogramImage(night, night.channels[channel], size, settings)
    samples.through([image.work])
    return SpectrogramPicture(
        image.decibels(), image.start, image.step, image.highest, image.settings
    )


class SpectrogramImage:
    """A spectrogram while it is made, in the same pass as the spectra of epochs.

    Parameters
    ----------
    night : Night
    channel : Channel
    size : int
        Samples of the channel.
    settings : SpectrogramSettings, optional
    """

    def __init__(
        self, night: Night, channel: Channel, size: int, settings: SpectrogramSettings = USUAL
    ) -> None:
        frequency = channel.sampling_frequency
        length = float(night.hypnogram.epoch_length)
        self.settings = found = settings.on(night.duration, length, frequency)
        columns = max(size / frequency / found.step, 1.0)
        # No more columns than a screen has, nor more numbers than the usual picture may hold.
        rows = max(found.highest * found.window, 1.0)
        most = min(_MOST_COLUMNS, max(round(_MOST_PIXELS / rows), _FEWEST_COLUMNS))
        together = max(-(-int(columns) // most), 1)
        self.start = (found.window - found.step) / 2
        self.step = found.step * together
        self.work: Work
        self.work, self._made = spectrogram_work(
            size,
            frequency,
            window_length=found.window,
            step=found.step,
            tapers=found.tapers,
            maximum_frequency=found.highest,
            together=together,
        )

    @property
    def highest(self) -> float:
        """Upper edge, Hz."""
        return float(self._made.frequency[-1])

    def decibels(self) -> np.ndarray:
        """Turn what was made into dB, (frequency, time), in place."""
        decibels = self._made.density.T
        with np.errstate(divide="ignore"):
            np.log10(decibels, out=decibels)
        decibels *= 10
        return decibels
