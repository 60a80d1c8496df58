"""How long each of a list of stages lasts, and stages of every second or sample as epochs."""

from collections.abc import Sequence

import numpy as np

from explorer.night.hypnogram import DEFAULT_EPOCH_LENGTH
from explorer.night.reading_account import ROWS, AccountEntry
from explorer.vocabulary.counts import pluralize

_DAY = 24 * 3600.0
_HALF_A_DAY = _DAY / 2
# Lengths of one value that people use, in s; below, a value a sample.
_LENGTHS = (300.0, 60.0, 20.0, 16.0, 15.0, 12.0, 10.0, 8.0, 6.0, 5.0, 4.0, 3.0, 2.5, 2.0, 1.0)
_RATES = (1, 2, 4, 5, 8, 10, 16, 20, 25, 32, 50, 64, 100, 125, 128, 200, 250, 256, 500, 512, 1000)
_EPOCHS = (30.0, 20.0)  # s, that values of a second or less are folded to
_EXACT = 0.005  # share that coarser values may miss the recording's length by
_NEAR = 0.02
_SLACK = 60.0  # s that a hypnogram may be longer than its recording
_MOSTLY = 0.9
_MANY = 60  # values, of which fewer may be a part of the recording scored
_FEW = 4  # changes of stage, of which fewer show nothing
_SURE = 10  # lengths between them, of which so many have no larger step by chance


def length_of_values(count: int, duration: float | None, notes: list[str]) -> float:
    """Say how long each of so many values lasts: 30 s, unless the recording is not so long.

    Parameters
    ----------
    count : int
    duration : float or None
        Of the recording, in s.
    notes : list of str
        What was taken in place of 30 s is added to it.

    Returns
    -------
    float
        s

    Examples
    --------
    >>> length_of_values(30600, 30600.0, []), length_of_values(960, None, [])
    (1.0, 30.0)
    """
    usual = DEFAULT_EPOCH_LENGTH
    if not duration or not count:
        notes.append(_assumed(count))
        return usual
    each = duration / count
    longer = count * usual > duration * (1 + _NEAR) + _SLACK
    if longer:
        steps = (*_LENGTHS, *(1 / rate for rate in _RATES[1:]))
        near = min(steps, key=lambda step: abs(each / step - 1))
        if abs(each / near - 1) < _NEAR or abs(count * near - duration) <= near:
            notes.append(
                f"{count:,} values were read as one in {near:g} s, as the recording lasts "
                f"{duration / 60:.4g} min"
            )
            return near
        notes.append(
            f"{count:,} values of 30 s are {count * usual / 60:,.4g} min, and the recording lasts "
            f"{duration / 60:.4g} min"
        )
        return usual
    for step in _LENGTHS[:2]:
        if abs(each / step - 1) < _EXACT and count >= _MANY:
            notes.append(
                f"{count:,} values were read as one in {step:g} s, as the recording lasts "
                f"{duration / 60:.4g} min"
            )
            return step
    if abs(count * usual - duration) > max(usual, _NEAR * duration):
        notes.append(_assumed(count))
    return usual


def is_more_than_a_night(count: int, length: float = DEFAULT_EPOCH_LENGTH) -> bool:
    """Whether so many stages of a length in s are more than anybody sleeps at once.

    Examples
    --------
    >>> is_more_than_a_night(960), is_more_than_a_night(28_800)
    (False, True)
    """
    return count * length > _HALF_A_DAY


def _assumed(count: int) -> str:
    return (
        f"nothing says how long each of {pluralize(count, 'stage')} lasts: 30 s assumed; a line "
        "'# epoch length: 20 s' above them, or epoch_length=20, says another length"
    )


def fold_values(
    words: Sequence[str],
    duration: float | None,
    notes: list[str],
    entries: list[AccountEntry],
) -> tuple[list[str], float]:
    """Fold stages of every second or sample to epochs.

    Parameters
    ----------
    words : sequence of str
        A stage each, of a file that does not say how long one lasts.
    duration : float or None
        Of the recording, in s.
    notes, entries
        What was done is added to them.

    Returns
    -------
    words : list of str
        One an epoch: the commonest word in it.
    length : float
        Of an epoch, in s.

    Examples
    --------
    >>> words, length = fold_values(["W"] * 600 + ["N1"] * 600, 1200.0, [], [])
    >>> len(words), length
    (40, 30.0)
    """
    count = len(words)
    _, codes = np.unique(np.asarray(words, object).astype(str), return_inverse=True)
    changes = np.flatnonzero(np.diff(codes)) + 1
    length = length_of_values(count, duration, notes)
    if duration is None and is_more_than_a_night(count, length):
        shown: list[str] = []
        length = _length_by_changes(changes, count, shown)
        if shown:
            notes[:] = [note for note in notes if note != _assumed(count)] + shown
    if length > 2.0:
        return list(words), length
    ways = []
    for epoch in _EPOCHS:
        block = round(epoch / length)
        whole = codes[: count // block * block].reshape(-1, block)
        if len(whole) and abs(block * length - epoch) <= 1e-6 * epoch:
            mixed = int((whole != whole[:, :1]).any(axis=1).sum())
            ways.append((mixed / len(whole), mixed, epoch, block, whole))
    # Epochs of 20 s that are read as 30 are mixed where the stage changes, and no others.
    best = min(ways, key=lambda way: way[0], default=None)
    if best is None or best[0] > 1 - _MOSTLY:
        return list(words), length
    _, mixed, epoch, block, whole = best
    folded = [
        words[place * block + _commonest(row)] if (row != row[0]).any() else words[place * block]
        for place, row in enumerate(whole)
    ]
    why = f"one value in {length:g} s, folded to epochs of {epoch:g} s"
    said = f"; {pluralize(mixed, 'epoch')} with several stages have the commonest" * bool(mixed)
    left = count - whole.size
    said += f"; {pluralize(left, 'value')} after the last whole epoch left out" * bool(left)
    notes.append(f"the stages are {why}{said}")
    entries.append(AccountEntry(ROWS, "values", f"epochs of {epoch:g} s", count, why=why))
    return folded, epoch


def _commonest(row: np.ndarray) -> int:
    """Where in a row its commonest code stands first."""
    values, first, counts = np.unique(row, return_index=True, return_counts=True)
    del values
    return int(first[counts.argmax()])


def _length_by_changes(changes: np.ndarray, count: int, notes: list[str]) -> float:
    """Length of a value by where the stage changes, of more values than a night has epochs."""
    usual = DEFAULT_EPOCH_LENGTH
    fitting = [
        (block, rate)
        for rate in _RATES
        for epoch in _EPOCHS
        if changes.size >= _FEW
        and count / rate <= _DAY
        and np.mean(changes % (block := round(epoch * rate)) == 0) >= _MOSTLY
    ]
    if fitting:
        # What changes every 60 values changes every 20 too; of few lengths it may be by chance.
        nights = [one for one in fitting if not is_more_than_a_night(count, 1 / one[1])] or fitting
        is_sure = np.unique(np.diff(changes)).size >= _SURE
        block = max(fitting)[0] if is_sure else nights[0][0]
        rate = next(one for every, one in fitting if every == block)  # 30 s before 20
        notes.append(
            f"{count:,} values of 30 s would be {count * usual / 3600:,.4g} h, and stages change "
            f"every {block} values only"
        )
        return 1 / rate
    if count * usual > _DAY:
        notes.append(
            f"{count:,} stages were read as epochs of 30 s, which makes "
            f"{count * usual / 3600:,.4g} h; a line '# 1 value per 5 s' before them says another "
            "length"
        )
    return usual
