"""A page without a kernel, opened from disk without a network: what a hand does there."""

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from explorer.analysis.n3_rule import n3_by_rule
from explorer.analysis.signal_view import SignalView
from explorer.app.analysis_cache import AnalysisCache
from explorer.app.frozen_page.choice import choose
from explorer.app.frozen_page.frozen_page_file import FrozenRequest, frozen_page
from explorer.cli.command_line import main
from explorer.models.simulated_night import simulate_night
from explorer.night.hypnogram import make_hypnogram
from explorer.night.montage import AS_RECORDED
from explorer.night.schema import make_hypnograms
from explorer.vocabulary.bands import Band

pytestmark = pytest.mark.browser

CHANNELS = ("F4-M1", "E1-M2")
READY = ".explorer-pane[data-ready=yes]"
MINUTES = ".n3-by-rule tbody tr:first-child td"
POWER = ".band-numbers"
ROUNDED = 0.06  # to one decimal
AGREES = 0.2  # uV: what 64 Hz in steps of a tenth of a microvolt leave of a band


@pytest.fixture(scope="module")
def night():
    stages = ["W"] * 5 + ["N2"] * 10 + ["N3"] * 25 + ["N2"] * 10 + ["REM"] * 10
    return simulate_night(3, hypnogram=make_hypnogram(stages))


@pytest.fixture(scope="module")
def file(night, tmp_path_factory):
    other = make_hypnogram(np.roll(night.hypnogram.values, 3))
    both = make_hypnograms({"first scorer": night.hypnogram, "Eva Muster": other})["stage"]
    choice = choose(night, CHANNELS)
    request = FrozenRequest(night, choice, both, with_signals=False)
    path = tmp_path_factory.mktemp("frozen") / "night.html"
    path.write_text(frozen_page(request), "utf-8")
    return path


@pytest.fixture
def page(chromium, file):
    context = chromium.new_context(offline=True, viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    opened.problems, opened.asked_for = [], []
    opened.on("pageerror", lambda error: opened.problems.append(str(error)))
    opened.on("request", lambda request: opened.asked_for.append(request.url))
    opened.goto(file.as_uri())
    opened.wait_for_selector(READY)
    yield opened
    context.close()


def value(page, name):
    return page.evaluate(f"document.querySelector('.live-pane').explorer.model.get('{name}')")


def frame_of(page, figure):
    """Box of a figure's frame on the page, and where its axes begin and end."""
    return page.evaluate(
        """(figure) => {
            const plot = document.querySelector(".live-pane").explorer.live.plot(figure);
            const outer = plot.el.getBoundingClientRect(), box = plot.frame.bbox;
            const { x_range, y_range } = plot.model;
            return { left: outer.left + box.left, top: outer.top + box.top, width: box.width,
                     height: box.height, x: [x_range.start, x_range.end],
                     y: [y_range.start, y_range.end] };
        }""",
        figure,
    )


def place(box, x, y):
    """Pixels of a point that is given by a figure's axes."""
    across = (x - box["x"][0]) / (box["x"][1] - box["x"][0])
    up = (y - box["y"][0]) / (box["y"][1] - box["y"][0])
    return box["left"] + across * box["width"], box["top"] + (1 - up) * box["height"]


def drag(page, start, stop):
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*stop, steps=4)
    page.mouse.up()


def filtered_by_page(page):
    """Give samples of the first lane as the page filters them, and the time of the first."""
    return page.evaluate(
        """() => {
            const { model, store } = document.querySelector(".live-pane").explorer;
            const start = model.get("window_start"), stop = start + model.get("window_length");
            const { rows, codes } = store.source.filtered(start, stop, model.get("band"));
            const { at, count, rate, start: begins } = rows[0];
            return { begins, rate, values: Array.from(codes.subarray(at, at + count)) };
        }"""
    )


