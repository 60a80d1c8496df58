"""Every table beside a night says of which part its numbers are, and equal names are equal."""

import json
import re

import numpy as np
import pytest

from explorer.app.metrics_snapshot import snapshot
from explorer.app.night.headline_panel import headline
from explorer.app.sharing.snapshots import take_signal_snapshot
from explorer.app.shell import Explorer
from explorer.models.simulated_night import simulate_night
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_signals, rate_name
from explorer.render.night.signal_section import signal_part
from explorer.vocabulary.bands import BANDS
from explorer.vocabulary.stages import Stage

STAGES = ["W"] * 6 + ["N2"] * 20 + ["N3"] * 20 + ["REM"] * 8 + ["N2"] * 10 + ["N3"] * 6 + ["W"] * 4
SCOPES = {"in bed", "night", "selection"}
ROW = re.compile(r"<tr[^>]*><th[^>]*>(.*?)</th>(.*?)</tr>", re.S)


def text(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html)).strip()


def settled(explorer):
    for worker in (explorer.analyser, explorer.signal.worker, explorer.numbers.worker):
        assert worker.wait(60)


@pytest.fixture(scope="module")
def made():
    night = simulate_night(3, hypnogram=make_hypnogram(STAGES), sampling_frequency=64.0)
    explorer = Explorer(night)
    settled(explorer)
    return explorer


