"""The nights of the temazepam crossover, shared with the studies."""

from tests.temazepam import (  # noqa: F401  fixtures
    rng,
    temazepam,
    temazepam_nights,
    temazepam_rows,
)
