"""A far night behind a slow line: 8 h of 8 channels at 80 ms and 20 Mbit/s, requests and bytes."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.plain_recordings import recording
from benchmarks.range_server import RangeServer, serving
from explorer.io import open_night
from explorer.io.far_overview import bring, far_overview, overview_share

LATENCY = 0.08
"""s before each answer."""
RATE = 20e6 / 8
"""Bytes a second, of all connections together."""
_HOURS, _CHANNELS, _FREQUENCY = 8, 8, 256
_WINDOW = 30.0  # s
_MOST_SECONDS, _MOST_BYTES = 1.0, 3e6
_DRAG = 20  # windows that a hand goes along


def main() -> None:
    """Print what each step took, in requests, bytes and seconds."""
    raw = recording(channels=_CHANNELS, frequency=_FREQUENCY, records=_HOURS * 3600)
    files = {"/warm.edf": recording(records=60), "/night.edf": raw}
    with serving(RangeServer(files)) as server:
        open_night(f"{server.url}/warm.edf").samples(0, 1)  # what is compiled and imported once
        server.latency, server.rate = LATENCY, RATE
        print(
            f"{_HOURS} h, {_CHANNELS} channels at {_FREQUENCY} Hz, {len(raw) / 1e6:.0f} MB; "
            f"{LATENCY * 1e3:.0f} ms, {RATE * 8 / 1e6:.0f} Mbit/s"
        )
        print(f"{'step':<44}{'requests':>9}{'MB':>8}{'s':>8}")
        clock = _Clock(server)
        night = open_night(f"{server.url}/night.edf")
        middle = night.duration / 2
        night.samples(middle, middle + _WINDOW)
        seconds, sent = clock.tell("header, and a first window of 30 s")
        far_overview(night)
        clock.tell(f"overview, {overview_share(night):.1%} of the night")
        bring(night, np.linspace(0.0, night.duration - 4.0, 24), 4.0)
        clock.tell("what traces are scaled by, 24 places")
        for step in range(_DRAG):
            start = 3600.0 + step * _WINDOW
            night.samples(start, start + _WINDOW)
        clock.tell(f"{_DRAG} windows of 30 s, one after the other")
        server.latency, server.rate = 0.0, float("inf")
        with TemporaryDirectory() as folder:
            file = Path(folder) / "night.edf"
            file.write_bytes(raw)
            here = open_night(file)
            equal = all(
                np.array_equal(night.signal(name).values, here.signal(name).values)
                for name in here.channels
            )
        print(f"every sample equal to the file: {'yes' if equal else 'NO'}")
        held = seconds <= _MOST_SECONDS and sent <= _MOST_BYTES
        print(f"first window within 1 s and 3 MB: {'yes' if held else 'NO'}")


class _Clock:
    """Counts from one step to the next."""

    def __init__(self, server: RangeServer) -> None:
        self.server = server
        self._begin()

    def _begin(self) -> None:
        self._at = time.perf_counter(), len(self.server.ranges), self.server.sent

    def tell(self, step: str) -> tuple[float, int]:
        """Print one step; return its seconds and bytes."""
        began, requests, sent = self._at
        seconds = time.perf_counter() - began
        requests, sent = len(self.server.ranges) - requests, self.server.sent - sent
        print(f"{step:<44}{requests:>9}{sent / 1e6:>8.2f}{seconds:>8.2f}", flush=True)
        self._begin()
        return seconds, sent
