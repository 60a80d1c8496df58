"""Files behind a link and a notebook's cell: where they lie, and what a link cannot name."""

from pathlib import Path

from explorer.datasets.night_locations import (
    LONGEST_LOOK,
    SIMULATED,
    UPLOAD,
    NightLocation,
    resolve_file,
)
from explorer.storage.allowed_folders import allowed_file
from explorer.storage.bounded_wait import answer_within
from explorer.storage.far.urls import is_address

_NO_PLACE = (
    "This night was made on the page and has no place of its own: the link gives the view, on a "
    "night that has to be opened first."
)
_UPLOADED = (
    "This night was uploaded from this browser: elsewhere the link asks for the file to be "
    "uploaded first."
)


def about_link(place: NightLocation) -> str:
    """Say what a link to a night cannot do, "" where it does all.

    Examples
    --------
    >>> about_link(NightLocation("/data/night.edf", ""))
    ''
    """
    uploaded = _UPLOADED if place.night.startswith(UPLOAD) else ""
    return uploaded if place.night else _NO_PLACE


def files_at(place: NightLocation, folder: Path | None) -> tuple[str, ...]:
    """Paths of a night's files, whole: a notebook may be opened in any folder.

    Parameters
    ----------
    place : NightLocation
    folder : Path or None
        Of what this browser uploaded.

    Returns
    -------
    tuple of str
        Empty for a night without files, or where they are out of reach.
    """
    if not place.night or place.night.startswith(SIMULATED):
        return ()
    named = (place.night, place.hypnogram)
    if any(map(is_address, named)):
        return tuple(one for one in named if one)
    try:
        found = answer_within(
            LONGEST_LOOK,
            lambda: [resolve_file(one, folder) for one in named if one],
            "the place",
        )
        return tuple(map(str, found))
    except (ValueError, OSError):  # removed since it was opened, or its drive does not answer
        return ()


def looked_up(path: str) -> tuple[Path, bool]:
    """Find a file or folder that a page may open, and whether it is a folder."""
    file = allowed_file(path, or_folder=True)
    return file, file.is_dir()
