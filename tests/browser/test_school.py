"""The scoring school in a browser: by mouse, by keyboard, and a class of ten as a table."""

import json

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from explorer.school.lesson import Lesson
from explorer.school.marking import Marked
from explorer.school.result_file import Result, write_result
from explorer.vocabulary.stages import SCORED
from tests.browser.page import Page
from tests.browser.test_accessibility import findings_that_stay, tab_to

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def opened(chromium, address):
    shown = Page(chromium, address)
    shown.open()
    shown.wait_for_rest()
    yield shown
    shown.close()


@pytest.fixture
def page(opened):
    opened.page.set_viewport_size({"width": 1280, "height": 800})
    return opened


def axe_finds(page, part):
    """List what axe finds in one part of the page, of any impact, and goes on finding."""

    def find(page):
        found = Axe().run(page.page, context=part).response["violations"]
        return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]

    return findings_that_stay(page, find)


MODEL = "document.querySelector('.live-pane').explorer.model"
CODES = f"[...new Set(JSON.parse({MODEL}.get('epochs')).codes)].sort()"


def trait(page, name):
    return page.page.evaluate(f"{MODEL}.get('{name}')")


def wait_for_band(page, band):
    page.wait_for_truth(f"(band) => String({MODEL}.get('band')) === String(band)", arg=band)


def wait_for_codes(page, codes):
    page.wait_for_truth(f"(codes) => String({CODES}) === String(codes)", arg=codes)


def test_a_lesson_by_mouse_from_choosing_to_the_result_and_back(page, tmp_path):
    shown = page.page
    before = trait(page, "window_start"), trait(page, "band")
    scored = page.page.evaluate(CODES)
    shown.get_by_role("button", name="School", exact=True).click()
    shown.locator("select[data-choice=count]").select_option("10")
    assert axe_finds(page, ".school") == []
    shown.get_by_role("button", name="begin the lesson").click()
    lesson = shown.locator("section.lesson")
    lesson.get_by_text("Lesson: epoch 1 of 10").wait_for()
    # Blind on every surface: the page holds no stage, and whoever hears it is told none.
    shown.wait_for_function("document.querySelector('.live-pane').explorer.model.get('lesson')")
    wait_for_codes(page, [-2])
    wait_for_band(page, [0.3, 35])
    expect(shown.locator(".explorer-numbers")).to_be_hidden()
    for hidden in ("Automatic staging", "blind"):
        expect(shown.locator(".explorer-controls").get_by_text(hidden, exact=True)).to_be_hidden()
    expect(shown.locator(".live-pane .readout")).to_contain_text("hidden")
    assert axe_finds(page, ".explorer-lesson") == []
    shown.get_by_role("button", name="School", exact=True).click()
    shown.get_by_text("told at the end: 0 of 10 answered").wait_for()
    assert axe_finds(page, ".school") == []
    shown.get_by_role("button", name="go on with the lesson").click()
    for number, stage in enumerate(("W", "N1", "N2", "N3", "REM") * 2, 1):
        lesson.get_by_role("button", name=stage, exact=True).click()
        if number < 10:
            lesson.get_by_text(f"Lesson: epoch {number + 1} of 10").wait_for()
    lesson.get_by_text("All 10 are answered").wait_for()
    shown.locator(".live-pane").focus()
    shown.keyboard.press("Control+z")
    lesson.get_by_text("Epoch 10 of 10: REM is taken out").wait_for()
    expect(lesson.locator("h2")).to_have_text("Lesson: epoch 10 of 10")
    expect(lesson.locator("progress")).to_have_attribute("value", "9")
    shown.keyboard.press("Control+Shift+z")
    lesson.get_by_text("All 10 are answered").wait_for()
    lesson.get_by_role("button", name="back", exact=True).click()
    lesson.get_by_text("Lesson: epoch 9 of 10").wait_for()
    lesson.get_by_text("your answer: N3").wait_for()
    lesson.get_by_role("button", name="hand in").click()
    lesson.get_by_text("of 10 right").wait_for()
    lesson.get_by_text("Pass line 85 %").wait_for()
    shown.locator(".explorer-numbers").wait_for()
    shown.wait_for_function("!document.querySelector('.live-pane').explorer.model.get('lesson')")
    wait_for_codes(page, scored)  # in sight again
    assert axe_finds(page, ".explorer-lesson") == []
    lesson.locator("button[data-act^='look:']").first.click()
    lesson.locator("input[data-choice=student]").fill("Ana")
    lesson.locator("input[data-choice=student]").press("Enter")
    with shown.expect_download() as saved:
        lesson.get_by_role("button", name="save my answers").click()
    saved.value.save_as(tmp_path / "ana.json")
    held = json.loads((tmp_path / "ana.json").read_text("utf-8"))
    assert held["student"] == "Ana"
    assert [stage or "" for stage in held["answers"]] == ["W", "N1", "N2", "N3", "REM"] * 2
    lesson.get_by_role("button", name="leave", exact=True).click()
    lesson.wait_for(state="detached")
    page.wait_until(f"d.start == {before[0]}")
    wait_for_band(page, before[1])
    assert shown.locator(".explorer-controls").get_by_text("1 edit").count() == 0


