"""Taps of zero-phase FIR filters in closed form, and the gain they have."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import scipy.fft

Taps = npt.NDArray[np.float64]

LOWEST_EDGE = 0.05
"""Hz. A lower edge at or below this is none: its filter would reach 33 s to each side."""

NARROWEST_TRANSITION = 0.5
"""Hz that must lie between an upper edge and the Nyquist frequency."""

_LENGTH_FACTOR = 3.3  # a Hamming window's transition is 3.3 / its length (Oppenheim & Schafer)
_LEAST_TRANSITION = 2.0  # Hz, and
_TRANSITION_SHARE = 0.25  # a quarter of the edge: MNE's defaults
_NOTCH_SHARE = 1 / 200  # width of MNE's notch as a share of its frequency
_NOTCH_TRANSITION = 0.5  # Hz on each side, MNE's default


def design_rule() -> dict[str, float]:
    """Constants of `design_band`, by name: for the page, which designs the same filter itself.

    Examples
    --------
    >>> design_rule()["least_transition"], design_rule()["lowest_edge"]
    (2.0, 0.05)
    """
    return {
        "length_factor": _LENGTH_FACTOR,
        "least_transition": _LEAST_TRANSITION,
        "transition_share": _TRANSITION_SHARE,
        "lowest_edge": LOWEST_EDGE,
    }


def design_band(
    low: float | None,
    high: float | None,
    sampling_frequency: float,
    *,
    low_transition: float | None = None,
    high_transition: float | None = None,
) -> Taps:
    """Taps of a zero-phase band-pass: the passband reaches from `low` to `high`.

    Parameters
    ----------
    low : float or None
        Lower edge of the passband in Hz; none, or at most `LOWEST_EDGE`, makes a low-pass.
    high : float or None
        Upper edge of the passband in Hz; none makes a high-pass.
    sampling_frequency : float
        Hz.
    low_transition, high_transition : float, optional
        Width of the transition beside each edge in Hz. By default a quarter of the edge, at least
        2 Hz, and no more than there is room for. The gain is 1/2 in its middle.

    Returns
    -------
    array of float64, shape (2 * half + 1,)
        Symmetric about its middle. ``[1.0]`` where neither edge is given.

    Raises
    ------
    ValueError
        If the edges do not rise, or the upper one is too near the Nyquist frequency.

    Notes
    -----
    The windowed-sinc design that MNE-Python documents as its default (``fir_design="firwin"``,
    Hamming window, ``phase="zero"``): each edge gets the length that its own transition needs, and
    the shorter is centred in the longer. Equal to ``mne.filter.create_filter`` to 1e-7.

    Examples
    --------
    >>> taps = design_band(0.3, 35, 256)
    >>> taps.size / 256  # 3.3 / 0.3 s
    11.00390625
    """
    nyquist = sampling_frequency / 2
    if low is not None and low <= LOWEST_EDGE:
        low = None
    if low is not None and high is not None and not low < high:
        raise ValueError(f"a band needs low < high, has {low:g}-{high:g} Hz")
    edge = high if high is not None else low
    if edge is not None and not 0 < edge <= nyquist - NARROWEST_TRANSITION:
        raise ValueError(
            f"an edge at {edge:g} Hz does not fit a sampling frequency of {sampling_frequency:g} "
            f"Hz, which allows up to {nyquist - NARROWEST_TRANSITION:g} Hz"
        )
    edges = []  # (sign, middle of the transition, its width)
    if high is not None:
        width = high_transition or min(
            max(_TRANSITION_SHARE * high, _LEAST_TRANSITION), nyquist - high
        )
        edges.append((1.0, high + width / 2, width))
    if low is not None:
        width = low_transition or min(max(_TRANSITION_SHARE * low, _LEAST_TRANSITION), low)
        edges.append((-1.0, low - width / 2, width))
    return _assemble(tuple(edges), 0.0 if high is not None else 1.0, float(sampling_frequency))


def design_notch(frequency: float, sampling_frequency: float) -> Taps:
    """Taps that take the mains out: a narrow zero-phase band-stop about `frequency`.

    Parameters
    ----------
    frequency : float
        50 or 60 Hz as a rule.
    sampling_frequency : float
        Hz.

    Returns
    -------
    array of float64, shape (2 * half + 1,)

    Raises
    ------
    ValueError
        If the notch does not fit below the Nyquist frequency.

    Notes
    -----
    As MNE-Python documents ``notch_filter``: a stopband 1/200 of the frequency wide, and 0.5 Hz of
    transition on each side of it.

    Examples
    --------
    >>> taps = design_notch(50, 256)
    >>> response = frequency_response(taps, 256, [0, 40, 50])
    >>> bool(abs(response[2]) < 0.01), (response[:2] > 0.99).tolist()
    (True, [True, True])
    """
    half_width = frequency * _NOTCH_SHARE / 2
    highest = sampling_frequency / 2 - _NOTCH_TRANSITION - half_width
    if not half_width + _NOTCH_TRANSITION < frequency <= highest:
        raise ValueError(
            f"a notch at {frequency:g} Hz does not fit a sampling frequency of "
            f"{sampling_frequency:g} Hz, which allows up to {highest:g} Hz"
        )
    middle = half_width + _NOTCH_TRANSITION / 2
    edges = (
        (-1.0, frequency + middle, _NOTCH_TRANSITION),
        (1.0, frequency - middle, _NOTCH_TRANSITION),
    )
    return _assemble(edges, 1.0, float(sampling_frequency))


def combine(first: Taps, second: Taps) -> Taps:
    """Taps of one filter after the other, in one pass.

    Examples
    --------
    >>> combine(design_band(0.3, 35, 256), design_notch(50, 256)).size % 2
    1
    """
    return np.convolve(first, second)


def needed_context(taps: Taps) -> int:
    """Count the samples of real signal that a window needs on each side to be filtered exactly.

    Raises
    ------
    ValueError
        If the taps are not one row with a middle.

    Examples
    --------
    >>> needed_context(design_band(0.3, 35, 256)) / 256
    5.5
    """
    if taps.ndim != 1 or taps.size % 2 == 0:
        raise ValueError(f"zero-phase taps must be one odd row, have shape {taps.shape}")
    return int(taps.size // 2)


def frequency_response(
    taps: Taps, sampling_frequency: float, frequencies: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """Gain of a zero-phase filter at some frequencies; real, and negative where it inverts.

    Parameters
    ----------
    taps : array, shape (2 * half + 1,)
        As `design_band` gives them.
    sampling_frequency : float
        Hz.
    frequencies : array, shape (k,)
        Hz.

    Returns
    -------
    array of float64, shape (k,), without a unit

    Examples
    --------
    >>> taps = design_band(1, 30, 100)
    >>> frequency_response(taps, 100, [0, 0.5, 10, 33.75]).round(2).tolist()
    [0.0, 0.5, 1.0, 0.5]
    """
    half = needed_context(taps)
    angles = 2 * np.pi / sampling_frequency * np.asarray(frequencies, np.float64)
    lags = np.arange(1, half + 1)
    out: npt.NDArray[np.float64] = (
        taps[half] + 2 * np.cos(np.multiply.outer(angles, lags)) @ taps[half + 1 :]
    )
    return out


def zero_phase_gain(taps: Taps, length: int) -> npt.NDArray[np.float32]:
    """Gain of a zero-phase filter on the bins of a real FFT.

    Parameters
    ----------
    taps : array, shape (2 * half + 1,)
        As `design_band` gives them.
    length : int
        Of the transform, at least as many samples as taps.

    Returns
    -------
    array of float32, shape (length // 2 + 1,), without a unit
        Real, for the taps are symmetric.

    Examples
    --------
    >>> zero_phase_gain(np.array([0.25, 0.5, 0.25]), 4).tolist()
    [1.0, 0.5, 0.0]
    """
    half = needed_context(taps)
    around_zero = np.zeros(length)
    around_zero[: half + 1] = taps[half:]
    if half:
        around_zero[-half:] += taps[:half]
    out: npt.NDArray[np.float32] = scipy.fft.rfft(around_zero).real.astype(np.float32)
    return out


@lru_cache(maxsize=64)
def _assemble(
    edges: tuple[tuple[float, float, float], ...], all_pass: float, sampling_frequency: float
) -> Taps:
    """Sum of low-passes (sign, cut-off, transition), each as long as its transition needs."""
    narrowest = min((width for *_, width in edges), default=0.0)
    length = int(np.ceil(_LENGTH_FACTOR / narrowest * sampling_frequency)) if narrowest else 1
    length += (length - 1) % 2
    taps = np.zeros(length)
    taps[length // 2] = all_pass
    for sign, cut_off, width in edges:
        own = round(_LENGTH_FACTOR / width * sampling_frequency)
        own = min(own + 1 - own % 2, length)
        lags = np.arange(own) - own // 2
        low_pass = np.sinc(2 * cut_off / sampling_frequency * lags) * np.hamming(own)
        first = (length - own) // 2
        taps[first : first + own] += sign * low_pass / low_pass.sum()
    taps.flags.writeable = False
    return taps
