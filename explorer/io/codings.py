"""Codings of stages by number, as programs and data sets write them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from explorer.vocabulary.stages import Stage

# Of -1 see `explorer.io.minus_one`.
_SHARED = {9: Stage.UNSCORED, -1: Stage.ARTEFACT, -2: Stage.UNSCORED}
_BELOW = {-1: Stage.N1, -2: Stage.N2, -3: Stage.N3, -4: Stage.N3}


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
    minus_one_varies: bool = False
    """Whether -1 is an artefact in some files of it and unscored in others."""


# 8 is "disconnected" in BOAS (OpenNeuro ds005555), 9 "unscored" in many exports, 7 in Stanford's.
AASM = Coding(
    "AASM (0 W, 1 N1, 2 N2, 3 N3, 4 REM)",
    MappingProxyType(
        {0: Stage.W, 1: Stage.N1, 2: Stage.N2, 3: Stage.N3, 4: Stage.REM}
        | {7: Stage.UNSCORED, 8: Stage.UNSCORED}
        | _SHARED
    ),
    names="aasm|yasa|dreem|dod[ho]?|boas|gssc",
    minus_one_varies=True,
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
    minus_one_varies=True,
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
    minus_one_varies=True,
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
    minus_one_varies=True,
)
# DREAMS databases: the deeper, the smaller; -1 movement, below it unknown.
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
# The deeper, the further below zero, with wake or REM sleep above zero.
WAKE_ABOVE = Coding(
    "wake above zero (1 W, 0 REM, -1 N1, -2 N2, -3 N3, -4 stage 4)",
    MappingProxyType({1: Stage.W, 0: Stage.REM} | _BELOW),
    fourth=-4,
)
REM_ABOVE = Coding(
    "REM sleep above zero (0 W, 1 REM, -1 N1, -2 N2, -3 N3, -4 stage 4)",
    MappingProxyType({0: Stage.W, 1: Stage.REM} | _BELOW),
    fourth=-4,
)
BELOW_ZERO = (WAKE_ABOVE, REM_ABOVE)
