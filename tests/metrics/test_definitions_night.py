"""One night, and the number that each tool gives on it, by the variant that says so."""

import pytest

from explorer import metrics
from explorer.vocabulary.stages import Stage
from tests.metrics.nights import value

# Luna's column: ours, and what ours is multiplied by to be in Luna's unit.
LUNA = {
    "TIB": ("TIB", 1),
    "TST": ("TST", 1),
    "TST_PER": ("TST_10min", 1),
    "TWT": ("WAKE", 1),
    "SPT": ("SPT", 1),
    "WASO": ("WASO_SPT", 1),
    "FWT": ("FWT", 1),
    "POST": ("FWT", 1),
    "PRE": ("SOL", 1),
    "SOL": ("SOL", 1),
    "SOL_PER": ("SOL_10min", 1),
    "SE": ("SE", 1),
    "SME": ("SME", 1),
    "REM_LAT": ("Lat_REM_onset", 1),
    "REM_LAT2": ("Lat_REM_NREM", 1),
    "SFI": ("SFI", 1 / 60),
    "SFI1": ("SFI_N1", 1 / 60),
    "TI_S": ("TI_S", 1),
    "TI_S3": ("TI_S3", 1),
    "TI_RNR": ("TI_RNR", 1),
    "LZW": ("LZW", 1),
    "LZW3": ("LZW3", 1),
    "NREMC": ("CYCLES_Luna", 1),
    "NREMC_MINS": ("CYCLE_mean_Luna", 1),
    "OTHR": ("UNSCORED", 1),
    "E2_SLEEP_ONSET": ("T_onset", 1 / 60),
    "E3_SLEEP_MIDPOINT": ("T_midpoint", 1 / 60),
    "E4_FINAL_WAKE": ("T_wake", 1 / 60),
}
SIX_DIGITS = 1e-6


def test_the_night_of_these_tests_is_the_night_the_peers_were_given(compared_night, peers):
    names = ["R" if code == Stage.REM else Stage(code).name for code in compared_night.values]
    assert names == peers["stages"]


def test_yasa_gives_these_numbers(compared_night, peers):
    ours = {symbol: round(value(compared_night, symbol), 4) for symbol in peers["yasa"]}
    assert ours == peers["yasa"]


@pytest.mark.parametrize("column", LUNA)
def test_luna_gives_these_numbers(compared_night, peers, column):
    symbol, factor = LUNA[column]
    theirs = float(peers["luna"][column])
    assert value(compared_night, symbol) * factor == pytest.approx(theirs, rel=SIX_DIGITS)


@pytest.mark.parametrize(
    ("rule", "minutes"),
    [
        ("Luna", [73.5, 80, 79, 68]),
        ("unbroken REM", [79.5, 72, 81, 71]),
        # By hand: from N1 to the end of REM, the 3 min awake within the second REM period and the
        # 16 min awake after the third among them.
        ("Feinberg & Floyd", [79.5, 81, 81, 87]),
        # By hand: from N1 to the next N1, so that the 16 min awake after the third REM period are
        # its cycle's; the last, of 21 min NREM and wake, has no REM.
        ("SleepCycles", [79.5, 81, 97, 71, 12]),
        # By hand: from N2 to the next N2; the last, of 7 min NREM, has no REM.
        ("Aeschbach & Borbély", [74.5, 82, 98, 73, 7]),
    ],
)
def test_the_cycles_by_each_rule(compared_night, rule, minutes):
    found = metrics.cycles(compared_night, rule=rule)
    assert (found.duration / 60).values.tolist() == minutes
    assert found.complete.values.tolist() == [True] * 4 + [False] * (len(minutes) - 4)


def test_the_aasm_counts_wake_after_the_last_sleep(compared_night):
    assert value(compared_night, "WASO_AASM") == 36.0


def test_both_rem_latencies_are_given(compared_night):
    assert value(compared_night, "Lat_REM") == 85.5
    assert value(compared_night, "Lat_REM_onset") == 73.5
