"""A sum of channels as an expression names them: a mention a name."""

from dataclasses import dataclass, replace

_ROUNDING = 1e-9  # of the largest weight
_LEAST, _MOST = 1e-6, 1e6  # weights: beyond them is a slip of the hand, and at last no number


@dataclass(frozen=True)
class Mention:
    """A name where an expression has it, and how often it is taken there."""

    name: str
    weight: float
    is_whole: bool = False
    """Named with its reference, or quoted: taken as it was recorded."""
    is_recorded: bool = True
    """False of an electrode that is only what others were recorded against."""


@dataclass
class Terms:
    """A sum of channels.

    Parameters
    ----------
    mentions : tuple of Mention
        One a name in the expression; a name may stand in it several times.
    name : str
        The expression with every name as the night writes it.
    whole_name : str
        The same with every channel taken as it was recorded.
    """

    mentions: tuple[Mention, ...] = ()
    name: str = ""
    whole_name: str = ""

    @property
    def weights(self) -> dict[str, float]:
        """Recorded channels, and how often each is taken."""
        found: dict[str, float] = {}
        for one in self.mentions:
            if one.is_recorded:
                found[one.name] = found.get(one.name, 0.0) + one.weight
        return found

    @property
    def smallest_counted(self) -> float:
        """Weight below which a sum of these is nothing but rounding."""
        return _ROUNDING * max((abs(one.weight) for one in self.mentions), default=0.0)

    def scaled(self, factor: float) -> "Terms":
        """Take all of it so many times."""
        return Terms(tuple(replace(one, weight=factor * one.weight) for one in self.mentions))

    def plus(self, other: "Terms") -> "Terms":
        """Add two sums."""
        return Terms(self.mentions + other.mentions)


class WrittenName(str):
    """A name as the night writes it, and how it is written to be taken as it was recorded."""

    __slots__ = ("whole",)
    whole: str

    def __new__(cls, name: str, whole: str) -> "WrittenName":
        """Make one of both."""
        made = super().__new__(cls, name)
        made.whole = whole
        return made


def check_weight(weight: float, said: str) -> None:
    """Refuse a weight that only a slip of the hand writes; `said` begins the sentence."""
    if weight and not _LEAST <= abs(weight) <= _MOST:
        raise ValueError(f"{said}: weights may be {_LEAST:g} to {_MOST:,.0f}")
