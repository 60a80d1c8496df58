"""An import of jsonschema that takes a fifth of its time."""

import importlib
import sys

_GRAMMAR = "rfc3987_syntax"


def import_schemas() -> None:
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