def test_an_assignment_by_keyboard_with_feedback_at_once_and_a_reload(page):
    shown, keyboard = page.page, page.page.keyboard
    link = "v1&night=simulated/young/128&lesson=at+once:by+hand:40.300.500:"
    shown.evaluate("(link) => { location.hash = link; }", link)
    lesson = shown.locator("section.lesson")
    lesson.get_by_text("Lesson: epoch 1 of 3").wait_for()
    page.wait_until("d.start == 1200")
    shown.locator(".live-pane").focus()
    keyboard.press("ArrowRight")  # to look around
    page.wait_until("d.start == 1230")
    keyboard.press("2")
    lesson.get_by_text("No. 1 (epoch 41").wait_for()
    lesson.get_by_text("he simulation’s answer is").wait_for()
    lesson.get_by_text("Lesson: epoch 1 of 3").wait_for()
    page.wait_until("d.start == 1200")  # beside the traces that it is of
    onward = lesson.get_by_role("button", name="next", exact=True)
    expect(onward).to_be_focused()
    keyboard.press("ArrowRight")
    lesson.get_by_text("Lesson: epoch 2 of 3").wait_for()
    page.wait_until("d.start == 9000")
    lesson.get_by_text("No. 1 (epoch 41").wait_for(state="detached")
    keyboard.press("ArrowRight")  # nothing is told here: to look around
    page.wait_until("d.start == 9030")
    keyboard.press("s")  # no scoring meanwhile
    lesson.get_by_text("your own scoring is left alone").wait_for()
    keyboard.press("Shift+ArrowLeft")
    lesson.get_by_text("Lesson: epoch 1 of 3").wait_for()
    keyboard.press("Shift+ArrowRight")
    lesson.get_by_text("Lesson: epoch 2 of 3").wait_for()
    keyboard.press("r")
    lesson.get_by_text("No. 2 (epoch 301").wait_for()
    expect(onward).to_be_focused()
    lesson.get_by_role("button", name="hand in", exact=True).click()
    lesson.get_by_text("1 epoch is unanswered.").wait_for()
    assert axe_finds(page, ".explorer-lesson") == []
    lesson.get_by_role("button", name="go on", exact=True).click()
    lesson.get_by_text("Lesson: epoch 3 of 3").wait_for()
    page.wait_for_rest()
    shown.wait_for_function("location.hash.includes('lesson=at+once')")
    shown.reload()
    page.wait_for_picture()
    lesson.get_by_text("Taken up where you left it.").wait_for()
    lesson.get_by_text("Lesson: epoch 3 of 3").wait_for()
    shown.locator(".live-pane").focus()
    keyboard.press("3")
    lesson.get_by_text("All 3 are answered").wait_for()
    hand_in = lesson.get_by_role("button", name="hand in", exact=True)
    expect(hand_in).to_be_focused()
    keyboard.press("ArrowRight")  # looks around, and hands nothing in
    page.wait_until("d.start == 15030")
    expect(hand_in).to_be_focused()
    keyboard.press("Enter")
    lesson.get_by_text("of 3 right").wait_for()
    expect(lesson.locator("h2")).to_be_focused()
    tab_to(page, "try again")
    keyboard.press("Enter")
    lesson.get_by_text("Lesson: epoch 1 of 3").wait_for()
    expect(lesson.locator("h2")).to_be_focused()
    shown.set_viewport_size({"width": 400, "height": 850})
    assert axe_finds(page, ".explorer-lesson") == []
    lesson.get_by_role("button", name="leave", exact=True).click()
    lesson.wait_for(state="detached")


