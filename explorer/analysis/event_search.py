"""Events of the whole night for the band under the hand, or by a published rule as it stands."""

from dataclasses import dataclass, replace

import xarray as xr

from explorer.analysis.channel_night import ChannelNight
from explorer.analysis.search_scope import SEARCH_STAGES
from explorer.detectors import k_complexes, slow_waves, spindles
from explorer.detectors.a7_spindles import A7SpindleRule
from explorer.detectors.detector_catalogue import DETECTORS
from explorer.detectors.epoch_masking import drop_touching
from explorer.detectors.k_complexes import KComplexRule, detect_k_complexes
from explorer.detectors.search_coverage import explain_none, not_searched
from explorer.detectors.slow_waves import detect_slow_waves
from explorer.detectors.spindles import detect_spindles
from explorer.detectors.yasa_spindles import YasaSpindleRule
from explorer.vocabulary.bands import Band
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.stages import Stage

AUTO = ""
"""Choice of a detector: the kind that lives in the band, by its default rule moved there."""

CHOICES: tuple[tuple[str, str], ...] = (
    ("by the band", AUTO),
    *(
        (row.title, f"{row.kind}/{row.rule}")
        for row in DETECTORS
        if row.kind in (slow_waves.KIND, spindles.KIND, k_complexes.KIND)
    ),
)
"""Titles and keys of what may be looked for."""

NAMES = {
    slow_waves.KIND: "slow waves",
    spindles.KIND: "spindles",
    k_complexes.KIND: "K-complexes",
}

_HIGHEST_SLOW_WAVE = 5.0  # Hz
_SPINDLE_RANGE = (9.0, 16.0)  # Hz
_LOWEST_EDGE = 0.3  # Hz: the transition below it takes 0.2 Hz
_SELDOM = 0.1  # an hour
EVENT_RANGES = (
    f"slow waves are looked for up to {_HIGHEST_SLOW_WAVE:g} Hz, spindles within "
    f"{_SPINDLE_RANGE[0]:g}–{_SPINDLE_RANGE[1]:g} Hz."
)
"""In which bands there are events to look for, in words."""


@dataclass(frozen=True)
class DetectionRule:
    """What is looked for: a kind, a rule, and whose words describe it."""

    kind: str
    rule: slow_waves.SlowWaveRule | A7SpindleRule | YasaSpindleRule | KComplexRule
    words: str

    @property
    def edges(self) -> str:
        """In which band: counts of one name and one band are by one rule.

        Examples
        --------
        >>> detection_for(Band("own band", 12, 15)).edges
        '12–15 Hz'
        """
        rule = self.rule
        low, high = rule.wave.band if isinstance(rule, KComplexRule) else rule.band
        return f"{low:g}–{high:g} Hz"

    @property
    def noun(self) -> str:
        """One of them."""
        return NAMES[self.kind].removesuffix("s").replace("K-complexe", "K-complex")

    def counted(self, number: int) -> str:
        """So many of them, in words.

        Examples
        --------
        >>> complexes = detection_for(Band("theta", 4, 8), "k_complex/isolated wave")
        >>> complexes.counted(1), complexes.counted(11)
        ('1 K-complex', '11 K-complexes')
        """
        return pluralize(number, self.noun, NAMES[self.kind])

    def within(self, stages: tuple[Stage, ...]) -> tuple[Stage, ...]:
        """Those of the stages searched in which this kind is looked for."""
        if not isinstance(self.rule, KComplexRule):
            return stages
        return tuple(stage for stage in stages if stage in (Stage.N2, Stage.UNSCORED))


@dataclass(frozen=True, eq=False)
class DetectedEvents:
    """Events of a whole night.

    Parameters
    ----------
    detection : DetectionRule
        What was looked for.
    events : xr.Dataset along ``event``
        Without those that touch an artefact.
    dropped : int
        How many touched one.
    """

    detection: DetectionRule
    events: xr.Dataset
    dropped: int

    @property
    def not_searched(self) -> str:
        """Why nothing was searched; "" where something was."""
        return not_searched(self.events)


