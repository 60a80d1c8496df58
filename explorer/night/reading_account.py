"""The account of a reading: what of a file was used and what was not, one entry a thing."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

STAGE_WORD = "stage word"
EVENT_WORD = "event word"
LIGHTS_WORD = "lights word"
CODING = "coding"
COLUMN = "column"
ROWS = "rows"
UNIT = "unit"
TIME = "time"
GAP = "gap"
SCORER = "scorer"
SUBJECT = "subject"
NIGHT = "night"
FILE = "file"
FIELD = "field"
CHANNEL = "channel"

BY_HAND = "by hand"
"""How `AccountEntry.why` begins where a person said what a thing is."""

_NAMED = 12  # channels in a sentence


@dataclass(frozen=True)
class AccountEntry:
    """One thing that a file has, and what became of it."""

    kind: str
    """What it is: one of this module's kinds."""
    name: str
    """As the file has it."""
    used_as: str = ""
    """What it was taken for, such as "N2"; "" where it was not used."""
    count: int = 0
    """How often it occurs; 0 where that says nothing."""
    minutes: float = 0.0
    """How long it lasts in all; 0 where that says nothing."""
    why: str = ""
    """In a sentence's words, where there was a choice."""
    channels: tuple[str, ...] = ()
    """Of which channels it is, where that matters."""

    @property
    def sentence(self) -> str:
        """The entry in words.

        Examples
        --------
        >>> AccountEntry(STAGE_WORD, "WK", "W", 10, 5.0).sentence
        "stage word 'WK' (10, 5 min): W"
        """
        counted = [f"{self.count:,}"] * bool(self.count)
        counted += [f"{self.minutes:.4g} min"] * bool(self.minutes)
        much = f" ({', '.join(counted)})" if counted else ""
        why = f", {self.why}" if self.why else ""
        more = len(self.channels) - _NAMED
        named = f": {', '.join(self.channels[:_NAMED])}" if self.channels else ""
        rest = f" and {more} more" if more > 0 else ""
        return f"{self.kind} {self.name!r}{much}: {self.used_as or 'not used'}{why}{named}{rest}"


def write_account(entries: Iterable[AccountEntry]) -> str:
    """Write an account as the text that a night keeps among its attrs.

    Examples
    --------
    >>> read_account(write_account([AccountEntry(COLUMN, "onset", "onset")]))[0].used_as
    'onset'
    """
    rows = [
        {key: value for key, value in asdict(entry).items() if value or key in ("kind", "name")}
        for entry in unique(entries)
    ]
    return json.dumps(rows, ensure_ascii=False)


def read_account(text: str) -> tuple[AccountEntry, ...]:
    """Read what `write_account` wrote."""
    rows = json.loads(text or "[]")
    return tuple(
        AccountEntry(**{**row, "channels": tuple(row.get("channels", ()))}) for row in rows
    )


def unique(entries: Iterable[AccountEntry]) -> list[AccountEntry]:
    """Leave out entries that say again what one before them says."""
    return list(dict.fromkeys(entries))


def unused(entries: Sequence[AccountEntry]) -> list[AccountEntry]:
    """Return the entries of what was not used.

    Examples
    --------
    >>> entries = [AccountEntry(COLUMN, "mood"), AccountEntry(UNIT, "uV", "uV")]
    >>> [entry.name for entry in unused(entries)]
    ['mood']
    """
    return [entry for entry in entries if not entry.used_as]


def used(entries: Sequence[AccountEntry]) -> list[AccountEntry]:
    """Return the entries of what was used."""
    return [entry for entry in entries if entry.used_as]