PLACES = """() => {
  const box = (selector) => document.querySelector(selector).getBoundingClientRect();
  const [keys, told] = [box('section.lesson .keys'), box('section.lesson .told')];
  const [foot, bar] = [box('.explorer-foot'), box('.explorer-controls')];
  const [strip, readout] = [box('.scoring-strip'), box('.readout .window-words')];
  const words = document.querySelector('.scoring-strip');
  const { live } = document.querySelector('.live-pane').explorer;
  const traces = live.plot('traces').el.getBoundingClientRect();
  const apart = strip.bottom <= readout.top || strip.right <= readout.left;
  return {
    keys: keys.top >= 0 && keys.bottom <= foot.top && foot.bottom <= innerHeight + 1,
    told: told.top >= bar.top && told.top < bar.bottom,
    apart: apart && strip.height < 24,
    clock: strip.height > 0 && strip.top >= traces.bottom,
    readout: readout.bottom <= bar.top + 1,
    bar: [bar.top, bar.bottom, foot.top, foot.bottom, innerHeight],
    strip: apart && strip.bottom <= bar.top && words.scrollWidth <= words.clientWidth,
    scrolled: document.querySelector('.explorer-grid').scrollTop,
  };
}"""


OVERFLOWING = """() => [...document.querySelectorAll("section.lesson :is(h2, p, .tools)")]
  .filter((part) => part.scrollHeight > part.clientHeight + 1)
  .map((part) => part.textContent.slice(0, 60))"""
"""Words that print over what stands below them."""


def test_a_lesson_comes_in_sight_moves_no_lights_and_overprints_nothing_in_large_type(page):
    shown, keyboard = page.page, page.page.keyboard
    lights = trait(page, "lights")
    shown.evaluate("document.querySelector('.explorer-controls').scrollTop = 9999")
    shown.wait_for_function("document.querySelector('.explorer-controls').scrollTop > 100")
    shown.get_by_role("button", name="School", exact=True).click()
    shown.locator("select[data-choice=feedback]").select_option("at once")
    shown.get_by_role("button", name="begin the lesson").click()
    lesson = shown.locator("section.lesson")
    lesson.get_by_text("Lesson: epoch 1 of").wait_for()
    expect(lesson.locator("h2")).to_be_in_viewport(ratio=1)
    shown.locator(".live-pane").focus()
    keyboard.press("[")
    lesson.get_by_text("In a lesson lights off and on stay").wait_for()
    assert trait(page, "lights") == lights
    keyboard.press("p")
    shown.locator(".sleep-explorer.large").wait_for()
    for stage in ("N1", "REM"):  # one of them is wrong, at least
        lesson.get_by_role("button", name=stage, exact=True).click()
        lesson.locator(".told p").first.wait_for()
        page.wait_for_rest()
        assert shown.evaluate(OVERFLOWING) == []
        lesson.get_by_role("button", name="next", exact=True).click()
        lesson.locator(".told p").first.wait_for(state="detached")
    keyboard.press("p")
    lesson.get_by_role("button", name="leave", exact=True).click()
    shown.get_by_text("Lessons left off").wait_for()
    assert trait(page, "lights") == lights


