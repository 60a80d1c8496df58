"""Channels of a file that are flat from end to end: an electrode that was not connected."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import xarray as xr

from explorer.dsp.flat import is_flat
from explorer.io.recording import Recording
from explorer.night.reading_account import CHANNEL, AccountEntry
from explorer.vocabulary.units import MICROVOLT

_FIRST, _MOST = 5.0, 300.0  # s read at once: one that varies is seen to at once
_WHY = (
    "as it is flat, its samples differ by less than 0.1 uV: it is drawn, and measured only if "
    "chosen"
)


def mark_flat(recording: Recording) -> Recording:
    """Mark channels in uV that are flat all night as bad, unless all are, and tell the account.

    Parameters
    ----------
    recording : Recording
        Of a file on this machine: a flat channel is read to its end.

    Returns
    -------
    Recording
        Its flat channels have the ``status`` "bad", which no choice of a channel takes by itself.
    """
    flat = {
        str(name)
        for one in recording.signals.values()
        for name in one.channel.values
        if str(one.units.sel(channel=name).item()) == MICROVOLT and is_flat(_parts(one, name))
    }
    every = {str(name) for one in recording.signals.values() for name in one.channel.values}
    if not flat or flat == every:
        return recording
    signals = {rate: _marked(one, flat) for rate, one in recording.signals.items()}
    told = [AccountEntry(CHANNEL, name, why=_WHY) for name in sorted(flat)]
    return replace(recording, signals=signals, account=[*recording.account, *told])


def _parts(one: xr.Dataset, name: object) -> Iterator[np.ndarray]:
    samples, rate = one.signal.sel(channel=name), float(one.sampling_frequency)
    first, step = 0, max(round(_FIRST * rate), 1)
    while first < samples.sizes["time"]:
        yield samples.isel(time=slice(first, first + step)).values
        first, step = first + step, max(min(2 * step, round(_MOST * rate)), step)


def _marked(one: xr.Dataset, flat: set[str]) -> xr.Dataset:
    names = [str(name) for name in one.channel.values]
    known = one.status.values if "status" in one.coords else [""] * len(names)
    status = ["bad" if name in flat else str(was) for name, was in zip(names, known, strict=True)]
    return one.assign_coords(status=("channel", status))
