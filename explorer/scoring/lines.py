"""An edit as a line of the journal: JSON that whoever finds the file can read without us."""

import json
from dataclasses import asdict, fields
from types import MappingProxyType

import numpy as np

from explorer.scoring.edits import EVENT, REDO, STAGES, UNDO, Edit
from explorer.vocabulary.stages import Stage

ABOUT_NIGHT = Edit("night", "")
"""Of a line that says something else than an edit."""

_DEFAULTS = MappingProxyType({f.name: f.default for f in fields(Edit)})


def line_of(edit: Edit) -> dict[str, object]:
    """Return what an edit's line says: its fields that say something."""
    return {
        name: value
        for name, value in asdict(edit).items()
        if name in ("do", "scorer") or value != _DEFAULTS[name]
    }


def edit_of(line: bytes) -> Edit | None:
    """Return the edit of a line; `ABOUT_NIGHT` for the line about the night; None for no edit."""
    try:
        found = json.loads(line)
        if found["do"] == "night":
            return ABOUT_NIGHT
        edit = Edit(
            do=str(found["do"]),
            scorer=str(found["scorer"]),
            start=float(found.get("start", 0)),
            stop=float(found.get("stop", 0)),
            stages=tuple(int(Stage(code)) for code in found.get("stages", ())),
            kind=str(found.get("kind", "")),
            channel=str(found.get("channel", "")),
            of=str(found.get("of", "")),
            time=str(found.get("time", "")),
            id=str(found["id"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    sound = edit.do in (UNDO, REDO) or (
        np.isfinite((edit.start, edit.stop)).all()
        and (edit.start < edit.stop if edit.do == STAGES else edit.start <= edit.stop)
        and (edit.do == EVENT or (edit.do == STAGES and bool(edit.stages)))
    )
    return edit if sound else None
