"""Which traces are shown: a check box a channel, by kind, with a search, all, none and reset."""

from collections.abc import Callable
from typing import Any

from explorer.app.state import ExplorerState
from explorer.bridge.table_widget import TableWidget
from explorer.night.channel import Channel
from explorer.night.first_look import first_look
from explorer.render.environment import pieces

_TEMPLATE = "night/channel_list.html.j2"
_CHANNEL = "channel"
_MOST_UNFOLDED = 24  # channels of a kind that stand there before a hand unfolds it
_SEARCHED_FROM = 10  # channels
_ALL, _NONE, _RESET = "all", "none", "reset"


class ChannelList:
    """One click adds a channel or takes it away; the others stay as they are.

    Parameters
    ----------
    state : ExplorerState
        Its ``visible_channels`` are shown, and written.
    """

    def __init__(self, state: ExplorerState) -> None:
        self.state = state
        self.widget = TableWidget()
        self.widget.add_class("channel-list")

    def connect(self, safe_callback: Callable[[Callable[..., None]], Callable[..., None]]) -> None:
        """Let the list write to the state, each callback wrapped by `safe_callback`."""
        self.widget.listen("choose", safe_callback(self._choose))
        self.widget.listen("act", safe_callback(lambda message: self._act(message["what"])))
        self.widget.observe(safe_callback(lambda _change: self._show()), "unfolded")

    def follow(self, changed: frozenset[str]) -> None:
        """Show which channels are drawn."""
        if "night" in changed:
            self.widget.unfolded = [
                f"kind:{kind}"
                for kind, channels in self._by_kind().items()
                if len(channels) <= _MOST_UNFOLDED
            ]
        if changed & {"night", "visible_channels", "montage", "inverted"}:
            self._show()

    def _choose(self, message: dict[str, Any]) -> None:
        name, state = str(message["value"]), self.state
        if message["name"] != _CHANNEL or name not in state.night.channels:
            return
        shown = tuple(one for one in state.visible_channels if one != name)
        state.visible_channels = self._added(shown, {name}) if message.get("checked") else shown

    def _act(self, what: str) -> None:
        state = self.state
        chosen = {_ALL: tuple(state.night.channels), _NONE: (), _RESET: first_look(state.night)}
        what, _, kind = what.partition(":")
        if not kind:
            state.visible_channels = chosen[what]
            return
        of_kind = {channel.name for channel in self._by_kind().get(kind, ())}
        others = tuple(name for name in state.visible_channels if name not in of_kind)
        state.visible_channels = self._added(others, of_kind) if what == _ALL else others

    def _added(self, shown: tuple[str, ...], names: set[str]) -> tuple[str, ...]:
        """Put channels where the night has them, among others in an order of their own."""
        places = {name: place for place, name in enumerate(self.state.night.channels)}
        order = list(shown)
        for name in sorted(names, key=places.__getitem__):
            later = (at for at, one in enumerate(order) if places[one] > places[name])
            order.insert(next(later, len(order)), name)
        return tuple(order)

    def _by_kind(self) -> dict[str, list[Channel]]:
        by_kind: dict[str, list[Channel]] = {}
        for channel in self.state.night.channels.values():
            by_kind.setdefault(str(channel.kind), []).append(channel)
        return by_kind

    def _words(self, name: str) -> str:
        return self.state.derivation(name) + self.state.polarity_words(name)

    def _show(self) -> None:
        shown = set(self.state.visible_channels)
        kinds = [
            (
                kind,
                sum(channel.name in shown for channel in channels),
                len(channels),
                [(c.name, self._words(c.name), c.name in shown) for c in channels]
                if f"kind:{kind}" in self.widget.unfolded
                else [],
            )
            for kind, channels in self._by_kind().items()
        ]
        self.widget.value = pieces(_TEMPLATE).channels(
            kinds, len(self.state.night.channels) >= _SEARCHED_FROM
        )
