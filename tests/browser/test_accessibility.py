"""For everyone: what axe finds, the keyboard alone, narrow windows, and files that mean harm."""

import time

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.page import Page

pytestmark = pytest.mark.browser

# What is there once a tab has been drawn.
TABS = {
    "Night": ".explorer-numbers h2 >> text=slow wave",
    "Signal": ".signal-body svg",
    "Evidence": ".evidence",
    "School": ".school h2",
    "Exercises": ".exercises .question",
    "Magnesium lab": ".lab svg.trace",
    "Function": ".function-group",
    "Compare": ".compare .slopes",
    "My nights": ".my-nights .result",
    "Plan": ".plan figure svg",
}
_NAMING, _LONGEST_NAMING = 300, 15.0  # ms, s
HARM = "<img src=x onerror=window.harmed=1><script>window.harmed=1</script>&\"'\u202e"


@pytest.fixture(scope="module")
def opened(chromium, address):
    shown = Page(chromium, address)
    shown.open()
    yield shown
    shown.close()


@pytest.fixture
def page(opened):
    opened.page.set_viewport_size({"width": 1280, "height": 800})
    for name in ("Aa", "dark"):
        opened.switch(name, on=False)
    turn_to(opened, "Night")
    opened.page.locator(".live-pane").focus()
    return opened


def turn_to(page, tab):
    page.page.get_by_role("button", name=tab, exact=True).click()
    if tab == "Compare":
        asked = page.page.get_by_text("Three ways to begin")
        asked.or_(page.page.locator(TABS[tab])).first.wait_for()
        if asked.count():  # nothing is compared before anybody asks
            page.page.locator(".compare").get_by_role("button", name="Simulated example").click()
    page.page.locator(TABS[tab]).first.wait_for()


def test_a_button_tells_a_screen_reader_its_state_with_the_press(page):
    """Whoever presses it hears the state at once, not once the page is looked through."""
    for name, kind in (("Aa", "large"), ("dark", "dark")):
        button = page.page.get_by_role("button", name=name, exact=True)
        button.and_(page.page.locator("[aria-pressed=false]")).wait_for()
        told = "async (b) => { b.click(); await null; return b.ariaPressed; }"
        assert button.evaluate(told) == "true"
        page.page.locator(f".sleep-explorer.{kind}").wait_for()
        assert button.evaluate(told) == "false"
        page.page.locator(f".sleep-explorer:not(.{kind})").wait_for()


# Tabs that were shown before stay in the document, and each is looked at whole in its own turn.
OTHER_TABS = (
    *(".explorer-other > :not(.turned-to)", ".sleep-explorer:not(.elsewhere) .explorer-other"),
    *(f".elsewhere .explorer-{part}" for part in ("controls", "pane", "numbers")),
)
THIS_TAB = {"exclude": [[one] for one in OTHER_TABS]}


def graver_findings(page, **options):
    # Of the rules that are asked for one alone, of sounds that play by themselves, has axe fetch
    # files anew, and there is no sound on any page.
    always = {"resultTypes": ["violations"], "preload": False}
    found = Axe().run(page.page, context=THIS_TAB, options=always | options)
    found = found.response["violations"]
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def findings_that_stay(page, find=None):
    """List what axe finds and goes on finding.

    Names follow what is drawn after a tenth of a second, or a busy machine's while. A look at the
    page takes axe ten times as long, so it looks once that has passed.
    """
    find = find or graver_findings
    until = time.monotonic() + _LONGEST_NAMING
    while True:
        page.wait_for_rest()
        page.page.wait_for_timeout(_NAMING)
        if not (found := find(page)) or time.monotonic() > until:
            return found


def colour_findings(page):
    return graver_findings(page, runOnly={"type": "tag", "values": ["cat.color"]})


