"""``python -P -m explorer.server``: what ``sleep-explorer app`` starts in a folder of its own."""

import sys

# A check of international addresses, which jsonschema makes at its import where it finds this
# package: a second and a half of each start, and no schema of a server has such an address.
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]

from explorer.server.voila_app import ExplorerServer  # noqa: E402

if __name__ == "__main__":
    ExplorerServer.launch_instance()
