"""At 390 px and in large type: nothing is cut, covered, or wider than where it stands."""

import pytest
from playwright.sync_api import expect

from tests.browser.page import Page

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
MODEL = "document.querySelector('.live-pane').explorer.model"
# Of elements that show words: those whose words are wider than they are.
CUT = """(selector) => [...document.querySelectorAll(selector)]
  .filter((one) => one.offsetParent && one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.textContent)"""


@pytest.fixture(scope="module")
def opened(chromium, address):
    shown = Page(chromium, address)
    shown.open()
    yield shown
    shown.close()


@pytest.fixture
def page(opened):
    opened.page.set_viewport_size(DESK)
    opened.switch("Aa", on=False)
    opened.begin_anew()
    return opened


def test_the_numbers_stand_in_their_column_with_typical_values_beside_a_selection(page):
    from playwright.sync_api import expect

    numbers = page.page.locator(".explorer-numbers")
    expect(numbers.locator("svg.typical").first).to_be_visible()
    page.drag(page.point("hypnogram", 4000, 2), page.point("hypnogram", 12_000, 2))
    expect(numbers.locator("thead").first).to_contain_text("selection")
    expect(numbers.locator("th svg.typical").first).to_be_visible()
    for large in (False, True):
        page.switch("Aa", on=large)
        for width in (1920, 1280, 1024, 901, 800, 390):
            page.page.set_viewport_size({"width": width, "height": 800})
            page.wait_for_width(".explorer-numbers")


def test_words_over_narrow_figures_are_broken_and_the_field_to_go_by_is_above_the_foot(page):
    page.page.set_viewport_size(PHONE)
    words = "document.querySelector('.live-pane').explorer.live.named('{}').text.includes('\\n')"
    page.wait_for_truth(words.format("threshold_label"))
    for large in (False, True):
        page.switch("Aa", on=large)
        if large:
            page.wait_for_truth(words.format("spectrogram_settings"))
        page.page.locator(".live-pane").focus()
        page.page.keyboard.press("g")
        page.wait_for_truth(
            "(() => { const [field, foot] = ['.window-words input', '.explorer-foot']"
            ".map((one) => document.querySelector(one).getBoundingClientRect());"
            " return field.height > 0 && field.bottom <= foot.top; })()"
        )
        page.page.keyboard.press("Escape")


# px between the lowest lane and the foot of the traces, and those that the criterion's words take.
FOOT = """(() => {
    const { live } = document.querySelector('.live-pane').explorer;
    const view = live.plot('traces'), { start, end } = view.model.y_range;
    const label = view.views.find_one(live.named('threshold_label'));
    const free = (-0.5 - start) / (end - start) * view.frame.bbox.height;
    return [free, (label._rect ?? { height: 0 }).height];
})()"""


def test_the_words_of_the_criterion_stand_below_the_lowest_trace(page):
    words = "document.querySelector('.live-pane').explorer.live.named('threshold_label').text"
    for size in ({"width": 1280, "height": 800}, PHONE):
        page.page.set_viewport_size(size)
        for large in (False, True):
            page.switch("Aa", on=large)
            page.wait_for_truth(f"{words}.includes('N3 by it')")
            page.wait_for_truth(f"(([free, taken]) => taken > 10 && free > taken)({FOOT})")


# Heights of letters from one lane of the traces to the next.
LANE = """(() => {
    const view = document.querySelector('.live-pane').explorer.live.plot('traces');
    const { start, end } = view.model.y_range;
    const letters = parseFloat(view.model.left[0].major_label_text_font_size);
    return view.frame.bbox.height / (end - start) / letters;
})()"""


