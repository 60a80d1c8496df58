"""Recordings that the OpenBCI program writes as text: their header says how often a sample came."""

import io
import re
import warnings
from datetime import datetime
from pathlib import Path

import numpy as np

from explorer.io.channel_labels import deduplicate_labels
from explorer.io.reading_choices import Reading
from explorer.io.recording import Recording
from explorer.io.scorer_file import ScorerFile
from explorer.io.scoring_content import Scoring
from explorer.night.reading_account import COLUMN, AccountEntry
from explorer.night.schema import make_signals, rate_name
from explorer.storage.changed_files import open_file
from explorer.vocabulary.channels import Kind
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.units import MICROVOLT

_RATE = re.compile(r"^%\s*Sample Rate\s*=\s*(\d+(?:\.\d+)?)", re.IGNORECASE | re.MULTILINE)
_CHANNELS = re.compile(r"^%\s*Number of channels\s*=\s*(\d+)", re.IGNORECASE | re.MULTILINE)
_CLOCK = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(?:\.\d+)?")
_COUNTED_TO = 256  # the board numbers its samples from 0 to 255, over and over
_MOST_CHANNELS = 64
_MOST_VALUES = 100_000_000  # of all channels: 400 MB
_BLOCK = 2**23  # bytes of text parsed in one go


def is_openbci(file: ScorerFile) -> bool:
    """Whether a file begins as OpenBCI's text does, with its rate."""
    head = file.beginning.decode("latin-1")
    return head.startswith("%") and "openbci" in head.lower() and _RATE.search(head) is not None


def read_openbci(path: str | Path, _reading: Reading) -> Recording:
    """Read a recording of OpenBCI's text.

    Parameters
    ----------
    path : str or Path
        Lines of a number from 0 to 255, the channels in uV, and more behind them, below a header
        with "%Sample Rate = 250 Hz".

    Returns
    -------
    Recording
        The channels in uV; where numbers show that samples were lost, they are NaN.

    Raises
    ------
    ValueError
        If the header says no rate or number of channels that is believed, a line is no sample, or
        there are more than are held in memory.
    OSError
        If it cannot be read.
    """
    path = Path(path)
    head = ScorerFile(path).beginning.decode("latin-1")
    rate, count = _RATE.search(head), _CHANNELS.search(head)
    channels = int(count[1]) if count else 0
    if rate is None or not 1 <= float(rate[1]) <= 32_000 or not 1 <= channels <= _MOST_CHANNELS:
        raise ValueError(
            f"{path}: OpenBCI's text without a sample rate and a number of channels that are "
            f"believed; expected lines such as '%Sample Rate = 250 Hz', channels 1 to "
            f"{_MOST_CHANNELS}"
        )
    frequency = float(rate[1])
    table = _table(path, channels)
    numbers = table[:, 0]
    steps = np.diff(numbers) % _COUNTED_TO
    # Where the numbers do not count on, they say nothing of what was lost.
    counted = bool(steps.size) and np.median(steps) == 1 and numbers.max() < _COUNTED_TO
    places = np.concatenate([[0], np.cumsum(np.maximum(steps, 1))]) if counted else None
    length = int(places[-1]) + 1 if places is not None else len(table)
    if length * channels > _MOST_VALUES:
        raise _too_many(path, length * channels)
    values = np.full((channels, length), np.nan, np.float32)
    values[:, places.astype(np.int64) if places is not None else slice(None)] = table[:, 1:].T
    notes = [f"OpenBCI's text at {frequency:g} Hz; its channels were taken for EEG in uV"]
    if lost := length - len(table):
        notes.append(
            f"{pluralize(lost, 'sample')} lost by the numbers of the others: values there are NaN"
        )
    labels, more = deduplicate_labels(_labels(head, channels))
    clock = _CLOCK.search(head[head.rfind("\n%") + 1 :])
    signals = make_signals(values, frequency, labels, [Kind.EEG] * channels, [MICROVOLT] * channels)
    return Recording(
        {rate_name(frequency): signals},
        Scoring({}),
        datetime.fromisoformat(clock[0]).replace(tzinfo=None) if clock else None,
        {},
        [*notes, *more],
        [AccountEntry(COLUMN, name, "a channel", length) for name in labels]
        + [
            AccountEntry(
                COLUMN, "columns behind the channels", why="accelerometer, time and others"
            )
        ],
    )


def _labels(head: str, channels: int) -> list[str]:
    """Names of the channels, from the line of names where there is one."""
    named = next((line for line in head.splitlines() if line.startswith("Sample Index")), "")
    names = [name.strip() for name in named.split(",")[1 : channels + 1]]
    return names if len(names) == channels else [f"channel {n + 1}" for n in range(channels)]


def _table(path: Path, channels: int) -> np.ndarray:
    """Read number and channels of each sample, float32, a block of text at a time."""
    blocks: list[np.ndarray] = []
    held = b""
    values = 0
    with open_file(path) as file:
        while True:
            part = file.read(_BLOCK)
            text = held + (part or b"")
            cut = text.rfind(b"\n") + 1 if part else len(text)
            held = text[cut:]
            lines = [
                line
                for line in text[:cut].decode("latin-1").splitlines()
                if line[:1] not in ("%", "") and not line.startswith("Sample Index")
            ]
            if lines:
                blocks.append(_parsed(path, lines, channels))
                values += blocks[-1].size
            if values > _MOST_VALUES:
                raise _too_many(path, values)
            if not part:
                break
    if not blocks:
        raise ValueError(f"{path}: OpenBCI's header without a sample below it; record it again")
    return np.concatenate(blocks)


def _parsed(path: Path, lines: list[str], channels: int) -> np.ndarray:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = np.loadtxt(
                io.StringIO("\n".join(lines)),
                np.float32,
                delimiter=",",
                usecols=range(channels + 1),
                ndmin=2,
            )
    except ValueError as error:
        raise ValueError(
            f"{path}: a line of it is no sample of {channels} channels ({error}); the end may have "
            "been cut, and can be taken off"
        ) from None
    return found


def _too_many(path: Path, values: int) -> ValueError:
    return ValueError(
        f"{path}: has {values:,} values or more, and at most {_MOST_VALUES:,} are read of text; "
        "convert it to EDF, as EDFbrowser does, and open that"
    )
