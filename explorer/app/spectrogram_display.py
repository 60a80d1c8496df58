"""Spectrogram display: how the spectrogram is made, how far it reaches, and its colours."""

from typing import Any

from traitlets import Bool, Float, TraitError, Tuple, validate

from explorer.analysis.spectrogram_settings import (
    MOST_TAPERS,
    STEPS,
    USUAL_HIGHEST,
    WINDOWS,
    SpectrogramSettings,
)
from explorer.app.batched_traits import BatchedHasTraits
from explorer.vocabulary.shown_numbers import shown_number

LEVELS = (-80.0, 120.0)
"""dB, between which the spectrogram's colours may be set."""
SPECTROGRAM_TOPS = (0.0, 5.0, 16.0, 20.0, 25.0, 35.0, 45.0)
"""Hz, that the spectrogram may end at; 0 for what it usually does, 30."""


class SpectrogramDisplay(BatchedHasTraits):
    """The part of `ExplorerState` that says how the spectrogram is drawn."""

    spectrogram_top = Float(0.0)
    """Highest frequency of the spectrogram that is shown, Hz; 0 for all of it."""

    spectrogram_settings = Tuple()
    """Window and step in s and number of tapers of the spectrogram; empty for what suits the
    recording. No number rests on them."""

    spectrogram_logarithmic = Bool(False)
    """Whether the spectrogram's frequency axis is logarithmic, rather than linear."""

    colour_limits = Tuple()
    """Levels at the ends of the spectrogram's colours, dB; empty to follow the channel."""

    @property
    def picture_settings(self) -> SpectrogramSettings:
        """How the spectrogram is made."""
        highest = max(self.spectrogram_top, USUAL_HIGHEST)
        window, step, tapers = self.spectrogram_settings or (0.0, 0.0, 0)
        return SpectrogramSettings(window, step, tapers, highest)

    @validate("colour_limits")
    def _rising_limits(self, proposal: dict[str, Any]) -> tuple[float, ...]:
        if not proposal["value"]:
            return ()
        low, high = (min(max(float(level), LEVELS[0]), LEVELS[1]) for level in proposal["value"])
        if high - low < 1:
            raise TraitError(
                f"colours need 1 dB or more, from {shown_number(low)} to {shown_number(high)} "
                "are none"
            )
        return (low, high)

    @validate("spectrogram_settings")
    def _possible_settings(self, proposal: dict[str, Any]) -> tuple[float, ...]:
        if not proposal["value"]:
            return ()
        window, step, tapers = proposal["value"]
        return (
            min(max(float(window), WINDOWS[0]), WINDOWS[1]),
            min(max(float(step), STEPS[0]), STEPS[1]),
            min(max(int(tapers), 1), MOST_TAPERS),
        )
