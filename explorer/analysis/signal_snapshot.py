"""What is asked of the channel that a night is analysed on, frozen for a report."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.derived import Derived
from explorer.derived import View as Samples
from explorer.night.night import Night
from explorer.physiology.analysis import Analysis
from explorer.physiology.by_stage import epochs_within
from explorer.physiology.coupled import rules_for
from explorer.physiology.events import Detection, Searched
from explorer.state import ExplorerState
from explorer.vocabulary.bands import BANDS, Band


@dataclass(frozen=True, eq=False)
class SignalView:
    """A channel, its montage and mains filter, the band, the rules and the line."""

    night: Night
    channel: str
    samples: Samples
    at_hand: Analysis | None
    """None while the page still computes it."""
    hypnogram: xr.DataArray
    """Of the whole recording, by the chosen scorer."""
    is_scored: bool
    searched: Searched
    band: Band
    detector: str
    line: float
    """Of N3, uV peak to peak."""
    lights: tuple[float, float]
    selection: tuple[float, ...]

    @cached_property
    def analysis(self) -> Analysis:
        """The whole night's: the page's, or computed here where that was not ready."""
        if self.at_hand is not None:
            return self.at_hand
        return Derived(self.night).analysis(self.channel, self.samples)

    @property
    def bands(self) -> tuple[Band, ...]:
        """The standard bands, and the one under the hand where that is none of them."""
        return BANDS if self.band in BANDS else (*BANDS, self.band)

    @property
    def rules(self) -> tuple[Detection, Detection]:
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


def signal_view(state: ExplorerState, derived: Derived) -> SignalView | None:
    """Freeze what the page asks of its channel; None of a night without signals."""
    channel = state.channel
    if not channel:
        return None
    samples = Samples(state.channels, state.montage, state.notch)
    ready = derived.night is state.night and derived.has_analysis(channel, samples)
    return SignalView(
        state.night,
        channel,
        samples,
        derived.analysis(channel, samples) if ready else None,
        state.hypnogram,
        state.is_scored,
        state.searched,
        state.band,
        state.detector,
        state.threshold,
        state.time_in_bed,
        state.selection,
    )
