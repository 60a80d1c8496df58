"""The hypnogram: what it holds, and what it refuses."""

import pytest

from explorer.night.hypnogram import crop, epoch_at, make_hypnogram
from explorer.vocabulary.stages import Stage


def test_names_codes_and_members_make_the_same_hypnogram():
    names, codes, members = (
        make_hypnogram(stages) for stages in (["W", "REM"], [0, 4], [Stage.W, Stage.REM])
    )
    assert names.identical(codes)
    assert names.identical(members)


@pytest.mark.parametrize("stages", [["N4"], [9], [0.5], [[0, 1], [1, 2]], [float("nan")]])
def test_what_is_no_row_of_stages_is_refused(stages):
    with pytest.raises(ValueError, match="stage"):
        make_hypnogram(stages)


@pytest.mark.parametrize("length", [0, -30, float("nan"), float("inf")])
def test_an_epoch_needs_a_length(length):
    with pytest.raises(ValueError, match="epoch_length"):
        make_hypnogram(["W"], length)


def test_an_empty_hypnogram_can_be_made():
    assert make_hypnogram([]).sizes["epoch"] == 0


def test_neighbouring_crops_neither_share_nor_lose_an_epoch():
    night = make_hypnogram(["W", "N1", "N2", "N3", "REM"])
    parts = [crop(night, start, stop).values.tolist() for start, stop in ((0, 47), (47, 150))]
    assert parts[0] + parts[1] == night.values.tolist()


@pytest.mark.parametrize(("time", "epoch"), [(-5, 0), (0, 0), (29.9, 0), (30, 1), (1e9, 2)])
def test_a_moment_lies_in_one_epoch(time, epoch):
    assert epoch_at(make_hypnogram(["W", "N1", "N2"]), time) == epoch
