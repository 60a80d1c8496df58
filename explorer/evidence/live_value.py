"""A metric of the night on screen, as it stands beside the claims that it tests."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LiveValue:
    """A metric of the night on screen, to stand beside the claims that it tests.

    Parameters
    ----------
    value : float
        NaN where it is not estimable for this night.
    units : str
        Unit of the value, possibly empty.
    simulated : bool
        Whether the night is simulated; the page then says so beside the number.
    """

    value: float
    units: str = ""
    simulated: bool = False
