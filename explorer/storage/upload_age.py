"""How long uploads are kept: what is used stays, what nobody used for some days goes."""

import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from explorer.storage.locks import locked
from explorer.storage.private_folders import NAME
from explorer.storage.settings import read_settings
from explorer.storage.upload_limits import give_back
from explorer.storage.user_folders import uploads_folder

_DAY = 86_400.0
_NOTICE = _DAY  # s between the sweep that finds an upload due and the one that removes it
_BETWEEN = 3600.0  # s between two sweeps
_MOST = 1000  # folders that one sweep looks at; the next goes on behind them
_SWEPT, _DUE, _USED = ".swept", "due", "used"


def upload_days() -> float:
    """Days without use after which an upload is removed."""
    return read_settings().upload_days


def keep_in_use(file: Path) -> None:
    """Say that an upload is used now, so that it is kept for `upload_days` from here."""
    with suppress(OSError):
        # Beside the file: whoever has it on screen would take a touched file for a changed one.
        (file.parent / _USED).touch(mode=0o600)
        (file.parent / _DUE).unlink(missing_ok=True)


def clear_away(now: float | None = None) -> int:
    """Remove uploads that nobody has used for `upload_days`; return how many.

    Parameters
    ----------
    now : float, optional
        The time, s since 1970; by the file system's clock if not given, as it stamps the files.

    Notes
    -----
    A first sweep marks what is nearly due; only one that finds the mark a day old, and no use
    since, removes it. So a clock that jumps ahead removes nothing by itself: what is on a screen
    is used again within a minute, and the rest has a day. There is at most one sweep an hour, and
    it looks at so many folders, whatever the number of pages and offers.
    """
    root, days = uploads_folder(), upload_days() * _DAY
    try:
        with locked(root / _SWEPT) as state:
            if now is None:
                os.utime(root / _SWEPT)
                now = (root / _SWEPT).stat().st_mtime
            last, _, behind = os.read(state, 100).decode("ascii", "replace").strip().partition(" ")
            if 0 <= now - _number(last, now - _BETWEEN) < _BETWEEN:
                return 0
            removed, reached = _sweep(root, behind, now, days)
            os.lseek(state, 0, os.SEEK_SET)
            os.write(state, f"{now} {reached}".ljust(100).encode("ascii"))
            return removed
    except OSError:  # another page sweeps just now, or the disk is full: the next visit will do
        return 0


def _sweep(root: Path, behind: str, now: float, days: float) -> tuple[int, str]:
    """Go on behind this browser; return how many were removed, and the last ("" at the end)."""
    removed = looked = 0
    for browser in sorted(name for name in os.listdir(root) if NAME.fullmatch(name)):  # noqa: PTH208
        if browser <= behind:
            continue
        looked += 1
        with suppress(OSError):
            for kept in [one for one in (root / browser).iterdir() if one.is_dir()]:
                looked += 1
                removed += _look_at(kept, now, days)
            _remove_if_empty(root / browser, now, days)
        if looked >= _MOST:
            return removed, browser
    return removed, ""


def _look_at(kept: Path, now: float, days: float) -> bool:
    """Mark an upload that is nearly due, or remove it if it was marked long enough ago."""
    with suppress(OSError):
        due, notice = kept / _DUE, min(_NOTICE, days / 2)
        files = [kept, *(file for file in kept.iterdir() if file != due)]
        used = max(file.stat().st_mtime for file in files)
        if used > now + _BETWEEN:  # by a clock that was ahead: from now on it counts
            os.utime(kept, (now, now))
            for file in files:
                os.utime(file, (now, now))
            used = now
        if now - used < days - notice:
            due.unlink(missing_ok=True)
            return False
        marked = _number(due.read_text("ascii"), now + 1) if due.exists() else now + 1
        if marked > now:
            before = kept.stat()
            due.write_text(repr(now), "ascii")
            os.utime(kept, (before.st_atime, before.st_mtime))  # the mark is no use
            return False
        if now - used < days or now - marked < notice:
            return False
        gone = kept.with_name(f".gone-{secrets.token_hex(8)}")
        kept.rename(gone)
        give_back(kept)
        shutil.rmtree(gone, ignore_errors=True)
        return True
    return False


def _remove_if_empty(browser: Path, now: float, days: float) -> None:
    """Remove a browser's folder in which nothing is left but its mark."""
    names = list(browser.iterdir())
    if all(one.is_file() for one in names) and now - browser.stat().st_mtime >= days:
        shutil.rmtree(browser, ignore_errors=True)


def _number(text: str, otherwise: float) -> float:
    try:
        return float(text)
    except ValueError:
        return otherwise
