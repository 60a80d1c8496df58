"""What studies found of rings, watches and headbands against polysomnography, with sources."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from explorer.evidence.toml_table import read_toml

WORDS: MappingProxyType[str, str] = MappingProxyType(
    {
        "TST": "total sleep time",
        "WASO": "wake after sleep onset",
        "SOL": "sleep onset latency",
        "wake": "wake",
        "light": "light sleep",
        "deep": "deep sleep",
        "N3": "deep sleep against N3",
        "REM": "REM",
    }
)


@dataclass(frozen=True)
class DeviceValidation:
    """One device in one study."""

    device: str
    """As its reader calls it."""
    model: str
    authors: str
    year: int
    journal: str
    people: str
    read_in: str
    """Where the numbers were read: the abstract, or a table of the paper."""
    kappa: float | None = None
    """Cohen's, of wake, light, deep and REM."""
    minutes: dict[str, float] = field(default_factory=dict)
    """Mean bias, device minus polysomnography, min."""
    shares: dict[str, float] = field(default_factory=dict)
    """Of the epochs that polysomnography has, those that the device calls the same, %."""
    doi: str = ""
    pmcid: str = ""
    url: str = ""
    note: str = ""

    @property
    def source(self) -> str:
        """Who, when and where.

        Examples
        --------
        >>> validations(["Garmin"])[0].source
        'Mouritzen et al. 2020, PLoS ONE 15:e0243214'
        """
        return f"{self.authors} {self.year}, {self.journal}"

    @property
    def address(self) -> str:
        """Where the study is found."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return f"https://pmc.ncbi.nlm.nih.gov/articles/{self.pmcid}" if self.pmcid else self.url


@cache
def _every() -> tuple[DeviceValidation, ...]:
    rows: list[dict[str, Any]] = read_toml(
        files("explorer.evidence") / "device_validation.toml"
    ).values["studies"]
    return tuple(DeviceValidation(**row) for row in rows)


def validations(devices: Iterable[str] = ()) -> tuple[DeviceValidation, ...]:
    """Return what was found of some devices.

    Parameters
    ----------
    devices : iterable of str
        As their readers call them; of "Oura, left hand" what stands before the comma counts. All
        of them if none is given.

    Returns
    -------
    tuple of DeviceValidation
        In the order of the file.

    Examples
    --------
    >>> [round(one.kappa, 2) for one in validations(["Zeo"]) if one.kappa]
    [0.56]
    """
    wanted = {name.split(",")[0].strip() for name in devices}
    return tuple(one for one in _every() if not wanted or one.device in wanted)
