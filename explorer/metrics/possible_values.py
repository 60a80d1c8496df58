"""The least and the most that each metric can be: what lies outside is a slip, and no night."""

import re
from types import MappingProxyType

from explorer.metrics.metric import Metric

ANY = float("inf")
"""The most of a metric of which nothing is known to be too much."""
_DAY = 1440.0  # min
_BY_UNIT: MappingProxyType[str, tuple[float, float]] = MappingProxyType(
    {
        "min": (0.0, _DAY),
        "s": (0.0, ANY),  # from the start of a recording, which may last for days
        "%": (0.0, 100.0),
        "1": (0.0, ANY),
        "1/h": (0.0, ANY),
        "1/min": (0.0, ANY),
        "bit": (0.0, ANY),
        "ms": (0.0, ANY),
        "ms^2": (0.0, ANY),
        "uV^2": (0.0, ANY),
        "uV^2 s": (0.0, ANY),
    }
)
_OF_ONE = re.compile(r"T[AS]_(N[123]|REM)|STAY_\w+|STABILITY")
"""Places in the night and probabilities."""


def possible_values(metric: Metric) -> tuple[float, float]:
    """Return the least and the most that a metric can be, in its own unit.

    Parameters
    ----------
    metric : Metric

    Returns
    -------
    least : float
    most : float
        Infinite where nothing is known to be too much.

    Examples
    --------
    >>> from explorer.metrics.metric_catalogue import metric
    >>> [possible_values(metric(name)) for name in ("TST", "SE", "AWAKENINGS", "TS_N3")]
    [(0.0, 1440.0), (0.0, 100.0), (0.0, inf), (0.0, 1.0)]
    """
    return (0.0, 1.0) if _OF_ONE.fullmatch(metric.symbol) else possible_in(metric.units)


def possible_in(units: str) -> tuple[float, float]:
    """Return the least and the most of any metric whose own unit this is.

    Examples
    --------
    >>> possible_in("1/h"), possible_in("uV^2")
    ((0.0, inf), (0.0, inf))
    """
    return _BY_UNIT[units]
