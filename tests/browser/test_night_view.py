"""What is looked at on the night's tab: traces, window, pointer, colours, heights, exercises."""

import json
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from explorer.datasets.sample_night import sample_night
from tests.browser.page import Page

pytestmark = pytest.mark.browser

TRAIT = "(name) => document.querySelector('.live-pane').explorer.model.get(name)"
DRAWN = """(name) => {
    const { live, model } = document.querySelector('.live-pane').explorer;
    const lanes = JSON.parse(model.get('lanes'));
    const { xs, ys } = live.named(name).data;
    return lanes.map((lane, i) => ({ ...lane, count: ys[i].length, ys: Array.from(ys[i]) }));
}"""


def trait(page, name):
    return page.page.evaluate(TRAIT, name)


def test_eeg_is_drawn_as_recorded_and_the_band_over_the_analysed_trace_alone(one_page):
    page = one_page
    page.page.keyboard.press("6")
    page.wait_until("d.band === '11-16' && d.tier === 'full'")
    raw, band = (page.page.evaluate(DRAWN, name) for name in ("raw_traces", "band_traces"))
    assert [lane["name"] for lane in band if lane["count"]] == [trait_of(band, "analysed")]
    night, start = sample_night(), trait(page, "window_start")
    first = next(lane for lane in raw if lane["name"] == "F4-M1")
    (samples,) = night.window(start, start + 30, ["F4-M1"]).values()
    recorded = samples.values[0]
    shown = (np.array(first["ys"]) - first["centre"]) * first["span"] / first["gain"]
    assert abs(shown.max() - recorded.max() + first["offset"]) < 1
    assert abs(shown.min() - recorded.min() + first["offset"]) < 1
    page.page.get_by_label("Analysis channel").select_option("C4-M1")
    page.wait_until("d.tier === 'full'")
    page.page.wait_for_function(
        f"(name) => ({DRAWN})('band_traces').find((one) => one.name === name).count > 0",
        arg="C4-M1",
    )
    band = page.page.evaluate(DRAWN, "band_traces")
    assert [lane["name"] for lane in band if lane["count"]] == ["C4-M1"]
    page.page.get_by_label("Analysis channel").select_option("F4-M1")


def test_a_page_asks_for_no_script_that_came_with_the_first(one_page):
    asked = one_page.page.evaluate("performance.getEntriesByType('resource').map((e) => e.name)")
    assert sum("/page-scripts/" in one for one in asked) == 1
    chunk = re.compile(r"/\d+\.voila\.js|/labextensions/.*/static/\d+\.")
    assert [one for one in asked if chunk.search(one)] == []
    assert {one.split("/static/")[0].rpartition("labextensions/")[2] for one in asked} >= {
        "anywidget",
        "@jupyter-widgets/jupyterlab-manager",
    }


def trait_of(lanes, flag):
    return next(lane["name"] for lane in lanes if lane[flag])


def test_taps_and_steps_stand_on_epochs_and_a_typed_time_is_gone_to(one_page):
    page, keyboard = one_page, one_page.page.keyboard
    page.page.mouse.click(*page.point("hypnogram", 14_417, 2))
    page.wait_until("Math.abs(d.start - 14400) <= 60 && d.start % 30 === 0 && d.tier === 'full'")
    page.drag(page.point("traces", 14_410, 3), page.point("traces", 14_403, 3))
    page.wait_until("d.start % 30 !== 0")
    keyboard.press("Shift+ArrowRight")
    page.wait_until("d.start % 30 === 0")
    for typed, start in (("02:13", 11_580), ("epoch 413", 12_360), ("1", 0)):
        keyboard.press("g")
        keyboard.type(typed)
        keyboard.press("Enter")
        page.wait_until(f"d.start == {start}")
    keyboard.press("g")
    keyboard.type("99:99")
    keyboard.press("Enter")
    field = page.page.get_by_label("go to a time or an epoch")
    expect(field).to_have_attribute("aria-invalid", "true")
    wrong = page.page.locator(".window-words [role=alert]")
    expect(wrong).to_have_text(
        "“99:99” is no time or epoch of this night: type a time from 23:00 to before 07:00,"
        " or an epoch from 1 to 960."
    )
    keyboard.press("Escape")
    # What the window shows stands there whatever lies under the pointer.
    page.page.mouse.move(*page.point("spectrogram", 20_000, 13))
    page.page.locator(".pointer-words", has_text=re.compile(r"13\.0 Hz.* dB")).wait_for()
    page.page.mouse.move(*page.point("events", 20_000, 0.5))
    page.page.locator(".pointer-words", has_text="above the amplitude line").wait_for()
    page.page.mouse.move(*page.point("spectrogram", 20_000, 13))
    expect(page.page.locator(".window-words button")).to_contain_text("23:00:00 epoch 1 ")


