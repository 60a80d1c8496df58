"""Rows of the catalogue: wake after sleep onset, awakenings, shifts, bouts, predictability."""

from functools import partial

from explorer.metrics import bouts, complexity, fragmentation
from explorer.metrics.metric import AASM, LUNA_HYPNO, SNOOZ, STABILITY, YASA, Metric
from explorer.metrics.stage_detail import NREM_OR_REM, WAKE_OR_SLEEP, detail_of
from explorer.metrics.transitions import entropy_rate, mean_persistence, persistence
from explorer.vocabulary.stages import SCORED, Stage

_FEW_A_MINUTE = 3  # decimals of what happens some times an hour, counted a minute
_BOUT_STATISTICS = (
    ("mean", "mean", "mean length of a bout of {}"),
    ("median", "median", "median length of a bout of {}"),
    ("max", "longest", "longest bout of {}"),
    ("5min", "at_least_5", "{} in bouts of 5 min or more"),
    ("10min", "at_least_10", "{} in bouts of 10 min or more"),
)


def _bout_rows() -> tuple[Metric, ...]:
    rows = []
    for state, stages in bouts.BOUT_STATES.items():
        detail = detail_of(stages)
        rows.append(
            Metric(
                f"{state}_bouts",
                f"bouts of {state}",
                "1",
                partial(bouts.bout_count, state=state),
                STABILITY,
                f"unbroken runs of {state} between lights-off and lights-on",
                f"{LUNA_HYPNO}, BOUT_N",
                detail=detail,
            )
        )
        rows += [
            Metric(
                f"{state}_bout_{suffix}",
                title.format(state),
                "min",
                partial(bouts.bout_minutes, state=state, statistic=statistic),
                STABILITY,
                f"over unbroken runs of {state} between lights-off and lights-on",
                f"{LUNA_HYPNO}, BOUT_*",
                detail=detail,
            )
            for suffix, statistic, title in _BOUT_STATISTICS
        ]
    return tuple(rows)


_STEP = "Epochs that do not divide 30 s, such as those of 20 s, take steps of their own."


def _persistence_rows() -> tuple[Metric, ...]:
    return tuple(
        Metric(
            f"STAY_{'WAKE' if stage == Stage.W else stage.name}",
            f"persistence of {'wake' if stage == Stage.W else stage.name} over 30 s",
            "1",
            partial(persistence, stage=stage),
            STABILITY,
            "probability of the same stage 30 s later: the next epoch, where epochs are of 30 s",
            "YASA 0.8.1, Hypnogram.transition_matrix",
            caveat=_STEP,
            detail=detail_of([stage]),
        )
        for stage in SCORED
    )


