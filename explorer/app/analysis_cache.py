"""The analysis cache: what panels show, computed from a night and the choices made on it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from explorer.analysis.channel_samples import each_filtered, filter_gain, is_within_reach
from explorer.analysis.event_search import AUTO, DetectedEvents, detection_for, find_events
from explorer.analysis.search_scope import SearchScope
from explorer.analysis.signal_view import SignalView
from explorer.analysis.spectral_analysis import SpectralAnalysis, analyse_channel
from explorer.analysis.spectrogram_picture import SpectrogramPicture, spectrogram_picture
from explorer.analysis.spectrogram_settings import SpectrogramSettings
from explorer.analysis.topography import ScalpNight
from explorer.app.events_key import EventsKey as EventsKey
from explorer.app.lru_cache import LRUCache
from explorer.dsp.chunked_samples import Told
from explorer.dsp.memory_budget import memory_allowed
from explorer.io.far_overview import FROM_AFAR, overview_only, overview_share
from explorer.night.channel_spread import measure_spread
from explorer.night.montage import samples_in
from explorer.night.night import Night
from explorer.vocabulary.bands import Band
from explorer.vocabulary.channels import Kind

FILTERED_KINDS = (Kind.EEG,)
"""Kinds that the band filter is for; an EOG in the slow-wave band shows no eye movement."""

_KEPT_ANALYSES = 3  # whole-night analyses kept at a time: each is some 22 MB
_KEPT_SHARE = 0.25  # of the memory allowed, that they may take together
_KEPT_PICTURES = 3  # spectrograms by own settings: each is up to 31 MB
_KEPT_EVENTS = 16  # tables of events: each is some 0.5 MB
_KEPT_SCALES = 8192  # two numbers each: all channels of a night of thousands, in two montages
_KEPT_SCALPS = 4  # whole nights of every site: each is some 0.2 MB
_KEPT_OVERVIEWS = 2  # of all channels shown: each is some 4 MB


@dataclass(eq=False)
class AnalysisCache:
    """Answers about nights, each computed once; of nights left lately they are kept for a while."""

    night: Night
    """The night on screen, which is asked about."""
    overviews: LRUCache[Any] = field(default_factory=lambda: LRUCache(_KEPT_OVERVIEWS))
    """What the page draws far places from, by night and view; whoever sends it makes it."""
    scalp_nights: LRUCache[ScalpNight] = field(default_factory=lambda: LRUCache(_KEPT_SCALPS))
    """What topographies are drawn from, by `ExplorerState.scalp_key` and whether with spindles."""
    _scales: LRUCache[tuple[float, float]] = field(default_factory=lambda: LRUCache(_KEPT_SCALES))
    _analyses: LRUCache[SpectralAnalysis] = field(default_factory=lambda: _weighed(_KEPT_ANALYSES))
    pictures: LRUCache[SpectrogramPicture] = field(default_factory=lambda: _weighed(_KEPT_PICTURES))
    """Spectrograms by other settings than the usual, by `picture_key`."""
    _events: LRUCache[DetectedEvents | None] = field(default_factory=lambda: LRUCache(_KEPT_EVENTS))

    def turn_to(self, night: Night, known: Collection[Night] = ()) -> None:
        """Turn to another night, and forget all but what may come back: the `known` ones."""
        self.night = night
        every = (
            *(self.overviews, self.scalp_nights, self._scales),
            *(self._analyses, self.pictures, self._events),
        )
        for answers in every:
            answers.keep_only(lambda key: key[0] is night.recorded or key[0] in known)

    # ---- samples -------------------------------------------------------------------------------

    def samples(
        self, channel: str, start: float, stop: float, montage: str
    ) -> tuple[np.ndarray, float]:
        """Read one channel in a montage, and the time of the first.

        Returns
        -------
        (array of float32, float)
            Cut to the recording; the time in s.
        """
        return samples_in(self.night, channel, start, stop, montage)

    def filtered(
        self, channel: str, start: float, stop: float, view: SignalView, band: Band | None
    ) -> tuple[np.ndarray, float]:
        """Filter with real context on both sides, so that the result equals the whole night's.

        Parameters
        ----------
        channel : str
            Its name.
        start, stop : float
            s from the start of the recording.
        view : SignalView
            Montage and notch.
        band : Band or None
            None for the notch alone.

        Returns
        -------
        (array of float32, float)
            As `samples` gives.
        """
        found = self.each_filtered((channel,), start, stop, view, band)
        return next((samples, begins) for _, samples, begins in found)

    def each_filtered(
        self,
        channels: Sequence[str],
        start: float,
        stop: float,
        view: SignalView,
        band: Band | None,
    ) -> Iterator[tuple[str, np.ndarray, float]]:
        """Filter several channels as `filtered` does; what they share is read and made once.

        Yields
        ------
        (str, array of float32, float)
            Each channel once, in an order that suits the file, as `filtered` gives it.
        """
        return each_filtered(
            self.night, channels, start, stop, montage=view.montage, notch=view.notch, band=band
        )

    def filter_response(self, channel: str, band: Band, frequencies: np.ndarray) -> np.ndarray:
        """Gain of the band filter of this channel at these frequencies (Hz)."""
        rate = self.night.channels[channel].sampling_frequency
        return filter_gain(band, rate, frequencies)

    def can_filter(self, channel: str, band: Band) -> bool:
        """Whether the band filter applies to this channel."""
        found = self.night.channels[channel]
        rate = found.sampling_frequency
        return found.kind in FILTERED_KINDS and is_within_reach(band.low, rate)

    def scale(self, channel: str, montage: str) -> tuple[float, float]:
        """Middle and spread of a channel, from snippets across the night, in its units.

        Returns
        -------
        (float, float)
            Median, and the range from the 1st to the 99th percentile of what varies within
            seconds: a drift over the night is no reason to draw everything small.
        """
        return self.scales((channel,), montage)[channel]

    def scales(self, channels: Sequence[str], montage: str) -> dict[str, tuple[float, float]]:
        """Middle and spread of several channels, as `scale` gives them; read together."""
        night = self.night
        known = {name: self._scales.peek((night.recorded, name, montage)) for name in channels}
        unknown = [name for name in channels if known[name] is None]
        measured = dict(measure_spread(night, unknown, montage))
        for name in measured:
            make = partial(measured.__getitem__, name)
            known[name] = self._scales.get((night.recorded, name, montage), make)
        return {name: scale for name, scale in known.items() if scale is not None}

    # ---- the whole night -----------------------------------------------------------------------

    def has_analysis(self, channel: str, view: SignalView) -> bool:
        """Whether `analysis` would answer at once."""
        return (self.night.recorded, channel, view.montage, view.notch) in self._analyses

    def analysis(
        self, channel: str, view: SignalView, told: Told = lambda _share: None
    ) -> SpectralAnalysis:
        """Spectra of one channel's whole night.

        Parameters
        ----------
        channel : str
            Its name.
        view : SignalView
            Montage and notch.
        told : callable of float, optional
            Told now and then how far a pass through a long recording is; what it raises ends it.

        Returns
        -------
        SpectralAnalysis

        Raises
        ------
        ValueError
            If the recording is too long for any: see
            `explorer.analysis.spectral_analysis.analyse_channel`.
        """
        return self._analysis(self.night, channel, view, told)

    def picture_key(
        self, channel: str, view: SignalView, settings: SpectrogramSettings
    ) -> tuple[object, ...]:
        """Name all that a spectrogram by own settings depends on."""
        return (self.night.recorded, channel, view.montage, view.notch, settings)

    def picture(
        self, channel: str, view: SignalView, settings: SpectrogramSettings
    ) -> SpectrogramPicture:
        """Make the spectrogram of a channel by these settings, or take the one that is kept."""
        night = self.night
        make = partial(spectrogram_picture, night, channel, settings, view.montage, view.notch)
        with overview_only(night):
            return self.pictures.get(self.picture_key(channel, view, settings), make)

    def _analysis(
        self, night: Night, channel: str, view: SignalView, told: Told = lambda _share: None
    ) -> SpectralAnalysis:
        # The night is given: another may be turned to while this computes.
        def compute() -> SpectralAnalysis:
            share = overview_share(night)
            with overview_only(night, lambda done, of: told(done / of)):
                found = analyse_channel(night, channel, view.montage, view.notch, told)
            # Events of an overview would be counted as those of a night.
            return found if share >= 1 else replace(found, whole=None, too_long=FROM_AFAR)

        found = self._analyses.get((night.recorded, channel, view.montage, view.notch), compute)
        for other in self._analyses.values():
            if other is not found and other.whole is not None:
                other.whole.forget_background()
        return found

    def events(
        self,
        channel: str,
        view: SignalView,
        band: Band,
        chosen: str = AUTO,
        searched: SearchScope | None = None,
    ) -> DetectedEvents | None:
        """Events of the whole night, from the analysis at hand.

        Parameters
        ----------
        channel : str
            Its name.
        view : SignalView
            Montage and notch.
        band : Band
            Under the hand.
        chosen : str
            A key of `explorer.analysis.event_search.CHOICES`.
        searched : SearchScope, optional
            Whose stages say where; the night's first scorer's if not given.

        Returns
        -------
        DetectedEvents or None
            None where no kind of event lives in the band, or the channel cannot hold any.
        """
        searched = searched or SearchScope(self.night.hypnogram)
        key, night = self.events_key(channel, view, band, chosen, searched), self.night

        def look() -> DetectedEvents | None:
            whole = self._analysis(night, channel, view).whole
            detection = detection_for(band, chosen)
            if whole is None or detection is None:
                return None
            return find_events(whole, searched.hypnogram, detection, searched.stages)

        return self._events.get(key, look)

    def has_events(
        self,
        channel: str,
        view: SignalView,
        band: Band,
        chosen: str,
        searched: SearchScope | None = None,
    ) -> bool:
        """Whether `events` would answer at once."""
        return self.events_key(channel, view, band, chosen, searched) in self._events

    def kept_events(self, key: tuple[object, ...]) -> DetectedEvents | None:
        """Return the events of a key, as `events` did; None too where they are kept no more."""
        return self._events.peek(key)

    def events_key(
        self,
        channel: str,
        view: SignalView,
        band: Band,
        chosen: str,
        searched: SearchScope | None = None,
    ) -> EventsKey:
        """Name all that the events depend on."""
        edges = () if chosen else (band.low, band.high)
        stages = (searched or SearchScope(self.night.hypnogram)).key
        return EventsKey(
            self.night.recorded, channel, view.montage, view.notch, chosen, stages, edges
        )


def _weighed(most: int) -> LRUCache[Any]:
    """Keep so many answers, of which the large ones are bounded by the memory allowed too."""
    return LRUCache(
        most,
        weigh=lambda answer: answer.nbytes / 1e6,
        heaviest=lambda: _KEPT_SHARE * memory_allowed(),
    )
