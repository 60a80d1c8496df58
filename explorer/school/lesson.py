"""A lesson: which epochs of a night are to be scored, and when the answers are told."""

from dataclasses import asdict, dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, unquote

from explorer.school.choose_epochs import MOST

AT_ONCE, AT_THE_END = "at once", "at the end"

FEEDBACK = MappingProxyType(
    {
        AT_THE_END: "all answers at the end, as in an examination",
        AT_ONCE: "after each epoch, with the rule",
    }
)
"""When the answers are told, and in which words that is offered."""

NO_TRACES = (
    "this night is a hypnogram without a recording, so its epochs have no traces to score by; open "
    "the recording, with this scoring as its hypnogram"
)
"""Why a night without signals has no lesson, and what would do."""

_LONGEST_WAY = 40
_MOST_SCORERS = 20
_PARTS = 4  # of a lesson's text


@dataclass(frozen=True)
class Lesson:
    """Epochs of one night, to be scored blind.

    Parameters
    ----------
    epochs : tuple of int
        Places in the night, from 0, rising.
    by : str
        How they were chosen, in words.
    feedback : str
        `AT_ONCE` or `AT_THE_END`.
    scorers : tuple of str
        Whose answers are the key; empty for all of the night's file and of files added to it.

    Raises
    ------
    ValueError
        If there are no epochs or too many, they do not rise, or there is no such feedback.

    Examples
    --------
    >>> lesson = Lesson((12, 40, 300), "transitions", AT_ONCE)
    >>> lesson.text
    'at once:transitions:12.40.300:'
    >>> Lesson.from_text(lesson.text) == lesson
    True
    """

    epochs: tuple[int, ...]
    by: str = "chosen by hand"
    feedback: str = AT_THE_END
    scorers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is no lesson."""
        epochs = self.epochs
        if not 1 <= len(epochs) <= MOST:
            raise ValueError(f"a lesson has 1 to {MOST} epochs, not {len(epochs)}")
        if epochs[0] < 0 or any(one >= two for one, two in pairwise(epochs)):
            raise ValueError("the epochs of a lesson are whole numbers from 0, each once, rising")
        if self.feedback not in FEEDBACK:
            raise ValueError(f"no feedback {self.feedback!r}, expected one of {list(FEEDBACK)}")
        if len(self.by) > _LONGEST_WAY or len(self.scorers) > _MOST_SCORERS:
            raise ValueError(
                f"a lesson says in {_LONGEST_WAY} letters how it was chosen, and names "
                f"{_MOST_SCORERS} scorers at most"
            )

    @property
    def text(self) -> str:
        """The lesson as a short text, for a link."""
        return ":".join(
            (
                self.feedback,
                quote(self.by, safe=" "),
                ".".join(map(str, self.epochs)),
                ",".join(quote(name, safe=" ") for name in self.scorers),
            )
        )

    @classmethod
    def from_text(cls, text: str) -> "Lesson":
        """Read a lesson as `text` writes it.

        Raises
        ------
        ValueError
            If it is none.
        """
        parts = text.split(":")
        if len(parts) != _PARTS:
            raise ValueError(f"a lesson has {_PARTS} parts with colons between, found {len(parts)}")
        feedback, by, epochs, scorers = parts
        places = epochs.split(".")
        if not all(place.isascii() and place.isdigit() and len(place) < 8 for place in places):
            raise ValueError("the epochs of a lesson are whole numbers with points between")
        names = tuple(unquote(name) for name in scorers.split(",") if name)
        return cls(tuple(map(int, places)), unquote(by), feedback, names)

    def as_json(self) -> dict[str, Any]:
        """Give the lesson as values that JSON has."""
        return asdict(self) | {"epochs": list(self.epochs), "scorers": list(self.scorers)}

    @classmethod
    def from_json(cls, value: object) -> "Lesson":
        """Read a lesson as `as_json` gives it.

        Raises
        ------
        ValueError
            If it is none.

        Examples
        --------
        >>> Lesson.from_json({"epochs": [3, 5]}).epochs
        (3, 5)
        """
        if not isinstance(value, dict):
            raise ValueError(f"a lesson is an object with epochs, found {type(value).__name__}")
        epochs, names = value.get("epochs"), value.get("scorers", [])
        if not isinstance(epochs, list) or not all(type(place) is int for place in epochs):
            raise ValueError("a lesson needs its epochs, a list of whole numbers")
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise ValueError("the scorers of a lesson are a list of names")
        by, feedback = (value.get(k, getattr(cls, k)) for k in ("by", "feedback"))
        if not isinstance(by, str) or not isinstance(feedback, str):
            raise ValueError("how a lesson was chosen, and its feedback, are words")
        return cls(tuple(epochs), by, feedback, tuple(names))

    def check_fits(self, epochs: int) -> None:
        """Refuse a night that is too short for this lesson.

        Parameters
        ----------
        epochs : int
            How many the night has.

        Raises
        ------
        ValueError
            If the lesson asks for a later one.
        """
        if self.epochs[-1] >= epochs:
            raise ValueError(
                f"this lesson asks for epoch {self.epochs[-1] + 1}, and this night has {epochs}: "
                "it was made for another night"
            )
