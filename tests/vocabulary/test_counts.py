"""How many of a thing, in words."""

import pytest

from explorer.vocabulary.counts import many


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 epochs"), (1, "1 epoch"), (2, "2 epochs"), (1.0, "1 epoch")]
)
def test_one_is_one(number, said):
    assert many(number, "epoch") == said


def test_a_plural_of_its_own_and_a_fraction():
    assert many(1, "person", "people") == "1 person"
    assert many(3, "person", "people") == "3 people"
    assert many(0.5, "day") == "0.5 days"
