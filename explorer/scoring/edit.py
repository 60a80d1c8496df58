"""One edit of a scoring as a value: stages or a mark put in or taken out, or an edit taken back."""

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType

from explorer.vocabulary.stage_words import lights_word, read_stage_word
from explorer.vocabulary.stages import Stage

STAGES, EVENT, REMOVE, UNDO, REDO = "stages", "event", "remove", "undo", "redo"
FROM_FILE = "file"
"""Kind of stages that came in a scoring file."""

SLOW_WAVE = "slow wave"
EVENT_KINDS = ("arousal", "spindle", "K-complex", SLOW_WAVE, "artefact")
"""What a person is offered to mark by hand, beside kinds of their own."""
_OFFERED = MappingProxyType({kind.casefold(): kind for kind in EVENT_KINDS})
LONGEST_KIND = 40
"""Letters of the name of a kind."""

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
    """`STAGES`, `EVENT`, `REMOVE`, `UNDO` or `REDO`."""
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
    """Of an undo or redo: the edit's `id`. Of stages: whose were copied. Of a mark: the `id` of the
    one that it stands in place of, "" for none. Of a removal: the mark's."""
    time: str = ""
    """When it was made, ISO 8601 in UTC."""
    id: str = ""

    @property
    def is_initial_copy(self) -> bool:
        """Whether a scoring begins as this copy of another: where it stands on, and no edit."""
        return self.do == STAGES and bool(self.of) and self.kind != FROM_FILE


def named_kind(text: str) -> str:
    """Check the name of a kind of event, so that every file that is written brings it back.

    Parameters
    ----------
    text : str
        As a person wrote it.

    Returns
    -------
    str
        With single blanks.

    Raises
    ------
    ValueError
        If it is empty or too long, does not begin with a letter or digit, holds what files write
        between a kind and its channel, or would be read as a stage or as lights and is none of
        `EVENT_KINDS`.

    Examples
    --------
    >>> named_kind("  sawtooth   waves "), named_kind("Artefact")
    ('sawtooth waves', 'artefact')
    """
    kind = " ".join(text.split())
    if kind.casefold() in _OFFERED:  # "artefact" is a stage too, and files tell the two apart
        return _OFFERED[kind.casefold()]
    if not kind:
        raise ValueError("A kind of event needs a name, such as 'sawtooth waves'.")
    problem = ""
    if len(kind) > LONGEST_KIND:
        problem = f"has {len(kind)} letters, and {LONGEST_KIND} are the most"
    elif not kind[0].isalnum() or not any(letter.isalpha() for letter in kind):
        problem = "does not begin with a letter or digit, or has no letter"
    elif "@@" in kind or not kind.isprintable():
        problem = "holds '@@' or a sign that cannot be written, which files keep for other uses"
    elif read_stage_word(kind) is not None or lights_word(kind):
        problem = "is a word for a stage or for lights, as which files would be read again"
    if problem:
        raise ValueError(f"No kind of event can be called {kind[:60]!r}: it {problem}.")
    return kind


def stamped(edit: Edit) -> Edit:
    """Give an edit its time, and an id that no other has unless the page gave it one."""
    time = datetime.now(UTC).isoformat(timespec="milliseconds")
    return replace(edit, time=time, id=edit.id or new_id())


def new_id() -> str:
    """Return an id that no other edit has."""
    return uuid.uuid4().hex[:16]
