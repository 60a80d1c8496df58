"""The sample night: made once, kept in the user's cache as EDF+, opened without being read."""

import gc
import os
from contextlib import suppress
from pathlib import Path

import numpy as np
import xarray as xr

from explorer import __version__
from explorer.models.graphoelements import COUPLING, TRUTH
from explorer.models.simulated_night import NOTE, simulate_night
from explorer.models.sleep_profiles import middle_age, profile_named
from explorer.night.night import Night
from explorer.storage.user_folders import sample_night_folders, temporary_folder
from explorer.storage.whole_writes import replacing
from explorer.vocabulary.seeds import whole_seed
from explorer.vocabulary.simulated_subjects import (
    DRAWN,
    simulated_subject,
    simulated_subject_title,
)

SAMPLE_SEED, OLDER_SEED = 128, 107
"""Of 200 seeds the young and the older night nearest to the median one, among those with four or
five complete cycles, N3 before REM, a long bout of it (10 and 5 min) and some awakenings:
`explorer.datasets.typical_night`."""

_REVISION = 7
"""Raise it when simulated nights change: a night kept from before is then made anew."""


def sample_night(profile: str = "young", *, seed: int = SAMPLE_SEED) -> Night:
    """Open the sample night, made and kept at its first use.

    Parameters
    ----------
    profile : str
        "young" or "older".
    seed : int
        As of `simulate_night`.

    Returns
    -------
    Night
        Eight hours; samples are read from the kept file when they are asked for.

    Raises
    ------
    ValueError
        If the profile is unknown, or the seed is none.
    OSError
        If no folder can be written, not even a temporary one.
    """
    seed = whole_seed(seed)
    name = profile_named(profile).name
    path = _kept(f"simulated-{name}-{seed}-{__version__}-{_REVISION}.edf")
    found = _opened(path, name, seed)
    if found is None:
        own = path.with_name(f"{path.stem}-{os.getpid()}{path.suffix}")
        keep_simulated_night(simulate_night(seed, profile=profile), own)
        found = _first_kept(own, path, name, seed)
        gc.collect()  # the arrays sit in a ring of references: 360 MB until somebody collects it
    return found


def _first_kept(own: Path, path: Path, profile: str, seed: int) -> Night:
    """Give a night its place, unless another process did so first, whose pages show that file."""
    try:
        try:
            os.link(own, path)
        except FileExistsError:
            if (found := _opened(path, profile, seed)) is not None:
                return found
            own.replace(path)  # a damaged one
        except OSError:  # a file system without links
            own.replace(path)
    finally:
        own.unlink(missing_ok=True)
    return open_simulated(path, profile, seed, middle_age(profile))


def _opened(path: Path, profile: str, seed: int) -> Night | None:
    """Open a kept night; None where there is none, or a damaged one."""
    with suppress(ValueError, OSError):
        return open_simulated(path, profile, seed, middle_age(profile)) if path.is_file() else None
    return None


def keep_simulated_night(night: Night, path: Path) -> Path:
    """Write a night as EDF+ so that nobody ever sees half of it.

    Parameters
    ----------
    night : Night
        With signals.
    path : Path
        A file ending in ``.edf``; one of that name is replaced.

    Returns
    -------
    Path
        The file.
    """
    from explorer.io.write import write_edf

    with replacing(path) as unfinished:
        write_edf(night, unfinished)
    return path


def open_simulated(path: Path, profile: str, seed: int, age: float) -> Night:
    """Open a kept night, and say again what EDF+ has no field for.

    Published figures stand beside the numbers by age, in years; NaN where there is none.
    """
    from explorer.io import open_night

    opened = open_night(
        path,
        subject=simulated_subject(profile, seed),
        subject_title=simulated_subject_title(profile, seed),
        source=f"simulated by Sleep Architecture Explorer {__version__}, seed {seed}",
        licence="CC0-1.0",
        simulated=True,
        age=age,
        hypnogram_source=DRAWN,
        reader_notes=[NOTE, COUPLING],
    )
    events = opened.events
    sources = ("event", np.full(events.sizes["event"], TRUTH))
    tree = opened.tree.copy(deep=False)
    tree["events"] = xr.DataTree(events.assign(source=sources))
    return Night(tree)


def _kept(name: str) -> Path:
    """Where the file is or can be, in the first folder that exists or can be made and written."""
    folders = sample_night_folders()
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    for folder in folders:
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                return folder / name
    return temporary_folder() / name
