"""Samples and annotations of an MNE recording, as a night has them; nothing is read or copied."""

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from xarray.backends import BackendArray
from xarray.core import indexing

from explorer.io.channel_units import ChannelTable, channel_scales, typical_amplitude
from explorer.io.edf_annotations import Annotation
from explorer.io.reading_choices import Reading
from explorer.io.unit_account import account_of_units
from explorer.night.reading_account import AccountEntry
from explorer.night.schema import make_signals
from explorer.storage.changed_files import reading_again
from explorer.storage.file_identity import Identity
from explorer.vocabulary.channels import Kind, channel_kind

_KINDS = {
    "eeg": Kind.EEG,
    "eog": Kind.EOG,
    "emg": Kind.EMG,
    "ecg": Kind.ECG,
    "resp": Kind.RESPIRATION,
}
_COMMENT = "Comment/"  # MNE puts the type of a BrainVision marker before its text


class MneArray(BackendArray):
    """Channels of an MNE recording, dims (channel, time), float32, read when asked for.

    Parameters
    ----------
    raw : mne.io.BaseRaw
        Not preloaded.
    factors : array of float, shape (channels,)
        From MNE's values to ours.
    written : mapping of Path to Identity
        Of every file that it consists of.
    """

    dtype = np.dtype(np.float32)

    def __init__(self, raw: Any, factors: np.ndarray, written: Mapping[Path, Identity]) -> None:
        self.raw = raw
        self.written = written
        self.factors = factors
        self.shape = (len(raw.ch_names), raw.n_times)

    def __getitem__(self, key: indexing.ExplicitIndexer) -> np.ndarray:
        """Values at an explicit indexer of xarray's."""
        out: np.ndarray = indexing.explicit_indexing_adapter(
            key, self.shape, indexing.IndexingSupport.BASIC, self._get
        )
        return out

    def _get(self, key: tuple[Any, ...]) -> np.ndarray:
        rows, times = key
        picked = np.atleast_1d(np.arange(self.shape[0])[rows])
        length = self.shape[1]
        span = range(*times.indices(length)) if isinstance(times, slice) else [times % length]
        if not len(span) or not picked.size:
            values = np.empty((picked.size, len(span)), np.float32)
        else:
            low, high = min(span[0], span[-1]), max(span[0], span[-1]) + 1
            values = self.read(picked.tolist(), low, high)
            values = values[:, np.asarray(span) - low]
        if not isinstance(times, slice):
            values = values[:, 0]
        return values if isinstance(rows, slice) else values[0]

    def read(self, rows: list[int], first: int, last: int) -> np.ndarray:
        """Read some channels from one sample to before another."""
        picked = np.asarray(rows)
        if first >= last or not picked.size:
            return np.empty((picked.size, max(last - first, 0)), np.float32)
        # MNE opens its files by name: they are held open beside it, before and after.
        with ExitStack() as same:
            for path, written in self.written.items():
                same.enter_context(reading_again(path, written))
            raw = self._read(picked, first, last)
        for path, written in self.written.items():  # nor did another stand there meanwhile
            with reading_again(path, written):
                pass
        values: np.ndarray = (raw * self.factors[picked, None]).astype(np.float32)
        return values

    def own_values(self, rows: list[int], first: int, last: int) -> np.ndarray:
        """Read samples as the recording has them, in MNE's units and float64."""
        return self._read(np.asarray(rows), first, last)

    def _read(self, picked: np.ndarray, low: int, high: int) -> np.ndarray:
        try:
            read: np.ndarray = self.raw.get_data(picked, start=low, stop=high, verbose="error")
        except OSError:
            raise
        except Exception as error:  # MNE's readers raise whatever their parsing meets
            reason = " ".join(str(error).split())[:200]
            raise OSError(f"samples {low} to {high}: {reason}") from None
        return read


def raw_signals(
    raw: Any,
    names: list[str],
    units: list[tuple[str, float]],
    scaling: np.ndarray,
    *,
    beside: list[str],
    reading: Reading,
    written: Mapping[Path, Identity],
) -> tuple[xr.Dataset, list[str], list[AccountEntry]]:
    """Make the Dataset of MNE's channels, whose samples are read when they are asked for.

    Parameters
    ----------
    raw : mne.io.BaseRaw
    names : list of str
        Of its channels, no two alike.
    units : list of (str, float)
        Unit and span of each, before MNE has multiplied its values by `scaling`.
    scaling : array of float, shape (channels,)
    beside : list of str
        Units that are said beside the recording.
    reading : Reading
        Units by hand, and kinds that are said beside the recording.
    written : mapping of Path to Identity
        Of the files that its samples are read from.

    Returns
    -------
    signals : xr.Dataset
    notes : list of str
    account : list of AccountEntry
    """
    frequency = float(raw.info["sfreq"])

    def amplitude(place: int) -> float:
        def read(first: int, last: int) -> np.ndarray:
            values: np.ndarray = raw.get_data([place], start=first, stop=last, verbose="error")
            return np.asarray(values[0] / scaling[place])

        return typical_amplitude(read, raw.n_times, frequency)

    table = ChannelTable(
        names,
        [unit for unit, _ in units],
        [span for _, span in units],
        [
            reading.channels.kind(name) or _kind(name, kind)
            for name, kind in zip(names, raw.get_channel_types(), strict=True)
        ],
        beside,
        amplitude,
    )
    scales, notes = channel_scales(table, reading.units)
    factors = np.array([scale.factor for scale in scales]) / scaling
    signals = make_signals(
        xr.Variable(
            ("channel", "time"), indexing.LazilyIndexedArray(MneArray(raw, factors, written))
        ),
        frequency,
        names,
        [scale.kind for scale in scales],
        [scale.units for scale in scales],
    )
    return signals, notes, account_of_units(table, scales)


def raw_start(raw: Any) -> datetime | None:
    """Clock time of the first sample of an MNE recording, which may be cut; None if not known."""
    measured = raw.info["meas_date"]
    if measured is None:
        return None
    start: datetime = measured.replace(tzinfo=None) + timedelta(seconds=float(raw.first_time))
    return start


def raw_annotations(raw: Any) -> list[Annotation]:
    """Annotations of an MNE recording, counted from its first sample; one for each channel."""
    return mne_annotations(raw.annotations, annotation_offset(raw))


def annotation_offset(raw: Any) -> float:
    """Return what is taken from onsets of an MNE recording, in s, to count from its first sample.

    With a date or without one, MNE counts a cut recording's onsets from where the first sample was
    before it was cut: `mne.io.Raw.set_annotations` adds ``first_time`` to those from the cut.
    """
    return float(raw.first_time)


def mne_annotations(annotations: Any, offset: float = 0.0) -> list[Annotation]:
    """Annotations of MNE as ours; one of several channels is one of each.

    Parameters
    ----------
    annotations : mne.Annotations
    offset : float
        s that is taken from each onset.
    """
    return [
        Annotation(
            float(one["onset"]) - offset,
            float(one["duration"]),
            str(one["description"]).removeprefix(_COMMENT) + (f"@@{channel}" if channel else ""),
        )
        for one in annotations
        for channel in (one.get("ch_names") or [""])
    ]


def _kind(name: str, mne_type: str) -> Kind:
    """Say what a channel records: by its label, where MNE's type is only its default."""
    by_label = channel_kind(name)
    given = _KINDS.get(mne_type, Kind.OTHER)
    return by_label if given in (Kind.EEG, Kind.OTHER) and by_label != Kind.OTHER else given
