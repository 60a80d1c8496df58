"""One edit of a scoring as a value: stages or a mark put in, or an edit taken back."""

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType

from explorer.vocabulary.stages import Stage

STAGES, EVENT, UNDO, REDO = "stages", "event", "undo", "redo"
FROM_FILE = "file"
"""Kind of stages that came in a scoring file."""

EVENT_KINDS = ("arousal", "spindle", "K-complex", "artefact")
"""What a person can mark by hand."""

STAGE_KEYS: MappingProxyType[str, Stage] = MappingProxyType(
    {
        "w": Stage.W,
        "1": Stage.N1,
        "2": Stage.N2,
        "3": Stage.N3,
        "r": Stage.REM,
        "u": Stage.UNSCORED,
    }
)
"""Key that scores each stage."""


@dataclass(frozen=True)
class Edit:
    """One thing that a person did to a scoring. Times are in s, so that no grid is needed."""

    do: str
    """`STAGES`, `EVENT`, `UNDO` or `REDO`."""
    scorer: str
    start: float = 0.0
    """s from the start of the recording."""
    stop: float = 0.0
    stages: tuple[int, ...] = ()
    """One code for all of it, or one for each of equal parts."""
    kind: str = ""
    """Of a mark: what was seen. Of stages: `FROM_FILE`, or nothing."""
    channel: str = ""
    """Of a mark: where, "" for all."""
    of: str = ""
    """Of an undo or redo: the edit's `id`. Of stages: whose were copied."""
    time: str = ""
    """When it was made, ISO 8601 in UTC."""
    id: str = ""

    @property
    def is_initial_copy(self) -> bool:
        """Whether a scoring begins as this copy of another: where it stands on, and no edit."""
        return self.do == STAGES and bool(self.of) and self.kind != FROM_FILE


def stamped(edit: Edit) -> Edit:
    """Give an edit its time, and an id that no other has unless the page gave it one."""
    time = datetime.now(UTC).isoformat(timespec="milliseconds")
    return replace(edit, time=time, id=edit.id or new_id())


def new_id() -> str:
    """Return an id that no other edit has."""
    return uuid.uuid4().hex[:16]
