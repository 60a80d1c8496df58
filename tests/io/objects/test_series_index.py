"""Series of pandas: their index, names and attributes say how long an epoch is."""

import numpy as np
import pandas as pd
import pytest

from explorer.io import open_night
from explorer.vocabulary.stages import Stage

WORDS = ["W", "N1", "N2", "N2", "REM"]


def opened(index, words=WORDS, **attrs):
    series = pd.Series(words, index=index)
    series.attrs.update(attrs)
    return open_night(series).hypnogram


@pytest.mark.parametrize(
    "index",
    [
        [0, 20, 40, 60, 80],
        [0.0, 20.0, 40.0, 60.0, 80.0],
        pd.Index([0, 20, 40, 60, 80], name="onset"),
        pd.Index([0, 20, 40, 60, 80], name="epoch"),
        pd.RangeIndex(5, name="epoch (20 s)"),
        pd.timedelta_range(0, periods=5, freq="20s"),
    ],
)
def test_an_index_says_how_long_an_epoch_is(index):
    hypnogram = opened(index)
    assert float(hypnogram.epoch_length) == 20.0
    assert hypnogram.values.tolist() == [0, 1, 2, 2, 4]


def test_attributes_say_how_long_an_epoch_is():
    assert float(opened(range(5), epoch_length=20).epoch_length) == 20.0


@pytest.mark.parametrize("first", [0, 1])
def test_an_index_that_counts_epochs_says_no_length(first):
    series = pd.Series(WORDS, index=range(first, first + 5))
    night = open_night(series)
    assert float(night.hypnogram.epoch_length) == 30.0
    assert "taken to last 30 s" in " ".join(night.reader_notes)


def test_an_epoch_that_the_index_leaves_out_is_unscored():
    hypnogram = opened([0, 20, 60], ["W", "N1", "N1"])
    assert hypnogram.values.tolist() == [0, 1, -2, 1]


def test_steps_that_are_no_epoch_ask_for_its_length():
    series = pd.Series(WORDS, index=[0, 2, 4, 6, 8])
    with pytest.raises(ValueError, match=r"index in steps of 2.*say epoch_length="):
        open_night(series)
    assert float(open_night(series, epoch_length=20).hypnogram.epoch_length) == 20.0


@pytest.mark.parametrize("length", [20.0, 30.0, 5.0])
def test_codes_given_out_as_a_series_come_back_the_same(length):
    stages = [Stage.W, Stage.LIGHT, Stage.UNSCORED, Stage.ARTEFACT, Stage.REM, Stage.DEEP]
    night = open_night(np.array(stages, np.int8), epoch_length=length)
    for series in (night.hypnogram.to_series(), night.hypnogram.isel(epoch=slice(6)).to_series()):
        back = open_night(series, epoch_length=length).hypnogram
        assert back.values.tolist() == night.hypnogram.values.tolist()
        assert float(back.epoch_length) == length
