"""What headings call the subject of a simulated night, also where a file has the code alone."""

import pytest
import xarray as xr

from explorer.io import open_night, write_edf
from explorer.models.simulated_night import simulate_night

TITLE = "simulated night, older adult (seed 7)"


@pytest.fixture(scope="module")
def night():
    return simulate_night(hours=0.1, profile="older", seed=7)


def test_the_simulation_says_what_its_subject_is_called(night):
    assert (night.attrs["subject"], night.attrs["subject_title"]) == ("simulated older 7", TITLE)
    assert night.title == TITLE


def test_a_tree_that_was_kept_before_there_were_titles_has_one(night):
    old = night.tree.copy(deep=False)
    old.attrs = {key: value for key, value in night.tree.attrs.items() if key != "subject_title"}
    assert isinstance(old, xr.DataTree)
    assert open_night(old).title == TITLE


def test_a_subject_given_by_hand_is_called_by_its_own_code(night, tmp_path):
    write_edf(night, tmp_path / "night.edf")
    for thing in (night, night.to_mne(), tmp_path / "night.edf"):
        assert open_night(thing, subject="S1").title == "S1"


def test_a_recorded_subject_of_such_a_code_is_called_by_it(night):
    assert open_night(night, simulated=False, subject="simulated older 7").title != TITLE
