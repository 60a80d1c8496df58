"""Scored events on the Night tab: counted, drawn, chosen among, listed and gone to."""

import re
from dataclasses import replace

import numpy as np
import pytest

from explorer.analysis.event_lanes import ALL_EVENTS, EventFilter, EventLane
from explorer.app.metrics_snapshot import snapshot
from explorer.app.night.event_lanes_panel import lane_labels
from explorer.app.panel import LABEL_ROOM, label_width
from explorer.app.shell import Explorer
from explorer.app.state import ExplorerState
from explorer.io import open_night
from explorer.io.write import write_edf
from explorer.models.simulated_night import simulate_night
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_events
from explorer.render.architecture.around_figure import NOTHING_AROUND, AroundChoice, around_part
from explorer.render.architecture.event_lanes_part import marked_by
from explorer.scoring.edit_history import EVENT, Edit, Edits

STAGES = ["W"] * 20 + ["N2"] * 60 + ["N3"] * 40 + ["REM"] * 20 + ["W"] * 10
SIZE = 1204


@pytest.fixture
def page():
    onset = np.linspace(0, 4499, SIZE)
    events = make_events(
        onset=onset,
        duration=np.full(SIZE, 3.0),
        kind=np.resize(["Arousal <b>", "Hypopnea", "cough"], SIZE),
        channel=np.full(SIZE, "C4"),
        source=np.full(SIZE, "me"),
    )
    return Explorer(Night.make({}, {"me": make_hypnogram(STAGES)}, events))


def unfold(page, *keys):
    page.numbers.parts.unfolded = list(keys)
    assert page.numbers.worker.wait(60)
    return page.numbers.parts.value


def test_every_scored_event_is_counted_in_the_heading_and_drawn(page):
    assert "1,204 scored events" in page.numbers.parts.value
    words = unfold(page, "scored events")
    for lane in ("arousal · 402", "hypopnoea · 401", "cough · 401"):
        assert lane in words
    assert "“Arousal &lt;b&gt;” on C4, by me" in words
    assert "<b>" not in words
    assert "The first 100 of 1204" in words


def test_events_are_chosen_by_kind_and_stage_and_gone_to(page):
    unfold(page, "scored events")
    page.numbers._choose("events:kind", "hypopnoea")
    page.numbers._choose("events:stage", "REM")
    assert page.numbers.worker.wait(60)
    words = page.numbers.parts.value
    asleep = [at for at in np.linspace(0, 4499, SIZE)[1::3] if 3600 <= at < 4200]
    assert f"{len(asleep)} of 1,204 scored events drawn" in words
    assert "arousal ·" not in words
    moment = re.search(r'data-act="(go:[^"]+)"', words)[1]
    assert float(moment.removeprefix("go:")) == pytest.approx(asleep[0], abs=0.1)
    page.numbers._act(moment)
    assert page.state.window_start <= asleep[0] < page.state.window_stop


def test_indices_follow_the_brushed_part_and_a_stage_by_hand(page):
    def index():
        words = unfold(page, "events")
        return re.search(r">AHI_<wbr>as_<wbr>scored</button>.*?</tr>", words, re.S)[0]

    whole = re.findall(r"<td>([\d.–]+)", index())
    page.state.selection = (600.0, 1200.0)
    parts = re.findall(r"<td>([\d.–]+)", index())
    assert parts[0] == whole[0]
    count = sum(600 <= at < 1200 for at in np.linspace(0, 4499, SIZE)[1::3])
    assert float(parts[1]) == pytest.approx(count * 6, abs=0.01)


def test_a_mark_by_hand_is_counted_for_who_made_it():
    page = Explorer(Night.make({}, {"file": make_hypnogram(STAGES)}))
    assert "No scored events" in page.numbers.parts.value
    words = unfold(page, "scored events")
    assert "stages by 1 scorer, and no scored event" in words
    mark = Edit(EVENT, "Ann", 700.0, 703.0, kind="arousal", channel="C4", id="a")
    page.state.edits = Edits((mark,))
    assert "1 scored event" in unfold(page, "scored events")


def test_lanes_stand_on_the_nights_own_axis_and_follow_the_choice(page):
    lanes = page.event_lanes
    labels = lanes.figure.yaxis[0].major_label_overrides
    assert lanes.figure.visible
    assert lanes.figure.x_range is page.hypnogram.figure.x_range
    assert list(labels.values()) == ["arousal 402", "hypopnoea 401", "cough 401"]
    sent = []
    lanes.connect(page.pane, page.safe_callback)
    page.pane.send_scored_events = lambda header, columns: sent.append((header, columns))
    page.state.event_filter = EventFilter(kind="hypopnoea", stage="REM")
    (header, (onset, duration, lane, word, channel, source)) = sent[-1]
    assert header["lanes"] == [["hypopnoea", "#56B4E9"]]
    assert all(3600 <= at < 4200 for at in onset)
    assert (duration.size, set(lane), set(channel)) == (onset.size, {0}, {-1})
    assert {header["words"][at] for at in word} == {"Hypopnea"}
    assert {header["sources"][at] for at in source} == {"me"}
    assert f"hypopnoea {onset.size}" in lanes.figure.yaxis[0].major_label_overrides.values()
    page.state.event_filter = EventFilter(kind="cough", scorer="me", stage="no such")
    assert "No scored event is of the kind" in lanes.problem.text
    page.state.event_filter = ALL_EVENTS
    page.state.blind = True
    assert not lanes.figure.visible
    assert not sent[-1][1]


