"""Files that a command writes: none is written over another, least of all over what is read."""

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path


def add_force(parser: argparse.ArgumentParser) -> None:
    """Add ``--force``."""
    parser.add_argument(
        "--force", action="store_true", help="write over a file of that name, if there is one"
    )


def refuse_other_ending(out: Path, endings: Sequence[str], what: str) -> None:
    """Refuse a name whose ending says another kind of file, before anything is computed.

    Parameters
    ----------
    out : Path
    endings : sequence of str
        In lower case, such as ".csv".
    what : str
        What is written, and as what, for the sentence.

    Raises
    ------
    ValueError
        With the endings that would do.

    Examples
    --------
    >>> refuse_other_ending(Path("x.txt"), [".edf"], "nights are written as EDF+")
    Traceback (most recent call last):
    ...
    ValueError: x.txt: nights are written as EDF+, to a file ending in .edf
    """
    if out.suffix.lower() not in endings:
        raise ValueError(f"{out}: {what}, to a file ending in {' or '.join(endings)}")


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
        If a file is there already, is read, is written twice, or has no name or no folder.

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
    names = list(written)
    paths = [Path(name).resolve() for name in names if name]
    for name in names:
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
        if paths.count(path.resolve()) > 1:
            raise ValueError(f"{path}: two files would be written by this name; give each its own")
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
