"""Which coding of stages a file's numbers are in."""

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from pathlib import PurePath
from types import MappingProxyType

from explorer.io.coding_evidence import UNSCORED, epochs_of, log_likelihood
from explorer.io.codings import (
    AASM,
    BELOW_ZERO,
    CODINGS,
    FROM_ONE,
    MOVEMENT,
    RK,
    Coding,
)
from explorer.io.idle_codes import asking_idle, idle_codes
from explorer.io.reading_choices import UnknownStagesError
from explorer.night.reading_account import STAGE_WORD, AccountEntry
from explorer.vocabulary.stages import Stage

_NAMED = 15.0  # nats that a name which says the coding is worth
_WITHOUT_FIVE = 5.0  # nats; a night by Rechtschaffen and Kales has REM sleep, and so a 5
_ALWAYS_UNKNOWN = 1.5  # nats; where 5 is used, it is movement more often than a gap
_MARGIN = 4.0  # nats between the best coding and the next that says else
_RARE, _RARE_MARGIN = 5.0, 10.0  # a rare coding that no name speaks for needs more
_RARE_CODES = 4  # of which fewer are asked for: 0 and 1 may be wake and sleep
_MARGIN_PER_EPOCH = 0.006  # of a long night more, as no night is quite as the table has it
_EDGE = 10  # epochs at an end, from which on they may be the time before or after the scoring
_LONG = 40  # epochs of one bout, beyond which more of it tells nothing
_NEITHER = (Stage.ARTEFACT, Stage.UNSCORED)
_FIVE = (Stage.W, Stage.N1, Stage.N2, Stage.N3, Stage.REM)


def choose_coding(
    path: object,
    numbers: Sequence[int],
    lengths: Sequence[float],
    said: Mapping[int, Stage] = MappingProxyType({}),
    worded: Collection[Stage] = (),
) -> tuple[Coding, str]:
    """Choose the coding that a file's numbers are in, by what is in them and by its name.

    Parameters
    ----------
    path : object
        The file; its name and its folders' may say which database it is of.
    numbers : sequence of int, shape (stretches,)
        In the order of time.
    lengths : sequence of float, shape (stretches,)
        s
    said : mapping of int to Stage
        What a person said that some of them mean: a coding that says else is none.
    worded : collection of Stage
        Stages that the file writes as words beside the numbers: a coding that has a number for one
        of them is none.

    Returns
    -------
    coding : Coding
    why : str
        Why it was taken, where there was a choice; else "".

    Raises
    ------
    UnknownStagesError
        If two codings are nearly as likely as each other and differ in a stage.

    Notes
    -----
    Each coding that has all the numbers is weighed by how likely the night would be that it makes
    of them: see `explorer.io.coding_evidence.log_likelihood`.
    """
    open_codes = set(numbers) - set(said)
    below_zero = _may_lie_below_zero(set(numbers))
    if (below_zero or _none_above_zero(numbers, open_codes)) and open_codes and not worded:
        below = [coding for coding in (*BELOW_ZERO, *CODINGS) if _has(coding, open_codes, said)]
        named_below = [coding for coding in below if _name_in(path, coding)]
        ways = _unlike(named_below or below, open_codes)
        if len(ways) > 1 and (below_zero or set(ways) & set(BELOW_ZERO)):
            raise _asking(path, numbers, lengths, said, ways)
        if named_below:
            return ways[0], f"as its name says {_name_in(path, ways[0])!r}"
        if ways and below_zero:
            return ways[0], "as it was said" if said else ""
    agreeing = [coding for coding in CODINGS if _has(coding, open_codes, said)]
    candidates = [coding for coding in agreeing if set(said) <= set(coding.stages)] or agreeing
    beside = [one for one in candidates if _goes_with(one, open_codes, worded, path)]
    excluded = [one for one in candidates if one not in beside] if beside else []
    candidates = beside or candidates
    if not candidates:
        return (RK if {5, 6} & open_codes else AASM), ""
    named = {coding.name: _name_in(path, coding) for coding in candidates}
    codes = epochs_of(numbers, lengths) or list(numbers)
    telling = _telling(codes)
    weights = {
        coding.name: _weight(coding, telling, said) + _NAMED * bool(named[coding.name])
        for coding in candidates
    }
    best, *others = sorted(candidates, key=lambda coding: -weights[coding.name])
    if not named[best.name] and (idle := idle_codes(best, telling, open_codes, said, worded)):
        raise asking_idle(path, numbers, lengths, said, best, idle)
    rivals = [other for other in others if _differing(best, other, open_codes)]
    if not rivals:
        if any(_differing(best, other, open_codes) for other in excluded):
            return best, f"as the file writes {_either_all(worded)} in words"
        alone = best.rarity >= _RARE and not named[best.name] and not others and not said
        return best, "as no other coding that is known has all of them" if alone else ""
    rival = rivals[0]
    margin = weights[best.name] - weights[rival.name]
    rare = best.rarity >= _RARE and not named[best.name]
    needed = (_RARE_MARGIN if rare else _MARGIN) + _MARGIN_PER_EPOCH * len(telling)
    if margin < needed or (rare and len(open_codes) < _RARE_CODES):
        raise _asking(path, numbers, lengths, said, [best, rival])
    if named[best.name]:
        return best, f"as its name says {named[best.name]!r}"
    if best is AASM and 4 in open_codes and rival in (RK, MOVEMENT) and len(codes) < _EDGE:
        return best, "as no 5 occurs"
    return best, (
        "as the order of its stages, the length of their bouts and their place in the night are "
        f"those of a night in it rather than in that of {rival.name}"
    )


