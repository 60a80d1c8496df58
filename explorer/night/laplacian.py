"""Hjorth's Laplacian: which sites lie nearest around one."""

import math
from collections.abc import Mapping

from explorer.night.channel import Channel
from explorer.vocabulary.channels import Kind, read_derivation
from explorer.vocabulary.scalp_positions import scalp_positions, scalp_site, site_label

FEWEST_NEIGHBOURS = 3
"""With fewer there is no plane to subtract."""
_MOST = 4  # as Hjorth has them
_TIE = 1.05  # of the fourth's distance: as near as it
_FARTHEST = 0.75  # of the head's radius: the next site but one of the 10-20 system lies beyond
_WIDEST = math.pi * 1.001  # between two neighbours as seen from the site


def neighbours(channels: Mapping[str, Channel], centre: str) -> tuple[str, ...]:
    """Find the channels at the sites nearest around one.

    Parameters
    ----------
    channels : mapping of str to Channel
        As they were recorded.
    centre : str
        Name of the channel in the middle.

    Returns
    -------
    tuple of str
        Four, and those as near as the fourth: of its units and sampling frequency, none bad.

    Raises
    ------
    ValueError
        If its name says no site, or it does not lie among three or more.

    Examples
    --------
    >>> def eeg(name): return Channel(name, Kind.EEG, "uV", 100.0, "100Hz", 0)
    >>> sites = {name: eeg(name) for name in ("F3", "C3", "P3", "T7", "Cz", "C4", "O1")}
    >>> neighbours(sites, "C3")
    ('F3', 'P3', 'T7', 'Cz')
    """
    site = scalp_site(read_derivation(centre).electrode)
    if not site:
        raise ValueError(f"a Laplacian needs a site of the 10-20 system, {centre!r} names none")
    own, (x, y) = channels[centre], scalp_positions()[site]
    places: dict[str, tuple[str, float, float]] = {}
    for name, other in channels.items():
        place = scalp_site(read_derivation(name).electrode)
        alike = (other.units, other.group) == (own.units, own.group)
        if other.kind == Kind.EEG and not other.is_bad and place not in ("", site) and alike:
            right, front = scalp_positions()[place]
            away = math.hypot(right - x, front - y)
            places.setdefault(place, (name, away, math.atan2(front - y, right - x)))
    near = sorted((one for one in places.values() if one[1] <= _FARTHEST), key=lambda one: one[1])
    limit = near[_MOST - 1][1] * _TIE if len(near) >= _MOST else math.inf
    chosen = [one for one in near if one[1] <= limit]
    if len(chosen) < FEWEST_NEIGHBOURS or _widest_gap([angle for _, _, angle in chosen]) > _WIDEST:
        around = ", ".join(name for name, _, _ in chosen) or "none"
        raise ValueError(
            f"a Laplacian of {site_label(site)} needs {FEWEST_NEIGHBOURS} or more sites near it "
            f"and on all sides; near it were recorded: {around}"
        )
    names = {name for name, _, _ in chosen}
    return tuple(name for name in channels if name in names)


def _widest_gap(angles: list[float]) -> float:
    ordered = sorted(angles)
    turned = [*ordered[1:], ordered[0] + 2 * math.pi]
    return max(b - a for a, b in zip(ordered, turned, strict=True))
