"""Rows of the catalogue of heart rate variability, by stage and part of the night."""

from dataclasses import replace
from functools import partial

from explorer.metrics.event_indices import ASLEEP
from explorer.metrics.heart_variability import by_part, has_beats, in_wake
from explorer.metrics.index_parts import with_parts
from explorer.metrics.metric import COMPUTED_FROM_BEATS, HEART, Metric
from explorer.metrics.stage_detail import WAKE_OR_SLEEP
from explorer.vocabulary.stages import SCORED

_YASA = "YASA 0.8.1, hrv_stage (Task Force 1996, Circulation 93:1043), on sleepecg's beats"
_TASK_FORCE = "Task Force 1996, Circulation 93:1043, on sleepecg's beats"
_SHORT = "of periods of 2 min or more; compare with the same length of period only"
_BALANCE = "no measure of sympathetic tone or 'balance' (Billman 2013, Front Physiol 4:26)"
_BREATHING = "HF follows breathing; slow breathing moves it into LF"
_MEASURED = (
    ("HR", "heart rate", "1/min", "mean of 60 s / interval between beats", _YASA, ""),
    ("RMSSD", "RMSSD of the heart", "ms", "root mean square of successive differences", _YASA, ""),
    ("SDNN", "SDNN of the heart", "ms", "SD of the intervals of a period", _TASK_FORCE, _SHORT),
    ("pNN50", "pNN50 of the heart", "%", "successive differences over 50 ms", _TASK_FORCE, ""),
    ("LF", "low-frequency power of heart intervals", "ms^2", "0.04 to 0.15 Hz, Welch of 120 s",
     _TASK_FORCE, f"{_SHORT}; {_BALANCE}"),
    ("HF", "high-frequency power of heart intervals", "ms^2", "0.15 to 0.40 Hz, Welch of 120 s",
     _TASK_FORCE, _BREATHING),
    ("LFHF", "LF / HF of heart intervals", "1", "LF / HF of a period", _TASK_FORCE, _BALANCE),
    ("RMSSD_Malik", "RMSSD of the heart without ectopic beats", "ms",
     "RMSSD with intervals a fifth from the one before filled by lines",
     "Malik et al. 1989, Eur Heart J 10:1060", ""),
    ("corrected", "intervals between beats that were filled", "%",
     "intervals outside 400 to 2000 ms", _YASA, "many of them make every number doubtful"),
)  # fmt: skip

_HOW = "mean over periods of one stage of 2 min or more, intervals outside 400 to 2000 ms filled"
_MIXED = "of all stages in it, which differ: compare a stage with itself"


def _rows(
    measure: str, title: str, units: str, formula: str, source: str, caveat: str
) -> tuple[Metric, ...]:
    """Rows of all sleep, of wake, and of every part of sleep."""
    of = partial(by_part, measure=measure)
    symbol = "RR_corrected_pct" if measure == "corrected" else measure
    sleep = Metric(
        *(symbol, title, units, partial(of, part=ASLEEP), HEART, f"{formula}; {_HOW}", source),
        caveat="; ".join(filter(None, (_MIXED, caveat))),
        detail=WAKE_OR_SLEEP,
        badge=COMPUTED_FROM_BEATS,
        stands_where=has_beats,
    )
    first, *parts = with_parts(sleep, of)
    wake = replace(
        sleep,
        symbol=f"{symbol}_W",
        title=f"{title}, in wake",
        function=partial(in_wake, measure=measure),
    )
    stages = {f"{symbol}_{stage.name}" for stage in SCORED}
    return tuple(
        replace(
            row,
            variant_of=row.symbol.replace("_Malik", "") if measure == "RMSSD_Malik" else "",
            caveat=caveat if row.symbol in stages else row.caveat,
        )
        for row in (replace(first, title=f"{title}, in sleep"), wake, *parts)
    )


HEART_ROWS: tuple[Metric, ...] = tuple(row for measured in _MEASURED for row in _rows(*measured))
"""Of sleep, of wake, and by stage, third, cycle and position."""
