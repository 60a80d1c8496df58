"""Many nights by the clock: what a device's export, a folder of them or a table of nights holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path

import numpy as np
import xarray as xr

from explorer.metrics.clock_times import WEEKEND, is_free_day, local_seconds, midsleep
from explorer.metrics.hypnogram_rows import as_hypnograms
from explorer.metrics.metric import Metric
from explorer.metrics.metric_catalogue import metrics_of
from explorer.night.clock_change import NO_CHANGE, ClockChange, by_the_clock
from explorer.night.clock_words import clock_words
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.vocabulary.stages import Stage, is_sleep

MAIN, SECOND, NAP, OTHER = KINDS = ("night", "second sleep", "nap", "other account")
"""What a sleep is among those of its day: the longest, another one, a nap, or another device's
account of one that is there already."""


@dataclass(frozen=True, eq=False)
class ClockNight:
    """One sleep, on the clock where it was slept if that is known."""

    name: str
    """As its file or table calls it."""
    codes: np.ndarray
    """Stages of the time in bed, int8, shape (epochs,); none for a row of numbers alone."""
    epoch_length: float
    """s"""
    start: datetime | None
    """Local clock time from which its onsets count, without a zone; None where nobody says."""
    open: Callable[..., Night]
    """Opens it on the page of one night."""
    change: ClockChange = NO_CHANGE
    """Whether the clock moved in it, counted from `start`."""
    first_onset: float = 0.0
    """Where its time in bed begins, in s from `start`."""
    subject: str = ""
    condition: str = ""
    device: str = ""
    """Whose estimate its stages are; "" where a person or a program scored them."""
    zone: str = ""
    """Offset from UTC where it was slept, such as "+0100"; "" where the file has none."""
    called: date | None = None
    """Day by which its device or its table calls it."""
    kind: str = MAIN
    dated: bool = True
    """Whether its date can be believed; where not, it is drawn and no index rests on it."""
    simulated: bool = False
    free: bool | None = None
    """Whether it ended on a day without work, where its table says; by the weekday where not."""
    notes: tuple[str, ...] = ()
    """What its reader noted of it alone."""
    file: Path | None = None
    """Where it was read from; None for what no file holds."""
    place: int = -1
    """Place in `ManyNights.measured`; -1 where that has no row of it."""

    @cached_property
    def begins(self) -> float:
        """Bed time in s by the local clock; NaN where it is not known."""
        return float("nan") if self.start is None else local_seconds(self.start) + self.first_onset

    @property
    def hypnogram(self) -> xr.DataArray:
        """Stages of the time in bed, dims (epoch); onsets count from `start`."""
        return make_hypnogram(self.codes, self.epoch_length, first_onset=self.first_onset)

    @property
    def lasting(self) -> float:
        """Time in bed, s."""
        return self.codes.size * self.epoch_length

    @cached_property
    def clock_codes(self) -> np.ndarray:
        """Its stages on the clock's own hours: see `by_the_clock`."""
        return by_the_clock(self.codes, self.epoch_length, self.first_onset, self.change)

    def shown(self, seconds: float) -> float:
        """Say what the clock has gone on by, in s, so much time after bed time."""
        return seconds + self.change.added(self.first_onset + seconds)

    @cached_property
    def sleep_period(self) -> tuple[float, float]:
        """Sleep onset and the end of the last sleep, in s from bed time; NaN without sleep."""
        asleep = np.flatnonzero(is_sleep(self.codes))
        if not asleep.size:
            return float("nan"), float("nan")
        return float(asleep[0] * self.epoch_length), float((asleep[-1] + 1) * self.epoch_length)

    @cached_property
    def midsleep(self) -> float:
        """Midsleep in h after midnight; NaN where the clock is not known or nobody slept."""
        if self.start is None or not self.codes.size:
            return float("nan")
        return midsleep(self.hypnogram, self.start, self.change)

    @property
    def bed(self) -> datetime | None:
        """When its time in bed began, by the local clock; None where it is not known."""
        return self.start and self.start + timedelta(seconds=self.first_onset)

    @property
    def rise(self) -> datetime | None:
        """When it ended, by the clock as it then was; None where it is not known."""
        return self.bed and self.bed + timedelta(seconds=self.shown(self.lasting))

    @property
    def bed_and_rise(self) -> tuple[str, str]:
        """Both in words, "—" where they are not known."""
        if self.bed is None or self.rise is None:
            return "—", "—"
        return clock_words(local_seconds(self.bed)), clock_words(local_seconds(self.rise))

    @cached_property
    def woke_on(self) -> date | None:
        """Day on which it ended, by the clock where it was slept."""
        return self.rise.date() if self.rise else self.called


