"""Rows of the catalogue of heart rate variability, by stage."""

from functools import partial

from explorer.metrics.heart_variability import by_stage, has_beats
from explorer.metrics.metric import COMPUTED_FROM_BEATS, HEART, Metric
from explorer.metrics.stage_detail import detail_of
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

HEART_ROWS: tuple[Metric, ...] = tuple(
    Metric(
        f"{'RR_corrected_pct' if measure == 'corrected' else measure}_{stage.name}",
        f"{title}, in {'wake' if stage.name == 'W' else stage.name}",
        units,
        partial(by_stage, measure=measure, stage=stage),
        HEART,
        f"{formula}; mean over periods of the stage of 2 min or more, intervals outside 400 to "
        "2000 ms filled",
        source,
        f"RMSSD_{stage.name}" if measure == "RMSSD_Malik" else "",
        caveat,
        detail=detail_of([stage]),
        badge=COMPUTED_FROM_BEATS,
        stands_where=has_beats,
    )
    for measure, title, units, formula, source, caveat in _MEASURED
    for stage in SCORED
)