STABILITY_ROWS = (
    Metric(
        "WASO_SPT",
        "wake after sleep onset, within the sleep period",
        "min",
        fragmentation.wake_after_sleep_onset_in_period,
        STABILITY,
        "W between the first and the last epoch of sleep",
        f"{YASA}; {LUNA_HYPNO}",
        caveat="The AASM counts on to lights-on: see WASO_AASM.",
        detail=WAKE_OR_SLEEP,
    ),
    Metric(
        "WASO_AASM",
        "wake after sleep onset, to lights-on",
        "min",
        fragmentation.wake_after_sleep_onset,
        STABILITY,
        "W between the first epoch of sleep and lights-on",
        AASM,
        "WASO_SPT",
        detail=WAKE_OR_SLEEP,
    ),
    Metric(
        "AWAKENINGS",
        "awakenings within the sleep period",
        "1",
        fragmentation.awakenings,
        STABILITY,
        "runs of W between the first and the last epoch of sleep",
        SNOOZ,
        caveat="Awakenings shorter than half an epoch are not scored.",
        detail=WAKE_OR_SLEEP,
    ),
    *(
        Metric(
            f"AWAKENINGS_{minutes}min",
            f"awakenings of {minutes} min or more",
            "1",
            partial(fragmentation.count_awakenings, minutes=minutes),
            STABILITY,
            f"runs of W of {minutes} min or more between the first and the last epoch of sleep",
            SNOOZ,
            "AWAKENINGS",
            detail=WAKE_OR_SLEEP,
        )
        for minutes in (1, 2, 5)
    ),
    Metric(
        "AWAKENING_mean",
        "mean length of an awakening",
        "min",
        fragmentation.mean_awakening,
        STABILITY,
        "WASO_SPT / AWAKENINGS",
        "sleep-utils, hypno_summary",
        detail=WAKE_OR_SLEEP,
    ),
    Metric(
        "AWAKENING_longest",
        "longest awakening",
        "min",
        fragmentation.longest_awakening,
        STABILITY,
        "longest run of W between the first and the last epoch of sleep",
        "SleepTrip, st_scoringdescriptives",
        detail=WAKE_OR_SLEEP,
    ),
    Metric(
        "SFI",
        "sleep fragmentation, to wake",
        "1/h",
        fragmentation.fragmentation_to_wake,
        STABILITY,
        "transitions from sleep to W / TST",
        f"{YASA}; {LUNA_HYPNO} (a minute in place of an hour)",
        detail=WAKE_OR_SLEEP,
    ),
    Metric(
        "SFI_N1",
        "sleep fragmentation, to wake or N1",
        "1/h",
        fragmentation.fragmentation_to_wake_or_n1,
        STABILITY,
        "(transitions from sleep to W + from N2, N3 or REM to N1) / TST",
        f"{LUNA_HYPNO}, SFI1 (a minute in place of an hour)",
        "SFI",
        "Rests on the scorer's N1.",
    ),
    Metric(
        "SFI_beyond_N1",
        "sleep fragmentation, from N2, N3 or REM",
        "1/h",
        fragmentation.fragmentation_from_beyond_n1,
        STABILITY,
        "transitions from N2, N3 or REM to N1 or W / TST",
        "this explorer's own",
        "SFI",
        "Rests on the scorer's N1.",
    ),
    Metric(
        "SFI_Haba_Rubio",
        "sleep fragmentation index of Haba-Rubio",
        "1/h",
        fragmentation.fragmentation_by_awakenings_and_shifts,
        STABILITY,
        "(AWAKENINGS + transitions from one sleep stage to another) / TST",
        "Haba-Rubio et al. 2004, Sleep Med, doi 10.1016/j.sleep.2004.06.007 (its abstract)",
        "SFI",
        "Which shifts the paper counts is open: here an awakening counts once, and falling asleep "
        "again is no shift.",
    ),
    Metric(
        "SFI_lighter",
        "sleep fragmentation, to any lighter stage",
        "1/h",
        fragmentation.fragmentation_to_lighter,
        STABILITY,
        "transitions to a lighter stage (W > N1 > N2 > N3, W > N1 > REM) / TST",
        "wonambi 7.17",
        "SFI",
        "Rests on the scorer's N1.",
    ),
    Metric(
        "SHIFTS",
        "changes of stage",
        "1",
        fragmentation.stage_shifts,
        STABILITY,
        "neighbouring scored epochs that differ, from lights-off to lights-on",
        "wonambi 7.17, Switch",
    ),
    Metric(
        "SHIFTS_TST",
        "changes of stage, an hour of sleep",
        "1/h",
        fragmentation.stage_shifts_per_hour_of_sleep,
        STABILITY,
        "SHIFTS / TST",
        "stage-shift index",
        "SHIFTS",
        "20-s and 30-s epochs differ: shorter epochs show shorter visits.",
    ),
    Metric(
        "SHIFTS_SPT",
        "changes of stage, an hour of the sleep period",
        "1/h",
        fragmentation.stage_shifts_per_hour_of_period,
        STABILITY,
        "SHIFTS / SPT",
        "wonambi 7.17, Switch an hour",
        "SHIFTS",
    ),
    Metric(
        "TI_S",
        "transitions between sleep stages, a minute of sleep",
        "1/min",
        fragmentation.sleep_stage_transitions,
        STABILITY,
        "transitions from one of N1, N2, N3, REM to another / TST",
        f"{LUNA_HYPNO}, TI_S",
        own_decimals=_FEW_A_MINUTE,
    ),
    Metric(
        "TI_S3",
        "transitions among wake, NREM and REM, a minute of the sleep period",
        "1/min",
        fragmentation.three_state_transitions,
        STABILITY,
        "transitions among W, NREM and REM, falling asleep and final waking included / SPT",
        f"{LUNA_HYPNO}, TI_S3",
        own_decimals=_FEW_A_MINUTE,
        detail=NREM_OR_REM,
    ),
    Metric(
        "TI_RNR",
        "transitions between NREM and REM, a minute of sleep",
        "1/min",
        fragmentation.nrem_rem_transitions,
        STABILITY,
        "transitions between NREM and REM / TST",
        f"{LUNA_HYPNO}, TI_RNR",
        own_decimals=_FEW_A_MINUTE,
        detail=NREM_OR_REM,
    ),
    *_bout_rows(),
    *_persistence_rows(),
    Metric(
        "STABILITY",
        "mean persistence of N2, N3 and REM over 30 s",
        "1",
        mean_persistence,
        STABILITY,
        "(STAY_N2 + STAY_N3 + STAY_REM) / 3",
        "YASA 0.8.1, Hypnogram.transition_matrix (its example)",
        caveat=_STEP,
    ),
    Metric(
        "ENTROPY",
        "entropy rate of the stages, in steps of 30 s",
        "bit",
        entropy_rate,
        STABILITY,
        "entropy of the stage 30 s later given this one's",
        "Cover & Thomas, Elements of Information Theory, section 4.2",
        caveat=f"Too low on few transitions. {_STEP}",
    ),
    Metric(
        "LZ76",
        "Lempel-Ziv complexity",
        "1",
        complexity.lempel_ziv_76,
        STABILITY,
        "phrases × log5(n) / n over n scored epochs, one every 30 s",
        "Lempel & Ziv 1976, IEEE Trans Inf Theory 22:75",
        caveat=f"Depends on the length of the night; beside chance under Transitions. {_STEP}",
    ),
    Metric(
        "LZW",
        "Lempel-Ziv-Welch compressibility of five stages",
        "1",
        partial(complexity.lempel_ziv_welch, states=5),
        STABILITY,
        "(r − r0) / (1 − r0), r: codes an epoch, r0: those of a constant night",
        f"{LUNA_HYPNO}, LZW",
        "LZ76",
        f"Depends on the length of the night. {_STEP}",
    ),
    Metric(
        "LZW3",
        "Lempel-Ziv-Welch compressibility of wake, NREM and REM",
        "1",
        partial(complexity.lempel_ziv_welch, states=3),
        STABILITY,
        "(r − r0) / (1 − r0), r: codes an epoch, r0: those of a constant night",
        f"{LUNA_HYPNO}, LZW3",
        "LZ76",
        f"Depends on the length of the night. {_STEP}",
        detail=NREM_OR_REM,
    ),
)
