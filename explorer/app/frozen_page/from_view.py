"""Pages without a kernel of the view on screen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from explorer.analysis.event_lanes import ALL_EVENTS
from explorer.analysis.event_search import detection_for
from explorer.app.frozen_page.choice import USUAL_RATE, choose, usual_channels
from explorer.app.frozen_page.frozen_page_file import (
    FrozenRequest,
    Progress,
    analysed_of,
    estimate_size,
    frozen_page,
)
from explorer.app.sharing.downloads import file_stem
from explorer.app.sharing.page_exports import OfferedChannels
from explorer.app.state import ExplorerState
from explorer.night.pseudonym import MEASURED_TITLE

SELECTION = "selection"
"""The part of the night that is brushed on screen."""

_FORMER = "brushed"  # the same, as it was asked for once

_VIEW = (
    *("montage", "notch", "analysis_channel", "band", "detector", "n3_amplitude"),
    *("lights", "definitions", "gains", "scorer", "dark", "window_length", "window_start"),
    *("overview_span", "spectrogram_top", "spectrogram_settings", "colour_limits"),
    "spectrogram_logarithmic",
    *("channel_scales", "inverted", "display_filters", "slow_wave_activity"),
)


@dataclass(frozen=True, eq=False)
class _ViewedPage:
    request: FrozenRequest
    left: str
    """What of the view the page has not, in a sentence or two; "" for nothing."""
    title: str
    """What the picker calls the night: other exports are named by it."""

    def size_words(self) -> str:
        """Say what goes in, and how large that gets."""
        size = estimate_size(self.request) / 1e6
        choice, night = self.request.choice, self.request.night
        words = f"{choice.words(night)}: about {size:.1f} MB."
        return " ".join(filter(None, (words, choice.cut(night), self.left)))

    def bytes(self) -> float:
        """Estimate how large it gets."""
        return estimate_size(self.request)

    def write(self, told: Progress) -> tuple[str, str]:
        """Write it: its file's name, which names nobody who was recorded, and its text."""
        night = self.request.night
        stem = file_stem(
            self.title if night.simulated else MEASURED_TITLE, simulated=night.simulated
        )
        return f"{stem}_page.html", frozen_page(self.request, told)


class ViewedPages:
    """Makes pages of the view on screen.

    Parameters
    ----------
    state : ExplorerState
        Of the page.
    title : callable of () -> str, optional
        What the picker calls the night on screen; the night's own title if not given.
    """

    def __init__(self, state: ExplorerState, title: Callable[[], str] | None = None) -> None:
        self.state = state
        self._title = title or (lambda: state.night.title)

    def offered(self) -> OfferedChannels:
        """List what may go into a page of the night on screen."""
        state = self.state
        shown = dict.fromkeys((*state.visible_channels, state.analysis_channel))
        usual = tuple(name for name in shown if name) or usual_channels(state.night)
        return OfferedChannels(tuple(state.night.channels), usual, USUAL_RATE)

    def wanted(self, channels: Sequence[str], part: str, rate: float) -> _ViewedPage:
        """Freeze the view, with these samples.

        Raises
        ------
        ValueError
            If there is no such part or channel, or the page is blind.
        """
        state = self.state
        if state.blind:
            raise ValueError(
                "While blind a page would show what is hidden here: switch blind off first."
            )
        span: str | tuple[float, float] = part
        if part in (SELECTION, _FORMER):
            if not state.selection:
                raise ValueError("Nothing is selected: brush a part of the night on the hypnogram.")
            span = state.selection
        choice = choose(state.night, channels, span, rate)
        in_sight = [name for name in state.visible_channels if name in choice.channels]
        others = [name for name in choice.channels if name not in in_sight]
        choice = replace(choice, channels=(*in_sight, *others))  # as they stand on screen
        view = {name: getattr(state, name) for name in _VIEW}
        request = FrozenRequest(state.night, choice, state.hypnograms, view)
        return _ViewedPage(request, _left_behind(state, choice.channels), self._title())


def _left_behind(state: ExplorerState, channels: Sequence[str]) -> str:
    """Say what of the view a page with these channels has not."""
    said = []
    analysed = analysed_of(state.night, channels, state.analysis_channel)
    if analysed != state.analysis_channel:
        said.append(
            f"{state.analysed} is analysed on screen and is not chosen: spectrogram, power and "
            f"events of the page are those of {state.derivation(analysed)}."
            if analysed
            else "Without a channel it has no spectrogram, power or events."
        )
    elif detection_for(state.band, state.detector) is None and channels:
        said.append(
            f"No events are looked for in {state.band.name}, the band on screen: the page lists "
            "those of another band, and names it."
        )
    kept_out = {
        "the selection": state.selection,
        "the reference night": state.reference,
        "the night that SWA is divided by": state.swa_reference,
        "the choice among scored events": state.event_filter != ALL_EVENTS,
        "large type": state.large_type,
    }
    left = [what for what, is_there in kept_out.items() if is_there]
    if left:
        said.append(f"Not in the page: {', '.join(left)}.")
    return " ".join(said)
