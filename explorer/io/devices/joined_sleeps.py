"""One account of each sleep: of several sources one, and whole where a file cuts it at midnight."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from explorer.io.devices.device_sleep import DeviceSleep
from explorer.night.clock_change import ClockChange
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.stages import Stage

_DAY = 24 * 3600.0
_SHORT, _MORNING, _EVENING = 3 * 3600.0, 9 * 3600.0, 21 * 3600.0  # s
_AT_MIDNIGHT = 60.0
"""s from midnight, and from one part to the next, within which a file has cut a night in two."""


def keep_one_source(sleeps: Sequence[DeviceSleep]) -> tuple[list[DeviceSleep], list[str]]:
    """Keep one of several accounts of the same sleep: with stages first, then the longer source."""
    minutes = Counter[str]()
    for sleep in sleeps:
        minutes[sleep.source] += round(sleep.lasting / 60)

    def rank(sleep: DeviceSleep) -> tuple[bool, int, float]:
        staged = bool({Stage.LIGHT, Stage.DEEP, Stage.REM} & set(sleep.stages))
        return staged, minutes[sleep.source], sleep.lasting

    kept: list[DeviceSleep] = []
    left = Counter[str]()
    # By the days that each lies on: of years of nights only neighbours can be the same.
    spans: dict[int, list[tuple[float, float]]] = {}
    for sleep in sorted(sleeps, key=rank, reverse=True):
        begins, lasting = sleep.begins, sleep.lasting
        days = range(int(begins // _DAY), int((begins + lasting) // _DAY) + 1)
        near = {span for day in days for span in spans.get(day, ())}
        if any(_is_the_same((begins, lasting), other) for other in near):
            left[sleep.source] += 1
            continue
        kept.append(sleep)
        for day in days:
            spans.setdefault(day, []).append((begins, lasting))
    said = [
        f"{pluralize(count, 'sleep')}{f' of {source!r}' * bool(source)} left out: it lies over "
        "another, which has stages or is of the source with more minutes"
        for source, count in left.items()
    ]
    return kept, said


def _is_the_same(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two sleeps, by begin and length in s, lie over each other by half of the shorter."""
    over = min(sum(one), sum(other)) - max(one[0], other[0])
    return over > min(one[1], other[1]) / 2


def join_at_midnight(sleeps: Sequence[DeviceSleep]) -> tuple[list[DeviceSleep], list[str]]:
    """Join what a file has cut at midnight; all in order of time."""
    joined: list[DeviceSleep] = []
    cut = 0
    for sleep in sorted(sleeps, key=lambda one: one.begins):
        if joined and _is_cut(joined[-1], sleep):
            joined[-1] = _join(joined[-1], sleep)
            cut += 1
        else:
            joined.append(sleep)
    said = f"{pluralize(cut, 'night')} cut in two at midnight by the file: joined again"
    return joined, [said] * bool(cut)


def _is_cut(before: DeviceSleep, after: DeviceSleep) -> bool:
    clock = after.start.hour * 3600 + after.start.minute * 60 + after.start.second
    from_midnight = min(clock, 24 * 3600 - clock)
    gap = after.begins - before.begins - before.lasting
    return from_midnight <= _AT_MIDNIGHT and abs(gap) <= _AT_MIDNIGHT


def _join(before: DeviceSleep, after: DeviceSleep) -> DeviceSleep:
    shift = after.begins - before.begins
    totals = Counter(dict(before.totals)) + Counter(dict(after.totals))
    return replace(
        before,
        onsets=[*before.onsets, *(onset + shift for onset in after.onsets)],
        durations=[*before.durations, *after.durations],
        stages=[*before.stages, *after.stages],
        day=after.day,
        end=after.end,
        is_nap=before.is_nap and after.is_nap,
        clock_change=_later(after.change, shift) if after.change.by else before.clock_change,
        totals=totals if before.totals and after.totals else {},
        notes=(*before.notes, *after.notes),
    )


def _later(change: ClockChange, seconds: float) -> ClockChange:
    return replace(change, at=change.at + seconds)


def mark_naps(sleeps: Sequence[DeviceSleep]) -> list[DeviceSleep]:
    """Say which sleeps are naps where the file does not tell naps from nights.

    Parameters
    ----------
    sleeps : sequence of DeviceSleep

    Returns
    -------
    list of DeviceSleep
        A nap is shorter than 3 h, and shorter than another sleep of its day, or all of it lies
        between 9 and 21 o'clock.
    """
    longest: dict[date, float] = {}
    for sleep in sleeps:
        longest[sleep.wake_day] = max(longest.get(sleep.wake_day, 0.0), sleep.lasting)

    def is_nap(sleep: DeviceSleep) -> bool:
        begins = sleep.start.hour * 3600 + sleep.start.minute * 60
        by_day = begins >= _MORNING and begins + sleep.lasting <= _EVENING
        return sleep.lasting < _SHORT and (by_day or sleep.lasting < longest[sleep.wake_day])

    return [replace(sleep, is_nap=is_nap(sleep)) for sleep in sleeps]
