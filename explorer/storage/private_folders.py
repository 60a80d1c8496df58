"""Which folders are one browser's own: whatever path leads there, no page lists or opens them.

This is the one rule for every path that a page is given. A browser's own uploads are not found by a
path, but by the key that only this browser holds; see `explorer.storage.uploads`.
"""

import os
import re
from contextlib import suppress
from pathlib import Path

from explorer.storage.user_folders import uploads_folders

NAME = re.compile(r"[0-9a-f]{32}", re.IGNORECASE)  # some systems take either case
"""Form of the name of a browser's folder."""
_MARK = ".private-uploads"


def make_private(folder: Path) -> None:
    """Make a folder that nobody else may enter, and no page lists or opens.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / _MARK).touch(mode=0o600)


def is_private(path: Path) -> bool:
    """Whether a path lies in a folder of one browser's own.

    Parameters
    ----------
    path : Path
        Links are followed first. A folder is known by its mark, so also under another name, through
        a mount, and after the setting that named it was changed; and by where it lies.
    """
    real = os.path.realpath(path)
    folders = [real]
    while (above := os.path.dirname(folders[-1])) != folders[-1]:  # noqa: PTH120  thousands a list
        folders.append(above)
    if any(os.path.lexists(os.path.join(folder, _MARK)) for folder in folders):  # noqa: PTH118
        return True
    named = [Path(folder) for folder in folders if NAME.fullmatch(os.path.basename(folder))]  # noqa: PTH119
    return any(_is_among(folder.parent, uploads_folders()) for folder in named)


def _is_among(folder: Path, others: tuple[Path, ...]) -> bool:
    for other in others:
        with suppress(OSError):
            if folder.samefile(other):
                return True
    return False
