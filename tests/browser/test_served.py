"""The page where the way to its kernel is slow."""

import re

import pytest

from tests.browser.page import Page
from tests.server.pages import served_pages

pytestmark = pytest.mark.browser

# The page's own patience in ms, and what this test can spare. The longest once: what is drawn
# anew after the answer has one of its own to wait for, which a busy machine may take longer for.
# What is said meanwhile stands for a second or less: it is kept as it comes.
SHORTENED = """
  new MutationObserver((_, observer) => {
    const words = document.querySelector(".live-waiting");
    if (!words) return;
    window.told = words.textContent;
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
  const later = window.setTimeout;
  const longest = [1500];
  const shorter = (delay) => (delay === 60000 ? longest.pop() : { 3000: 200 }[delay]) ?? delay;
  window.setTimeout = (act, delay, ...rest) => later(act, shorter(delay), ...rest);
"""


class Withheld:
    """A connection to the kernel that holds back all it says after the page's greeting."""

    def __init__(self, page) -> None:
        self.holding, self.released, self.held, self.route = False, False, [], None
        page.route_web_socket(re.compile("/channels"), self._connect)

    def _connect(self, route) -> None:
        self.route, server = route, route.connect_to_server()

        def up(message) -> None:
            greeting = b'"hello"' in message and b'"revision"' in message
            self.holding |= greeting and not self.released
            server.send(message)

        def down(message) -> None:
            self.held.append(message) if self.holding else route.send(message)

        route.on_message(up)
        server.on_message(down)

    def release(self) -> None:
        """Let it all through, in order."""
        self.released = True
        while self.held:  # what comes meanwhile stands behind
            self.route.send(self.held.pop(0))
        self.holding = False


def test_a_kernel_that_answers_late_is_waited_for_in_words_and_then_drawn(chromium, tmp_path):
    # Of a page made ready the first picture is the last: there would be nothing to draw anew.
    with served_pages(tmp_path, "--PageKernels.kept_ready=0") as pages:
        shown = Page(chromium, pages.address)
        shown.page.add_init_script(SHORTENED)
        kernel = Withheld(shown.page)
        shown.page.goto(pages.address)
        shown.page.wait_for_selector(".live-pane[data-ready=yes]")
        shown.wait_for_truth("window.told?.startsWith('Waiting for the kernel')")
        old = "document.querySelector('.live-pane').explorer.live.revision"
        early = shown.page.evaluate(old)
        while not kernel.held:  # a busy kernel answers later than the page begins to wait
            shown.page.wait_for_timeout(50)
        kernel.release()
        shown.page.wait_for_function(f"{old} > {early}")
        shown.wait_for_picture()
        start = float(shown.drawn()["start"])
        shown.page.keyboard.press("ArrowRight")
        shown.wait_until(f"d.start == {start + 30} && d.tier === 'full'")
        shown.wait_for_rest()
        drawn = "document.querySelector('.live-pane').explorer.live.named('spectrogram').renderers"
        shown.page.wait_for_function(f"{drawn}.some((one) => one.data_source.get_length() > 0)")
        shown.close()
