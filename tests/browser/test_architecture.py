"""Lights, definitions and unfolding parts under a person's hands."""

import json

import pytest

from tests.browser.page import Page
from tests.browser.test_accessibility import findings_that_stay

pytestmark = pytest.mark.browser

SHEET = ".explorer-numbers .explorer-sheet"
# The button says for a second and a half that it has copied: it is noted as it comes.
NOTE_COPIED = """new MutationObserver((_, observer) => {
  if (document.querySelector("button[data-act=copy]").textContent !== "copied") return;
  window.copied = true;
  observer.disconnect();
}).observe(document.querySelector(".explorer-numbers"), { childList: true, subtree: true })"""

HIGH = 5.2  # on the hypnogram's axis: above wake, where the marks of lights are always at hand


@pytest.fixture(scope="module")
def page(chromium, address, shelf):
    folder = shelf / "architecture"
    folder.mkdir()
    for scorer in range(1, 6):
        (folder / f"scorer_{scorer}").mkdir()
        stages = [0] * 40 + [2] * (100 + 10 * scorer) + [3] * (150 - 10 * scorer) + [4] * 60
        (folder / f"scorer_{scorer}" / "night.json").write_text(json.dumps(stages + [0] * 10))
    shown = Page(chromium, address)
    shown.open()
    yield shown
    shown.close()


def value_of(page, name):
    row = page.page.locator(SHEET + " tr", has=page.page.get_by_role("button", name=name))
    return row.first.locator("td").first


def test_lights_are_dragged_and_reset_and_the_numbers_follow(page):
    from playwright.sync_api import expect

    time_in_bed = value_of(page, "TIB")
    expect(time_in_bed).to_have_text("480.0")
    page.drag(page.point("hypnogram", 0, HIGH), page.point("hypnogram", 3600, HIGH))
    explorer = "document.querySelector('.live-pane').explorer"
    page.wait_for_truth(f"Math.abs({explorer}.model.get('lights')[0] - 3600) < 120")
    off, on = page.page.evaluate(f"{explorer}.model.get('lights')")
    assert on == 28_800
    drawn = f"{explorer}.live.tagged('lights-off')[0].location"
    page.wait_for_truth(f"(off) => Math.abs({drawn} - off) < 0.01", arg=off)
    expect(time_in_bed).to_have_text(f"{(on - off) / 60:.1f}")
    expect(page.page.locator(".in-bed")).to_contain_text("set by hand")
    expect(page.page.locator(SHEET + " th", has_text="selection")).to_have_count(0)
    page.page.locator("button[data-act=reset-lights]").click()
    expect(time_in_bed).to_have_text("480.0")


def test_a_definition_is_switched_and_said(page):
    from playwright.sync_api import expect

    page.page.locator("details[data-key=definitions] summary").click()
    page.page.locator("select[data-choice=WASO]").select_option("WASO_SPT")
    expect(page.page.locator(SHEET).first).to_contain_text("to final waking")
    expect(page.page.locator("details[data-key=definitions]")).to_have_attribute("open", "")


def test_a_row_and_a_part_unfold_by_keyboard_and_stay_while_the_night_is_brushed(page):
    from playwright.sync_api import expect

    start = page.drawn()["start"]
    page.page.get_by_role("button", name="SE", exact=True).first.focus()
    page.page.keyboard.press("Enter")
    explained = page.page.locator("tr.definition")
    expect(explained).to_contain_text("100 TST / TIB")
    part = page.page.locator("details[data-key=stability]")
    part.locator("summary").focus()
    page.page.keyboard.press("Enter")
    expect(part).to_contain_text("AWAKENINGS")
    page.drag(page.point("hypnogram", 4000, 2), page.point("hypnogram", 12_000, 2))
    expect(part).to_contain_text("selection")
    expect(explained).to_contain_text("100 TST / TIB")
    page.page.locator("input[data-sift][data-key=sift]").fill("entropy")
    expect(part.get_by_role("button", name="ENTROPY")).to_be_visible()
    expect(part.get_by_role("button", name="AWAKENINGS", exact=True)).to_be_hidden()
    assert page.drawn()["start"] == start  # what is typed here is no key of the night's
    page.wait_for_width(".explorer-numbers")
    page.page.get_by_role("button", name="SE", exact=True).first.focus()
    page.page.keyboard.press("Escape")
    expect(explained).to_have_count(0)
    expect(part).to_contain_text("selection")  # the night's own Esc is the next


def test_rows_are_found_in_every_group_and_sorted_by_a_heading(page):
    from playwright.sync_api import expect

    page.page.locator("input[data-sift][data-key=sift]").fill("awakenings of")
    part = page.page.locator("details[data-key=stability]")
    rows = part.locator("tr[data-words]:visible")
    expect(rows).to_have_count(3)
    quality = page.page.locator("details[data-key=quality]")
    expect(quality).to_have_count(1)
    expect(quality).to_be_hidden()  # nothing of it was asked for
    heading = part.locator("button[data-sort-by='1']")
    counted = rows.locator("td:nth-of-type(1)")
    counts = sorted(counted.all_inner_texts(), key=int)
    assert int(counts[0]) < int(counts[-1])
    heading.click()
    expect(counted).to_have_text(counts)
    heading.click()
    expect(counted).to_have_text(counts[::-1])
    page.page.locator("input[data-sift][data-key=sift]").fill("")
    expect(quality).to_be_visible()


def test_what_surrounds_scored_events_is_drawn_by_keyboard_and_for_everyone(page):
    from playwright.sync_api import expect

    part = page.page.locator("details[data-key=around]")
    part.locator("summary").focus()
    page.page.keyboard.press("Enter")
    expect(part.locator("svg").first).to_be_visible()
    expect(part).to_contain_text("0 s is their onset")
    part.locator("select[data-choice='around:what']").select_option("trace")
    expect(part).to_contain_text("trace")
    expect(part.locator("svg").first).to_be_visible()
    assert findings_that_stay(page) == []
    part.locator("summary").click()
    expect(part.locator("svg")).to_have_count(0)


def test_the_table_is_copied(page):
    page.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.page.evaluate(NOTE_COPIED)
    page.page.locator("button[data-act=copy]").click()
    page.wait_for_truth("window.copied === true")
    text = page.page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("symbol\tscript_name\t")
    assert "\nTST\tTST\t" in text


def test_a_night_of_five_scorers_is_opened_by_one_of_their_files(page):
    from playwright.sync_api import expect

    page.page.get_by_role("button", name="Open…").click()
    path = page.page.get_by_label("path of a recording")
    path.fill("architecture/scorer_2/night.json")
    path.press("Enter")
    expect(page.page.locator("select[data-choice=scorer] option")).to_have_count(5)
    page.page.wait_for_function(
        """() => {
            const { live } = document.querySelector(".live-pane").explorer;
            const axis = live.plot("hypnogram").model.left[0];
            const shown = [...axis.major_label_overrides.values()];
            return ["scorer_1", "scorer_3", "scorer_4", "scorer_5", "share"].every(
              (name) => shown.includes(name));
        }"""
    )
    expect(page.page.locator(SHEET).first).to_contain_text("50.0–70.0")  # N3, min
    # The hypnogram has the room, and hands go where they point.
    page.drag(page.point("hypnogram", 1500, 2), page.point("hypnogram", 6000, 2))
    expect(page.page.locator(SHEET + " thead").first).to_contain_text("selection")
    page.page.locator("select[data-choice=reference]").select_option("sample night (simulated)")
    expect(page.page.locator(SHEET + " thead").first).to_contain_text("reference")
    page.wait_for_width(".explorer-numbers")
