"""Every other recording, read through MNE: BrainVision, EEGLAB, FIF, GDF and their like."""

import warnings
from pathlib import Path
from typing import Any

import numpy as np

from explorer.io.annotation_sorting import sort_annotations
from explorer.io.channel_labels import deduplicate_labels
from explorer.io.channel_units import EVERY_CHANNEL
from explorer.io.mne_checks import (
    brainvision_channels,
    check_after,
    check_before,
    companion_parts,
)
from explorer.io.mne_signals import raw_annotations, raw_signals, raw_start
from explorer.io.reading_choices import Reading
from explorer.io.recording import Recording
from explorer.night.schema import rate_name
from explorer.storage.changed_files import check_same, open_file
from explorer.storage.file_identity import Identity, settled_identity
from explorer.storage.suggest_path import suggest_path
from explorer.vocabulary.units import MICROVOLT

_BRAINVISION = (".vhdr", ".ahdr")
_IN_VOLTS = 1e-6  # uV that MNE has brought to V


def read_other(path: str | Path, reading: Reading | None = None) -> Recording:
    """Open a recording through MNE, without reading its samples.

    Parameters
    ----------
    path : str or Path
        Any file that `mne.io.read_raw` takes.
    reading : Reading, optional
        What is said of it.

    Returns
    -------
    Recording
        One group: MNE brings every channel to one sampling frequency, which a note says.

    Raises
    ------
    ValueError
        If MNE cannot read it, it is cut short, its header leads out of its folder, or a unit by
        hand is none, or of no channel of it.
    FileChangedError
        If it is written to meanwhile.
    OSError
        If it cannot be read.
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(suggest_path(path))
    raw, written, notes = _opened(path)
    notes.append(
        f"read through MNE at {raw.info['sfreq']:g} Hz for every channel; channels that were "
        "recorded at another frequency were brought to it"
    )
    names, more = deduplicate_labels(raw.ch_names)
    notes += more
    reading = reading or Reading()
    written_units, scaling = _units_of_file(path, raw, names, reading)
    # What MNE has brought to V needs no other word; of EEGLAB's files it only assumes uV.
    beside = [
        reading.channels.unit(name) if path.suffix.lower() in _BRAINVISION or not unit else ""
        for name, (unit, _) in zip(names, written_units, strict=True)
    ]
    signals, more, account = raw_signals(
        raw, names, written_units, scaling, beside=beside, reading=reading, written=written
    )
    return Recording(
        {rate_name(float(raw.info["sfreq"])): signals},
        sort_annotations(path, raw_annotations(raw), reading=reading, refusing=False),
        raw_start(raw),
        {},
        [*notes, *more],
        first_sample=int(raw.first_samp),
        account=account,
    )


def _units_of_file(
    path: Path, raw: Any, names: list[str], reading: Reading
) -> tuple[list[tuple[str, float]], np.ndarray]:
    """Read unit and span of each channel, and what MNE has multiplied its values by.

    MNE brings only those units to V that it knows in one spelling, and takes a channel's unit away
    that has no position on the head.
    """
    from mne.io.constants import FIFF

    channels = raw.info["chs"]
    if path.suffix.lower() in _BRAINVISION:
        own = brainvision_channels(path)
        given = [own.get(place, ("", float("nan"))) for place in range(1, len(names) + 1)]
        # Without a unit it is uV by the format.
        found = [(unit or MICROVOLT, span) for unit, span in given]
        return found, np.array([float(channel["range"]) for channel in channels])
    found, scaling = [], np.ones(len(names))
    # The number that the file holds: EEGLAB's has no unit, MNE takes it for uV.
    in_file = "V" if path.suffix.lower() != ".set" else MICROVOLT
    for place, (name, channel) in enumerate(zip(names, channels, strict=True)):
        unit = ""
        if channel["unit"] == FIFF.FIFF_UNIT_V:
            named = name in reading.units or EVERY_CHANNEL in reading.units
            unit = in_file if named else MICROVOLT
            scaling[place] = _IN_VOLTS if unit == MICROVOLT else 1.0
            if path.suffix.lower() == ".set" and reading.channels.unit(name):
                unit = ""  # as in the file, so that what is said beside it holds
        found.append((unit, float("nan")))
    return found, scaling


def _opened(path: Path) -> tuple[Any, dict[Path, Identity], list[str]]:
    """Open a recording: MNE's, what tells its files from others, and notes.

    MNE says only afterwards which files it took; those whose identity was not known before are
    read once more, so that none was another when its header was read.
    """
    written = {part: _identity(part) for part in companion_parts(path) if part.is_file()}
    while True:
        notes = check_before(path)
        raw, said = _read_raw(path)
        check_after(path, raw)
        taken = [Path(name) for name in raw.filenames if name is not None]
        unknown = [file for file in taken if file.resolve() not in map(Path.resolve, written)]
        if not unknown:
            break
        written |= {file: _identity(file) for file in unknown}
    for part, identity in written.items():
        with open_file(part) as file:
            check_same(part, file, identity)
    return raw, written, notes + said


def _identity(path: Path) -> Identity:
    with open_file(path) as file:
        return settled_identity(file)


def _read_raw(path: Path) -> tuple[Any, list[str]]:
    import mne

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            raw = mne.io.read_raw(path, preload=False, verbose="error")
        except OSError as error:  # of the header itself, or of the data it names
            said = error.strerror or " ".join(str(error).split())[:200]
            where = f": {error.filename}" if error.filename else ""
            raise OSError(f"{path}: it cannot be read ({said}{where})") from None
        except Exception as error:  # MNE's readers raise whatever their parsing meets
            reason = " ".join(str(error).split())[:200]
            raise ValueError(
                f"{path}: no recording that MNE can read ({type(error).__name__}: {reason})"
            ) from None
    return raw, [f"MNE said: {' '.join(str(warning.message).split())}" for warning in caught]
