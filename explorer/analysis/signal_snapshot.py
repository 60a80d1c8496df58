"""A snapshot of what is asked of the analysed channel, so that a report can be written of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.analysis.event_search import DetectionRule, SearchScope
from explorer.analysis.power_by_stage import epochs_within
from explorer.analysis.signal_view import SignalView
from explorer.analysis.spectral_analysis import SpectralAnalysis
from explorer.analysis.wave_coupling import rules_for
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

    @cached_property
    def analysis(self) -> SpectralAnalysis:
        """The whole night's: the page's, or computed here where that was not ready."""
        if self.at_hand is not None:
            return self.at_hand
        return self.compute()

    @property
    def bands(self) -> tuple[Band, ...]:
        """The standard bands, and the one under the hand where that is none of them."""
        return BANDS if self.band in BANDS else (*BANDS, self.band)

    @property
    def rules(self) -> tuple[DetectionRule, DetectionRule]:
        """Rules of slow waves and of spindles, as the page shows them."""
        return rules_for(self.band, self.detector)

    def parts(self, whole: str = "") -> list[tuple[str, npt.NDArray[np.bool_]]]:
        """Epochs of the time in bed, or of the whole night under that name; and of the brush."""
        in_bed = "in bed" if np.isfinite(self.lights).any() else "night"
        first = (np.nan, np.nan) if whole else self.lights
        parts = [(whole or in_bed, epochs_within(self.hypnogram, *first))]
        if self.selection:
            parts.append(("brushed", epochs_within(self.hypnogram, *self.selection)))
        return parts
