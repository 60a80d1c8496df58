"""Units of recorded channels: the spellings that files use, and the factor to ours."""

from types import MappingProxyType

MICROVOLT = "uV"

# Both micro signs (U+00B5, U+03BC) occur in files, and so does "mkV".
_MICROVOLTS_IN = MappingProxyType(
    {"uv": 1.0, "\u00b5v": 1.0, "\u03bcv": 1.0, "mkv": 1.0, "microv": 1.0, "microvolt": 1.0}
    | {"microvolts": 1.0, "nv": 1e-3, "mv": 1e3, "millivolt": 1e3, "v": 1e6, "volt": 1e6}
    | {"volts": 1e6}
)


def to_microvolts(unit: str) -> float | None:
    """Factor from this unit to uV.

    Parameters
    ----------
    unit : str
        The unit as the file spells it.

    Returns
    -------
    float or None
        None if it is no unit of voltage that we know.

    Examples
    --------
    >>> to_microvolts("mV"), to_microvolts("\u00b5V"), to_microvolts("%")
    (1000.0, 1.0, None)
    """
    return _MICROVOLTS_IN.get(unit.strip().lower())
