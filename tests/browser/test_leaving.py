"""A page and its kernel, in a real browser: they come together and go together."""

import re

import pytest
from playwright.sync_api import expect

from explorer.server.page_handler import FULL
from explorer.storage.settings import MOST_PAGES_VARIABLE
from tests.browser.page import leave
from tests.browser.serving import processes_below
from tests.server.pages import kernel_of, kill, served_pages, wait_until, write_notebook

pytestmark = pytest.mark.browser


# Stands for the page as far as what ends kernels looks at it, and needs a kernel to be drawn.
DRAWN = """
import ipywidgets

ipywidgets.HTML("<div class='live-pane' data-ready='yes'>drawn</div>")
"""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Write a page whose kernel computes nothing: what is tested is when one begins and ends."""
    return write_notebook(tmp_path_factory.mktemp("drawn") / "drawn.ipynb", DRAWN)


@pytest.fixture(scope="module")
def pages(chromium, tmp_path_factory, drawn):  # noqa: ARG001  no server where there is no browser
    with served_pages(tmp_path_factory.mktemp("pages"), page=drawn) as served:
        served.wait_for_kernels(1)
        yield served


@pytest.fixture
def tab(chromium):
    """Give a tab as it is: `Page` looks at requests, also at those of a tab being closed."""
    made = chromium.new_page()
    made.set_default_timeout(60_000)
    yield made
    made.close()


def show(tab, address):
    tab.goto(address)
    tab.wait_for_selector(".live-pane[data-ready=yes]")
    return kernel_of(tab.content())


def wait_beside(chromium, holds):
    """Wait on a tab of its own, as the one that is looked at has gone."""
    beside = chromium.new_page()
    wait_until(lambda: beside.wait_for_timeout(100) or holds())
    beside.close()


@pytest.mark.parametrize("leaves", ["closes it", "goes elsewhere", "loads it again"])
def test_whoever_leaves_a_page_ends_its_kernel(chromium, pages, tab, leaves):
    kernel = show(tab, pages.address)
    if leaves == "closes it":
        leave(tab)
    elif leaves == "goes elsewhere":
        tab.goto("about:blank")
    else:
        tab.reload()
    wait_beside(chromium, lambda: not processes_below(kernel) and len(pages.kernels()) <= 2)


def test_whoever_goes_back_has_a_page_with_a_kernel(pages, tab):
    first = show(tab, pages.address)
    tab.goto("about:blank")
    tab.go_back()
    tab.wait_for_selector(".live-pane[data-ready=yes]")
    assert kernel_of(tab.content()) != first
    assert pages.kernel_lives(tab.content())


def test_ten_reloads_before_the_page_was_there_leave_two_kernels(pages, tab):
    show(tab, pages.address)
    for _ in range(10):
        tab.goto(pages.address, wait_until="commit")
        tab.wait_for_timeout(700)
    tab.wait_for_selector(".live-pane[data-ready=yes]")
    wait_until(lambda: tab.wait_for_timeout(100) or len(pages.kernels()) == 2)


def test_a_kernel_that_dies_before_its_page_has_joined_it_is_replaced(pages, tab):
    held = []
    tab.route(
        re.compile("/static/voila.js"),
        lambda route: route.continue_() if held else held.append(route),
    )
    tab.goto(pages.address, wait_until="commit")
    wait_until(lambda: tab.wait_for_timeout(50) or bool(held))
    first = kernel_of(tab.content())
    kill(processes_below(first))
    held[0].continue_()
    tab.wait_for_selector(".live-pane[data-ready=yes]")
    assert kernel_of(tab.content()) != first


def test_a_page_without_room_comes_by_itself_also_where_its_address_has_a_view(
    chromium, tab, tmp_path, drawn
):
    settings = {MOST_PAGES_VARIABLE: "1"}
    alone = "--PageKernels.kept_ready=0"
    with served_pages(tmp_path, alone, page=drawn, **settings) as pages:
        first = chromium.new_page()
        show(first, pages.address)
        tab.goto(f"{pages.address}#v1&at=3000")
        expect(tab.get_by_text(FULL)).to_be_visible()
        leave(first)
        tab.wait_for_selector(".live-pane[data-ready=yes]")