def any_agrees(codes: Collection[int], said: Mapping[int, Stage]) -> bool:
    """Whether any coding has these codes and those that something was said of, and says the same.

    Examples
    --------
    >>> any_agrees([5], {0: Stage.W, 4: Stage.N3}), any_agrees([5], {0: Stage.N1, 1: Stage.W})
    (True, False)
    """
    return any(
        set(said) <= set(coding.stages) and _has(coding, set(codes), said) for coding in CODINGS
    )


def _has(coding: Coding, codes: set[int], said: Mapping[int, Stage]) -> bool:
    """Whether a coding has all the codes, and says nothing else than a person did."""
    return (
        codes <= set(coding.stages)
        and all(
            _agree(coding.stages.get(code, stage), stage)
            # What a coding has no stage for may be the one that it lacks in this file.
            or (coding.stages[code] in _NEITHER and stage not in map(coding.stages.get, codes))
            for code, stage in said.items()
        )
        and not (coding is FROM_ONE and not {4, 5} & codes)
    )


def _goes_with(coding: Coding, codes: set[int], worded: Collection[Stage], path: object) -> bool:
    """Whether a coding may stand beside words: who writes W and R has numbers for NREM sleep."""
    if Stage.ARTEFACT in worded and coding.movement in codes:
        return False
    stages = [stage for stage in worded if stage not in _NEITHER]
    if not stages:
        return True
    usual = coding in (AASM, RK, MOVEMENT) or bool(_name_in(path, coding))
    return usual and not any(coding.stages.get(code) in stages for code in codes)


def _either_all(worded: Collection[Stage]) -> str:
    names = [stage.name for stage in sorted(worded) if stage is not Stage.UNSCORED]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _may_lie_below_zero(codes: set[int]) -> bool:
    """Whether codes may be stages the deeper, the further below zero: then none lies above one.

    -1 or -2 alone, beside 0 and 1, is what programs write for what has no stage.
    """
    deep = min(codes, default=0) <= -3 or {-1, -2} <= codes
    return deep and min(codes) >= -4 and max(codes) <= 1


def _none_above_zero(numbers: Collection[int], open_codes: Collection[int]) -> bool:
    """Whether codes are 0 and -1, or -2, alone: of light sleep or of what has no stage."""
    return max(numbers) <= 0 and -2 <= min(open_codes, default=0) < 0


def _unlike(codings: Sequence[Coding], codes: set[int]) -> list[Coding]:
    """Keep the first of those codings that say the same of these codes."""
    kept: list[Coding] = []
    for coding in codings:
        if all(_differing(coding, other, codes) for other in kept):
            kept.append(coding)
    return kept


def _agree(stage: Stage, said: Stage) -> bool:
    return stage is said or (stage in _NEITHER and said in _NEITHER)


