"""Sleep stages: one enum for the whole project, with the words and colours that go with it."""

from enum import IntEnum
from types import MappingProxyType

import numpy as np
import numpy.typing as npt


class Stage(IntEnum):
    """AASM sleep stages, with YASA's integer codes, and the coarse ones of devices.

    A device or a scorer that does not tell N1 from N2 says ``LIGHT`` (N1 or N2) and ``DEEP`` (as it
    says, which is not N3), ``NREM`` or ``SLEEP`` (any stage): YASA's words. Their codes are ours
    alone; in files 5 and more mean other things.

    Examples
    --------
    >>> Stage.N3.value, Stage["REM"].value, Stage.UNSCORED.value
    (3, 4, -2)
    """

    W = 0
    N1 = 1
    N2 = 2
    N3 = 3
    REM = 4
    LIGHT = 5
    DEEP = 6
    NREM = 7
    SLEEP = 8
    ARTEFACT = -1
    UNSCORED = -2


SCORED = (Stage.W, Stage.N1, Stage.N2, Stage.N3, Stage.REM)
SLEEP = (Stage.N1, Stage.N2, Stage.N3, Stage.REM)
NREM = (Stage.N1, Stage.N2, Stage.N3)

COARSE = (Stage.LIGHT, Stage.DEEP, Stage.NREM, Stage.SLEEP)
"""What stands where the AASM's sleep stages are not told apart. `SCORED`, `SLEEP` and `NREM` are
the AASM's; `is_scored`, `is_sleep` and `is_nrem` know both."""

DEEPER_NREM = (Stage.N2, Stage.N3, Stage.LIGHT, Stage.DEEP, Stage.NREM)
"""Where spindles and slow waves are: N2 and N3, or the coarse stages that hold them. Light and NREM
sleep hold N1 too, as nobody told it apart there."""

# From the top of a hypnogram to its bottom; REM stands between wake and N1 by convention.
HYPNOGRAM_ORDER = (Stage.W, Stage.REM, Stage.N1, Stage.N2, Stage.N3)
_ORDER_WITH_COARSE = (
    *(Stage.W, Stage.SLEEP, Stage.REM, Stage.NREM),
    *(Stage.N1, Stage.LIGHT, Stage.N2, Stage.DEEP, Stage.N3),
)

STAGE_TITLES = MappingProxyType(
    {
        Stage.W: "wake",
        Stage.N1: "N1, drowsy sleep",
        Stage.N2: "N2, light sleep",
        Stage.N3: "N3, deep sleep",
        Stage.REM: "REM sleep",
        Stage.LIGHT: "light sleep (N1 or N2)",
        Stage.DEEP: "deep sleep (as a device or a scorer says it; not N3)",
        Stage.NREM: "NREM sleep",
        Stage.SLEEP: "sleep of any stage",
        Stage.ARTEFACT: "artefact",
        Stage.UNSCORED: "unscored",
    }
)

# Deeper is darker, and each stage differs in luminance, so a print or a projector keeps them apart;
# coarse stages are between the blues of what they hold, and greener.
STAGE_COLOURS = MappingProxyType(
    {
        Stage.W: "#D9A441",
        Stage.N1: "#9BC4E2",
        Stage.N2: "#4C8BC0",
        Stage.N3: "#1B3A6B",
        Stage.REM: "#B5495B",
        Stage.LIGHT: "#7DB6BF",
        Stage.DEEP: "#1F4F5E",
        Stage.NREM: "#3F8494",
        Stage.SLEEP: "#6C8AA0",
        Stage.ARTEFACT: "#8A8A8A",
        Stage.UNSCORED: "#B8B8B8",
    }
)


def is_scored(codes: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Whether each epoch is wake or sleep of any stage, neither artefact nor unscored.

    Examples
    --------
    >>> is_scored([Stage.W, Stage.LIGHT, Stage.UNSCORED]).tolist()
    [True, True, False]
    """
    return np.asarray(codes) >= Stage.W


def is_sleep(codes: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Whether each epoch is sleep, of an AASM stage or a coarse one.

    Examples
    --------
    >>> is_sleep([Stage.W, Stage.REM, Stage.SLEEP, Stage.ARTEFACT]).tolist()
    [False, True, True, False]
    """
    return np.asarray(codes) > Stage.W


def is_nrem(codes: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Whether each epoch is NREM sleep: N1, N2, N3, light, deep or NREM.

    Sleep of any stage is not: it may be REM.

    Examples
    --------
    >>> is_nrem([Stage.N1, Stage.DEEP, Stage.REM, Stage.SLEEP]).tolist()
    [True, True, False, False]
    """
    return np.isin(codes, (*NREM, Stage.LIGHT, Stage.DEEP, Stage.NREM))


def is_coarse(codes: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Whether each epoch has one of the `COARSE` stages.

    Examples
    --------
    >>> is_coarse([Stage.N2, Stage.LIGHT, Stage.W]).tolist()
    [False, True, False]
    """
    return np.asarray(codes) > Stage.REM


def stages_told(codes: npt.ArrayLike) -> tuple[Stage, ...]:
    """Stages that a hypnogram can have, in the order of tables: by their codes.

    Examples
    --------
    >>> [stage.name for stage in stages_told([Stage.W, Stage.REM, Stage.DEEP])]
    ['W', 'REM', 'LIGHT', 'DEEP']
    """
    return tuple(sorted(stages_of(codes)))


def stages_of(codes: npt.ArrayLike) -> tuple[Stage, ...]:
    """Stages that a hypnogram can have, from the top of its drawing to the bottom.

    Parameters
    ----------
    codes : array of int
        Of one hypnogram, or of several that are drawn on one scale.

    Returns
    -------
    tuple of Stage
        `HYPNOGRAM_ORDER`, whichever of them occur. Where coarse stages occur they stand in, and of
        the AASM's those that their scorer tells apart from them.

    Examples
    --------
    >>> [stage.name for stage in stages_of([Stage.W, Stage.LIGHT, Stage.REM])]
    ['W', 'REM', 'LIGHT', 'DEEP']
    >>> [stage.name for stage in stages_of([Stage.W, Stage.SLEEP])]
    ['W', 'SLEEP']
    >>> stages_of([Stage.W, Stage.N2]) == HYPNOGRAM_ORDER
    True
    """
    there = {int(code) for code in np.unique(np.asarray(codes))}
    if not there & set(COARSE):
        return HYPNOGRAM_ORDER
    kept = {Stage.W, *there}
    if there & {Stage.LIGHT, Stage.DEEP}:
        kept |= {Stage.LIGHT, Stage.DEEP, Stage.REM}
    if Stage.NREM in there:
        kept |= {Stage.REM}
    if there & set(NREM):
        kept |= set(HYPNOGRAM_ORDER)
    return tuple(stage for stage in _ORDER_WITH_COARSE if stage in kept)