def detection_for(band: Band, chosen: str = AUTO) -> DetectionRule | None:
    """Choose what to look for.

    Parameters
    ----------
    band : Band
        Under the hand.
    chosen : str
        A key of `CHOICES`.

    Returns
    -------
    DetectionRule or None
        None where no kind of event lives in the band.

    Raises
    ------
    ValueError
        If there is no such choice.

    Examples
    --------
    >>> detection_for(Band("slow wave", 0.5, 4)).words
    'slow waves in 0.5–4 Hz, limits of YASA 0.8.1'
    >>> detection_for(Band("theta", 4, 8)) is None
    True
    """
    if chosen != AUTO:
        keys = [key for _, key in CHOICES]
        if chosen not in keys:
            raise ValueError(f"no detector {chosen!r}, expected one of {keys}")
        kind, name = chosen.split("/")
        if kind == k_complexes.KIND:
            isolated = k_complexes.DEFAULT_RULE
            return DetectionRule(kind, isolated, f"K-complexes: {isolated.source}")
        rules = slow_waves.RULES if kind == slow_waves.KIND else spindles.RULES
        rule = rules[name]
        return DetectionRule(kind, rule, f"{NAMES[kind]}: {rule.source}")
    edges = f"{band.low:g}–{band.high:g} Hz"
    if band.high <= _HIGHEST_SLOW_WAVE:
        low = max(band.low, _LOWEST_EDGE)
        if low >= band.high:
            return None
        waves = replace(slow_waves.DEFAULT_RULE, name=f"yasa in {edges}", band=(low, band.high))
        edges = f"{low:g}–{band.high:g} Hz"
        return DetectionRule(slow_waves.KIND, waves, f"slow waves in {edges}, limits of YASA 0.8.1")
    if band.low >= _SPINDLE_RANGE[0] and band.high <= _SPINDLE_RANGE[1]:
        rule = spindles.DEFAULT_RULE
        if (band.low, band.high) == rule.band:
            return DetectionRule(spindles.KIND, rule, f"{NAMES[spindles.KIND]}: {rule.source}")
        moved = replace(rule, name=f"{rule.name} in {edges}", band=(band.low, band.high))
        words = f"spindles in {edges} instead of 11–16 Hz: {rule.source}"
        return DetectionRule(spindles.KIND, moved, words)
    return None


def find_events(
    channel: ChannelNight,
    hypnogram: xr.DataArray,
    detection: DetectionRule,
    stages: tuple[Stage, ...] = SEARCH_STAGES,
) -> DetectedEvents:
    """Find the events of a whole night, from the cache at the rate that the band needs.

    Parameters
    ----------
    channel : ChannelNight
        As `explorer.analysis.channel_night.channel_night` gives it.
    hypnogram : xr.DataArray of Stage, dims (epoch)
        Events are looked for in everything where nobody scored.
    detection : DetectionRule
        As `detection_for` gives it.
    stages : tuple of Stage
        Those in which they are looked for.

    Returns
    -------
    DetectedEvents

    Raises
    ------
    ValueError
        If the recording is sampled too slowly for the rule.
    """
    rule, signal, spectra = detection.rule, channel.signal, channel.spectra
    stages = detection.within(stages)
    if isinstance(rule, KComplexRule):
        events = detect_k_complexes(
            signal, hypnogram=hypnogram, stages=stages, rule=rule, spectra=spectra
        )
    elif isinstance(rule, slow_waves.SlowWaveRule):
        events = detect_slow_waves(
            signal, hypnogram=hypnogram, stages=stages, rule=rule, spectra=spectra
        )
    else:
        background = channel.a7_background if isinstance(rule, A7SpindleRule) else None
        events = detect_spindles(
            signal,
            hypnogram=hypnogram,
            stages=stages,
            rule=rule,
            spectra=spectra,
            background=background,
        )
    kept, dropped = drop_touching(events, [channel.artefacts])
    kept = explain_none(kept, signal, hypnogram, stages, [channel.artefacts])
    return DetectedEvents(detection, kept, dropped)


def by_chance(detection: DetectionRule) -> str:
    """Say how many events chance alone gives a rule; nothing where that was not measured.

    Examples
    --------
    >>> by_chance(detection_for(Band("sigma", 11, 16))).partition(",")[0]
    'False-positive rate: 1.5 an hour in simulated 1/f noise'
    >>> by_chance(detection_for(Band("slow wave", 0.5, 4)))
    ''
    """
    measured = {(row.kind, row.rule): row.by_chance for row in DETECTORS}
    chance = measured.get((detection.kind, detection.rule.name))
    if chance is None:
        return ""
    bare, left = (
        "none"
        if not rate
        else f"{rate:.1f} an hour"
        if rate >= _SELDOM
        else f"1 in {1 / rate:.0f} h"
        for rate in (chance.aperiodic, chance.sigma_left)
    )
    return (
        f"False-positive rate: {bare} in simulated 1/f noise, {left} when the residual sigma of N2 "
        "is added."
    )


def left_out(found: DetectedEvents) -> str:
    """Say how many events touch an artefact, or why nothing was searched; else nothing."""
    if found.not_searched:
        return f"Nothing was searched: {found.not_searched}."
    if not found.dropped:
        return ""
    return f"{found.detection.counted(found.dropped)} touching an artefact left out."
