"""What is looked for, and the amplitude criterion, for those who would rather type than drag."""

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from explorer.analysis.event_search import CHOICES
from explorer.app.state import THRESHOLDS, ExplorerState


class EventControls:
    """A choice of detector and a field for the line, which follow the state."""

    def __init__(self, state: ExplorerState) -> None:
        self.state = state
        wide = widgets.Layout(width="98%")
        self.detector = widgets.Dropdown(options=CHOICES, layout=wide)
        self.detector.tooltip = "Events: by which published rule they are found"
        self.line = widgets.BoundedFloatText(
            min=THRESHOLDS[0],
            max=THRESHOLDS[1],
            step=5,
            description="µV p–p",
            layout=widgets.Layout(width="150px"),
            style={"description_width": "56px"},
        )
        self.line.tooltip = "amplitude, peak to peak, that slow waves of N3 reach (AASM: 75 µV)"
        self.widgets = (
            widgets.HTML("<h2>Events</h2>"),
            self.detector,
            widgets.HTML("<h2>Amplitude criterion of N3</h2>"),
            self.line,
        )
        self._following = False

    def connect(self, safe_callback: Callable[[Callable[..., None]], Callable[..., None]]) -> None:
        """Let the widgets write to the state, each callback wrapped by `safe_callback`."""
        for widget, name in ((self.detector, "detector"), (self.line, "n3_amplitude")):

            def written(change: dict[str, Any], name: str = name) -> None:
                if not self._following:
                    setattr(self.state, name, change["new"])

            widget.observe(safe_callback(written), "value")

    def follow(self, changed: frozenset[str]) -> None:
        """Show the state."""
        self._following = True
        try:
            if "detector" in changed:
                self.detector.value = self.state.detector
            if "n3_amplitude" in changed:
                self.line.value = self.state.n3_amplitude
        finally:
            self._following = False
