"""Codings of stages by number, and which of them a file's numbers are in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from explorer.vocabulary.stages import Stage

_SHARED = {9: Stage.UNSCORED, -1: Stage.ARTEFACT, -2: Stage.UNSCORED}


@dataclass(frozen=True)
class Coding:
    """What numbers mean in some kind of file."""

    name: str
    """As the notes say it."""
    stages: Mapping[int, Stage]
    fourth: int | None = None
    """The number of stage 4 of Rechtschaffen and Kales, where it has one."""
    movement: int | None = None
    """The number of movement time, where it has one."""


# 8 is "disconnected" in BOAS (OpenNeuro ds005555), 9 is "unscored" in many exports.
AASM = Coding(
    "AASM (0 W, 1 N1, 2 N2, 3 N3, 4 REM)",
    MappingProxyType(
        {0: Stage.W, 1: Stage.N1, 2: Stage.N2, 3: Stage.N3, 4: Stage.REM, 8: Stage.UNSCORED}
        | _SHARED
    ),
)
RK = Coding(
    "Rechtschaffen and Kales (4 stage 4, 5 REM)",
    MappingProxyType(
        {0: Stage.W, 1: Stage.N1, 2: Stage.N2, 3: Stage.N3, 4: Stage.N3, 5: Stage.REM}
        | {6: Stage.ARTEFACT}
        | _SHARED
    ),
    fourth=4,
    movement=6,
)
# Dreem open datasets: -1 is "not scored", where YASA means an artefact.
DREEM = Coding("Dreem", MappingProxyType({**AASM.stages, -1: Stage.UNSCORED}))
# DREAMS databases: the deeper, the smaller.
DREAMS = Coding(
    "DREAMS (5 W, 4 REM, 3 stage 1, 2 stage 2, 1 stage 3, 0 stage 4)",
    MappingProxyType(
        {5: Stage.W, 4: Stage.REM, 3: Stage.N1, 2: Stage.N2, 1: Stage.N3, 0: Stage.N3}
        | {-1: Stage.ARTEFACT, -2: Stage.UNSCORED, -3: Stage.UNSCORED}
    ),
    fourth=0,
)


def choose_coding(
    path: object, numbers: Sequence[int], lengths: Sequence[float]
) -> tuple[Coding, str]:
    """Choose the coding that a file's numbers are in, by what is in them and by its name.

    Parameters
    ----------
    path : object
        The file; its name and its folder's may say which database it is of.
    numbers : sequence of int, shape (stretches,)
        In the order of time.
    lengths : sequence of float, shape (stretches,)
        s

    Returns
    -------
    coding : Coding
    why : str
        Why it was taken, where there was a choice; else "".

    Raises
    ------
    UnknownStagesError
        If two codings are as likely as each other, or none has all the numbers.
    """
    if {5, 6} & set(numbers):
        return RK, "as a 5 or 6 occurs"
    return AASM, "as no 5 occurs" if 4 in numbers else ""
