"""Nights of the Dreem Open Datasets (DOD-H, DOD-O): HDF5 with ``/signals`` and ``/hypnogram``.

A group of ``/signals`` a kind (``eeg``, ``eog``, ``emg`` …), with ``fs`` in Hz and ``unit`` among
its attributes, and a row of samples a channel; ``/hypnogram`` has a code every 30 s: -1 unscored,
0 W, 1 N1, 2 N2, 3 N3, 4 REM. Guillot et al. 2020, doi:10.1109/TNSRE.2020.3011181.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from xarray.backends import BackendArray
from xarray.core import indexing

from explorer.extras import import_extra
from explorer.io.channel_labels import deduplicate_labels
from explorer.io.reading_choices import Reading
from explorer.io.recording import Recording
from explorer.io.scoring_content import LONGEST, Scoring
from explorer.night.hypnogram import make_hypnogram
from explorer.night.reading_account import FIELD, AccountEntry
from explorer.night.schema import make_signals, rate_name
from explorer.vocabulary.channels import Kind, channel_kind
from explorer.vocabulary.counts import is_what
from explorer.vocabulary.stages import Stage
from explorer.vocabulary.units import MICROVOLT, to_microvolts

SCORER = "Dreem Open Datasets"
HDF = b"\x89HDF"
_EPOCH = 30.0
_SIGNALS, _HYPNOGRAM = "signals", "hypnogram"
_STAGES: MappingProxyType[int, Stage] = MappingProxyType(
    {
        -1: Stage.UNSCORED,
        0: Stage.W,
        1: Stage.N1,
        2: Stage.N2,
        3: Stage.N3,
        4: Stage.REM,
    }
)
_KINDS = MappingProxyType({"eeg": Kind.EEG, "eog": Kind.EOG, "emg": Kind.EMG})
_FASTEST = 32_000.0  # Hz that are believed


class _Channel(NamedTuple):
    row: str
    """Where it lies in the file."""
    label: str
    kind: str
    frequency: float
    samples: int
    unit: str


class HdfRows(BackendArray):
    """Rows of samples of an HDF5 file, dims (channel, time), read where they are looked at.

    Parameters
    ----------
    path : Path
    rows : sequence of (str, float)
        Where each lies in the file, and the factor to what it is kept in.
    samples : int
        Of each, as many as the shortest has.
    """

    dtype = np.dtype(np.float32)

    def __init__(self, path: Path, rows: Sequence[tuple[str, float]], samples: int) -> None:
        self.path, self.rows = path, tuple(rows)
        self.shape = (len(self.rows), samples)

    def __getitem__(self, key: indexing.ExplicitIndexer) -> np.ndarray:
        """Values at an explicit indexer of xarray's."""
        out: np.ndarray = indexing.explicit_indexing_adapter(
            key, self.shape, indexing.IndexingSupport.OUTER, self._get
        )
        return out

    def _get(self, key: tuple[Any, ...]) -> np.ndarray:
        rows, times = key
        picked = np.arange(self.shape[0])[rows]
        at = np.arange(self.shape[1])[times]
        ends = np.atleast_1d(at)
        first, stop = (int(ends.min()), int(ends.max()) + 1) if ends.size else (0, 0)
        with import_extra("h5py").File(self.path, "r") as file:
            read = [
                np.asarray(file[name][first:stop], np.float32)[at - first] * np.float32(scale)
                for name, scale in (self.rows[row] for row in np.atleast_1d(picked))
            ]
        return np.asarray(read[0] if np.ndim(picked) == 0 else np.stack(read), np.float32)


def is_dreem_open(path: Path, beginning: bytes) -> bool:
    """Whether a file is HDF5 with the two parts that a night of these data sets has.

    Raises
    ------
    MissingExtraError
        If it is HDF5, named as a night of these is, and h5py is not installed.
    """
    if not beginning.startswith(HDF) or path.suffix.lower() not in (".h5", ".hdf5"):
        return False
    try:
        with import_extra("h5py").File(path, "r") as file:
            return _SIGNALS in file and _HYPNOGRAM in file
    except OSError:
        return False