def test_hands_move_a_page_from_disk_without_a_kernel_or_a_network(page, night):
    cache, view = AnalysisCache(night), SignalView(CHANNELS, AS_RECORDED, 0.0)
    analysis = cache.analysis("F4-M1", view)

    # A jump, by a tap on the night.
    box = frame_of(page, "hypnogram")
    page.mouse.click(*place(box, 900.0, box["y"][0] + 0.3 * (box["y"][1] - box["y"][0])))
    assert 870 <= value(page, "window_start") <= 930
    assert value(page, "window_start") % 30 == 0  # an epoch

    # The band, by its edge on the spectrogram: traces and power of that very band.
    box = frame_of(page, "spectrogram")
    low, high = value(page, "band")
    middle = sum(box["x"]) / 2
    drag(page, place(box, middle, high), place(box, middle, 12.0))
    band = value(page, "band")
    assert band[0] == low
    assert 10 < band[1] < 14
    expect(page.locator(POWER)).to_have_attribute("data-band", f"{band[0]:g}-{band[1]:g}")
    expect(page.locator(".explorer-pane")).to_have_attribute("data-filtered", "page")
    found = filtered_by_page(page)
    start, length = value(page, "window_start"), value(page, "window_length")
    edges = Band("", *band)
    ours, _ = cache.filtered("F4-M1", start, start + length, view, edges)
    times = found["begins"] + np.arange(len(found["values"])) / found["rate"]
    same = np.interp(times, start + np.arange(ours.size) / 256.0, ours)
    apart = np.abs(same - found["values"])
    assert apart.max() < AGREES
    power = analysis.band_power(edges)
    shown = page.locator(f"{POWER} tbody tr:last-child td").first.inner_text()
    assert float(shown) == pytest.approx(np.nanmean(power), abs=ROUNDED)

    # The amplitude criterion, by its line over the traces.
    line = value(page, "n3_amplitude")
    lane = page.evaluate("document.querySelector('.live-pane').explorer.model.lanes[0]")
    box = frame_of(page, "traces")
    at = lane["centre"] + line / 2 * lane["gain"] / lane["span"]
    drag(page, place(box, sum(box["x"]) / 2, at), place(box, sum(box["x"]) / 2, at - 0.08))
    moved = value(page, "n3_amplitude")
    assert moved < line - 5
    rule = n3_by_rule(analysis.whole.waves, night.hypnogram, moved, masked=analysis.whole.masked)
    assert rule.minutes > 0
    expect(page.locator(MINUTES).first).to_have_text(f"{rule.minutes:.1f}")

    # A part of the night, brushed on the hypnogram: its stages and its power.
    box = frame_of(page, "hypnogram")
    row = box["y"][0] + 0.3 * (box["y"][1] - box["y"][0])
    drag(page, place(box, 600.0, row), place(box, 1500.0, row))
    begin, end = value(page, "selection")
    middles = night.hypnogram.onset.values + 15.0
    inside = (middles >= begin) & (middles < end)
    expect(page.locator(".brushed tbody tr:last-child td").first).to_have_text(
        f"{inside.sum() / 2:.1f}"
    )
    brushed = page.locator(f"{POWER} tbody tr:last-child td").nth(1).inner_text()
    assert float(brushed) == pytest.approx(np.nanmean(power[inside]), abs=ROUNDED)
    part = n3_by_rule(
        *(analysis.whole.waves, night.hypnogram, moved),
        masked=analysis.whole.masked,
        inside=inside,
    )
    expect(page.locator(MINUTES).nth(2)).to_have_text(f"{part.minutes:.1f}")
    expect(page.locator(MINUTES).nth(3)).to_have_text(f"{part.scored_minutes:.1f}")

    # Keys.
    page.locator(".live-pane").focus()
    page.keyboard.press("Home")
    assert value(page, "window_start") == 0
    page.keyboard.press("ArrowRight")
    assert value(page, "window_start") == length
    expect(page.locator(".explorer-pane")).to_have_attribute("data-start", f"{length:.3f}")
    page.keyboard.press("6")  # sigma: its events are in the page
    expect(page.locator(".events-numbers h2")).to_contain_text("spindles")
    shown = page.locator(".sleep-explorer")
    expect(shown).to_have_attribute("data-shown", "first scorer/light/3")  # drawn, with its keys

    # What needs a kernel says so where it was asked for.
    page.keyboard.press("s")
    expect(page.locator(".kernel-needed")).to_contain_text("this needs a kernel")
    page.keyboard.press("[")
    expect(page.locator(".kernel-needed")).to_contain_text("lights")
    assert page.problems == []
    assert [url for url in page.asked_for if not url.startswith(("file:", "blob:", "data:"))] == []


