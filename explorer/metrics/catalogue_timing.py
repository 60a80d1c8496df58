"""Rows of the catalogue: halves and thirds of the night, timing of stages, cycles."""

from functools import partial

from explorer.metrics import stage_timing
from explorer.metrics.cycle_rules import AESCHBACH_BORBELY, FEINBERG_FLOYD, LUNA
from explorer.metrics.cycles import (
    complete_cycle_count,
    cycle_count,
    mean_cycle_minutes,
    stage_minutes_in_first,
)
from explorer.metrics.metric import LUNA_HYPNO, ORGANISATION, SNOOZ, Metric
from explorer.metrics.stage_detail import detail_of
from explorer.vocabulary.stages import SCORED, SLEEP, Stage

_PARTS = ((2, "half", ("first", "second")), (3, "third", ("first", "middle", "last")))


def _part_rows() -> tuple[Metric, ...]:
    return tuple(
        Metric(
            f"{'WAKE' if stage == Stage.W else stage.name}_{part_name}{part + 1}",
            f"{'wake' if stage == Stage.W else stage.name} in the {which} {part_name} of the sleep "
            "period",
            "min",
            partial(stage_timing.part_minutes, stage=stage, parts=parts, part=part),
            ORGANISATION,
            f"minutes between {part} and {part + 1} {part_name}{'s' if part else ''} of SPT",
            SNOOZ,
            detail=detail_of([stage]),
        )
        for parts, part_name, names in _PARTS
        for part, which in enumerate(names)
        for stage in SCORED
    )


def _timing_rows() -> tuple[Metric, ...]:
    rows = []
    for stage in SLEEP:
        rows += [
            Metric(
                f"TA_{stage.name}",
                f"place of the middle of {stage.name} in the sleep period",
                "1",
                partial(stage_timing.median_clock_time, stage=stage),
                ORGANISATION,
                "median epoch of the stage, from 0 (first epoch of sleep) to 1 (the last)",
                f"{LUNA_HYPNO}, TA",
                detail=detail_of([stage]),
            ),
            Metric(
                f"TS_{stage.name}",
                f"place of the middle of {stage.name} in accumulated sleep",
                "1",
                partial(stage_timing.median_sleep_time, stage=stage),
                ORGANISATION,
                "median epoch of the stage among epochs of sleep, from 0 (first) to 1 (last)",
                f"{LUNA_HYPNO}, TS",
                f"TA_{stage.name}",
                detail=detail_of([stage]),
            ),
        ]
    return tuple(rows)


_CYCLE_SYMBOLS = (("", FEINBERG_FLOYD), ("_Luna", LUNA), ("_AB", AESCHBACH_BORBELY))


def _cycle_rows() -> tuple[Metric, ...]:
    rows = []
    for suffix, rule in _CYCLE_SYMBOLS:
        rows += [
            Metric(
                f"CYCLES{suffix}",
                f"NREM-REM cycles, {rule.name}",
                "1",
                partial(cycle_count, rule=rule),
                ORGANISATION,
                rule.title,
                rule.source,
                "CYCLES" if suffix else "",
                "Incomplete cycles count.",
                detail=rule.detail,
            ),
            Metric(
                f"CYCLES_complete{suffix}",
                f"complete NREM-REM cycles, {rule.name}",
                "1",
                partial(complete_cycle_count, rule=rule),
                ORGANISATION,
                f"{rule.title}; a REM period ends it and the hypnogram goes on",
                rule.source,
                "CYCLES_complete" if suffix else "",
                detail=rule.detail,
            ),
            Metric(
                f"CYCLE_mean{suffix}",
                f"mean length of complete cycles, {rule.name}",
                "min",
                partial(mean_cycle_minutes, rule=rule),
                ORGANISATION,
                f"{rule.title}; mean over complete cycles",
                rule.source,
                "CYCLE_mean" if suffix else "",
                detail=rule.detail,
            ),
        ]
    rows.append(
        Metric(
            "N3_cycle1",
            "N3 in the NREM period of the first cycle",
            "min",
            partial(stage_minutes_in_first, rule=FEINBERG_FLOYD, stage=Stage.N3),
            ORGANISATION,
            "minutes of N3 in the first cycle's NREM period, by Feinberg & Floyd",
            "Van Cauter et al. 2000, JAMA 284:861: most of a man's growth hormone is secreted then",
            caveat="A window, not a hormone: growth hormone is not measured here.",
        )
    )
    return tuple(rows)


TIMING_ROWS = (*_part_rows(), *_timing_rows(), *_cycle_rows())
