"""Derivations by hand: two lists and a field that add a channel, and a list that takes it away."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

from explorer.app.derived_channels import derive, derived_names, set_derivations
from explorer.app.state import ExplorerState
from explorer.bridge.table_widget import TableWidget
from explorer.night.channel import Channel
from explorer.night.derivation_names import unique_names
from explorer.night.derivation_terms import LAPLACIAN, LONGEST, MEAN
from explorer.night.derivations import SeveralReferencesError, read_expression
from explorer.night.montage import mastoids
from explorer.render.environment import pieces
from explorer.vocabulary.channels import KINDS_IN_VOLTS, Kind

_TEMPLATE = "night/derivations.html.j2"
_TRIED = 8  # names, of what two lists say at first
_FEWEST = 2  # channels, of a mean or a difference
_MEAN_SHOWN, _NEIGHBOURS, _MASTOIDS = "=mean", "=laplacian", "=mastoids"


class DerivationControls:
    """What a derived channel is made of is chosen from two lists, or written.

    Parameters
    ----------
    state : ExplorerState
        Its night gets the channels.
    """

    def __init__(self, state: ExplorerState) -> None:
        self.state = state
        self.widget = TableWidget()
        self.widget.add_class("derivations")
        self._first = self._second = self._written = self._problem = self._way_out = ""

    def connect(self, safe_callback: Callable[[Callable[..., None]], Callable[..., None]]) -> None:
        """Let the lists write to the state, each callback wrapped by `safe_callback`."""
        self.widget.listen("choose", safe_callback(self._choose))
        self.widget.listen("act", safe_callback(lambda message: self._act(message["what"])))

    def follow(self, changed: frozenset[str]) -> None:
        """Show what can be derived of this night, and what was."""
        if "night" in changed:
            self._problem = self._way_out = ""
            names = self._sites()
            if self._first not in names or self._second not in names:
                self._first, self._second = self._usual(list(names))
            self._show()
        elif "visible_channels" in changed:
            self._show()

    def _choose(self, message: dict[str, Any]) -> None:
        name, value = str(message["name"]), str(message["value"])
        if name == "first":
            self._first = value
        elif name == "second":
            self._second = value
        elif name == "expression":
            self._written = value
            if value.strip():
                self._derive(value)

    def _act(self, what: str) -> None:
        what, _, name = what.partition(":")
        if what == "add":
            self._derive(self._chosen())
        elif what == "take":
            self._derive(self._way_out)
        elif what == "remove":
            self._problem = self._way_out = ""
            others = [one for one in derived_names(self.state) if one != name]
            set_derivations(self.state, others)

    def _derive(self, expression: str) -> None:
        self._way_out = ""
        try:
            derive(self.state, expression)
        except ValueError as error:
            said = str(error)
            if isinstance(error, SeveralReferencesError) and error.way_out:
                said, self._way_out = error.said, error.way_out  # a press away, not to be retyped
            self._problem = f"{said[:1].upper()}{said[1:]}."
        else:
            self._problem = self._written = ""
        self._show()

    def _chosen(self) -> str:
        """Write what the two lists say as an expression."""
        first, second = self._first, self._second
        if second == _NEIGHBOURS:
            return f"{LAPLACIAN}({first})"
        if second == _MASTOIDS:
            return f"{first}-({'+'.join(mastoids(self.state.night.channels))})/2"
        if second == _MEAN_SHOWN:
            return f"{first}-{MEAN}({', '.join(self._shown())})"
        return f"{first}-{second}"

    def _sites(self) -> dict[str, str]:
        """Names that mean one channel each, and what the lists say of it."""
        return unique_names(self._recorded())

    def _recorded(self) -> dict[str, Channel]:
        return {
            name: channel
            for name, channel in self.state.night.channels.items()
            if not channel.derivation and channel.kind in KINDS_IN_VOLTS
        }

    def _usual(self, names: list[str]) -> tuple[str, str]:
        """Choose two at first that go together, if any two do."""
        for first, second in combinations(names[:_TRIED], 2):
            if self._is_taken(f"{first}-{second}"):
                return first, second
        return (names[0], names[1]) if len(names) >= _FEWEST else ("", "")

    def _shown(self) -> list[str]:
        channels = self.state.night.channels
        written = dict(zip(self._recorded(), self._sites(), strict=True))
        return [
            written[name]
            for name in self.state.visible_channels
            if channels[name].kind == Kind.EEG and not channels[name].derivation
        ]

    def _hint(self, names: list[str]) -> str:
        """Write examples of what this night takes."""
        pair = self._usual(names)
        written = (f"{pair[0]}-{pair[1]}", f"{MEAN}({pair[0]}, {pair[1]})")
        return ", ".join(one for one in written if pair[0] and self._is_taken(one))

    def _is_taken(self, expression: str) -> bool:
        try:
            read_expression(self.state.night, expression)
        except ValueError:
            return False
        return True

    def _show(self) -> None:
        sites = self._sites()
        against = dict(sites)
        if mastoids(self.state.night.channels):
            against[_MASTOIDS] = "linked mastoids"
        if len(self._shown()) >= _FEWEST:
            against[_MEAN_SHOWN] = "mean of the EEG shown"
        if sites:
            against[_NEIGHBOURS] = "its neighbours (Laplacian)"
        self.widget.value = pieces(_TEMPLATE).derivations(
            derived_names(self.state),
            sites if len(sites) >= _FEWEST else {},
            against,
            (self._first, self._second),
            self._written,
            self._problem,
            self._way_out,
            self._hint(list(sites)),
            LONGEST,
        )
