"""What is to be said of a cohort: devices whose estimates its nights are, and what went wrong."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import xarray as xr

from explorer.vocabulary.counts import first_few, pluralize

_SHOWN = 3
"""Sentences that are alike but for their numbers, before they are summed up."""
_NUMBERS = re.compile(r"\d+")
LONGEST_NIGHT = 14 * 60.0
"""min; a longer time in bed is a day's recording rather than a night's."""


def devices_of(nights: xr.Dataset) -> tuple[str, ...]:
    """Devices whose estimates any nights are.

    Examples
    --------
    >>> devices_of(xr.Dataset())
    ()
    """
    by = nights.coords.get("estimated_by")
    return tuple(dict.fromkeys(filter(None, [] if by is None else map(str, by.values))))


def estimated(nights: xr.Dataset) -> list[str]:
    """Say of how many nights a device estimated the stages or the totals, and which device."""
    by = nights.coords.get("estimated_by")
    devices = Counter(filter(None, [] if by is None else map(str, by.values)))
    listed = ", ".join(f"{pluralize(count, 'night')} of {name}" for name, count in devices.items())
    return [f"Estimated by a device, not scored from an EEG: {listed}."] if devices else []


def problems(nights: xr.Dataset) -> list[str]:
    """Everything that went wrong in a cohort, one sentence each.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        As `cohort` gives it.

    Returns
    -------
    list of str
        What is simulated, too long for a night or without any sleep, the table's own notes, then
        failed and excluded nights.
    """
    made = int(nights.simulated.sum())
    simulated = [f"{pluralize(made, 'night')} simulated, not measured in people."] if made else []
    long = nights.TIB.values > LONGEST_NIGHT if "TIB" in nights else np.zeros(0, bool)
    naps = [
        f"{pluralize(int(long.sum()), 'night')} with more than 14 h of time in bed, so there may "
        "be "
        "more than one sleep in them: give their lights_off and lights_on."
    ]
    lost = nights.status.isin(["failed", "excluded"]).values
    naps = naps if long.any() else []
    return [
        *simulated,
        *estimated(nights),
        *naps,
        *_sleepless(nights),
        *nights.attrs.get("notes", []),
        *summed_up(list(map(str, nights.sentence.values[lost]))),
    ]


def _sleepless(nights: xr.Dataset) -> list[str]:
    if "TST" not in nights or nights.TST.dims != nights.status.dims:
        return []
    none = (nights.TST.values == 0) & (nights.status.values == "done")
    columns = [nights[name].values[none] for name in ("subject", "condition", "night")]
    names = [" ".join(filter(None, map(str, row))) for row in zip(*columns, strict=True)]
    return [without_sleep(names)] if names else []


def without_sleep(names: Sequence[str]) -> str:
    """Say which nights have no sleep at all, as of a recording that failed.

    Examples
    --------
    >>> without_sleep(["S1 placebo 2"])
    '1 night without any sleep (TST 0: S1 placebo 2), counted as it is: exclude it, with a reason, \
if the recording failed.'
    """
    it = "it is: exclude it" if len(names) == 1 else "they are: exclude them"
    return (
        f"{pluralize(len(names), 'night')} without any sleep (TST 0: {first_few(names)}), counted "
        f"as {it}, with a reason, if the recording failed."
    )


def summed_up(sentences: Sequence[str]) -> list[str]:
    """Say of many rows that went wrong alike the first ones, and how many more there are.

    Parameters
    ----------
    sentences : sequence of str
        Of rows, such as "line 3 (S1 a): the condition is missing".

    Returns
    -------
    list of str
        In their order.

    Examples
    --------
    >>> summed_up([f"line {line} (S1): no stage" for line in range(2, 8)])[2:]
    ['line 4 (S1): no stage; and 3 more lines likewise']
    """
    places: dict[str, list[int]] = {}
    for place, said in enumerate(sentences):
        why = said.partition("): ")[2] or said
        places.setdefault(_NUMBERS.sub("0", why), []).append(place)
    found = dict(enumerate(sentences))
    for alike in places.values():
        rest = alike[_SHOWN:]
        if len(rest) < _SHOWN:
            continue
        for place in rest:
            del found[place]
        found[alike[_SHOWN - 1]] += f"; and {len(rest)} more lines likewise"
    return list(found.values())
