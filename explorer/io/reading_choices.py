"""What a person says of a file before it is read, and what a file must be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from explorer.io.bids_channels import ChannelSidecar
from explorer.io.stated_codes import Legend
from explorer.night.reading_account import AccountEntry
from explorer.vocabulary.stage_words import fold_word, read_stage_word
from explorer.vocabulary.stages import Stage


@dataclass(frozen=True)
class Reading:
    """How to read a file, where it can be read in more than one way."""

    start: datetime | None = None
    """When the recording began: clock times count from it."""
    duration: float | None = None
    """How long the recording is, in s: what a scorer's file should be as long as."""
    stages: Mapping[str, Stage] = field(default_factory=dict)
    """What words and codes mean, by the word as the file has it; see `read_meanings`."""
    subject: str = ""
    """Whose rows are read, of a file with several people."""
    night: str = ""
    """Which night is read, of a file with several: its date, or its number from 1."""
    day_first: bool | None = None
    """Whether 3/5 is the third of May; None where the dates are to say."""

    units: Mapping[str, str] = field(default_factory=dict)
    """Units of channels, by label; see `explorer.io.channel_units.channel_scales`."""

    channels: ChannelSidecar = field(default_factory=ChannelSidecar)
    """What lies beside the recording of its channels."""

    units_in_order: Sequence[str] = ()
    """Units of channels, one each, where they were given so."""
    sampling_frequency: float | None = None
    """Hz; of an object that does not say it."""
    recorded_at: float | None = None
    """Hz of the recording whose scorer's file is read: events may be counted in its samples."""
    first_sample: int = 0
    """Number that MNE gives the recording's first sample: a cut recording keeps its own."""
    channel_names: Sequence[str] | None = None
    """Of an object that does not say them."""
    epoch_length: float | None = None
    """s; of stages in an object that does not say it."""
    legend: Legend | None = None
    """What the file itself says that its codes of stages mean."""

    def with_units(self, units: Mapping[str, str]) -> "Reading":
        """Return the same with other units of channels, by label."""
        return replace(self, units=dict(units), units_in_order=())

    def meaning(self, word: str) -> Stage | None:
        """Return what a person said that this word means; None where nobody did."""
        if not self.stages:
            return None
        if word in self.stages:
            return self.stages[word]
        said = {_key(one): stage for one, stage in self.stages.items()}
        return said.get(_key(word))


def _key(word: str) -> str:
    """Return a word as it is compared: numbers by their value, others folded."""
    try:
        return f"{float(word):g}"
    except ValueError:
        return fold_word(word)


def read_meanings(said: Mapping[str, str | int | Stage]) -> dict[str, Stage]:
    """Read what a person says that words and codes mean.

    Parameters
    ----------
    said : mapping of str to str or Stage
        Such as ``{"WK": "W", "5": "UNSCORED"}``; a stage by any word that we know.

    Returns
    -------
    dict of str to Stage

    Raises
    ------
    ValueError
        If a meaning is no stage.

    Examples
    --------
    >>> read_meanings({"WK": "W", "5": "unscored"})["5"].name
    'UNSCORED'
    """
    found: dict[str, Stage] = {}
    for word, meaning in said.items():
        if isinstance(meaning, Stage):
            found[str(word)] = meaning
            continue
        name = str(meaning).strip()
        stage = Stage.__members__.get(name.upper())
        known = read_stage_word(name)
        stage = stage if stage is not None or known is None else known.stage
        if stage is None:
            raise ValueError(
                f"{word}={meaning}: {meaning!r} is no sleep stage; expected one of "
                f"{', '.join(Stage.__members__)}"
            )
        found[str(word)] = stage
    return found


def parse_meanings(text: str) -> dict[str, Stage]:
    """Read meanings written in one line, as a command takes them.

    Parameters
    ----------
    text : str
        Such as ``"WK=W,5=UNSCORED"``.

    Raises
    ------
    ValueError
        If a part is no word, equals sign and stage.

    Examples
    --------
    >>> {word: stage.name for word, stage in parse_meanings("WK=W, 5=UNSCORED").items()}
    {'WK': 'W', '5': 'UNSCORED'}
    """
    said: dict[str, str | int | Stage] = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        word, equals, meaning = part.rpartition("=")
        if not equals or not word.strip() or not meaning.strip():
            raise ValueError(f"{part!r} says no meaning; expected word=stage, such as WK=W")
        said[word.strip()] = meaning.strip()
    return read_meanings(said)


def parse_units(text: str) -> dict[str, str]:
    """Read units by hand as they are typed: one for each electrode, or some by channel.

    Parameters
    ----------
    text : str
        "mV", or "C3=mV,C4=mV"; the two may be mixed.

    Returns
    -------
    dict of str to str
        As `explorer.io.channel_units.channel_scales` takes them.

    Raises
    ------
    ValueError
        If a unit is missing.

    Examples
    --------
    >>> parse_units("uV"), parse_units("C3=mV, SpO2=%")
    ({'': 'uV'}, {'C3': 'mV', 'SpO2': '%'})
    """
    units = {}
    for part in text.split(","):
        label, _, unit = part.rpartition("=")
        if not unit.strip():
            raise ValueError(f"units {text!r}: expected a unit such as mV, or C3=mV,C4=mV")
        units[label.strip()] = unit.strip()
    return units


class UnclearError(ValueError):
    """A file can't be read until a person says something; its message says what and how."""

    def __init__(self, message: str, entries: Sequence[AccountEntry] = ()) -> None:
        super().__init__(message)
        self.entries = tuple(entries)
        """What the file has, as far as it was read."""


class UnknownStagesError(UnclearError):
    """Words or codes that may be stages and of which nobody knows which.

    ``entries`` are all of the file's stage words, the unknown ones without a ``used_as``.
    """


class ChoiceNeededError(UnclearError):
    """A file has several people or nights, and one is to be chosen; ``entries`` are they."""
