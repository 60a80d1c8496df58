"""The open crossover of a sleeping pill and a placebo, for the tests beside."""

from tests.temazepam import (  # noqa: F401  fixtures
    read_once,
    rng,
    temazepam,
    temazepam_nights,
    temazepam_rows,
)
