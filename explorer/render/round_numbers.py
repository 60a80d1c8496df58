"""Round numbers for axes and scale bars: 1, 2 or 5 times a power of ten."""


def round_number(value: float) -> float:
    """Nearest of 1, 2, 5 times a power of ten, not below.

    Examples
    --------
    >>> round_number(0.37), round_number(130), round_number(5)
    (0.5, 200.0, 5.0)
    """
    if value <= 0:
        return 1.0
    power = 10.0
    while power > value:
        power /= 10
    while power * 10 <= value:
        power *= 10
    return next(power * step for step in (1, 2, 5, 10) if power * step >= value * (1 - 1e-9))
