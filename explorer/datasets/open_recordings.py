"""Real nights that anybody may download, by name, with what is known of each."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from explorer.datasets.download import PAUSES, TO_GO_ON, TRIES, Progress, download, silent
from explorer.datasets.fetched_table import Fetched, merge_table
from explorer.storage.user_folders import recordings_folder

COLLECTIONS: MappingProxyType[str, str] = MappingProxyType(
    {
        "sleep-edf-st": "Sleep-EDF telemetry: 22 people, a night on placebo and one on temazepam",
        "sleep-edf-sc": "Sleep-EDF cassette: 78 healthy people aged 25-101, two days and nights",
    }
)
SOURCE = "https://physionet.org/files/sleep-edfx/1.0.0/"
TABLE = "nights.csv"


@dataclass(frozen=True)
class OpenNight:
    """One night of a collection: a line of the table, in its order."""

    collection: str
    subject: int
    night: int
    condition: str
    """"" where nothing was given."""
    age: str
    sex: str
    lights_off: str
    """Clock time."""
    recording: str
    recording_sha256: str
    hypnogram: str
    hypnogram_sha256: str


def cache_folder(collection: str) -> Path:
    """Folder that a collection is downloaded to, if none is named.

    Parameters
    ----------
    collection : str
        One of `COLLECTIONS`.

    Returns
    -------
    Path
        In the folder of `explorer.storage.user_folders.recordings_folder`.
    """
    return recordings_folder() / collection


def open_nights(collection: str, subjects: Sequence[int] | None = None) -> list[OpenNight]:
    """List the nights of a collection.

    Parameters
    ----------
    collection : str
        One of `COLLECTIONS`.
    subjects : sequence of int, optional
        The collection's own numbers of people; all if not given.

    Returns
    -------
    list of OpenNight

    Raises
    ------
    ValueError
        If the collection, or one of the subjects, is unknown.

    Examples
    --------
    >>> [night.condition for night in open_nights("sleep-edf-st", [1])]
    ['placebo', 'temazepam']
    """
    if collection not in COLLECTIONS:
        raise ValueError(f"no collection {collection!r}, expected one of {list(COLLECTIONS)}")
    text = files("explorer.datasets").joinpath("open_recordings.csv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    nights = [
        OpenNight(row[0], int(row[1]), int(row[2]), *row[3:])
        for row in list(csv.reader(lines))[1:]
        if row[0] == collection
    ]
    if subjects is None:
        return nights
    known = {night.subject for night in nights}
    unknown = sorted(set(subjects) - known)
    if unknown:
        raise ValueError(f"{collection} has no subjects {unknown}, has {sorted(known)}")
    return [night for night in nights if night.subject in set(subjects)]


def fetch(
    collection: str,
    folder: str | Path,
    *,
    subjects: Sequence[int] | None = None,
    hypnograms_only: bool = False,
    source: str = SOURCE,
    table: str = TABLE,
    progress: Progress = silent,
    tries: int = TRIES,
    pauses: tuple[float, ...] = PAUSES,
    to_go_on: str = TO_GO_ON,
) -> Fetched:
    """Download a collection, and add its nights to the table beside it.

    Parameters
    ----------
    collection : str
        One of `COLLECTIONS`.
    folder : str or Path
        Where the files go.
    subjects : sequence of int, optional
        The collection's own numbers of people; all if not given.
    hypnograms_only : bool
        Leave out the recordings, which have tens of MB each where a hypnogram has some kB.
    source : str
        Address of the collection's root, for a mirror.
    table : str
        Name of the table.
    progress, tries, pauses, to_go_on
        As in `download`.

    Returns
    -------
    Fetched
        The table, as `cohort` reads it: what was fetched before stays in it, and what somebody
        edited stays as it is.

    Raises
    ------
    ValueError
        If the collection or a subject is unknown.
    OSError
        If a file cannot be had.
    """
    nights = open_nights(collection, subjects)
    checksums = {night.hypnogram: night.hypnogram_sha256 for night in nights}
    if not hypnograms_only:
        checksums |= {night.recording: night.recording_sha256 for night in nights}
    folder = Path(folder)
    download(
        source,
        checksums,
        folder,
        progress=progress,
        tries=tries,
        pauses=pauses,
        to_go_on=to_go_on,
    )
    every = open_nights(collection)
    return merge_table(nights, every, folder / table, hypnograms_only=hypnograms_only)
