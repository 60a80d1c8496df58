"""Rows of many nights: which sleeps stand in one, their runs of stages, and each in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import numpy as np
import numpy.typing as npt

from explorer.metrics.clock_times import local_seconds
from explorer.night.clock_words import time_of_day
from explorer.study.many_nights import KINDS, MAIN, OTHER, ClockNight, ManyNights
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.stages import is_sleep

_DAY = 86_400.0
_NOON = _DAY / 2


@dataclass(frozen=True, eq=False)
class NightRowsData:
    """What the page draws: rows of one or more sleeps, as flat arrays."""

    bars: tuple[int, ...]
    """Place in `ManyNights.nights` of each bar; those of a row follow one another, its own night
    first."""
    starts: tuple[int, ...]
    """First bar of each row."""
    labels: tuple[str, ...]
    words: tuple[str, ...]
    arrays: dict[str, npt.NDArray[np.generic]]
    """As ``explorer/bridge/js/night_rows.ts`` names them; s from the noon before the night."""

    def own(self, values: np.ndarray) -> np.ndarray:
        """Of one value a sleep, that of each row's own night."""
        return values[[self.bars[start] for start in self.starts]]


def rows_of(many: ManyNights) -> NightRowsData:
    """Put sleeps into rows: a night with the naps and second sleeps of the day on which it ended.

    Parameters
    ----------
    many : ManyNights
        In order of time.

    Returns
    -------
    NightRowsData
        A nap of a day without a night, and another account of a sleep, have rows of their own.

    Examples
    --------
    >>> from explorer.study.many_nights_simulated import simulated_nights
    >>> rows = rows_of(simulated_nights(nights=12))
    >>> len(rows.starts), len(rows.bars), rows.labels[0]
    (12, 14, 'Tue 2026-01-06')
    """
    grouped = _grouped(many.nights)
    bars = [bar for row in grouped for bar in row]
    starts = np.cumsum([0, *map(len, grouped)])
    nights = many.nights
    several = len(many.subjects) > 1
    runs = [_runs(nights[bar]) for bar in bars]
    begins, dates, middles = _times(nights, grouped)
    onsets = [nights[bar].shown(nights[bar].sleep_period[0]) for bar in bars]
    conditions = many.conditions
    own = [nights[row[0]] for row in grouped]
    arrays: dict[str, npt.NDArray[np.generic]] = {
        "rowBar": starts.astype(np.uint32),
        "barStart": begins,
        "barLasting": np.array(
            [nights[bar].clock_codes.size * nights[bar].epoch_length for bar in bars], np.float64
        ),
        "barOnset": np.array(onsets, np.float64),
        "barKind": np.array([KINDS.index(nights[bar].kind) for bar in bars], np.float64),
        "rowDate": dates,
        "rowPerson": np.array([many.subjects.index(one.subject) for one in own], np.float64),
        "rowCondition": np.array(
            [conditions.index(one.condition) if one.condition else -1 for one in own], np.float64
        ),
        "rowMidsleep": middles,
        "rowHasClock": np.array([one.start is not None for one in own], np.float64),
        "rowFree": np.array([many.is_free(one) for one in own], np.float64),
        "runBound": np.cumsum([0, *(len(at) for at, _ in runs)]).astype(np.uint32),
        "runStart": _joined([at for at, _ in runs], np.float32),
        "runStage": _joined([stages for _, stages in runs], np.int8),
    }
    return NightRowsData(
        tuple(bars),
        tuple(starts[:-1].tolist()),
        tuple(_label(one, several=several) for one in own),
        tuple(_words([nights[bar] for bar in row]) for row in grouped),
        arrays,
    )


def _joined(parts: Sequence[np.ndarray], kind: type[np.generic]) -> npt.NDArray[np.generic]:
    return np.concatenate(parts).astype(kind) if parts else np.zeros(0, kind)


