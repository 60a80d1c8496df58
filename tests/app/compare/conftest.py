"""Nights that commands are asked of more than once."""

from tests.temazepam import read_once  # noqa: F401  fixture