def read_dreem_open(path: str | Path, _reading: Reading) -> Recording:
    """Open a night of the Dreem Open Datasets without reading its samples.

    Parameters
    ----------
    path : str or Path
        An ``.h5`` file.

    Returns
    -------
    Recording
        Its channels, "C3_M2" as "C3-M2", in uV where their unit is one of volts; its stages as
        those of the scorer "Dreem Open Datasets".

    Raises
    ------
    ValueError
        If a group has no rate, a channel is no row of samples, or a code is no stage.
    OSError
        If it cannot be read.
    """
    path = Path(path)
    with import_extra("h5py").File(path, "r") as file:
        found, notes = _channels(path, file[_SIGNALS])
        codes = np.asarray(file[_HYPNOGRAM]).ravel()
        start = _start(dict(file.attrs))
    if not found:
        raise ValueError(f"{path}: no channel in /{_SIGNALS}; a row of samples a channel would do")
    names, more = deduplicate_labels([one.label for one in found])
    groups: dict[float, list[tuple[str, _Channel]]] = {}
    for name, one in zip(names, found, strict=True):
        groups.setdefault(one.frequency, []).append((name, one))
    signals: dict[str, xr.Dataset] = {}
    for frequency, members in groups.items():
        lengths = {one.samples for _, one in members}
        if len(lengths) > 1:
            notes.append(f"channels at {frequency:g} Hz end apart: all end with the shortest")
        volts = [to_microvolts(one.unit) for _, one in members]
        rows = [(one.row, factor or 1.0) for (_, one), factor in zip(members, volts, strict=True)]
        array = indexing.LazilyIndexedArray(HdfRows(path, rows, min(lengths)))
        signals[rate_name(frequency)] = make_signals(
            xr.Variable(("channel", "time"), array),
            frequency,
            [name for name, _ in members],
            [one.kind for _, one in members],
            [MICROVOLT if v else one.unit for (_, one), v in zip(members, volts, strict=True)],
        )
    stages = _stages(path, codes)
    account = [AccountEntry(FIELD, f"/{one.row}", "a channel") for one in found]
    account.append(AccountEntry(FIELD, f"/{_HYPNOGRAM}", "stages", len(stages)))
    return Recording(
        signals,
        Scoring({SCORER: make_hypnogram(stages, _EPOCH)}),
        start,
        {},
        [
            "a night of the Dreem Open Datasets: its stages are those of /hypnogram, every 30 s",
            *notes,
            *more,
        ],
        account,
    )


def _channels(path: Path, signals: Mapping[str, Any]) -> tuple[list[_Channel], list[str]]:
    found: list[_Channel] = []
    notes: list[str] = []
    # HDF5 lists by the alphabet: what stages are scored from goes first.
    known = [name for name in _KINDS if name in signals]
    for group_name in (*known, *(name for name in signals if name not in known)):
        group = signals[group_name]
        if not hasattr(group, "items"):
            notes.append(f"/{_SIGNALS}/{group_name} is no group of channels: not read")
            continue
        frequency = _number(group.attrs.get("fs"))
        if not 0 < frequency <= _FASTEST:
            raise ValueError(
                f"{path}: fs of /{_SIGNALS}/{group_name} {is_what(group.attrs.get('fs'))}, "
                "expected samples a second, such as 250"
            )
        unit = _text(group.attrs.get("unit"))
        if not unit and group_name in _KINDS:
            unit = MICROVOLT
            notes.append(f"/{_SIGNALS}/{group_name} has no unit: taken for uV")
        for name, row in group.items():
            if getattr(row, "ndim", 0) != 1 or not 0 < row.shape[0] <= LONGEST * frequency:
                raise ValueError(
                    f"{path}: /{_SIGNALS}/{group_name}/{name} is no row of samples of a night"
                )
            label = name.replace("_", "-")
            # An ECG stands among the muscles: what a channel is, its name says first.
            kind = str(channel_kind(label))
            kind = _KINDS.get(group_name, kind) if kind == Kind.OTHER else kind
            place = f"{_SIGNALS}/{group_name}/{name}"
            found.append(_Channel(place, label, kind, frequency, row.shape[0], unit))
    return found, notes


def _stages(path: Path, codes: np.ndarray) -> list[Stage]:
    unknown = sorted({str(code) for code in codes.tolist()} - {str(code) for code in _STAGES})
    if unknown or codes.dtype.kind not in "iuf":
        raise ValueError(
            f"{path}: /{_HYPNOGRAM} has {', '.join(unknown[:4])}, expected -1 unscored, 0 W, 1 N1, "
            "2 N2, 3 N3 or 4 REM"
        )
    return [_STAGES[int(code)] for code in codes]


def _start(attrs: Mapping[str, Any]) -> datetime | None:
    """When it began, by seconds since 1970 in UTC, where the file says so."""
    said = _number(attrs.get("start_time"))
    if not 0 < said < 2**33:
        return None
    return datetime.fromtimestamp(said, UTC).replace(tzinfo=None)


def _number(said: Any) -> float:
    try:
        return float(said)
    except (TypeError, ValueError):
        return float("nan")


def _text(said: Any) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said or "")
