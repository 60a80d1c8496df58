"""Which slow waves and spindles are coupled, on every page by one function."""

from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

from explorer.analysis.channel_night import ChannelNight
from explorer.analysis.event_search import AUTO, DetectionRule, detection_for
from explorer.detectors import slow_waves, spindles
from explorer.detectors.coupling import DEFAULT_RULE as COUPLING
from explorer.detectors.coupling import Coupling, slow_wave_spindle_coupling
from explorer.detectors.k_complexes import KComplexRule
from explorer.vocabulary.bands import Band

NO_BAND = Band("none", 17.0, 18.0)  # one that no kind of event lives in
_SURROGATES = 100
_SEED = 1
_DEFAULTS = (
    f"{slow_waves.KIND}/{slow_waves.DEFAULT_RULE.name}",
    f"{spindles.KIND}/{spindles.DEFAULT_RULE.name}",
)


@dataclass(frozen=True, eq=False)
class Coupled:
    """A coupling, and between which events it is."""

    found: Coupling
    words: tuple[str, str]
    """By whose rule the slow waves and the spindles are."""
    by_default: bool
    """Whether both rules are the default ones, as wherever nobody chose others."""


def rules_for(band: Band, chosen: str = AUTO) -> tuple[DetectionRule, DetectionRule]:
    """Choose the rules of the slow waves and of the spindles that a page shows.

    Parameters
    ----------
    band : Band
        Under the hand.
    chosen : str
        As in `explorer.analysis.event_search.detection_for`.

    Returns
    -------
    (Detection, Detection)
        What is looked for on the night, for the kind that lives in the band or was chosen; the
        default rule for the other kind.

    Examples
    --------
    >>> [one.rule.name for one in rules_for(Band("own", 12, 15))]
    ['yasa', 'a7 aasm in 12–15 Hz']
    """
    own = detection_for(band, chosen)
    found = []
    for default in _DEFAULTS:
        usual = detection_for(band, default)
        assert usual is not None
        found.append(own if own is not None and own.kind == usual.kind else usual)
    return found[0], found[1]


def oscillations_for(of_waves: DetectionRule) -> DetectionRule:
    """Choose the slow waves that are coupled, given those that a page shows.

    Parameters
    ----------
    of_waves : DetectionRule
        The first of `rules_for`.

    Returns
    -------
    DetectionRule
        A published rule stands. One moved to the band under the hand does not: the phase is that of
        0.3-1.5 Hz, in which the waves of 2 to 4 Hz that such a band holds have none.

    Examples
    --------
    >>> oscillations_for(rules_for(Band("slow wave", 0.5, 4))[0]).rule.name
    'yasa'
    >>> oscillations_for(rules_for(NO_BAND, "slow_wave/massimini")[0]).rule.name
    'massimini'
    """
    is_published = of_waves.rule in slow_waves.RULES.values()
    return of_waves if is_published else rules_for(NO_BAND)[0]


def couple_waves(
    channel: ChannelNight,
    waves: tuple[DetectionRule, xr.Dataset | None],
    found: tuple[DetectionRule, xr.Dataset | None],
    notes: list[str],
) -> Coupled | None:
    """Couple slow waves with the spindles near them, in the band that these are looked for in.

    Parameters
    ----------
    channel : ChannelNight
        Where they were found.
    waves, found : (DetectionRule, xr.Dataset or None)
        Of slow waves by `oscillations_for` and of spindles: what was looked for, and what there is;
        None where the recording is too slow for it.
    notes : list of str
        Why there is none is added here, where the recording is too slow for it.

    Returns
    -------
    Coupled or None
        None where either is missing.
    """
    (of_waves, troughs), (of_spindles, peaks) = waves, found
    assert not isinstance(of_spindles.rule, KComplexRule)
    if troughs is None or peaks is None or not troughs.sizes["event"]:
        return None
    try:
        coupling = slow_wave_spindle_coupling(
            channel.signal,
            troughs,
            rng=np.random.default_rng(_SEED),
            spindles=peaks,
            rule=replace(COUPLING, sigma=of_spindles.rule.band, surrogates=_SURROGATES),
            spectra=channel.spectra,
        )
    except ValueError as error:
        notes.append(str(error))
        return None
    usual = tuple(one.rule for one in rules_for(NO_BAND))
    words = (of_waves.words, of_spindles.words)
    return Coupled(coupling, words, (of_waves.rule, of_spindles.rule) == usual)
