"""Every number that other tools report on one night, from the row that says how they get it."""

import numpy as np
import pytest

from explorer import metrics
from explorer.metrics import PEER_NUMBERS
from explorer.metrics.hypnogram_rows import as_hypnograms
from explorer.night.hypnogram import make_hypnogram
from tests.metrics.nights import night_of

# What each tool returned on the compared night, with the digits it was noted with.
RETURNED = {
    ("YASA 0.8.1", "TIB"): 361.5,
    ("YASA 0.8.1", "SPT"): 340.5,
    ("YASA 0.8.1", "TST"): 313.5,
    ("YASA 0.8.1", "WASO"): 27.0,
    ("YASA 0.8.1", "WAKE"): 48.0,
    ("YASA 0.8.1", "SE"): 86.722,
    ("YASA 0.8.1", "SME"): 92.0705,
    ("YASA 0.8.1", "SOL"): 12.0,
    ("YASA 0.8.1", "SOL_5min"): 16.0,
    ("YASA 0.8.1", "Lat_REM"): 85.5,
    ("YASA 0.8.1", "SFI"): 1.3397,
    ("YASA 0.7.0", "SFI"): 0.6699,
    ("Luna 1.7.0", "TIB"): 361.5,
    ("Luna 1.7.0", "TRT"): 361.5,
    ("Luna 1.7.0", "SPT"): 340.5,
    ("Luna 1.7.0", "SPT_PER"): 336.5,
    ("Luna 1.7.0", "TST"): 313.5,
    ("Luna 1.7.0", "TST_PER"): 303.5,
    ("Luna 1.7.0", "WASO"): 27.0,
    ("Luna 1.7.0", "TWT"): 48.0,
    ("Luna 1.7.0", "FWT"): 9.0,
    ("Luna 1.7.0", "SE"): 86.722,
    ("Luna 1.7.0", "SME"): 92.0705,
    ("Luna 1.7.0", "SOL"): 12.0,
    ("Luna 1.7.0", "SOL_PER"): 16.0,
    ("Luna 1.7.0", "REM_LAT"): 73.5,
    ("Luna 1.7.0", "REM_LAT2"): 71.5,
    ("Luna 1.7.0", "PCT N1"): 0.043062,
    ("Luna 1.7.0", "PCT N2"): 0.488038,
    ("Luna 1.7.0", "PCT N3"): 0.226475,
    ("Luna 1.7.0", "PCT REM"): 0.242424,
    ("Luna 1.7.0", "SFI"): 0.022329,
    ("Luna 1.7.0", "SFI1"): 0.038278,
    ("Luna 1.7.0", "TI_S"): 0.057416,
    ("Luna 1.7.0", "TI_S3"): 0.061674,
    ("Luna 1.7.0", "TI_RNR"): 0.022329,
    ("Luna 1.7.0", "LZW"): 0.087591,
    ("Luna 1.7.0", "LZW3"): 0.052555,
    ("Luna 1.7.0", "BOUT_N N3"): 3.0,
    ("Luna 1.7.0", "BOUT_MN N3"): 23.667,
    ("Luna 1.7.0", "BOUT_MD N3"): 25.0,
    ("Luna 1.7.0", "BOUT_MX N3"): 38.0,
    ("Luna 1.7.0", "TA N3"): 0.161765,
    ("Luna 1.7.0", "TS N3"): 0.172524,
    ("Luna 1.7.0", "NREMC"): 4.0,
    ("Luna 1.7.0", "NREMC_MINS"): 75.125,
    ("Luna 1.7.0", "OTHR"): 0.0,
    ("Luna 1.7.0", "E2_SLEEP_ONSET"): 12.0,
    ("Luna 1.7.0", "E3_SLEEP_MIDPOINT"): 182.25,
    ("Luna 1.7.0", "E4_FINAL_WAKE"): 352.5,
    ("wonambi 7.17", "TIB"): 361.5,
    ("wonambi 7.17", "TSP"): 340.5,
    ("wonambi 7.17", "TST"): 313.5,
    ("wonambi 7.17", "WASO"): 27.0,
    ("wonambi 7.17", "WASOT"): 36.5,
    ("wonambi 7.17", "W"): 47.5,
    ("wonambi 7.17", "Wmor"): 9.5,
    ("wonambi 7.17", "SE"): 86.722,
    ("wonambi 7.17", "SL"): 12.0,
    ("wonambi 7.17", "latency to 5 min of NREM"): 18.0,
    ("wonambi 7.17", "latency to 10 min of NREM"): 18.0,
    ("wonambi 7.17", "SLREM"): 85.5,
    ("wonambi 7.17", "SFI"): 2.6794,
    ("wonambi 7.17", "Switch"): 32.0,
    ("wonambi 7.17", "Switch an hour of TSP"): 5.6388,
    ("visbrain", "SPT"): 340.483,
    ("visbrain", "TST"): 313.483,
    ("visbrain", "WASO"): 27.0,
    ("visbrain", "W"): 48.0,
    ("visbrain", "SE"): 88.94,
    ("visbrain", "LatN1"): 12.0,
    ("visbrain", "LatREM"): 85.5,
    ("sleep-utils", "TRT"): 361.5,
    ("sleep-utils", "TBT"): 361.0,
    ("sleep-utils", "TST"): 313.5,
    ("sleep-utils", "WASO"): 27.0,
    ("sleep-utils", "SE"): 0.87,
    ("sleep-utils", "SOL"): 12.0,
    ("sleep-utils", "lat_REM"): 85.5,
    ("sleep-utils", "FI"): 0.10,
    ("sleep-utils", "stage_shifts"): 26.0,
    ("sleep-utils", "awakenings"): 6.0,
    ("sleep-utils", "cycles"): 5.0,
}
_MINUTES = {"N1": 13.5, "N2": 153.0, "N3": 71.0, "REM": 76.0}
_NAMES = (
    *(("YASA 0.8.1", "{}"), ("Luna 1.7.0", "MINS {}"), ("wonambi 7.17", "{}")),
    *(("visbrain", "{}"), ("sleep-utils", "{} min")),
)
RETURNED |= {
    (peer, name.format(stage)): minutes
    for stage, minutes in _MINUTES.items()
    for peer, name in _NAMES
}
_PERCENT = {"N1": 4.3062, "N2": 48.8038, "N3": 22.6475, "REM": 24.2424}
RETURNED |= {("YASA 0.8.1", f"%{stage}"): percent for stage, percent in _PERCENT.items()}
RETURNED |= {("wonambi 7.17", f"{s}, % of TST"): percent for s, percent in _PERCENT.items()}
RETURNED |= {("sleep-utils", f"{s} %"): round(percent, 1) for s, percent in _PERCENT.items()}
_TWO_DIGITS = {("sleep-utils", "FI"): 2}  # 0.10 loses its nought as a number


