"""Rows of the catalogue of oxygen saturation: of the oximeter, or of a scorer's desaturations."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from explorer.metrics.event_indices import (
    ASLEEP,
    EpochCounts,
    Part,
    count_marks,
    epoch_of,
    marks_by_row,
    part_epochs,
    rate,
)
from explorer.metrics.hypnogram_rows import Hypnograms
from explorer.metrics.index_parts import with_parts
from explorer.metrics.metric import COMPUTED_FROM_SPO2, COUNTED_FROM_MARKS, OXYGEN, Metric
from explorer.metrics.oxygen_saturation import (
    count_falls,
    has_saturation,
    mean_saturation,
    minutes_below,
    minutes_measured,
    nadir_saturation,
)
from explorer.metrics.stage_detail import WAKE_OR_SLEEP
from explorer.vocabulary.event_kinds import EventKind

_MARKED = (EventKind.DESATURATION,)
_SPO2 = (
    "seconds outside 50 to 100 %, changing by more than 4 % a second (POBM: Levy et al. 2021, NPJ "
    "Digit Med 4:1), or marked as artefact are left out"
)
_FALL = "falls from a peak by {0:g} % or more, the first 3 % within 120 s, of 10 s or more"
_FROM_MARKS = "marked desaturations of {0:g} % or more by the file's own depth, beginning in sleep"


def depth_is_said(hypnograms: Hypnograms) -> np.ndarray:
    """Whether the file says how deep each row's marked desaturations are."""
    return hypnograms.once(_is_said, "depth")


def lowest_is_said(hypnograms: Hypnograms) -> np.ndarray:
    """Whether the file says the lowest saturation of each row's marked desaturations."""
    return hypnograms.once(_is_said, "lowest")


def _is_said(hypnograms: Hypnograms, column: str) -> np.ndarray:
    return np.array(
        [
            marks is not None
            and bool(np.isfinite(getattr(marks, column)[marks.among(_MARKED)]).any())
            for marks in hypnograms.once(marks_by_row)
        ],
        bool,
    )


def count_falls_or_marks(hypnograms: Hypnograms, least: float) -> EpochCounts:
    """Falls of the saturation; where none was measured, marks of that depth."""
    if has_saturation(hypnograms).all():
        return count_falls(hypnograms, least)
    return count_marks(hypnograms, _MARKED, least)


def nadir_of_marks(hypnograms: Hypnograms, part: Part) -> np.ndarray:
    """Lowest saturation of the marked desaturations that begin in a part of sleep, %."""
    asleep = hypnograms.once(part_epochs, part)
    found = np.full(hypnograms.nights, np.nan)
    for row, marks in enumerate(hypnograms.once(marks_by_row)):
        if marks is not None and hypnograms.epochs:
            epochs = epoch_of(hypnograms, marks.onset)
            inside = marks.among(_MARKED) & (epochs >= 0) & asleep[row, epochs]
            values = marks.lowest[inside & np.isfinite(marks.lowest)]
            found[row] = values.min() if values.size else np.nan
    return found


def nadir(hypnograms: Hypnograms, part: Part) -> np.ndarray:
    """Lowest saturation, %: measured, or of the marks where none was."""
    if has_saturation(hypnograms).all():
        return nadir_saturation(hypnograms, part)
    return nadir_of_marks(hypnograms, part)


def _either(of_marks: Callable[[Hypnograms], np.ndarray]) -> Callable[[Hypnograms], np.ndarray]:
    return partial(_stands, of_marks=of_marks)


def _stands(hypnograms: Hypnograms, of_marks: Callable[[Hypnograms], np.ndarray]) -> np.ndarray:
    return np.asarray(has_saturation(hypnograms) | of_marks(hypnograms))


def _odi(least: int) -> tuple[Metric, ...]:
    of = partial(rate, counter=count_falls_or_marks, arguments=(float(least),))
    row = Metric(
        f"ODI{least}",
        f"oxygen desaturations of {least} % or more an hour of sleep",
        "1/h",
        partial(of, part=ASLEEP),
        OXYGEN,
        f"{_FALL.format(least)} / hours of sleep",
        _SPO2,
        detail=WAKE_OR_SLEEP,
        badge=COMPUTED_FROM_SPO2,
        stands_where=_either(depth_is_said),
    )
    marks = partial(rate, counter=count_marks, arguments=(_MARKED, float(least)))
    marked = replace(
        row,
        symbol=f"ODI{least}_marks",
        title=f"{row.title}, as marked",
        function=partial(marks, part=ASLEEP),
        formula=f"{_FROM_MARKS.format(least)} / hours of sleep",
        source="the file's own depths",
        variant_of=row.symbol,
        badge=COUNTED_FROM_MARKS,
        stands_where=depth_is_said,
    )
    return (*with_parts(row, of), marked)


def _of_saturation(
    symbol: str, title: str, units: str, function: Callable[..., np.ndarray], formula: str
) -> Metric:
    return Metric(
        *(symbol, title, units, partial(function, part=ASLEEP), OXYGEN, formula, _SPO2),
        detail=WAKE_OR_SLEEP,
        badge=COMPUTED_FROM_SPO2,
        stands_where=has_saturation,
    )


def _below(limit: int) -> tuple[Metric, ...]:
    of = partial(minutes_below, limit=float(limit))
    row = _of_saturation(
        *(f"T{limit}_min", f"sleep with a saturation below {limit} %", "min", of),
        f"minutes of sleep with SpO2 < {limit} %",
    )
    return with_parts(row, of)


_NADIR = replace(
    _of_saturation("SpO2_nadir", "lowest saturation in sleep", "%", nadir, "min SpO2 in sleep"),
    stands_where=_either(lowest_is_said),
)

OXYGEN_ROWS: tuple[Metric, ...] = (
    *_odi(3),
    *_odi(4),
    *_below(90),
    *_below(88),
    *with_parts(
        _of_saturation(
            *("SpO2_mean", "mean saturation in sleep", "%", mean_saturation, "mean SpO2 in sleep")
        ),
        mean_saturation,
    ),
    *with_parts(_NADIR, nadir),
    _of_saturation(
        *("SpO2_valid_min", "sleep with a valid saturation", "min", minutes_measured),
        "minutes of sleep whose SpO2 is no artefact",
    ),
)
"""ODI and nadir are of the oximeter where there is one, else of marks: see `from_marks`."""


def from_marks(row: Metric) -> Metric:
    """Return a row as it stands where no saturation was measured: counted from marks."""
    if row.badge != COMPUTED_FROM_SPO2:
        return row
    head = row.symbol.partition("_")[0]
    words = (
        f"{_FROM_MARKS.format(int(head[3:]))} / hours of sleep"
        if head.startswith("ODI")
        else "lowest saturation of the marked desaturations that begin in sleep"
    )
    return replace(
        row, badge=COUNTED_FROM_MARKS, formula=words, source="the file's own depths and nadirs"
    )
