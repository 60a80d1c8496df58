"""The Signal tab without a browser: what it follows, what it says, and what it never says."""

import re
import time
from dataclasses import replace

import numpy as np
import pytest

from explorer.analysis.event_search import detection_for, left_out
from explorer.analysis.search_scope import SearchScope
from explorer.app import analysis_cache
from explorer.app.sharing.snapshots import take_signal_snapshot
from explorer.app.shell import Explorer
from explorer.models.simulated_night import simulate_night
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.render.night.signal_section import signal_part
from explorer.vocabulary.bands import BANDS, Band
from explorer.vocabulary.stages import Stage

STAGES = make_hypnogram(["W"] * 4 + ["N2"] * 24 + ["N3"] * 24 + ["REM"] * 12 + ["N2"] * 12)


@pytest.fixture(scope="module")
def made():
    night = simulate_night(2, hypnogram=STAGES, sampling_frequency=64.0)
    explorer = Explorer(night)
    settled(explorer)
    explorer.show("Signal")
    settled(explorer)
    return explorer


def settled(explorer):
    for worker in (explorer.analyser, explorer.overviewer, explorer.signal.worker):
        assert worker.wait(60)
    if "Signal" in explorer.pages:
        assert explorer.pages["Signal"].worker.wait(60)


def words(explorer):
    settled(explorer)
    return explorer.pages["Signal"].body.value


def changed(explorer, **choices):
    with explorer.pane:
        for name, value in choices.items():
            setattr(explorer.state, name, value)
    return words(explorer)


def test_the_density_of_slow_waves_says_in_which_band_it_was_counted(made):
    told = re.search(r"density, N2 and N3</th><td>([^<]*)</td>", words(made)).group(1)
    assert re.fullmatch(r"\S+ and \S+ /min, [\d.]+–[\d.]+ Hz", told)


def test_every_figure_and_every_caveat_is_there(made):
    shown = words(made)
    for title in (
        *("Average slow wave", "Average spindle", "Slow waves and spindles: coupling"),
        *("SWA by cycle", "SWA in parts", "Spectrum by stage", "Infraslow sigma"),
        "Slow waves in numbers",
    ):
        assert f"<h2>{title}" in shown
    for caveat in (
        "clearance proxy, from anaesthetised mice, contested",
        "slope goes with amplitude",
        "fixed amplitudes mix amplitude into density",
        "the relative share hides an absolute loss",
        "compare it at equal sleep time",
        "never compare one with the other",
        "The AASM rule is for frontal derivations",
        "compare nights at matched counts",
    ):
        assert caveat in shown
    assert "simulated" in shown


def test_coupling_says_of_which_waves_and_spindles_it_is(made):
    title = "<h2>Slow waves and spindles"
    shown = words(made)
    assert f"{title}: coupling" in shown
    made.show("Function")
    assert made.pages["Function"].worker.wait(60)
    counts = [
        re.search(r"n = (\d+) · preferred phase", made.pages[page].body.value).group(1)
        for page in ("Signal", "Function")
    ]
    assert counts[0] == counts[1]
    made.show("Signal")
    own = changed(made, detector="spindle/yasa")
    assert f"{title} as chosen here: coupling" in own
    assert "Function couples by the default rules" in own
    assert f"{title}: coupling" in changed(made, detector="")


def test_band_line_channel_and_brush_reach_the_figures(made):
    before = re.findall(r"n = \d+", words(made))
    assert "shaded: 12–15 Hz" in changed(made, band=Band("own band", 12.0, 15.0))
    # What happens to be under the hand moves no count: nights compare by rules that stay.
    assert re.findall(r"n = \d+", words(made)) == before
    assert "spindles in 12–15 Hz" not in words(made)
    assert "N3 by amplitude criterion, &gt; 120 µV" in changed(made, n3_amplitude=120.0)
    assert "exceed the line of 120 µV" in words(made)
    assert "<b>C4-M1" in changed(made, analysis_channel="C4-M1")
    assert "selection, 15 min" in changed(made, selection=(120.0, 1020.0))
    assert "SWA by cycle, 0.5–4 Hz" in changed(
        made, slow_wave_activity="slow-wave activity (Riedner 2007)"
    )
    changed(
        made,
        selection=(),
        band=BANDS[0],
        analysis_channel="F4-M1",
        n3_amplitude=75.0,
        slow_wave_activity="slow-wave activity",
    )


