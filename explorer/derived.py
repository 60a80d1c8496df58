"""What panels show, computed from a night and the choices made on it."""

from collections import OrderedDict
from dataclasses import dataclass, field
from functools import reduce
from typing import NamedTuple

import numpy as np

from explorer.dsp.filters import (
    combine,
    design_band,
    design_notch,
    filter_window,
    frequency_response,
    needed_context,
)
from explorer.dsp.taps import Taps
from explorer.night.montage import references_of, rereference
from explorer.night.night import Night
from explorer.physiology.analysis import Analysis, analyse
from explorer.physiology.events import BY_THE_BAND, Found, Searched, detection_for, find_events
from explorer.vocabulary.bands import Band
from explorer.vocabulary.channels import Kind

FILTERED_KINDS = (Kind.EEG, Kind.EOG)
"""Kinds that the band filter is for; an ECG in the slow-wave band says nothing."""

_SCALE_SNIPPETS = 24  # places in the night that a channel's offset and spread are read off
_SNIPPET = 4.0  # s
_HIGHEST_SHARE = 0.45  # of the sampling frequency that a filter's edge may reach
_KEPT_FILTERS = 32
_KEPT_ANALYSES = 2  # whole-night analyses kept at a time: each is some 25 MB
_KEPT_EVENTS = 8  # tables of events


@dataclass(frozen=True)
class View:
    """The choices that change samples."""

    channels: tuple[str, ...]
    montage: str
    notch: float


class EventsKey(NamedTuple):
    """All that the events of a night depend on."""

    night: int
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
class Derived:
    """Answers about one night, each computed once."""

    night: Night
    _scales: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)
    _taps: OrderedDict[tuple[object, ...], Taps | None] = field(default_factory=OrderedDict)
    _analyses: OrderedDict[tuple[object, ...], Analysis] = field(default_factory=OrderedDict)
    _events: OrderedDict[tuple[object, ...], Found | None] = field(default_factory=OrderedDict)

    def reset(self, night: Night) -> None:
        """Turn to another night and forget this one."""
        self.night = night
        self._scales.clear()
        self._analyses.clear()
        self._events.clear()

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
        found = self.night.channels[channel]
        references = references_of(channel, self.night.channels, montage)
        names = list(dict.fromkeys([channel, *references]))
        (values,) = self.night.samples(start, stop, names).values()
        rows = [values[names.index(name)] for name in references]
        first = round(max(start, 0.0) * found.sampling_frequency) / found.sampling_frequency
        return rereference(values[0], rows), first

    def filtered(
        self, channel: str, start: float, stop: float, view: View, band: Band | None
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
        frequency = self.night.channels[channel].sampling_frequency
        taps = self._taps_for(band, view.notch, frequency)
        if taps is None:
            return self.samples(channel, start, stop, view.montage)
        context = needed_context(taps)
        total = round(self.night.duration * frequency)
        first, last = (min(max(round(time * frequency), 0), total) for time in (start, stop))
        wide, begins = self.samples(
            channel, (first - context) / frequency, (last + context) / frequency, view.montage
        )
        # NaN beyond the recording's ends: the filter continues it there by odd reflection.
        before = context - (first - round(begins * frequency))
        after = last - first + 2 * context - before - wide.size
        padded = np.pad(wide, (before, max(after, 0)), constant_values=np.nan)
        return filter_window(padded, taps), first / frequency

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
        key = (band and (band.low, band.high), notch, frequency)
        if key not in self._taps:
            highest = _HIGHEST_SHARE * frequency
            parts = []
            if band is not None and band.low < highest:
                parts.append(design_band(band.low, min(band.high, highest), frequency))
            if notch and notch < highest:
                parts.append(design_notch(notch, frequency))
            self._taps[key] = reduce(combine, parts) if parts else None
            while len(self._taps) > _KEPT_FILTERS:
                self._taps.popitem(last=False)
        return self._taps[key]

    def scale(self, channel: str, montage: str) -> tuple[float, float]:
        """Middle and spread of a channel, from snippets across the night, in its units.

        Returns
        -------
        (float, float)
            Median, and the range from the 1st to the 99th percentile of what varies within
            seconds: a drift over the night is no reason to draw everything small.
        """
        key = (channel, montage)
        if key not in self._scales:
            starts = np.linspace(0, max(0.0, self.night.duration - _SNIPPET), _SCALE_SNIPPETS)
            found = (self.samples(channel, t, t + _SNIPPET, montage)[0] for t in starts)
            snippets = [finite for s in found if (finite := s[np.isfinite(s)]).size]
            if snippets:
                around = np.concatenate([s - np.median(s) for s in snippets])
                low, high = np.percentile(around, [1, 99])
                middle = np.median(np.concatenate(snippets))
                self._scales[key] = (float(middle), float(high - low))
            else:
                self._scales[key] = (0.0, 0.0)
        return self._scales[key]

    # ---- the whole night -----------------------------------------------------------------------

    def has_analysis(self, channel: str, view: View) -> bool:
        """Whether `analysis` would answer at once."""
        return (channel, view.montage, view.notch) in self._analyses

    def analysis(self, channel: str, view: View) -> Analysis:
        """Spectra of one channel's whole night.

        Parameters
        ----------
        channel : str
            Its name.
        view : View
            Montage and notch.

        Returns
        -------
        Analysis
        """
        key = (channel, view.montage, view.notch)
        if key not in self._analyses:
            samples, _ = self.filtered(channel, 0.0, self.night.duration, view, None)
            self._analyses[key] = analyse(self.night, self.night.channels[channel], samples)
            while len(self._analyses) > _KEPT_ANALYSES:
                self._analyses.popitem(last=False)
        self._analyses.move_to_end(key)
        return self._analyses[key]

    def events(
        self,
        channel: str,
        view: View,
        band: Band,
        chosen: str = BY_THE_BAND,
        searched: Searched | None = None,
    ) -> Found | None:
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
            A key of `explorer.physiology.events.CHOICES`.
        searched : Searched, optional
            Whose stages say where; the night's first scorer's if not given.

        Returns
        -------
        Found or None
            None where no kind of event lives in the band, or the channel cannot hold any.
        """
        searched = searched or Searched(self.night.hypnogram)
        key = self.events_key(channel, view, band, chosen, searched)
        if key not in self._events:
            whole, detection = self.analysis(channel, view).whole, detection_for(band, chosen)
            known = whole is not None and detection is not None
            where = (searched.hypnogram, detection, searched.stages)
            self._events[key] = find_events(whole, *where) if known else None
            while len(self._events) > _KEPT_EVENTS:
                self._events.popitem(last=False)
        return self._events[key]

    def has_events(
        self,
        channel: str,
        view: View,
        band: Band,
        chosen: str,
        searched: Searched | None = None,
    ) -> bool:
        """Whether `events` would answer at once."""
        return self.events_key(channel, view, band, chosen, searched) in self._events

    def kept_events(self, key: tuple[object, ...]) -> Found | None:
        """Return the events of a key, as `events` did; None too where they are kept no more."""
        return self._events.get(key)

    def events_key(
        self,
        channel: str,
        view: View,
        band: Band,
        chosen: str,
        searched: Searched | None = None,
    ) -> EventsKey:
        """Name all that the events depend on."""
        edges = () if chosen else (band.low, band.high)
        stages = (searched or Searched(self.night.hypnogram)).key
        return EventsKey(id(self.night), channel, view.montage, view.notch, chosen, stages, edges)
