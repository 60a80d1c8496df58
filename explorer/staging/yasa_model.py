"""YASA's released model on one EEG, EOG and EMG channel: stages, and how sure it is of each."""

import importlib.util
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from explorer.extras import install
from explorer.night.chunked_channel import is_flat_channel, refuse_too_long
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.scoring.combine_scorers import Staging
from explorer.staging.channel_choice import SLOWEST, ChannelChoice, propose
from explorer.staging.kept_loops import import_antropy
from explorer.vocabulary.counts import listed, pluralize
from explorer.vocabulary.stages import SCORED, Stage

RATE = 100.0
"""Hz: what the model was trained at."""
EPOCH = 30.0
"""s: the epochs that the model knows."""
INSTALL = install("staging")
SURE = 0.6
"""An epoch whose likeliest stage has a lesser probability is called uncertain."""

_SHORTEST = 300.0  # s: YASA calls results on less unreliable
_HALF = 0.5
_BYTES_A_SAMPLE = 30  # float32, float64, and what MNE and YASA make of it
_OURS = {"WAKE": "W"}
_YASA_NAMES = {"W": "WAKE", "N1": "N1", "N2": "N2", "N3": "N3", "REM": "REM"}

Progress = Callable[[str], None]


def is_installed() -> bool:
    """Whether the stager can be used here."""
    return importlib.util.find_spec("yasa") is not None


def stage(
    night: Night, choice: ChannelChoice | None = None, *, progress: Progress = lambda _words: None
) -> Staging:
    """Stage a night with YASA's released model.

    Parameters
    ----------
    night : Night
        With an EEG channel in uV at 80 Hz or more, of five minutes or more.
    choice : Choice, optional
        Channels; as `propose` gives them if not given.
    progress : callable of str
        Told in words what is being done.

    Returns
    -------
    Staging
        On the night's own epochs: each has the stage and probabilities of the model's epoch that
        covers its middle. ``UNSCORED`` beyond the model's last whole epoch and where most of an
        epoch is a gap.

    Raises
    ------
    ValueError
        If YASA is not installed, the night is too short, or a channel will not do or is flat.

    Notes
    -----
    The stages are those of ``yasa.SleepStaging(...).predict()`` [1]_ on the same samples: it is
    given them channel by channel, resampled to 100 Hz by MNE as it would itself do, so that no more
    than three channels at 100 Hz are ever held. Epochs count from the night's first epoch.

    References
    ----------
    .. [1] Vallat & Walker 2021, eLife 10:e70092.
    """
    chosen = choice or propose(night)
    check(night, chosen)
    samples = {}
    for kind, name in chosen.by_kind.items():
        progress(f"reading {name}")
        samples[kind] = given(night, name)
    return laid_on(night, chosen, stage_samples(samples, progress))


@dataclass(frozen=True)
class Staged:
    """What the model said, in its own epochs of 30 s."""

    codes: np.ndarray
    """Stages, shape (epochs,)."""
    belief: np.ndarray
    """Probabilities, shape (epochs, stages), in the order of `SCORED`."""
    gaps: np.ndarray
    """Share of each epoch without samples, shape (epochs,)."""
    version: str
    """Of YASA."""


def check(night: Night, choice: ChannelChoice) -> None:
    """Refuse what the model cannot stage.

    Raises
    ------
    ValueError
        As `stage` has it.
    """
    if not is_installed():
        raise ValueError(f"Automatic staging needs YASA, which is not installed: {INSTALL}")
    for name in choice.names:
        if name not in night.channels:
            raise ValueError(f"no channel {name!r}, expected one of {listed(night.channels)}")
        if night.channels[name].sampling_frequency < SLOWEST:
            raise ValueError(
                f"{name} has {night.channels[name].sampling_frequency:g} Hz; staging needs "
                f"{SLOWEST:g} Hz or more"
            )
    if night.duration - night.first_onset < _SHORTEST:
        raise ValueError(
            f"{night.title}: {night.duration:.0f} s are too short to stage; five minutes are needed"
        )
    refuse_too_long(night, choice.names, _BYTES_A_SAMPLE, "Staging")
    for name in choice.names:
        if is_flat_channel(night, name):
            raise ValueError(
                f"{name} is flat, its samples differ by less than 0.1 uV: its stages would mean "
                "nothing; choose another channel, or none where it is an EOG or EMG"
            )


