"""Clock times without dates: events and lights fitted into the night of the stages, by the clock.

A table may list a night's stages first and then its events, kind by kind: a jump back to the
evening is then no midnight.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import groupby

import numpy as np

from explorer.io.clock import NO_DATE
from explorer.io.reading_choices import Reading
from explorer.io.table_clocks import past_midnight
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.event_words import event_kind
from explorer.vocabulary.stage_words import is_stage_anywhere

_DAY = 86400.0
_APART = 8 * 3600.0  # s without a row: no night of one person has such a hole


def fit_onsets(
    path: object,
    onsets: np.ndarray,
    first: datetime,
    words: Sequence[str],
    staged: Sequence[bool],
    notes: list[str],
) -> tuple[np.ndarray, datetime]:
    """Fit onsets that were counted from the clock time of the first row into one night.

    Parameters
    ----------
    path, words, staged, notes
        As for `fit_to_stages`.
    onsets : array of float, shape (rows,)
        s from `first`.
    first : datetime
        In the year `NO_DATE` for a time of day.

    Returns
    -------
    onsets : array of float, shape (rows,)
    first : datetime
        What they count from: the first stage, where it lies before the first row.

    Raises
    ------
    ValueError
        As for `fit_to_stages`.
    """
    begin = (first - datetime.combine(first.date(), time())).total_seconds()
    fitted = fit_to_stages(path, onsets + begin, words, staged, notes) - begin
    if (fitted == onsets).all() or not any(staged):
        return fitted, first
    earliest = min(float(fitted[np.asarray(staged, bool)].min()), 0.0)
    if first.year == NO_DATE:
        moved = datetime(NO_DATE, 1, 1) + timedelta(seconds=(begin + earliest) % _DAY)
    else:
        moved = first + timedelta(seconds=earliest)
    return fitted - earliest, moved


def fit_to_stages(
    path: object,
    listed: np.ndarray,
    words: Sequence[str],
    staged: Sequence[bool] | np.ndarray,
    notes: list[str],
) -> np.ndarray:
    """Fit rows with a time of day each, in whatever order they are listed, into one night.

    Parameters
    ----------
    path : object
        Where they come from, for errors.
    listed : array of float, shape (rows,)
        s from a midnight, gone on after midnight as the order of the rows has it.
    words : sequence of str, shape (rows,)
        What each row says.
    staged : sequence of bool, shape (rows,)
        Which of them are stages: these make the night, and all others lie in it or beside it.
    notes : list of str
        What was assumed is added to it.

    Returns
    -------
    array of float, shape (rows,)
        s from the same midnight; below 0 for the evening before it.

    Raises
    ------
    ValueError
        If the stages are of several nights, and others are listed apart from them.

    Examples
    --------
    >>> listed = np.array([23.0, 23.5, 24.5, 47.25]) * 3600
    >>> staged = [True, True, True, False]
    >>> (fit_to_stages("", listed, ["W", "N1", "N2", "Arousal"], staged, []) / 3600).tolist()
    [23.0, 23.5, 24.5, 23.25]
    """
    stages = np.asarray(staged, bool)
    if not stages.any() or _is_one_night(listed):
        return listed
    own = _night_of_stages(
        listed[stages], [word for word, one in zip(words, stages, strict=True) if one]
    )
    begin, end = float(own.min()), float(own.max())
    others = listed[~stages]
    if end - begin >= _DAY:
        apart = np.maximum(begin - others, others - end)
        if (apart > _APART).any():
            raise ValueError(
                f"{path}: its clock times have no dates, its stages go on for "
                f"{(end - begin) / 3600:.0f} h, and {pluralize(int((apart > _APART).sum()), 'row')}"
                " of events or lights stand apart from them, of which nothing says the night; give "
                "dates with the times, or put the rows in the order of time"
            )
        return listed
    # The day on which each lies within the stages, or nearest to them.
    days = np.array([-1.0, 0.0, 1.0])[:, None] * _DAY
    ways = begin + (others - begin) % _DAY + days
    far = np.maximum(np.maximum(begin - ways, ways - end), 0.0)
    nearest = np.take_along_axis(ways, far.argmin(axis=0)[None], axis=0)[0]
    fitted = listed.copy()
    fitted[stages], fitted[~stages] = own, nearest
    if moved := int((np.abs(fitted - listed - (fitted[0] - listed[0])) > 1).sum()):
        notes.append(
            f"rows are not in the order of time and have no dates: {pluralize(moved, 'row')} put "
            "by the time of day into the night of the stages, or next to it"
        )
    return fitted


def is_stage(word: str, reading: Reading) -> bool:
    """Whether a word among events is a stage of sleep, and no event or lights.

    Examples
    --------
    >>> is_stage("N2", Reading()), is_stage("Arousal", Reading()), is_stage("Lights Off", Reading())
    (True, False, False)
    """
    if reading.meaning(word) is not None:
        return True
    return is_stage_anywhere(word) and event_kind(word) is None


def _is_one_night(listed: np.ndarray) -> bool:
    """Whether the order of the rows makes one night of them, without a hole."""
    if listed.size < 2:
        return True
    return bool(np.ptp(listed) < _DAY and np.diff(listed).max() < _APART)


def _night_of_stages(listed: np.ndarray, words: Sequence[str]) -> np.ndarray:
    """Stages as their own order has them, or by the clock where they are listed kind by kind."""
    own = past_midnight(listed % _DAY, [])
    kinds = [word for word, _ in groupby(words)]
    if len(kinds) > len(set(kinds)) or _is_one_night(own):
        return own
    order = np.unique(listed % _DAY)
    gaps = np.diff([*order, order[0] + _DAY])
    begin = order[(gaps.argmax() + 1) % order.size]
    by_clock: np.ndarray = begin + (listed % _DAY - begin) % _DAY
    return by_clock
