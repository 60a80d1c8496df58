"""What a filter of the traces is applied to, in words: slow channels hold less than it asks."""

from collections.abc import Callable, Sequence

from explorer.analysis.channel_samples import HIGHEST_SHARE, is_within_reach
from explorer.night.channel import Channel
from explorer.vocabulary.bands import Band

_NAMED = 4  # channels of one rate; of more, three and how many others

Label = Callable[[str], str]
"""From a channel's name to how it is written on the page."""


def mains_words(notch: float, shown: Sequence[Channel], label: Label = str) -> str:
    """Say what the mains filter takes the hum out of, and what it cannot.

    Parameters
    ----------
    notch : float
        Hz; 0 for none.
    shown : sequence of Channel
    label : callable of str

    Returns
    -------
    str
        "" where there is no filter or no channel.
    """
    if not notch or not shown:
        return ""
    taken = [one for one in shown if is_within_reach(notch, one.sampling_frequency)]
    if len(taken) == len(shown):
        return f"{notch:g} Hz is taken out of all channels shown."
    left = _by_rate([one for one in shown if one not in taken])
    if not taken:
        why = "; ".join(f"at {rate:g} Hz a filter reaches {_reach(rate)} Hz" for rate in left)
        return f"{notch:g} Hz can be taken out of none of the channels shown: {why}."
    why = "; ".join(
        f"{_names(some, label)}: at {rate:g} Hz a filter reaches {_reach(rate)} Hz"
        for rate, some in left.items()
    )
    return f"{notch:g} Hz is taken out of {_names(taken, label)}. Not of {why}."


def kind_words(band: Band, is_on: bool, shown: Sequence[Channel], label: Label = str) -> str:
    """Say how much of a kind's filter its channels take.

    Parameters
    ----------
    band : Band
        What the filter lets pass.
    is_on : bool
        Whether the kind is looked at through it.
    shown : sequence of Channel
        Of that kind.
    label : callable of str

    Returns
    -------
    str
        "" where it applies as it is named, or is off and could be put on.
    """
    slow = [one for one in shown if band.high > HIGHEST_SHARE * one.sampling_frequency]
    if not is_on and any(is_within_reach(band.low, one.sampling_frequency) for one in shown):
        return ""
    said = []
    for rate, some in _by_rate(slow).items():
        who = "" if len(some) == len(shown) else f"{_names(some, label)}: "
        if is_within_reach(band.low, some[0].sampling_frequency):
            cut = f"cut at {_reach(rate)} Hz, the most that a filter reaches at {rate:g} Hz"
        else:
            cut = (
                f"{band.name} cannot be applied, so shown as recorded: "
                f"at {rate:g} Hz a filter reaches {_reach(rate)} Hz"
            )
        said.append(who + cut)
    return f"{'; '.join(said)}." if said else ""


def _by_rate(channels: Sequence[Channel]) -> dict[float, list[Channel]]:
    found: dict[float, list[Channel]] = {}
    for one in channels:
        found.setdefault(one.sampling_frequency, []).append(one)
    return found


def _reach(rate: float) -> str:
    return f"{HIGHEST_SHARE * rate:.4g}"


def _names(channels: Sequence[Channel], label: Label) -> str:
    names = [label(one.name) for one in channels]
    if len(names) <= _NAMED:
        return ", ".join(names)
    return f"{', '.join(names[: _NAMED - 1])} and {len(names) - _NAMED + 1} more"
