"""NREM-REM cycles by named rules: where each begins, how long it is, and whether it is whole."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import xarray as xr

from explorer.metrics.cycle_rules import (
    CYCLE_RULES,
    FEINBERG_FLOYD,
    LIGHTENING,
    LONGEST_NREM,
    CycleRule,
)
from explorer.metrics.hypnogram_rows import MINUTE, Hypnograms, as_hypnograms
from explorer.metrics.run_counts import CODES, LOWEST_CODE
from explorer.metrics.stage_detail import EVERY_STAGE, detail_of
from explorer.vocabulary.stages import NREM, SCORED, Stage

_DEEP_OR_REM = (Stage.N2, Stage.N3, Stage.REM)


@dataclass(frozen=True)
class Cycle:
    """One cycle of one night, in epochs; ends are exclusive."""

    begin: int
    nrem_end: int
    """End of the NREM period, which is where the REM period begins, if there is one."""
    end: int
    has_rem: bool
    complete: bool


def cycles(hypnogram: xr.DataArray, *, rule: str | CycleRule = FEINBERG_FLOYD) -> xr.Dataset:
    """Find the NREM-REM cycles of a night.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (epoch)
        From lights-off to lights-on.
    rule : str or CycleRule
        A name of `CYCLE_RULES`, or a rule with parameters of one's own.

    Returns
    -------
    xr.Dataset, dims (cycle)
        ``onset`` and ``duration`` in s; ``nrem_minutes``, ``rem_minutes`` and ``other_minutes``
        within the cycle; ``minutes`` (cycle, stage_name); ``complete``, whether a REM period ends
        it and something else was scored after that; ``skipped_rem_at``, in s, where SleepCycles
        would split a NREM period of more than 120 min at a skipped REM period, else NaN: a
        proposal, not applied. The rule's parameters are in the attrs. Light, deep and NREM sleep
        are NREM sleep to a rule that asks for no more (``minutes`` of N1, N2 and N3 are NaN); for
        the others, and on sleep of any stage, there is no cycle and the attr ``undefined`` says
        why.

    Raises
    ------
    ValueError
        If the rule is unknown or the hypnogram has further dims.

    Notes
    -----
    A cycle that no REM period ends is kept and marked incomplete. REM periods without a NREM period
    before them (REM at sleep onset) belong to no cycle.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> night = make_hypnogram(["W"] * 4 + ["N2"] * 40 + ["REM"] * 10 + ["N2"] * 36)
    >>> found = cycles(night, rule="Luna")
    >>> (found.duration / 60).values.tolist(), found.complete.values.tolist()
    ([25.0, 18.0], [True, False])
    """
    if isinstance(rule, str):
        if rule not in CYCLE_RULES:
            raise ValueError(f"no rule for cycles {rule!r}, expected one of {list(CYCLE_RULES)}")
        rule = CYCLE_RULES[rule]
    if hypnogram.dims != ("epoch",):
        raise ValueError(f"one hypnogram is needed, dims (epoch), has {hypnogram.dims}")
    hypnograms = as_hypnograms(hypnogram)
    (codes,) = hypnograms.codes
    undefined = hypnograms.why_not(rule.detail)
    found = [] if undefined else _find(codes, rule, hypnograms.epoch_length)
    length, first = hypnograms.epoch_length, hypnograms.onset[0] if codes.size else 0.0
    minutes = np.array(
        [[np.count_nonzero(codes[c.begin : c.end] == s) for s in SCORED] for c in found]
    ).reshape(-1, len(SCORED)) * (length / MINUTE)
    begin, end = (np.array([getattr(c, at) for c in found], float) for at in ("begin", "end"))
    nrem = minutes[:, list(NREM)].sum(axis=1)
    rem = minutes[:, Stage.REM]
    if hypnograms.why_not(EVERY_STAGE):
        minutes[:, list(NREM)] = np.nan
    skipped = [_skipped_rem(codes[c.begin : c.nrem_end], length) + c.begin for c in found]
    in_minutes, in_seconds = {"units": "min"}, {"units": "s"}
    return xr.Dataset(
        {
            "onset": ("cycle", first + begin * length, in_seconds),
            "duration": ("cycle", (end - begin) * length, in_seconds),
            "nrem_minutes": ("cycle", nrem, in_minutes),
            "rem_minutes": ("cycle", rem, in_minutes),
            "other_minutes": ("cycle", (end - begin) * length / MINUTE - nrem - rem, in_minutes),
            "minutes": (("cycle", "stage_name"), minutes, in_minutes),
            "complete": ("cycle", np.array([c.complete for c in found], bool)),
            "skipped_rem_at": ("cycle", first + np.array(skipped, float) * length, in_seconds),
        },
        coords={
            "cycle": np.arange(1, len(found) + 1),
            "stage_name": [stage.name for stage in SCORED],
        },
        attrs={key: str(value) for key, value in asdict(rule).items()}
        | ({"undefined": undefined} if undefined else {}),
    )


def cycle_count(hypnograms: Hypnograms, rule: CycleRule) -> np.ndarray:
    """Count the cycles, incomplete ones too; NaN where nobody scored what the rule asks for."""
    number = [len(night) for night in hypnograms.once(cycles_of_nights, rule)]
    return np.where(hypnograms.scored & hypnograms.told(rule.detail), number, np.nan)


def complete_cycle_count(hypnograms: Hypnograms, rule: CycleRule) -> np.ndarray:
    """Count the complete cycles; NaN where nobody scored what the rule asks for."""
    number = [sum(c.complete for c in night) for night in hypnograms.once(cycles_of_nights, rule)]
    return np.where(hypnograms.scored & hypnograms.told(rule.detail), number, np.nan)


def mean_cycle_minutes(hypnograms: Hypnograms, rule: CycleRule) -> np.ndarray:
    """Mean length of the complete cycles in min; NaN if there is none."""
    lengths = [
        [c.end - c.begin for c in night if c.complete]
        for night in hypnograms.once(cycles_of_nights, rule)
    ]
    mean = [np.mean(night) if night else np.nan for night in lengths]
    return np.array(mean) * (hypnograms.epoch_length / MINUTE)


def stage_minutes_in_first(hypnograms: Hypnograms, rule: CycleRule, stage: Stage) -> np.ndarray:
    """Minutes of a stage in the NREM period of the first cycle; NaN if there is none."""
    epochs = [
        np.count_nonzero(codes[night[0].begin : night[0].nrem_end] == stage) if night else np.nan
        for codes, night in zip(
            hypnograms.codes, hypnograms.once(cycles_of_nights, rule), strict=True
        )
    ]
    told = hypnograms.told(rule.detail) & hypnograms.told(detail_of([stage]))
    return np.where(told, np.array(epochs) * (hypnograms.epoch_length / MINUTE), np.nan)


def cycles_of_nights(hypnograms: Hypnograms, rule: CycleRule) -> list[list[Cycle]]:
    """Find the cycles of each night, bare: what `cycles` lays out as a Dataset.

    There are none on a night whose stages do not tell what the rule asks for.
    """
    return [
        _find(codes, rule, hypnograms.epoch_length) if told else []
        for codes, told in zip(hypnograms.codes, hypnograms.told(rule.detail), strict=True)
    ]


def _find(codes: np.ndarray, rule: CycleRule, epoch_length: float) -> list[Cycle]:
    """Cycles of one night by one rule."""
    minute = MINUTE / epoch_length  # epochs
    asleep = np.flatnonzero(codes > 0)
    if not asleep.size:
        return []
    last_sleep = int(asleep[-1]) + 1
    if rule.in_a_row:
        return _find_in_a_row(codes, rule, minute, last_sleep)
    found: list[Cycle] = []
    begin_from = 0
    for begin, end, rem, is_last in [
        *_rem_stretches(codes, rule, minute),
        (last_sleep, last_sleep, 0, False),
    ]:
        has_rem = rem > 0
        if has_rem and rem < _least_rem(rule, any(c.has_rem for c in found), is_last) * minute:
            continue
        before = []
        for segment_begin, segment_end in _nrem_segments(codes, begin_from, begin, rule, minute):
            least = rule.least_nrem
            if not has_rem and rule.least_last_nrem is not None:
                least = rule.least_last_nrem
            if _nrem_length(codes[segment_begin:segment_end], rule) < least * minute:
                continue
            with_rem = has_rem and segment_end == begin
            complete = with_rem and bool((codes[end:] >= 0).any())
            cycle_end = end if with_rem else segment_end
            before.append(Cycle(segment_begin, segment_end, cycle_end, with_rem, complete))
        if has_rem and rem < rule.least_rem * minute and not any(c.has_rem for c in before):
            continue  # a little REM after too little NREM: the NREM period goes on over it
        found += before
        begin_from = end
    if rule.up_to_next:
        ends = [c.begin for c in found[1:]] + [c.end for c in found[-1:]]
        found = [
            Cycle(c.begin, c.nrem_end, end, c.has_rem, c.complete)
            for c, end in zip(found, ends, strict=True)
        ]
    return found


def _find_in_a_row(
    codes: np.ndarray, rule: CycleRule, minute: float, last_sleep: int
) -> list[Cycle]:
    """Cycles where a period begins at the first of so many epochs in a row."""
    resting, rem = _among(codes, (*NREM, Stage.W)), codes == Stage.REM
    nrem_at = np.flatnonzero(
        _among(codes, rule.begins_in) & (_run_ahead(resting) >= rule.least_nrem * minute)
    )
    rem_at = np.flatnonzero(rem & (_run_ahead(rem) >= rule.least_rem * minute))
    rem_at = np.union1d(np.flatnonzero(rem)[:1], rem_at)  # the first has no least length
    begins = sorted([(int(at), False) for at in nrem_at] + [(int(at), True) for at in rem_at])
    periods = [
        one for place, one in enumerate(begins) if not place or begins[place - 1][1] != one[1]
    ]
    found: list[Cycle] = []
    for place, (begin, is_rem) in enumerate(periods):
        if is_rem:
            continue
        after = periods[place + 1 : place + 3]
        rem_begin = after[0][0] if after else last_sleep
        if len(after) == 2:
            end = after[1][0]
        else:  # the last ends with its REM, or with sleep
            within = np.flatnonzero(rem[rem_begin:])
            end = rem_begin + int(within[-1]) + 1 if after else last_sleep
        complete = bool(after) and bool((codes[end:] >= 0).any())
        found.append(Cycle(begin, rem_begin, end, bool(after), complete))
    return found


def _run_ahead(holds: np.ndarray) -> np.ndarray:
    """How many epochs from each on hold without a break."""
    place = np.arange(holds.size)
    breaks = np.where(holds, holds.size, place)
    return np.minimum.accumulate(breaks[::-1])[::-1] - place


def _rem_stretches(
    codes: np.ndarray, rule: CycleRule, minute: float
) -> list[tuple[int, int, int, bool]]:
    """Begin, end, epochs of REM, and whether it is the last, of REM with its allowed gaps."""
    rem = np.flatnonzero(codes == Stage.REM)
    if not rem.size:
        return []
    gap = np.diff(rem) - 1
    limit = rule.longest_gap * minute
    apart = gap > limit if rule.gap_reached else gap >= limit
    groups = np.split(rem, np.flatnonzero(apart & (gap > 0)) + 1)
    return [(int(g[0]), int(g[-1]) + 1, g.size, g is groups[-1]) for g in groups]


def _least_rem(rule: CycleRule, has_first: bool, is_last: bool) -> float:
    """Shortest REM period at this place of the night, in min."""
    if not has_first:
        return rule.least_first_rem
    return rule.least_rem if not is_last or rule.least_last_rem is None else rule.least_last_rem


def _nrem_segments(
    codes: np.ndarray, begin_from: int, end: int, rule: CycleRule, minute: float
) -> list[tuple[int, int]]:
    """Stretches before a REM period that could be its NREM period, or one that wake ended."""
    part = codes[begin_from:end]
    starts = np.flatnonzero(_among(part, rule.begins_in))
    if not starts.size:
        return []
    if rule.ending_wake is None:
        at_once = rule.wake_begins and begin_from > 0
        return [(begin_from if at_once else begin_from + int(starts[0]), end)]
    # Places of N2, N3 and REM; too long a way from one to the next ends the NREM period.
    steady = np.flatnonzero(_among(part, _DEEP_OR_REM))
    breaks = np.flatnonzero(np.diff(steady) - 1 >= rule.ending_wake * minute)
    segments = []
    for group in np.split(steady, breaks + 1):
        inside = starts[(starts >= group[0]) & (starts <= group[-1])] if group.size else starts[:0]
        if inside.size:
            segments.append([begin_from + int(inside[0]), begin_from + int(group[-1]) + 1])
    if segments and end - segments[-1][1] < rule.ending_wake * minute:
        segments[-1][1] = end  # light sleep and short wake before the REM period belong to it
    return [(begin, stop) for begin, stop in segments]


def _nrem_length(part: np.ndarray, rule: CycleRule) -> int:
    """Epochs that count to a NREM period's length; wake before any NREM never does."""
    nrem = _among(part, NREM)
    if not rule.wake_counts or not nrem.any():
        return int(nrem.sum())
    within = part[np.argmax(nrem) :]
    return int(_among(within, (*NREM, Stage.W)).sum())


def _skipped_rem(part: np.ndarray, epoch_length: float) -> float:
    """Epoch at which a long NREM period could be split for a skipped REM period, or NaN."""
    minute = MINUTE / epoch_length
    if _among(part, NREM).sum() <= LONGEST_NREM * minute:
        return np.nan
    deep = np.flatnonzero(part == Stage.N3)
    after_lightening = np.flatnonzero(np.diff(deep) - 1 > LIGHTENING * minute)
    return float(deep[after_lightening[0] + 1]) if after_lightening.size else np.nan


def _among(codes: np.ndarray, stages: Sequence[Stage]) -> np.ndarray:
    """Whether each code is one of these stages: `np.isin`, whose start costs more than a night."""
    listed = np.zeros(CODES, bool)
    listed[np.array(stages) - LOWEST_CODE] = True
    out: np.ndarray = listed[codes - LOWEST_CODE]
    return out
