"""What a page offers to say of channels whose unit the file itself leaves open."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from explorer.night.night import Night
from explorer.night.reading_account import BY_HAND, UNIT

UNITS = ("uV", "mV", "V", "nV")
"""To choose from, the likeliest first."""

_SENTENCE = (
    "The file does not say for certain what unit these channels are in. A unit said here is taken "
    "for the file's values; with “as it is”, nothing is said and the file is read by itself."
)


def units_question(title: str, night: Night) -> dict[str, Any]:
    """Put the channels whose unit is in doubt into the data of the page's dialog.

    Parameters
    ----------
    title : str
        Of the night.
    night : Night

    Returns
    -------
    dict
        Empty where no unit was assumed, doubted, unknown or given by hand. Else ``title``,
        ``sentence``, ``units`` (names to choose from) and ``channels`` (each with ``name``,
        ``unit`` in the file, ``read_as``, ``why`` and ``said``, the unit by hand, "" for none).
    """
    channels = [
        {
            "name": channel,
            "unit": entry.name,
            "read_as": entry.used_as or "as it is",
            "why": entry.why,
            "said": entry.used_as if entry.why.startswith(BY_HAND) else "",
        }
        for entry in night.account
        if entry.kind == UNIT
        for channel in entry.channels
    ]
    if not channels:
        return {}
    others = [one["said"] for one in channels if one["said"] and one["said"] not in UNITS]
    units = [*UNITS, *dict.fromkeys(others)]
    return {"title": title, "sentence": _SENTENCE, "units": units, "channels": channels}


def noting_units(opening: Callable[..., Night]) -> Callable[..., Night]:
    """Let a night's notes say which units it was opened with, where they were said on the page.

    Parameters
    ----------
    opening : callable of (**said) -> Night

    Returns
    -------
    callable of (**said) -> Night
    """

    @wraps(opening, assigned=())
    def noted(**said: Any) -> Night:
        night = opening(**said)
        units: Mapping[str, str] = said.get("units") or {}
        if not units:
            return night
        channels = {unit: [one for one in units if units[one] == unit] for unit in units.values()}
        listed = "; ".join(f"{unit} for {', '.join(those)}" for unit, those in channels.items())
        return with_note(night, f"unit as it was said on the page: {listed}")

    return noted


def with_note(night: Night, note: str) -> Night:
    """Return a night whose notes begin with one more; the same night if they have it."""
    if note in night.reader_notes:
        return night
    tree = night.tree.copy()
    tree.attrs = {**night.tree.attrs, "reader_notes": [note, *night.reader_notes]}
    return Night(tree)
