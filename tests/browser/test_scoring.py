"""Scoring under a person's hands, and what is left of it when the kernel is killed."""

import json
import random
import re
import signal
from pathlib import Path

import pytest

from benchmarks.kills import Hand
from explorer.io.write import write_edf
from explorer.models.simulated_night import simulate_night
from explorer.night.hypnogram import make_hypnogram
from explorer.storage.settings import SCORINGS_VARIABLE
from tests.browser.page import Page
from tests.browser.serving import processes_below, served_app

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def journals(tmp_path_factory):
    return tmp_path_factory.mktemp("scorings")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the pages may open files."""
    return tmp_path_factory.mktemp("recordings")


@pytest.fixture(scope="module")
def address(chromium, journals, folder, tmp_path_factory):  # noqa: ARG001  no server without a browser
    with pytest.MonkeyPatch.context() as patch:  # other tests' pages find nothing scored
        patch.setenv(SCORINGS_VARIABLE, str(journals))
        with served_app(tmp_path_factory.mktemp("voila"), "--folder", str(folder)) as address:
            yield address


@pytest.fixture
def page(chromium, address):
    shown = Page(chromium, address)
    shown.open()
    yield shown
    shown.close()


@pytest.fixture(scope="module")
def watching(chromium, address):
    """Open a page on which nobody has scored."""
    shown = Page(chromium, address)
    shown.open()
    yield shown
    shown.close()


def codes(page, first, last):
    """Return the stages that the page shows."""
    return page.page.evaluate(
        "([a, b]) => JSON.parse(document.querySelector('.live-pane').explorer.model"
        ".get('epochs')).codes.slice(a, b)",
        [first, last],
    )


def wait_for_codes(page, first, expected):
    page.page.wait_for_function(
        "([a, wanted]) => JSON.stringify(JSON.parse(document.querySelector('.live-pane')"
        ".explorer.model.get('epochs')).codes.slice(a, a + wanted.length)) == "
        "JSON.stringify(wanted)",
        arg=[first, expected],
    )


def kill_the_kernel(page):
    """Kill the kernel behind this page, as a machine without memory would."""
    kernel = re.search(r'"kernelId": ?"([\w-]+)"', page.page.content()).group(1)
    killed = processes_below(kernel)
    assert killed
    for child in killed:
        child.send_signal(signal.SIGKILL)


def test_ten_epochs_by_keys_undo_a_range_and_a_killed_kernel(page):
    keyboard = page.page.keyboard
    keyboard.press("Home")
    page.wait_until("d.start == 0")
    keyboard.press("s")
    page.page.get_by_text("scoring as me: W 1 2 3 R U").wait_for()
    for key in "w1223r2u31":
        keyboard.press(key)
    page.wait_until("d.start == 300")
    scored = [0, 1, 2, 2, 3, 4, 2, -2, 3, 1]
    wait_for_codes(page, 0, scored)
    page.page.locator(".explorer-controls").get_by_text("me with the simulation").wait_for()
    keyboard.press("Control+z")
    keyboard.press("Control+z")
    keyboard.press("Control+Shift+z")
    wait_for_codes(page, 8, [3, 0])  # the last one is the simulation's wake again

    page.drag(page.point("hypnogram", 12_010, 2), page.point("hypnogram", 12_310, 2))
    page.page.locator(".explorer-numbers th", has_text="selection").first.wait_for()
    keyboard.press("3")
    wait_for_codes(page, 401, [3] * 9)
    page.page.locator(".explorer-numbers th", has_text="selection").first.wait_for(state="detached")
    stood = codes(page, 0, 960)

    kill_the_kernel(page)
    page.open()
    page.page.locator("select[data-choice=scorer]").select_option("me")
    wait_for_codes(page, 0, stood)
    page.page.get_by_text("Scoring · ").wait_for()


def test_keys_that_are_lost_on_their_way_do_not_come_back_after_they_were_undone(page):
    keyboard = page.page.keyboard
    keyboard.press("Home")
    page.wait_until("d.start == 0")
    keyboard.press("s")
    page.page.get_by_text("scoring as me: W 1 2 3 R U").wait_for()
    stood = codes(page, 0, 10)
    heading = page.page.locator(".explorer-controls summary", has_text=re.compile("^Scoring"))
    counted = heading.inner_text()
    page.page.evaluate(
        """() => {
          const { model } = document.querySelector('.live-pane').explorer;
          const send = model.send;
          let lost = 0;
          model.send = function (message, ...rest) {
            if (message.what === 'r' && ++lost <= 6 && !message.again) return;
            send.call(this, message, ...rest);
          };
        }"""
    )
    for _ in range(10):
        keyboard.press("r")
    for _ in range(9):
        keyboard.press("Control+z")
    button = page.page.locator(".explorer-controls button[data-act=undo]")
    button.click()  # keeps its place among the keys
    unsaved = "() => !sessionStorage.getItem('explorer-unsaved')"
    page.page.wait_for_function(unsaved)
    wait_for_codes(page, 0, stood)
    assert heading.inner_text() == counted


def test_keys_around_the_kernels_death_are_saved_or_named_and_sent_again(
    chromium, address, journals
):
    hand = Hand(Page(chromium, address), journals, random.Random(5))
    hand.begin()
    for _ in range(3):  # with four, three and five keys after the kernel has died
        hand.survive()
    verdict = hand.verdict()
    hand.page.close()
    assert hand.tally.sent_again  # else nothing was tried
    assert not any(verdict.values()), verdict


def test_a_page_shows_by_itself_what_another_page_scores(chromium, address, watching):
    page = watching
    other = Page(chromium, address)
    other.open()
    other.page.keyboard.press("s")
    box = other.page.locator(".explorer-controls input[data-choice=person]")
    box.fill("Ada")
    box.press("Enter")
    other.page.get_by_text("scoring as Ada").wait_for()
    other.page.locator(".live-pane").focus()
    other.page.keyboard.press("r")
    # The copy that it begins with comes in the same beat, and is none.
    page.page.get_by_text("Another page made 1 edit as Ada on this night").wait_for()
    page.page.locator("select[data-choice=scorer] option", has_text="Ada").wait_for(
        state="attached"
    )
    other.close()


def test_the_page_with_scoring_unfolded_still_fits_a_projector(watching):
    from playwright.sync_api import expect

    page = watching
    page.page.locator(".live-pane").focus()
    page.page.keyboard.press("s")
    page.page.get_by_role("button", name="stop scoring").wait_for()
    page.page.get_by_text("Automatic staging").click()
    page.page.get_by_role("button", name="Stage this night").wait_for()
    page.wait_for_fit()
    keyboard = page.page.keyboard
    summary = page.page.locator(".explorer-controls summary").first
    box = page.page.locator(".explorer-controls input[data-choice=person]")
    box.fill("Ben")
    keyboard.press("Enter")
    page.page.get_by_text("scoring as Ben").wait_for()
    # Letters typed into the box are no keys: Ben has scored nothing.
    expect(summary).to_have_text("Scoring")


def test_epochs_of_5_s_are_scored_within_a_window_of_30(chromium, address, folder):
    page, recording, scoring = Page(chromium, address), folder / "night.edf", folder / "scoring.csv"
    stages = make_hypnogram(["N2"] * 48, 5)
    write_edf(simulate_night(1, hypnogram=stages, sampling_frequency=64), recording)
    rows = [f"{5 * epoch},5,N2" for epoch in range(48)]
    scoring.write_text("\n".join(["onset,duration,stage", *rows]))
    page.open_file(recording, scoring)
    keyboard = page.page.keyboard
    keyboard.press("s")
    page.page.get_by_text("scoring as me: W 1 2 3 R U").wait_for()
    frame = (
        "(() => { const { live, model } = document.querySelector('.live-pane').explorer;"
        " const [box] = live.tagged('epoch-box');"
        " return [model.get('window_start'), model.get('window_length'), box.left, box.right, "
        "box.visible]; })()"
    )

    def wait_for_frame(start, epoch):
        page.page.wait_for_function(
            f"JSON.stringify({frame}) === '[{start:g},30,{epoch},{epoch + 5},true]'"
        )

    keyboard.press("Home")
    wait_for_frame(0, 0)
    for key in "w123":
        keyboard.press(key)
    wait_for_frame(7.5, 20)  # the window follows once the epoch is in its middle
    wait_for_codes(page, 0, [0, 1, 2, 3, 2])
    keyboard.press("Shift+ArrowRight")
    wait_for_frame(12.5, 25)
    keyboard.press("Control+z")
    wait_for_frame(2.5, 15)  # to the epoch that it changed
    wait_for_codes(page, 0, [0, 1, 2, 2, 2])
    keyboard.press("End")
    wait_for_frame(210, 235)
    keyboard.press("r")
    wait_for_codes(page, 46, [2, 4])
    # A brush by keys goes from epoch to epoch, also where the window stands still; the epoch stays.
    keyboard.press("b")
    keyboard.press("Shift+ArrowLeft")
    keyboard.press("Shift+ArrowLeft")
    keyboard.press("b")
    held = "JSON.stringify(document.querySelector('.live-pane').explorer.model.get('selection'))"
    page.page.wait_for_function(f"{held} === '[225,240]'")
    wait_for_frame(210, 225)
    page.close()


def test_a_kind_is_named_marked_by_drag_and_key_undone_exported_and_there_again(page):
    from playwright.sync_api import expect

    keyboard, controls = page.page.keyboard, page.page.locator(".explorer-controls")
    controls.locator("summary", has_text="Scoring").first.click()
    box = controls.locator("input[data-choice=kind]")
    box.fill("my sawtooth")
    box.press("Enter")
    button = controls.get_by_role("button", name="my sawtooth", exact=True)
    button.wait_for()
    for _ in range(2):  # what is refused goes, and does not look like what the key marks
        box.fill("N2")
        box.press("Enter")
        expect(box).to_have_value("my sawtooth")
        expect(controls.get_by_role("alert")).to_contain_text("No kind of event can be called")
    page.page.locator(".live-pane").focus()
    keyboard.press("Home")
    page.wait_until("d.start == 0")

    def marks():
        return (
            "JSON.stringify(JSON.parse(document.querySelector('.live-pane').explorer.model"
            ".get('hand_marks')).map(([from, to, kind, channel]) =>"
            " [Math.round(from), Math.round(to), kind, channel]))"
        )

    def wait_for_marks(*expected):
        page.page.wait_for_function(f"{marks()} == JSON.stringify({json.dumps(list(expected))})")

    # Along one trace it is of that channel, and the caliper reads it; the button marks it.
    lanes = page.page.evaluate(
        "JSON.parse(document.querySelector('.live-pane').explorer.model.get('lanes'))"
        ".map(({ name, centre }) => [name, centre])"
    )
    (name, centre), (_, below) = lanes[0], lanes[1]
    keyboard.down("Shift")
    page.drag(page.point("traces", 5, centre), page.point("traces", 9, centre))
    keyboard.up("Shift")
    expect(page.page.locator(".readout")).to_contain_text(f"{name}: 4.0")
    # While scoring its words are not covered, and none of them is cut.
    keyboard.press("s")
    expect(page.page.locator(".scoring-strip")).to_be_visible()
    page.wait_for_truth(
        """(() => {
          const box = (one) => document.querySelector(one).getBoundingClientRect();
          const [pane, strip] = [box('.live-pane'), box('.scoring-strip')];
          const words = [...document.querySelector('.readout').children]
            .filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect());
          return words.every((one) => one.left >= pane.left
            && (one.bottom <= strip.top || one.left >= strip.right));
        })()"""
    )
    keyboard.press("s")
    expect(page.page.locator(".scoring-strip")).to_be_hidden()
    button.click()
    wait_for_marks([5, 9, "my sawtooth", name])
    # Its lane moves what lies below it.
    page.wait_for_truth(
        "(() => { const { y_range } ="
        " document.querySelector('.live-pane').explorer.live.plot('scored events').model;"
        " return y_range.end - y_range.start; })() === 2"
    )
    # Across several traces it is of all; a key marks it.
    keyboard.down("Shift")
    page.drag(page.point("traces", 12, centre), page.point("traces", 16, below))
    keyboard.up("Shift")
    keyboard.press("k")
    first = [5, 9, "my sawtooth", name]
    wait_for_marks(first, [12, 16, "my sawtooth", ""])
    # An edge is dragged; a key takes a mark out; undo brings it back.
    page.drag(page.point("traces", 16, centre), page.point("traces", 20, centre))
    wait_for_marks(first, [12, 20, "my sawtooth", ""])
    keyboard.press("Delete")
    wait_for_marks(first)
    keyboard.press("Control+z")
    wait_for_marks(first, [12, 20, "my sawtooth", ""])
    controls.locator("select[data-choice=format]").select_option("csv")
    with page.page.expect_download() as download:
        controls.get_by_role("button", name="save file").click()
    saved = Path(download.value.path()).read_text()
    assert saved.count("my sawtooth") == 2
    # Another page finds them, and lanes beside the file's own.
    page.open()
    wait_for_marks(first, [12, 20, "my sawtooth", ""])
    keyboard.press("Control+z")
    wait_for_marks(first, [12, 16, "my sawtooth", ""])
    assert not page.errors
