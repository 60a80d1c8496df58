"""Which channels of a night are EEG of a known scalp site (10-20 system), and against what."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from explorer.night.channel import Channel
from explorer.night.montage import AS_RECORDED, montage_references
from explorer.night.night import Night
from explorer.vocabulary.channels import Kind, is_common_reference, read_derivation
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.scalp_positions import scalp_positions, scalp_site, site_label
from explorer.vocabulary.units import MICROVOLT

FEWEST_SITES = 8
"""Of a topography: with fewer, most of the map would be what the interpolation makes of it."""

SLOWEST_SITE = 40.0
"""Hz; as of every channel that sigma is measured on."""

_MASTOIDS = frozenset({"A1", "A2", "M1", "M2"})
_ONE_SIDE = "a mastoid or ear of one side"
_OWN = "the recording's own reference"


@dataclass(frozen=True)
class ScalpSite:
    """One EEG channel whose site is known.

    Parameters
    ----------
    channel : str
        Its name in the file.
    site : str
        As it is read, such as "Fpz".
    x, y : float
        To the right and to the front, as of `explorer.vocabulary.scalp_positions.scalp_positions`.
    against : str
        What the file or the montage says that it is measured against; "" where nothing does.
    """

    channel: str
    site: str
    x: float
    y: float
    against: str


@dataclass(frozen=True)
class ScalpSites:
    """The sites of a night that can stand in one map, and the channels that cannot.

    Parameters
    ----------
    sites : tuple of ScalpSite
        In the file's order, each site once.
    left_out : tuple of (str, str)
        EEG channels that are in no map, and why.
    reference : str
        What all sites are measured against, in words.
    montage : str
        One of `explorer.night.montage.available_montages`.
    """

    sites: tuple[ScalpSite, ...]
    left_out: tuple[tuple[str, str], ...]
    reference: str
    montage: str

    @property
    def enough(self) -> bool:
        """Whether there are as many as a topography needs."""
        return len(self.sites) >= FEWEST_SITES

    @property
    def positions(self) -> npt.NDArray[np.float64]:
        """Shape (site, 2)."""
        return np.array([(one.x, one.y) for one in self.sites], np.float64).reshape(-1, 2)

    @property
    def sentence(self) -> str:
        """Why there is no topography; "" where there can be one."""
        if self.enough:
            return ""
        names = ", ".join(one.site for one in self.sites)
        found = pluralize(len(self.sites), "site") + (f" ({names})" if names else "")
        return (
            f"A topography needs {FEWEST_SITES} scalp sites or more against one reference; this "
            f"night has {found}."
        )


def scalp_sites(night: Night, montage: str = AS_RECORDED) -> ScalpSites:
    """Find the channels that lie on known scalp sites, and list those that do not.

    Parameters
    ----------
    night : Night
        Whose channels' names say where they lie.
    montage : str
        One of `explorer.night.montage.available_montages`.

    Returns
    -------
    ScalpSites
        Of the channels that share a reference with most others: values against different
        references are of different things. Mastoids and ears of either side count as one reference,
        as in C3-M2 and C4-M1. A scalp electrode counts as one where `FEWEST_SITES` are measured
        against it; else such a channel lies between two sites, and is listed. So is a channel whose
        name says no site of the 10-05 system: a place is not guessed.

    Raises
    ------
    ValueError
        If the montage is not among those that the night allows.

    Examples
    --------
    >>> from explorer.models.simulated_night import simulate_night
    >>> found = scalp_sites(simulate_night(hours=0.1))
    >>> [one.site for one in found.sites], found.enough
    (['F3', 'F4', 'C3', 'C4', 'O1', 'O2'], False)
    >>> found.reference
    'M1 or M2, as each channel says'
    """
    left_out: dict[str, str] = {}
    families: dict[str, list[ScalpSite]] = {}
    for channel in night.channels.values():
        if channel.kind != Kind.EEG or channel.derivation:
            continue
        if why := _unusable(channel):
            left_out[channel.name] = why
            continue
        electrode, reference = read_derivation(channel.name)
        taken = montage_references(channel.name, night.channels, montage)
        against = montage if taken else reference or channel.reference
        if electrode in _MASTOIDS:
            left_out[channel.name] = "an ear or mastoid, not on the scalp"
        elif not (name := scalp_site(electrode)):
            left_out[channel.name] = "its name says no site of the 10-20 system or its extensions"
        else:
            place = ScalpSite(channel.name, site_label(name), *scalp_positions()[name], against)
            families.setdefault(_family(against), []).append(place)
    chosen = _largest(families)
    sites: dict[str, ScalpSite] = {}
    for family, members in families.items():
        for one in members:
            if family != chosen:
                left_out[one.channel] = _elsewhere(one, chosen)
            elif one.site in sites:
                left_out[one.channel] = f"{one.site} is already there as {sites[one.site].channel}"
            else:
                sites[one.site] = one
    listed = tuple((name, left_out[name]) for name in night.channels if name in left_out)
    order = list(night.channels)
    kept = tuple(sorted(sites.values(), key=lambda one: order.index(one.channel)))
    return ScalpSites(kept, listed, _words(chosen, kept), montage)


def _unusable(channel: Channel) -> str:
    if channel.is_bad:
        return "marked bad beside the recording"
    if channel.units != MICROVOLT:
        return f"in {channel.units or 'no unit'}, not in {MICROVOLT}"
    if channel.sampling_frequency < SLOWEST_SITE:
        return f"sampled at {channel.sampling_frequency:g} Hz, not at {SLOWEST_SITE:g} Hz or more"
    return ""


def _family(against: str) -> str:
    """Name what is alike enough to stand in one map."""
    bare = against.strip().upper()
    if bare in _MASTOIDS:
        return _ONE_SIDE
    if is_common_reference(bare):
        return _OWN
    return site_label(name) if (name := scalp_site(bare)) else against


def _largest(families: dict[str, list[ScalpSite]]) -> str:
    """Which reference most sites share; a scalp electrode only if it is common to many."""
    distinct = {family: len({one.site for one in of}) for family, of in families.items()}
    common = {
        family: count
        for family, count in distinct.items()
        if not scalp_site(family) or count >= FEWEST_SITES
    }
    return max(common, key=lambda family: common[family], default="")


def _elsewhere(one: ScalpSite, chosen: str) -> str:
    if scalp_site(one.against):
        return f"lies between {one.site} and {site_label(one.against)}"
    against = one.against or _OWN
    return f"measured against {against}, unlike the sites shown" if chosen else f"against {against}"


def _words(chosen: str, kept: tuple[ScalpSite, ...]) -> str:
    """Say the reference as the file says it."""
    said = list(dict.fromkeys(one.against for one in kept))
    if chosen == _OWN:
        named = [name for name in said if name]
        return f"{_OWN}, {', '.join(named)}" if named else f"{_OWN}, which the file does not name"
    if chosen == _ONE_SIDE and len(said) > 1:
        return f"{' or '.join(sorted(said))}, as each channel says"
    return said[0] if said and chosen == _ONE_SIDE else chosen