def test_two_tabs_of_a_lesson_lose_no_answer(chromium, address):
    link = "v1&night=simulated/young/128&lesson=at+the+end:by+hand:40.300.500.700:"
    with chromium.new_context(viewport={"width": 1280, "height": 800}) as context:
        one, two = tabs = [context.new_page() for _ in range(2)]
        for tab in tabs:
            tab.goto(f"{address}#{link}")
            tab.get_by_text("Lesson: epoch 1 of 4").wait_for()
        for number, stage in enumerate(("W", "N2"), 2):
            one.locator(".lesson").get_by_role("button", name=stage, exact=True).click()
            one.get_by_text(f"Lesson: epoch {number} of 4").wait_for()
        expect(two.locator(".lesson progress")).to_have_attribute("value", "2")
        for number in (3, 4):  # where the other tab looked is taken up with its answers
            two.locator(".lesson").get_by_role("button", name="next", exact=True).click()
            two.get_by_text(f"Lesson: epoch {number} of 4").wait_for()
        two.locator(".lesson").get_by_role("button", name="REM", exact=True).click()
        expect(one.locator(".lesson progress")).to_have_attribute("value", "3")
        one.get_by_text("in another tab of this browser").wait_for()
        two.close()
        one.reload()
        one.get_by_text("Taken up where you left it.").wait_for()
        expect(one.locator(".lesson progress")).to_have_attribute("value", "3")
        one.locator(".lesson").get_by_role("button", name="leave", exact=True).click()
        one.get_by_text("by hand, epochs 41 to 701").wait_for()
        expect(one.locator(".lesson time")).to_contain_text(":")
        expect(one.get_by_text("Taken up where you left it.")).to_have_count(0)


def test_on_a_phone_keys_and_traces_of_a_lesson_are_in_sight_together(page):
    shown = page.page
    shown.set_viewport_size({"width": 390, "height": 844})
    link = "v1&night=simulated/young/128&lesson=at+once:by+hand:50.310.510:"
    shown.evaluate("(link) => { location.hash = link; }", link)
    lesson = shown.locator("section.lesson")
    lesson.get_by_text("Lesson: epoch 1 of 3").wait_for()
    page.wait_until("d.start == 1500")
    page.wait_for_rest()
    # It begins with all of the traces in sight: its words cover no clock, and nothing covers them.
    page.wait_for_truth(
        f"(({{ keys, strip, clock, readout }}) => keys && strip && clock && readout)(({PLACES})())"
    )
    scrolled = shown.evaluate(PLACES)["scrolled"]
    assert scrolled > 0
    for stage, epoch in (("N2", 1), ("REM", 2)):
        lesson.get_by_role("button", name=stage, exact=True).click()
        lesson.locator(".told").get_by_text(f"No. {epoch} (").wait_for()
        page.wait_for_truth(
            f"""(scrolled) => {{
              const {{ strip, keys, told, bar, scrolled: now }} = ({PLACES})();
              const [top, bottom, foot, , height] = bar;
              return strip && keys && told && now === scrolled
                && bottom <= foot + 1 && bottom - top < 0.45 * height;
            }}""",
            arg=scrolled,
        )
        lesson.get_by_role("button", name="next", exact=True).click()
        lesson.get_by_text(f"Lesson: epoch {epoch + 1} of 3").wait_for()
    lesson.get_by_role("button", name="leave", exact=True).click()
    lesson.get_by_text("Lessons left off").wait_for()


# How high the lanes of the traces are, whether all are in sight, and the lesson covers none.
LANES = """() => {
  const box = (selector) => document.querySelector(selector).getBoundingClientRect();
  const { live } = document.querySelector('.live-pane').explorer;
  const { el, frame } = live.plot('traces');
  const top = el.getBoundingClientRect().top + frame.bbox.top;
  const [bar, foot] = [box('.explorer-controls'), box('.explorer-foot')];
  const right = el.getBoundingClientRect().left + frame.bbox.left + frame.bbox.width;
  return { high: frame.bbox.height, whole: top >= 0 && top + frame.bbox.height <= foot.top,
    uncovered: right <= bar.left };
}"""
SIDEWAYS = """() => {
  const every = [...document.querySelectorAll("section.lesson.running button")];
  const [bar, foot] = ['.explorer-controls', '.explorer-foot'].map((one) =>
    document.querySelector(one).getBoundingClientRect());
  return every.length > 9 && every.every((one) => {
    const { top, bottom, height } = one.getBoundingClientRect();
    return height >= 20 && top >= bar.top && bottom <= Math.min(bar.bottom, foot.top);
  });
}"""


