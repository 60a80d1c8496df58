"""Numbers along a low figure's axis: those that fit stay, with room between them."""

from explorer.app.shell import Explorer
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night


def test_labels_of_words_may_touch_by_their_lines_and_those_of_numbers_may_not():
    page = Explorer(Night.make({}, {"me": make_hypnogram(["W"] * 20)}))

    def apart(panel):
        return panel.figure.yaxis[0].major_label_policy.min_distance

    assert apart(page.hypnogram) < 0
    assert apart(page.strips) < 0
    assert apart(page.spectrogram) > 0
    assert apart(page.band_power) > 0
