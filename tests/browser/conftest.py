"""One headless Chromium, and one server, for all tests that need none of their own."""

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from explorer import first_start
from explorer.storage.settings import OPEN_DATA_VARIABLE, UPLOADS_VARIABLE
from tests.browser.chromium import ARGUMENTS, REQUIRED, chromium_path
from tests.browser.page import Page
from tests.browser.serving import served_app
from tests.conftest import SHARED_DATA


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    call: pytest.CallInfo[None],
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say of a test that failed what its pages showed: a wait in vain has no other trace."""
    report = yield
    if report.failed and call.when == "call":
        for page in list(Page.opened):
            if not page.page.is_closed():
                report.sections.append(("what a page showed", page.seen()))
    return report


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
def shelf(tmp_path_factory) -> Path:
    """Folder whose files the pages of `address` may open; each test's in a folder below it."""
    return tmp_path_factory.mktemp("shelf")


@pytest.fixture(scope="session")
def uploaded(tmp_path_factory) -> Path:
    """Folder of what was uploaded to the pages of `address`."""
    return tmp_path_factory.mktemp("uploads")


@pytest.fixture(scope="session")
def address(chromium, shelf, uploaded, tmp_path_factory) -> Iterator[str]:  # noqa: ARG001  no server without a browser
    """Serve the page as the command does; a page opened there is a kernel of its own.

    A server costs more than a page: it imports everything and builds a page ahead. So one serves
    all files that need no setting of their own; what was said of words and units it keeps apart.
    """
    folders = [shelf, *([SHARED_DATA] if SHARED_DATA.is_dir() else [])]
    arguments = [word for one in folders for word in ("--folder", str(one))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("settings")))
        patch.setenv(UPLOADS_VARIABLE, str(uploaded))
        patch.setenv(OPEN_DATA_VARIABLE, "http://127.0.0.1:9/")  # where nobody listens
        with served_app(tmp_path_factory.mktemp("app"), *arguments) as address:
            yield address


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