def test_a_named_night_is_what_swa_is_divided_by(made):
    page = made.pages["Signal"]
    assert "% of reference" not in words(made)
    page.controls.reference.click()
    assert "% of reference" in words(made)
    assert "reference: " in words(made)
    assert "not comparable" not in words(made)
    assert "not comparable" in changed(made, analysis_channel="C4-M1")
    # Another band of SWA has another mean: no reference is shown.
    riedner = "slow-wave activity (Riedner 2007)"
    assert "% of reference" not in changed(made, slow_wave_activity=riedner)
    page.controls.reference.click()
    assert made.state.swa_reference == ()
    changed(made, slow_wave_activity="slow-wave activity", analysis_channel="F4-M1")


def test_a_drag_on_the_night_makes_no_new_model(made):
    # A new Bokeh model makes Bokeh go through all there are, for longer than the answer takes.
    made.show("Night")
    before = {model.id for model in made.traces.figure.document.models}
    for high in (13.0, 14.0, 15.0):
        changed(made, band=Band("own band", 11.0, high), n3_amplitude=60 + high)
    assert {model.id for model in made.traces.figure.document.models} == before
    changed(made, band=BANDS[0], n3_amplitude=75.0)


def test_the_usual_spindles_are_found_ahead_of_the_first_drag(page):
    sigma = next(band for band in BANDS if band.name == "sigma")
    assert page.state.band != sigma
    assert page.cache.has_events(page.state.analysis_channel, page.state.view, sigma, "")


def test_spindles_are_looked_for_ahead_once_and_not_again_in_a_drag(page, monkeypatch):
    looked_for = []

    def find(channel, hypnogram, detection, stages, own=analysis_cache.find_events):
        looked_for.append(detection.rule.band)
        return own(channel, hypnogram, detection, stages)

    monkeypatch.setattr(analysis_cache, "find_events", find)
    bands = [(0.5, round(3.9 - 0.05 * step, 2)) for step in range(12)]  # more than are kept
    for low, high in bands:
        page.pane.band = [low, high]
        assert page.signal.worker.wait(60)
    assert looked_for == bands


def test_a_hand_that_drags_sees_a_band_that_it_has_left_until_the_newest_is_found(page):
    side, said = page.signal, page.signal.numbers.events
    page.state.band = Band("own band", 11.0, 15.0)
    assert side.worker.wait(60)
    left = side._request()
    found = side.cache.events(*left[1:])
    with page.pane:  # the worker waits to be heard
        page.state.band = Band("own band", 0.5, 3.0)
        page.status.events_key = ()
        while not side.cache.has_events(*side._request()[1:]):  # found, and not shown yet
            time.sleep(0.001)
        side._found(left, found)
        assert page.status.events_key == left[0]
        assert "in 11–15 Hz" in said.value
        assert "computing" in said._dom_classes
    assert side.worker.wait(60)
    assert page.status.events_key == side._request()[0]
    assert "in 0.5–3 Hz" in said.value
    assert "computing" not in said._dom_classes
    side._found(left, found)  # too late: the newest stands there
    assert "in 0.5–3 Hz" in said.value


