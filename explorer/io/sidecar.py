"""The hypnogram that lies beside a recording, found by the names that databases use."""

import re
from pathlib import Path

from explorer.storage.private_folders import is_private

# Sleep-EDF: SC4001E0-PSG.edf and SC4001EC-Hypnogram.edf; the eighth letter is the scorer's.
_SLEEP_EDF = re.compile(r"(?P<night>\w{7})\w-PSG", re.IGNORECASE)
_BIDS = re.compile(r"(?P<night>sub-.+)_(eeg|psg|ieeg|emg)", re.IGNORECASE)
# What follows the recording's own stem: NSRR, HMC, Dreem, and common habits.
_ENDINGS = (
    "-nsrr.xml",
    "-profusion.xml",
    ".edf.xml",
    "_sleepscoring.edf",
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
    ".rml",
    ".hyp",
    ".vis",
    ".xml",
    ".tsv",
    ".csv",
    ".txt",
    ".json",
    ".xlsx",
)


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
    patterns = []
    if found := _SLEEP_EDF.fullmatch(stem):
        patterns.append(rf"{re.escape(found['night'])}\w-Hypnogram\.edf")
    if found := _BIDS.fullmatch(stem):
        patterns.append(rf"{re.escape(found['night'])}_events\.tsv")
    patterns.append(rf"Hypnogram_{re.escape(stem)}\.txt")  # DREAMS
    patterns += [re.escape(stem + ending) for ending in _ENDINGS]
    files = sorted(file for file in path.parent.iterdir() if file.name != path.name)
    companions: list[Path] = []
    for pattern in patterns:
        match = re.compile(pattern, re.IGNORECASE).fullmatch
        named = (file for file in files if match(file.name) and file not in companions)
        companions += [file for file in named if file.is_file()]
    # In a browser's own folder lie its own files; from elsewhere nothing leads there.
    return [file for file in companions if not file.is_symlink() or not is_private(file)]
