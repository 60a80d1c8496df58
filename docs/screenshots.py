"""Take the pictures that the README and the documentation show: ``python docs/screenshots.py``."""

import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402  the root must be importable first

from tests.browser.chromium import ARGUMENTS, chromium_path  # noqa: E402
from tests.browser.page import Page  # noqa: E402
from tests.browser.serving import served_app, served_lab  # noqa: E402

IMAGES = ROOT / "docs" / "images"
SIZES = ((1280, 800), (1920, 1080))
_SETTLED = 3000  # ms


def main() -> None:
    """Picture the page at two sizes, light and dark, in Voilà and in JupyterLab."""
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), headless=True, args=ARGUMENTS
        )
        with served_app(Path(folder)) as address:
            for width, height in SIZES:
                time.sleep(6)  # until the next kernel is ready
                shown = Page(browser, address, width=width, height=height)
                shown.open()
                picture(shown, f"voila-{width}x{height}")
                shown.close()
        with served_lab(Path(folder)) as address:
            shown = Page(browser, address, width=1600, height=1000)
            shown.run_notebook("notebooks/explorer.ipynb")
            shown.page.locator(".sleep-explorer").scroll_into_view_if_needed()
            picture(shown, "jupyterlab-1600x1000")
            shown.close()
        browser.close()


def picture(shown: Page, name: str) -> None:
    """Brush two hours, then picture the page in light and in dark."""
    shown.page.wait_for_timeout(_SETTLED)
    shown.drag(shown.point("hypnogram", 3600, 2), shown.point("hypnogram", 10_800, 2))
    shown.page.mouse.move(5, 5)
    for theme in ("light", "dark"):
        shown.page.wait_for_timeout(_SETTLED)
        shown.page.screenshot(path=IMAGES / f"{name}-{theme}.png")
        shown.page.get_by_role("button", name="dark").click()


main()
