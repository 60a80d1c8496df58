"""``python -P -m explorer.server``: what ``sleep-explorer app`` starts in a folder of its own."""

from explorer.server.voila_app import ExplorerServer

if __name__ == "__main__":
    ExplorerServer.launch_instance()
