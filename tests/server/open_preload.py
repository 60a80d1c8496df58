"""A warm process that is none: it leaves a file open, whose place all kernels would share."""

from tests.server.tiny_preload import load

__all__ = ["build", "load"]
LEFT = []


def build() -> None:
    """Open a file and leave it."""
    LEFT.append(open(__file__))  # noqa: SIM115, PTH123
