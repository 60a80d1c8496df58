"""The hypnogram that lies beside a recording, found by the names that databases use."""

import re
from pathlib import Path

from explorer.storage.private_folders import is_private

# Sleep-EDF: SC4001E0-PSG.edf and SC4001EC-Hypnogram.edf; the eighth letter is the scorer's.
_SLEEP_EDF = re.compile(r"(?P<night>\w{7})\w-PSG", re.IGNORECASE)
_BIDS = re.compile(r"(?P<night>sub-.+)_(eeg|psg|ieeg|emg)", re.IGNORECASE)
# What holds stages in the proposal for BIDS, and in derivatives of it.
_BIDS_KINDS = ("hypnogram", "staging", "stages", "sleepstages", "scoring")
_WITHOUT_KIND = re.compile(r"[_-](eeg|psg|ieeg|emg|raw|raw\.fif)$", re.IGNORECASE)
# What people write behind the recording's stem.
_KINDS = (
    "hypnogram|hypno|hyp|stages?|staging|scoring|scored|sleepstag(es?|ing)|sleepscor(es?|ing)",
    "sleep[_-]?stages?|schlafprofil|sleep[_ -]?profile|sta|annot(ations?)?|labels?|eve",
)
_SUFFIXES = ("edf", "txt", "csv", "tsv", "json", "xml", "annot", "hyp", "xlsx", "npy", "rml", "fif")
# What follows the recording's own stem: NSRR, HMC, Dreem, and common habits.
_ENDINGS = (
    "-nsrr.xml",
    "-profusion.xml",
    ".edf.xml",
    "_sleepscoring.edf",
    "_sleepscoring.txt",
    "-Hypnogram.edf",
    "_hypnogram.edf",
    "_hypnogram.txt",
    "_hypnogram.csv",
    "_hypno.txt",
    "_hypno.csv",
    "_events.tsv",
    "_sta.txt",
    ".stg.txt",
    ".annot",
    ".eannot",
    ".hyp",
    ".rml",
    ".vis",
    ".xml",
    ".tsv",
    ".csv",
    ".txt",
    ".json",
    ".xlsx",
)


def _without_entities(night: str) -> list[str]:
    """Names of a BIDS recording with fewer of its entities, the longest first.

    Examples
    --------
    >>> _without_entities("sub-02_ses-1_task-sleep")
    ['sub-02_ses-1', 'sub-02']
    """
    parts = night.split("_")
    return ["_".join(parts[:count]) for count in range(len(parts) - 1, 0, -1)]


def find_sidecars(path: str | Path) -> list[Path]:
    """Files beside a recording that by their names hold its hypnogram, the likeliest first.

    Parameters
    ----------
    path : str or Path
        The recording.

    Returns
    -------
    list of Path
        In the folder of the recording, and files indeed, not pipes or folders of such a name; names
        are compared without regard to case. A link to what a browser uploaded is none.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     for name in ("SC4001E0-PSG.edf", "SC4001EC-Hypnogram.edf"):
    ...         (Path(folder) / name).touch()
    ...     [file.name for file in find_sidecars(Path(folder) / "SC4001E0-PSG.edf")]
    ['SC4001EC-Hypnogram.edf']
    """
    path = Path(path)
    stem = path.name[: -len(path.suffix)] if path.suffix else path.name
    patterns: list[str] = []
    if found := _SLEEP_EDF.fullmatch(stem):
        patterns.append(rf"{re.escape(found['night'])}\w-Hypnogram\.edf")
    if found := _BIDS.fullmatch(stem):
        whole = re.escape(found["night"])
        shorter = _without_entities(found["night"])
        kinds = "|".join(_BIDS_KINDS)
        stems = [whole, *map(re.escape, shorter)]
        patterns += [rf"{one}(_(desc|annot|rater)-\w+)?_({kinds})\.(tsv|csv)" for one in stems]
        patterns.append(rf"{whole}_events\.tsv")
    patterns.append(rf"(Hypnogram|Hypno|Stages|Scoring)_{re.escape(stem)}\.(txt|csv|tsv)")  # DREAMS
    for one in dict.fromkeys([stem, _WITHOUT_KIND.sub("", stem)]):
        worded = rf"{re.escape(one)}[ _.-]?({'|'.join(_KINDS)})\.({'|'.join(_SUFFIXES)}|fif\.gz)"
        patterns += [*(re.escape(one + ending) for ending in _ENDINGS), worded]
    files = sorted(file for file in path.parent.iterdir() if file.name != path.name)
    # DOMINO exports a night to a folder of its own, and calls the profile the same in each.
    if not any(file.suffix.lower() == path.suffix.lower() for file in files):
        patterns.append(r"(Schlafprofil|Sleep ?profile|SchlafProfil_\w*)\.txt")
    companions: list[Path] = []
    for pattern in patterns:
        match = re.compile(pattern, re.IGNORECASE).fullmatch
        named = (file for file in files if match(file.name) and file not in companions)
        companions += [file for file in named if file.is_file()]
    # In a browser's own folder lie its own files; from elsewhere nothing leads there.
    return [file for file in companions if not file.is_symlink() or not is_private(file)]
