"""A table's row says which of a file's people and nights it is of."""

import pytest

from explorer.io.reading_choices import ChoiceNeededError
from explorer.night.reading_account import NIGHT, SUBJECT, AccountEntry
from explorer.study import row_opening
from explorer.study.cohort_table import NightRow


def of_several(*kinds):
    """Open a file that has several of these kinds."""

    def opening(**chosen):
        for kind in kinds:
            if kind not in chosen:
                raise ChoiceNeededError(f"which {kind}?", [AccountEntry(kind, "S1")])
        return chosen

    return opening


def test_a_row_chooses_only_what_must_be_chosen():
    row = NightRow(2, subject="S1", night="2")
    assert row_opening._chosen(row, of_several()) == {}
    assert row_opening._chosen(row, of_several(SUBJECT)) == {"subject": "S1"}
    assert row_opening._chosen(row, of_several(SUBJECT, NIGHT)) == {"subject": "S1", "night": "2"}


def test_a_row_that_does_not_say_is_refused():
    with pytest.raises(ChoiceNeededError):
        row_opening._chosen(NightRow(2), of_several(SUBJECT))
