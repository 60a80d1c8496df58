"""The page under a person's hands."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from explorer import bridge
from tests.browser.page import Page
from tests.browser.page_parity import compare_with_kernel

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def second_page(chromium, address):
    """Show a page beside `one_page`, for what cannot be undone."""
    shown = Page(chromium, address)
    shown.open()
    yield shown
    shown.close()


BOX = "document.querySelector('{}').getBoundingClientRect()"


def check_the_hint(shown, dismiss):
    """Look at where the hint of a page lies that nobody has used, and put it away."""
    hint, pane = shown.page.locator(".live-pane .hint"), ".live-pane > div:first-child"
    shown.page.mouse.move(*shown.point("spectrogram", 15_000, 13))  # its words are the longest
    shown.page.locator(".pointer-words", has_text="band 0.5–4 Hz").wait_for()
    place = f"(({{ x, y, width, height }}) => [x, y, width, height].join())({BOX.format(pane)})"
    # Traces and their axis end above it; all of it is looked at in one moment.
    shown.wait_for_truth(
        f"(([hint, pane, readout]) => hint.top >= pane.bottom && hint.right <= readout.left)"
        f"([{BOX.format('.live-pane .hint')}, {BOX.format(pane)}, {BOX.format('.readout')}])"
    )
    below = shown.page.evaluate(place)
    dismiss()
    hint.wait_for(state="detached")
    shown.wait_for_truth(f"(below) => {place} === below", arg=below)


def test_the_hint_covers_nothing_that_is_read_and_goes_when_it_is_told(one_page):
    check_the_hint(one_page, lambda: one_page.page.keyboard.press("Escape"))


def test_the_hint_of_a_larger_window_covers_nothing_and_goes_by_a_click(second_page):
    page = second_page
    page.page.set_viewport_size({"width": 1600, "height": 1000})
    page.wait_for_rest()
    check_the_hint(page, page.page.locator(".live-pane .hint").click)
    page.page.set_viewport_size({"width": 1280, "height": 800})


def move_the_night(page):
    """Go about by mouse and keys, change the band and brush: the same in every host."""
    page.page.mouse.click(*page.point("hypnogram", 14_400, 2))
    page.wait_until("Math.abs(d.start - 14385) < 60 && d.tier === 'full'")
    start = float(page.drawn()["start"])

    page.page.keyboard.press("ArrowRight")
    page.wait_until(f"Math.abs(d.start - {start + 30}) < 0.01 && d.tier === 'full'")
    page.page.keyboard.press("Shift+ArrowLeft")
    page.wait_until(f"Math.abs(d.start - {start}) < 0.01")
    page.page.keyboard.press("End")
    page.wait_until("d.start > 28000 && d.tier === 'full'")
    page.page.keyboard.press("Home")
    page.wait_until("d.start == 0 && d.tier === 'full'")

    generation = int(page.drawn()["generation"])
    page.page.keyboard.press("6")
    page.wait_until(f"d.generation > {generation} && d.tier === 'full'")
    page.wait_for_heading("sigma 11–16 Hz")

    selected = page.page.locator(".explorer-numbers th", has_text="selection")
    expect(selected).to_have_count(0)
    page.drag(page.point("hypnogram", 4000, 2), page.point("hypnogram", 12_000, 2))
    selected.first.wait_for()


def test_gestures_move_the_night(one_page):
    move_the_night(one_page)


def test_a_band_edge_follows_the_hand_to_the_numbers(one_page):
    page = one_page
    page.page.keyboard.press("6")
    page.wait_for_heading("sigma 11–16 Hz")
    generation = int(page.drawn()["generation"])
    page.drag(page.point("spectrogram", 14_000, 16), page.point("spectrogram", 14_050, 22))
    page.wait_until(f"d.generation > {generation} && d.tier === 'full'")
    page.wait_for_heading("own band 11–")
    low, high = page.page.evaluate(
        "document.querySelector('.live-pane').explorer.model.get('band')"
    )
    assert low == 11
    assert abs(high - 22) < 0.5
    # Half a hertz is some pixels of a hand: they move the edge, or nothing, and no window.
    start, at = page.drawn()["start"], page.point("spectrogram", 14_000, 11)
    for pixels, low in ((1, 11), (3, 11.5)):
        page.drag(at, (at[0], at[1] - pixels), steps=pixels)
        page.wait_until(f"d.band.startsWith('{low}-') && d.start === '{start}'")
    # What is said beside the pointer goes where its place does, and comes with the next move.
    words = page.page.locator(".pointer-words")
    words.wait_for()
    page.page.keyboard.press("p")
    words.wait_for(state="hidden")
    page.page.keyboard.press("p")


def test_bands_windows_and_montages_in_the_page_are_the_kernels(second_page):
    compare_with_kernel(second_page)


def test_a_band_edge_follows_the_hand_to_the_events_of_the_whole_night(one_page):
    page = one_page
    page.page.keyboard.press("6")
    page.wait_for_heading("spindles: count")
    page.page.get_by_text("spindles: Lacourse et al. 2019").wait_for()
    page.drag(page.point("spectrogram", 14_000, 16), page.point("spectrogram", 14_050, 14))
    page.page.get_by_text("spindles in 11–1").wait_for()


def test_a_link_is_followed_though_the_page_writes_its_own_view_meanwhile(one_page):
    one_page.page.evaluate(
        """() => {
            const before = location.hash;
            location.hash = "v1&window_start=6000";
            history.replaceState(history.state, "", before || "#v1&window_start=0");
        }"""
    )
    one_page.wait_until("d.start == 6000")


def test_the_line_of_n3_follows_the_hand_to_the_minutes(one_page):
    page = one_page
    page.wait_for_heading("N3 by amplitude criterion")
    centre, scale, line = page.page.evaluate(
        """() => {
            const { model } = document.querySelector('.live-pane').explorer;
            const lane = JSON.parse(model.get('lanes')).find((one) => one.analysed);
            return [lane.centre, lane.gain / lane.span, model.get('n3_amplitude')];
        }"""
    )
    middle = float(page.drawn()["start"]) + 15
    share = page.page.locator("tr", has_text="share of TST")
    before = share.inner_text()
    page.drag(
        page.point("traces", middle, centre + line / 2 * scale),
        page.point("traces", middle, centre + 2 * line / 2 * scale),
    )
    page.page.locator(".explorer-numbers th", has_text="> 15").wait_for()
    expect(share).not_to_have_text(before, use_inner_text=True)


def test_the_signal_tab_shows_the_channel_and_follows_it(one_page):
    page = one_page
    page.page.get_by_role("button", name="Signal", exact=True).click()
    page.page.get_by_text("clearance proxy, from anaesthetised mice, contested").wait_for()
    chooser = page.page.locator(".signal-controls select").first
    chooser.select_option("C4-M1")
    page.page.locator(".signal-body b", has_text="C4-M1").wait_for()
    page.page.get_by_role("button", name="normalise SWA to this night").click()
    page.page.get_by_text("% of reference").wait_for()


def test_the_whole_page_fits_a_projector(one_page):
    one_page.wait_for_fit()


def test_the_slider_of_the_band_stands_under_its_heading(one_page):
    page = one_page
    above = page.page.evaluate(
        """() => {
            const rows = [...document.querySelector(".explorer-controls").children];
            const slider = rows.findIndex((row) => row.querySelector(".noUi-target"));
            return rows.slice(0, slider).findLast((row) => row.querySelector("h2")).innerText;
        }"""
    )
    assert above.lower() == "band"


def test_a_band_without_events_leaves_the_page_alive(one_page):
    page = one_page
    page.page.keyboard.press("8")
    page.wait_for_heading("beta")
    start = float(page.drawn()["start"])
    page.page.keyboard.press("ArrowRight")
    page.wait_until(f"d.start > {start} && d.tier === 'full'")


def test_a_band_that_was_dragged_is_said_once_when_it_is_let_go(one_page):
    page = one_page
    keyboard, mouse, unseen = page.page.keyboard, page.page.mouse, ".live-pane > .unseen"
    spoken = page.page.locator(unseen)
    page.page.locator(".live-pane").focus()
    keyboard.press("h")
    spoken.get_by_text("band 0.5 to 4.25 hertz").wait_for()
    page.page.evaluate(
        """(place) => {
            window.said = [];
            const spoken = document.querySelector(place);
            new MutationObserver(() => window.said.push(spoken.textContent))
              .observe(spoken, { childList: true });
        }""",
        unseen,
    )
    mouse.move(*page.point("spectrogram", 15_000, 4.25))
    mouse.down()
    for edge in (6, 7, 8):
        mouse.move(*page.point("spectrogram", 15_000, edge))
        page.page.wait_for_timeout(500)  # longer than what is said waits for
    assert page.page.evaluate("window.said") == []
    expect(page.page.locator(".pointer-words")).to_contain_text("band 0.5–8 Hz")
    mouse.up()
    spoken.get_by_text("band 0.5 to 8 hertz").wait_for()
    page.page.wait_for_timeout(500)
    assert page.page.evaluate("window.said") == ["band 0.5 to 8 hertz"]


def test_help_opens_by_key_and_closes(one_page):
    page = one_page
    page.page.keyboard.press("?")
    gesture = page.page.get_by_text("drag a band edge on the spectrogram")
    gesture.wait_for()
    page.wait_for_truth("document.querySelector('.explorer-help').scrollTop === 0")
    assert gesture.bounding_box()["width"] > 150  # no column of single words
    page.page.keyboard.press("Escape")
    gesture.wait_for(state="hidden")
    page.page.keyboard.press("?")
    gesture.wait_for()
    page.page.keyboard.press("?")
    gesture.wait_for(state="hidden")


def test_a_file_that_cannot_be_opened_gets_a_sentence_and_the_page_lives(one_page):
    page = one_page
    page.page.get_by_role("button", name="Open…").click()
    box = page.page.get_by_label("path of a recording")
    box.fill("no such file.edf")
    page.page.locator(".explorer-path", has=box).get_by_role("button", name="Open").click()
    page.page.get_by_text("there is no such file within").wait_for()
    box.fill("/etc/passwd")
    box.press("Enter")
    said = page.page.get_by_text("outside the folders that may be opened")
    said.wait_for()
    field = box.bounding_box()
    assert 0 <= said.bounding_box()["y"] - field["y"] - field["height"] < 20  # px, below the field
    page.page.keyboard.press("Escape")
    page.page.locator(".live-pane").focus()
    start = float(page.drawn()["start"])
    page.page.keyboard.press("ArrowRight")
    page.wait_until(f"d.start > {start} && d.tier === 'full'")


def test_a_flood_of_moves_ends_on_the_last_one(one_page):
    page = one_page
    page.page.keyboard.press("6")
    page.wait_for_heading("sigma 11–16 Hz")
    page.drag(
        page.point("spectrogram", 14_000, 16), page.point("spectrogram", 14_100, 27), steps=30
    )
    page.wait_for_heading("own band 11–2")
    page.wait_until("d.tier === 'full'")
    page.drag(page.point("traces", 0, 0), page.point("traces", 0, 0))
    x, y = page.point("hypnogram", float(page.drawn()["start"]) + 15, 2)
    right, _ = page.point("hypnogram", 20_000, 2)
    page.drag((x, y), (right, y), steps=30)
    page.wait_until("Math.abs(d.start - 19985) < 60 && d.tier === 'full'")


def test_dark_and_light_are_both_painted(one_page):
    page = one_page

    def background():
        return page.page.evaluate(
            "getComputedStyle(document.querySelector('.sleep-explorer')).backgroundColor"
        )

    light = background()
    page.page.get_by_role("button", name="dark").click()
    page.page.wait_for_selector(".sleep-explorer.dark")
    assert background() != light
    page.page.get_by_role("button", name="dark").click()
    page.page.wait_for_selector(".sleep-explorer:not(.dark)")
    assert background() == light


def test_a_key_reaches_the_page_through_a_focused_button_of_any_sort(second_page):
    page = second_page
    page.page.locator(".live-pane").focus()
    keymap = json.loads((Path(bridge.__file__).parent / "js" / "keymap.json").read_text())
    keys = sorted(
        {key for entry in keymap["keys"] for key in entry.get("bindings", {}) if len(key) == 1}
        - {" "}
    )
    assert {"w", "r", "n", "t", "e"} <= set(keys) | {"e"}
    page.page.keyboard.press("s")  # unfolds what scores
    page.page.get_by_role("button", name="stop scoring").wait_for()
    # Below the document, where the page listens: what comes here would have come there.
    sorts = page.page.evaluate(
        """() => {
          document.body.addEventListener("keydown", (event) => {
            window.came.push(event.key);
            event.preventDefault();
            event.stopPropagation();
          });
          const seen = new Map();
          for (const one of document.querySelectorAll("button, summary, [role=tab]")) {
            if (!one.offsetParent || one.disabled || one.closest("dialog")) continue;
            const sort = `${one.tagName}.${one.className}.${Object.keys(one.dataset).join()}`;
            if (!seen.has(sort)) seen.set(sort, one);
          }
          window.sorts = [...seen.values()];
          return [...seen.keys()];
        }"""
    )
    assert len(sorts) > 5
    for number, sort in enumerate(sorts):
        page.page.evaluate("(at) => { window.came = []; window.sorts[at].focus(); }", number)
        for key in keys:
            page.page.keyboard.press(key)
        assert page.page.evaluate("window.came") == keys, sort


def test_a_sentence_across_the_page_goes_with_a_turned_tab(page):
    notice = page.page.locator(".explorer-notice")
    page.page.evaluate("location.hash = '#v1&night=nothing-of-this-name.edf'")
    expect(notice).to_contain_text("there is no such file")
    page.page.get_by_role("button", name="Signal", exact=True).click()
    expect(notice).to_be_hidden()


TURNED_TO = "(title) => document.querySelector('.explorer-tabs .mod-active')?.innerText === title"


def turn_by_hand(page, title):
    """Press a tab, and wait until it is a step of the history."""
    steps = page.page.evaluate("history.length")
    page.page.get_by_role("button", name=title, exact=True).first.click()
    page.wait_for_truth("(steps) => history.length === steps + 1", arg=steps)


def test_back_and_forward_go_from_tab_to_tab_and_leave_the_view_as_it_is(page):
    window = page.page
    window.evaluate("window.loaded = 'once'")
    turn_by_hand(page, "School")
    turn_by_hand(page, "Plan")
    turn_by_hand(page, "Night")
    steps = window.evaluate("history.length")
    start = float(page.drawn()["start"])
    window.locator(".live-pane").focus()
    for press in range(1, 4):  # a moved view is no step
        window.keyboard.press("ArrowRight")
        page.wait_until(f"d.start == {start + 30 * press}")
    page.wait_for_truth(
        "(start) => location.hash.includes(`window_start=${start}&`)", arg=int(start + 90)
    )
    assert window.evaluate("history.length") == steps
    for title in ("Plan", "School", "Night"):
        window.evaluate("history.back()")
        page.wait_for_truth(TURNED_TO, arg=title)
    for title in ("School", "Plan"):
        window.evaluate("history.forward()")
        page.wait_for_truth(TURNED_TO, arg=title)
    # The entry's own words first, then those of the view as it is.
    page.wait_for_truth(
        "(start) => location.hash.includes('tab=Plan')"
        " && location.hash.includes(`window_start=${start}&`)",
        arg=int(start + 90),
    )
    assert window.evaluate("history.length") == steps
    assert window.evaluate("window.loaded") == "once"


def test_the_first_back_leaves_a_page_opened_by_a_link_to_a_tab(chromium, address):
    shown = Page(chromium, address)
    shown.page.goto("about:blank")
    shown.page.goto(f"{address}#v1&night=simulated/young/128&tab=School")
    shown.wait_for_truth(TURNED_TO, arg="School")
    shown.wait_for_truth("() => location.hash.includes('&window_start=')")
    shown.page.go_back()
    assert shown.page.url == "about:blank"
    shown.page.close()


def test_back_from_a_followed_link_brings_its_view_back_too(page):
    window, start = page.page, float(page.drawn()["start"])
    window.evaluate("location.hash = 'v1&window_start=6000&tab=School'")
    page.wait_for_truth(TURNED_TO, arg="School")
    page.wait_for_truth("() => location.hash.includes('window_start=6000&')")
    window.evaluate("history.back()")
    page.wait_for_truth(TURNED_TO, arg="Night")
    page.wait_until(f"d.start == {start}")
