"""The page without a browser: move the state, read the figures and the words."""

import json
import re
import threading
import time

import numpy as np
import pytest
from bokeh.models import GlyphRenderer

from explorer.analysis.signal_view import SignalView
from explorer.app.analysis_cache import AnalysisCache
from explorer.app.shell import Explorer
from explorer.dsp import chunked_samples
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_signals, rate_name
from explorer.vocabulary.bands import BANDS, HIGHEST, Band


@pytest.fixture
def sent(monkeypatch):
    """Keep what a page is sent from now on."""

    def sent(page):
        messages = []
        monkeypatch.setattr(
            page.pane, "send", lambda message, buffers=None: messages.append((message, buffers))
        )
        return messages

    return sent


def test_nothing_is_wrong_at_first(page):
    assert page.status.message == ""
    assert [panel.problem.text for panel in page.figures] == [""] * len(page.figures)


def test_nothing_is_drawn_with_a_glyph_that_hangs_the_browser_while_it_is_empty(page_at_rest):
    # BokehJS 3.9.2: painting a VAreaStep or HAreaStep without data never returns.
    glyphs = {
        renderer.glyph.__class__.__name__
        for renderer in page_at_rest.hypnogram.figure.document.select({"type": GlyphRenderer})
    }
    assert {"Quad", "Step", "MultiLine"} <= glyphs
    assert not glyphs & {"VAreaStep", "HAreaStep"}


def test_a_band_in_the_page_moves_power_and_numbers(page):
    page.pane.band = [11.0, 16.0]
    assert page.state.band == next(band for band in BANDS if band.name == "sigma")
    power = page.band_power.power.data["power"]
    assert power[11:30].mean() == pytest.approx(200, rel=0.02)  # 20 uV: 20^2 / 2
    assert power[31:49].mean() == pytest.approx(0, abs=1)
    assert "sigma 11–16 Hz" in page.numbers.power.value


def test_a_slider_that_rounds_what_it_was_told_to_show_takes_no_band_back(page):
    page.state.band = Band("own band", 0.73, 3.21)  # as a link may say it
    page.controls.edges.value = (0.75, 3.2)  # what the slider answers
    assert (page.state.band.low, page.state.band.high) == (0.73, 3.21)
    page.controls.edges.value = (0.75, 3.25)  # a hand
    assert (page.state.band.low, page.state.band.high) == (0.75, 3.25)


def test_an_edge_that_is_typed_moves_the_band_or_says_what_would_do(page):
    fields = page.controls.fields
    page.pane.band = [0.5, 4.0]
    assert (fields.low.value, fields.high.value) == (0.5, 4.0)
    fields.low.value = 11.0
    assert "0.1 to 3.5 Hz would do" in fields.problem.value
    fields.high.value = 16.0
    fields.low.value = 11.0
    assert fields.problem.value == ""
    assert page.state.band == next(band for band in BANDS if band.name == "sigma")
    fields.high.value = 400.0  # more than any band holds
    assert f"to {HIGHEST:g} Hz would do, and 16 Hz was kept" in fields.problem.value
    assert (page.state.band.low, page.state.band.high) == (11.0, 16.0)


def test_a_worker_that_is_done_while_a_hand_moves_takes_no_place_back(page):
    places, old = [], page.pane.window_start
    page.pane.observe(lambda change: places.append(change["new"]), "window_start")
    hand = threading.Thread(target=lambda: setattr(page.pane, "window_start", old + 300))
    with page.pane:  # a worker holds the page while the hand's message comes
        hand.start()
        while page.pane.window_start == old:
            time.sleep(0.001)
        page.status.message = "done"
    hand.join()
    assert page.state.window_start == old + 300
    assert places == [old + 300]


def test_a_band_change_pushes_the_visible_window_filtered(page, sent):
    page.state.window_start = 1000
    messages = sent(page)
    page.state.band = Band("own band", 1.0, 3.0)
    traces = [message for message, _ in messages if message["kind"] == "traces"]
    assert [message["what"] for message in traces] == ["band"]
    assert traces[0]["from"] == 1000
    assert traces[0]["to"] == 1030
    assert traces[0]["pushed"]
    assert traces[0]["band"] == (1.0, 3.0)
    assert [row["count"] for row in traces[0]["rows"]] == [3000, 0, 0]  # of the analysed


