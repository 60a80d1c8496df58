"""By which rule hypopnoeas were scored, as far as the file's own words for them say it."""

import re
from collections.abc import Iterable

from explorer.metrics.event_indices import marks_by_row
from explorer.metrics.hypnogram_rows import Hypnograms
from explorer.metrics.scored_events import ScoredEvents
from explorer.vocabulary.event_kinds import HYPOPNOEAS

NOT_SAID = "the file does not say by which rule its hypopnoeas were scored"
_OF_THE_NSRR = re.compile(r"^SDO:|\|", re.IGNORECASE)
_NSRR = (
    "NSRR's names, no rule: its studies mark hypopnoeas by flow and apply desaturations and "
    "arousals afterwards (SHHS has an index for each: rdi0p, rdi3p, rdi4p)"
)
_FALL = re.compile(r"(?<![\d.])([2345])\s?(%|percent|p(?:ro)?z(?:ent)?\b|pct)", re.IGNORECASE)
_RULE = re.compile(r"\b(?:rule\s*)?1\s?([ab])\b", re.IGNORECASE)
_EDITION = re.compile(r"\baasm\s?[-_ ]?(1999|2007|2012|2015|2018|2020|2023)", re.IGNORECASE)
_AROUSAL = re.compile(r"arous|weck|éveil|eveil|despert|risvegl", re.IGNORECASE)
# AASM Manual, versions 2 and 3: 1A asks for 3 % or an arousal, 1B for 4 %.
_MEANS = {"a": "AASM 1A: 3 % or an arousal", "b": "AASM 1B: 4 %"}
_PREFIXES = ("AHI", "RDI", "hypopnoea", "apnoea_hypopnoea")


def hypopnoea_rule(hypnograms: Hypnograms) -> str:
    """Say by which rule the hypopnoeas of the first of some hypnograms were scored.

    Parameters
    ----------
    hypnograms : Hypnograms
        With scored events observed.

    Returns
    -------
    str
        "" where none is marked, `NOT_SAID` where the words of the marks name no rule.
    """
    marks = hypnograms.once(marks_by_row)[0] if hypnograms.nights else None
    return "" if marks is None else rule_in_marks(marks)


def rule_in_marks(marks: ScoredEvents) -> str:
    """As `hypopnoea_rule`, of one scorer's marks."""
    chosen = set(marks.word[marks.among(HYPOPNOEAS)].tolist())
    return rule_in_words(marks.words[at] for at in sorted(chosen))


def rule_in_words(words: Iterable[str]) -> str:
    """Say which rule some words for hypopnoeas name.

    Parameters
    ----------
    words : iterable of str
        The file's own.

    Returns
    -------
    str

    Examples
    --------
    >>> rule_in_words(["Hypopnea 4%", "Hypopnea"])
    "'Hypopnea 4%': a desaturation of 4 %"
    >>> rule_in_words(["Hypopnea (1A)"])
    "'Hypopnea (1A)': AASM 1A: 3 % or an arousal"
    >>> rule_in_words(["Hypopnea"]), rule_in_words([])
    ('the file does not say by which rule its hypopnoeas were scored', '')
    """
    every = list(words)
    if not every:
        return ""
    said = [f"{word!r}: {found}" for word in every if (found := _named(word))]
    if said:
        return "; ".join(said)
    return _NSRR if any(_OF_THE_NSRR.search(word) for word in every) else NOT_SAID


def _named(word: str) -> str:
    parts = []
    if edition := _EDITION.search(word):
        parts.append(f"AASM {edition[1]}")
    if rule := _RULE.search(word):
        parts.append(_MEANS[rule[1].lower()])
    if fall := _FALL.search(word):
        parts.append(f"a desaturation of {fall[1]} %")
    if _AROUSAL.search(word):
        parts.append("an arousal")
    return ", ".join(parts)


def rests_on_hypopnoeas(symbol: str) -> bool:
    """Whether an index counts hypopnoeas, so that their rule belongs beside it.

    Examples
    --------
    >>> [rests_on_hypopnoeas(name) for name in ("AHI_as_scored_N3", "RDI_as_scored", "PLM_index")]
    [True, True, False]
    """
    return symbol.startswith(_PREFIXES)
