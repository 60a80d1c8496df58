"""One night of polysomnography: its signals, hypnograms and events, around one xarray tree."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import xarray as xr

from explorer.night import accessors as accessors  # registers them with xarray
from explorer.night.account import AccountEntry, read_account
from explorer.night.conversions import Conversions
from explorer.night.hypnogram import DEFAULT_EPOCH_LENGTH, make_hypnogram
from explorer.night.schema import CONVENTIONS, ROOT_ATTRS, UNSCORED_BY, make_events, make_hypnograms
from explorer.vocabulary.stages import Stage


@dataclass(frozen=True)
class Channel:
    """What is known of a channel without reading its samples."""

    name: str
    kind: str
    units: str
    sampling_frequency: float
    """Hz"""
    group: str
    """Its group under /signals."""
    row: int
    """Its place within that group."""
    is_bad: bool = False
    """Whether it was marked bad beside the recording."""
    reference: str = ""
    """What it was measured against, where that is said beside the recording."""


@dataclass(frozen=True, eq=False)
class Night(Conversions):
    """One night, compared by identity and never changed.

    Parameters
    ----------
    tree : xr.DataTree
        ``/signals/<rate>`` with ``signal`` (channel, time), ``/hypnogram`` with ``stage`` (scorer,
        epoch), ``/events``, and the attrs of `ROOT_ATTRS`. See `make_night`.
    """

    tree: xr.DataTree

    @classmethod
    def make(
        cls,
        signals: Mapping[str, xr.Dataset],
        hypnograms: Mapping[str, xr.DataArray] | None = None,
        events: xr.Dataset | None = None,
        probabilities: Mapping[str, xr.DataArray] | None = None,
        **attrs: object,
    ) -> "Night":
        """Make a night from its parts.

        Parameters
        ----------
        signals : mapping of str to xr.Dataset
            By `rate_name`; see `make_signals`. May be empty, for a hypnogram alone.
        hypnograms : mapping of str to xr.DataArray, optional
            By scorer. Without any, the night is unscored throughout.
        events : xr.Dataset, optional
            See `make_events`.
        probabilities : mapping of str to xr.DataArray, optional
            Of stages, by scorer, where a stager gave them: see `make_hypnograms`.
        **attrs
            Some of `ROOT_ATTRS`.

        Returns
        -------
        Night

        Raises
        ------
        ValueError
            If an attr is unknown, or there is neither a signal nor a hypnogram.
        """
        unknown = sorted(set(attrs) - set(ROOT_ATTRS))
        if unknown:
            raise ValueError(f"unknown attributes {unknown}, expected some of {list(ROOT_ATTRS)}")
        if not signals and not hypnograms:
            raise ValueError("a night needs a signal or a hypnogram, has neither")
        if not hypnograms:
            duration = max(_duration(dataset) for dataset in signals.values())
            epochs = int(np.ceil(duration / DEFAULT_EPOCH_LENGTH))
            hypnograms = {UNSCORED_BY: make_hypnogram([Stage.UNSCORED] * epochs)}
        said = {"Conventions": CONVENTIONS, **ROOT_ATTRS, **attrs}
        said["simulated"] = int(bool(said["simulated"]))  # NetCDF knows no truth values
        tree = xr.DataTree.from_dict(
            {
                "/": xr.Dataset(attrs=said),
                "/signals": xr.Dataset(),
                **{f"/signals/{rate}": dataset for rate, dataset in signals.items()},
                "/hypnogram": make_hypnograms(hypnograms, probabilities),
                "/events": make_events() if events is None else events,
            }
        )
        return cls(tree)

    @property
    def attrs(self) -> dict[str, Any]:
        """What is said of the night as a whole, as `make` takes it."""
        said = {**ROOT_ATTRS, **{str(key): value for key, value in self.tree.attrs.items()}}
        said.pop("Conventions", None)  # of the tree
        return {**said, "simulated": bool(said["simulated"])}

    @cached_property
    def signals(self) -> Mapping[str, xr.Dataset]:
        """Signals by the name of their sampling frequency's group."""
        return {
            name: node.to_dataset() for name, node in self.tree.children["signals"].children.items()
        }

    @cached_property
    def channels(self) -> Mapping[str, Channel]:
        """Every channel by its name, in the order of the file's groups."""
        found: dict[str, Channel] = {}
        for group, signals in self.signals.items():
            frequency = float(signals["sampling_frequency"])
            said = {
                name: signals.coords[name].values
                if name in signals.coords
                else np.full(signals.sizes["channel"], "")
                for name in ("channel", "kind", "units", "status", "reference")
            }
            for row, words in enumerate(zip(*said.values(), strict=True)):
                name, kind, units, status, reference = map(str, words)
                found[name] = Channel(
                    *(name, kind, units, frequency, group, row),
                    is_bad=status == "bad",
                    reference=reference,
                )
        return found

    @cached_property
    def duration(self) -> float:
        """Length in s: of the recording, or of the hypnogram where there is no recording."""
        lengths = [_duration(signals) for signals in self.signals.values()]
        if lengths:
            return max(lengths)
        hypnogram = self.hypnogram
        return float(hypnogram.sizes["epoch"] * hypnogram.epoch_length + self.first_onset)

    @property
    def first_onset(self) -> float:
        """Where the first epoch begins, in s from the start of the recording."""
        onset = self.hypnograms.onset.values
        return float(onset[0]) if onset.size else 0.0

    @property
    def start(self) -> datetime | None:
        """Clock time at which the recording begins, where the file says."""
        text = str(self.attrs["start"])
        return datetime.fromisoformat(text) if text else None

    @cached_property
    def hypnograms(self) -> xr.DataArray:
        """Stages, dims (scorer, epoch)."""
        return self.tree.children["hypnogram"].to_dataset()["stage"]

    @cached_property
    def hypnogram(self) -> xr.DataArray:
        """Stages by the first scorer, dims (epoch); all unscored where nobody scored."""
        return self.hypnograms.isel(scorer=0)

    @cached_property
    def probabilities(self) -> xr.DataArray | None:
        """Probabilities of stages, dims (scorer, epoch, stage_name); None where nobody gave any."""
        return self.tree.children["hypnogram"].to_dataset().get("probability")

    @cached_property
    def is_scored(self) -> bool:
        """Whether anybody scored this night."""
        return bool((self.hypnograms.values != Stage.UNSCORED).any())

    @property
    def events(self) -> xr.Dataset:
        """Events, along ``event``: see `make_events`."""
        return self.tree["events"].to_dataset()

    @property
    def simulated(self) -> bool:
        """Whether this night comes from a model rather than from a person."""
        return bool(self.attrs["simulated"])

    @property
    def reader_notes(self) -> tuple[str, ...]:
        """What was found in the file, and what was assumed."""
        notes = self.attrs["reader_notes"]
        return (notes,) if isinstance(notes, str) else tuple(map(str, np.atleast_1d(notes)))

    @property
    def account(self) -> tuple[AccountEntry, ...]:
        """What of its files was used and what was not, one entry a thing."""
        return read_account(str(self.attrs["account"]))

    @property
    def title(self) -> str:
        """A short name for menus and headings."""
        parts = [str(self.attrs[key]) for key in ("subject", "night", "condition")]
        return " · ".join(part for part in parts if part) or str(self.attrs["source"]) or "night"

    def signal(self, channel: str) -> xr.DataArray:
        """One channel, whole, lazy.

        Parameters
        ----------
        channel : str
            Its name.

        Returns
        -------
        xr.DataArray, dims (time), in the channel's units

        Raises
        ------
        ValueError
            If the night has no such channel.
        """
        found = self._channel(channel)
        return self.signals[found.group]["signal"].isel(channel=found.row)

    def window(
        self, start: float, stop: float, channels: Sequence[str] | None = None
    ) -> dict[str, xr.DataArray]:
        """Read the samples in [start, stop), by sampling frequency.

        Parameters
        ----------
        start, stop : float
            s from the start of the recording; cut to the recording.
        channels : sequence of str, optional
            All, if not given.

        Returns
        -------
        dict of str to xr.DataArray, dims (channel, time)
            By the name of the frequency's group ("256Hz"); float32 in the channels' units.

        Raises
        ------
        ValueError
            If a channel is unknown or the window is empty.
        """
        windows = {}
        for group, samples in self.samples(start, stop, channels).items():
            signal = self.signals[group]["signal"]
            first, last = self._span(group, start, stop)
            window = signal.isel(channel=self._rows(channels)[group], time=slice(first, last))
            # Not `load`: that would write out the time coordinate, twice the size of the samples.
            windows[group] = window.copy(data=samples)
        return windows

    def samples(
        self, start: float, stop: float, channels: Sequence[str] | None = None
    ) -> dict[str, np.ndarray]:
        """Read as `window` does, without coordinates: for what is drawn while a hand moves.

        Parameters
        ----------
        start, stop : float
            s from the start of the recording; cut to the recording.
        channels : sequence of str, optional
            All, if not given.

        Returns
        -------
        dict of str to array of float32, shape (channels, samples)

        Raises
        ------
        ValueError
            If a channel is unknown or the window is empty.
        """
        if not start < stop:
            raise ValueError(f"a window must have start < stop, is {start}-{stop} s")
        found = {}
        for group, rows in self._rows(channels).items():
            first, last = self._span(group, start, stop)
            read = self._reads[group]
            found[group] = (
                self._variables[group][rows, first:last].values
                if read is None
                else read(rows, first, last)
            )
        return found

    @cached_property
    def _variables(self) -> dict[str, xr.Variable]:
        return {group: signals["signal"].variable for group, signals in self.signals.items()}

    @cached_property
    def _reads(self) -> dict[str, Callable[[list[int], int, int], np.ndarray] | None]:
        return {group: _direct_reader(variable) for group, variable in self._variables.items()}

    def _rows(self, channels: Sequence[str] | None) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = {}
        for name in self.channels if channels is None else channels:
            found = self._channel(name)
            rows.setdefault(found.group, []).append(found.row)
        return rows

    def _span(self, group: str, start: float, stop: float) -> tuple[int, int]:
        length = self._variables[group].sizes["time"]
        frequency = self._frequencies[group]
        first, last = (min(max(round(time * frequency), 0), length) for time in (start, stop))
        return first, last

    @cached_property
    def _frequencies(self) -> dict[str, float]:
        return {group: float(s["sampling_frequency"]) for group, s in self.signals.items()}

    def _channel(self, name: str) -> Channel:
        if name not in self.channels:
            raise ValueError(f"no channel {name!r}, expected one of {list(self.channels)}")
        return self.channels[name]


def _duration(signals: xr.Dataset) -> float:
    return signals.sizes["time"] / float(signals["sampling_frequency"])


def _direct_reader(variable: xr.Variable) -> Callable[[list[int], int, int], np.ndarray] | None:
    """Find what reads rows straight from a file that nobody has indexed yet, else None.

    The indexing of xarray takes longer than reading a window does.
    """
    lazy: Any = getattr(variable, "_data", None)
    source: Any = getattr(lazy, "array", None)
    key: Any = getattr(lazy, "key", None)
    if not hasattr(source, "read") or key is None or source.shape != variable.shape:
        return None
    untouched = all(isinstance(part, slice) and part == slice(None) for part in key.tuple)
    read: Callable[[list[int], int, int], np.ndarray] = source.read
    return read if untouched else None
