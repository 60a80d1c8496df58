"""Where a night is found again, a file, a seed, an upload or an address, and how it is opened."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from explorer.datasets.lab_nights import (
    LAB,
    MAKE_IT_AGAIN,
    read_lab_place,
    scenario_title,
    simulate_and_keep_night,
)
from explorer.datasets.sample_night import OLDER_SEED, SAMPLE_SEED, sample_night
from explorer.io import open_night
from explorer.io.far_overview import looked_at_from_afar
from explorer.io.reading_choices import UnclearError
from explorer.models.sleep_profiles import profile_named
from explorer.night.night import Night
from explorer.storage.allowed_folders import allowed_file, allowed_folders
from explorer.storage.bounded_wait import answer_within
from explorer.storage.changed_files import confined_to
from explorer.storage.far.open_sources import check_allowed
from explorer.storage.far.urls import Address, is_address, local_path, read_address
from explorer.storage.far.whole_file import fetched_folder, tell_share
from explorer.storage.uploads import keep_in_use

SAMPLE_LOCATION = f"simulated/young/{SAMPLE_SEED}"
OLDER_LOCATION = f"simulated/older/{OLDER_SEED}"
_TITLES = MappingProxyType(
    {
        SAMPLE_LOCATION: "sample night (simulated)",
        OLDER_LOCATION: "older sample night (simulated)",
    }
)

SIMULATED = "simulated/"
"""How the place of a simulated night begins."""
LONGEST_LOOK = 3.0
"""s that the page waits for a drive to say what a path is."""
MADE = "made/"
"""How a link names a night that is only on the page, with its title behind."""
UPLOAD = "upload/"
"""How the place of an uploaded file begins."""

_UPLOADED = re.compile(r"upload/(?P<key>[0-9a-f]{16})/(?P<name>[^/\\]+)")
_TITLE_OF_LAB = re.compile(r"lab: .+ \(simulated\)")
"""Of a link that named the lab's night so, without what it was simulated from."""
_TITLE_OF_TRIAL = re.compile(r"\S+ .+ \(simulated\)")
_SIMULATED = re.compile(r"simulated/(?P<profile>[a-z]+)/(?P<seed>[0-9]{1,9})")


@dataclass(frozen=True)
class NightLocation:
    """A night's place, as a link writes it."""

    night: str = ""
    """A path, ``simulated/<profile>/<seed>``, `lab_place`, ``upload/<key>/<file>``, an address; ""
    for a night that was made on the page and is nowhere else."""
    hypnogram: str = ""
    """Place of the scorer's file, where that is not found by its name."""


UNLOCATED = NightLocation()
"""Of a night that was made on the page."""


def allowed_path(file: str | Path) -> str:
    """Return a file's path from the allowed folder that holds it, else all of it, or its address.

    An address that has a password or a signature in it is no place: it would go into links.
    """
    if is_address(file):
        address = read_address(file)
        return str.__str__(address) if address.shown == str.__str__(address) else ""
    file = Path(file).resolve()
    for folder in allowed_folders():
        if file.is_relative_to(folder):
            return str(file.relative_to(folder))
    return str(file)


def loader_for(
    place: NightLocation, uploads: Path | None = None
) -> tuple[str, Callable[..., Night]]:
    """Find a night by its place.

    Parameters
    ----------
    place : NightLocation
    uploads : Path, optional
        The folder of this browser's uploads.

    Returns
    -------
    title : str
        What the picker calls it.
    opening : callable of (**said) -> Night
        ``stages``, ``subject`` and ``night`` as `open_night` takes them.

    Raises
    ------
    ValueError
        If there is no such place, or it is outside the allowed folders.
    TimeoutError
        If its drive does not say so in time.
    """
    if found := _SIMULATED.fullmatch(place.night):
        profile, seed = profile_named(found["profile"]).name, int(found["seed"])
        title = _TITLES.get(place.night, f"simulated {profile}, seed {seed}")
        return title, lambda **_said: sample_night(profile, seed=seed)
    if place.night.startswith(LAB):
        setting, number = read_lab_place(place.night)
        making = partial(simulate_and_keep_night, setting, seed=number, progress=tell_share)
        return scenario_title(setting), lambda **_said: making()
    try:
        file = _resolved(place.night, uploads)
    except ValueError as error:
        if said := _only_on_a_page(place.night):
            raise ValueError(said) from error
        raise
    scored = _resolved(place.hypnogram, uploads) if place.hypnogram else None
    files = [one for one in (file, scored) if isinstance(one, Path)]
    allowed = allowed_folders() if uploads is None else (*allowed_folders(), uploads)
    if len(files) < 1 + bool(place.hypnogram):  # what is fetched of an address lies there
        allowed = (*allowed, fetched_folder())

    def opening(**said: Any) -> Night:
        try:
            with confined_to(*allowed):  # what was checked may be another file by now
                night = open_night(file, scored, **said)
            return looked_at_from_afar(night)
        except (ValueError, OSError) as error:
            if uploads is None or str(uploads) not in str(error):
                raise
            words = str(error)
            for one in files:  # where a server keeps uploads is nothing that a page says
                words = words.replace(str(one), one.name)
            words = words.replace(str(uploads), "the uploads")
            if isinstance(error, UnclearError):
                raise type(error)(words, error.entries) from error
            raise ValueError(words) from error

    return file.name, opening


def _only_on_a_page(night: str) -> str:
    """Say why a link cannot open a night that has no place, "" where it may have one."""
    title = night.removeprefix(MADE)
    if _TITLE_OF_LAB.fullmatch(title):
        return (
            f"{title} is a simulated night of the magnesium lab, and this link does not say what "
            f"it was simulated from. {MAKE_IT_AGAIN}"
        )
    if title == night and not _TITLE_OF_TRIAL.fullmatch(title):
        return ""
    return (
        f"{title} was opened from another tab of a page, and this link does not say where it lies: "
        "open it there again, from Compare, My nights or the notebook, and then follow the link."
    )


def _resolved(place: str, uploads: Path | None) -> Path | Address:
    """Return the file at a place, or its address if the server allows its host.

    Raises
    ------
    ValueError
        If there is none, or it may not be opened.
    """
    if is_address(place):
        address = read_address(place)
        if (local := local_path(address)) is not None:
            place = str(local)
        else:
            check_allowed(address)
            return address
    return answer_within(LONGEST_LOOK, lambda: resolve_file(place, uploads), place)


def resolve_file(path: str, uploads: Path | None = None) -> Path:
    """Return the file at a place.

    Raises
    ------
    ValueError
        If there is none, or it is outside the allowed folders.

    Notes
    -----
    An uploaded file counts as used from now.
    """
    if not path.startswith(UPLOAD):
        return allowed_file(path)
    found = _UPLOADED.fullmatch(path)
    if not found:
        raise ValueError(f"{path} is no place of an uploaded file.")
    name = found["name"]
    file = uploads / found["key"] / name if uploads else None
    if file is None or name in (".", "..") or not file.is_file():
        raise ValueError(
            f"{name} was uploaded from another browser, or has been removed since: upload it here "
            "first, then open the link again."
        )
    keep_in_use(file)
    return file