@dataclass(frozen=True, eq=False)
class ManyNights:
    """What the rows of the page are made of."""

    title: str
    nights: tuple[ClockNight, ...]
    notes: tuple[str, ...] = ()
    """What was assumed, left out or wrong, one sentence each."""
    measured: xr.Dataset | None = None
    """Metrics that were measured with the nights, dims (recording); see `ClockNight.place`."""
    free_days: tuple[int, ...] = WEEKEND
    """Days of the week that are free, where a night's table does not say; Monday is 0."""
    _values: dict[str, np.ndarray] = field(default_factory=dict, repr=False)

    def is_free(self, night: ClockNight) -> bool:
        """Whether a night ended on a day without work."""
        return is_free_day(night.woke_on, self.free_days) if night.free is None else night.free

    @property
    def counted(self) -> list[ClockNight]:
        """All sleeps but other devices' accounts of the same."""
        return [night for night in self.nights if night.kind != OTHER]

    @property
    def mains(self) -> list[ClockNight]:
        """Nights: neither naps nor second sleeps nor other accounts."""
        return [night for night in self.nights if night.kind == MAIN]

    @property
    def devices(self) -> tuple[str, ...]:
        """Whose estimates any stages are."""
        return tuple(dict.fromkeys(night.device for night in self.nights if night.device))

    @property
    def simulated(self) -> bool:
        """Whether any of it comes from a model."""
        return any(night.simulated for night in self.nights)

    @property
    def conditions(self) -> tuple[str, ...]:
        """In the order in which they come first."""
        return tuple(dict.fromkeys(night.condition for night in self.nights if night.condition))

    @property
    def subjects(self) -> tuple[str, ...]:
        """In the order in which they come first."""
        return tuple(dict.fromkeys(night.subject for night in self.nights))

    def metrics(self) -> dict[str, tuple[str, str]]:
        """Title and units of each metric that these nights have, by symbol or name."""
        found = {
            row.symbol: (row.title, row.units) for row in defined_metrics(self.nights).values()
        }
        if self.measured is not None:
            for name, values in self.measured.data_vars.items():
                symbol = str(values.attrs.get("symbol", name))
                if values.dims == ("recording",) and symbol not in found:
                    title = str(values.attrs.get("long_name", name))
                    found[symbol] = (title, str(values.attrs.get("units", "")))
        return found

    def values(self, symbol: str) -> np.ndarray:
        """One metric of each sleep.

        Parameters
        ----------
        symbol : str
            A key of `metrics`.

        Returns
        -------
        array of float, shape (nights,)
            NaN where it is not estimable.
        """
        if symbol not in self._values:
            rows = defined_metrics(self.nights)
            found = self._measured_values(symbol)
            if symbol in rows:  # of a night without stages what a device or a table counted
                own = metric_of_each(self.nights, rows[symbol])
                staged = np.array([bool(night.codes.size) for night in self.nights], bool)
                found = np.where(staged, own, found)
            self._values[symbol] = found
        return self._values[symbol]

    def _measured_values(self, symbol: str) -> np.ndarray:
        out = np.full(len(self.nights), np.nan)
        for name, values in (self.measured.data_vars if self.measured is not None else {}).items():
            if symbol in (str(name), values.attrs.get("symbol")):
                for row, night in enumerate(self.nights):
                    if night.place >= 0:
                        out[row] = float(values.values[night.place])
        return out


