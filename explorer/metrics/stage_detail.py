"""Which sleep stages a metric needs told apart, and which nights tell them: coarse hypnograms.

Devices and some scorers have only light and deep, NREM, or sleep. A metric exists for a hypnogram
if it is defined on its stages; nothing is made N3 that nobody called N3.
"""

from collections.abc import Iterable
from types import MappingProxyType

from explorer.vocabulary.stages import COARSE, NREM, SLEEP, Stage

WAKE_OR_SLEEP = "wake and sleep"
NREM_OR_REM = "NREM and REM sleep"
LIGHT_OR_DEEP = "light and deep sleep"
EVERY_STAGE = "N1, N2, N3 and REM"

_BLURRED_BY: MappingProxyType[str, tuple[Stage, ...]] = MappingProxyType(
    {
        WAKE_OR_SLEEP: (),
        NREM_OR_REM: (Stage.SLEEP,),
        LIGHT_OR_DEEP: (*NREM, Stage.NREM, Stage.SLEEP),
        EVERY_STAGE: COARSE,
    }
)
"""What each detail needs told apart, and the stages that leave it open."""

_WORDS: MappingProxyType[Stage, str] = MappingProxyType(
    {Stage.LIGHT: "light", Stage.DEEP: "deep", Stage.NREM: "NREM", Stage.SLEEP: "unspecified"}
)


def is_told(detail: str, there: Iterable[int]) -> bool:
    """Whether a hypnogram with these stages tells a detail.

    Parameters
    ----------
    detail : str
        One of the constants of this module.
    there : iterable of int
        Codes of `Stage` that occur in it.

    Returns
    -------
    bool
        Light and deep sleep are told only where a scorer has one of the two.

    Examples
    --------
    >>> is_told(EVERY_STAGE, [Stage.W, Stage.LIGHT]), is_told(NREM_OR_REM, [Stage.W, Stage.LIGHT])
    (False, True)
    >>> is_told(LIGHT_OR_DEEP, [Stage.W, Stage.DEEP]), is_told(LIGHT_OR_DEEP, [Stage.W, Stage.N3])
    (True, False)
    """
    codes = set(there)
    if detail == LIGHT_OR_DEEP and not codes & {Stage.LIGHT, Stage.DEEP}:
        return False
    return not codes & set(_BLURRED_BY[detail])


def why_not_told(detail: str, there: Iterable[int]) -> str:
    """Say why a number that needs a detail does not exist for a hypnogram; "" where it does.

    Examples
    --------
    >>> why_not_told(EVERY_STAGE, [Stage.W, Stage.LIGHT, Stage.DEEP])
    'not defined on light and deep sleep: it needs N1, N2, N3 and REM told apart'
    >>> why_not_told(WAKE_OR_SLEEP, [Stage.W, Stage.LIGHT])
    ''
    """
    codes = set(there)
    if is_told(detail, codes):
        return ""
    if not codes & set(COARSE):
        return "not defined on these stages: it needs a scorer that says light and deep sleep"
    words = [_WORDS[stage] for stage in COARSE if stage in codes]
    named = [stage.name for stage in NREM if stage in codes]
    if detail == LIGHT_OR_DEEP and named:
        words += named
    said = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    return f"not defined on {said} sleep: it needs {detail} told apart"


def detail_of(stages: Iterable[Stage]) -> str:
    """Return what must be told apart to find the epochs of these stages together.

    Examples
    --------
    >>> detail_of([Stage.W]), detail_of([Stage.REM]), detail_of([Stage.N2])
    ('wake and sleep', 'NREM and REM sleep', 'N1, N2, N3 and REM')
    """
    asleep = {stage for stage in stages if stage > Stage.W}
    if asleep in (set(), set(SLEEP)):
        return WAKE_OR_SLEEP
    if asleep & {Stage.LIGHT, Stage.DEEP}:
        return LIGHT_OR_DEEP
    return NREM_OR_REM if asleep in ({Stage.REM}, set(NREM)) else EVERY_STAGE
