"""How the server is started and its page opened: nothing is taken from where one stands."""

import os
from html import escape
from pathlib import Path

_REDIRECT = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>Sleep Architecture Explorer</title>
<meta http-equiv="refresh" content="0;url={address}">
<p>The page is at <a href="{address}">{address}</a>.</p>
</html>
"""


def apart_from_here(environment: dict[str, str]) -> dict[str, str]:
    """Return an environment in which Python imports nothing from the working folder.

    A folder of recordings may hold a ``numpy.py``; server, kernels and what these start must not
    find it.

    Parameters
    ----------
    environment : dict
        Variables and values.

    Examples
    --------
    >>> apart_from_here({"PYTHONPATH": os.pathsep.join(("", ".", os.path.abspath(os.sep)))})
    {'PYTHONPATH': '/', 'PYTHONSAFEPATH': '1'}
    """
    apart = environment | {"PYTHONSAFEPATH": "1"}
    if "PYTHONPATH" in apart:  # an empty part means the working folder, often without intent
        parts = apart["PYTHONPATH"].split(os.pathsep)
        apart["PYTHONPATH"] = os.pathsep.join(part for part in parts if Path(part).is_absolute())
    return apart


def redirecting_file(folder: Path, address: str) -> str:
    """Write a file that leads a browser to an address, and return the file's own.

    A browser's arguments can be read by every account of the machine, this file by its owner only.

    Parameters
    ----------
    folder : Path
        A folder that only its owner may enter.
    address : str
        Where to go.
    """
    file = folder / "open.html"
    file.touch(mode=0o600)
    file.write_text(_REDIRECT.format(address=escape(address)), encoding="utf-8")
    return file.as_uri()
