"""Units as people read them, apart from the statistics that say them: every template needs this."""


def shown_units(units: str) -> str:
    """Write a unit as people read it.

    Examples
    --------
    >>> shown_units("uV^2 s"), shown_units("min")
    ('µV² s', 'min')
    """
    return units.replace("uV^2", "µV²")