FIVE = [f"night5_scorer_{name}" for name in ("ann", "bob", "cyril", "dora", "emil")]


@pytest.mark.parametrize(
    ("scorers", "expected"),
    [
        (["me"], ["arousal 402", "hypopnoea 402"]),
        (["scorer_1", "scorer_2"], ["arousal · 1", "arousal · 2", "hypopnoea · 1"]),
        (["Elisabeth", "simulation"], ["arousal · Elis…", "hypo… · sim…"]),
        (["Ann", "Anna"], ["arousal · Ann", "arousal · Anna"]),
        ([*FIVE, "simulation"], ["arousal · ann", "arousal · emil", "arousal · sim…"]),
        (["Elisabeth", "Elisabert"], []),
    ],
)
def test_a_lane_is_told_by_kind_and_scorer_in_its_room(scorers, expected):
    marks = np.arange(402)
    lanes = [
        EventLane(kind, who, "#000000", "", marks, marks * 1.0, marks * 1.0)
        for kind in ("arousal", "hypopnoea")
        for who in scorers
    ]
    labels = lane_labels(lanes)
    assert {*expected} <= {*labels}
    assert len({*labels}) == len(lanes)
    assert all(label_width(label, 10) <= LABEL_ROOM for label in labels)
    assert not any(label.endswith("· …") for label in labels)


def test_what_surrounds_the_events_is_drawn_for_a_channel_and_its_spectra(half_hour):
    state = ExplorerState(half_hour)
    kinds = {300.0: "arousal", 600.0: "arousal", 900.5: "arousal", 1200.0: "cough"}
    state.edits = Edits(
        tuple(Edit(EVENT, "Ann", at, at + 3, kind=kinds[at], id=f"{at}") for at in kinds)
    )
    asked = snapshot(state)
    named = (("envelope", "0.5–4 Hz, envelope"), ("spectra", "C4-M1"))
    for what, words in named:
        around = AroundChoice("C4-M1", state.view, state.band, what)
        part = around_part(asked, EventFilter(kind="arousal"), around)
        assert words in part
        assert "around 3 of 3 arousal" in part
        assert "surrogate marks" in part
        boxes = re.findall(r'viewBox="([-\d. ]+)"', part)
        assert len(boxes) == part.count("<svg") == (1 if what == "spectra" else 2)
        if what == "envelope":  # 0 s of -10 to 20 s stands in both at the same share of the width
            chart, image = (tuple(map(float, box.split())) for box in boxes)
            (line,) = [one for one in re.findall(r"<line[^>]*>", part) if '"3 3"' in one]
            upright = re.search(r'x1="([\d.]+)"', line)[1]
            columns = 120
            assert (columns / 3 - image[0]) / image[2] == pytest.approx(
                float(upright) / chart[2], abs=0.01
            )
    heart = around_part(asked, ALL_EVENTS, AroundChoice(what="heart"))
    assert "no ECG in which beats were found" in heart
    assert "no channel to average" in around_part(asked, ALL_EVENTS, NOTHING_AROUND)
    nobody = snapshot(ExplorerState(Night.make({}, {"file": make_hypnogram(STAGES)})))
    assert "No scored events" in around_part(nobody, ALL_EVENTS, NOTHING_AROUND)


def test_what_a_simulation_put_in_is_drawn_once_its_kind_is_chosen_also_of_a_saved_night(tmp_path):
    night = simulate_night(seed=3, hours=0.5)
    write_edf(night, tmp_path / "night.edf")
    for one in (night, open_night(tmp_path / "night.edf")):
        page = Explorer(one)
        page.state.event_filter = ALL_EVENTS
        labels = page.event_lanes.figure.yaxis[0].major_label_overrides
        assert {label.split()[0] for label in labels.values()} <= {"arousal"}
        page.state.event_filter = EventFilter(kind="spindle")
        [label] = page.event_lanes.figure.yaxis[0].major_label_overrides.values()
        assert label.startswith("spindle ")


def test_what_a_simulation_put_in_is_not_said_to_be_marked_by_a_scorer(page):
    unfold(page, "scored events")
    assert "drawn, as scorers marked them; no diagnosis" in page.numbers.parts.value
    night = simulate_night(2, hours=0.5, sampling_frequency=64.0)
    simulated = Explorer(night)
    unfold(simulated, "scored events")
    assert "drawn, as the simulation made them; no diagnosis" in simulated.numbers.parts.value
    events = simulated.numbers.asked.in_bed.observed.events
    both = replace(events, sources=(*events.sources, "me"), source=np.arange(events.size) % 2)
    assert marked_by(both) == "as scorers marked them, or the simulation made them"
