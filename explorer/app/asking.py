"""What a file must be asked before it can be read, and what was answered earlier."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from explorer.app.asking_units import noting_units, with_note
from explorer.io.far_opening import WholeFileError
from explorer.io.reading_choices import (
    ChoiceNeededError,
    UnclearError,
    UnknownStagesError,
    read_meanings,
)
from explorer.night.night import Night
from explorer.night.reading_account import NIGHT, STAGE_WORD, SUBJECT, AccountEntry
from explorer.storage.far.whole_file import megabytes
from explorer.storage.stage_meanings import remembered_meanings
from explorer.vocabulary.counts import first_few
from explorer.vocabulary.stages import Stage

_NAMED = 5  # words in a note
_FOR_COMMANDS = re.compile("; say (?:what|which|whose) ")
"""How the end of a sentence begins that names a command's options: the dialog has fields."""


def without_options(error: UnclearError) -> str:
    """Say what is unclear in a file, and what the page has for it: no options of commands.

    Examples
    --------
    >>> without_options(UnclearError('a.txt: what is "K"; say what it means by --stages "K=N2"'))
    'a.txt: what is "K". Opened by Open… beside its recording, the file is asked about.'
    """
    said = _FOR_COMMANDS.split(str(error), maxsplit=1)[0].rstrip(".")
    return f"{said}. Opened by Open… beside its recording, the file is asked about."


def unknown_words(entries: Sequence[AccountEntry]) -> list[str]:
    """Return the words of stages that nobody knows."""
    return [entry.name for entry in entries if entry.kind == STAGE_WORD and not entry.used_as]


def open_as_said(opening: Callable[..., Night], said: Mapping[str, Any]) -> Night:
    """Open a night as a person said, and where that is not enough as was said of it earlier.

    Parameters
    ----------
    opening : callable of (stages, subject, night, units) -> Night
    said : mapping
        Of these, what was said.

    Returns
    -------
    Night
        Its notes say which meanings were remembered, and which units were said.

    Raises
    ------
    UnclearError
        If what is remembered does not say all that must be known.
    """
    opening = noting_units(opening)
    try:
        night = opening(**said)
    except UnknownStagesError as error:
        more = _remembered(unknown_words(error.entries), said)
        if not more:
            raise
        return _noted(_opened(opening, said, more), more)
    if night.is_scored:
        return night
    more = _remembered(unknown_words(night.account), said)
    return _noted(_opened(opening, said, more), more) if more else night


def _opened(opening: Callable[..., Night], said: Mapping[str, Any], more: dict[str, str]) -> Night:
    return opening(**{**said, "stages": {**more, **said.get("stages", {})}})


def _remembered(unknown: Sequence[str], said: Mapping[str, Any]) -> dict[str, str]:
    """Return what is remembered of words, if it is remembered of all of them."""
    kept = remembered_meanings() if unknown else {}
    found = {word: kept[word] for word in unknown if word in kept}
    if len(found) < len(unknown) or said.get("stages", {}).keys() & found.keys():
        return {}
    try:
        read_meanings(found)
    except ValueError:  # written by hand, or by another version
        return {}
    return found


def _noted(night: Night, meanings: Mapping[str, str]) -> Night:
    shown = first_few((f"{word!r} as {name}" for word, name in meanings.items()), _NAMED)
    note = (
        f'read as was said on this page earlier: {shown}; "what words mean" at the top says '
        "it anew, or forgets it"
    )
    return with_note(night, note)


def question_of(title: str, unclear: UnclearError | Night) -> dict[str, Any]:
    """Put what must be said of a file into the data of the page's dialog.

    Parameters
    ----------
    title : str
        Of the night.
    unclear : UnclearError or Night
        Why it could not be read, or a night that was opened without its hypnogram.

    Returns
    -------
    dict
        Empty where nothing is to be asked. Else ``title``, ``sentence``, ``words`` (each with
        ``name``, ``stage``, ``count``, ``minutes`` and ``why``), ``stages`` (names to choose from),
        ``subjects`` and ``nights``; ``fetch`` where a far file is to be fetched whole: the words of
        the one answer.
    """
    entries = unclear.entries if isinstance(unclear, UnclearError) else unclear.account
    sentence = str(unclear) if isinstance(unclear, UnclearError) else _sentence(unclear)
    words = [entry for entry in entries if entry.kind == STAGE_WORD]
    asked: dict[str, Any] = {
        "title": title,
        "sentence": _FOR_COMMANDS.split(sentence, maxsplit=1)[0],
        "words": [],
        "stages": list(Stage.__members__),
        "subjects": [],
        "nights": [],
    }
    if isinstance(unclear, WholeFileError):
        asked["sentence"] = sentence.partition("; fetch=True")[0] + "."
        return {**asked, "fetch": f"fetch all of it, {megabytes(unclear.size)}"}
    if isinstance(unclear, ChoiceNeededError):
        asked["subjects"] = [entry.name for entry in entries if entry.kind == SUBJECT]
        asked["nights"] = [entry.name for entry in entries if entry.kind == NIGHT]
        return asked
    scored = isinstance(unclear, Night) and unclear.is_scored
    if scored or not any(not entry.used_as for entry in words):
        return {}
    kept = remembered_meanings()
    asked["words"] = [
        {
            "name": entry.name,
            "stage": entry.used_as,
            "count": entry.count,
            "minutes": round(entry.minutes, 1),
            "why": entry.why,
            "proposed": "" if entry.used_as else kept.get(entry.name, ""),
        }
        for entry in words
    ]
    return asked


def _sentence(night: Night) -> str:
    """Return the note that says why the hypnogram was not read."""
    unknown = unknown_words(night.account)
    naming = [note for note in night.reader_notes if any(word in note for word in unknown)]
    return naming[0] if naming else "The hypnogram has words that nobody knows."
