"""A server of ranges on this machine, and no waiting between tries."""

import pytest

from benchmarks.range_server import RangeServer, serving
from explorer.storage.far import http_connection, open_sources, ranges
from explorer.storage.settings import CACHE_VARIABLE, HOSTS_VARIABLE


@pytest.fixture(autouse=True)
def _at_once(monkeypatch, tmp_path):
    """No pauses between tries, nothing kept from another test, no host allowed."""
    monkeypatch.setattr(ranges, "PAUSES", (0.0, 0.0, 0.0))
    monkeypatch.setattr(http_connection, "TIMEOUT", 5.0)
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.delenv(HOSTS_VARIABLE, raising=False)
    open_sources._open.clear()
    yield
    http_connection.idle_connections.close()


@pytest.fixture
def server():
    """Serve what a test puts into its ``files``."""
    with serving(RangeServer({})) as running:
        yield running
