"""Which journal is a night's: known by the night's content, in the user's own folder."""

import hashlib
import json

import numpy as np

from explorer.night.night import Night
from explorer.scoring.journal import Journal
from explorer.storage.user_folders import journal_folder

_ENDING = ".jsonl"
_SNIPPETS, _SNIPPET = 16, 1.0  # places whose samples identify a recording, and their length in s


def open_journal(night: Night) -> Journal:
    """Return the journal of a night, not yet read.

    Parameters
    ----------
    night : Night
        Known again by its content, wherever its file lies and whatever it is called.

    Returns
    -------
    Journal
    """
    night = night.recorded  # what was derived since tells no night from another
    hypnogram = night.hypnogram
    about = {
        "version": 1,
        "night": night.title,
        "source": str(night.attrs["source"]),
        "start": str(night.attrs["start"]),
        "duration": night.duration,
        "epoch_length": float(hypnogram.epoch_length),
        "channels": list(night.channels),
    }
    return Journal(journal_folder() / f"{night_identity(night)}{_ENDING}", about)


def night_identity(night: Night) -> str:
    """Return what tells a night from all others: its start, channels, length and some samples.

    Parameters
    ----------
    night : Night
        Of a night without signals, its source and stages count instead of samples.

    Returns
    -------
    str
        24 hexadecimal digits. A scoring found beside the recording later changes nothing.
    """
    night = night.recorded
    digest = hashlib.sha256()
    channels = [(c.name, c.units, c.sampling_frequency) for c in night.channels.values()]
    said = [str(night.attrs["start"]), round(night.duration, 3), channels]
    digest.update(json.dumps(said).encode())
    if channels:
        latest = max(night.duration - _SNIPPET, 0.0)
        for start in np.linspace(0.0, latest, _SNIPPETS):
            for samples in night.samples(start, start + _SNIPPET).values():
                digest.update(np.ascontiguousarray(samples).tobytes())
    else:
        digest.update(str(night.attrs["source"]).encode())
        digest.update(night.hypnograms.values.tobytes())
    return digest.hexdigest()[:24]
