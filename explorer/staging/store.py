"""What a stager said, kept on disk beside the journals: a kernel that dies costs no staging."""

import contextlib
import math
import os
import zipfile
import zlib
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import xarray as xr

from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.scoring.combine_scorers import Staging
from explorer.scoring.journal_location import night_identity
from explorer.storage.changed_files import open_local_file
from explorer.storage.user_folders import stagings_folder
from explorer.storage.whole_writes import replacing
from explorer.vocabulary.stages import SCORED

MOST_KEPT = 200
"""Nights whose staging is kept, some 40 kB each; of more, those used longest ago are removed."""

_LARGEST = 64 * 2**20  # bytes, unpacked
_ENDING = ".npz"
_VERSION = 1
_DAMAGE = (EOFError, NotImplementedError, zipfile.BadZipFile, zlib.error)  # by numpy and zipfile


def save_staging(night: Night, staging: Staging) -> Path:
    """Write a staging where `load_staging` finds it again, in place of this night's earlier one.

    Parameters
    ----------
    night : Night
        Known again by its content, wherever its file lies.
    staging : Staging
        On the night's epochs.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    path = _path(night)
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as unfinished, unfinished.open("wb") as file:
        np.savez_compressed(
            file,
            version=np.array(_VERSION),
            codes=staging.hypnogram.values,
            probability=staging.probability.values,
            epoch_length=np.array(float(staging.hypnogram.epoch_length)),
            first_onset=np.array(night.first_onset),
            scorer=np.array(staging.scorer),
            channels=np.array(staging.channels, np.str_),
            notes=np.array(staging.notes, np.str_),
        )
    _clear(path.parent)
    return path


def load_staging(night: Night) -> Staging | None:
    """Find what a stager said of a night before.

    Parameters
    ----------
    night : Night

    Returns
    -------
    Staging or None
        None where nothing is kept, where it cannot be read, or where it was laid on other epochs
        than the night's now.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> load_staging(Night.make({}, {"me": make_hypnogram(["W", "N2", "REM"] * 7)})) is None
    True
    """
    path = _path(night)
    try:
        with open_local_file(path) as file:
            _check(file)
            file.seek(0)
            with np.load(file, allow_pickle=False) as found:
                staging = _read(night, found)
        os.utime(path)
    except (*_DAMAGE, OSError, ValueError, KeyError, TypeError, OverflowError):
        return None
    return staging


def _check(npz: BinaryIO) -> None:
    """Refuse arrays that say they are larger than the file has them: room is made before reading.

    Raises
    ------
    ValueError
        If one is, or all together are no staging of a night.
    """
    with zipfile.ZipFile(npz) as parts:
        every = parts.infolist()
        if sum(part.file_size for part in every) > _LARGEST:
            raise ValueError("more than a staging of a night has")
        for part in every:
            with parts.open(part) as file:
                version = np.lib.format.read_magic(file)
                if version != (1, 0):  # that of all arrays whose names are short
                    raise ValueError("an array of another version")
                shape, _, dtype = np.lib.format.read_array_header_1_0(file)
                if file.tell() + math.prod(shape) * dtype.itemsize != part.file_size:
                    raise ValueError("an array of another size than it says")


def _read(night: Night, found: Any) -> Staging:
    """Make a staging of a file's arrays.

    Raises
    ------
    ValueError
        If they do not fit each other or the night.
    """
    grid = night.hypnogram
    length, first = float(found["epoch_length"]), float(found["first_onset"])
    codes, belief = found["codes"], found["probability"]
    said = (int(found["version"]), codes.shape, belief.shape, length, first)
    epochs = grid.sizes["epoch"]
    here = (float(grid.epoch_length), night.first_onset)
    if said != (_VERSION, (epochs,), (epochs, len(SCORED)), *here):
        raise ValueError("this staging is of other epochs")
    hypnogram = make_hypnogram(codes, length, first_onset=first)
    return Staging(
        scorer=str(found["scorer"]),
        hypnogram=hypnogram,
        probability=xr.DataArray(
            belief,
            dims=("epoch", "stage_name"),
            coords={"stage_name": [one.name for one in SCORED], "onset": hypnogram.onset},
            name="probability",
            attrs={"units": "1", "long_name": "probability of the stage"},
        ),
        channels=tuple(map(str, found["channels"])),
        notes=tuple(map(str, found["notes"])),
    )


def _path(night: Night) -> Path:
    return stagings_folder() / f"{night_identity(night)}{_ENDING}"


def _clear(folder: Path) -> None:
    """Remove what was used longest ago, so that the folder stays small."""
    files = sorted(folder.glob(f"*{_ENDING}"), key=_used)
    for file in files[: max(len(files) - MOST_KEPT, 0)]:
        with contextlib.suppress(OSError):
            file.unlink()


def _used(file: Path) -> float:
    with contextlib.suppress(OSError):  # another page may be clearing too
        return file.stat().st_mtime
    return 0.0
