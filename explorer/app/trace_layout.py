"""Lanes of the traces: where each channel is drawn, and how many units fill its lane."""

from dataclasses import dataclass
from types import MappingProxyType

from explorer.app.analysis_cache import AnalysisCache
from explorer.app.state import ExplorerState
from explorer.night.channel import Channel
from explorer.render.round_numbers import round_number
from explorer.render.theme import Theme
from explorer.vocabulary.channels import KINDS_IN_VOLTS, Kind

# uV from one lane to the next at a gain of 1: 75 uV, the amplitude criterion, is half an EEG lane.
_SPANS = MappingProxyType({Kind.EEG: 150.0, Kind.EOG: 300.0, Kind.EMG: 100.0, Kind.ECG: 1500.0})
_ROOM = 1.25  # lanes' width in spreads for what has no usual scale
_LARGEST_SPREAD = 4.0  # usual lanes that a signal may fill before its lane is widened


@dataclass(frozen=True)
class TraceLane:
    """One channel's place among the traces."""

    channel: Channel
    centre: float
    offset: float
    """Value drawn in the middle of the lane, in the channel's units."""
    span: float
    """Units from one lane to the next at a gain of 1."""
    gain: float
    """How much larger than usual; below zero where the trace is upside down."""
    colour: str

    @property
    def shown_units(self) -> str:
        """Units as a reader knows them."""
        return "µV" if self.channel.units == "uV" else self.channel.units

    def as_message(self) -> dict[str, object]:
        """Tell the page what it needs to draw this lane."""
        return {
            "centre": self.centre,
            "offset": self.offset,
            "span": self.span,
            "gain": self.gain,
            "colour": self.colour,
        }


def lay_out_traces(
    state: ExplorerState, cache: AnalysisCache, theme: Theme
) -> tuple[TraceLane, ...]:
    """Lanes of the channels shown, from the top down."""
    count = len(state.visible_channels)
    lanes = []
    scales = cache.scales(state.visible_channels, state.montage)
    for row, name in enumerate(state.visible_channels):
        channel = state.night.channels[name]
        middle, spread = scales[name]
        lanes.append(
            TraceLane(
                channel=channel,
                centre=float(count - 1 - row),
                offset=middle,
                span=_span(channel, spread),
                gain=state.channel_gain(name),
                colour=theme.trace(channel.kind if channel.kind in _SPANS else Kind.OTHER),
            )
        )
    return tuple(lanes)


def _span(channel: Channel, spread: float) -> float:
    usual = _SPANS.get(Kind(channel.kind)) if channel.kind in KINDS_IN_VOLTS else None
    if usual is None or channel.units != "uV":
        return round_number(spread * _ROOM) if spread else 1.0
    if spread > _LARGEST_SPREAD * usual or (spread and spread < usual / 50):
        return round_number(spread * _ROOM)
    return usual