# What stands at the ticks of the spectrogram's frequency axis.
HERTZ = """() => {
    const { model } = document.querySelector('.live-pane').explorer.live.plot('spectrogram');
    const { live } = document.querySelector('.live-pane').explorer;
    const axis = live.plot('spectrogram').views.find_one(model.left[0]);
    const [, ticks] = axis.tick_coords.major;
    return axis.compute_labels(ticks).items.map((one) => one.text).join(' ');
}"""


def test_a_logarithmic_axis_is_dragged_read_and_kept_in_the_link(one_page):
    page, log = one_page, np.log10
    page.page.keyboard.press("1")
    page.wait_until("d.band === '0.5-4'")
    axis = page.page.get_by_label("Spectrogram, frequency axis")
    linear = page.page.evaluate(HERTZ)
    assert linear.split()[0] == "0"
    axis.select_option("logarithmic axis")
    plots = "document.querySelector('.live-pane').explorer.live"
    edge = f"{plots}.tagged('band-{{}}')[0].location"
    for name, hertz in (("low", 0.5), ("high", 4)):
        page.page.wait_for_function(
            f"(place) => Math.abs({edge.format(name)} - place) < 1e-6", arg=float(log(hertz))
        )
    page.page.mouse.move(*page.point("spectrogram", 20_000, log(13)))
    page.page.locator(".pointer-words", has_text=re.compile(r"13\.0 Hz.* dB")).wait_for()
    page.drag(page.point("spectrogram", 20_000, log(4)), page.point("spectrogram", 20_000, log(8)))
    page.wait_until("d.band === '0.5-8'")
    # Held between its edges the band goes with the hand, and stays as wide in Hz.
    page.drag(page.point("spectrogram", 20_000, log(4)), page.point("spectrogram", 20_000, log(8)))
    page.wait_until("d.band === '4.5-12'")
    page.page.wait_for_function("location.hash.includes('spectrogram_logarithmic=1')")
    axis.select_option("linear frequency axis")
    page.page.wait_for_function(f"{edge.format('low')} === 4.5")
    page.page.wait_for_function(f"(labels) => ({HERTZ})() === labels", arg=linear)
    page.page.wait_for_function("!location.hash.includes('spectrogram_logarithmic')")
    page.page.keyboard.press("1")


@pytest.mark.parametrize(("tag", "sign"), [("threshold-high", -1), ("threshold-low", 1)])
def test_with_shift_the_amplitude_line_goes_by_1_uv_a_pixel(one_page, tag, sign):
    page = one_page
    line = "document.querySelector('.live-pane').explorer.model.get('n3_amplitude')"
    place = f"document.querySelector('.live-pane').explorer.live.tagged('{tag}')[0].location"
    began, start = page.page.evaluate(line), trait(page, "window_start")
    x, y = page.point("traces", start + 15, page.page.evaluate(place))
    mouse, keyboard = page.page.mouse, page.page.keyboard
    mouse.move(x, y)
    keyboard.down("Shift")
    mouse.down()
    mouse.move(x, y + 12 * sign, steps=6)
    mouse.up()
    keyboard.up("Shift")
    page.wait_for_truth(f"{line} === {began + 12}")
    page.wait_until(f"d.threshold == {began + 12}")
    assert trait(page, "window_start") == start
    assert trait(page, "selection") == []


