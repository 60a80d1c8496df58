"""Muse headbands' samples as text: Mind Monitor's CSV, and muselsl's.

Mind Monitor writes ``TimeStamp``, band powers, ``RAW_TP9``, ``RAW_AF7``, ``RAW_AF8``, ``RAW_TP10``
in uV with an offset of some 800, and ``Elements`` for what happened; muselsl writes ``timestamps``
in s since 1970 and the electrodes by their names. Neither has stages: a recording is opened.
"""

import re
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from explorer.io.clock import parse_moment
from explorer.io.reading_choices import Reading
from explorer.io.recording import Recording
from explorer.io.scorer_file import ScorerFile
from explorer.io.scoring_content import Scoring
from explorer.night.reading_account import COLUMN, AccountEntry
from explorer.night.schema import make_signals, rate_name
from explorer.vocabulary.channels import Kind
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.units import MICROVOLT

RATES = (256.0, 220.0, 500.0)
"""Hz at which a Muse takes its EEG: the models since 2016, and the presets of the first."""
_ELECTRODES = ("TP9", "AF7", "AF8", "TP10")
_FIRST = re.compile(r"^\W?timestamps?,", re.IGNORECASE)
_OFF = 0.06
"""Share by which the rate that the times give may miss one of `RATES`."""
_APART = 0.5
"""s without a sample that are a gap, as samples come in packets."""
_MOST_VALUES = 100_000_000
_LARGEST = 4 * 2**30


def is_muse(file: ScorerFile) -> bool:
    """Whether a text begins as Mind Monitor's or muselsl's does, with the EEG itself."""
    head = _head(file)
    return bool(_FIRST.match(head)) and len(_columns(head)) >= 2


def _head(file: ScorerFile) -> str:
    return file.beginning.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def _columns(head: str) -> dict[str, str]:
    """Headings of the electrodes, by their names."""
    lines = head.splitlines()
    names = [name.strip() for name in lines[0].split(",")] if lines else []
    return {one: name for one in _ELECTRODES for name in names if name in (one, f"RAW_{one}")}


def read_muse(path: str | Path, _reading: Reading) -> Recording:
    """Read the EEG of a Muse's text.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    Recording
        Each electrode in uV, its median taken off; NaN where no samples came for half a second.

    Raises
    ------
    ValueError
        If the times are none or give no rate of a Muse, or there is more than is held in memory.
    OSError
        If it cannot be read.
    """
    path = Path(path)
    if path.stat().st_size > _LARGEST:
        raise ValueError(f"{path}: larger than 4 GB as text; convert it to EDF and open that")
    found = _columns(_head(ScorerFile(path)))
    times, values = _table(path, found)
    seconds = times - times[0]
    steps = np.diff(seconds)
    lasting = float(seconds[-1]) - float(steps[steps > _APART].sum())
    measured = (len(times) - 1) / lasting if lasting > 0 else 0.0
    rate = min(RATES, key=lambda one: abs(one - measured))
    if abs(rate - measured) > _OFF * rate:
        raise ValueError(
            f"{path}: {measured:.3g} samples a second by its times, and a Muse takes 256 (or 220, "
            "500); record with the interval 'constant' in Mind Monitor, as an EEG cannot be made "
            "of fewer"
        )
    lost, places = _places(seconds, rate)
    length = int(places[-1]) + 1
    if length * len(found) > _MOST_VALUES:
        raise ValueError(f"{path}: more than {_MOST_VALUES:,} values; convert it to EDF")
    laid = np.full((len(found), length), np.nan, np.float32)
    medians = np.nanmedian(values, axis=0)
    laid[:, places] = (values - medians).T
    notes = [
        f"a Muse's text at {rate:g} Hz ({measured:.4g} by its times); the median of each channel "
        f"was taken off ({', '.join(f'{one:.0f}' for one in medians)} uV)",
        "samples are laid one after the other, as a headband's arrive in packets: within half a "
        "second their times are those of the rate",
    ]
    if lost:
        notes.append(f"{pluralize(lost, 'gap')} of more than half a second: values there are NaN")
    start = datetime.fromtimestamp(float(times[0]), UTC).replace(tzinfo=None)
    signals = make_signals(
        laid, rate, list(found), [Kind.EEG] * len(found), [MICROVOLT] * len(found)
    )
    entries = [AccountEntry(COLUMN, name, "a channel", length) for name in found.values()]
    entries.append(AccountEntry(COLUMN, "other columns", why="band powers, movement and marks"))
    return Recording({rate_name(rate): signals}, Scoring({}), start, {}, notes, entries)


def _table(path: Path, found: dict[str, str]) -> tuple[np.ndarray, np.ndarray]:
    """Return times in s since 1970 by their own clock, and values (samples, channels)."""
    try:
        head = pd.read_csv(path, nrows=0, encoding="utf-8-sig")
        first = str(head.columns[0])
        table = pd.read_csv(
            path,
            usecols=[first, *found.values()],
            encoding="utf-8-sig",
            dtype={first: str} | dict.fromkeys(found.values(), np.float32),
            on_bad_lines="skip",
        )
    except (ValueError, OSError) as error:  # pandas' own errors are ValueErrors
        said = " ".join(f"{error}".split())[:160]
        raise ValueError(f"{path}: a cell of it is no sample of a Muse ({said})") from None
    # Rows of what happened have no samples.
    table = table.loc[table[list(found.values())].notna().any(axis=1)]
    if len(table) < 2:
        raise ValueError(f"{path}: no samples of {', '.join(found)} in it; record it again")
    times = _seconds(path, table[first].to_numpy(str))
    if not np.isfinite(times).all() or not (np.diff(times) >= -1.0).all():
        raise ValueError(f"{path}: its times go back, or some are none; record it again")
    return np.maximum.accumulate(times), table[list(found.values())].to_numpy(np.float32)


def _seconds(path: Path, texts: np.ndarray) -> np.ndarray:
    try:
        return texts.astype(np.float64)  # muselsl's
    except ValueError:
        pass
    if parse_moment(str(texts[0])) is None:
        raise ValueError(
            f"{path}: TimeStamp is {str(texts[0])[:40]!r}, expected 2026-01-01 23:10:00.000"
        )
    parsed = pd.to_datetime(pd.Series(texts), errors="coerce", format="ISO8601")
    return (
        parsed.to_numpy("datetime64[ms]").astype(np.float64)
        / 1000
        * np.where(parsed.isna(), np.nan, 1.0)
    )


def _places(seconds: np.ndarray, rate: float) -> tuple[int, np.ndarray]:
    """How many gaps there are, and where each sample lies on the axis of time."""
    steps = np.diff(seconds)
    jumps = np.where(steps > _APART, np.maximum(np.round(steps * rate), 1), 1)
    return int((steps > _APART).sum()), np.concatenate([[0], np.cumsum(jumps)]).astype(np.int64)
