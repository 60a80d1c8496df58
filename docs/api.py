"""The pages of the API, found by walking what ``import explorer`` offers."""

import inspect
import pkgutil
from importlib import import_module
from types import ModuleType

import explorer


def pages() -> dict[str, str]:
    """Text of every page by its name, in reStructuredText; "index" lists the others.

    A public package is one that the package's face names; its public modules are those without an
    underscore. So a module that moves, or a new one, needs no edit here.
    """
    packages = [getattr(explorer, name) for name in sorted(explorer.__all__)]
    packages = [one for one in packages if inspect.ismodule(one)]
    written = {one.__name__: package_page(one) for one in packages}
    return {"index": index(written)} | written


def index(written: dict[str, str]) -> str:
    """First page: the names of ``explorer`` itself, and the packages."""
    lines = [*heading("API", "="), "``import explorer`` has these at hand, each imported on use:"]
    lines += ["", ".. toctree::", "   :maxdepth: 1", "", *(f"   {name}" for name in written), ""]
    for name in sorted(explorer.__all__):
        if inspect.isfunction(getattr(explorer, name)):
            lines += [f".. autofunction:: explorer.{name}", "   :no-index:"]
    return "\n".join(lines) + "\n"


def package_page(package: ModuleType) -> str:
    """One page: what the package is for, and every public thing in its modules."""
    lines = [*heading(package.__name__, "="), f".. automodule:: {package.__name__}"]
    lines += ["   :no-members:", ""]
    for module in modules(package):
        lines += [*heading(module, "-"), f".. automodule:: {module}", "   :members:", ""]
    return "\n".join(lines) + "\n"


def heading(words: str, line: str) -> list[str]:
    """Lines of a heading."""
    return [words, line * len(words), ""]


def modules(package: ModuleType) -> list[str]:
    """Names of the public modules below a package that have something public."""
    found = []
    for one in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if one.ispkg or any(part.startswith("_") for part in one.name.split(".")):
            continue
        module = import_module(one.name)
        own = [
            name
            for name, thing in vars(module).items()
            if not name.startswith("_") and getattr(thing, "__module__", "") == one.name
        ]
        if own:
            found.append(one.name)
    return found
