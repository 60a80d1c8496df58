"""Rapid eye movements: both eyes' channels move together, steeply and in opposite directions."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.detectors.inputs import (
    event_table,
    included_stretches,
    read_samples,
    read_sampling_frequency,
)
from explorer.detectors.search_coverage import NOT_SEARCHED, why_not_searched
from explorer.dsp.filters import design_band, filter_whole
from explorer.intervals import contains
from explorer.vocabulary.stages import Stage

KIND = "rapid_eye_movement"
DEFAULT_STAGES = (Stage.REM,)


@dataclass(frozen=True)
class EyeMovementRule:
    """What counts as a rapid eye movement; YASA's limits.

    Parameters
    ----------
    name, source : str
        What it is called, and who published it.
    band : (float, float)
        Passband, Hz.
    amplitude : (float, float)
        Square root of minus the product of the two channels, uV.
    duration : (float, float)
        s between the product's feet; two peaks are at least the shortest apart.
    prominence : float
        Of the peak above its higher foot, as a share of the least height.
    """

    name: str = "opposite deflections"
    source: str = "YASA 0.8.1, rem_detect, after Agarwal et al. 2005 and Yetton et al. 2016"
    band: tuple[float, float] = (0.5, 5.0)
    amplitude: tuple[float, float] = (50.0, 325.0)
    duration: tuple[float, float] = (0.3, 1.2)
    prominence: float = 0.8


DEFAULT_RULE = EyeMovementRule()


def detect_eye_movements(
    left: xr.DataArray,
    right: xr.DataArray,
    *,
    hypnogram: xr.DataArray | None = None,
    stages: tuple[Stage, ...] = DEFAULT_STAGES,
    rule: EyeMovementRule = DEFAULT_RULE,
) -> xr.Dataset:
    """Find rapid eye movements from the two EOG channels.

    Parameters
    ----------
    left, right : xr.DataArray, dims (time), in uV
        The two eyes' channels, each against a common reference.
    hypnogram : xr.DataArray of Stage, dims (epoch), optional
        Without one, or where nobody scored, the whole recording is searched.
    stages : tuple of Stage
        Those in which movements are looked for.
    rule : EyeMovementRule
        Limits.

    Returns
    -------
    xr.Dataset along ``event``
        ``onset``, ``duration`` (s; between the product's feet), ``kind``, ``channel`` (the left
        one), ``source``, ``stage``, ``peak`` (s), ``left`` and ``right`` (uV at the peak).

    Raises
    ------
    ValueError
        If the channels are not in uV, or differ in sampling frequency or length.

    Notes
    -----
    The product of the two channels, turned so that opposite deflections are positive, has a peak
    at each movement. The default gives YASA's events, without its cleaning of outliers.

    Examples
    --------
    >>> from explorer.night.schema import make_signals
    >>> time = np.arange(3000) / 100
    >>> move = 150 * np.sin(2 * np.pi * (time - 15)) * (abs(time - 15.25) < 0.25)
    >>> eyes = make_signals([move, -move], 100.0, ["E1", "E2"], ["EOG"] * 2, ["uV"] * 2)["signal"]
    >>> found = detect_eye_movements(eyes[0], eyes[1])
    >>> found.peak.values.round(1).tolist()
    [15.2]
    """
    from scipy.signal import find_peaks

    one, two = read_samples(left), read_samples(right)
    if (one.sampling_frequency, one.samples.size) != (two.sampling_frequency, two.samples.size):
        raise ValueError(
            "the two eyes' channels need one sampling frequency and length, have "
            f"{one.sampling_frequency:g} and {two.sampling_frequency:g} Hz, {one.samples.size} and "
            f"{two.samples.size} samples"
        )
    frequency = read_sampling_frequency(left)
    taps = design_band(*rule.band, frequency)
    a, b = (filter_whole(eye.samples, taps).astype(np.float64) for eye in (one, two))
    product = np.nan_to_num(-a * b)
    lowest, highest = (limit**2 for limit in rule.amplitude)
    peaks, found = find_peaks(
        product,
        height=(lowest, highest),
        distance=rule.duration[0] * frequency,
        prominence=rule.prominence * lowest,
        wlen=rule.duration[1] * frequency,
    )
    begin, end = (found[side] / frequency for side in ("left_bases", "right_bases"))
    allowed = included_stretches(hypnogram, stages, product.size, frequency)
    duration = end - begin
    kept = contains(allowed, peaks) & (duration >= rule.duration[0]) & (duration < rule.duration[1])
    peaks = peaks[kept]
    columns: dict[str, npt.NDArray[Any]] = {
        "onset": begin[kept],
        "duration": duration[kept],
        "peak": peaks / frequency,
        "left": a[peaks],
        "right": b[peaks],
    }
    table = event_table(KIND, left, rule.name, hypnogram, columns)
    why = ""
    if not peaks.size:
        eyes = (
            why_not_searched(eye.astype(np.float32), allowed, frequency, hypnogram, stages)
            for eye in (a, b)
        )
        why = next((reason for reason in eyes if reason), "")
    return table.assign_attrs({NOT_SEARCHED: why})
