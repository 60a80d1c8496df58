"""How many of a thing, in words."""

import pytest

from explorer.vocabulary.counts import pluralize


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 epochs"), (1, "1 epoch"), (2, "2 epochs"), (1.0, "1 epoch")]
)
def test_one_is_one(number, said):
    assert pluralize(number, "epoch") == said


def test_a_plural_of_its_own_and_a_fraction():
    assert pluralize(1, "person", "people") == "1 person"
    assert pluralize(3, "person", "people") == "3 people"
    assert pluralize(0.5, "day") == "0.5 days"
