"""An edit as a line of the journal: JSON that whoever finds the file can read without us."""

import json
import math
from dataclasses import asdict, fields
from types import MappingProxyType
from typing import Any

from explorer.scoring.edit_history import EVENT, REDO, REMOVE, STAGES, UNDO, Edit
from explorer.vocabulary.stages import Stage

ABOUT_NIGHT = Edit("night", "")
"""Of a line that says something else than an edit."""

_DEFAULTS = MappingProxyType({f.name: f.default for f in fields(Edit)})
_ALONE = MappingProxyType({stage.value: (stage.value,) for stage in Stage})
_DECODER = json.JSONDecoder()


def encode_edit(edit: Edit) -> dict[str, object]:
    """Return what an edit's line says: its fields that say something."""
    return {
        name: value
        for name, value in asdict(edit).items()
        if name in ("do", "scorer") or value != _DEFAULTS[name]
    }


def decode_edit(line: bytes) -> Edit | None:
    """Return the edit of a line; `ABOUT_NIGHT` for the line about the night; None for no edit."""
    try:
        found = _parsed(line)
        if found["do"] == "night":
            return ABOUT_NIGHT
        said = found.get
        edit = Edit(
            str(found["do"]),
            str(found["scorer"]),
            float(said("start", 0)),
            float(said("stop", 0)),
            _stages(said("stages", ())),
            str(said("kind", "")),
            str(said("channel", "")),
            str(said("of", "")),
            str(said("time", "")),
            str(found["id"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return None
    sound = edit.do in (UNDO, REDO) or (
        math.isfinite(edit.start)
        and math.isfinite(edit.stop)
        and (edit.start < edit.stop if edit.do == STAGES else edit.start <= edit.stop)
        and (edit.do == EVENT or (edit.do == STAGES and bool(edit.stages)))
    )
    sound = sound or (edit.do == REMOVE and bool(edit.of))
    return edit if sound else None


def _stages(codes: Any) -> tuple[int, ...]:
    if len(codes) == 1:
        return _ALONE[codes[0]]
    return tuple([_ALONE[code][0] for code in codes])


def _parsed(line: bytes) -> Any:
    """Parse a line: as we write them without a look for other encodings and blanks around."""
    if line.startswith(b"{"):
        text = line.decode("utf-8", "surrogatepass")
        found, end = _DECODER.raw_decode(text)
        if end == len(text):
            return found
    return json.loads(line)
