"""Pages without a kernel of the view on screen."""

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.app.frozen_page.choice import USUAL_RATE, choose, usual_channels
from explorer.app.frozen_page.page import FrozenRequest, Progress, estimate_size, frozen_page
from explorer.app.sharing.page_exports import OfferedChannels
from explorer.app.state import ExplorerState
from explorer.night.pseudonym import MEASURED_TITLE, SIMULATED_TITLE

BRUSHED = "brushed"
"""The part of the night that is brushed on screen."""

_VIEW = (
    *("montage", "notch", "analysis_channel", "band", "detector", "n3_amplitude"),
    *("lights", "definitions", "gains", "scorer", "dark", "window_length", "window_start"),
)


@dataclass(frozen=True, eq=False)
class _ViewedPage:
    request: FrozenRequest

    def size_words(self) -> str:
        """Say what goes in, and how large that gets."""
        size = estimate_size(self.request) / 1e6
        return f"{self.request.choice.words(self.request.night)}: about {size:.1f} MB."

    def bytes(self) -> float:
        """Estimate how large it gets."""
        return estimate_size(self.request)

    def write(self, told: Progress) -> tuple[str, str]:
        """Write it: its file's name, which names nobody, and its text."""
        title = SIMULATED_TITLE if self.request.night.simulated else MEASURED_TITLE
        return f"{title.replace(' ', '_')}.html", frozen_page(self.request, told)


class ViewedPages:
    """Makes pages of the view on screen.

    Parameters
    ----------
    state : ExplorerState
        Of the page.
    """

    def __init__(self, state: ExplorerState) -> None:
        self.state = state

    def offered(self) -> OfferedChannels:
        """List what may go into a page of the night on screen."""
        night = self.state.night
        return OfferedChannels(tuple(night.channels), usual_channels(night), USUAL_RATE)

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
        if part == BRUSHED:
            if not state.selection:
                raise ValueError("No part of the night is brushed: brush one on the hypnogram.")
            span = state.selection
        choice = choose(state.night, channels, span, rate)
        view = {name: getattr(state, name) for name in _VIEW}
        return _ViewedPage(FrozenRequest(state.night, choice, state.hypnograms, view))
