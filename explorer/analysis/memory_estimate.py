"""What a channel's analysis takes of the memory, told before it is begun."""

from explorer.dsp.blocks import DEFAULT_MAXIMUM_FREQUENCY
from explorer.dsp.memory_budget import too_much
from explorer.storage.settings import MEMORY_VARIABLE

CUT = "cut the recording into nights"
"""What can be done about a recording that is too long for some work."""

_MEGABYTE = 1e6
_SPECTRA = 8 * 1.34  # bytes a second and Hz: complex64, and what neighbouring blocks share
_FASTEST_KEPT = 105.0  # Hz: twice the band of spindles and its room, halved rates stay above it
_BYTES_A_SAMPLE = 20.0  # of bands at a reduced rate: broad, sigma, and an analytic signal
_WINDOWS = 1200.0  # bytes a second: ten windows of A7, their measures, thresholds and baselines
_AN_EPOCH = 36.0  # bytes an epoch and bin: density and cumulative power, and what they are made of


def megabytes_for_events(seconds: float, frequency: float) -> float:
    """Estimate what events of every kind on one channel take, its spectra with them.

    Parameters
    ----------
    seconds : float
        Length of the recording.
    frequency : float
        Its sampling frequency, Hz.

    Returns
    -------
    float
        MB.

    Examples
    --------
    >>> round(megabytes_for_events(8 * 3600, 256)), round(megabytes_for_events(72 * 3600, 256))
    (123, 1108)
    """
    rate = frequency
    while rate / 2 >= _FASTEST_KEPT:
        rate /= 2
    spectra = _SPECTRA * min(DEFAULT_MAXIMUM_FREQUENCY, frequency / 2)
    return seconds * (spectra + _BYTES_A_SAMPLE * rate + _WINDOWS) / _MEGABYTE


def megabytes_for_spectra(epochs: int, bins: int) -> float:
    """Estimate what the spectra of epochs take, MB."""
    return epochs * bins * _AN_EPOCH / _MEGABYTE


def too_long_for_events(channel: str, seconds: float, frequency: float) -> str:
    """Say why no events are looked for in a recording this long; "" where they are.

    Examples
    --------
    >>> too_long_for_events("C4", 8 * 3600, 256)
    ''
    """
    return too_much(
        f"Slow waves, spindles and all that rests on them in {seconds / 3600:.0f} h of {channel}",
        megabytes_for_events(seconds, frequency),
        f"{CUT}, or allow more with {MEMORY_VARIABLE}",
    )
