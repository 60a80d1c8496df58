"""Series of limb movements: edge cases written from the text of the AASM's and the WASM's rules."""

import numpy as np
import pytest

from explorer import metrics
from explorer.analysis.observed_night import observed_events
from explorer.night.hypnogram import make_hypnogram
from explorer.night.schema import make_events

ASLEEP = ["N2"] * 120


def counted(rows: list[tuple[float, float, str]], stages: list[str] = ASLEEP) -> tuple[float, ...]:
    """Periodic movements in sleep by the AASM and by the WASM."""
    events = [
        {"onset": onset, "duration": lasts, "kind": kind, "channel": "", "source": "me"}
        for onset, lasts, kind in rows
    ]
    hypnogram = make_hypnogram(stages)
    found = metrics.table(hypnogram, observed=observed_events(make_events(events)))
    hours = float(found.TST) / 60
    aasm = float(found.PLM_count)
    assert found.PLM_index == pytest.approx(aasm / hours)
    return aasm, round(float(found.PLM_index_WASM) * hours, 6)


def moves(*onsets: float, lasts: float = 1.0, kind: str = "LM") -> list[tuple[float, float, str]]:
    return [(onset, lasts, kind) for onset in onsets]


@pytest.mark.parametrize(
    ("why", "rows", "aasm", "wasm"),
    [
        ("four in a row are a series", moves(0, 20, 40, 60), 4, 4),
        ("three are none", moves(0, 20, 40), 0, 0),
        ("90 s from onset to onset belong to it", moves(0, 90, 180, 270), 4, 4),
        ("more than 90 s end it", moves(0, 20, 40, 130.5, 150, 170), 0, 0),
        ("5 s suffice for the AASM, 10 s are needed by the WASM", moves(0, 5, 10, 15), 4, 0),
        ("10 s suffice for the WASM", moves(0, 10, 20, 30), 4, 4),
        ("nearer than 5 s they are one (AASM); an interval under 10 s ends the series (WASM)",
         moves(0, 20, 40, 44, 60, 80), 5, 0),
        ("after an interval under 10 s a series may begin anew (WASM)",
         moves(0, 8, 28, 48, 68), 5, 4),
        ("0.5 s and 10 s are movements",
         [(0, 0.5, "LM"), (20, 10, "LM"), (40, 0.5, "LM"), (60, 10, "LM")], 4, 4),
        ("shorter than 0.5 s is no movement", [*moves(0, 20, 40), (60, 0.4, "LM")], 0, 0),
        ("longer than 10 s: none (AASM), and ends the series (WASM)",
         [*moves(0, 20), (40, 11, "LM"), *moves(60, 80)], 4, 0),
        ("a series marked as one is no movement, and breaks none",
         [*moves(0, 20, 40, 60), (0, 61, "PLM series")], 4, 4),
        ("a mark without a duration is a movement, as its scorer called it one",
         moves(0, 20, 40, 60, lasts=0.0), 4, 4),
    ],
)  # fmt: skip
def test_series_by_both_rules(
    why: str, rows: list[tuple[float, float, str]], aasm: int, wasm: int
) -> None:
    assert counted(rows) == (aasm, wasm), why


def test_wake_of_less_than_90_s_does_not_end_a_series() -> None:
    stages = ["N2", "W", "N2", "N2"] + ["N2"] * 116
    rows = moves(10, 25, 70, 90)
    assert counted([*rows, *moves(40)], stages) == (4, 4)  # that in wake is counted by neither


def test_wake_belongs_to_a_series_of_the_wasm_and_only_sleep_is_counted() -> None:
    stages = ["N2", "W", "W", "W", "W", "N2"] + ["N2"] * 114
    assert counted(moves(10, 60, 110, 160), stages) == (0, 2)


@pytest.mark.parametrize(
    ("why", "left", "right", "lasts", "wasm"),
    [
        ("both legs at once are one", (0, 20, 40, 60), (0.8, 20.8, 40.8, 60.8), 1.0, 4),
        ("less than 0.5 s apart are one", (0, 20, 40, 60), (1.4, 21.4, 41.4, 61.4), 1.0, 4),
        ("0.5 s apart are two, less than 10 s from onset to onset", (0, 20, 40, 60),
         (1.5, 21.5, 41.5, 61.5), 1.0, 0),
        ("of both legs up to 15 s", (0, 30, 60, 90), (7, 37, 67, 97), 8.0, 4),
        ("of both legs more than 15 s", (0, 30, 60, 90), (7.5, 37.5, 67.5, 97.5), 8.0, 0),
    ],
)  # fmt: skip
def test_movements_of_two_legs_by_the_wasm(
    why: str, left: tuple[float, ...], right: tuple[float, ...], lasts: float, wasm: int
) -> None:
    rows = [*moves(*left, lasts=lasts, kind="LM (Left)")]
    rows += moves(*right, lasts=lasts, kind="LM (Right)")
    assert counted(rows)[1] == wasm, why


def test_movements_of_two_legs_less_than_5_s_apart_are_one_by_the_aasm() -> None:
    rows = moves(0, 20, 40, 60, kind="LM (Left)") + moves(4.9, 24.9, 44.9, 64.9, kind="LM (Right)")
    assert counted(rows)[0] == 4


def test_movements_at_breathing_events_are_left_out_as_each_rule_says() -> None:
    apnoea = [(100.0, 20.0, "Obstructive Apnea")]
    rows = moves(40, 60, 80, 120.4, 140, 160)  # the fourth 0.4 s after its end
    assert counted([*rows, *apnoea]) == (5, 6)
    assert counted([*moves(40, 60, 80, 120.6, 140, 160), *apnoea]) == (6, 6)
    events = [
        {"onset": onset, "duration": lasts, "kind": kind, "channel": "", "source": "me"}
        for onset, lasts, kind in [*moves(40, 60, 80, 130.2, 150, 170), *apnoea]
    ]
    found = metrics.table(make_hypnogram(ASLEEP), observed=observed_events(make_events(events)))
    assert found.PLM_index_WASM == 6
    assert found.PLM_index_WASM_nonrespiratory == 5  # 10.2 s after the end, less than 10.25


def test_periodic_movements_that_alone_are_marked_are_counted_as_marked() -> None:
    events = [
        {"onset": onset, "duration": 1.0, "kind": "PLM", "channel": "", "source": "me"}
        for onset in (10.0, 30.0)
    ]
    found = metrics.table(make_hypnogram(ASLEEP), observed=observed_events(make_events(events)))
    assert found.PLM_index == found.PLM_index_as_marked == 2
    assert "PLM_index_WASM" not in found
    assert np.isfinite(found.LM_index)


def test_a_series_that_alone_is_marked_is_no_movement() -> None:
    events = [{"onset": 60, "duration": 200, "kind": "PLM", "channel": "", "source": "me"}]
    found = metrics.table(make_hypnogram(ASLEEP), observed=observed_events(make_events(events)))
    assert not {"PLM_index", "PLM_index_as_marked", "LM_index"} & set(found)
