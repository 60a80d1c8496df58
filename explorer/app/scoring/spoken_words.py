"""What a panel says: a problem, which stands, and a notice, which goes by itself."""

import time
from dataclasses import dataclass

READ = 12.0
"""s for which a notice stands at least."""


@dataclass
class SpokenWords:
    """A problem until something else is done; a notice of what went well until it was read.

    Examples
    --------
    >>> words = SpokenWords()
    >>> words.note("Saved now.")
    >>> words.text, words.is_problem
    ('Saved now.', False)
    >>> words.problem = "The disk is full."
    >>> words.text, words.is_problem
    ('The disk is full. Saved now.', True)
    """

    problem: str = ""
    notice: str = ""
    since: float = 0.0
    """Of the notice, by a clock that is never put back, s."""

    @property
    def text(self) -> str:
        """Both, the problem first."""
        return f"{self.problem} {self.notice}".strip()

    @property
    def is_problem(self) -> bool:
        """Whether something is wrong that a person should see."""
        return bool(self.problem)

    def note(self, words: str) -> None:
        """Say what is no problem."""
        self.notice, self.since = words, time.monotonic()

    def tell(self, problem: str = "") -> None:
        """Say what is wrong with what was done now; what was said before is over."""
        self.problem, self.notice = problem, ""

    def fade(self) -> bool:
        """Take back a notice that was there to be read; return whether there was one."""
        faded = bool(self.notice) and time.monotonic() - self.since > READ
        if faded:
            self.notice = ""
        return faded
