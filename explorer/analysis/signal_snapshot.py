"""A snapshot of what is asked of the analysed channel, so that a report can be written of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import xarray as xr

from explorer.analysis.event_search import DetectionRule
from explorer.analysis.night_parts import NightPart, night_parts
from explorer.analysis.search_scope import SearchScope
from explorer.analysis.signal_view import SignalView
from explorer.analysis.spectral_analysis import SpectralAnalysis
from explorer.analysis.topography import ScalpNight
from explorer.analysis.wave_coupling import rules_for
from explorer.night.montage import derivation_names
from explorer.night.night import Night
from explorer.vocabulary.bands import BANDS, Band


@dataclass(frozen=True, eq=False)
class SignalSnapshot:
    """A channel, its montage and mains filter, the band, the rules and the line."""

    night: Night
    channel: str
    samples: SignalView
    at_hand: SpectralAnalysis | None
    """None while the page still computes it."""
    compute: Callable[[], SpectralAnalysis]
    """Makes the analysis where it is not at hand."""
    hypnogram: xr.DataArray
    """Of the whole recording, by the chosen scorer."""
    is_scored: bool
    searched: SearchScope
    band: Band
    detector: str
    line: float
    """Of N3, uV peak to peak."""
    lights: tuple[float, float]
    selection: tuple[float, ...]
    conventions: tuple[tuple[str, str], ...] = ()
    """What the chosen definitions make of the hypnogram's edges."""
    topography: ScalpNight | None = None
    """Of the part shown; None where the page has not computed it."""
    is_blind: bool = False
    """Whether N3 by amplitude criterion is hidden, as the page hides it."""

    @cached_property
    def analysis(self) -> SpectralAnalysis:
        """The whole night's: the page's, or computed here where that was not ready."""
        if self.at_hand is not None:
            return self.at_hand
        return self.compute()

    @property
    def derivation(self) -> str:
        """Name of the channel in its montage."""
        return derivation_names(self.night.channels, self.samples.montage)[self.channel]

    @property
    def bands(self) -> tuple[Band, ...]:
        """The standard bands, and the one under the hand where that is none of them."""
        return BANDS if self.band in BANDS else (*BANDS, self.band)

    @property
    def rules(self) -> tuple[DetectionRule, DetectionRule]:
        """Rules of slow waves and of spindles, as the page shows them."""
        return rules_for(self.band, self.detector)

    @property
    def parts(self) -> tuple[NightPart, ...]:
        """The time in bed, or the whole night where no lights are known; and the selection."""
        return night_parts(self.hypnogram, self.lights, self.selection, self.conventions)