def test_events_are_looked_for_in_the_stages_shown_as_they_stand(made):
    def found():
        settled(made)
        assert made.status.events_key == made.signal._request()[0]
        table = made.cache.events(*made.signal._request()[1:])
        return table.events.negative_peak.values  # what says in which stage a wave is

    made.show("Night")
    changed(made, band=BANDS[0])
    before, controller = found(), made.scoring.controller
    controller.score(1080.0, 1380.0, Stage.W)  # ten epochs that the night calls N3
    assert made.state.scorer == "me"
    taken_out = (before >= 1080) & (before < 1380)
    assert taken_out.sum() > 10
    assert found().tolist() == before[~taken_out].tolist()
    assert "in N2 and N3 as scored by me" in made.signal.numbers.events.value
    scored = made.signal.worker.request
    made.signal.worker.request = None  # stages without events: nothing is looked for anew
    controller.score(0.0, 30.0, Stage.REM)
    made.signal.worker.request = scored
    changed(made, scorer="")
    assert found().tolist() == before.tolist()
    changed(made, scorer="me")
    for _ in range(3):
        controller.undo()
    assert found().tolist() == before.tolist()


def test_a_scoring_begun_blank_takes_no_mark_away_before_its_epoch_is_scored(made):
    blank = SearchScope(make_hypnogram(["UNSCORED"] * 76), "me", by_hand=True)
    begun = SearchScope(make_hypnogram(["W"] * 4 + ["UNSCORED"] * 72), "me", by_hand=True)
    asked = (made.state.analysis_channel, made.state.view, BANDS[0], "")
    everywhere = made.cache.events(*asked, blank).events.onset.values
    after = made.cache.events(*asked, begun).events.onset.values
    assert set(everywhere[everywhere >= 122]) == set(after[after >= 122])
    assert (after >= 118).all()
    assert begun.words == "in N2 and N3 as scored by me, and in 72 epochs not scored yet"
    assert blank.words == "everywhere: nobody scored this night"


def test_the_line_of_n3_stands_beside_the_scorer_that_is_shown(made):
    before = made.signal.numbers.rule.value
    made.scoring.controller.score(1080.0, 1380.0, Stage.W)
    assert made.signal.numbers.rule.value != before
    for _ in range(2):
        made.scoring.controller.undo()
    settled(made)
    assert made.signal.numbers.rule.value == before


def test_one_epoch_is_one_and_the_spectra_say_what_is_drawn(page):
    page.show("Signal")
    shown = page.pages["Signal"]
    assert shown.worker.wait(60)
    assert "solid" in shown.body.value.lower()
    assert re.search(r"N2 \d+ epochs, exponent", shown.body.value)
    assert "fixed mode" not in shown.body.value
    shown._draw(replace(shown.summary, masked=1))
    assert "1 epoch with artefacts left out" in shown.body.value
    found = page.cache.events("C4-M1", page.state.view, BANDS[0])
    assert left_out(replace(found, dropped=1)) == "1 slow wave touching an artefact left out."
    assert left_out(replace(found, dropped=2)) == "2 slow waves touching an artefact left out."
    complexes = replace(found, detection=detection_for(BANDS[0], "k_complex/isolated wave"))
    said = left_out(replace(complexes, dropped=11))
    assert said == "11 K-complexes touching an artefact left out."
    assert left_out(replace(found, dropped=0)) == ""


def test_a_flat_channel_has_no_count_of_0_but_the_reason():
    stages = make_hypnogram(["N2"] * 60)
    night = simulate_night(2, hypnogram=stages, sampling_frequency=64.0)
    flat = {
        rate: one.assign(signal=(one.signal.dims, np.full(one.signal.shape, 7, np.float32)))
        for rate, one in night.signals.items()
    }
    page = Explorer(Night.make(flat, {"me": night.hypnogram}))
    settled(page)
    said = page.signal.numbers.events.value
    assert "Nothing was searched: the channel is flat." in said
    assert "<td>0" not in said
    html = "".join(signal_part(take_signal_snapshot(page.state, page.cache)))
    assert "Nothing was searched: the channel is flat." in html
    page.show("Signal")
    assert "nothing was searched, the channel is flat" in words(page)
