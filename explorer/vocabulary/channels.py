"""Kinds of channel, and how a label from a file says which kind it is."""

import re
from enum import StrEnum


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

_ELECTRODE = (
    r"(FP[12Z]|AF[3478Z]|F[1-9Z]|F10|FC[1-6Z]|FT[789]|FT10|C[1-6Z]|CP[1-6Z]|T[3-9]|T10|TP[789]|TP10|"
    r"P[1-9Z]|P10|PO[3478Z]|O[12Z]|A[12]|M[12])"
)
_RULES: tuple[tuple[Kind, str], ...] = (
    # An electrode's impedance, "C3 (Imp)" or "E1 Impédance", is no voltage.
    (Kind.OTHER, r"\bIMP(\b|[EÉ]D)"),
    (Kind.ECG, r"\b(ECG|EKG|CARDIO)"),
    (Kind.EMG, r"\b(EMG|CHIN|SUBMENT|TIB|LEG|PLM|LAT\b|RAT\b|MASSETER|BRUX)|MENTON"),
    (Kind.EOG, r"\b(EOG|ROC|LOC|E[12]\b|E[12][-:]|REOG|LEOG|ROG|LOG)|EOG"),
    (
        Kind.OXIMETRY,
        r"\b(SPO2|SAO2|SA02|O2SAT|OXI|SATURATION|PLETH|PULSE|HEART ?RATE|PR\b|HR\b)|SPO2|SAO2",
    ),
    (
        Kind.RESPIRATION,
        r"\b(RESP|FLOW|AIRFLOW|NASAL|ORAL|ORO|THOR|ABD|CHEST|BELLY|SNOR|CPAP|PRESS|CANN?ULA|RIP|THERM|NAF|VTH|VAB|SUM|EFFORT)",
    ),
    (Kind.POSITION, r"\b(POS|BODY|ACC|GRAVITY|ACTIVITY|ELEVATION)"),
    (Kind.EEG, r"\bEEG\b|^EEG"),
    (Kind.EEG, rf"^{_ELECTRODE}([-:/ ]*(REF|LE|AVG|{_ELECTRODE}))?$"),
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
    """
    words = re.sub(r"[_\s]+", " ", label).strip().upper()
    for kind, pattern in _RULES:
        if re.search(pattern, words):
            return kind
    return Kind.OTHER
