"""What the page around must have for a night to come on screen."""

from collections.abc import Callable
from typing import Protocol

from explorer.app.analysis_cache import AnalysisCache
from explorer.app.header import HeaderPanel
from explorer.app.night.architecture_numbers import NumbersPanel
from explorer.app.scoring.scoring_panel import ScoringPanel
from explorer.app.sharing.session_controller import SessionController
from explorer.app.state import ExplorerState
from explorer.app.status import Status
from explorer.bridge.live_figure import LiveFigure


class Host(Protocol):
    """What the page around must have."""

    state: ExplorerState
    status: Status
    cache: AnalysisCache
    pane: LiveFigure
    header: HeaderPanel
    numbers: NumbersPanel
    session: SessionController
    scoring: ScoringPanel

    def safe_callback(self, callback: Callable[..., None]) -> Callable[..., None]:
        """Wrap a callback."""

    def show_tab(self, title: str, *, by_hand: bool = False) -> None:
        """Turn to the tab of a link; to the night's own where there is none of this title."""

    def work_failed(self, request: object, error: Exception) -> None:
        """Say what went wrong in a worker."""
