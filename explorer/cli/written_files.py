"""Files that a command writes: none is written over another, least of all over what is read."""

import argparse
from collections.abc import Iterable
from pathlib import Path


def add_force(parser: argparse.ArgumentParser) -> None:
    """Add ``--force``."""
    parser.add_argument(
        "--force", action="store_true", help="write over a file of that name, if there is one"
    )


def refuse_to_write_over(
    written: Iterable[str | Path | None],
    read: Iterable[object] = (),
    *,
    force: bool | None = False,
) -> None:
    """Refuse what would be lost, before anything is computed.

    Parameters
    ----------
    written : iterable of (str, Path or None)
        Files that will be written; None for one that was not asked for.
    read : iterable of object
        What the command reads: never written over, by whatever name, nor what a header among it
        names as its data. What is no path of a file here is passed over.
    force : bool, optional
        Whether other files may be written over; None for a command that never does.

    Raises
    ------
    ValueError
        If a file is there already, is read, or has no name or no folder.

    Examples
    --------
    >>> refuse_to_write_over(["-"])
    Traceback (most recent call last):
    ...
    ValueError: -: that is no name of a file; what is not written to a file is printed
    """
    sources = [
        part
        for path in map(_path, read)
        if path is not None and path.exists()
        for part in _parts(path)
        if part.exists()
    ]
    for name in written:
        if name is None:
            continue
        path = Path(name)
        if str(name) == "-":
            raise ValueError(
                f"{name}: that is no name of a file; what is not written to a file is printed"
            )
        if not path.parent.is_dir():
            raise ValueError(f"{path.parent}: there is no such folder")
        if path.is_dir():
            raise ValueError(f"{path}: that is a folder; give the name of a file in it")
        if any(path.exists() and path.samefile(one) for one in sources):
            raise ValueError(
                f"{path}: this is what is read, and it is not written over; give another name"
            )
        if path.is_file() and not force:
            other = "give another name" + ("" if force is None else ", or --force")
            raise ValueError(
                f"{path}: there is a file of that name, and it is not written over; {other}"
            )


def _path(what: object) -> Path | None:
    return Path(what) if isinstance(what, str | Path) and str(what) else None


def _parts(path: Path) -> list[Path]:
    """Files that a recording consists of: a BrainVision header names its data and its markers."""
    if path.suffix.lower() not in (".vhdr", ".ahdr"):
        return [path]
    from explorer.io.mne_checks import companion_parts

    return companion_parts(path)
