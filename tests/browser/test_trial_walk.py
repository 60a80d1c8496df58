"""Two walks whole: sixty nights of a ring to the sentence, and an empty plan to its report."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from playwright.sync_api import expect

from explorer.cli.command_line import main
from explorer.plan.randomise import read_sealed
from tests.browser.page import Page
from tests.io.devices import device_files as files
from tests.io.devices.device_files import days

pytestmark = pytest.mark.browser

NIGHTS = 60


def ring_nights():
    """Make nights of one person, a quarter of an hour longer under b, in blocks of four."""
    rng = np.random.default_rng(5)
    nights = []
    for place, one in enumerate(days(NIGHTS)):
        light = 230 + int(rng.integers(-20, 20)) + 25 * (condition(place) == "b")
        minutes = (("W", 10), ("LIGHT", light), ("DEEP", 60), ("REM", 90), ("W", 5))
        start = one.start + timedelta(minutes=int(rng.integers(-40, 40)))
        nights.append(replace(one, start=start, minutes=minutes))
    return nights


def condition(place):
    return "abba"[place % 4] if place // 4 % 2 else "baab"[place % 4]


@pytest.fixture(scope="module")
def folder(shelf):
    made = shelf / "trial"
    (made / "ring").mkdir(parents=True)
    for place, one in enumerate(ring_nights()):
        (made / "ring" / f"{place:02}.json").write_text(files.oura([one]))
    return made


@pytest.fixture(scope="module")
def page(chromium, address):
    shown = Page(chromium, address)
    shown.open()
    yield shown.page
    shown.close()


def turn_to(page, tab):
    page.get_by_role("button", name=tab, exact=True).click()


def typed(page, placeholder, path):
    """Type a path as a hand does, and press Enter."""
    field = page.get_by_placeholder(placeholder)
    field.fill("")
    field.press_sequentially(str(path))
    field.press("Enter")


def saved(page, name):
    with page.expect_download() as found:
        page.get_by_role("button", name=name, exact=True).click()
    return found.value.path().read_text("utf-8")


def filled(text):
    """Fill in the column of conditions, as a person does in a spreadsheet."""
    rows = list(csv.DictReader(io.StringIO(text)))
    for place, row in enumerate(rows):
        row["condition"] = condition(place)
    held = io.StringIO()
    writer = csv.DictWriter(held, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return held.getvalue()


def test_a_folder_of_sixty_nights_comes_to_one_sentence_on_the_page_and_by_command(
    page, folder, capsys
):
    turn_to(page, "My nights")
    typed(page, "path of an export", "trial/ring")
    page.locator(f"canvas[data-drawn='{NIGHTS}']").wait_for()
    badge = page.locator(".my-nights .device-badge > summary")
    badge.click()
    page.get_by_role("link", name="de Zambotti et al. 2019, Behav Sleep Med 17:124").wait_for()
    badge.click()
    (folder / "nights.csv").write_text(filled(saved(page, "Table of these")))
    turn_to(page, "Compare")
    page.get_by_label("primary metric").select_option("TST")  # chosen before anything is seen
    typed(page, "path of a table", "trial/nights.csv")
    page.locator(".compare .quiet", has_text="nights.csv").first.wait_for()
    words = page.locator(".compare .result")
    words.filter(
        has_text=re.compile("One person's trial.*total sleep time was.*nights of b")
    ).wait_for()
    page.locator(".compare .device-badge").first.wait_for()
    assert main(["nights", str(folder / "ring"), "--csv", str(folder / "listed.csv")]) == 0
    (folder / "listed.csv").write_text(filled((folder / "listed.csv").read_text()))
    capsys.readouterr()
    told = ["compare", str(folder / "listed.csv"), "--reference", "a", "--primary", "TST", "--json"]
    assert main(told) == 0
    sentence = json.loads(capsys.readouterr().out)["sentence"]
    expect(words).to_contain_text(sentence)


def test_an_empty_plan_is_sealed_slept_and_held_against_its_report(page, folder):
    turn_to(page, "Plan")
    effect = page.get_by_label(re.compile("^effect"))
    effect.fill("60")
    effect.press("Enter")
    page.locator(".plan .result").filter(has_text="a difference of 60 min in N3").wait_for()
    page.get_by_role("button", name="Draw the list").click()
    page.get_by_text("the plan is sealed").wait_for()
    sealed, plan = read_sealed(saved(page, "Sealed file")), json.loads(saved(page, "Plan file"))
    rng = np.random.default_rng(3)
    rows = ["subject,arm,visit,night,N3_min"]
    people = list(sealed.arms.items())
    wrong = people[0][0]
    for person, (drawn,) in people[:-1]:  # one never came, and one took what was another's
        other = "placebo" if drawn == "treatment" else "treatment"
        arm, own = other if person == wrong else drawn, rng.normal(70, 30)
        for visit in ("baseline", "follow-up"):
            gain = 60 * (arm == "treatment" and visit == "follow-up")
            values = own + gain + rng.normal(0, 12, plan["nights"])
            rows += [
                f"{person},{arm},{visit},{visit} {n},{one:.1f}" for n, one in enumerate(values)
            ]
    (folder / "slept.csv").write_text("\n".join(rows) + "\n")
    turn_to(page, "Compare")
    typed(page, "path of a table", "trial/slept.csv")
    page.locator(".compare .quiet", has_text="slept.csv").first.wait_for()
    page.locator(".compare .result").filter(has_text="At follow-up").wait_for()
    held = page.locator(".compare .plan-held")
    held.filter(has_text=f"{wrong} was drawn for").wait_for()
    expect(held).to_contain_text("from the plan")
    text = saved(page, "Save report")
    assert plan["sealed_sha256"] in text
    assert 'class="flow"' in text
    assert f"{wrong} was drawn for" in text
