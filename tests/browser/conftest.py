"""One headless Chromium for all tests that need one."""

from collections.abc import Iterator

import pytest

from explorer import first_start
from tests.browser.serving import ARGUMENTS, REQUIRED, chromium_path


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
