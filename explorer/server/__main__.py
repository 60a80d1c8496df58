"""``python -P -m explorer.server``: what ``sleep-explorer app`` starts in a folder of its own."""

import importlib
import sys

_GRAMMAR = "rfc3987_syntax"


def _import_schemas() -> None:
    """Import jsonschema as if its grammar of international addresses were not installed.

    It reads that grammar at its import wherever it finds it, and has no setting against that; a
    second and a half of each start, and no schema of a server has such an address. Without it
    jsonschema lets an ``iri`` pass, as it does in an environment that lacks the package, which
    jupyter_events requires, so that it cannot be left out of ours. Python's own way to say that a
    module is not there is None under its name; it stands for this one import alone.
    """
    if _GRAMMAR in sys.modules or "jsonschema" in sys.modules:
        return
    sys.modules[_GRAMMAR] = None  # type: ignore[assignment]
    try:
        importlib.import_module("jsonschema")
    finally:
        del sys.modules[_GRAMMAR]


_import_schemas()

from explorer.server.voila_app import ExplorerServer  # noqa: E402

if __name__ == "__main__":
    ExplorerServer.launch_instance()
