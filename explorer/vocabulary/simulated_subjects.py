"""Subjects of simulated nights: their code, of profile and seed, and what headings call them."""

import re
from types import MappingProxyType

SIMULATION = "the simulation"
"""Who gave a simulated night its stages: one name on the page, in reports, files and links."""
DRAWN = "drawn before the signals were"
"""Where a simulated night says that its stages are from."""

_WHO: MappingProxyType[str, str] = MappingProxyType(
    {"young": "young adult", "older": "older adult"}
)
# All that a tree says which was kept before there were words beside the code.
_CODE = re.compile(r"simulated (.+) (\d+)")


def simulated_subject(profile: str, seed: int) -> str:
    """Name the subject of a simulated night by a code, of its sleep profile and its seed.

    Examples
    --------
    >>> simulated_subject("young", 128)
    'simulated young 128'
    """
    return f"simulated {profile} {seed}"


def simulated_subject_title(profile: str, seed: int | str) -> str:
    """Name the subject of a simulated night in words for headings.

    Examples
    --------
    >>> simulated_subject_title("young", 128)
    'simulated night, young adult (seed 128)'
    """
    return f"simulated night, {_WHO.get(profile, profile)} (seed {seed})"


def title_from_code(subject: str) -> str:
    """Find the words for a simulated subject of whom a file has the code alone; "" for any other.

    Examples
    --------
    >>> title_from_code("simulated older 7"), title_from_code("S1")
    ('simulated night, older adult (seed 7)', '')
    """
    code = _CODE.fullmatch(subject)
    return simulated_subject_title(code[1], code[2]) if code else ""