def test_a_drag_is_followed_before_the_browser_would_tell_of_it_once_a_frame(one_page):
    page, mouse = one_page, one_page.page.mouse
    mouse.move(*page.point("hypnogram", 15_000, 2))
    mouse.down()
    mouse.move(*page.point("hypnogram", 16_000, 2))
    places = [page.point("hypnogram", time, 2) for time in (17_000, 18_000, 19_000)]
    followed = page.page.evaluate(
        """(places) => new Promise((done) => requestAnimationFrame(() => {
          const pane = document.querySelector('.live-pane');
          const tell = (kind, [clientX, clientY], pointerType = 'mouse') => {
            const more = { bubbles: true, pointerId: 1, isPrimary: true, buttons: 1 };
            pane.dispatchEvent(new PointerEvent(kind, { ...more, pointerType, clientX, clientY }));
            return Math.round(pane.explorer.model.get('selection')[1] / 1000);
          };
          const [first, second, third] = places;
          done([
            tell('pointerrawupdate', first, 'touch'), // which the browser may take for a scroll
            tell('pointerrawupdate', first), tell('pointerrawupdate', second),
            tell('pointermove', second), tell('pointerrawupdate', third),
          ]);
        }))""",
        places,
    )
    mouse.up()
    page.page.keyboard.press("Escape")
    assert followed == [16, 17, 17, 18, 19]


def test_a_brush_says_from_when_to_when_and_a_line_what_it_makes_of_the_night(one_page):
    page = one_page
    page.drag(page.point("hypnogram", 4000, 2), page.point("hypnogram", 12_000, 2))
    label = "document.querySelector('.live-pane').explorer.live.named('{}').text"
    page.page.wait_for_function(
        f"/^\\d\\d:.*, 13\\d\\.\\d min$/.test({label.format('selection_label')})"
    )
    page.page.keyboard.press("Escape")
    words = label.format("threshold_label")
    page.page.wait_for_function(f"{words}.includes('N3 by it')")
    page.wait_for_truth(f"{words}.includes('75 µV')")
    for _ in range(5):
        page.page.keyboard.press("t")
    page.page.wait_for_function(f"{words}.includes('80 µV')")
    # Its minutes are of the sleep between the lights, and the window need not move for that.
    of_night = f"{words}.split('N3 by it')[1]"
    said = page.page.evaluate(of_night)
    lights = trait(page, "lights")
    move = """(lights) => {
      const { model } = document.querySelector('.live-pane').explorer;
      model.set('lights', lights);
      model.save_changes();
    }"""
    page.page.evaluate(move, [9000, lights[1]])
    page.wait_for_truth(f"(said) => {of_night} !== said", arg=said)
    page.page.evaluate(move, lights)
    page.wait_for_truth(f"(said) => {of_night} === said", arg=said)


def test_more_room_for_the_traces_by_a_drag_and_by_keys(one_page):
    page = one_page
    height = "document.querySelector('.live-pane').explorer.live.named('traces').height"
    before = page.page.evaluate(height)
    border = page.page.get_by_role("separator", name="border between the night and the traces")
    box = border.bounding_box()
    at = (box["x"] + 300, box["y"] + box["height"] / 2)
    page.drag(at, (at[0], at[1] - 80))
    page.page.wait_for_function(f"{height} > {before + 40}")
    taller = 0
    while taller != (taller := page.page.evaluate(height)):  # until the drag is drawn to its end
        page.page.evaluate("new Promise(requestAnimationFrame)")
    border.focus()
    page.page.keyboard.press("ArrowDown")
    page.page.wait_for_function(f"{height} < {taller}")
    border.dblclick()
    page.page.wait_for_function(f"{height} === {before}")


