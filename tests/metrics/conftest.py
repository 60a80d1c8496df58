"""What the tools of the field returned on one night."""

import json

import pytest
import xarray as xr

from tests.metrics.nights import COMPARED, night_of


@pytest.fixture
def compared_night() -> xr.DataArray:
    """Return the night of `COMPARED`: 723 epochs of 30 s."""
    return night_of(COMPARED)


@pytest.fixture
def peers(shared_data) -> dict:
    """Return what YASA 0.8.1 and Luna 1.7.0 gave on the compared night."""
    return json.loads((shared_data / "night_for_definitions.json").read_text())
