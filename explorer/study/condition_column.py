"""Which column of a table is the condition: told from groups of people by who has which values.

A column called group, arm, phase, period, session or visit may hold what was given to every person
in turn (a within-subject factor), or what tells people apart (a between-subject one).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from explorer.study.likely_reference import says_treatment
from explorer.vocabulary.counts import first_few
from explorer.vocabulary.stage_words import fold_word

CONDITION_NOTES = "condition_notes"
"""Attr of a frame: what is to be said of the column that was taken as the condition."""
_CONDITION_WORDS = "condition conditions cond bedingung condicion condizione condicao conditie"
_ARM_WORDS = """
    arm arms studyarm trialarm treatmentarm bras brazo braccio braco
    group grp groups studygroup treatmentgroup gruppe groupe grupo gruppo groep
"""
_OTHER_WORDS = "trt tx treatments intervention allocation"
_CONDITIONS, _ARMS = frozenset(_CONDITION_WORDS.split()), frozenset(_ARM_WORDS.split())
_MORE = _ARMS | _CONDITIONS | frozenset(_OTHER_WORDS.split())
"""Headings of a condition where no other column is one, as `fold_word` folds them."""
_TIMES = ("visit", "phase", "order", "night")
"""Our names of columns whose words may be conditions, and "phase", the likeliest first."""
_PHASES = frozenset(("phase", "phases", "studyphase", "fase"))
_COUNTING = """
    first second third fourth fifth i ii iii iv v erste zweite dritte premier premiere deuxieme
    mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday
