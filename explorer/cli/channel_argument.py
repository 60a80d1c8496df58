"""Which channel a command computes from, where it may be named or derived."""

import sys
from collections.abc import Sequence

from explorer.night.night import Night

CHANNEL_HELP = (
    "its name, as `info` prints it, or a derivation such as 'F4-C4', 'C3-(M1+M2)/2', "
    "'mean(C3, C4)' or 'laplacian(C3)' (default: the one that the page measures)"
)


def chosen_channel(night: Night, named: str | None) -> tuple[Night, str]:
    """Take the channel that was named or derived, else the page's.

    Returns
    -------
    (Night, str)
        The night, with the derived channel if there is one, and the channel's name. One that is
        recorded under another spelling, M1 for A1 or in other capitals, is taken, and that is said.

    Raises
    ------
    ValueError
        If none was named and the night has no signal, or the name is neither a channel nor a
        derivation that its channels allow.
    """
    from explorer.night.derivations import read_expression, recorded_channel
    from explorer.night.first_look import analysed_without_a_word, analysis_channel

    if named and named not in night.channels and (own := recorded_channel(night, named)):
        print(f"note: {named} is this night's channel {own}, which is taken", file=sys.stderr)
        return night, own
    if named and named not in night.channels:
        derived = read_expression(night, named).name
        every = [one.name for one in night.channels.values() if one.derivation]
        return night.with_derivations(*every, derived), derived
    if named:
        return night, named
    if not night.channels:
        raise ValueError("this night has a hypnogram and no signals: give the recording itself")
    for entry in analysed_without_a_word(night):
        print(f"note: {entry.sentence}; --channel names another", file=sys.stderr)
    return night, analysis_channel(night)


def chosen_channels(night: Night, given: Sequence[str]) -> tuple[Night, list[str]]:
    """Take several channels that were named or derived.

    Parameters
    ----------
    night : Night
    given : sequence of str
        Names and expressions; several in one word have commas between.

    Returns
    -------
    (Night, list of str)
        The night, with the derived channels if there are any, and the channels' names.

    Raises
    ------
    ValueError
        If one is neither a channel nor a derivation that the night's channels allow.

    Examples
    --------
    >>> from explorer.models.simulated_night import simulate_night
    >>> chosen_channels(simulate_night(hours=0.1), ["F4-M1,F4-C4", "mean(F4, C4)"])[1]
    ['F4-M1', 'F4-C4', 'mean(F4, C4)']
    """
    names = []
    for word in given:
        parts = [word] if word in night.channels else _parts(word)
        for name in filter(None, map(str.strip, parts)):
            found = name
            if night.channels:
                night, found = chosen_channel(night, name)
            names.append(found)
    return night, names


def _parts(word: str) -> list[str]:
    """Part names at commas, but not at those within brackets or quotes."""
    parts, depth, is_quoted = [""], 0, False
    for letter in word:
        is_quoted ^= letter == '"'
        depth += 0 if is_quoted else (letter == "(") - (letter == ")")
        if letter == "," and not depth and not is_quoted:
            parts.append("")
        else:
            parts[-1] += letter
    return parts
