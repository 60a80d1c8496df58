"""A warm process for tests that need a kernel and no page: it imports what a kernel does."""


def load() -> None:
    """Import what a kernel does, and numpy, whose generator a fork would copy."""
    import ipykernel.kernelapp
    import numpy as np

    np.random.rand()  # noqa: NPY002
    assert ipykernel.kernelapp


def build() -> None:
    """Build nothing."""
