"""The open crossover of a sleeping pill and a placebo, for the tests beside."""

from tests.temazepam import temazepam_rows  # noqa: F401  fixture