@pytest.mark.parametrize(("size", "epoch"), [((844, 390), 60), ((667, 375), 70)])
def test_on_a_phone_on_its_side_the_lesson_stands_beside_traces_that_can_be_read(page, size, epoch):
    shown = page.page
    shown.set_viewport_size({"width": size[0], "height": size[1]})
    link = f"v1&night=simulated/young/128&lesson=at+once:by+hand:{epoch}.310.510:"
    shown.evaluate("(link) => { location.hash = link; }", link)
    lesson = shown.locator("section.lesson")
    lesson.get_by_text("Lesson: epoch 1 of 3").wait_for()
    page.wait_until(f"d.start == {30 * epoch}")
    shown.evaluate("document.querySelector('.explorer-grid').scrollTop = 9999")
    page.wait_for_truth(f"({SIDEWAYS})()")
    page.wait_for_truth(
        f"(({{ high, whole, uncovered }}) => high > 110 && whole && uncovered)(({LANES})())"
    )
    page.wait_for_truth(f"(({PLACES})()).apart")
    lesson.get_by_role("button", name="N2", exact=True).click()
    lesson.locator(".told").get_by_text("No. 1 (").wait_for()
    page.wait_for_truth(f"(({{ keys, told }}) => keys && told)(({PLACES})())")
    lesson.get_by_role("button", name="leave", exact=True).click()
    lesson.get_by_text("Lessons left off").wait_for()


def test_a_class_of_ten_simulated_scorings_is_a_table(page, tmp_path):
    rng = np.random.default_rng(7)
    key = [SCORED[place % 5] for place in range(40)]
    votes = np.array([[5 * (stage == one) for stage in SCORED] for one in key])
    for number in range(10):  # each takes more of N3 for N2, and is careless besides
        answers = [
            SCORED[2] if one == SCORED[3] and rng.random() < number / 10 else one for one in key
        ]
        result = Result(
            f"student {number}",
            "sample night, a young adult (simulated)",
            True,
            Marked(Lesson(tuple(range(40))), tuple(answers), votes),
        )
        (tmp_path / f"{number}.json").write_text(write_result(result), "utf-8")
    shown = page.page
    shown.get_by_role("button", name="School", exact=True).click()
    with shown.expect_file_chooser() as chooser:
        shown.get_by_role("button", name="add students' files").click()
    chooser.value.set_files(sorted(tmp_path.glob("*.json")))
    table = shown.locator(".school table.numbers")
    expect(table.locator("tbody tr")).to_have_count(10)
    shown.get_by_text("10 files read: ").wait_for()
    expect(shown.get_by_role("button", name="add students' files")).to_contain_text("(10)")
    shown.locator(
        ".school li", has_text="struggles with “N2/N3: 20 % in slow waves”"
    ).first.wait_for()
    table.get_by_role("button", name="right %").click()
    table.locator("th[aria-sort=ascending]").wait_for()
    assert axe_finds(page, ".school") == []
    for width in (1280, 1024, 390):  # its words are broken where the table's box ends
        shown.set_viewport_size({"width": width, "height": 800})
        page.wait_for_truth(
            """(width) => {
              const [box, words] = ['.school-table', '.school-table caption *'].map(
                (one) => document.querySelector(one).getBoundingClientRect());
              return innerWidth === width && words.width > 200 && words.right <= box.right + 1;
            }""",
            arg=width,
        )
    shown.set_viewport_size({"width": 1280, "height": 800})
    shown.get_by_role("button", name="empty the table").click()
    table.wait_for(state="detached")
    shown.get_by_role("button", name="Night", exact=True).click()
