"""The loops that YASA's features are computed by, compiled once for all processes."""

import inspect
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any


def import_antropy() -> Any:
    """Import antropy, of which YASA takes its features, and keep what it compiles.

    It compiles its loops at every import and keeps none: that was most of the time that a night's
    stages took in the process of its own that the page has for them.

    Returns
    -------
    module

    Examples
    --------
    >>> import_antropy().__name__
    'antropy'
    """
    if "antropy" not in sys.modules:
        import numba

        compiled = numba.jit
        numba.jit = _keeping(compiled)
        try:
            import_module("antropy")
        finally:
            numba.jit = compiled
    return sys.modules["antropy"]


def _keeping(jit: Callable[..., Any]) -> Callable[..., Any]:
    """Make a `numba.jit` that keeps what it compiles, where there is a place for it."""

    def kept(*signature: Any, **options: Any) -> Any:
        if signature and inspect.isfunction(signature[0]):
            return kept(**options)(signature[0])

        def decorate(function: Callable[..., Any]) -> Any:
            try:
                return jit(*signature, **{**options, "cache": True})(function)
            except RuntimeError:  # neither beside the file nor in the user's folder
                return jit(*signature, **options)(function)

        return decorate

    return kept