def test_each_trace_keeps_a_height_that_can_be_read_below_the_nights_panels(page):
    settings = "document.querySelector('.live-pane').explorer.live.named('spectrogram_settings')"
    words = "document.querySelector('.live-pane').explorer.live.named('threshold_label').text"
    for size in ({"width": 1024, "height": 700}, PHONE, DESK):
        page.page.set_viewport_size(size)
        for large in (False, True):
            page.switch("Aa", on=large)
            page.wait_for_truth(f"{LANE} > 1.15")
            page.wait_for_truth(f"{words}.includes('N3 by it')")
            # The words over the spectrogram end within it.
            page.wait_for_truth(
                f"(([said, frame]) => said._rect.width <= frame.bbox.width)((() => {{"
                f" const plot = document.querySelector('.live-pane').explorer.live"
                f".plot('spectrogram');"
                f" return [plot.views.find_one({settings}), plot.frame]; }})())"
            )


# Names of cycles that leave the hypnogram's frame, and px by which half of the number at the top of
# the spectrogram's axis is higher than there is room for.
CUT_IN_FIGURES = """(() => {
    const { live } = document.querySelector('.live-pane').explorer;
    const { model, frame } = live.plot('hypnogram');
    const { name, middle } = live.named('cycles').data;
    const pen = document.createElement('canvas').getContext('2d');
    pen.font = `${live.named('cycle_names').glyph.text_font_size.value} helvetica`;
    const { start, end } = model.x_range;
    const names = [...name].filter((words, i) => {
      const at = (middle[i] - start) / (end - start) * frame.bbox.width;
      const half = pen.measureText(words).width / 2;
      return at < half || at + half > frame.bbox.width;
    });
    const spectrogram = live.plot('spectrogram'), axis = spectrogram.model.left[0];
    const digit = 0.73 * parseFloat(axis.major_label_text_font_size);
    const view = spectrogram.views.find_one(axis), [, ticks] = view.tick_coords.major;
    const shown = view.compute_labels(ticks).items.length;
    return [names, name.length, digit / 2 - spectrogram.frame.bbox.top, shown];
})()"""


def test_names_of_cycles_and_numbers_of_a_low_spectrogram_are_not_cut_in_large_type(page):
    for dark in (False, True):
        page.switch("dark", on=dark)
        page.switch("Aa", on=True)
        for size in ({"width": 1024, "height": 700}, DESK, PHONE):
            page.page.set_viewport_size(size)
            page.wait_for_truth(
                f"(([names, every, over, shown]) => every > 4 && !names.length && over <= 0"
                f" && shown > 1)({CUT_IN_FIGURES})"
            )
    page.switch("dark", on=False)


# px between the traces' figure, with the criterion's words at its foot, and what is wrong below it.
BELOW = """(() => {
    const wrong = document.querySelector('.wrong-time').getBoundingClientRect();
    const figure = document.querySelector('.live-pane').explorer.live.plot('traces').el;
    const pane = document.querySelector('.live-pane').getBoundingClientRect();
    return wrong.height && wrong.left >= pane.left
      ? wrong.top - figure.getBoundingClientRect().bottom : -Infinity;
})()"""


def test_what_is_wrong_with_a_typed_time_covers_no_words_at_the_foot_of_the_traces(page):
    for size in (DESK, PHONE):
        page.page.set_viewport_size(size)
        for large in (False, True):
            page.switch("Aa", on=large)
            page.page.locator(".live-pane").focus()
            page.page.keyboard.press("g")
            page.page.locator(".window-words input").fill("99:99")
            page.page.keyboard.press("Enter")
            page.wait_for_truth(f"{BELOW} >= -1")
            page.page.keyboard.press("Escape")


# The rows of the line at the top, and whether what belongs together stands in one.
HEAD = """(() => {
    const box = (name) => document.querySelector(`.explorer-head ${name}`).getBoundingClientRect();
    const [fold, tabs, picker, badge] = [".explorer-fold", ".explorer-tabs", ".explorer-picker",
      ".badge"].map(box);
    const beside = (one, two) => one.top < two.bottom && two.top < one.bottom;
    const head = document.querySelector(".explorer-head");
    const rows = Math.round(head.clientHeight / (picker.height + 2));
    return beside(fold, tabs) && beside(picker, badge) && head.scrollWidth <= head.clientWidth
      ? rows : Infinity;
})()"""


