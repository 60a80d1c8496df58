"""Sleep stages: one enum for the whole project, with the words and colours that go with it."""

from enum import IntEnum
from types import MappingProxyType


class Stage(IntEnum):
    """AASM sleep stages, with YASA's integer codes.

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

# From the top of a hypnogram to its bottom; REM stands between wake and N1 by convention.
HYPNOGRAM_ORDER = (Stage.W, Stage.REM, Stage.N1, Stage.N2, Stage.N3)

STAGE_TITLES = MappingProxyType(
    {
        Stage.W: "wake",
        Stage.N1: "N1, drowsy sleep",
        Stage.N2: "N2, light sleep",
        Stage.N3: "N3, deep sleep",
        Stage.REM: "REM sleep",
        Stage.ARTEFACT: "artefact",
        Stage.UNSCORED: "unscored",
    }
)

# Deeper is darker, and each stage differs in luminance, so a print or a projector keeps them apart.
STAGE_COLOURS = MappingProxyType(
    {
        Stage.W: "#D9A441",
        Stage.N1: "#9BC4E2",
        Stage.N2: "#4C8BC0",
        Stage.N3: "#1B3A6B",
        Stage.REM: "#B5495B",
        Stage.ARTEFACT: "#8A8A8A",
        Stage.UNSCORED: "#B8B8B8",
    }
)
