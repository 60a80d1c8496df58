"""Filters that traces of each kind are looked at through, whatever band is under the hand.

The edges are those that the AASM recommends for display (Manual for the Scoring of Sleep and
Associated Events, technical specifications): EEG and EOG 0.3-35 Hz, EMG 10-100 Hz, ECG 0.3-70 Hz.
"""

from types import MappingProxyType

from explorer.vocabulary.bands import Band
from explorer.vocabulary.channels import Kind

UNFILTERED = ""
"""In place of a filter's name: as recorded."""

RECOMMENDED = MappingProxyType(
    {
        Kind.EEG: Band("0.3–35 Hz", 0.3, 35.0),
        Kind.EOG: Band("0.3–35 Hz", 0.3, 35.0),
        Kind.EMG: Band("10–100 Hz", 10.0, 100.0),
        Kind.ECG: Band("0.3–70 Hz", 0.3, 70.0),
    }
)
"""What the AASM recommends for each kind that has a filter of its own."""

FILTERED_AT_FIRST = (Kind.EOG, Kind.EMG, Kind.ECG)
"""Kinds that are shown through it unless somebody chooses otherwise; EEG is as recorded."""


def display_filter(kind: str, choices: tuple[tuple[str, bool], ...] = ()) -> Band | None:
    """Give the filter that a kind is looked at through.

    Parameters
    ----------
    kind : str
        Of the channel.
    choices : tuple of (str, bool)
        Kinds for which somebody chose, and whether the filter is on.

    Returns
    -------
    Band or None
        None for as recorded.

    Examples
    --------
    >>> display_filter("EOG").name, display_filter("EEG") is None
    ('0.3–35 Hz', True)
    >>> display_filter("EEG", (("EEG", True),)).high
    35.0
    """
    known = Kind(kind)
    is_on = dict(choices).get(kind, known in FILTERED_AT_FIRST)
    return RECOMMENDED.get(known) if is_on else None