def tables(explorer):
    """Heading, columns and rows of every table of numbers at the right, as they stand."""
    html = "".join(
        str(sheet.value)
        for sheet in (
            *(explorer.numbers.architecture, explorer.numbers.power),
            *explorer.signal.numbers.widgets,
        )
    )
    found = {}
    for part in re.split(r"(?=<h2)", html):
        heading = re.match(r"<h2[^>]*>(.*?)</h2>", part, re.S)
        head = re.search(r"<thead>(.*?)</thead>", part, re.S)
        if not heading or not head:
            continue
        columns = [text(c) for c in re.findall(r"<th[^>]*>(.*?)</th>", head.group(1), re.S)]
        body = part.split("</thead>", 1)[1]
        rows = {
            text(name): [text(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", cells, re.S)]
            for name, cells in ROW.findall(body)
        }
        found[text(heading.group(1))] = [c for c in columns if c], rows
    return found


def first_number(words):
    return re.match(r"[\d.]+|–|", words).group()


def assert_scoped_and_equal(explorer):
    shown = tables(explorer)
    assert {"Architecture", "Stages, min (% of TST)", "N3 by amplitude criterion"} <= set(shown)
    for heading, (columns, _) in shown.items():
        said = [next((s for s in SCOPES if s in column), "") for column in columns]
        assert all(said), (heading, columns)
    stages, rule = shown["Stages, min (% of TST)"], shown["N3 by amplitude criterion"]
    parts = stages[0]
    for place, part in enumerate(parts):
        scored = rule[0].index(f"scorer, {part}")
        minutes = first_number(rule[1]["minutes"][scored])
        share = first_number(rule[1]["share of TST"][scored])
        cell = stages[1].get("N3", ["0.0 (0.0)"] * len(parts))[place]
        assert minutes == first_number(cell), (part, rule, stages)
        assert share == re.search(r"\(([\d.]+)", cell).group(1), (part, rule, stages)


def test_tables_agree_after_lights_brush_scorer_band_and_definitions(made):
    state = made.state
    assert_scoped_and_equal(made)
    before = tables(made)["N3 by amplitude criterion"][1]["minutes"]
    for choices in (
        {"lights": (600.0, 1500.0)},
        {"selection": (300.0, 1200.0)},
        {"band": BANDS[5], "selection": ()},
        {"analysis_channel": "C4-M1", "n3_amplitude": 60.0},
        {"montage": "average of the EEG channels"},
        {"definitions": (("isolated sleep", "wake"), ("unscored edges", "left out"))},
        {"lights": (), "selection": (0.0, 900.0)},
    ):
        with made.pane, state.batch():
            for name, value in choices.items():
                setattr(state, name, value)
        settled(made)
        assert_scoped_and_equal(made)
        if choices.get("lights"):
            assert tables(made)["N3 by amplitude criterion"][1]["minutes"] != before
    made.scoring.controller.score(30.0 * 26, 30.0 * 40, Stage.N2)
    settled(made)
    assert_scoped_and_equal(made)
    state.scorer = ""
    # The report says the same of the same parts.
    settled(made)
    report = text("".join(map(str, signal_part(take_signal_snapshot(state, made.cache)))))
    minutes = tables(made)["N3 by amplitude criterion"][1]["minutes"]
    assert f"minutes {minutes[0]}" in report or f"{minutes[0]} {minutes[1]}" in report
    with made.pane, state.batch():
        state.montage, state.analysis_channel, state.band = "as recorded", "F4-M1", BANDS[0]
        state.selection, state.lights, state.definitions = (), (), ()
        state.n3_amplitude = 75.0
    settled(made)


def test_a_montage_gives_its_name_wherever_the_channel_is_named(made):
    with made.pane:
        made.state.montage = "average of the EEG channels"
    settled(made)
    axis = made.traces.figure.yaxis[0].major_label_overrides.values()
    assert "F4-avg" in axis
    assert "E1-M2" in axis  # what the montage leaves keeps its name
    assert "F4-avg" in made.spectrogram.figure.yaxis[0].axis_label
    assert "F4-avg" in made.numbers.power.value
    assert "F4-avg, peak to peak" in made.signal.numbers.rule.value
    assert ("F4-avg", "F4-M1") in made.controls.channel.options
    report = text("".join(map(str, signal_part(take_signal_snapshot(made.state, made.cache)))))
    assert "Band power by stage: F4-avg" in report
    assert "F4-M1" not in report
    with made.pane:
        made.state.montage = "as recorded"
    settled(made)
    assert "F4-M1" in made.spectrogram.figure.yaxis[0].axis_label


def test_one_click_adds_a_channel_and_leaves_the_others(made):
    state, channels = made.state, made.controls.channels
    first = state.visible_channels
    other = next(name for name in state.night.channels if name not in first)
    click = {"kind": "choose", "name": "channel", "value": other}
    channels.widget._received(None, click | {"checked": True}, None)
    assert set(state.visible_channels) == {*first, other}
    assert f'value="{other}" checked' in channels.widget.value
    channels.widget._received(None, click | {"checked": False}, None)
    assert state.visible_channels == first
    for what, shown in (("none", ()), ("all", tuple(state.night.channels)), ("reset", first)):
        channels.widget._received(None, {"kind": "act", "what": what}, None)
        assert state.visible_channels == shown
    channels.widget._received(None, {"kind": "act", "what": "none:EEG"}, None)
    assert not [n for n in state.visible_channels if state.night.channels[n].kind == "EEG"]
    channels.widget._received(None, {"kind": "act", "what": "reset"}, None)


def test_blind_hides_what_others_say_and_shows_what_one_scores(made, monkeypatch):
    state = made.state
    sent = []
    monkeypatch.setattr(
        made.pane, "send_events", lambda what, _c, onset, *_: sent.append((what, len(onset)))
    )
    own = state.edits.scorers
    with made.pane, state.batch():
        state.scorer_name, state.blind = "somebody else", True
    settled(made)
    assert (state.hypnogram == Stage.UNSCORED).all()
    assert not state.scorers
    assert made.pane.blind
    assert json.loads(made.pane.epochs)["names"][str(Stage.UNSCORED.value)] == "hidden"
    shown = headline(state, snapshot(state), ())
    assert "The stages are hidden." in shown
    assert ">unscored<" not in shown
    assert sent[-1][1] == 0
    assert dict(sent)["waves"] == 0
    assert made.signal.numbers.rule.value == ""
    assert "hidden while blind" in made.signal.numbers.events.value
    assert len(made.strips.spans["N3 scored"].data["left"]) == 0
    assert len(made.strips.spans["N3 criterion"].data["left"]) == 0
    made.scoring.controller.score(600.0, 630.0, Stage.N3)
    assert state.scorers == ("somebody else",)
    # Begun blank: nothing of the others' comes with it.
    assert int((state.hypnogram != Stage.UNSCORED).sum()) == 1
    made.scoring.controller.undo()
    with made.pane, state.batch():
        state.blind, state.scorer_name = False, "me"
    settled(made)
    assert state.edits.scorers == own
    assert (state.hypnograms.isel(scorer=0) == Stage.N3).any()
    assert made.signal.numbers.rule.value
    assert dict(sent)["waves"] > 0


def test_copied_epochs_say_nothing_of_how_far_two_scorers_agree(made):
    explorer = made
    controller, state = explorer.scoring.controller, explorer.state
    controller.begin = state.scorers[0]
    state.scorer_name = "the copy"
    for place, stage in ((30, Stage.N3), (31, Stage.N2), (32, Stage.N2)):
        controller.score(30.0 * place, 30.0 * (place + 1), stage)
    explorer.scoring.sheet.unfolded = ["scoring"]
    said = text(explorer.scoring.sheet.value)
    copied = len(STAGES) - 3
    assert "of 3 epochs scored anew 33.3 % are the same" in said
    assert f"{copied} copied epochs, not scored anew, are left out" in said
    explorer.numbers.parts.unfolded = ["scorers"]
    settled(explorer)
    assert f"{copied} copied epochs" in text(explorer.numbers.parts.value)


def test_a_band_ends_where_the_channel_does():
    rng = np.random.default_rng(1)
    eeg = 20 * rng.standard_normal((1, 50 * 30 * 20), dtype=np.float32)
    signals = make_signals(eeg, 50.0, ["C4-M1"], ["EEG"], ["uV"])
    hypnogram = make_hypnogram(["N2"] * 20)
    explorer = Explorer(Night.make({rate_name(50.0): signals}, {"me": hypnogram}, simulated=True))
    explorer.state.band = BANDS[8]
    settled(explorer)
    response = explorer.controls.response.widget.value
    assert "0.3–25 Hz · at 50 Hz this channel holds up to 25 Hz" in text(response)
    across = [float(x) for x in re.findall(r"([\d.]+),[\d.]+", response.split("points=")[1])]
    assert max(across) <= 25 / 40 * 190 + 0.1  # no gain is drawn where there is no signal
    assert "broad 0.3–25 Hz" in text(explorer.numbers.power.value)
    assert "0.3–25 Hz" in explorer.band_power.figure.yaxis[0].axis_label
