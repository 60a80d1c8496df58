"""How traces are looked at: scale, polarity and order of a kind or a channel, filters by kind."""

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from explorer.analysis.channel_samples import is_within_reach
from explorer.app.night.filter_words import kind_words
from explorer.app.state import ExplorerState
from explorer.render.environment import pieces
from explorer.vocabulary.channels import Kind
from explorer.vocabulary.display_filters import RECOMMENDED, display_filter

_FILTER = pieces("night/filter_words.html.j2")
_ALL = "all traces"
_AS_RECORDED = "as recorded"
_KIND, _CHANNEL = "kind", "channel"

Target = tuple[str, str]
"""What the buttons are for: a kind ("" for all) or a channel, and its name."""


class TraceLooks:
    """A list of what can be looked at otherwise, its buttons, and a filter a kind.

    Parameters
    ----------
    state : ExplorerState
        Its gains, polarities, filters and order of channels are shown, and written.
    """

    def __init__(self, state: ExplorerState) -> None:
        self.state = state
        self.target = widgets.Dropdown(
            layout=widgets.Layout(width="98%"),
            tooltip="traces that the buttons below change",
        )
        self.smaller = _button("−", "traces smaller (key −)")
        self.larger = _button("+", "traces larger (key +)")
        self.invert = _button("±", "turn the polarity around")
        self.up = _button("▲", "this channel one place up")
        self.down = _button("▼", "this channel one place down")
        self.filters: dict[str, widgets.Dropdown] = {}
        self.filter_words: dict[str, widgets.HTML] = {}
        self.filter_rows = widgets.VBox([])
        self.look_row = widgets.HBox([self.smaller, self.larger, self.invert, self.up, self.down])
        self._following = False
        self._safe: Callable[[Callable[..., None]], Callable[..., None]] = lambda callback: callback

    def connect(self, safe_callback: Callable[[Callable[..., None]], Callable[..., None]]) -> None:
        """Let the buttons write to the state, each callback wrapped by `safe_callback`."""
        self._safe = safe_callback
        self.smaller.on_click(safe_callback(lambda _b: self._scale(-1)))
        self.larger.on_click(safe_callback(lambda _b: self._scale(+1)))
        self.invert.on_click(safe_callback(lambda _b: self.state.invert(self._channels())))
        self.up.on_click(safe_callback(lambda _b: self._move(-1)))
        self.down.on_click(safe_callback(lambda _b: self._move(+1)))
        self.target.observe(safe_callback(lambda _change: self._enable()), "value")

    def follow(self, changed: frozenset[str]) -> None:
        """Offer what is shown, and say which filters are on."""
        if changed & {"night", "visible_channels", "montage"}:
            self._offer()
        if "night" in changed:
            self._offer_filters()
        if changed & {"night", "display_filters"}:
            self._following = True
            try:
                for kind, box in self.filters.items():
                    box.value = self._is_on(kind)
            finally:
                self._following = False
        if changed & {"night", "display_filters", "visible_channels", "montage"}:
            self._say_filters()

    @property
    def _chosen(self) -> Target:
        chosen: Target = self.target.value or (_KIND, "")
        return chosen

    def _channels(self) -> tuple[str, ...]:
        """Which channels the buttons are for."""
        what, name = self._chosen
        if what == _CHANNEL:
            return (name,)
        every = self.state.night.channels.values()
        return tuple(one.name for one in every if not name or one.kind == name)

    def _scale(self, steps: int) -> None:
        what, name = self._chosen
        if what == _CHANNEL:
            self.state.change_scale(name, steps)
        else:
            self.state.change_gain(name, steps)

    def _move(self, places: int) -> None:
        what, name = self._chosen
        if what == _CHANNEL:
            self.state.move_channel(name, places)

    def _offer(self) -> None:
        state = self.state
        kinds = dict.fromkeys(str(c.kind) for c in state.night.channels.values())
        chosen = self.target.value
        options = [
            (_ALL, (_KIND, "")),
            *((f"{kind} only", (_KIND, kind)) for kind in kinds),
            *((f"{state.derivation(n)} only", (_CHANNEL, n)) for n in state.visible_channels),
        ]
        self.target.options = options
        known = [value for _, value in options]
        self.target.value = chosen if chosen in known else known[0]
        self._enable()

    def _enable(self) -> None:
        self.up.disabled = self.down.disabled = self._chosen[0] != _CHANNEL

    def _offer_filters(self) -> None:
        kinds = dict.fromkeys(channel.kind for channel in self.state.night.channels.values())
        self.filters, self.filter_words = {}, {}
        for kind in kinds:
            band = RECOMMENDED.get(Kind(kind))
            if band is None:
                continue
            box = widgets.Dropdown(
                options=[(_AS_RECORDED, False), (band.name, True)],
                description=str(kind),
                tooltip=f"what {kind} is looked at through; the band is another matter",
                layout=widgets.Layout(width="98%"),
                style={"description_width": "36px"},
                value=self._is_on(kind),
                disabled=not self._can_filter(kind),
            )
            box.observe(self._safe(lambda change, kind=kind: self._filter(kind, change)), "value")
            self.filters[str(kind)] = box
            self.filter_words[str(kind)] = widgets.HTML()
        rows = zip(self.filters.values(), self.filter_words.values(), strict=True)
        self.filter_rows.children = tuple(one for row in rows for one in row)

    def _is_on(self, kind: str) -> bool:
        """Whether a kind is looked at through its filter, which one too slow for it is not."""
        is_on = display_filter(kind, self.state.display_filters) is not None
        return is_on and self._can_filter(kind)

    def _can_filter(self, kind: str) -> bool:
        """Whether any channel of a kind is sampled fast enough for the kind's filter."""
        every = [one for one in self.state.night.channels.values() if one.kind == kind]
        return any(
            is_within_reach(RECOMMENDED[Kind(kind)].low, one.sampling_frequency) for one in every
        )

    def _say_filters(self) -> None:
        """Say below each filter how much of it the channels shown take."""
        state = self.state
        for kind, words in self.filter_words.items():
            every = [state.night.channels[name] for name in state.visible_channels]
            said = kind_words(
                RECOMMENDED[Kind(kind)],
                is_on=display_filter(kind, state.display_filters) is not None,
                shown=[one for one in every if one.kind == kind],
                label=state.derivation,
            )
            words.value = _FILTER.note(said)

    def _filter(self, kind: str, change: dict[str, Any]) -> None:
        if not self._following:
            others = dict(self.state.display_filters)
            self.state.display_filters = tuple(sorted((others | {kind: change["new"]}).items()))


def _button(text: str, tooltip: str) -> widgets.Button:
    return widgets.Button(
        description=text, tooltip=tooltip, layout=widgets.Layout(width="30px", min_width="30px")
    )
