"""What "share" saves, read back byte by byte as somebody who is sent it would."""

import base64
import csv
import io
import json
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.page import Page

pytestmark = pytest.mark.browser

_FIGURES = 6  # hypnogram, scored events, spectrogram, events, band power, traces


@pytest.fixture(scope="module")
def page(chromium, address):
    shown = Page(chromium, address)
    shown.open()
    shown.wait_for_heading("slow wave")
    shown.wait_for_rest()
    shown.page.get_by_role("button", name="share").click()
    yield shown
    shown.close()


def saved(page, name):
    """Save by the button of this name; return the file's name and its bytes."""
    with page.page.expect_download() as download:
        page.page.get_by_role("button", name=name).click()
    path = download.value.path()
    return download.value.suggested_filename, path.read_bytes()


def assert_a_drawing(png):
    """Fail for a picture that is damaged, or of one colour."""
    with Image.open(io.BytesIO(png)) as picture:
        picture.load()
        assert picture.format == "PNG"
        shades = np.asarray(picture.convert("L"))
    assert shades.std() > 5
    return shades.shape


def test_figures_as_png_are_one_picture_of_all_of_them(page):
    name, raw = saved(page, "figures, PNG")
    assert name == "sample_night_simulated.png"
    height, width = assert_a_drawing(raw)
    drawn = page.page.evaluate(
        """document.querySelector('.live-pane').explorer.live.plots
            .filter((plot) => plot.model.visible)
            .map((plot) => [plot.bbox.width, plot.bbox.height])"""
    )
    assert len(drawn) == _FIGURES
    assert width == 2 * max(across for across, _ in drawn)  # fine enough to print
    assert height == 2 * (sum(up for _, up in drawn) + 28)  # the line that says SIMULATED
    page.page.get_by_label("which figure").select_option("spectrogram of the night")
    name, raw = saved(page, "figures, PNG")
    assert name == "sample_night_simulated_spectrogram.png"
    # Below it stands the axis of time, which the night's figures share.
    axis = page.page.evaluate(
        """(({ bbox, frame }) => bbox.height - Math.round(frame.bbox.top + frame.bbox.height))(
            document.querySelector('.live-pane').explorer.live.plot('band_power'))"""
    )
    assert axis > 10
    assert assert_a_drawing(raw) == (2 * (drawn[2][1] + 28 + axis), 2 * drawn[2][0])
    assert page.page.evaluate("devicePixelRatio") == 1  # the screen is as it was
    page.page.get_by_label("which figure").select_option("all figures")


def test_figures_as_svg_are_lines_and_words_and_say_that_they_are_simulated(page):
    name, raw = saved(page, "figures, SVG")
    assert name == "sample_night_simulated.svg"
    root = ElementTree.fromstring(raw)
    space = "{http://www.w3.org/2000/svg}"
    words = [one.text for one in root.iter(f"{space}text")]
    assert words[0] == "SIMULATED"
    assert {"REM", "N3 scored", "F4-M1"} <= set(words)
    assert len(list(root.iter(f"{space}path"))) > 100
    pictures = [value for one in root.iter(f"{space}image") for value in one.attrib.values()]
    inside = [value for value in pictures if value.startswith("data:image/png;base64,")]
    assert inside  # the spectrogram
    assert not [value for value in pictures if value.startswith("http")]


def test_the_report_stands_alone_with_figures_numbers_and_the_view(page):
    name, raw = saved(page, "report, HTML")
    assert name == "sample_night_simulated_report.html"
    text = raw.decode("utf-8")
    assert text.lstrip().lower().startswith("<!doctype html>")
    assert "<script" not in text
    figures = re.findall(r"data:image/png;base64,([A-Za-z0-9+/=]+)", text)
    assert len(figures) == 2  # the night's panels over their one axis of time, and the traces
    for figure in figures:
        assert_a_drawing(base64.b64decode(figure))
    assert "v1&amp;night=simulated/young/" in text
    assert "SIMULATED" in text.upper()
    assert not re.findall(r'(?:src|href)="https?://(?!doi\.org)', text.replace(page.address, ""))


def test_every_number_comes_as_csv_and_is_the_one_on_the_page(page):
    name, raw = saved(page, "numbers, CSV")
    assert name == "sample_night_simulated_metrics.csv"
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8"))))
    assert len(rows) > 100
    (slept,) = (row for row in rows if row["symbol"] == "TST")
    assert slept["units"] == "min"
    shown = page.page.locator(".explorer-numbers tr", has_text="TST").first.locator("td").first
    expect(shown).to_have_text(f"{float(slept['in_bed']):.1f}")


def test_provenance_names_the_view_and_the_versions(page):
    name, raw = saved(page, "provenance, JSON")
    assert name == "sample_night_simulated_provenance.json"
    told = json.loads(raw)
    assert "v1&night=simulated/young/" in json.dumps(told)
    assert "numpy" in json.dumps(told)


def test_a_page_without_a_kernel_says_at_once_that_it_is_being_made(page):
    page.page.locator(".page-size", has_text="MB").wait_for()
    said = page.page.evaluate(
        """() => {
          const section = document.querySelector('.share-page');
          const made = [...section.querySelectorAll('button')].find(
            (one) => one.textContent === 'page, HTML');
          made.click();  // what stands there before any message can come
          return section.querySelector('.page-size').textContent;
        }"""
    )
    assert said == "Making the page…"
    page.page.locator(".page-size", has_text="%").wait_for()
    cancel = page.page.locator(".share-page").get_by_role("button", name="cancel")
    cancel.click()
    page.page.locator(".page-size", has_text="The page was cancelled.").wait_for()
    cancel.wait_for(state="hidden")
