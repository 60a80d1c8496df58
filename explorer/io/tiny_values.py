"""Channels labelled uV whose values are far too small for an electrode: mV or V, perhaps."""

from dataclasses import replace
from math import log10

import numpy as np
import xarray as xr

from explorer.io.channel_units import typical_amplitude
from explorer.io.recording import Recording
from explorer.night.reading_account import BY_HAND, UNIT, AccountEntry
from explorer.vocabulary.channels import KINDS_IN_VOLTS, channel_kind
from explorer.vocabulary.units import MICROVOLT

_LEAST = 0.1  # uV, of a second or two: less than the noise of an amplifier
_SMALLEST, _USUAL, _LARGEST = 0.3, 30.0, 3000.0  # uV: what scalp and skin give
_UNITS = (("mV", 1e3), ("V", 1e6))
_LEVELS = 5  # values that differ, of which fewer are an unplugged input's last bit
_LOOKED_AT = 2.0  # s at once


def likely_unit(amplitude: float) -> str:
    """Name the unit that values labelled uV are likely in, by their size; "" where none fits.

    Examples
    --------
    >>> likely_unit(0.03), likely_unit(2e-5), likely_unit(25.0), likely_unit(1e-9)
    ('mV', 'V', '', '')
    """
    if not 0 < amplitude < _LEAST:
        return ""
    fitting = [
        (abs(log10(amplitude * factor / _USUAL)), name)
        for name, factor in _UNITS
        if _SMALLEST <= amplitude * factor <= _LARGEST
    ]
    return min(fitting)[1] if fitting else ""


def with_tiny_values_told(recording: Recording) -> Recording:
    """Say of which channels in uV the values are of the size of mV or V.

    Parameters
    ----------
    recording : Recording
        Of a file on this machine, or of an object.

    Returns
    -------
    Recording
        With a note and an entry of the account a unit; no value is changed.
    """
    by_hand = {
        name
        for entry in recording.account
        if entry.kind == UNIT and entry.why.startswith(BY_HAND)
        for name in entry.channels
    }
    found: dict[str, list[str]] = {}
    for one in recording.signals.values():
        for name in map(str, one.channel.values):
            known = channel_kind(name) in KINDS_IN_VOLTS and name not in by_hand
            if known and str(one.units.sel(channel=name).item()) == MICROVOLT:
                unit = _unit_by_size(one, name)
                found.setdefault(unit, []).append(name)
    found.pop("", None)
    remarks = {
        unit: f"labelled uV, and of the size of {unit}: such values are no electrode's in uV, and "
        f"look flat; kept as uV, give the unit by hand if they are {unit}"
        for unit in found
    }
    if not found:
        return recording
    notes = [f"{remarks[unit]}: {', '.join(names)}" for unit, names in found.items()]
    entries = [
        AccountEntry(UNIT, "uV", "uV", len(names), why=remarks[unit], channels=tuple(names))
        for unit, names in found.items()
    ]
    return replace(
        recording,
        notes=[*recording.notes, *notes],
        account=[*recording.account, *entries],
    )


def _unit_by_size(one: xr.Dataset, name: str) -> str:
    samples, rate = one.signal.sel(channel=name), float(one.sampling_frequency)
    count = samples.sizes["time"]
    first = samples.isel(time=slice(0, max(round(_LOOKED_AT * rate), 8))).values
    # Most channels show at once that they are an electrode's.
    if not first.size or float(np.nanstd(first) if np.isfinite(first).any() else 0.0) >= _LEAST:
        return ""

    def read(begin: int, end: int) -> np.ndarray:
        values: np.ndarray = samples.isel(time=slice(begin, end)).values
        return values

    unit = likely_unit(typical_amplitude(read, count, rate))
    if not unit:
        return ""
    middle = count // 2
    seen = read(middle, min(middle + round(10 * _LOOKED_AT * rate), count))
    return unit if np.unique(seen[np.isfinite(seen)]).size >= _LEVELS else ""