# Of the words at the brush: px from their lower end to the highest stage, from each end of them to
# that of the frame, and whether they are shown.
BESIDE_BRUSH = """(() => {
    const { live } = document.querySelector('.live-pane').explorer;
    const { model, frame, views } = live.plot('hypnogram');
    const label = live.named('selection_label');
    const { sx, sy, width, height } = views.find_one(label)._rect;
    const { start, end } = model.y_range;
    const highest = 4 + 0.28; // row of W, whose bar is so high
    const stage = frame.bbox.top + (end - highest) / (end - start) * frame.bbox.height;
    const left = sx - frame.bbox.left - (label.text_align === 'right' ? width : 0);
    return [stage - sy - height, left, frame.bbox.width - left - width];
})()"""


def test_the_words_at_a_brush_cover_no_stage_and_end_within_the_frame(one_page):
    page = one_page
    for large in (False, True):
        page.switch("Aa", on=large)
        for width, height in ((1024, 700), (1280, 800)):
            page.page.set_viewport_size({"width": width, "height": height})
            for begin, end in ((600, 9000), (22_000, 28_000)):
                page.drag(page.point("hypnogram", begin, 2), page.point("hypnogram", end, 2))
                page.wait_for_truth(
                    f"(([above, left, right]) => above > -1 && left >= 0 && right >= 0)"
                    f"({BESIDE_BRUSH})"
                )
                page.page.keyboard.press("Escape")
                page.wait_for_truth(
                    "!document.querySelector('.live-pane').explorer.model.get('selection').length"
                )
    page.switch("Aa", on=False)


def test_a_channel_is_turned_around_enlarged_and_moved(one_page):
    page = one_page
    of_all = page.page.locator("select", has=page.page.locator("option", has_text="all traces"))
    of_all.select_option("C4-M1 only")

    def lane():
        lanes = json.loads(trait(page, "lanes"))
        place = [one["name"] for one in lanes].index("C4-M1")
        return place, lanes[place]["gain"]

    place, gain = lane()
    for button in (
        "turn the polarity around",
        "traces larger (key +)",
        "this channel one place up",
    ):
        page.page.get_by_role("button", name=button).click()
    found = f"({TRAIT})('lanes')"
    page.page.wait_for_function(f"JSON.parse({found})[{place - 1}].name === 'C4-M1'")
    now, turned = lane()
    assert now == place - 1
    assert turned == pytest.approx(-gain * 2**0.5)
    # It is said beside its lane, at the pointer and in the list, until it is turned back.
    axis = "document.querySelector('.live-pane').explorer.live.plot('traces').model.left[0]"
    marked = f"[...{axis}.major_label_overrides.values()].filter((one) => one.includes('inv'))"
    page.wait_for_truth(f"String({marked}) === 'C4-M1 (inv.)'")
    lanes = len(json.loads(trait(page, "lanes")))
    start = trait(page, "window_start")
    page.page.mouse.move(*page.point("traces", start + 10, lanes - place))
    page.page.locator(".pointer-words", has_text="C4-M1 (inverted) ").wait_for()
    page.page.get_by_role("checkbox", name="C4-M1 (inverted)", exact=True).wait_for()
    page.page.get_by_role("button", name="turn the polarity around").click()
    page.wait_for_truth(f"!{marked}.length")
    page.page.get_by_role("checkbox", name="C4-M1", exact=True).wait_for()