def test_a_page_that_says_hello_is_sent_its_window_while_it_is_being_drawn(page, sent):
    messages = sent(page)
    revision = json.loads(page.pane.bundle)["revision"]
    page.pane._received(page.pane, {"kind": "hello", "revision": revision}, [])
    kinds = [(message["kind"], message.get("what")) for message, _ in messages]
    assert kinds == [("agreed", None), ("traces", "raw"), ("traces", "band")]
    assert messages[1][0]["from"] == page.state.window_start


def test_an_answer_gives_the_window_first_then_what_lies_around_it(page_at_rest, sent):
    messages = sent(page_at_rest)
    page_at_rest.traces.answer({"start": 600.0, "length": 30.0, "direction": 1})
    traces = [message for message, _ in messages if message["kind"] == "traces"]
    spans = [(m["what"], m["from"], m["to"], m["answers"]) for m in traces]
    assert spans[0] == ("raw", 600, 630, False)
    assert spans[1] == ("band", 600, 630, False)
    assert spans[-1][0] == "band"
    assert spans[-1][3]
    assert spans[-1][1] < 600 < 630 < spans[-1][2]


def test_samples_say_the_shortest_window_that_they_can_be_drawn_in(page_at_rest, sent):
    messages = sent(page_at_rest)
    page_at_rest.traces.answer({"start": 0.0, "length": 900.0, "around": False})
    page_at_rest.traces.answer({"start": 0.0, "length": 30.0, "around": False})
    shortest = [message["shortest"] for message, _ in messages if message["kind"] == "traces"]
    assert shortest == [900.0, 900.0, 0.0, 0.0]


def test_what_is_drawn_is_what_the_night_holds(page_at_rest, half_hour, sent):
    messages = sent(page_at_rest)
    page_at_rest.traces.answer({"start": 1200.0, "length": 10.0, "around": False})
    message, (buffer,) = messages[0]
    row = message["rows"][page_at_rest.state.visible_channels.index("C4-M1")]
    codes = np.frombuffer(buffer, "<i2")[row["at"] : row["at"] + row["count"]]
    expected = half_hour.window(1200, 1210, ["C4-M1"])["100Hz"].values[0]
    np.testing.assert_allclose(codes * row["scale"] + row["offset"], expected, atol=2e-3)


@pytest.mark.parametrize("start", [0.0, 3.0, 700.0, 1790.0])
def test_the_filtered_window_equals_the_filtered_night(page_at_rest, half_hour, start):
    cache = AnalysisCache(half_hour)
    view, band = page_at_rest.state.view, Band("own band", 0.5, 4.0)
    whole, _ = cache.filtered("C4-M1", 0, half_hour.duration, view, band)
    part, begins = cache.filtered("C4-M1", start, start + 10, view, band)
    assert begins == start
    first = round(start * 100)
    np.testing.assert_allclose(part, whole[first : first + 1000], atol=1e-3)


def test_a_brush_stands_beside_the_night(page):
    assert "selection</th>" not in page.numbers.architecture.value
    page.pane.selection = [300.0, 900.0]
    assert "selection</th>" in page.numbers.architecture.value
    cells = re.findall(
        r">N2</button></th><td>([\d.]+)[^/]*</span></td><td>([\d.]+)",
        page.numbers.architecture.value,
    )
    assert cells == [("10.0", "10.0")]
    page.pane.selection = []
    assert "selection</th>" not in page.numbers.architecture.value


def test_the_axis_of_band_power_is_as_short_as_the_panel_is_high(page):
    for band in (*BANDS, Band("own band", 11.25, 15.75)):
        page.state.band = band
        label = page.band_power.figure.yaxis[0].axis_label
        assert label.split("\n") == [f"{band.low:g}–{band.high:g} Hz", "µV²"]
        # 11 px italics are some 5.5 px wide a letter, and the frame some 75 px high.
        assert max(map(len, label.split("\n"))) * 5.5 < 90


def test_another_channel_is_analysed_off_the_pages_thread(page):
    before = page.spectrogram.image.data_source.data["image"][0]
    page.state.analysis_channel = "C3-M2"
    assert page.analyser.wait(60)
    assert page.status.message == ""
    assert page.spectrogram.figure.yaxis[0].axis_label.startswith("C3-M2")
    assert page.spectrogram.image.data_source.data["image"][0] is not before
    power = page.band_power.power.data["power"]
    assert power[31:49].mean() == pytest.approx(25**2 / 2, rel=0.03)