def test_the_line_at_the_top_breaks_between_tabs_and_the_night(page):
    for large in (False, True):
        page.switch("Aa", on=large)
        for width in (1920, 1600, 1280, 1024, 901, 800):
            page.page.set_viewport_size({"width": width, "height": 800})
            page.wait_for_truth(f"{HEAD} <= 2")
        page.page.set_viewport_size(PHONE)
        page.wait_for_truth(f"{HEAD} <= 6")


# Of the sentence below the hypnogram: px by which it leaves its canvas, and those of a stage's row.
SAID = """(() => {
    const plot = document.querySelector('.live-pane').explorer.live.plot('hypnogram');
    const said = plot.model.below.find((one) => one.visible && one.text);
    if (!said) return [Infinity, 0];
    const { width, height, sx, sy } = plot.views.find_one(said)._rect;
    const { start, end } = plot.model.y_range;
    const over = Math.max(sx + width - plot.bbox.width, height - sy, sy - plot.bbox.height);
    return [over, plot.frame.bbox.height / (end - start)];
})()"""


def test_a_sentence_below_a_figure_is_broken_where_it_ends_and_squeezes_no_row(page):
    blind = page.page.get_by_role("button", name="blind", exact=True)
    blind.click()
    try:
        for size in (PHONE, DESK):
            page.page.set_viewport_size(size)
            for large in (False, True):
                page.switch("Aa", on=large)
                page.wait_for_truth(f"(([over, row]) => over <= 0 && row > 14)({SAID})")
    finally:
        page.page.set_viewport_size(DESK)
        blind.click()
        page.wait_for_truth(
            "!document.querySelector('.live-pane').explorer.live.plot('hypnogram')"
            ".model.below.some((one) => one.visible && one.text)"
        )


def test_labels_of_sliders_and_the_labs_buttons_have_their_room(page):
    for size, large in ((PHONE, True), (PHONE, False), ({"width": 1024, "height": 700}, False)):
        page.page.set_viewport_size(size)
        page.switch("Aa", on=large)
        page.page.get_by_role("button", name="Magnesium lab", exact=True).click()
        page.page.locator(".lab svg.trace").first.wait_for()
        page.wait_for_truth(f"(selector) => !({CUT})(selector).length", arg=".lab .widget-label")
        page.wait_for_truth(
            """() => {
              const buttons = document.querySelector(".lab-stage").getBoundingClientRect();
              const range = document.createRange();
              range.selectNodeContents(document.querySelector(".lab-eeg h3"));
              return [...range.getClientRects()].every((one) => one.right <= buttons.left
                || one.top >= buttons.bottom || one.bottom <= buttons.top);
            }"""
        )
        page.page.locator(".lab-eeg .lane svg.trace").nth(1).wait_for()
        # The scale is printed over no trace, and is 150 of a lane's 250 uV high.
        page.wait_for_truth(
            """() => {
              const box = (one) => one.getBoundingClientRect();
              const words = box(document.querySelector(".lab-eeg .bar span"));
              const lanes = [...document.querySelectorAll(".lab-eeg svg.trace")].map(box);
              const bar = box(document.querySelector(".lab-eeg .bar"));
              return words.left >= Math.max(...lanes.map((lane) => lane.right))
                && Math.abs(bar.height / lanes[1].height - 150 / 250) < 0.02;
            }"""
        )
        page.page.get_by_role("button", name="Plan", exact=True).click()
        page.page.locator(".plan figure svg").first.wait_for()
        labels = ".plan-controls .widget-label"
        page.wait_for_truth(f"(selector) => !({CUT})(selector).length", arg=labels)


# Fields for a number in sight that cut what is longest in them; what stood there is put back.
TOO_NARROW = """(longest) => [...document.querySelectorAll('.sleep-explorer input[type=number]')]
  .filter((field) => field.checkVisibility())
  .flatMap((field) => {
    const held = field.value;
    const cut = longest.filter((value) => {
      field.value = value;
      return field.scrollWidth > field.clientWidth;
    });
    field.value = held;
    return cut.map((value) => [field.parentElement.textContent, value]);
  })"""
