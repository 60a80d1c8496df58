"""Words and codes of a column of stages as stages, with an account of each word."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from types import MappingProxyType

from explorer.io.coding_choice import any_agrees, choose_coding
from explorer.io.codings import Coding
from explorer.io.minus_one import MINUS_ONE, settle_minus_one
from explorer.io.reading_choices import Reading, UnknownStagesError
from explorer.io.stated_codes import Legend
from explorer.io.table_limits import SCORING
from explorer.night.hypnogram import DEFAULT_EPOCH_LENGTH
from explorer.night.reading_account import CODING, STAGE_WORD, AccountEntry
from explorer.vocabulary.counts import first_few
from explorer.vocabulary.likeliest_stage import likeliest_stage
from explorer.vocabulary.stage_words import looks_like_stage, read_stage_word
from explorer.vocabulary.stages import Stage

N3_NOTE = "stages 3 and 4 of Rechtschaffen and Kales are both N3"
_LEFT_OUT = MappingProxyType(
    {7: "in data of Stanford it is that", 8: 'in BOAS it is "disconnected"'}
)
_ANSWERS = ("W", "N1", "N2", "N3", "REM", "UNSCORED")
SMALL_SHARE = 0.05
"""Share of the scored time up to which words that no stage is meant by are left unscored."""
_LEGEND = "as the file itself says"
_NAMED = 8  # words quoted in a sentence


@dataclass(frozen=True)
class Decoded:
    """Stages of words, in their order."""

    stages: list[Stage]
    notes: list[str]
    entries: list[AccountEntry]


def movement_note(words: Iterable[str]) -> list[str]:
    """Say that words and codes of movement time and artefacts are kept apart; nothing of none.

    Examples
    --------
    >>> movement_note(["MT"])[0][:46]
    "movement or an artefact ('MT') is kept as ARTE"
    """
    named = first_few(map(repr, dict.fromkeys(words)), _NAMED)
    return [
        f"movement or an artefact ({named}) is kept as ARTEFACT: neither wake nor sleep; some "
        "tools count movement time as wake"
    ] * bool(named)


def whole_number(word: str) -> int | None:
    """Read a code, however it is written; None where it is no whole number.

    Examples
    --------
    >>> whole_number("4"), whole_number("4.0"), whole_number("4.000e+00"), whole_number("N1")
    (4, 4, 4, None)
    """
    word = word.strip()
    try:
        value = float(word.replace(",", "."))
    except ValueError:
        return None
    if not isfinite(value) or value != int(value) or abs(value) > 9999:
        return None
    return int(value)


def decode_stages(
    path: object,
    words: Sequence[str],
    lengths: Sequence[float] | float = DEFAULT_EPOCH_LENGTH,
    reading: Reading | None = None,
    *,
    coding: Coding | None = None,
) -> Decoded:
    """Decode the words and codes of a column of stages.

    Parameters
    ----------
    path : object
        Where they come from, for errors and for what its name says of the coding.
    words : sequence of str, shape (stretches,)
        Numbers or names, in the order of time.
    lengths : float or sequence of float, shape (stretches,)
        s; how long each lasts.
    reading : Reading, optional
        What a person said that they mean.
    coding : Coding, optional
        What the numbers mean, where the format says; else `choose_coding` finds it.

    Returns
    -------
    Decoded
        A word that nobody knows is ``UNSCORED`` and named, where it is a small share of the time
        and does not look like a stage.

    Raises
    ------
    UnknownStagesError
        If it is more than that.
    """
    SCORING.check(path, rows=len(words))
    reading = reading or Reading()
    spans = [lengths] * len(words) if isinstance(lengths, float | int) else list(lengths)
    spans = [span if span > 0 else DEFAULT_EPOCH_LENGTH for span in spans]
    known: dict[str, Stage] = {}
    said: set[str] = set()
    numbers: dict[str, int] = {}
    fourths: set[str] = set()
    for word in dict.fromkeys(words):
        meant = reading.meaning(word)
        code = whole_number(word)
        if meant is not None:
            known[word] = meant
            said.add(word)
        elif code is not None:
            numbers[word] = code
        elif (found := read_stage_word(word or "n/a")) is not None and found.stage is not None:
            known[word] = found.stage
            if found.fourth:
                fourths.add(word)
    notes: list[str] = []
    entries: list[AccountEntry] = []
    told: set[str] = set()
    assumed: dict[str, str] = {}
    if (legend := reading.legend) is not None and coding is None and numbers:
        told = _told(path, legend, numbers)
        known |= {word: legend.stages[numbers[word]] for word in told}
        fourths |= {word for word in told if numbers[word] == legend.fourth}
    if legend is not None and told:
        notes.append(f"codes were read as {legend}, as the file itself says")
        entries.append(AccountEntry(CODING, str(legend), "codes of stages", why=_LEGEND))
        persons = {code: known[word] for word in said if (code := whole_number(word)) is not None}
        numbers = {word: code for word, code in numbers.items() if word not in told}
        if not any_agrees(numbers.values(), {**legend.stages, **persons}):
            numbers = {}  # no coding has them beside the legend's: they are what nobody knows
    if numbers:
        chosen, why = (
            (coding, "") if coding else _choose(path, words, spans, numbers, known, said | told)
        )
        codes = [code for word in known if (code := whole_number(word)) is not None]
        chosen, of_minus_one, why_minus_one = (
            settle_minus_one(path, chosen, numbers.values(), [*numbers.values(), *codes])
            if coding is None
            else (chosen, "", "")
        )
        assumed = {
            word: why_minus_one
            for word, code in numbers.items()
            if code == MINUS_ONE and why_minus_one
        }
        known |= {
            word: chosen.stages[code] for word, code in numbers.items() if code in chosen.stages
        }
        fourths |= {word for word, code in numbers.items() if code == chosen.fourth}
        if why:
            notes.append(f"codes were read as {chosen.name}, {why}")
        entries.append(AccountEntry(CODING, chosen.name, "codes of stages", why=why))
        notes += [of_minus_one] * bool(of_minus_one)
        if 8 in numbers.values() and 8 in chosen.stages:
            notes.append('code 8 was left unscored; in BOAS it is "disconnected"')
    entries += account_of_words(words, spans, known, said, assumed)
    notes += check_unknown(path, entries)
    notes += movement_note(word for word, stage in known.items() if stage is Stage.ARTEFACT)
    notes += [N3_NOTE] * bool(fourths)
    return Decoded([known.get(word, Stage.UNSCORED) for word in words], notes, entries)


def _told(path: object, legend: Legend, numbers: Mapping[str, int]) -> set[str]:
    """Words whose codes a file's own legend tells; none where it is about something else."""
    codes = set(numbers.values())
    if not legend.tells(codes):
        return set()
    for code, (first, second) in legend.conflicts.items():
        if code in codes:
            raise UnknownStagesError(
                f"{path}: its legend says of code {code} that it is {first.name} and that it is "
                f'{second.name}; say which, as in --stages "{code}={first.name}" or '
                f'stages={{"{code}": "{first.name}"}}',
                [AccountEntry(STAGE_WORD, str(code))],
            )
    return {word for word, code in numbers.items() if code in legend.stages}


