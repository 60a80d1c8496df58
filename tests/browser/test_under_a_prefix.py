"""The page under a hub's prefix: it works there, under its policy, and leaves nothing behind."""

from urllib.parse import quote

import pytest

from tests.browser.page import Page
from tests.browser.serving import processes_below, served_by_jupyter
from tests.browser.test_attacks import HIT, WATCH, allows_everything, hits, tries
from tests.browser.test_leaving import wait_beside
from tests.server.pages import kernel_of

pytestmark = pytest.mark.browser

PAGE = "voila/render/notebooks/explorer.ipynb"


@pytest.fixture(scope="module")
def prefix(chromium, tmp_path_factory):  # noqa: ARG001  no server without a browser
    """Serve the project by a Jupyter server under a prefix, as a hub does."""
    with served_by_jupyter(tmp_path_factory.mktemp("hub"), "/user/ada%20lovelace/") as prefix:
        yield prefix


@pytest.fixture(scope="module")
def shown(chromium, prefix):
    """Open the page once for all that is looked at there, in this order."""
    page = Page(chromium, prefix)
    page.page.add_init_script(WATCH)
    page.page.goto(prefix + PAGE)
    page.wait_for_picture()
    yield page
    page.page.close()


def test_nothing_is_asked_of_the_server_beside_it(shown, prefix):
    start = float(shown.drawn()["start"])
    shown.page.keyboard.press("ArrowRight")
    shown.wait_until(f"d.start == {start + 30} && d.tier === 'full'")
    shown.page.wait_for_function(f"location.hash.includes('window_start={start + 30:.0f}&')")
    assert shown.page.url.startswith(f"{prefix}{PAGE}#v1&night=")
    shown.wait_for_rest()
    assert not shown.outside
    assert not shown.errors


def test_back_goes_to_the_tab_before_it(shown, prefix):
    steps = shown.page.evaluate("history.length")
    shown.page.get_by_role("button", name="School", exact=True).first.click()
    shown.wait_for_truth("(steps) => history.length === steps + 1", arg=steps)
    shown.page.evaluate("history.back()")
    shown.wait_for_truth(
        "() => document.querySelector('.explorer-tabs .mod-active')?.innerText === 'Night'"
    )
    assert shown.page.url.startswith(f"{prefix}{PAGE}#v1&night=")


def test_the_page_has_its_policy_and_an_injected_script_does_not_run(shown):
    assert not shown.page.evaluate("window.broken")
    allows_everything(shown.page)
    assert not tries(shown.page)


def test_whoever_leaves_it_ends_its_kernel(chromium, shown):
    kernel = kernel_of(shown.page.content())
    assert processes_below(kernel)
    shown.wait_for_rest()
    shown.page.goto("about:blank")  # by a link: a tab that is closed while it works says nothing
    wait_beside(chromium, lambda: not processes_below(kernel))


def test_no_script_of_an_address_runs(chromium, prefix):
    pages = (PAGE, "voila/tree", "voila/tree/notebooks")
    lost = "voila/render/" + quote(HIT) + ".ipynb"
    assert not hits(chromium, prefix, [*pages, lost, "voila/tree/" + quote(HIT)])
