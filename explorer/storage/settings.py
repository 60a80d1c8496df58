"""Settings from the environment: every variable of this application, read in one place.

`read_settings` reads them, `VARIABLES` says of each what it means, its unit, its default and what
it may be; ``docs/reference/settings.md`` is written from that.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from explorer.storage.environment_values import EnvironmentValues, Variable
from explorer.storage.far.urls import Address

FILE_VARIABLE = "SLEEP_EXPLORER_FILE"
HYPNOGRAM_VARIABLE = "SLEEP_EXPLORER_HYPNOGRAM"
STAGES_VARIABLE = "SLEEP_EXPLORER_STAGES"
SUBJECT_VARIABLE = "SLEEP_EXPLORER_SUBJECT"
NIGHT_VARIABLE = "SLEEP_EXPLORER_NIGHT"
UNITS_VARIABLE = "SLEEP_EXPLORER_UNITS"
FOLDERS_VARIABLE = "SLEEP_EXPLORER_FOLDERS"
OWN_FOLDERS_VARIABLE = "SLEEP_EXPLORER_OWN_FOLDERS"
SCORINGS_VARIABLE = "SLEEP_EXPLORER_SCORINGS"
CACHE_VARIABLE = "SLEEP_EXPLORER_CACHE"
OPEN_DATA_VARIABLE = "SLEEP_EXPLORER_OPEN_DATA"
UPLOADS_VARIABLE = "SLEEP_EXPLORER_UPLOADS"
UPLOAD_LIMIT_VARIABLE = "SLEEP_EXPLORER_UPLOAD_MEGABYTES"
UPLOAD_QUOTA_VARIABLE = "SLEEP_EXPLORER_UPLOAD_QUOTA_MEGABYTES"
UPLOAD_FILES_VARIABLE = "SLEEP_EXPLORER_UPLOAD_FILES"
UPLOAD_DAYS_VARIABLE = "SLEEP_EXPLORER_UPLOAD_DAYS"
MEMORY_VARIABLE = "SLEEP_EXPLORER_MEMORY"
MOST_PAGES_VARIABLE = "SLEEP_EXPLORER_MOST_PAGES"
PAGE_MEMORY_VARIABLE = "SLEEP_EXPLORER_PAGE_MEGABYTES"
NO_FORK_VARIABLE = "SLEEP_EXPLORER_NO_FORK"
TOKEN_VARIABLE = "SLEEP_EXPLORER_TOKEN"
HOSTS_VARIABLE = "SLEEP_EXPLORER_HOSTS"
FETCH_LIMIT_VARIABLE = "SLEEP_EXPLORER_FETCH_MEGABYTES"
CLUSTERS_VARIABLE = "SLEEP_EXPLORER_CLUSTERS"

_UPLOAD_LIMIT, _QUOTA_TO_LIMIT = 2000.0, 4.0
_UPLOAD_FILES, _UPLOAD_DAYS, _PAGE_MEMORY = 100, 7.0, 400
_NUMBER, _WHOLE = "a number above 0", "a whole number above 0"
# A name with `*.` before it or not, an address, a network; with a port or not; or a whole URL.
_HOST = re.compile(
    r"(https?://)?(\*|(\*\.)?[\w.-]+|\[[0-9a-f:.]+\]|[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*)"
    r"(/\d{1,3}|:\d{1,5})?/?",
    re.IGNORECASE,
)
# As Dask writes the address of a scheduler.
_CLUSTER = re.compile(r"(tcp|tls|ws|wss)://(\[[0-9a-f:.]+\]|[\w.-]+):\d{1,5}", re.IGNORECASE)


VARIABLES = (
    Variable(
        FILE_VARIABLE,
        "the recording that a page opens on",
        "the sample night",
        "a path or an address",
    ),
    Variable(
        HYPNOGRAM_VARIABLE,
        "scorers' files that go with it",
        "what lies beside it by name",
        "paths, separated as in `PATH`",
    ),
    Variable(
        STAGES_VARIABLE,
        "what words and codes of the scorer's file mean",
        "what is known of them",
        "`word=stage`, with commas between, as `--stages` takes it",
    ),
    Variable(
        SUBJECT_VARIABLE, "whose night, of a file with several people", "nobody's", "a name in it"
    ),
    Variable(
        NIGHT_VARIABLE,
        "which night, of a file with several",
        "none",
        "its date, or 1 for the first",
    ),
    Variable(
        UNITS_VARIABLE,
        "units of channels, where the recording's are missing or wrong",
        "what the recording says",
        "a unit, or `channel=unit` with commas between, as `--units` takes it",
    ),
    Variable(
        FOLDERS_VARIABLE,
        "folders that a page may open files from",
        "the working folder",
        "paths, separated as in `PATH`",
    ),
    Variable(
        OWN_FOLDERS_VARIABLE,
        "folders that it may open files from besides, where it is served to this machine alone",
        "none; `sleep-explorer app` gives the home folder and the drives that are there",
        "paths, separated as in `PATH`",
    ),
    Variable(
        SCORINGS_VARIABLE,
        "folder of the journals of people's own scoring, and of stagings",
        "`scorings` among the user's data",
        "a path",
    ),
    Variable(
        CACHE_VARIABLE, "folder that recordings are downloaded to", "the user's cache", "a path"
    ),
    Variable(
        OPEN_DATA_VARIABLE,
        "where the page downloads recordings from",
        "PhysioNet's Sleep-EDF",
        "an address",
    ),
    Variable(UPLOADS_VARIABLE, "folder of uploads", "`uploads` in the user's cache", "a path"),
    Variable(
        UPLOAD_LIMIT_VARIABLE,
        "the largest file that may be uploaded",
        f"{_UPLOAD_LIMIT:.0f}",
        _NUMBER,
        "MB",
    ),
    Variable(
        UPLOAD_QUOTA_VARIABLE,
        "what one browser may keep in all",
        f"{_QUOTA_TO_LIMIT:.0f} times the largest file",
        _NUMBER,
        "MB",
    ),
    Variable(
        UPLOAD_FILES_VARIABLE, "how many files one browser may keep", f"{_UPLOAD_FILES}", _WHOLE
    ),
    Variable(
        UPLOAD_DAYS_VARIABLE,
        "after how long without use an upload is removed",
        f"{_UPLOAD_DAYS:.0f}",
        _NUMBER,
        "days",
    ),
    Variable(
        MEMORY_VARIABLE,
        "what work on one recording may take, beyond a page's own 260 MB",
        "1200; a command alone may take half of what the machine has left",
        _NUMBER,
        "MB",
    ),
    Variable(
        MOST_PAGES_VARIABLE,
        "how many pages there may be at a time",
        "as many as memory holds",
        _WHOLE,
    ),
    Variable(
        PAGE_MEMORY_VARIABLE,
        "what a page's kernel is taken to grow to",
        f"{_PAGE_MEMORY}",
        _WHOLE,
        "MB of 2^20 bytes",
    ),
    Variable(
        HOSTS_VARIABLE,
        "hosts from which a page may open recordings by their address",
        "none; `sleep-explorer app` gives those of the open data sets",
        "names (`example.org`, `*.example.org`, `*` for all public ones), and what is private by "
        "address or network (`10.0.0.0/8`), each with `:port` or without, with commas between",
    ),
    Variable(
        FETCH_LIMIT_VARIABLE,
        "the largest file that is fetched whole from an address",
        f"{_UPLOAD_LIMIT:.0f}",
        _NUMBER,
        "MB",
    ),
    Variable(
        CLUSTERS_VARIABLE,
        "Dask clusters that a page's comparison may run on, chosen there by address",
        "none: nights are measured where the page's kernel runs",
        "addresses of schedulers (`tcp://scheduler:8786`), with commas between",
    ),
    Variable(
        NO_FORK_VARIABLE,
        "whether pages' kernels are all started, and never forked off one process on Linux",
        "no: forked by `sleep-explorer app`",
        "1 or 0",
    ),
    Variable(
        TOKEN_VARIABLE,
        "token in the page's address; the server takes it out of its environment at once",
        "none, so that any account of the machine reaches the page",
        "text; `sleep-explorer app` draws it",
    ),
)
"""Every environment variable that is read; MB are 10^6 bytes where nothing else is said."""


@dataclass(frozen=True)
class Settings:
    """What the environment says; see `VARIABLES` for units and meanings.

    None, or nothing in it, where the environment says nothing and the default is no constant. The
    server's token is not among them: what is read here may be shown.
    """

    file: Path | Address | None = None
    hypnograms: tuple[Path, ...] = ()
    stages: str = ""
    subject: str = ""
    night: str = ""
    units: str = ""
    folders: tuple[Path, ...] = ()
    own_folders: tuple[Path, ...] = ()
    scorings: Path | None = None
    cache: Path | None = None
    open_data: str = ""
    uploads: Path | None = None
    upload_megabytes: float = _UPLOAD_LIMIT
    upload_quota_megabytes: float = _QUOTA_TO_LIMIT * _UPLOAD_LIMIT
    upload_files: int = _UPLOAD_FILES
    upload_days: float = _UPLOAD_DAYS
    memory_megabytes: float | None = None
    most_pages: int | None = None
    page_megabytes: int = _PAGE_MEMORY
    hosts: tuple[str, ...] = ()
    fetch_megabytes: float = _UPLOAD_LIMIT
    no_fork: bool = False
    clusters: tuple[str, ...] = ()


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; a variable that is empty counts as not set.

    Parameters
    ----------
    environment : mapping of str to str, optional
        That of the process if not given.

    Returns
    -------
    Settings

    Raises
    ------
    ValueError
        If a variable that should be a number is none, or is not above 0; or one that should be
        1 or 0 is neither.

    Examples
    --------
    >>> read_settings({"SLEEP_EXPLORER_UPLOAD_DAYS": "2"}).upload_days
    2.0
    >>> read_settings({"SLEEP_EXPLORER_MEMORY": "much"})
    Traceback (most recent call last):
        ...
    ValueError: SLEEP_EXPLORER_MEMORY is 'much', expected a number above 0 (MB)
    """
    said = os.environ if environment is None else environment
    value = EnvironmentValues(said, VARIABLES)
    limit = value.number(UPLOAD_LIMIT_VARIABLE) or _UPLOAD_LIMIT
    return Settings(
        file=value.file(FILE_VARIABLE),
        hypnograms=value.paths(HYPNOGRAM_VARIABLE),
        stages=said.get(STAGES_VARIABLE, ""),
        subject=said.get(SUBJECT_VARIABLE, ""),
        night=said.get(NIGHT_VARIABLE, ""),
        units=said.get(UNITS_VARIABLE, ""),
        folders=value.paths(FOLDERS_VARIABLE),
        own_folders=value.paths(OWN_FOLDERS_VARIABLE),
        scorings=value.path(SCORINGS_VARIABLE),
        cache=value.path(CACHE_VARIABLE),
        open_data=said.get(OPEN_DATA_VARIABLE, ""),
        uploads=value.path(UPLOADS_VARIABLE),
        upload_megabytes=limit,
        upload_quota_megabytes=value.number(UPLOAD_QUOTA_VARIABLE) or _QUOTA_TO_LIMIT * limit,
        upload_files=value.whole(UPLOAD_FILES_VARIABLE) or _UPLOAD_FILES,
        upload_days=value.number(UPLOAD_DAYS_VARIABLE) or _UPLOAD_DAYS,
        memory_megabytes=value.number(MEMORY_VARIABLE),
        most_pages=value.whole(MOST_PAGES_VARIABLE),
        page_megabytes=value.whole(PAGE_MEMORY_VARIABLE) or _PAGE_MEMORY,
        hosts=value.listed(HOSTS_VARIABLE, _HOST),
        fetch_megabytes=value.number(FETCH_LIMIT_VARIABLE) or _UPLOAD_LIMIT,
        no_fork=value.yes(NO_FORK_VARIABLE),
        clusters=value.listed(CLUSTERS_VARIABLE, _CLUSTER),
    )


def settings_table() -> str:
    """Write `VARIABLES` as a table in Markdown, as ``docs/reference/settings.md`` holds it."""
    lines = ["| variable | meaning | unit | if not set | what it may be |", "|---|---|---|---|---|"]
    lines += [
        f"| `{one.name}` | {one.meaning} | {one.unit} | {one.default} | {one.expected} |"
        for one in VARIABLES
    ]
    return "\n".join(lines) + "\n"