"""
_IN_ORDER = frozenset(_COUNTING.split())
"""Words that count, and say nothing of what was done."""
_MOST_WORDS = 12  # values of one column that are conditions
_SHOWN = 4


@dataclass(frozen=True)
class ConditionColumn:
    """What the columns of a table mean, once the condition is found among them."""

    meant: Mapping[str, str]
    """Our name of each column, "" for none."""
    notes: list[str] = field(default_factory=list)
    hint: str = ""
    """Where no column was taken: what to say of one that may be meant."""


@dataclass(frozen=True)
class _Values:
    """The cells of one column, by person."""

    heading: str
    by_person: Mapping[str, frozenset[str]]

    @property
    def all(self) -> list[str]:
        return sorted(frozenset().union(*self.by_person.values()))

    @property
    def people(self) -> int:
        """Of those who have any value at all."""
        return sum(bool(own) for own in self.by_person.values())

    @property
    def in_several(self) -> int:
        """People who have two of its values or more."""
        return sum(len(own) > 1 for own in self.by_person.values())

    @property
    def within(self) -> bool:
        """Whether at least half of the people have two of its values or more."""
        return 0 < self.people <= 2 * self.in_several

    @property
    def between(self) -> bool:
        """Whether it tells people apart: several values, and nobody has two."""
        return self.people > 1 and not self.in_several and len(self.all) > 1

    @property
    def words(self) -> bool:
        """Whether its values are names of what was done, not numbers, dates or "night 1"."""
        names = self.all
        stems = {re.sub(r"[\W\d_]+", "", fold_word(name)) for name in names}
        named = any(not re.search(r"\d", name) for name in names)
        several = 1 < len(names) <= _MOST_WORDS and len(stems) == len(names) and "" not in stems
        return several and named and not stems <= _IN_ORDER

    @property
    def treatments(self) -> bool:
        """Whether one of its values says that something was given, or that nothing was."""
        return any(map(says_treatment, self.all))

    def __str__(self) -> str:
        return f"{self.heading} ({first_few(self.all, _SHOWN)})"


def with_condition(frame: pd.DataFrame, meant: Mapping[str, str]) -> ConditionColumn:
    """Find the condition among a table's columns, by who has which of their values.

    Parameters
    ----------
    frame : DataFrame
        As its headings are written.
    meant : mapping of str to str
        Our name of each column by its heading alone, "" for none.

    Returns
    -------
    ConditionColumn

    Examples
    --------
    >>> frame = pd.DataFrame({"id": ["a", "a", "b", "b"], "Phase": ["placebo", "mg"] * 2})
    >>> found = with_condition(frame, {"id": "subject", "Phase": ""})
    >>> found.meant["Phase"], found.notes
    ('condition', ['Condition: the column Phase (mg, placebo), for 2 of 2 people have more than \
one of its values; compared within people.'])
    """
    likes = [name for name, own in meant.items() if own == "condition"]
    own_words = [name for name in likes if fold_word(name) in _CONDITIONS]
    more = [name for name, own in meant.items() if not own and fold_word(name) in _MORE]
    values = {name: _values(frame, name, meant) for name in (*likes, *more)}
    chosen = own_words or _chosen([values[name] for name in likes], [values[name] for name in more])
    if len(chosen) > 1:
        return ConditionColumn(meant)  # two columns mean the condition: refused where it is known
    times = _times(frame, meant)
    if not chosen:
        return _by_time(meant, times)
    first = values[chosen[0]]
    notes = [
        f"{other}: each person has one of its values, so it tells people apart and is no condition."
        for name, other in values.items()
        if name not in chosen and other.between
    ]
    changed = {**meant, **dict.fromkeys(likes, ""), first.heading: "condition"}
    if first.between and fold_word(first.heading) not in _CONDITIONS:
        return _of_groups(changed, first, times, notes)
    if first.within and fold_word(first.heading) in _ARMS | set(more):
        notes.insert(0, _said_within(first))
    return ConditionColumn(changed, notes)


def _chosen(likes: list[_Values], more: list[_Values]) -> list[str]:
    """Headings of what may be the condition, more than one where nothing tells which."""
    within = [one.heading for one in (*likes, *more) if one.within]
    if len(likes) + len(more) > 1 and len(within) == 1:
        return within
    return [one.heading for one in likes or more[:1]]


def _times(frame: pd.DataFrame, meant: Mapping[str, str]) -> list[_Values]:
    """Columns of visits, phases, periods and sessions that name what was done within people."""
    named = {
        name: "phase" if fold_word(name) in _PHASES and not own else own
        for name, own in meant.items()
    }
    columns = [name for kind in _TIMES for name, own in named.items() if own == kind]
    return [_values(frame, name, meant) for name in columns]


def _by_time(meant: Mapping[str, str], times: list[_Values]) -> ConditionColumn:
    """Take a column of visits, phases, periods or sessions, where no other is the condition."""
    fit = [one for one in times if one.within and one.words]
    fit = [one for one in fit if one.treatments] or fit
    if not fit:
        near = next((one for one in times if one.within and len(one.all) <= _MOST_WORDS), None)
        hint = f"; if the column {near} has the conditions, head it condition" if near else ""
        return ConditionColumn(meant, hint=hint)
    return ConditionColumn({**meant, fit[0].heading: "condition"}, [_said_within(fit[0])])


def _of_groups(
    meant: dict[str, str], group: _Values, times: list[_Values], notes: list[str]
) -> ConditionColumn:
    """Say that what is taken for the condition tells people apart, and look for what does not."""
    given = [one for one in times if one.within and one.words and one.treatments]
    told = f"{group}: each of {group.people} people has one of its values"
    if given and not group.treatments:
        notes = [
            _said_within(given[0]),
            f"{told}, so it tells people apart and is no condition.",
            *notes,
        ]
        return ConditionColumn({**meant, group.heading: "", given[0].heading: "condition"}, notes)
    if "visit" not in meant.values():
        visits = [one for one in times if one.within and one.words]
        if visits:
            notes = [f"{told}: arms, of which {visits[0]} was taken as the visits.", *notes]
            return ConditionColumn({**meant, visits[0].heading: "visit"}, notes)
        if fold_word(group.heading) in _ARMS:
            notes = [f"{told}: groups of people, not conditions of each person.", *notes]
    return ConditionColumn(meant, notes)


def _said_within(column: _Values) -> str:
    return (
        f"Condition: the column {column}, for {column.in_several} of {column.people} people have "
        "more than one of its values; compared within people."
    )


def _values(frame: pd.DataFrame, heading: str, meant: Mapping[str, str]) -> _Values:
    people = [name for name, own in meant.items() if own == "subject"][:1]
    whose = _texts(frame, people[0]) if people else [""] * len(frame)
    found: dict[str, set[str]] = {}
    for person, cell in zip(whose, _texts(frame, heading), strict=True):
        found.setdefault(person, set()).update({cell} - {""})
    return _Values(heading, {person: frozenset(own) for person, own in found.items()})


def _texts(frame: pd.DataFrame, heading: str) -> list[str]:
    column = next(frame.iloc[:, k] for k, name in enumerate(frame.columns) if str(name) == heading)
    return ["" if pd.isna(cell) else str(cell).strip() for cell in column]
