"""A night in which the clock is put forward or back: each place says the same clock time."""

import numpy as np
import pytest

from explorer.app.frozen_page.choice import choose, read_part
from explorer.app.metrics_snapshot import snapshot
from explorer.app.scoring.lesson_panel import LessonPanel
from explorer.app.state import ExplorerState
from explorer.app.time_in_bed_words import time_in_bed_plainly
from explorer.io.said_attrs import lights_by_start
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_events
from explorer.render.architecture.event_lanes_part import events_part
from explorer.school.lesson import Lesson
from explorer.school.sitting import Sitting

STAGES = {"a": make_hypnogram(["W"] * 120 + ["N2"] * 840)}
HOUR = 3600.0


def night(by, **said):
    moved = {"clock_moved_at": 2 * HOUR, "clock_moved_by": by * HOUR}
    events = make_events(
        onset=np.array([4 * HOUR]),
        duration=np.array([3.0]),
        kind=["Arousal"],
        channel=["C4"],
        source=["me"],
    )
    return Night.make({}, STAGES, events, start="2026-03-29T00:00:00", **moved, **said)


@pytest.mark.parametrize(("by", "shown"), [(0, "04:00"), (1, "05:00"), (-1, "03:00")])
def test_page_lesson_list_and_page_without_a_kernel_say_the_clock_as_it_then_was(by, shown):
    one = night(by, lights_off=0.0, lights_on=4 * HOUR)
    assert f"00:00–{shown}" in time_in_bed_plainly(ExplorerState(night=one))
    with pytest.raises(ValueError, match=f"00:00 to {(7 + by) % 24 + 1:02d}:00"):
        choose(one, part="23:00-23:30")
    assert read_part(f"00:30-{shown}", one) == (HOUR / 2, 4 * HOUR)
    said = lights_by_start(dict(one.attrs) | {"lights_on": shown})
    assert said["lights_on"] == 4 * HOUR
    assert f">{shown}:00<" in events_part(snapshot(ExplorerState(night=one)))
    lesson = object.__new__(LessonPanel)
    lesson.state = ExplorerState(night=one)
    lesson.state.sitting = Sitting.begin(Lesson((480,)))
    assert lesson._when(0) == f"epoch 481, {shown}:00"


@pytest.mark.parametrize("said", ["02:30-04:00", "01:00-02:30"])
def test_a_part_that_begins_or_ends_in_an_hour_that_was_left_out_is_refused(said):
    with pytest.raises(ValueError, match="02:30: in this night the clock was put forward past"):
        read_part(said, night(1))


def test_lights_in_an_hour_that_was_left_out_are_refused():
    with pytest.raises(ValueError, match="lights_on 02:30: in this night the clock was put"):
        lights_by_start(dict(night(1).attrs) | {"lights_on": "02:30"})
