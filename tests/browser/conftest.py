"""One headless Chromium, and one server, for all tests that need none of their own."""

from collections.abc import Iterator

import pytest

from explorer import first_start
from tests.browser.serving import (
    ARGUMENTS,
    REQUIRED,
    Page,
    chromium_path,
    served_app,
    served_by_jupyter,
)


@pytest.fixture(scope="session", autouse=True)
def _started_before() -> None:
    """Do once what a first start does, so that every page is served as on the second."""
    if first_start.is_due():
        first_start.prepare()


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """Launch a headless Chromium; skip loudly where there is none."""
    from playwright.sync_api import Error, expect, sync_playwright

    expect.set_options(timeout=120_000)  # ms: a busy machine is no fault of the page's
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=chromium_path(), headless=True, args=ARGUMENTS
            )
        except Error as error:
            if REQUIRED:
                raise
            pytest.skip(f"no Chromium on this machine (try: playwright install chromium): {error}")
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(chromium, tmp_path_factory) -> Iterator[str]:  # noqa: ARG001  no server without a browser
    """Serve the page as the command does; a page opened there is a kernel of its own."""
    with served_app(tmp_path_factory.mktemp("app")) as address:
        yield address


@pytest.fixture(scope="session")
def prefix(chromium, tmp_path_factory) -> Iterator[str]:  # noqa: ARG001  no server without a browser
    """Serve the project by a Jupyter server under a prefix, as a hub does."""
    with served_by_jupyter(tmp_path_factory.mktemp("hub"), "/user/ada%20lovelace/") as prefix:
        yield prefix


@pytest.fixture
def page(chromium, address) -> Iterator[Page]:
    """Open a page that nobody has used."""
    shown = Page(chromium, address)
    shown.open()
    yield shown
    shown.close()


@pytest.fixture(scope="module")
def _module_page(chromium, address) -> Iterator[Page]:
    shown = Page(chromium, address)
    shown.open()
    yield shown
    shown.close()


@pytest.fixture
def one_page(_module_page) -> Page:
    """Give the file's one page, where it was when it was opened: a new one is a kernel to start."""
    _module_page.begin_anew()
    return _module_page
