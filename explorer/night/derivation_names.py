"""Names in derivations: electrodes and channels told apart, and written as short as can be."""

import re
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from explorer.night.channel import Channel
from explorer.vocabulary.channels import read_derivation
from explorer.vocabulary.scalp_positions import scalp_site, site_label

EARS: MappingProxyType[str, str] = MappingProxyType({"A1": "M1", "A2": "M2"})
"""Electrodes of the ears by their older names, and those of the mastoids that they stand for."""
OPERATORS = "+-*/(),"
"""Signs of an expression: a channel whose name has one is written in quotes."""
DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\uff0d", "-"))
"""Of pasted text, to the one that is typed; for `str.translate`."""


def channel_key(name: str) -> str:
    """Name a channel so that letters' case and kinds of dashes do not matter."""
    return name.strip().translate(DASHES).upper()


def electrode_label(electrode: str) -> str:
    """Write an electrode as montages do, where it is a site of the scalp: "Fp1" for FP1."""
    return site_label(electrode) if scalp_site(electrode) else electrode


def electrode_key(name: str) -> str:
    """Name an electrode so that two names of one place are alike: A1 is M1, and T3 is T7."""
    upper = name.strip().upper()
    return scalp_site(upper) or EARS.get(upper, upper)


def unique_names(channels: Mapping[str, Channel]) -> dict[str, str]:
    """Name channels as short as an expression can: by electrode where that says which is meant.

    Returns
    -------
    dict of str to str
        What to write, and what to say of it.

    Examples
    --------
    >>> def eeg(name): return Channel(name, "EEG", "uV", 100.0, "100Hz", 0)
    >>> unique_names({name: eeg(name) for name in ("EEG F4-M1", "E1-M2", "E1")})
    {'F4': 'F4', '"E1-M2"': 'E1-M2', 'E1': 'E1'}
    """
    electrodes = {name: electrode_key(read_derivation(name).electrode) for name in channels}
    count = Counter(electrodes.values())
    found = {}
    for name, electrode in electrodes.items():
        if count[electrode] == 1 and re.fullmatch(r"[A-Z0-9]+", electrode):
            label = electrode_label(read_derivation(name).electrode)
            found[label] = label
        elif not any(sign in channel_key(name) for sign in (*OPERATORS, '"')):
            found[name] = name
        else:
            found[f'"{name}"'] = name
    return found
