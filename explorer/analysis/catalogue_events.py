"""Events of one channel by any rule of the catalogue: what the page and the command both show."""

import xarray as xr

from explorer.analysis.event_search import DetectedEvents, detection_for, find_events
from explorer.analysis.search_scope import SEARCH_STAGES, SearchScope
from explorer.analysis.spectral_analysis import analyse_channel
from explorer.analysis.wave_coupling import NO_BAND
from explorer.detectors import artefacts, eye_movements, k_complexes, slow_waves, spindles
from explorer.detectors.detector_catalogue import Detector, find_detector
from explorer.detectors.epoch_masking import drop_touching
from explorer.detectors.inputs import check
from explorer.detectors.search_coverage import explain_none
from explorer.night.chunked_channel import refuse_too_long
from explorer.night.night import Night

_BYTES_A_SAMPLE = 40  # at the full rate: the signal, what is filtered from it, and their measures
_STAGES = {
    k_complexes.KIND: k_complexes.DEFAULT_STAGES,
    eye_movements.KIND: eye_movements.DEFAULT_STAGES,
}
_ON_SPECTRA = (slow_waves.KIND, spindles.KIND)


def catalogue_events(
    night: Night, channels: list[str], kind: str, rule: str | None = None
) -> tuple[xr.Dataset, int]:
    """Find one kind of event in a whole night.

    Parameters
    ----------
    night : Night
        With or without a hypnogram: without one everything is searched.
    channels : list of str
        One channel, or the two eyes'.
    kind, rule : str
        As in `explorer.detectors.detector_catalogue.find_detector`.

    Returns
    -------
    events : xr.Dataset along ``event``
        As the detector gives them, without those that touch an artefact of a channel.
    dropped : int
        How many touched one.

    Raises
    ------
    ValueError
        If the kind, the rule or a channel does not exist, the channel does not suit the rule, or
        the recording is too long for the memory there is.
    """
    detector = find_detector(kind, rule)
    if len(channels) != detector.channels:
        raise ValueError(
            f"{detector.title.lower()} need {detector.channels} channels (--channel, "
            f"--second-channel), {len(channels)} given"
        )
    for name in channels:
        check(night.signal(name))
    if kind in _ON_SPECTRA:
        found = _on_spectra(night, channels[0], detector)
        return found.events, found.dropped
    if kind == artefacts.KIND:
        analysis = analyse_channel(night, channels[0], spectrogram=False, events=False)
        if analysis.artefacts is not None:
            return analysis.artefacts.events, 0
    refuse_too_long(night, channels, _BYTES_A_SAMPLE, f"{detector.title} in")
    hypnogram = night.hypnogram if night.is_scored else None
    signals = [night.signal(name).load() for name in channels]
    events = detector.detect(*signals, hypnogram=hypnogram)
    if kind == artefacts.KIND:
        return events, 0
    analyses = [analyse_channel(night, one, spectrogram=False, events=False) for one in channels]
    bad = [one.artefacts.events for one in analyses if one.artefacts is not None]
    kept, dropped = drop_touching(events, bad)
    stages = _STAGES.get(kind, SEARCH_STAGES)
    return explain_none(kept, night.signal(channels[0]), hypnogram, stages, bad), dropped


def _on_spectra(night: Night, channel: str, detector: Detector) -> DetectedEvents:
    """Slow waves and spindles, as the page finds them."""
    detection = detection_for(NO_BAND, f"{detector.kind}/{detector.rule}")
    assert detection is not None  # a rule of the catalogue needs no band
    analysis = analyse_channel(night, channel, spectrogram=False)
    if analysis.too_long:
        raise ValueError(analysis.too_long)
    if analysis.whole is None:
        detector.detect(night.signal(channel))  # says why, where the rule does not suit the rate
        rate = night.channels[channel].sampling_frequency
        raise ValueError(f"{channel!r} is sampled at {rate:g} Hz, too slowly for events")
    scope = SearchScope(night.hypnogram)
    return find_events(analysis.whole, scope.hypnogram, detection, scope.stages)
