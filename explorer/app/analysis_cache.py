"""The analysis cache: what panels show, computed from a night and the choices made on it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial, reduce
from typing import Any, NamedTuple

import numpy as np

from explorer.analysis.event_search import (
    AUTO,
    DetectedEvents,
    SearchScope,
    detection_for,
    find_events,
)
from explorer.analysis.signal_view import SignalView
from explorer.analysis.spectral_analysis import SpectralAnalysis, analyse_spectra
from explorer.app.lru_cache import LRUCache
from explorer.dsp.chunked_samples import Samples, Told
from explorer.dsp.filters import (
    combine,
    design_band,
    design_notch,
    filter_window,
    frequency_response,
    needed_context,
)
from explorer.dsp.memory_budget import memory_allowed
from explorer.dsp.taps import Taps
from explorer.night.channel_spread import by_rate, measure_spread
from explorer.night.montage import each_in, samples_in
from explorer.night.night import Night
from explorer.vocabulary.bands import Band
from explorer.vocabulary.channels import Kind

FILTERED_KINDS = (Kind.EEG, Kind.EOG)
"""Kinds that the band filter is for; an ECG in the slow-wave band says nothing."""

_HIGHEST_SHARE = 0.45  # of the sampling frequency that a filter's edge may reach
_KEPT_FILTERS = 32
_KEPT_ANALYSES = 3  # whole-night analyses kept at a time: each is some 22 MB
_KEPT_SHARE = 0.25  # of the memory allowed, that they may take together
_KEPT_EVENTS = 16  # tables of events: each is some 0.5 MB
_KEPT_SCALES = 8192  # two numbers each: all channels of a night of thousands, in two montages
_KEPT_OVERVIEWS = 2  # of all channels shown: each is some 4 MB


class EventsKey(NamedTuple):
    """All that the events of a night depend on."""

    night: Night
    channel: str
    montage: str
    notch: float
    detector: str
    stages: bytes
    edges: tuple[float, ...]
    """Of the band, Hz; empty where a rule as published has its own."""

    def is_same_but_band(self, other: tuple[object, ...]) -> bool:
        """Whether at most the band sets these apart."""
        return self[:-1] == other[:-1]


@dataclass(eq=False)
class AnalysisCache:
    """Answers about nights, each computed once; of nights left lately they are kept for a while."""

    night: Night
    """The night on screen, which is asked about."""
    overviews: LRUCache[Any] = field(default_factory=lambda: LRUCache(_KEPT_OVERVIEWS))
    """What the page draws far places from, by night and view; whoever sends it makes it."""
    _scales: LRUCache[tuple[float, float]] = field(default_factory=lambda: LRUCache(_KEPT_SCALES))
    _taps: LRUCache[Taps | None] = field(default_factory=lambda: LRUCache(_KEPT_FILTERS))
    _analyses: LRUCache[SpectralAnalysis] = field(
        default_factory=lambda: LRUCache(
            _KEPT_ANALYSES,
            weigh=lambda analysis: analysis.nbytes / 1e6,
            heaviest=lambda: _KEPT_SHARE * memory_allowed(),
        )
    )
    _events: LRUCache[DetectedEvents | None] = field(default_factory=lambda: LRUCache(_KEPT_EVENTS))

    def turn_to(self, night: Night, known: Collection[Night] = ()) -> None:
        """Turn to another night, and forget all but what may come back: the `known` ones."""
        self.night = night
        for answers in (self.overviews, self._scales, self._analyses, self._events):
            answers.keep_only(lambda key: key[0] is night or key[0] in known)

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
        view : View
            Montage and notch.
        band : Band or None
            None for the notch alone.

        Returns
        -------
        (array of float32, float)
            As `samples` gives.
        """
        found = self._filtered(self.night, (channel,), start, stop, view, band)
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
        return self._filtered(self.night, channels, start, stop, view, band)

    def _filtered(
        self,
        night: Night,
        channels: Sequence[str],
        start: float,
        stop: float,
        view: SignalView,
        band: Band | None,
    ) -> Iterator[tuple[str, np.ndarray, float]]:
        for frequency, names in by_rate(night, channels).items():
            taps = self._taps_for(band, view.notch, frequency)
            if taps is None:
                begins = round(max(start, 0.0) * frequency) / frequency
                for name, samples in each_in(night, names, start, stop, view.montage):
                    yield name, samples, begins
                continue
            context = needed_context(taps)
            total = round(night.duration * frequency)
            first, last = (min(max(round(time * frequency), 0), total) for time in (start, stop))
            around = ((first - context) / frequency, (last + context) / frequency)
            # NaN beyond the recording's ends: the filter continues it there by odd reflection.
            before = context - (first - round(max(around[0], 0.0) * frequency))
            for name, wide in each_in(night, names, *around, view.montage):
                after = last - first + 2 * context - before - wide.size
                padded = np.pad(wide, (before, max(after, 0)), constant_values=np.nan)
                yield name, filter_window(padded, taps), first / frequency

    def filter_response(self, channel: str, band: Band, frequencies: np.ndarray) -> np.ndarray:
        """Gain of the band filter of this channel at these frequencies (Hz)."""
        rate = self.night.channels[channel].sampling_frequency
        taps = self._taps_for(band, 0.0, rate)
        return (
            np.ones(frequencies.size)
            if taps is None
            else frequency_response(taps, rate, frequencies)
        )

    def can_filter(self, channel: str, band: Band) -> bool:
        """Whether the band filter applies to this channel."""
        found = self.night.channels[channel]
        return found.kind in FILTERED_KINDS and band.low < _HIGHEST_SHARE * found.sampling_frequency

    def _taps_for(self, band: Band | None, notch: float, frequency: float) -> Taps | None:
        """Design the band's and the notch's filter as one; None where neither applies."""

        def design() -> Taps | None:
            highest = _HIGHEST_SHARE * frequency
            parts = []
            if band is not None and band.low < highest:
                parts.append(design_band(band.low, min(band.high, highest), frequency))
            if notch and notch < highest:
                parts.append(design_notch(notch, frequency))
            return reduce(combine, parts) if parts else None

        return self._taps.get((band and (band.low, band.high), notch, frequency), design)

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
        known = {name: self._scales.peek((night, name, montage)) for name in channels}
        unknown = [name for name in channels if known[name] is None]
        for name, scale in measure_spread(night, unknown, montage):
            known[name] = self._scales.get((night, name, montage), partial(_same, scale))
        return {name: scale for name, scale in known.items() if scale is not None}

    # ---- the whole night -----------------------------------------------------------------------

    def has_analysis(self, channel: str, view: SignalView) -> bool:
        """Whether `analysis` would answer at once."""
        return (self.night, channel, view.montage, view.notch) in self._analyses

    def analysis(
        self, channel: str, view: SignalView, told: Told = lambda _share: None
    ) -> SpectralAnalysis:
        """Spectra of one channel's whole night.

        Parameters
        ----------
        channel : str
            Its name.
        view : View
            Montage and notch.
        told : callable of float, optional
            Told now and then how far a pass through a long recording is; what it raises ends it.

        Returns
        -------
        Analysis

        Raises
        ------
        ValueError
            If the recording is too long for any: see
            `explorer.analysis.spectral_analysis.analyse_spectra`.
        """
        return self._analysis(self.night, channel, view, told)

    def _analysis(
        self, night: Night, channel: str, view: SignalView, told: Told = lambda _share: None
    ) -> SpectralAnalysis:
        # The night is given: another may be turned to while this computes.
        def compute() -> SpectralAnalysis:
            rate = night.channels[channel].sampling_frequency

            def read(first: int, last: int) -> np.ndarray:
                ends = (
                    (0.0, night.duration)
                    if (first, last) == (0, size)
                    else (first / rate, last / rate)
                )
                every = self._filtered(night, (channel,), *ends, view, None)
                return next(samples for _, samples, _ in every)

            size = night.signal(channel).sizes["time"]
            return analyse_spectra(night, night.channels[channel], Samples(size, read, told))

        found = self._analyses.get((night, channel, view.montage, view.notch), compute)
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
        view : View
            Montage and notch.
        band : Band
            Under the hand.
        chosen : str
            A key of `explorer.analysis.event_search.CHOICES`.
        searched : Searched, optional
            Whose stages say where; the night's first scorer's if not given.

        Returns
        -------
        Found or None
            None where no kind of event lives in the band, or the channel cannot hold any.
        """
        searched = searched or SearchScope(self.night.hypnogram)
        key = self.events_key(channel, view, band, chosen, searched)

        def look() -> DetectedEvents | None:
            whole = self._analysis(key.night, channel, view).whole
            detection = detection_for(band, chosen)
            known = whole is not None and detection is not None
            where = (searched.hypnogram, detection, searched.stages)
            return find_events(whole, *where) if known else None

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
        return EventsKey(self.night, channel, view.montage, view.notch, chosen, stages, edges)


def _same(scale: tuple[float, float]) -> tuple[float, float]:
    return scale
