"""Formats of recordings: which reader takes a file, by its name and its beginning."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from explorer.io.devices.exports import is_device_archive
from explorer.io.dreem_open import is_dreem_open, read_dreem_open
from explorer.io.edf import read_edf
from explorer.io.formats.mne_fif import is_mne_fif
from explorer.io.formats.sampled_codes import is_edf_codes
from explorer.io.muse import is_muse, read_muse
from explorer.io.openbci import is_openbci, read_openbci
from explorer.io.reading_choices import Reading
from explorer.io.recording import Recording
from explorer.io.scorer_file import ScorerFile
from explorer.io.scorer_reading import is_scorers
from explorer.io.several_scorers import beside, read_scorings
from explorer.io.zmax import is_zmax, read_zmax
from explorer.storage.allowed_folders import RECORDINGS, SCORINGS
from explorer.storage.unread_files import by_beginning, what_would_do


def read_scoring_alone(path: str | Path, reading: Reading) -> Recording:
    """Read a scorer's file, and those of others beside it, as a recording without signals."""
    scoring = read_scorings([path, *beside(path)], reading)
    start = datetime.fromisoformat(scoring.start) if scoring.start else None
    return Recording({}, scoring, start)


def read_through_mne(path: str | Path, reading: Reading) -> Recording:
    """Read any recording that MNE can read; imported only when it is needed."""
    from explorer.io.mne_recording import read_other

    return read_other(path, reading)


FORMATS: MappingProxyType[str, Callable[[str | Path, Reading], Recording]] = MappingProxyType(
    {
        **dict.fromkeys((".edf", ".bdf", ".rec"), read_edf),
        **dict.fromkeys(sorted(RECORDINGS - {".edf", ".bdf", ".rec"}), read_through_mne),
        **dict.fromkeys(sorted(SCORINGS), read_scoring_alone),
    }
)
"""By suffix; of any other, the beginning of the file says what it is."""


def reader_for(path: Path) -> Callable[[str | Path, Reading], Recording]:
    """Say how a file is read: by its name, and by its beginning where that says more.

    Parameters
    ----------
    path : Path

    Returns
    -------
    callable of (path, Reading) -> Recording

    Raises
    ------
    ValueError
        If it is of a kind that is not read; the sentence says what would do.
    """
    suffix = path.suffix.lower()
    known = FORMATS.get(suffix)
    if path.is_dir() and is_zmax(path):
        return read_zmax
    if not path.is_file():
        return known or read_through_mne
    file = ScorerFile(path)
    if is_device_archive(file):
        return read_scoring_alone
    if is_dreem_open(path, file.beginning):
        return read_dreem_open
    if is_mne_fif(file):
        return read_scoring_alone
    if what := what_would_do(path, file.beginning):
        raise ValueError(f"{path}: this is {what}")
    if is_edf_codes(file):
        return read_scoring_alone
    if is_openbci(file):
        return read_openbci
    if is_muse(file):
        return read_muse
    if is_zmax(path):
        return read_zmax
    if file.is_edf and known in (None, read_scoring_alone):
        return read_edf
    if known is None and is_scorers(path):
        return read_scoring_alone
    if known is None and (what := by_beginning(file.beginning)):
        raise ValueError(f"{path}: this is {what}")
    return known or read_through_mne
