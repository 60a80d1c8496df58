"""What is said of a night when it is opened: read, or refused there in a sentence."""

from datetime import UTC, datetime, time

import numpy as np
import pytest

from explorer.io import open_night
from explorer.night.schema import ROOT_ATTRS

BEGINS = "2026-03-01T23:00:00"


@pytest.fixture
def scored(tmp_path):
    path = tmp_path / "night.txt"
    path.write_text("W\nN2\nN3\nREM\n" * 30)
    return path


@pytest.mark.parametrize(
    ("attrs", "words"),
    [
        ({"start": "yesterday"}, "start must be a date and a time such as 2026"),
        ({"start": 23}, "start must be a date and a time"),
        ({"start": BEGINS, "lights_off": "ten"}, "lights_off must be in s, or a clock time"),
        ({"start": BEGINS, "lights_off": "25:10:00"}, "lights_off must be in s, or a clock time"),
        ({"lights_on": [1, 2]}, "lights_on must be s, or a clock time"),
        ({"lights_on": float("inf")}, "lights_on must be s, or a clock time"),
        ({"lights_off": "23:10"}, "does not say when the recording began; give seconds"),
        ({"age": "sixty"}, "age must be a number"),
        ({"age": -3}, "age must be years from 0"),
        ({"age": True}, "age must be a number"),
        ({"sex": 1}, "sex must be a text, such as 'F' or 'M'"),
        ({"simulated": "maybe"}, "simulated must be True or False"),
        ({"line_frequency": "high"}, "line_frequency must be a number"),
        ({"subject": ["A"]}, "subject must be a text"),
        ({"mood": "low"}, "unknown attributes"),
    ],
)
def test_what_cannot_be_is_refused_at_opening(scored, attrs, words):
    with pytest.raises(ValueError, match=words):
        open_night(scored, **attrs)


@pytest.mark.parametrize(
    ("off", "seconds"),
    [("23:10:00", 600), ("23:10", 600), (time(23, 10), 600), ("22:50", -600), ("90", 90),
     (np.float32(90), 90)],
)  # fmt: skip
def test_lights_are_read_as_the_command_reads_them(scored, off, seconds):
    night = open_night(scored, start=BEGINS, lights_off=off, lights_on="00:00")
    assert night.attrs["lights_off"] == seconds
    assert night.attrs["lights_on"] == 3600
    assert open_night(night, lights_off=off).attrs["lights_off"] == seconds


@pytest.mark.parametrize(
    "start",
    [
        BEGINS,
        datetime.fromisoformat(BEGINS),
        datetime.fromisoformat(BEGINS).replace(tzinfo=UTC),
        np.datetime64(BEGINS),
        "2026-03-01 23:00",
    ],
)
def test_a_start_is_a_clock_time_however_it_is_said(scored, start):
    night = open_night(scored, start=start)
    assert night.start == datetime(2026, 3, 1, 23)
    assert isinstance(night.attrs["start"], str)


def test_the_usual_value_of_each_attribute_may_be_said(scored):
    night = open_night(scored, **ROOT_ATTRS)
    assert night.attrs["sex"] == ""
    assert open_night(scored, age="33", subject=7, sex="F").attrs["age"] == 33
    assert open_night(scored, subject=7).title == "7"
