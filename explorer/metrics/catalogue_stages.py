"""Rows of the catalogue: how much of each stage, and how soon, the coarse ones of devices too."""

from functools import partial

from explorer.metrics import durations
from explorer.metrics.metric import (
    AASM,
    ANY_SLEEP,
    LUNA_HYPNO,
    ORGANISATION,
    SNOOZ,
    YASA,
    Metric,
)
from explorer.metrics.stage_detail import LIGHT_OR_DEEP, NREM_OR_REM, detail_of
from explorer.vocabulary.stages import SLEEP, Stage

_DEVICES = "Light and deep sleep of the scorer, such as a device; not defined by the AASM"
_AS_SAID = "Light and deep sleep as a device or a scorer says them; deep sleep is not N3."


def _stage_rows() -> tuple[Metric, ...]:
    rows = []
    for stage in SLEEP:
        name, detail = stage.name, detail_of([stage])
        rows += [
            Metric(
                name,
                f"minutes of {name}",
                "min",
                partial(durations.stage_minutes, stage=stage),
                ORGANISATION,
                f"epochs of {name} × epoch length",
                AASM,
                detail=detail,
            ),
            Metric(
                f"%{name}",
                f"{name}, of total sleep time",
                "%",
                partial(durations.stage_percent, stage=stage),
                ORGANISATION,
                f"100 {name} / TST",
                AASM,
                detail=detail,
            ),
            Metric(
                f"%{name}_SPT",
                f"{name}, of the sleep period",
                "%",
                partial(durations.stage_percent_of_period, stage=stage),
                ORGANISATION,
                f"100 {name} / SPT",
                f"{LUNA_HYPNO}, DENS",
                f"%{name}",
                detail=detail,
            ),
            Metric(
                f"Lat_{name}",
                f"latency to {name} from lights-off",
                "min",
                partial(durations.stage_latency, stage=stage),
                ORGANISATION,
                f"begin of the first {name} − lights-off",
                YASA,
                caveat="Needs lights-off: counted from the start of the recording without it.",
                detail=detail,
            ),
            Metric(
                f"Lat_{name}_onset",
                f"latency to {name} from {ANY_SLEEP}",
                "min",
                partial(durations.stage_latency_from_onset, stage=stage),
                ORGANISATION,
                f"begin of the first {name} − begin of {ANY_SLEEP}",
                f"{AASM} (stage R latency)" if stage == Stage.REM else SNOOZ,
                f"Lat_{name}",
                detail=detail,
            ),
        ]
    return tuple(rows)


def _coarse_rows() -> tuple[Metric, ...]:
    rows = []
    for stage in (Stage.LIGHT, Stage.DEEP):
        name = stage.name
        words = f"{name.lower()} sleep"
        rows += [
            Metric(
                name,
                f"minutes of {words}",
                "min",
                partial(durations.coarse_minutes, stage=stage),
                ORGANISATION,
                f"epochs of {words} × epoch length",
                _DEVICES,
                caveat=_AS_SAID,
                detail=LIGHT_OR_DEEP,
            ),
            Metric(
                f"%{name}",
                f"{words}, of total sleep time",
                "%",
                partial(durations.coarse_percent, stage=stage),
                ORGANISATION,
                f"100 {name} / TST",
                _DEVICES,
                caveat=_AS_SAID,
                detail=LIGHT_OR_DEEP,
            ),
        ]
    return tuple(rows)


STAGE_ROWS = (
    *_stage_rows(),
    Metric(
        "NREM",
        "minutes of NREM sleep",
        "min",
        durations.nrem_minutes,
        ORGANISATION,
        "N1 + N2 + N3; light, deep and NREM sleep where a scorer has them",
        AASM,
        detail=NREM_OR_REM,
    ),
    Metric(
        "%NREM",
        "NREM sleep, of total sleep time",
        "%",
        durations.nrem_percent,
        ORGANISATION,
        "100 NREM / TST",
        AASM,
        detail=NREM_OR_REM,
    ),
    Metric(
        "%NREM_SPT",
        "NREM sleep, of the sleep period",
        "%",
        durations.nrem_percent_of_period,
        ORGANISATION,
        "100 NREM / SPT",
        f"{LUNA_HYPNO}, DENS",
        "%NREM",
        detail=NREM_OR_REM,
    ),
)
COARSE_ROWS = _coarse_rows()
"""Where a scorer has light and deep sleep."""