def test_axe_finds_nothing_serious_on_any_tab_in_light_and_dark(page):
    """Every rule of axe holds on each tab in the light, and those of colour in the dark too.

    Names, roles and order are the same markup in both: only colours are asked about twice.
    """
    for theme, find in (("light", graver_findings), ("dark", colour_findings)):
        page.switch("dark", on=theme == "dark")
        for tab in TABS:
            turn_to(page, tab)
            assert findings_that_stay(page, find) == [], (tab, theme)


def test_axe_finds_nothing_serious_in_what_unfolds_beside_the_night(page):
    """Derivations, the list of events, own settings of the spectrogram; dark, and in large type."""
    shown = page.page
    shown.get_by_label("derivation as an expression").fill("f4-c4")
    shown.get_by_label("derivation as an expression").press("Enter")
    shown.get_by_role("button", name="take F4-C4 away").wait_for()
    shown.locator(".event-table summary").click()
    shown.locator(".event-table tbody tr[data-at]").first.wait_for()
    how = "Spectrogram, multitaper settings"
    shown.get_by_label(how).select_option("own window, step, tapers")
    colours = "Spectrogram, whether nights and channels share one scale of colours"
    shown.get_by_label(colours).select_option("colours fixed, in dB")
    shown.locator(".spectrogram-settings input").first.wait_for()
    assert findings_that_stay(page) == []
    for name in ("Aa", "dark"):
        page.switch(name, on=True)
        assert findings_that_stay(page, colour_findings) == [], name
    for name in ("Aa", "dark"):
        page.switch(name, on=False)
    shown.get_by_label(how).select_option("usual windows")
    shown.get_by_label(colours).select_option("colours by the channel")
    shown.locator(".event-table summary").click()
    shown.get_by_role("button", name="take F4-C4 away").click()


def tab_to(page, name, role="button"):
    """Press Tab until a control of this name has the focus."""
    wanted = page.page.get_by_role(role, name=name, exact=True).first
    for _ in range(120):
        page.page.keyboard.press("Tab")
        if wanted.evaluate("(one) => one === document.activeElement"):
            return
    raise AssertionError(f"no way to {name!r} by Tab")


TRAIT = "document.querySelector('.live-pane').explorer.model.get('{}')"


def trait(page, name):
    return page.page.evaluate(TRAIT.format(name))


def wait_for_trait(page, name, value):
    page.wait_for_truth(f"(value) => String({TRAIT.format(name)}) === String(value)", arg=value)


def test_an_exercise_is_done_by_the_keyboard_alone(page):
    keyboard = page.page.keyboard
    # Go to the first N3, move the amplitude line, change the derivation.
    keyboard.press("Home")
    page.wait_until("d.start == 0")
    for _ in range(9):
        keyboard.press("c")
    page.wait_until("d.start > 0 && d.tier === 'full'")
    line = trait(page, "n3_amplitude")
    for _ in range(5):
        keyboard.press("t")
    page.wait_until(f"d.threshold == {line + 5}")
    keyboard.press("Shift+t")
    page.wait_until(f"d.threshold == {line + 4}")
    tab_to(page, "Analysis channel", role="combobox")
    page.wait_for_rest()  # the numbers of the line have come
    before = page.numbers()
    keyboard.press("ArrowDown")
    page.page.wait_for_function(
        "(text) => document.querySelector('.explorer-numbers').innerText !== text", arg=before
    )
    # Turn to the exercises, answer both questions, and be told that they are right.
    tab_to(page, "Exercises")
    keyboard.press("Enter")
    page.page.locator(TABS["Exercises"]).first.wait_for()
    tab_to(
        page, "How many seconds of slow waves does a 30-s epoch need at least to be N3?", "textbox"
    )
    keyboard.type("6 s")
    keyboard.press("Enter")
    page.page.locator(".exercises .right").first.wait_for()
    question = "With the same 75 µV line, on which derivation do more epochs become N3?"
    tab_to(page, question, "combobox")
    keyboard.press("ArrowDown")
    keyboard.press("Tab")  # to the question's own button
    keyboard.press("Enter")
    page.page.locator(".exercises .explanation").wait_for()