LONGEST = ["16.25", "34.125", "-79.25", "119.75", "299.75"]


def test_a_field_for_a_number_shows_its_longest_value_whole(page):
    for kind, own in (("colours fixed", "colours fixed, in dB"), ("own window", None)):
        page.page.locator("select", has_text=kind).select_option(
            label=own or f"{kind}, step, tapers"
        )
    fields = page.page.locator(".explorer-controls input[type=number]:visible")
    page.wait_for_truth(
        "() => [...document.querySelectorAll('.explorer-controls input[type=number]')]"
        ".filter((one) => one.checkVisibility()).length === 8"
    )
    assert fields.count() == 8  # of the band, of the criterion, and of the spectrogram
    for large in (False, True):
        page.switch("Aa", on=large)
        for width in (1920, 1280, 1024, 800):
            page.page.set_viewport_size({"width": width, "height": 800})
            page.wait_for_truth(f"(longest) => !({TOO_NARROW})(longest).length", arg=LONGEST)
    for kind, usual in (
        ("colours fixed", "colours by the channel"),
        ("own window", "usual windows"),
    ):
        page.page.locator("select", has_text=kind).select_option(label=usual)


def test_a_list_has_an_arrow_that_a_field_has_not(page):
    lists = page.page.locator(".explorer-controls .widget-dropdown > select")
    assert lists.count() > 3
    for one in lists.all():
        assert "gradient" in one.evaluate("(list) => getComputedStyle(list).backgroundImage")


# Whether the page may scroll by a finger that is put down at a place.
SCROLLS = """([clientX, clientY]) => {
  const target = document.elementFromPoint(clientX, clientY);
  const touches = [new Touch({ identifier: 1, target, clientX, clientY })];
  const how = { bubbles: true, cancelable: true, composed: true, touches };
  return target.dispatchEvent(new TouchEvent('touchstart', how));
}"""


def test_a_finger_on_an_edge_of_the_band_scrolls_nothing_and_elsewhere_the_page(page):
    page.page.set_viewport_size(PHONE)
    band = page.page.evaluate(f"{MODEL}.get('band')")
    for edge in band:
        place = page.point("spectrogram", 9000, edge)
        page.wait_for_truth(f"(place) => !({SCROLLS})(place)", arg=place)
    between = page.point("spectrogram", 9000, sum(band) / 2)  # there a finger moves the band
    page.wait_for_truth(f"(place) => !({SCROLLS})(place)", arg=between)
    for figure, at in (("spectrogram", band[1] + 8), ("hypnogram", 2)):
        place = page.point(figure, 15_000, at)
        page.wait_for_truth(f"(place) => ({SCROLLS})(place)", arg=place)
    page.page.keyboard.press("9")  # from end to end it has nowhere to go
    page.wait_for_truth(f"({MODEL}.get('band'))[1] > 30")
    page.wait_for_truth(f"(place) => ({SCROLLS})(place)", arg=page.point("spectrogram", 9000, 12))


# Of a tab: the size of its text in px, and what of it ends beyond the page's right edge.
TEXT = """([root, words]) => {
  const edge = document.querySelector('.explorer-other').getBoundingClientRect().right;
  const beyond = [...document.querySelectorAll(`${root} *`)].filter((one) =>
    one.getClientRects().length && one.getBoundingClientRect().right > edge + 1);
  return [parseFloat(getComputedStyle(document.querySelector(words)).fontSize), beyond.length];
}"""