def test_an_exercise_is_done_beside_its_view_and_left_as_it_was_before(one_page):
    page = one_page
    start = trait(page, "window_start")
    button = page.page.get_by_role("button", name="Exercises", exact=True)
    button.click()
    page.page.get_by_role("button", name="Open the view: Night").click()
    strip = page.page.locator(".exercise-beside")
    strip.get_by_text("Ten epochs and the 20 % rule").wait_for()
    page.wait_until(f"d.start != {start} && d.tier === 'full'")
    strip.get_by_placeholder("a number").fill("6")
    strip.get_by_placeholder("a number").press("Enter")
    strip.locator("p.right").wait_for()
    strip.get_by_role("button", name="exercise", exact=True).click()
    page.page.locator(".exercises-asking p.right").wait_for()
    page.page.get_by_role("button", name="Back to the view").click()
    strip.get_by_role("button", name="leave").click()
    page.wait_until(f"d.start == {start}")
    expect(strip).to_have_count(0)


IN_SIGHT = """(selector) => {
  const one = [...document.querySelectorAll(selector)].at(-1);
  if (!one?.checkVisibility()) return false;
  const strip = one.closest('.beside-questions').getBoundingClientRect();
  const { top, bottom } = one.getBoundingClientRect();
  return top >= strip.top - 1 && bottom <= strip.bottom + 1;
}"""


def test_every_verdict_is_brought_in_sight_beside_its_view(one_page):
    page = one_page
    page.page.get_by_role("button", name="Exercises", exact=True).click()
    page.page.locator(".exercises-list select").select_option(index=11)
    page.page.get_by_role("button", name="Open the view: Evidence").click()
    strip = page.page.locator(".exercise-beside")
    strip.get_by_text("Read the evidence cards").wait_for()
    for answers in (("by a ring", "no group difference", "Liu 2016"), ("by a ring",)):
        for number, answer in enumerate(answers):
            strip.locator("select").nth(number).select_option(answer)
            strip.get_by_role("button", name="Check").nth(number).click()
            verdict = ".exercise-beside .beside-questions p.right"
            expect(page.page.locator(verdict)).to_have_count(
                max(number + 1, 3 * (len(answers) == 1))
            )
            if len(answers) > 1:
                page.page.wait_for_function(IN_SIGHT, arg=verdict)
    # The same exercise stays where it was left, another begins at its top.
    scrolled = "document.querySelector('.beside-questions').scrollTop"
    page.wait_for_truth(f"{scrolled} > 0")
    for index, is_kept in ((11, True), (13, False)):
        page.page.get_by_role("button", name="Exercises", exact=True).click()
        page.page.locator(".exercises-list select").select_option(index=index)
        page.page.locator(".exercises-doing h3", has_text=f"{index + 1}. ").wait_for()
        page.page.locator("button.exercises-open").click()
        strip.get_by_text(f"{index + 1}. ").wait_for()
        page.wait_for_truth(f"{scrolled} > 0" if is_kept else f"{scrolled} === 0")
    strip.get_by_role("button", name="leave").click()
    expect(strip).to_have_count(0)


def test_the_pointer_over_the_window_in_the_hypnogram_says_that_it_is_dragged(one_page):
    page, cursor = one_page, "document.querySelector('.live-pane').style.cursor"
    start, length = trait(page, "window_start"), trait(page, "window_length")
    page.page.mouse.move(*page.point("hypnogram", start + length / 2, 2))
    page.wait_for_truth(f"{cursor} === 'grab'")
    page.page.mouse.move(*page.point("hypnogram", start + 5400, 2))
    page.wait_for_truth(f"{cursor} === 'crosshair'")


# px from one named row to the next, the least of a figure.
ROWS_APART = """(name) => {
  const plot = document.querySelector('.live-pane').explorer.live.plot(name);
  const named = plot.model.left[0].major_label_overrides;
  const rows = [...named.keys()].map(Number).sort((a, b) => a - b);
  const { start, end } = plot.model.y_range;
  const gaps = rows.slice(1).map((row, i) => row - rows[i]);
  return Math.min(...gaps) * plot.frame.bbox.height / (end - start);
}"""


