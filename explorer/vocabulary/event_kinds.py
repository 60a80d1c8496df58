"""Kinds of scored events: arousals, breathing, limbs, oxygen, heart, and how the body lies."""

from enum import StrEnum
from types import MappingProxyType


class EventKind(StrEnum):
    """What a scorer marks, by the AASM's terms; the value is the word for tables.

    Examples
    --------
    >>> str(EventKind.HYPOPNOEA), EventKind("RERA").name
    ('hypopnoea', 'RERA')
    """

    AROUSAL = "arousal"
    AROUSAL_RESPIRATORY = "respiratory arousal"
    AROUSAL_LIMB = "limb movement arousal"
    AROUSAL_SPONTANEOUS = "spontaneous arousal"
    AROUSAL_EXTERNAL = "external arousal"
    OBSTRUCTIVE_APNOEA = "obstructive apnoea"
    CENTRAL_APNOEA = "central apnoea"
    MIXED_APNOEA = "mixed apnoea"
    APNOEA = "apnoea"
    HYPOPNOEA = "hypopnoea"
    OBSTRUCTIVE_HYPOPNOEA = "obstructive hypopnoea"
    CENTRAL_HYPOPNOEA = "central hypopnoea"
    MIXED_HYPOPNOEA = "mixed hypopnoea"
    RERA = "RERA"
    PERIODIC_BREATHING = "periodic breathing"
    HYPOVENTILATION = "hypoventilation"
    FLOW_LIMITATION = "flow limitation"
    SNORE = "snore"
    DESATURATION = "desaturation"
    LIMB_MOVEMENT = "limb movement"
    PLM = "periodic limb movement"
    BRUXISM = "bruxism"
    BRADYCARDIA = "bradycardia"
    TACHYCARDIA = "tachycardia"
    ASYSTOLE = "asystole"
    ARRHYTHMIA = "arrhythmia"
    ARTEFACT = "artefact"
    SUPINE = "lying supine"
    PRONE = "lying prone"
    LEFT = "lying on the left"
    RIGHT = "lying on the right"
    UPRIGHT = "upright"


_K = EventKind

AROUSALS = (
    *(_K.AROUSAL, _K.AROUSAL_RESPIRATORY, _K.AROUSAL_LIMB),
    *(_K.AROUSAL_SPONTANEOUS, _K.AROUSAL_EXTERNAL),
)
APNOEAS = (_K.OBSTRUCTIVE_APNOEA, _K.CENTRAL_APNOEA, _K.MIXED_APNOEA, _K.APNOEA)
HYPOPNOEAS = (
    *(_K.HYPOPNOEA, _K.OBSTRUCTIVE_HYPOPNOEA),
    *(_K.CENTRAL_HYPOPNOEA, _K.MIXED_HYPOPNOEA),
)
BREATHING = (*APNOEAS, *HYPOPNOEAS)
"""What an apnoea-hypopnoea index counts."""
DISTURBED_BREATHING = (*BREATHING, _K.RERA)
"""What a respiratory disturbance index counts."""
LIMB_MOVEMENTS = (_K.LIMB_MOVEMENT, _K.PLM)
POSITIONS = (_K.SUPINE, _K.PRONE, _K.LEFT, _K.RIGHT, _K.UPRIGHT)

FAMILIES: tuple[tuple[EventKind, ...], ...] = (
    AROUSALS,
    DISTURBED_BREATHING,
    (_K.DESATURATION,),
    LIMB_MOVEMENTS,
    POSITIONS,
    *(
        (kind,)
        for kind in EventKind
        if kind not in (*AROUSALS, *DISTURBED_BREATHING, _K.DESATURATION, *LIMB_MOVEMENTS)
        and kind not in POSITIONS
    ),
)
"""Kinds that one person marks in one go: who marked one of them has looked for the others."""

# Okabe and Ito's palette, told apart by people of every colour vision; lanes say the kind in words
# too, so that colour is never alone.
EVENT_COLOURS: MappingProxyType[str, str] = MappingProxyType(
    {
        **dict.fromkeys(AROUSALS, "#E69F00"),
        **dict.fromkeys(APNOEAS, "#0072B2"),
        **dict.fromkeys(HYPOPNOEAS, "#56B4E9"),
        _K.RERA: "#009E73",
        _K.PERIODIC_BREATHING: "#009E73",
        _K.HYPOVENTILATION: "#009E73",
        _K.FLOW_LIMITATION: "#009E73",
        _K.SNORE: "#8A8A8A",
        _K.DESATURATION: "#D55E00",
        **dict.fromkeys(LIMB_MOVEMENTS, "#CC79A7"),
        _K.BRUXISM: "#CC79A7",
        **dict.fromkeys((_K.BRADYCARDIA, _K.TACHYCARDIA, _K.ASYSTOLE, _K.ARRHYTHMIA), "#B5495B"),
        _K.ARTEFACT: "#8A8A8A",
        **dict.fromkeys(POSITIONS, "#6C8AA0"),
    }
)
