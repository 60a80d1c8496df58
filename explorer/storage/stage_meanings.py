"""What words and codes of stages mean in this laboratory, as somebody said it on the page."""

import json
from collections.abc import Mapping
from pathlib import Path

from explorer.storage.user_folders import settings_folder
from explorer.storage.whole_writes import replacing

_FILE = "stage_meanings.json"
_MOST = 1000  # words


def meanings_file() -> Path:
    """Return the file; it may not be there yet."""
    return settings_folder() / _FILE


def remembered_meanings() -> dict[str, str]:
    """Return the stage by its name of each word; empty where nothing, or nothing legible, is kept.

    Returns
    -------
    dict of str to str
    """
    try:
        kept = json.loads(meanings_file().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(kept, dict):
        return {}
    return {word: name for word, name in kept.items() if isinstance(name, str)}


def remember_meanings(said: Mapping[str, str]) -> None:
    """Remember what words mean, beside what is remembered already.

    Parameters
    ----------
    said : mapping of str to str
        A stage's name by word; "" forgets the word.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    kept = {word: name for word, name in (remembered_meanings() | dict(said)).items() if name}
    newest = dict(list(kept.items())[-_MOST:])
    file = meanings_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    with replacing(file) as unfinished:
        unfinished.write_text(json.dumps(newest, ensure_ascii=False, indent=1), "utf-8")


def forget_meanings() -> None:
    """Forget all of them.

    Raises
    ------
    OSError
        If the file cannot be removed.
    """
    meanings_file().unlink(missing_ok=True)
