"""Words over traces and pictures can be read whatever lies below them: WCAG 2.2, 1.4.3."""

import numpy as np
import pytest
from bokeh.models import Label
from bokeh.palettes import Viridis256

from explorer.app.shell import Explorer
from explorer.models.simulated_night import simulate_night
from explorer.render.theme import DARK, LIGHT

LEAST = 4.5  # of letters that are not large


@pytest.fixture(scope="module")
def page():
    shown = Explorer(simulate_night(seed=4, hours=0.2, sampling_frequency=100))
    shown.settle()
    return shown


def channels(colour):
    return np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])


def contrast(one, other):
    """Contrast ratio of two colours, each of red, green and blue from 0 to 1."""
    linear = [np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) for c in (one, other)]
    dark, light = sorted(float(c @ [0.2126, 0.7152, 0.0722]) for c in linear)
    return (light + 0.05) / (dark + 0.05)


def over(label, below):
    """Colour of a label's ground where this colour lies below it."""
    alpha = label.background_fill_alpha
    return alpha * channels(label.background_fill_color) + (1 - alpha) * channels(below)


def label_of(figure, name):
    return next(one for one in figure.select({"type": Label}) if one.name == name)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_amplitude_line_s_words_are_read_over_any_trace(page, theme):
    page.state.dark = theme is DARK
    label = label_of(page.traces.figure, "threshold_label")
    assert label.text_color == theme.criterion
    for below in (theme.paper, theme.band, *(colour for _, colour in theme.traces)):
        assert contrast(channels(label.text_color), over(label, below)) >= LEAST, below


def test_the_spectrogram_s_settings_are_read_over_any_of_its_colours(page):
    said = label_of(page.spectrogram.figure, "spectrogram_settings")
    for below in Viridis256:
        assert contrast(channels(said.text_color), over(said, below)) >= LEAST, below
