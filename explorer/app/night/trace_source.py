"""What the page filters by itself: samples around the window, before any filter, and the rule."""

from functools import partial
from typing import Any

import numpy as np

from explorer.analysis.channel_samples import HIGHEST_SHARE, design_filter
from explorer.app.analysis_cache import FILTERED_KINDS
from explorer.app.state import ExplorerState
from explorer.bridge.live_figure import LiveFigure
from explorer.bridge.trace_samples import encode_finely
from explorer.dsp.filter_design import design_rule
from explorer.dsp.filters import needed_context
from explorer.night.montage import each_in
from explorer.night.night import Night
from explorer.storage.bounded_wait import answer_within
from explorer.vocabulary.bands import LOWEST, Band

_LOWEST_RATE = 64.0  # Hz: the reach of a filter in s is the same at any rate, but for rounding
_MOST_SAMPLES = 6 * 2**20  # sent at a time, 18 MB; beyond that the kernel alone filters
_SPARE_WINDOWS = 1.0  # held on each side: a step of the reader needs nothing new
_MAINS = 50.0


def filter_reach() -> float:
    """How far the widest filter under a hand reaches to each side, s.

    Examples
    --------
    >>> 19 < filter_reach() < 21
    True
    """
    widest = design_filter(Band("widest", LOWEST, 2 * LOWEST), _MAINS, 4 * _LOWEST_RATE)
    assert widest is not None
    return needed_context(widest) / (4 * _LOWEST_RATE) + 2 / _LOWEST_RATE


def filter_rule(longest_window: float) -> dict[str, float]:
    """All that the page needs to design the filters that `design_filter` designs.

    Parameters
    ----------
    longest_window : float
        Longest window whose samples the page has at their full rate, s.

    Returns
    -------
    dict of str to float
        Constants of the design; ``highest_share`` of the sampling frequency that an edge may
        reach; ``reach`` and ``longest_window`` in s.
    """
    return design_rule() | {
        "highest_share": HIGHEST_SHARE,
        "reach": filter_reach(),
        "longest_window": longest_window,
    }


def source_stretch(start: float, length: float, duration: float) -> tuple[float, float]:
    """From where to where the page needs samples, to filter a window and the next ones, s.

    Examples
    --------
    >>> begin, end = source_stretch(300.0, 30.0, 1000.0)
    >>> 248 < begin < 252, 378 < end < 382
    (True, True)
    """
    around = filter_reach() + _SPARE_WINDOWS * length
    return max(0.0, start - around), min(duration, start + length + around)


def send_source(
    pane: LiveFigure,
    state: ExplorerState,
    start: float,
    length: float,
    *,
    generation: int,
    longest: float,
) -> None:
    """Send the page what it filters by itself, as the end of the answer to its request.

    Parameters
    ----------
    pane : LiveFigure
        The page.
    state : ExplorerState
        Its channels, montage and mains filter are those shown.
    start, length : float
        Of the window, s.
    generation : int
        Of the filter setting.
    longest : float
        s that reading may take.

    Raises
    ------
    ValueError
        If reading takes longer.
    """
    night, channels = state.night, tuple(state.visible_channels)
    analysed = state.analysis_channel
    covers = source_stretch(start, length, night.duration)
    wanted = f"the samples from {covers[0]:.0f} to {covers[1]:.0f} s"
    # On a thread of its own: a drive that does not answer must not hold the page.
    read = partial(_rows, night, channels, analysed, state.montage, *covers)
    rows = answer_within(longest, read, wanted)
    header: list[dict[str, Any]] = []
    codes, fine = [np.zeros(0, np.int16)], [np.zeros(0, np.int8)]
    at = 0
    for name in channels if rows else ():
        rate = night.channels[name].sampling_frequency
        samples, begins = rows.get(name, (np.zeros(0, np.float32), 0.0))
        row, rest = encode_finely(samples, begins, rate)
        total = round(night.duration * rate) if name in rows else 0
        header.append(
            {key: row[key] for key in ("scale", "offset", "start", "rate")}
            | {"at": at, "count": samples.size, "total": total}
        )
        codes.append(row["codes"])
        fine.append(rest)
        at += samples.size
    rates = sorted({row["rate"] for row in header})
    notches = [(rate, design_filter(None, state.notch, rate)) for rate in rates]
    pane.send(
        {
            "kind": "source",
            "rows": header,
            "from": covers[0],
            "to": covers[1],
            "layout": pane.layout_id,
            "analysed": analysed,
            "generation": generation,
            "notches": [
                {"rate": rate, "taps": taps.tolist()} for rate, taps in notches if taps is not None
            ],
        },
        [
            memoryview(np.concatenate(codes).astype("<i2")).cast("B"),
            memoryview(np.concatenate(fine)).cast("B"),
        ],
    )


def _rows(
    night: Night,
    channels: tuple[str, ...],
    analysed: str,
    montage: str,
    start: float,
    stop: float,
) -> dict[str, tuple[np.ndarray, float]]:
    """Read the analysed channel in the montage, without any filter, if the band is for it.

    With the time of its first sample, s. None where they are too many to be sent.
    """
    wanted = [
        name
        for name in channels
        if name == analysed and night.channels[name].kind in FILTERED_KINDS
    ]
    count = sum((stop - start) * night.channels[name].sampling_frequency for name in wanted)
    if count > _MOST_SAMPLES:
        return {}
    rows = {}
    for name, samples in each_in(night, wanted, start, stop, montage):
        rate = night.channels[name].sampling_frequency
        rows[name] = (samples, round(max(start, 0.0) * rate) / rate)
    return rows
