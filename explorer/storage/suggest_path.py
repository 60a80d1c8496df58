"""A file that is not there or cannot be read, in words, and what may have been meant."""

import os
from difflib import get_close_matches
from pathlib import Path


def suggest_path(path: str | Path) -> str:
    """Say that a file is not there, and what would do.

    Parameters
    ----------
    path : str or Path
        As somebody typed it.

    Returns
    -------
    str
        Names the folder that was looked in, and a file of much the same name if it has one.

    Examples
    --------
    >>> suggest_path("/nowhere/night.edf")
    '/nowhere/night.edf: there is no such file, nor a folder /nowhere; give the path of a file'
    """
    file = Path(path)
    folder = file.parent.resolve()
    if not folder.is_dir():
        return f"{path}: there is no such file, nor a folder {folder}; give the path of a file"
    try:
        names = [one.name for one in folder.iterdir()]
    except OSError:  # a folder that may be entered but not listed
        names = []
    if file.is_symlink():
        return f"{path}: this is a link to {file.readlink()}, and there is no such file"
    near = get_close_matches(file.name, names, n=1)
    what = f"is {near[0]!r} meant?" if near else "give its path from here, or its whole path"
    return f"{path}: there is no such file in {folder}; {what}"


def in_words(error: ValueError | OSError) -> str:
    """Say what is wrong without the numbers and brackets of the operating system.

    Examples
    --------
    >>> in_words(IsADirectoryError(21, "Is a directory", "/nights"))
    '/nights: is a directory'
    """
    if isinstance(error, OSError) and error.filename is not None:
        name = os.fsdecode(error.filename)
        if isinstance(error, FileNotFoundError):
            return suggest_path(name)
        return f"{name}: {(error.strerror or str(error)).lower()}"
    return str(error)
