"""Where a person's data lie: cache, uploads, sample night, downloads, journals and stagings.

Each as the environment names it (`explorer.storage.settings`), else where the system keeps such
things (platformdirs), else, for what can be made again, in a temporary folder of one's own.
"""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from explorer.storage.safe_temporary_folder import own_folder
from explorer.storage.settings import CACHE_VARIABLE, read_settings

_APPLICATION = "sleep-architecture-explorer"


def journal_folder() -> Path:
    """Return the folder of the journals of people's own scoring; not yet made."""
    import platformdirs

    named = read_settings().scorings
    return named or platformdirs.user_data_path(_APPLICATION, appauthor=False) / "scorings"


def settings_folder() -> Path:
    """Return the folder of what a person set once and for all; not yet made."""
    import platformdirs

    return platformdirs.user_config_path(_APPLICATION, appauthor=False)


def stagings_folder() -> Path:
    """Return the folder of what stagers said, beside the journals; not yet made."""
    return journal_folder() / "stagings"


def recordings_folder() -> Path:
    """Return the folder of downloaded recordings; not yet made.

    Raises
    ------
    OSError
        If none is named, and this account has no folder for what can be made again.
    """
    found = read_settings().cache or _user_cache()
    if found is None:
        raise OSError(f"this account has no folder for downloads: name one in {CACHE_VARIABLE}")
    return found


def sample_night_folders() -> tuple[Path, ...]:
    """Folders that the sample night may be kept in, in the order in which to try them."""
    usual, last = _user_cache(), _temporary()
    # One of each account's: a night that somebody else has put there would be shown as the sample.
    with suppress(OSError):
        if own_folder(last):
            return (usual, last) if usual else (last,)
    return (usual,) if usual else ()


def uploads_folders() -> tuple[Path, ...]:
    """Where uploads may lie, the first that can be written before the others."""
    caches = [folder / "uploads" for folder in (_user_cache(), _temporary()) if folder]
    named = read_settings().uploads
    return (named, *caches) if named else tuple(caches)


def uploads_folder() -> Path:
    """Make and return the folder of uploads, the first that can be written.

    Raises
    ------
    OSError
        If there is none.
    """
    folders = uploads_folders()
    for folder in folders:
        with suppress(OSError):
            if folder == folders[-1] and not own_folder(folder.parent):
                continue  # in the temporary folder others may have been first
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                return folder
    raise OSError("no folder for uploads can be written on this server")


def temporary_folder() -> Path:
    """Make and return a folder that this process alone knows, where no other can be had."""
    return Path(tempfile.mkdtemp(prefix=f"{_APPLICATION}-"))


def _user_cache() -> Path | None:
    """Return the user's cache; None for an account without a home."""
    import platformdirs

    found = platformdirs.user_cache_path(_APPLICATION, appauthor=False)
    return found if found.is_absolute() else None


def _temporary() -> Path:
    return Path(tempfile.gettempdir()) / f"{_APPLICATION}-{getattr(os, 'getuid', int)()}"