def given(night: Night, name: str) -> tuple[np.ndarray, float]:
    """Read a channel from the night's first epoch on: float32 in uV, and its rate in Hz."""
    (samples,) = night.samples(night.first_onset, night.duration, [name]).values()
    return samples[0], night.channels[name].sampling_frequency


def stage_samples(
    samples: Mapping[str, tuple[np.ndarray, float]],
    progress: Progress = lambda _words: None,
) -> Staged:
    """Run the model.

    Parameters
    ----------
    samples : mapping of str to (array, float)
        By "eeg", "eog" and "emg" (the last two may lack): values in uV, NaN in gaps; rate in Hz.
    progress : callable of str
        Told in words what is being done.

    Returns
    -------
    Staged
    """
    progress("loading YASA's model")
    import mne
    import yasa

    import_antropy()

    def raw_of(rows: np.ndarray, rate: float, kinds: list[str]) -> Any:
        info = mne.create_info(kinds, rate, kinds, verbose="error")
        return mne.io.RawArray(rows, info, copy="auto", verbose="error")

    rows, gaps = [], []
    for kind, (values, rate) in samples.items():
        row = values.astype(np.float64) * 1e-6  # V, as MNE has it
        missing = ~np.isfinite(row)
        row[missing] = 0.0
        if rate != RATE:
            progress(f"resampling the {kind.upper()} to {RATE:g} Hz")
            raw = raw_of(row[None], rate, [kind])
            row = raw.resample(RATE, npad="auto", verbose="error").get_data()[0]
        rows.append(row)
        places = np.minimum((np.arange(row.size) / RATE * rate).astype(int), missing.size - 1)
        gaps.append(missing[places])
    shortest = min(row.size for row in rows)
    raw = raw_of(np.stack([row[:shortest] for row in rows]), RATE, list(samples))
    progress("computing features and stages")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what libraries say of one another
        names = {f"{kind}_name": kind for kind in samples}
        found = yasa.SleepStaging(raw, **names).predict()
    codes = np.array([Stage[_OURS.get(name, name)] for name in found.hypno.to_numpy()], np.int8)
    belief = found.proba[[_YASA_NAMES[one.name] for one in SCORED]].to_numpy()
    epoch = round(EPOCH * RATE)
    missing = np.any([gap[: codes.size * epoch] for gap in gaps], axis=0)
    share = missing.reshape(codes.size, epoch).mean(axis=1)
    return Staged(codes, belief, share, str(yasa.__version__))


def uncertain(staging: Staging, sure: float = SURE) -> np.ndarray:
    """Return the onsets in s of the epochs of which the stager is unsure, in order.

    Parameters
    ----------
    staging : Staging
        With probabilities.
    sure : float
        Least probability of the likeliest stage.
    """
    most = staging.probability.max("stage_name").values
    return np.asarray(staging.hypnogram.onset.values[most < sure])


def laid_on(night: Night, choice: ChannelChoice, staged: Staged) -> Staging:
    """Lay the model's epochs on the night's own."""
    grid = night.hypnogram
    length, first = float(grid.epoch_length), night.first_onset
    middle = grid.onset.values + length / 2 - first
    place = np.floor(middle / EPOCH).astype(int)
    held = np.clip(place, 0, staged.codes.size - 1)
    inside = (place >= 0) & (place < staged.codes.size) & (staged.gaps[held] < _HALF)
    stages = np.where(inside, staged.codes[held], Stage.UNSCORED).astype(np.int8)
    probability = np.where(inside[:, None], staged.belief[held], np.nan)
    name = f"YASA {staged.version}"
    notes = [f"{name} on {choice.words} (Vallat & Walker 2021): check it by eye."]
    if length != EPOCH:
        notes.append(f"Staged in epochs of {EPOCH:g} s, laid on the night's of {length:g} s.")
    if gaps := int((staged.gaps >= _HALF).sum()):
        notes.append(f"{pluralize(gaps, 'epoch')} that are mostly a gap left unscored.")
    hypnogram = make_hypnogram(stages, length, first_onset=first)
    return Staging(
        scorer=name,
        hypnogram=hypnogram,
        probability=xr.DataArray(
            probability,
            dims=("epoch", "stage_name"),
            coords={"stage_name": [one.name for one in SCORED], "onset": hypnogram.onset},
            name="probability",
            attrs={"units": "1", "long_name": "probability of the stage"},
        ),
        channels=choice.names,
        notes=tuple(notes),
    )
