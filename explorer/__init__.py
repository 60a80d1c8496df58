"""Explore sleep: whole nights, live, and what their architecture says."""

from importlib.metadata import PackageNotFoundError, version

from explorer.lazy import attach_stub

try:
    __version__ = version("sleep-architecture-explorer")
except PackageNotFoundError:  # a copy of the sources that nobody installed
    __version__ = "0+unknown"

# The names and their homes stand in the stub beside this file, where type checkers read them; each
# is imported on use, so that a reader of files needs no widgets.
__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
__all__ += ["__version__"]
