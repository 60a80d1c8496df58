"""``python -P -m explorer.server``: what ``sleep-explorer app`` starts in a folder of its own."""

from explorer.server.light_schemas import import_schemas

import_schemas()

from explorer.server.voila_app import ExplorerServer  # noqa: E402

if __name__ == "__main__":
    ExplorerServer.launch_instance()