def test_a_hand_drags_on_through_a_band_whose_events_the_page_has(page):
    page.evaluate(
        """() => {
            const pane = document.querySelector(".live-pane");
            pane.explorer.model.set("band", [11, 15]);
            pane.firstElementChild.dataset.drawing = "the first";
        }"""
    )
    first = page.locator(".live-pane [data-drawing='the first']")
    box = frame_of(page, "spectrogram")
    middle = sum(box["x"]) / 2
    page.mouse.move(*place(box, middle, 15.0))
    page.mouse.down()
    for edge in (15.5, 16.0):
        page.mouse.move(*place(box, middle, edge))
    assert value(page, "band") == [11, 16]
    page.wait_for_timeout(600)  # a pane drawn anew here would end the drag
    page.mouse.move(*place(box, middle, 18.0))
    assert value(page, "band") == [11, 18]
    assert first.count() == 1
    page.mouse.move(*place(box, middle, 16.0))
    page.mouse.up()
    expect(first).to_have_count(0)  # they come once the hand is off
    expect(page.locator(".of-band")).to_have_text("")
    assert page.problems == []


def test_everyone_finds_scorers_definitions_and_the_dark(page):
    assert page.locator(".badge").first.inner_text() == "SIMULATED"
    body = page.locator("body").inner_text()
    assert "Muster" not in body
    assert "scorer B" in body
    page.locator("[data-choice=scorer]").select_option("scorer B")
    expect(page.locator(".sleep-explorer")).to_have_attribute("data-shown", "scorer B/light/0")
    page.get_by_role("button", name="TIB").click()
    expect(page.locator("tr.definition").first).to_contain_text("formula")
    for theme in ("light", "dark"):
        if theme == "dark":
            page.get_by_role("button", name="dark").click()
            shown = page.locator(".sleep-explorer")
            expect(shown).to_have_attribute("data-shown", "scorer B/dark/0")
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:150]) for one in found] == [], theme
    assert page.problems == []


def test_a_drawing_that_fails_is_said_in_its_place_and_the_next_one_is_drawn(page):
    page.evaluate(
        """() => {
            const { model } = document.querySelector(".live-pane").explorer;
            const get = model.get;
            window.mend = () => { model.get = get; };
            model.get = function (name) {
                if (name === "bundle") throw new Error("no such drawing");
                return get.call(this, name);
            };
        }"""
    )
    page.get_by_role("button", name="dark").click()
    alert = page.get_by_role("alert").filter(has_text="could not be drawn")
    expect(alert).to_contain_text("no such drawing")
    expect(alert).to_contain_text("Load the page again")
    assert Axe().run(page).response["violations"] == []
    page.evaluate("window.mend()")
    page.get_by_role("button", name="dark").click()
    expect(page.locator(".sleep-explorer")).to_have_attribute(
        "data-shown", "first scorer/light/0", timeout=60_000
    )
    expect(alert).to_have_count(0)
    assert page.problems == []


def test_a_hypnogram_alone_offers_no_control_of_signals(chromium, tmp_path):
    scored = tmp_path / "night.csv"
    scored.write_text("\n".join(["W", "W", "N1", "N2", "N3", "REM", "W"] * 8))
    assert main(["export", str(scored), "--format", "page", "--out", str(tmp_path / "a.html")]) == 0
    page = chromium.new_page()
    page.goto((tmp_path / "a.html").as_uri())
    page.wait_for_selector(READY)
    controls = page.locator(".explorer-controls")
    expect(controls.get_by_role("heading")).to_have_text(["Needs a kernel"])
    expect(controls.locator("select, input, button, svg")).to_have_count(0)
    expect(controls.locator("li", has_text="montage")).to_have_count(0)
    page.close()