def test_everything_that_is_dragged_has_its_keys(page):
    keyboard = page.page.keyboard
    keyboard.press("1")
    page.wait_for_heading("slow wave 0.5")
    for key, band in (
        *(("l", [0.75, 4]), ("Shift+l", [0.5, 4]), ("h", [0.5, 4.25]), ("m", [0.75, 4.5])),
        *(("Shift+m", [0.5, 4.25]), ("Shift+h", [0.5, 4])),
    ):
        keyboard.press(key)
        wait_for_trait(page, "band", band)
    start = trait(page, "window_start")
    keyboard.press("b")
    keyboard.press("PageDown")
    keyboard.press("b")
    wait_for_trait(page, "selection", [start, start + 330])
    page.page.locator(".explorer-numbers th", has_text="selection").first.wait_for()
    page.page.get_by_role("status").filter(has_text="brushed").wait_for(state="attached")
    keyboard.press("Escape")
    wait_for_trait(page, "selection", [])
    keyboard.press("[")
    page.wait_for_truth(f"{TRAIT.format('lights')}[0] === {start + 300}")
    keyboard.press("?")
    for words in ("lower edge of the band", "amplitude line up", "brush from", "lights off at"):
        page.page.get_by_text(words).wait_for()
    keyboard.press("Escape")


# Handles of sliders in sight that do not say where their slider stands; the numbers of the others.
SAID = """() => [...document.querySelectorAll('.noUi-handle')]
  .filter((handle) => handle.checkVisibility() && handle.ariaDisabled === 'false')
  .map((handle) => {
    const target = handle.closest('.noUi-target');
    const place = [...target.querySelectorAll('.noUi-handle')].indexOf(handle);
    const { step } = target.noUiSlider.options;
    const stands = [target.noUiSlider.get(true)].flat()[place];
    const said = ['now', 'text'].map((name) => handle.getAttribute(`aria-value${name}`));
    const ends = ['min', 'max'].map((name) => Number(handle.getAttribute(`aria-value${name}`)));
    const read = target.closest('.jupyter-widgets').querySelector('.widget-readout')?.textContent;
    const isTrue = said.every((one) => Math.abs(Number(one) - stands) < step * 1e-6)
      && ends[0] <= stands + step * 1e-6 && stands <= ends[1] + step * 1e-6
      && (!Number(read) || Math.abs(Number(read) - stands) <= step);
    return isTrue ? said[0] : null;
  })"""


@pytest.mark.parametrize("tab", ["Night", "Magnesium lab", "Plan", "Compare"])
def test_sliders_say_where_they_stand_after_keys_and_a_drag(page, tab):
    turn_to(page, tab)
    page.wait_for_truth(f"(said => said.length && !said.includes(null))(({SAID})())")
    handles = page.page.locator(".noUi-handle[aria-disabled=false]:visible")
    for place in range(min(handles.count(), 3)):
        before, handle = page.page.evaluate(SAID)[place], handles.nth(place)
        at_its_end = handle.get_attribute("aria-valuemax") == before
        handle.press("ArrowLeft" if at_its_end else "ArrowRight")
        page.wait_for_truth(
            f"([place, before]) => (said => !said.includes(null) && said[place] !== before)"
            f"(({SAID})())",
            arg=[place, before],
        )
    before = page.page.evaluate(SAID)[0]
    box = handles.first.bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.drag(middle, (middle[0] + 17, middle[1]))
    page.wait_for_truth(
        f"(before) => (said => !said.includes(null) && said[0] !== before)(({SAID})())", arg=before
    )


def test_keys_of_the_night_rest_while_another_tab_is_read(page):
    start = trait(page, "window_start")
    turn_to(page, "Evidence")
    page.page.locator(".explorer-other").click(position={"x": 5, "y": 5})
    page.page.keyboard.press("ArrowRight")
    assert trait(page, "window_start") == start


