"""K-complexes: a large sharp wave that stands alone, in N2."""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from explorer.detectors.inputs import is_scored
from explorer.detectors.search_coverage import NOT_SEARCHED, no_epoch_of, not_searched
from explorer.detectors.slow_waves import SlowWaveRule, detect_slow_waves
from explorer.dsp.blocks import BlockSpectra
from explorer.vocabulary.stages import Stage

KIND = "k_complex"
DEFAULT_STAGES = (Stage.N2,)

_WAVE = SlowWaveRule(
    "k-complex wave",
    "AASM manual",
    band=(0.3, 4.0),
    negative_duration=(0.2, 1.0),
    positive_duration=(0.1, 1.5),
    trough=(40.0, float("inf")),
    peak_to_peak=(75.0, float("inf")),
)


@dataclass(frozen=True)
class KComplexRule:
    """What counts as a K-complex.

    Parameters
    ----------
    name, source : str
        What it is called, and where its limits are from.
    wave : SlowWaveRule
        The wave itself.
    alone : float
        s before and after its trough without another wave of half its height: what tells it from
        the slow waves of N3.
    least_duration : float
        s from beginning to end.
    """

    name: str = "isolated wave"
    source: str = (
        "AASM manual: a negative sharp wave, at once a positive one, 0.5 s or longer, standing "
        "out; the amplitude and the isolation are ours"
    )
    wave: SlowWaveRule = _WAVE
    alone: float = 2.0
    least_duration: float = 0.5


DEFAULT_RULE = KComplexRule()


def detect_k_complexes(
    signal: xr.DataArray,
    *,
    hypnogram: xr.DataArray | None = None,
    stages: tuple[Stage, ...] = DEFAULT_STAGES,
    rule: KComplexRule = DEFAULT_RULE,
    spectra: BlockSpectra | None = None,
) -> xr.Dataset:
    """Find K-complexes in one channel.

    Parameters
    ----------
    signal : xr.DataArray, dims (time), in uV
        NaN where there is a gap.
    hypnogram : xr.DataArray of Stage, dims (epoch), optional
        Without one, or where nobody scored, the whole recording is searched.
    stages : tuple of Stage
        Those in which troughs are looked for.
    rule : KComplexRule
        Limits.
    spectra : BlockSpectra, optional
        Of this very signal, for a quicker search.

    Returns
    -------
    xr.Dataset along ``event``
        The columns of `explorer.detectors.slow_waves.detect_slow_waves`.

    Raises
    ------
    ValueError
        If the signal is not one channel in uV.

    Notes
    -----
    Scorers agree little on K-complexes, and none of our recordings is marked for them: this is a
    proposal to look at, not a count to publish.

    Examples
    --------
    >>> from explorer.night.schema import make_signals
    >>> time = np.arange(6000) / 100
    >>> wave = -90 * np.sin(2 * np.pi * (time - 30) / 1.2) * ((time >= 30) & (time < 31.2))
    >>> eeg = make_signals([wave], 100.0, ["Cz"], ["EEG"], ["uV"])["signal"][0]
    >>> detect_k_complexes(eeg).sizes["event"]
    1
    """
    waves = detect_slow_waves(
        signal, hypnogram=hypnogram, stages=tuple(Stage), rule=rule.wave, spectra=spectra
    )
    trough, height = waves.negative_peak.values, waves.peak_to_peak.values
    low = np.searchsorted(trough, trough - rule.alone)
    high = np.searchsorted(trough, trough + rule.alone, side="right")
    alone = np.array(
        [
            not (height[a:k] >= height[k] / 2).any()
            and not (height[k + 1 : b] >= height[k] / 2).any()
            for k, (a, b) in enumerate(zip(low, high, strict=True))
        ],
        bool,
    )
    kept = alone & (waves.duration.values >= rule.least_duration)
    if is_scored(hypnogram):
        kept &= np.isin(waves.stage.values, [stage.name for stage in stages])
    found = waves.isel(event=np.flatnonzero(kept))
    words = {"kind": KIND, "source": rule.name}
    why = not_searched(waves)
    if hypnogram is not None and is_scored(hypnogram) and not np.isin(hypnogram, stages).any():
        why = no_epoch_of(stages)
    return found.assign(
        {name: ("event", np.full(found.sizes["event"], word)) for name, word in words.items()}
    ).assign_attrs({NOT_SEARCHED: why})
