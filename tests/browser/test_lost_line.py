"""A line to the kernel that is lost for a moment: what a hand did is heard all the same."""

import pytest

from tests.browser.page import Page

pytestmark = pytest.mark.browser

# A line that can be cut: what comes is not heard while it is deaf, as where a network fails.
LINE = """(() => {
  const Native = window.WebSocket;
  window.line = { deaf: false };
  window.WebSocket = class extends Native {
    constructor(...given) { super(...given); line.socket = this; }
    set onmessage(handler) { super.onmessage = (event) => line.deaf || handler(event); }
    get onmessage() { return super.onmessage; }
  };
})()"""
BANDS = (("6", "sigma", "11-16"), ("1", "slow wave", "0.5-4"))


@pytest.fixture(scope="module")
def shown(chromium, address):
    page = Page(chromium, address)
    page.page.add_init_script(LINE)
    page.open()
    yield page
    page.close()


def both_say(shown, words, edges):
    """Wait until kernel and page are at this band."""
    shown.wait_for_heading(words)
    shown.page.wait_for_function("(band) => location.hash.includes(`&band=${band}`)", arg=edges)
    shown.wait_until(f"d.band === '{edges}'")


def test_keys_are_heard_where_the_answer_to_the_last_was_lost(shown):
    shown.wait_for_rest()
    for key, words, edges in BANDS * 2:
        shown.page.evaluate("line.deaf = true")
        shown.page.keyboard.press(key)
        shown.page.wait_for_timeout(500)  # for the answer to be lost
        shown.page.evaluate("line.socket.close(); line.deaf = false")
        both_say(shown, words, edges)


def test_keys_are_heard_that_were_said_into_a_line_that_broke(shown):
    for key, words, edges in BANDS * 2:
        shown.page.evaluate("line.socket.close()")
        shown.page.keyboard.press(key)
        both_say(shown, words, edges)


def test_a_part_that_was_selected_meanwhile_has_its_numbers(shown):
    """More than one answer is lost: all that a hand did since waits behind the first."""
    shown.page.evaluate("line.deaf = true")
    for key in ("6", "b", "ArrowRight", "b"):
        shown.page.keyboard.press(key)
        shown.page.wait_for_timeout(100)
    shown.page.evaluate("line.socket.close(); line.deaf = false")
    shown.page.locator(".explorer-numbers th", has_text="selection").first.wait_for()
    both_say(shown, *BANDS[0][1:])


def test_a_line_is_not_given_up_for_one_late_answer(shown):
    """The server asks twice a minute whether the page is there."""
    opened = []
    shown.page.on("websocket", lambda one: opened.append(one.url))
    shown.page.wait_for_timeout(31_000)
    assert not opened
