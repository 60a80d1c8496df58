"""Codings of stages by number, and which of them a file's numbers are in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePath
from types import MappingProxyType

from explorer.io.coding_evidence import UNSCORED, epochs_of, log_likelihood
from explorer.io.reading_choices import UnknownStagesError
from explorer.night.reading_account import STAGE_WORD, AccountEntry
from explorer.vocabulary.stages import Stage

_SHARED = {9: Stage.UNSCORED, -1: Stage.ARTEFACT, -2: Stage.UNSCORED}


@dataclass(frozen=True, eq=False)
class Coding:
    """What numbers mean in some kind of file."""

    name: str
    """As the notes say it."""
    stages: Mapping[int, Stage]
    fourth: int | None = None
    """The number of stage 4 of Rechtschaffen and Kales, where it has one."""
    movement: int | None = None
    """The number of movement time, where it has one."""
    rarity: float = 0.0
    """How much rarer than the commonest ones it is, in nats."""
    names: str = ""
    """A pattern of the names, of files and folders, that say this coding."""


# 8 is "disconnected" in BOAS (OpenNeuro ds005555), 9 "unscored" in many exports, 7 in Stanford's.
AASM = Coding(
    "AASM (0 W, 1 N1, 2 N2, 3 N3, 4 REM)",
    MappingProxyType(
        {0: Stage.W, 1: Stage.N1, 2: Stage.N2, 3: Stage.N3, 4: Stage.REM}
        | {7: Stage.UNSCORED, 8: Stage.UNSCORED}
        | _SHARED
    ),
    names="aasm|yasa|dreem|dod[ho]?|boas|gssc",
)
RK = Coding(
    "Rechtschaffen and Kales (4 stage 4, 5 REM)",
    MappingProxyType(
        {0: Stage.W, 1: Stage.N1, 2: Stage.N2, 3: Stage.N3, 4: Stage.N3, 5: Stage.REM}
        | {6: Stage.ARTEFACT, 7: Stage.UNSCORED, 8: Stage.UNSCORED}
        | _SHARED
    ),
    fourth=4,
    movement=6,
    names="r&k|rk|rechtschaffen|isruc|ssc|wsc|shhs|mesa|mros|cfs|nsrr|polyman|fasst",
)
# DeepSleepNet, TinySleepNet, MetaBCI and U-Sleep.
MOVEMENT = Coding(
    "AASM with 5 for movement (0 W, 1 N1, 2 N2, 3 N3, 4 REM, 5 movement or unknown, 6 unknown)",
    MappingProxyType({**AASM.stages, 5: Stage.ARTEFACT, 6: Stage.UNSCORED}),
    movement=5,
    rarity=1.5,
    names="deepsleepnet|tinysleepnet|metabci|u-?sleep",
)
# St. Vincent's University Hospital / University College Dublin Sleep Apnea Database.
UCDDB = Coding(
    "UCDDB (0 W, 1 REM, 2-5 stages 1-4, 6 artefact, 7 indeterminate)",
    MappingProxyType(
        {0: Stage.W, 1: Stage.REM, 2: Stage.N1, 3: Stage.N2, 4: Stage.N3, 5: Stage.N3}
        | {6: Stage.ARTEFACT, 7: Stage.UNSCORED, 8: Stage.UNSCORED}
        | _SHARED
    ),
    fourth=5,
    movement=6,
    rarity=7.0,
    names="ucddb",
)
# MATLAB counts from 1, as SeqSleepNet and XSleepNet do.
FROM_ONE = Coding(
    "counted from one (1 W, 2 N1, 3 N2, 4 N3, 5 REM)",
    MappingProxyType(
        {1: Stage.W, 2: Stage.N1, 3: Stage.N2, 4: Stage.N3, 5: Stage.REM}
        | {8: Stage.UNSCORED}
        | _SHARED
    ),
    rarity=5.0,
    names="seqsleepnet|xsleepnet|sleeptransformer",
)
# Dreem open datasets: -1 is "not scored", where YASA means an artefact.
DREEM = Coding(
    "Dreem",
    MappingProxyType(
        {**{code: AASM.stages[code] for code in range(5)}, **_SHARED, -1: Stage.UNSCORED}
    ),
)
# DREAMS databases: the deeper, the smaller.
DREAMS = Coding(
    "DREAMS (5 W, 4 REM, 3 stage 1, 2 stage 2, 1 stage 3, 0 stage 4)",
    MappingProxyType(
        {5: Stage.W, 4: Stage.REM, 3: Stage.N1, 2: Stage.N2, 1: Stage.N3, 0: Stage.N3}
        | {-1: Stage.ARTEFACT, -2: Stage.UNSCORED, -3: Stage.UNSCORED}
    ),
    fourth=0,
    rarity=7.0,
    names="dreams",
)
CODINGS = (AASM, RK, MOVEMENT, UCDDB, DREAMS, FROM_ONE)

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


def choose_coding(
    path: object,
    numbers: Sequence[int],
    lengths: Sequence[float],
    said: Mapping[int, Stage] = MappingProxyType({}),
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
    agreeing = [coding for coding in CODINGS if _has(coding, open_codes, said)]
    candidates = [coding for coding in agreeing if set(said) <= set(coding.stages)] or agreeing
    if not candidates:
        return (RK if {5, 6} & open_codes else AASM), ""
    named = {coding.name: _name_in(path, coding) for coding in candidates}
    codes = epochs_of(numbers, lengths) or list(numbers)
    telling = _telling(codes)
    weights = {
        coding.name: _weight(coding, telling) + _NAMED * bool(named[coding.name])
        for coding in candidates
    }
    best, *others = sorted(candidates, key=lambda coding: -weights[coding.name])
    rivals = [other for other in others if _differing(best, other, open_codes)]
    if not rivals:
        return best, ""
    rival = rivals[0]
    margin = weights[best.name] - weights[rival.name]
    rare = best.rarity >= _RARE and not named[best.name]
    needed = (_RARE_MARGIN if rare else _MARGIN) + _MARGIN_PER_EPOCH * len(telling)
    if margin < needed or (rare and len(open_codes) < _RARE_CODES):
        raise _asking(path, numbers, lengths, said, best, rival)
    if named[best.name]:
        return best, f"as its name says {named[best.name]!r}"
    if best is AASM and 4 in open_codes and rival in (RK, MOVEMENT) and len(codes) < _EDGE:
        return best, "as no 5 occurs"
    return best, (
        "as the order of its stages, the length of their bouts and their place in the night are "
        f"those of a night in it rather than in that of {rival.name}"
    )


def _has(coding: Coding, codes: set[int], said: Mapping[int, Stage]) -> bool:
    """Whether a coding has all the codes, and says nothing else than a person did."""
    return (
        codes <= set(coding.stages)
        and all(_agree(coding.stages.get(code, stage), stage) for code, stage in said.items())
        and not (coding is FROM_ONE and not {4, 5} & codes)
    )


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


def _weight(coding: Coding, codes: list[int]) -> float:
    """How likely a coding is, in nats, by its rarity and the night that it makes of the codes."""
    states = {code: _state(coding, code) for code in coding.stages if 0 <= code < 8}
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
    best: Coding,
    rival: Coding,
) -> UnknownStagesError:
    differing = _differing(best, rival, set(numbers) - set(said))
    entries = []
    for code in dict.fromkeys(numbers):
        spans = [span for one, span in zip(numbers, lengths, strict=True) if one == code]
        stage = said.get(code, best.stages.get(code, Stage.UNSCORED))
        used = "" if code in differing else stage.name
        why = f"{best.stages[code].name} or {rival.stages[code].name}" if not used else ""
        entries.append(AccountEntry(STAGE_WORD, str(code), used, len(spans), sum(spans) / 60, why))
    named = ", ".join(
        f"{entry.name} ({entry.count:,}: {entry.why})" for entry in entries if entry.why
    )
    ways = [
        ",".join(f"{code}={coding.stages[code].name}" for code in differing)
        for coding in (best, rival)
    ]
    return UnknownStagesError(
        f"{path}: its codes of stages may be {best.name} or {rival.name}, and nothing in it tells "
        f"which: code {named}; say what they mean, as in "
        f'--stages "{ways[0]}" or --stages "{ways[1]}", or stages={{"{differing[0]}": '
        f'"{best.stages[differing[0]].name}", ...}}',
        entries,
    )
