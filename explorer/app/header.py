"""The line at the top: which night, simulated or not, open, share, help, dark; and the foot."""

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as widgets
from markupsafe import Markup

from explorer.app.state import ExplorerState
from explorer.app.status import Status
from explorer.render.environment import pieces
from explorer.render.evidence.device_badge import device_badge
from explorer.render.night.account_lines import in_two
from explorer.study.night_task import device_of
from explorer.vocabulary.counts import pluralize

DOWNLOAD = "download a night…"
"""Last entry of the picker."""


TEMPLATE = "page/head.html.j2"


class HeaderPanel:
    """Tabs, night picker, badge, opening and sharing, help and dark.

    Parameters
    ----------
    state : ExplorerState
        Whose night is named.
    titles : sequence of str
        Titles of the tabs.
    session_widget : ipywidgets.Widget
        What opens and shares.
    """

    def __init__(
        self, state: ExplorerState, titles: Sequence[str], session_widget: widgets.DOMWidget
    ) -> None:
        self.state = state
        self._listing = False
        self.chosen = ""
        """Title of the night on screen."""
        self.title = widgets.HTML(pieces(TEMPLATE).title("Sleep Architecture Explorer"))
        self.picker = widgets.Dropdown(layout=widgets.Layout(width="190px"))
        self.picker.tooltip = "Night: the recording on screen, and recent ones"
        self.picker.add_class("explorer-picker")
        self.badge = widgets.HTML()
        self.tabs = widgets.ToggleButtons(
            options=list(titles), style=widgets.ToggleButtonsStyle(button_width="auto")
        )
        self.tabs.add_class("explorer-tabs")
        self.fold = widgets.ToggleButton(
            description="☰",
            tooltip="hide or show the controls",
            layout=widgets.Layout(width="34px"),
        )
        self.fold.add_class("explorer-fold")
        self.help = widgets.Button(
            description="?", tooltip="keys and gestures", layout=widgets.Layout(width="30px")
        )
        self.dark = widgets.ToggleButton(
            description="dark", tooltip="dark or light page", layout=widgets.Layout(width="52px")
        )
        self.large = widgets.ToggleButton(
            description="Aa",
            tooltip="large type and thick lines, for a projector (p)",
            layout=widgets.Layout(width="34px"),
        )
        spring = widgets.Box(layout=widgets.Layout(flex="1 1 0"))
        self.widget = widgets.HBox(
            [
                self.fold,
                self.title,
                self.tabs,
                self.picker,
                self.badge,
                spring,
                session_widget,
                self.help,
                self.large,
                self.dark,
            ]
        )
        self.widget.add_class("explorer-head")

    def connect(
        self,
        safe_callback: Callable[[Callable[..., None]], Callable[..., None]],
        choose: Callable[[str], None],
    ) -> None:
        """Let the widgets act, each callback wrapped by `safe_callback`."""

        def chosen(change: dict[str, Any]) -> None:
            if not self._listing:
                choose(change["new"])

        self.picker.observe(safe_callback(chosen), "value")
        self.dark.observe(
            safe_callback(lambda change: setattr(self.state, "dark", change["new"])), "value"
        )

        self.large.observe(
            safe_callback(lambda change: setattr(self.state, "large_type", change["new"])), "value"
        )

    def list_nights(self, titles: list[str], chosen: str) -> None:
        """Offer these nights, the chosen one on screen already."""
        self._listing = True
        try:
            self.picker.options = [*titles, DOWNLOAD]
            self.picker.value = self.chosen = chosen
        finally:
            self._listing = False

    def follow(self, changed: frozenset[str]) -> None:
        """Say whether this night is simulated, and whether a device estimated its stages."""
        if "large_type" in changed:
            self.large.value = self.state.large_type
        if changed & {"night", "scorer"}:
            night = self.state.night
            made = pieces(TEMPLATE).badge("SIMULATED") if night.simulated else Markup("")
            scorer = str(self.state.hypnogram.scorer.item()) if night.is_scored else ""
            self.badge.value = made + device_badge([device_of(scorer)])


class FootPanel:
    """What is being computed, and what was assumed about this file."""

    def __init__(self, state: ExplorerState, status: Status) -> None:
        self.state, self.status = state, status
        self.widget = widgets.HTML()
        self.widget.add_class("explorer-foot")

    def follow(self, changed: frozenset[str]) -> None:
        """Write the line."""
        if not changed & {"night", "message"}:
            return
        night = self.state.night
        number = len(night.channels)
        facts = f"{pluralize(number, 'channel')} · {night.duration / 3600:.2f} h"
        self.widget.value = pieces(TEMPLATE).foot(
            self.status.message, night.title, facts, night.reader_notes, *in_two(night)
        )
