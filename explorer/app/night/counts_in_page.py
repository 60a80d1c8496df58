"""What the page counts by itself while a hand moves the band or the amplitude line.

Each is sent once: spectra and waves of a channel, and what a hypnogram makes of its epochs.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from explorer.analysis.n3_rule import LEAST_SHARE, judged_epochs, minutes_asleep
from explorer.analysis.spectral_analysis import SpectralAnalysis
from explorer.app.analysis_cache import FILTERED_KINDS, AnalysisCache
from explorer.app.night.band_power import HEADROOM, SHOWN_SHARE, counted_epochs, third_spans
from explorer.app.night.filter_response import SHOWN_RESPONSE
from explorer.app.state import SAMPLES, STAGES, ExplorerState
from explorer.app.status import ANALYSIS
from explorer.bridge.live_figure import LiveFigure
from explorer.render.tables import squared
from explorer.vocabulary.bands import HIGHEST
from explorer.vocabulary.stages import Stage, is_coarse

_ANALYSED = SAMPLES | ANALYSIS
_PARTED = frozenset({"lights", "selection", "definitions"})


class PageNumbers:
    """Sends what band power and N3 by amplitude criterion are counted from.

    Parameters
    ----------
    state : ExplorerState
        Watched.
    cache : AnalysisCache
        Holds the analysis of the channel.
    pane : LiveFigure
        The page.
    safe_callback : callable
        Wraps every callback.
    """

    def __init__(
        self,
        state: ExplorerState,
        cache: AnalysisCache,
        pane: LiveFigure,
        safe_callback: Callable[[Callable[..., None]], Callable[..., None]],
    ) -> None:
        self.state, self.cache, self.pane = state, cache, pane
        pane.listen("ready", safe_callback(lambda _message: self.follow(_ANALYSED | STAGES)))

    def follow(self, changed: frozenset[str]) -> None:
        """Send what these changes bear on."""
        if changed & _ANALYSED:
            self._send_spectra()
        if changed & (_ANALYSED | {"blind"}):
            self._send_pieces()
        if changed & (_ANALYSED | STAGES | _PARTED):
            self._send_scored()

    def _analysis(self) -> SpectralAnalysis | None:
        channel, view = self.state.analysis_channel, self.state.view
        if not channel or not self.cache.has_analysis(channel, view):
            return None
        return self.cache.analysis(channel, view)

    def _send_spectra(self) -> None:
        """Send the power below each frequency: the page looks the band's two edges up in it."""
        analysis = self._analysis()
        if analysis is None:
            self._send({"kind": "spectra", "frequencies": []}, np.zeros(0))
            return
        # A band under a hand ends at the highest frequency that it may reach.
        bins = int(np.searchsorted(analysis.frequencies, HIGHEST)) + 1
        channel = self.state.night.channels[analysis.channel]
        self._send(
            {
                "kind": "spectra",
                "frequencies": analysis.frequencies[:bins].tolist(),
                "usable": min(analysis.usable, float(analysis.frequencies[:bins][-1])),
                "epochs": len(analysis.cumulative),
                "units": squared(analysis.units),
                "rate": channel.sampling_frequency,
                "filtered": channel.kind in FILTERED_KINDS,
                "highest_shown": SHOWN_RESPONSE[1],
                "quantile": SHOWN_SHARE / 100,
                "headroom": HEADROOM,
            },
            np.ascontiguousarray(analysis.cumulative[:, :bins].T, "<f8"),
        )

    def _send_pieces(self) -> None:
        """Send every wave that the line judges, cut at the epochs' edges."""
        analysis = self._analysis()
        waves = (
            analysis.whole.waves
            if analysis is not None and analysis.whole is not None and not self.state.blind
            else None
        )
        if waves is None:
            self._send({"kind": "pieces", "count": 0}, np.zeros(0))
            return
        pieces = np.stack([waves.amplitude[waves.wave], waves.epoch, waves.seconds])
        self._send({"kind": "pieces", "count": waves.wave.size}, pieces.astype("<f8"))

    def _send_scored(self) -> None:
        """Send which epochs count, by the hypnogram shown."""
        hypnogram = self.state.hypnogram
        stages, length = hypnogram.values, float(hypnogram.epoch_length)
        analysis = self._analysis()
        whole = analysis.whole if analysis is not None else None
        judged = judged_epochs(stages, None if whole is None else whole.masked)
        counted = counted_epochs(self.state.parts[0])
        scored = bool((stages >= 0).any())
        masked = None if whole is None else whole.masked
        asleep_minutes, flags = [], []
        for part in self.state.parts:
            of_part = part.hypnogram.values
            told = bool((of_part >= 0).any())
            asleep_minutes.append(minutes_asleep(of_part[part.inside], length) if told else None)
            flags += [judged_epochs(of_part, masked) & part.inside, of_part == Stage.N3]
        self._send(
            {
                "kind": "scored",
                "first": self.state.night.first_onset,
                "length": length,
                "thirds": third_spans(counted),
                "artefacts": [] if masked is None else np.flatnonzero(masked).tolist(),
                "least": LEAST_SHARE,
                "sleep_minutes": asleep_minutes,
                "has_n3": scored and not bool(is_coarse(stages).any()),
            },
            *(one.astype(np.uint8) for one in (counted, judged, stages == Stage.N3, *flags)),
        )

    def _send(self, message: dict[str, Any], *arrays: np.ndarray) -> None:
        self.pane.send(message, [memoryview(array.ravel()).cast("B") for array in arrays])
