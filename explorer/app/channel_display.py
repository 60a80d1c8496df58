"""Channel display: which channels are drawn, in what order, how large and through what filter."""

from collections.abc import Collection
from typing import Any

from traitlets import TraitError, Tuple, validate

from explorer.analysis.channel_samples import is_within_reach
from explorer.app.night_on_screen import NightOnScreen
from explorer.vocabulary.bands import Band
from explorer.vocabulary.display_filters import display_filter

GAIN_STEP = 2**0.5
GAINS = (1 / 64, 64.0)
"""How small and how large traces can be drawn."""
INVERTED = " (inverted)"
"""Behind the name of a channel that is drawn upside down."""


class ChannelDisplay(NightOnScreen):
    """The part of `ExplorerState` that says how the channels of a night are drawn."""

    visible_channels = Tuple()
    """Names of the channels shown, from the top down."""

    gains = Tuple()
    """Pairs of (kind, gain): how much larger than usual a kind's traces are drawn."""

    display_filters = Tuple()
    """Pairs of (kind, whether through its filter) where somebody chose; else as at first."""

    channel_scales = Tuple()
    """Pairs of (channel, factor): how much larger than its kind it is drawn."""

    inverted = Tuple()
    """Names of channels drawn upside down."""

    def display_filter(self, channel: str) -> Band | None:
        """Filter that a channel is looked at through, as its kind is; None for as recorded."""
        found = self.night.channels[channel]
        band = display_filter(found.kind, self.display_filters)
        held = band is not None and is_within_reach(band.low, found.sampling_frequency)
        return band if held else None

    def gain(self, kind: str) -> float:
        """How much larger than usual a kind's traces are drawn."""
        return float(dict(self.gains).get(kind, 1.0))

    def change_gain(self, kind: str, steps: int) -> None:
        """Draw the traces of one kind larger by so many steps of sqrt(2); "" for all kinds."""
        kinds = {channel.kind for channel in self.night.channels.values()}
        changed = {k: self.gain(k) for k in kinds}
        for k in kinds if not kind else {kind}:
            changed[k] = min(max(changed.get(k, 1.0) * GAIN_STEP**steps, GAINS[0]), GAINS[1])
        self.gains = tuple(sorted(changed.items()))

    def channel_gain(self, channel: str) -> float:
        """How much larger than usual a channel is drawn; below zero where it is upside down."""
        kind = self.night.channels[channel].kind
        scale = float(dict(self.channel_scales).get(channel, 1.0))
        return self.gain(kind) * scale * (-1 if channel in self.inverted else 1)

    def change_scale(self, channel: str, steps: int) -> None:
        """Draw one channel larger by so many steps of sqrt(2)."""
        scales = dict(self.channel_scales)
        wanted = scales.get(channel, 1.0) * GAIN_STEP**steps
        scales[channel] = min(max(wanted, GAINS[0]), GAINS[1])
        self.channel_scales = tuple(sorted(scales.items()))

    def polarity_words(self, channel: str) -> str:
        """Say behind a channel's name that it is drawn upside down; "" where it is not."""
        return INVERTED if channel in self.inverted else ""

    def invert(self, channels: Collection[str]) -> None:
        """Turn the polarity of these channels around."""
        self.inverted = tuple(sorted(set(self.inverted) ^ set(channels)))

    def move_channel(self, channel: str, places: int) -> None:
        """Move one of the channels shown so many places down."""
        order = [name for name in self.visible_channels if name != channel]
        if channel in self.visible_channels:
            at = self.visible_channels.index(channel) + places
            order.insert(min(max(at, 0), len(order)), channel)
            self.visible_channels = tuple(order)

    @validate("visible_channels")
    def _known_channels(self, proposal: dict[str, Any]) -> tuple[str, ...]:
        unknown = [name for name in proposal["value"] if name not in self.night.channels]
        if unknown:
            raise TraitError(f"no channels {unknown}, expected some of {list(self.night.channels)}")
        return tuple(dict.fromkeys(proposal["value"]))
