"""Codes of stages that would be neither wake nor sleep for much of a night: asked about."""

from collections.abc import Collection, Mapping, Sequence

from explorer.io.coding_evidence import EPOCH
from explorer.io.codings import Coding
from explorer.io.reading_choices import UnknownStagesError
from explorer.night.reading_account import STAGE_WORD, AccountEntry
from explorer.vocabulary.stages import COARSE, Stage

_FIRST_OF_NOTHING = 8  # codes from here on are what has no stage, everywhere
_MUCH_MOVEMENT = 40  # epochs that are neither wake nor sleep
_MOST_MOVEMENT = 0.05  # of a night
_NIGHT = 60  # epochs; of fewer, a part may have neither wake nor REM sleep
_WHOLE_NIGHT = 240  # epochs, of which some are REM sleep
_MINUS_ONE = -1
_DEEP = frozenset((Stage.W, Stage.N1, Stage.N2, Stage.N3))
_NEITHER = (Stage.ARTEFACT, Stage.UNSCORED)


def idle_codes(
    coding: Coding,
    codes: Sequence[int],
    open_codes: Collection[int],
    said: Mapping[int, Stage],
    worded: Collection[Stage],
) -> list[int]:
    """Return codes that are neither wake nor sleep in a coding, and too much of the night for that.

    They are so where they take more of it than movement ever does, or where the coding leaves it
    without wake and without REM sleep, which they may be.
    """
    neither = [
        code
        for code in dict.fromkeys(codes)
        if code in open_codes and 0 <= code < _FIRST_OF_NOTHING and coding.stages[code] in _NEITHER
    ]
    found = {coding.stages.get(code) for code in set(codes)} | {*worded, *said.values()}
    inside = _MINUS_ONE in open_codes and _MINUS_ONE not in (codes[0], codes[-1])
    share = list(codes).count(_MINUS_ONE) / max(len(codes), 1)
    # Some write REM below the line: -1 that comes within a night only, which has no other REM.
    if inside and len(codes) >= _WHOLE_NIGHT and found >= _DEEP and Stage.REM not in found:
        neither += [_MINUS_ONE] * (share > _MOST_MOVEMENT)
    stages = {*worded, *said.values(), *(coding.stages[code] for code in open_codes)}
    count = sum(code in neither for code in codes)
    much = count >= _MUCH_MOVEMENT and count > _MOST_MOVEMENT * len(codes)
    lacking = len(codes) >= _NIGHT and not stages & {Stage.W, Stage.REM, *COARSE}
    return neither if neither and (much or lacking) else []


def asking_idle(
    path: object,
    numbers: Sequence[int],
    lengths: Sequence[float],
    said: Mapping[int, Stage],
    coding: Coding,
    idle: Sequence[int],
) -> UnknownStagesError:
    """Ask what codes mean that would be neither wake nor sleep in the likeliest coding."""
    stages = {code: said.get(code, coding.stages.get(code)) for code in dict.fromkeys(numbers)}
    minutes = {
        code: sum(
            span if span > 0 else EPOCH
            for one, span in zip(numbers, lengths, strict=True)
            if one == code
        )
        / 60
        for code in stages
    }
    entries = [
        AccountEntry(
            STAGE_WORD,
            str(code),
            "" if code in idle or stage is None else stage.name,
            list(numbers).count(code),
            minutes[code],
        )
        for code, stage in stages.items()
    ]
    lacking = [stage for stage in (Stage.W, Stage.REM) if stage not in stages.values()]
    ways = [*lacking, Stage.REM, Stage.W, Stage.UNSCORED]
    told = ",".join(f"{code}={ways[place].name}" for place, code in enumerate(idle[: len(ways)]))
    without = f", and no {' and no '.join(one.name for one in lacking)}" if lacking else ""
    named = " and ".join(f"code {code} ({minutes[code]:.0f} min)" for code in idle)
    return UnknownStagesError(
        f"{path}: its codes of stages are in no coding that we know: in the likeliest, "
        f"{coding.name}, {named} would be neither wake nor sleep{without}; say what they mean, "
        f'as in --stages "{told}", or stages={{"{idle[0]}": "{ways[0].name}", ...}}',
        entries,
    )
