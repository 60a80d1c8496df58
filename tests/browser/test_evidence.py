"""The evidence in a real browser: light and dark, wide and narrow, and folded by the keyboard."""

import pytest
from playwright.sync_api import expect

from explorer.evidence import load
from explorer.render.evidence.evidence_page import evidence_style, render_evidence_page

LIGHT, DARK = "rgb(255, 255, 255)", "rgb(20, 25, 31)"
GROUND = "getComputedStyle(document.querySelector('.evidence')).backgroundColor"

pytestmark = pytest.mark.browser


def shown(chromium, *, prefers="light", around="", width=1280):
    """Open the page in a browser that prefers this scheme, within an element of these classes."""
    page = chromium.new_page(color_scheme=prefers, viewport={"width": width, "height": 800})
    page.set_content(
        f"<!doctype html><html lang='en'><title>Evidence</title><style>{evidence_style()}</style>"
        f"<body><div class='{around}'>{render_evidence_page(load())}</div></body></html>"
    )
    return page


@pytest.mark.parametrize(
    ("prefers", "around", "ground"),
    [
        ("light", "", LIGHT),
        ("dark", "", DARK),
        ("light", "explorer-dark", DARK),
        ("dark", "explorer-light", LIGHT),
        ("dark", "sleep-explorer", LIGHT),  # the explorer's own switch decides
        ("light", "sleep-explorer dark", DARK),
    ],
)
def test_dark_follows_the_browser_unless_the_explorer_decides(chromium, prefers, around, ground):
    page = shown(chromium, prefers=prefers, around=around)
    assert page.evaluate(GROUND) == ground
    page.close()


@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_is_wider_than_the_page(chromium, width):
    page = shown(chromium, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_for_and_against_stand_side_by_side_where_there_is_room(chromium):
    boxes = "[...document.querySelectorAll('.evidence-sides > section')].map(s => s.offsetTop)"
    for width, beside in ((1280, True), (360, False)):
        page = shown(chromium, width=width)
        supporting, contrary = page.evaluate(boxes)[:2]
        assert (supporting == contrary) == beside
        page.close()


def test_a_study_unfolds_by_the_keyboard(chromium):
    page = shown(chromium)
    study = page.locator(".evidence-study details").first
    study.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(study).to_have_attribute("open", "")
    page.close()