def _choose(
    path: object,
    words: Sequence[str],
    spans: Sequence[float],
    numbers: Mapping[str, int],
    known: Mapping[str, Stage],
    said: set[str],
) -> tuple[Coding, str]:
    """Choose the coding of the numbers, by what was said of some of them too."""
    meant = {word: code for word in said if (code := whole_number(word)) is not None}
    codes = {**numbers, **meant}
    coded = [(codes[word], span) for word, span in zip(words, spans, strict=True) if word in codes]
    try:
        return choose_coding(
            path,
            [code for code, _ in coded],
            [span for _, span in coded],
            {code: known[word] for word, code in meant.items()},
            {stage for word, stage in known.items() if word.strip() and word not in meant},
        )
    except UnknownStagesError as error:
        others = [word for word in words if word not in codes]
        kept = [span for word, span in zip(words, spans, strict=True) if word not in codes]
        more = account_of_words(others, kept, known, said)
        raise UnknownStagesError(str(error), [*error.entries, *more]) from None


def account_of_words(
    words: Sequence[str],
    spans: Sequence[float],
    known: Mapping[str, Stage],
    said: set[str],
    assumed: Mapping[str, str] = MappingProxyType({}),
) -> list[AccountEntry]:
    """Say what became of each word, with how often it occurs and how long it lasts."""
    counts: dict[str, int] = {}
    times: dict[str, float] = {}
    for word, span in zip(words, spans, strict=True):
        counts[word] = counts.get(word, 0) + 1
        times[word] = times.get(word, 0.0) + span
    return [
        AccountEntry(
            STAGE_WORD,
            word,
            known[word].name if word in known else "",
            count,
            times[word] / 60,
            "as it was said" if word in said else assumed.get(word, ""),
        )
        for word, count in counts.items()
    ]


def _time(entries: Sequence[AccountEntry], words: Sequence[AccountEntry]) -> float:
    """Minutes of entries; or how many they are, where the file says of none how long it lasts."""
    timed = any(entry.minutes for entry in words)
    return sum(entry.minutes if timed else entry.count for entry in entries)


def check_unknown(path: object, entries: Sequence[AccountEntry]) -> list[str]:
    """Refuse words of stages that nobody knows, unless they are few and do not look like stages.

    Raises
    ------
    UnknownStagesError
        With the words and the way to say what they mean.
    """
    words = [entry for entry in entries if entry.kind == STAGE_WORD]
    unknown = [entry for entry in words if not entry.used_as]
    if not unknown:
        return []
    named = first_few((f"{entry.name[:40]!r} ({entry.count:,})" for entry in unknown), _NAMED)
    share = _time(unknown, words) / _time(words, words)
    if share > SMALL_SHARE or any(looks_like_stage(entry.name) for entry in unknown):
        told = ", ".join(repr(entry.name[:20]) for entry in words if entry.used_as)
        first = unknown[0].name[:20]
        held = {Stage[entry.used_as] for entry in words if entry.used_as in _ANSWERS}
        likely = likeliest_stage(unknown[0].name, held).name
        *others, last = [name for name in _ANSWERS if name != likely]
        # What begins with a minus would be an option of its own after a space.
        after = "=" if first.startswith("-") else " "
        raise UnknownStagesError(
            f"{path}: {named} {'are' if len(unknown) > 1 else 'is'} no sleep stage that we know "
            f"(known in it: {told or 'none'}); say what it means, as in "
            f'--stages{after}"{first}={likely}" or stages={{{first!r}: "{likely}"}}, '
            f"or any of {', '.join(others)} and {last}",
            entries,
        )
    return [f"words that are no stage, {share:.1%} of the time, were left unscored: {named}"]
