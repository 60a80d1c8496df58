"""A folder in the machine's temporary one, where other accounts may have been first."""

import os
import stat
from pathlib import Path


def own_folder(folder: Path) -> bool:
    """Make a folder that only this account may enter, and say whether it is that.

    What others have made there before, or a link of theirs, is not taken: they could read, change
    and plant files in it.

    Parameters
    ----------
    folder : Path
        Where it is to be; its parents are made too.

    Returns
    -------
    bool
        Whether it is a folder of this account's that no other may write in.

    Raises
    ------
    OSError
        If it cannot be made.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as place:
    ...     own_folder(Path(place) / "kept")
    True
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not hasattr(os, "getuid"):  # the temporary folder is one's own there
        return stat.S_ISDIR(found.st_mode)
    return (
        stat.S_ISDIR(found.st_mode)
        and found.st_uid == os.getuid()
        and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    )