@pytest.mark.parametrize(("width", "height", "number"), [(1024, 700, 1), (1280, 800, 2)])
def test_beside_an_exercise_every_row_keeps_its_name_and_every_step_its_lines(
    chromium, address, width, height, number
):
    page = Page(chromium, address, width=width, height=height)
    page.open()
    page.page.get_by_role("button", name="Exercises", exact=True).click()
    page.page.locator(".exercises-list select").select_option(index=number - 1)
    page.page.get_by_role("button", name="Open the view: Night").click()
    page.page.locator(".exercise-beside .beside-steps", has_text=f"{number}. ").wait_for()
    for name in ("hypnogram", "events"):
        page.wait_for_truth(f"(({ROWS_APART})('{name}')) >= 11")
    for part in (".beside-steps", ".beside-questions"):
        fits = "(({ scrollHeight, clientHeight }) => scrollHeight <= clientHeight)"
        page.wait_for_truth(f"{fits}(document.querySelector('.exercise-beside {part}'))")
    shade = page.page.locator(".beside-steps").evaluate(
        "(e) => getComputedStyle(e).backgroundImage"
    )
    assert shade.count("linear-gradient") == 4  # where more stands than fits, one sees it
    page.close()


def test_esc_clears_the_selection_on_the_signal_tab_too(one_page):
    page = one_page
    page.drag(page.point("hypnogram", 4000, 2), page.point("hypnogram", 12_000, 2))
    page.page.get_by_role("button", name="Signal", exact=True).click()
    page.page.locator(".signal-body", has_text="selection").first.wait_for()
    page.page.keyboard.press("Escape")
    page.page.wait_for_function(f"({TRAIT})('selection').length === 0")


def test_on_a_phone_swipes_scroll_controls_open_at_the_top_and_no_tab_is_blank(one_page):
    page, shown = one_page, one_page.page
    shown.set_viewport_size({"width": 390, "height": 844})
    pane = "document.querySelector('.live-pane')"
    shown.wait_for_function(f"getComputedStyle({pane}).touchAction === 'pan-y'")
    fold = shown.get_by_title("hide or show the controls")
    colour = "(one) => getComputedStyle(one).backgroundColor"
    shut = fold.evaluate(colour)
    fold.click()
    shown.wait_for_function(
        "document.querySelector('.explorer-controls').getBoundingClientRect().top"
        f" < {pane}.getBoundingClientRect().top"
    )
    expect(fold).not_to_have_css("background-color", shut)  # orange: the controls are open
    shown.get_by_role("button", name="Signal", exact=True).click()
    shown.locator(".signal-body").wait_for()
    expect(fold).to_be_hidden()  # nothing to open there
    shown.wait_for_function("document.querySelector('.signal-body').clientWidth > 300")
    shown.get_by_role("button", name="Night", exact=True).click()
    fold.click()
    shown.set_viewport_size({"width": 1280, "height": 800})
    page.wait_for_picture()
    opened = fold.evaluate(colour)
    fold.click()
    shown.wait_for_selector(".sleep-explorer.folded")
    expect(fold).not_to_have_css("background-color", opened)
    fold.click()
    shown.wait_for_selector(".sleep-explorer:not(.folded)")


SHOWN = """() => {
    const { live } = document.querySelector('.live-pane').explorer;
    const plots = live.plots.filter((plot) => plot.model.name !== 'traces');
    return plots.map(({ model: { x_range } }) => [x_range.start, x_range.end]);
}"""


