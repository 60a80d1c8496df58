"""Explore sleep: whole nights, live, and what their architecture says."""

from importlib import import_module
from types import MappingProxyType
from typing import Any

__version__ = "0.1.0"

# Where each public name lives; imported on use, so that a reader of files needs no widgets.
_PUBLIC: MappingProxyType[str, str] = MappingProxyType(
    {
        "open_night": "explorer.io",
        "simulate_night": "explorer.models.simulated_night",
        "cohort": "explorer.study.cohort",
        "explore": "explorer.app.launch",
        "compare": "explorer.app.notebook.compare_tab",
        "magnesium_lab": "explorer.app.notebook.tabs",
        "exercises": "explorer.app.notebook.tabs",
        "exercise": "explorer.app.notebook.exercise_lesson",
    }
)

__all__ = ["__version__", *_PUBLIC]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'explorer' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
