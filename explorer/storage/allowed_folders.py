"""Which files a page may open: those in the folders that it was given."""

from dataclasses import dataclass
from pathlib import Path

from explorer.storage.private_folders import is_private
from explorer.storage.settings import FOLDERS_VARIABLE, read_settings

RECORDINGS = frozenset(
    [".edf", ".bdf", ".rec", ".vhdr", ".set", ".fif", ".gdf", ".cnt", ".nxe", ".ahdr", ".snirf"]
)
"""Suffixes of files that are shown as recordings."""
SCORINGS = frozenset(
    (
        *(".xml", ".csv", ".tsv", ".txt", ".json", ".xlsx", ".npy", ".annot", ".eannot", ".hyp"),
        *(".rml", ".vis", ".sta", ".stg", ".ids", ".dat", ".log", ".zip"),
    )
)
"""Suffixes of files that may be a scorer's, or a device's export."""
MOST_SHOWN = 2000
"""Entries of one folder that are listed."""


@dataclass(frozen=True)
class Listed:
    """A recording or a scorer's file in a folder."""

    name: str
    path: str
    size: int
    """Bytes."""


@dataclass(frozen=True)
class Listing:
    """What a folder holds for this page."""

    path: str
    """The folder; "" for the list of allowed folders."""
    parent: str | None
    """The folder above, "" for the list of allowed folders, None where there is nothing above."""
    folders: tuple[tuple[str, str], ...]
    """Names and paths."""
    files: tuple[Listed, ...]
    """Recordings first, then what may be a scorer's file; each by name."""
    left_out: int = 0
    """Entries beyond `MOST_SHOWN`."""


def allowed_folders() -> tuple[Path, ...]:
    """Folders that the page may open files from: those that it begins in, then the others."""
    folders = (*_beginning(), *(folder.resolve() for folder in read_settings().own_folders))
    return tuple(dict.fromkeys(folders))


def is_local() -> bool:
    """Whether the page is served to this machine alone, by whoever's files it may open."""
    return bool(read_settings().own_folders)


def _beginning() -> tuple[Path, ...]:
    return tuple(folder.resolve() for folder in read_settings().folders or (Path.cwd(),))


def listing(path: str = "") -> Listing:
    """List a folder for the picker.

    Parameters
    ----------
    path : str
        A folder within the allowed ones; "" for the allowed folders themselves, or for the one
        that there is.

    Raises
    ------
    ValueError
        If it leaves the allowed folders, or is no folder.
    OSError
        If it cannot be read.

    Notes
    -----
    What a link points to outside the allowed folders is not listed, and neither is what is hidden,
    nor what other browsers uploaded.

    Examples
    --------
    >>> import os
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from unittest.mock import patch
    >>> from explorer.storage.settings import FOLDERS_VARIABLE
    >>> with TemporaryDirectory() as folder, patch.dict(os.environ, {FOLDERS_VARIABLE: folder}):
    ...     for name in ("b.xml", "a.edf", "photo.jpg", ".hidden.edf"):
    ...         (Path(folder) / name).touch()
    ...     [file.name for file in listing().files]
    ['a.edf', 'b.xml']
    """
    allowed = tuple(folder for folder in allowed_folders() if not is_private(folder))
    if not allowed:
        raise ValueError("The allowed folders hold only what browsers uploaded: name another.")
    begin = [folder for folder in _beginning() if folder in allowed]
    if not path and len(begin) != 1:
        return Listing("", None, tuple((_short(folder), str(folder)) for folder in allowed), ())
    folder = allowed_file(path, or_folder=True) if path else begin[0]
    if not folder.is_dir():
        raise ValueError(f"{path} is a file, not a folder.")
    folders, files, seen = [], [], 0
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name.lower()):
        suffix = entry.suffix.lower()
        if entry.name.startswith(".") or not _within(entry, allowed):
            continue
        is_folder = entry.is_dir()
        if not is_folder and not (suffix in RECORDINGS | SCORINGS and entry.is_file()):
            continue
        seen += 1
        if seen > MOST_SHOWN:
            continue
        if is_folder:
            folders.append((entry.name, str(entry)))
        else:
            files.append(Listed(entry.name, str(entry), entry.stat().st_size))
    files.sort(key=lambda file: Path(file.name).suffix.lower() in SCORINGS)
    above = str(folder.parent) if _within(folder.parent, allowed) else ""
    # Of a folder that was typed, from which no way leads up, back to where the list began.
    is_beginning = [folder] == begin
    parent = above if above or not is_beginning else None
    left_out = max(seen - MOST_SHOWN, 0)
    return Listing(str(folder), parent, tuple(folders), tuple(files), left_out)


def _within(path: Path, allowed: tuple[Path, ...]) -> bool:
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError):  # a link to nothing, or to itself
        return False
    return any(real.is_relative_to(folder) for folder in allowed) and not is_private(real)


def _short(folder: Path) -> str:
    return "/".join(folder.parts[-2:]).lstrip("/") or str(folder)


def allowed_file(path: str, *, or_folder: bool = False) -> Path:
    """Return the file of this path, if it lies in an allowed folder.

    Parameters
    ----------
    path : str
        Absolute, or from an allowed folder.
    or_folder : bool
        Whether a folder will do too.

    Raises
    ------
    ValueError
        If the path is empty, leaves the allowed folders, or names nothing.
    """
    folders = allowed_folders()
    within = " or ".join(str(folder) for folder in folders)
    if not path.strip():
        raise ValueError(f"Give the path of a recording within {within}.")
    if not path.isprintable():  # NUL, line ends, and marks that turn the direction of writing
        raise ValueError(f"{path!r} holds characters that no path should; type it anew.")
    try:
        given = Path(path.strip()).expanduser()
    except RuntimeError:  # ~somebody who is nobody
        given = Path(path.strip())
    candidates = [given] if given.is_absolute() else [folder / given for folder in folders]
    inside = [
        file.resolve()
        for file in candidates
        if any(file.resolve().is_relative_to(folder) for folder in folders)
    ]
    if any(is_private(file) for file in inside):
        raise ValueError(
            "This path leads to what a browser has uploaded, which opens only in that browser: "
            "upload the file here, or put it into an allowed folder."
        )
    if not inside:
        raise ValueError(
            f"{path} lies outside the folders that may be opened: {within}. Start the page in that "
            f"folder or name it by --folder or {FOLDERS_VARIABLE}, or use Choose files…"
        )
    found = next((f for f in inside if f.is_file() or (or_folder and f.is_dir())), None)
    if found is None:
        raise ValueError(f"{path}: there is no such file within {within}.")
    return found
