"""What only some need is an extra of the installation: what lacks says so in one sentence."""

import shlex
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any

PROJECT = "sleep-architecture-explorer"
# The extra that installs each package, and what the package is for.
EXTRAS: MappingProxyType[str, tuple[str, str]] = MappingProxyType(
    {
        "distributed": ("cohorts", "a cohort on a Dask cluster"),
        "dask": ("cohorts", "reading in chunks"),
        "zarr": ("cohorts", "a store of results to resume from"),
        "openpyxl": ("cohorts", "a table as a spreadsheet"),
        "h5py": ("cohorts", "a file of HDF5"),
        "fsspec": ("far", "an address that is not of http, s3 or gs"),
        "yasa": ("staging", "automatic staging"),
    }
)


class MissingExtraError(ImportError, ValueError):
    """A package is not installed; the message is one sentence with the remedy."""


def import_extra(module: str) -> Any:
    """Import a module that an extra installs.

    Parameters
    ----------
    module : str
        Of a package in `EXTRAS`.

    Returns
    -------
    module

    Raises
    ------
    MissingExtraError
        If the package, or one that it needs, is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise MissingExtraError(missing(package), name=error.name or package) from error


def missing(package: str) -> str:
    """Say what a package is for, and how to get it.

    Examples
    --------
    >>> missing("zarr")
    "a store of results to resume from needs zarr, which is not installed; pip install \
'.[cohorts]' in a checkout, or pip install 'sleep-architecture-explorer[cohorts]' once a \
release is on PyPI"
    """
    extra, purpose = EXTRAS[package]
    return f"{purpose} needs {package}, which is not installed; {install(extra)}"


def install(extra: str) -> str:
    """Say how an extra is installed."""
    by_name = f"pip install '{PROJECT}[{extra}]' once a release is on PyPI"
    return f"pip install '.[{extra}]' in a checkout, or {by_name}"


def install_here(extra: str) -> str:
    """Give the line that installs an extra beside this very Python, from whichever folder.

    Examples
    --------
    >>> sys.executable in install_here("staging"), "staging]" in install_here("staging")
    (True, True)
    """
    checkout = Path(__file__).parents[1]
    wanted = ["-e", f"{checkout}[{extra}]"] if (checkout / "pyproject.toml").is_file() else []
    wanted = wanted or [f"{PROJECT}[{extra}]"]
    if find_spec("pip"):
        return shlex.join([sys.executable, "-m", "pip", "install", *wanted])
    uv = [sys.executable, "-m", "uv"] if find_spec("uv") else ["uv"]
    return shlex.join([*uv, "pip", "install", "--python", sys.executable, *wanted])