@pytest.mark.parametrize(
    ("tab", "root", "words"),
    [
        ("Exercises", ".exercises", ".exercises-asking .question"),
        ("School", ".school", ".school-lesson p"),
        ("Evidence", ".evidence", ".evidence p"),
        ("Magnesium lab", ".lab", ".lab-chain li"),
    ],
)
def test_the_text_of_each_tab_grows_with_large_type_and_ends_within_the_page(
    page, tab, root, words
):
    page.page.get_by_role("button", name=tab, exact=True).click()
    page.page.locator(words).first.wait_for()
    page.wait_for_truth(f"(of) => ({TEXT})(of)[1] === 0", arg=[root, words])
    small = page.page.evaluate(TEXT, [root, words])[0]
    page.switch("Aa", on=True)
    page.wait_for_truth(
        f"([of, small]) => (([size, beyond]) => size > 1.25 * small && !beyond)(({TEXT})(of))",
        arg=[[root, words], small],
    )
    badges = ".lab-chain li > span"  # none over the next step's words
    page.wait_for_truth(f"(selector) => !({CUT})(selector).length", arg=badges)


# Lines of text that end right of what holds them and cuts them off, or of the page.
LEFT_OUT = """(() => {
  const lines = [];
  const range = document.createRange();
  for (const element of document.querySelectorAll(".lab .lab-panel *"))
    for (const text of element.childNodes) {
      if (text.nodeType !== Node.TEXT_NODE || !text.textContent.trim()) continue;
      range.selectNodeContents(text);
      const ends = Math.max(0, ...[...range.getClientRects()].map((one) => one.right));
      let holder = element;
      while (!holder.matches(".lab") && getComputedStyle(holder).overflowX === "visible")
        holder = holder.parentElement;
      const edge = Math.min(innerWidth, holder.getBoundingClientRect().right);
      if (ends > edge + 4) lines.push(text.textContent);
    }
  return lines;
})()"""


def test_the_labs_headings_and_sentences_have_their_room_on_a_small_screen_in_large_type(page):
    page.page.set_viewport_size({"width": 1024, "height": 700})
    page.switch("Aa", on=True)
    try:
        page.page.get_by_role("button", name="Magnesium lab", exact=True).click()
        page.page.locator(".lab .lab-row svg").first.wait_for()
        page.wait_for_truth(f"!{LEFT_OUT}.length")
    finally:
        page.switch("Aa", on=False)
        page.page.set_viewport_size(DESK)
        page.page.get_by_role("button", name="Night", exact=True).click()


def test_the_result_of_a_lesson_is_brought_in_sight(page):
    shown = page.page
    page.page.set_viewport_size(PHONE)
    shown.get_by_role("button", name="School", exact=True).click()
    shown.locator("select[data-choice=count]").select_option("10")
    shown.get_by_role("button", name="begin the lesson").click()
    lesson = shown.locator("section.lesson")
    lesson.get_by_role("button", name="hand in").click()
    lesson.get_by_role("button", name="hand in all the same").click()
    lesson.get_by_text("of 10 right").wait_for()
    shown.wait_for_function("!document.querySelector('.live-pane').explorer.model.get('lesson')")
    page.wait_for_rest()
    expect(lesson.locator("h2")).to_be_in_viewport()
    expect(lesson.get_by_text("of 10 right")).to_be_in_viewport()
    lesson.get_by_role("button", name="leave", exact=True).click()
    lesson.wait_for(state="detached")


def test_the_strip_of_scoring_wraps_beside_the_place_in_the_night(page):
    page.page.set_viewport_size({"width": 1366, "height": 768})
    page.page.locator(".live-pane").focus()
    page.page.keyboard.press("s")
    page.page.get_by_text("scoring as me").wait_for()
    page.page.evaluate(
        """() => {  // a way to the kernel on which all keys are lost
          const { model } = document.querySelector('.live-pane').explorer;
          const send = model.send;
          model.back = () => { model.send = send; };
          model.send = (message, ...rest) => {
            if (message.kind !== 'score') send.call(model, message, ...rest);
          };
        }"""
    )
    for _ in range(5):
        page.page.keyboard.press("r")
    page.page.locator(".scoring-strip", has_text="5 keys not saved").wait_for()
    page.wait_for_truth(
        """(() => {
          const strip = document.querySelector('.scoring-strip');
          const range = document.createRange();
          range.selectNodeContents(strip);
          const place = document.querySelector('.readout').getBoundingClientRect();
          const box = strip.getBoundingClientRect();
          return [...range.getClientRects()].every((one) =>
            one.right <= Math.min(place.left, box.right) && one.bottom <= box.bottom + 1);
        })()"""
    )
    page.page.evaluate("() => document.querySelector('.live-pane').explorer.model.back()")
    page.page.wait_for_function("() => !sessionStorage.getItem('explorer-unsaved')")
    page.page.keyboard.press("s")
    page.page.set_viewport_size(DESK)


