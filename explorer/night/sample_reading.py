"""How a night's samples are read: lazily by channel, by window, and fast for what is drawn."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import xarray as xr

from explorer.night.channel import Channel
from explorer.vocabulary.counts import listed


class SampleReading:
    """The methods of a night that read samples, and the channels that they are read of."""

    tree: xr.DataTree

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
                for name in ("channel", "kind", "units", "status", "reference", "derivation")
            }
            for row, words in enumerate(zip(*said.values(), strict=True)):
                name, kind, units, status, reference, derivation = map(str, words)
                found[name] = Channel(
                    *(name, kind, units, frequency, group, row),
                    is_bad=status == "bad",
                    reference=reference,
                    derivation=derivation,
                )
        return found

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
        channels : sequence of str, or str, optional
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
        channels : sequence of str, or str, optional
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
            found[group] = self.rows(group, rows, *self._span(group, start, stop))
        return found

    def rows(self, group: str, rows: list[int], first: int, last: int) -> np.ndarray:
        """Read samples of some channels of one sampling frequency, by their places.

        Parameters
        ----------
        group : str
            Name of the frequency's group.
        rows : list of int
            The channels' places in it.
        first, last : int
            Samples from `first` to before `last`.

        Returns
        -------
        array of float32, shape (rows, last - first)
        """
        read = self._reads[group]
        if read is not None:
            return read(rows, first, last)
        values: np.ndarray = self._variables[group][rows, first:last].values
        return values

    @cached_property
    def _variables(self) -> dict[str, xr.Variable]:
        return {group: signals["signal"].variable for group, signals in self.signals.items()}

    @cached_property
    def _reads(self) -> dict[str, Callable[[list[int], int, int], np.ndarray] | None]:
        return {group: _direct_reader(variable) for group, variable in self._variables.items()}

    def _rows(self, channels: Sequence[str] | None) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = {}
        channels = [channels] if isinstance(channels, str) else channels
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
            raise ValueError(f"no channel {name!r}, expected one of {listed(self.channels)}")
        return self.channels[name]


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
