"""Set up `.venv` from the locks: ``python tools/set_up.py [--dev]``; `make app` and `make test` do.

uv installs, itself installed by pip with its hash. pip's own settings are what a person's network
needs (an index of their own, folders of wheels), so uv is told of them; where uv does not get
through, pip does the same work more slowly.
"""

import os
import subprocess
import sys
import venv
from ast import literal_eval
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".venv"
PYTHON = HOME / ("Scripts" if os.name == "nt" else "bin") / "python"
OLDEST = (3, 11)
PIP = ("-m", "pip", "--disable-pip-version-check")
OLDEST_PIP = (22, 3)  # that installs into another environment
TOOLS = "requirements-tools.lock"  # uv, and what builds the package
# pip's names for where packages come from, and uv's options for the same. pip takes a version from
# wherever it is; uv would look no further than the first index that knows the name.
UV = ("--python", str(PYTHON), "--index-strategy", "unsafe-best-match")
PLACES = {
    "index-url": "--default-index",
    "extra-index-url": "--index",
    "find-links": "--find-links",
}


def main(arguments: list[str]) -> int:
    """Make what is missing; return the exit code."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        print(f"Python 3.11 or newer is needed; this is {found}. Try: make PYTHON=python3.12 app")
        return 1
    lock = "requirements-dev.lock" if "--dev" in arguments else "requirements.lock"
    try:
        if not PYTHON.exists():
            say("making .venv")
            # A pip of its own takes the environment longer than all else of its making.
            venv.create(HOME, with_pip=not has_pip())
        say(f"installing what {TOOLS} names")
        pip("install", "--quiet", *hashes(TOOLS), "--requirement", TOOLS)
        say(f"installing what {lock} names")
        install(*hashes(lock), "--requirement", lock)
        install("--no-deps", "--no-build-isolation", "--editable", ".")
    except subprocess.CalledProcessError as error:
        return error.returncode
    return 0


def install(*what: str) -> None:
    """Install by uv, or else by pip."""
    try:
        run("-m", "uv", "pip", "install", "--quiet", *UV, *places(), *what)
    except subprocess.CalledProcessError:
        say("uv could not install this; pip tries, which takes longer")
        pip("install", "--quiet", *what)


def has_pip() -> bool:
    """Whether the Python that runs this has a pip that can install into `.venv`."""
    try:
        return tuple(map(int, version("pip").split(".")[:2])) >= OLDEST_PIP
    except (PackageNotFoundError, ValueError):
        return False


def pip(*command: str) -> None:
    """Run pip for the new environment: its own, or the one of the Python that runs this."""
    if has_own_pip():
        run(*PIP, *command)
    else:
        subprocess.run([sys.executable, *PIP, "--python", PYTHON, *command], cwd=ROOT, check=True)


@cache
def has_own_pip() -> bool:
    """Whether the new environment has a pip of its own."""
    places = ("Lib/site-packages", "lib/python*/site-packages")
    return any(path for place in places for path in HOME.glob(f"{place}/pip/__main__.py"))


def hashes(lock: str) -> list[str]:
    """Ask for every package's hash, where a lock has them."""
    return ["--require-hashes"] * ("--hash=" in (ROOT / lock).read_text("utf-8"))


@cache
def places() -> tuple[str, ...]:
    """Uv's options for the places that pip is set to take packages from."""
    python = PYTHON if has_own_pip() else sys.executable
    asked = subprocess.run([python, *PIP, "config", "list"], capture_output=True, text=True)
    settings = dict(line.split("=", 1) for line in asked.stdout.splitlines() if "=" in line)
    options: list[str] = []
    for name, option in PLACES.items():
        for where in (":env:", "install", "global"):  # the first that is set wins, as with pip
            if value := settings.get(f"{where}.{name}"):
                options += [part for one in literal_eval(value).split() for part in (option, one)]
                break
    return tuple(options)


def run(*command: str) -> None:
    """Run a module of the new environment."""
    subprocess.run([PYTHON, *command], cwd=ROOT, check=True)


def say(what: str) -> None:
    """Tell of one step."""
    print(f"  {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
