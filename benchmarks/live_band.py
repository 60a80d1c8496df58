"""The band and the amplitude criterion under a hand: the rows of `live` that these move, alone."""

from benchmarks.live import main_of_bands as main

__all__ = ["main"]
