"""The account of a night's reading in lines: what was not used, and what was and as what."""

from explorer.night.night import Night
from explorer.night.reading_account import unused, used

_MOST = 60  # lines of each; a recording of 257 channels says the rest in its data


def in_two(night: Night) -> tuple[list[str], list[str]]:
    """Sentences of what was not used of a night's files, and of what was.

    Parameters
    ----------
    night : Night

    Returns
    -------
    tuple of (list of str, list of str)
        Words of files stand in them as they are: a template escapes them.
    """
    entries = night.account
    return _lines([e.sentence for e in unused(entries)]), _lines(
        [e.sentence for e in used(entries)]
    )


def _lines(sentences: list[str]) -> list[str]:
    more = len(sentences) - _MOST
    return [*sentences[:_MOST], *([f"and {more:,} more"] if more > 0 else [])]
