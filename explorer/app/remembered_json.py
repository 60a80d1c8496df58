"""JSON that a browser remembers of a page, which may be anybody's."""

import json
from typing import Any


def read_remembered(text: str) -> dict[str, Any]:
    """Read the object that a browser holds.

    Parameters
    ----------
    text : str
        As it was remembered; "" for nothing.

    Returns
    -------
    dict
        {} for what is no object, or no JSON.

    Examples
    --------
    >>> read_remembered('{"student": "Ana"}'), read_remembered("[1]"), read_remembered("{")
    ({'student': 'Ana'}, {}, {})
    """
    try:
        held = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return held if isinstance(held, dict) else {}
