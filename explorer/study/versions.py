"""Versions of the packages on which a study's numbers depend."""

from importlib.metadata import PackageNotFoundError, version

PACKAGES = ("sleep-architecture-explorer", "numpy", "scipy", "xarray")


def versions() -> dict[str, str]:
    """Versions of what the numbers depend on.

    Examples
    --------
    >>> "numpy" in versions()
    True
    """
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed as a package"
    return found
