"""What a night's figures and numbers show at first sight: legend, sums, scales, the frame."""

import re
from pathlib import Path

import numpy as np
import pytest
from bokeh.models import NoOverlap

import explorer.app
from explorer.app.night import event_numbers
from explorer.app.shell import Explorer
from explorer.models.simulated_night import simulate_night
from explorer.render.environment import pieces
from explorer.render.theme import DARK, LIGHT

ROWS = re.compile(r'<th scope="row">([^<]*)</th>(?:<td>|<td class="[^"]*">)(\d+)')


@pytest.fixture(scope="module")
def page():
    made = Explorer(simulate_night(3, hours=1.0, sampling_frequency=64))
    assert made.analyser.wait(300)
    assert made.signal.worker.wait(300)
    return made


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_each_meaning_has_a_colour_of_its_own_and_a_line_in_the_legend(theme):
    meanings = [theme.accent, theme.selection, theme.band, theme.event, theme.criterion]
    assert len({one.lower() for one in meanings}) == len(meanings)
    legend = pieces("night/legend.html.j2").legend(theme)
    assert [one for one in meanings if one not in legend] == []
    for said in ("where the window stands", "amplitude criterion", "dashed border", "share"):
        assert said in legend


def test_rows_of_events_add_up_and_what_was_not_searched_is_called_other(page, monkeypatch):
    counts = {"W": (0, np.nan), "N1": (1, 0.0), "N2": (3, 1.0), "N3": (2, 1.0), "REM": (0, np.nan)}
    monkeypatch.setattr(
        event_numbers, "counts_by_stage", lambda *_a, **_k: counts | {"all": (6, 1.0)}
    )
    rows = dict(ROWS.findall(str(page.signal.numbers._events())))
    assert rows == {"N2": "3", "N3": "2", "other": "1", "all": "6"}


def test_the_power_strip_holds_the_whole_night_but_for_artefacts(page):
    analysis = page.cache.analysis(page.state.analysis_channel, page.state.view)
    power = analysis.band_power(page.state.band)[~analysis.whole.masked]
    assert page.band_power.figure.y_range.end > np.nanmax(power)


def test_scales_stand_in_the_margin_and_the_criterion_s_words_at_the_foot(page):
    drawing = page.traces.drawing
    assert drawing.bar_labels in drawing.plot.right
    # Of lanes that are closer than letters are high, some go without an amount.
    assert isinstance(drawing.bar_labels.major_label_policy, NoOverlap)
    label = page.pane.named("threshold_label") if hasattr(page.pane, "named") else None
    label = label or next(
        one for one in drawing.plot.center if getattr(one, "name", "") == "threshold_label"
    )
    assert (label.y, label.y_units, label.text_baseline) == (2, "screen", "bottom")


def test_the_frame_of_the_pane_is_thin_and_for_the_keyboard_alone():
    style = (Path(explorer.app.__file__).parent / "shell.css").read_text("utf-8")
    rules = re.findall(r"([^{}]*\.live-pane:focus[^{}]*){([^}]*)}", style)
    assert rules
    for selector, rule in rules:
        assert ":focus-visible" in selector
        (width,) = re.findall(r"border: (\d)px", rule)
        assert int(width) <= 2


def test_medians_of_bouts_and_of_infraslow_sigma_say_which_they_are(page):
    page.numbers.parts.unfolded = ["bouts"]
    assert page.numbers.worker.wait(60)
    assert "Kaplan–Meier median" in page.numbers.parts.value
    assert "may lie beside that of the table" in page.numbers.parts.value
    minutes = re.search(r"([\d.]+) min asleep", page.numbers.architecture.value).group(1)
    shown = re.search(r">TST</button>.*?<td>([\d.]+)", page.numbers.architecture.value).group(1)
    assert float(minutes) == float(shown)


def test_the_stepped_line_over_band_power_has_a_name_and_fields_of_seconds_say_so(page):
    legend, lines = page.band_power.legend, page.band_power.median_lines.glyph
    assert legend.text == "━ median of each third of sleep"
    assert legend.text_color == lines.line_color
    page.state.blind = True
    assert legend.text == "━ median of each third of the recording"
    page.state.lights = (600.0, 7200.0)
    assert legend.text == "━ median of each third of the time in bed"
    page.state.blind, page.state.lights = False, ()
    assert legend.text == "━ median of each third of sleep"
    boxes = page.controls.spectrogram.fields
    assert [box.description for box in boxes] == ["window, s", "step, s", "tapers"]
