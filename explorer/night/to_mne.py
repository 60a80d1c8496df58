"""A night as an MNE Raw, read when it is asked for, and its stages and events as Annotations."""

import json
from collections.abc import Collection, Sequence
from datetime import UTC
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np

from explorer.night.night import Night
from explorer.night.schema import ROOT_ATTRS
from explorer.vocabulary.channels import Kind
from explorer.vocabulary.stage_annotations import STAGE_TEXTS
from explorer.vocabulary.stages import Stage
from explorer.vocabulary.units import MICROVOLT

DESCRIBED = "sleep-architecture-explorer: "
"""How the description of a Raw begins that says what MNE has no field for."""

_TYPES = {Kind.EEG: "eeg", Kind.EOG: "eog", Kind.EMG: "emg", Kind.ECG: "ecg"}
_IN_VOLTS = 1e-6  # uV to V
_FINEST = 10**6  # denominators of sampling frequencies up to here are taken as exact


def to_raw(night: Night, channels: Sequence[str] | None = None, scorer: str | None = None) -> Any:
    """Make an MNE Raw of a night, as `Night.to_mne` says."""
    import mne

    channels = [channels] if isinstance(channels, str) else channels
    names = list(night.channels) if channels is None else list(channels)
    if not names:
        raise ValueError(f"{night.title}: a night without signals, of which there is no Raw")
    for name in names:
        night.signal(name)  # refuses what is no channel
    chosen = [night.channels[name] for name in names]
    frequency = max(one.sampling_frequency for one in chosen)
    types = [_TYPES.get(Kind(one.kind), "misc") for one in chosen]
    types = [
        kind if one.units == MICROVOLT else "misc" for kind, one in zip(types, chosen, strict=True)
    ]
    info = mne.create_info(names, frequency, types)
    with info._unlock():
        for channel, one in zip(info["chs"], chosen, strict=True):
            if one.units == MICROVOLT:
                channel["unit"] = mne.io.constants.FIFF.FIFF_UNIT_V
        if night.start is not None:
            info["meas_date"] = night.start.replace(tzinfo=UTC)
    info["bads"] = [one.name for one in chosen if one.is_bad]
    info["description"] = DESCRIBED + json.dumps(_description(night, names), ensure_ascii=False)
    raw = _raw_class()(info, Rows(night, names, frequency))
    stop = raw.n_times / frequency
    raw.set_annotations(to_annotations(night, scorer, names, stop))
    return raw


def _description(night: Night, names: Sequence[str]) -> dict[str, Any]:
    """Write what MNE has no field for: kinds, units and frequencies, and the night's words."""
    channels = {
        name: {
            "kind": str(one.kind),
            "units": one.units,
            "sampling_frequency": one.sampling_frequency,
            "samples": night.signal(name).sizes["time"],
            "reference": one.reference,
        }
        for name in names
        for one in (night.channels[name],)
    }
    said = {
        key: value
        for key, value in night.attrs.items()
        if key in ROOT_ATTRS and isinstance(value, str | bool | int | float) and value == value
        if value not in ("", False) and key not in ("account", "start")
    }
    return {
        "channels": channels,
        "attrs": said,
        "notes": list(night.reader_notes),
        "epoch": [float(night.hypnogram.epoch_length), night.first_onset],
    }


class Rows:
    """Channels of a night at one sampling frequency; slower ones hold each sample until the next.

    Parameters
    ----------
    night : Night
    names : sequence of str
    frequency : float
        Hz, not below that of any.
    """

    def __init__(self, night: Night, names: Sequence[str], frequency: float) -> None:
        self.night, self.names, self.frequency = night, list(names), frequency
        channels = [night.channels[name] for name in names]
        self.samples = max(
            held_samples(night.signal(one.name).sizes["time"], one.sampling_frequency, frequency)
            for one in channels
        )

    def __deepcopy__(self, memo: object) -> "Rows":
        """Return the same: a night never changes."""
        return self

    def read(self, places: Sequence[int], first: int, last: int) -> np.ndarray:
        """Read samples in MNE's units, float64, shape (channels, samples); NaN past the end."""
        out = np.full((len(places), last - first), np.nan)
        by_group: dict[str, list[int]] = {}
        for row, place in enumerate(places):
            by_group.setdefault(self.night.channels[self.names[place]].group, []).append(row)
        for group, rows in by_group.items():
            channels = [self.night.channels[self.names[places[row]]] for row in rows]
            own = channels[0].sampling_frequency
            total = self.night.signals[group].sizes["time"]
            at = slow_places(np.arange(first, last), own, self.frequency)
            inside = at < total
            if not inside.any():
                continue
            low, high = int(at[0]), int(at[inside][-1]) + 1
            places_here = [one.row for one in channels]
            read = _in_mne_units(self.night, group, places_here, low, high)
            for row, values in zip(rows, read, strict=True):
                out[row, inside] = values[at[inside] - low]
        return out