def _differing(one: Coding, other: Coding, codes: set[int]) -> list[int]:
    """Codes of which two codings say something else."""
    return sorted(
        code for code in codes if code < 8 and not _agree(one.stages[code], other.stages[code])
    )


def _name_in(path: object, coding: Coding) -> str:
    """Return the word in a file's or its folders' names that says a coding; "" for none."""
    if not coding.names or not isinstance(path, str | PurePath):
        return ""
    pattern = rf"(?<![a-z])({coding.names})(?![a-z])"
    for part in reversed(PurePath(path).parts[-3:]):
        if found := re.search(pattern, part.lower()):
            return found[1]
    return ""


def _telling(codes: list[int]) -> list[int]:
    """Without what tells nothing: long runs of 5 at an end, and of a very long run all but a part.

    REM sleep lies at an end as rarely as scorers leave it open; and a day of wake looks like one
    that is not scored.
    """
    runs = [(code, len(list(run))) for code, run in groupby(codes)]
    if len(runs) > 1 and any(code == 5 and count >= _EDGE for code, count in (runs[0], runs[-1])):
        runs = runs[runs[0][0] == 5 : len(runs) - (runs[-1][0] == 5)]
    return [code for code, count in runs for _ in range(min(count, _LONG))]


def _weight(coding: Coding, codes: list[int], said: Mapping[int, Stage]) -> float:
    """How likely a coding is, in nats, by its rarity and the night that it makes of the codes."""
    states = {code: _state(coding, code) for code in coding.stages if 0 <= code < 8}
    idle = (code for code in said if coding.stages.get(code) in _NEITHER)
    states |= {code: said[code].name for code in idle if said[code] in _FIVE}
    rest = 0.0
    if coding is RK and 5 not in codes and 4 in codes:
        rest = _WITHOUT_FIVE
    ways = [(states, 0.0)]
    if coding.fourth is not None and coding.fourth not in codes:
        ways = [({code: state for code, state in states.items() if state != "N4"}, 0.0)]
    elif coding is MOVEMENT:
        ways.append((states | {5: UNSCORED}, _ALWAYS_UNKNOWN))
    return max(log_likelihood(codes, way) - cost for way, cost in ways) - coding.rarity - rest


def _state(coding: Coding, code: int) -> str:
    if code == coding.fourth:
        return "N4"
    stage = coding.stages[code]
    if stage in _NEITHER:
        return "MT" if code == coding.movement else UNSCORED
    return stage.name


def _asking(
    path: object,
    numbers: Sequence[int],
    lengths: Sequence[float],
    said: Mapping[int, Stage],
    codings: Sequence[Coding],
) -> UnknownStagesError:
    """Ask which of these codings a file is in, by the codes of which they say something else."""
    best, *rivals = codings
    open_codes = set(numbers) - set(said)
    differing = sorted(
        (code for code in open_codes if any(_differing(best, other, {code}) for other in rivals)),
        key=lambda code: (code < 0, abs(code)),
    )
    entries = []
    for code in dict.fromkeys(numbers):
        spans = [span for one, span in zip(numbers, lengths, strict=True) if one == code]
        stage = said.get(code, best.stages.get(code, Stage.UNSCORED))
        used = "" if code in differing else stage.name
        meanings = dict.fromkeys(coding.stages[code].name for coding in codings if not used)
        why = _either(list(meanings))
        entries.append(AccountEntry(STAGE_WORD, str(code), used, len(spans), sum(spans) / 60, why))
    named = ", ".join(
        f"{entry.name} ({entry.count:,}: {entry.why})" for entry in entries if entry.why
    )
    ways = [
        ",".join(f"{code}={coding.stages[code].name}" for code in differing) for coding in codings
    ]
    # What begins with a minus would be an option of its own after a space.
    after = "=" if differing[0] < 0 else " "
    told = _either([f'--stages{after}"{way}"' for way in ways])
    return UnknownStagesError(
        f"{path}: its codes of stages may be {_either([coding.name for coding in codings])}, and "
        f"nothing in it tells which: code {named}; say what they mean, as in "
        f'{told}, or stages={{"{differing[0]}": '
        f'"{best.stages[differing[0]].name}", ...}}',
        entries,
    )


def _either(words: Sequence[str]) -> str:
    *before, last = words or [""]
    return f"{', '.join(before)} or {last}" if before else last