def test_a_part_of_the_night_is_shown_by_keys_drag_and_wheel_and_goes_with_the_window(one_page):
    page, keyboard = one_page, one_page.page.keyboard

    def until_shown(condition):
        page.page.wait_for_function(f"() => ({SHOWN})().every(([a, b]) => {condition})")

    keyboard.press("z")
    until_shown("Math.abs(b - a - 14400) < 2")
    page.page.get_by_role("button", name="show a longer part of the night").click()
    until_shown("a === 0 && b === 28800")
    keyboard.down("Shift")
    page.drag(page.point("hypnogram", 7200, 2), page.point("hypnogram", 10_800, 2))
    until_shown("Math.abs(a - 7200) < 60 && Math.abs(b - 10800) < 60")
    page.page.mouse.move(*page.point("band_power", 9000, 1))
    page.page.mouse.wheel(0, 100)
    until_shown("b - a > 4000 && Math.abs((a + b) / 2 - 9000) < 120")
    keyboard.up("Shift")
    page.wait_until("d.start >= 7000 && d.start < 11000")  # what is looked at lies in it
    # Between the band's edges too, and by one of them.
    low, high = band = trait(page, "band")
    for hertz in ((low + high) / 2, high):
        keyboard.press("0")
        until_shown("a === 0 && b === 28800")
        keyboard.down("Shift")
        page.drag(page.point("spectrogram", 7200, hertz), page.point("spectrogram", 10_800, hertz))
        keyboard.up("Shift")
        until_shown("Math.abs(a - 7200) < 60 && Math.abs(b - 10800) < 60")
    assert trait(page, "band") == band
    page.page.locator(".live-pane").focus()
    keyboard.press("End")
    until_shown("Math.abs(b - 28800) < 2 && a > 20000")
    page.page.wait_for_function("() => location.hash.includes('overview_span=')")
    keyboard.press("0")
    until_shown("a === 0 && b === 28800")


def test_a_channel_is_derived_events_are_gone_to_and_type_is_large(one_page):
    page, keyboard = one_page, one_page.page.keyboard
    field = page.page.get_by_label("derivation as an expression")
    field.fill("f4-c3")
    field.press("Enter")
    page.page.get_by_role("alert").get_by_text("C3 against M2").wait_for()
    field.fill("f4-c4")
    field.press("Enter")
    page.page.wait_for_function(
        f"() => JSON.parse(({TRAIT})('lanes'))[0].label === 'F4-C4'"
        f" && ({DRAWN})('raw_traces')[0].count"
    )
    lane = page.page.evaluate(DRAWN, "raw_traces")[0]
    shown = (np.array(lane["ys"]) - lane["centre"]) * lane["span"] + lane["offset"]
    start = trait(page, "window_start")
    night = sample_night()
    (read,) = night.window(start, start + 30, ["F4-M1", "C4-M1"]).values()
    across = read.values[0] - read.values[1]
    assert abs(shown.max() - across.max()) < 1
    assert abs(shown.min() - across.min()) < 1
    page.page.get_by_role("button", name="take F4-C4 away").click()
    page.page.wait_for_function(f"() => !({TRAIT})('lanes').includes('F4-C4')")
    page.page.locator(".event-table summary").click()
    page.wait_for_rest()  # rows that come later would be chosen from anew
    page.page.locator(".event-table tr[data-at='2']").click()
    page.page.locator(".event-table tr[data-at='2'][aria-selected=true]").wait_for()
    page.page.wait_for_function(f"(from) => ({TRAIT})('window_start') !== from", arg=start)
    begins = trait(page, "window_start")
    keyboard.press("ArrowDown")
    page.page.locator(".event-table tr[data-at='3'][aria-selected=true]").wait_for()
    page.page.wait_for_function(f"(before) => ({TRAIT})('window_start') > before", arg=begins)
    page.page.locator(".event-table summary").click()
    page.page.locator(".live-pane").focus()
    size = "() => getComputedStyle(document.querySelector('.explorer-numbers th')).fontSize"
    before = float(page.page.evaluate(size).removesuffix("px"))
    keyboard.press("p")
    page.page.wait_for_function(f"(before) => parseFloat(({size})()) > 1.25 * before", arg=before)
    page.wait_for_truth("document.documentElement.scrollWidth <= innerWidth")
    keyboard.press("p")
    page.page.wait_for_function(f"(before) => parseFloat(({size})()) === before", arg=before)
