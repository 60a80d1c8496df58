"""Kinds of channel and their references, and how a label from a file says which they are."""

import re
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a channel records."""

    EEG = "EEG"
    EOG = "EOG"
    EMG = "EMG"
    ECG = "ECG"
    RESPIRATION = "respiration"
    OXIMETRY = "oximetry"
    POSITION = "position"
    OTHER = "other"


KINDS_IN_VOLTS = (Kind.EEG, Kind.EOG, Kind.EMG, Kind.ECG)
"""Kinds whose values are kept in uV."""


class Derivation(NamedTuple):
    """What a label says was measured, and against what."""

    electrode: str
    reference: str
    """Empty where the label names none."""


# The 10-20, 10-10 and 10-5 systems, the ears, the mastoids and the sphenoidal electrodes.
_ELECTRODE = (
    r"(?:(?:FP|AFP|AFF|AF|F|FFT|FFC|FT|FTT|FC|FCC|C|CCP|CP|CPP|T|TTP|TP|TPP|P|PPO|PO|POO|O|OI|I)"
    r"(?:10|[1-9])H?|(?:FP|AFP|AF|AFF|F|FFC|FC|FCC|C|CCP|CP|CPP|P|PPO|PO|POO|O|OI|I|N)Z"
    r"|A[12]|M[12]|PG[12]|SP[12])"
)
# What recordings are measured against, other than an electrode: the recording's own reference,
# linked ears ("LE", "CLE" and "LER" of the MASS), averages, and grounds.
_COMMON = (
    r"(?:[CS]?REF\d*|VREF|REFERENCE|C?LER?|LER|LM|LMAST|LINKED(?: ?(?:EARS|MASTOIDS))?|MASTOIDS?|"
    r"EARS?|AVE?|AVG|AVER|AVERAGE|CAR|CA|CM|COM|COMMON|ORG|SD|GND|GROUND|G[12]|NOSE|NASION|NE|X|"
    r"A1 ?[+/&]? ?A2|M1 ?[+/&]? ?M2|A2 ?[+/&]? ?A1|M2 ?[+/&]? ?M1|A12|M12|AA|MM|"
    r"\(? ?(?:A1 ?\+ ?A2|M1 ?\+ ?M2) ?\)? ?/ ?2)"
)
_SEPARATOR = r" ?[-:/_\u2013\u2212 .|] ?"
_BEFORE = r"^(?:(?:EEG|POL|CH ?\d+|CHAN ?\d+|BIP ?\d+)(?: ?[-:./] ?| ))?\$?"
_DERIVATION = re.compile(
    rf"{_BEFORE}({_ELECTRODE})(?:{_SEPARATOR}\(?({_COMMON}|{_ELECTRODE})\)?|({_ELECTRODE}))?"
    rf"(?: ?(?:\(\d+\)|EEG)|[.\- ]+)?$"
)
_RULES: tuple[tuple[Kind, str], ...] = (
    # An electrode's impedance, "C3 (Imp)" or "E1 Impédance", is no voltage.
    (Kind.OTHER, r"\bIMP(\b|[EÉ]D)"),
    (Kind.ECG, r"\b(ECG|EKG|CARDIO|ЭКГ)|ECG|EKG|心电|心電"),
    (
        Kind.EMG,
        r"\b(CHIN|SUBMENT|TIB|[LR]?LEG(?!AC|AL|EN)|PLM|LAT\b|RAT\b|MASSETER|BRUX|KINN|BEIN"
        r"|JAMBE|ЭМГ)|EMG|MENTON|肌电|筋電",
    ),
    (
        Kind.EOG,
        r"\b(ROC|LOC(?!A[LT])|E[12]\b|REOG|LEOG|ROG\b|LOG\b|[LR]?EYES?\b|OCUL\w*|OEIL|AUGE|OJO|ЭОГ)|EOG"
        r"|(LEFT|RIGHT)EYE|眼电|眼電|眼球",
    ),
    (
        Kind.OXIMETRY,
        r"\b(SPO2|SAO2|SA02|O2SAT|O2 SAT|OXI|SATURATION|PLETH|PULSE|HEART ?RATE|PR\b|HR\b)"
        r"|SPO2|SAO2",
    ),
    (
        Kind.RESPIRATION,
        r"\b(RESP|FLOW|AIRFLOW|NASAL|ORAL|ORO|THOR|ABD|CHEST|BELLY|SNOR|PHONO|CPAP|PRESS|CANN?ULA|RIP|THERM|NAF|PTAF|VTH|VAB|SUM|EFFORT)",
    ),
    (Kind.POSITION, r"\b(POS|BODY|ACC|GRAVITY|ACTIVITY|ELEVATION)"),
    (Kind.EEG, r"\bEEG\b|^EEG|ЭЭГ|脑电|脳波"),
)
# The tibialis anterior by its initials, and legs and arms in the languages of recordings' labels.
_CHIN = re.compile(r"CHIN|SUBMENT|MENTON|KINN")
_LIMB = re.compile(
    r"LEG(?!AC|AL|EN)|TIB|PLM|LIMB|BEIN|JAMBE|PIERNA|GAMBA|НОГ|腿|足"
    r"|(?<![A-Z])(?:EMG)?[LR][ ./:-]?AT(?![A-Z])|(?<![A-Z])AT[ ./:-]?[LR](?![A-Z])"
    r"|(?<![A-Z])[LR]?ARMS?(?![A-Z])"
)


def channel_kind(label: str) -> Kind:
    """Say what a channel of this label records.

    Parameters
    ----------
    label : str
        The channel's label as the file gives it.

    Returns
    -------
    Kind
        ``Kind.OTHER`` where the label says nothing that we know.

    Examples
    --------
    >>> labels = ("EEG Fpz-Cz", "C4-M1", "EOG horizontal", "SpO2", "?")
    >>> [str(channel_kind(label)) for label in labels]
    ['EEG', 'EEG', 'EOG', 'oximetry', 'other']
    >>> [str(channel_kind(label)) for label in ("C3-AVE", "POL C3", "C3:A2", "Left Eye", "X1")]
    ['EEG', 'EEG', 'EEG', 'EOG', 'other']
    """
    words = _words(label)
    for kind, pattern in _RULES:
        if re.search(pattern, words):
            return kind
    return Kind.EEG if _DERIVATION.match(words) else Kind.OTHER


def is_limb_muscle(label: str) -> bool:
    """Whether an EMG of this label is a leg's or an arm's, and so none of the chin.

    Parameters
    ----------
    label : str
        The channel's label as the file gives it.

    Examples
    --------
    >>> [is_limb_muscle(label) for label in ("Right Leg", "EMG_LAT", "Tib. ant. R", "EMG Chin")]
    [True, True, True, False]
    """
    words = _words(label)
    return bool(_LIMB.search(words)) and not _CHIN.search(words)


def read_derivation(label: str) -> Derivation:
    """Split a label into the electrode and what it was measured against.

    Parameters
    ----------
    label : str
        The channel's label as the file gives it.

    Returns
    -------
    Derivation
        In capitals; of a label that names no electrode of the 10-20 system and its extensions, what
        stands before and after its hyphen or colon.

    Examples
    --------
    >>> [tuple(read_derivation(label)) for label in ("EEG C3-CLE", "C4:M1", "C3_A2", "C3M2", "Fz")]
    [('C3', 'CLE'), ('C4', 'M1'), ('C3', 'A2'), ('C3', 'M2'), ('FZ', '')]
    >>> read_derivation("EOG Left-A2"), read_derivation("Chin 1-Chin 2").reference
    (Derivation(electrode='EOG LEFT', reference='A2'), 'CHIN 2')
    """
    words = _words(label)
    if found := _DERIVATION.match(words):
        reference = re.sub(r"[ ()]|/2", "", found[2] or found[3] or "")
        return Derivation(found[1], reference)
    first, mark, second = re.sub(r"[:\u2013\u2212]", "-", words).partition("-")
    return Derivation(first.strip(), second.strip()) if mark else Derivation(words, "")


def is_common_reference(reference: str) -> bool:
    """Whether a reference is the recording's own, or none was named.

    Such channels may still be measured against the mastoids; those that name an electrode, linked
    ears or an average were measured against them before.

    Examples
    --------
    >>> [is_common_reference(name) for name in ("", "REF", "Vref", "A2", "LE", "AVG")]
    [True, True, True, False, False, False]
    """
    bare = reference.strip().upper()
    return not bare or bool(
        re.fullmatch(r"[CSV]?REF\d*|REFERENCE|G[12]|GND|COMMON|COM|CM|X|ORG", bare)
    )


def _words(label: str) -> str:
    return re.sub(r"[_\s]+", " ", label).strip().upper()
