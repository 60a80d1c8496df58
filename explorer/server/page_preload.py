"""What the warm process holds ready for the kernels forked off it: imports, loops, a built page."""

import contextlib
import os
from importlib import import_module

from explorer.release_memory import release_compiler_pages, trim_heap

# What a kernel imports only while it begins: 0.1 s and 13 MB of each.
_LATE = (
    *("ipykernel.debugger", "ipykernel.zmqshell", "IPython.core.completerlib"),
    *("IPython.core.debugger", "IPython.core.oinspect", "IPython.extensions.storemagic"),
    *("IPython.utils.wildcard", "faulthandler", "pdb", "sqlite3", "stringprep"),
    *("tornado.platform.asyncio", "tornado.queues"),
)


def load() -> None:
    """Import what a page's kernel does."""
    import ipykernel.ipkernel  # first: widgets are then made with its channels
    import ipykernel.kernelapp  # noqa: F401
    import ipywidgets

    import explorer.app.launch  # noqa: F401

    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # no debugger comes to a page
    for name in _LATE:
        with contextlib.suppress(ImportError):
            import_module(name)
    ipywidgets.register_comm_target()  # which it does itself only where IPython runs already


def build() -> None:
    """Build the page that is asked for without a word; what cannot be built, each kernel says."""
    from explorer.app.launch import build_ahead

    with contextlib.suppress(Exception):
        build_ahead()
    release_compiler_pages()
    trim_heap()