def _grouped(nights: Sequence[ClockNight]) -> list[list[int]]:
    rows: list[list[int]] = []
    by_day: dict[tuple[str, date], list[int]] = {}
    for place, night in enumerate(nights):
        if night.kind == MAIN:
            rows.append([place])
            if night.start is not None and night.woke_on is not None:
                by_day[night.subject, night.woke_on] = rows[-1]
    for place, night in enumerate(nights):
        if night.kind == MAIN:
            continue
        day = night.woke_on
        row = by_day.get((night.subject, day)) if day is not None and night.kind != OTHER else None
        if row is None:
            rows.append([place])
        else:
            row.append(place)

    def when(row: list[int]) -> tuple[bool, float, bool]:
        night = nights[row[0]]
        begins = _dated_at(night)
        return (np.isnan(begins), 0.0 if np.isnan(begins) else begins, night.kind == OTHER)

    return sorted(rows, key=when)


def _times(
    nights: Sequence[ClockNight], grouped: Sequence[list[int]]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Begin of each bar, date and midsleep of each row; s from the noon before the row's night."""
    begins: list[float] = []
    dates: list[float] = []
    middles: list[float] = []
    for row in grouped:
        own = nights[row[0]]
        known = own.start is not None
        noon = np.floor((own.begins + own.lasting / 2 - _NOON) / _DAY) * _DAY + _NOON
        first, last = own.sleep_period
        middle = own.shown((first + last) / 2)
        dates.append(_dated_at(own))
        middles.append(own.begins - noon + middle if known else np.nan)
        begins += [nights[bar].begins - noon if known else 0.0 for bar in row]
    return np.array(begins), np.array(dates), np.array(middles)


def _dated_at(night: ClockNight) -> float:
    """When a night began, in s; of one without a clock time its date's noon, NaN without any."""
    if night.start is not None:
        return night.begins
    return (
        np.nan if night.called is None else local_seconds(datetime.combine(night.called, time(12)))
    )


def _runs(night: ClockNight) -> tuple[np.ndarray, np.ndarray]:
    """Where each run of one stage begins, in s from bed time by the clock, and its stage."""
    codes = night.clock_codes
    if not codes.size:
        return np.zeros(0), np.zeros(0, np.int8)
    at = np.concatenate([[0], np.flatnonzero(np.diff(codes)) + 1])
    return at * night.epoch_length, codes[at]


def _label(night: ClockNight, *, several: bool) -> str:
    day = night.woke_on
    when = f"{day:%a} {day.isoformat()}" if day is not None else ""
    if several or not when:
        who = night.subject if several else night.name
        return " ".join(filter(None, [who, when]))
    mark = "" if night.kind == MAIN else f" {night.kind}"
    return f"{when}{mark}"


def _words(sleeps: Sequence[ClockNight]) -> str:
    """Say a row in a sentence: for readouts, and for whoever hears the page."""
    own = sleeps[0]
    day = own.woke_on
    named = [own.subject, own.kind * (own.kind != MAIN)]
    named += [f"{day:%A} {day.isoformat()}" if day is not None else own.name]
    named += [own.device if own.kind == OTHER else "", own.condition]
    said = ", ".join(filter(None, named))
    if not own.codes.size:
        return f"{said}: numbers alone, no stages."
    slept = float(is_sleep(own.codes).sum() * own.epoch_length)
    parts = [f"asleep {_hours(slept)}"]
    if own.bed is not None:
        parts.insert(0, f"in bed {' to '.join(own.bed_and_rise)}")
        if np.isfinite(own.midsleep):
            parts.append(f"midsleep {time_of_day(own.midsleep)}")
    else:
        parts.insert(0, f"in bed {_hours(own.lasting)}, no clock time")
    for kind in KINDS[1:3]:
        if count := sum(one.kind == kind for one in sleeps[1:]):
            parts.append(pluralize(count, kind))
    if own.change.by:
        parts.append(f"the clock moved by {own.change.by / 3600:+g} h")
    if not own.dated:
        parts.append("its date cannot be right")
    return f"{said}: {', '.join(parts)}."


def _hours(seconds: float) -> str:
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes:02d} min"