def defined_metrics(nights: Sequence[ClockNight]) -> dict[str, Metric]:
    """Rows of the catalogue that any of these nights' stages define, by symbol."""
    kinds: dict[frozenset[int], ClockNight] = {}
    for night in nights:
        if night.codes.size:
            codes = frozenset(np.unique(night.codes).tolist())
            kinds.setdefault(codes - {Stage.ARTEFACT, Stage.UNSCORED}, night)
    found: dict[str, Metric] = {}
    for night in kinds.values():
        hypnograms = as_hypnograms(night.hypnogram)
        for symbol, row in metrics_of(hypnograms).items():
            if hypnograms.told(row.detail).any():
                found.setdefault(symbol, row)
    return found


def metric_of_each(nights: Sequence[ClockNight], row: Metric) -> np.ndarray:
    """Compute one metric of each night; those of one length together.

    Returns
    -------
    array of float, shape (nights,)
    """
    groups: dict[tuple[int, float], list[int]] = {}
    for place, night in enumerate(nights):
        groups.setdefault((night.codes.size, night.epoch_length), []).append(place)
    out = np.full(len(nights), np.nan)
    for (epochs, _), places in groups.items():
        if epochs:
            grid = nights[places[0]].hypnogram
            codes = np.stack([nights[place].codes for place in places])
            stacked = xr.DataArray(codes, dims=("night", "epoch"), coords=grid.coords)
            out[places] = row.values(as_hypnograms(stacked))
    return out


def sort_out_days(nights: Sequence[ClockNight]) -> tuple[ClockNight, ...]:
    """Say of each sleep what it is among those of its day and person, in order of time.

    Parameters
    ----------
    nights : sequence of ClockNight
        Naps and other accounts are said already.

    Returns
    -------
    tuple of ClockNight
        Where two sleeps of one person lie over each other by more than half of the shorter, that of
        the device with fewer nights is another account; of the others of one day the longest is the
        night. Those without a clock come last and are nights.
    """
    count = {
        device: sum(one.device == device for one in nights)
        for device in {one.device for one in nights}
    }
    ranked = sorted(
        range(len(nights)),
        key=lambda at: (
            nights[at].kind == OTHER,
            -count[nights[at].device],
            nights[at].device,
            -nights[at].lasting,
        ),
    )
    kinds = [night.kind for night in nights]
    held: dict[tuple[str, int], list[int]] = {}
    for at in ranked:
        night = nights[at]
        if night.start is None or not night.lasting:
            continue
        day = int(night.begins // 86_400)
        near = [one for off in (-1, 0, 1) for one in held.get((night.subject, day + off), ())]
        if night.kind != OTHER and any(_lies_over(night, nights[one]) for one in near):
            kinds[at] = OTHER
        elif night.kind != OTHER:
            held.setdefault((night.subject, day), []).append(at)
    longest: dict[tuple[str, date], int] = {}
    for at, night in enumerate(nights):
        if kinds[at] == MAIN and night.start is not None and night.woke_on is not None:
            key = (night.subject, night.woke_on)
            if key not in longest or night.lasting > nights[longest[key]].lasting:
                longest[key] = at
    for at, night in enumerate(nights):
        if kinds[at] == MAIN and night.start is not None and night.woke_on is not None:
            kinds[at] = MAIN if longest[night.subject, night.woke_on] == at else SECOND
    sorted_out = [replace(one, kind=kind) for one, kind in zip(nights, kinds, strict=True)]
    return tuple(
        sorted(
            sorted_out,
            key=lambda one: (
                one.start is None,
                one.begins if one.start else 0.0,
                one.kind == OTHER,
            ),
        )
    )


def _lies_over(one: ClockNight, other: ClockNight) -> bool:
    over = min(one.begins + one.lasting, other.begins + other.lasting)
    over -= max(one.begins, other.begins)
    return over > min(one.lasting, other.lasting) / 2
