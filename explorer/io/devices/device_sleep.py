"""One sleep as a device's export has it, before it is laid on a grid of epochs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from explorer.night.clock_change import ClockChange, change_between
from explorer.night.reading_account import AccountEntry
from explorer.vocabulary.stages import Stage

DEVICE_EPOCH = 30.0
"""s of the grid on which stretches of stages are laid."""


@dataclass(frozen=True)
class DeviceSleep:
    """One sleep as a device has it."""

    start: datetime
    """With its offset from UTC where the file gives one, else the clock's where it was slept."""
    onsets: Sequence[float]
    """s from the start, time that passed."""
    durations: Sequence[float]
    """s"""
    stages: Sequence[Stage]
    day: str = ""
    """Date by which the device calls it; that on which it ended, where it has none."""
    is_nap: bool = False
    source: str = ""
    """Which of a file's devices or programs it is from, where it names them."""
    end: datetime | None = None
    """As the file has it, with its own offset."""
    totals: Mapping[Stage, float] = field(default_factory=dict)
    """s of each stage by the device's own summary."""
    clock_change: ClockChange | None = None
    """Where the file itself shows when its clock moved; else by the offsets of its ends."""
    asleep: float = float("nan")
    """s asleep by the device's own summary."""
    epoch_length: float = DEVICE_EPOCH
    """s"""
    notes: tuple[str, ...] = ()
    entries: tuple[AccountEntry, ...] = ()

    @property
    def lasting(self) -> float:
        """How long it is, in s."""
        return max((o + d for o, d in zip(self.onsets, self.durations, strict=True)), default=0.0)

    @property
    def change(self) -> ClockChange:
        """When and by how much the clock moved in it."""
        if self.clock_change is not None:
            return self.clock_change
        return change_between(self.start, self.end)

    @property
    def begins(self) -> float:
        """Seconds since 1970 by its own clock, or of UTC where that is known."""
        known = self.start if self.start.tzinfo else self.start.replace(tzinfo=UTC)
        return known.timestamp()

    @property
    def wake_day(self) -> date:
        """Date on which it ended, where it was slept."""
        passed = timedelta(seconds=self.lasting + self.change.added(self.lasting))
        return (self.end or self.start + passed).date()


@dataclass(frozen=True)
class DeviceExport:
    """All sleeps that one export has, and what is to be said of it."""

    device: str
    """Whose they are, such as "Oura"."""
    sleeps: tuple[DeviceSleep, ...]
    """In any order."""
    notes: tuple[str, ...] = ()
    entries: tuple[AccountEntry, ...] = ()
    tells_naps: bool = True
    """Whether the file says which of them are naps; else `mark_naps` does."""
