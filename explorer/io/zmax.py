"""ZMax headbands: a folder of EDF files with one channel each, opened as the one night they are.

HDRecorder writes ``EEG L.edf`` and ``EEG R.edf``, and beside them acceleration (``dX.edf`` …),
temperature, light, noise, oximetry and others. Its scoring is a text with a code an epoch, which is
read as any program's.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from xarray.backends import BackendArray
from xarray.core import indexing

from explorer.io.edf import read_edf
from explorer.io.reading_choices import Reading
from explorer.io.recording import Recording
from explorer.night.reading_account import FILE, AccountEntry
from explorer.night.schema import make_signals
from explorer.vocabulary.counts import pluralize

EEG_FILES = ("EEG L.edf", "EEG R.edf")
_OTHERS = (
    *("dX.edf", "dY.edf", "dZ.edf", "BODY TEMP.edf", "LIGHT.edf", "NOISE.edf", "BATT.edf"),
    *("RSSI.edf", "NASAL L.edf", "NASAL R.edf", "OXY_DARK_AC.edf", "OXY_DARK_DC.edf"),
    *("OXY_IR_AC.edf", "OXY_IR_DC.edf", "OXY_R_AC.edf", "OXY_R_DC.edf"),
)


class ChannelFiles(BackendArray):
    """One channel from each of several files, dims (channel, time), read where it is looked at.

    Parameters
    ----------
    parts : sequence of xr.Variable, dims (channel, time)
        One channel each, lazy; cut to the shortest.
    """

    dtype = np.dtype(np.float32)

    def __init__(self, parts: Sequence[xr.Variable]) -> None:
        self.parts = list(parts)
        self.shape = (len(self.parts), min(part.sizes["time"] for part in self.parts))

    def __getitem__(self, key: indexing.ExplicitIndexer) -> np.ndarray:
        """Values at an explicit indexer of xarray's."""
        out: np.ndarray = indexing.explicit_indexing_adapter(
            key, self.shape, indexing.IndexingSupport.OUTER, self._get
        )
        return out

    def _get(self, key: tuple[Any, ...]) -> np.ndarray:
        rows, times = key
        within = np.arange(self.shape[1])[times] if not isinstance(times, slice) else times
        if isinstance(within, slice):
            within = slice(*within.indices(self.shape[1]))
        picked = np.arange(self.shape[0])[rows]
        read = [self.parts[row][0, within].values for row in np.atleast_1d(picked)]
        return np.asarray(read[0] if np.ndim(picked) == 0 else np.stack(read), np.float32)


def is_zmax(path: Path) -> bool:
    """Whether a path is a ZMax headband's folder, or the EEG of one side beside the other's."""
    folder = path if path.is_dir() else path.parent
    named = path.is_dir() or path.name in EEG_FILES
    return named and all((folder / name).is_file() for name in EEG_FILES)


def read_zmax(path: str | Path, reading: Reading) -> Recording:
    """Open all channels of a ZMax headband's folder without reading their samples.

    Parameters
    ----------
    path : str or Path
        The folder, or the EEG file of either side in it.
    reading : Reading
        What is said of it.

    Returns
    -------
    Recording
        A channel a file, named as the file is.

    Raises
    ------
    ValueError
        If an EEG file is no EDF, or both begin at different times.
    OSError
        If it cannot be read.
    """
    folder = Path(path) if Path(path).is_dir() else Path(path).parent
    eeg = [(name, read_edf(folder / name, reading)) for name in EEG_FILES]
    starts = [one.start for _, one in eeg]
    if starts[0] != starts[1]:
        raise ValueError(
            f"{folder}: EEG L.edf begins at {starts[0]} and EEG R.edf at {starts[1]}; expected the "
            "files of one recording in a folder"
        )
    unread: list[str] = []
    others: list[tuple[str, Recording]] = []
    for name in _OTHERS:
        try:
            one = read_edf(folder / name, reading)
        except (ValueError, OSError) as error:
            if (folder / name).is_file():  # some versions write headers that no EDF has
                unread.append(f"{name} not read: {error}")
            continue
        if one.start == starts[0]:
            others.append((name, one))
        else:
            unread.append(f"{name} not read: it begins at {one.start}")
    groups: dict[str, list[tuple[str, xr.Dataset]]] = {}
    for name, one in [*eeg, *others]:
        for group, signals in one.signals.items():
            groups.setdefault(group, []).append((name.removesuffix(".edf"), signals))
    made = {group: _together(members) for group, members in groups.items()}
    names = [name for members in groups.values() for name, _ in members]
    notes = [
        f"{pluralize(len(names), 'file')} of a ZMax headband opened as one recording: "
        f"{', '.join(names)}",
        *dict.fromkeys(note for _, one in eeg for note in one.notes),
        *unread,
    ]
    account = [AccountEntry(FILE, name, "a channel") for name in names]
    account += [AccountEntry(FILE, said.split(" not read")[0], why=said) for said in unread]
    return replace(eeg[0][1], signals=made, notes=notes, account=account)


def _together(members: Sequence[tuple[str, xr.Dataset]]) -> xr.Dataset:
    """Channels of one sampling frequency from several files, as one group."""
    frequency = float(members[0][1]["sampling_frequency"])
    parts = [signals["signal"].isel(channel=[0]).variable for _, signals in members]
    array = xr.Variable(("channel", "time"), indexing.LazilyIndexedArray(ChannelFiles(parts)))
    return make_signals(
        array,
        frequency,
        [name for name, _ in members],
        [str(signals.kind.values[0]) for _, signals in members],
        [str(signals.units.values[0]) for _, signals in members],
    )