def test_a_fault_in_one_panel_is_one_sentence_there_and_the_others_live_on(page, monkeypatch):
    def fail():
        raise ValueError("the ink ran out")

    monkeypatch.setattr(page.band_power, "draw_line", fail)
    page.state.band = BANDS[3]
    assert page.band_power.problem.text == "This panel could not be drawn: the ink ran out"
    assert page.band_power.problem.visible
    assert "theta" in page.numbers.power.value
    monkeypatch.undo()
    page.state.band = BANDS[4]
    assert not page.band_power.problem.visible


def test_a_fault_in_a_callback_is_a_sentence_in_the_foot(page):
    page.safe_callback(page.night_manager.open)("nowhere.edf")
    assert "there is no such file within" in page.foot.widget.value


def test_a_refusal_goes_from_the_foot_with_the_next_tab_or_try(page):
    def refuse():
        page.safe_callback(page.night_manager.open)("nowhere.edf")
        assert "there is no such file within" in page.foot.widget.value

    refuse()
    page.show("Night")  # which is turned to already
    assert page.status.message
    page.show("Compare")
    assert page.status.message == ""
    assert "problem" not in page.foot.widget.value
    refuse()
    page.show("Night")
    assert page.status.message == ""
    page.context.refuse("There is no reference.")
    page.show("Compare")
    assert page.status.message == ""

    given = []
    guarded = page.safe_callback(lambda: given.pop())
    guarded()
    assert page.status.message.startswith("IndexError")
    given.append(1)
    guarded()
    assert page.status.message == ""
    guarded()
    page.status.message = "Opening S01…"  # nothing that was refused
    given.append(1)
    guarded()
    page.show("Night")
    assert page.status.message == "Opening S01…"
    page.status.message = ""


def test_a_refused_path_of_compare_is_not_spoken_of_beside_the_next_result(page, monkeypatch):
    page.show("Compare")
    compare = page.pages["Compare"]
    monkeypatch.setattr(compare.reader, "read", lambda *_a, **_k: None)
    compare.controls.path.value = "/etc/nights.csv"
    for begin in (compare.controls.example, compare.controls.trial):
        compare.controls.read.click()
        assert "outside the folders" in compare.controls.progress.value
        begin.click()
        assert page.status.message == ""
        assert "outside the folders" not in compare.controls.progress.value
        assert "outside the folders" not in page.foot.widget.value
    page.show("Night")


def test_words_from_a_file_never_become_html(page_at_rest):
    assert "<b>bold" not in page_at_rest.foot.widget.value
    assert "&lt;b&gt;bold" in page_at_rest.foot.widget.value


def test_the_badge_says_simulated(page):
    assert "SIMULATED" in page.header.badge.value
    real = Night.make({}, {"me": make_hypnogram(["W", "N2"] * 4)})
    page.state.night = real
    assert page.header.badge.value == ""


def test_a_night_without_signals_opens_on_its_hypnogram(page):
    page.state.night = Night.make({}, {"me": make_hypnogram(["W"] + ["N2"] * 9)})
    assert len(page.hypnogram.bars.data["left"]) == 2
    assert "only a hypnogram" in page.spectrogram.problem.text
    assert "4.5" in page.numbers.architecture.value
    assert page.status.message == ""


def test_an_unscored_night_says_so(page, half_hour):
    page.state.night = Night.make(dict(half_hour.signals))
    assert page.analyser.wait(60)
    assert "Nobody has scored this night" in page.hypnogram.problem.text


def test_gain_scales_lanes_without_new_samples(page, sent):
    messages = sent(page)
    page._key("+")
    lanes = json.loads(page.pane.lanes)
    assert lanes[0]["gain"] == pytest.approx(2**0.5)
    assert not [m for m, _ in messages if m.get("kind") == "traces"]


def test_a_drift_over_the_night_does_not_make_its_waves_small():
    rate = 100.0
    time = np.arange(int(rate * 600)) / rate
    drifting = 10 * time + 50 * np.sin(2 * np.pi * 2 * time)
    night = Night.make(
        {rate_name(rate): make_signals(drifting[None], rate, ["C4-M1"], ["EEG"], ["uV"])}
    )
    middle, spread = AnalysisCache(night).scale("C4-M1", "as recorded")
    assert spread == pytest.approx(130, abs=15)  # 100 uV of waves, and 40 uV of drift in 4 s
    assert middle == pytest.approx(3000, rel=0.05)


