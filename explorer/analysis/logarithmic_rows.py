"""A spectrogram's rows on a logarithmic frequency axis: each octave as high as any other."""

import numpy as np

LOWEST_SHOWN = 0.25
"""Hz, where a logarithmic axis begins: it never reaches 0."""
ROWS = 256
"""Of the picture: more than a panel has pixels."""
FREQUENCIES_TOLD = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 45.0)
"""Hz, that are written beside the axis."""


def logarithmic_rows(decibels: np.ndarray, highest: float) -> np.ndarray:
    """Draw anew what stands on a linear frequency axis: each row is the mean power within it.

    A row that is narrower than a frequency bin takes the bin's own level, so that what the window
    cannot tell apart looks like it.

    Parameters
    ----------
    decibels : array, shape (frequency, time)
        Power density in dB at frequencies from 0 to `highest`, evenly spaced.
    highest : float
        Hz.

    Returns
    -------
    array, shape (`ROWS`, time)
        dB, of rows that are evenly spaced in log frequency from `LOWEST_SHOWN` to `highest`.

    Examples
    --------
    >>> line = np.full((31, 1), -20.0)  # 0 to 30 Hz in steps of 1 Hz
    >>> line[10] = 15.0
    >>> rows = logarithmic_rows(line, 30.0)
    >>> centre = np.argwhere(rows[:, 0] > 0).mean() + 0.5
    >>> bool(abs(LOWEST_SHOWN * (30.0 / LOWEST_SHOWN) ** (centre / ROWS) - 10) < 0.1)
    True
    """
    bins = len(decibels)
    width = highest / max(bins - 1, 1)
    # From the lower border of the lowest bin, in bins: bin k lies between k and k + 1.
    borders = np.geomspace(LOWEST_SHOWN, highest, ROWS + 1) / width + 0.5
    borders = np.minimum(borders, bins)
    power = 10 ** (np.asarray(decibels, float) / 10)
    below = np.concatenate([np.zeros((1, power.shape[1])), np.cumsum(power, axis=0)])
    whole = np.minimum(borders.astype(int), bins - 1)
    summed = below[whole] + (borders - whole)[:, None] * power[whole]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(10 * np.log10(np.diff(summed, axis=0) / np.diff(borders)[:, None]))
