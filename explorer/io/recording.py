"""What a reader of recordings hands over, before a hypnogram is found for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import xarray as xr

from explorer.io.scoring_content import Scoring
from explorer.night.reading_account import AccountEntry


@dataclass(frozen=True)
class Recording:
    """The signals of one file, and what it says of itself."""

    signals: Mapping[str, xr.Dataset]
    """By `explorer.night.schema.rate_name`; see `make_signals`. Empty where there are none."""
    scoring: Scoring
    """Stages, lights and events inside the file; without hypnograms where nobody scored in it."""
    start: datetime | None = None
    """When the first sample was taken."""
    attrs: Mapping[str, object] = field(default_factory=dict)
    """Further attrs of `explorer.night.schema.ROOT_ATTRS`."""
    notes: Sequence[str] = ()
    account: Sequence[AccountEntry] = ()
    """What of the signals' file was used and what was not."""
    first_sample: int = 0
    """Number of the first sample, where a cut recording counts on from what was cut off."""

    @property
    def frequency(self) -> float | None:
        """Highest sampling frequency in Hz, to which MNE brings every channel; None without any."""
        rates = (float(one["sampling_frequency"]) for one in self.signals.values())
        return max(rates, default=None)

    @property
    def duration(self) -> float:
        """Length of the longest signal in s."""
        return max(
            (float(s.sizes["time"] / s["sampling_frequency"]) for s in self.signals.values()),
            default=0.0,
        )