@pytest.mark.parametrize("width", [400, 800, 1920])
def test_narrow_and_wide_windows_lose_nothing(width, page):
    page.page.set_viewport_size({"width": width, "height": 900})
    page.page.wait_for_function(
        "![...document.querySelectorAll('.explorer-head button, .explorer-pane,'"
        " + '.explorer-numbers')]"
        ".some((one) => one.offsetParent && one.getBoundingClientRect().right > innerWidth + 1)"
    )
    for part, least in (("head", 30), ("controls", 300), ("numbers", 300), ("pane", 500)):
        shown = page.page.locator(f".explorer-{part}")
        shown.scroll_into_view_if_needed()
        page.page.wait_for_function(
            f"document.querySelector('.explorer-{part}').getBoundingClientRect().height >= {least}"
        )


def test_motion_is_reduced_where_that_is_asked_for(page):
    page.page.add_style_tag(content=".explorer-foot { transition: opacity 5s; }")
    moving = "getComputedStyle(document.querySelector('.explorer-foot')).transitionDuration"
    assert page.page.evaluate(moving) == "5s"
    page.page.emulate_media(reduced_motion="reduce")
    assert page.page.evaluate(moving) == "0s"


@pytest.fixture
def harmful(shelf):
    """Make a BrainVision recording whose labels, markers and scorers are all markup."""
    folder = shelf / "harmful"
    folder.mkdir()
    samples = 20 * 30 * 100
    (folder / "night.eeg").write_bytes(b"\0\1" * 3 * samples)
    long = "x" * 10_000
    labels = [f"C3{HARM}", f"C4{HARM}{long}", "C4"]
    (folder / "night.vmrk").write_text(
        "Brain Vision Data Exchange Marker File, Version 1.0\n[Common Infos]\nCodepage=UTF-8\n"
        f"DataFile=night.eeg\n[Marker Infos]\nMk1=Comment,{HARM}{long},500,100,0\n",
        encoding="utf-8",
    )
    rows = "\n".join(f"Ch{i}={label},,0.1,uV" for i, label in enumerate(labels, 1))
    (folder / "night.vhdr").write_text(
        "Brain Vision Data Exchange Header File Version 1.0\n[Common Infos]\nCodepage=UTF-8\n"
        "DataFile=night.eeg\nMarkerFile=night.vmrk\nDataFormat=BINARY\n"
        "DataOrientation=MULTIPLEXED\nNumberOfChannels=3\nSamplingInterval=10000\n"
        f"[Binary Infos]\nBinaryFormat=INT_16\n[Channel Infos]\n{rows}\n",
        encoding="utf-8",
    )
    stages = "".join(f"{30 * i}\t30\t{i % 4}\t{(i + 1) % 4}\n" for i in range(20))
    head = f"onset\tduration\tstage_{HARM}\tstage_two\n".replace('"', "")
    (folder / "night.tsv").write_text(head + stages, encoding="utf-8")
    return folder / "night.vhdr"


def test_labels_from_a_file_stay_words(opened, page, harmful):  # noqa: ARG001  back at the night
    shown = opened
    shown.open_file(harmful)
    shown.page.get_by_role("button", name="Signal", exact=True).click()
    shown.page.locator(".signal-body:not(.computing) svg, .signal-body p").first.wait_for()
    shown.page.get_by_role("button", name="Night", exact=True).click()
    shown.page.locator(".live-pane").wait_for()  # keys go nowhere before it is there
    shown.page.locator(".live-pane").focus()
    shown.page.keyboard.press("6")
    shown.wait_for_heading("sigma")
    shown.wait_for_rest()
    shown.page.locator(".explorer-foot summary").first.click()
    shown.page.locator("option", has_text="<img src=x").first.wait_for(state="attached")
    assert shown.page.evaluate("window.harmed") is None
    assert shown.page.locator("img[src=x]").count() == 0
    assert "harmed" not in "".join(shown.page.locator("body script").all_inner_texts())
    assert not shown.outside
