"""How the spectrogram is looked at: its frequency axis, and between which levels in dB."""

from collections.abc import Callable

import ipywidgets as widgets

from explorer.analysis.spectrogram_settings import (
    MOST_TAPERS,
    STEPS,
    USUAL,
    USUAL_HIGHEST,
    WINDOWS,
)
from explorer.app.spectrogram_display import LEVELS, SPECTROGRAM_TOPS
from explorer.app.state import ExplorerState

_FOLLOW = "colours by the channel"
_FIXED = "colours fixed, in dB"
_USUAL = "usual windows"
_OWN = "own window, step, tapers"
_SETTINGS = (
    (
        "window, s",
        "window, s: longer tells frequencies apart, shorter tells times apart",
        *WINDOWS,
        1.0,
    ),
    ("step, s", "step, s: from one window to the next", *STEPS, 0.5),
    ("tapers", "tapers: more are smoother, over a wider band", 1, MOST_TAPERS, 1),
)
_SHOWN_BY = frozenset(
    {
        *("night", "spectrogram_top", "spectrogram_logarithmic"),
        *("colour_limits", "spectrogram_settings"),
    }
)
_FIRST = (-5.0, 25.0)
"""dB, what is offered first where the channel's own are not known."""


class SpectrogramControls:
    """Lists of top frequencies and axes, a switch for the colours, and fields for their ends.

    Parameters
    ----------
    state : ExplorerState
        Its ``spectrogram_top`` and ``colour_limits`` are shown, and written.
    """

    def __init__(self, state: ExplorerState) -> None:
        self.state = state
        wide = widgets.Layout(width="98%")
        self.top = widgets.Dropdown(
            options=[
                (f"up to {hz or USUAL_HIGHEST:g} Hz", hz)
                for hz in sorted(SPECTROGRAM_TOPS, key=lambda hz: hz or USUAL_HIGHEST)
            ],
            tooltip="highest frequency shown",
            layout=wide,
        )
        self.axis = widgets.Dropdown(
            options=[("linear frequency axis", False), ("logarithmic axis", True)],
            tooltip="frequency axis: a logarithmic one gives slow waves as much room as sigma",
            layout=wide,
        )
        self.mode = widgets.Dropdown(
            options=[(_FOLLOW, False), (_FIXED, True)],
            tooltip="whether nights and channels share one scale of colours",
            layout=wide,
        )
        self.low, self.high = (_level(words, name) for words, name in _ENDS)
        self.how = widgets.Dropdown(
            options=[(_USUAL, False), (_OWN, True)],
            tooltip="multitaper settings: of the picture alone, no number rests on them",
            layout=wide,
        )
        self.fields = tuple(_setting(*one) for one in _SETTINGS)
        self.settings = widgets.VBox(list(self.fields), layout=widgets.Layout(width="98%"))
        self.settings.add_class("spectrogram-settings")
        self.ends = widgets.HBox([self.low, self.high], layout=widgets.Layout(width="98%"))
        self.rows = (self.top, self.axis, self.mode, self.ends, self.how, self.settings)
        self._following = False
        self.drawn: Callable[[], tuple[float, float] | None] = lambda: None
        """Gives the levels that are drawn now."""

    def connect(self, safe_callback: Callable[[Callable[..., None]], Callable[..., None]]) -> None:
        """Let the controls write to the state, each callback wrapped by `safe_callback`."""
        for box in (self.top, self.axis, self.mode, self.low, self.high, self.how, *self.fields):
            box.observe(safe_callback(lambda change: self._write(change["owner"])), "value")

    def _write(self, box: widgets.Widget) -> None:
        if self._following:
            return
        state = self.state
        if box is self.top:
            state.spectrogram_top = box.value
        elif box is self.axis:
            state.spectrogram_logarithmic = box.value
        elif box is self.how:
            state.spectrogram_settings = self._usual() if box.value else ()
        elif box in self.fields:
            if state.spectrogram_settings:
                state.spectrogram_settings = tuple(field.value for field in self.fields)
        elif box is self.mode:
            levels = self.drawn() or _FIRST
            state.colour_limits = tuple(round(x) for x in levels) if box.value else ()
        elif state.colour_limits:
            low, high = self.low.value, self.high.value
            if high - low < 1:  # the other end yields
                low, high = (low, low + 1) if box is self.low else (high - 1, high)
            state.colour_limits = (low, high)

    def _usual(self) -> tuple[float, float, int]:
        """Give the settings that a hand begins with: those that were taken so far."""
        night = self.state.night
        channel = night.channels.get(self.state.analysis_channel)
        rate = channel.sampling_frequency if channel else 1.0
        found = USUAL.on(night.duration, float(night.hypnogram.epoch_length), rate)
        return (found.window, found.step, found.tapers)

    def follow(self, changed: frozenset[str]) -> None:
        """Show the state."""
        if not changed & _SHOWN_BY:
            return
        self._following = True
        try:
            self.top.value = self.state.spectrogram_top
            self.axis.value = self.state.spectrogram_logarithmic
            own = self.state.spectrogram_settings
            self.how.value = bool(own)
            self.settings.layout.display = None if own else "none"
            for field, value in zip(self.fields, own, strict=False):
                field.value = value
            self.mode.value = bool(self.state.colour_limits)
            self.ends.layout.display = None if self.state.colour_limits else "none"
            if self.state.colour_limits:
                self.low.value, self.high.value = self.state.colour_limits
        finally:
            self._following = False


_ENDS = (("from", "darkest colour, dB"), ("to", "brightest colour, dB"))


def _level(words: str, tooltip: str) -> widgets.BoundedFloatText:
    return widgets.BoundedFloatText(
        min=LEVELS[0],
        max=LEVELS[1],
        step=1,
        description=words,
        tooltip=tooltip,
        layout=widgets.Layout(width="auto", flex=f"1 1 {len(words)}ch", min_width="0"),
        style={"description_width": "max-content"},
    )


def _setting(
    words: str, tooltip: str, least: float, most: float, step: float
) -> widgets.BoundedFloatText | widgets.BoundedIntText:
    kind = widgets.BoundedIntText if isinstance(step, int) else widgets.BoundedFloatText
    return kind(
        min=least,
        max=most,
        step=step,
        description=words,
        tooltip=tooltip,
        layout=widgets.Layout(width="auto"),
        style={"description_width": "45%"},
    )
