"""What counts as a slow wave: four published rules, and the limits of which one consists."""

from dataclasses import dataclass
from types import MappingProxyType

from explorer.dsp.filters import Taps, design_band

_UNLIMITED = float("inf")


@dataclass(frozen=True)
class SlowWaveRule:
    """What counts as a slow wave. Durations in s, amplitudes in uV, frequencies in Hz.

    Parameters
    ----------
    name, source : str
        What it is called, and who published it.
    band : (float, float)
        Passband.
    transition : float or None
        Width of the filter's transitions; None for the filter's own default.
    negative_duration, positive_duration : (float, float)
        Of the half-waves.
    trough, crest, peak_to_peak : (float, float)
        Depth of the trough as a positive number, height of the crest, and their sum.
    nearest_crest : bool
        Whether a trough is paired with the next crest that is high enough (YASA), rather than each
        negative half-wave with the positive one that follows it.
    percentile : float
        Keep the waves whose peak-to-peak amplitude reaches this percentile of the night's.
    verified : bool
        Whether the cut-offs were read in the paper itself.
    """

    name: str
    source: str
    band: tuple[float, float]
    negative_duration: tuple[float, float]
    positive_duration: tuple[float, float] = (0.0, _UNLIMITED)
    trough: tuple[float, float] = (0.0, _UNLIMITED)
    crest: tuple[float, float] = (0.0, _UNLIMITED)
    peak_to_peak: tuple[float, float] = (0.0, _UNLIMITED)
    transition: float | None = None
    nearest_crest: bool = False
    percentile: float = 0.0
    verified: bool = True

    def __post_init__(self) -> None:
        """Refuse limits that nothing can meet."""
        for name in ("band", "negative_duration", "positive_duration", "trough", "crest"):
            low, high = getattr(self, name)
            if not 0 <= low < high:
                raise ValueError(f"{name} needs 0 <= low < high, has {low}-{high}")
        if not 0 <= self.percentile < 100:
            raise ValueError(f"percentile must be in 0-100, is {self.percentile}")

    def taps(self, sampling_frequency: float) -> Taps:
        """Design the rule's filter."""
        return design_band(
            *self.band,
            sampling_frequency,
            low_transition=self.transition,
            high_transition=self.transition,
        )


RULES: MappingProxyType[str, SlowWaveRule] = MappingProxyType(
    {
        rule.name: rule
        for rule in (
            SlowWaveRule(
                "yasa",
                "YASA 0.8.1, sw_detect, after Massimini et al. 2004 and Carrier et al. 2011",
                band=(0.3, 1.5),
                transition=0.2,
                negative_duration=(0.3, 1.5),
                positive_duration=(0.1, 1.0),
                trough=(40.0, 200.0),
                crest=(10.0, 150.0),
                peak_to_peak=(75.0, 350.0),
                nearest_crest=True,
            ),
            SlowWaveRule(
                "massimini",
                "Massimini et al. 2004, J Neurosci 24:6862",
                band=(0.1, 4.0),
                negative_duration=(0.3, 1.0),
                trough=(80.0, _UNLIMITED),
                peak_to_peak=(140.0, _UNLIMITED),
                verified=False,
            ),
            SlowWaveRule(
                "carrier",
                "Carrier et al. 2011, Eur J Neurosci 33:758",
                band=(0.3, 4.0),
                negative_duration=(0.125, 1.5),
                positive_duration=(0.0, 1.0),
                trough=(40.0, _UNLIMITED),
                peak_to_peak=(75.0, _UNLIMITED),
                verified=False,
            ),
            SlowWaveRule(
                "riedner",
                "Riedner et al. 2007, Sleep 30:1643: zero crossings, no amplitude",
                band=(0.5, 4.0),
                negative_duration=(0.25, 1.0),
            ),
        )
    }
)
DEFAULT_RULE = RULES["yasa"]
