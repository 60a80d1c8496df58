"""What counts as time in bed: lights, unscored edges, isolated sleep, and long recordings."""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from explorer.metrics.hypnogram_rows import MINUTE, as_hypnograms
from explorer.metrics.run_counts import epochs_in
from explorer.vocabulary.stages import Stage

LONGEST_NIGHT = 14 * 3600.0
"""A longer recording, in s, holds more than one night's time in bed."""
_LONGEST_WAKE_WITHIN = 7200.0  # s awake or unscored that one night's sleep may hold
_MARGIN = 1800.0  # s before and after, as is customary for the 20-h nights of Sleep-EDF

_ISOLATED_SLEEP = 5 * MINUTE  # Luna's end-sleep=5
_ISOLATED_WAKE = 120 * MINUTE  # Luna's end-wake=120


@dataclass(frozen=True)
class Proposal:
    """A main sleep period, proposed and never applied by itself.

    Parameters
    ----------
    start, stop : float
        s from the start of the recording.
    reason : str
        Why, in a sentence for the page.
    """

    start: float
    stop: float
    reason: str


def propose_main_sleep(hypnogram: xr.DataArray) -> Proposal | None:
    """Propose a time in bed for a recording longer than 14 h.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (epoch)
        The whole recording.

    Returns
    -------
    Proposal or None
        None if the recording is no longer than 14 h, or without sleep.

    Raises
    ------
    ValueError
        If the hypnogram has further dims.

    Notes
    -----
    Sleep with less than 2 h of anything else in between is one period; the one with most sleep is
    the main one, and half an hour on either side goes with it. Naps are left out, not lost: they
    stay in the hypnogram.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> day = make_hypnogram(["W"] * 1000 + ["N2"] * 40 + ["W"] * 300 + ["N2"] * 800 + ["W"] * 50)
    >>> proposal = propose_main_sleep(day)
    >>> proposal.start / 30, proposal.stop / 30
    (1280.0, 2190.0)
    """
    if hypnogram.dims != ("epoch",):
        raise ValueError(f"one hypnogram is needed, dims (epoch), has {hypnogram.dims}")
    hypnograms = as_hypnograms(hypnogram)
    length = hypnograms.epoch_length
    asleep = np.flatnonzero(hypnograms.codes[0] > 0)
    if hypnograms.epochs * length <= LONGEST_NIGHT or not asleep.size:
        return None
    breaks = np.flatnonzero((np.diff(asleep) - 1) * length >= _LONGEST_WAKE_WITHIN) + 1
    periods = np.split(asleep, breaks)
    main = max(periods, key=len)
    begin, end = hypnograms.onset[0], hypnograms.onset[-1] + length
    start = max(float(begin), float(hypnograms.onset[main[0]]) - _MARGIN)
    stop = min(float(end), float(hypnograms.onset[main[-1]]) + length + _MARGIN)
    hours = hypnograms.epochs * length / 3600
    share = len(main) / asleep.size
    return Proposal(
        start,
        stop,
        f"The recording lasts {hours:.1f} h. {share:.0%} of its sleep lies in one period without "
        f"2 h awake; with half an hour on either side that is "
        f"{(stop - start) / 3600:.1f} h of time in bed.",
    )


def without_unscored_edges(hypnogram: xr.DataArray) -> xr.DataArray:
    """Leave out what is unscored before the first and after the last scored epoch.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (epoch)
        From lights-off to lights-on.

    Returns
    -------
    xr.DataArray of Stage, dims (epoch)
        Shorter, so that time in bed, latencies and sleep efficiency are of the scored part.

    Notes
    -----
    The convention of Luna 1.7.0 and Snooz. YASA 0.8.1 keeps unscored edges in time in bed, as the
    metrics here do when this is not called.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> night = make_hypnogram(["UNSCORED", "W", "N2", "UNSCORED"])
    >>> without_unscored_edges(night).values.tolist()
    [0, 2]
    """
    (codes,) = as_hypnograms(hypnogram).codes
    scored = np.flatnonzero(codes >= 0)
    kept = slice(int(scored[0]), int(scored[-1]) + 1) if scored.size else slice(0, 0)
    return hypnogram.isel(epoch=kept)


def without_isolated_sleep(hypnogram: xr.DataArray) -> xr.DataArray:
    """Call a little sleep far from the night's sleep wake, at both ends.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (epoch)
        From lights-off to lights-on.

    Returns
    -------
    xr.DataArray of Stage, dims (epoch)
        5 min of sleep or less that 120 min or more without sleep part from the rest are wake,
        again and again from both ends.

    Notes
    -----
    Luna 1.7.0 (end-sleep=5, end-wake=120) does so at the beginning of the night; at its end its
    rule is the same and its result is not. YASA 0.8.1 does it nowhere, as the metrics here do when
    this is not called.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> night = make_hypnogram(["N1"] * 4 + ["W"] * 300 + ["N2"] * 60)
    >>> int((without_isolated_sleep(night) > 0).sum())
    60
    """
    hypnograms = as_hypnograms(hypnogram)
    codes = hypnograms.codes[0].copy()
    little = int(_ISOLATED_SLEEP // hypnograms.epoch_length)
    far = epochs_in(_ISOLATED_WAKE, hypnograms.epoch_length)
    for view in (codes, codes[::-1]):
        while True:
            asleep = np.flatnonzero(view > 0)
            gaps = np.flatnonzero(np.diff(asleep) - 1 >= far)
            if not gaps.size or gaps[0] + 1 > little:
                break
            view[asleep[: gaps[0] + 1]] = Stage.W
    return hypnogram.copy(data=codes)