def test_every_row_was_returned_by_its_tool_and_no_number_was_left_out():
    rows = [(row.peer, row.name) for row in PEER_NUMBERS]
    assert len(rows) == len(set(rows))
    assert set(rows) == set(RETURNED)


@pytest.mark.parametrize("row", PEER_NUMBERS, ids=lambda row: f"{row.peer} {row.name}")
def test_a_tools_number_is_reproduced_by_the_variant_that_states_it(compared_night, row):
    number = RETURNED[row.peer, row.name]
    digits = _TWO_DIGITS.get((row.peer, row.name), len(str(number).partition(".")[2]))
    assert round(float(row.value(as_hypnograms(compared_night))[0]), digits) == number


@pytest.mark.parametrize(
    "row",
    [row for row in PEER_NUMBERS if not row.is_ours],
    ids=lambda row: f"{row.peer} {row.name}",
)
def test_a_number_that_is_not_ours_says_why(row):
    assert row.says


def test_a_unit_that_is_not_the_metrics_is_said():
    for row in PEER_NUMBERS:
        if row.factor not in (1.0, 0.5):
            assert row.units, (row.peer, row.name)
            assert row.in_units != metrics.metric(row.symbol).units


def test_a_variant_finds_what_tools_say_of_the_whole_family():
    found = {(row.peer, row.symbol) for row in metrics.find_peer_numbers("WASO_AASM")}
    assert {("YASA 0.8.1", "WASO_SPT"), ("wonambi 7.17", "WASO_AASM")} <= found
    with pytest.raises(ValueError, match="no metric"):
        metrics.find_peer_numbers("nothing")


def test_a_fault_of_one_epoch_is_one_epoch_whatever_its_length():
    row = next(row for row in PEER_NUMBERS if row.says.startswith("Drops the last"))
    for length in (30.0, 10.0):
        night = as_hypnograms(night_of("W5 N2:5", length))
        assert row.value(night)[0] == pytest.approx(5 - length / 60)


def test_what_tools_say_of_a_night_nobody_scored_is_nan():
    night = as_hypnograms(make_hypnogram(["UNSCORED"] * 4))
    assert np.isnan(next(row for row in PEER_NUMBERS if row.name == "SOL").value(night)).all()
