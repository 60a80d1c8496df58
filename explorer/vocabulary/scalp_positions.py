"""Where the electrodes of the 10-20 system and its extensions lie on a head seen from above."""

import csv
import functools
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType

_TABLE = "scalp_positions.csv"
OLD_NAMES: Mapping[str, str] = MappingProxyType({"T3": "T7", "T4": "T8", "T5": "P7", "T6": "P8"})
"""Names of the first 10-20 system that the extended one has renamed: one place, two names."""


@functools.cache
def scalp_positions() -> Mapping[str, tuple[float, float]]:
    """Positions of the scalp's electrodes by name, the head's outline being a circle of radius 1.

    Returns
    -------
    mapping of str to (float, float)
        To the right and to the front; names in capitals, without ears and mastoids.

    Notes
    -----
    The 10-05 system [1]_ on the template head of MNE's ``standard_1005``, in head coordinates, the
    distance from the crown being the angle from it: as MNE's topographies have them. Where a cap
    really lay on a head no label says.

    References
    ----------
    .. [1] Oostenveld R, Praamstra P. The five percent electrode system for high-resolution EEG and
       ERP measurements. Clin Neurophysiol 2001;112:713-719.

    Examples
    --------
    >>> right, front = scalp_positions()["C4"]
    >>> right > 0.3, abs(front) < 0.2
    (True, True)
    """
    lines = (files("explorer.vocabulary") / _TABLE).read_text("utf-8").splitlines()
    return MappingProxyType(
        {row["site"]: (float(row["x"]), float(row["y"])) for row in csv.DictReader(lines)}
    )


def scalp_site(electrode: str) -> str:
    """Name the place of an electrode as the 10-05 system does; "" where it is none on the scalp.

    Parameters
    ----------
    electrode : str
        As `explorer.vocabulary.channels.read_derivation` gives it, or in any case.

    Returns
    -------
    str
        In capitals.

    Examples
    --------
    >>> [scalp_site(name) for name in ("Cz", "T3", "M1", "Channel-1")]
    ['CZ', 'T7', '', '']
    """
    name = electrode.strip().upper()
    name = OLD_NAMES.get(name, name)
    return name if name in scalp_positions() else ""


def site_label(site: str) -> str:
    """Write a site as it is read: capitals for regions, small letters for z, p and h.

    Examples
    --------
    >>> [site_label(name) for name in ("FPZ", "CZ", "AFP1", "FFT7H")]
    ['Fpz', 'Cz', 'AFp1', 'FFT7h']
    """
    head, tail = site.upper(), ""
    for ending in ("Z", "H"):
        if head.endswith(ending):
            head, tail = head[:-1], ending.lower()
    return head.replace("FP", "Fp") + tail
