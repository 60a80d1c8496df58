"""A recording that doesn't say what unit its channels are in."""

from explorer.io import write_edf
from explorer.models.simulated_night import simulate_night


def without_units(path, *, channels=3):
    """Write a recording of which the first channels have no unit in the header; return both."""
    night = simulate_night(1, hours=0.1, sampling_frequency=64)
    write_edf(night, path)
    raw = bytearray(path.read_bytes())
    signals = int(raw[252:256])
    labels = [
        raw[256 + 16 * place : 272 + 16 * place].decode().strip() for place in range(channels)
    ]
    first = 256 + signals * (16 + 80)
    raw[first : first + 8 * channels] = b" " * 8 * channels
    path.write_bytes(raw)
    return path, labels
