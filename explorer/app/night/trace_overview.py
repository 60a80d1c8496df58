"""The overview of the traces: extremes of whole recordings, from which far jumps are drawn."""

from typing import Any

import numpy as np

from explorer.analysis.signal_view import SignalView
from explorer.bridge.trace_samples import TraceRow, encode, thinned
from explorer.dsp.chunked_samples import Told
from explorer.night.montage import every_in
from explorer.night.night import Night

_BIN = 0.25  # s a min/max pair of the whole night
_MOST = 345_600  # pairs a channel: a day of them
_PART = 1800.0  # s read at a time
_SAMPLES = 8 * 2**20  # of all channels together, at most: 32 MB


def overview_rows(
    night: Night, view: SignalView, told: Told = lambda _share: None
) -> list[TraceRow]:
    """Read the channels' extremes over the whole night, a part at a time.

    Bins are longer in a recording of more than a day: no screen has room for all, and what is
    sent does not grow without end.
    """
    by_rate: dict[float, list[str]] = {}
    for name in view.channels:
        by_rate.setdefault(night.channels[name].sampling_frequency, []).append(name)
    rows: dict[str, Any] = {}
    for rate, names in by_rate.items():
        longer = max(1, -(-int(night.duration / _BIN) // _MOST))
        width = longer * _BIN
        per_bin = max(int(rate * width), 1)
        bins = max(round(_SAMPLES / (per_bin * len(names))), 1)
        part = per_bin * min(bins, round(_PART / width)) / rate
        parts: dict[str, list[np.ndarray]] = {name: [] for name in names}
        for start in np.arange(0.0, night.duration, part):
            told(start / night.duration)
            read = every_in(night, names, start, start + part, view.montage)
            for name in names:
                points, _, a_second = thinned(read[name], start, rate, 2 / width)
                parts[name].append(points)
        rows |= {name: encode(np.concatenate(parts[name]), 0.0, a_second) for name in names}
    return [rows[name] for name in view.channels]