def test_a_longer_window_keeps_its_middle_and_thins_its_samples(page, sent):
    page.state.window_start = 600
    page.controls.length.value = 600.0
    assert page.state.window_start == pytest.approx(315)
    messages = sent(page)
    page.traces.answer({"start": 315.0, "length": 600.0, "around": False})
    assert messages[0][0]["rows"][0]["count"] <= 6000


def test_a_montage_that_is_not_possible_is_not_offered(page_at_rest):
    assert page_at_rest.controls.montage.options == ("as recorded",)


def test_a_channel_of_1_hz_has_a_spectrogram_in_a_short_excerpt_too(short_night):
    cache = AnalysisCache(short_night)
    found = cache.analysis("SpO2", SignalView(("SpO2",), "as recorded", 0.0))
    assert np.isfinite(found.spectrogram).all()
    assert found.highest == 0.5


def test_the_notch_takes_the_mains_out():
    rate = 256.0
    time = np.arange(int(rate * 120)) / rate
    hum = make_signals(10 * np.sin(2 * np.pi * 50 * time)[None], rate, ["C4-M1"], ["EEG"], ["uV"])
    cache = AnalysisCache(Night.make({rate_name(rate): hum}))
    kept, _ = cache.filtered("C4-M1", 40, 60, SignalView(("C4-M1",), "as recorded", 0.0), None)
    taken, _ = cache.filtered("C4-M1", 40, 60, SignalView(("C4-M1",), "as recorded", 50.0), None)
    assert np.std(kept) > 7
    assert np.std(taken) < 0.1


def test_dark_paints_every_figure(page):
    page.header.dark.value = True
    assert {panel.figure.background_fill_color for panel in page.figures} == {"#14191F"}
    assert "dark" in page.widget._dom_classes


def test_every_tab_opens(page):
    for title in page.header.tabs.options:
        page.show(title)
        said = page.status.message
        assert not said or said.endswith("…")  # what is under way is no fault


def test_too_little_memory_is_said_in_a_sentence_and_the_page_lives_on(half_hour, monkeypatch):
    asked = AnalysisCache.analysis

    def fails(*_):
        raise MemoryError("Unable to allocate 3.22 GiB for an array")

    monkeypatch.setattr(AnalysisCache, "analysis", fails)
    page = Explorer(half_hour)
    assert page.analyser.wait(60)
    assert page.status.message.startswith("There was not enough memory for this")
    assert "GiB" not in page.status.message
    monkeypatch.setattr(AnalysisCache, "analysis", asked)
    page.state.analysis_channel = "C3-M2"
    assert page.analyser.wait(60)
    assert page.status.message == ""
    assert page.status.analysis_ready_for == page.state.analysis_key


def test_a_recording_too_long_for_events_has_its_spectra_and_says_why(half_hour, monkeypatch):
    monkeypatch.setenv("SLEEP_EXPLORER_MEMORY", "1")
    page = Explorer(half_hour)
    assert page.analyser.wait(60)
    assert page.signal.worker.wait(60)
    why = "all that rests on them in 0 h of C4-M1 would take"
    assert why in page.status.message
    assert why in page.signal.numbers.events.value
    assert np.isfinite(page.band_power.power.data["power"]).any()
    for tab in ("Signal", "Function"):
        page.show(tab)
        assert page.pages[tab].worker.wait(60)
        assert why in page.pages[tab].body.value


def test_a_long_recording_says_how_far_it_is_and_is_left_for_another_channel(page, monkeypatch):
    monkeypatch.setattr(chunked_samples, "HELD", 1000)
    monkeypatch.setattr(chunked_samples, "PART", 20_000)
    said, shares = [], []
    page.status.observe(lambda change: said.append(change["new"]), "message")
    read_so_far = page.analyses._read_so_far

    def turns_away(key, channel, share):
        shares.append((channel, share))
        if channel == "C3-M2" and share > 0.3:
            page.state.analysis_channel = "chin"
        read_so_far(key, channel, share)

    monkeypatch.setattr(page.analyses, "_read_so_far", turns_away)
    page.state.analysis_channel = "C3-M2"
    assert page.analyser.wait(60)
    assert any(words.startswith("Computing the spectra of C3-M2: reading 0 h, ") for words in said)
    assert max(share for channel, share in shares if channel == "C3-M2") < 0.5
    assert page.status.analysis_ready_for == page.state.analysis_key
    assert page.status.message == ""
