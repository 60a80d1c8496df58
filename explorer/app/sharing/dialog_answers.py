"""What a person said of a file in the dialog that opens it, as a night is opened with it."""

from collections.abc import Mapping
from typing import Any

from explorer.io.reading_choices import read_meanings


def said_of_file(message: Mapping[str, Any]) -> dict[str, Any]:
    """Read whose night it is, what its words mean, and whether it is fetched.

    Parameters
    ----------
    message : mapping
        Of the page.

    Returns
    -------
    dict
        Keyword arguments of `explorer.io.open.open_night`.

    Raises
    ------
    ValueError
        If a word is said to mean what is no stage.

    Examples
    --------
    >>> said_of_file({"subject": "S1", "stages": {"WK": "W"}, "night": ""})
    {'subject': 'S1', 'stages': {'WK': 'W'}}
    """
    said: dict[str, Any] = {
        key: str(message[key]) for key in ("subject", "night") if message.get(key)
    }
    if message.get("fetch"):
        said["fetch"] = True
    if stages := message.get("stages"):
        said["stages"] = {str(word): str(name) for word, name in stages.items()}
        read_meanings(said["stages"])
    return said


def said_of_units(message: Mapping[str, Any]) -> dict[str, str]:
    """Read units by channel; a channel of which nothing is said has none.

    Examples
    --------
    >>> said_of_units({"units": {"C3": "mV", "C4": ""}})
    {'C3': 'mV'}
    """
    units = (message.get("units") or {}).items()
    return {str(channel): str(unit) for channel, unit in units if unit}
