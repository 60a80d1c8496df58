"""Numbers along a low figure's axis: those that fit stay, with room between them."""

import pytest

from explorer.app.night.hypnogram_strips import _LABEL_SIZE
from explorer.app.panel import LABEL_ROOM, label_width, labels_apart
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


@pytest.mark.parametrize(
    "names",
    [
        [f"night5_scorer_{name}" for name in ("ann", "bob", "cyril", "dora", "emil")],
        ["night5_scorer_ann", "night5_scorer_bob", "YASA 0.7.0", "a stager of another group"],
        [f"a_very_long_name_of_{place}_files_in_a_folder" for place in range(5)],
        ["m" * 40, "m" * 39 + "i", "m" * 20 + "i" + "m" * 19, "Me", "me"],
    ],
)
def test_no_two_labels_of_scorers_are_alike_and_each_has_its_room(names):
    labels = labels_apart(names, _LABEL_SIZE)
    assert len({*labels}) == len(names)
    assert all(label_width(label, _LABEL_SIZE) <= LABEL_ROOM for label in labels)


def test_lanes_of_added_scorers_are_labelled_by_what_differs():
    stages = make_hypnogram(["W", "N2"] * 10)
    names = ("me", "night5_scorer_ann", "night5_scorer_bob")
    page = Explorer(Night.make({}, dict.fromkeys(names, stages)))
    assert list(page.hypnogram.strips.labels.values()) == ["ann", "bob"]
