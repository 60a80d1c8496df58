"""The scripts and styles of the widgets, as `make js` built them from ``explorer/bridge/js``."""

from importlib.resources import files


def built(name: str) -> str:
    """Return the text of a built file, such as "live_figure.js"."""
    return (files("explorer.bridge") / "static" / name).read_text("utf-8")