@pytest.mark.parametrize("size", [PHONE, {"width": 844, "height": 390}])
def test_a_night_is_scored_by_touch_at_the_foot_of_the_traces(page, size):
    from playwright.sync_api import expect

    def opened_part(name):
        return f"document.querySelector('{name}').getBoundingClientRect()"

    page.page.set_viewport_size(size)
    buttons = page.page.locator(".stage-buttons button")
    expect(buttons.first).to_be_hidden()
    page.page.locator(".live-pane").focus()
    page.page.keyboard.press("s")
    expect(buttons).to_have_text(["W", "N1", "N2", "N3", "REM", "?", "↶"])
    expect(buttons.first).to_be_visible()
    buttons.first.scroll_into_view_if_needed()
    # Large, in sight together with the traces, and under no words.
    page.wait_for_truth(
        f"""(() => {{
          const [foot, strip, words] = [{opened_part(".explorer-foot")},
            {opened_part(".scoring-strip")}, {opened_part(".window-words")}];
          const plot = {MODEL.removesuffix(".model")}.live.plot('traces');
          const traces = plot.el.getBoundingClientRect().bottom;
          return [...document.querySelectorAll('.stage-buttons button')].every((one) => {{
            const box = one.getBoundingClientRect();
            return box.height >= 34 && box.width >= 34 && box.top >= traces - 1 && traces > 100
              && box.bottom <= Math.min(foot.top, strip.top, words.top);
          }});
        }})()"""
    )
    place = page.page.evaluate(f"{MODEL}.get('cursor_epoch')")
    code = f"JSON.parse({MODEL}.get('epochs')).codes[Math.floor({MODEL}.get('window_start') / 30)]"
    before = page.page.evaluate(code)
    start = page.page.evaluate(f"{MODEL}.get('window_start')")
    stage, number = ("N1", 1) if before != 1 else ("REM", 4)
    buttons.get_by_text(stage, exact=True).click()
    page.wait_for_truth(
        f"JSON.parse({MODEL}.get('epochs')).codes[{int(start // 30)}] === {number}"
        f" && {MODEL}.get('window_start') > {start} && {MODEL}.get('cursor_epoch') !== {place}"
    )
    buttons.last.click()
    page.wait_for_truth(f"JSON.parse({MODEL}.get('epochs')).codes[{int(start // 30)}] === {before}")
    page.page.set_viewport_size(DESK)
    expect(buttons.first).to_be_hidden()  # beside the traces there
    page.page.keyboard.press("s")
    expect(page.page.locator(".scoring-strip")).to_be_hidden()


def test_the_words_of_blind_scoring_have_a_place_of_their_own_below_the_stages(page):
    page.page.locator(".live-pane").focus()
    page.page.keyboard.press("s")
    page.page.get_by_text("scoring as me").wait_for()
    for key in "w1223rk":
        page.page.keyboard.press(key)
    page.wait_for_rest()
    blind = page.page.get_by_role("button", name="blind", exact=True)
    blind.click()
    try:
        page.wait_for_truth(
            """(() => {
              const plot = document.querySelector('.live-pane').explorer.live.plot('hypnogram');
              const said = plot.model.below.find((one) => one.tags.includes('said'));
              const needed = said.text.split('\\n').length * parseFloat(said.text_font_size);
              return said.visible && said.text.startsWith('Blind')
                && plot.bbox.height - plot.frame.bbox.height >= needed;
            })()"""
        )
    finally:
        blind.click()
        page.page.locator(".live-pane").focus()
        page.page.keyboard.press("s")
