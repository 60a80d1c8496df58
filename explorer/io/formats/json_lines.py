"""JSON Lines, an object a line: journals of scoring, and others' files; neither is read."""

import json
from collections.abc import Mapping
from itertools import islice
from pathlib import PurePath
from typing import Any

from explorer.vocabulary.counts import first_few

_JOURNAL = frozenset({"night", "stages", "event", "remove", "undo", "redo"})
"""What a line of `explorer.scoring.journal` does."""
_LONGEST = 100_000  # characters of a line that is looked at
_LOOKED_AT = 2  # lines
_NAMED = 6


def refuse_json_lines(path: object, text: str) -> None:
    r"""Refuse a text that is a JSON object on each line, by what it is.

    Parameters
    ----------
    path : object
        Where it comes from, for the error.
    text : str

    Raises
    ------
    ValueError
        If it is a journal of this tool, or JSON Lines of anybody else.

    Examples
    --------
    >>> refuse_json_lines("night.json", '{"stages": ["W", "N1"]}')
    >>> refuse_json_lines("night.jsonl", '{"do": "undo", "scorer": "ann", "id": "7"}\n')
    Traceback (most recent call last):
    ...
    ValueError: night.jsonl: a journal of scoring, which has the edits of a night and no night; ...
    """
    lines = (line for line in text.lstrip("\ufeff").splitlines() if line.strip())
    parsed = [_object(line) for line in islice(lines, _LOOKED_AT)]
    objects = [one for one in parsed if one is not None]
    if not objects or len(objects) < len(parsed):
        return
    if all(one.get("do") in _JOURNAL for one in objects):
        whose = objects[0].get("source") or objects[0].get("night")
        of = f", of {str(whose)[:80]}" * bool(whose)
        raise ValueError(
            f"{path}: a journal of scoring{of}, which has the edits of a night and no night; open "
            "that recording, which finds its journal by itself where it lies in the folder of "
            "scorings, and save its scoring from there, as EDF+ or CSV"
        )
    if len(objects) > 1:
        named = first_few([str(name)[:40] for name in objects[0]], _NAMED) or "nothing"
        example = f"pandas.read_json({PurePath(str(path)).name!r}, lines=True)"
        raise ValueError(
            f"{path}: JSON Lines, an object a line with {named}, which is not read; one JSON list "
            f"of stages, or a table of them, would do; {example} reads it as one"
        )


def _object(line: str) -> Mapping[str, Any] | None:
    if len(line) > _LONGEST or not line.lstrip().startswith("{"):
        return None
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