def _in_mne_units(
    night: Night, group: str, rows: Sequence[int], first: int, last: int
) -> np.ndarray:
    """Read samples in MNE's units, float64; those of a Raw as they are in it, never rounded."""
    signals = night.signals[group]
    variable = signals["signal"].variable
    source: Any = getattr(variable._data, "array", None)
    volts = np.array([unit == MICROVOLT for unit in signals["units"].values[list(rows)]])
    factors = np.where(volts, _IN_VOLTS, 1.0)
    if hasattr(source, "own_values") and source.shape == variable.shape:
        read = source.own_values(list(rows), first, last)
        factors = factors * source.factors[list(rows)]
        factors[np.isclose(factors, 1, rtol=1e-12)] = 1.0
    else:
        read = np.asarray(variable[list(rows), first:last].values, np.float64)
    out: np.ndarray = read * factors[:, None]
    return out


def slow_places(fast: np.ndarray, own: float, frequency: float) -> np.ndarray:
    """Place of the sample that a slower channel holds at each of the fast ones.

    Examples
    --------
    >>> slow_places(np.arange(6), 1.0, 3.0).tolist()
    [0, 0, 0, 1, 1, 1]
    """
    ratio = _ratio(own, frequency)
    places: np.ndarray = fast * ratio.numerator // ratio.denominator
    return places


def first_places(slow: np.ndarray, own: float, frequency: float) -> np.ndarray:
    """Place among the fast samples at which each of a slower channel's begins.

    Examples
    --------
    >>> first_places(np.arange(3), 2.0, 3.0).tolist()
    [0, 2, 3]
    """
    ratio = _ratio(own, frequency)
    places: np.ndarray = -(-slow * ratio.denominator // ratio.numerator)
    return places


def held_samples(samples: int, own: float, frequency: float) -> int:
    """How many fast samples hold so many slow ones.

    Examples
    --------
    >>> held_samples(3, 1.0, 256.0)
    768
    """
    return int(first_places(np.array([samples]), own, frequency)[0])


def _ratio(own: float, frequency: float) -> Fraction:
    slow, fast = (Fraction(one).limit_denominator(_FINEST) for one in (own, frequency))
    return slow / fast


def to_annotations(
    night: Night,
    scorer: str | None = None,
    channels: Collection[str] | None = None,
    stop: float = np.inf,
) -> Any:
    """Make MNE Annotations of a night, as `Night.to_annotations` says."""
    import mne

    rows: list[tuple[float, float, str, tuple[str, ...], dict[str, Any]]] = []
    hypnogram = (
        night.hypnogram if scorer is None else night.hypnograms.sel(scorer=_known(night, scorer))
    )
    if (hypnogram.values != Stage.UNSCORED).any():
        length = float(hypnogram.epoch_length)
        named = str(hypnogram.scorer.item())
        rows += [
            (float(onset), length, STAGE_TEXTS[Stage(int(code))], (), {"scorer": named})
            for onset, code in zip(hypnogram.onset.values, hypnogram.values, strict=True)
        ]
    for key, text in (("lights_off", "Lights off"), ("lights_on", "Lights on")):
        if (moment := float(night.attrs[key])) == moment:
            rows.append((moment, 0.0, text, (), {}))
    known = night.channels if channels is None else channels
    events = night.events
    columns = [events[name].values.tolist() for name in events.data_vars]
    for cells in zip(*columns, strict=True):
        event = dict(zip(map(str, events.data_vars), cells, strict=True))
        channel = event.pop("channel")
        where = (channel,) if channel in known else ()
        further = event if where or not channel else {**event, "channel": channel}
        onset, duration, kind = (further.pop(key) for key in ("onset", "duration", "kind"))
        rows.append((onset, duration, str(kind), where, further))
    rows = [row for row in rows if 0 <= row[0] < stop]
    return mne.Annotations(
        [row[0] for row in rows],
        [row[1] for row in rows],
        [row[2] for row in rows],
        ch_names=[row[3] for row in rows],
        extras=[row[4] for row in rows],
    )


def _known(night: Night, scorer: str) -> str:
    names = night.hypnograms.scorer.values.tolist()
    if scorer not in names:
        raise ValueError(f"no scorer {scorer!r}, expected one of {names}")
    return scorer


@cache
def _raw_class() -> Any:
    """Make the class of Raws that read a night; MNE is imported only when one is wanted."""
    from mne.io import BaseRaw

    class NightRaw(BaseRaw):  # type: ignore[misc]
        """A night as MNE reads it, a window at a time."""

        def __init__(self, info: Any, rows: Rows) -> None:
            super().__init__(
                info,
                preload=False,
                last_samps=[rows.samples - 1],
                filenames=[None],
                raw_extras=[{"rows": rows}],
                verbose="error",
            )

        def _read_segment_file(
            self, data: Any, idx: Any, fi: int, start: int, stop: int, _cals: Any, mult: Any
        ) -> None:
            rows: Rows = self._raw_extras[fi]["rows"]
            read = rows.read(np.arange(len(rows.names))[idx].tolist(), start, stop)
            data[:] = read if mult is None else mult @ read

    return NightRaw
